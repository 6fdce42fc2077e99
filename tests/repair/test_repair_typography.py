import pytest

from glossary.edits import Span
from glossary.repair import Repair, repair
from glossary.repair.base import Text
from glossary.repair.typography import RULES, guillemet_space

USED = {rule.name: rule for rule in RULES}


def repaired(text: str, *protected: Span) -> Repair:
    return repair(text, rules=USED, protected=protected)


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
