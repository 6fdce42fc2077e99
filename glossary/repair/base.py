"""What a rule of repair is: it reads a text and returns edits, and notices of what it cannot mend."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from glossary.edits import Edit, Span, united
from glossary.tables import expression

LONGEST_WORD = 60
"""In characters: what is longer is no word that a rule can know, and looking at all its parts takes for ever."""
_WORD = expression(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LINE_END = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Notice:
    """A place that a reader should know of, and that no edit mends: `span` is in code points of the text read."""

    span: Span
    rule: str
    message: str


@dataclass(frozen=True)
class Text:
    """A text as the rules see it.

    No edit touches a span of `protected` (code, addresses, markup). `line_breaks` tells whether a line break can be a
    fault: it cannot where the format says what it means, as in Markdown. Texts that are made from one another share
    `known_lines`, so that a line which stays as it is is read once.

    >>> Text("Le chat dort.\\nIl rêve.").lines
    (Span(start=0, end=13), Span(start=14, end=22))
    """

    text: str
    protected: tuple[Span, ...] = ()
    line_breaks: bool = True
    known_lines: "dict[tuple[str, tuple[Span, ...]], Text]" = field(default_factory=dict, repr=False, compare=False)
    _starts: list[int] = field(init=False, repr=False, compare=False)
    _made: dict[Callable[..., Any], Any] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "protected", tuple(united(self.protected)))
        object.__setattr__(self, "_starts", [span.start for span in self.protected])

    @cached_property
    def lines(self) -> tuple[Span, ...]:
        """The lines without their line ends; a last one that is empty is left out."""
        spans, start = [], 0
        for line in self.text.splitlines(keepends=True):
            spans.append(Span(start, start + len(line.rstrip(_LINE_END))))
            start += len(line)
        return tuple(spans)

    @cached_property
    def parts(self) -> tuple[tuple[int, "Text"], ...]:
        """The lines, each with its line end as a text of its own, and where they begin; equal lines are one text.

        >>> [(start, line.text) for start, line in Text("Un.\\nDeux.").parts]
        [(0, 'Un.\\n'), (4, 'Deux.')]
        """
        parts, start, number = [], 0, 0
        for line in self.text.splitlines(keepends=True):
            end = start + len(line)
            inside = []
            while number < len(self.protected) and self.protected[number].start < end:
                span = self.protected[number]
                inside.append(Span(max(span.start, start) - start, min(span.end, end) - start))
                if span.end > end:
                    break
                number += 1
            key = line, tuple(inside)
            part = self.known_lines.get(key)
            if part is None:
                part = self.known_lines[key] = Text(line, key[1], self.line_breaks)
            parts.append((start, part))
            start = end
        return tuple(parts)

    def part_at(self, position: int) -> "tuple[int, Text]":
        """Return the line that `position` is in as a text of its own, and where it begins."""
        return self.parts[bisect_right(self._part_starts, position) - 1] if self.parts else (0, self)

    def beside(self, start: int, most: int = 3) -> "list[Text]":
        """Return the nearest line that is not blank before the one that begins at `start`, and the one after it.

        Each is looked for among `most` lines.
        """
        number = bisect_left(self._part_starts, start)
        before = (line for _, line in reversed(self.parts[max(0, number - most) : number]))
        after = (line for _, line in self.parts[number + 1 : number + 1 + most])
        found = (next((line for line in lines if line.text.strip()), None) for lines in (before, after))
        return [line for line in found if line is not None]

    @cached_property
    def _part_starts(self) -> list[int]:
        return [start for start, _ in self.parts]

    def once(self, make: "Callable[[Text], _Made]") -> _Made:
        """Return what `make` makes of this text; it is asked once."""
        if make not in self._made:
            self._made[make] = make(self)
        made: _Made = self._made[make]
        return made

    @cached_property
    def words(self) -> tuple[Span, ...]:
        """The words outside the protected spans: letters, with apostrophes and hyphens between letters.

        Those longer than `LONGEST_WORD` are left out.
        """
        found = (Span(*match.span()) for match in _WORD.finditer(self.text))
        return tuple(span for span in found if len(span) <= LONGEST_WORD and self.is_free(span))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word stands in the text, as it is written."""
        counts: Counter[str] = Counter()
        for _, line in self.parts:
            counts.update(line.once(_written))
        return counts

    def is_free(self, span: Span) -> bool:
        """Tell whether `span` lies outside all protected spans; one of no length may stand at their edge."""
        number = bisect_left(self._starts, span.end)
        if number < len(self.protected) and self._starts[number] == span.end and not len(span):
            return True if number == 0 else self.protected[number - 1].end <= span.start
        return number == 0 or self.protected[number - 1].end <= span.start

    def line_of(self, position: int) -> int:
        """Return the number of the line that `position` is in, from 0."""
        starts = self._line_starts
        return max(0, bisect_left(starts, position + 1) - 1)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [span.start for span in self.lines]


