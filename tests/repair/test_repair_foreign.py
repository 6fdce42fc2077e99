import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span
from glossary.repair import repair
from glossary.repair.base import Text
from glossary.repair.foreign import RULES
from places import BENCH_SAMPLE
from places import CASES as FOLDER

RULES_BY_NAME = {rule.name: rule for rule in RULES}
CASES = json.loads(FOLDER.joinpath("foreign.json").read_text(encoding="utf-8"))
PROSE = BENCH_SAMPLE.read_text(encoding="utf-8")
LANGUAGES = {"en": "English", "de": "German", "es": "Spanish"}

PIECES = st.sampled_from(
    ["[North Korean] ", "les ", "troupes ", "because ", "they ", "were ", "[", "]", "«", "\n", "-", "’"]
)
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=30).map("".join)


@pytest.mark.parametrize("case", CASES["found"], ids=lambda case: case["why"])
def test_what_is_not_french_is_found_with_its_language(case: dict[str, Any]) -> None:
    notices = repair(case["text"], rules=RULES_BY_NAME).notices
    assert [notice.span.of(case["text"]) for notice in notices] == case["spans"]
    assert all(notice.message.startswith(LANGUAGES[case["language"]]) for notice in notices)


@pytest.mark.parametrize("case", CASES["untouched"], ids=lambda case: case["text"][:40])
def test_loanwords_titles_and_quotations_are_no_fault(case: dict[str, str]) -> None:
    result = repair(case["text"], rules=RULES_BY_NAME, unsafe=True)
    assert (result.notices, result.edits) == ((), ())


def test_french_has_none() -> None:
    assert repair(PROSE, rules=RULES_BY_NAME).notices == ()


@pytest.mark.parametrize(
    ("damaged", "suggested"),
    [
        ("Il disait : « [Russian] les navires sont loin »", "Il disait : « les navires [Russian] sont loin »"),
        ("[South Korean] la marine patrouille.", "la marine [South Korean] patrouille."),
    ],
)
def test_that_an_adjective_follows_its_noun_is_only_suggested(damaged: str, suggested: str) -> None:
    assert repair(damaged, rules=RULES_BY_NAME).text == damaged
    result = repair(damaged, rules=RULES_BY_NAME, unsafe=True)
    assert result.text == suggested
    assert [notice.message for notice in result.notices] == ["English insertion left in the French"]


def test_protected_words_are_not_read() -> None:
    text = "Le code because they were not there when il tourne."
    assert repair(text, rules=RULES_BY_NAME).notices != ()
    assert repair(text, rules=RULES_BY_NAME, protected=[Span(8, 39)]).notices == ()


@settings(deadline=None)
@given(TEXTS)
def test_any_text_is_read(text: str) -> None:
    result = repair(text, rules=RULES_BY_NAME, unsafe=True)
    assert sorted(result.text) == sorted(text)
    assert all(0 <= notice.span.start < notice.span.end <= len(result.text) for notice in result.notices)
    assert repair(result.text, rules=RULES_BY_NAME, unsafe=True).text == result.text


def test_long_texts_are_read() -> None:
    for text in (
        "[" * 100_000,
        "because they were " * 10_000,
        "[North Korean] les " * 5_000,
        "a" * 200_000,
        "Xavi " * 50_000,
        "« " * 50_000,
    ):
        for rule in RULES:
            list(rule.find(Text(text)))
