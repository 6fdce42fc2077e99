"""A text and its edits as pieces in order, of which one selection is the text before and another the text after."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from glossary.edits import Edit, Span, apply, written

_LONGEST_WORD = 40


class Mark(enum.Enum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `edit` is the number of the edit that removed or added it, -1 where it is the same."""

    text: str
    mark: Mark = Mark.SAME
    edit: int = -1


def pieces(text: str, edits: Sequence[Edit]) -> tuple[Piece, ...]:
    """Return `text` and what `edits` make of it as pieces; none is empty, what is removed comes before what is added.

    Numbers of edits count in the order of `edits`, from 0; their spans all refer to `text`.

    :raises ValueError: where two edits overlap, or the text at an edit's span is not its `old`.

    >>> [piece.text for piece in pieces("Russiemais", [Edit(Span(6, 6), "", " ", "glued-words", "")])]
    ['Russie', ' ', 'mais']
    """
    found: list[Piece] = []
    position = 0
    for number, edit in sorted(enumerate(edits), key=lambda each: each[1].span):
        if edit.span.start < position:
            raise ValueError(f"edits overlap at character {edit.span.start}")
        if edit.span.of(text) != edit.old:
            raise ValueError(f"at character {edit.span.start} stands {edit.span.of(text)!r}, not {edit.old!r}")
        found += (
            Piece(text[position : edit.span.start]),
            Piece(edit.old, Mark.REMOVED, number),
            Piece(edit.new, Mark.ADDED, number),
        )
        position = edit.span.end
    return tuple(piece for piece in [*found, Piece(text[position:])] if piece.text)


def before(found: Iterable[Piece]) -> str:
    """Return the text that the pieces were made of."""
    return "".join(piece.text for piece in found if piece.mark is not Mark.ADDED)


def after(found: Iterable[Piece]) -> str:
    """Return the text that the edits made."""
    return "".join(piece.text for piece in found if piece.mark is not Mark.REMOVED)


def parted(text: str, edits: Sequence[Edit], lengths: Sequence[int]) -> tuple[tuple[str, tuple[Edit, ...]], ...]:
    """Return the text that `edits` make of `text`, cut into parts of these lengths, as what each part was made of.

    Each part is its stretch of `text` and the edits of that stretch which make the part of it. An edit that wrote
    beyond the end of a part is there as a change of the whole part.

    :raises ValueError: where the edits overlap, or the lengths are not those of all of the new text.

    >>> parted("a-b", [Edit(Span(1, 2), "-", " ", "spaces", "")], [1, 1, 1])[1]
    ('-', (Edit(span=Span(start=0, end=1), old='-', new=' ', rule='spaces', reason='', safe=True),))
    """
    made = apply(text, edits)
    if sum(lengths) != len(made):
        raise ValueError(f"the parts have {sum(lengths)} characters and the text has {len(made)}")
    places = sorted(zip(written(edits), edits, strict=True), key=lambda each: (each[1].span, each[0]))
    found: list[tuple[str, tuple[Edit, ...]]] = []
    number = begun = start = shift = 0
    for length in lengths:
        end = start + length
        inside: list[Edit] = []
        crossed = begun > start
        original_start = places[number - 1][1].span.end if crossed else start - shift
        while number < len(places) and (places[number][0].start < end or places[number][0].end <= end):
            span, edit = places[number]
            inside.append(replace(edit, span=_moved(edit.span, -original_start)))
            shift += len(edit.new) - len(edit.old)
            begun = max(begun, span.end)
            number += 1
        crosses = begun > end
        original_end = places[number - 1][1].span.end if crosses else end - shift
        original = text[original_start : max(original_start, original_end)]
        part = made[start:end]
        if crossed or crosses:
            about = places[number - 1][1]
            whole = Edit(Span(0, len(original)), original, part, about.rule, about.reason, about.safe)
            inside = [whole] if original != part else []
        found.append((original, tuple(inside)))
        start = end
    return tuple(found)


def _moved(span: Span, distance: int) -> Span:
    return Span(span.start + distance, span.end + distance)


@dataclass(frozen=True, slots=True)
class Change:
    """Edits as a reader sees them: whole words, `old` and then `new`; `edits` are their numbers."""

    old: str
    new: str
    edits: tuple[int, ...]


def changes(text: str, edits: Sequence[Edit]) -> tuple[Change, ...]:
    """Return what `edits` of `text` come to in whole words, in order; edits of the same words are one change.

    >>> changes("en Russiemais", [Edit(Span(9, 9), "", " ", "glued-words", "")])
    (Change(old='Russiemais', new='Russie mais', edits=(0,)),)
    """
    groups: list[tuple[Span, list[int]]] = []
    for number, edit in sorted(enumerate(edits), key=lambda each: each[1].span):
        span = _whole_words(text, edit)
        if groups and span.start < groups[-1][0].end:
            known, numbers = groups[-1]
            groups[-1] = Span(known.start, max(known.end, span.end)), [*numbers, number]
        else:
            groups.append((span, [number]))
    return tuple(_change(text, span, [(number, edits[number]) for number in numbers]) for span, numbers in groups)


def _change(text: str, span: Span, numbered: Sequence[tuple[int, Edit]]) -> Change:
    moved = [replace(edit, span=Span(edit.span.start - span.start, edit.span.end - span.start)) for _, edit in numbered]
    return Change(span.of(text), apply(span.of(text), moved), tuple(number for number, _ in numbered))


def around(text: str, span: Span, *, left: bool = True, right: bool = True) -> Span:
    """Return `span` with the words that touch it on its left and its right, 40 characters on either side at most.

    >>> around("un deux trois", Span(7, 8))
    Span(start=3, end=13)
    """
    start, end = span.start, span.end
    while left and start and span.start - start < _LONGEST_WORD and not text[start - 1].isspace():
        start -= 1
    while right and end < len(text) and end - span.end < _LONGEST_WORD and not text[end].isspace():
        end += 1
    return Span(start, end)


def _whole_words(text: str, edit: Edit) -> Span:
    """Return the span of the words that `edit` changes, parts or joins; spaces that it changes touch no word."""
    parts = not edit.old or not edit.new
    written = edit.old or edit.new
    return around(text, edit.span, left=parts or not written[0].isspace(), right=parts or not written[-1].isspace())
