"""Gives the commands files, names, folders and environments that nobody would have in good faith."""

import contextlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from attack.commands import COMMANDS, ENGLISH, FRENCH, decisions, make_files
from attack.sandbox import Outcome, attempt, copy_of, make_ready, state_of

READERS: tuple[tuple[str, ...], ...] = (
    ("{}", "-o", "out.txt", "-q"),
    ("{}", "-q", "--json"),
    ("{}", "-q", "--report", "r.json", "--review", "p.html"),
    ("clean", "{}"),
    ("clean", "{}", "--explain"),
    ("clean", "{}", "--json"),
    ("clean", "{}", "--unsafe", "--diff"),
    ("clean", "--in-place", "{}"),
    ("check", "{}", "english.txt", "--no-model", "--fail-on", "never", "--notes"),
    ("check", "article.txt", "{}", "--no-model", "--fail-on", "never", "--format", "github"),
    ("review", "{}", "english.txt", "-o", "page.html"),
    ("review", "article.txt", "{}", "-o", "page.xlf"),
    ("diff", "{}", "english.txt", "--markdown"),
    ("diff", "article.txt", "{}", "--json"),
    ("align", "{}", "{}", "--no-model", "--format", "table"),
    ("align", "{}", "english.txt", "--no-model"),
    ("glossary", "extract", "{}", "-o", "x.tsv"),
    ("damage", "{}", "-o", "d.txt", "--gold", "gold.jsonl"),
)
"""Commands that read a text, {}; what they read must be unharmed after all of them but the one in place."""


