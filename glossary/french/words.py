"""Words in a French text: what one is, what is compared of it, and where a sentence begins."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from glossary.french.abbreviations import find as find_abbreviation
from glossary.french.lexicon import ELISIONS
from glossary.tables import expression

LETTERS = expression(r"[^\W\d_]+")
"""A run of letters, with neither marks nor digits in it."""

ELIDED = expression(
    rf"(?:{'|'.join([*(word[:-1] for word in ELISIONS), 'quelqu', 'presqu', 'entr'])})['’](?=\w)", re.IGNORECASE
)
"""An elided word before the one that it is joined to."""

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Signs inside words that nobody sees: soft hyphens, joiners, byte order marks."""
LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n", "ħ": "h"}
    | {"Œ": "Oe", "Æ": "Ae", "Ø": "O", "Ł": "L", "Đ": "D", "Þ": "Th"}
)
"""Letters that stand for two, or that have no mark to take away."""
_APOSTROPHES = "'’ʼ‘´`ʹ＇"

_LINE_ENDS = "\n\r\u2028\u2029"
_OPENERS = '"«“„‘([{•|*>_#–—-'
_BEFORE_SENTENCE = frozenset(f" \t\u00a0\u202f'/)0123456789{_OPENERS}")
"""What may stand between the end of a sentence and the first word of the next: also the number of a list item."""
_CLOSERS = frozenset(" \u00a0\u202f»”’)]")
_LOOK_BACK = 12
"""So many characters before a word, at most, tell whether a sentence begins with it."""
_LAST_LETTERS = expression(r"[^\W\d_]*\Z")
LONGEST_ACRONYM = 5
"""How many letters in capitals can be an acronym, which is another word than the one in small letters (OTAN)."""


class _Folding(dict[int, str]):
    """What each letter is without accents, as `str.translate` takes it; found when it is first asked for."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter in _APOSTROPHES:
            folded = "'"
        elif unicodedata.category(letter) == "Cf":
            folded = ""
        else:
            folded = without_accents(unicodedata.normalize("NFKD", LIGATURES.get(code, letter)))
        self[code] = folded
        return folded


_FOLDING = _Folding()


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return `word` in small letters without accents, ligatures or invisible signs; each letter by itself.

    >>> fold("Œuvrée"), fold("’"), fold("Łódź")
    ('oeuvree', "'", 'lodz')
    """
    word = word.lower()
    return word if word.isascii() and word != "`" else word.translate(_FOLDING)


@lru_cache(maxsize=1 << 14)
def without_accents(text: str) -> str:
    """Return `text` without its accents; its capitals, and letters that stand for two, stay.

    >>> without_accents("Cœur d'Été")
    "Cœur d'Ete"
    """
    marks = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in marks if not unicodedata.combining(sign)))


def in_capitals(text: str) -> bool:
    """Tell whether `text` is written in capitals, so that they say nothing: nine letters in ten, of six at least.

    A lone short word is more likely an acronym (OTAN).

    >>> in_capitals("LE PRÉSIDENT EST À PARIS"), in_capitals("OTAN"), in_capitals("Le PIB de la RDC")
    (True, False, False)
    """
    letters = "".join(word for word in LETTERS.findall(text) if len(word) > 1)
    return len(letters) > LONGEST_ACRONYM and sum(map(str.isupper, letters)) >= 0.9 * len(letters)


def can_end_sentence(word: str) -> bool:
    """Tell whether a word with its full stop can be the last of a sentence: no initial, and not each abbreviation.

    >>> can_end_sentence("Oui."), can_end_sentence("Mme."), can_end_sentence("J.")
    (True, False, False)
    """
    abbreviation = find_abbreviation(word)
    return not (len(word) == 2 and word[0].isupper()) and (abbreviation is None or abbreviation.ends)


def starts_sentence(
    text: str, start: int, *, loosely: bool = False, can_end: Callable[[str], bool] = can_end_sentence
) -> bool:
    """Tell whether a sentence, a line or a list item begins with the word at the code point `start`.

    :param loosely: whether a quotation, a bracket, and what follows a colon or a semicolon count, too: wherever a
        capital may come from the place of its word.
    :param can_end: tells whether a word with its full stop can be the last of a sentence.

    >>> [starts_sentence("Oui. Non.", 5), starts_sentence("M. Non", 3), starts_sentence("dit « Non »", 6)]
    [True, False, False]
    >>> starts_sentence("dit « Non »", 6, loosely=True), starts_sentence("« Oui. » Non.", 9)
    (True, True)
    """
    position, opened = start, False
    while position and start - position < _LOOK_BACK and text[position - 1] in _BEFORE_SENTENCE:
        position -= 1
        opened = opened or text[position] in _OPENERS
    if not position or text[position - 1] in _LINE_ENDS:
        return True
    last = text[position - 1]
    if last in ":;":
        return loosely or (last == ":" and opened)
    closed = position
    while position and start - position < _LOOK_BACK and text[position - 1] in _CLOSERS:
        position -= 1
    if position and text[position - 1] == ".":
        word = _LAST_LETTERS.search(text, max(0, position - 1 - _LOOK_BACK), position - 1)
        return can_end((word[0] if word else "") + ".") if position == closed else True
    return text[position - 1 : position] in ("!", "?", "…") or (loosely and opened)
