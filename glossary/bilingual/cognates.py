"""Learned words that French and English share, and how their ends differ (oxygène, oxygen; zodiaque, zodiac)."""

from collections.abc import Sequence
from functools import cache

from glossary.english.lexicon import rank
from glossary.french.words import fold
from glossary.tables import lines_of, rows

_SHORTEST = 3
"""How many letters stand before the end that differs, at least."""


def is_cognate(french: str, english: str) -> bool:
    """Tell whether an English word is the regular cognate of a French one, both in small letters without accents.

    >>> is_cognate("lymphopenie", "lymphopenia"), is_cognate("actuels", "actuals")
    (True, False)
    """
    return french[:_SHORTEST] == english[:_SHORTEST] and english in _made(french)


def cognates(french: str) -> list[str]:
    """Return the English words that are regular cognates of a French one, the most frequent first.

    >>> cognates("métastases"), cognates("stellaires"), cognates("maison")
    (['metastases'], ['stellar'], [])
    """
    known = {word: found for word in _made(fold(french)) if (found := rank(word)) is not None}
    return sorted(known, key=lambda word: -known[word])


def _made(french: str) -> list[str]:
    """Return what the first French end that fits makes of a word; nothing says that those are words."""
    for ending, others in _endings():
        if french.endswith(ending):
            stem = french[: len(french) - len(ending)]
            return [stem + other for other in others] if len(stem) >= _SHORTEST else []
    return []


@cache
def _endings() -> Sequence[tuple[str, Sequence[str]]]:
    found = rows(lines_of("glossary", "cognate-endings.tsv"), ("french", "english"))
    return [
        (french.strip("-"), [english.strip("-") for english in several.split(" ")]) for _, (french, several) in found
    ]
