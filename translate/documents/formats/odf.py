"""OpenDocument files (ISO/IEC 26300): text (odt), sheets (ods), slides (odp), drawings (odg), in ZIP files and flat.

What is translated: paragraphs and headings with their notes, comments, text boxes, headers and footers; descriptions of
images; the title of the document. Deleted text of tracked changes, hidden text, cells that hold numbers or formulas,
and what a field computes (page numbers, counters) stay.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from glossary.tables import expression
from translate.documents.errors import InputError
from translate.documents.formats.blocks import Builder
from translate.documents.formats.codes import in_view
from translate.documents.formats.container import Archive
from translate.documents.formats.fonts import is_code_style, is_monospaced
from translate.documents.formats.formulas import LEFT, literals
from translate.documents.formats.skeleton import Block, Member, Skeleton, Spliced, Tag, alone
from translate.documents.formats.xml_events import (
    END,
    START,
    TEXT,
    Event,
    XmlText,
    attribute_blocks,
    attribute_bytes,
    encoding_of,
    escape,
    events,
    is_french,
    tag_name,
    units,
)
from translate.documents.records import Document

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES: Mapping[str, str] = {
    f"{_OASIS}office:1.0": "office:",
    f"{_OASIS}style:1.0": "style:",
    f"{_OASIS}text:1.0": "text:",
    f"{_OASIS}table:1.0": "table:",
    f"{_OASIS}drawing:1.0": "draw:",
    f"{_OASIS}presentation:1.0": "presentation:",
    f"{_OASIS}xsl-fo-compatible:1.0": "fo:",
    f"{_OASIS}svg-compatible:1.0": "svg:",
    f"{_OASIS}datastyle:1.0": "number:",
    f"{_OASIS}meta:1.0": "meta:",
    f"{_OASIS}manifest:1.0": "manifest:",
    f"{_OASIS}chart:1.0": "chart:",
    f"{_OASIS}form:1.0": "form:",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext:",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://openoffice.org/2009/office": "officeooo:",
}
_KIND = re.compile(rb"application/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation|graphics)")
_ENGLISH = ("en", "GB")
_LANGUAGES = (("fo:language", "fo:country"), ("number:language", "number:country"))
_WHITE = expression(r"[ \t\r\n]+")
_SPACE = expression(r"[ \t\r\n]+|(?s:&[^;&<\s]*;|.)")
_SPACES = expression(r"(?<= ) +")
_INVISIBLE = expression(
    r"officeooo:|fo:(?:language|country|letter-spacing|hyphenate)$|style:(?:letter-kerning|script-type|rfc-)"
    r"|.*-(?:asian|complex)$"
)
"""What no reader sees of a style: its language, when it was edited, the last bit of spacing, other scripts."""
_PROPERTIES = {
    "dc:title": "document title",
    "dc:subject": "document subject",
    "dc:description": "document description",
    "meta:keyword": "keywords of the document",
}
_LEAVES = {
    **_PROPERTIES,
    "svg:title": "image description",
    "svg:desc": "image description",
    "text:index-title-template": "title of an index",
    "presentation:header-decl": "header of slides",
    "presentation:footer-decl": "footer of slides",
}
_LABELS = ("form:label", "form:title")
_ATTRIBUTES = {
    **dict.fromkeys(
        ("text:list-level-style-number", "text:outline-level-style"),
        ("style:num-prefix", "style:num-suffix", "style:num-list-format", "loext:num-list-format"),
    ),
    **dict.fromkeys((f"form:{name}" for name in ("button", "checkbox", "radio", "fixed-text", "frame")), _LABELS),
    **dict.fromkeys(("form:option", "form:item"), ("form:label",)),
    **dict.fromkeys((f"form:{name}" for name in ("text", "textarea", "listbox", "combobox")), ("form:title",)),
    **dict.fromkeys(("table:help-message", "table:error-message"), ("table:title",)),
    "text:placeholder": ("text:description",),
    "text:label": ("text:value",),
    "text:a": ("office:title",),
    "draw:a": ("office:title",),
}
"""Attributes that people read."""
_NUMBER = expression(r"%\d+%")
_LONGEST_SIGNS = 3
"""Letters around the number of a list that are no words yet."""
_COMPARED = {
    "table:table-cell": "table:formula",
    "table:content-validation": "table:condition",
    "style:map": "style:condition",
    "calcext:condition": "calcext:value",
}
_SOUGHT = {"table:filter-condition": "table:value", "table:filter-set-item": "table:value"}
"""Attributes with formulas, and with texts that are looked for as they stand."""
_PROSE = frozenset(
    f"text:{name}"
    for name in (
        *("a", "meta", "meta-field", "date", "title", "subject", "description", "keywords", "chapter", "placeholder"),
        *("bookmark-ref", "reference-ref", "sequence-ref", "drop-down"),
    )
)
"""Elements in a sentence whose words are a part of it; of other fields, such as page numbers, the value is kept."""
_MARKS = frozenset(
    [
        "text:note",
        "text:number",
        "text:bookmark",
        "text:reference-mark",
        "text:change",
        "text:hidden-text",
        "text:hidden-paragraph",
    ]
)
_RANGES = {
    **{f"text:{name}-{end}": ("text:name", end) for name in ("bookmark", "reference-mark") for end in ("start", "end")},
    **{
        f"text:{name}-mark-{end}": ("text:id", end)
        for name in ("toc", "user-index", "alphabetical-index")
        for end in ("start", "end")
    },
    **{f"text:change-{end}": ("text:change-id", end) for end in ("start", "end")},
    "office:annotation": ("office:name", "start"),
    "office:annotation-end": ("office:name", "end"),
}
_SKIPPED = frozenset(["text:tracked-changes", "office:scripts", "office:settings", "office:font-face-decls"])
_ROOTS = frozenset(f"office:document{part}" for part in ("", "-content", "-styles", "-meta"))
_END_OF_PLACEHOLDER = re.compile(rb"</[\w.-]+:placeholder\s*>")
_MOST_SPACES = 1000
_VALUES = frozenset(["float", "percentage", "currency", "date", "time", "boolean"])


class OpenDocument(Spliced):
    """OpenDocument files."""

    name = "odf"
    suffixes = (".odt", ".ods", ".odp", ".odg", ".ott", ".ots", ".otp", ".fodt", ".fods", ".fodp", ".fodg")

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read a file, whose encodings are its own; see `translate.documents.formats.base.Format.read`."""
        if data.startswith(b"PK"):
            archive = Archive(data)
            _refuse_locked(archive)
            wanted = [name for name in archive.entries if re.fullmatch(r"(?:[^/]+/)?(?:content|styles)\.xml", name)]
            wanted.sort(key=lambda name: (name != "content.xml", "/" in name))
            named = {name: archive.read(name) for name in [*wanted, "meta.xml"] if name in archive}
            pack: Callable[[Mapping[str, bytes]], bytes] = archive.write
        else:
            named, pack = {"": data}, alone(data)
        blocks: list[Block] = []
        members: dict[str, Member] = {}
        notices: set[str] = set()
        styles: dict[str, Mapping[str, str]] = {}
        if "styles.xml" in named:
            styles |= _styles(named["styles.xml"])
        for name, content in named.items():
            if "/" in name and _root(content) not in _ROOTS:
                continue  # an object of another kind, such as a formula
            reading = _Reading(name, Member(content, encoding_of(content)), styles)
            reading.run()
            blocks += sorted(reading.blocks, key=lambda block: block.start)
            members[name] = reading.member
            notices |= reading.notices
        return Skeleton(self.name, members, blocks, pack).document(notices=sorted(notices))


