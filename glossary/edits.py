"""The only type and the only function by which text changes: an edit, and the application of edits."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from glossary.tables import expression

LINE_END = expression(r"\r\n?|\n")
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text in code points, half-open: `text[start:end]`.

    :raises ValueError: where `start` is negative or lies behind `end`.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, not {self.start} and {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Tell whether both hold a character, or one that is empty lies inside the other.

        >>> Span(0, 3).overlaps(Span(2, 5)), Span(0, 3).overlaps(Span(3, 5))
        (True, False)
        """
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """Return the text at this span."""
        return text[self.start : self.end]


def united(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, of which those that overlap have become one.

    >>> united([Span(4, 9), Span(0, 5), Span(9, 9)])
    [Span(start=0, end=9), Span(start=9, end=9)]
    """
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start < result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one text, with the rule that made it and the reason to show to a reader.

    `old` is what stands at `span` in the text that the edit applies to; `new` takes its place.
    """

    span: Span
    old: str
    new: str
    rule: str
    reason: str
    safe: bool = True


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with all `edits` made; their spans all refer to `text` itself.

    :raises ValueError: where two edits overlap, or the text at an edit's span is not its `old`.

    >>> apply("en Russiemais", [Edit(Span(9, 9), "", " ", "glued-words", "two words ran together")])
    'en Russie mais'
    """
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < position:
            raise ValueError(f"edits overlap at character {edit.span.start}")
        if edit.span.of(text) != edit.old:
            raise ValueError(f"at character {edit.span.start} stands {edit.span.of(text)!r}, not {edit.old!r}")
        pieces += (text[position : edit.span.start], edit.new)
        position = edit.span.end
    return "".join([*pieces, text[position:]])


def written(edits: Sequence[Edit]) -> tuple[Span, ...]:
    """Return where each of `edits` wrote in the text after them, in the order of `edits`; empty where it only removed.

    >>> written([Edit(Span(0, 2), "ab", "c", "", ""), Edit(Span(3, 3), "", "xy", "", "")])
    (Span(start=0, end=1), Span(start=2, end=4))
    """
    spans = [Span(0, 0)] * len(edits)
    shift = 0
    for number, edit in sorted(enumerate(edits), key=lambda each: each[1].span):
        start = edit.span.start + shift
        spans[number] = Span(start, start + len(edit.new))
        shift += len(edit.new) - len(edit.old)
    return tuple(spans)


class Lines:
    """The lines and columns of a text, both from 1, columns in code points.

    Lines end as editors have it: at a line feed, a carriage return, or both.

    >>> Lines("un\\r\\ndeux").of(5)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        self._starts = [0, *(end.end() for end in LINE_END.finditer(text))]

    def of(self, position: int) -> tuple[int, int]:
        """Return the line and the column of the character at `position`."""
        line = bisect_right(self._starts, position)
        return line, position - self._starts[line - 1] + 1


class Places:
    """Finds places of the text after some edits in the text before them.

    >>> Places([Edit(Span(6, 6), "", " ", "glued-words", "")]).original(Span(7, 11))
    Span(start=6, end=10)
    """

    def __init__(self, edits: Iterable[Edit]) -> None:
        """Remember where `edits`, which do not overlap, wrote in the new text, and how far what follows was moved."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._moved = [0]
        for edit in sorted(edits, key=lambda edit: edit.span):
            start = edit.span.start + self._moved[-1]
            self._starts.append(start)
            self._ends.append(start + len(edit.new))
            self._moved.append(self._moved[-1] + len(edit.new) - len(edit.old))

    def original(self, span: Span) -> Span:
        """Return where `span` of the new text comes from.

        A span that begins or ends inside what an edit wrote is widened to all that the edit took the place of.
        """
        start, end = span.start, span.end
        before = bisect_right(self._ends, start)
        if before < len(self._starts) and self._starts[before] < start:
            start = self._starts[before]
        around = bisect_right(self._ends, end)
        if around < len(self._starts) and self._starts[around] < end:
            end = self._ends[around]
        # What was taken away right behind a span is no part of it; at an empty span it is what stands before it.
        upto = bisect_left(self._starts, end) if len(span) else bisect_right(self._ends, end)
        start -= self._moved[before]
        return Span(start, max(end - self._moved[upto], start))


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Return edits of the original text that do what `first` and then `second` do, in order.

    The spans of `second` refer to the text after `first`; neither list has edits that overlap. Where a later edit
    changes what an earlier one wrote, the two become one, with the names and the reasons of both. One that ends with
    what stood there at the start is left out.

    >>> first = [Edit(Span(1, 2), "’", "'", "apostrophes", "one style")]
    >>> [edit] = compose(first, [Edit(Span(1, 2), "'", "' ", "spaces", "a space was lost")])
    >>> edit.old, edit.new, edit.rule
    ('’', "' ", 'apostrophes+spaces')
    """
    shift = 0
    written: list[tuple[int, int, Edit | None, Edit]] = []
    for edit in sorted(first, key=lambda edit: edit.span):
        start = edit.span.start + shift
        written.append((start, start + len(edit.new), edit, edit))
        shift += len(edit.new) - len(edit.old)
    items = written + [(edit.span.start, edit.span.end, None, edit) for edit in second]
    items.sort(key=lambda item: item[:2])
    groups: list[list[tuple[int, int, Edit | None, Edit]]] = []
    reach = -1
    for item in items:
        if groups and item[0] < reach and groups[-1][0][0] < item[1]:
            groups[-1].append(item)
            reach = max(reach, item[1])
        else:
            groups.append([item])
            reach = item[1]
    places = Places(first)
    merged = (group[0][3] if len(group) == 1 and group[0][2] else _merged(group, places) for group in groups)
    return [edit for edit in merged if edit.old != edit.new]


def _merged(group: Sequence[tuple[int, int, Edit | None, Edit]], places: Places) -> Edit:
    """Return one edit of the original text for edits that overlap in the text that `places` leads back from."""
    start, end = min(item[0] for item in group), max(item[1] for item in group)
    span = places.original(Span(start, end))
    later = [edit for _, _, earlier, edit in group if earlier is None]
    if len(group) == 1:
        return replace(later[0], span=span)
    # What stands at start:end after `first`, and before it, is made up from the edits and the text that they share.
    known: dict[int, str] = {}
    for here, _, earlier, edit in group:
        text = edit.new if earlier else edit.old
        known.update(enumerate(text, start=here))
    between = "".join(known[position] for position in range(start, end))
    moved = [replace(edit, span=Span(edit.span.start - start, edit.span.end - start)) for edit in later]
    new = apply(between, moved)
    old, position = "", start
    for here, there, earlier, _ in group:
        if earlier:
            old += between[position - start : here - start] + earlier.old
            position = there
    old += between[position - start :]
    edits = [edit for _, _, _, edit in group]
    return Edit(
        span,
        old,
        new,
        "+".join(dict.fromkeys(name for edit in edits for name in edit.rule.split("+"))),
        "; ".join(dict.fromkeys(edit.reason for edit in edits)),
        all(edit.safe for edit in edits),
    )


@dataclass(frozen=True, slots=True)
class Change:
    """Edits as a reader sees them: whole words, `old` at `span` of the text, then `new`; `edits` are their numbers."""

    span: Span
    old: str
    new: str
    edits: tuple[int, ...]


def changes(text: str, edits: Sequence[Edit]) -> tuple[Change, ...]:
    """Return what `edits` of `text` come to in whole words, in order; edits that touch one another are one.

    >>> changes("en Russiemais", [Edit(Span(9, 9), "", " ", "glued-words", "")])
    (Change(span=Span(start=3, end=13), old='Russiemais', new='Russie mais', edits=(0,)),)
    """
    groups: list[tuple[Span, list[int]]] = []
    for number, edit in sorted(enumerate(edits), key=lambda each: each[1].span):
        span = _whole_words(text, edit)
        if groups and span.start <= groups[-1][0].end:
            known, numbers = groups[-1]
            groups[-1] = Span(known.start, max(known.end, span.end)), [*numbers, number]
        else:
            groups.append((span, [number]))
    return tuple(_change(text, span, [(number, edits[number]) for number in numbers]) for span, numbers in groups)


def _change(text: str, span: Span, numbered: Sequence[tuple[int, Edit]]) -> Change:
    moved = [replace(edit, span=Span(edit.span.start - span.start, edit.span.end - span.start)) for _, edit in numbered]
    return Change(span, span.of(text), apply(span.of(text), moved), tuple(number for number, _ in numbered))


def around(text: str, span: Span, *, left: bool = True, right: bool = True) -> Span:
    """Return `span` with the words that touch it on its left and its right, 40 characters on either side at most.

    >>> around("un deux trois", Span(7, 8))
    Span(start=3, end=13)
    """
    start, end = span.start, span.end
    while left and start and span.start - start < _LONGEST_WORD and not text[start - 1].isspace():
        start -= 1
    while right and end < len(text) and end - span.end < _LONGEST_WORD and not text[end].isspace():
        end += 1
    return Span(start, end)


def _whole_words(text: str, edit: Edit) -> Span:
    """Return the span of the words that `edit` changes, parts or joins; spaces between whole words are none."""
    before, after = text[edit.span.start - 1 : edit.span.start].strip(), text[edit.span.end : edit.span.end + 1].strip()
    within = bool(before and after and not (edit.old and edit.new))
    left = within or any(side[:1].strip() for side in (edit.old, edit.new))
    right = within or any(side[-1:].strip() for side in (edit.old, edit.new))
    return around(text, edit.span, left=left, right=right)
