"""The rows of a review side by side in a terminal, whose columns are counted as the terminal counts them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from glossary.edits import Edit
from glossary.tables import expression
from translate.documents.records import Finding
from translate.review.diff import Mark, pieces
from translate.review.html import in_plain_sight
from translate.review.rows import Row, Shape

NARROWEST = 40
"""Columns below which two texts no longer stand side by side."""

_STYLES = {
    Mark.REMOVED: "\x1b[31;9m",
    Mark.ADDED: "\x1b[32;4m",
    "term": "\x1b[34;4m",
    "error": "\x1b[31;1m",
    "warning": "\x1b[33m",
    "note": "\x1b[2m",
    "dim": "\x1b[2m",
    "bold": "\x1b[1m",
}
_PLAIN = "\x1b[0m"
_GAP = 3
_SPACES_OR_NONE = expression(" +|[^ ]+")
_SPACES = {"\n": "↵", "\t": "⇥"}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of text with one style, a key of `_STYLES` or None."""

    text: str
    style: "Mark | str | None" = None


def side_by_side(rows: Iterable[Row], *, width: int, colour: bool = False, inline: bool = False) -> Iterator[str]:
    """Yield the lines that show `rows`: French on the left, English on the right, and the notes under them.

    No line is wider than `width` columns, where wide characters count two and combining ones none; only a width under
    ten columns is taken for ten. Without `colour`, `[-this-]` was removed and `{+that+}` was added. Control characters
    of the texts are named, so that none reaches the terminal; the escape sequences are those of `colour` alone.

    :param inline: the English under the French, as is always done below `NARROWEST` columns.

    >>> from translate.documents.records import Document, Segment
    >>> from translate.review.rows import rows_of
    >>> rows = rows_of(Document((Segment(0, "Oui.", target="Yes."),)))
    >>> [line.rstrip() for line in side_by_side(rows, width=40)]
    ['   1 │ Oui.            │ Yes.']
    """
    width = max(width, 10)
    rows = list(rows)
    gutter = max([4, *(len(str(row.line)) for row in rows)])
    first = True
    place = ""
    for row in rows:
        if row.begins and not first:
            yield ""
        first = False
        if row.place != place:
            place = row.place
            if place:
                yield from (
                    f"{' ' * gutter} {_painted(line, colour)}"
                    for line in _wrapped([_Stretch(f"[{_safe(place)}]", "dim")], max(1, width - gutter - 1))
                )
        yield from _row(row, width, gutter, colour, inline or width < NARROWEST)


def _row(row: Row, width: int, gutter: int, colour: bool, inline: bool) -> Iterator[str]:
    number = str(row.line).rjust(gutter)
    heading = "bold" if row.shape is Shape.HEADING else None
    french = _edited(row.original, row.repairs, colour, Mark.ADDED, heading)
    if row.shape is Shape.REMOVED:
        english = [_Stretch("taken out", "dim")]
    elif row.target is None:
        english = [_Stretch("not translated", "dim")]
    else:
        english = _edited(row.draft, row.edits, colour, "term", heading)
    room = max(1, width - gutter - _GAP)
    if inline or width < NARROWEST:
        lines = [*_wrapped(french, room), *_wrapped(english, room)]
        count = len(_wrapped(french, room))
        for place, line in enumerate(lines):
            left = number if place == 0 else " " * gutter
            sign = "│" if place < count else "→" if place == count else " "
            yield f"{_dimmed(f'{left} {sign} ', colour)}{_painted(line, colour)}"
    else:
        column = (room - _GAP) // 2
        left_lines, right_lines = _wrapped(french, column), _wrapped(english, room - _GAP - column)
        for place, (left_line, right_line) in enumerate(zip_longest(left_lines, right_lines, fillvalue=())):
            start = number if place == 0 else " " * gutter
            padding = " " * (column - sum(_width(stretch.text) for stretch in left_line))
            bar = _dimmed(" │ ", colour)
            yield (
                f"{_dimmed(f'{start} │ ', colour)}{_painted(left_line, colour)}{padding}{bar}"
                f"{_painted(right_line, colour)}"
            ).rstrip(" ")
    for note in _notes(row):
        indent = " " * (gutter + 1)
        for place, line in enumerate(_wrapped([note], max(1, width - len(indent) - 2))):
            yield f"{indent}{'  ' if place else '· '}{_painted(line, colour)}"


