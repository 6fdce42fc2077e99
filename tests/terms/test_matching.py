"""Terms are found in French where they stand, in all their forms, and nowhere else."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span
from glossary.french.inflection import inflect, plural_of
from glossary.terms.matching import Match, Matcher
from glossary.terms.matching_words import stem
from glossary.terms.records import Case, Glossary, Kind, Term

DATA: Mapping[str, Any] = json.loads((Path(__file__).parents[1] / "cases/matching.json").read_text(encoding="utf-8"))


def term_of(source: str, target: str, kind: str, options: Mapping[str, Any] | None = None) -> Term:
    options = dict(options or {})
    options["case"] = Case(options.get("case", "smart"))
    options["variants"] = tuple(options.get("variants", ()))
    return Term(source, target, Kind(kind), **options)


MATCHER = Matcher(Glossary(tuple(term_of(*row) for row in DATA["glossary"])))


def shown(text: str, match: Match) -> list[str]:
    number = " ".join(name for name in ("plural", "feminine") if getattr(match, name))
    return [match.span.of(text), match.term.target, match.form, number]


def found(matcher: Matcher, text: str, **options: Any) -> list[str]:
    return [match.span.of(text) for match in matcher.find(text, **options)]


@pytest.mark.parametrize("case", DATA["found"], ids=lambda case: case["text"][:40])
def test_terms_are_found(case: Mapping[str, Any]) -> None:
    text = case["text"]
    assert [shown(text, match) for match in MATCHER.find(text)] == case["terms"]


@pytest.mark.parametrize("case", DATA["untouched"], ids=lambda case: case["text"][:40])
def test_what_only_looks_like_a_term_is_not_found(case: Mapping[str, Any]) -> None:
    text = case["text"]
    assert [shown(text, match) for match in MATCHER.find(text)] == []


def test_the_longest_wins_then_the_form_as_listed_then_the_later() -> None:
    glossary = Glossary(
        (
            Term("droits", "rights"),
            Term("droit", "law"),
            Term("mer", "sea"),
            Term("mer", "ocean"),
            Term("mer Noire", "Black Sea", Kind.PLACE),
        )
    )
    matches = Matcher(glossary).find("Les droits de la mer, le droit, la mer Noire.")
    assert [match.term.target for match in matches] == ["rights", "ocean", "law", "Black Sea"]


def test_what_is_avoided_is_not_read() -> None:
    text = "L'OTAN et l'OTAN, le président de la République"
    assert found(MATCHER, text, avoid=[Span(12, 16)]) == ["OTAN", "président de la République"]
    assert found(MATCHER, text, avoid=[Span(31, 33), Span(0, 3)]) == ["OTAN"]
    assert found(MATCHER, text, avoid=[Span(4, 4)])[0] == "OTAN"


def test_exact_terms_are_found_letter_by_letter() -> None:
    matcher = Matcher(Glossary((Term("MARS", "MARS", case=Case.EXACT), Term("iPhone", "iPhone", case=Case.EXACT))))
    assert found(matcher, "Mars, mars, MARS, l'iPhone, IPHONE, Iphone") == ["MARS", "iPhone"]


def test_of_two_patterns_of_one_term_the_article_decides() -> None:
    matcher = Matcher(Glossary((Term("l'Union européenne", "the European Union", Kind.ORGANISATION),)))
    assert found(matcher, "L’Union européenne, de l'Union européenne") == ["Union européenne", "Union européenne"]


def test_an_empty_glossary_and_terms_of_signs_find_nothing_by_themselves() -> None:
    assert Matcher(Glossary()).find("Bonjour") == []
    assert found(Matcher(Glossary((Term("-", "x"), Term(" — ", "y"), Term("%", "per cent")))), "5 % - 6") == ["%"]


def test_signs_of_regular_expressions_are_signs() -> None:
    matcher = Matcher(Glossary((Term("a.*b(", "x"), Term("[abc]+", "y"), Term("\\w", "z"))))
    assert found(matcher, "axxb( a.*b( [abc]+ abc \\w") == ["a.*b(", "[abc]+", "\\w"]


@pytest.mark.parametrize(
    "text",
    ["mot " * 5_000, "l'" * 5_000, "a-" * 5_000, "a." * 5_000, "a@" * 5_000, "/a" * 5_000, "`<_{" * 3_000],
    ids=lambda text: text[:4],
)
def test_long_lines_take_linear_time(text: str) -> None:
    nearly = Term("mot " * 499 + "fin", "x")
    matches = Matcher(Glossary((nearly, Term("mot " * 500, "y")))).find(text)
    assert len(matches) == (10 if text.startswith("mot") else 0)


def test_nested_terms_of_many_words() -> None:
    glossary = Glossary(tuple(Term("mot " * count, str(count)) for count in range(1, 300)))
    [match] = Matcher(glossary).find("mot " * 280)
    assert match.term.target == "280"


FRENCH = st.sampled_from(
    ["national", "nord-coréen", "actif", "premier", "public", "nouveau", "ancien", "heureux", "élu"]
)


@given(FRENCH, st.sampled_from("mf"), st.sampled_from("sp"))
@settings(deadline=None)
def test_all_forms_of_an_adjective_have_one_stem(word: str, gender: str, number: str) -> None:
    other = inflect(word, gender, number)
    assert other is not None
    assert stem(other.split("-")[-1]) == stem(word.split("-")[-1])


@pytest.mark.parametrize(
    "noun", ["journal", "travail", "drapeau", "pays", "soldat", "cheveu", "œuf", "bijou", "an", "roi"]
)
def test_both_numbers_of_a_noun_have_one_stem(noun: str) -> None:
    other = plural_of(noun)
    assert other is not None
    assert stem(other) == stem(noun)


PIECES = st.lists(
    st.one_of(
        st.sampled_from([row[0] for row in DATA["glossary"]]),
        st.sampled_from([" ", "\n", "’", "-", ". ", "les ", "du ", "ex-", "@", "/", "_", "`", "\u0301", "\u00ad"]),
        st.text(max_size=6),
    ),
    max_size=14,
)


@given(PIECES, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=3))
@settings(deadline=None, max_examples=150)
def test_matches_lie_in_the_text_in_order_and_outside_what_is_avoided(
    pieces: list[str], closed: list[tuple[int, int]]
) -> None:
    text = "".join(pieces)
    avoid = [Span(start, start + length) for start, length in closed]
    last = 0
    for match in MATCHER.find(text, avoid=avoid):
        assert last <= match.span.start < match.span.end <= len(text)
        last = match.span.end
        assert all(match.span.end <= span.start or span.end <= match.span.start or not span for span in avoid)
        assert not text[match.span.start - 1 : match.span.start].isalnum() or match.span.start == 0
        assert not text[match.span.end : match.span.end + 1].isalnum()


@given(st.sampled_from(DATA["glossary"]), st.sampled_from(["Voici ", "Là, ", "Oui : ", "Le vieux "]))
@settings(deadline=None)
def test_a_glossary_of_one_term_finds_it_as_it_is_listed(row: list[Any], before: str) -> None:
    term = term_of(*row)
    if term.source in ("or", "car"):
        before = "le "
    text = f"{before}{term.source} demain"
    [match] = Matcher(Glossary((term,))).find(text)
    assert match.span.of(text) == term.source.removeprefix("l'")


USERS, PACKED = (
    Term("sécurité", "safety", origin="terms.tsv:1"),
    Term("Conseil de sécurité", "Council", origin="pack x"),
)


def english(matcher: Matcher, text: str) -> list[str]:
    return [match.term.target for match in matcher.find(text)]


@pytest.mark.parametrize("make", [
    lambda: Matcher(Glossary((USERS, PACKED))),
    lambda: Matcher(Glossary((PACKED, USERS))),
    lambda: Matcher(Glossary((USERS,)), over=Matcher(Glossary((PACKED,)))),
    lambda: Matcher(Glossary((PACKED,)), over=Matcher(Glossary((USERS,)))),
], ids=["first", "last", "over", "under"])  # fmt: skip
def test_a_term_of_the_users_wins_over_a_longer_one_of_a_pack(make: Callable[[], Matcher]) -> None:
    assert english(make(), "Le Conseil de sécurité, la sécurité") == ["safety", "safety"]


def test_what_a_term_of_the_users_breaks_up_gives_way_to_shorter_ones() -> None:
    packed = (Term("Conseil de sécurité de l'ONU", "x", origin="pack x"), Term("ONU", "the UN", origin="pack x"))
    matcher = Matcher(Glossary((USERS,)), over=Matcher(Glossary(packed)))
    assert english(matcher, "Le Conseil de sécurité de l'ONU") == ["safety", "the UN"]


def test_of_equal_terms_that_of_the_later_glossary_wins() -> None:
    below = Matcher(Glossary((Term("Koursk", "Kursk"), Term("mer", "sea"))))
    assert english(Matcher(Glossary((Term("Koursk", "Coorsk"),)), over=below), "Koursk, la mer") == ["Coorsk", "sea"]
    assert english(below, "Koursk") == ["Kursk"]


SOME = st.lists(st.sampled_from(["sécurité", "conseil", "conseil de sécurité", "mer", "mer Noire"]), max_size=4)
ORIGINS = st.sampled_from(["pack x", "document", "terms.tsv:1", ""])


@given(st.lists(st.tuples(SOME, ORIGINS), min_size=1, max_size=3), SOME)
@settings(deadline=None)
def test_glossaries_over_each_other_find_what_one_of_all_their_terms_finds(
    parts: list[tuple[list[str], str]], words: list[str]
) -> None:
    glossaries = [
        Glossary(tuple(Term(source, f"{number} {source}", origin=origin) for source in some))
        for number, (some, origin) in enumerate(parts)
    ]
    layered = None
    for glossary in glossaries:
        layered = Matcher(glossary, over=layered)
    text = " et ".join(words)
    assert layered is not None
    assert layered.find(text) == Matcher(Glossary(tuple(term for one in glossaries for term in one))).find(text)
