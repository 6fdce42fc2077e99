"""Words as terms are matched by: what one is, its stem, and which forms and spellings belong to which word."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from glossary.french.inflection import inflect, plural_of, readings
from glossary.french.lexicon import form
from glossary.french.words import INVISIBLE, LIGATURES, fold
from glossary.tables import expression
from glossary.terms.records import Case

VARIANT, INFLECTED, PLURAL, FEMININE = 1, 2, 4, 8
"""Flags of how a word of a text differs from the word of a term; 0 where it does not."""
HYPHENS = "‐‑‒–-"
Feminine = Literal["never", "adjective", "always"]
"""Whether a word can become feminine: `adjective` only where it is an adjective and no noun."""

_INSIDE = expression(f"[\u0300-\u036f{INVISIBLE}]")
_PLAIN_ITEM = expression(r"[^\W_]+|[^\w\s‐‑‒–-]|_")
_ITEM = expression(rf"(?:[^\W_][\u0300-\u036f{INVISIBLE}]*)+|[^\w\s‐‑‒–-]|_")
_GAP = expression(r"[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*|[‐‑‒–-]\n?")
# The ends of the forms of one word, after the final e, s and x are gone, to one end for all of them.
_ENDINGS = (
    ("eau", "el"),
    ("aich", "ai"),
    ("tric", "teu"),
    ("eur", "eu"),
    ("ail", "al"),
    ("au", "al"),
    ("cqu", "c"),
    ("qu", "c"),
    ("ch", "c"),
    ("gu", "g"),
    ("ou", "ol"),
    ("it", "i"),
    ("ll", "l"),
    ("nn", "n"),
    ("tt", "t"),
    ("v", "f"),
)
_ENDING_LETTERS = tuple(ending for ending, _ in _ENDINGS)


def items(text: str) -> list[re.Match[str]]:
    """Return the words and the signs of `text` in order; space and hyphens stand between them.

    >>> [item.group() for item in items("d’Arc-et-Senans, n° 5")]
    ['d', '’', 'Arc', 'et', 'Senans', ',', 'n', '°', '5']
    """
    return list((_ITEM if _INSIDE.search(text) else _PLAIN_ITEM).finditer(text))


def first_item(text: str) -> str:
    """Return the first word or sign of `text`, empty where it has none."""
    word = text.partition(" ")[0]
    if word.isalpha():
        return word
    found = (_PLAIN_ITEM if text.isascii() else _ITEM).search(text)
    return found.group() if found else ""


def is_gap(between: str) -> bool:
    """Tell whether an expression goes on over `between`: nothing, space with one line break at most, or a hyphen."""
    return between in ("", " ", "-", "\u00a0") or _GAP.fullmatch(between) is not None


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return what all forms of `word` have in common, and few other words.

    >>> {stem(word) for word in ("national", "nationaux", "NATIONALE", "nationales")}
    {'national'}
    """
    folded = word.lower()
    if not folded.isascii() or folded == "`":
        folded = fold(word)
    short = folded.rstrip("sxe")
    if len(short) < 2:
        return folded[:2]
    if short.endswith(_ENDING_LETTERS):
        for ending, common in _ENDINGS:
            if short.endswith(ending):
                return short[: len(short) - len(ending)] + common
    return short


