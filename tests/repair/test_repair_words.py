"""Words, agreement and displaced texts: damage is repaired, good French comes out letter by letter."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import apply
from glossary.french.letter_model import letters_of_name, letters_of_word
from glossary.repair import repair
from glossary.repair.glued import EVIDENCE, KINDS, best_split, is_known, probability, splits
from letter_model_builder import count, table

NAMES = ("glued-words", "glued-capitals", "glued-marks", "lost-words")
CASES = Path(__file__).parents[1] / "cases"


def cases(kind: str) -> list[Any]:
    found = []
    for name in ("words", "agreement", "displaced"):
        data = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
        found += [pytest.param(case, name == "displaced", id=case["text"][:40]) for case in data[kind]]
    return found


@pytest.mark.parametrize(("case", "unsafe"), cases("repaired"))
def test_damage_is_repaired(case: dict[str, Any], unsafe: bool) -> None:
    assert repair(case["text"], unsafe=unsafe).text in case["becomes"]


@pytest.mark.parametrize(("case", "unsafe"), cases("untouched"))
def test_good_french_comes_out_letter_by_letter(case: dict[str, Any], unsafe: bool) -> None:
    result = repair(case["text"], unsafe=unsafe)
    assert result.text == case["text"], [edit.reason for edit in result.edits]


def test_a_name_of_the_document_is_evidence() -> None:
    alone = repair("Hier, Zarkovskyet le maire ont dîné.")
    assert alone.text == "Hier, Zarkovskyet le maire ont dîné."
    both = repair("Zarkovsky vit ici. Hier, Zarkovskyet le maire ont dîné.")
    assert both.text == "Zarkovsky vit ici. Hier, Zarkovsky et le maire ont dîné."


def test_three_words_in_one() -> None:
    assert list(splits("pourlaville")) == [("pour", "la", "ville")]
    assert repair("Il travaille pourlaville depuis lundi.").text == "Il travaille pour la ville depuis lundi."


def test_the_evidence_is_named() -> None:
    split = best_split("Russiemais", "en", "il")
    assert split is not None
    assert len(split.evidence) == len(EVIDENCE)
    assert split.kind in KINDS
    assert 0 < probability(split.evidence, [0.1] * len(EVIDENCE)) < 1
    assert best_split("x" * 60, "", "") is None
    assert is_known("d’Obama") and not is_known("del’armée")


def test_a_name_that_stands_so_more_than_once_is_no_damage() -> None:
    once = repair("Le stade de Wembleypour tous.")
    assert once.text == "Le stade de Wembley pour tous."
    twice = "Le stade de Wembleypour tous. Encore Wembleypour eux."
    assert repair(twice).text == twice


def test_the_spelling_of_a_word_tells_it_from_words_that_ran_together() -> None:
    assert letters_of_word("surendettement") > letters_of_word("aveclesautres")
    assert letters_of_name("Zarkovsky") > letters_of_name("Zarkovskyet")
    assert letters_of_word("ŧŧŧ") < 0


def test_runs_of_letters_are_counted_in_words_and_names() -> None:
    words, names = count(["du\t9\tG", "Du\t2\t-", "ONU\t9\t-", "dy\t5\t-", "d'\t9\tG"])
    assert words["^du$"] == 1 and words["dy"] == 0
    assert names["^du$"] == 1 and names["nu"] == 0
    assert table(words + words + words, names).splitlines()[-1].split("\t")[1:] == ["3", "0"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Il souffre du cancer la prostate depuis lundi.", "cancer la"),
        ("Ils ont rejoint le ministère l'Intérieur hier.", "ministère l'"),
        ("Les médecins craignaient il ne revienne plus.", "craignaient il"),
    ],
)
def test_a_lost_word_is_told(text: str, place: str) -> None:
    result = repair(text)
    assert result.text == text
    assert [notice.span.of(text) for notice in result.notices if notice.rule == "lost-words"] == [place]


@pytest.mark.parametrize(
    "text",
    [
        "Les électeurs votent le jour du scrutin.",
        "Ils ont pris position le long de la clôture.",
        "Les enfants la regardent sans un mot.",
        "La ville la plus froide du monde se réchauffe.",
        "Que veut-il dire quand il rit ?",
        "Après être arrivée, elle dort.",
        "La décision le cas échéant sera publiée.",
    ],
)
def test_no_lost_word_is_told_in_good_french(text: str) -> None:
    assert not [notice for notice in repair(text).notices if notice.rule == "lost-words"]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="abàyelLdsn'’- .,ÉM", max_size=40))
def test_any_text_is_repaired_once_and_for_all(text: str) -> None:
    once = repair(text, only=NAMES)
    assert apply(text, once.edits) == once.text
    assert repair(once.text, only=NAMES).text == once.text
