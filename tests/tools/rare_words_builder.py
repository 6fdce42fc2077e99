"""Makes the table of `glossary.bilingual.word_choice`: what rare French words are in English.

Run by those who change the table, not by users:

    python tests/tools/rare_words_builder.py OUT TEXT...

Each TEXT is a table of French TAB English (`.tsv.xz`). A word that stands in a handful of sentences is too rare for the
statistics of `bilingual_builder.py`. But where the lexicon explains all other English words of its sentence, what is
left over is its translation: process of elimination. Each sentence has one vote, shared by the English words that
are left over; words that look like the French one (Simard, Foster and Isabelle 1992) weigh more, and words that are
left over in many sentences weigh less.
"""

import lzma
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from glossary.bilingual.lexicon import english_parts, french_parts, lexicon
from glossary.english.lexicon import rank
from glossary.french.lexicon import in_dictionary
from glossary.french.words import fold

_LONGEST = 420
"""Sentences with more characters are left out: too much is left over in them."""
_SHORTEST = 4
_EXPLAINS = 0.02
"""How likely a word of the lexicon becomes another at least, for that one to be explained by it."""
_KNOWN = 0.1
"""A word that the lexicon knows so well is not rare."""
_TOO_FREQUENT = 8
"""English words of this rank are function words; they are in every sentence, and translate no rare word."""
_MOST_LEFT = 8
_WEIGHED = 12
_LEAST_SHARE = 0.2
_LEAST_VOTES = 0.9
_LEAST_LIKENESS = 0.65
_MOST_KEPT = 3


@dataclass(frozen=True, slots=True)
class Votes:
    """What was left over: for each rare French word the votes of each English one, and in how many sentences both were.

    `sentences` counts those with a rare French word, `left` those in which an English word was left over.
    """

    votes: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    sentences: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)


def count(pairs: Iterable[tuple[str, str]]) -> Votes:
    """Return the votes of sentences and their translations."""
    found = Votes()
    for source, target in pairs:
        french = french_parts(source)
        rare = {word for word in french if _is_rare(word)}
        if not rare or max(len(source), len(target)) > _LONGEST:
            continue
        explained = frozenset[str]().union(*(_explained(word) for word in french if word not in rare))
        left = {word for word in english_parts(target) if _is_content(word)} - explained
        found.left.update(left)
        found.sentences.update(rare)
        if 0 < len(left) <= _MOST_LEFT:
            for word in rare:
                for other in left:
                    found.votes[word][other] += 1 / len(left)
    return found


@lru_cache(maxsize=1 << 17)
def _is_rare(word: str) -> bool:
    """Tell whether the French dictionary has a word that the lexicon does not know: no name, and no slip."""
    if len(word) < _SHORTEST or not word.isalpha() or max(lexicon().translations(word).values(), default=0) >= _KNOWN:
        return False
    return in_dictionary(word)


@lru_cache(maxsize=1 << 17)
def _explained(word: str) -> frozenset[str]:
    return frozenset(other for other, likely in lexicon().translations(word).items() if likely >= _EXPLAINS)


@lru_cache(maxsize=1 << 17)
def _is_content(word: str) -> bool:
    frequent = rank(fold(word)) if word.isalpha() else None
    return frequent is not None and frequent < _TOO_FREQUENT


def choices(found: Votes) -> dict[str, list[tuple[str, float]]]:
    """Return the English of each rare word that the votes agree on: up to three words with their shares, 0 to 1."""
    result = {}
    for french, votes in found.votes.items():
        plain = fold(french)
        weights: list[tuple[float, str]] = []
        for english, vote in sorted(votes.items(), key=lambda vote: -vote[1])[:_WEIGHED]:
            near = SequenceMatcher(None, plain, fold(english), autojunk=False).ratio() if plain[0] == english[0] else 0
            weight = vote * (1 + 3 * (near >= 0.6) + 2 * (near >= 0.75))
            weight /= 1 + 0.02 * found.left[english] / found.sentences[french]
            alone = found.sentences[french] == 1 and vote >= 0.5
            weights.append((weight if vote >= _LEAST_VOTES or near >= _LEAST_LIKENESS or alone else -weight, english))
        total = sum(abs(weight) for weight, _ in weights)
        kept = [(english, weight / total) for weight, english in sorted(weights, reverse=True)]
        kept = [(english, share) for english, share in kept if share >= _LEAST_SHARE][:_MOST_KEPT]
        if kept:
            result[french] = kept
    return result


def table(known: Mapping[str, list[tuple[str, float]]]) -> list[str]:
    """Return the lines of the table, sorted by their bytes: a French word, a tab, English words with per cents."""
    lines = [
        f"{french}\t{' '.join(f'{english} {round(100 * share)}' for english, share in some)}"
        for french, some in known.items()
    ]
    return sorted(lines, key=lambda line: line.encode("utf-8"))


def _read(texts: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for path in texts:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                source, _, target = line.rstrip("\n").partition("\t")
                yield source, target


def main(out: Path, texts: Iterable[Path]) -> None:
    """Learn from `texts` and write the table `out`.

    :raises OSError: where a file cannot be read or written.
    """
    out.write_text("\n".join([*table(choices(count(_read(texts)))), ""]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