def texts(size: int) -> dict[str, bytes]:
    """Return hostile texts by what is hostile in them; the large ones have about `size` bytes."""

    def many(unit: str, before: str = "", after: str = "") -> bytes:
        return (before + unit * (size // len(unit.encode("utf-8", "surrogatepass"))) + after).encode(
            "utf-8", "surrogatepass"
        )

    return {
        "nothing": b"",
        "a mark alone": b"\xef\xbb\xbf",
        "UTF-16 of odd length": b"\xff\xfea\0b",
        "UTF-16 without a mark": FRENCH.encode("utf-16-le"),
        "UTF-32": FRENCH.encode("utf-32"),
        "zeros": bytes(size),
        "a zero in a text": b"Le chat\0 dort.\n",
        "damaged UTF-8": FRENCH.encode() + b"\xe9\xff",
        "Latin-1": FRENCH.encode("latin-1"),
        "half surrogates": many("\ud800a ", "Le "),
        "a PNG": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9,
        "all bytes": bytes(range(256)) * 9,
        "one word": many("a", "Le ", " dort."),
        "one word of capitals": many("A", "Le ", " dort."),
        "one word of elisions": many("d’", "Le ", "chat dort."),
        "one word of hyphens": many("a-", "Le ", " dort."),
        "spaces": many(" ", "Le chat", "dort."),
        "spaces without a break": many("\u00a0", "Le chat", "dort."),
        "tabs": many("\t", "Le chat", "dort."),
        "empty lines": many("\n", "Le chat", "dort."),
        "one line": many("Le chat dort au soleil. "),
        "one sentence": many("le chat de la voisine "),
        "lines": many("Le chat dort au soleil.\n"),
        "unknown words": many("xzqvb wqkjz "),
        "one quantity": many("1 000 km "),
        "one number": many("1", "Il y a ", " chats."),
        "points": many(".", "Le chat dort", " Il rêve."),
        "quotation marks": many("« ", "", " »"),
        "one letter and marks": many("e\u0301\u0301\u0301\u0301", "Le "),
        "marks alone": many("\u0301", "e"),
        "escape sequences": many("\x1b[31m\x1b]0;x\x07 ", "Le chat "),
        "directions of writing": many("\u202e\u2066a\u2069", "Le chat "),
        "nothing to be seen": many("\u200b\u200d\ufeff", "Le chat "),
        "line separators": many("Le chat.\u2028\u2029\x85\x0b\x0c"),
        "carriage returns": many("Le chat dort.\r"),
        "all line ends": many("Le chat dort.\r\n\r\n\n\r"),
        "scripts": many("<script>alert(1)</script>\"'>&{{7*7}}${7*7} "),
        "brackets": many("[", "", "") + many("]", "", ""),
        "links": many("[a]("),
        "images": many("![a](b) "),
        "stars": many("*a **b "),
        "quotes of quotes": many("> ", "", "a"),
        "lists of lists": "".join(f"{'  ' * n}- a\n" for n in range(int((size / 2) ** 0.5))).encode(),
        "tags": many("<b>", "", "") + many("</b>", "", ""),
        "a fence that stays open": many("a\n", "```\n"),
        "tables": many("| a | b |\n", "| a | b |\n|---|---|\n"),
        "references": "".join(f"[a{n}]: http://x.example/{n}\n" for n in range(size // 30)).encode(),
        "base64": many("dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIDEzIGxhenkgZG9ncw", "La clé "),
        "addresses": many("http://x.example/a_(b)?c=d&e "),
        "mojibake": many("lâ€™Ã©tÃ© Ã\u00a0 "),
        "an emoji": many("👩\u200d👩\u200d👧 "),
    }


NAMES = (
    "249" + "é" * 120 + ".txt",
    "a" * 251 + ".txt",
    "a" * 255,
    "two\nlines.txt",
    "\x1b[31mred.txt",
    "\u202etxt.exe.txt",
    "not utf-8 \udce9.txt",
    " .txt",
    "...txt",
    "-q.txt",
    "--force",
    "con.txt",
    "a b'c\"d$(e).txt",
    "*.txt",
    "x.TXT",
    "deep/" * 60 + "x.txt",
)


def glossaries() -> dict[str, bytes]:
    """Return hostile files of terms by their names."""
    bomb = "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 40))
    return {
        "columns.tsv": b"a\tb\tc\td\te\tf\tg\n",
        "quote.tsv": b'source\ttarget\n"ONU\tUN\nOTAN\tNATO\n',
        "one-line.tsv": b"a\t" + b"b" * 1_000_000,
        "zeros.tsv": bytes(1000),
        "latin.csv": "source,target\nété,summer\n".encode("latin-1"),
        "odd.csv": b"\xff\xfea",
        "quotes.csv": b'source,target\n"""",""\n",,,,\n',
        "nested.yaml": b"[" * 5000,
        "bomb.yaml": b"a: &a [x,x,x]\n" + b"".join(b"b%d: &b%d [*a,*a,*a]\n" % (n, n) for n in range(50)),
        "tag.yaml": b"!!python/object/apply:os.system ['touch hacked']\n",
        "no-list.yaml": b"3\n",
        "nested.tbx": b"<tbx>" + b"<a>" * 5000,
        "empty.tbx": b"",
        "bomb.tmx": f'<!DOCTYPE tmx [<!ENTITY a0 "lol">{bomb}]><tmx><body><tu/>&a39;</body></tmx>'.encode(),
        "outside.tmx": b'<!DOCTYPE tmx SYSTEM "file:///etc/passwd"><tmx><body><tu>&x;</tu></body></tmx>',
        "encoding.tmx": b'<?xml version="1.0" encoding="klingon"?><tmx/>',
        "cut.tmx": b"<tmx><body><tu><tuv xml:lang='fr'><seg>a",
        "unknown.doc": b"x",
    }


def files_of_decisions() -> dict[str, bytes]:
    """Return hostile decisions by what is hostile in them; none of them may change a file."""

    def changed(change: Callable[[dict[str, object]], object]) -> bytes:
        return json.dumps(decisions(change)).encode()

    def of_segment(**values: object) -> bytes:
        return changed(lambda record: record["segments"][0].update(values))  # type: ignore[index]

    return {
        "nothing": b"",
        "no JSON": b"{",
        "nested": b"[" * 50_000,
        "a number": b"1" * 5000,
        "a long number": changed(lambda record: record.update(version=1)).replace(
            b'"start": 0', b'"start": ' + b"9" * 5000
        ),
        "no UTF-8": b"\xff",
        "a list": b"[]",
        "a long name": changed(lambda record: record.update(name="x" * 5000)),
        "a name with a zero": changed(lambda record: record.update(name="a\0b")),
        "a name outside": changed(lambda record: record.update(name="../../../etc/passwd")),
        "no segments": changed(lambda record: record.update(segments=[])),
        "a segment too few": changed(lambda record: record["segments"].pop()),  # type: ignore[attr-defined]
        "a segment twice": changed(lambda record: record["segments"].append(record["segments"][0])),  # type: ignore[attr-defined,index]
        "no English": of_segment(english=None),
        "other French": of_segment(french="Le mot de passe est perdu."),
        "another source": of_segment(source="Autre chose."),
        "a place below zero": of_segment(start=-1),
        "an English surrogate": of_segment(english="\ud800"),
        "an unknown state": of_segment(state="hacked"),
        "repairs that fit nothing": changed(lambda record: record.update(repair=[[0, 3, "xyz", "", "r", "r"]])),
        "repairs of the wrong kind": changed(lambda record: record.update(repair=[[3, 0, 1, 2]])),
        "a term with a control character": changed(
            lambda record: record.update(terms=[{"source": "\x00", "target": "\x1b"}])
        ),
        "a term too long": changed(lambda record: record.update(terms=[{"source": "a" * 9999, "target": "b"}])),
        "another format": changed(lambda record: record.update(format="docx")),
        "another encoding": changed(lambda record: record.update(encoding="unicode_escape")),
        "another text": changed(lambda record: record.update(digest="0" * 64)),
        "another version": changed(lambda record: record.update(version=10**300)),
    }


ENVIRONMENTS: tuple[dict[str, str], ...] = (
    {"FR2EN_BEAM": "99999999999999999999"},
    {"FR2EN_MODEL": "../../etc"},
    {"FR2EN_FORCE": "perhaps"},
    {"FR2EN_NONSENSE": "1"},
    {"FR2EN_GLOSSARY": "/dev/null,/nowhere"},
    {"FR2EN_MEMORY": "/dev/null"},
    {"FR2EN_ENCODING": "klingon"},
    {"FR2EN_OUTPUT_ENCODING": "ascii"},
    {"FR2EN_CACHE": "/proc/nowhere", "FR2EN_DATA": "/proc/nowhere"},
    {"HOME": "", "XDG_CONFIG_HOME": "\x01"},
    {"COLUMNS": "0", "LINES": "-1"},
    {"COLUMNS": "many"},
    {"TERM": "\x1b", "NO_COLOR": "1"},
    {"LC_ALL": "C", "LANG": "C", "PYTHONIOENCODING": "ascii"},
    {"PAGER": "false", "LESS": "\x1b"},
    {"TMPDIR": "/nowhere"},
    {"PYTHONWARNINGS": "error"},
)

SETTINGS: dict[str, bytes] = {
    "nested": b"beam = " + b"[" * 5000,
    "no TOML": b"beam = = 3",
    "no UTF-8": b"# \xe9",
    "unknown": b"beem = 3\n\x00",
    "everything wrong": b"beam = 'x'\nglossary = 3\nforce = 1\nmemory = []\nrepair = false\n",
    "a large one": b"#" * 2_000_000,
}


@dataclass(frozen=True, slots=True)
class Attack:
    """One thing that is tried: the arguments, what is done to the folder first, and what comes in."""

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Path], object]
    before: Callable[[], object] = lambda: None
    stdin: bytes = b""
    changes: bool = False
    """Whether the command may change a file that was there."""


def attack_with_files(*, size: int, every: int = 1) -> Iterator[tuple[str, int, list[str]]]:
    """Yield each family of attacks, how many there were, and what was wrong.

    :param size: bytes of the large texts.
    :param every: 1 for all of them, 2 for every second one...
    """
    with tempfile.TemporaryDirectory() as place:
        files = Path(place) / "files"
        make_files(files)
        make_ready((command.arguments for command in COMMANDS), files)
        for number, (family, attacks) in enumerate(_families(size).items()):
            chosen = attacks[number % every :: every]
            yield family, len(chosen), [f"{each.name}: {fault}" for each in chosen if (fault := _try(each, files))]


def _try(attack: Attack, files: Path) -> str | None:
    with copy_of(files) as folder:
        attack.prepare(folder)
        before = state_of(folder)
        done = attempt([*attack.arguments], folder=folder, before=attack.before, stdin=attack.stdin)
        if fault := done.fault or _told(done):
            return fault
        now = state_of(folder) if folder.exists() else before
        if not attack.changes:
            for name, content in before.items():
                if now.get(name) != content:
                    return f"{name} was changed"
    return "something ran that should not" if "hacked" in now else None


def _told(done: Outcome) -> str | None:
    """Return what is wrong with the way a command tells of what it met."""
    if done.code in (2, 123) and "fr2en: " not in done.err:
        return f"exit code {done.code} without a sentence"
    if "\x1b" in done.err or "\x1b" in done.err.replace("\\x1b", ""):
        return "an escape sequence on standard error"
    return None


def _families(size: int) -> dict[str, list[Attack]]:
    return {
        "hostile texts": [
            Attack(
                f"{name} ({suffix}): {' '.join(reader)}",
                _with(reader, f"evil.{suffix}"),
                _written(f"evil.{suffix}", data),
            )
            if "--in-place" not in reader
            else Attack(
                f"{name} ({suffix}), in place",
                _with(reader, f"evil.{suffix}"),
                _written(f"evil.{suffix}", data),
                changes=True,
            )
            for name, data in texts(size).items()
            for suffix in ("txt", "md")
            for reader in READERS
        ],
        "hostile standard input": [
            Attack(f"{name}: {' '.join(arguments)}", arguments, lambda _: None, stdin=data)
            for name, data in texts(size).items()
            for arguments in (
                ("-q",),
                ("clean",),
                ("-o", "out.txt"),
                ("--format", "markdown"),
                ("damage",),
                ("--json",),
            )
        ],
        "hostile names": [
            Attack(
                f"{name[:30]!r}: {' '.join(reader)}",
                _with(reader, f"./{name}"),
                _written(name, FRENCH.encode()),
                changes="--in-place" in reader,
            )
            for name in NAMES
            for reader in (*READERS, ("in2", "-o", "out", "-q"), ("in2", "-q", "--review", "pages"))
        ],
        "devices and links": [
            Attack(f"{name}: {' '.join(reader)}", _with(reader, name), _odd_places)
            for name in (
                "/dev/null",
                "/dev/zero",
                "/dev/full",
                "loop.txt",
                "dangling.txt",
                "folder.txt",
                "/proc/self/mem",
                "article.txt/x.txt",
            )
            for reader in READERS
            if not (name == "/dev/zero" and size < 100_000) and "--in-place" not in reader
        ],
        "hostile glossaries": [
            Attack(f"{name}: {' '.join(arguments)}", arguments, _written(name, data), changes="add" in arguments)
            for name, data in glossaries().items()
            for arguments in (
                ("article.txt", "-q", "--glossary", name),
                ("check", "article.txt", "english.txt", "--no-model", "--glossary", name, "--fail-on", "never"),
                ("glossary", "list", "-g", name),
                ("glossary", "check", name),
                ("glossary", "add", "Brest", "Brest", "-g", name),
                ("glossary", "import", name, "-g", "new.tsv"),
                ("article.txt", "-q", "--memory", name),
            )
        ],
        "hostile decisions": [
            Attack(f"{name}: {' '.join(arguments)}", arguments, _written("evil.json", data))
            for name, data in files_of_decisions().items()
            for arguments in (
                (
                    "apply",
                    "evil.json",
                    "-o",
                    "e.txt",
                    "--memory",
                    "m.sqlite",
                    "--glossary",
                    "new.tsv",
                    "--tmx",
                    "t.tmx",
                ),
                (
                    "apply",
                    "evil.json",
                    "--source",
                    "article.txt",
                    "--french",
                    "f.txt",
                    "--memory",
                    "m.sqlite",
                    "--force",
                ),
                ("diff", "article.txt", "evil.json"),
            )
        ],
        "hostile memories": [
            Attack(
                f"{name}: {' '.join(arguments)}",
                arguments,
                partial(_made, make),
                changes=True,
            )
            for name, make in _MEMORIES.items()
            for arguments in (
                ("article.txt", "-q", "--memory", "evil.sqlite"),
                ("apply", "d.json", "-o", "e.txt", "--memory", "evil.sqlite", "--glossary", "new.tsv"),
            )
        ],
        "hostile settings": [
            Attack(f"{name} in {place}: {' '.join(arguments)}", arguments, _written(place, data))
            for name, data in SETTINGS.items()
            for place in ("fr2en.toml", "pyproject.toml", "../fr2en.toml", "fr2en-check.toml")
            for arguments in (
                ("config",),
                ("article.txt", "-q"),
                ("check", "article.txt", "english.txt", "--no-model", "--fail-on", "never"),
                ("glossary", "list"),
            )
        ],
        "hostile environments": [
            Attack(
                f"{variables}: {' '.join(arguments)}",
                arguments,
                lambda _: None,
                partial(os.environ.update, variables),
            )
            for variables in ENVIRONMENTS
            for arguments in (
                ("article.txt", "-q"),
                ("clean", "article.txt"),
                ("config",),
                ("models", "list"),
                ("diff", "article.txt", "english.txt"),
                ("apply", "d.json", "-o", "e.txt", "--glossary", "new.tsv"),
            )
        ],
        "hostile folders": [
            Attack(
                f"{name}: {' '.join(arguments)}",
                arguments,
                _of_a_user(make),
                _no_root,
                changes=True,
            )
            for name, make in _FOLDERS.items()
            for arguments in (
                ("in", "-o", "out", "-q"),
                ("in", "-q"),
                ("clean", "--in-place", "in"),
                ("clean", "in", "-o", "out"),
                ("clean", "in", "--json"),
                ("article.txt", "-o", "in/a/new.txt", "-q"),
            )
        ],
        "a working folder that is gone": [
            Attack(" ".join(command.arguments), command.arguments, lambda _: None, _leave_nothing, changes=True)
            for command in COMMANDS
        ],
        "empty names": [
            Attack(" ".join(arguments), arguments, lambda _: None)
            for arguments in (
                ("",),
                ("clean", "--in-place", ""),
                ("clean", "article.txt", "-o", ""),
                ("article.txt", "-o", ""),
                ("article.txt", "--report", ""),
                ("article.txt", "--review", ""),
                ("article.txt", "--glossary", ""),
                ("article.txt", "--memory", ""),
                ("check", "article.txt", ""),
                ("apply", ""),
                ("apply", "d.json", "--tmx", ""),
                ("glossary", "add", "a", "b", "-g", ""),
                ("glossary", "extract", ""),
                ("damage", "", "-o", "d.txt"),
                ("align", "", ""),
                ("diff", "article.txt", ""),
                ("review", "article.txt", ""),
            )
        ],
    }


def _with(arguments: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(each.replace("{}", name) for each in arguments)


def _written(name: str, data: bytes) -> Callable[[Path], object]:
    def prepare(folder: Path) -> None:
        for place in (folder / name, folder / "in2" / name):
            with contextlib.suppress(OSError, ValueError):  # a name that no file can have is attack enough
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)

    return prepare


def _odd_places(folder: Path) -> None:
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "dangling.txt").symlink_to("nowhere/x.txt")
    (folder / "folder.txt").mkdir()


