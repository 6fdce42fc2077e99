"""Word files (docx, docm, dotx, dotm): ECMA-376 part 1, chapter 17, transitional and strict.

What is translated: paragraphs of the body, headers, footers, notes, comments, text boxes, charts and diagrams; words in
the numbers of lists; descriptions of images; the title of the document. Deleted text of tracked changes, hidden text,
instructions of fields and what a field computes (page numbers, counters) stay, and program code does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from glossary.tables import expression
from translate.documents.errors import InputError
from translate.documents.formats.blocks import Builder
from translate.documents.formats.fonts import is_code_style, is_monospaced
from translate.documents.formats.office import DRAWING_COPY, DRAWINGS, DrawingPart, Package, Part, Runs, property_parts
from translate.documents.formats.skeleton import Block, Skeleton, Spliced, State, with_twins
from translate.documents.formats.xml_events import END, START, TEXT, Event
from translate.documents.records import Document

_MAIN = (
    "wordprocessingml.document.main+xml",
    "wordprocessingml.template.main+xml",
    "ms-word.document.macroEnabled.main+xml",
    "ms-word.template.macroEnabledTemplate.main+xml",
)
_STORIES = {
    "wordprocessingml.header+xml": "page header",
    "wordprocessingml.footer+xml": "page footer",
    "wordprocessingml.footnotes+xml": "",
    "wordprocessingml.endnotes+xml": "",
    "wordprocessingml.comments+xml": "",
    "wordprocessingml.document.glossary+xml": "building block",
}
_NUMBERING = "wordprocessingml.numbering+xml"
_STYLES = ("wordprocessingml.styles+xml",)
_LANGUAGES = (*_STYLES, "wordprocessingml.settings+xml")
_CUSTOM = expression(r"customXml/item\d+\.xml")
_NOTES = {"w:footnote": "footnote", "w:endnote": "endnote", "w:comment": "comment"}

_TRANSLATED_FIELDS = frozenset(
    (
        *("COMMENTS", "CREATEDATE", "DATE", "HYPERLINK", "IF", "INCLUDETEXT", "INDEX", "PRINTDATE", "QUOTE", "REF"),
        *("SAVEDATE", "STYLEREF", "SUBJECT", "TIME", "TITLE", "TOA", "TOC"),
    )
)
"""Fields whose result is prose. References are among them: `Tableau 2` becomes `Table 2` as in its caption."""
_PAIRS = frozenset(["w:hyperlink", "w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:dir", "w:bdo"])
_BETWEEN_RUNS = frozenset(["w:proofErr"])
_RANGES = {
    f"w:{name}Range{end}" if name != "bookmark" else f"w:bookmark{end}": (name, end == "Start")
    for name in ("bookmark", "comment")
    for end in ("Start", "End")
} | {"w:permStart": ("perm", True), "w:permEnd": ("perm", False)}
_NO_BYTES_OF_NOTE = frozenset(["w:lastRenderedPageBreak", "w:softHyphen"])
_PLACEHOLDER = expression(r"%\d")
_ATTRIBUTES = {
    "wp:docPr": ("descr", "title"),
    "pic:cNvPr": ("descr",),
    "v:textpath": ("string",),
    "w:hyperlink": ("w:tooltip",),
    "w:alias": ("w:val",),
    "w:listItem": ("w:displayText",),
    "w:listEntry": ("w:val",),
    "w:helpText": ("w:val",),
    "w:statusText": ("w:val",),
}
_PLACES = {
    "wp:docPr": "image description",
    "pic:cNvPr": "image description",
    "v:textpath": "drawn text",
    "w:hyperlink": "tip of a link",
}
_FORM = "form"
_ANYWHERE = frozenset(
    [*_NOTES, *_ATTRIBUTES, "w:tbl", "w:tr", "w:txbxContent", "mc:AlternateContent", "mc:Fallback", "w:altChunk"]
) | {"w:dataBinding"}
"""Elements that have a meaning wherever they stand."""


class Docx(Spliced):
    """Word files."""

    name = "docx"
    suffixes = (".docx", ".docm", ".dotx", ".dotm")

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read a file of Word, whose encodings are its own; see `translate.documents.formats.base.Format.read`."""
        package = Package(data)
        if not package.named(*_MAIN):
            raise InputError("this is no Word file: its main part is missing; check its name or give --format")
        read = package.archive.read
        stories = [
            _Story(name, read(name), place)
            for kind, place in {**dict.fromkeys(_MAIN, ""), **_STORIES}.items()
            for name in package.named(kind)
        ]
        code_styles = {style for name in package.named(*_STYLES) for style in _code_styles(Part(name, read(name)))}
        blocks: list[Block] = []
        for story in stories:
            story.code_styles = code_styles
            story.read()
            blocks += sorted(story.blocks, key=lambda block: block.start)
        parts: list[Part] = [*stories]
        for kind, place in DRAWINGS.items():
            for name in package.named(kind):
                drawing = DrawingPart(name, read(name), place)
                drawing.read()
                parts.append(drawing)
                # The picture of a diagram says what its data say.
                found = drawing.blocks + drawing.labels
                blocks, rest = with_twins(blocks, found) if kind == DRAWING_COPY else (blocks, found)
                blocks += rest
        for name in package.named(_NUMBERING, *_LANGUAGES):
            part = Part(name, read(name))
            _read_settings(part)
            parts.append(part)
            blocks += part.blocks
        for part in property_parts(package):
            parts.append(part)
            blocks += part.blocks
        for part in _bound_parts(package, {name for story in stories for name in story.bound}):
            parts.append(part)
            blocks, _ = with_twins(blocks, part.blocks)
        notices = sorted({notice for story in stories for notice in story.notices})
        members = {part.name: part.member for part in parts}
        return Skeleton(self.name, members, blocks, package.archive.write).document(notices=notices)


