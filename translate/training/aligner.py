"""Word alignments of sentence pairs, learnt from the pairs themselves.

IBM Model 1 with a preference for the diagonal (Dyer, Chahuneau and Smith 2013, "A Simple, Fast, and Effective
Reparameterization of IBM Model 2"), variational Bayes in the place of maximum likelihood (Riley and Gildea 2012), in
both directions, joined by grow-diag-final-and (Koehn, Och and Marcu 2003).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy
import numpy.typing

Links = numpy.typing.NDArray[numpy.int16]
"""[links, 2]: the numbers of a source word and of a target word in each row."""

_Array = numpy.typing.NDArray[Any]

_ROUNDS = 5
_MOST = 100_000
"""Pairs that the probabilities are learnt from; more cost memory and hardly change them."""
_LETTERS = 5
"""Words count as the same where so many letters at their beginning agree: inflection would make them too rare."""
_CELLS = 4_000_000
_TO_NOTHING = 0.08
_DIAGONAL = 4.0
_CONCENTRATION = 0.01
_EQUAL_WORDS = 0.5
_UNSEEN = 1e-9


@dataclass(frozen=True, slots=True)
class _Side:
    """One language: the numbers of all words in a row, and where each sentence begins (one more than sentences)."""

    words: _Array
    starts: _Array
    kinds: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Cells:
    """Every target word against nothing and every source word: `keys` name the two words, `starts` begin the rows."""

    keys: _Array
    prior: _Array
    starts: _Array
    widths: _Array
    columns: _Array


def align_pairs(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[Links]:
    """Return the links between the words of each pair, in order.

    On the 522 hand-aligned pairs of ALIBI the alignment error rate is 0.23 where 5,000 pairs of Europarl are learnt
    from besides, 0.21 with 100,000, which take five minutes of one core.

    >>> links = align_pairs([(["la", "maison"], ["the", "house"]), (["la", "fleur"], ["the", "flower"])] * 5)
    >>> links[0].tolist()
    [[0, 0], [1, 1]]
    """
    sources, targets = _side([pair[0] for pair in pairs]), _side([pair[1] for pair in pairs])
    forward = _best(sources, targets)
    backward = _best(targets, sources)
    result = []
    for number in range(len(pairs)):
        here, there = forward[number], backward[number]
        toward = {(int(s), t) for t, s in enumerate(here) if s >= 0}
        back = {(s, int(t)) for s, t in enumerate(there) if t >= 0}
        links = sorted(grow_diagonal(toward, back))
        result.append(numpy.array(links, dtype=numpy.int16).reshape(-1, 2))
    return result


def grow_diagonal(forward: set[tuple[int, int]], backward: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the links of two directions joined by grow-diag-final-and.

    Begins with the links of both, adds neighbours of what is there from either while one of the two words has none,
    and in the end links of words that both have none.

    >>> sorted(grow_diagonal({(0, 0), (1, 1)}, {(0, 0), (0, 1)}))
    [(0, 0), (0, 1), (1, 1)]
    """
    links, either = forward & backward, forward | backward
    sources, targets = {s for s, _ in links}, {t for _, t in links}

    def add(link: tuple[int, int]) -> None:
        links.add(link)
        sources.add(link[0])
        targets.add(link[1])

    waiting = sorted(links)
    while waiting:
        s, t = waiting.pop(0)
        for down, right in _NEIGHBOURS:
            link = (s + down, t + right)
            if link in either and link not in links and (link[0] not in sources or link[1] not in targets):
                add(link)
                waiting.append(link)
    for links_of_one in (forward, backward):
        for link in sorted(links_of_one):
            if link[0] not in sources and link[1] not in targets:
                add(link)
    return links


_NEIGHBOURS = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))


def _side(sentences: Sequence[Sequence[str]]) -> _Side:
    kinds: dict[str, int] = {"": 0}  # the number 0 is the word that stands for nothing
    words = [kinds.setdefault(word.lower()[:_LETTERS], len(kinds)) for sentence in sentences for word in sentence]
    starts = numpy.zeros(len(sentences) + 1, dtype=numpy.int64)
    numpy.cumsum([len(sentence) for sentence in sentences], out=starts[1:])
    return _Side(numpy.array(words, dtype=numpy.int64), starts, kinds)


def _chunks(sources: _Side, targets: _Side, count: int) -> Iterator[range]:
    """Yield runs of sentences with about `_CELLS` cells each."""
    cells = numpy.diff(targets.starts[: count + 1]) * (numpy.diff(sources.starts[: count + 1]) + 1)
    groups = numpy.cumsum(cells) // _CELLS
    bounds = [0, *(numpy.flatnonzero(numpy.diff(groups)) + 1).tolist(), count]
    yield from (range(a, b) for a, b in pairwise(bounds) if a < b)


