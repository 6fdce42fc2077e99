"""Excel files (xlsx, xlsm, xltx, xltm): ECMA-376 part 1, chapter 18, transitional and strict.

What is translated: text of cells, comments, drawings and titles of charts; the title of the document. Numbers,
formulas with their results, names of sheets and hidden sheets stay, and so does a text that something compares with: a
text in a formula, a choice of a list, a filter, the head of a table.
"""

import re
from collections.abc import Iterator, Mapping

from glossary.tables import expression
from translate.documents.errors import InputError
from translate.documents.formats.blocks import Builder
from translate.documents.formats.formulas import LEFT, literals
from translate.documents.formats.office import (
    DRAWINGS,
    PREFIXES,
    DrawingPart,
    Package,
    Part,
    Runs,
    property_parts,
)
from translate.documents.formats.skeleton import Block, Skeleton, Spliced, with_twins
from translate.documents.formats.xml_events import END, START, TEXT, Event, events, stretch_blocks
from translate.documents.records import Document, MarkupKind

_MAIN = (
    "spreadsheetml.sheet.main+xml",
    "spreadsheetml.template.main+xml",
    "ms-excel.sheet.macroEnabled.main+xml",
    "ms-excel.template.macroEnabled.main+xml",
)
_STRINGS, _COMMENTS, _DRAWING = "spreadsheetml.sharedStrings+xml", "spreadsheetml.comments+xml", "drawing+xml"
_COMPARING = ("spreadsheetml.table+xml", "spreadsheetml.pivotCacheDefinition+xml")
_FORMULAS = frozenset(["x:f", "x:formula", "x:formula1", "x:formula2", "x:definedName"])
_COMPARED: Mapping[str, str] = {
    "x:tableColumn": "name",
    "x:cacheField": "name",
    "x:s": "v",
    "x:filter": "val",
    "x:customFilter": "val",
}
"""Attributes with texts that Excel looks for in cells."""
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "x:dataValidation": ("promptTitle", "prompt", "errorTitle", "error"),
    "x:hyperlink": ("tooltip",),
}
"""Attributes with texts that a person reads at a cell."""
_HEADERS = {f"x:{page}{part}": part.lower() for page in ("odd", "even", "first") for part in ("Header", "Footer")}
_HEADER_CODE = expression(r"&amp;(\"[^\"]*\"|&quot;.*?&quot;|K[0-9A-F]{6}|K\d\d[+-]\d{3}|\d+|&amp;|[A-Za-z])")
_SIDES, _VALUES = frozenset("LCR"), frozenset([*"PNDTAFZ", "&amp;"])
"""Codes of the parts of a header, and of what it says of the file."""


