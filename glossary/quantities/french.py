"""The quantities of French text."""

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from glossary.quantities.base import Kind, Quantity, canonical, roman
from glossary.quantities.lexicon import lexicon, zone_of, zones
from glossary.quantities.number_words import read_spelled
from glossary.quantities.reading import SPACE, Numeral, Reader, is_number_word, plain
from glossary.tables import expression

_GROUPED = expression(rf"[1-9]\d{{0,2}}(?:{SPACE}\d{{3}}){{1,8}}(?:,\d{{1,40}})?(?!\d|{SPACE}\d|,\d)")
_DOTTED = expression(r"[1-9]\d{0,2}(?:\.\d{3}){1,8}(?:,\d{1,40})?(?!\w|[.,]\d)")
_ENGLISH_GROUPED = expression(r"[1-9]\d{0,2}(?:,\d{3}){2,8}(?:\.\d{1,40})?(?!\w|[.,]\d)")
_COMMA = expression(r"(\d{1,40}),(\d{1,40})(?!\d|[.,]\d)")
_POINT = expression(r"\d{1,40}\.\d{1,40}(?!\d|[.,]\d)")
_APOSTROPHES = expression(r"[1-9]\d{0,2}(?:['’]\d{3}){1,8}(?:[.,]\d{1,40})?(?!\d)")
_SIMPLE = expression(r"\d{1,40}(?!\d)")
_HOUR = expression(
    rf"(\d{{1,2}})(?:{SPACE}?(?P<letter>[hH])|{SPACE}(?P<word>[hH]eures?))"
    rf"(?:{SPACE}?(?P<minute>[0-5]\d)(?!\d|{SPACE}?[%€$])(?:{SPACE}?(?:min|mn|minutes))?)?(?!\w)"
)
_HOUR_PARTS = expression(
    rf"{SPACE}et{SPACE}(?P<more>demie?|quart)|{SPACE}moins{SPACE}(?:le{SPACE}(?P<quarter>quart)|(?P<less>vingt-cinq|vingt|dix|cinq))"
    rf"|{SPACE}(?P<past>(?:vingt|trente|quarante|cinquante)(?:-cinq)?|cinq|dix|quinze)(?!-|{SPACE}[^\W\d_]+s\b)"
)
_SPOKEN_HOURS = expression(rf"{SPACE}heures?(?!\w|{SPACE}(?:par|sur)(?!\w))")
# Seconds make a length of time of it: 2 h 05 min 12 s, 1 min 30, 9 s 58.
_LENGTH = expression(
    rf"(?:(?P<hours>\d+){SPACE}?h{SPACE}?)?(?P<minutes>\d+){SPACE}?(?:min|mn){SPACE}?(?P<seconds>[0-5]?\d(?:,\d+)?)(?!\d)"
    rf"(?:{SPACE}?(?P<s>s|sec)(?:{SPACE}?(?P<hundredths>\d\d))?)?(?!\w)"
    rf"|(?P<whole>\d+){SPACE}?s{SPACE}?(?P<part>\d\d)(?!\w)"
)
_LAST_SIXTEEN = expression(rf"(4|8|16|32)(?:es?|èmes?)(?={SPACE}de{SPACE}finale)")
_AT = expression(
    r"(?:\bà|\bvers|\bdès|jusqu['’]à|\bavant|\baprès|\bentre|\bdepuis"
    r"|\bentre \d\d?[ \u00a0]?h(?:eures)?[ \u00a0]?(?:\d\d)? et)[ \u00a0]$",
    re.IGNORECASE,
)
_IT_IS = expression(r"(?:\bil (?:est|était|sera)|\bà|\bvers|\bdès|jusqu['’]à|\bavant)[ \u00a0]$", re.IGNORECASE)
_LASTS = expression(
    r"(?:\bpendant|\bdurant|\bdure(?:nt|ra)?|\ben|toutes les"
    r"|\b(?:duré|dormi|mis|attendu|travaillé|marché|roulé|volé|couru))[ \u00a0]$",
    re.IGNORECASE,
)
# `un immeuble du XIXe` leaves the word out, `le XIXe arrondissement` does not.
_OF_A_CENTURY = expression(r"\b(?:du|au|fin|début|le)[ \u00a0]$", re.IGNORECASE)
_ENDS = expression(r"\s*(?:[.,;:!?)]|$)")
# What makes a number of hours a length of time: `8 h de sommeil`, `35 h par semaine`; not `8 h de l'après-midi`.
_OF_HOURS = expression(rf"(?:{SPACE}(?:par|sur|de(?!{SPACE}l['’]))(?!\w)|{SPACE}d['’]|/)")
_HALF_OF_DAY = expression(rf"{SPACE}(?:(?P<morning>[dc]u matin)|(?:[dc]u|le) soir|de l['’]après-midi)(?!\w)")
_DAY_MONTH = expression(rf"(\d{{1,2}})(?:er|ᵉʳ)?{SPACE}([^\W\d_]{{3,9}})(?!-)(\.(?!\.))?(?:{SPACE}(\d{{4}})(?!\d))?")
_YEAR = expression(rf"\.?{SPACE}([12]\d{{3}})(?!\d)")
_YEARS = expression(rf"années{SPACE}(?:(1[5-9]\d0|20\d0)|(\d0))(?!\d|{SPACE}\d)", re.IGNORECASE)
_ROMAN_ORDINAL = expression(r"(I)(?:er|re|ère|ᵉʳ)|([IVXL]+)(?:es?|èmes?|ᵉ)")
# `nos 88 soldats` are ours: only of several numbers does `nos` say that they are such.
_NUMBER_SIGN = expression(
    rf"(?:[nN](?:[°ºᵒ]s?|o\.?|os\.?(?={SPACE}\d+(?:{SPACE}?[-–,]{SPACE}?|{SPACE}(?:et|à){SPACE})\d))|[Nn]uméros?)"
    rf"{SPACE}?(?=\d)"
)
_REFERENCE = expression(r"\d+(?:[-/.](?:\w*\d\w*|[A-Z]{1,4}(?=[-/.]\w*\d)))+")
_CENTURY = expression(
    rf"{SPACE}(?:siècles?|s\.)(?:{SPACE}(?:(?P<before>av(?:\.|ant))|ap(?:r?\.|rès))"
    rf"{SPACE}(?:J\.?-?{SPACE}?C\.?|Jésus-Christ|notre ère))?(?!\w)"
)
_ZONE = expression(rf",?{SPACE}\(?heures?{SPACE}((?:de{SPACE}|d['’])?[^\W\d_]+(?:{SPACE}(?:York|Angeles))?)")
_CENTURIES_LEFT_OUT = range(11, 21)
_NOT_NOON = expression(r"(?:-|le |du |au |Le |Du )$")
_MINUTES = {
    ten + five: 10 * tens + 5 * bool(five)
    for tens, ten in ((2, "vingt"), (3, "trente"), (4, "quarante"), (5, "cinquante"))
    for five in ("", "-cinq")
} | {"cinq": 5, "dix": 10, "quinze": 15}


