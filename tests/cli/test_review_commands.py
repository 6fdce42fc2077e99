import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from glossary.terms.files import load
from review_documents import decided
from translate.cli import apply_command, diff_command, review_command
from translate.documents.errors import InputError, OutputError
from translate.documents.formats import read, read_text
from translate.documents.records import Document
from translate.documents.repairing import english_without_repairs, repair_document
from translate.review import Decisions, rows_of
from translate.review.exports import read_tmx
from translate.run.memory import Memory
from translate.run.translator import Translator

ROOT = Path(__file__).parents[2]
FRENCH = "Un titre\n\nLe soldat est en Russiemais il revient. Il dort.\n"
ENGLISH = "A title\n\nThe soldier is in Russia but is coming back. He is sleeping.\n"


def run(*arguments: str) -> int | None:
    app = typer.Typer()
    for module in (review_command, apply_command, diff_command):
        module.add_to(app)
    code: int | None = app(list(arguments), standalone_mode=False)
    return code


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, with a French file and its English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FR2EN_DATA", str(tmp_path / "data"))
    (tmp_path / "a.txt").write_text(FRENCH, encoding="utf-8")
    (tmp_path / "b.txt").write_text(ENGLISH, encoding="utf-8")
    return tmp_path


@pytest.fixture
def decisions(place: Path) -> Callable[..., Path]:
    """Return a function that writes the decisions of a reviewer of a.txt and b.txt."""
    run("review", "a.txt", "b.txt", "-q")

    def write(change: Callable[[dict[str, Any]], object] = lambda record: None) -> Path:
        record = decided(place / "a.review.html")
        change(record)
        path = place / "decisions.json"
        path.write_text(json.dumps(record), encoding="utf-8")
        return path

    return write


def test_a_page_is_written_beside_the_source(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("review", "a.txt", "b.txt") is None
    content = (place / "a.review.html").read_text(encoding="utf-8")
    assert "Russie mais" in content and "is coming back" in content
    assert capsys.readouterr().err == "3 segments in a.review.html\n"
    with pytest.raises(OutputError, match="exists already; add --force"):
        run("review", "a.txt", "b.txt")
    assert run("review", "a.txt", "b.txt", "--force", "-q") is None


@pytest.mark.parametrize(
    ("name", "start"),
    [("o.tmx", b"<?xml"), ("o.xlf", b"<?xml"), ("o.xliff", b"<?xml"), ("o.tsv", b"line\t"), ("o.docx", b"PK")],
)
def test_the_suffix_chooses_the_form(place: Path, name: str, start: bytes) -> None:
    run("review", "a.txt", "b.txt", "-o", name, "-q")
    assert (place / name).read_bytes().startswith(start)


def test_the_form_can_be_named(place: Path) -> None:
    run("review", "a.txt", "b.txt", "--to", "two-columns", "-o", "paper.html", "-q")
    assert "Content-Security-Policy" not in (place / "paper.html").read_text(encoding="utf-8")
    run("review", "a.txt", "b.txt", "--to", "tmx", "-q")
    assert len(read_tmx((place / "a.tmx").read_bytes())) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--to", "pdf"], "--to is one of page, tmx"),
        (["-o", "x.pdf"], "no form is known for the suffix '.pdf'"),
        (["-o", "."], "is a folder"),
        (["--to", "tmx", "--open"], "--open is for the page"),
    ],
)
def test_what_review_cannot_do_is_said(place: Path, arguments: list[str], message: str) -> None:
    with pytest.raises((InputError, OutputError), match=message):
        run("review", "a.txt", "b.txt", *arguments)


def test_a_page_without_a_target_is_translated(place: Path) -> None:
    run("review", "a.txt", "-o", "page.html", "-q")
    found = Decisions.parse((place / "page.html").read_text(encoding="utf-8"))
    assert all(each.english for each in found.segments)
    assert "model:fr-en-tiny" in found.signature


def test_the_english_without_repairs_is_asked_for_once() -> None:
    document = repair_document(read_text(FRENCH, format="text"))

    def upper(documents: Any) -> Any:
        for each in documents:
            assert each.repair is not None
            yield each.with_segments(
                type(segment)(segment.id, segment.source, target=segment.source.upper()) for segment in each.segments
            )

    assert english_without_repairs(document, translate=upper) == {1: "LE SOLDAT EST EN RUSSIEMAIS IL REVIENT."}
    assert english_without_repairs(Document(()), translate=upper) == {}


