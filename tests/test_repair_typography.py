import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.edits import Span, apply
from glossary.repair import Repair, repair
from glossary.repair.base import Text
from glossary.repair.typography import RULES, guillemet_space

CASES = json.loads((Path(__file__).parent / "cases" / "typography.json").read_text(encoding="utf-8"))
USED = {rule.name: rule for rule in RULES}
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                " ",
                "  ",
                "\u00a0",
                "mot",
                "Oui",
                ",",
                ".",
                ":",
                "!",
                "?",
                "%",
                "«",
                "»",
                "(",
                ")",
                "10",
                "000",
                "n",
                "°",
                "--",
                "–",
                "...",
                "\n",
            ]
        ),
        max_size=30,
    ).map("".join),
)


def repaired(text: str, *protected: Span) -> Repair:
    return repair(text, rules=USED, protected=protected)


@pytest.mark.parametrize("case", CASES["repaired"], ids=lambda case: case["text"][:40])
def test_repaired(case: dict[str, Any]) -> None:
    result = repaired(case["text"])
    assert result.text in case["becomes"]
    assert apply(case["text"], result.edits) == result.text


@pytest.mark.parametrize("case", CASES["untouched"], ids=lambda case: case["text"][:40])
def test_untouched(case: dict[str, Any]) -> None:
    assert repaired(case["text"]).text == case["text"]


def test_good_text_has_the_most_cases() -> None:
    assert len(CASES["untouched"]) >= 2 * len(CASES["repaired"])


@given(TEXTS)
@settings(deadline=None)
def test_any_text_is_repaired_once(text: str) -> None:
    result = repaired(text)
    assert apply(text, result.edits) == result.text
    assert repaired(result.text).text == result.text


@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
@settings(deadline=None)
def test_what_is_protected_stays(text: str, one: int, other: int) -> None:
    span = Span(min(one, other, len(text)), min(max(one, other), len(text)))
    result = repaired(text, span)
    assert all(edit.span.end <= span.start or edit.span.start >= span.end for edit in result.edits)


def test_a_text_of_two_styles_gets_suggestions() -> None:
    text = "Oui ! Non ! Si ! Bon ! Soit ! Quoi ! Tiens ! Ah ! Oh ! Oui! Non! Si!"
    result = repaired(text)
    assert result.text == text
    assert [edit.new for edit in result.suggestions] == [" ", " ", " "]


def test_long_runs_of_spaces_are_suggestions() -> None:
    result = repaired("Le président a parlé     hier soir à Paris.")
    assert [edit.new for edit in result.suggestions] == [" "]


@pytest.mark.parametrize(("space", "found"), [("", ""), (" ", " "), ("\u00a0", "\u00a0")])
def test_the_space_inside_guillemets(space: str, found: str) -> None:
    assert guillemet_space(Text(f"«{space}oui{space}»")) == found


def test_dashes_as_the_text_has_them() -> None:
    text = "Il vint – tard – et partit – seul – à pied – loin. Elle -- seule -- resta."
    assert [edit.new for edit in repaired(text).suggestions] == ["–", "–"]
    assert repaired(text + " Un – deux – trois.").text.count("–") == 9
