"""Gives each reader bytes and texts that hypothesis makes of seeds; a reader refuses in a sentence or reads."""

import contextlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path

import hypothesis
from hypothesis import strategies

from attack.commands import FRENCH, decisions, make_files
from attack.growth import patterns
from attack.sandbox import attempt, make_ready
from documents.office_files import zipped
from glossary.terms import files
from glossary.terms.files import TermFileError
from glossary.terms.records import Term
from places import CASES
from translate.checks.settings import load_check_settings
from translate.documents.encoding import decode, encode
from translate.documents.errors import Fr2enError
from translate.documents.formats import FORMATS, format_named, read_text
from translate.documents.repairing import repair_document
from translate.review.decisions import Decisions, confirmed_pairs, decided, french_of
from translate.review.exports import read_tmx, tmx
from translate.run.settings import load_settings

SEEDS = CASES / "attack" / "seeds"
REFUSALS = (Fr2enError, TermFileError)
"""What a reader may raise, all of them with one sentence."""


@dataclass(frozen=True, slots=True)
class Target:
    """A reader, `read`, which raises `REFUSALS` or `AssertionError` only, and the files that fuzzing begins with."""

    name: str
    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def _encoding(data: bytes) -> None:
    text, encoding = decode(data)
    assert encode(text, encoding) == data, "reading and writing changed the bytes"


