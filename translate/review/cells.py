"""The cells of a row as HTML: a text with its marks, and the notes beside it."""

import heapq
import itertools
from collections.abc import Iterable, Iterator, Sequence

from glossary.edits import Edit, Span, around, changes, written
from translate.documents.records import Finding, Severity
from translate.review.html import Html, element, joined, text
from translate.review.rows import MEMORY_CHECK, Row

MOST_SHOWN = 20_000
"""Characters of a cell that are shown; what is beyond is counted, and stays in the page's data."""
_MOST_NOTES = 40
_MOST_IN_NOTE = 160
_SIGNS = {Severity.ERROR: "■", Severity.WARNING: "▲", Severity.NOTE: "○"}
_SPACES = {"\n": "↵", "\t": "⇥", "\u00a0": "⍽", "\u202f": "⍽"}

NOTHING = Html("")

Layer = Sequence[tuple[int, int, str]]
"""Stretches of a text, in order and without overlap: start, end, and what is there."""


def original_cell(row: Row) -> Html:
    """Return the French as it was read, with what was damaged struck through."""
    marks = _before(row.original, row.repairs)
    return _marked(row.original, marks, (), _titles(row.repairs), tag="del", show_breaks=True)


def repaired_cell(row: Row) -> Html:
    """Return the French that was translated, with what repair wrote and what is doubtful."""
    doubts = _doubts(row.source, ((f.source_span, f.severity) for f in row.findings))
    return _marked(row.source, _after(row.source, row.repairs), doubts, _titles(row.repairs), tag="ins")


def english_cell(row: Row) -> Html:
    """Return the English, with what the glossary and other rules wrote and what is doubtful."""
    if row.target is None:
        return element("span", "not translated", class_="none")
    doubts = _doubts(row.target, ((f.target_span, f.severity) for f in row.findings))
    return _marked(row.target, _after(row.target, row.edits), doubts, _titles(row.edits), tag="ins", kind="term")


def notes_cell(row: Row) -> Html:
    """Return the repairs, edits and findings of a row as a list, the worst findings first; empty where there are none.

    Numbers in `data-` attributes are those of `Row.repairs`, `Row.suggestions`, `Row.findings` and `Row.tried`.
    """
    notes = list(_notes(row))
    likely = Html("") if row.doubt is None else element("p", f"{row.doubt:.0%} likely to be bad", class_="likely")
    if not notes:
        return likely
    shown: list[str] = [likely, element("ul", *notes[:_MOST_NOTES])]
    if len(notes) > _MOST_NOTES:
        rest = notes[_MOST_NOTES:]
        shown.append(element("details", element("summary", f"{len(rest):,} more"), element("ul", *rest)))
    return joined(shown)


def _notes(row: Row) -> Iterator[Html]:
    numbered = sorted(enumerate(row.findings), key=lambda each: -each[1].severity)
    for number, finding in numbered:
        if finding.check != MEMORY_CHECK:
            yield _finding_note(number, finding)
    for change in changes(row.original, row.repairs):
        edits = [row.repairs[number] for number in change.edits]
        button = element("button", "Reject", type="button", class_="js", data_reject=" ".join(map(str, change.edits)))
        removed = row.segment < 0
        yield _edit_note(
            "repair", "✚", edits, "" if removed else change.old, change.new, Html("") if removed else button
        )
    for number, edit in enumerate(row.suggestions):
        button = element("button", "Accept", type="button", class_="js", data_suggestion=number)
        old, new = _in_words(row.source, edit)
        yield _edit_note("suggestion", "?", [edit], old, new, button)
    for change in changes(row.draft, row.edits):
        yield _edit_note("term", "◆", [row.edits[number] for number in change.edits], change.old, change.new)
    for number, (english, reason) in enumerate(row.tried):
        button = element("button", "Use", type="button", class_="js", data_use=number)
        why = element("span", reason, class_="why")
        yield element(
            "li",
            _head("·", "weighed as well", button),
            element("q", _cut(english), lang="en"),
            " ",
            why,
            class_="tried",
        )
    for finding in row.findings:
        if finding.check == MEMORY_CHECK:
            yield element(
                "li", _head("≡", "translation memory"), element("span", finding.message, class_="why"), class_="memory"
            )


def _head(sign: str, name: str, button: Html = NOTHING) -> Html:
    return joined([element("span", sign, class_="sign", aria_hidden="true"), element("b", name), button, Html(" ")])


def _finding_note(number: int, finding: Finding) -> Html:
    head = _head(_SIGNS[finding.severity], finding.check)
    kind = element("span", str(finding.severity), class_="level")
    has_place = finding.source_span is not None or finding.target_span is not None
    return element(
        "li",
        head,
        kind,
        Html(" "),
        element("span", _cut(finding.message), class_="why"),
        class_=f"finding {finding.severity}",
        data_finding=number if has_place else None,
        tabindex=0 if has_place else None,
    )


def _edit_note(kind: str, sign: str, edits: Sequence[Edit], old: str, new: str, button: Html = NOTHING) -> Html:
    rules = ", ".join(dict.fromkeys(edit.rule for edit in edits))
    reasons = "; ".join(dict.fromkeys(edit.reason for edit in edits))
    change: list[str] = [_shown(old, "del")] if old else []
    change += [Html(" → "), _shown(new, "ins")] if old and new else [_shown(new, "ins")] if new else []
    return element(
        "li",
        _head(sign, rules, button),
        *change,
        Html(" "),
        element("span", reasons, class_="why"),
        class_=f"edit {kind}",
    )