class Xlsx(Spliced):
    """Excel files."""

    name = "xlsx"
    suffixes = (".xlsx", ".xlsm", ".xltx", ".xltm")

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read a file, whose encodings are its own; see `translate.documents.formats.base.Format.read`."""
        package = Package(data)
        main = package.named(*_MAIN)
        if not main:
            raise InputError("this is no Excel file: its main part is missing; check its name or give --format")
        book = _Book(package, main[0])
        book.read()
        members = {part.name: part.member for part in book.parts}
        return Skeleton(self.name, members, book.blocks, package.archive.write).document(notices=sorted(book.notices))


class _Book:
    """One reading of a file: its `sheets` are the names of those that are shown, by their members."""

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.parts: list[Part] = []
        self.blocks: list[Block] = []
        self.notices: set[str] = set()
        self.compared: set[str] = set()
        related = package.related(main)
        self.sheets: dict[str, str] = {}
        self.hidden: set[str] = set()
        for event in self._events(main):
            if event.kind == START and event.name == "x:sheet":
                member = related.get(event.attributes.get("r:id", ""), "")
                if event.attributes.get("state", "visible") == "visible":
                    self.sheets[member] = event.attributes.get("name", "")
                else:
                    self.hidden.add(member)
        self.main = main

    def read(self) -> None:
        """Find the blocks of the file."""
        archive = self.package.archive
        shown = [name for name in self.sheets if name in archive]
        hidden = [name for name in self.hidden if name in archive]
        for name in (self.main, *shown, *hidden, *self.package.named(*_COMPARING)):
            self._note_compared(name)
        places: dict[int, str] = {}
        texts: list[Block] = []
        for name in shown:
            part = _Texts(name, archive.read(name), self)
            part.read_cells(f"sheet {self.sheets[name]}", places)
            self.parts.append(part)
            texts += part.blocks
        if hidden:
            self.notices.add("hidden sheets are not translated")
        for name in self.package.named(_STRINGS):
            part = _Texts(name, archive.read(name), self)
            part.read_strings(places)
            self.parts.append(part)
            self.blocks += part.blocks
        self.blocks += texts
        for name in shown:
            self._read_related(name, f"sheet {self.sheets[name]}")
        for properties in property_parts(self.package):
            self.parts.append(properties)
            self.blocks += properties.blocks

    def _events(self, name: str) -> Iterator[Event]:
        return events(self.package.archive.read(name), PREFIXES)

    def _note_compared(self, name: str) -> None:
        """Note the texts that formulas, lists, filters and tables look for."""
        formula: list[str] | None = None
        for event in self._events(name):
            if event.kind == START:
                if event.name in _FORMULAS:
                    formula = []
                value = event.attributes.get(_COMPARED.get(event.name, ""))
                if value is not None:
                    self.compared.add(value)
            elif event.kind == TEXT and formula is not None:
                formula.append(event.name)
            elif event.kind == END and formula is not None and event.name in _FORMULAS:
                self.compared.update(literals("".join(formula)))
                formula = None

    def _read_related(self, name: str, place: str) -> None:
        """Read the comments and drawings of a sheet, and the charts in these."""
        related = dict.fromkeys(self.package.related(name).values())
        for member in related:
            if member in self.package.named(_COMMENTS):
                part = _Texts(member, self.package.archive.read(member), self)
                part.read_comments(place)
                self.parts.append(part)
                self.blocks += part.blocks
            elif member in self.package.named(_DRAWING):
                self._read_drawing(member, f"{place}, drawing")
                for inner in dict.fromkeys(self.package.related(member).values()):
                    if inner in self.package.named(*DRAWINGS):
                        self._read_drawing(inner, f"{place}, chart")

    def _read_drawing(self, name: str, place: str) -> None:
        drawing = DrawingPart(name, self.package.archive.read(name), place)
        drawing.read()
        self.parts.append(drawing)
        # The labels of a chart are those of cells, and stay where these stay.
        self.blocks, _ = with_twins(self.blocks, drawing.labels)
        self.blocks += drawing.blocks


class _Texts(Part):
    """A member with texts of cells: shared ones, those of a sheet, or comments."""

    def __init__(self, name: str, data: bytes, book: _Book) -> None:
        super().__init__(name, data)
        self.book = book

    def read_cells(self, place: str, places: dict[int, str]) -> None:
        """Add the texts that stand in the cells of a sheet; note in `places` where each shared text is shown first."""
        cell = kind = ""
        header = 0
        is_value = False
        value: list[str] = []
        reading: _Text | None = None
        for event in self.events():
            if event.kind == START and event.name in _ATTRIBUTES:
                for name in _ATTRIBUTES[event.name]:
                    self.read_attribute(event, name, f"{place}, tip of a cell")
            elif event.name in _HEADERS and event.kind in (START, END):
                if event.kind == START:
                    header = event.end
                else:
                    self._read_header(header, event.start, f"{place}, page {_HEADERS[event.name]}")
            elif event.kind == START and event.name == "x:c":
                cell, kind = event.attributes.get("r", ""), event.attributes.get("t", "")
            elif event.kind == START and event.name == "x:is":
                reading = _Text(self, event, f"{place}, {cell}")
            elif reading is not None:
                if event.kind == END and event.name == "x:is":
                    reading.finish(event)
                    reading = None
                else:
                    reading.add(event)
            elif event.name == "x:v" and event.kind in (START, END):
                is_value = event.kind == START
                number = "".join(value)
                value.clear()
                if kind == "s" and not is_value and number.isdecimal() and len(number) < 10:
                    places.setdefault(int(number), f"{place}, {cell}")
            elif event.kind == TEXT and is_value:
                value.append(event.name)

    def _read_header(self, start: int, end: int, place: str) -> None:
        """Add what is printed above or below a sheet, in which `&amp;P` is the number of the page."""
        builder = Builder(self.name, self.member, self.text, start, place=place)

        def kind_of(code: re.Match[str]) -> MarkupKind | None:
            if code[1] in _SIDES:
                return None
            return MarkupKind.WORD if code[1] in _VALUES else MarkupKind.MARK

        self.blocks += stretch_blocks(builder, self.member, self.text, (start, end), _HEADER_CODE, kind_of)

    def read_strings(self, places: Mapping[int, str]) -> None:
        """Add the shared texts that a cell shows."""
        number = -1
        reading: _Text | None = None
        for event in self.events():
            if event.kind == START and event.name == "x:si":
                number += 1
                reading = _Text(self, event, places[number]) if number in places else None
            elif event.kind == END and event.name == "x:si" and reading is not None:
                reading.finish(event)
                reading = None
            elif reading is not None:
                reading.add(event)

    def read_comments(self, place: str) -> None:
        """Add the comments of a sheet."""
        cell = ""
        reading: _Text | None = None
        for event in self.events():
            if event.kind == START and event.name == "x:comment":
                cell = event.attributes.get("ref", "")
            elif event.kind == START and event.name == "x:text":
                reading = _Text(self, event, f"{place}, {cell}, comment")
            elif event.kind == END and event.name == "x:text" and reading is not None:
                reading.finish(event)
                reading = None
            elif reading is not None:
                reading.add(event)


class _Text:
    """One text of a cell, which begins with the tag `event`: plain, or runs of several formats."""

    def __init__(self, part: _Texts, event: Event, place: str) -> None:
        self.part, self.place = part, place
        self.builder = Builder(part.name, part.member, part.run_text, event.end, place=place)
        self.runs = Runs(part, self.builder, ("x:r", "x:rPr", "x:t"))
        self.blocks: list[Block] = []
        self.is_plain = False
        self.properties = self.opaque = -1
        self.inside = False
        self.said: list[str] = []

    def add(self, event: Event) -> None:
        """Add an event in the text."""
        kind, name = event.kind, event.name
        if self.opaque >= 0:
            # How a text is pronounced is said behind it.
            if kind == END and name in ("x:rPh", "x:phoneticPr"):
                if not self.is_plain:
                    self.builder.boundary(self.opaque, event.end)
                self.opaque = -1
        elif kind == START and name in ("x:rPh", "x:phoneticPr"):
            self.opaque = event.start
        elif kind == START and name == "x:r":
            self.runs.begin(event)
        elif name == "x:rPr" and kind == START:
            self.properties = event.start
        elif name == "x:rPr" and kind == END:
            self.runs.set_properties(self.properties, event.end)
        elif kind == START and name == "x:t":
            self.inside = True
            if self.runs.inside:
                self.runs.begin_text(event)
            else:
                self.builder = Builder(
                    self.part.name, self.part.member, self.part.run_text, event.end, place=self.place
                )
        elif kind == TEXT and self.inside:
            self.said.append(event.name)
            if event.name == "\n":
                self.builder.line_break(event.start, event.end)
            else:
                self.builder.text(event.start, event.end, event.name)
        elif kind == END and name == "x:t":
            self.inside = False
            if self.runs.inside:
                self.runs.end_text()
            else:
                self.is_plain = True
                self.blocks += self.builder.finish(event.start)
        elif kind == END and name == "x:r":
            self.runs.end()

    def finish(self, event: Event) -> None:
        """Add the blocks of the text, which ends with the tag `event`, unless something compares with it."""
        if "".join(self.said).strip() in self.part.book.compared:
            self.part.book.notices.add(LEFT)
        else:
            self.part.blocks += self.blocks if self.is_plain else self.builder.finish(event.start)
