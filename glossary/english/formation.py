"""Whether an unknown word is made of known ones as English makes words: with prefixes, suffixes, and as compounds."""

from functools import lru_cache

from glossary.english.lexicon import is_word, rank
from glossary.tables import expression, words_in_role

_TABLE = "english-formation.tsv"
_SHORTEST = 4
"""Shorter words are no stems: too many letters in a row are one by chance."""
_SHORTEST_BEHIND_SHORT = 5
_COMMON = 4
"""Parts of a compound are words at least as frequent."""
_VERB = expression(r"i[sz](?:e[ds]?|ing|ations?|er|ers)$")
_BRITISH = (
    (expression(r"(?<=is)(?=(?:e[ds]?|er|ers|ing|ation|ations|able|ability)$)"), "is", "iz"),
    (expression(r"(?<=our)(?=(?:s|ed|ing|ful|less|able|ite|ites)?$)"), "our", "or"),
    (expression(r"(?<=tre)(?=s?$)"), "tre", "ter"),
)


@lru_cache(maxsize=1 << 12)
def is_formed(word: str) -> bool:
    """Tell whether an English speaker would take a word, as `glossary.english.lexicon` has them, for a regular one.

    >>> [is_formed(word) for word in ("subnational", "osteonecrosis", "euthanise", "prepandemic", "druggable")]
    [True, True, True, True, True]
    >>> [is_formed(word) for word in ("presure", "difficults", "overnaturel", "regretd")]
    [False, False, False, False]
    """
    return word in _role("word") or _spelt(word) or _prefixed(word) or _learned(word) or _suffixed(word)


def _known(word: str) -> bool:
    return is_word(word) or _spelt(word)


def _spelt(word: str) -> bool:
    """Tell whether another spelling of the word is known: the lists lack some British ones."""
    for pattern, british, american in _BRITISH:
        for place in pattern.finditer(word):
            end = place.start()
            if is_word(word[: end - len(british)] + american + word[end:]):
                return True
    return False


def _role(role: str) -> frozenset[str]:
    return words_in_role(role, _TABLE)


def _prefixed(word: str) -> bool:
    for size in range(2, len(word) - _SHORTEST + 1):
        start, rest = word[:size], word[size:]
        if start in _role("prefix") or start in _role("learned"):
            if _known(rest) or _suffixed(rest):
                return True
        elif (
            start in _role("short-prefix") and len(rest) >= _SHORTEST_BEHIND_SHORT and (_known(rest) or _suffixed(rest))
        ):
            return True
    return False


def _learned(word: str) -> bool:
    """Tell whether learned beginnings make the word, with a learned end, or with a known word behind two of them."""
    for size in range(3, len(word) - 2):
        if word[:size] in _role("learned"):
            rest = word[size:]
            if rest in _role("learned-end") or _learned(rest):
                return True
            if len(rest) >= _SHORTEST and _prefixed(rest) and rest[:3] not in ("pre", "non"):
                return True
    return False


def _suffixed(word: str) -> bool:
    for suffix in _role("suffix"):
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) >= _SHORTEST and is_word(stem):
            return True
    for suffix in _role("verb-suffix"):
        stem = word.removesuffix(suffix)
        if stem == word or len(stem) < _SHORTEST:
            continue
        doubled = len(stem) > _SHORTEST and stem[-1] == stem[-2] and is_word(stem[:-1] + "ing")
        if is_word(stem + "ing") or doubled:
            return True
    inflamed = word.removesuffix("itis")
    if inflamed != word and len(inflamed) > _SHORTEST and (is_word(inflamed) or is_word(inflamed + "e")):
        return True
    made_verb = _VERB.search(word)
    if made_verb and made_verb.start() >= _SHORTEST:
        stem = word[: made_verb.start()]
        return is_word(stem) or is_word(stem + "e") or is_word(stem + "y")
    return False


@lru_cache(maxsize=1 << 12)
def compound(word: str) -> tuple[str, str] | None:
    """Return the two frequent words that an unknown word is made of, None where there are none.

    >>> compound("crewmembers"), compound("falitients")
    (('crew', 'members'), None)
    """
    for size in range(3, len(word) - 2):
        first, second = word[:size], word[size:]
        if min(rank(first) or 0, rank(second) or 0) >= _COMMON + (min(len(first), len(second)) == 3):
            return first, second
    return None
