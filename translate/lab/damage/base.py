"""What a family of damage is: it reads a stretch of clean text and says what its mechanism makes of it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from random import Random
from typing import TypeVar

from glossary.edits import Span
from glossary.tables import expression, lines_of, rows

STRETCH = 200
"""After how many characters of a line the next sentence is a stretch of its own."""

LETTER = r"[^\W\d_]"

_LINE = expression(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SENTENCE_END = expression(r"[.!?…][»”\"')\u00a0\u202f]* +(?=[«“\"(A-ZÀÂÇÈÉÊËÎÏÔÖÙÛÜŒ])")
_WORD = expression(rf"{LETTER}+(?:['’-]{LETTER}+)*")
_STYLES = ("«»", "“”", '"')

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a clean text: what `mechanism` writes in the place of `span`."""

    span: Span
    new: str
    mechanism: str


@dataclass(frozen=True)
class Traits:
    """What is the same all over a text: `column` is where its lines are wrapped, in characters."""

    text: str
    column: int

    @cached_property
    def quotation_marks(self) -> dict[str, int]:
        """How many marks of each style there are: `«»`, `“”` and `"`."""
        return {style: sum(map(self.text.count, style)) for style in _STYLES}

    @cached_property
    def apostrophes(self) -> dict[str, int]:
        """How many apostrophes of each kind stand after a letter."""
        return {mark: len(re.findall(rf"(?<={LETTER}){mark}", self.text)) for mark in "'’"}

    @cached_property
    def apostrophe(self) -> str:
        """The apostrophe that three in four are of; "" where none is: what was lost there, nobody can tell."""
        usual = max("'’", key=self.apostrophes.__getitem__)
        return usual if 4 * self.apostrophes[usual] > 3 * sum(self.apostrophes.values()) else ""

    @cached_property
    def french_spaces(self) -> int:
        """How many double marks have the space before them that French asks for."""
        return len(re.findall(r"[ \u00a0\u202f][;:!?»]", self.text))


@dataclass(frozen=True)
class Passage:
    """A stretch of clean text: a line, or some sentences of a long one. Spans are relative to it, in code points."""

    text: str
    ends_line: bool
    traits: Traits

    @cached_property
    def words(self) -> tuple[Span, ...]:
        """The words: letters, with apostrophes and hyphens between letters."""
        return tuple(Span(*match.span()) for match in _WORD.finditer(self.text))

    def neighbours(self, count: int = 2) -> Iterator[tuple[Span, ...]]:
        """Yield each `count` words that follow one another with one plain space between them."""
        joined = [True, *(self.text[a.end : b.start] == " " for a, b in zip(self.words, self.words[1:], strict=False))]
        for last in range(count - 1, len(self.words)):
            first = last - count + 1
            if all(joined[first + 1 : last + 1]):
                yield self.words[first : last + 1]


Mechanism = Callable[[Passage, Random], Sequence[Change]]
"""Returns the changes of one damage to a passage, none of which overlap; no change where it has no place for it."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family of damage: its mechanisms with their weights, and whether they need whole lines."""

    name: str
    summary: str
    mechanisms: tuple[tuple[float, Mechanism], ...]
    whole_lines: bool = False

    def damage(self, passage: Passage, random: Random) -> Sequence[Change]:
        """Return the changes of one damage by a mechanism drawn by weight, or by the next one that has a place."""
        drawn = sorted(self.mechanisms, key=lambda pair: random.random() ** (1 / pair[0]), reverse=True)
        return next((changes for _, mechanism in drawn if (changes := mechanism(passage, random))), ())


def lines(text: str) -> Iterator[Span]:
    """Yield the spans of the lines of `text` that are not empty, without their line ends."""
    return (Span(*match.span()) for match in _LINE.finditer(text))


def stretches(text: str) -> Iterator[tuple[Span, bool]]:
    """Yield the lines of `text` in stretches of sentences, and whether each ends its line.

    A stretch has `STRETCH` characters or more, unless it ends its line; twice as many where no sentence ends.
    """
    for line in lines(text):
        start = line.start
        for end in _cuts(text, line):
            if end - start >= STRETCH and line.end > end:
                yield Span(start, end), False
                start = end
        yield Span(start, line.end), True


def _cuts(text: str, line: Span) -> Iterator[int]:
    last = line.start
    for match in _SENTENCE_END.finditer(text, line.start, line.end):
        while match.end() - last > 2 * STRETCH and (space := text.find(" ", last + 2 * STRETCH, match.end())) >= 0:
            last = space + 1
            yield last
        last = match.end()
        yield last
    while (space := text.find(" ", last + 2 * STRETCH, line.end)) >= 0:
        last = space + 1
        yield last


def shuffled(items: Iterable[_Item], random: Random) -> list[_Item]:
    """Return `items` in random order."""
    found = list(items)
    random.shuffle(found)
    return found


@cache
def vocabulary(kind: str) -> tuple[str, ...]:
    """Return the words or phrases of one kind in the table of this package.

    :raises ValueError: where the table has none of this kind.

    >>> "des" in vocabulary("plural-determiner")
    True
    """
    found = tuple(text for _, (row, text) in rows(lines_of("glossary", "damage.tsv"), ("kind", "text")) if row == kind)
    if not found:
        raise ValueError(f"the table of damage has nothing of the kind {kind!r}")
    return found
