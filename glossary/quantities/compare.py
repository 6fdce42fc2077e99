"""French and English quantities side by side: which say the same, and which of them is missing, changed or added."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from glossary.quantities.base import Kind, Quantity, canonical
from glossary.quantities.english import english_quantities, english_units
from glossary.quantities.french import french_quantities
from glossary.quantities.lexicon import alike, units
from glossary.tables import expression

# Two amounts in different units are one amount where they differ by less: miles are rounded when they are converted.
_CONVERTED = 0.075
# Two rough counts are one where the larger is at most so many times the other.
_ROUGHLY = Fraction(3, 2)
# Each of these is looked at with each of the other side; a text with more of them is no sentence.
_MOST_LEFT = 40

_MOMENTS = (Kind.DATE, Kind.TIME)
_CLOCK_UNITS = ("h", "min", "s")

_BELOW = expression(r"\b(?:minus|below|negative|sub-?zero|under zero)\b", re.IGNORECASE)

Keys = Callable[[Quantity], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A French quantity without its English one (`english` None), the reverse, or two that should be the same.

    Two that have the same value differ in the unit, or the English is written as nobody writes it (18.30 p.m.).
    `certain` says that a reader would hardly disagree: figures on both sides, alike but for a digit or a mark.
    """

    french: Quantity | None
    english: Quantity | None
    certain: bool

    @property
    def kind(self) -> str:
        """`missing`, `added` or `changed`."""
        if self.english is None:
            return "missing"
        return "added" if self.french is None else "changed"


@dataclass(frozen=True, slots=True)
class Matching:
    """`pairs` of French and English quantities that say the same, and what is left: the mismatches in reading order."""

    pairs: tuple[tuple[Quantity, Quantity], ...]
    mismatches: tuple[Mismatch, ...]


def same(french: Quantity, english: Quantity) -> bool:
    """Whether both say the same value in the same unit, as a whole and however they are written.

    >>> same(french_quantities("3,5 milliards d'euros")[0], english_quantities("€3.5 billion")[0])
    True
    >>> same(french_quantities("deux billions")[0], english_quantities("two billion")[0])
    False
    """
    if french.parts or english.parts:
        pairs = zip(french.parts, english.parts, strict=False)
        return len(french.parts) == len(english.parts) and all(same(one, other) for one, other in pairs)
    return not set(_with_unit(_french_keys)(french)).isdisjoint(_with_unit(_english_keys)(english))


def compare(source: str, target: str) -> list[Mismatch]:
    """Return what differs between the quantities of French `source` and of its English `target`, in reading order.

    Words that may be no number at all (`un`, `second`, `une dizaine`) are found for a quantity of the other side and
    are never missed themselves. Any texts will do.

    >>> [(found.kind, found.french.text, found.english.text) for found in compare("Il a 25 ans.", "He is 52.")]
    [('changed', '25 ans', '52')]
    """
    return list(match_texts(source, target).mismatches)


def match_texts(source: str, target: str) -> Matching:
    """Return which quantities of French `source` and of its English `target` say the same."""
    return match(french_quantities(source), english_quantities(target), source=source, target=target)


def match(french: Iterable[Quantity], english: Iterable[Quantity], *, source: str = "", target: str = "") -> Matching:
    """Return which of the quantities of a French text and of its English say the same; ranges are taken apart.

    Where the texts themselves are given, a unit that the English says away from its number is no loss, and what both
    texts have letter by letter is no fault of the English.
    """
    table = _Table(_taken_apart(french), _taken_apart(english))
    if not table.all_french and not table.all_english:
        return Matching((), ())
    for french_keys, english_keys in _ROUNDS:
        table.pair(french_keys, english_keys)
    mismatches = [*table.malformed(source), *table.lost_units(target)]
    mismatches += [*table.shorter_dates(), *table.changed_moments(), *table.other_units(), *table.lost_signs(target)]
    mismatches += table.changed(_both_loose)
    table.drop_what_is_said_elsewhere()
    mismatches += table.changed(_one_unit)
    table.pair_converted()
    mismatches += [*table.changed(comparable), *table.rest()]
    return Matching(tuple(table.pairs), tuple(sorted(mismatches, key=_place)))


def _place(mismatch: Mismatch) -> tuple[int, int]:
    found = mismatch.french or mismatch.english
    return (found.span.start if found else 0, 0 if mismatch.french else 1)


