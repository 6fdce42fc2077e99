"""English number words: `two hundred and fifty`, `twenty-first`, `three quarters`."""

from fractions import Fraction
from functools import cache

from glossary.tables import lines_of, rows

_LARGEST = 10**21


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
