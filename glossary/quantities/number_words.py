"""Numbers in words, read and written: `two hundred and fifty`, `trois quarts`, `twenty-first`."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from glossary.quantities.lexicon import Lexicon, NumberWord
from glossary.tables import expression, lines_of, rows

_WORD = expression(r"[^\W\d_]+")
_BETWEEN = expression(r"[ \u00a0\u202f-](?:(?P<and>et|and)[ \u00a0\u202f-])?")
_TENS_WITH_TEENS = (10, 60, 80)
# A longer run of number words is no number that anybody means.
_MOST_WORDS = 24
_LARGEST = 10**21


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words that ends before `end`; `soft` as in `Quantity`.

    `step` is what one more of its last word would add: a million for `two million`, 1 for most.
    """

    end: int
    value: Fraction
    ordinal: bool
    soft: bool
    step: Fraction = Fraction(1)


class _Sum:
    """Adds number words up; each method says whether the word fits what stands before it."""

    def __init__(self, french: bool) -> None:
        self.french = french
        self.total = Fraction(0)
        self.group = Fraction(0)
        self.scale = Fraction(10**30)
        self.role = ""

    @property
    def value(self) -> Fraction:
        return self.total + self.group

    def add(self, word: NumberWord, joined: bool) -> bool:
        """Add one word; `joined` says that `et` or `and` stands before it."""
        role = self._role_of(word) if word.role == "ordinal" else word.role
        if joined and not self._may_join(word.value):
            return False
        fits = {"ones": self._ones, "tens": self._tens, "hundred": self._hundred, "scale": self._scale}.get(role)
        if fits is None or not fits(word.value):
            return False
        self.role = role
        return True

    def _role_of(self, word: NumberWord) -> str:
        if word.value < 20:
            return "ones"
        if word.value < 100:
            return "tens"
        return "hundred" if word.value == 100 else "scale"

    def _may_join(self, value: Fraction) -> bool:
        if self.french:
            return self.role == "tens" and value in (1, 11)
        return self.role in ("hundred", "scale") and value < 100

    def _ones(self, value: Fraction) -> bool:
        below = self.group % 100
        if self.role == "ones" or (self.role and value == 0):
            fits = self.french and below in (10, 70, 90) and 7 <= value <= 9
        elif below >= 20 and below % 10 == 0:
            fits = 0 < value < 10 or (self.french and below in _TENS_WITH_TEENS and value < 20)
        else:
            fits = below == 0
        self.group += value if fits else 0
        return fits

    def _tens(self, value: Fraction) -> bool:
        below = self.group % 100
        if self.french and value == 20 and below == 4 and self.role == "ones":
            self.group += 76
        elif below == 0:
            self.group += value
        else:
            return False
        return True

    def _hundred(self, value: Fraction) -> bool:
        # `un cent` is a coin, and `zero hundred` an hour.
        if self.group >= (10 if self.french else 100) or (self.role == "ones" and self.group <= int(self.french)):
            return False
        self.group = (self.group or 1) * value
        return True

    def _scale(self, value: Fraction) -> bool:
        if value < self.scale:
            self.total += (self.group or 1) * value
        elif self.total and not self.group and value > self.scale:
            self.total *= value
        else:
            return False
        self.group, self.scale = Fraction(0), value
        return True


def read_spelled(text: str, start: int, words: Lexicon, *, french: bool) -> Spelled | None:
    """Return the number in words that begins at character `start` of `text`, None where there is none.

    >>> from glossary.quantities.lexicon import lexicon
    >>> read_spelled("quatre-vingt-dix-sept ans", 0, lexicon("french"), french=True).value
    Fraction(97, 1)
    """
    total = _Sum(french)
    position, end, count, step = start, start, 0, Fraction(1)
    ordinal, loose, joined = False, False, False
    while count < _MOST_WORDS and not ordinal:
        match = _WORD.match(text, position)
        word = words.words.get(match[0].lower()) if match else None
        if match is None or word is None:
            break
        if count == 0 and word.role in ("group", "fraction"):
            return Spelled(match.end(), word.value, False, True)
        if not total.add(word, joined):
            break
        loose = word.loose
        if count == 0 and word.role in ("hundred", "scale") and (word.value > 1000 or not french):
            loose = True
        count, end = count + 1, match.end()
        step = word.value if word.role in ("hundred", "scale") else Fraction(1)
        ordinal = word.role == "ordinal"
        between = _BETWEEN.match(text, end)
        if between is None:
            break
        position, joined = between.end(), between["and"] is not None
        if joined and (between["and"] == "et") != french:
            break
    if not count:
        return None
    number = Spelled(end, total.value, ordinal, loose and count == 1, step)
    return number if ordinal else _with_fraction(text, number, words)


