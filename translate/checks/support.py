"""Which words of a text have a counterpart in the other: by a lexicon, by spelling, by sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from glossary.tables import expression
from translate.checks.base import Word, letters, listed, plain, words
from translate.checks.dictionary import translations

LISTS = "check-words.tsv"
_STEM = 5
"""Inflection is cut off: words whose first letters agree count as forms of one word."""
_COGNATE = 4
# French and English letters for the same sound in names from other scripts, the longest first.
_SOUNDS = (
    ("tsch", "x"), ("chtch", "x"), ("shch", "x"), ("tch", "x"), ("sch", "x"), ("sh", "x"), ("ch", "x"), ("cz", "x"),
    ("kh", "k"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("gh", "g"), ("dj", "j"), ("ck", "k"), ("qu", "k"),
    ("q", "k"), ("ts", "s"), ("tz", "s"), ("z", "s"), ("c", "k"), ("w", "v"),
)  # fmt: skip
_VOWELS = expression(r"[aeiouyh]+")
_DOUBLED = expression(r"(.)\1+")


@lru_cache(maxsize=1 << 15)
def sounds(word: str) -> str:
    """Return the consonants of a word as they sound, so that transliterations agree; a `~` stands for a first vowel.

    >>> sounds("Khrouchtchev") == sounds("Khrushchev"), sounds("Poutine") == sounds("Putin")
    (True, True)
    """
    word = plain(word)
    first = "~" if word.startswith(("a", "e", "i", "o", "u", "y", "h")) else ""
    for written, sound in _SOUNDS:
        word = word.replace(written, sound)
    return first + _DOUBLED.sub(r"\1", _VOWELS.sub("", word))


@lru_cache(maxsize=1 << 15)
def in_english(word: str, lowered: str) -> frozenset[str]:
    """Return what may stand in English for a French word, plain and in small letters: plain words, and their stems."""
    found = (word, *translations(lowered))
    return frozenset((*found, *map(stem, found)))


def stem(word: str) -> str:
    """Return the mark `+` and the first letters of a plain word, which its inflected forms have too.

    >>> stem("european"), stem("europe")
    ('+europ', '+europ')
    """
    return "+" + word[:_STEM]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The content words of both texts, each with whether anything speaks for a counterpart in the other."""

    source: tuple[tuple[Word, bool], ...]
    target: tuple[tuple[Word, bool], ...]

    @property
    def lost(self) -> list[Word]:
        """The content words of the source without a counterpart."""
        return [word for word, found in self.source if not found]

    @property
    def added(self) -> list[Word]:
        """The content words of the target without a counterpart."""
        return [word for word, found in self.target if not found]

    @property
    def share(self) -> float:
        """The part of the content words of both texts that have a counterpart; 1 where there are none."""
        total = len(self.source) + len(self.target)
        return 1 - (len(self.lost) + len(self.added)) / total if total else 1.0


@dataclass(frozen=True, slots=True)
class _Side:
    """One of both texts: its content words, what they may be found as, and what words of the other are found in.

    Content words of the source have a set of forms each, those of the target a word and its stem.
    """

    content: tuple[Word, ...]
    forms: tuple[frozenset[str], ...]
    offered: frozenset[str]
    starts: frozenset[str]


@lru_cache(maxsize=1 << 13)
def _french(text: str) -> _Side:
    content = _content(text, "french-function")
    forms = tuple(in_english(word.plain, word.lowered) for word in content)
    every = words(text)
    offered = frozenset().union(*[in_english(word.plain, word.lowered) for word in every])
    return _Side(content, forms, offered, _starts(every))


@lru_cache(maxsize=1 << 13)
def _english(text: str) -> _Side:
    content = _content(text, "english-function")
    forms = tuple(frozenset((word.plain, stem(word.plain))) for word in content)
    every = words(text)
    present = {word.plain for word in every}
    return _Side(content, forms, frozenset(present.union(map(stem, present))), _starts(every))


@lru_cache(maxsize=1 << 13)
def coverage(source: str, target: str) -> Coverage:
    """Return the content words of `source` and of `target`, and which of them have a counterpart."""
    here, there = _french(source), _english(target)
    return Coverage(_found(here, there), _found(there, here))


def _found(side: _Side, other: _Side) -> tuple[tuple[Word, bool], ...]:
    offered, starts = other.offered, other.starts
    return tuple(
        (word, not offered.isdisjoint(forms) or _alike(word, starts))
        for word, forms in zip(side.content, side.forms, strict=True)
    )


def _content(text: str, function_words: str) -> tuple[Word, ...]:
    listed_words = listed(LISTS, function_words)
    return tuple([word for word in words(text) if len(word.plain) > 1 and word.plain not in listed_words])


def _starts(found: Sequence[Word]) -> frozenset[str]:
    """Return the first letters of words, and the sounds of names, that a cognate would share."""
    starts = [word.plain[:_COGNATE] for word in found if len(word.plain) >= _COGNATE]
    return frozenset((*starts, *(sounds(word.text) for word in found if word.capital)))


def _alike(word: Word, starts: frozenset[str]) -> bool:
    if len(word.plain) >= _COGNATE and word.plain[:_COGNATE] in starts:
        return True
    return word.capital and len(sound := sounds(word.text)) > 1 and sound in starts


@dataclass(frozen=True, slots=True)
class Bag:
    """A sentence as its words without their order: `content` to be found, `offered` what they are found in."""

    content: tuple[frozenset[str], ...]
    offered: frozenset[str]
    letters: int


@lru_cache(maxsize=1 << 12)
def bag(text: str, *, english: bool = False) -> Bag:
    """Return the bag of a French sentence, or of an English one."""
    side = _english(text) if english else _french(text)
    if not english:
        return Bag(side.forms, side.offered, letters(text))
    return Bag(side.forms, frozenset({word.plain for word in words(text)}).union(*side.forms), letters(text))
