"""What both engines do alike: sentences become pieces and go in batches, what comes out finds its sentence again."""

import abc
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from translate.engine.base import Attention, Decoding, Hypothesis, Progress
from translate.engine.checkpoint import Checkpoint
from translate.engine.pieces import Pieces


class BatchingEngine(abc.ABC):
    """Keeps the promises of `translate.engine.base.Engine` by two methods of a library: searching, and reading."""

    warning: str | None = None

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._pieces = Pieces(checkpoint)

    def count(self, sentence: str) -> int:
        """See `Engine.count`."""
        return self._pieces.count(sentence)

    def cost(self, word: str) -> float:
        """See `Engine.cost`."""
        return self._pieces.cost(word)

    def knows(self, sign: str) -> bool:
        """See `Engine.knows`."""
        return self._pieces.knows(sign, self._untrained)

    @property
    @abc.abstractmethod
    def _untrained(self) -> frozenset[str]:
        """The pieces of one character that the model was never trained on."""

    def translate(
        self, sentences: Sequence[str], *, decoding: Decoding, progress: Progress | None = None
    ) -> list[Hypothesis]:
        """See `Engine.translate`."""
        best = replace(decoding, candidates=1)
        return [found[0] for found in self.candidates(sentences, decoding=best, progress=progress)]

    def candidates(
        self, sentences: Sequence[str], *, decoding: Decoding, progress: Progress | None = None
    ) -> list[list[Hypothesis]]:
        """See `Engine.candidates`."""
        sources = self._pieces.encode(sentences)
        found = [[Hypothesis("", (), 0.0, ())] for _ in sources]
        for number, hypotheses in self._search(sources, decoding):
            found[number] = hypotheses
            if progress:
                progress(1)
        return found

    def force(self, pairs: Sequence[tuple[str, str]], *, attention: bool = True) -> list[Hypothesis]:
        """See `Engine.force`."""
        sources = self._pieces.encode([source for source, _ in pairs])
        targets = self._pieces.encode_given([target for _, target in pairs])
        hypotheses = [Hypothesis(target, (), 0.0, ()) for _, target in pairs]
        for number, scores, looks in self._read(sources, targets, attention=attention):
            hypotheses[number] = Hypothesis(
                pairs[number][1],
                tuple(targets[number]),
                sum(scores) / len(scores),
                tuple(sources[number]),
                looks,
                token_scores=tuple(scores),
            )
        return hypotheses

    @abc.abstractmethod
    def _search(self, sources: Sequence[list[str]], decoding: Decoding) -> Iterable[tuple[int, list[Hypothesis]]]:
        """Yield for each sentence that has pieces, in any order, its number and its hypotheses, best first."""

    @abc.abstractmethod
    def _read(
        self, sources: Sequence[list[str]], targets: Sequence[list[str]], *, attention: bool
    ) -> Iterable[tuple[int, Sequence[float], Attention | None]]:
        """Yield for each pair that has pieces on both sides, in any order, what the model thinks of its target.

        That is the pair's number, the logarithm of the probability of each target piece and of the end behind them,
        and, where it is asked for, what each piece looks at.
        """


def of_one_shape(shapes: Sequence[tuple[int, ...]], pieces: int) -> Iterator[list[int]]:
    """Yield the numbers of the sentences that go together, longest first so that no core waits long for another.

    Only sentences of the same shape, their numbers of pieces, share a batch, of about so many `pieces` in all; those
    that lack pieces on a side are left out. Padding would change how floating-point sums are grouped, and rounding to
    int8 makes such differences large enough to change words: the same sentence would come out differently in other
    company.

    >>> list(of_one_shape([(3,), (2,), (0,), (3,)], 100))
    [[0, 3], [1]]
    """
    by_shape: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, shape in enumerate(shapes):
        if all(shape):
            by_shape[shape].append(number)
    for shape in sorted(by_shape, reverse=True):
        numbers, size = by_shape[shape], max(1, math.ceil(pieces / (max(shape) + 1)))
        yield from (numbers[start : start + size] for start in range(0, len(numbers), size))


def of_near_length(shapes: Sequence[tuple[int, ...]], sentences: int) -> Iterator[list[int]]:
    """Yield the numbers of at most so many `sentences` that go together padded, shortest first.

    >>> list(of_near_length([(9,), (2,), (0,), (3,)], 2))
    [[1, 3], [0]]
    """
    order = sorted((number for number, shape in enumerate(shapes) if all(shape)), key=lambda number: shapes[number][0])
    yield from (order[start : start + sentences] for start in range(0, len(order), sentences))
