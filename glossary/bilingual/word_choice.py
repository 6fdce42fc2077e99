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

_OF_COGNATE = 0.15
"""How likely a regular cognate is meant; below what translations mostly have.

The first choice is right for 49.0 % of 1,303 rare words of flores dev and for 37.4 % of 2,721 of newstest2013, with any
lower value the same, and with 0.4 for 48.3 and 36.8 % (`tests/tools/measure_choices.py`).
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """An English word with how likely it is meant, above 0 to 1."""

    english: str
    likelihood: float


@lru_cache(maxsize=1 << 12)
def choices(french: str) -> tuple[Choice, ...]:
    """Return what a French word in small letters may be in English, the likeliest first.

    They come from the lexicon and from the table of rare words, those of its singular as well where it is a plural, and
    from regular cognates. Each is a word of the English lexicon.

    >>> [choices(french)[0].english for french in ("poumon", "orages", "métastases")]
    ['lung', 'storms', 'metastases']
    """
    found = _known(french)
    for english, likely in _known(singular(french, "NA") or "").items():
        several = plural(english) if readings(french, "N") else english
        found[several] = max(found.get(several, 0), likely)
    for english in cognates(french):
        found[english] = max(found.get(english, 0), _OF_COGNATE)
    words = [Choice(english, likely) for english, likely in found.items() if is_word(fold(english))]
    return tuple(sorted(words, key=lambda choice: (-choice.likelihood, choice.english)))


def _known(french: str) -> dict[str, float]:
    """Return the English words that `french` becomes, with their probabilities or their shares of the votes."""
    found = lexicon().translations(french)
    row = (sorted_table(TABLE).find(french) or "").split()
    for english, share in zip(row[::2], row[1::2], strict=True):
        found[english] = max(found.get(english, 0), int(share) / 100)
    return found
