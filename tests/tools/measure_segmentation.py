"""Measure how well `translate.documents.segmentation` finds the ends of sentences again.

    python tests/tools/measure_segmentation.py FILE... [--size 8] [--errors]

A FILE holds one French sentence per line. Its lines are joined by single spaces into paragraphs of `--size` lines;
the measure is whether each inner boundary is found (recall) and nothing else is (precision). A line that holds two
sentences counts as an error, and so does a boundary after a line without a final mark.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from glossary.edits import Span
from translate.documents.segmentation import sentences


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of boundaries."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.spurious + other.spurious, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """The share of the boundaries found that are right, 1 where none was found."""
        found = self.right + self.spurious
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """The share of the right boundaries that were found, 1 where there are none."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def paragraphs(lines: Iterable[str], size: int) -> Iterator[tuple[str, set[int]]]:
    """Yield paragraphs of `size` lines, each with the offsets in characters at which its inner sentences start."""
    kept = [" ".join(line.split()) for line in lines]
    kept = [line for line in kept if line]
    for first in range(0, len(kept), size):
        group = kept[first : first + size]
        starts: set[int] = set()
        position = 0
        for line in group[:-1]:
            position += len(line) + 1
            starts.add(position)
        yield " ".join(group), starts


def measure(
    lines: Iterable[str], size: int = 8, segment: Callable[[str], Sequence[Span]] = sentences
) -> tuple[Score, list[str]]:
    """Return the score of `segment` on `lines`, and a line of text for each error."""
    total = Score()
    errors: list[str] = []
    for text, wanted in paragraphs(lines, size):
        found = {span.start for span in segment(text)[1:]}
        total += Score(len(found & wanted), len(found - wanted), len(wanted - found))
        for offset in sorted(found ^ wanted):
            kind = "spurious" if offset in found else "missed  "
            errors.append(f"{kind} {text[max(0, offset - 60) : offset]}|{text[offset : offset + 40]}")
    return total, errors


def main() -> None:
    """Read the arguments and print one line of figures per file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="one French sentence per line, UTF-8")
    parser.add_argument("--size", type=int, default=8, help="lines per paragraph (default: 8)")
    parser.add_argument("--errors", action="store_true", help="print each boundary that is spurious or missed")
    arguments = parser.parse_args()
    if arguments.size < 1:
        parser.error("--size must be at least 1")
    for path in arguments.files:
        score, errors = measure(path.read_text(encoding="utf-8").split("\n"), arguments.size)
        if arguments.errors:
            print("\n".join(errors))
        print(
            f"{path}: precision {score.precision:.4f}, recall {score.recall:.4f}, F1 {score.f1:.4f} "
            f"({score.right} right, {score.spurious} spurious, {score.missed} missed)"
        )


if __name__ == "__main__":
    main()