_SPECIAL = frozenset(("midi", "minuit", "n", "no", "nos", "numéro", "numéros", "années"))


@lru_cache(maxsize=1 << 15)
def _says_number(token: str) -> bool:
    return is_number_word(token, lexicon("french"), _SPECIAL)


class _French(Reader):
    french = True
    day_first = True
    ordinal_ending = re.compile(r"(?:ers?|res?|ères?|es?|èmes?|emes?|nde?s?|ds?|ième)(?![^\W_])")
    joins_unit = re.compile(rf"-(?=[a-z])|{SPACE}?(?P<of>d(?:e{SPACE}|['’]))?")
    half_more = re.compile(
        rf"{SPACE}et{SPACE}(?:demie?|(?P<quarter>quart))(?!\w)|(?P<quarters>{SPACE}trois{SPACE}quarts)(?!\w)"
    )
    says_number = staticmethod(_says_number)

    def numeral(self, position: int) -> Numeral | None:
        text = self.text
        if match := _GROUPED.match(text, position):
            digits = re.sub(r"[^\d,]", "", match[0]).replace(",", ".")
            return Numeral(position, match.end(), Fraction(digits))
        if match := _APOSTROPHES.match(text, position):
            return Numeral(position, match.end(), Fraction(re.sub("['’]", "", match[0]).replace(",", ".")))
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

    def suffixed(self, number: Numeral, letters: str) -> Quantity | None:
        return None

    def special(self, position: int, token: str) -> Quantity | None:
        text = self.text
        if token[0].isdigit():
            if last := _LAST_SIXTEEN.match(text, position):
                return self._round(position, last)
            return (
                self._day(position) or self.around_the_clock(position) or self._length(position) or self._hour(position)
            )
        lower = token.lower()
        if (month := self.words.months.get(lower)) and (year := _YEAR.match(text, position + len(token))):
            return self.date(position, year.end(), 0, month, year[1])
        if lower in ("midi", "minuit") and not _NOT_NOON.search(text, max(position - 3, 0), position):
            return self._noon(position, position + len(token), 12 if lower == "midi" else 0)
        if lower in _SPECIAL and (sign := _NUMBER_SIGN.match(text, position)):
            return self._numbered(position, sign.end())
        if lower == "années" and (years := _YEARS.match(text, position)):
            value = years[1] or f"19{years[2]}"
            return self.make(position, years.end(), Kind.NUMBER, value, also=(str(int(value) % 100),))
        if lower in ("cent", "mille") and text[max(position - 5, 0) : position].lower().endswith("pour "):
            return self.make(position, position + len(token), Kind.NUMBER, "1", soft=True)
        if token[0] in "IVXL" and (century := self._century(position)):
            return century
        return self._spelled_hour(position) if self.has_hours and lower in self.words.words else None

    def _numbered(self, position: int, start: int) -> Quantity | None:
        """Return a number or a reference from `start`, whose sign `n°` stands at `position`."""
        if reference := _REFERENCE.match(self.text, start):
            value = plain(reference[0])
            return self.make(position, reference.end(), Kind.OPAQUE, value, unit="No.")
        number = self.numeral(start)
        if number is None or self.glued(number.end):
            return None
        return replace(self.finish(replace(number, start=position)), kind=Kind.NUMBER, unit="No.")

    def _day(self, position: int) -> Quantity | None:
        match = _DAY_MONTH.match(self.text, position)
        month = self.words.months.get(match[2].lower()) if match else None
        if match is None or month is None:
            return None
        short = match[3] and match[2].lower() in self.words.short_months
        end = match.end(4) if match[4] else match.end(3) if short else match.end(2)
        return self.date(position, end, int(match[1]), month, match[4] or "")

    def _round(self, position: int, match: re.Match[str]) -> Quantity:
        """Return the round of a competition: the eighths of the final are the round of sixteen."""
        return self.make(position, match.end(), Kind.ORDINAL, match[1], also=(str(2 * int(match[1])),), soft=True)

    def _length(self, position: int) -> Quantity | None:
        """Return a length of time with minutes and seconds, in seconds."""
        match = _LENGTH.match(self.text, position)
        if match is None:
            return None
        if match["whole"]:
            seconds = Fraction(f"{match['whole']}.{match['part']}")
        else:
            rest = match["seconds"].replace(",", ".") + (f".{match['hundredths']}" if match["hundredths"] else "")
            seconds = 3600 * int(match["hours"] or 0) + 60 * int(match["minutes"]) + Fraction(rest)
        return self.make(position, match.end(), Kind.MEASURE, canonical(seconds), unit="s")

    def _hour(self, position: int) -> Quantity | None:
        match = _HOUR.match(self.text, position)
        if match is None:
            return None
        hour, end = int(match[1]), match.end()
        half = _HALF_OF_DAY.match(self.text, end)
        parts = None if match["minute"] else _HOUR_PARTS.match(self.text, end)
        at = _AT.search(self.text, max(position - 24, 0), position) is not None
        lasts = _OF_HOURS.match(self.text, end) is not None
        if not match["minute"] and not half and not parts and (hour > 23 or lasts):
            return None
        if not match["minute"] and not half and not at and (parts or match["letter"] != "h" or hour < 7):
            return None
        if hour > 24:
            seconds = 3600 * hour + 60 * int(match["minute"] or 0)
            return self.make(position, end, Kind.MEASURE, str(seconds), unit="s")
        # Nobody has to get up at 1 h 30: without a word that says so, it is a length of time.
        short = hour < 5 and not match[0].startswith("0") and not at
        long = lasts or short or _LASTS.search(self.text, max(position - 12, 0), position) is not None
        found = self._clock(position, end, hour, int(match["minute"] or 0), parts)
        if found and long and not half:
            return replace(found, unit="h")
        return self._with_zone(found) if found else None

    def _with_zone(self, hour: Quantity) -> Quantity:
        """Return an hour with the words behind it that tell whose it is: `, heure de Paris`."""
        zone = _ZONE.match(self.text, hour.span.end)
        if zone is None or zone_of(zone[1]) not in zones():
            return hour
        bracket = "(" in zone[0] and self.text.startswith(")", zone.end())
        return self.make(hour.span.start, zone.end() + bracket, hour.kind, hour.value, also=hour.also)

    def _clock(self, start: int, end: int, hour: int, minute: int, parts: re.Match[str] | None) -> Quantity | None:
        """Return the hour, with its spoken `parts`; before noon it may be one after it, unless the text says which."""
        minutes = 60 * hour + minute
        if parts:
            end = parts.end()
            minutes += _spoken_minutes(parts)
        hour, minute = minutes // 60 % 24 if hour < 24 else hour, minutes % 60
        half = _HALF_OF_DAY.match(self.text, end)
        end = half.end() if half else end
        if not 0 < hour < 12 or (half and half["morning"]):
            return self.time(start, end, hour, minute)
        return self.time(start, end, hour + 12, minute) if half else self.time(start, end, hour, minute, (hour + 12,))

    def _noon(self, start: int, end: int, hour: int) -> Quantity | None:
        parts = _HOUR_PARTS.match(self.text, end)
        minutes = (60 * hour + (_spoken_minutes(parts) if parts else 0)) % (24 * 60)
        made = self.time(start, parts.end() if parts else end, minutes // 60, minutes % 60, () if parts else (0,))
        return replace(made, soft=True, spelled=True) if made and not parts else made

    def _spelled_hour(self, position: int) -> Quantity | None:
        """Return an hour in words: `huit heures et demie`, `à dix heures`; not `deux heures de route`."""
        spoken = read_spelled(self.text, position, self.words, french=True)
        hours = _SPOKEN_HOURS.match(self.text, spoken.end) if spoken else None
        if spoken is None or hours is None or spoken.value.denominator != 1 or spoken.value > 24:
            return None
        parts = _HOUR_PARTS.match(self.text, hours.end())
        half = _HALF_OF_DAY.match(self.text, parts.end() if parts else hours.end())
        at = _IT_IS.search(self.text, max(position - 12, 0), position) is not None
        lasts = _OF_HOURS.match(self.text, parts.end() if parts else hours.end()) is not None
        said = parts is not None and (parts["less"] or parts["quarter"] or parts["past"])
        if not (half or said or (at and not lasts)):
            return None
        found = self._clock(position, hours.end(), int(spoken.value), 0, parts)
        return replace(found, spelled=True) if found else None

    def _century(self, position: int) -> Quantity | None:
        match = _ROMAN_ORDINAL.match(self.text, position)
        if match is None or match[0] in ("Le", "Les") or self.text[match.end() : match.end() + 1].isalnum():
            return None
        value = roman(match[1] or match[2])
        if not value or (self.is_part(position, match[0]) and self.text[position - 1 : position] not in ("'", "’")):
            return None
        century = _CENTURY.match(self.text, match.end())
        end = century.end() if century else match.end()
        unit = ("century BC" if century["before"] else "century") if century else ""
        if value in _CENTURIES_LEFT_OUT and not century and _ENDS.match(self.text, end):
            unit = "century" if _OF_A_CENTURY.search(self.text, max(position - 7, 0), position) else ""
        # `François Ier` is Francis I, and a lone I is a word.
        return self.make(position, end, Kind.ROMAN, str(value), unit=unit, soft=value == 1 and not unit)


def _spoken_minutes(parts: re.Match[str]) -> int:
    """Return the minutes past the hour, below zero where there are some to go."""
    if parts["more"]:
        return 15 if parts["more"] == "quart" else 30
    if parts["quarter"]:
        return -15
    return _MINUTES[parts["past"]] if parts["past"] else -_MINUTES[parts["less"]]


def french_quantities(text: str) -> list[Quantity]:
    """Return the quantities of French `text` in their order, without overlap. Any text will do.

    >>> [(found.value, found.unit) for found in french_quantities("3,5 milliards d'euros en mai 2024")]
    [('3500000000', 'EUR'), ('2024-05', '')]
    """
    return _French(text, lexicon("french")).read()
