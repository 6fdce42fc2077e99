"""The tables of number words, months, currencies and units, read once for each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from glossary.tables import expression, lines_of, rows


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A word that says a number: its role in building numbers, and whether it is often no number (`loose`)."""

    role: str
    value: Fraction
    loose: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit or a currency. `value * factor` of the first unit of `measured` is one of it, counted from `zero`.

    `symbol` is what both languages write, `singular` and `plural` are English words; any of them may be empty. `needed`
    says that an English number without it is a fault.
    """

    key: str
    measured: str
    factor: float
    zero: float
    symbol: str
    singular: str
    plural: str
    money: bool
    needed: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What one language writes for numbers, months and units.

    `words`, `months` (of which `short_months` are shortened) and `unit_words` are by small letters, `symbols` letter by
    letter; the values of the last two are keys of `units()`. `english` are the signs that English writes for the
    `symbols`, and its words for those of the `unit_words` for which it is not the first of the table. `starts` are the
    words and the months. `unit_heads` are what the units begin with, in small letters, up to the end of one of their
    words, marks and spaces; `prefixes` are the first pieces of what stands before an amount: `€`, `US`.
    """

    words: Mapping[str, NumberWord]
    months: Mapping[str, int]
    short_months: frozenset[str]
    unit_words: Mapping[str, str]
    symbols: Mapping[str, str]
    english: Mapping[str, str]
    starts: frozenset[str]
    unit_heads: frozenset[str]
    prefixes: frozenset[str]


_FIRST = expression(r"[^\W\d_]+|[^\w\s]")
UNIT_PIECE = expression(r"[^\W\d_]+|\d+|[^\w\s]|[ \u00a0\u202f\u2009]")
_UNIT_COLUMNS = ("unit", "quantity", "factor", "zero", "loss", "symbols", "french", "english")
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
    months, short_months = {}, set()
    for _, (number, *forms) in rows(lines_of("glossary", "quantities-months.tsv"), ("number", "french", "english")):
        for form in forms[column].split(" "):
            months[form.removesuffix(".")] = int(number)
            if form.endswith("."):
                short_months.add(form.removesuffix("."))
    unit_words: dict[str, str] = {}
    symbols: dict[str, str] = {}
    english: dict[str, str] = {}
    prefixes = set()
    for key, signs, *forms in _unit_rows():
        for form in filter(None, forms[column].split("|")):
            own, _, other = form.partition(">")
            unit_words.setdefault(own.lower(), key)
            if other:
                english.setdefault(own.lower(), other)
        for sign in filter(None, signs.split("|")):
            own = sign.split(">")[column and -1]
            symbols.setdefault(own, key)
            english.setdefault(own, sign.split(">")[-1])
            # A sign that each language has of its own, such as F for francs, stands behind the number only.
            if units()[key].money and ">" not in sign and (first := _FIRST.match(sign)):
                prefixes.add(first[0])
    heads = frozenset(
        form[: piece.end()].lower() for form in (*unit_words, *symbols) for piece in UNIT_PIECE.finditer(form)
    )
    return Lexicon(
        words=words,
        months=months,
        short_months=frozenset(short_months),
        unit_words=unit_words,
        symbols=symbols,
        english=english,
        starts=frozenset((*words, *months)),
        unit_heads=heads,
        prefixes=frozenset(prefixes),
    )


def _word_rows() -> list[tuple[int, tuple[str, ...]]]:
    columns = ("language", "role", "value", "words", "loose")
    return list(rows(lines_of("glossary", "quantities-words.tsv"), columns))


def _unit_rows() -> list[tuple[str, ...]]:
    """Return key, symbols, French and English words of currencies and units; currencies come first."""
    currencies = rows(lines_of("glossary", "quantities-currencies.tsv"), _CURRENCY_COLUMNS)
    measures = rows(lines_of("glossary", "quantities-units.tsv"), _UNIT_COLUMNS)
    return [(code, *rest) for _, (code, _, *rest) in currencies] + [(row[0], *row[5:]) for _, row in measures]


@cache
def units() -> dict[str, Unit]:
    """Return the units and currencies by key.

    >>> units()["km"].plural, units()["EUR"].symbol
    ('kilometres', '€')
    """
    found = {}
    for _, (key, measured, factor, zero, loss, signs, _, english) in rows(
        lines_of("glossary", "quantities-units.tsv"), _UNIT_COLUMNS
    ):
        singular, plural = english.split("|")[:2]
        needed = loss == "fault"
        found[key] = Unit(
            key, measured, float(factor), float(zero), _written(signs), singular, plural, money=False, needed=needed
        )
    for _, (key, family, signs, _, english) in rows(
        lines_of("glossary", "quantities-currencies.tsv"), _CURRENCY_COLUMNS
    ):
        singular, plural = english.split("|")[:2]
        found[key] = Unit(key, family, 0.0, 0.0, _written(signs), singular, plural, money=True, needed=True)
    return found


def _written(signs: str) -> str:
    """Return the sign that English writes, of all that the table has."""
    return signs.split("|")[0].split(">")[-1]


@cache
def labels() -> frozenset[str]:
    """Return the French words, in small letters, behind which figures are no number but read out one by one."""
    return frozenset(word for _, (word,) in rows(lines_of("glossary", "quantities-labels.tsv"), ("word",)))


@cache
def alike() -> frozenset[frozenset[str]]:
    """Return the pairs of keys that share a word in one of the languages: `livres` are pounds of either sort."""
    keys: dict[tuple[int, str], set[str]] = {}
    for key, _, *forms in _unit_rows():
        for column, written in enumerate(forms):
            for form in filter(None, written.split("|")):
                keys.setdefault((column, form.split(">")[0].lower()), set()).add(key)
    return frozenset(frozenset(pair) for shared in keys.values() for pair in _pairs(shared))


def _pairs(keys: set[str]) -> list[tuple[str, str]]:
    return [(one, other) for one in keys for other in keys if one < other]


def zone_of(words: str) -> str:
    """Return the words behind `heure` as `zones` has them."""
    return words.lower().replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")


@cache
def zones() -> Mapping[str, str]:
    """Return what French writes behind `heure` to tell whose it is, such as `de paris`, with the English for it."""
    found = rows(lines_of("glossary", "quantities-zones.tsv"), ("french", "english"))
    return {one: other for _, (one, other) in found}


@cache
def each_words() -> Mapping[str, str]:
    """Return what French writes behind an amount and a slash, such as `mois`, with what English writes there."""
    return {one: other for _, (one, other) in rows(lines_of("glossary", "quantities-each.tsv"), ("french", "english"))}