def test_apply_gives_the_file_that_an_editor_would_have_made(place: Path, decisions: Callable[..., Path]) -> None:
    def edit(record: dict[str, Any]) -> None:
        record["segments"][2] |= {"english": "He sleeps.", "edited": True, "state": "accepted"}
        record["segments"][0]["state"] = "accepted"
        record["terms"] = [{"source": "soldat", "target": "soldier", "note": "=1+1"}]

    run("apply", str(decisions(edit)), "--tmx", "pairs.tmx")
    assert (place / "a.en.txt").read_text(encoding="utf-8") == ENGLISH.replace("He is sleeping.", "He sleeps.")
    accepted = [("Un titre", "A title"), ("Il dort.", "He sleeps.")]
    assert read_tmx((place / "pairs.tmx").read_bytes()) == accepted
    with Memory.open(place / "data" / "memory.sqlite") as memory:
        assert sorted(memory) == sorted(accepted)
    [term] = load(place / "fr2en.glossary.tsv")
    assert (term.source, term.target, term.note) == ("soldat", "soldier", "=1+1")


def test_apply_twice_adds_nothing_twice(place: Path, decisions: Callable[..., Path]) -> None:
    def edit(record: dict[str, Any]) -> None:
        record["terms"] = [{"source": "soldat", "target": "soldier"}]

    path = str(decisions(edit))
    run("apply", path, "-q")
    run("apply", path, "-q", "--force")
    assert len(load(place / "fr2en.glossary.tsv")) == 1


def test_the_next_translation_uses_what_was_accepted(place: Path, decisions: Callable[..., Path]) -> None:
    english = "He is sleeping like a log."
    path = decisions(lambda record: record["segments"][2].update(english=english, edited=True, state="accepted"))
    run("apply", str(path), "-q")
    document = Translator(beam=1, memory=place / "data" / "memory.sqlite").translate("Il dort.")
    assert document.text == english
    assert rows_of(document)[0].is_from_memory


def test_terms_go_to_the_glossary_beside_the_source_or_the_one_that_is_named(
    place: Path, decisions: Callable[..., Path]
) -> None:
    (place / "fr2en.glossary.csv").write_text("ONU,UN\n", encoding="utf-8")

    def edit(record: dict[str, Any]) -> None:
        record["terms"] = [{"source": "soldat", "target": "soldier"}]

    path = str(decisions(edit))
    run("apply", path, "-q")
    assert [term.source for term in load(place / "fr2en.glossary.csv")] == ["ONU", "soldat"]
    run("apply", path, "-q", "--force", "--glossary", "mine.tsv")
    assert [term.source for term in load(place / "mine.tsv")] == ["soldat"]


def test_the_french_with_the_repairs_that_were_kept(place: Path, decisions: Callable[..., Path]) -> None:
    path = str(decisions(lambda record: record["segments"][1].update(french="Le soldat est en Russiemais il revient.")))
    run("apply", path, "--french", "french.txt", "-q")
    assert (place / "french.txt").read_text(encoding="utf-8") == FRENCH


def test_decisions_for_another_version_write_nothing(place: Path, decisions: Callable[..., Path]) -> None:
    path = str(decisions(lambda record: record["segments"][0].update(state="accepted")))
    (place / "a.txt").write_text(FRENCH + "Plus.\n", encoding="utf-8")
    before = sorted(place.rglob("*"))
    with pytest.raises(InputError, match=r"a\.txt: the decisions were made for another version"):
        run("apply", path)
    assert sorted(place.rglob("*")) == before