def _database(*statements: str) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    return make


_MARKS = ("PRAGMA application_id = 1718760037", "PRAGMA user_version = 1")
_MEMORIES: dict[str, Callable[[Path], object]] = {
    "a text": lambda path: path.write_text(ENGLISH, encoding="utf-8"),
    "nothing": lambda path: path.write_bytes(b""),
    "a head alone": lambda path: path.write_bytes(b"SQLite format 3\0"),
    "a folder": lambda path: path.mkdir(),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "another database": _database("CREATE TABLE other (x)"),
    "another table": _database("CREATE TABLE pairs (source, target)", *_MARKS),
    "no text": _database("CREATE TABLE pairs (source, target)", "INSERT INTO pairs VALUES (x'00', NULL)", *_MARKS),
    "a view without end": _database(
        "CREATE VIEW pairs AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
        "SELECT x AS source, x AS target FROM n",
        *_MARKS,
    ),
    "a trigger": _database(
        "CREATE TABLE pairs (source TEXT PRIMARY KEY, target TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TRIGGER t AFTER INSERT ON pairs BEGIN DELETE FROM pairs; END",
        *_MARKS,
    ),
}


def _made(make: Callable[[Path], object], folder: Path) -> None:
    make(folder / "evil.sqlite")


def _unreadable(folder: Path) -> None:
    (folder / "a").chmod(0)