def _written(line: Text) -> list[str]:
    return [span.of(line.text) for span in line.words]


_ARGUMENT = expression(r"\w\(['\"]")
"""What stands before a text that is the argument of a function: getLogger('"""


def beside_code(text: str, span: Span) -> bool:
    """Tell whether a word is a part of an address, a name in a program, a hashtag and the like."""
    before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 2]
    if before in ("'", '"') and _ARGUMENT.search(text, max(0, span.start - 3), span.start):
        return True
    return before in tuple("@#_/\\$~=.") or after[:1] in tuple("@_/\\=(") or (after[:1] == "." and after[1:].isalnum())


Finder = Callable[[Text], Iterable[Edit | Notice]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named repair.

    `find` returns the edits and notices of one reading of a text; its edits do not overlap. Its `safe` edits are made
    by default, the others are suggestions; `reason` says why they are safe or why not. `examples` are pairs of damaged
    and repaired text, for readers and for tests: each is what all edits of the rule make of it. A rule that is read
    `by_line` is given one line at a time, with its line end: what it finds there depends on nothing else. Only a rule
    of `any_language` touches a span of another language, and one that `brakes` only suggests in a text full of words
    that nobody knows (OCR, dialect, old spelling).
    """

    name: str
    summary: str
    reason: str
    examples: tuple[tuple[str, str], ...]
    find: Finder
    by_line: bool = False
    any_language: bool = False
    brakes: bool = False

    def read(self, text: Text) -> list[Edit | Notice]:
        """Return what the rule finds in a text; a line that it has seen, in this text or in one before, is not reread.

        >>> def stars(text):
        ...     place = text.text.index("*")
        ...     return [Notice(Span(place, place + 1), "stars", "")]
        >>> rule = Rule("stars", "", "", (), stars, by_line=True)
        >>> [notice.span.start for notice in rule.read(Text("a *\\nb *"))]
        [2, 6]
        """
        if not self.by_line:
            return list(self.find(text))
        return [
            replace(found, span=Span(start + found.span.start, start + found.span.end)) if start else found
            for start, line in text.parts
            for found in line.once(self._found)
        ]

    def _found(self, line: Text) -> list[Edit | Notice]:
        return list(self.find(line))


def without_overlaps(edits: Iterable[Edit | Notice]) -> tuple[list[Edit], list[Notice]]:
    """Return the edits in order, without those that overlap an earlier one, and the notices."""
    found = list(edits)
    kept: list[Edit] = []
    for edit in sorted((one for one in found if isinstance(one, Edit)), key=lambda edit: edit.span):
        if not kept or edit.span.start >= kept[-1].span.end:
            kept.append(edit)
    return kept, [one for one in found if isinstance(one, Notice)]


def shifted(protected: Sequence[Span], edits: Sequence[Edit]) -> tuple[Span, ...]:
    """Return where the `protected` spans are after `edits`, which touch none of them; both are in order."""
    moved, shift, number = [], 0, 0
    for span in protected:
        while number < len(edits) and edits[number].span.end <= span.start:
            shift += len(edits[number].new) - len(edits[number].old)
            number += 1
        moved.append(Span(span.start + shift, span.end + shift))
    return tuple(moved)