def _taken_apart(quantities: Iterable[Quantity]) -> list[Quantity]:
    return [part for quantity in quantities for part in quantity.parts or (quantity,)]


def _values(quantity: Quantity) -> tuple[str, ...]:
    return (quantity.value, *quantity.also)


def _hours(quantity: Quantity) -> set[str]:
    """Return the hours of the day that a quantity may be; `18 heures` is one as well."""
    if quantity.kind is Kind.TIME:
        return {"00" + value[2:] if value.startswith("24") else value for value in _values(quantity)}
    number = quantity.number
    if quantity.unit not in ("h", "") or number is None or not 0 <= number <= 24:
        return set()
    if (number * 60 if quantity.unit else number).denominator != 1:
        return set()
    hours = {number, number + 12} if number <= 12 else {number, number - 12}
    return {f"{int(hour) % 24:02}:{int(hour % 1 * 60):02}" for hour in hours}


def _lengths(quantity: Quantity) -> Iterator[Fraction]:
    """Yield the seconds that a quantity may last: `1 h 30`, 90 minutes, 1:30."""
    unit = units().get(quantity.unit)
    if quantity.kind is Kind.TIME:
        hour, minute = map(int, quantity.value.split(":"))
        yield Fraction(3600 * hour + 60 * minute)
        if not quantity.unit:
            yield Fraction(60 * hour + minute)
    elif unit and unit.measured == "time" and quantity.number is not None and unit.key in _CLOCK_UNITS:
        yield quantity.number * int(unit.factor)


def _date_parts(value: str) -> tuple[str, str, str]:
    """Return year, month and day of a date, empty where it has none."""
    if value.startswith("--"):
        year, month, day = "", value[2:4], value[5:]
    else:
        year, month, day = value[:4], value[5:7], value[8:]
    return year, month, day


def _parts(moment: Quantity) -> tuple[str, ...]:
    """Return year, month and day of a date, hour and minute of a time."""
    return tuple(moment.value.split(":")) if moment.kind is Kind.TIME else _date_parts(moment.value)


def _date_keys(value: str, *, wide: bool) -> Iterator[str]:
    """Yield what a date is found by; a part that one side leaves out is no difference, so `wide` is for one side."""
    year, month, day = _date_parts(value)
    yield f"date {year} {month} {day}"
    if year and day:
        mark = "" if wide else "fuller "
        yield f"{mark}date  {month} {day}"
        yield f"{mark}date {year} {month} "
    elif wide:
        yield f"fuller date {year} {month} {day}"


def _keys(quantity: Quantity, *, wide: bool) -> Iterator[str]:
    for value in _values(quantity):
        if value.startswith("--") or (quantity.kind is Kind.DATE and not value.isdecimal()):
            yield from _date_keys(value, wide=wide)
        elif quantity.kind is not Kind.TIME:
            yield ("opaque " if quantity.kind is Kind.OPAQUE else "") + value
    if quantity.kind is Kind.TIME or quantity.unit == "h":
        yield from (f"hour {hour}" for hour in _hours(quantity))
    yield from (f"length {seconds}" for seconds in _lengths(quantity))


def _french_keys(quantity: Quantity) -> Iterator[str]:
    return _keys(quantity, wide=True)


def _english_keys(quantity: Quantity) -> Iterator[str]:
    return _keys(quantity, wide=False)


@cache
def _unit_names(unit: str) -> set[str]:
    """Return the names under which a unit is found: its own, and those of what a shorter name may stand for."""
    known = units().get(unit)
    names = {unit} | {f"{other} alike" for pair in alike() if unit in pair for other in pair}
    if known and known.money:
        names.add(f"money {known.measured}")
    elif known and not (known.factor != 1 or known.zero):
        names.add(f"base {known.measured}")
    return names


def _with_unit(keys: Keys) -> Keys:
    def with_unit(quantity: Quantity) -> Iterator[str]:
        for key in keys(quantity):
            if key.startswith(("hour", "length")):
                yield key
            else:
                yield from (f"{key} | {name}" for name in _unit_names(quantity.unit))

    return with_unit


def _rough_keys(quantity: Quantity) -> Iterator[str]:
    """Yield what two quantities share that say the same in a looser way: a sign left out, `18 h` and 6."""
    yield from (f"hour {hour}" for hour in _hours(quantity))
    if quantity.kind is Kind.OPAQUE:
        numbers = list(_numbers_in(quantity))
        yield numbers[0] if len(numbers) == 1 else f"opaque {numbers}"
    number = quantity.number
    if number is None:
        return
    yield canonical(abs(number))
    figures = not quantity.unit and number.denominator == 1
    if figures and (1900 <= number < 2100 or (0 <= number < 100 and not quantity.spelled)):
        yield f"year {int(number) % 100}"


