"""The measured rates of the checks: as a table for a reader, and in the file that `fr2en checks` reads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from glossary.tables import lines_of, rows
from translate.checks.faults import Measures
from translate.documents.records import Severity

_HEADER = ("what", "check", "kind", "count", "of")
_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something happened: `what` is `alarm`, with a severity as its `kind`, or `found`, with a kind of fault.

    The check `all` stands for any.
    """

    what: str
    check: str
    kind: str
    count: int
    of: int

    @property
    def share(self) -> float:
        """The share, 0 to 1; 0 of nothing."""
        return self.count / self.of if self.of else 0.0


def rates_of(measures: Measures) -> Iterator[Rate]:
    """Yield the rates of measures: false alarms by check, then what was found of each kind of fault, and by whom."""
    for check in sorted({check for check, _ in measures.alarms}):
        for severity in _SEVERITIES:
            yield Rate("alarm", check, str(severity), measures.alarms.get((check, severity), 0), measures.pairs)
    for recall in measures.recalls:
        yield Rate("found", "all", recall.kind, recall.found, recall.made)
        for check, count in sorted(recall.by.items(), key=lambda item: (-item[1], item[0])):
            yield Rate("found", check, recall.kind, count, recall.made)


def as_file(rates: Iterable[Rate]) -> str:
    """Return the rates as the file has them."""
    lines = [
        "# How often the checks are wrong, and what they find. Written by `fr2en check --measure`, never by hand.",
        "# alarm: pairs of human translations with a finding of this severity. found: faults put in that were found.",
        "\t".join(_HEADER),
        *(f"{rate.what}\t{rate.check}\t{rate.kind}\t{rate.count}\t{rate.of}" for rate in rates),
    ]
    return "\n".join(lines) + "\n"


def known_rates() -> list[Rate]:
    """Return the rates that come with this package."""
    found = rows(lines_of("translate.checks", "check-rates.tsv"), _HEADER)
    return [Rate(what, check, kind, int(count), int(of)) for _, (what, check, kind, count, of) in found]


@cache
def blind_spots() -> dict[str, str]:
    """Return what each check cannot see, by its name; read once."""
    found = rows(lines_of("translate.checks", "check-blind-spots.tsv"), ("check", "unseen"))
    return {name: unseen for _, (name, unseen) in found}


def as_table(measures: Measures) -> str:
    """Return the rates as a table in Markdown: false alarms by check, then detection by kind of fault.

    >>> print(as_table(Measures(10, {("names", Severity.ERROR): 1}, ())))
    | false alarms on 10 pairs | error | warning | note |
    |---|---|---|---|
    | names | 10.00 % | 0.00 % | 0.00 % |
    <BLANKLINE>
    | fault | made | found | by |
    |---|---|---|---|
    """
    lines = [f"| false alarms on {measures.pairs:,} pairs | error | warning | note |", "|---|---|---|---|"]
    for check in sorted({check for check, _ in measures.alarms}, key=lambda check: (check != "all", check)):
        shares = (measures.alarms.get((check, severity), 0) / measures.pairs for severity in _SEVERITIES)
        lines.append(f"| {check} | {' | '.join(f'{100 * share:.2f} %' for share in shares)} |")
    lines += ["", "| fault | made | found | by |", "|---|---|---|---|"]
    for recall in measures.recalls:
        by = sorted(recall.by.items(), key=lambda item: (-item[1], item[0]))[:3]
        names = ", ".join(f"{check} {count}" for check, count in by)
        lines.append(f"| {recall.kind} | {recall.made} | {100 * recall.share:.1f} % | {names} |")
    return "\n".join(lines)
