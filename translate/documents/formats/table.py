"""Tables as text (csv, tsv): the cells of the columns that are named; every other byte stays.

The sign between cells is a semicolon, comma, tab or bar, whichever the file is regular with; quotes are those of
RFC 4180. A column is named as the first row does, or by its number, with which the first row is text as well.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from glossary.tables import expression
from translate.documents.errors import InputError
from translate.documents.formats.placeholders import add_text
from translate.documents.formats.skeleton import Block
from translate.documents.formats.text_file import TextFile, write_text
from translate.documents.records import Document

_SIGNS = ";,\t|"
_SAMPLE = 50_000
_MOST_NAMED = 20
_UNIT = expression(r"\"\"|\r\n|(?s:.)")
_FORMULA = expression(r"\s*[=+@-](?![\d.,\s]*%?\s*\Z)")
"""How a cell begins that spreadsheets compute (OWASP, "CSV Injection"); a number with a sign is none."""

Cell = tuple[int, int]


class QuotedText:
    """How text stands in a cell between quotes, `raw` before it was translated."""

    def __init__(self, raw: str) -> None:
        self._raw = raw

    def units(self, raw: str) -> Iterator[tuple[int, str]]:
        """Yield the characters of `raw`, each with the length of its spelling."""
        for match in _UNIT.finditer(raw):
            yield len(match[0]), match[0][-1]

    def escape(self, text: str) -> str:
        """Return `text` as it is written between quotes."""
        return text.replace('"', '""')

    def finish(self, made: str) -> str:
        """Return `made`: the quotes stand around it."""
        return _harmless(made, self._raw)


class BareText:
    """How text stands in a cell without quotes, which it gets where it needs them; `raw` before it was translated."""

    def __init__(self, raw: str, sign: str) -> None:
        self._raw, self._sign = raw, sign

    def units(self, raw: str) -> Iterator[tuple[int, str]]:
        """Yield the characters of `raw`, each with the length of its spelling."""
        return ((1, character) for character in raw)

    def escape(self, text: str) -> str:
        """Return `text` as it is."""
        return text

    def finish(self, made: str) -> str:
        """Return `made`, in quotes where it would end the cell otherwise."""
        made = _harmless(made, self._raw)
        if any(character in made for character in (self._sign, "\n", "\r")) or made.startswith('"'):
            return '"' + made.replace('"', '""') + '"'
        return made


def _harmless(made: str, raw: str) -> str:
    """Return a cell that is no formula where `raw` was none: with an apostrophe, which spreadsheets take for text.

    >>> _harmless("=A1 is a formula", "« =A1 » est une formule"), _harmless("-5.5 %", "moins 5,5 %")
    ("'=A1 is a formula", '-5.5 %')
    """
    return f"'{made}" if _FORMULA.match(made) and not _FORMULA.match(raw) else made


class HeadOfTable:
    """What the beginning of a table says of all its rows: the `sign` between cells, the header, the chosen columns.

    `rows_before` is 1 where the first row names the columns, else 0.
    """

    def __init__(self, text: str, chosen: str) -> None:
        """Look at the beginning of a table; `chosen` are names or numbers of columns, with commas between them.

        :raises InputError: where no column is chosen, or one is not there.
        """
        self.sign = _sign(text)
        first = next(_rows(text, self.sign), [])
        self._header = [_said(text, cell) for cell in first]
        self._columns, self.rows_before = self._chosen([name.strip() for name in chosen.split(",") if name.strip()])
        self._cell = _cell(self.sign)

    def blocks(self, file: TextFile, row: Sequence[Cell], number: int) -> Iterator[Block]:
        """Yield the blocks of the chosen cells of a row, whose `number` is from 1."""
        for column in self._columns:
            if column < len(row):
                known = self.rows_before and column < len(self._header)
                name = self._header[column] if known else f"column {column + 1}"
                yield from _blocks(file, row[column], self.sign, f"row {number}, {name}")

    def row(self, raw: str, number: int) -> Document | None:
        """Return one row, with its end, as a document of its own; None where it is the header or empty.

        :raises InputError: where it has none of the chosen columns.
        """
        if number <= self.rows_before or not raw.strip():
            return None
        file = TextFile(raw.encode(), "utf-8")
        cells = next(_rows(file.text, self.sign))
        if len(cells) <= min(self._columns):
            raise InputError(f"the row has {len(cells)} of {len(self._header)} cells, and none of the chosen columns")
        return file.document(Table.name, sorted(self.blocks(file, cells, number), key=lambda block: block.start))

    def end_of_row(self, text: str, start: int, *, longest: int, more: bool) -> int:
        """Return where the row that begins at `start` ends, at most one character beyond `longest` of them.

        :param more: whether the table may go on behind `text`; -1 is returned where that has to be known.
        """
        limit = min(len(text), start + longest + 1)
        position = start
        while True:
            match = self._cell.match(text, position, limit)
            assert match is not None  # anything is a cell
            may_close = match["quoted"] is None and text.startswith('"', position)
            if more and (match.end() == len(text) or may_close):
                return -1
            position = match.end()
            if match["end"] != self.sign:
                return position

    def _chosen(self, names: Sequence[str]) -> tuple[list[int], int]:
        """Return the numbers of the chosen columns from 0, and how many rows are no text."""
        header = [name.casefold() for name in self._header]
        there = f"there are {', '.join(self._header[:_MOST_NAMED])}" if any(header) else "the table is empty"
        if not names:
            raise InputError(f"name the columns to translate with --columns; {there}")
        if all(name.casefold() in header for name in names):
            return [header.index(name.casefold()) for name in names], 1
        if all(name.isdecimal() and 0 < int(name[:9]) <= max(1, len(header)) for name in names):
            return [int(name) - 1 for name in names], 0
        missing = next(name for name in names if name.casefold() not in header)
        raise InputError(f"the table has no column {missing}; {there}")


class Table:
    """Tables as text; `chosen` are the columns to translate, with commas between them."""

    name = "csv"
    suffixes = (".csv", ".tsv", ".tab")
    plain = False

    def __init__(self, chosen: str = "") -> None:
        self.chosen = chosen

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read the cells of the chosen columns; see `translate.documents.formats.base.Format.read`.

        :raises InputError: also where no column is chosen, or one is not there.
        """
        file = TextFile(data, encoding)
        head = HeadOfTable(file.text, self.chosen)
        blocks: list[Block] = []
        for number, row in enumerate(_rows(file.text, head.sign), start=1):
            if number > head.rows_before:
                blocks += head.blocks(file, row, number)
        name = f"{self.name}:{self.chosen}" if self.chosen else self.name
        return file.document(name, sorted(blocks, key=lambda block: block.start))

    def write(self, document: Document, *, encoding: str | None = None) -> bytes:
        """Write the table; see `translate.documents.formats.base.Format.write`."""
        return write_text(document, encoding=encoding)


