"""What the files of Microsoft Office share: their package, their namespaces, text in attributes and in drawings.

The standard is ECMA-376 (ISO/IEC 29500), in its transitional and its strict form.
"""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping

from glossary.tables import expression
from translate.documents.errors import InputError
from translate.documents.formats.blocks import Builder
from translate.documents.formats.container import Archive
from translate.documents.formats.fonts import is_monospaced
from translate.documents.formats.skeleton import Block, Member, Tag
from translate.documents.formats.xml_events import (
    END,
    NOTHING,
    START,
    TEXT,
    Event,
    XmlText,
    attribute_blocks,
    attribute_bytes,
    encoding_of,
    events,
    is_french,
    tag_name,
)

ENGLISH = "en-GB"
_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_NAMESPACES = {
    "wordprocessingml/2006/main": "w:",
    "drawingml/2006/main": "a:",
    "drawingml/2006/chart": "c:",
    "drawingml/2006/diagram": "dgm:",
    "drawingml/2006/wordprocessingDrawing": "wp:",
    "drawingml/2006/picture": "pic:",
    "presentationml/2006/main": "p:",
    "spreadsheetml/2006/main": "x:",
    "officeDocument/2006/relationships": "r:",
    "officeDocument/2006/math": "m:",
}
PREFIXES: Mapping[str, str] = {
    **{_TRANSITIONAL + name: prefix for name, prefix in _NAMESPACES.items()},
    **{_STRICT + name.replace("2006/", ""): prefix for name, prefix in _NAMESPACES.items()},
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct:",
    "http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "urn:schemas-microsoft-com:vml": "v:",
    "urn:schemas-microsoft-com:office:office": "o:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
_MARKED_TEXT = expression(r"<((?:\w+:)?t)>(?=[ \t\n\r]|[^<]*[ \t\n\r]</\1>)")
_INVISIBLE = expression(
    r"<(?:\w+:)?(?:lang|noProof|spacing|kern|szCs|bCs|iCs|webHidden|rPrChange|proofErr)(?:\s[^<>]*)?/>"
    r"|<((?:\w+:)?rPrChange)\b.*?</\1>|<(?:\w+:)?rFonts\s+(?:\w+:)?hint=\"\w*\"\s*/>",
    re.DOTALL,
)
_INVISIBLE_ATTRIBUTE = expression(r"\s(?:lang|altLang|dirty|err|noProof|smtClean|smtId|kumimoji|spc)=\"[^\"]*\"")
"""What no reader sees of a run: its language, marks of the spelling checker, the last bit of spacing."""
_FONT = expression(r"<(?:\w+:)?(?:rFonts\b[^<>]*?\bascii|latin\b[^<>]*?\btypeface|rFont\b[^<>]*?\bval)=[\"']([^\"']*)")
_STYLE = expression(r"<(?:\w+:)?rStyle\b[^<>]*?\bval=[\"']([^\"']*)")
_NO_PROPERTIES = expression(r"<[\w:]+\s*/>|<([\w:]+)\s*>\s*</\1\s*>")
_PROPERTIES = {
    "dc:title": "document title",
    "dc:subject": "document subject",
    "dc:description": "document description",
    "cp:keywords": "keywords of the document",
    "cp:category": "category of the document",
}
_LANGUAGES = dict.fromkeys(("w:lang", "w:themeFontLang", "w:lid"), ("w:val", "lang"))
DRAWING_COPY = "drawingml.diagramDrawing+xml"
DRAWINGS: Mapping[str, str] = {
    "drawingml.chart+xml": "chart",
    "drawingml.chartshapes+xml": "chart",
    "drawingml.diagramData+xml": "diagram",
    DRAWING_COPY: "diagram",
}
"""Members that are drawings; the copy of a diagram is the picture of its data, and says the same."""
_CACHES = {
    **dict.fromkeys(("c:tx", "c:strCache", "c:strLit", "c:multiLvlStrCache"), True),
    **dict.fromkeys(("c:numCache", "c:numLit"), False),
}
"""Elements of charts with values, and whether these are text."""
_CORE_PROPERTIES = "application/vnd.openxmlformats-package.core-properties+xml"


class Package:
    """A file of Office: its members by their content types.

    :raises InputError: where it is damaged, encrypted or signed.
    """

    def __init__(self, data: bytes) -> None:
        if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            if "EncryptedPackage".encode("utf-16-le") in data:
                raise InputError("the file is protected by a password; save a copy without one")
            raise InputError("the file is of the old binary form of Office; save it in the new form (docx, pptx, xlsx)")
        self.archive = Archive(data)
        self._names = {_part_name(name): name for name in self.archive.entries}
        if any(name.startswith("_xmlsignatures/") for name in self._names):
            raise InputError("the file is digitally signed, and no changed copy would be; remove the signature first")
        self._types: dict[str, str] = {}
        defaults: dict[str, str] = {}
        for event in events(self.archive.read(self._member("[Content_Types].xml")), PREFIXES):
            if event.name == "ct:Override":
                name = self._member(event.attributes.get("PartName", ""))
                self._types[name] = event.attributes.get("ContentType", "")
            elif event.name == "ct:Default":
                defaults[event.attributes.get("Extension", "").lower()] = event.attributes.get("ContentType", "")
        for name in self.archive.entries:
            suffix = name.rpartition(".")[2].lower()
            self._types.setdefault(name, defaults.get(suffix, ""))

    def _member(self, part: str) -> str:
        """Return the member that a part of the package is, by its name without regard to case (ECMA-376-2, 6.2.2.3)."""
        return self._names.get(_part_name(part), part)

    def named(self, *kinds: str) -> list[str]:
        """Return the members whose content type ends with one of `kinds`, in the order of `kinds` and then of the file.

        >>> from pathlib import Path
        >>> Package(Path("tests/cases/formats/letter.docx").read_bytes()).named("document.main+xml")
        ['word/document.xml']
        """
        return [name for kind in kinds for name in self.archive.entries if self._types[name].endswith(kind)]

    def related(self, name: str) -> dict[str, str]:
        """Return the members that a member refers to, by the names that it gives them."""
        folder, _, file = name.replace("\\", "/").rpartition("/")
        relations = self._member(f"{folder}/_rels/{file}.rels")
        found: dict[str, str] = {}
        for event in events(self.archive.read(relations), PREFIXES) if relations in self.archive else ():
            target = event.attributes.get("Target", "")
            if target and event.attributes.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, target)).removeprefix("/")
                found[event.attributes.get("Id", "")] = self._member(path)
        return found


