"""Which pairs are learnt from together, in which order: the same for the same seed, from any position on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy
import numpy.typing

Numbers = numpy.typing.NDArray[numpy.int64]


@dataclass(frozen=True, slots=True)
class Position:
    """How far the data have been gone through: whole epochs, and batches of the one begun."""

    epoch: int = 0
    batch: int = 0


class Batches:
    """Cuts epochs of pairs into batches of about the same number of pieces; in a batch all are about as long.

    An epoch holds each pair once. Its order depends on nothing but the lengths, the seed and the epoch's number, so
    that a position is two numbers.
    """

    def __init__(self, lengths: Numbers, *, pieces: int, seed: int) -> None:
        """Cut pairs with sides of `lengths` pieces at most into batches of at most `pieces`, padding counted.

        A pair that is longer than that is a batch of its own.

        :raises ValueError: where there is no pair, or `pieces` is less than 1.
        """
        if not len(lengths) or pieces < 1:
            raise ValueError(f"{len(lengths)} pairs cannot be cut into batches of {pieces} pieces")
        self._lengths, self._seed = lengths, seed
        ordered = numpy.sort(lengths)
        self._bounds = [0]
        for place in range(len(ordered)):
            if place > self._bounds[-1] and (place + 1 - self._bounds[-1]) * ordered[place] > pieces:
                self._bounds.append(place)
        self._bounds.append(len(ordered))

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return len(self._bounds) - 1

    def epoch(self, number: int) -> list[Numbers]:
        """Return the batches of an epoch: the numbers of the pairs in each.

        >>> batches = Batches(numpy.array([3, 5, 4, 9]), pieces=10, seed=1)
        >>> sorted(number for batch in batches.epoch(0) for number in batch.tolist())
        [0, 1, 2, 3]
        """
        random = numpy.random.default_rng((self._seed, number))
        order = numpy.lexsort((random.random(len(self._lengths)), self._lengths))
        batches = [order[a:b] for a, b in zip(self._bounds[:-1], self._bounds[1:], strict=True)]
        return [batches[place] for place in random.permutation(len(batches))]

    def after(self, position: Position) -> Iterator[tuple[Numbers, Position]]:
        """Yield without end the batches from `position` on, each with the position behind it."""
        epoch, start = position.epoch, position.batch
        while True:
            batches = self.epoch(epoch)
            for place in range(start, len(batches)):
                last = place + 1 == len(batches)
                yield batches[place], Position(epoch + 1) if last else Position(epoch, place + 1)
            epoch, start = epoch + 1, 0
