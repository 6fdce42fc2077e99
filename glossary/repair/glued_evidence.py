"""What speaks for and against a reading of an unknown word as several words, and how sure a reading is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import exp, log

from glossary.french.inflection import readings
from glossary.french.letter_model import letters_of_name, letters_of_word
from glossary.french.lexicon import ELISIONS, NAME, UNKNOWN, look_up, pair_count
from glossary.french.word_model import frequency, log_probability
from glossary.repair.glued import (
    SEEN_OFTEN,
    WORDS,
    follows_names,
    has_elision,
    is_grammatical,
    is_known,
    is_new_name,
    is_often_a_name,
    keys_of,
    splits,
    with_accent,
)
from glossary.tables import words_of_role

EVIDENCE = (
    "constant",
    "words",
    "alone",
    "spelling",
    "new name",
    "spelling of new name",
    "letters",
    "shortest",
    "grammatical",
    "listed",
    "three",
    "acronym",
    "new acronym",
    "common word with a capital",
    "agreement",
    "pair",
    "elision",
    "lost accent",
    "elsewhere",
)
"""The names of the values of a split's evidence, in their order."""
KINDS = ("small", "capital", "start")
"""The kinds of word that are judged apart: in small letters, with a capital, with the capital of a sentence's start."""

_LONGEST_NAME_ENDING = 4
"""In letters: what a name may have more than another one that it is made from, as Sørensen from Søren."""
_LONGEST_AFTER_ARTICLE = 6
"""In letters: a word behind an article that may be one name with it."""
_SHORTEST_TITLE = 4
"""In letters: a word that is no name and has its capital in a title or the name of an office."""
_SHORTEST_BEHIND_ACRONYM = 5
"""In letters: a participle or an adjective behind an acronym; shorter ones end names such as SURFnet."""
_LETTER_OF_ACRONYM = -3.3
"""The natural logarithm of how likely a letter of an acronym is: any is as good as another."""


@dataclass(frozen=True, slots=True)
class Split:
    """A reading of a word as the words `parts`; `evidence` is what speaks for it, see `EVIDENCE`, `kind` of `KINDS`."""

    parts: tuple[str, ...]
    evidence: tuple[float, ...]
    kind: str


def best_split(
    word: str, before: str, after: str, *, first: bool = False, names: frozenset[str] = frozenset()
) -> Split | None:
    """Return the most likely reading of `word` as several words, or None where there is none.

    :param before: the word before it with nothing but a space between, or "".
    :param after: the word after it, likewise.
    :param first: whether the word starts a sentence, so that a capital tells nothing.
    :param names: see `glossary.repair.glued.splits`; those that do not begin `word` make no difference, and cost time.
    """
    left, right = [*[""], *keys_of(before)][-1], [*keys_of(after), ""][0]
    return _best_split(word, left, right, first, names)


@lru_cache(maxsize=1 << 14)
def _best_split(word: str, left: str, right: str, first: bool, names: frozenset[str]) -> Split | None:
    """Return the best split between the keys `left` and `right`; a text is read in rounds, and most of it again."""
    kind = _kind(word, first)
    best: tuple[tuple[bool, float], tuple[str, ...]] | None = None
    for parts in splits(word, names=names):
        if kind != "small" and not _may_begin(parts, kind, names):
            continue
        if _core(parts[0]).lower() in words_of_role("also-prefix", WORDS) and not _stand_together(parts):
            continue
        if parts[0] in names and not is_known(parts[0]) and not _may_end_there(parts[1]):
            continue
        new = _spelling_of_new_name(parts[0], names)
        # A name that is known goes before one that is not, however rare it is.
        rank = new == 0, _likelihood(parts, left, right) + new
        if best is None or rank > best[0]:
            best = rank, parts
    if best is None:
        return None
    parts = best[1]
    new = _spelling_of_new_name(parts[0], names)
    accented = with_accent(word)
    alone = max(
        log_probability(one, left) + (log_probability(right, one) if right else 0.0)
        for one in ([accented.lower()] if accented else _classes(kind))
    )
    evidence = (
        1.0,
        best[0][1] - new,
        alone,
        0.0 if accented else _spelling(word, kind),
        float(new < 0),
        new,
        float(len(word)),
        float(min(min(sum(letter.isalpha() for letter in part) for part in parts), 6)),
        float(sum(is_grammatical(part) for part in parts)),
        float(frequency(word.lower()) > 0),
        float(len(parts) > 2),
        float(parts[0].isupper() and len(parts[0]) > 1),
        float(new < 0 and parts[0].isupper()),
        float(kind == "capital" and not new and not is_often_a_name(_core(parts[0]))),
        float(_agree(*parts[-2:])),
        min(log(1 + pair_count(keys_of(a)[-1], keys_of(b)[0])) for a, b in pairwise(parts)),
        float(any(has_elision(part) for part in parts[1:])),
        float(bool(accented)),
        float(parts[0] in names and _may_end_there(parts[1])),
    )
    return Split(parts, evidence, kind)


