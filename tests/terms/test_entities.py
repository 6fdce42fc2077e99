import json
import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import apply
from glossary.french.spellings import can_be_one_person, distance, keys, sound
from glossary.french.words import fold
from glossary.terms.entities import Entity, document_terms, entity_edits, unify
from glossary.terms.records import Glossary, Kind, Term

CASES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "cases" / "entities.json").read_text(encoding="utf-8"))
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


def forms(entity: Entity) -> list[str]:
    return [variant.form for variant in entity.variants]


@pytest.mark.parametrize("case", CASES["merged"], ids=lambda case: case["forms"][0])
def test_spellings_of_one_name_are_one_entity(case: dict[str, Any]) -> None:
    assert sorted(case["forms"]) in [sorted(forms(entity)) for entity in unify(case["text"])]


@pytest.mark.parametrize("case", CASES["apart"], ids=lambda case: case["text"][:30])
def test_names_that_are_alike_stay_apart(case: dict[str, Any]) -> None:
    entities = unify(case["text"])
    if "given" in case:
        assert [list(entity.given) for entity in entities] == case["given"]
    else:
        mixed = [forms(entity) for entity in entities if len(forms(entity)) > 1]
        assert not mixed
        ends = [form.split(" ")[-1] for entity in entities for form in forms(entity)]
        assert all(any(form.split(" ")[-1] == end for end in ends) for form in case["forms"])
        assert not entity_edits(case["text"])


@pytest.mark.parametrize("case", CASES["edits"], ids=lambda case: case["old"])
def test_edits_give_one_spelling(case: dict[str, Any]) -> None:
    [edit] = entity_edits(case["text"])
    assert (edit.old, edit.new, edit.safe, edit.rule) == (case["old"], case["new"], case["safe"], "name-spelling")
    assert case["old"] not in apply(case["text"], [edit]).split(" ")


def test_the_glossary_decides_the_form() -> None:
    text = "M. Zelensky vote. M. Zelensky parle. Zelenskyy sort."
    glossary = Glossary((Term("Zelenskyy", "Zelenskyy", Kind.PERSON),))
    [entity] = unify(text, glossary=glossary)
    assert entity.preferred == "Zelenskyy"
    assert {edit.old for edit in entity_edits(text, glossary=glossary)} == {"Zelensky"}


def test_two_entries_of_a_glossary_are_two_names() -> None:
    text = "M. Zelensky vote. M. Zelensky parle. Zelenskyy sort."
    glossary = Glossary((Term("Zelenskyy", "Zelenskyy"), Term("Zelensky", "Zelensky")))
    assert len(unify(text, glossary=glossary)) == 2


def test_accents_are_never_taken_away() -> None:
    assert not entity_edits("M. Erdogan vote. M. Erdogan parle. M. Erdogan dort. M. Erdoğan sort.")


def test_spans_of_several_texts_count_in_their_joined_text() -> None:
    texts = ["M. Zelensky vote.", "Zelenskyy sort."]
    [entity] = unify(texts)
    for variant in entity.variants:
        assert {span.of("\n".join(texts)) for span in variant.spans} == {variant.form}


@pytest.mark.parametrize("text", CASES["kept"])
def test_names_that_are_words_are_kept(text: str) -> None:
    [term] = [term for term in document_terms(text, Glossary()) if term.kind is Kind.KEEP]
    assert term.source == term.target and term.source in text and term.origin == "document"


@pytest.mark.parametrize("text", CASES["not_kept"])
def test_words_and_names_with_an_english_form_are_not_kept(text: str) -> None:
    assert not document_terms(text, Glossary())


def test_a_foreign_name_has_one_english_form_in_all_its_spellings() -> None:
    text = "Le Russe Evgueni Prigojine parle. M. Prigojine sort. M. Prigojin rit."
    terms = {term.source: term for term in document_terms(text, Glossary())}
    assert terms["Evgueni Prigojine"].target == "Yevgeny Prigozhin"
    assert terms["Prigojine"].target == "Prigozhin"
    assert "Evgeny Prigozhin" in terms["Evgueni Prigojine"].accepted
    assert not [spelling for term in terms.values() for spelling in term.spellings if spelling == "Evgueni"]


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
    entities = unify(text)
    spans = [span for entity in entities for variant in entity.variants for span in variant.spans]
    assert len(spans) == len(set(spans))
    for entity in entities:
        assert entity.preferred
        assert all(span.of(text) == variant.form for variant in entity.variants for span in variant.spans)
    edits = entity_edits(text)
    apply(text, edits)
    assert all(edit.old != edit.new for edit in edits)
    assert len({term.source for term in document_terms(text, Glossary())}) == len(document_terms(text, Glossary()))


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