def _alike_written(keys: Keys) -> Keys:
    """Return keys that tell numbers in words from those in figures, and leave out what may be no number."""

    def alike_written(quantity: Quantity) -> Iterable[str]:
        return () if quantity.soft else (f"{key} {quantity.spelled}" for key in keys(quantity))

    return alike_written


_ROUNDS: tuple[tuple[Keys, Keys], ...] = (
    (_alike_written(_with_unit(_french_keys)), _alike_written(_with_unit(_english_keys))),
    (_with_unit(_french_keys), _with_unit(_english_keys)),
    (_french_keys, _english_keys),
    (_rough_keys, _rough_keys),
)


def _numbers_in(quantity: Quantity) -> Iterator[str]:
    """Yield the plain numbers that a reference is made of."""
    digits = "".join(letter if letter.isdecimal() else " " for letter in quantity.value)
    yield from (part.lstrip("0") or "0" for part in digits.split())


def _said(quantity: Quantity) -> set[str]:
    """Return the numbers that are said somewhere in a quantity."""
    said = set() if quantity.number is None else {str(abs(quantity.number))}
    for value in _values(quantity):
        if value.isdecimal():
            said.add(str(int(value)))
        elif quantity.kind is Kind.DATE:
            year, _, day = _date_parts(value)
            said.update(str(int(part)) for part in (year, day) if part and not (quantity.shared and part is year))
        elif quantity.kind is Kind.TIME:
            hour, minute = map(int, value.split(":"))
            said.update((str(hour), str(hour - 12 if hour > 12 else hour), str(minute), str(hour * 60 + minute)))
        elif quantity.kind is Kind.OPAQUE:
            said.update(_numbers_in(quantity))
    return said


def _needed(quantity: Quantity) -> set[str]:
    """Return the numbers that the other side must say somewhere for nothing of a quantity to be lost."""
    if quantity.kind is Kind.DATE:
        year, _, day = _date_parts(quantity.value)
        return {str(int(part)) for part in (year, day) if part and not (quantity.shared and part is year)}
    if quantity.kind is Kind.TIME:
        hour, minute = map(int, quantity.value.split(":"))
        return {str(hour), str(minute)} if minute else {str(hour)}
    if quantity.kind is Kind.OPAQUE:
        return set(_numbers_in(quantity))
    number = quantity.number
    return set() if number is None else {str(abs(number))}


def _needs_unit(quantity: Quantity) -> bool:
    unit = units().get(quantity.unit)
    return unit is not None and unit.needed and not (quantity.soft or quantity.shared)


def _may_do_without(english: Quantity) -> bool:
    """Whether an English number has a unit or may be meant without one, as in `temperatures in the 90s`."""
    return bool(english.unit) or _weak(english) or english.text.endswith("s")


def _measured(quantity: Quantity) -> str:
    unit = units().get(quantity.unit)
    return unit.measured if unit else ""


def _weak(quantity: Quantity) -> bool:
    """Whether nothing is said about a quantity that stands alone: another word than a number may say it."""
    return quantity.soft or (quantity.spelled and quantity.kind is Kind.ORDINAL and not quantity.unit)


