"""Makes the tables of `glossary.english.lexicon`: English word forms with the rank of their frequency.

Run by those who change the tables, not by users:

    python tests/tools/english_lexicon_builder.py SCOWL data TEXT...

SCOWL is the folder with the word lists of SCOWL by Kevin Atkinson (in Debian `/usr/share/dict/scowl` of the package
scowl): those of all spellings and variants up to the size `LARGEST` are taken. Each TEXT is a table of French TAB
English (`.tsv.xz`); only words of its English are counted. A word that SCOWL lacks is kept where several texts have it,
unless it is French as well, or may be a slip for a word that is far more frequent.
"""

import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from glossary.english.lexicon import FREQUENT, FREQUENT_TABLE, TABLE
from glossary.french.lexicon import in_dictionary
from glossary.french.words import fold

LARGEST = 80
"""The largest of SCOWL's sizes that is taken; 95 has words that hardly anybody knows."""
FEWEST = 4
"""How often a word that SCOWL lacks must be counted to be kept, and in how many texts:"""
FEWEST_TEXTS = 2
SLIP = 100
"""How many times as frequent a word is, at least, that another one is a slip for."""

_FILE = re.compile(r"[a-z_\d]+-words\.(\d+)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def listed(folder: Path) -> set[str]:
    """Return the words of SCOWL in the letters of the table; what holds an apostrophe is left out.

    :raises OSError: where a file cannot be read.
    :raises ValueError: where the folder has no word list.
    """
    files = [path for path in folder.iterdir() if (size := _FILE.fullmatch(path.name)) and int(size[1]) <= LARGEST]
    if not files:
        raise ValueError(f"there is no word list of SCOWL in {folder}")
    words = chain.from_iterable(path.read_text(encoding="utf-8").split() for path in files)
    return {fold(word) for word in words if word.isalpha()}


def count(texts: Iterable[Path]) -> tuple[Counter[str], Counter[str]]:
    """Return how often each word stands in the texts in small letters, and in how many of the texts.

    :raises OSError: where a file cannot be read.
    """
    counts: Counter[str] = Counter()
    seen_in: Counter[str] = Counter()
    for path in texts:
        own: Counter[str] = Counter()
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                own.update(_WORD.findall(line.partition("\t")[2]))
        small = {word: number for word, number in own.items() if word.islower()}
        folded: Counter[str] = Counter()
        for word, number in small.items():
            folded[fold(word)] += number
        counts.update(folded)
        seen_in.update(folded.keys())
    return counts, seen_in


def _slips(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in _LETTERS:
            yield before + letter + after[1:]
            yield before + letter + after


def more(known: set[str], counts: Mapping[str, int], seen_in: Mapping[str, int]) -> set[str]:
    """Return the words that several texts have and `known` lacks."""
    found = set()
    for word, number in counts.items():
        if number < FEWEST or seen_in[word] < FEWEST_TEXTS or word in known or len(word) < 3 or not word.isalpha():
            continue
        if not word.isascii() or in_dictionary(word):
            continue
        if any(counts.get(other, 0) >= SLIP * number for other in _slips(word) if other != word and other in known):
            continue
        found.add(word)
    return found


def rank_of(number: int) -> int:
    """Return the rank of a word that was counted `number` times.

    >>> [rank_of(number) for number in (0, 1, 4, 16, 10**7)]
    [0, 1, 2, 3, 9]
    """
    return min(9, (number.bit_length() + 1) // 2)


def tables(ranks: Mapping[str, int], texts: Sequence[Path]) -> tuple[list[str], list[str]]:
    """Return the lines of both tables, without their ends: of all words but the frequent ones, and of those."""
    rare = sorted(f"{word}\t{number}" for word, number in ranks.items() if number < FREQUENT)
    names = ", ".join(sorted(path.name.partition(".")[0] for path in texts))
    frequent = [
        "# Frequent English words by rank, the rarest first; each rank stands for four times as often. The words are",
        "# from SCOWL, see english-lexicon.LICENSE. The counts: own work, MIT licence, made by",
        "# tests/tools/english_lexicon_builder.py of the texts below, of which no sentence is here.",
        f"# The texts: {names}.",
        "rank\twords",
    ]
    for number in sorted({number for number in ranks.values() if number >= FREQUENT}):
        frequent.append(f"{number}\t{' '.join(sorted(word for word in ranks if ranks[word] == number))}")
    return rare, frequent


def main(scowl: Path, out: Path, texts: Sequence[Path]) -> None:
    """Write the tables into the folder `out`.

    :raises OSError: where a file cannot be read or written.
    :raises ValueError: where the folder has no word list.
    """
    known = listed(scowl)
    counts, seen_in = count(texts)
    ranks = {word: rank_of(counts[word]) for word in known | more(known, counts, seen_in)}
    for name, lines in zip((TABLE, FREQUENT_TABLE), tables(ranks, texts), strict=True):
        (out / name).write_bytes("".join(f"{line}\n" for line in lines).encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
