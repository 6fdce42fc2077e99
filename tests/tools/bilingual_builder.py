"""Makes the lexicon of `glossary.bilingual.lexicon`: which English word a French one becomes, and how often.

Run by those who change the lexicon, not by users:

    python tests/tools/bilingual_builder.py OUT TEXT...

Each TEXT is a table of French TAB English (`.tsv.xz`). Two models of the order-free kind (Brown and others 1993, Model
1) with a preference for the diagonal (Dyer, Chahuneau and Smith 2013), one for each direction, are learnt together:
only links that both believe in count (Liang, Taskar and Klein 2006).
"""

import lzma
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import numpy.typing

from glossary.bilingual.lexicon import FIRST_LETTER, SHORTEST_STEM, STEM, STEM_MARK, STEP, english_parts, french_parts

_Array = numpy.typing.NDArray[Any]

LONGEST = 20
"""Pairs with more words on a side are left out: the work grows with the product of the lengths."""
MOST_OF_A_TEXT = 150_000
ROUNDS = 6
_FEWEST = 3
"""How often a word must stand in the texts to be learnt."""
_DIAGONAL = 3.0
_TO_NOTHING = 0.1
_DISCOUNT = 0.4
_RARE = 0.01
_LEAST_COUNT = 1.5
LEAST = 0.01
"""A pair of words is kept where one of the two is so likely given the other, and a pair of stems likewise."""
LEAST_OF_STEM = 0.05
_LOWEST = 25
"""The last letter of the table, in steps."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Pairs of the same lengths: `cells` are [pairs, French words, English words], the numbers of the word pairs."""

    cells: _Array
    french: _Array
    english: _Array


@dataclass(frozen=True, slots=True)
class Known:
    """The expected count of a pair of words, and how likely each of them is given the other."""

    count: float
    forward: float
    backward: float


