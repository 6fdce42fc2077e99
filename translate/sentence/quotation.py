"""Quotation marks and brackets in pairs: what a model reads without them gets them back around the same words."""

import re
from dataclasses import dataclass

from glossary.edits import Span

_OPENING = {"«": "»", "“": "”", "[": "]", "(": ")"}
_QUOTES = '«“"'
# In French a space belongs to the mark; one in a bracket is a fault of writing.
_SPACE = "[ \u00a0\u202f\u2009]*"
_MARK = re.compile(rf"[«“\[(]{_SPACE}|{_SPACE}»|{_SPACE}[”\])]|\"")


@dataclass(frozen=True, slots=True)
class Pair:
    """The spans of two marks that belong together, with the spaces that belong to them; `is_quote` or a bracket."""

    opening: Span
    closing: Span
    is_quote: bool


def pairs(text: str) -> list[Pair]:
    """Return the quotations and brackets of a French text, in the order of their ends; those left open are none.

    >>> text = "Il dit « non (jamais) »."
    >>> [(pair.opening.of(text), pair.closing.of(text)) for pair in pairs(text)]
    [('(', ')'), ('« ', ' »')]
    """
    found: list[Pair] = []
    opened: list[tuple[str, Span]] = []
    straight = text.count('"')
    for match in _MARK.finditer(text):
        mark, span = match[0].strip(" \u00a0\u202f\u2009"), Span(*match.span())
        if mark == '"':
            if straight % 2:
                continue
            if opened and opened[-1][0] == '"':
                found.append(Pair(opened.pop()[1], span, True))
            elif text[span.end : span.end + 1].strip():
                opened.append(('"', span))
        elif mark in _OPENING:
            opened.append((mark, span))
        elif opened and _OPENING.get(opened[-1][0]) == mark:
            opening, before = opened.pop()
            found.append(Pair(before, span, opening in _QUOTES))
    return [pair for pair in found if pair.opening.end < pair.closing.start]
