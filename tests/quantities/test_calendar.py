"""Days, months, seasons, millions and percent signs without a number of their own."""

import pytest

from glossary.quantities import changed_words, english_quantities, french_quantities, match


@pytest.mark.parametrize(
    ("source", "target", "changed"),
    [
        ("Il viendra lundi.", "He will come on Sunday.", ["Sunday"]),
        ("Il viendra lundi ou mardi.", "He will come on Monday or Tuesday.", []),
        ("Rendez-vous lundi et dimanche.", "See you on Sunday and Sunday.", ["Sunday"]),
        ("Elle est partie en mars.", "She left in April.", ["April"]),
        ("Le 4 mai et en juin.", "On May 4 and in June.", []),
        ("La planète Mars est loin.", "The planet Mars is far.", []),
        ("Il peut venir.", "May I come?", []),
        ("Des millions de gens.", "Billions of people.", ["Billions"]),
        ("Des milliers de gens.", "Thousands of people.", []),
        ("3 millions d'euros et des milliers d'heures", "3 million euros and thousands of hours", []),
        ("Il a été malade en hiver.", "He was ill in the summer.", ["summer"]),
        ("Il a été malade.", "He was ill in the summer.", []),
    ],
)
def test_what_stands_in_the_place_of_another_word_is_told(source: str, target: str, changed: list[str]) -> None:
    assert [found.english.text for found in changed_words(source, target)] == changed


@pytest.mark.parametrize(
    ("target", "changed"),
    [
        ("It rose by 5%.", []),
        ("It rose by 5 per cent.", []),
        ("It rose by 5.", ["5"]),
        ("It rose by 5 points.", ["5 points"]),
        ("It rose by $5.", ["$5"]),
        ("It rose from 3 to 5%.", []),
    ],
)
def test_a_percent_sign_is_kept(target: str, changed: list[str]) -> None:
    source = "Il a augmenté de 5 %."
    mismatches = match(french_quantities(source), english_quantities(target)).mismatches
    assert [found.english.text for found in mismatches if found.english and found.french] == changed