class _Table:
    """Takes away, round by round, what each side has of the other."""

    def __init__(self, french: list[Quantity], english: list[Quantity]) -> None:
        self.all_french, self.all_english = french, english
        # What is certainly a number chooses first.
        self.french = sorted(french, key=lambda quantity: quantity.soft)
        self.english = sorted(english, key=lambda quantity: quantity.soft)
        self.pairs: list[tuple[Quantity, Quantity]] = []

    def _take(self, pairs: list[tuple[Quantity, Quantity]]) -> None:
        french, english = {one.span for one, _ in pairs}, {other.span for _, other in pairs}
        self.french = [one for one in self.french if one.span not in french]
        self.english = [other for other in self.english if other.span not in english]

    def pair(self, french_keys: Keys, english_keys: Keys) -> None:
        """Pair what shares a key, each with the first that is left."""
        if not self.french or not self.english:
            return
        waiting: dict[str, deque[Quantity]] = {}
        for other in self.english:
            for key in english_keys(other):
                waiting.setdefault(key, deque()).append(other)
        used: set[tuple[int, int]] = set()
        pairs = []
        for one in self.french:
            for key in french_keys(one):
                others = waiting.get(key, deque())
                while others and (others[0].span.start, others[0].span.end) in used:
                    others.popleft()
                if others:
                    used.add((others[0].span.start, others[0].span.end))
                    pairs.append((one, others.popleft()))
                    break
        self._take(pairs)
        self.pairs += pairs

    def pair_converted(self) -> None:
        """Pair amounts in other units of the same kind; one that stands beside its conversion is no addition."""
        found = []
        for one in self.french[:_MOST_LEFT]:
            found += [(one, other) for other in self.english[:_MOST_LEFT] if _converted(one, other)][:1]
        for other in self.english[:_MOST_LEFT]:
            found += [(one, other) for one in self.all_french[: 4 * _MOST_LEFT] if _converted(one, other)][:1]
        self._take(found)

    def changed_moments(self) -> Iterator[Mismatch]:
        """Yield dates and hours that are left on both sides and share a part, such as the day or the minutes."""
        for one in [one for one in self.french if one.kind in _MOMENTS][:_MOST_LEFT]:
            for other in [other for other in self.english if other.kind is one.kind][:_MOST_LEFT]:
                parts = list(zip(_parts(one), _parts(other), strict=True))
                shared = sum(first == second for first, second in parts)
                if shared:
                    self._take([(one, other)])
                    yield Mismatch(one, other, shared == len(parts) - 1)
                    break

    def lost_signs(self, target: str) -> Iterator[Mismatch]:
        """Yield temperatures, and numbers that stand alone, whose minus the English says by no sign and no word."""
        for one, other in self.pairs:
            first, second = one.number, other.number
            if first is None or second is None or (first < 0) == (second < 0):
                continue
            alone = other.text == target.strip()
            if (alone or _measured(one) == "temperature") and not _BELOW.search(target):
                yield Mismatch(one, other, True)

    def other_units(self) -> Iterator[Mismatch]:
        """Yield pairs with one value and two units that are not the same."""
        for one, other in self.pairs:
            first, second = units().get(one.unit), units().get(other.unit)
            if first is None or second is None or _share_unit(one, other):
                continue
            if one.soft or other.soft or one.shared or other.shared:
                continue
            if not set(_lengths(one)).isdisjoint(_lengths(other)):
                continue
            if first.measured == second.measured or first.needed or second.needed:
                yield Mismatch(one, other, first.money and second.money)

    def malformed(self, source: str) -> Iterator[Mismatch]:
        """Take away and yield what the English writes as nobody does, save what `source` has letter by letter."""
        wrong = [other for other in self.all_english if other.malformed and other.text not in source]
        french = {other.span: one for one, other in self.pairs}
        self.pairs = [(one, other) for one, other in self.pairs if other not in wrong]
        self.english = [other for other in self.english if other not in wrong]
        yield from (Mismatch(french.get(other.span), other, True) for other in wrong)

    def lost_units(self, target: str) -> Iterator[Mismatch]:
        """Take away and yield pairs whose unit the English says neither there nor, so often, elsewhere in `target`."""
        lost = [pair for pair in self.pairs if _needs_unit(pair[0]) and not _may_do_without(pair[1])]
        if not lost:
            return
        named = Counter(units()[key].measured for key in english_units(target))
        beside = Counter(_measured(other) for other in self.all_english if not other.shared)
        in_french, in_english = (Counter(map(_measured, side)) for side in (self.all_french, self.all_english))
        for one, other in lost:
            measured = _measured(one)
            # `from 37 to 188 dollars`, `in dollars, 37 and 188`
            if named[measured] <= beside[measured] and in_english[measured] < in_french[measured]:
                self.pairs.remove((one, other))
                figures = not one.spelled and not other.spelled
                yield Mismatch(one, other, figures and one.kind in (Kind.MONEY, Kind.PERCENTAGE))

    def shorter_dates(self) -> Iterator[Mismatch]:
        """Yield pairs of dates of which one has a day or a year that the other side says nowhere."""
        dates = [pair for pair in self.pairs if pair[0].kind is pair[1].kind is Kind.DATE]
        in_french, in_english = (_counted(side if dates else ()) for side in (self.all_french, self.all_english))
        for one, other in dates:
            first, second = _needed(one), _needed(other)
            if any(in_english[part] < in_french[part] for part in first - second) or any(
                in_french[part] < in_english[part] for part in second - first
            ):
                yield Mismatch(one, other, False)

    def drop_what_is_said_elsewhere(self) -> None:
        """Take away what the other side says as a part of something, such as the day of a date."""
        self.french, self.english = ([one for one in side if not _weak(one)] for side in (self.french, self.english))
        if not self.french and not self.english:
            return
        in_french, in_english = _counted(self.all_french), _counted(self.all_english)
        self.french = [one for one in self.french if not _is_said(one, in_french, in_english)]
        self.english = [one for one in self.english if not _is_said(one, in_english, in_french)]

    def changed(self, alike_enough: Callable[[Quantity, Quantity], bool]) -> Iterator[Mismatch]:
        """Yield what is left on both sides and looks like the same quantity."""
        candidates = sorted(
            (distance(one, other), one.span.start, other.span.start, one, other)
            for one in self.french[:_MOST_LEFT]
            for other in self.english[:_MOST_LEFT]
            if alike_enough(one, other)
        )
        for unlike, _, _, one, other in candidates:
            if one in self.french and other in self.english:
                self._take([(one, other)])
                figures = not one.spelled and not other.spelled
                yield Mismatch(one, other, figures and unlike <= 1)

    def rest(self) -> Iterator[Mismatch]:
        """Yield what is left on one side."""
        yield from (Mismatch(one, None, False) for one in self.french)
        yield from (Mismatch(None, other, False) for other in self.english)


