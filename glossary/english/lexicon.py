"""English word forms and about how often each is used, and which of them a misspelt word is nearly spelt like.

The frequent ones, most words of any text, are loaded when the first word is looked up, which takes some milliseconds;
all others lie sorted on disk and are searched where they lie, each distinct word once. Words are in small letters
without accents, as `fold` of `glossary.french.words` gives them, and without apostrophes and hyphens.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import chain

from glossary.tables import lines_of, rows, sorted_table

TABLE, FREQUENT_TABLE = "english-lexicon.tsv", "english-frequent.tsv"
FREQUENT = 3
"""The lowest rank of the words in the table of frequent ones."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@cache
def _frequent() -> Mapping[str, int]:
    found = rows(lines_of("glossary", FREQUENT_TABLE), ("rank", "words"))
    return {word: int(number) for _, (number, words) in found for word in words.split(" ")}


@lru_cache(maxsize=1 << 16)
def rank(word: str) -> int | None:
    """Return about how often an English word is used, from 0 (never seen) to 9; None where it is no English word.

    Each step stands for four times as often; 1 is once to three times in 20 million words.

    >>> rank("house") > rank("thatch"), rank("houzes") is None
    (True, True)
    """
    known = _frequent().get(word)
    if known is not None:
        return known
    found = sorted_table(TABLE).find(word)
    return None if found is None else int(found)


def is_word(word: str) -> bool:
    """Tell whether `word` is an English word.

    >>> is_word("aeroplanes"), is_word("maison")
    (True, False)
    """
    return rank(word) is not None


@lru_cache(maxsize=1 << 10)
def nearest(word: str) -> tuple[str, ...]:
    """Return the frequent English words that one slip makes `word` of, the most frequent first: a letter too many, one
    too few, a wrong one, or two that changed places.

    >>> nearest("presure")[0], nearest("beleive")[0]
    ('pressure', 'believe')
    """
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    tried = chain(
        (before + after[1:] for before, after in cuts if after),
        (before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1),
        (before + letter + after[1:] for before, after in cuts if after for letter in _LETTERS),
        (before + letter + after for before, after in cuts for letter in _LETTERS),
    )
    frequent = _frequent()
    found = {one for one in tried if one != word and one in frequent}
    return tuple(sorted(found, key=lambda one: (-frequent[one], one)))
