"""The tables of number words, months, currencies and units, read once for each language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from glossary.tables import lines_of, rows


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A word that says a number: its role in building numbers, and whether it is often no number (`loose`)."""

    role: str
    value: Fraction
    loose: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit or a currency. `value * factor` of the first unit of `measured` is one of it, counted from `zero`.

    `symbol` is what both languages write, `singular` and `plural` are English words; any of them may be empty.
    """

    key: str
    measured: str
    factor: float
    zero: float
    symbol: str
    singular: str
    plural: str
    money: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What one language writes for numbers, months and units.

    `words`, `months` and `unit_words` are by small letters, `symbols` letter by letter; the values of the last two are
    keys of `units()`. `starts` are the words and the months. `longest` is the number of characters of the longest unit,
    `unit_starts` the first letters of each, in small letters, or its first mark; `prefixes` are those of what stands
    before an amount: `€`, `US`.
    """

    words: Mapping[str, NumberWord]
    months: Mapping[str, int]
    unit_words: Mapping[str, str]
    symbols: Mapping[str, str]
    starts: frozenset[str]
    longest: int
    unit_starts: frozenset[str]
    prefixes: frozenset[str]


_FIRST = re.compile(r"[^\W\d_]+|[^\w\s]")
_UNIT_COLUMNS = ("unit", "quantity", "factor", "zero", "symbols", "french", "english")
_CURRENCY_COLUMNS = ("code", "family", "symbols", "french", "english")


@cache
def lexicon(language: str) -> Lexicon:
    """Return the tables of `french` or `english`.

    :raises KeyError: where `language` is neither.

    >>> lexicon("french").unit_words["kilomètres"], lexicon("english").symbols["€"]
    ('km', 'EUR')
    """
    column = {"french": 0, "english": 1}[language]
    words = {
        word: NumberWord(role, Fraction(value), loose == "yes")
        for _, (spoken, role, value, forms, loose) in _word_rows()
        if spoken == language
        for word in forms.split(" ")
    }
    months = {
        form: int(number)
        for _, (number, *forms) in rows(lines_of("glossary", "quantities-months.tsv"), ("number", "french", "english"))
        for form in forms[column].split(" ")
    }
    unit_words: dict[str, str] = {}
    symbols: dict[str, str] = {}
    for key, signs, *forms in _unit_rows():
        for form in filter(None, forms[column].split("|")):
            unit_words.setdefault(form.lower(), key)
        for sign in filter(None, signs.split("|")):
            symbols.setdefault(sign.split(">")[0] if language == "french" else sign.split(">")[-1], key)
    money = (_FIRST.match(sign) for sign, key in symbols.items() if units()[key].money)
    prefixes = frozenset(first[0] for first in money if first)
    every = [*unit_words, *symbols]
    unit_starts = frozenset(first[0].lower() for first in map(_FIRST.match, every) if first)
    starts = frozenset((*words, *months))
    return Lexicon(words, months, unit_words, symbols, starts, max(map(len, every)), unit_starts, prefixes)


def _word_rows() -> list[tuple[int, tuple[str, ...]]]:
    columns = ("language", "role", "value", "words", "loose")
    return list(rows(lines_of("glossary", "quantities-words.tsv"), columns))


def _unit_rows() -> list[tuple[str, ...]]:
    """Return key, symbols, French and English words of currencies and units; currencies come first."""
    currencies = rows(lines_of("glossary", "quantities-currencies.tsv"), _CURRENCY_COLUMNS)
    measures = rows(lines_of("glossary", "quantities-units.tsv"), _UNIT_COLUMNS)
    return [(code, *rest) for _, (code, _, *rest) in currencies] + [
        (key, *rest) for _, (key, _, _, _, *rest) in measures
    ]


@cache
def units() -> dict[str, Unit]:
    """Return the units and currencies by key.

    >>> units()["km"].plural, units()["EUR"].symbol
    ('kilometres', '€')
    """
    found = {}
    for _, (key, measured, factor, zero, signs, _, english) in rows(
        lines_of("glossary", "quantities-units.tsv"), _UNIT_COLUMNS
    ):
        found[key] = _unit(key, measured, float(factor), float(zero), signs, english, money=False)
    for _, (key, family, signs, _, english) in rows(
        lines_of("glossary", "quantities-currencies.tsv"), _CURRENCY_COLUMNS
    ):
        found[key] = _unit(key, family, 0.0, 0.0, signs, english, money=True)
    return found


def _unit(key: str, measured: str, factor: float, zero: float, signs: str, english: str, *, money: bool) -> Unit:
    singular, plural = english.split("|")[:2]
    symbol = signs.split("|")[0].split(">")[-1]
    return Unit(key, measured, factor, zero, symbol, singular, plural, money)


@cache
def alike() -> frozenset[frozenset[str]]:
    """Return the pairs of keys that share a word in one of the languages: `livres` are pounds of either sort."""
    keys: dict[tuple[int, str], set[str]] = {}
    for key, _, *forms in _unit_rows():
        for column, written in enumerate(forms):
            for form in filter(None, written.split("|")):
                keys.setdefault((column, form.lower()), set()).add(key)
    return frozenset(frozenset(pair) for shared in keys.values() for pair in _pairs(shared))


def _pairs(keys: set[str]) -> list[tuple[str, str]]:
    return [(one, other) for one in keys for other in keys if one < other]