def _read_settings(part: Part) -> None:
    for event in part.events():
        if event.kind == START and event.name == "w:lvlText" and len(event.attributes.get("w:val", "")) > 3:
            part.read_attribute(event, "w:val", "number of a list", words=_PLACEHOLDER)


def _code_styles(part: Part) -> Iterator[str]:
    """Yield the styles for program code: those that are named after it, and those of characters in a font for it."""
    style = kind = ""
    for event in part.events():
        if event.kind == START and event.name == "w:style":
            style, kind = event.attributes.get("w:styleId", ""), event.attributes.get("w:type", "")
        elif event.kind == START and style:
            font = event.attributes.get("w:ascii", "") if event.name == "w:rFonts" and kind == "character" else ""
            name = event.attributes.get("w:val", "") if event.name == "w:name" else ""
            if is_code_style(name) or is_monospaced(font):
                yield style


def _bound_parts(package: Package, names: set[str]) -> Iterator[Part]:
    """Yield the members of a user's own data that content controls show, with a block for each text of these names.

    Word shows what the data say, not what the control holds; both have to say the same.
    """
    for member in package.archive.entries:
        if names and _CUSTOM.fullmatch(member):
            part = Part(member, package.archive.read(member))
            elements = {event.name for event in part.events() if event.kind == START}
            part.read_leaves({name: "" for name in elements if name.rpartition("}")[2].rpartition(":")[2] in names})
            yield part


@dataclass(slots=True)
class _Field:
    """A field that is open: `frame` is the paragraph that it begins in, `enter` the state there.

    Of its parts first comes the `instruction`, then, if it has one, the result, which is one `word` or prose.
    """

    frame: "_Frame"
    start: int
    enter: State
    name: str
    nested: bool
    instruction: list[str] = field(default_factory=list)
    has_result: bool = False
    word: bool = False
    shown: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    """A paragraph that is open, at this depth; `opaque` is the element in it that is not looked into."""

    depth: int
    builder: Builder
    runs: Runs
    opaque: Event | None = None
    opaque_depth: int = 0
    enter: State = ()
    shown: list[str] = field(default_factory=list)
    in_text: bool = False
    sdt: list[int] = field(default_factory=list)
    content_end: list[int] = field(default_factory=list)
    pairs: list[bool] = field(default_factory=list)
    is_code: bool = False