def _sign(text: str) -> str:
    """Return the sign between the cells: the one that most rows have equally often, and often.

    >>> _sign("a;b\\n1,5;2,5\\n"), _sign("a;b;c\\n1;,,,,,;2\\n")
    (';', ';')
    """
    sample = text[:_SAMPLE]
    best, most = ",", (0.0, 0)
    for sign in _SIGNS:
        counts = Counter(len(row) for row in _rows(sample, sign))
        total = counts.total()
        counts.pop(1, None)
        if counts:
            cells, rows = max(counts.items(), key=lambda item: (item[1], item[0]))
            score = (rows / total, rows * (cells - 1))
            if (score[1] * score[0], score[1]) > most:
                best, most = sign, (score[1] * score[0], score[1])
    return best


def _cell(sign: str) -> re.Pattern[str]:
    """Return what a cell looks like, with the sign or the line end behind it."""
    any_end = rf"[{re.escape(sign)}\r\n]"
    return re.compile(
        rf"(?:(?P<quoted>\"[^\"]*(?:\"\"[^\"]*)*\")(?={any_end}|\Z)|[^{re.escape(sign)}\r\n]*)(?P<end>\r\n|{any_end}|\Z)"
    )


def _rows(text: str, sign: str) -> Iterator[list[Cell]]:
    """Yield the rows as the places of their cells, with quotes; an empty line is a row of one cell."""
    cell = _cell(sign)
    row: list[Cell] = []
    position = 0
    while position < len(text):
        match = cell.match(text, position)
        assert match is not None  # anything is a cell
        row.append((match.start(), match.start("end")))
        position = match.end()
        if match["end"] != sign:
            yield row
            row = []
    if row:
        yield [*row, (position, position)]


def _is_quoted(text: str, cell: Cell) -> bool:
    start, end = cell
    return end - start >= 2 and text[start] == '"' == text[end - 1]


def _said(text: str, cell: Cell) -> str:
    raw = text[slice(*cell)]
    return raw[1:-1].replace('""', '"').strip() if _is_quoted(text, cell) else raw.strip()


def _blocks(file: TextFile, cell: Cell, sign: str, place: str) -> list[Block]:
    start, end = cell
    spelling: QuotedText | BareText = BareText(file.text[start:end], sign)
    if _is_quoted(file.text, cell):
        start, end = start + 1, end - 1
        spelling = QuotedText(file.text[start:end])
    builder = file.builder(spelling, start, place=place)
    add_text(builder, file.text, start, end, spelling)
    return builder.finish(end)
