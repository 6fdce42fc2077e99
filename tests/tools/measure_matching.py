"""Measures the matcher: python tests/tools/measure_matching.py SENTENCES [TERMS].

SENTENCES is a file of French sentences, one a line; TERMS, 100000 where it is not given, is how many terms the glossary
has. They are expressions of the French word table drawn at random, always the same. Printed are processor seconds.
"""

import random
import sys
import time
from pathlib import Path

from glossary.tables import lines_of
from glossary.terms.matching import Matcher
from glossary.terms.records import Glossary, Kind, Term


def terms(count: int) -> Glossary:
    """Return a glossary of expressions of one to three words."""
    chosen = random.Random(1)
    words = [line.partition("\t")[0] for line in lines_of("glossary", "words.tsv")]
    words = [word for word in words if word.isalpha() and len(word) > 3]
    kinds = list(Kind)
    return Glossary(
        tuple(
            Term(" ".join(chosen.sample(words, chosen.choice((1, 1, 2, 2, 3)))), "x", chosen.choice(kinds))
            for _ in range(count)
        )
    )


def main(sentences: str, count: str = "100000") -> None:
    lines = Path(sentences).read_text("utf-8").splitlines()
    matcher = Matcher(terms(int(count)))
    began = time.process_time()
    matcher.find("Bonjour.")
    print(f"{count} terms put in order: {time.process_time() - began:.2f} s")
    for run in ("first", "second"):
        began = time.process_time()
        found = sum(len(matcher.find(line)) for line in lines)
        each = (time.process_time() - began) / max(1, len(lines))
        print(f"{run} reading of {len(lines)} sentences: {found} matches, {1000 * each:.3f} ms a sentence")
    for name, text in (("words", "mot " * 250_000), ("letters", "a" * 1_000_000), ("elisions", "l'" * 500_000)):
        began = time.process_time()
        matcher.find(text)
        print(f"a line of 1 MB, {name}: {time.process_time() - began:.2f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