def _shown(value: str, tag: str) -> Html:
    return element(tag, _with_spaces(_cut(value)))


def _in_words(source: str, edit: Edit) -> tuple[str, str]:
    [change] = changes(source, [edit])
    return change.old, change.new


def _cut(value: str) -> str:
    return value if len(value) <= _MOST_IN_NOTE else f"{value[: _MOST_IN_NOTE - 1]}…"


def _with_spaces(value: str) -> str:
    """Return `value` with what else could not be told from a space."""
    shown = "".join(_SPACES.get(character, character) for character in value)
    return shown if shown.strip(" ") else shown.replace(" ", "␣")


def _titles(edits: Sequence[Edit]) -> list[str]:
    return [f"{edit.rule}: {edit.reason}{f' (was: {edit.old[:80]})' if edit.old.strip() else ''}" for edit in edits]


def _before(value: str, edits: Sequence[Edit]) -> list[tuple[int, int, tuple[int, ...]]]:
    """Return what to strike through in the text before `edits`: what they removed, or the words that they parted."""
    return _separate(
        value, [(edit.span if edit.old else around(value, edit.span), number) for number, edit in enumerate(edits)]
    )


def _after(value: str, edits: Sequence[Edit]) -> list[tuple[int, int, tuple[int, ...]]]:
    """Return what to mark in the text after `edits`: what they wrote, or the words that they joined or parted."""
    return _separate(
        value,
        [
            (span if edit.new.strip() else around(value, span), number)
            for number, (span, edit) in enumerate(zip(written(edits), edits, strict=True))
        ],
    )


def _separate(value: str, marks: Iterable[tuple[Span, int]]) -> list[tuple[int, int, tuple[int, ...]]]:
    """Return marks in order, those that overlap made one; a mark of nothing is left out."""
    found: list[tuple[int, int, tuple[int, ...]]] = []
    for span, number in sorted(marks):
        if not len(span):
            continue
        if found and span.start < found[-1][1]:
            start, end, numbers = found[-1]
            found[-1] = start, max(end, span.end), (*numbers, number)
        else:
            found.append((span.start, span.end, (number,)))
    return found


def _doubts(value: str, findings: Iterable[tuple[Span | None, Severity]]) -> list[tuple[int, int, str]]:
    """Return the stretches that findings are about, each with the name of the worst severity there."""
    starts = sorted(
        (min(span.start, max(0, len(value) - 1)), min(max(span.end, span.start + 1), len(value)), severity)
        for span, severity in findings
        if span is not None and severity >= Severity.WARNING
    )
    edges = sorted({edge for start, end, _ in starts for edge in (start, end)})
    found: list[tuple[int, int, str]] = []
    open_now: list[tuple[int, int]] = []  # a heap: the worst first, with the place where it ends
    waiting = 0
    for here, there in itertools.pairwise(edges):
        while waiting < len(starts) and starts[waiting][0] <= here:
            heapq.heappush(open_now, (-starts[waiting][2], starts[waiting][1]))
            waiting += 1
        while open_now and open_now[0][1] <= here:
            heapq.heappop(open_now)
        if open_now:
            name = str(Severity(-open_now[0][0]))
            if found and found[-1][1] == here and found[-1][2] == name:
                found[-1] = found[-1][0], there, name
            else:
                found.append((here, there, name))
    return found


def _marked(
    value: str,
    marks: Sequence[tuple[int, int, tuple[int, ...]]],
    doubts: Layer,
    titles: Sequence[str],
    *,
    tag: str,
    kind: str = "",
    show_breaks: bool = False,
) -> Html:
    """Return a text with elements around its marks and doubts; where they overlap, a doubt is inside a mark.

    With `show_breaks`, line breaks in marks have a sign as well.
    """
    shown: list[Html] = []
    position = 0
    end_of_text = min(len(value), MOST_SHOWN)
    for start, end, numbers in marks:
        start, end = min(start, end_of_text), min(end, end_of_text)
        if start >= end:
            break
        shown.append(_doubtful(value, position, start, doubts))
        title = "\n".join(dict.fromkeys(titles[number] for number in numbers))
        inside = _doubtful(value, start, end, doubts)
        shown.append(
            element(
                tag,
                Html(inside.replace("\n", "↵\n")) if show_breaks else inside,
                class_=kind or None,
                title=title,
                tabindex=0,
                data_k=" ".join(map(str, numbers)),
            )
        )
        position = end
    shown.append(_doubtful(value, position, end_of_text, doubts))
    if len(value) > MOST_SHOWN:
        shown.append(element("span", f"… and {len(value) - MOST_SHOWN:,} characters that are not shown", class_="none"))
    return joined(shown)


def _doubtful(value: str, start: int, end: int, doubts: Layer) -> Html:
    """Return `value[start:end]` with elements around the doubts in it."""
    if not doubts:
        return text(value[start:end])
    shown: list[str] = []
    position = start
    for first, last, name in doubts:
        first, last = max(first, start), min(last, end)
        if first >= last:
            continue
        shown += (value[position:first], element("span", value[first:last], class_=f"doubt {name}"))
        position = last
    return joined([*shown, value[position:end]])
