"""Quantities side by side that make one: ranges, and numbers that share the word or the unit of the last."""

import re
from collections.abc import Iterator
from dataclasses import replace

from glossary.edits import Span
from glossary.quantities.base import Kind, Quantity, canonical

_RANGE = re.compile(r"[-–‑−]|[ \u00a0][-–][ \u00a0]|[ \u00a0](?:à|to)[ \u00a0]")
_SHARED = re.compile(r" ?(?:[-–] ?|, ?|(?:et|and|à|to|ou|or) )")
_ONE_CENTURY = re.compile(r"-|–|, | et | and | au | to | ou | or | & ")


def joined(text: str, found: list[Quantity]) -> list[Quantity]:
    """Return the quantities `found` in `text`, with ranges made of those that are their ends.

    >>> from glossary.quantities.base import Kind
    >>> ends = [Quantity(Span(0, 1), Kind.NUMBER, "2"), Quantity(Span(2, 3), Kind.NUMBER, "1")]
    >>> [quantity.value for quantity in joined("2-1", ends)]
    ['2..1']
    """
    return list(_ranges(text, _with_scales(text, _with_centuries(text, found))))


def _with_scales(text: str, found: list[Quantity]) -> list[Quantity]:
    """Let the first number of `entre 1 et 2 milliards` be read as a milliard too."""
    for index in range(len(found) - 2, -1, -1):
        this, after = found[index], found[index + 1]
        small = after.scale and not this.scale and this.number is not None and abs(this.number) < 1000
        if small and this.number is not None and _SHARED.fullmatch(text, this.span.end, after.span.start):
            found[index] = replace(this, also=(*this.also, canonical(this.number * 10**after.scale)))
    return found


def _with_centuries(text: str, found: list[Quantity]) -> list[Quantity]:
    """Give `XIXe` in `XIXe et XXe siècles` the unit of what follows."""
    for index in range(len(found) - 2, -1, -1):
        this, after = found[index], found[index + 1]
        open_end = after.unit == "century" and this.kind is after.kind and not this.unit
        if open_end and _ONE_CENTURY.fullmatch(text, this.span.end, after.span.start):
            found[index] = replace(this, unit="century")
    return found


def _ranges(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Join `10 à 15 %`, `2014-2018` and `2-1` to ranges."""
    index = 0
    while index < len(found):
        first = found[index]
        last = found[index + 1] if index + 1 < len(found) else None
        index += 1
        if last is None or not _joins(text, first, last):
            yield first
            continue
        index += 1
        span = Span(first.span.start, last.span.end)
        if first.kind is Kind.NUMBER and last.unit and not first.unit:
            first = replace(first, kind=last.kind, unit=last.unit)
        yield Quantity(span, Kind.RANGE, f"{first.value}..{last.value}", last.unit, span.of(text), parts=(first, last))


def _joins(text: str, first: Quantity, last: Quantity) -> bool:
    kinds = {first.kind, last.kind}
    if Kind.OPAQUE in kinds or (Kind.TIME in kinds and len(kinds) > 1):
        return False
    if first.spelled != last.spelled or first.soft or last.soft:
        return False
    return _RANGE.fullmatch(text, first.span.end, last.span.start) is not None
