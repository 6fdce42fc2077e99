"""A French-English lexicon of single words with probabilities, and how words are looked up in it."""

import math
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from glossary.french.words import ELIDED
from glossary.tables import expression

_LETTERS = expression(r"[^\W\d_]+(?:\.[^\W\d_]+)*'?|\d+(?:[.,]\d+)*")
_FRENCH_ELIDED = expression(rf"{ELIDED.pattern}|aujourd'hui")
_ENGLISH_CLITIC = expression(r"n't\b|'(?:s|ll|ve|re|d|m|t)\b")
_QUOTES = str.maketrans(dict.fromkeys("’‘‛ʼ´`", "'"))

STEM = 5
"""Words that are not in the lexicon are looked up by so many letters at their beginning."""

STEM_MARK = "*"
SHORTEST_STEM = 3
"""English words with fewer letters have no stem."""

STEP = 0.25
"""What one step of a letter of the table stands for, in natural logarithms."""

_STEM_OF_KNOWN = 0.3
"""What a stem counts for where the word itself is known, and known to become other words."""

FIRST_LETTER = "A"
"""The letter of the table that stands for the probability 1; each later one for `STEP` less of its logarithm."""


@lru_cache(maxsize=1 << 16)
def french_parts(word: str) -> tuple[str, ...]:
    """Return what `word` is counted as: small letters, elided words and the parts of compounds apart.

    >>> french_parts("L’après-midi"), french_parts("dit-il"), french_parts("«")
    (("l'", 'après', 'midi'), ('dit', 'il'), ())
    """
    plain = unicodedata.normalize("NFC", word).translate(_QUOTES).lower()
    parts: list[str] = []
    at = 0
    for match in _FRENCH_ELIDED.finditer(plain):
        parts += _simple(plain[at : match.start()])
        parts.append(match[0])
        at = match.end()
    return (*parts, *_simple(plain[at:]))


@lru_cache(maxsize=1 << 16)
def english_parts(word: str) -> tuple[str, ...]:
    """Return what `word` is counted as: small letters, what is joined by an apostrophe or a hyphen apart.

    >>> english_parts("John's"), english_parts("don’t"), english_parts("well-known")
    (('john', "'s"), ('do', "n't"), ('well', 'known'))
    """
    plain = unicodedata.normalize("NFC", word).translate(_QUOTES).lower()
    parts: list[str] = []
    at = 0
    for match in _ENGLISH_CLITIC.finditer(plain):
        parts += _simple(plain[at : match.start()])
        parts.append(match[0])
        at = match.end()
    return (*parts, *_simple(plain[at:]))


def _simple(text: str) -> list[str]:
    return [part.rstrip("'") for part in _LETTERS.findall(text)]


class Targets:
    """English words to look for, all at once: `words` as `english_parts` gives them, `stems` by their first letters."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self.stems: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.words):
            if len(word) >= SHORTEST_STEM:
                self.stems[word[:STEM]].append(word)


class Lexicon:
    """Probabilities of English words given French ones, and the reverse."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Keep the lines of the table, one for each French part; a row is taken apart when it is first asked for."""
        # Sorting what is in order already costs next to nothing; a dictionary of the rows takes ten times as long.
        self._lines = sorted(lines)
        self._read: dict[str, dict[str, tuple[float, float]]] = {}

    def among(self, french: str, english: Targets) -> list[tuple[str, float, float]]:
        """Return those of `english` that `french` may become, with p(English | French) and p(French | English).

        `french` is a part of a word as `french_parts` gives it. Words that are not known are looked up by their first
        letters, as inflection makes many forms of a French word.

        >>> Lexicon(["chat\\tcatAB dogLM"]).among("chat", Targets(["the", "cat"]))[0][0]
        'cat'
        """
        row = self._row(french)
        found = {word: row[word] for word in _both(row, english.words)}
        stem = self._row(french[:STEM] + STEM_MARK) if len(french) >= STEM else {}
        share = _STEM_OF_KNOWN if row else 1.0
        for beginning in _both(stem, english.stems):
            forward, backward = stem[beginning]
            for word in english.stems[beginning]:
                found.setdefault(word, (forward * share, backward * share))
        return [(word, *likely) for word, likely in found.items()]

    def translations(self, french: str) -> dict[str, float]:
        """Return the English words that `french` becomes, each with p(English | French).

        >>> Lexicon(["chat\\tcatAB dogLM"]).translations("chat")["cat"]
        1.0
        """
        return {entry[:-2]: _LIKELY[entry[-2]] for entry in self._entries(french)}

    def has_english(self, word: str) -> bool:
        """Tell whether `word`, in small letters, is an English word of the table.

        >>> table = Lexicon(["chat\\tcatAB dogLM"])
        >>> table.has_english("dog"), table.has_english("do")
        (True, False)
        """
        # A set of all English words would cost more than the few look-ups of a text; many are the same in French.
        if any(entry[:-2] == word for entry in self._entries(word)):
            return True
        entry = f" {word}"
        place = self._text.find(entry)
        while place >= 0:
            end = place + len(entry)
            if self._text[end + 2 : end + 3] == " " and self._text[end : end + 2].isupper():
                return True
            place = self._text.find(entry, end)
        return False

    @cached_property
    def _text(self) -> str:
        """The rows, with a space before and behind each entry."""
        return " ".join(["", *self._lines, ""]).replace("\t", " ")

    def likeliest(self, french: str, *, least: float) -> list[str]:
        """Return the English words that `french` becomes with the probability `least` or more, the likeliest first.

        >>> Lexicon(["chat\\tcatAB dogLM"]).likeliest("chat", least=0.2)
        ['cat']
        """
        row = self._row(french)
        return sorted((word for word in row if row[word][0] >= least), key=lambda word: -row[word][0])

    def _row(self, french: str) -> dict[str, tuple[float, float]]:
        row = self._read.get(french)
        if row is None:
            row = {entry[:-2]: (_LIKELY[entry[-2]], _LIKELY[entry[-1]]) for entry in self._entries(french)}
            self._read[french] = row
        return row

    def _entries(self, french: str) -> list[str]:
        """Return the entries of a row: an English word with a letter for each of its two probabilities."""
        key = f"{french}\t"
        number = bisect_left(self._lines, key)
        if number == len(self._lines) or not self._lines[number].startswith(key):
            return []
        return self._lines[number][len(key) :].split(" ")


def _both(one: Collection[str], other: Collection[str]) -> list[str]:
    """Return what stands in both; the larger one is not gone through."""
    few, many = (one, other) if len(one) < len(other) else (other, one)
    return [word for word in few if word in many]


_LIKELY = {chr(ord(FIRST_LETTER) + n): math.exp(-STEP * n) for n in range(26)}


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of this package, read once."""
    # Decoded at once: reading it as text line by line takes ten times as long.
    table = files("glossary").joinpath("data", "word-translations.tsv").read_bytes().decode("utf-8")
    return Lexicon(table.split("\n"))
