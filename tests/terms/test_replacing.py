"""The English of a term goes in the place of other words, and the sentence stays well formed."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from glossary.edits import Span, apply
from glossary.english.forms import article, capitalised
from glossary.terms.matching import Match
from glossary.terms.records import Kind, Term
from glossary.terms.renderings import find_rendering
from glossary.terms.replacing import replace_rendering

CASES: list[Mapping[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases/replacing.json").read_text(encoding="utf-8")
)["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_the_sentence_stays_well_formed(case: Mapping[str, Any]) -> None:
    marked = case["text"]
    start, end = marked.index("<"), marked.index(">") - 1
    text = marked.replace("<", "").replace(">", "")
    source, target, kind = case["term"]
    match = Match(Span(0, 1), Term(source, target, Kind(kind)), plural=case.get("plural", False))
    edit = replace_rendering(text, Span(start, end), match)
    assert apply(text, [edit]) == case["becomes"]
    assert edit.rule == "glossary"


def test_the_reason_names_the_term_and_where_it_comes_from() -> None:
    term = Term("Koursk", "Kursk", Kind.PLACE, origin="pack places")
    assert replace_rendering("Koursk", Span(0, 6), Match(Span(0, 6), term)).reason == "Koursk is Kursk (pack places)"
    bare = Term("ONU", "the UN", Kind.ABBREVIATION)
    assert replace_rendering("ONU", Span(0, 3), Match(Span(0, 3), bare)).reason == "ONU is UN"


def test_a_place_beyond_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="4 characters"):
        replace_rendering("Kiev", Span(2, 9), Match(Span(0, 1), Term("Kiev", "Kyiv")))


TERMS = st.sampled_from(
    [
        Term("Koursk", "Kursk", Kind.PLACE),
        Term("États-Unis", "the United States", Kind.PLACE),
        Term("agence", "agency"),
        Term("chef d'État", "head of state"),
        Term("nord-coréen", "North Korean", Kind.DEMONYM),
        Term("UE", "EU", Kind.ABBREVIATION),
        Term("iPhone", "iPhone", Kind.KEEP),
        Term("La Haye", "The Hague", Kind.PLACE),
    ]
)
WORDS = st.lists(
    st.sampled_from(
        ["a", "an", "The", "of", "men", "Kursk", "state", "old", "said", "its", "North", "x's", "EU", "“", "."]
    ),
    max_size=7,
).map(" ".join)


DOUBLED = re.compile(r"\b(?:an?|the) (?:an?|the)\b|\b(\w+) \1\b", re.IGNORECASE)


@given(TERMS, WORDS, WORDS, st.sampled_from(["Koursk", "an agency", "leaders", "the ONU's", ""]), st.booleans())
@settings(deadline=None, max_examples=100)
def test_only_the_place_and_what_belongs_to_it_is_touched(
    term: Term, before: str, behind: str, old: str, several: bool
) -> None:
    assume(not DOUBLED.search(f"{before} {old} {behind}"))
    before, behind = before + " " if before else "", " " + behind if behind else ""
    text, span = before + old + behind, Span(len(before), len(before) + len(old))
    match = Match(Span(0, 1), term, plural=several)
    edit = replace_rendering(text, span, match)
    result = apply(text, [edit])
    article = next((word for word in ("an ", "a ", "the ") if before.lower().endswith(word)), "")
    assert span.start - max(len(article), 1) <= edit.span.start <= span.start
    # Where the same word stands on both sides and nothing comes between them, one of the two goes.
    last, first = re.search(r"(\S+) $", before), re.match(r" (\S+)", behind)
    twice = len(first[0]) if first and last and first[1].lower() == last[1].lower() == term.target.lower() else 0
    assert span.end <= edit.span.end <= span.end + max(2, twice)
    assert result.startswith(before[: len(before) - max(len(article), 1)])
    assert result.endswith(behind[2:])
    assert find_rendering(result, match), result
    assert not DOUBLED.search(result), result


@given(
    TERMS,
    st.sampled_from(["", "A ", "an ", "The ", "in ", "their "]),
    st.sampled_from(["", "anti-", "pro–"]),
    st.sampled_from(["Koursk", "NATO", "ONG"]),
    st.sampled_from(["-led force", "–EU talks", "-backed men"]),
    st.booleans(),
)
@settings(deadline=None)
def test_in_a_compound_the_article_is_that_of_the_whole(
    term: Term, before: str, prefix: str, old: str, behind: str, several: bool
) -> None:
    text = before + prefix + old + behind
    start = len(before + prefix)
    edit = replace_rendering(text, Span(start, start + len(old)), Match(Span(0, 1), term, plural=several))
    result = apply(text, [edit])
    name = term.target.removeprefix("the ").removeprefix("The ")
    small = before.strip().lower()
    if small in ("a", "an") and not prefix:
        before = (article(name) if before.islower() else article(name).capitalize()) + " "
    written = name if before or prefix or term.kind is Kind.KEEP else capitalised(name)
    assert result == before + prefix + written + behind


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 12), TERMS, st.booleans())
@settings(deadline=None)
def test_any_text_gives_an_edit_that_replays(text: str, start: int, length: int, term: Term, several: bool) -> None:
    start = min(start, len(text))
    span = Span(start, min(start + length, len(text)))
    edit = replace_rendering(text, span, Match(Span(0, 1), term, plural=several))
    assert edit.span.of(text) == edit.old
    apply(text, [edit])
