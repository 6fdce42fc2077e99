"""`fr2en glossary` as its users meet it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from command_line import ROOT
from glossary.terms.files import load, save
from glossary.terms.packs import load_packs
from glossary.terms.packs import packs as all_packs
from glossary.terms.records import Kind, Term
from translate.cli import glossary_command
from translate.documents.errors import Fr2enError
from translate.documents.records import Document

OWN = "fr2en.glossary.tsv"
NONE = ["--packs", "none"]


def run(*arguments: str) -> int:
    app = typer.Typer(rich_markup_mode=None)
    app.callback()(lambda: None)
    glossary_command.add_to(app)
    result = app(["glossary", *arguments], standalone_mode=False)
    return result if isinstance(result, int) else 0


def refusal(*arguments: str) -> str:
    with pytest.raises(Fr2enError) as raised:
        run(*arguments)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def sources(path: str) -> list[str]:
    return [term.source for term in load(Path(path))]


@pytest.fixture
def own(folder: Path) -> Path:
    """Return the glossary of a working folder."""
    (folder / OWN).write_text("# ours\nKiev\tKyiv\nLibé\tLibé\n", encoding="utf-8")
    return folder / OWN


class TestLooking:
    def test_list_shows_packs_then_given_files_then_own(self, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
        save([Term("OTAN", "NATO"), Term("Kiev", "Kiev")], Path("more.yaml"))
        assert run("list", "-g", "more.yaml") == 0
        out, err = capsys.readouterr()
        lines = out.splitlines()
        assert len(lines) == len(load_packs()) + 4
        assert [line.split()[0] for line in lines[-4:]] == ["OTAN", "Kiev", "Kiev", "Libé"]
        assert lines[-3].endswith("term              more.yaml:3")
        assert (
            err == "'Kiev' is 'Kyiv' (fr2en.glossary.tsv:2), not 'Kiev' (more.yaml:3), since the later entry counts\n"
        )

    def test_list_of_a_kind_as_json(self, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
        save([Term("Kim", "Kim", Kind.PERSON, note="x")], Path("more.csv"))
        assert run("list", *NONE, "--kind", "person", "--json", "-g", "more.csv") == 0
        [record] = map(json.loads, capsys.readouterr().out.splitlines())
        assert (record["source"], record["kind"], record["origin"]) == ("Kim", "person", "more.csv:2")
        assert run("list", *NONE) == 0
        assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["Kiev", "Libé"]

    @pytest.mark.parametrize("word", ["Libé", "libe", "LIBÉ", "Libe\u0301"])
    def test_show_finds_a_term_however_it_is_written(
        self, own: Path, word: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("show", word, *NONE) == 0
        assert capsys.readouterr().out.splitlines() == [
            "source     Libé",
            "target     Libé",
            "kind       term",
            "case       smart",
            "inflect    yes",
            "origin     fr2en.glossary.tsv:3",
        ]

    def test_show_finds_the_english_and_hints_at_the_nearest(
        self, own: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("show", "Kyiv", *NONE, "--json") == 0
        assert json.loads(capsys.readouterr().out)["source"] == "Kiev"
        assert refusal("show", "Kiew", *NONE) == "no glossary in force has 'Kiew'; did you mean 'Kiev'?"

    def test_control_characters_do_not_reach_the_terminal(self, folder: Path) -> None:
        (folder / OWN).write_text("a\x1b[31m\tb\n", encoding="utf-8")
        assert refusal("list", *NONE).startswith(f"{OWN} cannot be used: line 1: the French 'a\\x1b[31m' has")

    def test_packs(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("packs", "--json") == 0
        records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [record["name"] for record in records] == list(all_packs())
        assert all(record["licence"] and record["source"] and record["count"] for record in records)
        assert run("packs") == 0
        out = capsys.readouterr().out
        assert all(record["title"] in out and record["licence"] in out for record in records)

    def test_a_pack_that_is_not_there(self, folder: Path) -> None:
        assert "there is no pack 'countrys'" in refusal("list", "--packs", "countrys")


class TestChanging:
    def test_add_makes_a_file_and_keeps_what_is_there(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("add", "Kiev", "Kyiv", "--kind", "place", "--forbid", "Kiev", "--variant", "Kief") == 0
        assert capsys.readouterr().err == f"{OWN}: Kiev is Kyiv\n"
        assert run("add", "Rouge TV", "--kind", "do-not-translate", "--no-inflect", "--case", "exact", "-q") == 0
        assert (folder / OWN).read_text(encoding="utf-8").splitlines() == [
            "source\ttarget\tkind\tvariants\tforbidden\tcase\tinflect",
            "Kiev\tKyiv\tplace\tKief\tKiev",
            "Rouge TV\tRouge TV\tdo-not-translate\t\t\texact\tno",
        ]

    def test_the_same_french_is_replaced_with_force_only(self, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("add", "Kiev", "Kyiv") == 0
        assert capsys.readouterr().err == f"{OWN} has Kiev as Kyiv already\n"
        assert refusal("add", "Kiev", "Kiev") == (
            f"{OWN} has 'Kiev' already, as 'Kyiv'; add --force to put this in its place"
        )
        assert run("add", "Kiev", "Kiev", "--force") == 0
        assert own.read_text(encoding="utf-8") == "# ours\nLibé\tLibé\nKiev\tKiev\n"

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["Kiev"], "the term cannot be added: the English is missing"),
            ([" ", "x"], "the term cannot be added: the French is missing"),
            (
                ["a\x07", "x"],
                r"the term cannot be added: the French 'a\x07' has the control character U+0007; take it out",
            ),
        ],
    )
    def test_a_term_that_is_none_is_refused(self, folder: Path, arguments: list[str], message: str) -> None:
        assert refusal("add", *arguments) == message
        assert not (folder / OWN).exists()

    def test_remove(self, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("remove", "Kiev") == 0
        assert capsys.readouterr().err == f"{OWN}: Kiev is no longer Kyiv\n"
        assert own.read_text(encoding="utf-8") == "# ours\nLibé\tLibé\n"
        assert refusal("remove", "Libe") == f"{OWN} has no entry for 'Libe'; did you mean 'Libé'?"

    def test_which_file_is_changed_must_be_clear(self, own: Path) -> None:
        save([], own.with_suffix(".csv"))
        assert "name the one to change with --glossary" in refusal("add", "a", "b")
        assert run("add", "a", "b", "-g", OWN, "-q") == 0
        assert sources(OWN)[-1] == "a"

    def test_import_takes_what_is_new(self, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
        save([Term("Kiev", "Kyiv"), Term("Nice", "Nice")], Path("a.tbx"))
        save([Term("Nice", "Nice"), Term("Libé", "the daily")], Path("b.tmx"))
        assert refusal("import", "a.tbx") == f"{OWN} exists already; add --force to put the terms at its end"
        assert run("import", "a.tbx", "b.tmx", "--force") == 0
        assert sources(OWN) == ["Kiev", "Libé", "Nice", "Libé"]
        err = capsys.readouterr().err.splitlines()
        assert err[0].startswith("'Libé' is 'the daily' (b.tmx:") and err[1] == f"{OWN}: 2 new terms"
        assert run("import", "a.tbx", "-g", "new.yaml", "-q") == 0
        assert sources("new.yaml") == ["Kiev", "Nice"]

    @pytest.mark.parametrize("name", ["x.tsv", "x.csv", "x.yaml", "x.tbx", "x.tmx"])
    def test_export(self, own: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("export", *NONE, "-o", name) == 0
        assert capsys.readouterr().err == f"{name}: 2 terms\n"
        assert sources(name) == ["Kiev", "Libé"]
        assert refusal("export", "-o", name) == f"{name} exists already; add --force to overwrite it"
        assert run("export", *NONE, "-g", OWN, "-o", name, "--force", "-q") == 0

    def test_export_to_standard_output(self, own: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        assert run("export", *NONE) == 0
        assert capfdbinary.readouterr().out == "source\ttarget\nKiev\tKyiv\nLibé\tLibé\n".encode()
        assert run("export", *NONE, "--format", "tbx-2008") == 0
        assert b"<martif" in capfdbinary.readouterr().out
        assert "there is no format 'doc' for terms" in refusal("export", *NONE, "--format", "doc")
        assert "has no suffix of a glossary" in refusal("export", *NONE, "-o", "terms.doc")
        assert "cannot be written" in refusal("export", *NONE, "-o", "article.txt/terms.tsv")


class TestChecking:
    def test_findings_are_told_and_make_the_exit_code(self, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("check") == 0
        assert capsys.readouterr() == ("", "2 terms, 0 findings\n")
        own.write_text("a\tb\nb\ta\n", encoding="utf-8")
        assert run("check") == 1
        line = f"cycle: the entries go in a circle: a -> b -> a ({OWN}:1, {OWN}:2); remove one of them\n"
        assert capsys.readouterr() == (line, "2 terms, 1 finding\n")
        assert run("check", OWN, "--json", "-q") == 1
        record = json.loads(capsys.readouterr().out)
        assert record["check"] == "cycle" and [term["source"] for term in record["terms"]] == ["a", "b"]

    def test_files_are_checked_together(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert refusal("check") == "there is no fr2en.glossary.* here to check; name a file"
        save([Term("a", "b")], Path("one.tsv"))
        save([Term("a", "c")], Path("two.csv"))
        assert run("check", "one.tsv", "two.csv", "-q") == 1
        assert capsys.readouterr().out.startswith("conflict: 'a' is 'c' (two.csv:2), not 'b' (one.tsv:2)")

    def test_a_bad_file_is_one_error(self, own: Path) -> None:
        own.write_text("a\tb\nc\nd\t \n", encoding="utf-8")
        assert refusal("check") == (
            f"{OWN} cannot be used: line 2: it has no English; put a tab between the French and the English; "
            "line 3: the English is missing; correct the file"
        )


class TestExtracting:
    @pytest.fixture
    def pair(self, folder: Path) -> Path:
        (folder / "a.fr.txt").write_text(
            "Il a vu Tartempion à Koursk.\nTartempion dort.\nOn voit Machinchose.\n", encoding="utf-8"
        )
        (folder / "a.en.txt").write_text("He saw Tartempion in Kursk.\nTartempion sleeps.\n", encoding="utf-8")
        return folder

    def test_what_is_printed_is_a_glossary(self, pair: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        assert run("extract", "a.fr.txt", "--english", "a.en.txt") == 0
        out, err = capfdbinary.readouterr()
        lines = out.decode().splitlines()
        assert lines[2:] == [
            "source\ttarget\tkind\tinflect\tnote",
            "Tartempion\tTartempion\tterm\tno\t2 times: Tartempion 2",
            "# Machinchose\t\tterm\tno\tonce",
        ]
        assert err == b"2 proposals; 1 known already\n"
        Path("terms.tsv").write_bytes(out)
        assert sources("terms.tsv") == ["Tartempion"]

    def test_what_the_english_contradicts_is_shown(self, pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
        save([Term("Tartempion", "Whatsisname"), Term("Machinchose", "Thingummy")], Path(OWN))
        assert run("extract", "a.fr.txt", "--english", "a.en.txt", *NONE, "--json") == 0
        records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [(record["source"], record["count"]) for record in records] == [("Tartempion", 2), ("Koursk", 1)]
        assert records[1]["renderings"] == [{"target": "Kursk", "count": 1}]
        assert run("extract", "a.fr.txt", "--all", "--json", "-q") == 0
        assert len(capsys.readouterr().out.splitlines()) == 3

    def test_nothing_is_overwritten(self, pair: Path) -> None:
        assert run("extract", "a.fr.txt", "-o", "terms.tsv", "-q") == 0
        assert refusal("extract", "a.fr.txt", "-o", "terms.tsv") == (
            "terms.tsv exists already; add --force to overwrite it"
        )
        assert run("extract", "a.fr.txt", "-o", "terms.tsv", "-q", "--force") == 0

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (
                ["--english", "a.en.txt", "--with-model"],
                "--english and --with-model exclude each other; give one of them",
            ),
            (["--model", "fr-en-tiny"], "--model says what to translate with; add --with-model"),
            (["a.fr.txt", "--english", "a.en.txt"], "there are 2 documents and 1 English file; give --english once"),
            (["--json", "-o", "x"], "--json is printed; leave -o away"),
            (["missing.txt"], "missing.txt: there is no such file; check the name"),
        ],
    )
    def test_contradictions(self, pair: Path, arguments: list[str], message: str) -> None:
        assert refusal("extract", "a.fr.txt", *arguments).startswith(message)

    def test_with_the_model(
        self, pair: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("translate.run.translator.Translator", EchoingTranslator)
        assert run("extract", "a.fr.txt", "--with-model", "--model", "echo", "--json", "--all", "-q") == 0
        records = {record["source"]: record for record in map(json.loads, capsys.readouterr().out.splitlines())}
        assert records["Tartempion"]["renderings"] == [{"target": "Tartempion", "count": 2}]


class EchoingTranslator:
    """A translator that leaves everything in French."""

    def __init__(self, model: str, **options: object) -> None:
        assert model == "echo" and options["repair"] == "off"

    def translate_documents(
        self, documents: Sequence[Document], *, progress: Callable[[int], None]
    ) -> Iterator[Document]:
        for document in documents:
            progress(len(document.segments))
            yield document.with_segments([replace(segment, target=segment.source) for segment in document.segments])


def test_the_example_of_the_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seeds = ROOT / "seeds"
    arguments = [
        str(seeds / "article.fr.txt"),
        "--english",
        str(seeds / "article.en.txt"),
        *NONE,
        "-o",
        "terms.tsv",
        "-q",
    ]
    assert run("extract", *arguments) == 0
    found = {term.source: term for term in load(Path("terms.tsv"))}
    assert found["Koursk"].target == "Kursk" and found["nord-coréen"].kind is Kind.DEMONYM
    assert run("check", "terms.tsv", "-q") == 0