def _part_name(name: str) -> str:
    """Return the name of a part or member as all spellings of it have it; some programs write those of Windows."""
    return name.replace("\\", "/").removeprefix("/").lower()


def is_code(properties: str, styles: Collection[str]) -> bool:
    """Tell whether a run is program code, from the XML of its properties; `styles` are the names of those for it.

    >>> is_code('<w:rPr><w:rFonts w:ascii="Consolas"/></w:rPr>', ())
    True
    """
    font, style = _FONT.search(properties), _STYLE.search(properties)
    return (font is not None and is_monospaced(font[1])) or (style is not None and style[1] in styles)


class RunText(XmlText):
    """How text stands in the runs of Word: with a word that its outer spaces count."""

    def finish(self, made: str) -> str:
        """Return `made` with `xml:space` where a text begins or ends with a space."""
        return _MARKED_TEXT.sub(r'<\1 xml:space="preserve">', made)


class Part:
    """A member that is XML, and the blocks that were found in it."""

    text, run_text = XmlText(), RunText()

    def __init__(self, name: str, data: bytes, place: str = "") -> None:
        self.name, self.place = name, place
        self.member = Member(data, encoding_of(data))
        self.blocks: list[Block] = []
        self.code_styles: Collection[str] = ()

    def events(self) -> Iterator[Event]:
        """Yield the events of the member; languages are noted on the way."""
        for event in events(self.member.data, PREFIXES):
            if event.kind == START and event.attributes:
                self._note_language(event)
            yield event

    def read_attribute(self, event: Event, name: str, place: str, *, words: re.Pattern[str] = NOTHING) -> None:
        """Add the value of an attribute as a block; what `words` match in it is kept letter by letter."""
        self.blocks += attribute_blocks(self.name, self.member, event, name, place, words=words)

    def _note_language(self, event: Event) -> None:
        for name in _LANGUAGES.get(event.name, ("lang", "xml:lang")):
            if is_french(event.attributes.get(name, "")):
                start, end = attribute_bytes(self.member, event, name)
                self.member.language.append((start, end, self.member.encoded(ENGLISH)))

    def read_leaves(self, places: Mapping[str, str]) -> None:
        """Add the text of each element named in `places` as a block, at the place that it is given there."""
        builder: Builder | None = None
        language = False
        for event in self.events():
            if event.kind == START:
                language = event.name == "dc:language"
                if event.name in places:
                    builder = Builder(self.name, self.member, self.text, event.end, place=places[event.name])
            elif event.kind == TEXT and builder:
                builder.text(event.start, event.end, event.name)
            elif event.kind == TEXT and language and is_french(event.name):
                self.member.language.append((event.start, event.end, self.member.encoded(ENGLISH)))
            elif event.kind == END and builder and event.name in places:
                self.blocks += builder.finish(event.start)
                builder = None


def property_parts(package: Package) -> Iterator[Part]:
    """Yield the members with the title of the document and the like, read."""
    for name in package.named(_CORE_PROPERTIES):
        part = Part(name, package.archive.read(name))
        part.read_leaves(_PROPERTIES)
        yield part