def probability(evidence: Sequence[float], weights: Sequence[float]) -> float:
    """Return how sure a split with this `evidence` is, 0 to 1: a logistic regression over `EVIDENCE`."""
    total = sum(value * weight for value, weight in zip(evidence, weights, strict=True))
    return 1 / (1 + exp(-max(-60.0, min(60.0, total))))


def _kind(word: str, first: bool) -> str:
    if word[0].isupper():
        return "start" if first else "capital"
    elided, apostrophe, rest = word.replace("’", "'").partition("'")
    return "capital" if (elided + apostrophe) in ELISIONS and rest[:1].isupper() else "small"


def _classes(kind: str) -> list[str]:
    return {"small": [UNKNOWN], "capital": [NAME], "start": [NAME, UNKNOWN]}[kind]


def _spelling(word: str, kind: str) -> float:
    """Return the natural logarithm of how likely the letters of an unknown word are, as a name or a word."""
    if kind == "small":
        return letters_of_word(word)
    return letters_of_name(word) if kind == "capital" else max(letters_of_name(word), letters_of_word(word))


def _spelling_of_new_name(head: str, names: frozenset[str]) -> float:
    """Return the same for a name that nobody knows; 0 for what is known."""
    if head in names or not is_new_name(head):
        return 0.0
    return _LETTER_OF_ACRONYM * len(head) if head.isupper() else letters_of_name(head)


def _may_end_there(tail: str) -> bool:
    """Tell whether a name of the document that nobody knows may end before `tail`, as Søren does not in Sørensen."""
    return follows_names(tail) or len(tail) > _LONGEST_NAME_ENDING


def _core(head: str) -> str:
    return head.replace("’", "'").rpartition("'")[2].split("-")[0]


def _may_begin(parts: Sequence[str], kind: str, names: frozenset[str]) -> bool:
    """Tell whether the capital of a word is explained by its first part: a name, a title, the start of a sentence.

    At the start of a sentence an article before a short word is as likely a part of a name: Lemaire, Desportes.
    """
    article = _core(parts[0]).lower() in words_of_role("article", WORDS)
    if kind == "start":
        plural = parts[0] == "Les" and any(code[2:] == "p" for code in readings(parts[1], "N"))
        return not article or plural or sum(map(len, parts[1:])) > _LONGEST_AFTER_ARTICLE
    name = _core(parts[0])
    if name in names or is_new_name(parts[0]):
        return True
    if not (name.isupper() or is_often_a_name(name)) or article or name.lower() in words_of_role("indefinite", WORDS):
        return len(name) >= _SHORTEST_TITLE and (follows_names(parts[1]) or is_grammatical(parts[1]))
    if name.isupper() and len(name) > 1 and len(parts[1]) >= _SHORTEST_BEHIND_ACRONYM and readings(parts[1], "AP"):
        return True  # le rapport de l'ONU publié lundi, le PIB allemand
    return follows_names(parts[1]) or is_grammatical(parts[1]) or _is_verb(parts[1]) or _are_seen_together(parts)


def _is_verb(word: str) -> bool:
    """Tell whether a word can only be a verb that stands behind names: inclut, fonda."""
    found = look_up(word)
    return found is not None and not found.has("NAPDG") and any(code.startswith("V3") for code in found.grammar)


def _are_seen_together(parts: Sequence[str]) -> bool:
    return pair_count(keys_of(parts[0])[-1], keys_of(parts[1])[0]) > 0


def _stand_together(parts: Sequence[str]) -> bool:
    """Tell whether the second part is a word of its own behind what may be a prefix: sur la, bien sûr."""
    if is_grammatical(parts[1]) or has_elision(parts[1]):
        return True
    return pair_count(_core(parts[0]).lower(), parts[1].lower()) >= SEEN_OFTEN


def _agree(noun: str, adjective: str) -> bool:
    """Tell whether two words can be a noun and its adjective, in gender and number."""
    nouns = readings(noun.lower(), "N")
    return any(
        (one[1] == other[1] or "e" in one[1] + other[1]) and (one[2] == other[2] or "i" in one[2] + other[2])
        for one in nouns
        for other in readings(adjective, "AP")
    )


def _likelihood(parts: Sequence[str], left: str, right: str) -> float:
    """Return the logarithm of how likely the parts are between the keys `left` and `right`, each "" for nothing."""
    total, previous = 0.0, left
    for part in parts:
        # What stands behind a hyphen is given by what stands before it: `-t-il` says nothing of the neighbours.
        inside, *_, ending = [*part.split("-"), part.rpartition("-")[2]]
        for key in keys_of(inside):
            total += log_probability(key, previous)
            previous = key
        previous = [previous, *keys_of(ending)][-1]
    return total + (log_probability(right, previous) if right else 0.0)
