"""A French document with the English of another document, so that both can be reviewed side by side."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from glossary.edits import Edit, Span
from translate.documents.records import Document, Gap, Part, Segment

Bead = tuple[range, range]
"""Numbers of the French and of the English sentences that belong together; one range may be empty."""
Align = Callable[[Sequence[str], Sequence[str]], Iterable[Bead]]


def paired(source: Document, target: Document, *, align: Align) -> Document:
    """Return `source` with the English of `target`, all of which is in it.

    Where both have the same number of lines with text, lines belong together, and the segments of a line by their order
    if there are equally many; otherwise `align` is given the sentences of a line, or of everything. Several French
    segments that became one English sentence are made one; English that belongs to none is put to the segment before
    it, or else after it.

    >>> from translate.documents.formats import read_text
    >>> french, english = read_text("Oui. Non.", format="text"), read_text("Yes, no.", format="text")
    >>> paired(french, english, align=lambda _, __: [(range(2), range(1))]).segments[0].target
    'Yes, no.'
    """
    here, there = _lines(source), _lines(target)
    by_line = len(here) == len(there)
    stretches = (
        zip(here, there, strict=True) if by_line else [(range(len(source.segments)), range(len(target.segments)))]
    )
    beads: list[Bead] = []
    for french, english in stretches:
        if by_line and len(french) == len(english):
            beads += ((range(a, a + 1), range(b, b + 1)) for a, b in zip(french, english, strict=True))
            continue
        found = align(
            [source.segments[number].source for number in french],
            [target.segments[number].source for number in english],
        )
        beads += ((_shifted(a, french.start), _shifted(b, english.start)) for a, b in found)
    places = _places(target)
    text = target.source
    pieces = [
        (french, text[places[english.start].start : places[english.stop - 1].end] if english else None)
        for french, english in _with_french(beads)
    ]
    return _merged(source, pieces)


def _shifted(numbers: range, distance: int) -> range:
    return range(numbers.start + distance, numbers.stop + distance)


def _lines(document: Document) -> list[range]:
    """Return the numbers of the segments of each line that has some."""
    starts: list[int] = []
    new = True
    for part in document.parts:
        if isinstance(part, Gap):
            new = new or "\n" in part.text or "\r" in part.text
        elif new:
            starts.append(part.id)
            new = False
    return [range(a, b) for a, b in pairwise([*starts, len(document.segments)])]


def _places(document: Document) -> list[Span]:
    """Return where each segment stands in the text of the document."""
    places: list[Span] = []
    position = 0
    for part in document.parts:
        text = part.text if isinstance(part, Gap) else part.source
        if isinstance(part, Segment):
            places.append(Span(position, position + len(text)))
        position += len(text)
    return places


def _with_french(beads: Sequence[Bead]) -> list[Bead]:
    """Return beads that all have French: English without any goes to its neighbour."""
    result: list[Bead] = []
    leading: range | None = None
    for french, english in beads:
        if not french and english:
            if result:
                before = result[-1]
                result[-1] = before[0], _joined(before[1], english)
            else:
                leading = _joined(leading or range(0), english)
        elif french:
            result.append((french, _joined(leading, english) if leading else english))
            leading = None
    return result


def _joined(first: range, second: range) -> range:
    if not first or not second:
        return first or second
    return range(first.start, second.stop)


def _merged(document: Document, pieces: Sequence[tuple[range, str | None]]) -> Document:
    """Return `document` with one segment for each of `pieces`: the numbers of those it is made of, and its English."""
    starts = {numbers.start: (numbers, target) for numbers, target in pieces}
    parts: list[Part] = []
    run: list[Part] = []
    until, number = -1, 0
    english: str | None = None
    for part in document.parts:
        if isinstance(part, Segment) and part.id in starts:
            numbers, english = starts[part.id]
            until = numbers.stop - 1
            run = []
        if until < 0:
            parts.append(part)
            continue
        run.append(part)
        if isinstance(part, Segment) and part.id == until:
            parts.append(replace(_one(run), id=number, target=english or None))
            number, until = number + 1, -1
    return replace(document, parts=tuple(parts))


def _one(run: Sequence[Part]) -> Segment:
    """Return one segment that is all of `run`."""
    if len(run) == 1 and isinstance(run[0], Segment):
        return run[0]
    source = original = ""
    edits: list[Edit] = []
    for part in run:
        text = part.text if isinstance(part, Gap) else part.source
        was = text if part.original is None else part.original
        if isinstance(part, Segment):
            moved = (Span(edit.span.start + len(original), edit.span.end + len(original)) for edit in part.edits)
            edits += (replace(edit, span=span) for edit, span in zip(part.edits, moved, strict=True))
        elif was != text:
            edits.append(Edit(Span(len(original), len(original) + len(was)), was, text, "repair", "between sentences"))
        source, original = source + text, original + was
    findings = tuple(finding for part in run if isinstance(part, Segment) for finding in part.findings)
    plain = tuple(replace(finding, source_span=None) for finding in findings)
    return Segment(0, source, original=original if edits else None, edits=tuple(edits), findings=plain)
