"""Terms in tables: tab-separated (TSV) and comma-separated (CSV) values, with a header or as DeepL has them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from glossary.edits import Span
from glossary.tables import expression
from glossary.terms.files.base import (
    CONTROL,
    FIELDS,
    KINDS,
    LISTS,
    LONGEST,
    BadLines,
    Problem,
    decoded,
    encoded_like,
    excerpt,
    filled,
    term_of,
    unknown_field,
    value_of,
)
from glossary.terms.records import Term

_HEADINGS = {
    **{name: name for name in FIELDS},
    **dict.fromkeys(("fr", "french", "français"), "source"),
    **dict.fromkeys(("en", "english", "anglais"), "target"),
}
# What a spreadsheet would run as a formula, and what was written in its place.
_FORMULA = expression(r"'*[=+\-@＝＋－＠]")
_HIDDEN_FORMULA = expression(r"'+[=+\-@＝＋－＠]")
_COMMENT = expression(r"#+(?: |$)")
_ESCAPED = expression(r"\\([\\|])")
_BAR = expression(r"(?<!\\)(?:\\\\)*\|")
_NAMES = {"\t": "a tab", ",": "a comma", ";": "a semicolon"}


class _Row(NamedTuple):
    """The cells of a row as they stand in it, and where in the text it is: its line from 1, its characters from 0.

    A tuple, since a hundred thousand of them are made a third faster than of a frozen dataclass.
    """

    line: int
    start: int
    end: int
    cells: list[str]
    quoted: bool


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a table is laid out: its columns, and the row with their names, None where there is none."""

    delimiter: str
    columns: tuple[str, ...]
    header: _Row | None
    languages: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    r"""Tables whose cells have `delimiter` between them; None for commas, or what the first row has instead.

    Without a header the columns are the French and the English, and may be followed by the two languages, as DeepL has
    them. A header names the columns by the fields of `Term`, in any order; `source` or `fr`, `target` or `en`. Several
    values in a cell have `|` between them, with `\|` for the sign itself. Cells may be quoted. A line that begins with
    `# `, and one without any text, is left out. A quote before `=`, `+`, `-` or `@` at the start of a cell hides a
    formula, which a spreadsheet would run: it is put there, and taken away when it is read.
    """

    delimiter: str | None = None

    def parse(self, data: bytes, *, name: str) -> list[Term]:
        r"""Return the terms of the file `name`.

        :raises BadLines: with each line that makes no term.

        >>> [term] = CSV.parse("ONU;UN\r\n".encode("utf-16"), name="terms.csv")
        >>> term.source, term.target, term.origin
        ('ONU', 'UN', 'terms.csv:1')
        """
        text = decoded(data)
        layout = _layout(text, self.delimiter)
        clean = CONTROL.search(text.replace("\r\n", "\n")) is None and (layout.delimiter == "\t" or "\t" not in text)
        terms: list[Term] = []
        problems: list[Problem] = []
        for row in _entries(text, layout):
            try:
                terms.append((_simple(row, layout, name) if clean else None) or _term(row, layout, name))
            except ValueError as error:
                problems.append(Problem(row.line, str(error)))
        if problems:
            raise BadLines(problems)
        return terms

    def places(self, data: bytes) -> list[Span]:
        """Return where the terms stand, in characters of the decoded text, whole lines each.

        >>> CSV.places(b"# ours\\nONU,UN\\n")
        [Span(start=7, end=14)]
        """
        text = decoded(data)
        return [Span(row.start, row.end) for row in _entries(text, _layout(text, self.delimiter))]

    def render(self, terms: Sequence[Term]) -> bytes:
        r"""Return a table of `terms` in UTF-8, with a header of the fields that any of them uses, but for `origin`.

        >>> CSV.render([Term("=1+1", "two, or more")])
        b'source,target\n\'=1+1,"two, or more"\n'
        """
        delimiter = self.delimiter or ","
        columns = filled(terms)
        lines = [delimiter.join(columns), *(_line(term, columns, delimiter) for term in terms)]
        return ("\n".join(lines) + "\n").encode()

    def added(self, data: bytes, terms: Sequence[Term]) -> bytes:
        """Return the table `data` with rows for `terms` at its end, and the columns that they need in the header.

        A header is put before a table that needs one now; all else stays as it is, with its comments.

        >>> CSV.added(b"ONU,UN\\n", [Term("OTAN", "NATO", note="1949")])
        b'source,target,note\\nONU,UN\\nOTAN,NATO,1949\\n'
        """
        text = decoded(data)
        layout = _layout(text, self.delimiter)
        end_of_line = "\r\n" if "\r\n" in text else "\n"
        if text and not text.endswith(("\n", "\r")):
            text += end_of_line
        columns = list(layout.columns)
        missing = [name for name in filled(terms) if name not in columns]
        if layout.header is not None and missing:
            header = text[layout.header.start : layout.header.end].rstrip("\r\n")
            wider = layout.delimiter.join([header, *missing])
            text = text[: layout.header.start] + wider + text[layout.header.start + len(header) :]
        elif layout.header is None and (missing or not text.strip()) and not layout.languages:
            text = layout.delimiter.join([*columns, *missing]) + end_of_line + text
        languages = f"{layout.delimiter}FR{layout.delimiter}EN" if layout.languages else ""
        lines = (_line(term, columns + missing, layout.delimiter) + languages + end_of_line for term in terms)
        return encoded_like(data, text + "".join(lines))


