import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from wcwidth import wcswidth

from glossary.edits import Edit, apply
from review_documents import HOSTILE, edited, hostile, sample
from translate.documents.records import Document, Finding, Segment, Severity
from translate.review import markdown, rows_of, side_by_side

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def shown(document: Document, *, width: int = 80, colour: bool = False, inline: bool = False) -> list[str]:
    return list(side_by_side(rows_of(document), width=width, colour=colour, inline=inline))


def test_a_repaired_sentence_stands_beside_its_english() -> None:
    assert shown(sample(), width=75)[:5] == [
        "   1 │ Un titre court                   │ A short title",
        "",
        "   3 │ Le soldat est en Russie{+␣+}mais │ The soldier is in Russia but is",
        "     │ il revient.                      │ coming back.",
        "     · repair: glued-words: “Russiemais” is no known word; “Russie mais”",
    ]


def test_notes_stand_under_their_row() -> None:
    lines = shown(sample(), width=100)
    place = next(number for number, line in enumerate(lines) if "10 000" in line)
    assert lines[place + 1] == '     · error: numbers: 10 000 became 1,000 ("10 000" / "1,000")'
    assert lines[place + 2] == '     · warning: omission: a word has no counterpart ("soldats")'


def test_inline_puts_the_english_under_the_french() -> None:
    lines = shown(sample(), width=60, inline=True)
    assert lines[:2] == ["   1 │ Un titre court", "     → A short title"]
    assert shown(sample(), width=30)[:2] == lines[:2]


@settings(deadline=None)
@given(
    edited(),
    st.text("word 漢字é\u0301👩\u200d👩\u200d👧🇫🇷\t", max_size=40),
    st.integers(10, 90),
    st.booleans(),
    st.booleans(),
)
def test_no_line_is_wider_than_asked_for(
    case: tuple[str, tuple[Edit, ...]], target: str, width: int, colour: bool, inline: bool
) -> None:
    text, edits = case
    finding = Finding("check", Severity.ERROR, target)
    segment = Segment(0, apply(text, edits), original=text, edits=edits, target=target, findings=(finding,))
    for line in shown(Document((segment,)), width=width, colour=colour, inline=inline):
        plain = COLOURS.sub("", line) if colour else line
        assert wcswidth(plain) >= 0, plain
        assert wcswidth(plain) <= width, plain


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_no_control_character_reaches_the_terminal(value: str) -> None:
    finding = Finding(value, Severity.NOTE, value)
    document = Document((Segment(0, value, target=value, findings=(finding,)),))
    for line in shown(document, width=50):
        assert not [c for c in line if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")], ascii(line)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff]", line)


def test_colour_is_the_only_thing_that_colour_adds() -> None:
    coloured = shown(hostile(), width=100, colour=True)
    assert any(COLOURS.search(line) for line in coloured)
    assert all("\x1b" not in COLOURS.sub("", line) for line in coloured)
    assert not any("\x1b" in line for line in shown(hostile(), width=100))


def test_words_are_broken_only_where_they_must_be() -> None:
    segment = Segment(0, "anticonstitutionnellement mot", target="short words here")
    lines = shown(Document((segment,)), width=40)
    assert [line.split("│")[1].strip() for line in lines] == ["anticonstitutio", "nnellement mot"]
    assert [line.split("│")[2].strip() for line in lines] == ["short words", "here"]


def test_a_text_that_was_taken_out_says_so() -> None:
    row = replace(rows_of(sample())[1], segment=-1)
    assert any("Russie" in line for line in side_by_side([row], width=80))


@pytest.mark.parametrize(
    "special", [*HOSTILE[:5], "**bold** _a_ `c` [x](y) ![i](j)", "a | b", "~~x~~ @user #12", "http://a.b"]
)
def test_markdown_shows_any_text_as_text(special: str) -> None:
    document = Document((Segment(0, f"Un {special} mot", target=f"A {special} word"),))
    tokens = MarkdownIt("gfm-like", {"linkify": False}).enable("table").parse(markdown(rows_of(document)))
    cells = [token for token in tokens if token.type == "inline"][4:]
    assert [cell.content for cell in cells[1:3]]
    for cell, language in zip(cells[1:3], (f"Un {special} mot", f"A {special} word"), strict=True):
        assert {child.type for child in cell.children or ()} <= {"text", "text_special"}
        assert "".join(child.content for child in cell.children or ()) == language


def test_markdown_marks_what_changed() -> None:
    lines = markdown(rows_of(sample())).splitlines()
    assert len(lines) == 2 + 5
    assert "Russie<ins>␣</ins>mais" in lines[3]
    assert "Putin is in <ins>**Kursk**</ins>" in lines[4]
    assert "❌ numbers" in lines[5] and "⚠️ omission" in lines[5]
