"""The rows that all views of a review show: one for each segment, and one for each text that repair took out."""

import enum
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from glossary.edits import LINE_END, Edit, Span, apply
from glossary.tables import expression
from translate.documents.formats.codes import BETWEEN, Shown, shown
from translate.documents.records import DOUBTFUL, Document, Finding, Gap, Segment, Severity, WordLinks

MEMORY_CHECK = "memory"
"""The check whose finding says that the English of a segment was taken from the translation memory."""

_BLOCK_END = expression(BETWEEN)
_SENTENCE_END = expression(r"[.!?…:;,]['’\"»”)\]\s]*$")
_MARKDOWN_HEADING = expression(r"(?:^|[\r\n])[ >]*#{1,6}[ \t]+$")
_LIST_ITEM = expression(r"(?:^|[\r\n])[\s>]*(?:[-*+•‣◦▪]|\(?\w{1,3}[.)])[ \t]+$")
_QUOTE = expression(r"(?:^|[\r\n])[ \t]*>[> \t]*$")
_LONGEST_HEADING = 100


class Shape(enum.Enum):
    """What a segment is in its document."""

    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    REMOVED = "removed"
    """No segment: text that repair took out."""


@dataclass(frozen=True, slots=True)
class Row:
    """A segment with all that is known of it, or a text that repair took out.

    `segment` is the number of the segment, -1 for a text that was taken out; `start` is where it begins in the text
    that is translated, in code points. `line` is that of the file as it was read,
    from 1; `begins` says that a paragraph, heading or item begins here. `original` becomes `source` by `repairs`,
    `draft` becomes `target` by `edits`; `target` is None where there is no English. The spans of `suggestions` and of
    `findings` are in code points of `source` and `target`. `doubt` is how likely the target is bad, 0 to 1.

    In a document with a coded view all texts are without codes, `coded` has French and English with them, and the line
    is the number of the paragraph; `place` says where in the document it is, where that needs a word.
    """

    segment: int
    start: int
    line: int
    shape: Shape
    begins: bool
    original: str
    source: str
    repairs: tuple[Edit, ...] = ()
    suggestions: tuple[Edit, ...] = ()
    draft: str = ""
    target: str | None = None
    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()
    words: WordLinks | None = None
    score: float | None = None
    tried: tuple[tuple[str, str], ...] = ()
    doubt: float | None = None
    place: str = ""
    coded: tuple[str, str | None] | None = None

    @property
    def severity(self) -> Severity | None:
        """The worst of the findings, None where there is none."""
        return max((finding.severity for finding in self.findings), default=None)

    @property
    def is_doubtful(self) -> bool:
        """Whether a finding is a warning or an error, or the English is likely to be bad."""
        likely = self.doubt is not None and self.doubt >= DOUBTFUL
        return likely or any(finding.severity >= Severity.WARNING for finding in self.findings)

    @property
    def is_repaired(self) -> bool:
        """Whether repair changed something here."""
        return self.original != self.source

    @property
    def is_from_memory(self) -> bool:
        """Whether the English was taken from the translation memory."""
        return any(finding.check == MEMORY_CHECK for finding in self.findings)


def rows_of(document: Document) -> tuple[Row, ...]:
    """Return the rows of `document` in its order: all its segments, and the text between them that repair changed.

    White space that repair changed between two segments, such as a line break that was joined, is told with the row
    that follows it, as a finding.

    >>> from translate.documents.formats import read_text
    >>> [(row.line, row.source) for row in rows_of(read_text("Un titre\\n\\nUne phrase. Une autre.", format="text"))]
    [(1, 'Un titre'), (3, 'Une phrase.'), (3, 'Une autre.')]
    """
    edits = sorted(document.repair.edits, key=lambda edit: edit.span) if document.repair else []
    suggestions = sorted(document.repair.suggestions, key=lambda edit: edit.span) if document.repair else []
    edit_ends = [edit.span.end for edit in edits]
    suggestion_starts = [edit.span.start for edit in suggestions]
    coded = document.skeleton is not None
    line_end = _BLOCK_END if coded else LINE_END
    line_ends = [match.end() for match in line_end.finditer(document.original)]
    sources = list(_places(document))
    rows: list[Row] = []
    waiting: tuple[Finding, ...] = ()
    before, alone_from = "", True
    for number, (part, start, source_start) in enumerate(sources):
        if isinstance(part, Gap):
            before, alone_from = part.text, "\n" in part.text or "\r" in part.text or not rows
            if part.original is None or part.original == part.text:
                continue
            end = start + len(part.original)
            here = _within(edits, edit_ends, start, end)
            if part.original.strip() and _squeezed(part.original) != _squeezed(part.text):
                moved = tuple(
                    _moved(edit, -start) for edit in here if edit.span.start >= start and edit.span.end <= end
                )
                lead = len(part.original) - len(part.original.lstrip())
                line = bisect_right(line_ends, start + lead) + 1
                rows.append(Row(-1, source_start, line, Shape.REMOVED, True, part.original, part.text, moved))
            else:
                waiting = tuple(Finding(edit.rule, Severity.NOTE, edit.reason) for edit in here)
            continue
        following = sources[number + 1][0] if number + 1 < len(sources) else None
        ends = not isinstance(following, Segment) and (following is None or _has_line_end(following.text))
        begins = alone_from or not rows
        found = suggestions[
            bisect_left(suggestion_starts, source_start) : bisect_left(
                suggestion_starts, source_start + len(part.source)
            )
        ]
        inside = [_moved(edit, -source_start) for edit in found if edit.span.end <= source_start + len(part.source)]
        rows.append(
            Row(
                segment=part.id,
                start=source_start,
                line=bisect_right(line_ends, start) + 1,
                shape=_shape(part, before, begins=begins, ends=ends, plain=document.format == "text"),
                begins=begins,
                original=part.source if part.original is None else part.original,
                source=part.source,
                repairs=part.edits,
                suggestions=tuple(inside),
                draft=(part.target or "") if part.draft is None else part.draft,
                target=part.target,
                edits=part.target_edits,
                findings=(*waiting, *part.findings),
                words=part.alignment,
                score=part.score,
                tried=part.tried,
                doubt=part.doubt,
                place=part.place,
            )
        )
        if coded:
            rows[-1] = _as_shown(rows[-1])
        waiting = ()
        before, alone_from = "", False
    return tuple(rows)


