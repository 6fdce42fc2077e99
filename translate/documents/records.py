"""The shared records: a document is gaps and segments in turn, and joining them gives the text back."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from glossary.edits import Edit, Span

if TYPE_CHECKING:
    from glossary.repair import Repair


class Severity(enum.IntEnum):
    """How much a finding matters; comparable, so `>= Severity.WARNING` works."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a segment that a reader should know. Spans are in code points of the segment's own texts."""

    check: str
    severity: Severity
    message: str
    source_span: Span | None = None
    target_span: Span | None = None
    measured: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """A word alignment: pairs (source token, target token), zero-based.

    >>> str(Links.parse("1-0 0-1"))
    '0-1 1-0'
    """

    pairs: frozenset[tuple[int, int]]

    def __str__(self) -> str:
        """Return the Pharaoh form, sorted: `0-1 1-0`."""
        return " ".join(f"{source}-{target}" for source, target in sorted(self.pairs))

    @classmethod
    def parse(cls, text: str) -> "Links":
        """Read the Pharaoh form.

        :raises ValueError: where a part is not two numbers with a hyphen between them.
        """
        pairs = set()
        for part in text.split():
            source, hyphen, target = part.partition("-")
            if not (hyphen and source.isdecimal() and target.isdecimal()):
                raise ValueError(f"{part!r} is not a link of the form 0-1")
            pairs.add((int(source), int(target)))
        return cls(frozenset(pairs))


@dataclass(frozen=True, slots=True)
class WordLinks:
    """The words of a segment's source and target, and which belong together.

    `source` and `target` are spans in code points of `Segment.source` and `Segment.target`, in their order and without
    overlap. `pairs` are (source word, target word, confidence), sorted, each pair once; a confidence lies above 0 and
    is 1 at most.
    """

    source: tuple[Span, ...] = ()
    target: tuple[Span, ...] = ()
    pairs: tuple[tuple[int, int, float], ...] = ()

    @property
    def links(self) -> Links:
        """The links without their confidence, as they are printed and scored."""
        return Links(frozenset((source, target) for source, target, _ in self.pairs))


class MarkupKind(enum.Enum):
    """What a stretch of markup inside a segment is, and so what becomes of it in the translation."""

    OPEN = "open"
    """Opens a pair, such as `**` or `[`: invisible to the model, put before what its content became."""
    CLOSE = "close"
    """Closes the pair of the same number, such as `**` or `](address)`."""
    WORD = "word"
    """Stands in the sentence like a word and is kept letter by letter, such as inline code or an address."""
    MARK = "mark"
    """Has no place in the sentence, such as a footnote number or an image: put back after what stood before it."""
    BREAK = "break"
    """A line break with the prefix of the next line, read as one space: takes the place of a space near by."""


@dataclass(frozen=True, slots=True)
class Markup:
    """One stretch of markup in `Segment.source`; `pair` numbers the OPEN and the CLOSE that belong together."""

    kind: MarkupKind
    span: Span
    pair: int = -1


@dataclass(frozen=True, slots=True)
class Gap:
    """Text that is never translated: space between sentences, layout, code blocks.

    `original` is what stood in its place before the document was repaired, None where that is `text` itself.
    """

    text: str
    original: str | None = None


DOUBTFUL = 0.5
"""From this probability on a translation is doubtful: .74 of those in the half of the labelled set that is kept for the
test are bad, and .75 of the bad ones are found (`translate.checks.doubtful`)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence, heading, list item or cell: what is translated as a unit.

    `id` counts the segments of a document from 0. `source` is the text exactly as it stands in the document, with its
    markup. `target` is None until translated. `tokens` are the model's pieces of the target, `score` the mean natural
    logarithm of their probabilities (<= 0), None where no model was needed. `findings` say what was out of the
    ordinary. Where repair made `source` from another text, that is `original`, and `apply(original, edits) == source`;
    `original` is None where repair changed nothing here.

    What the glossary and other rules changed in the English is `target_edits`: `apply(draft, target_edits) == target`;
    `draft`, the model's own words, is None where nothing was changed. `alignment` joins the words of both sides, None
    where nobody asked for it. `tried` are the other translations that were weighed, best first, each with the reason
    why it did not win. `doubt` is how likely the target changes or loses meaning, 0 to 1, None where nobody asked.
    `place` says where in its document a segment stands, such as "footnote 3", where its line does not say it.
    """

    id: int
    source: str
    markup: tuple[Markup, ...] = ()
    target: str | None = None
    tokens: tuple[str, ...] = ()
    score: float | None = None
    findings: tuple[Finding, ...] = ()
    original: str | None = None
    edits: tuple[Edit, ...] = ()
    draft: str | None = None
    target_edits: tuple[Edit, ...] = ()
    alignment: WordLinks | None = None
    tried: tuple[tuple[str, str], ...] = ()
    doubt: float | None = None
    place: str = ""

    @property
    def text(self) -> str:
        """What stands in the document now: the target, or the source where there is none yet."""
        return self.source if self.target is None else self.target


Part = Gap | Segment


class Skeleton(Protocol):
    """The file behind a document that is more than its text; only `translate.documents.formats` looks into it."""

    @property
    def places(self) -> list[str]:
        """Where each block of the text stands in the file, empty where that needs no word."""


@dataclass(frozen=True, slots=True)
class Document:
    """Gaps and segments in turn.

    `format` is the name of the format that read it, `encoding` the Python name of the encoding of its bytes (with
    `-sig` for UTF-8 with a byte order mark). `repair` is what `translate.documents.repairing` made of the text as it
    was read, with its edits, suggestions and notices; None where nothing was looked for.

    Where a document is more than its text, such as a file of Word, `skeleton` is the file that it was read from, and
    the text a coded view of it (see `translate.documents.formats.codes`); `notices` say what in it is not translated.

    :raises ValueError: where the segments are not numbered 0, 1, 2...
    """

    parts: tuple[Part, ...]
    format: str = "text"
    encoding: str = "utf-8"
    path: Path | None = None
    repair: "Repair | None" = field(default=None, repr=False)
    skeleton: Skeleton | None = field(default=None, repr=False, compare=False)
    notices: tuple[str, ...] = ()
    segments: tuple[Segment, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        segments = tuple(part for part in self.parts if isinstance(part, Segment))
        if any(segment.id != number for number, segment in enumerate(segments)):
            raise ValueError("the segments of a document are numbered 0, 1, 2, ... in their order")
        object.__setattr__(self, "segments", segments)

    @property
    def source(self) -> str:
        """The French that is translated: the text as it was read, or as it was repaired."""
        return "".join(part.text if isinstance(part, Gap) else part.source for part in self.parts)

    @property
    def original(self) -> str:
        """The text as it was read, before any repair."""
        sources = (part.text if isinstance(part, Gap) else part.source for part in self.parts)
        return "".join(
            source if part.original is None else part.original for part, source in zip(self.parts, sources, strict=True)
        )

    @property
    def text(self) -> str:
        """The text as it stands now: translated where a translation is there."""
        return "".join(part.text for part in self.parts)

    def with_segments(self, segments: Iterable[Segment]) -> "Document":
        """Return this document with `segments` in the place of its own, one for one.

        :raises ValueError: where there are more or fewer than `self.segments`, or one with another id or source.
        """
        new = tuple(segments)
        if [(s.id, s.source) for s in new] != [(s.id, s.source) for s in self.segments]:
            raise ValueError(f"{len(self.segments)} segments with the same ids and sources are needed, in order")
        rest = iter(new)
        return replace(self, parts=tuple(part if isinstance(part, Gap) else next(rest) for part in self.parts))
