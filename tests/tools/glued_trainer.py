"""Learns the weights of `glossary.repair.glued` from clean French: which splits of unknown words are right?

Run by those who change the lexicon, not by users:

    python tests/tools/glued_trainer.py data/glued-words.json TEXT...

Each TEXT is a table of French TAB English (`.tsv.xz`). In lines that no count of the lexicon has seen, neighbours are
run together at random, half of them behind a word with a capital, some three at a time: their right splits are the
positives. The unknown words of these and other lines, split as well as can be, are the negatives. Both weigh the same.
"""

import json
import lzma
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy
from numpy.typing import NDArray

from glossary.french.lexicon import held_out
from glossary.repair.base import Text, beside_code
from glossary.repair.glued import EVIDENCE, KINDS, Split, best_split, may_be_glued, neighbours, probability

ELSEWHERE = 3.0
"""The weight of a name that the document has elsewhere: single lines cannot teach it."""
MOST_LINES = 2500
"""Lines that no count has seen, of each text, in which neighbours are run together."""
MOST_COUNTED = 8000
"""Lines at the start of each text of which the unknown words are read, though counts have seen them."""
MOST_OF_WORD = 2
"""How often one unknown word is read."""
SURELY_GLUED = {"small": 0.85, "start": 0.9}
"""From this probability on, an unknown word of clean text is taken for one that ran together there, and left out."""
_PENALTY = 0.0001
"""Of each positive."""
_STEPS = 50


def lines_of(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield French lines of a table, and whether each is one that no count of the lexicon has seen."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        unseen = 0
        for number, line in enumerate(lines):
            french = line.partition("\t")[0].strip()
            if held_out(french):
                unseen += 1
                if unseen <= MOST_LINES:
                    yield french, True
            elif number < MOST_COUNTED:
                yield french, False


def negatives(line: str, read: Counter[str]) -> Iterator[Split]:
    """Yield the best splits of the unknown words of a clean line; `read` counts how often each word was read."""
    text = Text(line)
    for number, span in enumerate(text.words):
        word = span.of(line)
        if read[word] < MOST_OF_WORD and may_be_glued(word) and not beside_code(line, span):
            read[word] += 1
            before, after, first = neighbours(text, number)
            split = best_split(word, before, after, first=first)
            if split is not None:
                yield split


def positive(line: str, chance: random.Random) -> Split | None:
    """Return the right split of two or three words of a clean line, run together at random, if it is found."""
    words = Text(line).words
    length = 3 if chance.random() < 0.15 else 2
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
    if word != "".join(gold) or not may_be_glued(word):
        return None
    before, after, first = neighbours(damaged, start)
    split = best_split(word, before, after, first=first)
    return split if split is not None and split.parts == gold else None


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
    ridge = _PENALTY * len(right) * numpy.eye(rows.shape[1])
    for _ in range(_STEPS):
        sure = 1 / (1 + numpy.exp(-scaled @ weights))
        slope = scaled.T @ (importance * (labels - sure)) - ridge @ weights
        curve = (scaled * (importance * sure * (1 - sure))[:, None]).T @ scaled + ridge
        weights = weights + numpy.linalg.solve(curve, slope)
    result: NDArray[numpy.float64] = weights / scale
    return result


def fit_kind(right: Sequence[Split], wrong: Sequence[Split], kind: str) -> dict[str, float]:
    """Return the weights of one of `KINDS` by the names of `EVIDENCE`, without the negatives that are none."""
    positives = [split.evidence for split in right if split.kind == kind]
    evidence = [split.evidence for split in wrong if split.kind == kind]
    weights = fit(positives, evidence)
    if kind in SURELY_GLUED:
        for _ in range(2):
            evidence = [one for one in evidence if probability(one, list(weights)) < SURELY_GLUED[kind]]
            weights = fit(positives, evidence)
    found = dict(zip(EVIDENCE, (round(float(weight), 3) for weight in weights), strict=True))
    return found | {"elsewhere": ELSEWHERE}


def train(texts: Iterable[Path], *, seed: int = 5) -> dict[str, object]:
    """Return what `glued-words.json` holds: the weights of each kind of word, and where they come from.

    :raises OSError: where a text cannot be read.
    """
    chance = random.Random(seed)
    right: list[Split] = []
    wrong: list[Split] = []
    read: Counter[str] = Counter()
    for path in texts:
        for line, unseen in lines_of(path):
            wrong += negatives(line, read)
            made = positive(line, chance) if unseen else None
            if made is not None:
                right.append(made)
    source = (
        f"Own work, MIT licence: logistic regressions over {len(right):,} words run together at random in "
        f"lines that no count of the lexicon has seen, and {len(wrong):,} unknown words of French (glued_trainer.py)."
    )
    return {"source": source, "weights": {kind: fit_kind(right, wrong, kind) for kind in KINDS}}


if __name__ == "__main__":
    found = train([Path(name) for name in sys.argv[2:]])
    Path(sys.argv[1]).write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
