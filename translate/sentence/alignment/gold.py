"""Alignments made by hand, and how near links come to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from glossary.tables import expression

_LINK = expression(r"(\d+)([-p?])(\d+)")

LinkSet = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Gold:
    """What a person made of a pair of sentences: pairs (source token, target token), zero-based.

    `possible` holds the sure links too.
    """

    sure: LinkSet
    possible: LinkSet


@dataclass(frozen=True, slots=True)
class Agreement:
    """How near links come to hand-made ones, all from 0 to 1 (Och and Ney 2003).

    `precision` is the share of the links that are possible, `recall` the share of the sure links that are found;
    `error_rate` (AER) weighs both, 0 is best. `pairs` is how many pairs of sentences were compared.
    """

    error_rate: float
    precision: float
    recall: float
    pairs: int

    def __str__(self) -> str:
        return (
            f"AER {self.error_rate:.3f}, precision {self.precision:.3f}, recall {self.recall:.3f}, "
            f"{self.pairs:,} pairs of sentences"
        )


def read_gold(line: str) -> Gold:
    """Return the links of a line such as `0-0 1p1`: `-` is sure, `p` or `?` is possible.

    :raises ValueError: where a part of the line is no link.

    >>> sorted(read_gold("0-0 1p1").possible)
    [(0, 0), (1, 1)]
    """
    sure: set[tuple[int, int]] = set()
    possible: set[tuple[int, int]] = set()
    for part in line.split():
        match = _LINK.fullmatch(part)
        if match is None:
            raise ValueError(f"{part!r} is not a link such as 0-1, or 0p1 for a possible one")
        link = int(match[1]), int(match[3])
        possible.add(link)
        if match[2] == "-":
            sure.add(link)
    return Gold(frozenset(sure), frozenset(possible))


def agreement(links: Sequence[Iterable[tuple[int, int]]], gold: Sequence[Gold]) -> Agreement:
    """Return how near the links of each pair come to the hand-made ones; pairs without any of those are left out.

    :raises ValueError: where there are not as many of both.

    >>> print(agreement([{(0, 0), (1, 0)}], [read_gold("0-0 1-1")]))
    AER 0.500, precision 0.500, recall 0.500, 1 pairs of sentences
    """
    both = [(set(one), other) for one, other in zip(links, gold, strict=True) if other.possible]
    made, sure = sum(len(one) for one, _ in both), sum(len(other.sure) for _, other in both)
    possible, found = sum(len(a & g.possible) for a, g in both), sum(len(a & g.sure) for a, g in both)
    return Agreement(
        1 - (possible + found) / (made + sure) if made + sure else 0.0,
        possible / made if made else 1.0,
        found / sure if sure else 1.0,
        len(both),
    )
