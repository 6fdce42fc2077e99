"""Notebooks of Jupyter (ipynb, nbformat 4): the Markdown of their cells; code, outputs and all else stay."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from glossary.tables import expression
from translate.documents.errors import InputError
from translate.documents.formats import markdown
from translate.documents.formats.json_values import JsonText, String, strings
from translate.documents.formats.skeleton import Block
from translate.documents.formats.text_file import TextBuilder, TextFile, write_text
from translate.documents.records import Document, Markup, MarkupKind, Segment

_CELL = expression(r"cells\[(\d+)\]\.")
_KINDS: Mapping[tuple[str, ...], str] = {("cells", "[*]", "cell_type"): "kind", ("cells", "[*]", "source"): "source"}
_LINES = ("cells", "[*]", "source", "[*]")


class NotebookText(JsonText):
    """How text stands in the strings of a cell, one for each line."""

    unit = re.compile(rf"\"\s*,\s*\"|{JsonText.unit.pattern}")
    """The end of one string and the beginning of the next say nothing."""


@dataclass(slots=True)
class _Cell:
    """What is `said` in a cell by character; `starts` and `ends` are the places of its characters in the file."""

    kind: str = ""
    said: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, file: TextFile, string: String, spelling: JsonText) -> None:
        """Add one of its strings."""
        position = string.start
        for length, unit in spelling.units(file.text[string.start : string.end]):
            self.said.append(unit)
            self.starts.append(position)
            position += length
            self.ends.append(position)


class Notebook:
    """Notebooks of Jupyter."""

    name = "notebook"
    suffixes = (".ipynb",)
    plain = False

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read the Markdown cells; see `translate.documents.formats.base.Format.read`.

        :raises InputError: also where it has no cells.
        """
        file = TextFile(data, encoding)
        plain = JsonText(ascii=False)
        cells: dict[int, _Cell] = {}
        for string in strings(file.text, set()):
            match = _CELL.match(string.place)
            if match is None or string.path[:3] not in _KINDS:
                continue
            cell = cells.setdefault(int(match[1]), _Cell())
            if string.path == _LINES or _KINDS.get(string.path) == "source":
                cell.add(file, string, plain)
            elif string.path in _KINDS:
                cell.kind = file.text[string.start : string.end]
        if not cells:
            raise InputError("this is no notebook: it has no cells; check its name or give --format")
        spelling = NotebookText(ascii=file.text.isascii() and "\\u" in file.text)
        blocks: list[Block] = []
        for number, cell in sorted(cells.items()):
            text = "".join(cell.said)
            if cell.kind == "markdown" and text.strip():
                position = 0
                for part in markdown.read_text(text).parts:
                    if isinstance(part, Segment):
                        builder = file.builder(spelling, cell.starts[position], place=f"cell {number + 1}")
                        end = _add(builder, cell, position, part.source, part.markup)
                        blocks += builder.finish(end)
                    position += len(part.text)
        return file.document(self.name, sorted(blocks, key=lambda block: block.start))

    def write(self, document: Document, *, encoding: str | None = None) -> bytes:
        """Write the notebook; see `translate.documents.formats.base.Format.write`."""
        return write_text(document, encoding=encoding)


def _add(builder: TextBuilder, cell: _Cell, start: int, source: str, markup: Sequence[Markup]) -> int:
    """Tell `builder` of a sentence of Markdown at character `start` of a cell; return where it ends in the file."""
    pieces = {
        MarkupKind.OPEN: builder.open,
        MarkupKind.CLOSE: builder.close,
        MarkupKind.MARK: builder.mark,
    }
    position = 0
    for item in [*markup, None]:
        until = len(source) if item is None else item.span.start
        if until > position:
            builder.text(cell.starts[start + position], cell.ends[start + until - 1], source[position:until])
        if item is not None:
            begin, end = cell.starts[start + item.span.start], cell.ends[start + item.span.end - 1]
            if item.kind is MarkupKind.WORD:
                builder.word(begin, end, item.span.of(source))
            elif item.kind is MarkupKind.BREAK:
                builder.line_break(begin, cell.starts[start + item.span.end], inside=True)
            else:
                pieces[item.kind](begin, end)
            position = item.span.end
    return cell.ends[start + len(source) - 1]
