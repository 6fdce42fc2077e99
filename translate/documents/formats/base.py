"""What every document format offers, and how the blocks of a text become the parts of a document."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from glossary.edits import Span
from translate.documents.records import Document, Gap, Markup, Part, Segment


class Format(Protocol):
    """A kind of document: it tells the text to translate from everything else.

    For all bytes that `read` accepts, `write(read(data)) == data`, and the parts joined are the decoded text.
    """

    @property
    def name(self) -> str:
        """The name by which it is chosen, its key in `translate.documents.formats.FORMATS`."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The file suffixes that stand for it, in lower case with their dot; `""` for files without a suffix."""

    @property
    def plain(self) -> bool:
        """Whether a document is its text and nothing else: no markup, and line breaks that can be slips."""

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Return the document in `data`; without `encoding`, in the one that `documents.encoding.decode` finds.

        :raises InputError: where `data` is no such document, or its encoding is unknown or cannot be told.
        """

    def write(self, document: Document, *, encoding: str | None = None) -> bytes:
        """Return the bytes of `document` as it stands now; without `encoding`, in the one it was read in.

        :raises InputError: where there is no such encoding.
        :raises OutputError: where the encoding lacks a character of the document.
        """


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment to be: where it stands in a text, and its markup with spans relative to its start."""

    span: Span
    markup: tuple[Markup, ...] = ()


def parts(text: str, pieces: Iterable[Piece]) -> tuple[Part, ...]:
    """Return `text` as segments, one for each piece in order, and gaps for everything between; no gap is empty.

    :raises ValueError: where the pieces overlap or are out of order.

    >>> [part.text for part in parts("- Un. Deux.", [Piece(Span(2, 5)), Piece(Span(6, 11))])]
    ['- ', 'Un.', ' ', 'Deux.']
    """
    result: list[Part] = []
    position = 0
    for number, piece in enumerate(pieces):
        if piece.span.start < position:
            raise ValueError(f"the pieces overlap or are out of order at character {piece.span.start}")
        if piece.span.start > position:
            result.append(Gap(text[position : piece.span.start]))
        result.append(Segment(number, piece.span.of(text), piece.markup))
        position = piece.span.end
    if position < len(text):
        result.append(Gap(text[position:]))
    return tuple(result)
