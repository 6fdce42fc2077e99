"""The only type and the only function by which text changes: an edit, and the application of edits."""

from collections.abc import Iterable
from dataclasses import dataclass


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

    def of(self, text: str) -> str:
        """Return the text at this span."""
        return text[self.start : self.end]


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
