"""The commands on Word files: what is damaged is mended in place, what was reviewed is written back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import review_documents
from documents.office_files import body_of, docx, field, paragraph
from documents.office_files import run as word
from translate.cli.main import run
from translate.documents.formats import read

NUMBER = paragraph(word("Page "), field("PAGE", word("3")), word(" du rapport"))
FRENCH = docx(
    paragraph(word("Il est allé en "), word("Russie", "<w:b/>"), word("mais il est revenu hier.")) + NUMBER,
    header1=paragraph(word("Mon rapport")),
)
ENGLISH = docx(
    paragraph(word("He went to "), word("Russia", "<w:b/>"), word(" but he came back yesterday."))
    + NUMBER.replace("du rapport", "of the report"),
    header1=paragraph(word("My report")),
)
MENDED = paragraph(word("Il est allé en "), word("Russie", "<w:b/>"), word(" mais il est revenu hier.")) + NUMBER


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, with a damaged French file and its English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FR2EN_DATA", str(tmp_path / "data"))
    (tmp_path / "a.docx").write_bytes(FRENCH)
    (tmp_path / "b.docx").write_bytes(ENGLISH)
    return tmp_path


@pytest.fixture
def decided(place: Path) -> Callable[[Callable[[list[dict[str, Any]]], None]], None]:
    """Return a function that writes what a reviewer of a.docx and b.docx decided on the page."""
    assert run(["review", "a.docx", "b.docx", "-q"]) == 0

    def write(change: Callable[[list[dict[str, Any]]], None]) -> None:
        record = review_documents.decided(place / "a.review.html")
        change(record["segments"])
        (place / "d.json").write_text(json.dumps(record), encoding="utf-8")

    return write


def test_a_damaged_file_is_mended_in_place(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["clean", "a.docx", "--in-place", "--explain"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("a.docx:1:22: glued-words: ")
    assert "[-Russiemais-]{+Russie mais+} il est revenu" in said.out
    assert body_of((place / "a.docx").read_bytes()) == MENDED
    assert run(["clean", "a.docx", "--check", "-q"]) == 0
    # The English of it is none of the rules' business.
    assert run(["clean", "b.docx", "--in-place", "-q"]) == 0
    assert (place / "b.docx").read_bytes() == ENGLISH


def test_a_file_goes_to_a_pipe_and_to_no_terminal(
    place: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "a.docx").write_bytes(ENGLISH)
    assert run(["clean", "a.docx", "-q"]) == 0
    assert capfdbinary.readouterr().out == ENGLISH
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert run(["clean", "a.docx", "-q"]) == 2
    assert b"no text that a terminal could show; give a name to -o" in capfdbinary.readouterr().err


def test_the_rows_are_shown_without_codes_and_with_their_places(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["diff", "a.docx", "b.docx", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["line"], row["place"], row["source"], row["target"]) for row in rows] == [
        (1, "", "Il est allé en Russie mais il est revenu hier.", "He went to Russia but he came back yesterday."),
        (2, "", "Page 3 du rapport", "Page 3 of the report"),
        (3, "page header", "Mon rapport", "My report"),
    ]
    assert not any(row["findings"] for row in rows)
    assert run(["check", "a.docx", "b.docx", "--no-model", "--notes", "-q"]) == 0


def test_what_was_reviewed_is_written_back(
    place: Path, decided: Callable[[Callable[[list[dict[str, Any]]], None]], None]
) -> None:
    def change(segments: list[dict[str, Any]]) -> None:
        draft = "He went to ⟨1⟩Russia⟨/1⟩ but he came back yesterday."
        segments[0] |= {
            "english": "Yesterday he came back from Russia.", "draft": draft, "edited": True, "state": "accepted"
        }  # fmt: skip

    decided(change)
    assert run(["apply", "d.json", "-o", "c.docx", "--french", "f.docx", "--tmx", "m.tmx", "-q"]) == 0
    written = body_of((place / "c.docx").read_bytes())
    assert paragraph(word("Yesterday he came back from "), word("Russia", "<w:b/>"), word(".")) in written
    assert NUMBER.replace("du rapport", "of the report") in written
    assert body_of((place / "f.docx").read_bytes()) == MENDED
    assert "Yesterday he came back from Russia." in (place / "m.tmx").read_text(encoding="utf-8")


def test_french_without_a_repair_can_be_written(
    place: Path, decided: Callable[[Callable[[list[dict[str, Any]]], None]], None]
) -> None:
    decided(lambda segments: segments[0].update(french="Il est allé en Russiemais il est revenu hier."))
    assert run(["apply", "d.json", "-o", "c.docx", "--french", "f.docx", "-q"]) == 0
    assert [segment.source for segment in read(place / "f.docx").segments] == [
        segment.source for segment in read(place / "a.docx").segments
    ]


@pytest.mark.parametrize("name", ["letter.txt", "letter", "letter.doc", "letter.md"])
def test_the_content_says_what_a_file_is(place: Path, name: str) -> None:
    (place / name).write_bytes(FRENCH)
    assert read(place / name).format == "docx"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (FRENCH[:600], "cut off or damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old binary form of Office; save it in the new form"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    ],
)
def test_a_file_that_cannot_be_used_gets_one_sentence(
    place: Path, data: bytes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "x.docx").write_bytes(data)
    assert run(["clean", "x.docx", "-o", "y.docx"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("fr2en: x.docx: ") and message in line
    assert not (place / "y.docx").exists()
