"""EPUB books, versions 2 and 3: their chapters, the tables of contents, the title and the description.

Of the package only what people read is translated; identifiers, the order of the chapters, fonts and pictures stay. A
heading and what the tables of contents say of it are one text.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from glossary.tables import expression
from translate.documents.errors import InputError
from translate.documents.formats.blocks import Builder
from translate.documents.formats.container import Archive
from translate.documents.formats.html import Page, encoding_of
from translate.documents.formats.office import PREFIXES, Part
from translate.documents.formats.skeleton import Block, Member, Skeleton, Spliced, with_twins
from translate.documents.formats.xml_events import END, START, Event, events, stretch_blocks
from translate.documents.records import Document, MarkupKind

_PREFIXES: Mapping[str, str] = {
    "urn:oasis:names:tc:opendocument:xmlns:container": "container:",
    "http://www.idpf.org/2007/opf": "opf:",
    "http://www.w3.org/2001/04/xmlenc#": "enc:",
}
_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_PACKAGE = "application/oebps-package+xml"
_HIDDEN_FONTS = frozenset(["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"])
"""Ways to make fonts unusable outside of the book; its text is not touched by them."""
_DRAWING = "image/svg+xml"
_CHAPTERS = frozenset(["application/xhtml+xml", "text/html", "text/x-oeb1-document", _DRAWING])
_CONTENTS = "application/x-dtbncx+xml"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_TAG_AS_TEXT = expression(r"&lt;/?([a-zA-Z]\w*)(?:[^&]|&(?!lt;|gt;))*&gt;|<!--.*?-->|<!\[CDATA\[.*?]]>", re.DOTALL)
_IN_LINE = frozenset(["a", "b", "em", "i", "small", "span", "strong", "sub", "sup", "u"])


class Epub(Spliced):
    """Books in the form of EPUB."""

    name = "epub"
    suffixes = (".epub",)

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read a book, whose encodings are its own; see `translate.documents.formats.base.Format.read`."""
        archive = Archive(data)
        if _CONTAINER not in archive:
            raise InputError("this is no EPUB book: it does not say where its content is; check its name")
        _refuse_locked(archive)
        blocks: list[Block] = []
        members: dict[str, Member] = {}
        again: list[_Contents | _Package] = []
        for name in _packages(archive):
            package = _Package(name, archive.read(name))
            for number, (chapter, kind) in enumerate(package.chapters, 1):
                if chapter in members or chapter not in archive:
                    continue
                content = archive.read(chapter)
                place = "image" if kind == _DRAWING else f"chapter {number}"
                place = "table of contents" if chapter in package.contents else place
                page = Page(chapter, content, encoding_of(content), xml=kind != "text/html", place=place)
                page.read()
                members[chapter] = page.member
                blocks = _joined(blocks, page.blocks, merged=chapter in package.contents)
            again += [_Contents(contents, archive.read(contents)) for contents in package.older_contents]
            again.append(package)
        for part in again:
            part.read()
            members[part.name] = part.member
            blocks = _joined(blocks, part.blocks, merged=True)
        return Skeleton(self.name, members, blocks, archive.write).document()


def _joined(blocks: list[Block], more: Sequence[Block], *, merged: bool) -> list[Block]:
    """Return `blocks` and `more`; those that are `merged` are no blocks of their own where they say the same."""
    if not merged:
        return [*blocks, *more]
    blocks, rest = with_twins(blocks, more)
    return [*blocks, *rest]


def _refuse_locked(archive: Archive) -> None:
    if "META-INF/signatures.xml" in archive:
        raise InputError("the book is digitally signed, and no changed copy would be; remove the signature first")
    if _ENCRYPTION not in archive:
        return
    for event in events(archive.read(_ENCRYPTION), _PREFIXES):
        locks = event.kind == START and event.name == "enc:EncryptionMethod"
        if locks and event.attributes.get("Algorithm") not in _HIDDEN_FONTS:
            raise InputError("the book is locked against copying (DRM); use a copy that is not")


def _packages(archive: Archive) -> list[str]:
    """Return the members that say what the book consists of."""
    names = [
        event.attributes.get("full-path", "")
        for event in events(archive.read(_CONTAINER), _PREFIXES)
        if event.kind == START
        and event.name == "container:rootfile"
        and event.attributes.get("media-type", _PACKAGE) == _PACKAGE
    ]
    if not names:
        raise InputError("this is no EPUB book: it does not say where its content is; check its name")
    return names


class _Contents(Part):
    """A table of contents in the form of EPUB 2."""

    def events(self) -> Iterator[Event]:
        """Yield the events of the member but those of its author, whose name stays."""
        author = False
        for event in super().events():
            if event.name == f"{_NCX}docAuthor":
                author = event.kind == START
            if not author:
                yield event

    def read(self) -> None:
        """Find the blocks of the member."""
        self.read_leaves({f"{_NCX}text": "table of contents"})


class _Package(Part):
    """The package document: `chapters` are the members with text and their types, in the order of reading.

    `contents` are those of them that are tables of contents, `older_contents` the tables in the form of EPUB 2.
    """

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(name, data)
        items: dict[str, tuple[str, str]] = {}
        order: list[str] = []
        self.contents: set[str] = set()
        for event in events(data, _PREFIXES):
            attributes = event.attributes
            if event.kind == START and event.name == "opf:item":
                href = unquote(attributes.get("href", "").partition("#")[0])
                member = posixpath.normpath(posixpath.join(posixpath.dirname(name), href))
                items[attributes.get("id", "")] = member, attributes.get("media-type", "")
                if "nav" in attributes.get("properties", "").split():
                    self.contents.add(member)
            elif event.kind == START and event.name == "opf:itemref":
                order.append(attributes.get("idref", ""))
        wanted = dict.fromkeys([*(each for each in order if each in items), *items])
        self.chapters = [items[each] for each in wanted if items[each][1] in _CHAPTERS]
        self.older_contents = [member for member, kind in items.values() if kind == _CONTENTS]

    def read(self) -> None:
        """Find the blocks of the member."""
        self.read_leaves({"dc:title": "title of the book"})
        start = 0
        for event in events(self.member.data, PREFIXES):
            if event.name == "dc:description" and event.kind == START:
                start = event.end
            elif event.name == "dc:description" and event.kind == END and event.start > start:
                self._read_description(start, event.start)

    def _read_description(self, start: int, end: int) -> None:
        """Add a description, in which tags of HTML often stand as text."""
        builder = Builder(self.name, self.member, self.text, start, place="description of the book")

        def kind_of(tag: re.Match[str]) -> MarkupKind | None:
            return MarkupKind.MARK if (tag[1] or "").lower() in _IN_LINE else None

        self.blocks += stretch_blocks(builder, self.member, self.text, (start, end), _TAG_AS_TEXT, kind_of)
