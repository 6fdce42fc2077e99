"""Judges what repair does to real damaged French: precision of the safe edits, by rule and by kind of source.

    python tests/tools/measure_real_damage.py [--half tuning|kept] [--write]

The excerpts and the verdicts lie in `tests/cases/real`. An edit that nobody has judged yet is printed; `--write` puts
it into the list of verdicts as `?`, for a person to judge.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from glossary.edits import Edit
from glossary.repair import repair
from glossary.tables import rows

FOLDER = Path(__file__).parents[1] / "cases" / "real"
COLUMNS = ("source", "rule", "verdict", "change")
VERDICTS = ("right", "wrong", "?")
BESIDE = 16
"""How many characters before an edit and after it tell one place of a source from another."""


@dataclass(frozen=True, slots=True)
class Source:
    """An excerpt: its `kind` is what it is of, its `half` tells whether rules were made looking at it."""

    name: str
    kind: str
    half: str

    @property
    def text(self) -> str:
        """The excerpt as it was found."""
        return (FOLDER / f"{self.name}.txt").read_bytes().decode("utf-8")


@dataclass(frozen=True, slots=True)
class Change:
    """A safe edit of a source, as the list of verdicts names it."""

    source: Source
    rule: str
    change: str


def sources(half: str | None = None) -> list[Source]:
    """Return the excerpts, or those of one half (`tuning` or `kept`)."""
    lines = (FOLDER / "sources.tsv").read_text(encoding="utf-8").split("\n")
    found = (Source(*values[:3]) for _, values in rows(lines, ("name", "kind", "half", "source", "licence")))
    return [source for source in found if half in (None, source.half)]


def verdicts() -> dict[tuple[str, str], str]:
    """Return the verdict on each change that was judged, by source and change."""
    lines = (FOLDER / "judged.tsv").read_text(encoding="utf-8").split("\n")
    return {(source, change): verdict for _, (source, _, verdict, change) in rows(lines, COLUMNS)}


def shown(text: str, edit: Edit) -> str:
    """Return an edit of `text` in one line, with what stands beside it.

    >>> from glossary.edits import Span
    >>> shown("en Russiemais il", Edit(Span(9, 9), "", " ", "glued-words", ""))
    'en Russie[∅]{ }mais il'
    """
    start, end = edit.span.start, edit.span.end
    before, after = text[max(0, start - BESIDE) : start], text[end : end + BESIDE]
    found = f"{before}[{edit.old or '∅'}]{{{edit.new or '∅'}}}{after}"
    return found.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")


def changes(found: Sequence[Source]) -> Iterator[Change]:
    """Yield the safe edits of each source."""
    for source in found:
        text = source.text
        for edit in repair(text).edits:
            yield Change(source, edit.rule, shown(text, edit))


def table(title: str, counts: dict[str, Counter[str]]) -> str:
    """Return how many edits are right, wrong and not judged under each name, and the share of right ones."""
    lines = [f"{title:32} {'edits':>6} {'wrong':>6} {'?':>4}  right"]
    for name, count in sorted(counts.items(), key=lambda pair: (pair[0] == "all", pair[0])):
        judged = count["right"] + count["wrong"]
        share = f"{count['right'] / judged:.2%}" if judged else "-"
        lines.append(f"{name:32} {count.total():6,} {count['wrong']:6,} {count['?']:4,}  {share}")
    return "\n".join(lines)


def measure(found: Sequence[Change], known: dict[tuple[str, str], str]) -> str:
    """Return the tables by rule and by kind of source, each with a line for all."""
    by_rule: dict[str, Counter[str]] = {}
    by_kind: dict[str, Counter[str]] = {}
    for change in found:
        verdict = known.get((change.source.name, change.change), "?")
        for counts, names in ((by_rule, change.rule.split("+")[:1]), (by_kind, [change.source.kind])):
            for name in (*names, "all"):
                counts.setdefault(name, Counter())[verdict] += 1
    return f"{table('rule', by_rule)}\n\n{table('kind of source', by_kind)}"


def main() -> None:
    """Print the tables, and the changes that nobody has judged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("tuning", "kept"))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found, known = list(changes(sources(options.half))), verdicts()
    print(measure(found, known))
    unjudged = [change for change in found if known.get((change.source.name, change.change), "?") == "?"]
    for change in unjudged:
        print(f"{change.source.name}\t{change.rule}\t?\t{change.change}")
    if options.write:
        new = (change for change in unjudged if (change.source.name, change.change) not in known)
        with (FOLDER / "judged.tsv").open("a", encoding="utf-8") as file:
            rows_made = (f"{one.source.name}\t{one.rule}\t?\t{one.change}\n" for one in new)
            file.writelines(dict.fromkeys(rows_made))


if __name__ == "__main__":
    main()
