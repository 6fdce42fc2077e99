"""Reads the entries of XML files without trusting them: no entities, nothing fetched, no bottomless nesting."""

import codecs
import functools
import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from xml.sax.saxutils import escape

from glossary.edits import Span
from glossary.tables import expression
from glossary.terms.files.base import BadLines, Problem, term_of
from glossary.terms.records import Term

_DEEPEST = 30
_LINE_BREAK = expression(r"[ \t\r\n]*[\r\n][ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class XmlEntry:
    """An element with all that is in it; `line` counts from 1, `place` is counted in bytes of the file."""

    element: Element
    line: int
    place: Span


@dataclass(frozen=True, slots=True)
class XmlFile:
    """The entries of a file in their order, its root, and the byte at which its body ends."""

    root: str
    entries: tuple[XmlEntry, ...]
    body_end: int
    encoding: str


def read_xml(data: bytes, *, kind: str, roots: Collection[str], entries: Collection[str]) -> XmlFile:
    """Return the elements named `entries` of an XML file whose root is one of `roots`; names have no prefix.

    :param kind: the name of the format, for messages.
    :raises BadLines: where it is not well formed, has another root, declares or uses entities, or is nested too deep.

    >>> found = read_xml(b"<tmx><body><tu>a</tu></body></tmx>", kind="TMX", roots=["tmx"], entries=["tu"])
    >>> [entry.element.text for entry in found.entries], found.body_end
    (['a'], 21)
    """
    found: list[XmlEntry] = []
    handler = _Handler(kind, roots, entries, found.append, data)
    handler.parse(data, is_last=True)
    return XmlFile(handler.root, tuple(found), handler.body_end, handler.encoding)


def stream_xml(
    blocks: Iterable[bytes], *, kind: str, roots: Collection[str], entries: Collection[str]
) -> Iterator[Element]:
    """Yield the elements named `entries` of an XML file that comes in pieces; see `read_xml`.

    :raises BadLines: as `read_xml` does, when the fault is come to.
    """
    waiting: deque[Element] = deque()
    handler = _Handler(kind, roots, entries, lambda entry: waiting.append(entry.element))
    for block in blocks:
        handler.parse(block, is_last=False)
        while waiting:
            yield waiting.popleft()
    handler.parse(b"", is_last=True)
    yield from waiting


class _Handler:
    """A parser and what it has come to; `take` is given each entry, which has a place if `data` is all of the file."""

    def __init__(
        self,
        kind: str,
        roots: Collection[str],
        names: Collection[str],
        take: Callable[[XmlEntry], object],
        data: bytes = b"",
    ) -> None:
        self.kind, self.roots, self.names, self.take, self.data = kind, roots, names, take, data
        self.root, self.encoding = "", "utf-8"
        self.depth, self.body_end = 0, -1
        self.builder: TreeBuilder | None = None
        self.began = (0, 0, 0)
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.document_type
        self.parser.SkippedEntityHandler = self.entity
        self.parser.XmlDeclHandler = self.declaration

    def parse(self, block: bytes, *, is_last: bool) -> None:
        """Read one piece of the file.

        :raises BadLines: where it cannot be used.
        """
        try:
            self.parser.Parse(block, is_last)
        except expat.ExpatError as error:
            what = expat.errors.messages.get(error.code, "not well formed")
            raise BadLines([Problem(error.lineno, f"it is not valid XML: {what}")]) from None
        except (LookupError, ValueError):
            raise BadLines([Problem(1, "it declares an encoding that is not known; save it as UTF-8")]) from None

    def refuse(self, reason: str) -> NoReturn:
        raise BadLines([Problem(self.parser.CurrentLineNumber, reason)])

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        self.encoding = encoding or "utf-8"

    def document_type(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        # What is declared inside the file can make a few bytes grow without bound; what lies outside is never fetched.
        if internal:
            self.refuse("it declares entities or attributes of its own in its DOCTYPE; take them out")

    def entity(self, name: str, is_parameter: int) -> None:
        self.refuse(f"it uses the entity {name!r}; write the character itself")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if not self.depth:
            self.root = name
            if name not in self.roots:
                self.refuse(f"it is not {self.kind}: its root is <{name[:40]}>, not <{'> or <'.join(self.roots)}>")
        self.depth += 1
        if self.depth > _DEEPEST:
            self.refuse("its elements are nested too deep")
        if self.builder is None and name in self.names:
            self.builder = TreeBuilder()
            self.began = (self.depth, self.parser.CurrentLineNumber, self.parser.CurrentByteIndex)
        if self.builder is not None:
            self.builder.start(name, attributes)

    def end(self, name: str) -> None:
        name = local(name)
        position = self.parser.CurrentByteIndex
        if self.builder is not None:
            self.builder.end(name)
            if self.depth == self.began[0]:
                end = self.data.find(b">", position) + 1
                # In UTF-16 with the low byte first, a sign ends with the zero behind it.
                end += self.data[end : end + 1] == b"\0" and self.data.startswith(codecs.BOM_UTF16_LE)
                place = Span(self.began[2], max(self.began[2], end))
                self.take(XmlEntry(self.builder.close(), self.began[1], place))
                self.builder = None
        elif name == "body":
            self.body_end = position
        self.depth -= 1

    def characters(self, text: str) -> None:
        if self.builder is not None:
            self.builder.data(text)


@functools.lru_cache(maxsize=1 << 10)
def local(name: str) -> str:
    """Return the name of an element without its prefix."""
    return name.rpartition(":")[2]


def language_of(element: Element) -> str:
    """Return the language of an element in two or three small letters, without its country.

    >>> language_of(Element("tuv", {"xml:lang": "fr-CA"}))
    'fr'
    """
    code = element.get("xml:lang") or element.get("lang") or ""
    return re.split("[-_]", code.strip().lower(), maxsplit=1)[0]


def text_of(element: Element, *, without: Collection[str] = ()) -> str:
    """Return the text inside an element on one line, without that of the elements named `without`.

    >>> element = Element("seg")
    >>> element.text = "  le\\n   chat "
    >>> text_of(element)
    'le chat'
    """
    return _LINE_BREAK.sub(" ", _raw(element, without)).strip()


def whole_text_of(element: Element, *, without: Collection[str] = ()) -> str:
    """Return the text inside an element as it stands there, without that of the elements named `without`."""
    return _raw(element, without)


def lines_of(element: Element) -> str:
    """Return the text inside an element with its lines."""
    return _raw(element, ()).strip()


def _raw(element: Element, without: Collection[str]) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag not in without:
            parts.append(_raw(child, without))
        parts.append(child.tail or "")
    return "".join(parts)


class XmlTerms(ABC):
    """A format of term files in XML."""

    kind: str
    roots: tuple[str, ...]
    entries: tuple[str, ...]
    none: str
    """What is wrong where there are entries, but no terms."""

    @abstractmethod
    def values(self, entry: Element) -> Mapping[str, str | Sequence[str]] | None:
        """Return the fields of an entry, None where it is no term."""

    @abstractmethod
    def written(self, terms: Sequence[Term], file: XmlFile) -> str:
        """Return entries for `terms` as they are added to `file`."""

    def parse(self, data: bytes, *, name: str) -> list[Term]:
        """Return the terms of the file `name`.

        :raises BadLines: with each line that makes no term, or where no entry is one.
        """
        file = self._read(data)
        terms: list[Term] = []
        problems: list[Problem] = []
        for entry in file.entries:
            values = self.values(entry.element)
            try:
                if values is not None:
                    terms.append(term_of(values, origin=f"{name}:{entry.line}"))
            except ValueError as error:
                problems.append(Problem(entry.line, str(error)))
        if file.entries and not terms and not problems:
            problems.append(Problem(file.entries[0].line, self.none))
        if problems:
            raise BadLines(problems)
        return terms

    def places(self, data: bytes) -> list[Span]:
        """Return where the entries that are terms stand, in bytes, in their order."""
        return [entry.place for entry in self._read(data).entries if self.values(entry.element) is not None]

    def added(self, data: bytes, terms: Sequence[Term]) -> bytes:
        """Return `data` with entries for `terms` at the end of its body, in its encoding.

        :raises BadLines: where the file has no body.
        """
        file = self._read(data)
        if file.body_end < 0:
            raise BadLines([Problem(1, "it has no <body> that entries could be added to")])
        encoding = file.encoding
        for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
            encoding = name if data.startswith(mark) else encoding
        new = self.written(terms, file).encode(encoding, "xmlcharrefreplace")
        return data[: file.body_end] + new + data[file.body_end :]

    def _read(self, data: bytes) -> XmlFile:
        return read_xml(data, kind=self.kind, roots=self.roots, entries=self.entries)


def tag(name: str, content: str, **attributes: str) -> str:
    """Return an element with escaped text; `_` in the names of attributes stands for `:`.

    >>> tag("seg", "a < b", xml_lang="fr")
    '<seg xml:lang="fr">a &lt; b</seg>'
    """
    written = "".join(f' {key.replace("_", ":")}="{value}"' for key, value in attributes.items())
    return f"<{name}{written}>{escape(content, {chr(13): '&#13;'})}</{name}>"