TSV, CSV = Table("\t"), Table()


def _entries(text: str, layout: "_Layout") -> Iterator["_Row"]:
    first = 0 if layout.header is None else layout.header.line
    return (row for row in _rows(text, layout.delimiter) if row.line > first)


def _simple(row: _Row, layout: _Layout, name: str) -> Term | None:
    """Return the term of a row that has nothing but French, English and perhaps a kind, None for any other.

    Nearly all rows of large files are like that, and are read more than twice as fast in this way.
    """
    cells = row.cells
    width = len(cells)
    if width != len(layout.columns) or layout.columns[:2] != ("source", "target"):
        return None
    source, target = cells[0].strip(), cells[1].strip()
    if not source or not target or source[0] == "'" or target[0] == "'":
        return None
    if row.quoted or len(source) + len(target) > LONGEST:
        return None
    filled_in = width - cells.count("") if width > 2 else 2
    if filled_in == 2:
        return Term(source, target, origin=f"{name}:{row.line}")
    if filled_in == 3 and layout.columns[2] == "kind" and cells[2] in KINDS:
        return Term(source, target, KINDS[cells[2]], origin=f"{name}:{row.line}")
    return None


def _term(row: _Row, layout: _Layout, name: str) -> Term:
    """Return the term of a row.

    :raises ValueError: where it makes none; the message is the reason.
    """
    width = len(layout.columns)
    cells = [_shown(cell) for cell in row.cells]
    if any(cells[width:]):
        if layout.header is not None:
            raise ValueError(f"it has {len(cells)} columns, the header has {width}")
        if not layout.languages:
            raise ValueError(f"it has {len(cells)} columns; French and English are needed, or a header")
    if len(cells) == 1 and layout.header is None:
        raise ValueError(f"it has no English; put {_NAMES[layout.delimiter]} between the French and the English")
    if layout.languages and any(cells[2:]):
        first, second = [*cells[2:4], "", ""][:2]
        if (first[:2].lower(), second[:2].lower()) != ("fr", "en"):
            raise ValueError(f"its languages are {excerpt(first)} and {excerpt(second)}, not 'fr' and 'en'")
    values: dict[str, str | Sequence[str]] = dict(zip(layout.columns, cells, strict=False))
    for field in LISTS:
        if value := values.get(field):
            values[field] = _split(str(value))
    return term_of(values, origin=f"{name}:{row.line}")


def _layout(text: str, delimiter: str | None) -> _Layout:
    """Return the layout that the first row with text shows.

    :raises BadLines: where a header names a field that does not exist, or one twice.
    """
    candidates = [delimiter] if delimiter else [",", ";", "\t"]
    firsts = {each: next(_rows(text, each), None) for each in candidates}
    for each, row in firsts.items():
        if row is not None and (columns := _columns(row)):
            return _Layout(each, columns, row)
    for each, row in firsts.items():
        count = 0 if row is None else len(row.cells)
        if row is not None and count == 4 and all(re.fullmatch("[a-zA-Z]{2}(-[a-zA-Z]+)?", c) for c in row.cells[2:]):
            return _Layout(each, ("source", "target"), None, languages=True)
        if count == 2:
            return _Layout(each, ("source", "target"), None)
    return _Layout(candidates[0], ("source", "target"), None)


