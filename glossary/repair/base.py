"""What a rule of repair is: it reads a text and returns edits, and notices of what it cannot mend."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from glossary.edits import Edit, Span

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


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
    fault: it cannot where the format says what it means, as in Markdown.

    >>> Text("Le chat dort.\\nIl rêve.").lines
    (Span(start=0, end=13), Span(start=14, end=22))
    """

    text: str
    protected: tuple[Span, ...] = ()
    line_breaks: bool = True
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "protected", tuple(sorted(self.protected)))
        object.__setattr__(self, "_starts", [span.start for span in self.protected])

    @cached_property
    def lines(self) -> tuple[Span, ...]:
        """The lines without their line ends; a last one that is empty is left out."""
        spans, start = [], 0
        for line in self.text.splitlines(keepends=True):
            spans.append(Span(start, start + len(line.rstrip("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))))
            start += len(line)
        return tuple(spans)

    @cached_property
    def words(self) -> tuple[Span, ...]:
        """The words outside the protected spans: letters, with apostrophes and hyphens between letters."""
        found = (Span(*match.span()) for match in _WORD.finditer(self.text))
        return tuple(span for span in found if self.is_free(span))

    @cached_property
    def word_forms(self) -> frozenset[str]:
        """All words of the text as they are written."""
        return frozenset(span.of(self.text) for span in self.words)

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


Finder = Callable[[Text], Iterable[Edit | Notice]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named repair.

    `find` returns the edits and notices of one reading of a text; its edits do not overlap. Its `safe` edits are made
    by default, the others are suggestions; `reason` says why they are safe or why not. `examples` are pairs of damaged
    and repaired text, for readers and for tests: each is what all edits of the rule make of it.
    """

    name: str
    summary: str
    reason: str
    examples: tuple[tuple[str, str], ...]
    find: Finder


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
