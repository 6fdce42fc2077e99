"""Measures the alignment error rate of the aligner of the trainer: python tests/measure_aligner.py ALIBI TSV [PAIRS].

ALIBI is the folder of the hand-aligned stories, TSV a table of further pairs, of which the first PAIRS are added.
"""

import sys
import time
from pathlib import Path

from translate.alignment import word_spans
from translate.training.aligner import align_pairs
from translate.training.pairs import read_pairs

STORIES = (
    ("ChatBotte", "MasterCat"),
    ("LAuberge", "TheInn"),
    ("LaBarbeBleue", "BlueBeard"),
    ("LaDerniereClasse", "TheLastLesson"),
    ("LaVision", "TheVision"),
)
LinkSet = set[tuple[int, int]]


def hand_aligned(folder: Path) -> list[tuple[list[str], list[str], LinkSet, LinkSet]]:
    """Return the words of each pair, its sure links and its sure or possible links."""
    found = []
    for french, english in STORIES:
        sides = [
            dict(line.split("\t", 1) for line in (folder / f"{name}_sents.txt").read_text("utf-8").splitlines())
            for name in (french, english)
        ]
        for line in (folder / f"ali_w2w_{french}_{english}.txt").read_text("utf-8").splitlines():
            number, _, links = line.partition("\t")
            sure: LinkSet = set()
            possible: LinkSet = set()
            for link in links.split():
                a, b = map(int, link.replace("p", "-").split("-"))
                possible.add((a, b))
                if "p" not in link:
                    sure.add((a, b))
            if number in sides[0] and number in sides[1] and possible:
                found.append((sides[0][number].split(), sides[1][number].split(), sure, possible))
    return found


def error_rate(links: list[LinkSet], sure: list[LinkSet], possible: list[LinkSet]) -> float:
    """Return the alignment error rate (Och and Ney 2003), 0 to 1."""
    right = sum(len(a & s) + len(a & p) for a, s, p in zip(links, sure, possible, strict=True))
    return 1 - right / (sum(map(len, links)) + sum(map(len, sure)))


def main(alibi: str, table: str, count: str = "100000") -> None:
    stories = hand_aligned(Path(alibi))
    pairs: list[tuple[list[str], list[str]]] = [(french, english) for french, english, _, _ in stories]
    for pair in read_pairs([Path(table)])[: int(count)]:
        french = [span.of(pair.source) for span in word_spans(pair.source, elisions=True)]
        pairs.append((french, [span.of(pair.target) for span in word_spans(pair.target)]))
    began = time.monotonic()
    found = align_pairs(pairs)
    seconds = time.monotonic() - began
    links = [{(int(a), int(b)) for a, b in each} for each in found[: len(stories)]]
    rate = error_rate(links, [story[2] for story in stories], [story[3] for story in stories])
    print(f"AER {rate:.3f} on {len(stories)} pairs, learnt with {count} more in {seconds:.0f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
