"""The quantities of English text, and what a translation may have left in French form or made impossible."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from glossary.quantities.base import Kind, Quantity, canonical, roman
from glossary.quantities.lexicon import lexicon
from glossary.quantities.number_words import ordinal_figures, read_spelled
from glossary.quantities.reading import SPACE, Numeral, Reader, is_number_word, plain
from glossary.tables import expression

_GROUPED = expression(r"[1-9]\d{0,2}(?:,\d{3}){1,8}(?:\.\d{1,40})?(?!\d|,\d)")
_FRENCH_GROUPED = expression(rf"[1-9]\d{{0,2}}(?:{SPACE}\d{{3}}){{1,8}}(?:[.,]\d{{1,40}})?(?!\d|{SPACE}\d|,\d)")
_FRENCH_DOTTED = expression(r"[1-9]\d{0,2}(?:\.\d{3}){1,8},\d{1,40}(?!\d)|[1-9]\d{0,2}(?:\.\d{3}){2,8}(?!\w|[.,]\d)")
_FRENCH_COMMA = expression(r"\d{1,40},\d{1,40}(?!\d|[.,]\d)")
_POINT = expression(r"\d{1,40}\.\d{1,40}(?!\d|[.,]\d)")
_BARE_POINT = expression(r"(?<![\w.)])\.\d{1,40}(?![\d.])")
_SIMPLE = expression(r"\d{1,40}(?!\d)")
_HALF_OF_DAY = rf"(?:in{SPACE}the{SPACE}(?P<part>morning|afternoon|evening)|(?P<night>at{SPACE}night))(?!\w)"
_HOUR = expression(
    rf"(\d{{1,2}})(?:[:.]([0-5]\d))?(?:{SPACE}|-)?([aApP])(?:m|M|\.{SPACE}?[mM]\.?)(?!\w)"
    rf"|(\d{{1,2}})(?:[:.]([0-5]\d))?(?:{SPACE}o['’]clock)?{SPACE}{_HALF_OF_DAY}"
)
# What becomes of an hour in the hands of a bad engine: `14.m.`.
_NO_HOUR = expression(rf"(\d{{1,2}}){SPACE}?\.m\.?(?!\w)")
_FRENCH_HOUR = expression(rf"(\d{{1,2}}){SPACE}?(?:h|H(?={SPACE}?\d))(?:{SPACE}?([0-5]\d)(?!\d))?(?!\w)")
_MILITARY = expression(rf"([01]\d|2[0-3])([0-5]\d)(?={SPACE}?(?:GMT|UTC|CET|CEST|EST|EDT|hours|hrs)(?!\w))")
_CLOCK = expression(rf"(\d{{1,2}}|[a-z]{{3,6}}){SPACE}?o['’]clock(?:{SPACE}{_HALF_OF_DAY})?", re.IGNORECASE)
_PAST = expression(
    rf"(?:(?:a{SPACE})?(?P<quarter>quarter)|(?P<half>half)|(?P<minutes>\d{{1,2}}|[a-z]{{3,6}}(?:-five)?)"
    rf"(?:{SPACE}minutes)?){SPACE}(?P<to>past|after|to)"
    rf"{SPACE}(?P<hour>\d{{1,2}}|[a-z]{{3,8}})(?!\w|[:.,]\d|{SPACE}(?:times|per|percent|of))",
    re.IGNORECASE,
)
_AT = expression(r"\b(?:at|was|is|by|until|till)[ \u00a0]$")
_LENGTH = expression(
    rf"(?:(\d+){SPACE}?-?(?:h|hrs?|hours?)[,.]?{SPACE}?(?:and{SPACE})?)?(\d+){SPACE}?(?:m|mins?|minutes?)(?!\w)"
    rf"(?:[,.]?{SPACE}?(?:and{SPACE})?(\d+(?:\.\d+)?){SPACE}?(?:s|secs?|seconds?)(?!\w))?"
)
_DAY = expression(rf"{SPACE}(\d{{1,2}})(st|nd|rd|th)?(?![\d.:]?\d|[^\W_])(?:,?{SPACE}(\d{{4}})(?!\d))?")
_DAY_MONTH = expression(
    rf"(\d{{1,2}})(st|nd|rd|th)?{SPACE}(?:of{SPACE})?([^\W\d_]{{3,9}})\.?(?:,?{SPACE}(?:of{SPACE})?(\d{{4}})(?!\d))?"
)
_YEAR = expression(rf"\.?,?{SPACE}(?:of{SPACE})?([12]\d{{3}})(?!\d)")
_NUMBER_SIGN = expression(rf"(?:[nN][°º]s?|[nN]os?\.?|[Nn]umbers?){SPACE}?(?=\d)|#(?=\d)")
_REFERENCE = expression(r"\d+(?:[-/.](?:\w*\d\w*|[A-Z]{1,4}(?=[-/.]\w*\d)))+")
_ERA = expression(rf"(?:AD|A\.D\.){SPACE}(\d{{1,4}})(?!\w|[.,:]\d)")
_ROMAN_ORDINAL = expression(r"([IVXL]+)(?:e|ème|ᵉ|er)(?!\w)")
_CENTURY = expression(rf"{SPACE}centur(?:y|ies)(?!\w)")
_FRENCH_ORDINAL = frozenset(("er", "re", "ère", "ème", "e", "nde", "ᵉ"))
# A French ordinal that ran into the next word: `1reline`.
_MERGED = expression(r"(?:er|re|ère|ème)[a-z]{3,}")
_A = expression(r"\b[aA][ -]$")
_A_NUMBER = expression(
    rf"an?{SPACE}(?=(?:hundred|thousand|million|billion|trillion|dozen)(?!\w))|half(?:{SPACE}an?|-an?)?[ -]"
    r"(?=(?:million|billion|trillion|thousand|dozen)(?!\w))",
    re.IGNORECASE,
)
_FRENCH_SCALE = expression(r"\bmilliards?\b", re.IGNORECASE)
_SIGNS_BEFORE = frozenset("€$£¥₹₽₩₺₴₪")
_SPECIAL = frozenset(
    ("noon", "midday", "midnight", "n", "no", "nos", "number", "numbers", "a", "an", "half", "quarter", "ad")
)


@lru_cache(maxsize=1 << 15)
def _says_number(token: str) -> bool:
    return is_number_word(token, lexicon("english"), _SPECIAL)


class _English(Reader):
    french = False
    day_first = False
    ordinal_ending = re.compile(r"(?:st|nd|rd|th|ths)(?![^\W_])")
    joins_unit = re.compile(rf"-(?=[a-z])|{SPACE}?(?P<of>(?:of{SPACE})?(?:an?{SPACE})?)")
    half_more = re.compile(
        rf"(?:{SPACE}|-)and(?:{SPACE}|-)(?:a(?:{SPACE}|-)(?:half|(?P<quarter>quarter))|(?P<quarters>three{SPACE}quarters))"
        rf"(?!\w)"
    )
    says_number = staticmethod(_says_number)

    def numeral(self, position: int) -> Numeral | None:
        text = self.text
        if match := _GROUPED.match(text, position):
            return Numeral(position, match.end(), Fraction(match[0].replace(",", "")))
        if match := _FRENCH_GROUPED.match(text, position) or _FRENCH_DOTTED.match(text, position):
            digits = match[0]
            if digits.count(".") != 1 or "," in digits:
                digits = digits.replace(".", "")
            value = Fraction(re.sub(r"[^\d.,]", "", digits).replace(",", "."))
            return Numeral(position, match.end(), value, foreign=True)
        if match := _FRENCH_COMMA.match(text, position):
            return Numeral(position, match.end(), Fraction(match[0].replace(",", ".")), foreign=True)
        if match := _POINT.match(text, position) or _SIMPLE.match(text, position) or _BARE_POINT.match(text, position):
            return Numeral(position, match.end(), Fraction(match[0]))
        return None

    def suffixed(self, number: Numeral, letters: str) -> Quantity | None:
        if letters == "m" and not number.foreign:
            # Metres, or millions of what follows: `1.7m people`.
            return replace(self.finish(number), also=(canonical(number.value * 10**6),))
        if number.value.denominator != 1 or number.also or number.foreign:
            return None
        if _MERGED.fullmatch(letters):
            return self.finish(replace(number, end=number.end + len(letters), ordinal=True, malformed=True))
        if letters in _FRENCH_ORDINAL:
            return self.finish(replace(number, end=number.end + len(letters), ordinal=True, foreign=True))
        if letters in ("st", "nd", "rd", "th") and not ordinal_figures(int(number.value)).endswith(letters):
            return self.finish(replace(number, end=number.end + len(letters), ordinal=True, malformed=True))
        return None

    def special(self, position: int, token: str) -> Quantity | None:
        if token[0].isdigit():
            always = self.around_the_clock(position)
            return always or self._day(position) or self._length(position) or self._hour(position)
        if token == ".":
            number = self.numeral(position)
            return self.finish(number) if number and not self.glued(number.end) else None
        lower = token.lower()
        month = self.words.months.get(lower)
        if month and token[0].isupper():
            return self._month(position, position + len(token), month)
        if lower in ("noon", "midday", "midnight"):
            made = self.time(position, position + len(token), 0 if lower == "midnight" else 12, 0, (0,))
            return replace(made, soft=True, spelled=True) if made else None
        if (lower[0] == "n" or token == "#") and (sign := _NUMBER_SIGN.match(self.text, position)):
            return self._numbered(position, sign)
        if token == "AD" and (era := _ERA.match(self.text, position)):
            return self.make(position, era.end(), Kind.MEASURE, era[1], unit="AD")
        if (
            token[0] in "IVXL"
            and (ordinal := _ROMAN_ORDINAL.match(self.text, position))
            and (value := roman(ordinal[1]))
        ):
            century = _CENTURY.match(self.text, ordinal.end())
            end, unit = (century.end(), "century") if century else (ordinal.end(), "")
            soft = value == 1 and not unit
            return self.make(position, end, Kind.ROMAN, str(value), unit=unit, foreign=True, soft=soft)
        spoken = lower in self.words.words or lower in ("a", "half")
        if spoken and (hour := self._past(position) or self._o_clock(position) or self._spelled_year(position)):
            return hour
        if lower in ("a", "an", "half"):
            return self._a_number(position)
        word = self.words.words.get(lower)
        if word and word.role == "ordinal" and word.value > 2 and _A.search(self.text, max(position - 3, 0), position):
            also = (canonical(1 / word.value),)
            return self.make(position, position + len(token), Kind.ORDINAL, str(word.value), also=also, soft=True)
        return None

    def _numbered(self, position: int, sign: re.Match[str]) -> Quantity | None:
        """Return a number or a reference behind its `sign`: `No. 5`, `No. 2010-1052`."""
        foreign = sign[0][0] in "nN" and sign[0][1:2] in "°º"
        if (reference := _REFERENCE.match(self.text, sign.end())) and not reference[0].replace(".", "", 1).isdigit():
            value = plain(reference[0])
            return self.make(position, reference.end(), Kind.OPAQUE, value, unit="No.", foreign=foreign)
        number = self.numeral(sign.end())
        if number is None or self.glued(number.end):
            return None
        if sign[0].rstrip().lower() in ("no", "nos") and number.value < 1:
            return None
        return replace(self.finish(replace(number, start=position, foreign=foreign)), kind=Kind.NUMBER, unit="No.")

    def _a_number(self, position: int) -> Quantity | None:
        start = _A_NUMBER.match(self.text, position)
        if start is None or self.text[position - 1 : position] in ("'", "’"):
            return None
        half = start[0].lower().startswith("half")
        spoken = read_spelled(self.text, start.end(), self.words, french=False)
        if spoken is None:
            return None
        value = spoken.value / 2 if half else spoken.value
        return self.finish(Numeral(position, spoken.end, value, spelled=True, soft=spoken.value <= 1000))

    def _month(self, start: int, end: int, month: int) -> Quantity | None:
        if self.text[end : end + 1] == ".":
            end += 1
        if day := _DAY.match(self.text, end):
            return self._dated(start, day.end(), month, day[1], day[2], day[3])
        year = _YEAR.match(self.text, end)
        return self.date(start, year.end(), 0, month, year[1]) if year else None

    def _day(self, position: int) -> Quantity | None:
        match = _DAY_MONTH.match(self.text, position)
        month = self.words.months.get(match[3].lower()) if match and match[3][0].isupper() else None
        if match is None or month is None:
            return None
        return self._dated(position, match.end(4) if match[4] else match.end(3), month, match[1], match[2], match[4])

    def _dated(
        self, start: int, end: int, month: int, day: str, ending: str | None, year: str | None
    ) -> Quantity | None:
        made = self.date(start, end, int(day), month, year or "")
        malformed = ending is not None and not ordinal_figures(int(day)).endswith(ending)
        return replace(made, malformed=True) if made and malformed else made

    def _hour(self, position: int) -> Quantity | None:
        if match := _HOUR.match(self.text, position):
            hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
            malformed = hour > 12
            if match["part"] or match["night"]:
                return self._of_the_day(position, match.end(), hour, minute, match)
            if not malformed:
                hour = hour % 12 + (12 if match[3] in "pP" else 0)
            made = self.time(position, match.end(), hour, minute)
            return replace(made, malformed=malformed) if made else None
        if match := _NO_HOUR.match(self.text, position):
            made = self.time(position, match.end(), int(match[1]), 0)
            return replace(made, malformed=True) if made else None
        if match := _MILITARY.match(self.text, position):
            return self.time(position, match.end(), int(match[1]), int(match[2]))
        if found := self._o_clock(position) or self._past(position):
            return found
        if match := _FRENCH_HOUR.match(self.text, position):
            made = self.time(position, match.end(), int(match[1]), int(match[2] or 0))
            return replace(made, foreign=True) if made and int(match[1]) < 24 else None
        return None

    def _o_clock(self, position: int) -> Quantity | None:
        clock = _CLOCK.match(self.text, position)
        hour = self._small_number(clock[1], position) if clock else None
        if clock is None or hour is None:
            return None
        if clock["part"] or clock["night"]:
            return self._of_the_day(position, clock.end(), hour, 0, clock)
        made = self.time(position, clock.end(), hour, 0, (hour + 12,) if hour < 12 else ())
        return replace(made, malformed=hour > 12) if made else None

    def _past(self, position: int) -> Quantity | None:
        """Return `half past eight`, `a quarter to seven`, and behind `at` also `ten to four`."""
        match = _PAST.match(self.text, position)
        if match is None:
            return None
        spoken = match["hour"].lower()
        hour = {"noon": 12, "midnight": 24}.get(spoken)
        hour = self._small_number(spoken, match.start("hour")) if hour is None else hour
        minutes = 15 if match["quarter"] else 30 if match["half"] else self._small_number(match["minutes"], position)
        if hour is None or minutes is None or minutes >= 60 or (hour > 12 and spoken != "midnight"):
            return None
        certain = match["to"] == "past" or match["quarter"] is not None
        if not certain and not _AT.search(self.text, max(position - 8, 0), position):
            return None
        total = (60 * hour + (-minutes if match["to"] == "to" else minutes)) % (24 * 60)
        later = () if spoken in ("noon", "midnight") else ((total // 60 + 12) % 24,)
        return self.time(position, match.end(), total // 60, total % 60, later)

    def _spelled_year(self, position: int) -> Quantity | None:
        """Return a year said as English says it: `nineteen fourteen`, `twenty twenty-four`."""
        century = read_spelled(self.text, position, self.words, french=False)
        if century is None or not 10 <= century.value <= 20 or self.text[century.end : century.end + 1] != " ":
            return None
        year = read_spelled(self.text, century.end + 1, self.words, french=False)
        if year is None or year.ordinal or not 10 <= year.value <= 99 or year.value.denominator != 1:
            return None
        return self.make(position, year.end, Kind.NUMBER, str(100 * century.value + year.value), spelled=True)

    def _small_number(self, written: str, position: int) -> int | None:
        """Return the number that is `written` at `position` in figures or in one word."""
        if written.isdecimal():
            return int(written)
        spoken = read_spelled(self.text, position, self.words, french=False)
        if spoken is None or spoken.end != position + len(written) or spoken.value.denominator != 1 or spoken.ordinal:
            return None
        return int(spoken.value)

    def _of_the_day(self, start: int, end: int, hour: int, minute: int, match: re.Match[str]) -> Quantity | None:
        """Return an hour of a half of the day, such as 8 in the evening."""
        if hour > 12:
            return self.time(start, end, hour, minute)
        late = match["part"] in ("afternoon", "evening") or (match["night"] and 5 < hour < 12)
        return self.time(start, end, hour % 12 + (12 if late else 0), minute)

    def _length(self, position: int) -> Quantity | None:
        """Return a length of time of two parts or more, in seconds: `2 hours 41 minutes`, `1 min 30 s`."""
        match = _LENGTH.match(self.text, position)
        if match is None or not (match[1] or match[3]):
            return None
        seconds = 3600 * int(match[1] or 0) + 60 * int(match[2]) + Fraction(match[3] or 0)
        return self.make(position, match.end(), Kind.MEASURE, canonical(seconds), unit="s")


def english_quantities(text: str) -> list[Quantity]:
    """Return the quantities of English `text` in their order, without overlap. Any text will do.

    What is left as French writes it (`3,5`, `18h30`) is read as French and has `foreign` set; what nobody writes
    (`18.30 p.m.`, `2th`) has `malformed` set.

    >>> [(found.value, found.unit) for found in english_quantities("€3.5 billion on May 4, 2024")]
    [('3500000000', 'EUR'), ('2024-05-04', '')]
    """
    found = _English(text, lexicon("english")).read()
    return [replace(one, foreign=True) if _as_french_writes(one) else one for one in found]


def _as_french_writes(quantity: Quantity) -> bool:
    """Whether a scale word is French, or the sign of a currency stands behind the sum."""
    if quantity.kind is Kind.MONEY and quantity.text[-1] in _SIGNS_BEFORE:
        return True
    return quantity.scale > 0 and _FRENCH_SCALE.search(quantity.text) is not None


def english_units(text: str) -> Iterator[str]:
    """Yield the keys of all units and currencies that English `text` names, with a number or without one.

    >>> list(english_units("5 km, in euros"))
    ['km', 'EUR']
    """
    return _English(text, lexicon("english")).units_named()