def test_apply_overwrites_nothing_unasked(place: Path, decisions: Callable[..., Path]) -> None:
    path = str(decisions())
    (place / "a.en.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="exists already; add --force"):
        run("apply", path)
    with pytest.raises(OutputError, match="a\\.txt is in use here and would be overwritten by -o"):
        run("apply", path, "-o", "a.txt", "--force")
    assert (place / "a.en.txt").read_text(encoding="utf-8") == "mine"


def test_the_source_is_found_beside_the_decisions_or_named(
    place: Path, decisions: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(decisions())
    (place / "elsewhere").mkdir()
    monkeypatch.chdir(place / "elsewhere")
    run("apply", path, "-o", "one.txt", "-q")
    assert Path("one.txt").read_text(encoding="utf-8") == ENGLISH
    shutil.move(place / "a.txt", place / "moved.txt")
    with pytest.raises(InputError, match="name the French with --source"):
        run("apply", path, "-o", "two.txt")
    run("apply", path, "-o", "two.txt", "-q", "--source", str(place / "moved.txt"))
    assert Path("two.txt").read_text(encoding="utf-8") == ENGLISH


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_of_the_source_does_not_matter(place: Path, encoding: str) -> None:
    (place / "a.txt").write_text(FRENCH, encoding=encoding)
    run("review", "a.txt", "b.txt", "-o", "page.html", "-q")
    run("apply", "page.html", "-q")
    expected = "utf-8-sig" if encoding == "utf-8-sig" else "utf-8"
    assert (place / "a.en.txt").read_bytes() == ENGLISH.encode(expected)


def test_markdown_comes_back_as_markdown(place: Path) -> None:
    (place / "a.md").write_text("# Un titre\n\n- Il **dort**.\n\n```\ncode\n```\n", encoding="utf-8")
    (place / "b.md").write_text("# A title\n\n- He is **asleep**.\n\n```\ncode\n```\n", encoding="utf-8")
    run("review", "a.md", "b.md", "-o", "page.html", "-q")
    run("apply", "page.html", "-q")
    assert (place / "a.en.md").read_bytes() == (place / "b.md").read_bytes()


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe\x00", b"<!doctype html>"])
def test_what_are_no_decisions_is_said_with_the_name_of_the_file(place: Path, content: bytes) -> None:
    (place / "d.json").write_bytes(content)
    with pytest.raises(InputError, match=r"d\.json: "):
        run("apply", "d.json")
    with pytest.raises(InputError, match="there is no such file"):
        run("apply", "missing.json")


def test_diff_shows_both_sides(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("diff", "a.txt", "b.txt", "--width", "100")
    shown = capsys.readouterr().out
    assert "Russie{+␣+}mais" in shown and "coming back" in shown and "repair: glued-words" in shown
    assert "\x1b" not in shown


def test_diff_shows_a_review(place: Path, decisions: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    path = decisions(lambda record: record["segments"][2].update(english="He sleeps.", edited=True))
    run("diff", "a.txt", str(path), "--only", "repaired", "--json")
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["repairs"][0]["rule"] == "glued-words"
    run("diff", "a.txt", str(path), "--inline", "--no-repair")
    assert "→ He sleeps." in capsys.readouterr().out


def test_diff_prints_markdown_and_json(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("diff", "a.txt", "b.txt", "--markdown")
    assert capsys.readouterr().out.startswith("| Line | French |")
    run("diff", "a.txt", "b.txt", "--json")
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["target"] for record in records] == [
        "A title",
        "The soldier is in Russia but is coming back.",
        "He is sleeping.",
    ]


def test_diff_can_leave_the_french_as_it_is(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("diff", "a.txt", "b.txt", "--no-repair", "--only", "repaired")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--only", "blue"], "--only is one of"), (["--json", "--markdown"], "exclude each other")],
)
def test_what_diff_cannot_do_is_said(place: Path, arguments: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run("diff", "a.txt", "b.txt", *arguments)


def test_what_is_longer_than_the_screen_is_paged(monkeypatch: pytest.MonkeyPatch) -> None:
    paged: list[str] = []
    monkeypatch.setattr("pydoc.pager", paged.append)
    diff_command.show_lines(["a", "b"], pager=True, height=2)
    assert paged == ["a\nb\n"]


def test_what_fits_the_screen_is_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydoc.pager", None)
    diff_command.show_lines(["a", "b"], pager=True, height=3)
    diff_command.show_lines(["c"], pager=False, height=1)
    assert capsys.readouterr().out == "a\nb\nc\n"


def test_no_colour_where_it_is_not_wanted(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    run("diff", "a.txt", "b.txt", "--no-pager")
    assert "\x1b[32;4m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    run("diff", "a.txt", "b.txt", "--no-pager")
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("started", [True, False])
def test_the_page_is_opened_where_there_is_a_browser(
    place: Path, monkeypatch: pytest.MonkeyPatch, started: bool
) -> None:
    asked: list[str] = []

    def start(address: str) -> bool:
        asked.append(address)
        return started

    monkeypatch.setattr("webbrowser.open", start)
    if started:
        run("review", "a.txt", "b.txt", "--open", "-q")
    else:
        with pytest.raises(OutputError, match=r"open a\.review\.html yourself"):
            run("review", "a.txt", "b.txt", "--open", "-q")
    assert asked == [(place / "a.review.html").as_uri()]


def test_the_article_and_its_reference_can_be_reviewed(place: Path) -> None:
    seeds = ROOT / "seeds"
    run("review", str(seeds / "article.fr.txt"), str(seeds / "article.en.txt"), "-o", "page.html", "-q")
    found = Decisions.parse((place / "page.html").read_text(encoding="utf-8"))
    english = read(seeds / "article.en.txt").source
    assert all(each.english and each.english in english for each in found.segments)
