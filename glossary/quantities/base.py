"""What a quantity is, and how its value is written in one canonical way."""

import enum
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from glossary.edits import Span


class Kind(enum.Enum):
    """What a quantity is; it decides how it is compared and how English writes it."""

    NUMBER = "number"
    PERCENTAGE = "percentage"
    MONEY = "money"
    DATE = "date"
    """A day of a month, with or without its year, or a month of a year."""
    TIME = "time"
    """An hour of the day."""
    MEASURE = "measure"
    """A value with a unit, durations among them."""
    ORDINAL = "ordinal"
    ROMAN = "roman"
    """A number in Roman letters: a century, a king."""
    RANGE = "range"
    """Two quantities joined by a hyphen, a dash or `à`; also a score."""
    OPAQUE = "opaque"
    """Letters and digits that must stay as they are: a telephone number, a version, a reference."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in a text. `span` is in code points of that text, and `text` is what stands there.

    `value` is canonical, so that equal values are equal strings: plain digits with a decimal point (`1234567.89`),
    or a fraction where decimals do not end (`2/3`); a date as `2024-07-14`, `--07-14` or `2024-07`; an hour as
    `18:30`; the letters and digits of what is opaque, in small letters. `unit` is a key of the table of units or
    the code of a currency, or `No.`; empty where there is none. A length of time such as `1 h 30` has the kind of an
    hour of the day, which it may be, and the unit `h`. `also` are other values that it can be read as.

    `scale` is the power of ten of a scale word (9 in `3,5 milliards`), 0 where there is none. `spelled` says that it is
    in words and `soft` that it may be no count at all or a rough one (`un`, `une dizaine`, `second`). `shared` is the
    text of the quantity beside it that says its unit or its month, as `20 €` for the 15 in `15 et 20 €`. `foreign` says
    that in English it still stands as French writes it, and `malformed` that nobody writes it so: `18.30 p.m.`, `2th`.
    `parts` are the two ends of a range.
    """

    span: Span
    kind: Kind
    value: str
    unit: str = ""
    text: str = ""
    also: tuple[str, ...] = ()
    scale: int = 0
    spelled: bool = False
    soft: bool = False
    shared: str = ""
    foreign: bool = False
    malformed: bool = False
    parts: tuple["Quantity", ...] = ()

    @property
    def number(self) -> Fraction | None:
        """The value as an exact number; None for dates, hours, ranges and what is opaque."""
        if self.kind in (Kind.DATE, Kind.TIME, Kind.RANGE, Kind.OPAQUE):
            return None
        return _fraction(self.value)


@lru_cache(maxsize=1 << 12)
def _fraction(value: str) -> Fraction:
    return Fraction(value)


def canonical(number: Fraction) -> str:
    """Return the one way in which `number` is written in `Quantity.value`.

    >>> canonical(Fraction("3500.50")), canonical(Fraction(2, 3))
    ('3500.5', '2/3')
    """
    rest = number.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest != 1:
        return str(number)
    if number.denominator == 1:
        return str(number.numerator)
    places = max(_power(number.denominator, 2), _power(number.denominator, 5))
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _power(number: int, factor: int) -> int:
    count = 0
    while number % factor == 0:
        number //= factor
        count += 1
    return count


def roman(text: str) -> int | None:
    """Return the value of a well-formed Roman numeral in capitals from I to LXXXIX, None for anything else.

    >>> roman("XIX"), roman("IIX")
    (19, None)
    """
    value = 0
    for tens in range(9):
        head = _ROMAN_TENS[tens]
        if text.startswith(head) and text[len(head) :] in _ROMAN_ONES:
            value = 10 * tens + _ROMAN_ONES.index(text[len(head) :])
    return value or None


_ROMAN_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMAN_TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX")