def _counted(quantities: Iterable[Quantity]) -> Counter[str]:
    return Counter(said for quantity in quantities for said in _said(quantity))


def _is_said(quantity: Quantity, here: Counter[str], there: Counter[str]) -> bool:
    """Whether the other side says the numbers of `quantity` as often as its own side does."""
    needed = _needed(quantity)
    return bool(needed) and quantity.kind is not Kind.OPAQUE and all(there[part] >= here[part] for part in needed)


def _converted(french: Quantity, english: Quantity) -> bool:
    first, second = units().get(french.unit), units().get(english.unit)
    if first is None or second is None or first.money or second.money or first.measured != second.measured:
        return False
    if first.key == second.key or french.number is None or english.number is None:
        return False
    one = (float(french.number) - first.zero) * first.factor
    other = (float(english.number) - second.zero) * second.factor
    slack = 2.0 if first.measured == "temperature" else 0.0
    return abs(one - other) <= max(_CONVERTED * max(abs(one), abs(other)), slack)


def comparable(french: Quantity, english: Quantity) -> bool:
    """Whether one may be a wrong version of the other."""
    if Kind.OPAQUE in (french.kind, english.kind):
        return french.kind is english.kind and _letters(french) == _letters(english)
    if french.kind in _MOMENTS or english.kind in _MOMENTS:
        return french.kind is english.kind
    return not french.unit or not english.unit or _share_unit(french, english)


def _both_loose(french: Quantity, english: Quantity) -> bool:
    """Whether both are ordinals in words, or rough counts of some size: alone neither would be missed."""
    if not french.spelled or not english.spelled:
        return False
    if french.kind is english.kind is Kind.ORDINAL:
        return not (french.soft or english.soft or french.unit or english.unit)
    one, other = french.number, english.number
    if (
        not (french.soft and english.soft)
        or one is None
        or other is None
        or Kind.ORDINAL in (french.kind, english.kind)
    ):
        return False
    # A fortnight is a quinzaine, and dozens are dizaines.
    return min(one, other) >= 10 and max(one, other) > _ROUGHLY * min(one, other)


def _one_unit(french: Quantity, english: Quantity) -> bool:
    return french.unit == english.unit != ""


def _share_unit(french: Quantity, english: Quantity) -> bool:
    return not _unit_names(french.unit).isdisjoint(_unit_names(english.unit))


def _letters(quantity: Quantity) -> str:
    return "".join(letter for letter in quantity.value if letter.isalpha())


def distance(french: Quantity, english: Quantity) -> int:
    """Return how unlike two values look: 0 where only a mark or zeros differ, 1 for one digit, 2 for more."""
    one, other = (quantity.value.replace(".", "").strip("0") for quantity in (french, english))
    if one == other:
        return 0
    one, other = french.value, english.value
    if len(one) == len(other):
        return 1 if sum(a != b for a, b in zip(one, other, strict=True)) == 1 else 2
    short, long = sorted((one, other), key=len)
    return 1 if len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long))) else 2
