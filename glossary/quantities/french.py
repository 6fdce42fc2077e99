"""The quantities of French text."""

import re
from dataclasses import replace
from fractions import Fraction

from glossary.quantities.base import Kind, Quantity, roman
from glossary.quantities.lexicon import lexicon
from glossary.quantities.reading import SPACE, Numeral, Reader

_GROUPED = re.compile(rf"[1-9]\d{{0,2}}(?:{SPACE}\d{{3}}){{1,8}}(?:,\d{{1,40}})?(?!\d|{SPACE}\d|,\d)")
_DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){1,8}(?:,\d{1,40})?(?!\w|[.,]\d)")
_ENGLISH_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,8}(?:\.\d{1,40})?(?!\w|[.,]\d)")
_COMMA = re.compile(r"(\d{1,40}),(\d{1,40})(?!\d|[.,]\d)")
_POINT = re.compile(r"\d{1,40}\.\d{1,40}(?!\d|[.,]\d)")
_APOSTROPHES = re.compile(r"[1-9]\d{0,2}(?:['’]\d{3}){1,8}(?!\d)")
_SIMPLE = re.compile(r"\d{1,40}(?!\d)")
_HOUR = re.compile(
    rf"(\d{{1,2}})(?:{SPACE}?(?P<letter>[hH])|{SPACE}(?P<word>heures?))"
    rf"(?:{SPACE}?(?P<minute>[0-5]\d)(?!\d|{SPACE}?[%€$])(?:{SPACE}?(?:min|mn|minutes))?)?(?!\w)"
)
_AT = re.compile(r"(?:\bà|\bvers|\bdès|jusqu['’]à|\bavant|\baprès|\bentre|\bdepuis)[ \u00a0]$", re.IGNORECASE)
_LENGTH = re.compile(r"(?:\bpendant|\bdurant|\bdure(?:nt|ra)?|\bduré|\ben|toutes les)[ \u00a0]$", re.IGNORECASE)
# What makes a number of hours a length of time: `8 h de sommeil`, `35 h par semaine`; not `8 h de l'après-midi`.
_LASTS = re.compile(rf"(?:{SPACE}(?:par|sur|de(?!{SPACE}l['’]))(?!\w)|{SPACE}d['’]|/)")
_HALF_OF_DAY = re.compile(rf"{SPACE}(?:(?P<morning>[dc]u matin)|(?:[dc]?u|le) soir|de l['’]après-midi)")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:er|ᵉʳ)?{SPACE}([^\W\d_]{{3,9}})\.?(?:{SPACE}(\d{{4}})(?!\d))?")
_YEAR = re.compile(rf"\.?{SPACE}([12]\d{{3}})(?!\d)")
_ROMAN_ORDINAL = re.compile(r"(I)(?:er|re|ère|ᵉʳ)|([IVXL]+)(?:es?|èmes?|ᵉ)")
_NUMBER_SIGN = re.compile(rf"(?:[nN](?:[°ºᵒ]s?|os?\.?)|[Nn]uméros?){SPACE}?(?=\d)")
_CENTURY = re.compile(rf"{SPACE}(?:siècles?|s\.)(?!\w)")
_NOT_NOON = re.compile(r"(?:-|le |du |au |Le |Du )$")