@lru_cache(maxsize=1 << 14)
def forms_of(word: str, feminine: Feminine) -> Mapping[str, int]:
    """Return the other forms of a French word in small letters, as it stands in a dictionary, with their flags.

    :param feminine: `never`; `adjective`, where only what is an adjective and no noun becomes one; or `always`.

    >>> forms_of("nucléaire", "never"), sorted(forms_of("directeur", "always"))
    ({'nucléaires': 4}, ['directeurs', 'directrice', 'directrices'])
    """
    known = form(word)
    if known is None or not known.grammar:
        return {} if word[-1:] in "sxz" else {word + ending: PLURAL for ending in _regular_plurals(word)}
    found: dict[str, int] = {}
    codes = readings(word, "NAP")
    if any(code[2] in "si" for code in codes):
        for other in (plural_of(word), *(inflect(word, gender, "p") for gender in "mf" if _has(codes, gender))):
            if other and other != word:
                found[other] = PLURAL
    noun, adjective = any(code[0] == "N" for code in codes), any(code[0] in "AP" for code in codes)
    person = noun and word.endswith(("teur", "ien"))
    if feminine == "always" or (feminine == "adjective" and (person or (adjective and not noun))):
        for kinds in ("AP", "N") if _has(codes, "m") else ():
            for number, flag in (("s", FEMININE), ("p", FEMININE | PLURAL)):
                other = inflect(word, "f", number, kinds=kinds)
                if other and other != word and other not in found:
                    found[other] = flag
    return found


def _has(codes: tuple[str, ...], gender: str) -> bool:
    return any(code[0] in "APN" and code[1] in (gender, "e") for code in codes)


def _regular_plurals(word: str) -> tuple[str, ...]:
    if not word.isalpha() or len(word) < 3:
        return ()
    return (word + "x",) if word.endswith("eau") else (word + "s",)


def clean(word: str) -> str:
    """Return `word` with its accents joined to their letters and without invisible signs."""
    if word.isascii():
        return word
    if _INSIDE.search(word):
        word = "".join(letter for letter in word if letter not in INVISIBLE)
    return unicodedata.normalize("NFC", word)


@lru_cache(maxsize=1 << 16)
def compare(word: str, written: str, case: Case, feminine: Feminine | None, lenient: bool) -> int | None:
    """Return how `written` differs from the `word` of a term, in flags, or None where it is another word.

    :param feminine: as for `forms_of`; None where the word does not change.
    :param lenient: whether accents may be lost from small letters too, where that gives no other French word.

    >>> compare("État", "Etat", Case.SMART, None, False), compare("Nice", "nice", Case.SMART, None, False)
    (1, None)
    """
    word, written = clean(word), clean(written)
    if word == written:
        return 0
    if not capitals_fit(word, written, case):
        return None
    small, small_written = word.lower(), written.lower()
    if small == small_written:
        return 0
    capitals = len(written) > 1 and written.isupper()
    if fold(word) == fold(written):
        if not word.isalnum():
            return 0
        return VARIANT if capitals or _only_accents_lost(word, written, lenient) else None
    if feminine is None:
        return None
    if word.isupper() and len(word) > 1:
        return INFLECTED | PLURAL if written == word + "s" else None
    folded = fold(written)
    for other, flags in forms_of(small, feminine).items():
        if other == small_written or (capitals and fold(other) == folded):
            return INFLECTED | flags
    return None


def capitals_fit(word: str, written: str, case: Case) -> bool:
    """Tell whether `written` has the capitals that `case` asks for `word`; an ending of one that is longer is free.

    >>> capitals_fit("Turkey", "turkey", Case.SMART), capitals_fit("ceasefire", "Ceasefire", Case.SMART)
    (False, True)
    """
    if case is Case.ANY:
        return True
    pairs = zip(word, written, strict=False)
    if case is Case.EXACT:
        return all(one.isupper() == other.isupper() for one, other in pairs)
    return all(other.isupper() or not one.isupper() for one, other in pairs)


def _only_accents_lost(word: str, written: str, lenient: bool) -> bool:
    """Tell whether `written` is `word` with a ligature resolved or, on capitals or where `lenient`, without accents."""
    word, written = (one.translate(LIGATURES) for one in (word, written))
    if len(word) != len(written):
        return word.lower() == written.lower()
    different = [(a, b) for a, b in zip(word, written, strict=True) if a.lower() != b.lower()]
    if all(b.isupper() for _, b in different):
        return True
    return lenient and len(word) > 3 and written.isascii() and not form(written.lower()) and not form(written)
