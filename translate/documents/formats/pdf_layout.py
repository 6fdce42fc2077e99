"""From the letters of a page to Markdown: lines, columns, running heads, paragraphs, headings, lists, tables.

Lengths are in points, places from the bottom left corner of the page. What decides is geometry alone; whether a hyphen
at the end of a line belongs to its word is left to the repair of French, which knows the words.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from glossary.tables import expression

_WORD_GAP = 1.5
"""Times the size of the letters: a wider gap in a line parts columns or cells."""
_SAME_LINE = 0.4
"""Times the size: letters whose feet differ by less are on one line."""
_GUTTER = 0.8
"""Times the size: the least white between columns."""
_FEWEST_LINES = 3
"""Lines of a column; fewer side by side are cells of a table."""
_MOST_ACROSS = 0.34
"""Share of the lines that may go across columns, such as titles and figures."""
_LEAST_FILLED = 0.55
"""How much of the width of its column the middle line fills in running text; cells of tables fill less."""
_MARGIN = 0.1
"""Share of the height of a page in which running heads and page numbers stand."""
_FEWEST_PAGES = 3
"""Pages with the same line at the same height; of two pages both."""
_LARGER = 1.12
"""Times the size of most letters: headings are larger."""
_LONGEST_HEADING = 200
_MOST_LEVELS = 3
_NEW_PARAGRAPH = 1.35
"""Times the usual distance of lines: a larger one begins a paragraph."""
_INDENT = 0.9
"""Times the size: a line that begins this far inside its column begins a paragraph."""
_SHORT = 0.85
"""Share of the width of the column: a line that ends before and with a full stop ends a paragraph."""
_BULLET = expression(r"[•‣⁃◦▪■●○►➢✓·\ue000-\uf8ff][ \t]*|[-–—][ \t]+")
_LONE_BULLET = expression(r"[•‣⁃◦▪■●○►➢✓·\ue000-\uf8ff–-]|\(?\d{1,2}[.)]")
_NUMBERED = expression(r"\(?\d{1,2}[.)][ \t]+|[a-z]\)[ \t]+")
_SENTENCE_END = expression(r"[.!?:…][\s\u00a0\u202f]*[\"»”)\]]*$")
_SPECIAL = expression(r"[\\`*_\[\]<>|]|^(?=[#+=~])|^(?=\d+[.)]\s)", re.MULTILINE)
HYPHEN = "\u0002"
"""What stands for a hyphen at the end of a line."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with its box and the size of its font."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or the part of one that stands in a column or cell."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """The letters of a page in the order of the file, and its height."""

    letters: Sequence[Letter]
    height: float


@dataclass(slots=True)
class _Paragraph:
    """Lines that belong together: text, a heading, an item of a list, or the rows of a table."""

    kind: str
    lines: list[str]
    size: float


def markdown_of(pages: Sequence[Page], *, join: Callable[[str], str]) -> str:
    """Return the text of `pages` as Markdown.

    :param join: makes one line of the lines of a paragraph, in which `-` stands where a word was cut.
    """
    lines_of = _without_running_heads([_lines(page.letters) for page in pages], [page.height for page in pages])
    sizes: Counter[float] = Counter()
    for lines in lines_of:
        for line in lines:
            sizes[_rounded(line.size)] += len(line.text)
    if not sizes:
        return ""
    body = sizes.most_common(1)[0][0]
    paragraphs: list[_Paragraph] = []
    for lines in lines_of:
        for column in _columns(lines):
            _add_paragraphs(paragraphs, column, body)
    levels = sorted({_rounded(each.size) for each in paragraphs if each.kind == "heading"}, reverse=True)
    written = [_written(each, levels, join) for each in paragraphs]
    text = ""
    for before, (paragraph, made) in zip([None, *paragraphs], zip(paragraphs, written, strict=True), strict=False):
        tight = before is not None and before.kind == paragraph.kind == "item"
        text += ("\n" if tight else "\n\n" if text else "") + made
    return text + "\n"


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _lines(letters: Sequence[Letter]) -> list[Line]:
    """Return the lines of a page from top to bottom, each in one piece where no wide gap parts it."""
    runs: list[list[Letter]] = []
    for letter in letters:
        beside = runs[-1][-1] if runs else None
        near = (
            beside is not None
            and abs(letter.bottom - beside.bottom) < max(_SAME_LINE * max(letter.size, beside.size), 1)
            and (letter.left == beside.left or -letter.size < letter.left - beside.right < _WORD_GAP * letter.size)
        )
        if near:
            runs[-1].append(letter)
        else:
            runs.append([letter])
    lines = [_line(run) for run in runs]
    lines = [line for line in lines if line.text.strip(HYPHEN + " \u00a0")]
    lines.sort(key=lambda line: (-line.bottom, line.left))
    joined: list[Line] = []
    for line in lines:
        for number in range(len(joined) - 1, max(-1, len(joined) - 8), -1):
            other = joined[number]
            size = max(line.size, other.size)
            same = abs(line.bottom - other.bottom) < _SAME_LINE * size
            gap = line.left - other.right if line.left >= other.left else other.left - line.right
            if same and -0.5 * size < gap < _WORD_GAP * size and abs(line.size - other.size) < size / 2:
                first, last = (other, line) if other.left <= line.left else (line, other)
                space = "" if gap < 0.15 * size or first.text.endswith((" ", "\u00a0")) else " "
                joined[number] = Line(
                    f"{first.text}{space}{last.text}",
                    first.left,
                    min(line.bottom, other.bottom),
                    max(line.right, other.right),
                    max(line.top, other.top),
                    size,
                )
                break
        else:
            joined.append(line)
    return joined


def _line(run: Sequence[Letter]) -> Line:
    inked = [letter for letter in run if not letter.text.isspace()] or run
    sizes = Counter(letter.size for letter in inked)
    return Line(
        "".join(letter.text for letter in run).strip(),
        min(letter.left for letter in inked),
        median(letter.bottom for letter in inked),
        max(letter.right for letter in inked),
        max(letter.top for letter in inked),
        sizes.most_common(1)[0][0],
    )


def _without_running_heads(pages: list[list[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Return the lines of each page without those at its edges that most pages have, digits apart, and page numbers."""

    def sign(line: Line, height: float) -> tuple[str, int] | None:
        if height * _MARGIN < line.bottom < height * (1 - _MARGIN):
            return None
        return re.sub(r"\d+|\b[ivxlc]+\b", "#", line.text.strip()), round(line.bottom / 6)

    seen: Counter[tuple[str, int]] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        seen.update({found for line in lines if (found := sign(line, height))})
    few = max(min(_FEWEST_PAGES, len(pages)), 2, len(pages) * 0.3)

    def runs(line: Line, height: float) -> bool:
        found = sign(line, height)
        return found is not None and (
            seen[found] >= few or re.fullmatch(r"\W*#\W*(?:[/|]\W*#\W*)?", found[0]) is not None
        )

    return [[line for line in lines if not runs(line, height)] for lines, height in zip(pages, heights, strict=True)]


