"""What the formats share that are text with a form of their own: subtitles, PO, JSON, tables.

Their member holds four bytes for each character, so that a place in the text is a place in the member whatever the
encoding of the file is; the bytes of the file are made when it is written.
"""

from collections.abc import Sequence
from dataclasses import replace

from translate.documents.encoding import decode, encode
from translate.documents.formats.blocks import Builder
from translate.documents.formats.skeleton import Block, Member, Skeleton, Spelling, State, alone, skeleton_of
from translate.documents.formats.xml_events import is_french
from translate.documents.records import Document

_WIDE = "utf-32-le"
_WIDTH = 4


class TextFile:
    """A file of text: its `text`, the `encoding` it was read in, and its `member`.

    :raises InputError: where `data` is no text, as `translate.documents.encoding.decode` tells.
    """

    def __init__(self, data: bytes, encoding: str | None = None) -> None:
        self.text, self.encoding = decode(data, encoding=encoding)
        self.member = Member(self.text.encode(_WIDE, "surrogatepass"), _WIDE)

    def builder(self, spelling: Spelling, start: int, *, place: str = "") -> "TextBuilder":
        """Return a builder of the blocks of a paragraph that begins at character `start`."""
        return TextBuilder("", self.member, spelling, start, place=place)

    def says_french(self, start: int, end: int, english: str = "en") -> None:
        """Note that the characters `start:end` name the language; a translation has `english` for French."""
        if is_french(self.text[start:end]):
            self.member.language.append((start * _WIDTH, end * _WIDTH, self.member.encoded(english)))

    def document(self, format: str, blocks: Sequence[Block], *, notices: Sequence[str] = ()) -> Document:
        """Return the document of this file with these blocks."""
        skeleton = Skeleton(format, {"": self.member}, blocks, alone(self.member.data))
        return skeleton.document(encoding=self.encoding, notices=notices)


class TextBuilder(Builder):
    """A builder that is told of places in characters, not in bytes."""

    def __init__(self, name: str, member: Member, spelling: Spelling, start: int, *, place: str = "") -> None:
        super().__init__(name, member, spelling, start * _WIDTH, place=place)

    def text(self, start: int, end: int, text: str, *, whole: bool = False) -> None:
        """Add text; see `Builder.text`."""
        super().text(start * _WIDTH, end * _WIDTH, text, whole=whole)

    def open(self, start: int, end: int) -> None:
        """Open a pair; see `Builder.open`."""
        super().open(start * _WIDTH, end * _WIDTH)

    def close(self, start: int, end: int) -> None:
        """Close a pair; see `Builder.close`."""
        super().close(start * _WIDTH, end * _WIDTH)

    def mark(self, start: int, end: int, *, enter: State | None = None) -> None:
        """Add something without words; see `Builder.mark`."""
        super().mark(start * _WIDTH, end * _WIDTH, enter=enter)

    def word(self, start: int, end: int, shown: str, *, enter: State | None = None) -> None:
        """Add what is kept letter by letter; see `Builder.word`."""
        super().word(start * _WIDTH, end * _WIDTH, shown, enter=enter)

    def line_break(self, start: int, end: int, *, inside: bool = False) -> None:
        """Add a line break; see `Builder.line_break`."""
        super().line_break(start * _WIDTH, end * _WIDTH, inside=inside)

    def boundary(self, start: int, end: int) -> None:
        """Add what no sentence goes across; see `Builder.boundary`."""
        super().boundary(start * _WIDTH, end * _WIDTH)

    def finish(self, end: int) -> list[Block]:
        """Return the blocks of the paragraph; see `Builder.finish`."""
        return super().finish(end * _WIDTH)


def span_of(start: int, end: int) -> tuple[int, int]:
    """Return the bytes of a member of a text file at which the characters `start:end` stand."""
    return start * _WIDTH, end * _WIDTH


def file_text(document: Document) -> str:
    """Return the text of the file that `document` was read from, as it was.

    :raises ValueError: where it was not read from a file.
    """
    return skeleton_of(document).members[""].data.decode(_WIDE, "surrogatepass")


def written_text(document: Document, *, blocks: Sequence[Block] | None = None) -> str:
    """Return the text of the file of `document` as it stands now; `blocks` take the place of those that were read.

    :raises OutputError: where a translation has not the codes of its French.
    :raises ValueError: where `document` was not read from a file.
    """
    skeleton = skeleton_of(document)
    if blocks is not None:
        skeleton = replace(skeleton, blocks=blocks)
    return skeleton.write(document).decode(_WIDE, "surrogatepass")


def write_text(document: Document, *, encoding: str | None = None) -> bytes:
    """Return the bytes of the file of `document`; see `translate.documents.formats.base.Format.write`."""
    return encode(written_text(document), encoding or document.encoding)
