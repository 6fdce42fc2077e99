"""Finding quantities in running text: what French and English have in common."""

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from glossary.edits import Span
from glossary.quantities.base import Kind, Quantity, canonical, roman
from glossary.quantities.lexicon import UNIT_PIECE, Lexicon, each_words, labels, lexicon, units
from glossary.quantities.number_words import read_spelled
from glossary.tables import expression

SPACE = "[ \u00a0\u202f\u2009]"
# A character written as HTML does, such as `&#39;`, is one token: its number is no quantity.
TOKEN = expression(r"[^\W\d_]+|\d+|&#?\w{1,8};|[^\w\s]")
# The same, with a word in the first group that neither digits nor a hyphen follow: what most of a text is.
_TOKENS = expression(rf"([^\W\d_]+)(?![^\W_]|-)|{TOKEN.pattern}")
_ADDRESS = expression(r"(?:https?://|www\.)\S{1,2000}|[\w.+-]{1,64}@[\w.-]{1,80}\.\w{2,20}")
_BANK = expression(r"[A-Z]{2} ?\d\d(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?\b|[A-Z]{2} ?\d\d ?\d{9}\b")
_GLUED = expression(r"[^\W\d_]{1,20}\d\w*(?:[-.]\d\w*)*")
_HYPHENED = expression(r"[^\W\d_]{1,20}(?:-[^\W\d_]{1,20}){0,3}-\d\w*(?:-\w*\d\w*|-[A-Z]{1,3}(?!\w))*")
_PHONE = expression(
    r"\+\d{1,3}(?:[ .\u00a0\u202f-]?\(?\d{1,4}\)?){2,7}(?!\d)"
    r"|0\d(?:[ .\u00a0\u202f-]?\d\d){4}(?!\d)|\(?\d{3}\)?[ -]\d{3}-\d{4}(?!\d)"
    r"|0[ .\u00a0\u202f]?8\d\d(?:[ .\u00a0\u202f]?\d{2,3}){2,3}(?!\d)"
    r"|00\d{2}(?:[ .\u00a0\u202f-]\d{1,4}){3,6}(?!\d)"
)
_READ_OUT = expression(rf"\d+(?:{SPACE}\d+)+(?!\d|[,.]\d)")
_LABEL = expression(r"([^\W\d_]+)(?: (?:au?|le|les|du|est|on))?[ \u00a0\u202f.:]*$")
_NUMBERED = expression(
    r"\d+(?:\.\d+){2,}(?![\d,])|\d+(?:-\d+){2,}(?![\d,])|\d{3,}/\d{2,}(?:/\w+)*|\d{2,}(?:/\d+)*/[A-Z]{2,}"
    r"|\d{3,}:\d{2,}|0\d{2,}(?![\d.,:/])|\d+[A-Z][A-Z\d]*(?:-[A-Z\d]*\d[A-Z\d]*)+|\d+[a-z]{1,4}\.[a-z]\w*"
)
_DOT_GROUPS = expression(r"[1-9]\d{0,2}(?:\.\d{3})+$")
# The street of a date, which stays French, and the name of a file that begins with an ordinal.
_NAMED = expression(r"\d{1,2}(?:er)?-([^\W\d_]+)(?:-\d{4})?(?![\w-])|\d+(?:er|re|e|ème)-\w+\.\w+")
_DATE = expression(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d|[/.-]\d)")
_ISO_DATE = expression(r"(\d{4})-(\d{2})-(\d{2})(?!\d|-\d)")
_CLOCK = expression(r"(\d{1,2}):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
_RATIO = expression(r"(\d{1,3})/(\d{1,3})(?![\d/]|[.,]\d)")
# Both languages write all of these; each is said in words as `24 hours a day` or as `7 days a week`.
_AROUND_THE_CLOCK = expression(
    rf"24/7(?![\w/])|24{SPACE}?(?:h|heures){SPACE}?(?:/|sur){SPACE}?24(?!\w)"
    rf"|(?P<days>7){SPACE}?(?:j|jours){SPACE}?(?:/|sur){SPACE}?7(?!\w)"
)
_LETTERS = expression(r"[^\W\d_]+")
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
_MONEY_SCALES = {"k": 3, "K": 3, "m": 6, "M": 6, "mn": 6, "bn": 9, "b": 9, "B": 9, "Md": 9, "Mds": 9, "Mrd": 9, "G": 9}
_VULGAR_BEHIND = expression(" ?([½¼¾⅓⅔])")
_REST = expression(r"\w{1,40}")
_OPTIONAL_SPACE = expression(SPACE + "?")
_WORD_BEHIND = expression(rf"\+?(?:{SPACE}|-)?([^\W\d_]+)")
_SHORT_MONEY = expression(rf"{SPACE}?(k|K|M|Mds?|Mrd|G){SPACE}?(?:d['’])?(?=\w|[^\w\s])")
_CENTS = expression(rf"{SPACE}?(\d\d)(?:{SPACE}?(?:centimes|cts|c\.))?(?!\w|[.,]\d|{SPACE}?[%€$£]|{SPACE}\d)")
# `12 t. II` is a volume and `12 m'a plu` no length.
_NO_UNIT = expression(rf"['’]\w|\.{SPACE}?(?:[IVXL]+|\d+|d\.)(?!\w)")
_TIMES = expression(rf"{SPACE}?\d")
_EACH = expression(rf"{SPACE}?/{SPACE}?([^\W\d_]+[²³]?)(?![\w/])")
_DEGREES = expression(rf"\d+(?:[.,]\d+)?{SPACE}?°")
_MARKS = frozenset("-−–+(.#")
# What stands behind the first letter of Roman numerals and of ordinals made of them: Ier, XIXe, VIII.
_SECOND_ROMAN = frozenset("IVXLerèᵉ")
_ONE = Fraction(1)
_CENTURIES = ("century", "century BC", "century AD")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number on its way to a quantity: where it stands, its value, and how it is written."""

    start: int
    end: int
    value: Fraction
    also: tuple[Fraction, ...] = ()
    scale: int = 0
    spelled: bool = False
    soft: bool = False
    foreign: bool = False
    malformed: bool = False
    ordinal: bool = False


class Reader(ABC):
    """Reads the quantities of one text in one language."""

    french: bool
    day_first: bool
    ordinal_ending: re.Pattern[str]
    joins_unit: re.Pattern[str]
    half_more: re.Pattern[str]
    says_number: Callable[[str], bool]
    """Whether a quantity may begin with a word, see `is_number_word`; its answers are kept, as words come again."""

    def __init__(self, text: str, words: Lexicon) -> None:
        self.text = text
        self.words = words
        self.has_addresses = "@" in text or "://" in text or "www." in text
        self.has_hours = "heure" in text

    @abstractmethod
    def numeral(self, position: int) -> Numeral | None:
        """Return the number in digits that begins at `position`."""

    @abstractmethod
    def special(self, position: int, token: str) -> Quantity | None:
        """Return what only this language writes, from a token at `position`: dates, hours, `n°`."""

    @abstractmethod
    def suffixed(self, number: Numeral, letters: str) -> Quantity | None:
        """Return the quantity of a number with `letters` glued to it that only this language writes."""

    def around_the_clock(self, position: int) -> Quantity | None:
        """Return `24/7`, `24 h/24`, or `7 j/7`."""
        match = _AROUND_THE_CLOCK.match(self.text, position)
        if match is None:
            return None
        value, unit = ("7", "day") if match["days"] else ("24", "h")
        return self.make(position, match.end(), Kind.MEASURE, value, unit=unit, soft=True)

    def read(self) -> list[Quantity]:
        """Return the quantities in their order; none overlaps another."""
        found: list[Quantity] = []
        tokens = _TOKENS.finditer(self.text)
        says_number = self.says_number
        while token := next(tokens, None):
            text = token[0]
            if says_number(text) if token.lastindex and not self.has_addresses else self._may_begin(text, token.end()):
                quantity = self._at(token.start(), text)
                if quantity is not None:
                    found.append(quantity)
                    tokens = _TOKENS.finditer(self.text, quantity.span.end)
        return joined(self.text, found) if len(found) > 1 else found

    def units_named(self) -> Iterator[str]:
        """Yield the keys of all units that the text names, with a number or without one."""
        end = 0
        for token in TOKEN.finditer(self.text):
            if token.start() >= end:
                end, unit = self.longest_unit(token.start())
                if unit:
                    yield unit

    def _may_begin(self, token: str, end: int) -> bool:
        """Whether a quantity may begin with this token, by the cheapest signs: most tokens of a text are none."""
        if token in _MARKS:
            return self.text[end : end + 1].isdecimal()
        if token[0].isalpha():
            after = self.text[end : end + 1]
            return self.has_addresses or after == "-" or after.isdecimal() or self.says_number(token)
        return token[0].isalnum() or token in self.words.prefixes

    def make(self, start: int, end: int, kind: Kind, value: str, **more: object) -> Quantity:
        """Return the quantity that stands from `start` to `end`."""
        made = Quantity(Span(start, end), kind, value, text=self.text[start:end])
        return replace(made, **more) if more else made  # type: ignore[arg-type]

    def _at(self, position: int, token: str) -> Quantity | None:
        if token[0].isdigit():
            return self._opaque_digits(position) or self._figures(position, token)
        if token[0].isalpha():
            return (
                self._opaque_letters(position, token)
                or self.special(position, token)
                or (self._prefixed(position) if token in self.words.prefixes else None)
                or (self._roman(position, token) if token.isupper() else None)
                or self._words(position, token)
            )
        if token in _VULGAR:
            return self.finish(Numeral(position, position + 1, _VULGAR[token]))
        if token in "-−–" and self._signs(position):
            return self._signed(position)
        if token in "+(" and (phone := _PHONE.match(self.text, position)):
            return self.opaque(position, phone[0])
        return self.special(position, token) or (self._prefixed(position) if token in self.words.prefixes else None)

    def _signed(self, position: int) -> Quantity | None:
        """Return the negative quantity whose sign stands at `position`: `-5`, `−12,50 €`, `-5kg`, `-€12.50`."""
        prefix = UNIT_PIECE.match(self.text, position + 1)
        if prefix is not None and prefix[0] in self.words.prefixes:
            made = self._prefixed(position + 1)
            if made is None or made.number is None:
                return None
            return self.make(
                position, made.span.end, made.kind, canonical(-made.number), unit=made.unit, scale=made.scale
            )
        number = self.numeral(position + 1)
        if number is None:
            return None
        number = replace(number, start=position, value=-number.value)
        if not self.glued(number.end):
            return self.finish(number)
        made = self._with_letters(number)
        return made if made is not None and made.kind is not Kind.OPAQUE else None

    def _signs(self, position: int) -> bool:
        """Whether the hyphen at `position` is the sign of a number."""
        before, after = self.text[position - 1 : position], self.text[position + 1 : position + 2]
        begins = after.isdecimal() or after in self.words.prefixes
        if self.text[position] == "–" and not _DEGREES.match(self.text, position + 1):
            return False  # a dash, unless it stands before a temperature
        return bool(after) and begins and (not before or before.isspace() or before in "([")

    def glued(self, position: int) -> bool:
        """Whether a letter stands at `position`."""
        return self.text[position : position + 1].isalpha()

    def _opaque_digits(self, position: int) -> Quantity | None:
        if match := _PHONE.match(self.text, position) or self._address(position):
            return self.opaque(position, match[0])
        if date := self._numeric_date(position):
            return date
        if match := self._read_out(position):
            return self.opaque(position, match[0])
        if (match := _NAMED.match(self.text, position)) and (
            not match[1] or match[1].lower() in lexicon("french").months
        ):
            return self.opaque(position, match[0])
        match = _NUMBERED.match(self.text, position)
        if match is None or (_DOT_GROUPS.match(match[0]) and match[0].count(".") != 3):
            return None
        return self.opaque(position, match[0])

    def _read_out(self, position: int) -> re.Match[str] | None:
        """Return the groups of figures at `position` where a word before them says that they are read one by one."""
        match = _READ_OUT.match(self.text, position)
        label = _LABEL.search(self.text, max(position - 24, 0), position) if match else None
        return match if label and label[1].lower() in labels() else None

    def _address(self, position: int) -> re.Match[str] | None:
        return _ADDRESS.match(self.text, position) if self.has_addresses else None

    def _opaque_letters(self, position: int, token: str) -> Quantity | None:
        if match := self._address(position):
            return self.opaque(position, match[0])
        after = self.text[position + len(token) : position + len(token) + 1]
        if len(token) == 2 and after == " " and token.isupper():
            match = _BANK.match(self.text, position)
        elif after.isdecimal():
            match = _BANK.match(self.text, position)
            if match is None and token in self.words.prefixes and (money := self._prefixed(position)):
                return money
            match = match or _GLUED.match(self.text, position)
        elif after == "-" and token.lower() not in self.words.words:
            match = _HYPHENED.match(self.text, position)
            if match is None or not any(letter.isupper() for letter in match[0]):
                return None
        return self.opaque(position, match[0]) if match else None

    def opaque(self, position: int, text: str) -> Quantity:
        """Return what stands at `position`, without the marks at its end, as letters and digits that stay so."""
        text = text.rstrip(".,;:!?)»”\"'’") or text
        return self.make(position, position + len(text), Kind.OPAQUE, plain(text))

    def _numeric_date(self, position: int) -> Quantity | None:
        if match := _ISO_DATE.match(self.text, position):
            return self.date(position, match.end(), int(match[3]), int(match[2]), match[1])
        match = _DATE.match(self.text, position)
        if match is None:
            return None
        first, second = int(match[1]), int(match[3])
        year = match[4] if len(match[4]) == 4 else ("20" if int(match[4]) < 50 else "19") + match[4]
        readings = [(first, second), (second, first)] if self.day_first else [(second, first), (first, second)]
        dates = [self.date(position, match.end(), day, month, year) for day, month in readings]
        right = [date for date in dates if date is not None]
        return replace(right[0], also=tuple(date.value for date in right[1:])) if right else None

    def date(self, start: int, end: int, day: int, month: int, year: str = "") -> Quantity | None:
        """Return the date with this day (0: none) and `year` (empty: none); None where no calendar has it."""
        if not (1 <= month <= 12 and 0 <= day <= 31) or not (day or year):
            return None
        value = (f"{int(year):04}" if year else "-") + f"-{month:02}" + (f"-{day:02}" if day else "")
        return self.make(start, end, Kind.DATE, value)

    def time(self, start: int, end: int, hour: int, minute: int, also: tuple[int, ...] = ()) -> Quantity | None:
        """Return the hour of the day; `also` are other hours that may be meant. None where no clock has it."""
        if hour > 24 or minute > 59:
            return None
        others = tuple(f"{other:02}:{minute:02}" for other in also)
        return self.make(start, end, Kind.TIME, f"{hour:02}:{minute:02}", also=others)

    def _figures(self, position: int, token: str) -> Quantity | None:
        special = self.special(position, token)
        if special is not None:
            return special
        if match := _CLOCK.match(self.text, position):
            hour, minute = int(match[1]), int(match[2])
            later = (hour + 12,) if 0 < hour < 12 and not self.french else ()
            return self.time(position, match.end(), hour, minute, later)
        if (match := _RATIO.match(self.text, position)) and int(match[2]):
            # 9/11 is a date where the other side says so.
            dates = (f"--{int(match[1]):02}-{int(match[2]):02}", f"--{int(match[2]):02}-{int(match[1]):02}")
            ratio = canonical(Fraction(int(match[1]), int(match[2])))
            return self.make(
                position, match.end(), Kind.NUMBER, match[0], also=(ratio, *dates) if ratio != "1" else dates
            )
        number = self.numeral(position)
        if number is None:
            return None
        vulgar = _VULGAR_BEHIND.match(self.text, number.end)
        if vulgar:
            number = replace(number, end=vulgar.end(), value=number.value + _VULGAR[vulgar[1]])
        return self._with_letters(number) if self.glued(number.end) else self.finish(number)

    def _with_letters(self, number: Numeral) -> Quantity | None:
        """Return the quantity of a number with letters glued to it."""
        ending = self.ordinal_ending.match(unicodedata.normalize("NFKC", self.text[number.end : number.end + 6]))
        letters = _LETTERS.match(self.text, number.end)
        if letters is None:
            return None
        if special := self.suffixed(number, letters[0]):
            return special
        if ending is not None and len(letters[0]) == len(ending[0]):
            return self.finish(replace(number, end=letters.end(), ordinal=True))
        if letters[0] == "s" and number.value % 10 == 0:
            return self.finish(replace(number, end=letters.end(), soft=number.value < 10))
        made = self.finish(number)
        if made.span.end > number.end:
            return made
        rest = _REST.match(self.text, number.end)
        end = rest.end() if rest else number.end
        return self.make(number.start, end, Kind.OPAQUE, plain(self.text[number.start : end]))

    def _prefixed(self, position: int) -> Quantity | None:
        """Return an amount with its currency before it: `€12`, `US$ 3.5bn`."""
        for length in range(4, 0, -1):
            sign = self.text[position : position + length]
            code = self.words.symbols.get(sign)
            if code is None or not units()[code].money:
                continue
            after = _OPTIONAL_SPACE.match(self.text, position + length)
            number = self.numeral(after.end()) if after else None
            if number is None:
                continue
            letters = _LETTERS.match(self.text, number.end)
            if letters and letters[0] in _MONEY_SCALES:
                power = _MONEY_SCALES[letters[0]]
                number = replace(number, end=letters.end(), value=number.value * 10**power, scale=power)
            elif letters:
                return None
            made = self.finish(replace(number, start=position))
            return replace(made, kind=Kind.MONEY, unit=code)
        return None

    def _roman(self, position: int, token: str) -> Quantity | None:
        if len(token) < 2 or not (value := roman(token)) or "L" in token or self.is_part(position, token):
            return None
        return self.make(position, position + len(token), Kind.ROMAN, str(value))

    def is_part(self, position: int, token: str) -> bool:
        """Whether the token is joined to something by an apostrophe, an underscore or a digit."""
        around = self.text[position - 1 : position] + self.text[position + len(token) : position + len(token) + 1]
        return any(mark in "'’_" or mark.isalnum() for mark in around)

    def _words(self, position: int, token: str) -> Quantity | None:
        if token.lower() not in self.words.words or self.text[position - 1 : position] == "_":
            return None
        spoken = read_spelled(self.text, position, self.words, french=self.french)
        if spoken is None or self.glued(spoken.end):
            return None
        number = Numeral(
            position,
            spoken.end,
            spoken.value,
            scale=len(str(int(spoken.step))) - 1 if spoken.step >= 10**6 else 0,
            spelled=True,
            soft=spoken.soft,
            ordinal=spoken.ordinal,
        )
        return self.finish(number if spoken.ordinal else self._more_by_half(number, spoken.step))

    def finish(self, number: Numeral) -> Quantity:
        """Return the quantity that `number` becomes with the scale word and the unit behind it."""
        number = self._scaled(self._more_by_half(number))
        end, unit = self._unit_behind(number)
        if not unit and not number.ordinal:
            number, end, unit = self._short_money(number)
        after = self.half_more.match(self.text, end)
        if unit and after and not number.ordinal:
            number = replace(number, value=number.value + Fraction(_quarters(after), 4), soft=False)
            end = after.end()
        kind = Kind.NUMBER
        if number.ordinal:
            kind, unit, end = Kind.ORDINAL, *((unit, end) if unit in _CENTURIES else ("", number.end))
        elif unit in ("percent", "permille"):
            kind = Kind.PERCENTAGE
        elif unit and units()[unit].money:
            kind = Kind.MONEY
            cents = _CENTS.match(self.text, end) if self.french else None
            if cents and not number.scale and not number.spelled and number.value.denominator == 1:
                number, end = replace(number, value=number.value + Fraction(int(cents[1]), 100)), cents.end()
            if self.french and (each := _EACH.match(self.text, end)) and each[1].lower() in each_words():
                end = each.end()
        elif unit:
            kind = Kind.MEASURE
        return Quantity(
            Span(number.start, end),
            kind,
            canonical(number.value),
            unit,
            self.text[number.start : end],
            tuple(canonical(value) for value in number.also),
            number.scale,
            number.spelled,
            number.soft,
            foreign=number.foreign,
            malformed=number.malformed,
        )

    def _more_by_half(self, number: Numeral, step: Fraction = _ONE) -> Numeral:
        after = None if number.ordinal else self.half_more.match(self.text, number.end)
        quarters = _quarters(after) if after else 0
        if after is None or (self.french and quarters != 2):  # `et quart` stands behind what is counted
            return number
        return replace(number, end=after.end(), value=number.value + step * quarters / 4)

    def _scaled(self, number: Numeral) -> Numeral:
        """Return `number` times the scale words behind it."""
        if number.ordinal:
            return number
        for _ in range(2):
            match = _WORD_BEHIND.match(self.text, number.end)
            word = self.words.words.get(match[1].lower()) if match else None
            if match and match[1] == "milles":
                # A thousand, misspelt, or miles: the other side will tell.
                return replace(number, also=(*number.also, number.value * 1000))
            if match is None or word is None or (word.role != "scale" and match[1] not in ("milliers", "centaines")):
                break
            number = replace(
                number,
                end=match.end(),
                value=number.value * word.value,
                also=tuple(value * word.value for value in number.also),
                scale=number.scale + len(str(int(word.value))) - 1,
                soft=False,
            )
            number = self._more_by_half(number, word.value)
        return number

    def _unit_behind(self, number: Numeral) -> tuple[int, str]:
        joined = self.joins_unit.match(self.text, number.end)
        of = joined["of"] if joined else ""
        is_part = number.spelled and 0 < number.value < 1
        few = number.value < 1000 and not number.soft
        if joined is None or (of and not is_part and (few or of.startswith("a") or " a" in of)):
            return number.end, ""
        end, unit = self.longest_unit(joined.end())
        return (end, unit) if unit else (number.end, "")

    def longest_unit(self, start: int) -> tuple[int, str]:
        """Return where the longest unit ends that begins at `start`, and its key; `start` and nothing for none."""
        best = (start, "")
        position = start
        while piece := UNIT_PIECE.match(self.text, position):
            position = piece.end()
            form = self.text[start:position]
            if "\u00a0" in form or "\u202f" in form or "\u2009" in form or "’" in form:
                form = re.sub(SPACE, " ", form).replace("’", "'")
            lower = form.lower()
            if lower not in self.words.unit_heads:
                break
            unit = self.words.symbols.get(form) or self.words.unit_words.get(lower)
            if unit and not (piece[0].isalnum() and self.text[position : position + 1].isalnum()):
                best = (position, unit)
        end, unit = best
        if self.french and self.text[end : end + 1] == "-" and (self.glued(end + 1) or self.text[start:end].isupper()):
            return start, ""  # trois francs-tireurs, deux F-16
        if unit == "times" and self.text[start] in "x×" and _TIMES.match(self.text, end):
            return start, ""
        return (start, "") if unit and end - start <= 1 and _NO_UNIT.match(self.text, end) else best

    def _short_money(self, number: Numeral) -> tuple[Numeral, int, str]:
        """Return the number times the letters of `1,2 M€` or `3 Md$`, where the currency ends, and the currency."""
        match = None if number.spelled else _SHORT_MONEY.match(self.text, number.end)
        end, unit = self.longest_unit(match.end()) if match else (0, "")
        if match is None or not unit or not units()[unit].money:
            return number, number.end, ""
        power = _MONEY_SCALES[match[1]]
        return replace(number, value=number.value * 10**power, scale=number.scale + power), end, unit


def _quarters(more: re.Match[str]) -> int:
    """Return how many quarters are more, from what `half_more` has found."""
    return 1 if more["quarter"] else 3 if more["quarters"] else 2


def is_number_word(token: str, words: Lexicon, special: frozenset[str]) -> bool:
    """Whether a quantity may begin with this word, where no digit and no hyphen follows it.

    :param special: what `Reader.special` looks at, in small letters.
    """
    lower = token.lower()
    return (
        lower in words.starts
        or lower in special
        or token in words.prefixes
        or (token[0] in "IVXL" and token[1:2] in _SECOND_ROMAN and token not in ("Le", "Les"))
        or (len(token) == 2 and token.isupper())  # the country of a bank account
        or not token[0].isalpha()
    )


def plain(text: str) -> str:
    """Return what must be the same in both languages of letters and digits that are no number.

    >>> plain("COVID‑19"), plain("01 23 45 67 89")
    ('covid19', '0123456789')
    """
    return re.sub(r"[\s()_‐‑–-]+", "", text).casefold()


_RANGE = expression(r"[-–‑−]|[ \u00a0][-–][ \u00a0]|[ \u00a0](?:à|au|to)[ \u00a0]")
_SHARED = expression(r" ?(?:[-–] ?|, ?|(?:,? et|,? and|à|to|,? ou|,? or) )")
_SAME_MONTH = expression(r"[ \u00a0]?[-–‑][ \u00a0]?|[ \u00a0](?:et|au|ou|and|to|or|&)[ \u00a0]")
_ONE_CENTURY = expression(r"-|–|, | et | and | au | to | ou | or | & ")


def joined(text: str, found: list[Quantity]) -> list[Quantity]:
    """Return the quantities `found` in `text`, with ranges made of those that are their ends.

    What only the last of them says holds for all: the scale, the unit, the century and the month.

    >>> ends = [Quantity(Span(0, 1), Kind.NUMBER, "2"), Quantity(Span(2, 3), Kind.NUMBER, "1")]
    >>> [quantity.value for quantity in joined("2-1", ends)]
    ['2..1']
    """
    for index in range(len(found) - 2, -1, -1):
        first, last = found[index], found[index + 1]
        between = text[first.span.end : last.span.start]
        if len(between) <= _LONGEST_BETWEEN:
            found[index] = _like_its_neighbour(first, last, between)
            if found[index] is first:
                found[index + 1] = _day_of_the_month(first, last, between)
    return list(_ranges(text, found))


_LONGEST_BETWEEN = 6
"""How many characters stand at most between two quantities of which one says something of the other: `, and `."""


def _like_its_neighbour(first: Quantity, last: Quantity, between: str) -> Quantity:
    """Return `first` with what `last` says of both."""
    if last.unit in _CENTURIES and first.kind is last.kind and not first.unit and not _is_king(first, between):
        return replace(first, unit=last.unit, shared=last.text) if _ONE_CENTURY.fullmatch(between) else first
    if last.kind is Kind.DATE and (day := _as_day(first, last)) and _SAME_MONTH.fullmatch(between):
        return day
    if last.kind is Kind.TIME and first.kind is Kind.NUMBER and _RANGE.fullmatch(between):
        number = first.number
        whole = number is not None and number.denominator == 1 and 0 <= number <= 24 and not first.spelled
        return replace(first, kind=Kind.TIME, value=f"{int(number or 0):02}:00", also=()) if whole else first
    if first.kind is not Kind.NUMBER or first.unit or not _SHARED.fullmatch(between):
        return first
    if "," in between and not last.shared and not last.scale:
        return first
    number = first.number
    if last.scale and not first.scale and number is not None and abs(number) < 1000:
        first = replace(first, also=(*first.also, canonical(number * 10**last.scale)))
    if last.unit and last.number is not None and last.unit != "No." and first.spelled == last.spelled:
        soft = first.soft or last.soft
        return first if soft else replace(first, kind=last.kind, unit=last.unit, shared=last.shared or last.text)
    return first


def _is_king(first: Quantity, between: str) -> bool:
    """Whether Roman letters are those of a king, as in `Louis XIV au XVIIe siècle`: they have no ending."""
    return first.kind is Kind.ROMAN and first.text.isupper() and between.strip() == "au"


def _as_day(number: Quantity, date: Quantity) -> Quantity | None:
    """Return `number` as a day of the month of `date`, None where it can be none."""
    counts = number.kind in (Kind.NUMBER, Kind.ORDINAL) and not number.unit and not number.spelled
    value = number.number
    has_day = date.value.startswith("--") or len(date.value) > len("2024-07")
    if not counts or value is None or not 1 <= value <= 31 or not has_day:
        return None
    day = f"{date.value[:-2]}{int(value):02}"
    return replace(number, kind=Kind.DATE, value=day, also=(number.value,), shared=date.shared or date.text)


def _day_of_the_month(date: Quantity, number: Quantity, between: str) -> Quantity:
    """Return `number` as the later day in `May 4 and 5`; itself where `date` does not end with its day."""
    month_first = date.kind is Kind.DATE and date.text[0].isalpha() and date.value.startswith("--")
    if not month_first or not _SAME_MONTH.fullmatch(between):
        return number
    return _as_day(number, date) or number


def _ranges(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Join `10 à 15 %`, `2014-2018` and `2-1` to ranges."""
    index = 0
    while index < len(found):
        first = found[index]
        last = found[index + 1] if index + 1 < len(found) else None
        index += 1
        if last is None or not _joins(text, first, last):
            yield first
            continue
        index += 1
        span = Span(first.span.start, last.span.end)
        yield Quantity(span, Kind.RANGE, f"{first.value}..{last.value}", last.unit, span.of(text), parts=(first, last))


def _joins(text: str, first: Quantity, last: Quantity) -> bool:
    kinds = {first.kind, last.kind}
    if Kind.OPAQUE in kinds or (Kind.TIME in kinds and len(kinds) > 1):
        return False
    if first.spelled != last.spelled or first.soft or last.soft:
        return False
    between = text[first.span.end : last.span.start]
    if last.kind is Kind.ROMAN and not last.text.isupper() and _is_king(first, between):
        return False
    if first.kind is last.kind is Kind.DATE and (first.shared or last.shared):
        return _SAME_MONTH.fullmatch(between) is not None
    return _RANGE.fullmatch(between) is not None
