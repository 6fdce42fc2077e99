"""How likely words are beside each other: a word-pair model over the counts of `glossary.french.lexicon`."""

from functools import lru_cache
from math import log

from glossary.french.lexicon import NAME, UNKNOWN, WORDS, form, look_up, pair_count

_OF_PAIRS = 0.7
"""The weight of what the word before tells, against how frequent a word is (Jelinek and Mercer 1980)."""
_UNSEEN = 0.3


@lru_cache(maxsize=1 << 16)
def frequency(word: str) -> int:
    """Return how often `word`, in small letters or a class of words, was counted with any capitals."""
    if word in (NAME, UNKNOWN):
        known = form(word)
        return known.count if known else 0
    found = (form(one) for one in {word, word.capitalize(), word.upper()})
    return sum(known.count for known in found if known)


def key_of(token: str) -> str:
    """Return what the model knows `token` as: itself in small letters, or the class it belongs to.

    >>> key_of("Maison"), key_of("Zworgh"), key_of("zworgh")
    ('maison', '<name>', '<unknown>')
    """
    lower = token.lower()
    if look_up(token) is not None:
        return lower
    return NAME if token[0].isupper() else UNKNOWN


@lru_cache(maxsize=1 << 16)
def log_probability(word: str, before: str) -> float:
    """Return the natural logarithm of how likely `word` is after `before` ("" where nothing is known); both are keys.

    >>> log_probability("maison", "la") > log_probability("maison", "le")
    True
    """
    alone = (frequency(word) + _UNSEEN) / WORDS
    if not before:
        return log(alone)
    told = min(1.0, pair_count(before, word) / max(frequency(before), 1))
    return log(_OF_PAIRS * told + (1 - _OF_PAIRS) * alone)