def _cells(sources: _Side, targets: _Side, sentences: range) -> _Cells:
    first, last = sentences.start, sentences.stop
    lengths = numpy.diff(sources.starts[first : last + 1])
    rows = numpy.diff(targets.starts[first : last + 1])
    owner = numpy.repeat(numpy.arange(len(lengths)), rows)
    widths = lengths[owner] + 1
    starts = numpy.concatenate([[0], numpy.cumsum(widths)[:-1]]).astype(numpy.int64)
    row_numbers = numpy.arange(len(owner)) - numpy.repeat(numpy.cumsum(rows) - rows, rows)
    columns = numpy.arange(int(widths.sum())) - numpy.repeat(starts, widths)
    at = numpy.repeat(sources.starts[first:last][owner], widths) + numpy.maximum(columns - 1, 0)
    # A target word beside an empty source has one cell, that of nothing.
    words = sources.words[numpy.minimum(at, len(sources.words) - 1)] if len(sources.words) else numpy.zeros_like(at)
    source_words = numpy.where(columns > 0, words, 0)
    target_words = targets.words[targets.starts[first] : targets.starts[last]]
    keys = source_words * len(targets.kinds) + numpy.repeat(target_words, widths)
    across = (columns / numpy.repeat(numpy.maximum(widths - 1, 1), widths)).astype(numpy.float32)
    down = ((row_numbers + 1) / numpy.maximum(rows[owner], 1)).astype(numpy.float32)
    prior = numpy.exp(-_DIAGONAL * numpy.abs(across - numpy.repeat(down, widths)))
    prior[columns == 0] = 0
    total = numpy.add.reduceat(prior, starts) if len(starts) else prior
    prior *= numpy.repeat((1 - _TO_NOTHING) / numpy.maximum(total, 1e-12), widths)
    prior[columns == 0] = _TO_NOTHING
    return _Cells(keys, prior, starts, widths, columns)


def _best(sources: _Side, targets: _Side) -> list[_Array]:
    """Return for each sentence the source word, or -1, that each target word most likely comes from."""
    count = len(sources.starts) - 1
    learnt = min(count, _MOST)
    chunks = [_cells(sources, targets, part) for part in _chunks(sources, targets, learnt)]
    if not chunks or not sum(len(cells.keys) for cells in chunks):
        return [numpy.full(size, -1) for size in numpy.diff(targets.starts)]
    known = numpy.unique(numpy.concatenate([numpy.unique(cells.keys) for cells in chunks]))
    places = [numpy.searchsorted(known, cells.keys).astype(numpy.int32) for cells in chunks]
    words = known // len(targets.kinds)
    prior_counts = numpy.full(len(known), _CONCENTRATION)
    prior_counts[_equal(sources, targets, known)] = _EQUAL_WORDS
    probabilities = prior_counts.astype(numpy.float32)
    for _ in range(_ROUNDS):
        counts = prior_counts.copy()
        for cells, place in zip(chunks, places, strict=True):
            shares = probabilities[place] * cells.prior
            sums = numpy.add.reduceat(shares, cells.starts)
            shares /= numpy.repeat(numpy.maximum(sums, 1e-30), cells.widths)
            counts += numpy.bincount(place, shares, minlength=len(known))
        # Words that stand in no cell have nothing to be divided by.
        totals = numpy.maximum(numpy.bincount(words, counts), _CONCENTRATION)
        probabilities = numpy.exp(digamma(counts) - digamma(totals)[words]).astype(numpy.float32)
    del chunks, places
    result: list[_Array] = []
    for part in _chunks(sources, targets, count):
        cells = _cells(sources, targets, part)
        place = numpy.minimum(numpy.searchsorted(known, cells.keys), len(known) - 1)
        scores = numpy.where(known[place] == cells.keys, probabilities[place], _UNSEEN) * cells.prior
        highest = numpy.maximum.reduceat(scores, cells.starts) if len(cells.starts) else scores
        hits = numpy.flatnonzero(scores >= numpy.repeat(highest, cells.widths))[::-1]
        rows = numpy.searchsorted(cells.starts, hits, side="right") - 1
        found = numpy.full(len(cells.starts), -1)
        found[rows] = cells.columns[hits] - 1
        sizes = numpy.diff(targets.starts[part.start : part.stop + 1])
        result += numpy.split(found, numpy.cumsum(sizes)[:-1])
    return result


def _equal(sources: _Side, targets: _Side, known: _Array) -> _Array:
    """Return which of the keys join a word with the same word: a name, a number, or a long word."""
    same = [
        number * len(targets.kinds) + targets.kinds[word]
        for word, number in sources.kinds.items()
        if word in targets.kinds and (len(word) > 3 or word.isdecimal())
    ]
    found: _Array = numpy.isin(known, numpy.array(same, dtype=numpy.int64))
    return found


def digamma(x: _Array) -> _Array:
    """Return the derivative of the logarithm of the gamma function for numbers above 0 (Abramowitz and Stegun 6.3.18).

    >>> digamma(numpy.array([1.0, 0.5])).round(6).tolist()
    [-0.577216, -1.96351]
    """
    shifted = numpy.array(x, dtype=numpy.float64)
    result = numpy.zeros_like(shifted)
    for _ in range(6):
        result -= 1 / shifted
        shifted += 1
    inverse = 1 / (shifted * shifted)
    series = inverse * (1 / 12 - inverse * (1 / 120 - inverse / 252))
    value: _Array = result + numpy.log(shifted) - 0.5 / shifted - series
    return value
