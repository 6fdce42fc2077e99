"""One English spelling for one name of a document, and names that are kept."""

import json
import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.french.spellings import can_be_one_person, distance, keys, sound
from glossary.french.words import fold
from glossary.terms.document_names import document_terms
from glossary.terms.records import Glossary, Kind, Term

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "cases" / "document-names.json").read_text(encoding="utf-8")
)
NO_TERMS = Glossary()
NAMES = st.sampled_from(
    [
        "Zelensky",
        "Zelenskyy",
        "M.",
        "Mme",
        "Saakachvili",
        "Saakachvli",
        "Jean",
        "Tigre",
        "Bush",
        "George",
        "W.",
        "Kim",
        "Jong-un",
        "l’ONU",
        "de",
        "van",
        "et",
        "L’Iran",
        "Ier",
        "Ⅷ",
    ]
)


def english_of(text: str, glossary: Glossary = NO_TERMS) -> dict[str, str]:
    """Return what the names of a text become, by their French spelling."""
    terms = document_terms(text, glossary)
    return {spelling: term.target for term in terms for spelling in term.spellings}


@pytest.mark.parametrize("case", CASES["merged"], ids=lambda case: case["english"])
def test_spellings_of_one_name_become_one(case: dict[str, Any]) -> None:
    found = english_of(case["text"])
    for form in case["forms"]:
        assert found[form].endswith(case["english"])
    accepted = {other for term in document_terms(case["text"], NO_TERMS) for other in term.accepted}
    assert not accepted.intersection(case["forms"])


@pytest.mark.parametrize("case", CASES["apart"], ids=lambda case: case["text"][:30])
def test_names_that_are_alike_stay_apart(case: dict[str, Any]) -> None:
    found = english_of(case["text"])
    one, other = (found.get(form, form) for form in case["forms"])
    assert one != other


def test_the_glossary_decides_the_form() -> None:
    text = "M. Zelensky vote. M. Zelensky parle. Zelenskyy sort."
    for origin in ("terms.tsv:1", "pack people"):
        glossary = Glossary((Term("Zelenskyy", "Zelenskyy", Kind.PERSON, origin=origin),))
        assert english_of(text, glossary)["Zelensky"] == "Zelenskyy"


def test_two_entries_of_a_glossary_are_two_names() -> None:
    text = "M. Zelensky vote. M. Zelensky parle. Zelenskyy sort."
    glossary = Glossary((Term("Zelenskyy", "Zelenskyy"), Term("Zelensky", "Zelensky")))
    assert not document_terms(text, glossary)


def test_accents_are_never_taken_away() -> None:
    text = "M. Ylmäz vote. M. Ylmaz parle. M. Ylmaz dort. M. Ylmaz sort."
    assert set(english_of(text).values()) == {"Ylmäz"}


def test_of_several_spellings_only_the_target_of_a_pack_is_right_and_what_is_no_spelling_of_it() -> None:
    entry = Term(
        "Zelensky", "Zelenskyy", Kind.PERSON, ("Zelenski",), ("Zelensky", "the president"), origin="pack people"
    )
    [term] = document_terms("M. Zelensky vote. M. Zelenski parle.", Glossary((entry,)))
    assert {*term.spellings} == {"Zelensky", "Zelenski"}
    assert (term.target, term.accepted) == ("Zelenskyy", ("the president",))
    assert not document_terms("M. Zelensky vote.", Glossary((entry,)))


@pytest.mark.parametrize("text", CASES["kept"])
def test_names_that_are_words_are_kept(text: str) -> None:
    [term] = [term for term in document_terms(text, NO_TERMS) if term.kind is Kind.KEEP]
    assert term.source == term.target and term.source in text and term.origin == "document"


@pytest.mark.parametrize("text", CASES["not_kept"])
def test_words_and_names_with_an_english_form_are_not_kept(text: str) -> None:
    assert not document_terms(text, NO_TERMS)


def test_a_foreign_name_has_one_english_form_in_all_its_spellings() -> None:
    text = "Le Russe Evgueni Prigojine parle. M. Prigojine sort."
    found = english_of(f"{text} M. Prigojin rit.")
    assert found["Evgueni Prigojine"] == "Yevgeny Prigozhin"
    assert found["Prigojine"] == found["Prigojin"] == "Prigozhin"
    assert "Evgueni" not in found
    terms = {term.source: term for term in document_terms(text, NO_TERMS)}
    assert "Evgeny Prigozhin" in terms["Evgueni Prigojine"].accepted


def test_a_spelling_that_the_glossary_lacks_gets_its_english() -> None:
    glossary = Glossary((Term("Zelensky", "Zelenskyy", Kind.PERSON, accepted=("Zelensky",)),))
    [term] = document_terms("M. Zelensky vote. M. Zelensky rit. M. Zelenski parle.", glossary)
    assert (term.source, term.target, term.kind) == ("Zelenski", "Zelenskyy", Kind.PERSON)


def test_known_names_have_no_terms_of_their_own() -> None:
    glossary = Glossary((Term("Koursk", "Kursk", Kind.PLACE),))
    assert not document_terms("Les Russes tiennent Koursk.", glossary)


@settings(deadline=None, max_examples=60)
@given(st.lists(NAMES | st.text(max_size=6), max_size=25).map(" ".join))
def test_any_text(text: str) -> None:
    terms = document_terms(text, NO_TERMS)
    assert len({term.source for term in terms}) == len(terms)
    assert all(spelling in text for term in terms for spelling in term.spellings if " " not in spelling)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=12), st.text(max_size=12))
def test_distance_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one) <= 3
    assert (distance(one, other) == 0) == (one == other)


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="abcdeéikuoyz", min_size=6, max_size=14), st.integers(1, 100), st.sampled_from("bxq"))
def test_names_one_slip_apart_share_a_key(name: str, place: int, letter: str) -> None:
    place = 1 + place % (len(name) - 1)
    slipped = name[:place] + letter + name[place + 1 :]
    assert set(keys(name)) & set(keys(slipped))


def test_spelling_habits() -> None:
    assert len({sound(name) for name in ("Zelensky", "Zelenskyy", "Zelenskiy", "Zelenski", "Zelenskyi")}) == 1
    assert sound("Choïgou") == sound("Shoigu")
    assert fold("Erdoğan") == fold("ERDOGAN")
    assert fold(unicodedata.normalize("NFD", "Choïgou")) == fold("Choïgou")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("George",), ("George", "W."), False),
        (("George",), ("G.",), True),
        (("Kim",), ("Kim",), True),
        (("Iouri",), ("Youri",), True),
        (("Jean",), ("Paul",), False),
    ],
)
def test_first_names(one: tuple[str, ...], other: tuple[str, ...], same: bool) -> None:
    assert can_be_one_person(one, other) is same


def test_a_thousand_names_are_compared_by_key_and_not_in_pairs() -> None:
    letters = random.Random(7)
    names = {"".join(letters.choices("bdfglmnprstvaeiou", k=10)).capitalize() for _ in range(1000)}
    shared: dict[str, int] = {}
    for name in names:
        for key in set(keys(name)):
            shared[key] = shared.get(key, 0) + 1
    assert max(shared.values()) < 20