class _French(Reader):
    french = True
    day_first = True
    ordinal_ending = re.compile(r"(?:ers?|res?|ères?|es?|èmes?|emes?|nde?s?|ième)(?![^\W_])")
    joins_unit = re.compile(rf"-(?=[a-z])|{SPACE}?(?P<of>d(?:e{SPACE}|['’]))?")
    half_more = re.compile(rf"{SPACE}et{SPACE}demie?(?!\w)")
    special_words = frozenset(("midi", "minuit", "n", "no", "nos", "numéro", "numéros"))

    def numeral(self, position: int) -> Numeral | None:
        text = self.text
        if match := _GROUPED.match(text, position) or _APOSTROPHES.match(text, position):
            digits = re.sub(r"[^\d,]", "", match[0]).replace(",", ".")
            return Numeral(position, match.end(), Fraction(digits))
        if match := _DOTTED.match(text, position):
            value = Fraction(match[0].replace(".", "").replace(",", "."))
            one = match[0].count(".") == 1 and "," not in match[0]
            return Numeral(position, match.end(), value, (Fraction(match[0]),) if one else ())
        if match := _ENGLISH_GROUPED.match(text, position):
            return Numeral(position, match.end(), Fraction(match[0].replace(",", "")))
        if match := _COMMA.match(text, position):
            whole, decimals = match[1], match[2]
            values = (Fraction(f"{whole}.{decimals}"), Fraction(whole + decimals))
            if len(decimals) != 3 or len(whole) > 3 or whole.startswith("0"):
                return Numeral(position, match.end(), values[0])
            if decimals.endswith("00") and not self._unit_behind(Numeral(position, match.end(), values[0]))[1]:
                # Nobody counts thousandths and finds whole tenths: `70,000 personnes` is written as English does.
                return Numeral(position, match.end(), values[1])
            return Numeral(position, match.end(), values[0], values[1:])
        if match := _POINT.match(text, position) or _SIMPLE.match(text, position):
            return Numeral(position, match.end(), Fraction(match[0]))
        return None

    def special(self, position: int, token: str) -> Quantity | None:
        text = self.text
        if token[0].isdigit():
            return self._day(position) or self._hour(position)
        lower = token.lower()
        if (month := self.words.months.get(lower)) and (year := _YEAR.match(text, position + len(token))):
            return self.date(position, year.end(), 0, month, year[1])
        if lower in ("midi", "minuit") and not _NOT_NOON.search(text, max(position - 3, 0), position):
            made = self.time(position, position + len(token), 12 if lower == "midi" else 0, 0, (0,))
            return replace(made, soft=True, spelled=True) if made else None
        if lower in self.special_words and (sign := _NUMBER_SIGN.match(text, position)):
            number = self.numeral(sign.end())
            if number is not None and not self._glued(number.end):
                return replace(self.finish(replace(number, start=position)), kind=Kind.NUMBER, unit="No.")
        if lower in ("cent", "mille") and text[max(position - 5, 0) : position].lower().endswith("pour "):
            return self.make(position, position + len(token), Kind.NUMBER, "1", soft=True)
        return self._century(position) if token[0] in "IVXL" else None

    def _day(self, position: int) -> Quantity | None:
        match = _DAY_MONTH.match(self.text, position)
        month = self.words.months.get(match[2].lower()) if match else None
        if match is None or month is None:
            return None
        end = match.end(3) if match[3] else match.end(2)
        return self.date(position, end, int(match[1]), month, match[3] or "")

    def _hour(self, position: int) -> Quantity | None:
        match = _HOUR.match(self.text, position)
        if match is None:
            return None
        if not match["minute"]:
            hour = int(match[1])
            at = _AT.search(self.text[max(position - 9, 0) : position]) is not None
            lasts = _LASTS.match(self.text, match.end()) is not None
            if hour > 23 or lasts or not (at or (match["letter"] and hour > 6)):
                return None
        found = self._spoken_hour(position, match.end(), int(match[1]), int(match["minute"] or 0))
        length = _LENGTH.search(self.text[max(position - 12, 0) : position])
        return replace(found, unit="h") if found and length else found

    def _spoken_hour(self, start: int, end: int, hour: int, minute: int) -> Quantity | None:
        """Return the hour; one before noon may be one after it, unless the text says which."""
        half = _HALF_OF_DAY.match(self.text, end)
        if not 0 < hour < 12 or (half and half["morning"]):
            return self.time(start, end, hour, minute)
        return self.time(start, end, hour + 12, minute) if half else self.time(start, end, hour, minute, (hour + 12,))

    def _century(self, position: int) -> Quantity | None:
        match = _ROMAN_ORDINAL.match(self.text, position)
        if match is None or match[0] in ("Le", "Les") or self.text[match.end() : match.end() + 1].isalnum():
            return None
        value = roman(match[1] or match[2])
        if not value or (self._is_part(position, match[0]) and self.text[position - 1 : position] not in ("'", "’")):
            return None
        century = _CENTURY.match(self.text, match.end())
        end = century.end() if century else match.end()
        unit = "century" if century else ""
        # `François Ier` is Francis I, and a lone I is a word.
        return self.make(position, end, Kind.ROMAN, str(value), unit=unit, soft=value == 1 and not unit)


def french_quantities(text: str) -> list[Quantity]:
    """Return the quantities of French `text` in their order, without overlap. Any text will do.

    >>> [(found.value, found.unit) for found in french_quantities("3,5 milliards d'euros en mai 2024")]
    [('3500000000', 'EUR'), ('2024-05', '')]
    """
    return _French(text, lexicon("french")).read()