def _unsearchable(folder: Path) -> None:
    (folder / "a").chmod(0o644)


def _unreadable_file(folder: Path) -> None:
    (folder / "a" / "x.txt").chmod(0)


def _unwritable(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def _endless(folder: Path) -> None:
    (folder / "a" / "again").symlink_to(folder)


def _deep(folder: Path) -> None:
    here = Path.cwd()
    try:
        os.chdir(folder)
        for _ in range(40):
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
        Path("x.txt").write_text("Il pleut.\n", encoding="utf-8")
    finally:
        os.chdir(here)


_FOLDERS: dict[str, Callable[[Path], object]] = {
    "a folder that cannot be read": _unreadable,
    "a folder that cannot be searched": _unsearchable,
    "a file that cannot be read": _unreadable_file,
    "nothing that can be written": _unwritable,
    "a folder within itself": _endless,
    "names that are too long together": _deep,
}


def _of_a_user(make: Callable[[Path], object]) -> Callable[[Path], object]:
    """Return what gives the files to the user that `_no_root` becomes, and calls `make`."""

    def prepare(folder: Path) -> None:
        if os.getuid() == 0:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, 65534, 65534)
            folder.parent.chmod(0o755)
        make(folder / "in")

    return prepare


def _no_root() -> None:
    """Become a user for whom rights mean something."""
    if os.getuid() == 0:
        os.environ["HOME"] = str(Path.cwd())
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def _leave_nothing() -> None:
    import shutil

    shutil.rmtree(Path.cwd())
