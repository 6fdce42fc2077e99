"""French quantities as English writes them, in a house style."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from glossary.english.forms import article
from glossary.quantities.base import Kind, Quantity, canonical
from glossary.quantities.lexicon import each_words, lexicon, units, zone_of, zones
from glossary.quantities.number_words import fraction_words, number_words, ordinal_figures, ordinal_words, scale_word
from glossary.tables import expression, lines_of, rows

_HALF = Fraction(1, 2)
_FIGURES = expression(r"\d(?:[\d \u00a0\u202f\u2009.,'’]*\d)?")
_UNIT_TOKEN = expression(r"[^\W\d_]+|[^\w\s]|\d")
_SIGNED_FRACTION = expression(r"\d*[¼-¾⅐-⅞]")
_ORDINAL_ROMAN = expression(r"[IVXL]+[a-zèᵉʳ]")
_NUMERIC_DATE = expression(r"\d+([/.-])\d+\1\d+")
# The sign in `3 M€`, `12 € 50` and `1 euro 20 centimes`.
_SIGN_BETWEEN = expression(r"\d ?(?:k|K|M|Mds?|Mrd|G)? ?(?:d')?([^\d\s,.'’]+\.?) ?\d*(?: ?(?:centimes|cts|c\.))?$")
_EACH = expression(r"[ \u00a0\u202f]?/[ \u00a0\u202f]?([^\W\d_]+[²³]?)$")
_ZONE = expression(r",?[ \u00a0\u202f](\()?heures?[ \u00a0\u202f]([^\W\d][^()]*)\)?$")
_JOINERS = {"à": "to", "au": "to", "et": "and", "ou": "or"}


@dataclass(frozen=True, slots=True)
class Style:
    """How English writes what it can write in several ways.

    With `month_first` it is July 14, 2024, and otherwise 14 July 2024; None leaves the order that an English text has.
    Half past six in the evening is 18:30 on the `clock` of 24 hours, 6:30 p.m. in American and 6.30pm in British style.
    """

    month_first: bool | None = None
    clock: Literal["24", "american", "british"] = "24"


_STYLE = Style()


def render(quantity: Quantity, *, style: Style = _STYLE) -> str:
    """Return the English for a quantity of a French text; what is opaque stays as it is.

    >>> from glossary.quantities.french import french_quantities
    >>> [render(found) for found in french_quantities("3,5 milliards, 12 €, le 14 juillet 2024 à 18 h 30, 12 %")]
    ['3.5 billion', '€12', '14 July 2024', '18:30', '12%']
    >>> render(french_quantities("à 18 h 30")[0], style=Style(clock="american"))
    '6:30 p.m.'
    """
    if quantity.kind is Kind.DATE:
        return _date(quantity, style)
    if quantity.kind is Kind.TIME:
        return _time(quantity, style)
    if quantity.kind is Kind.RANGE:
        return _range(quantity, style)
    if quantity.kind is Kind.OPAQUE:
        return _opaque(quantity)
    if "/" in quantity.text and not quantity.unit:
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
    sign = quantity.text[0] if number < 0 else ""
    if signed := _SIGNED_FRACTION.search(quantity.text):
        return sign + signed[0]
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
        if "/" in whole:
            return quantity.text
        if quantity.text[0].isalpha() and not quantity.unit:
            return whole  # années 80
        money = quantity.kind is Kind.MONEY and len(decimals) == 1 and not quantity.scale
        return _grouped(whole) + (f".{decimals}{'0' if money else ''}" if decimals else "")
    digits = str(int(digits)).rjust(places + 1, "0") if places else digits
    whole, decimals = (digits[:-places], digits[-places:]) if places else (digits, "")
    # Figures without any mark may be a year, a postal code or a reference: they stay together.
    bare = written is not None and written[0] == digits and quantity.unit in ("", "No.", "BC", "AD")
    return (whole if bare else _grouped(whole)) + (f".{decimals}" if decimals else "")


def _grouped(whole: str) -> str:
    return f"{int(whole):,}" if not whole.startswith("0") else whole


def _amount(quantity: Quantity) -> str:
    if quantity.kind is Kind.MONEY and (each := _EACH.search(quantity.text)):
        return f"{_amount(replace(quantity, text=quantity.text[: each.start()]))}/{each_words()[each[1].lower()]}"
    number = number_text(quantity)
    if quantity.unit == "No.":
        return f"No. {number}"
    value = quantity.number
    if quantity.shared:
        # `10 et 20 €` are €10 and €20; no other unit is written twice.
        before = re.match(r"[^\w\s]+(?=\d)", _amount(replace(quantity, text=quantity.shared, shared="")))
        return before[0] + number if before and quantity.kind is Kind.MONEY else number
    if quantity.unit in _ROUND and re.search(r"/|sur", quantity.text):
        return _ROUND[quantity.unit]
    form = unit_form(quantity.text) if quantity.unit else ""
    if not form:
        # `années 80` are named by their first year.
        decade = quantity.text[:1] in "aA" and value is not None
        return f"{quantity.value}s" if decade else number
    if quantity.unit == "s" and re.search(r"mi?n|\ds", quantity.text):
        return _minutes_and_seconds(quantity.text)
    unit = units()[quantity.unit]
    sign, bare = (number[0], number[1:]) if value is not None and value < 0 else ("", number)
    plural = unit.singular if value is not None and abs(value) == 1 else unit.plural
    if quantity.spelled and value is not None and 0 < value < 1:
        return f"{number} {'' if value == _HALF else 'of '}{article(unit.singular)} {unit.singular}"
    if form not in lexicon("french").symbols:
        return f"{number} {lexicon('french').english.get(form.lower(), plural)}"
    symbol = lexicon("french").english[form]
    if symbol in (unit.singular, unit.plural):
        return f"{number} {plural}"
    if unit.money:
        return f"{symbol} {number}" if symbol.isalpha() else f"{sign}{_sign_before(symbol, unit.symbol)}{bare}"
    if symbol in ("%", "‰", "°"):
        return number + symbol
    glued = quantity.text.endswith(form) and quantity.text[-len(form) - 1].isdigit()
    return f"{number}{'' if glued else ' '}{symbol}"


_ROUND = {"h": "24 hours a day", "day": "7 days a week"}


def _minutes_and_seconds(text: str) -> str:
    """Return a length of time with the unit of its last part, which French leaves out: `1 min 30`."""
    written = re.sub("[\u00a0\u202f\u2009]", " ", text).replace("mn", "min").replace(",", ".")
    written = re.sub(r"(\d) ?s ?(\d\d)$", r"\1.\2", written)
    return written if written.endswith("s") else f"{written} s"


def _sign_before(form: str, symbol: str) -> str:
    """Return the sign of a currency as it stands before a number: `$US` is `US$` there."""
    if form.startswith("$") and len(form) > 1:
        return "US$" if form.strip("$ ") == "US" else symbol
    return form


def unit_form(text: str) -> str:
    """Return how the unit is written at the end or the start of the text of a quantity, empty where it is not."""
    words = lexicon("french")
    plain = re.sub("[\u00a0\u202f\u2009]", " ", text).replace("’", "'")
    plain = re.sub(r" et (?:demie?|quart)$|(?: et)? trois quarts$", "", plain)
    for start in (token.start() for token in _UNIT_TOKEN.finditer(plain)):
        form = plain[start:]
        if form in words.symbols or form.lower() in words.unit_words:
            return form
    before = re.match(r"[-−]?([^\d\s]+)", plain)
    if before and before[1] in words.symbols:
        return before[1]
    between = _SIGN_BETWEEN.search(plain)
    return between[1] if between and (between[1] in words.symbols or between[1] in words.unit_words) else ""


def _opaque(quantity: Quantity) -> str:
    if quantity.unit != "No.":
        return quantity.text
    return "No. " + quantity.text[re.search(r"\d", quantity.text).start() :]  # type: ignore[union-attr]


def _ordinal(quantity: Quantity) -> str:
    number = int(Fraction(quantity.value))
    ordinal = ordinal_words(number) if quantity.spelled and number else ordinal_figures(number)
    return ordinal + _century(quantity)


def _roman(quantity: Quantity) -> str:
    head = re.match(r"[IVXL]+", quantity.text)
    if not _ORDINAL_ROMAN.match(quantity.text):
        return quantity.text
    if quantity.value == "1" and not quantity.unit and head:
        return head[0]
    return ordinal_figures(int(quantity.value)) + _century(quantity)


def _century(quantity: Quantity) -> str:
    named = re.search(r"(siècles)|siècle| s\.", quantity.text)
    if not named:
        return " century" if quantity.unit and quantity.kind is Kind.ROMAN and not quantity.shared else ""
    era = " BC" if quantity.unit == "century BC" else " AD" if re.search(r" ap(?:r|\.|rès)", quantity.text) else ""
    return (" centuries" if named[1] else " century") + era


def _month_names() -> list[str]:
    found = rows(lines_of("glossary", "quantities-months.tsv"), ("number", "french", "english"))
    return [english.split(" ")[0].capitalize() for _, (_, _, english) in found]


def _date(quantity: Quantity, style: Style) -> str:
    if numeric := _NUMERIC_DATE.fullmatch(quantity.text):
        year, month, day = _date_parts(quantity.value)
        swapped = style.month_first and numeric[1] == "/" and len(year) == 4
        return f"{month}/{day}/{year}" if swapped else quantity.text
    year, month, day = _date_parts(quantity.value)
    name = _month_names()[int(month) - 1]
    if not day:
        return f"{name} {year}"
    if style.month_first:
        return f"{name} {int(day)}" + (f", {year}" if year else "")
    return f"{int(day)} {name}" + (f" {year}" if year else "")


def _date_parts(value: str) -> tuple[str, str, str]:
    """Return year, month and day of a date, empty where it has none."""
    return ("", value[2:4], value[5:]) if value.startswith("--") else (value[:4], value[5:7], value[8:])


def _time(quantity: Quantity, style: Style) -> str:
    hour, minute = map(int, quantity.value.split(":"))
    if quantity.spelled:
        return _spoken_time(quantity, hour, minute, style)
    if quantity.unit:
        return _length(hour, minute)
    zone = _ZONE.search(quantity.text)
    clock = _clock(hour, minute, style, nought=quantity.text.startswith("0"))
    name = zones().get(zone_of(zone[2])) if zone else None
    if zone is None or name is None:
        return clock
    return f"{clock} ({name})" if zone[1] else f"{clock} {name}"


def _clock(hour: int, minute: int, style: Style, *, nought: bool = False) -> str:
    if style.clock == "24":
        return f"{hour:02}:{minute:02}" if nought else f"{hour}:{minute:02}"
    late = hour % 24 >= 12
    if style.clock == "american":
        return f"{hour % 12 or 12}" + (f":{minute:02}" if minute else "") + (" p.m." if late else " a.m.")
    return f"{hour % 12 or 12}" + (f".{minute:02}" if minute else "") + ("pm" if late else "am")


def _spoken_time(quantity: Quantity, hour: int, minute: int, style: Style) -> str:
    """Return an hour in words; what begins at noon or midnight has no name in English but its own: 12:30."""
    if re.match(r"mi(?:di|nuit)", quantity.text, re.IGNORECASE):
        return _clock(hour, minute, style) if len(quantity.text) > len("minuit") else _NOONS[hour % 24]
    part = re.search(r"(matin)|(soir)|(après-midi)$", quantity.text)
    if hour > 12 and not part and not quantity.also:
        return _clock(hour, minute, style)  # nobody says fourteen o'clock, and two o'clock may be at night
    near = (hour + 1 if minute > 30 else hour) % 24
    name = _NOONS.get(near) or number_words(near % 12)
    past = f"{_minutes(60 - minute)} to" if minute > 30 else f"{_minutes(minute)} past"
    said = f"{past} {name}" if minute else name if near in _NOONS else f"{name} o'clock"
    if part is None or (near in _NOONS):
        return said
    return said + (" in the morning" if part[1] else " in the evening" if part[2] else " in the afternoon")


_NOONS = {0: "midnight", 12: "noon"}


def _minutes(minutes: int) -> str:
    return {15: "a quarter", 30: "half"}.get(minutes) or number_words(minutes)


def _length(hours: int, minutes: int) -> str:
    parts = [(hours, "hour"), (minutes, "minute")]
    said = " ".join(f"{count} {name}{'s' if count > 1 else ''}" for count, name in parts if count)
    return said or "0 minutes"


def _range(quantity: Quantity, style: Style) -> str:
    first, last = quantity.parts
    between = quantity.text[len(first.text) : len(quantity.text) - len(last.text)]
    between = re.sub(r"\w+", lambda word: _JOINERS.get(word[0], word[0]), between)
    if last.kind is Kind.DATE and first.shared:
        day, whole = _day(first), render(last, style=style)
        return re.sub(r"\d+", lambda found: f"{day}{between}{found[0]}", whole, count=1)
    tail, head = render(last, style=style), render(first, style=style)
    if first.shared and " " not in between:
        tail = re.sub(r"^[^\w\s-]+(?=\d)", "", tail)  # €10–15
    return head + between + tail


def _day(quantity: Quantity) -> str:
    """Return the day of a date of which the text says nothing but this: the 4th in `les 4 et 5 mai`."""
    return str(int(_date_parts(quantity.value)[2]))
