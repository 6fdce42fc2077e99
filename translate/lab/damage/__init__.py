"""Damage done to clean French by the mechanisms that do it in the world, with the edits that would undo it.

Scrapers, translators that work link by link, typesetters and wrong encodings leave traces of known kinds. Here they are
made on purpose, from a seed, to measure a repair or to train one.

    >>> damaged = inject("Il est arrivé en Russie mais il est revenu.", ["glued-words"], seed=5, rate=1)
    >>> damaged.text
    'Il est arrivé en Russiemais il est revenu.'
    >>> apply(damaged.text, damaged.gold) == "Il est arrivé en Russie mais il est revenu."
    True
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from glossary.edits import Edit, Span, apply
from translate.lab.damage import encodings, grammar, letters, lines, marks, words
from translate.lab.damage.base import Change, Family, Passage, Traits, stretches
from translate.lab.damage.base import lines as lines_of

__all__ = ["FAMILIES", "Damaged", "Family", "apply", "inject"]

FAMILIES: Mapping[str, Family] = MappingProxyType(
    {family.name: family for module in (words, lines, grammar, marks, encodings, letters) for family in module.FAMILIES}
)
"""All families of damage by name."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged text, and the edits that give the clean one back: `apply(text, gold)`.

    Each edit's `rule` is the family of the damage, its `reason` the mechanism.
    """

    text: str
    gold: tuple[Edit, ...]


def inject(text: str, families: Iterable[str], *, seed: int = 0, rate: float = 0.3) -> Damaged:
    """Return `text` with damage of the `families`, the same for the same arguments.

    The text is taken in stretches: a line, or the sentences of a long line, some 200 characters together. Where damages
    of two families would touch, the family named first has its way. Damage that would make other good French (a glued
    pair that is a word itself) is left out where the dictionary can tell.

    :param families: keys of `FAMILIES`.
    :param seed: the number that the draws depend on, for each family apart.
    :param rate: from 0 to 1: the chance that a stretch that has a place for a family gets one damage of it.
    :raises ValueError: where a family is unknown or the rate is out of its range.

    >>> inject("Il est là.", ["agreement"], rate=0).gold
    ()
    """
    names = list(dict.fromkeys(families))
    unknown = [name for name in names if name not in FAMILIES]
    if unknown:
        raise ValueError(f"there is no family of damage named {unknown[0]!r}; there are {', '.join(FAMILIES)}")
    if not 0 <= rate <= 1:
        raise ValueError(f"the rate of damage must be from 0 to 1, not {rate}")
    traits = Traits(text, Random(f"{seed}/column").randrange(48, 78))
    # One byte for each border between characters: changes that would touch share one.
    taken = bytearray(len(text) + 1)
    changes: list[tuple[str, Change]] = []
    for name in names:
        family, random = FAMILIES[name], Random(f"{seed}/{name}")
        places = ((line, True) for line in lines_of(text)) if family.whole_lines else stretches(text)
        for span, ends_line in places:
            # What happens here has a seed of its own: what one stretch is like moves the draws of no other.
            chance, here = random.random(), Random(random.getrandbits(64))
            if chance >= rate:
                continue
            made = [_moved(change, span.start) for change in family.damage(_passage(span, ends_line, traits), here)]
            if not any(1 in taken[change.span.start : change.span.end + 1] for change in made):
                for change in made:
                    taken[change.span.start : change.span.end + 1] = b"\1" * (len(change.span) + 1)
                changes += ((name, change) for change in made)
    return _damaged(text, changes)


def _passage(span: Span, ends_line: bool, traits: Traits) -> Passage:
    return Passage(span.of(traits.text), ends_line, traits)


def _moved(change: Change, by: int) -> Change:
    return Change(Span(change.span.start + by, change.span.end + by), change.new, change.mechanism)


def _damaged(text: str, changes: Iterable[tuple[str, Change]]) -> Damaged:
    """Make the changes and turn them round."""
    pieces: list[str] = []
    gold: list[Edit] = []
    position = length = 0
    # Sorted by place alone: several lines put in at one place keep their order.
    for family, change in sorted(changes, key=lambda pair: pair[1].span):
        kept = text[position : change.span.start]
        length += len(kept)
        span = Span(length, length + len(change.new))
        old = change.span.of(text)
        gold.append(Edit(span, change.new, old, family, change.mechanism))
        pieces += (kept, change.new)
        length, position = span.end, change.span.end
    return Damaged("".join([*pieces, text[position:]]), tuple(gold))