def _as_shown(row: Row) -> Row:
    """Return a row of a coded view as a person reads it."""
    original, source, draft, target = (shown(text or "") for text in (row.original, row.source, row.draft, row.target))

    def finding(found: Finding) -> Finding:
        spans = ((source, found.source_span), (target, found.target_span))
        here, there = (None if span is None else seen.shown_span(span) for seen, span in spans)
        return replace(found, source_span=here, target_span=there)

    return replace(
        row,
        original=original.text,
        source=source.text,
        repairs=_shown_edits(original, row.repairs, source.text),
        suggestions=tuple(replace(edit, span=source.shown_span(edit.span)) for edit in row.suggestions),
        draft=draft.text,
        target=None if row.target is None else target.text,
        edits=_shown_edits(draft, row.edits, target.text),
        findings=tuple(map(finding, row.findings)),
        words=None if row.words is None else _shown_words(source, target, row.words),
        tried=tuple((shown(text).text, reason) for text, reason in row.tried),
        coded=(row.source, row.target),
    )


def _shown_edits(seen: Shown, edits: Sequence[Edit], wanted: str) -> tuple[Edit, ...]:
    """Return edits of a coded text as edits of what is shown of it; as one, where they cannot be told apart there."""
    made = [
        replace(edit, span=seen.shown_span(edit.span), old=shown(edit.old).text, new=shown(edit.new).text)
        for edit in edits
    ]
    try:
        if apply(seen.text, made) == wanted:
            return tuple(edit for edit in made if edit.old != edit.new)
    except ValueError:
        pass
    rules, reasons = (dict.fromkeys(texts) for texts in ([e.rule for e in edits], [e.reason for e in edits]))
    return (Edit(Span(0, len(seen.text)), seen.text, wanted, "+".join(rules), "; ".join(reasons)),)


def _shown_words(source: Shown, target: Shown, words: WordLinks) -> WordLinks:
    """Return word links without the words that are parts of codes."""
    sides = []
    for seen, spans in ((source, words.source), (target, words.target)):
        there = [seen.shown_span(span) for span in spans]
        numbers = {number: place for place, number in enumerate(n for n, span in enumerate(there) if len(span))}
        sides.append((tuple(span for span in there if len(span)), numbers))
    (french, here), (english, there_) = sides
    pairs = [(here[a], there_[b], share) for a, b, share in words.pairs if a in here and b in there_]
    return WordLinks(french, english, tuple(pairs))


def _places(document: Document) -> Iterator[tuple[Gap | Segment, int, int]]:
    """Yield each part with where it begins in the text as it was read, and in the text that is translated."""
    original = source = 0
    for part in document.parts:
        yield part, original, source
        text = part.text if isinstance(part, Gap) else part.source
        original += len(text if part.original is None else part.original)
        source += len(text)


def _within(edits: Sequence[Edit], ends: Sequence[int], start: int, end: int) -> list[Edit]:
    """Return those of `edits`, which are in order, that touch the stretch from `start` to `end`."""
    found = []
    for edit in edits[bisect_left(ends, start) :]:
        if edit.span.start > end:
            break
        if edit.span.end > start or edit.span.start >= start:
            found.append(edit)
    return found


def _moved(edit: Edit, distance: int) -> Edit:
    return replace(edit, span=Span(edit.span.start + distance, edit.span.end + distance))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _has_line_end(text: str) -> bool:
    return "\n" in text or "\r" in text


def _shape(segment: Segment, before: str, *, begins: bool, ends: bool, plain: bool) -> Shape:
    if _LIST_ITEM.search(before):
        return Shape.ITEM
    if not plain:
        if _MARKDOWN_HEADING.search(before):
            return Shape.HEADING
        return Shape.QUOTE if _QUOTE.search(before) else Shape.TEXT
    text = segment.source
    short = begins and ends and len(text) <= _LONGEST_HEADING and not _SENTENCE_END.search(text)
    return Shape.HEADING if short and any(map(str.isalpha, text)) else Shape.TEXT
