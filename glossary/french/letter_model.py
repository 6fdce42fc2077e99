"""How words and names are spelled: models of letters, which tell a rare word from words that ran together.

Each letter is foretold by those before it; what no run of letters tells, shorter ones do (Witten and Bell 1991, The
Zero-Frequency Problem, method C).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from math import log

from glossary.tables import lines_of

TABLE = "word-letters.tsv"
"""The table of runs of letters, and in how many words in small letters and in how many names each was found."""
LONGEST_RUN = 4
"""In letters, with `START` and `END`, which stand before and after a word."""
START, END = "^", "$"

_ALPHABET = 60
"""About how many letters there are that no run tells anything of."""


def runs(word: str) -> Iterator[str]:
    """Yield the runs of letters in `word`, with its start and its end, up to the longest.

    >>> list(runs("ah"))
    ['a', '^a', 'h', 'ah', '^ah', '$', 'h$', 'ah$', '^ah$']
    """
    text = START + word + END
    for end in range(2, len(text) + 1):
        for length in range(1, min(LONGEST_RUN, end) + 1):
            yield text[end - length : end]


class LetterModel:
    """Tells how likely the letters of a word are."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Take how often each run of letters was seen."""
        self._counts = counts
        self._total: defaultdict[str, int] = defaultdict(int)
        self._distinct: defaultdict[str, int] = defaultdict(int)
        for run, count in counts.items():
            before = run[:-1]
            self._total[before] += count
            self._distinct[before] += 1

    @classmethod
    def of(cls, words: Iterable[str]) -> "LetterModel":
        """Return the model that has seen `words`.

        >>> model = LetterModel.of(["maison", "raison", "saison"])
        >>> model.log_probability("faison") > model.log_probability("nosiaf")
        True
        """
        return cls(Counter(run for word in words for run in runs(word)))

    def log_probability(self, word: str) -> float:
        """Return the natural logarithm of how likely the letters of `word`, in small letters, are, with its end."""
        text = START + word + END
        return sum(log(self._letter(text[max(0, at - LONGEST_RUN + 1) : at + 1])) for at in range(1, len(text)))

    def _letter(self, run: str) -> float:
        """Return how likely the last letter of `run` is behind the others."""
        likely = 1 / _ALPHABET
        for start in range(len(run) - 1, -1, -1):
            here = run[start:]
            total, distinct = self._total.get(here[:-1], 0), self._distinct.get(here[:-1], 0)
            if not total:
                break
            likely = (self._counts.get(here, 0) + distinct * likely) / (total + distinct)
        return likely


@cache
def _models() -> tuple[LetterModel, LetterModel]:
    words: dict[str, int] = {}
    names: dict[str, int] = {}
    for line in lines_of("glossary", TABLE):
        run, in_words, in_names = line.split("\t") if line and line[0] != "#" else ("", "0", "0")
        if in_words != "0":
            words[run] = int(in_words)
        if in_names != "0":
            names[run] = int(in_names)
    return LetterModel(words), LetterModel(names)


@lru_cache(maxsize=1 << 14)
def letters_of_word(word: str) -> float:
    """Return the natural logarithm of how likely the letters of a word that is no name are; capitals do not count.

    >>> letters_of_word("surendettement") > letters_of_word("aveclesautres")
    True
    """
    return _models()[0].log_probability(word.lower())


@lru_cache(maxsize=1 << 14)
def letters_of_name(word: str) -> float:
    """Return the natural logarithm of how likely the letters of a name are; capitals do not count.

    >>> letters_of_name("Zarkovsky") > letters_of_name("Zarkovskyet")
    True
    """
    return _models()[1].log_probability(word.lower())