def _format(name: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        chosen = format_named(name)
        document = chosen.read(data)
        written = chosen.write(document, encoding=document.encoding)
        # A PDF is read and never written: it becomes Markdown, which that reader must give back.
        if name == "pdf":
            data, chosen = written, format_named("markdown")
            document = chosen.read(data)
            written = chosen.write(document)
        assert _content(written) == _content(data), "reading and writing changed the file"
        repaired = repair_document(document)
        assert len(repaired.segments) >= 0
        chosen.write(repaired, encoding="utf-8")

    return read


def _content(data: bytes) -> object:
    """Return what a file holds: for a container its parts."""
    if not zipfile.is_zipfile(BytesIO(data)):
        return data
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _decisions(data: bytes) -> None:
    found = Decisions.parse(data.decode("utf-8", "surrogateescape"))
    document = read_text(FRENCH, format="text")
    before = document.source
    english = decided(document, found)
    french_of(document, found)
    for source, _ in confirmed_pairs(document, found):
        assert source.strip(), "a pair without French"
    assert english.source or not before


def _terms(name: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        suffix = (files.FORMATS[name].suffixes or (".tbx",))[0]
        with tempfile.TemporaryDirectory() as place:
            given, made = Path(place) / f"given{suffix}", Path(place) / f"made{suffix}"
            given.write_bytes(data)
            terms = [(term.source, term.target) for term in files.load(given)]
            made.write_bytes(files.render(files.load(given), name))
            assert [(term.source, term.target) for term in files.load(made)] == terms, "writing changed the terms"

    return read


def _tmx(data: bytes) -> None:
    pairs = read_tmx(data)
    assert read_tmx(tmx(pairs)) == pairs


def _settings(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "fr2en.toml").write_bytes(data)
        load_settings(folder=Path(place), environment={}, flags={})


def _check_settings(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "fr2en-check.toml"
        path.write_bytes(data)
        load_check_settings(path)


def _standard_input(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        done = attempt(["-q"], folder=Path(place), stdin=data)
    assert not done.fault, done.fault
    assert done.code == 0 or done.err.startswith("fr2en: "), done.err


@cache
def targets() -> tuple[Target, ...]:
    """Return all readers with their seeds; what fuzzing has found lies in a folder of the name of each."""
    make_ready([("-q", "article.txt")], _files())
    texts = tuple(path.read_bytes() for path in sorted((CASES / "formats").glob("*.md")))
    found = [
        Target("encodings", _encoding, (FRENCH.encode(), FRENCH.encode("utf-16"), FRENCH.encode("latin-1"), b"")),
        Target("standard input", _standard_input, (FRENCH.encode(), FRENCH.encode("utf-16"), b"Le chat\r\rdort.\n\n")),
        Target("decisions", _decisions, (json.dumps(decisions()).encode(),)),
        Target("pairs in TMX", _tmx, (tmx([("Le chat <b>dort</b>.", "The cat & it.")]),)),
        Target("settings", _settings, (b'beam = 2\nglossary = ["a.tsv"]\nrepair = "off"\n', b"force = true\n")),
        Target("settings of checks", _check_settings, (b"[severities]\nnames = 'error'\n", b"[limits]\nloop = 3\n")),
    ]
    for name in FORMATS:
        suffixes = tuple(suffix for suffix in format_named(name).suffixes if suffix)
        own = (path.read_bytes() for path in sorted((CASES / "formats").iterdir()) if path.suffix in suffixes)
        found.append(Target(name, _format(name), tuple(own) or texts))
    for name, known in files.FORMATS.items():
        own = (path.read_bytes() for path in sorted((CASES / "glossary").iterdir()) if path.suffix in known.suffixes)
        rendered = known.function("render")([Term(source="OTAN", target="NATO"), Term(source="chat", target="cat")])
        found.append(Target(f"terms in {name}", _terms(name), (*own, rendered)))
    return tuple(replace(each, seeds=(*each.seeds, *_kept(each.name))) for each in found)


def _files() -> Path:
    folder = Path(tempfile.mkdtemp())
    make_files(folder)
    return folder


def _kept(name: str) -> Iterator[bytes]:
    folder = SEEDS / name.replace(" ", "-")
    if folder.is_dir():
        yield from (path.read_bytes() for path in sorted(folder.iterdir()))


@strategies.composite
def mutations(draw: strategies.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """Draw one of the seeds with some pieces of it taken away, put elsewhere, exchanged or new."""
    data = draw(strategies.sampled_from(seeds))
    if zipfile.is_zipfile(BytesIO(data)) and draw(strategies.booleans()):
        members = dict(_content(data))  # type: ignore[call-overload]
        name = draw(strategies.sampled_from(sorted(members)))
        members[name] = draw(_changed(members[name]))
        return zipped(members)
    return draw(_changed(data))


@strategies.composite
def _changed(draw: strategies.DrawFn, data: bytes) -> bytes:
    for _ in range(draw(strategies.integers(1, 6))):
        start = draw(strategies.integers(0, len(data)))
        end = min(len(data), start + draw(strategies.sampled_from((0, 0, 1, 4, 30, 400))))
        way = draw(strategies.integers(0, 3))
        if way == 0:
            new = draw(strategies.binary(max_size=8))
        elif way == 1:
            new = draw(strategies.text(max_size=8)).encode("utf-8", "surrogatepass")
        elif way == 2:
            new = draw(strategies.sampled_from(patterns())).text(40).encode("utf-8", "surrogatepass")
        else:
            other = draw(strategies.integers(0, len(data)))
            new = data[other : other + draw(strategies.sampled_from((1, 10, 100)))]
        data = data[:start] + new + data[end:]
    return data


def fault_of(target: Target, data: bytes) -> str | None:
    """Return what is wrong with the way a reader takes `data`."""
    try:
        target.read(data)
    except REFUSALS as refusal:
        said = str(refusal)
        return None if said.strip() and "\n" not in said else f"a refusal that is no sentence: {said[:100]!r}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    return None


NAMES: tuple[str, ...] = ("encodings", "standard input", "decisions", "pairs in TMX", "settings", "settings of checks")
NAMES += (*FORMATS, *(f"terms in {name}" for name in files.FORMATS))


def fuzz(*, examples: int, seed: int | None = None, only: str | None = None) -> Iterator[tuple[str, int, list[str]]]:
    """Yield the name of each reader, how much it was given, and what was wrong, with the shortest input that shows it.

    :param examples: how many inputs each reader gets.
    :param seed: the beginning of chance, None for the same inputs each time.
    :param only: the name of one reader.
    """
    for target in targets():
        if only not in (None, target.name):
            continue
        tried, faults = _fuzzed(target, examples, seed)
        yield f"fuzzed: {target.name}", tried, [f"{fault}: {data[:400]!r}" for fault, data in faults[-1:]]


def _fuzzed(target: Target, examples: int, seed: int | None) -> tuple[int, list[tuple[str, bytes]]]:
    tried = 0
    faults: list[tuple[str, bytes]] = []

    def look(data: bytes) -> None:
        nonlocal tried
        tried += 1
        if fault := fault_of(target, data):
            faults.append((fault, data))
            raise AssertionError(fault)

    settings = hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        verbosity=hypothesis.Verbosity.quiet,
        derandomize=seed is None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    test = settings(hypothesis.given(mutations(target.seeds))(look))
    with contextlib.suppress(AssertionError):
        (test if seed is None else hypothesis.seed(seed)(test))()
    return tried, faults