def _columns(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines in the order of reading, a list for each column or for what goes across all."""
    ordered = sorted(lines, key=lambda line: (-line.bottom, line.left))
    gutter = _gutter(ordered)
    if gutter is None:
        gap, cut = _widest_gap(ordered)
        parts = [ordered[:cut], ordered[cut:]]
        if gap > _NEW_PARAGRAPH * _pitch(ordered) and any(_gutter(part) is not None for part in parts):
            for part in parts:
                yield from _columns(part)
        elif ordered:
            yield ordered
        return
    size = median(line.size for line in ordered)

    def is_across(line: Line) -> bool:
        if line.left < gutter < line.right:
            return True
        beside = (other for other in ordered if (other.left < gutter) != (line.left < gutter))
        return line.size > size * _LARGER and not any(
            other.bottom < line.top and line.bottom < other.top for other in beside
        )

    for across, some in groupby(ordered, key=is_across):
        band = list(some)
        if across:
            yield band
        else:
            yield from _columns([line for line in band if line.right <= gutter])
            yield from _columns([line for line in band if line.left >= gutter])


def _widest_gap(ordered: Sequence[Line]) -> tuple[float, int]:
    """Return the widest distance between two lines, and the number of the line below it."""
    return max(
        ((one.bottom - two.bottom, number) for number, (one, two) in enumerate(pairwise(ordered), 1)), default=(0, 0)
    )


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return a place between two columns of running text, None where there is none."""
    if len(lines) < 2 * _FEWEST_LINES:
        return None
    size = median(line.size for line in lines)
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    candidates = sorted({round(line.left - _GUTTER * size / 2, 1) for line in lines if line.left > left + 5 * size})
    best: tuple[int, float] | None = None
    for place in candidates:
        half = _GUTTER * size / 2
        one = [line for line in lines if line.right <= place - half]
        two = [line for line in lines if line.left >= place]
        across = len(lines) - len(one) - len(two)
        if min(len(one), len(two)) < _FEWEST_LINES or across > _MOST_ACROSS * len(lines):
            continue
        widths = (place - left, right - place)
        filled = [
            median(line.right - line.left for line in side) / width
            for side, width in zip((one, two), widths, strict=True)
        ]
        beside = any(abs(line.bottom - other.bottom) < 3 * size for line in one for other in two[:60])
        if min(filled) >= _LEAST_FILLED and beside and (best is None or across < best[0]):
            best = (across, place)
    return None if best is None else best[1]


def _add_paragraphs(paragraphs: list[_Paragraph], column: Sequence[Line], body: float) -> None:
    """Add the paragraphs of a column; the first goes on from the one before it where its sentence does."""
    rows = [list(some) for some in _rows(column)]
    pitch = _pitch(column)
    left, right = min(line.left for line in column), max(line.right for line in column)
    edge = Counter(round(line.left) for line in column).most_common(1)[0][0]
    before: Line | None = None
    for number, row in enumerate(rows):
        if len(row) == 2 and _LONE_BULLET.fullmatch(row[0].text):
            row = [replace(row[1], text=f"• {row[1].text}", left=row[0].left)]
        neighbours = [len(rows[place]) for place in (number - 1, number + 1) if 0 <= place < len(rows)]
        if len(row) > 1 and len(row) in neighbours:
            if before is None or not paragraphs or paragraphs[-1].kind != "table":
                paragraphs.append(_Paragraph("table", [], body))
            cells = " | ".join(_escaped(line.text.replace(HYPHEN, "-")) for line in row)
            paragraphs[-1].lines.append(f"| {cells} |")
            before = row[-1]
            continue
        line = (
            row[0] if len(row) == 1 else replace(row[0], text=" ".join(each.text for each in row), right=row[-1].right)
        )
        kind = _kind(line, body)
        last = paragraphs[-1] if paragraphs else None
        if last is not None and _goes_on(last, before, line, kind, pitch, edge, (left, right)):
            last.lines.append(line.text)
        else:
            paragraphs.append(_Paragraph(kind, [line.text], line.size))
        before = line


def _rows(column: Sequence[Line]) -> Iterator[list[Line]]:
    row: list[Line] = []
    for line in column:
        if row and abs(line.bottom - row[0].bottom) >= _SAME_LINE * line.size:
            yield sorted(row, key=lambda each: each.left)
            row = []
        row.append(line)
    if row:
        yield sorted(row, key=lambda each: each.left)


def _pitch(column: Sequence[Line]) -> float:
    """Return the usual distance of the lines of a column."""
    distances = [one.bottom - two.bottom for one, two in pairwise(column) if one.bottom - two.bottom > 1]
    return median(distances) if distances else 0.0


def _kind(line: Line, body: float) -> str:
    if line.size > body * _LARGER and len(line.text) <= _LONGEST_HEADING and any(map(str.isalpha, line.text)):
        return "heading"
    if _BULLET.match(line.text) or _NUMBERED.match(line.text):
        return "item"
    return "text"


def _goes_on(
    last: _Paragraph,
    before: Line | None,
    line: Line,
    kind: str,
    pitch: float,
    edge: float,
    bounds: tuple[float, float],
) -> bool:
    """Tell whether a line belongs to the last paragraph; `before` is the line above it, None at the top of a column."""
    if kind == "item" or last.kind == "table" or (kind == "heading") != (last.kind == "heading"):
        return False
    if kind == "heading":
        return (
            before is not None
            and _rounded(last.size) == _rounded(line.size)
            and before.bottom - line.bottom < 2 * line.size
        )
    cut = last.lines[-1].endswith(HYPHEN)
    if before is None:
        ended = _SENTENCE_END.search(last.lines[-1])
        return cut or (not ended and line.text[:1].islower())
    if abs(last.size - line.size) > last.size * (_LARGER - 1):
        return False
    if cut:
        return True
    if before.bottom - line.bottom > pitch * _NEW_PARAGRAPH:
        return False
    is_short = before.right < bounds[0] + (bounds[1] - bounds[0]) * _SHORT
    if is_short and (_SENTENCE_END.search(before.text) or line.text[:1].isupper()):
        return False
    if last.kind == "item":
        first = len(last.lines) == 1
        return line.left > before.left + 0.3 * line.size if first else abs(line.left - before.left) < line.size / 2
    return not (line.left > edge + _INDENT * line.size and before.left <= edge + _INDENT * line.size / 2)


def _written(paragraph: _Paragraph, levels: Sequence[float], join: Callable[[str], str]) -> str:
    if paragraph.kind == "table":
        cells = paragraph.lines[0].count(" | ") + 1
        return "\n".join([paragraph.lines[0], "|" + "---|" * cells, *paragraph.lines[1:]])
    lines = [line.replace("\r", " ").replace("\n", " ").strip() for line in paragraph.lines]
    made = "\n".join(line[:-1] + "-" if line.endswith(HYPHEN) else line for line in lines)
    text = join(made.replace(HYPHEN, "-"))
    if paragraph.kind == "heading":
        level = min(levels.index(_rounded(paragraph.size)) + 1, _MOST_LEVELS)
        return f"{'#' * level} {_escaped(text)}"
    if paragraph.kind == "item":
        bullet = _BULLET.match(text)
        return f"- {_escaped(text[bullet.end() :])}" if bullet else text
    return _escaped(text)


def _escaped(text: str) -> str:
    """Return text so that no sign of Markdown is in it."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
