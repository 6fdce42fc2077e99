"""Words that ran together: which unknown words are two or three known ones?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp

from glossary.inflection import readings
from glossary.lexicon import ELISIONS, NAME, UNKNOWN, form, is_word, look_up, pair_count, words_of
from glossary.tables import lines_of, rows, words_of_role
from glossary.word_model import frequency, key_of, log_probability

WORDS = "repair-words.tsv"
"""The table of words and roles that these rules read."""
ALONE = frozenset("aà")
"""The letters that are words and may be split off."""
LONGEST = 45
"""In letters: what is longer is no word, and no words that ran together either."""
SEEN_OFTEN = 40
"""A word that the dictionary lacks, and that was counted this often, is a word."""

_LOST_ACCENT = re.compile(r"^([dr]|pr)e", re.IGNORECASE)
_PRONOUNS = re.compile(
    r"(?:t-)?(?:il|elle|on|ils|elles|je|tu|nous|vous|ce|le|la|les|lui|leur|moi|toi|en|y|là|ci)(?:-(?:le|la|les|en|y|moi))?"
)


@dataclass(frozen=True, slots=True)
class Split:
    """A reading of a word as the words `parts`; `evidence` is what speaks for it, see `EVIDENCE`."""

    parts: tuple[str, ...]
    evidence: tuple[float, ...]


EVIDENCE = (
    "constant",
    "words",
    "alone",
    "letters",
    "shortest",
    "capital",
    "grammatical",
    "listed",
    "three",
    "acronym",
    "elsewhere",
)


@cache
def affixes() -> frozenset[str]:
    """Return what is a word to the dictionary but begins or ends longer words, so that no split is made beside it.

    >>> "multi" in affixes()
    True
    """
    return frozenset(affix for _, (affix, _) in rows(lines_of("glossary", "affixes.tsv"), ("affix", "example")))


def is_known(word: str) -> bool:
    """Tell whether a word needs no explanation: it is in the dictionary, or has been seen often.

    >>> is_known("l’Ukraine"), is_known("Russiemais")
    (True, False)
    """
    if is_word(word) or is_word(_LOST_ACCENT.sub(r"\1é", word)):
        return True
    first, apostrophe, rest = word.replace("’", "'").partition("'")
    if apostrophe:
        # d'Aoun, O'Brien
        elision = (first.lower() + "'") in ELISIONS or len(first) == 1
        return elision and bool(rest) and is_known(rest)
    parts = [part for part in word.split("-") if part]
    return bool(parts) and all(is_word(part) or _is_seen(part) for part in parts)


def _is_seen(word: str) -> bool:
    found = look_up(word)
    return found is not None and found.count >= SEEN_OFTEN


@lru_cache(maxsize=1 << 14)
def _is_part(part: str, first: bool) -> bool:
    """Tell whether `part` can be one of words that ran together; only the first one may have a capital."""
    letters = [letter for letter in part if letter.isalpha()]
    if len(letters) < 2:
        return part == "à" if first else part in ALONE
    if not letters[0].islower() and not first:
        return False
    if part[-1] in "'’-" or part[0] in "'’-":
        return False
    if part.lower().replace("’", "'").rpartition("'")[2] in affixes():
        return False
    if "-" in part and not _is_compound(part):
        return False
    return is_word(part) or (first and part[0].isupper() and _is_seen(part))


def _is_acronym(parts: Sequence[str]) -> bool:
    """Tell whether words begin with an acronym that nobody knows before one that no acronym ends with."""
    return 1 < len(parts[0]) <= _LONGEST_ACRONYM and parts[0].isupper() and ("'" in parts[1] or "’" in parts[1])


def _is_participle(part: str) -> bool:
    """Tell whether a word can be a past participle as it stands behind `a`: `a permis`, `a été`."""
    return len(part) > 2 and any(code[1] in "me" and code[2] in "si" for code in readings(part, "P"))


def _is_compound(part: str) -> bool:
    """Tell whether a word with hyphens is one that the dictionary has, or a verb with its pronouns."""
    found = look_up(part.replace("’", "'").rpartition("'")[2])
    if found is not None and found.grammar:
        return True
    stem, _, ending = part.partition("-")
    return len(stem) > 1 and is_word(stem) and _PRONOUNS.fullmatch(ending) is not None


def splits(word: str, *, names: frozenset[str] = frozenset()) -> Iterator[tuple[str, ...]]:
    """Yield the ways to read `word` as two known words, or as three where two will not do.

    :param names: words that are known from elsewhere, such as the other words of the document.
    """
    if len(word) > LONGEST:
        return

    def known(part: str, first: bool) -> bool:
        return (first and len(part) > 2 and part in names) or _is_part(part, first)

    found = False
    for cut in range(1, len(word)):
        two = word[:cut], word[cut:]
        begins = known(two[0], True) or _is_acronym(two) or (two[0] == "a" and _is_participle(two[1]))
        if begins and known(two[1], False):
            found = True
            yield two
    if found:
        return
    for cut in range(1, len(word) - 1):
        if known(word[:cut], True) or word[:cut] == "a":
            for second in range(cut + 1, len(word)):
                if cut == 1 and word[0] == "a" and not _is_participle(word[1:second]):
                    continue
                if known(word[cut:second], False) and known(word[second:], False):
                    yield word[:cut], word[cut:second], word[second:]


def keys_of(text: str) -> list[str]:
    """Return the keys of the word model for the words of `text`, an elided word and the parts of a compound apart."""
    return [key_of(token) for token in words_of(text) if token[0].isalpha()]


def best_split(
    word: str, before: str, after: str, *, first: bool = False, names: frozenset[str] = frozenset()
) -> Split | None:
    """Return the most likely reading of `word` as several words, or None where there is none.

    :param before: the word before it with nothing but a space between, or "".
    :param after: the word after it, likewise.
    :param first: whether the word starts a sentence, so that a capital tells nothing.
    :param names: see `splits`.
    """
    left, right = [*[""], *keys_of(before)][-1], [*keys_of(after), ""][0]
    best: tuple[float, tuple[str, ...]] | None = None
    for parts in splits(word, names=names):
        if word[0].isupper() and not _may_begin(parts, first, names):
            continue
        if parts[0].lower() in words_of_role("also-prefix", WORDS) and not _stand_together(parts):
            continue
        likelihood = _likelihood(parts, left, right)
        if best is None or likelihood > best[0]:
            best = likelihood, parts
    if best is None:
        return None
    likelihood, parts = best
    capital = word[0].isupper() and not first
    classes = [NAME] if capital else [NAME, UNKNOWN] if word[0].isupper() else [UNKNOWN]
    alone = max(log_probability(one, left) + (log_probability(right, one) if right else 0.0) for one in classes)
    shortest = min(sum(letter.isalpha() for letter in part) for part in parts)
    grammatical = sum(is_grammatical(part) for part in parts)
    evidence = (
        1.0,
        likelihood,
        alone,
        float(len(word)),
        float(min(shortest, 6)),
        float(capital),
        float(grammatical),
        float(frequency(word.lower()) > 0),
        float(len(parts) > 2),
        float(parts[0].isupper() and len(parts[0]) > 1),
        float(parts[0] in names and (_follows_names(parts[1]) or len(parts[1]) > _LONGEST_NAME_ENDING)),
    )
    return Split(parts, evidence)


def is_grammatical(word: str) -> bool:
    """Tell whether a word is an article, a preposition, a pronoun or the like.

    >>> is_grammatical("dans"), is_grammatical("maison")
    (True, False)
    """
    found = look_up(word)
    return found is not None and found.has("G")


def _follows_names(word: str) -> bool:
    """Tell whether a word is one that stands behind names: a grammatical one, or a form of être or avoir."""
    roles = ("be-s", "be-p", "have-s", "have-p")
    return is_grammatical(word) or any(word in words_of_role(role, "determiners.tsv") for role in roles)


def _stand_together(parts: Sequence[str]) -> bool:
    """Tell whether the second part is a word of its own behind what may be a prefix: sur la, bien sûr."""
    return is_grammatical(parts[1]) or pair_count(parts[0].lower(), parts[1].lower()) >= SEEN_OFTEN


def _may_begin(parts: Sequence[str], first: bool, names: frozenset[str]) -> bool:
    """Tell whether the capital of a word is explained by its first part: a name, or the start of a sentence.

    At the start of a sentence an article before a short word is as likely a part of a name: Lemaire, Desportes.
    """
    if first:
        article = parts[0].lower() in words_of_role("article", WORDS)
        plural = parts[0] == "Les" and any(code[2:] == "p" for code in readings(parts[1], "N"))
        return not article or plural or len(parts) > 2 or len(parts[1]) > _LONGEST_AFTER_ARTICLE
    name = parts[0].rpartition("'")[2].split("-")[0]
    found = form(name)
    often = found is not None and (found.has("X") or found.count >= SEEN_OFTEN)
    return name.isupper() or name in names or (often and name.lower() not in words_of_role("article", WORDS))


_LONGEST_ACRONYM = 6
_LONGEST_NAME_ENDING = 4
"""In letters: what a name may have more than another one that it is made from, as Sørensen from Søren."""
_LONGEST_AFTER_ARTICLE = 6
"""In letters: a word behind an article that may be one name with it."""


def _likelihood(parts: Sequence[str], left: str, right: str) -> float:
    """Return the logarithm of how likely the parts are between the keys `left` and `right`, each "" for nothing."""
    total, previous = 0.0, left
    for part in parts:
        # What stands behind a hyphen is given by what stands before it: `-t-il` says nothing of the neighbours.
        inside, *_, ending = [*part.split("-"), part.rpartition("-")[2]]
        keys = keys_of(inside)
        for key in keys:
            total += log_probability(key, previous)
            previous = key
        previous = [previous, *keys_of(ending)][-1]
    return total + (log_probability(right, previous) if right else 0.0)


def probability(evidence: Sequence[float], weights: Sequence[float]) -> float:
    """Return how sure a split with this `evidence` is, 0 to 1: a logistic regression over `EVIDENCE`."""
    total = sum(value * weight for value, weight in zip(evidence, weights, strict=True))
    return 1 / (1 + exp(-max(-60.0, min(60.0, total))))
