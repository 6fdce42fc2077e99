"""What a French word may be in English, by itself: for words that a model does not know."""

from dataclasses import dataclass
from functools import lru_cache

from glossary.bilingual.cognates import cognates
from glossary.bilingual.lexicon import lexicon
from glossary.english.forms import plural
from glossary.english.lexicon import is_word
from glossary.french.inflection import readings, singular
from glossary.french.words import fold
from glossary.tables import sorted_table

TABLE = "rare-translations.tsv"
"""French words with English ones and their shares of votes in per cent; made by tests/tools/rare_words_builder.py."""

_LEAST = 0.08
_OF_RARE = 0.8
"""How far the votes on a rare word are believed; those on a frequent one are counts."""
_OF_SINGULAR = 0.7
_LEAST_OF_SINGULAR = 0.15
_OF_COGNATE = 0.15
_SURE = 0.2
_MOST = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """An English word with how likely it is meant, above 0 to 1."""

    english: str
    likelihood: float


@lru_cache(maxsize=1 << 12)
def choices(french: str) -> tuple[Choice, ...]:
    """Return what a French word in small letters may be in English, the likeliest first, up to five words.

    They come from the lexicon and from the table of rare words; where these do not know a plural, from its singular;
    and from regular cognates. Each is a word of the English lexicon.

    >>> [choices(french)[0].english for french in ("poumon", "orages", "métastases")]
    ['lung', 'storms', 'metastases']
    """
    found = _known(french, _LEAST)
    if max(found.values(), default=0) < _SURE:
        one = singular(french, "NA") or ""
        for english, likely in _known(one, _LEAST_OF_SINGULAR).items():
            several = plural(english) if readings(french, "N") else english
            found[several] = max(found.get(several, 0), likely * _OF_SINGULAR)
    for english in cognates(french):
        found[english] = max(found.get(english, 0), _OF_COGNATE)
    words = [Choice(english, likely) for english, likely in found.items() if is_word(fold(english))]
    return tuple(sorted(words, key=lambda choice: (-choice.likelihood, choice.english))[:_MOST])


def _known(french: str, least: float) -> dict[str, float]:
    found = {english: likely for english, likely in lexicon().translations(french).items() if likely >= least}
    for english, share in _rare(french):
        found[english] = max(found.get(english, 0), share * _OF_RARE)
    return found


def _rare(french: str) -> list[tuple[str, float]]:
    row = (sorted_table(TABLE).find(french) or "").split()
    return [(english, int(share) / 100) for english, share in zip(row[::2], row[1::2], strict=True)]
