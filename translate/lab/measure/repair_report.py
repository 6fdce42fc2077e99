"""The figures of `translate.lab.measure.repairs` as tables for people and as JSON for programs."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from translate.lab.measure.repairs import CleanFigures, FamilyFigures, Tally
from translate.lab.measure.report import table


def family_tables(figures: Sequence[FamilyFigures]) -> str:
    """Return the figures as tables for people: by family, and by mechanism."""
    heads = ["family", "damages", "precision", "recall", "F1", "all: P", "R", "F1", "reported: P", "R", "F1", "faults"]
    rows = [
        [
            one.family,
            f"{one.safe.damages:,}",
            *(_share(value) for tally in (one.safe, one.everything, one.reported) for value in _values(tally)),
            f"{one.faults:,}",
        ]
        for one in figures
    ]
    mechanisms = [
        [f"{one.family}: {name}", f"{tally.damages:,}", _share(tally.recall)]
        for one in figures
        for name, tally in one.mechanisms.items()
    ]
    return f"{table(heads, rows)}\n\n{table(['mechanism', 'damages', 'recall'], mechanisms)}"


def _values(tally: Tally) -> tuple[float | None, float | None, float | None]:
    return tally.precision, tally.recall, tally.f1


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def clean_tables(figures: Sequence[CleanFigures]) -> str:
    """Return the figures of clean texts as a table for people, and each change below it."""
    rows = [
        [
            one.name,
            f"{one.words:,}",
            f"{one.changed_words:,}",
            f"{one.per_ten_thousand:.2f}",
            f"{one.suggestions:,}",
            f"{one.notices:,}",
        ]
        for one in figures
    ]
    lines = [table(["text", "words", "changed", "per 10,000", "suggestions", "notices"], rows)]
    rules = sum((Counter(one.rules) for one in figures), Counter[str]())
    if rules:
        lines += ["", table(["rule", "edits"], [[rule, f"{count:,}"] for rule, count in rules.most_common()]), ""]
    for one in figures:
        lines += (f"{one.name}: {', '.join(case.names)}: {case.damaged!r} -> {case.became!r}" for case in one.cases)
    return "\n".join(lines)


def to_json(figures: Sequence[FamilyFigures] | Sequence[CleanFigures]) -> str:
    """Return the figures as a JSON list; the names are those of the records, shares are from 0 to 1."""
    data = []
    for one in figures:
        record = asdict(one)
        if isinstance(one, CleanFigures):
            record["per_ten_thousand"] = one.per_ten_thousand
        else:
            for name in ("safe", "everything", "reported"):
                tally: Tally = getattr(one, name)
                record[name] |= {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1}
        data.append(record)
    return json.dumps(data, indent=2, ensure_ascii=False)