def run_key(properties: str) -> str:
    """Return what tells formats of runs apart, from the XML of their properties: all that a reader sees.

    >>> run_key('<w:rPr><w:b/><w:lang w:val="fr-FR"/></w:rPr>') == run_key('<w:rPr><w:b/></w:rPr>')
    True
    """
    seen = _INVISIBLE_ATTRIBUTE.sub("", _INVISIBLE.sub("", properties))
    return "" if _NO_PROPERTIES.fullmatch(seen) else seen


class Runs:
    """Follows the runs of one paragraph, and keeps the state of its builder: the run that is open, and the text in it.

    `names` are those of a run, its properties and its text.
    """

    def __init__(self, part: Part, builder: Builder, names: tuple[str, str, str]) -> None:
        self.part, self.builder = part, builder
        self._run_name, _, self._text_name = names
        self._run: Event | None = None
        self._properties: tuple[int, int] | None = None

    @property
    def inside(self) -> bool:
        """Whether a run is open."""
        return self._run is not None

    @property
    def start(self) -> int:
        """The byte where the run begins that is open."""
        assert self._run is not None
        return self._run.start

    def begin(self, event: Event) -> None:
        """Note the start tag of a run."""
        self._run, self._properties = event, None

    def set_properties(self, start: int, end: int) -> None:
        """Note where the properties of the run stand."""
        self._properties = start, end

    @property
    def properties(self) -> str:
        """The XML of the properties of the run that is open; empty where it has none."""
        return self.part.member.text(*self._properties) if self._properties else ""

    def enter(self) -> None:
        """Note that the content of the run begins here."""
        if self.builder.state or self._run is None:
            return
        member = self.part.member
        key = run_key(self.properties)
        end = self._properties[1] if self._properties else self._run.end
        closing = f"</{tag_name(self.part.member, self._run)}>"
        raised = "superscript" in key or 'baseline="' in key
        code = is_code(key, self.part.code_styles)
        tag = Tag((self._run_name, key), (self._run.start, end), closing, raised=raised, code=code)
        self.builder.state = (member.tag(tag),)

    def begin_text(self, event: Event) -> None:
        """Note the start tag of a text."""
        self.enter()
        name = tag_name(self.part.member, event)
        tag = Tag(self._text_name, f"<{name}>", f"</{name}>", visible=False)
        self.builder.state = (*self.builder.state, self.part.member.tag(tag))

    def end_text(self) -> None:
        """Note the end tag of a text."""
        self.builder.state = self.builder.state[:1]

    def end(self) -> None:
        """Note the end tag of the run."""
        self._run = None
        self.builder.state = ()


class DrawingPart(Part):
    """A member with text in the form of DrawingML: a slide, a chart, a diagram.

    The `labels` of a chart are texts of the sheet that is behind it.
    """

    def __init__(self, name: str, data: bytes, place: str = "") -> None:
        super().__init__(name, data, place)
        self.labels: list[Block] = []

    def read(self) -> None:
        """Find the blocks of the member."""
        runs: Runs | None = None
        opaque: Event | None = None
        depth = opaque_depth = start = 0
        inside = False
        shown: list[str] = []
        cache: Builder | None = None
        is_text = False
        for event in self.events():
            name = event.name
            depth += event.kind == START
            if cache is not None:
                if event.kind == TEXT:
                    cache.text(event.start, event.end, name)
                elif event.kind == END:
                    self.labels += cache.finish(event.start)
                    cache = None
            elif event.kind == START and name in _CACHES:
                is_text = _CACHES[name]
            elif event.kind == START and name == "c:v" and is_text:
                cache = Builder(self.name, self.member, self.text, event.end, place=self.place)
            elif runs is None:
                if event.kind == START and name == "a:p":
                    builder = Builder(self.name, self.member, self.text, event.end, place=self.place)
                    runs = Runs(self, builder, ("a:r", "a:rPr", "a:t"))
                elif event.kind == START and name in ("p:cNvPr", "wp:docPr", "pic:cNvPr"):
                    self.read_attribute(event, "descr", "image description")
            elif opaque is not None:
                if event.kind == TEXT:
                    shown.append(name)
                elif event.kind == END and depth == opaque_depth:
                    if name in ("a:pPr", "a:endParaRPr"):
                        builder.boundary(opaque.start, event.end)
                    elif name == "a:rPr":
                        runs.set_properties(opaque.start, event.end)
                    else:
                        builder.word(opaque.start, event.end, "".join(shown))
                    opaque = None
            elif event.kind == START:
                if name == "a:r":
                    runs.begin(event)
                elif name == "a:t":
                    runs.begin_text(event)
                    inside = True
                elif name == "a:br":
                    start = event.start
                else:
                    opaque, opaque_depth = event, depth
                    shown.clear()
            elif event.kind == TEXT and inside:
                builder.text(event.start, event.end, name)
            elif event.kind == END:
                if name == "a:t":
                    inside = False
                    runs.end_text()
                elif name == "a:r":
                    runs.end()
                elif name == "a:br":
                    builder.line_break(start, event.end)
                elif name == "a:p":
                    self.blocks += builder.finish(event.start)
                    runs = None
            depth -= event.kind == END
