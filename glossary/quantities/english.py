"""The quantities of English text, and what a translation may have left in French form."""

import re
from dataclasses import replace
from fractions import Fraction

from glossary.quantities.base import Kind, Quantity, canonical
from glossary.quantities.lexicon import lexicon
from glossary.quantities.reading import SPACE, Numeral, Reader
from glossary.quantities.spelled import read_spelled

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){1,8}(?:\.\d{1,40})?(?!\d|,\d)")
_FRENCH_GROUPED = re.compile(rf"[1-9]\d{{0,2}}(?:{SPACE}\d{{3}}){{1,8}}(?:[.,]\d{{1,40}})?(?!\d|{SPACE}\d|,\d)")
_FRENCH_DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){1,8},\d{1,40}(?!\d)|[1-9]\d{0,2}(?:\.\d{3}){2,8}(?!\w|[.,]\d)")
_FRENCH_COMMA = re.compile(r"\d{1,40},\d{1,40}(?!\d|[.,]\d)")
_POINT = re.compile(r"\d{1,40}\.\d{1,40}(?!\d|[.,]\d)")
_BARE_POINT = re.compile(r"(?<![\w.)])\.\d{1,40}(?![\d.])")
_SIMPLE = re.compile(r"\d{1,40}(?!\d)")
_HOUR = re.compile(rf"(\d{{1,2}})(?:[:.]([0-5]\d))?(?:{SPACE}|-)?([aApP])(?:m|M|\.{SPACE}?[mM]\.?)(?!\w)")
_FRENCH_HOUR = re.compile(rf"(\d{{1,2}}){SPACE}?[hH](?:{SPACE}?([0-5]\d)(?!\d))?(?!\w)")
_CLOCK = re.compile(rf"(\d{{1,2}}|[a-z]{{3,6}}){SPACE}?o['’]clock", re.IGNORECASE)
_DAY = re.compile(rf"{SPACE}(\d{{1,2}})(?:st|nd|rd|th)?(?![\d.:]?\d|[^\W_])(?:,?{SPACE}(\d{{4}})(?!\d))?")
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?{SPACE}(?:of{SPACE})?([^\W\d_]{{3,9}})\.?(?:,?{SPACE}(?:of{SPACE})?(\d{{4}})(?!\d))?"
)
_YEAR = re.compile(rf"\.?,?{SPACE}(?:of{SPACE})?([12]\d{{3}})(?!\d)")
_NUMBER_SIGN = re.compile(rf"(?:[nN][°º]s?|[nN]os?\.|[Nn]umbers?){SPACE}?(?=\d)|#(?=\d)")
_A = re.compile(r"\b[aA][ -]$")
_A_NUMBER = re.compile(
    rf"an?{SPACE}(?=(?:hundred|thousand|million|billion|trillion|dozen)(?!\w))|half(?:{SPACE}an?|-an?)?[ -]"
    r"(?=(?:million|billion|trillion|thousand|dozen)(?!\w))",
    re.IGNORECASE,
)


_FRENCH_SCALE = re.compile(r"\bmilliards?\b", re.IGNORECASE)


class _English(Reader):
    french = False
    day_first = False
    ordinal_ending = re.compile(r"(?:st|nd|rd|th|ths)(?![^\W_])")
    joins_unit = re.compile(rf"-(?=[a-z])|{SPACE}?(?P<of>of{SPACE})?")
    half_more = re.compile(rf"(?:{SPACE}|-)and(?:{SPACE}|-)a(?:{SPACE}|-)half(?!\w)")
    special_words = frozenset(("noon", "midday", "midnight", "n", "no", "nos", "number", "numbers", "a", "an"))

    def numeral(self, position: int) -> Numeral | None:
        text = self.text
        if match := _GROUPED.match(text, position):
            value = Fraction(match[0].replace(",", ""))
            return Numeral(position, match.end(), value)
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

    def special(self, position: int, token: str) -> Quantity | None:
        if token[0].isdigit():
            return self._day(position) or self._hour(position)
        if token == ".":
            number = self.numeral(position)
            return self.finish(number) if number and not self._glued(number.end) else None
        lower = token.lower()
        month = self.words.months.get(lower)
        if month and token[0].isupper():
            return self._month(position, position + len(token), month)
        if lower in ("noon", "midday", "midnight"):
            made = self.time(position, position + len(token), 0 if lower == "midnight" else 12, 0, (0,))
            return replace(made, soft=True, spelled=True) if made else None
        if (lower[0] == "n" or token == "#") and (sign := _NUMBER_SIGN.match(self.text, position)):
            number = self.numeral(sign.end())
            if number is not None and not self._glued(number.end):
                foreign = sign[0][0] in "nN" and sign[0][1:2] in "°º"
                made = self.finish(replace(number, start=position, foreign=foreign))
                return replace(made, kind=Kind.NUMBER, unit="No.")
        if clock := _CLOCK.match(self.text, position):
            spoken = read_spelled(self.text, position, self.words, french=False)
            if spoken and spoken.end == clock.end(1) and spoken.value <= 12:
                hour = int(spoken.value)
                return self.time(position, clock.end(), hour, 0, (hour + 12,))
        if lower in ("a", "an", "half"):
            return self._a_number(position)
        word = self.words.words.get(lower)
        if word and word.role == "ordinal" and word.value > 2 and _A.search(self.text, max(position - 3, 0), position):
            value = str(word.value)
            return self.make(
                position, position + len(token), Kind.ORDINAL, value, also=(canonical(1 / word.value),), soft=True
            )
        return None

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
            return self.date(start, day.end(), int(day[1]), month, day[2] or "")
        year = _YEAR.match(self.text, end)
        return self.date(start, year.end(), 0, month, year[1]) if year else None

    def _day(self, position: int) -> Quantity | None:
        match = _DAY_MONTH.match(self.text, position)
        month = self.words.months.get(match[2].lower()) if match and match[2][0].isupper() else None
        if match is None or month is None:
            return None
        end = match.end(3) if match[3] else match.end(2)
        return self.date(position, end, int(match[1]), month, match[3] or "")

    def _hour(self, position: int) -> Quantity | None:
        if match := _HOUR.match(self.text, position):
            hour, minute = int(match[1]), int(match[2] or 0)
            if hour <= 12:
                hour = hour % 12 + (12 if match[3] in "pP" else 0)
            return self.time(position, match.end(), hour, minute)
        if match := _CLOCK.match(self.text, position):
            hour = int(match[1])
            return self.time(position, match.end(), hour, 0, (hour + 12,) if hour < 12 else ())
        if match := _FRENCH_HOUR.match(self.text, position):
            made = self.time(position, match.end(), int(match[1]), int(match[2] or 0))
            return replace(made, foreign=True) if made and int(match[1]) < 24 else None
        return None


def english_quantities(text: str) -> list[Quantity]:
    """Return the quantities of English `text` in their order, without overlap. Any text will do.

    What is left as French writes it (`3,5`, `18h30`) is read as French and has `foreign` set.

    >>> [(found.value, found.unit) for found in english_quantities("€3.5 billion on May 4, 2024")]
    [('3500000000', 'EUR'), ('2024-05-04', '')]
    """
    found = _English(text, lexicon("english")).read()
    return [replace(one, foreign=True) if one.scale and _FRENCH_SCALE.search(one.text) else one for one in found]
