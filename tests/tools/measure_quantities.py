"""Measure how well `glossary.quantities` writes French quantities in English, and finds wrong ones.

    python tests/tools/measure_quantities.py [--pairs FRENCH ENGLISH]

Counts the cases of `tests/cases/quantities.json` and 500 generated ones: `render` is right where the English is the
one expected, `compare` where it is silent on the right English and finds the faulty one. With `--pairs`, two files of
a human translation, one sentence per line, also the false alarms on them and how many of the faults put into the
English are found: a digit changed, a decimal mark moved, a number dropped.
"""

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from glossary.quantities import Quantity, compare, french_quantities, mend, render

CASES = Path(__file__).parents[1] / "cases" / "quantities.json"
SEED = 20240714


def _listed(words: str) -> list[str]:
    return words.split()


_ONES = _listed(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
)
_TENS = _listed("vingt trente quarante cinquante soixante")
_ENGLISH_ONES = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_ENGLISH_TENS = _listed("twenty thirty forty fifty sixty seventy eighty ninety")
_MONTHS = _listed("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
_ENGLISH_MONTHS = _listed("January February March April May June July August September October November December")
_ROMAN = _listed("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI")
_SPACES = " \u00a0\u202f"
_UNITS = [("km", "km"), ("kg", "kg"), ("km/h", "km/h"), ("°C", "°C"), ("Go", "GB"), ("ml", "ml"), ("kWh", "kWh")]
_UNIT_WORDS = [
    ("kilomètres", "kilometres"),
    ("tonnes", "tonnes"),
    ("heures", "hours"),
    ("ans", "years"),
    ("litres", "litres"),
]
_NUMBER = re.compile(r"(?<![\w.,:/-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![:/\w-]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Case:
    """A French sentence, its right English, a faulty English (empty: none), and its quantities with their English."""

    french: str
    english: str
    faulty: str = ""
    renders: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Share:
    """How many of how many were right."""

    right: int = 0
    all: int = 0

    def add(self, right: bool) -> None:
        self.right += right
        self.all += 1

    def __str__(self) -> str:
        return f"{self.right} of {self.all} ({self.right / max(self.all, 1):.4f})"


def written_cases() -> list[Case]:
    """Return the cases written by hand."""
    found = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    return [Case(case["french"], case["english"], case.get("faulty", ""), case.get("renders", {})) for case in found]


def french_words(number: int) -> str:
    """Return a number from 0 to 999,999 in French words, with hyphens as they are taught most."""
    if number < 20:
        return _ONES[number]
    if number < 70:
        tens, ones = _TENS[number // 10 - 2], number % 10
        return tens if not ones else f"{tens} et un" if ones == 1 else f"{tens}-{_ONES[ones]}"
    if number < 80:
        return "soixante et onze" if number == 71 else f"soixante-{_ONES[number - 60]}"
    if number < 100:
        return "quatre-vingts" if number == 80 else f"quatre-vingt-{_ONES[number - 80]}"
    if number < 1000:
        head = "cent" if number < 200 else f"{_ONES[number // 100]} cent"
        return (head + ("s" if number >= 200 else "")) if number % 100 == 0 else f"{head} {french_words(number % 100)}"
    head = "mille" if number < 2000 else f"{french_words(number // 1000).removesuffix('s')} mille"
    head = head.replace("troi mille", "trois mille").replace("si mille", "six mille").replace("di mille", "dix mille")
    return head if number % 1000 == 0 else f"{head} {french_words(number % 1000)}"


def english_words(number: int) -> str:
    """Return a number from 0 to 999,999 in English words."""
    if number < 20:
        return _ENGLISH_ONES[number]
    if number < 100:
        tens = _ENGLISH_TENS[number // 10 - 2]
        return f"{tens}-{_ENGLISH_ONES[number % 10]}" if number % 10 else tens
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    head, rest = f"{english_words(number // size)} {name}", number % size
    if not rest:
        return head
    return f"{head} and {english_words(rest)}" if rest < 100 else f"{head} {english_words(rest)}"


def generated(count: int, seed: int = SEED) -> Iterator[Case]:
    """Yield `count` cases, the same for the same `seed`: each quantity in a French and an English sentence."""
    chance = random.Random(seed)
    makers: list[Callable[[random.Random], tuple[str, str]]] = [
        _large, _decimal, _percent, _money, _scaled, _date, _hour,
        _ordinal, _century, _span, _measure, _counted, _spoken,
    ]  # fmt: skip
    for index in range(count):
        french, english = makers[index % len(makers)](chance)
        faulty = _with_another_digit(english, chance)
        yield Case(
            f"On parle ici de {french}, dit-on.",
            f"This is about {english}, they say.",
            f"This is about {faulty}, they say." if faulty else "",
            {french: english},
        )


def _french_number(number: int, chance: random.Random) -> str:
    return f"{number:,}".replace(",", chance.choice(_SPACES))


def _large(chance: random.Random) -> tuple[str, str]:
    number = chance.randrange(1000, 10 ** chance.randrange(4, 10))
    return _french_number(number, chance), f"{number:,}"


def _decimal(chance: random.Random) -> tuple[str, str]:
    whole, places = chance.randrange(0, 50_000), chance.choice((1, 2))
    decimals = f"{chance.randrange(10**places):0{places}}"
    return f"{_french_number(whole, chance)},{decimals}", f"{whole:,}.{decimals}"


def _percent(chance: random.Random) -> tuple[str, str]:
    whole, tenth = chance.randrange(2, 100), chance.randrange(10)
    return f"{whole},{tenth}{chance.choice(_SPACES)}%", f"{whole}.{tenth}%"


def _money(chance: random.Random) -> tuple[str, str]:
    sign = chance.choice("€$£")
    number, cents = chance.randrange(2, 90_000), f"{chance.randrange(100):02}"
    return f"{_french_number(number, chance)},{cents} {sign}", f"{sign}{number:,}.{cents}"


def _scaled(chance: random.Random) -> tuple[str, str]:
    word, english = chance.choice((("millions", "million"), ("milliards", "billion"), ("billions", "trillion")))
    whole, tenth = chance.randrange(2, 900), chance.randrange(1, 10)
    return f"{whole},{tenth} {word}", f"{whole}.{tenth} {english}"


def _date(chance: random.Random) -> tuple[str, str]:
    day, month, year = chance.randrange(1, 29), chance.randrange(12), chance.randrange(1500, 2050)
    first = "1er" if day == 1 else str(day)
    return f"{first} {_MONTHS[month]} {year}", f"{day} {_ENGLISH_MONTHS[month]} {year}"


def _hour(chance: random.Random) -> tuple[str, str]:
    hour, minute = chance.randrange(1, 24), chance.randrange(60)
    return f"{hour}{chance.choice(('h', ' h '))}{minute:02}", f"{hour}:{minute:02}"


def _ordinal(chance: random.Random) -> tuple[str, str]:
    number = chance.randrange(2, 200)
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{chance.choice(('e', 'ème'))}", f"{number}{ending}"


def _century(chance: random.Random) -> tuple[str, str]:
    number = chance.randrange(2, 22)
    ending = {2: "nd", 3: "rd", 21: "st"}.get(number, "th")
    return f"{_ROMAN[number - 1]}e siècle", f"{number}{ending} century"


def _span(chance: random.Random) -> tuple[str, str]:
    low = chance.randrange(2, 60)
    high = low + chance.randrange(1, 40)
    return f"{low} à {high} %", f"{low} to {high}%"


def _measure(chance: random.Random) -> tuple[str, str]:
    french, english = chance.choice(_UNITS)
    number = chance.randrange(2, 9000)
    return f"{_french_number(number, chance)} {french}", f"{number:,} {english}"


def _counted(chance: random.Random) -> tuple[str, str]:
    french, english = chance.choice(_UNIT_WORDS)
    whole, tenth = chance.randrange(2, 900), chance.randrange(1, 10)
    return f"{whole},{tenth} {french}", f"{whole}.{tenth} {english}"


def _spoken(chance: random.Random) -> tuple[str, str]:
    number = chance.randrange(2, 10 ** chance.randrange(1, 6) + 2)
    return french_words(number), english_words(number)


def _with_another_digit(english: str, chance: random.Random) -> str:
    places = [index for index, letter in enumerate(english) if letter.isdigit()]
    if not places:
        return ""
    place = chance.choice(places)
    digit = chance.choice([digit for digit in "123456789" if digit != english[place]])
    return english[:place] + digit + english[place + 1 :]


def is_rendered(case: Case) -> bool:
    """Whether each quantity of `case` is found and written as it should be."""
    found: dict[str, Quantity] = {}
    for quantity in french_quantities(case.french):
        for one in (quantity, *quantity.parts):
            found.setdefault(one.text, one)
    return all(text in found and render(found[text]) == english for text, english in case.renders.items())


def is_compared(case: Case) -> bool:
    """Whether nothing is found in the right English of `case`, and something in the faulty one."""
    return not compare(case.french, case.english) and (not case.faulty or bool(compare(case.french, case.faulty)))


def faults(english: str, chance: random.Random) -> dict[str, str]:
    """Return `english` with one fault of each kind that it has a number for."""
    numbers = list(_NUMBER.finditer(english))
    if not numbers:
        return {}
    found = {}
    number = chance.choice(numbers)
    changed = _with_another_digit(number[0], chance)
    found["a digit changed"] = english[: number.start()] + changed + english[number.end() :]
    found["a number dropped"] = english[: number.start()] + english[number.end() :].lstrip()
    marked = [number for number in numbers if "." in number[0]]
    if marked:
        number = chance.choice(marked)
        whole, _, decimals = number[0].partition(".")
        moved = f"{whole}{decimals[0]}" + (f".{decimals[1:]}" if decimals[1:] else "")
        found["a decimal mark moved"] = english[: number.start()] + moved + english[number.end() :]
    return found


def measure_pairs(french: Sequence[str], english: Sequence[str]) -> Iterator[str]:
    """Yield lines on a human translation: false alarms, harm done by `mend`, and the share of faults found."""
    chance = random.Random(SEED)
    certain = likely = mended = 0
    shares: dict[str, Share] = {}
    for source, target in zip(french, english, strict=True):
        mismatches = compare(source, target)
        certain += any(mismatch.certain for mismatch in mismatches)
        likely += bool(mismatches) and not any(mismatch.certain for mismatch in mismatches)
        mended += bool(mend(source, target))
        if not mismatches:
            for name, faulty in faults(target, chance).items():
                shares.setdefault(name, Share()).add(bool(compare(source, faulty)))
    count = max(len(french), 1)
    yield f"{len(french)} pairs: certain {certain / count:.2%}, likely only {likely / count:.2%}, mended {mended}"
    yield from (f"  {name}: found {share}" for name, share in shares.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", nargs=2, type=Path, metavar=("FRENCH", "ENGLISH"))
    arguments = parser.parse_args()
    for name, cases in (("written", written_cases()), ("generated", list(generated(500)))):
        rendered, compared = Share(), Share()
        for case in cases:
            if case.renders:
                rendered.add(is_rendered(case))
            compared.add(is_compared(case))
        print(f"{name}: render {rendered}, compare {compared}")
    if arguments.pairs:
        french, english = (path.read_text(encoding="utf-8").removesuffix("\n").split("\n") for path in arguments.pairs)
        print(*measure_pairs(french, english), sep="\n")


if __name__ == "__main__":
    main()
