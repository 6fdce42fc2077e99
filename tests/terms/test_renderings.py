"""English forms: plurals, possessives, articles, and where a text holds the English of a term."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span
from glossary.english.forms import article, capitalised, is_plural, plural, possessive, singular
from glossary.terms.matching import Match
from glossary.terms.records import Kind, Term
from glossary.terms.renderings import acceptable, find_forbidden, find_rendering, search

DATA: Mapping[str, Any] = json.loads((Path(__file__).parents[1] / "cases/english.json").read_text(encoding="utf-8"))
ARTICLES = [(word, one) for one in ("a", "an") for word in DATA["articles"][one]]


def term_of(source: str, target: str, kind: str, options: Mapping[str, Any] | None = None) -> Term:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in (options or {}).items()
    }
    return Term(source, target, Kind(kind), **values)


@pytest.mark.parametrize(("one", "several"), DATA["plurals"].items())
def test_plurals(one: str, several: str) -> None:
    assert plural(one) == several
    assert plural(several) == several
    assert singular(several) == one or is_plural(one)


@pytest.mark.parametrize(
    ("term", "other"),
    [("Allan", "Alan"), ("Hellen", "Helen"), ("filling", "filing"), ("Mille", "Mile"), ("Galli", "Gali")],
)
def test_a_double_letter_makes_another_word(term: str, other: str) -> None:
    match = Match(Span(0, 1), Term(term, term, Kind.PERSON if term.istitle() else Kind.TERM))
    assert find_rendering(f"{other} came", match) == [] != find_rendering(f"{term} came", match)


@pytest.mark.parametrize(
    ("british", "american"),
    [("traveller", "traveler"), ("fulfil", "fulfill"), ("modelling", "modeling"), ("privatisation", "privatization")],
)
def test_british_and_american_spelling_are_one_word(british: str, american: str) -> None:
    for listed, written in ((british, american), (american, british)):
        assert find_rendering(written, Match(Span(0, 1), Term("x", listed)))


@pytest.mark.parametrize(
    ("several", "one"),
    [("cities", "city"), ("Boxes", "Box"), ("news", "news"), ("US", "US"), ("troops", "troops"), ("people", "person")],
)
def test_singulars(several: str, one: str) -> None:
    assert singular(several) == one


@pytest.mark.parametrize(("name", "owned"), DATA["possessives"].items())
def test_possessives(name: str, owned: str) -> None:
    assert possessive(name) == owned


@pytest.mark.parametrize(("word", "right"), ARTICLES)
def test_articles_follow_the_sound(word: str, right: str) -> None:
    assert article(word) == right


@pytest.mark.parametrize("case", DATA["rendered"], ids=lambda case: case["text"][:40])
def test_right_and_wrong_renderings_are_found(case: Mapping[str, Any]) -> None:
    text, term = case["text"], term_of(*case["term"])
    assert [span.of(text) for span in find_rendering(text, Match(Span(0, 1), term))] == case["right"]
    assert [span.of(text) for span in find_forbidden(text, term)] == case.get("wrong", [])


def test_the_number_of_the_french_comes_first() -> None:
    tariff = Term("droit de douane", "tariff", accepted=("customs duty",))
    assert acceptable(tariff) == ("tariff", "tariffs", "customs duty", "customs duties")
    assert acceptable(tariff, plural=True) == ("tariffs", "tariff", "customs duties", "customs duty")
    assert acceptable(Term("Poutine", "Putin", Kind.PERSON), plural=True) == ("Putin",)
    assert acceptable(Term("danois", "Danish", Kind.DEMONYM), plural=True)[:2] == ("Danish", "Danes")


def test_a_sentence_begins_with_a_capital() -> None:
    assert [capitalised(text) for text in ("ceasefire", "iPhone sales", "the UN", "")] == [
        "Ceasefire",
        "iPhone sales",
        "The UN",
        "",
    ]


@given(st.text(max_size=30))
@settings(deadline=None)
def test_any_text_has_forms(text: str) -> None:
    assert article(text) in ("a", "an")
    assert possessive(text).startswith(text)
    assert plural(plural(text)) == plural(text) or not is_plural(plural(text))


@given(
    st.lists(st.sampled_from([" ", "-", "Kursk", "NGO", "cease", "fire", "é", "'s", "\n", "The", "x"]), max_size=12),
    st.lists(st.text(min_size=1, max_size=8), max_size=4),
)
@settings(deadline=None)
def test_what_is_found_lies_in_the_text_in_order(pieces: list[str], forms: list[str]) -> None:
    text, last = "".join(pieces), 0
    for span in search(text, [*forms, "ceasefire", "NGO", "the Kursk"]):
        assert last <= span.start < span.end <= len(text)
        last = span.end


@given(st.sampled_from(["ceasefire", "NGO", "North Korean", "prime minister", "R&D", "São Paulo"]))
@settings(deadline=None)
def test_a_form_is_found_as_it_is(form: str) -> None:
    assert search(f"so {form}, then", [form]) == [Span(3, 3 + len(form))]
    assert search(f"so {form.upper()}", [form], same_letters=True) == [Span(3, 3 + len(form))]
    assert search(f"so{form}x", [form]) == []