def read_pairs(texts: Iterable[Path]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield the words of each pair of sentences that is short enough to learn from.

    :raises OSError: where a file cannot be read.
    """
    for path in texts:
        taken = 0
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                french, _, english = line.rstrip("\n").partition("\t")
                # A word takes three characters at least, with the space: to count words takes longer than characters.
                if len(french) > LONGEST * 8 or len(english) > LONGEST * 8:
                    continue
                pair = french_parts(french), english_parts(english)
                if all(0 < len(side) <= LONGEST for side in pair):
                    yield pair
                    taken += 1
                if taken == MOST_OF_A_TEXT:
                    break


def learn(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> dict[tuple[str, str], Known]:
    """Return what is learnt of each pair of words."""
    sides = [_vocabulary(pair[side] for pair in pairs) for side in (0, 1)]
    groups, keys = _groups(pairs, sides)
    width = len(sides[1])
    french, english = keys // width, keys % width
    forward = numpy.ones(len(keys), dtype=numpy.float32)
    backward = numpy.ones(len(keys), dtype=numpy.float32)
    unigrams = [_unigrams(groups, side, len(sides[side])) for side in (0, 1)]
    counts = numpy.zeros(len(keys))
    for _ in range(ROUNDS):
        counts = numpy.zeros(len(keys))
        for group in groups:
            shares = _shares(group, forward, backward, unigrams)
            counts += numpy.bincount(group.cells.ravel(), shares.ravel(), minlength=len(keys))
        counts[0] = 0  # words too rare to be learnt
        less = numpy.maximum(counts - _DISCOUNT, counts * _RARE)
        forward = (less / numpy.maximum(numpy.bincount(french, counts, minlength=1)[french], 1)).astype(numpy.float32)
        backward = (less / numpy.maximum(numpy.bincount(english, counts)[english], 1)).astype(numpy.float32)
    names = [list(side) for side in sides]
    kept = numpy.flatnonzero(counts >= _LEAST_COUNT)
    return {
        (names[0][french[k]], names[1][english[k]]): Known(float(counts[k]), float(forward[k]), float(backward[k]))
        for k in kept.tolist()
    }


def _vocabulary(sentences: Iterable[Sequence[str]]) -> dict[str, int]:
    counts = Counter(word for sentence in sentences for word in sentence if not word[0].isdigit())
    return {"": 0} | {
        word: number for number, word in enumerate((w for w, n in counts.items() if n >= _FEWEST), start=1)
    }


def _groups(
    pairs: Sequence[tuple[Sequence[str], Sequence[str]]], sides: Sequence[dict[str, int]]
) -> tuple[list[_Group], _Array]:
    zero = numpy.zeros(1, dtype=numpy.int64)
    by_lengths: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, (french, english) in enumerate(pairs):
        by_lengths[len(french), len(english)].append(number)
    groups = []
    for numbers in by_lengths.values():
        words = [
            numpy.array([[names.get(word, 0) for word in pairs[n][side]] for n in numbers], dtype=numpy.int64)
            for side, names in enumerate(sides)
        ]
        cells = words[0][:, :, None] * len(sides[1]) + words[1][:, None, :]
        # Words too rare to be learnt are all one pair, the number 0.
        cells[(words[0] == 0)[:, :, None] | (words[1] == 0)[:, None, :]] = 0
        groups.append(_Group(cells, words[0].astype(numpy.int32), words[1].astype(numpy.int32)))
    found = [numpy.unique(group.cells, return_inverse=True) for group in groups]
    keys = numpy.unique(numpy.concatenate([zero, *(unique for unique, _ in found)]))
    return [
        _Group(numpy.searchsorted(keys, unique)[places].astype(numpy.int32).reshape(g.cells.shape), g.french, g.english)
        for g, (unique, places) in zip(groups, found, strict=True)
    ], keys


def _unigrams(groups: Sequence[_Group], side: int, size: int) -> _Array:
    words = numpy.concatenate([(group.french, group.english)[side].ravel() for group in groups])
    shares: _Array = (numpy.bincount(words, minlength=size) / len(words)).astype(numpy.float32)
    return shares


def _shares(group: _Group, forward: _Array, backward: _Array, unigrams: Sequence[_Array]) -> _Array:
    """Return how strongly both directions believe in each cell, 0 to 1."""
    _, rows, columns = group.cells.shape
    down, across = numpy.arange(rows) / max(rows - 1, 1), numpy.arange(columns) / max(columns - 1, 1)
    near = numpy.exp(-_DIAGONAL * numpy.abs(down[:, None] - across)).astype(numpy.float32)
    result: _Array = numpy.ones(group.cells.shape, dtype=numpy.float32)
    for axis, table, nothing in ((1, forward, unigrams[1][group.english]), (2, backward, unigrams[0][group.french])):
        weight = table[group.cells] * (near / near.sum(axis=axis - 1, keepdims=True) * (1 - _TO_NOTHING))
        weight /= weight.sum(axis=axis, keepdims=True) + _TO_NOTHING * numpy.expand_dims(nothing, axis)
        result *= weight
    return result


def stems(words: Mapping[tuple[str, str], Known]) -> dict[tuple[str, str], Known]:
    """Return the same for the beginnings of words, `STEM` letters long, French words shorter than that left out."""
    counts: dict[tuple[str, str], float] = defaultdict(float)
    for (french, english), known in words.items():
        if len(french) >= STEM and len(english) >= SHORTEST_STEM:
            counts[french[:STEM], english[:STEM]] += known.count
    totals: tuple[dict[str, float], dict[str, float]] = defaultdict(float), defaultdict(float)
    for pair, count in counts.items():
        for total, word in zip(totals, pair, strict=True):
            total[word] += count
    return {
        (french, english): Known(count, count / totals[0][french], count / totals[1][english])
        for (french, english), count in counts.items()
    }


def table(words: Mapping[tuple[str, str], Known]) -> list[str]:
    """Return the lines of the table: a French word, a tab, and its English words, the likeliest first.

    Behind each English word stand two letters: for p(English | French) and for p(French | English). `A` is 1, and each
    letter after it is less by e to the `STEP`. A French word with `STEM_MARK` behind it stands for all that begin so.
    """
    rows: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for mark, least, known_words in (("", LEAST, words), (STEM_MARK, LEAST_OF_STEM, stems(words))):
        for (french, english), known in known_words.items():
            if max(known.forward, known.backward) >= least:
                entry = f"{english}{_letter(known.forward)}{_letter(known.backward)}"
                rows[french + mark].append((-known.forward, entry))
    return [f"{french}\t{' '.join(entry for _, entry in sorted(row))}" for french, row in sorted(rows.items())]


def _letter(probability: float) -> str:
    return chr(ord(FIRST_LETTER) + min(round(-math.log(probability) / STEP), _LOWEST))


def header(texts: Iterable[Path]) -> list[str]:
    """Return the comment that the file begins with."""
    names = ", ".join(sorted(path.name.partition(".")[0] for path in texts))
    return [
        "# French words (or beginnings of words, with a star) and what they become in English, with probabilities: see",
        "# tests/tools/bilingual_builder.py, which learnt them from parallel texts; no sentence of those is",
        f"# here. Own work, MIT licence. The texts: {names}.",
    ]


def main(out: Path, texts: Sequence[Path]) -> None:
    """Learn from `texts` and write the table `out`.

    :raises OSError: where a file cannot be read or written.
    """
    lines = [*header(texts), *table(learn(list(read_pairs(texts)))), ""]
    out.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
