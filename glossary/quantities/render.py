"""French quantities as English writes them."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from glossary.quantities.base import Kind, Quantity, canonical
from glossary.quantities.lexicon import lexicon, units
from glossary.quantities.wording import fraction_words, number_words, ordinal_figures, ordinal_words, scale_word
from glossary.tables import lines_of, rows

_FIGURES = re.compile(r"\d(?:[\d \u00a0\u202f\u2009.,'’]*\d)?")
_UNIT_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s]|\d")
_ORDINAL_ROMAN = re.compile(r"[IVXL]+[a-zèᵉʳ]")


@dataclass(frozen=True, slots=True)
class Style:
    """How English writes what it can write in two ways: `July 14, 2024` and `6.30pm`, or `14 July 2024` and `18:30`."""

    month_first: bool = False
    twelve_hours: bool = False


_STYLE = Style()


def render(quantity: Quantity, *, style: Style = _STYLE) -> str:
    """Return the English for a quantity of a French text; what is opaque stays as it is.

    >>> from glossary.quantities.french import french_quantities
    >>> [render(found) for found in french_quantities("3,5 milliards, 12 €, le 14 juillet 2024 à 18 h 30, 12 %")]
    ['3.5 billion', '€12', '14 July 2024', '18:30', '12%']
    """
    if quantity.kind is Kind.DATE:
        return _date(quantity.value, style)
    if quantity.kind is Kind.TIME:
        return _time(quantity, style)
    if quantity.kind is Kind.RANGE:
        return _range(quantity, style)
    if quantity.kind is Kind.OPAQUE or ("/" in quantity.text and not quantity.unit):
        return quantity.text
    if quantity.kind is Kind.ROMAN:
        return _roman(quantity)
    if quantity.kind is Kind.ORDINAL:
        return _ordinal(quantity)
    return _amount(quantity)


def number_text(quantity: Quantity) -> str:
    """Return the English for the number of `quantity`, with its scale word and without its unit.

    :raises ValueError: where the quantity is no number: a date, an hour, a range, something opaque.

    >>> from glossary.quantities.french import french_quantities
    >>> number_text(french_quantities("1 234,50 km")[0])
    '1,234.50'
    """
    number = quantity.number
    if number is None:
        raise ValueError(f"{quantity.text!r} is not a number")
    if quantity.spelled:
        return _in_words(number, quantity.scale)
    sign = "-" if number < 0 else ""
    if quantity.scale >= 6 and (word := scale_word(quantity.scale)):
        return f"{sign}{_figures(quantity, abs(number) / 10**quantity.scale)} {word}"
    return sign + _figures(quantity, abs(number))


def _in_words(number: Fraction, scale: int) -> str:
    whole, rest = int(number), number % 1
    halves = number * 2 / 10**scale
    if scale and rest == 0 and halves.denominator == 1 and halves % 2 == 1:
        word = scale_word(scale)
        return f"{number_words(int(halves) // 2)} and a half {word}" if halves > 1 else f"half a {word}"
    if number < 0 or whole >= 10**18 or rest.denominator > 100:
        return canonical(number)
    if rest == 0:
        return number_words(whole)
    if whole == 0:
        return fraction_words(rest)
    part = fraction_words(rest)
    return f"{number_words(whole)} and {'a ' + part if rest == Fraction(1, 2) else part}"


def _figures(quantity: Quantity, number: Fraction) -> str:
    """Return `number` in figures, with the decimals that the text has: `12,50` keeps its nought."""
    written = _FIGURES.search(quantity.text)
    digits = re.sub(r"\D", "", written[0]) if written else ""
    places = next((count for count in range(len(digits)) if int(digits) == number * 10**count), None)
    if written and not number:
        places = len(digits) - len(re.sub(r"\D", "", re.split("[.,]", written[0])[0]))
    if places is None:
        whole, _, decimals = canonical(number).partition(".")
        return _grouped(whole) + (f".{decimals}" if decimals else "") if "/" not in whole else quantity.text
    digits = str(int(digits)).rjust(places + 1, "0") if places else digits
    whole, decimals = (digits[:-places], digits[-places:]) if places else (digits, "")
    # Figures without any mark may be a year, a postal code or a reference: they stay together.
    bare = written is not None and written[0] == digits and quantity.unit in ("", "No.")
    return (whole if bare else _grouped(whole)) + (f".{decimals}" if decimals else "")


def _grouped(whole: str) -> str:
    return f"{int(whole):,}" if not whole.startswith("0") else whole


def _amount(quantity: Quantity) -> str:
    number = number_text(quantity)
    if quantity.unit == "No.":
        return f"No. {number}"
    form = _unit_form(quantity.text) if quantity.unit else ""
    if not form:
        return number
    unit = units()[quantity.unit]
    sign, bare = ("-", number[1:]) if number.startswith("-") else ("", number)
    symbol = lexicon("french").symbols.get(form) is not None
    if unit.money and symbol and not unit.symbol.isalpha():
        return f"{sign}{unit.symbol if form != 'US$' else form}{bare}"
    if unit.money and symbol:
        return f"{unit.symbol} {number}"
    if symbol and unit.symbol in ("%", "‰", "°"):
        return number + unit.symbol
    if symbol and unit.symbol and unit.symbol != unit.plural:
        return f"{number} {unit.symbol}"
    value = quantity.number
    return f"{number} {unit.singular if value is not None and abs(value) == 1 else unit.plural}"


def _unit_form(text: str) -> str:
    """Return how the unit is written at the end or the start of the text of a quantity, empty where it is not."""
    words = lexicon("french")
    plain = re.sub("[\u00a0\u202f\u2009]", " ", text).replace("’", "'")
    plain = re.sub(r" et demie?$", "", plain)
    for start in (token.start() for token in _UNIT_TOKEN.finditer(plain)):
        form = plain[start:]
        if form in words.symbols or form.lower() in words.unit_words:
            return form
    before = re.match(r"[^\d\s]+", plain)
    if before and before[0] in words.symbols:
        return before[0]
    after = re.search(r"[€$£¥]$", plain)
    return after[0] if after else ""


def _ordinal(quantity: Quantity) -> str:
    number = int(Fraction(quantity.value))
    ordinal = ordinal_words(number) if quantity.spelled and number else ordinal_figures(number)
    return ordinal + _century(quantity.text)


def _roman(quantity: Quantity) -> str:
    head = re.match(r"[IVXL]+", quantity.text)
    if not _ORDINAL_ROMAN.match(quantity.text):
        return quantity.text
    if quantity.value == "1" and not quantity.unit and head:
        return head[0]
    return ordinal_figures(int(quantity.value)) + _century(quantity.text)


def _century(text: str) -> str:
    if re.search("siècles$", text):
        return " centuries"
    return " century" if re.search(r"siècle$|s\.$", text) else ""


def _month_names() -> list[str]:
    found = rows(lines_of("glossary", "quantities-months.tsv"), ("number", "french", "english"))
    return [english.split(" ")[0].capitalize() for _, (_, _, english) in found]


def _date(value: str, style: Style) -> str:
    year, month, day = ("", value[2:4], value[5:]) if value.startswith("--") else (value[:4], value[5:7], value[8:])
    name = _month_names()[int(month) - 1]
    if not day:
        return f"{name} {year}"
    if style.month_first:
        return f"{name} {int(day)}" + (f", {year}" if year else "")
    return f"{int(day)} {name}" + (f" {year}" if year else "")


def _time(quantity: Quantity, style: Style) -> str:
    if quantity.spelled:
        return "noon" if quantity.value.startswith("12") else "midnight"
    hour, minute = map(int, quantity.value.split(":"))
    if quantity.unit:
        return _length(hour, minute)
    if not style.twelve_hours:
        return f"{hour:02}:{minute:02}" if hour < 10 and quantity.text.startswith("0") else f"{hour}:{minute:02}"
    half = "am" if hour % 24 < 12 else "pm"
    return f"{hour % 12 or 12}" + (f".{minute:02}" if minute else "") + half


def _length(hours: int, minutes: int) -> str:
    parts = [(hours, "hour"), (minutes, "minute")]
    said = " ".join(f"{count} {name}{'s' if count > 1 else ''}" for count, name in parts if count)
    return said or "0 minutes"


def _range(quantity: Quantity, style: Style) -> str:
    first, last = quantity.parts
    between = quantity.text[len(first.text) : len(quantity.text) - len(last.text)]
    between = re.sub("à", "to", between)
    if last.kind is Kind.DATE and first.kind is Kind.NUMBER and style.month_first and last.value.startswith("--"):
        return f"{_month_names()[int(last.value[2:4]) - 1]} {first.value}{between}{int(last.value[5:])}"
    tail, head = render(last, style=style), render(first, style=style)
    sign = re.match(r"[^\w\s-]+(?=\d)", tail)
    if sign and last.kind is Kind.MONEY and not _unit_form(first.text):
        return f"{sign[0]}{number_text(replace(first, unit=''))}{between}{tail[sign.end() :]}"
    return head + between + tail
