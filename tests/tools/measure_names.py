"""Measure how many names are found in sentences whose names stand in square brackets, and how many that are none.

    python tests/tools/measure_names.py [FILE]

FILE has a sentence a line; without it, the cases of the tests are read.
"""

import re
import sys
from pathlib import Path

from glossary.terms.names import find_names

CASES = Path(__file__).parents[1] / "cases" / "names.txt"
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


def read(path: Path) -> list[tuple[str, set[tuple[int, int]]]]:
    """Return each sentence without its brackets, and the spans of its names."""
    sentences = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        spans = {
            (match.start() - 2 * number, match.end() - 2 * number - 2)
            for number, match in enumerate(_BRACKETS.finditer(line))
        }
        sentences.append((_BRACKETS.sub(r"\1", line), spans))
    return sentences


def measure(sentences: list[tuple[str, set[tuple[int, int]]]]) -> tuple[float, float, list[str]]:
    """Return the precision and the recall of exact spans, and a line for each sentence with a fault."""
    found = right = wanted = 0
    faults = []
    for text, spans in sentences:
        names = {(name.span.start, name.span.end) for name in find_names(text)}
        found, right, wanted = found + len(names), right + len(names & spans), wanted + len(spans)
        if names != spans:
            wrong = [text[start:end] for start, end in sorted(names - spans)]
            missed = [text[start:end] for start, end in sorted(spans - names)]
            faults.append(f"{text}  wrong: {wrong}  missed: {missed}")
    return right / max(found, 1), right / max(wanted, 1), faults


if __name__ == "__main__":
    precision, recall, lines = measure(read(Path(sys.argv[1]) if len(sys.argv) > 1 else CASES))
    sys.stdout.write("\n".join([*lines, f"precision {precision:.3f}, recall {recall:.3f}"]) + "\n")
