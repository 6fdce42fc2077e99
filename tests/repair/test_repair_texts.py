"""The text that the rules of repair read: its lines, and what is remembered of them from one round to the next."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.edits import Edit, Span
from glossary.repair import RULES, Notice, Rule, Text, repair
from glossary.repair.base import shifted

LINES = st.lists(
    st.sampled_from(
        (
            "Il vit en Russiemais travaille à Paris.",
            "L’endroit où Nord-Coréen des soldats étaient.",
            "Elle a déclaré elle viendra, le le soir.",
            "Cela vient après Le ministre dansParis.",
            "Des milliers de soldats sont stationné ici,là.",
            "l' amitié et le gou vernement",
            "",
            "  The soldiers have been there for years",
            "LE GOUVERNEMENT ANNONCE UNE RÉFORME",
        )
    ),
    max_size=6,
)
ENDS = st.sampled_from(("\n", "\r\n", "\u2028", "\x85"))


@given(st.text(st.sampled_from("ab \n\r\x85\u2028.é"), max_size=40), st.data())
def test_lines_put_together_are_the_text_and_keep_what_is_protected(content: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=6, unique=True)))
    protected = tuple(Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b)
    parts = Text(content, protected).parts
    assert "".join(line.text for _, line in parts) == content
    inside = {
        start + place for start, line in parts for span in line.protected for place in range(span.start, span.end)
    }
    assert inside == {place for span in protected for place in range(span.start, span.end)}


@given(LINES, ENDS)
def test_a_rule_that_reads_lines_finds_in_a_text_what_it_finds_in_each_line(lines: list[str], end: str) -> None:
    text = Text(end.join(lines))
    for rule in RULES.values():
        if rule.by_line:
            expected = [
                (start + found.span.start, start + found.span.end, type(found))
                for start, line in text.parts
                for found in rule.find(Text(line.text))
            ]
            assert [(found.span.start, found.span.end, type(found)) for found in rule.read(text)] == expected


@given(LINES)
def test_what_is_remembered_of_lines_changes_nothing(lines: list[str]) -> None:
    result = repair("\n".join(lines))
    again = repair(result.text)
    assert again.text == result.text and not again.edits
    assert [edit.span for edit in again.suggestions] == [edit.span for edit in result.suggestions]
    assert again.notices == result.notices


def test_only_lines_that_changed_are_read_again() -> None:
    seen: list[str] = []

    def watch(text: Text) -> Iterator[Notice]:
        seen.append(text.text)
        yield from ()

    def double(text: Text) -> Iterator[Edit]:
        for match in re.finditer("  ", text.text):
            yield Edit(Span(*match.span()), "  ", " ", "double", "two spaces")

    rules = {"watch": Rule("watch", "", "", (), watch, by_line=True), "double": Rule("double", "", "", (), double)}
    assert repair("un\ndeux  mots\ntrois\nun\n", rules=rules).text == "un\ndeux mots\ntrois\nun\n"
    assert seen == ["un\n", "deux  mots\n", "trois\n", "deux mots\n"]


def test_a_line_with_another_part_protected_is_another_line() -> None:
    text = Text("le le\nle le\n", (Span(6, 8),))
    assert [line.protected for _, line in text.parts] == [(), (Span(0, 2),)]
    assert [edit.span.start for edit in RULES["repeated-words"].read(text)] == [2]


@pytest.mark.parametrize("edits", [[], [Edit(Span(0, 0), "", "ab", "", "")]])
def test_protected_spans_move_with_the_lines(edits: list[Edit]) -> None:
    moved = shifted((Span(3, 5),), edits)
    assert moved == (Span(3 + 2 * len(edits), 5 + 2 * len(edits)),)
