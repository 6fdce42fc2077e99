"""The rows of a review as a table of Markdown, as it is read in pull requests."""

from collections.abc import Iterable, Sequence

from glossary.edits import Edit
from glossary.tables import expression
from translate.documents.records import Severity
from translate.review.diff import Mark, pieces
from translate.review.html import in_plain_sight
from translate.review.rows import Row, Shape

# Whatever Markdown or the HTML in it could take for markup; a line break would end the row.
_SPECIAL = expression(r"[\\`*_{}\[\]()<>#+!|~$&@:-]")
_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "ℹ️"}


def markdown(rows: Iterable[Row]) -> str:
    """Return a table with a line for each of `rows`: line, French, English, notes; no text in it is taken for markup.

    What repair removed is struck through and what it wrote is bold; in the English, what a rule wrote is bold.

    >>> from translate.documents.records import Document, Segment
    >>> from translate.review.rows import rows_of
    >>> print(markdown(rows_of(Document((Segment(0, "a|b", target="c"),)))))
    | Line | French | English | Notes |
    | ---: | :----- | :------ | :---- |
    | 1 | a&#124;b | c |  |
    <BLANKLINE>
    """
    lines = ["| Line | French | English | Notes |", "| ---: | :----- | :------ | :---- |"]
    for row in rows:
        french = _edited(row.original, row.repairs)
        english = "" if row.target is None else _edited(row.draft, row.edits, removed=False)
        if row.shape is Shape.REMOVED:
            english = "_taken out_"
        place = f"{row.line}<br>{_plain(row.place)}" if row.place and row.begins else row.line
        lines.append(f"| {place} | {french} | {english} | {_notes(row)} |")
    return "\n".join([*lines, ""])


def _notes(row: Row) -> str:
    notes = [
        f"{_SIGNS[finding.severity]} {_plain(finding.check)}: {_plain(finding.message)}"
        for finding in sorted(row.findings, key=lambda finding: -finding.severity)
    ]
    for edits in (row.repairs, row.edits):
        notes += [
            f"{_plain(rule)}: {_plain(reason)}" for rule, reason in dict.fromkeys((e.rule, e.reason) for e in edits)
        ]
    return "<br>".join(notes)


def _edited(value: str, edits: Sequence[Edit], *, removed: bool = True) -> str:
    shown = []
    for piece in pieces(value, edits):
        if piece.mark is Mark.SAME:
            shown.append(_plain(piece.text))
        elif piece.mark is Mark.ADDED:
            shown.append(f"<ins>**{_plain(piece.text)}**</ins>" if piece.text.strip() else "<ins>␣</ins>")
        elif removed:
            shown.append(f"<del>{_plain(piece.text)}</del>" if piece.text.strip() else "<del>␣</del>")
    return "".join(shown)


def _plain(value: str) -> str:
    """Return text that Markdown shows as it is: entities are never markup, in any of its dialects."""
    shown = " ".join(in_plain_sight(value).splitlines()) if value.strip() else value
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", shown)
