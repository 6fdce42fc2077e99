"""What is compared of a word: its letters without case, accents, ligatures and signs that nobody sees."""

import unicodedata
from functools import lru_cache

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Signs inside words that nobody sees: soft hyphens, joiners, byte order marks."""

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_APOSTROPHES = "'’ʼ‘´`ʹ＇"


class _Folding(dict[int, str]):
    """What each letter is without accents, as `str.translate` takes it; found when it is first asked for."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter in _APOSTROPHES:
            folded = "'"
        elif letter in INVISIBLE:
            folded = ""
        else:
            parts = unicodedata.normalize("NFKD", LIGATURES.get(code, letter))
            folded = "".join(part for part in parts if not unicodedata.combining(part))
        self[code] = folded
        return folded


_FOLDING = _Folding()


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return `word` in small letters without accents, ligatures or invisible signs.

    >>> fold("Œuvrée"), fold("’")
    ('oeuvree', "'")
    """
    word = word.lower()
    return word if word.isascii() and word != "`" else word.translate(_FOLDING)
