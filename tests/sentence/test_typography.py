import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.sentence.typography import Style, apply_style, close_up, style_of

CURLY = Style(curly_quotes=True, curly_apostrophes=True, ellipsis_character=True)
PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "-", "—": "-"})


@pytest.mark.parametrize(
    ("english", "source", "style", "expected"),
    [
        ('He said "yes".', "Il a dit « oui ».", CURLY, "He said “yes”."),
        ("It's Anna's 'idea'", "C’est l’« idée » d’Anna", CURLY, "It’s Anna’s ‘idea’"),
        ('("Yes...")', "(« Oui… »)", CURLY, "(“Yes…”)"),
        ('the end of the quote" he said', "la fin de la citation » dit-il", CURLY, "the end of the quote” he said"),
        ("- No - he said", "– Non — dit-il", Style(), "– No — he said"),
        ("Yes - no", "Oui, non – si – oui", Style(), "Yes - no"),
        ('He said "yes", didn\'t he?', 'Il a dit "oui", non ?', Style(), 'He said "yes", didn\'t he?'),
        ('" We must act.', "« Nous devons agir.", CURLY, "“We must act."),
        ('They are matched by action. "', "Elles sont suivies d’actions. »", CURLY, "They are matched by action.”"),
        ("wait....", "attends…", CURLY, "wait...."),
    ],
)
def test_apply_style(english: str, source: str, style: Style, expected: str) -> None:
    assert apply_style(english, source=source, style=style) == expected


def test_the_majority_makes_the_style() -> None:
    assert style_of("l’été, l’hiver, l'automne") == Style(curly_apostrophes=True)
    assert style_of("rien") == Style()


@given(st.text(st.sampled_from("ab \"'.-()"), max_size=40), st.text(st.sampled_from("ab –—-"), max_size=20))
def test_only_marks_change(english: str, source: str) -> None:
    assert apply_style(english, source=source, style=CURLY).translate(PLAIN) == close_up(english)
