"""A text and its edits as pieces in order, of which one selection is the text before and another the text after."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from glossary.edits import Edit


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

    >>> from glossary.edits import Span
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