def _columns(row: _Row) -> tuple[str, ...]:
    """Return the fields that a header names, nothing where the row is none.

    :raises BadLines: where it names a field that does not exist, or one twice.
    """
    headings = [cell.strip().lower() for cell in row.cells]
    while headings and not headings[-1]:
        headings.pop()
    names = [_HEADINGS.get(heading, heading) for heading in headings]
    known = [name for name in names if name in FIELDS]
    all_known = "source" in names and len(set(names)) == len(known) == len(names) > 1
    if not all_known and not {"source", "target"} <= set(headings):
        return ()
    problems = [Problem(row.line, unknown_field(name)) for name in names if name not in FIELDS]
    problems += [Problem(row.line, f"it has the column {name!r} twice") for name in known if known.count(name) > 1]
    if problems:
        raise BadLines(problems)
    return tuple(names)


def _rows(text: str, delimiter: str) -> Iterator[_Row]:
    """Yield the rows that have any text, without the comments."""
    end_of_line = "\n" if "\n" in text or "\r" not in text else "\r"
    position, number = 0, 1
    cell = re.compile(rf' *"([^"]*(?:""[^"]*)*)" *(?={delimiter}|\r?{end_of_line}|\r?\Z)')
    while position < len(text):
        start, line = position, number
        stop = text.find(end_of_line, start)
        stop = len(text) if stop < 0 else stop
        content = text[start:stop]
        position = stop + 1
        number += 1
        if content[:1] == "#" and _COMMENT.match(content):
            continue
        quoted = '"' in content
        if not quoted:
            cells = content.removesuffix("\r").split(delimiter)
        else:
            cells, position = _quoted_row(text, start, delimiter, end_of_line, cell)
            number = line + max(1, text.count(end_of_line, start, position))
        if content and (cells[0] or any(map(str.strip, cells))):
            yield _Row(line, start, min(position, len(text)), cells, quoted)


def _quoted_row(
    text: str, position: int, delimiter: str, end_of_line: str, quoted: "re.Pattern[str]"
) -> tuple[list[str], int]:
    """Return the cells of the row at `position` and where the next begins; a stray quotation mark is text."""
    cells = []
    while True:
        found = quoted.match(text, position)
        if found:
            cells.append(found[1].replace('""', '"'))
            position = found.end()
        else:
            ends = [end for sign in (delimiter, end_of_line) if (end := text.find(sign, position)) >= 0]
            end = min(ends, default=len(text))
            cells.append(text[position:end].removesuffix("\r"))
            position = end
        if text[position : position + 1] != delimiter:
            break
        position += 1
    if text[position : position + 1] == "\r" != end_of_line:
        position += 1
    return cells, position + 1


def _shown(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and _HIDDEN_FORMULA.match(cell) else cell


def _split(cell: str) -> list[str]:
    if "\\" not in cell:
        return cell.split("|")
    values, start = [], 0
    for bar in _BAR.finditer(cell):
        values.append(cell[start : bar.end() - 1])
        start = bar.end()
    return [_ESCAPED.sub(r"\1", value).strip() for value in [*values, cell[start:]]]


def rows_tsv(terms: Iterable[Term], columns: Sequence[str]) -> list[str]:
    """Return the rows of a table with tabs in which `columns` are the fields of `Term`; see `Table`.

    >>> rows_tsv([Term("ONU", "UN")], ["source", "kind", "target"])
    ['ONU\\tterm\\tUN']
    """
    return [_line(term, columns, "\t") for term in terms]


def _line(term: Term, columns: Iterable[str], delimiter: str) -> str:
    cells = []
    for column in columns:
        if column in LISTS:
            value = "|".join(v.replace("\\", "\\\\").replace("|", "\\|") for v in getattr(term, column))
        else:
            value = value_of(term, column)
        cells.append(cell(value, delimiter))
    return delimiter.join(cells)


def cell(value: str, delimiter: str) -> str:
    """Return a value as it is written into a table: in quotes where it needs them, a formula made harmless.

    >>> cell("Il dit : oui", ","), cell('"=1+1"', ","), cell("=1+1", ",")
    ('Il dit : oui', '\"\"\"=1+1\"\"\"', "'=1+1")
    """
    if _FORMULA.match(value):
        value = f"'{value}"
    if any(sign in value for sign in (delimiter, '"', "\n", "\r")) or _COMMENT.match(value):
        return '"' + value.replace('"', '""') + '"'
    return value
