"""How words and names are spelled: a model of letters, which tells a rare word from words that ran together."""

from collections import defaultdict
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


class _Model:
    """Runs of letters with their counts; each letter is foretold by those before it (Witten and Bell 1991)."""

    def __init__(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._total: defaultdict[str, int] = defaultdict(int)
        self._distinct: defaultdict[str, int] = defaultdict(int)
        for run, count in counts.items():
            before = run[:-1]
            self._total[before] += count
            self._distinct[before] += 1

    def log_probability(self, word: str) -> float:
        """Return the natural logarithm of how likely the letters of `word`, in small letters, are, with its end."""
        text = START + word + END
        return sum(log(self._letter(text[max(0, at - LONGEST_RUN + 1) : at + 1])) for at in range(1, len(text)))

    def _letter(self, run: str) -> float:
        likely = 1 / _ALPHABET
        for start in range(len(run) - 1, -1, -1):
            here = run[start:]
            total, distinct = self._total.get(here[:-1], 0), self._distinct.get(here[:-1], 0)
            if not total:
                return likely
            likely = (self._counts.get(here, 0) + distinct * likely) / (total + distinct)
        return likely


@cache
def _models() -> tuple[_Model, _Model]:
    words: dict[str, int] = {}
    names: dict[str, int] = {}
    for line in lines_of("glossary", TABLE):
        run, in_words, in_names = line.split("\t") if line and line[0] != "#" else ("", "0", "0")
        if in_words != "0":
            words[run] = int(in_words)
        if in_names != "0":
            names[run] = int(in_names)
    return _Model(words), _Model(names)


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
