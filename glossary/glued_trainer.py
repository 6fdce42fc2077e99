"""Learns the weights of `glossary.repair.glued` from clean French: which splits of unknown words are right?

Run by those who change the lexicon, not by users:

    python -m glossary.glued_trainer data/glued-words.json TEXT...

Each TEXT is a table of French TAB English (`.tsv.xz`). In lines that no count of the lexicon has seen, neighbours are
run together at random, half of them behind a word with a capital, some three at a time: their right splits are the
positives. The unknown words of the same lines, split as well as can be, are the negatives. Both weigh the same.
"""

import json
import lzma
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy
from numpy.typing import NDArray

from glossary.lexicon_builder import held_out
from glossary.repair.base import Text
from glossary.repair.glued import EVIDENCE, best_split, is_known
from glossary.repair.words import neighbours

ELSEWHERE = 3.0
"""The weight of a name that the document has elsewhere: single lines cannot teach it."""
MOST_LINES = 6000
"""Lines that are read of each text."""
_PENALTY = 0.01
_STEPS = 50


def lines_of(path: Path) -> Iterator[str]:
    """Yield the French lines of a table that no count of the lexicon has seen, at most `MOST_LINES`."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        count = 0
        for line in lines:
            french = line.rstrip("\n").partition("\t")[0]
            if held_out(french):
                yield french
                count += 1
                if count == MOST_LINES:
                    return


def negatives(line: str) -> Iterator[tuple[float, ...]]:
    """Yield the evidence for splitting each unknown word of a clean line."""
    text = Text(line)
    for number, span in enumerate(text.words):
        word = span.of(line)
        if not is_known(word):
            before, after, first = neighbours(text, number)
            split = best_split(word, before, after, first=first)
            if split is not None:
                yield split.evidence


def positive(line: str, chance: random.Random) -> tuple[float, ...] | None:
    """Return the evidence for the right split of two or three words of a clean line, run together at random."""
    words = Text(line).words
    length = 3 if chance.random() < 0.1 else 2
    starts = [
        number
        for number in range(len(words) - length + 1)
        if all(
            line[words[i].end : words[i + 1].start] == " " and line[words[i + 1].start].islower()
            for i in range(number, number + length - 1)
        )
    ]
    capital = [number for number in starts if number and line[words[number].start].isupper()]
    if capital and chance.random() < 0.5:
        starts = capital
    if not starts:
        return None
    start = chance.choice(starts)
    gold = tuple(span.of(line) for span in words[start : start + length])
    damaged = Text(line[: words[start].start] + "".join(gold) + line[words[start + length - 1].end :])
    word = damaged.words[start].of(damaged.text)
    if word != "".join(gold) or is_known(word):
        return None
    before, after, first = neighbours(damaged, start)
    split = best_split(word, before, after, first=first)
    return split.evidence if split is not None and split.parts == gold else None


def fit(right: Sequence[Sequence[float]], wrong: Sequence[Sequence[float]]) -> NDArray[numpy.float64]:
    """Return the weights of a logistic regression, by Newton's method with a ridge; both classes weigh the same.

    >>> weights = fit([[1.0, 2.0]] * 9 + [[1.0, -1.0]], [[1.0, -2.0]] * 9 + [[1.0, 1.0]])
    >>> bool(weights[1] > 0)
    True
    """
    rows = numpy.array([*right, *wrong], dtype=numpy.float64)
    labels = numpy.array([1.0] * len(right) + [0.0] * len(wrong))
    importance = numpy.where(labels == 1.0, 1.0, len(right) / len(wrong))
    scale = rows.std(axis=0)
    scale[scale == 0] = 1.0
    scaled = rows / scale
    weights = numpy.zeros(rows.shape[1])
    ridge = _PENALTY * numpy.eye(rows.shape[1])
    for _ in range(_STEPS):
        sure = 1 / (1 + numpy.exp(-scaled @ weights))
        slope = scaled.T @ (importance * (labels - sure)) - ridge @ weights
        curve = (scaled * (importance * sure * (1 - sure))[:, None]).T @ scaled + ridge
        weights = weights + numpy.linalg.solve(curve, slope)
    result: NDArray[numpy.float64] = weights / scale
    return result


def train(texts: Iterable[Path], *, seed: int = 5) -> dict[str, object]:
    """Return what `glued-words.json` holds: the weight of each of `EVIDENCE`, and where they come from.

    :raises OSError: where a text cannot be read.
    """
    chance = random.Random(seed)
    right: list[tuple[float, ...]] = []
    wrong: list[tuple[float, ...]] = []
    for path in texts:
        for line in lines_of(path):
            wrong += negatives(line)
            made = positive(line, chance)
            if made is not None:
                right.append(made)
    weights = dict(zip(EVIDENCE, (round(float(weight), 3) for weight in fit(right, wrong)), strict=True))
    source = (
        f"Own work, MIT licence: a logistic regression over {len(right):,} words run together at random and "
        f"{len(wrong):,} unknown words of French that no count of the lexicon has seen (glossary/glued_trainer.py)."
    )
    return {"source": source, "weights": weights | {"elsewhere": ELSEWHERE}}


if __name__ == "__main__":
    found = train([Path(name) for name in sys.argv[2:]])
    Path(sys.argv[1]).write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