def _refuse_locked(archive: Archive) -> None:
    kind = archive.read("mimetype") if "mimetype" in archive else b""
    if not _KIND.match(kind) or "content.xml" not in archive:
        raise InputError(
            "this is no OpenDocument file: it does not say that it is one; check its name or give --format"
        )
    if "META-INF/manifest.xml" in archive:
        for event in events(archive.read("META-INF/manifest.xml"), _PREFIXES):
            if event.name == "manifest:encryption-data":
                raise InputError("the file is protected by a password; save a copy without one")
    if "META-INF/documentsignatures.xml" in archive:
        raise InputError("the file is digitally signed, and no changed copy would be; remove the signature first")


def _root(data: bytes) -> str:
    return next((event.name for event in events(data, _PREFIXES) if event.kind == START), "")


def _styles(data: bytes) -> dict[str, Mapping[str, str]]:
    """Return what the styles of text in a member say of its look, by their names."""
    found: dict[str, Mapping[str, str]] = {}
    name = ""
    for event in events(data, _PREFIXES):
        if event.kind == START and event.name == "style:style":
            text = event.attributes.get("style:family") == "text"
            name = event.attributes.get("style:name", "") if text else ""
            parent = event.attributes.get("style:parent-style-name", "")
            if name:
                found[name] = {"style:parent-style-name": parent} if parent else {}
        elif event.kind == START and event.name == "style:text-properties" and name:
            seen = {key: value for key, value in event.attributes.items() if not _INVISIBLE.match(key)}
            found[name] = {**found[name], **seen}
        elif event.kind == START and event.name == "office:body":
            break
    return found