class _BrokenFieldsError(Exception):
    """The fields of a member do not nest with its elements."""


class _Story(Part):
    """A member that consists of paragraphs."""

    def __init__(self, name: str, data: bytes, place: str = "") -> None:
        super().__init__(name, data, place)
        self.notices: set[str] = set()
        self.bound: set[str] = set()

    def read(self) -> None:
        """Find the blocks of the member."""
        try:
            _Reading(self, with_fields=True).run()
        except _BrokenFieldsError:
            self.blocks.clear()
            self.member.language.clear()
            _Reading(self, with_fields=False).run()


class _Reading:
    """One reading of a story. `with_fields` says whether its fields can be trusted to begin and end as they should."""

    def __init__(self, story: _Story, *, with_fields: bool) -> None:
        self.story = story
        self.with_fields = with_fields
        self.depth = 0
        self.frames: list[_Frame] = []
        self.fields: list[_Field] = []
        self.field_count = 0
        self.notes = dict.fromkeys(_NOTES, 0)
        self.note = ""
        self.tables: list[list[int]] = []
        self.table_count = 0
        self.boxes = 0
        self.alternates: list[tuple[int, int]] = []

    def run(self) -> None:
        """Read all of it."""
        for event in self.story.events():
            if event.kind == TEXT:
                self._text(event)
            elif event.kind == START:
                self.depth += 1
                self._start(event)
            elif event.kind == END:
                self._end(event)
                self.depth -= 1
        if self.fields:
            raise _BrokenFieldsError

    @property
    def place(self) -> str:
        """Where the paragraph stands that begins now."""
        if not self.tables and not self.boxes:
            return self.note or self.story.place
        places = [self.note or self.story.place]
        if self.tables:
            number, row = self.tables[-1]
            places.append(f"table {number}, row {row}")
        if self.boxes:
            places.append("text box")
        return ", ".join(place for place in places if place)

    @property
    def muted(self) -> bool:
        """Whether what comes is an instruction, or a result that is kept as a whole."""
        return any(not each.has_result or each.word for each in self.fields)

    def _text(self, event: Event) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame is None:
            return
        if frame.opaque is not None:
            if frame.in_text:
                frame.shown.append(event.name)
        elif frame.in_text and self.muted:
            for each in self.fields:
                each.shown.append(event.name)
        elif frame.in_text:
            frame.builder.text(event.start, event.end, event.name)
        elif self.fields and not self.fields[-1].has_result:
            self.fields[-1].instruction.append(event.name)

    def _start(self, event: Event) -> None:
        name = event.name
        if name in _ANYWHERE:
            self._anywhere(event)
        if name == "w:p":
            place = self.place
            builder = Builder(self.story.name, self.story.member, self.story.run_text, event.end, place=place)
            self.frames.append(_Frame(self.depth, builder, Runs(self.story, builder, ("w:r", "w:rPr", "w:t"))))
            return
        if not self.frames:
            return
        frame = self.frames[-1]
        if frame.opaque is not None:
            frame.in_text = name in ("w:t", "m:t")
            if name == "w:pStyle" and event.attributes.get("w:val") in self.story.code_styles:
                frame.is_code = True
        elif frame.runs.inside:
            self._start_in_run(frame, event)
        else:
            self._start_in_paragraph(frame, event)

    def _anywhere(self, event: Event) -> None:
        """Note what has a meaning wherever it stands: places, and attributes that people read."""
        name = event.name
        if name in _NOTES:
            if "w:type" not in event.attributes:
                self.notes[name] += 1
            self.note = f"{_NOTES[name]} {self.notes[name]}"
        elif name == "w:tbl":
            self.table_count += 1
            self.tables.append([self.table_count, 0])
        elif name == "w:tr" and self.tables:
            self.tables[-1][1] += 1
        elif name == "w:txbxContent":
            self.boxes += 1
        elif name == "mc:AlternateContent":
            self.alternates.append((len(self.story.blocks), -1))
        elif name == "mc:Fallback" and self.alternates:
            self.alternates[-1] = (self.alternates[-1][0], len(self.story.blocks))
        elif name == "w:altChunk":
            self.story.notices.add("a document that is embedded in it (altChunk) is not translated")
        elif name == "w:dataBinding":
            path = event.attributes.get("w:xpath", "").rpartition("/")[2]
            self.story.bound.add(path.rpartition(":")[2].partition("[")[0])
        for attribute in _ATTRIBUTES.get(name, ()):
            if attribute in event.attributes:
                self.story.read_attribute(event, attribute, _PLACES.get(name, _FORM))

    def _hide(self, frame: _Frame, event: Event) -> None:
        """Look no further into an element."""
        frame.opaque, frame.opaque_depth, frame.enter = event, self.depth, frame.builder.state
        frame.shown.clear()
        frame.in_text = False

    def _start_in_paragraph(self, frame: _Frame, event: Event) -> None:
        name = event.name
        if name == "w:r":
            frame.runs.begin(event)
        elif name == "w:sdt":
            frame.sdt.append(event.start)
        elif name in ("w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr", "w:pPr"):
            self._hide(frame, event)
        elif name == "w:sdtContent" and frame.sdt:
            self._open(frame, frame.sdt[-1], event.end)
        elif name == "w:fldSimple":
            kind = event.attributes.get("w:instr", "").split()
            if kind and kind[0].upper() in _TRANSLATED_FIELDS:
                self._open(frame, event.start, event.end)
            else:
                self._hide(frame, event)
        elif name in _PAIRS:
            self._open(frame, event.start, event.end)
        elif name not in _BETWEEN_RUNS:
            self._hide(frame, event)

    def _open(self, frame: _Frame, start: int, end: int) -> None:
        frame.pairs.append(not self.muted)
        if not self.muted:
            frame.builder.open(start, end)

    def _start_in_run(self, frame: _Frame, event: Event) -> None:
        name = event.name
        if name == "w:rPr":
            self._hide(frame, event)
            return
        if not frame.builder.state and _is_hidden(frame.runs.properties):
            self.story.notices.add("hidden text is not translated")
            frame.opaque, frame.opaque_depth, frame.enter = event._replace(start=frame.runs.start), self.depth - 1, ()
            frame.shown.clear()
            return
        frame.runs.enter()
        if name == "w:t":
            frame.runs.begin_text(event)
            frame.in_text = True
        elif name in ("w:instrText", "w:delInstrText") and self.fields:
            pass
        elif name == "w:fldChar" and self.with_fields:
            self._field(frame, event)
            self._hide(frame, event)
        elif name not in _NO_BYTES_OF_NOTE:
            self._hide(frame, event)

    def _field(self, frame: _Frame, event: Event) -> None:
        if event.attributes.get("w:fldCharType") == "begin":
            self.field_count += 1
            name = f"field {self.field_count}"
            self.fields.append(_Field(frame, event.start, frame.builder.state, name, self.muted))

    def _end(self, event: Event) -> None:
        name = event.name
        if self.frames:
            frame = self.frames[-1]
            if frame.opaque is not None:
                if self.depth == frame.opaque_depth:
                    self._end_hidden(frame, event)
                elif name in ("w:t", "m:t"):
                    frame.in_text = False
            elif name == "w:p" and self.depth == frame.depth:
                blocks = frame.builder.finish(event.start)
                self.story.blocks += [] if frame.is_code else blocks
                self.frames.pop()
            elif name == "w:t":
                frame.in_text = False
                frame.runs.end_text()
            elif name == "w:r":
                frame.runs.end()
            elif name == "w:sdtContent" and frame.sdt:
                frame.content_end.append(event.start)
            elif name == "w:sdt":
                start = frame.sdt.pop()
                if frame.content_end:
                    self._close(frame, frame.content_end.pop(), event.end)
                elif not self.muted:
                    frame.builder.mark(start, event.end)
            elif name in _PAIRS or name == "w:fldSimple":
                self._close(frame, event.start, event.end)
        if name in _NOTES:
            self.note = ""
        elif name == "w:tbl" and self.tables:
            self.tables.pop()
        elif name == "w:txbxContent":
            self.boxes -= 1
        elif name == "mc:AlternateContent" and self.alternates:
            self._end_alternates(*self.alternates.pop())

    def _close(self, frame: _Frame, start: int, end: int) -> None:
        if frame.pairs.pop() == self.muted:
            raise _BrokenFieldsError
        if not self.muted:
            frame.builder.close(start, end)

    def _end_alternates(self, first: int, second: int) -> None:
        """Make the blocks of a fall-back twins of those that say the same before it."""
        if second < 0:
            return
        blocks = self.story.blocks
        merged, rest = with_twins(blocks[first:second], blocks[second:])
        blocks[first:] = [*merged, *rest]

    def _end_hidden(self, frame: _Frame, event: Event) -> None:
        """Make of an element that was not looked into what it is for the sentence."""
        opened, frame.opaque = frame.opaque, None
        assert opened is not None  # the caller has seen it
        frame.in_text = False
        name, start, end, builder = opened.name, opened.start, event.end, frame.builder
        if event.name == "w:r" and name != "w:r":
            frame.runs.end()
            if not self.muted:
                builder.mark(start, end)
        elif name == "w:rPr" and frame.runs.inside:
            frame.runs.set_properties(start, end)
        elif name == "w:pPr":
            builder.boundary(start, end)
        elif name == "w:fldChar" and self.with_fields:
            self._end_field_mark(frame, opened, start, end)
        elif self.muted or name in ("w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr"):
            pass
        elif name in ("w:tab", "w:ptab"):
            builder.boundary(start, end)
        elif name in ("w:br", "w:cr"):
            if opened.attributes.get("w:type", "textWrapping") == "textWrapping":
                builder.line_break(start, end)
            else:
                builder.boundary(start, end)
        elif name == "w:noBreakHyphen":
            builder.text(start, end, "\u2011", whole=True)
        elif name in ("m:oMath", "w:fldSimple", "w:pgNum"):
            builder.word(start, end, "".join(frame.shown))
        elif name in _RANGES:
            kind, opens = _RANGES[name]
            builder.range(start, end, f"{kind} {opened.attributes.get('w:id')}", opens=opens)
        else:
            builder.mark(start, end)

    def _end_field_mark(self, frame: _Frame, opened: Event, start: int, end: int) -> None:
        """Note that a field has begun, come to its result, or ended."""
        kind = opened.attributes.get("w:fldCharType")
        if kind == "begin":
            return
        if not self.fields:
            raise _BrokenFieldsError
        here = self.fields[-1]
        if kind == "separate":
            words = "".join(here.instruction).split()
            here.has_result = True
            here.word = not here.nested and not (words and words[0].upper() in _TRANSLATED_FIELDS)
            if here.nested or here.word:
                return
            if here.frame is frame:
                frame.builder.range(here.start, end, here.name, opens=True, firm=True, enter=here.enter)
            else:
                frame.builder.boundary(start, end)
            return
        self.fields.pop()
        if here.nested:
            return
        if here.frame is not frame and (here.word or not here.has_result):
            frame.builder.boundary(start, end)
        elif here.word:
            frame.builder.word(here.start, end, "".join(here.shown), enter=here.enter)
        elif here.has_result:
            frame.builder.range(start, end, here.name, opens=False, firm=True)
        else:
            frame.builder.mark(here.start, end, enter=here.enter)


def _is_hidden(properties: str) -> bool:
    match = re.search(r"<(?:\w+:)?(?:vanish|specVanish)\b([^>]*)>", properties)
    return match is not None and not re.search(r"val=\"(?:0|false|off)\"", match[1])
