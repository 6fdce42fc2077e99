import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span, apply
from glossary.repair import repair
from glossary.repair.base import Text
from glossary.repair.repeats import RULES

RULES_BY_NAME = {rule.name: rule for rule in RULES}
CASES = json.loads(Path(__file__).parents[1].joinpath("cases").joinpath("repeats.json").read_text(encoding="utf-8"))
CAPTION = "Des habitants traversent le pont de la Guillotière, à Lyon, mardi."

PIECES = st.sampled_from(["le", "le ", "la ", "gouvernement ", "Le ", " ", "\n", "-", ".", "’", f"{CAPTION}\n", "é"])
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=30).map("".join)


@pytest.mark.parametrize("case", CASES["repaired"], ids=lambda case: case["why"])
def test_what_is_said_twice_goes(case: dict[str, str]) -> None:
    assert repair(case["text"], rules=RULES_BY_NAME).text in case["becomes"]


@pytest.mark.parametrize("case", CASES["untouched"], ids=lambda case: case["text"][:40])
def test_what_is_meant_stays(case: dict[str, str]) -> None:
    assert repair(case["text"], rules=RULES_BY_NAME).text == case["text"]


@settings(deadline=None)
@given(TEXTS)
def test_any_text_is_read_and_nothing_new_is_written(text: str) -> None:
    result = repair(text, rules=RULES_BY_NAME, unsafe=True)
    assert apply(text, result.edits) == result.text
    assert all(edit.new == "" for edit in result.edits)
    assert repair(result.text, rules=RULES_BY_NAME, unsafe=True).text == result.text


def test_a_doubled_short_word_that_may_be_meant_is_only_suggested() -> None:
    result = repair("Il a ouvert la porte porte.", rules=RULES_BY_NAME)
    assert result.edits == ()
    assert [edit.old for edit in result.suggestions] == [" porte"]


def test_a_repeated_line_of_middle_length_is_only_suggested() -> None:
    line = "Le maire inaugure la nouvelle halle."
    result = repair(f"{line}\n{line}\n", rules=RULES_BY_NAME)
    assert result.edits == ()
    assert [edit.old for edit in result.suggestions] == [f"\n{line}"]


def test_protected_words_stay() -> None:
    text = "Tapez le le dossier."
    assert repair(text, rules=RULES_BY_NAME, protected=[Span(6, 11)]).text == text


def test_long_texts_are_read() -> None:
    for text in ("le " * 20_000, "gouvernement " * 5_000, f"{CAPTION}\n" * 3_000, " " * 200_000):
        for rule in RULES:
            list(rule.find(Text(text)))
