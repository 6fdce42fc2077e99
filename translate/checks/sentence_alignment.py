"""Which sentences of a text belong to which of its translation, where both have not the same number.

Dynamic programming over both texts in their order (Gale and Church 1993, "A Program for Aligning Sentences in Bilingual
Corpora"), with the words that have a counterpart, and the lengths, as evidence.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from translate.checks.support import Bag, bag

_SHARE = 0.42
"""The share of content words with a counterpart that speaks neither for two sentences nor against them."""
_ALONE = 1.2
"""What a sentence costs that belongs to none; so much is gained by five content words more than by chance."""
_JOINED = 1.6
"""What each further sentence on one side costs."""
_LENGTH = 0.7
"""What an unlikely ratio of lengths costs, for each unit of the logarithm, times the root of the letters."""
_FREE = 0.25
"""So far, as a logarithm, lengths may be off at no cost."""
_BEAM = 25.0
"""Ways that are so much worse than the best one to the same sentence are given up."""
_SHAPES = ((1, 1), (2, 1), (1, 2), (1, 0), (0, 1), (3, 1), (1, 3))
_TALLEST = max(down for down, _ in _SHAPES)
_WIDEST = max(right for _, right in _SHAPES)


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences that belong together: numbers from 0, half-open; one of both ranges may be empty."""

    source: range
    target: range


def align_sentences(sources: Sequence[str], targets: Sequence[str]) -> list[Bead]:
    """Return the beads of two lists of sentences, in order; each sentence is in exactly one.

    Takes time in proportion to the number of sentences: of the ways to the same sentence only those count that are
    nearly as good as the best one, and they lie close together.

    >>> french = ["Le chat dort.", "Le président signe la loi.", "Il pleut."]
    >>> [(tuple(bead.source), tuple(bead.target)) for bead in align_sentences(french, ["The cat sleeps.", "It rains."])]
    [((0,), (0,)), ((1,), ()), ((2,), (1,))]
    """
    return _Table([bag(text) for text in sources], [bag(text, english=True) for text in targets]).beads()


class _Table:
    """The cells of the search. Which content words have a counterpart is kept as bits, so that joining is `|`.

    Of rows that no way comes from any more the shape of the last step of each way is kept, a byte, and nothing else.
    """

    def __init__(self, sources: Sequence[Bag], targets: Sequence[Bag]) -> None:
        self._sources, self._targets = sources, targets
        self._found: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)

    def beads(self) -> list[Bead]:
        """Return the beads with the highest sum of gains."""
        rows, columns = len(self._sources), len(self._targets)
        best: dict[int, dict[int, float]] = {}
        steps: list[tuple[int, bytes]] = []
        kept: list[range] = [range(1)]  # the columns between which the ways of each row lie
        for row in range(rows + 1):
            best.pop(row - _TALLEST - 1, None)
            self._found.pop(row - _TALLEST - 1, None)
            reached: dict[int, float] = {0: 0.0} if row == 0 else {}
            best[row], shapes = reached, bytearray()
            highest = max(reached.values(), default=-math.inf)
            near = kept[-_TALLEST:]
            last = max(columns_.stop for columns_ in near) - 1 + _WIDEST
            first = min(columns_.start for columns_ in near)
            for column in range(first, columns + 1):
                # Further to the right there are only ways through this row, each step of which costs.
                if column > last and row < rows and reached.get(column - 1, -math.inf) < highest - _BEAM:
                    break
                shapes.append(0)
                if (row, column) == (0, 0):
                    continue
                gain = -math.inf
                for number, (down, right) in enumerate(_SHAPES):
                    before = best[row - down].get(column - right) if row >= down else None
                    if before is None:
                        continue
                    found = before + self._gain(range(row - down, row), range(column - right, column))
                    if found > gain:
                        gain, shapes[-1] = found, number
                if gain > -math.inf:
                    reached[column] = gain
                    highest = max(highest, gain)
            steps.append((first, bytes(shapes)))
            for column, gain in list(reached.items()):
                if gain < highest - _BEAM:
                    del reached[column]
            kept.append(range(min(reached), max(reached) + 1) if reached else kept[-1])
        beads = []
        row, column = rows, columns
        while row or column:
            first, its_shapes = steps[row]
            down, right = _SHAPES[its_shapes[column - first]]
            beads.append(Bead(range(row - down, row), range(column - right, column)))
            row, column = row - down, column - right
        return beads[::-1]

    def _gain(self, sources: range, targets: range) -> float:
        if not sources or not targets:
            return -_ALONE
        here, there = self._sources[sources.start : sources.stop], self._targets[targets.start : targets.stop]
        if _twice(here) or _twice(there):
            return -math.inf
        found = 0
        for row in sources:
            bits = 0
            for column in targets:
                bits |= self._pair(row, column)[0]
            found += bits.bit_count()
        for column in targets:
            bits = 0
            for row in sources:
                bits |= self._pair(row, column)[1]
            found += bits.bit_count()
        total = sum(len(one.content) for one in here) + sum(len(one.content) for one in there)
        long, wide = sum(one.letters for one in here), sum(one.letters for one in there)
        off = abs(math.log((wide + 4) / (0.9 * long + 4)))
        lengths = max(0.0, off - _FREE) * math.sqrt(min(long, wide) + 4) * _LENGTH
        return found - _SHARE * total - lengths - _JOINED * (len(sources) + len(targets) - 2)

    def _pair(self, row: int, column: int) -> tuple[int, int]:
        """Return which content words of one source sentence a target sentence has, and the reverse, as bits."""
        known = self._found[row].get(column)
        if known is None:
            source, target = self._sources[row], self._targets[column]
            known = self._found[row][column] = (_bits(source, target.offered), _bits(target, source.offered))
        return known


def _bits(one: Bag, offered: frozenset[str]) -> int:
    bits = 0
    for number, forms in enumerate(one.content):
        if not offered.isdisjoint(forms):
            bits |= 1 << number
    return bits


def _twice(bags: Sequence[Bag]) -> bool:
    """Tell whether a sentence is there twice, which makes it no part of the one before."""
    return len(bags) > 1 and any(one.content and one.content == two.content for one, two in pairwise(bags))