class OpenDocumentText(XmlText):
    """How text stands in a paragraph: white space is one space, and more spaces are an element."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def units(self, raw: str) -> Iterator[tuple[int, str]]:
        """Yield the characters of `raw` as a reader sees them, each with the length of its spelling."""
        for match in _SPACE.finditer(raw):
            if match[0].isspace():
                yield len(match[0]), " "
            else:
                for length, said in units(match[0]):
                    yield length, in_view(said)

    def said(self, raw: str) -> str:
        """Return what `raw` says: its units, joined."""
        if "&" not in raw:
            return in_view(_WHITE.sub(" ", raw))
        return "".join(said for _, said in self.units(raw))

    def escape(self, text: str) -> str:
        """Return `text` as it is written; of several spaces all but the first are an element."""
        spelt = escape(text)
        return _SPACES.sub(lambda match: f'<{self._prefix}s {self._prefix}c="{len(match[0])}"/>', spelt)


@dataclass(slots=True)
class _Frame:
    """A paragraph that is open, at this depth; `opaque` is the element in it that is not looked into."""

    depth: int
    builder: Builder
    opaque: Event | None = None
    opaque_depth: int = 0
    shown: list[str] = field(default_factory=list)
    text_start: int = -1
    text_end: int = -1
    choices: tuple[int, int] | None = None
    bracket: int = -1


class _Reading:
    """One reading of a member."""

    def __init__(self, name: str, member: Member, styles: Mapping[str, Mapping[str, str]]) -> None:
        self.name, self.member = name, member
        self.styles = {**styles, **_styles(member.data)}
        self.blocks: list[Block] = []
        self.notices: set[str] = set()
        self.compared: set[str] = set()
        self.depth = 0
        self.skipped = 0
        self.frames: list[_Frame] = []
        self.counts: dict[str, int] = {}
        self.places: list[tuple[int, str]] = []
        self.sheets = False
        self.row = self.column = 0
        self.rows = 1
        self.leaf: Builder | None = None
        self.is_language = False
        prefix = re.search(rf'xmlns:([\w.-]+)=["\']{re.escape(_OASIS)}text:1\.0', member.text(0, len(member.data)))
        self.spelling = OpenDocumentText(f"{prefix[1]}:" if prefix else "text:")

    def run(self) -> None:
        """Find the blocks of the member."""
        if b"<office:spreadsheet" in self.member.data:
            self._note_compared()
        for event in events(self.member.data, _PREFIXES):
            if event.kind == TEXT:
                self._text(event)
            elif event.kind == START:
                self.depth += 1
                self._flush()
                self._start(event)
            elif event.kind == END:
                self._flush()
                self._end(event)
                self.depth -= 1

    def _note_compared(self) -> None:
        """Note the texts that formulas, lists and filters look for."""
        for event in events(self.member.data, _PREFIXES):
            if event.attributes:
                self.compared.update(literals(event.attributes.get(_COMPARED.get(event.name, ""), "")))
                self.compared.add(event.attributes.get(_SOUGHT.get(event.name, ""), ""))

    def _text(self, event: Event) -> None:
        if self.skipped:
            return
        if self.is_language and is_french(event.name):
            self.member.language.append((event.start, event.end, self.member.encoded("-".join(_ENGLISH))))
        elif self.leaf is not None:
            self.leaf.text(event.start, event.end, event.name)
        elif self.frames:
            frame = self.frames[-1]
            if frame.opaque is not None:
                frame.shown.append(event.name)
                return
            if self._is_bracket(frame, event):
                return
            self._open_choice(frame)
            if frame.text_end == event.start:
                frame.text_end = event.end
            else:
                self._flush()
                frame.text_start, frame.text_end = event.start, event.end

    def _is_bracket(self, frame: _Frame, event: Event) -> bool:
        """Tell whether this is one of the brackets around what is to be typed over, and make it a part of the pair."""
        if frame.choices and event.name == "<" and event.start == frame.choices[1]:
            frame.choices = frame.choices[0], event.end
            return True
        if event.name == ">" and _END_OF_PLACEHOLDER.match(self.member.data, event.end):
            frame.bracket = event.start
            return True
        return False

    def _open_choice(self, frame: _Frame) -> None:
        """Open the pair of a list of choices behind them, or that of a placeholder behind its bracket."""
        if frame.choices:
            frame.builder.open(*frame.choices)
            frame.choices = None

    def _flush(self) -> None:
        """Add the text that stands together; its white space can only be told when all of it is known."""
        if self.frames and self.frames[-1].text_end >= 0:
            frame = self.frames[-1]
            raw = self.member.text(frame.text_start, frame.text_end)
            frame.builder.text(frame.text_start, frame.text_end, self.spelling.said(raw))
            frame.text_end = -1

    def _start(self, event: Event) -> None:
        name, attributes = event.name, event.attributes
        if self.depth == 1 and name not in _ROOTS:
            raise InputError("this is no OpenDocument file: it is other XML; check its name or give --format")
        if attributes:
            self._note_language(event)
        self.is_language = name == "dc:language"
        if self.skipped:
            return
        if name in ("text:p", "text:h"):
            builder = Builder(self.name, self.member, self.spelling, event.end, place=self._place())
            self.frames.append(_Frame(self.depth, builder))
        elif name in _SKIPPED or self._is_left(event):
            self.skipped = self.depth
        elif name in _LEAVES:
            self.leaf = Builder(self.name, self.member, self.spelling, event.end, place=self._place(_LEAVES[name]))
        else:
            self._read_attributes(event)
            self._enter_place(event)
            if self.frames and self.frames[-1].opaque is None:
                self._start_in_paragraph(self.frames[-1], event)

    def _read_attributes(self, event: Event) -> None:
        """Add the attributes that people read."""
        for name in _ATTRIBUTES.get(event.name, ()):
            value = event.attributes.get(name, "")
            numbering = name.startswith(("style:", "loext:"))
            if value and (len(value.strip()) > _LONGEST_SIGNS or not numbering):
                place = "number of a list" if numbering else "tip" if name == "office:title" else "form"
                self.blocks += attribute_blocks(self.name, self.member, event, name, self._place(place), words=_NUMBER)

    def _is_left(self, event: Event) -> bool:
        """Tell whether an element holds what nobody reads, or what is computed."""
        name, attributes = event.name, event.attributes
        if name == "table:table-cell" and (
            attributes.get("office:value-type") in _VALUES or "table:formula" in attributes
        ):
            self.column += self._repeated(event) if self.places else 0
            return True
        if name == "text:section" and attributes.get("text:display") in ("none", "condition"):
            self.notices.add("hidden text is not translated")
            return True
        return False

    def _start_in_paragraph(self, frame: _Frame, event: Event) -> None:
        name, builder = event.name, frame.builder
        if name == "text:span":
            look = self._look(event)
            if look.get("text:display") == "none":
                self.notices.add("hidden text is not translated")
                self._hide(frame, event)
                return
            key = tuple(sorted(look.items()))
            raised = look.get("style:text-position", "").startswith("super")
            closing = f"</{tag_name(self.member, event)}>"
            code = is_code_style(event.attributes.get("text:style-name", "")) or any(
                is_monospaced(look.get(name, "")) for name in ("style:font-name", "fo:font-family")
            )
            tag = Tag(key, (event.start, event.end), closing, visible=bool(look), raised=raised, code=code)
            builder.state = (*builder.state, self.member.tag(tag))
        elif name in ("text:drop-down", "text:placeholder"):
            frame.choices = event.start, event.end
        elif name == "text:label" and frame.choices:
            frame.choices = frame.choices[0], event.end
        elif name in _PROSE:
            builder.open(event.start, event.end)
        elif name != "text:soft-page-break":
            self._hide(frame, event)

    def _look(self, event: Event) -> Mapping[str, str]:
        name = event.attributes.get("text:style-name", "")
        return self.styles.get(name, {"style:name": name} if name else {})

    def _hide(self, frame: _Frame, event: Event) -> None:
        frame.opaque, frame.opaque_depth = event, self.depth
        frame.shown.clear()

    def _end(self, event: Event) -> None:
        name = event.name
        if self.skipped:
            if self.depth == self.skipped:
                self.skipped = 0
            return
        while self.places and self.places[-1][0] == self.depth:
            self.places.pop()
        if self.leaf is not None:
            if name in _LEAVES:
                self.blocks += self.leaf.finish(event.start)
                self.leaf = None
        elif self.frames:
            frame = self.frames[-1]
            if frame.opaque is not None:
                if self.depth == frame.opaque_depth:
                    opened, frame.opaque = frame.opaque, None
                    self._end_hidden(frame.builder, opened, event.end, "".join(frame.shown))
            elif self.depth == frame.depth:
                self._finish(frame.builder.finish(event.start))
                self.frames.pop()
            elif name == "text:label" and frame.choices:
                frame.choices = frame.choices[0], event.end
            elif name == "text:span":
                frame.builder.state = frame.builder.state[:-1]
            elif name in _PROSE:
                self._open_choice(frame)
                frame.builder.close(frame.bracket if frame.bracket >= 0 else event.start, event.end)
                frame.bracket = -1
        if name == "table:table-row":
            self.row += self.rows

    def _finish(self, blocks: Sequence[Block]) -> None:
        """Add the blocks of a paragraph, unless it is a cell that something compares with."""
        if self.sheets and any(block.view in self.compared for block in blocks):
            self.notices.add(LEFT)
        else:
            self.blocks += blocks

    def _end_hidden(self, builder: Builder, opened: Event, end: int, shown: str) -> None:
        """Make of an element that was not looked into what it is for the sentence."""
        name, start = opened.name, opened.start
        if name == "text:s":
            count = opened.attributes.get("text:c", "1")
            builder.text(start, end, " " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES), whole=True)
        elif name == "text:tab":
            builder.boundary(start, end)
        elif name == "text:line-break":
            builder.line_break(start, end)
        elif name in _RANGES:
            attribute, side = _RANGES[name]
            kind = name.removesuffix("-start").removesuffix("-end")
            builder.range(start, end, f"{kind} {opened.attributes.get(attribute)}", opens=side == "start")
        elif name in _MARKS or name == "text:span" or not name.startswith("text:"):
            builder.mark(start, end)
        else:
            builder.word(start, end, shown)

    def _enter_place(self, event: Event) -> None:
        """Note where what follows stands, for the reader of a review."""
        name, attributes = event.name, event.attributes
        place = ""
        if name == "text:note":
            place = self._counted("footnote" if attributes.get("text:note-class") != "endnote" else "endnote")
        elif name == "office:annotation":
            place = self._counted("comment")
        elif name == "draw:text-box":
            place = "text box"
        elif name == "draw:page":
            place = self._counted("slide")
        elif name == "presentation:notes":
            place = "notes"
        elif name.startswith(("style:header", "style:footer")) and not name.endswith(("-style", "-properties")):
            place = "page header" if name.startswith("style:header") else "page footer"
        elif name == "office:chart":
            place = "chart"
        elif name == "table:table":
            self.row = self.column = 0
            self.rows = 1
            label = attributes.get("table:name", "")
            place = f"{'sheet' if self.sheets else 'table'} {label}".strip()
        elif name == "table:table-row":
            self.column = 0
            self.rows = self._repeated(event, "table:number-rows-repeated")
            place = "" if self.sheets else f"row {self.row + 1}"
        elif name in ("table:table-cell", "table:covered-table-cell"):
            place = f"{_column_name(self.column)}{self.row + 1}" if self.sheets else ""
            self.column += self._repeated(event)
        elif name == "office:spreadsheet":
            self.sheets = True
        if place:
            self.places.append((self.depth, place))

    def _repeated(self, event: Event, name: str = "table:number-columns-repeated") -> int:
        count = event.attributes.get(name, "1")
        return int(count) if count.isdecimal() and len(count) < 8 else 1

    def _counted(self, kind: str) -> str:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind} {self.counts[kind]}"

    def _place(self, last: str = "") -> str:
        return ", ".join([*(place for _, place in self.places), *([last] if last else [])])

    def _note_language(self, event: Event) -> None:
        for names in _LANGUAGES:
            if is_french(event.attributes.get(names[0], "")):
                for name, english in zip(names, _ENGLISH, strict=True):
                    if name in event.attributes:
                        start, end = attribute_bytes(self.member, event, name)
                        self.member.language.append((start, end, self.member.encoded(english)))


def _column_name(number: int) -> str:
    """Return the name of a column of a sheet, counted from 0.

    >>> _column_name(0), _column_name(27)
    ('A', 'AB')
    """
    name = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
