"""Quantities put right in an English translation: a changed number, a false friend, what was left in French form."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from glossary.edits import Edit, Span
from glossary.quantities.base import Kind, Quantity
from glossary.quantities.compare import Mismatch, comparable, distance, match, same
from glossary.quantities.english import english_quantities
from glossary.quantities.french import french_quantities
from glossary.quantities.render import Style, number_text, render

Aligned = Callable[[Span], Span | None]

_SCALES = "thousand|millions?|milliards?|billions?|trillions?|bn|m|k|b"
_NUMBER = re.compile(rf"[-−]?\d(?:[\d.,'’ \u00a0\u202f\u2009]*\d)?(?:[ \u00a0\u202f-]?(?:{_SCALES})\b)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})(?:([:.])\d\d)?")
# Enough text, in characters, to read a quantity where it stands.
_AROUND = 60
_STYLE = Style()
_WHOLE = (Kind.DATE, Kind.TIME, Kind.ORDINAL, Kind.OPAQUE)


def mend(source: str, target: str, *, aligned: Aligned | None = None, style: Style = _STYLE) -> list[Edit]:
    """Return edits of English `target` that give the quantities of French `source` their value and English form.

    Only figures change, and only where it is plain which belongs to which: one candidate of one kind, or where
    `aligned`, which returns the span of `target` for a span of `source` (None where it knows of none), says so. Dates
    and hours keep the order and the clock that the English has; `style` is for what is still in French form.

    >>> [edit] = mend("Il a coûté 3,5 milliards d'euros.", "It cost 3.5 million euros.")
    >>> edit.old, edit.new, edit.reason
    ('3.5 million', '3.5 billion', "3,5 milliards d'euros is 3.5 billion euros")
    """
    matching = match(french_quantities(source), english_quantities(target))
    pairs = [(one, other) for one, other in matching.pairs if other.foreign]
    pairs += [
        pair for pair in map(_figures, matching.mismatches) if pair and _plain(pair, matching.mismatches, aligned)
    ]
    edits = (_edit(target, one, other, style) for one, other in pairs)
    return sorted((edit for edit in edits if edit is not None), key=lambda edit: edit.span)


def _figures(mismatch: Mismatch) -> tuple[Quantity, Quantity] | None:
    """Return both sides of a mismatch where both are in figures and say another value."""
    french, english = mismatch.french, mismatch.english
    if french is None or english is None or french.spelled or english.spelled:
        return None
    if Kind.ROMAN in (french.kind, english.kind) or french.value == english.value:
        return None
    return french, english


def _plain(pair: tuple[Quantity, Quantity], mismatches: Sequence[Mismatch], aligned: Aligned | None) -> bool:
    """Whether nothing else could be meant by either side of `pair`."""
    french, english = pair
    place = aligned(french.span) if aligned else None
    if place is not None:
        return place.overlaps(english.span)
    if (french.kind is Kind.ORDINAL) != (english.kind is Kind.ORDINAL):
        return False
    if french.unit != english.unit and distance(french, english) > 1:
        return False
    left_french = [one.french for one in mismatches if one.french]
    left_english = [one.english for one in mismatches if one.english]
    return (
        sum(comparable(other, english) for other in left_french) == 1
        and sum(comparable(french, other) for other in left_english) == 1
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the English, from `start`, and what shall stand there."""

    start: int
    old: str
    new: str


def _edit(target: str, french: Quantity, english: Quantity, style: Style) -> Edit | None:
    piece = _piece(target, french, english, style)
    if piece is None or piece.old == piece.new:
        return None
    # What was written is read again where it stands: a number that would be read as another is not written at all.
    before = target[max(piece.start - _AROUND, 0) : piece.start].rpartition("\n")[2]
    after = target[piece.start + len(piece.old) : piece.start + len(piece.old) + _AROUND]
    there = Span(len(before), len(before) + len(piece.new))
    if not any(_says(french, other, there) for other in english_quantities(before + piece.new + after)):
        return None
    reason = f"{french.text} is {render(french, style=_style_of(english, style))}"
    if french.kind is Kind.OPAQUE:
        reason = f"{french.text} stays as it is"
    return Edit(Span(piece.start, piece.start + len(piece.old)), piece.old, piece.new, "numbers", reason)


def _says(french: Quantity, english: Quantity, there: Span) -> bool:
    ends = english.parts or (english,)
    return any(
        not end.foreign
        and end.span.start <= there.end
        and there.start <= end.span.end
        and (end.value == french.value or same(french, end))
        for end in ends
    )


def _piece(target: str, french: Quantity, english: Quantity, style: Style) -> _Piece | None:
    start, text = english.span.start, english.span.of(target)
    if french.kind is Kind.TIME and english.kind is Kind.TIME and not english.foreign:
        return _Piece(start, text, _clock(french, english, text, style))
    if french.kind in _WHOLE or english.kind in _WHOLE or french.unit == "No.":
        return _Piece(start, text, render(french, style=_style_of(english, style)))
    if english.foreign and english.unit == "percent" and french.unit == "percent":
        return _Piece(start, text, render(french, style=style))
    number = _NUMBER.search(text)
    if number is None or french.number is None:
        return None
    return _Piece(start + number.start(), number[0], number_text(french))


def _clock(french: Quantity, english: Quantity, text: str, style: Style) -> str:
    """Return the hour with the marks that the English has, where it is in the same half of the day."""
    hour, minute = map(int, french.value.split(":"))
    clock = _CLOCK.match(text)
    twelve = _style_of(english, style).twelve_hours
    if clock is None or (twelve and (hour >= 12) != (int(english.value[:2]) >= 12)):
        return render(french, style=_style_of(english, style))
    shown = f"{(hour % 12 or 12) if twelve else hour}"
    if minute or clock[2]:
        shown += f"{clock[2] or ':'}{minute:02}"
    return shown + text[clock.end() :]


def _style_of(english: Quantity, style: Style) -> Style:
    """Return the style that the English has already; what is still in French form has none."""
    if english.foreign:
        return style
    if english.kind is Kind.DATE:
        return Style(english.text[0].isalpha(), style.twelve_hours)
    if english.kind is Kind.TIME:
        return Style(style.month_first, re.search(r"[ap]\.? ?m", english.text, re.IGNORECASE) is not None)
    return style
