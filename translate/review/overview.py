"""What the rows of a review come to: counts by rule, check and severity, and where the doubtful places are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from translate.documents.records import Severity
from translate.review.rows import MEMORY_CHECK, Row


@dataclass(frozen=True, slots=True)
class Count:
    """How often something stands in the rows; `severity` is None for what is no finding."""

    name: str
    number: int
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts of a review.

    `doubtful`, `repaired` and `glossary` count rows; `repairs`, `edits` and `findings` are sorted, the worst and the
    most frequent first.
    """

    segments: int
    words: int
    doubtful: int
    repaired: int
    glossary: int
    from_memory: int
    repairs: tuple[Count, ...]
    edits: tuple[Count, ...]
    findings: tuple[Count, ...]


def overview(rows: Sequence[Row]) -> Overview:
    """Return the counts of `rows`; what the translation memory gave is counted apart, not as a finding."""
    repairs: Counter[str] = Counter(edit.rule for row in rows for edit in row.repairs)
    edits: Counter[str] = Counter(edit.rule for row in rows for edit in row.edits)
    findings = Counter(
        (finding.severity, finding.check) for row in rows for finding in row.findings if finding.check != MEMORY_CHECK
    )
    return Overview(
        segments=sum(row.segment >= 0 for row in rows),
        words=sum(len(row.source.split()) for row in rows if row.segment >= 0),
        doubtful=sum(row.is_doubtful for row in rows),
        repaired=sum(row.is_repaired for row in rows),
        glossary=sum(bool(row.edits) for row in rows),
        from_memory=sum(row.is_from_memory for row in rows),
        repairs=_sorted(repairs),
        edits=_sorted(edits),
        findings=tuple(
            Count(check, number, severity)
            for (severity, check), number in sorted(
                findings.items(), key=lambda item: (-item[0][0], -item[1], item[0][1])
            )
        ),
    )


def worst_first(rows: Sequence[Row], *, most: int, least: float) -> list[int]:
    """Return the numbers of the `most` rows that are likeliest to be bad, the worst first, from `least` (0 to 1) on."""
    doubtful = [(-row.doubt, number) for number, row in enumerate(rows) if row.doubt is not None and row.doubt >= least]
    return [number for _, number in sorted(doubtful)[:most]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a document on its map: from row `first`, `severity` is the worst there, from WARNING on."""

    first: int
    severity: Severity | None
    repaired: bool


def stretches(rows: Sequence[Row], *, most: int) -> tuple[Stretch, ...]:
    """Return the document cut into `most` stretches at most, of rows in equal number as far as may be.

    >>> stretches((), most=10)
    ()
    """
    count = min(most, len(rows))
    starts = [len(rows) * number // count for number in range(count)]
    found = []
    for start, end in zip(starts, [*starts, len(rows)][1:], strict=True):
        inside = rows[start:end]
        worst = max((row.severity or 0 for row in inside), default=0)
        severity = Severity(worst) if worst >= Severity.WARNING else None
        found.append(Stretch(start, severity, any(row.is_repaired for row in inside)))
    return tuple(found)


def _sorted(counts: Counter[str]) -> tuple[Count, ...]:
    return tuple(Count(name, number) for name, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
