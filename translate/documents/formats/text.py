"""Plain text: each line is a block of its own."""

from collections.abc import Iterator
from dataclasses import replace

from glossary.edits import Span
from glossary.tables import expression
from translate.documents.encoding import decode, encode
from translate.documents.formats.base import Piece, parts
from translate.documents.records import Document
from translate.documents.segmentation import sentences

_LINE = expression(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# A bullet or a number before the text is layout. The dash of a dialogue is not: it is part of what is said.
_LIST_MARK = expression(
    r"(?:\s*>)*\s*(?:(?:[-*+•‣⁃◦▪■●○►→✓✔]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z])\)|\d{1,3}(?:\.\d{1,3})*\.)\s+)?"
)
# Notes of Markdown's relatives (`!!! note "Titre"`, `:::caution Titre`): their kind is a word of its language.
_NOTE = expression(r"\s*(?:(?:!!!|\?\?\?\+?)\s+[a-z][\w-]*|:{3,}\s*[a-z][\w-]*)(?:$|\s+(?!\w+\s+[!?]))")
# A tab, the dots that lead to a page, or a long line of them stand between two texts.
_BETWEEN = expression(
    r"\t+|(?<!\s)[ \u00a0]*(?:\.{4,}|…{2,}|(?:\. ){3,}\.|_{4,})\s*(?=\S{1,8}\s*$)"
    r"|(?<!\s)[ \u00a0]+(?:\.{6,}|…{3,}|_{4,})[ \u00a0]+(?=\S)"
)


def read_text(text: str) -> Document:
    """Return `text` as a document whose lines are cut into sentences; segments are numbered from 0.

    Line ends of any kind, indentation, bullets, list numbers, the marks of quoted mail and of notes, tabs, the dots
    before a page number, and lines without a letter or digit stay in the gaps. As no segment crosses a line end, a
    stream can be read in chunks of whole lines.

    >>> [segment.source for segment in read_text("- Il pleut. Je sors.\\r\\n").segments]
    ['Il pleut.', 'Je sors.']
    """
    pieces = []
    for line in _LINE.finditer(text):
        mark = _NOTE.match(line[0]) or _LIST_MARK.match(line[0])
        for field in _fields(line[0], mark.end() if mark else 0):
            text_of_field = field.of(line[0])
            offset = line.start() + field.start
            pieces += [
                Piece(Span(offset + span.start, offset + span.end))
                for span in sentences(text_of_field)
                if any(map(str.isalnum, span.of(text_of_field)))
            ]
    return Document(parts(text, pieces), format="text")


def _fields(line: str, start: int) -> Iterator[Span]:
    """Yield the stretches of `line` from `start` between its tabs and dots."""
    for match in _BETWEEN.finditer(line, start):
        yield Span(start, match.start())
        start = match.end()
    yield Span(start, len(line))


class Text:
    """Plain text in `.txt` files, files without a suffix and the standard input."""

    name = "text"
    suffixes = (".txt", ".text", ".fr", ".en", "")
    plain = True

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read as `read_text` does; see `translate.documents.formats.base.Format.read`."""
        text, found = decode(data, encoding=encoding)
        return replace(read_text(text), encoding=found)

    def write(self, document: Document, *, encoding: str | None = None) -> bytes:
        """Write the text of `document`; see `translate.documents.formats.base.Format.write`."""
        return encode(document.text, encoding or document.encoding)