def _notes(row: Row) -> Iterator[_Stretch]:
    for finding in sorted(row.findings, key=lambda finding: -finding.severity):
        yield _Stretch(
            _safe(f"{finding.severity}: {finding.check}: {finding.message}{_quoted(row, finding)}"),
            str(finding.severity),
        )
    for name, edits in (("repair", row.repairs), ("suggestion", row.suggestions), ("english", row.edits)):
        told = dict.fromkeys((edit.rule, edit.reason) for edit in edits)
        for rule, reason in told:
            yield _Stretch(_safe(f"{name}: {rule}: {reason}"), "dim")


def _quoted(row: Row, finding: Finding) -> str:
    parts = [
        f'"{span.of(text)[:60]}"'
        for span, text in ((finding.source_span, row.source), (finding.target_span, row.target or ""))
        if span is not None and len(span)
    ]
    return f" ({' / '.join(parts)})" if parts else ""


def _edited(
    value: str, edits: Sequence[Edit], colour: bool, added: "Mark | str", style: "str | None"
) -> list[_Stretch]:
    found: list[_Stretch] = []
    for piece in pieces(value, edits):
        if piece.mark is Mark.SAME:
            found.append(_Stretch(_safe(piece.text), style))
            continue
        shown = _safe(piece.text)
        # A space shows nothing, and a line could break there: a box for it does not.
        shown = shown if shown.strip() else shown.replace(" ", "␣")
        removed = piece.mark is Mark.REMOVED
        text = shown if colour else f"[-{shown}-]" if removed else f"{{+{shown}+}}"
        found.append(_Stretch(text, Mark.REMOVED if removed else added))
    return found


def _safe(value: str) -> str:
    return "".join(_SPACES.get(character, character) for character in in_plain_sight(value))


def _graphemes(value: str) -> Iterator[tuple[str, int]]:
    """Yield what a terminal shows as one sign, with its columns."""
    from wcwidth import iter_graphemes, wcswidth

    for sign in iter_graphemes(value):
        yield sign, max(0, wcswidth(sign))


def _width(value: str) -> int:
    return len(value) if value.isascii() else sum(columns for _, columns in _graphemes(value))


def _wrapped(stretches: Sequence[_Stretch], width: int) -> list[tuple[_Stretch, ...]]:
    """Return lines of `width` columns at most, broken at spaces where there are some; at least one line."""
    lines: list[tuple[_Stretch, ...]] = []
    line: list[_Stretch] = []
    used = 0
    for word in _words(stretches):
        size = sum(_width(part.text) for part in word)
        blank = all(not part.text.strip(" ") for part in word)
        if used + size > width and used and not blank:
            lines.append(_trimmed(line))
            line, used = [], 0
        if (
            blank
            and (used == 0 or used + size > width)
            and not any(part.style in (Mark.REMOVED, Mark.ADDED) for part in word)
        ):
            if used:
                lines.append(_trimmed(line))
                line, used = [], 0
            continue
        if size <= width - used:
            line += word
            used += size
            continue
        for part in word:
            for sign, columns in _graphemes(part.text):
                if used + columns > width and used:
                    lines.append(_trimmed(line))
                    line, used = [], 0
                line.append(_Stretch(sign, part.style))
                used += columns
    lines.append(_trimmed(line))
    return lines if len(lines) == 1 or lines[-1] else lines[:-1]


def _words(stretches: Sequence[_Stretch]) -> Iterator[list[_Stretch]]:
    """Yield spaces and what stands between them, each with the styles of its parts."""
    word: list[_Stretch] = []
    blank = False
    for stretch in stretches:
        for part in _SPACES_OR_NONE.findall(stretch.text):
            if word and (part[0] == " ") != blank:
                yield word
                word = []
            word.append(_Stretch(part, stretch.style))
            blank = part[0] == " "
    if word:
        yield word


def _trimmed(line: list[_Stretch]) -> tuple[_Stretch, ...]:
    while line and not line[-1].text.strip(" ") and line[-1].style not in (Mark.REMOVED, Mark.ADDED):
        line.pop()
    return tuple(line)


def _painted(line: Sequence[_Stretch], colour: bool) -> str:
    if not colour:
        return "".join(stretch.text for stretch in line)
    shown = []
    for stretch in line:
        shown.append(f"{_STYLES[stretch.style]}{stretch.text}{_PLAIN}" if stretch.style else stretch.text)
    return "".join(shown)


def _dimmed(value: str, colour: bool) -> str:
    return f"{_STYLES['dim']}{value}{_PLAIN}" if colour else value