def _with_fraction(text: str, number: Spelled, words: Lexicon) -> Spelled:
    """Return `number` times the part of one that follows it, as in `deux tiers`; itself where none follows."""
    between = _BETWEEN.match(text, number.end)
    match = _WORD.match(text, between.end()) if between and not between["and"] else None
    if match is None or not 0 < number.value < 100:
        return number
    name = match[0].lower()
    word = words.words.get(name)
    if word is None:
        return number
    soft = number.value == 1
    if word.role == "group" and word.value >= 10 and name not in words.unit_words:
        return Spelled(match.end(), number.value * word.value, False, soft)
    if word.role == "fraction":
        return Spelled(match.end(), number.value * word.value, False, soft)
    if word.role == "ordinal" and word.value >= 3 and (name.endswith("s") or soft):
        return Spelled(match.end(), number.value / word.value, False, soft)
    return number


@cache
def _words(role: str) -> dict[Fraction, str]:
    """Return the first English word of each value in a role of the table of number words."""
    columns = ("language", "role", "value", "words", "loose")
    found: dict[Fraction, str] = {}
    for _, (language, known, value, words, _) in rows(lines_of("glossary", "quantities-words.tsv"), columns):
        if language == "english" and known == role:
            found.setdefault(Fraction(value), words.split(" ")[0])
    return found


def scale_word(power: int) -> str:
    """Return the English word for a power of ten, such as `billion` for 9; empty where there is none."""
    return _words("scale").get(Fraction(10**power), "")


def number_words(number: int) -> str:
    """Return a number in English words.

    :raises ValueError: where `number` is negative or has more than 21 digits.

    >>> number_words(97), number_words(2_000_250)
    ('ninety-seven', 'two million two hundred and fifty')
    """
    if not 0 <= number < _LARGEST:
        raise ValueError(f"{number} is not a number from 0 to {_LARGEST - 1}")
    if number < 20:
        return _words("ones")[Fraction(number)]
    if number < 100:
        tens = _words("tens")[Fraction(number - number % 10)]
        return f"{tens}-{number_words(number % 10)}" if number % 10 else tens
    if number < 1000:
        rest = f" and {number_words(number % 100)}" if number % 100 else ""
        return f"{number_words(number // 100)} hundred{rest}"
    power = max(power for power in range(3, 21, 3) if 10**power <= number)
    head = f"{number_words(number // 10**power)} {scale_word(power)}"
    rest_value = number % 10**power
    if not rest_value:
        return head
    return f"{head} and {number_words(rest_value)}" if rest_value < 100 else f"{head} {number_words(rest_value)}"


def ordinal_words(number: int) -> str:
    """Return an ordinal in English words.

    :raises ValueError: where `number` is not positive or has more than 21 digits.

    >>> ordinal_words(21), ordinal_words(12), ordinal_words(200)
    ('twenty-first', 'twelfth', 'two hundredth')
    """
    if number <= 0:
        raise ValueError(f"{number} has no ordinal")
    words = number_words(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    values = {word: value for role in ("ones", "tens", "hundred", "scale") for value, word in _words(role).items()}
    last = _words("ordinal").get(values[words[cut:]])
    return words[:cut] + (last or words[cut:] + "th")


def ordinal_figures(number: int) -> str:
    """Return an ordinal in figures.

    >>> ordinal_figures(2), ordinal_figures(11), ordinal_figures(21)
    ('2nd', '11th', '21st')
    """
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def fraction_words(number: Fraction) -> str:
    """Return a part of one in English words.

    :raises ValueError: where `number` does not lie between 0 and 1, or has a denominator above 1,000.

    >>> fraction_words(Fraction(3, 4)), fraction_words(Fraction(2, 3)), fraction_words(Fraction(1, 2))
    ('three quarters', 'two thirds', 'half')
    """
    if not 0 < number < 1 or number.denominator > 1000:
        raise ValueError(f"{number} is no fraction that has a name")
    if number == Fraction(1, 2):
        return "half"
    part = _words("fraction").get(Fraction(1, number.denominator)) or ordinal_words(number.denominator)
    return f"{number_words(number.numerator)} {part}s" if number.numerator > 1 else f"a {part}"
