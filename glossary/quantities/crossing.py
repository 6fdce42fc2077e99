"""Quantities on their way through a model: what it would spoil is held back and comes home as English writes it.

In the place of what is held the model reads a number of the same sort that stands nowhere in the sentence: 7041 for
sums, dates, hours and references, `41 kg` for measures, `41e` for ordinals and `41e siècle` for centuries. The shapes
are those that came through best in news (newstest2013 and FLORES dev, model of the package, without its markers, beam
4; share of the quantities that are right in value and unit, and chrF of the rest of the sentence, held against left
alone): hours 100 against 54 % (chrF 54.4 against 53.0), sums with a sign 100 against 69 % (47.8, 47.2), sums in words
98 against 75 % (54.1, 52.6), dates 100 against 94 % (57.0, 56.8), ordinals 100 against 93 % (54.3, 53.9), centuries 100
against 81 % (56.5, 55.7), measures in words 98 against 86 % (50.4, 50.0). Where the model is good already the rest of
the sentence is better with the quantity in it, and it stays: percentages (58.8 against 59.7), large numbers (54.6
against 55.8), and units in signs (51.0 against 52.3) unless they are ones that models don't know.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from glossary.edits import Edit, Span, apply
from glossary.quantities.base import Kind, Quantity
from glossary.quantities.english import english_quantities
from glossary.quantities.french import french_quantities
from glossary.quantities.lexicon import lexicon, units
from glossary.quantities.number_words import read_spelled
from glossary.quantities.render import Style, render, unit_form
from glossary.tables import expression, lines_of, rows

_STYLE = Style()
_FIRST_LARGE, _FIRST_SMALL = 7041, 41
_LETTER = expression(r"[^\W\d_]")
_WHOLE_NUMBER = expression(r"(?<![\w.,])\d{1,2}(?:,?\d{3})?(?!\d|[.,]\d)", re.ASCII)
_FIGURES_OF_A_CODE = 4
_AROUND_THE_CLOCK = expression(r"(?:24[ \u00a0\u202f]?h|7[ \u00a0\u202f]?j)\w*[ \u00a0\u202f]?(?:/|sur)")
_PART_OF = expression(r"\b(?:fin|début|courant|mi[ -])[ \u00a0-]?$", re.IGNORECASE)
_THOUSANDTHS = expression(r"\d[.,]\d{3}(?!\d)")
_OF_HOURS = expression(r"\d[ \u00a0\u202f]?h$")
_RAISED = expression("[²³]")
_FRACTION = expression("[¼-¾⅐-⅞]")
_FIGURES_OF_A_SMALL_NUMBER = 3
_PARTS_OF_TIME = expression(r"\d[ \u00a0\u202f]?(?:mi?n|s)[ \u00a0\u202f]?\d")
_YEARS = range(1100, 2100)
_CURRENCY_BEFORE = expression(r"(?:[€$£¥]|\b[A-Z]{3}) ?$")
_ENDING = expression("[a-zèᵉʳ]$")
_ROUGHLY = expression(
    r"[Uu]ne ((?:diz|quinz|vingt|trent|quarant|cinquant|soixant)aine) (?:de(?= (?!milliers?\b))|d['’])"
)
_COMPARED = expression(r"\b(?:plus|moins|près) (d['’])$")
"""What says itself how rough a count is: `plus d'une vingtaine de` is more than twenty."""
_COMPOUND = expression("[- \u00a0]")
_SCALE_BEHIND = expression(r"[- \u00a0](?=(?:m|b|tr)ill(?:ions?|iards?)\b)", re.IGNORECASE)
_OF_A_YEAR = expression(r"\b(?:en|an|année|depuis|dès|avant|après|de) $", re.IGNORECASE)
_COUNTED = expression(r"[ \u00a0](?!(?:à|au|aux|dans|en|et|ou|par|pour|sur|sous|avec|que|qui)\b)[a-zà-ÿ]")
_QUARTER = Fraction(1, 4)
_FIGURES_THAT_MATTER = 6
"""Numbers of so many figures are longer than any that stands for a quantity."""


@dataclass(frozen=True, slots=True)
class Held:
    """A quantity that a model does not read: `number` stands for it, at `span` of the text that crosses.

    `quantity` is that of the French, with its place there, and `english` what shall stand in the English.
    """

    quantity: Quantity
    span: Span
    number: int
    english: str

    def in_place_of(self, span: Span, english: str) -> tuple[Span, str]:
        """Return what of `span` it takes the place of in `english`, and what it is there.

        Of a number in words that is the number alone, in figures behind the sign of a currency: `EUR 70 million`.
        """
        figures = _WHOLE_NUMBER.search(english, span.start, span.end) if self.quantity.spelled else None
        if figures is None or self.quantity.kind is not Kind.NUMBER:
            return span, self.english
        signed = _CURRENCY_BEFORE.search(english, 0, figures.start())
        return Span(*figures.span()), f"{int(self.quantity.value):,}" if signed else self.english

    @property
    def reason(self) -> str:
        """What a reader is told where it is written."""
        if self.quantity.text == self.english:
            return f"{self.english} stays as it is"
        return f"{self.quantity.text} is {self.english}"


@dataclass(frozen=True, slots=True)
class Crossing:
    """A French text, and `text`, what the model reads in its place; they differ in what is `held` alone."""

    source: str
    text: str
    held: tuple[Held, ...] = ()

    def arrived(self, english: str) -> list[tuple[Span, Held]]:
        """Return where in what a model made of `text` the held quantities are, in order; each may be there more often.

        >>> crossed = crossing("Le café est à 3 €, ouvert à 20h.")
        >>> crossed.text
        'Le café est à 7041, ouvert à 7042.'
        >>> english = "Coffee is 7,041, open at 7042."
        >>> [(span.of(english), held.english) for span, held in crossed.arrived(english)]
        [('7,041', '€3'), ('7042', '20:00')]
        """
        if not self.held:
            return []
        awaited = {held.number: held for held in self.held}
        found = [
            (one.span, awaited[int(number)])
            for quantity in english_quantities(english)
            for one in (quantity.parts or (quantity,))
            if (number := one.number) is not None and number.denominator == 1 and int(number) in awaited
        ]
        for match in _WHOLE_NUMBER.finditer(english):  # read as something else, such as the year of a date
            held = awaited.get(int(match[0].replace(",", "")))
            if held and not any(span.overlaps(Span(*match.span())) for span, _ in found):
                found.append((Span(*match.span()), held))
        return sorted(found, key=lambda one: one[0])


def crossing(source: str, *, style: Style = _STYLE, kept: Sequence[Span] = (), signed: Sequence[Span] = ()) -> Crossing:
    """Return what a model shall read for French `source`, and what comes home; any text will do.

    :param kept: spans of `source` that the model shall read as they are.
    :param signed: spans of `source` with numbers and signs that no model knows, such as `§ 7`; none overlaps another.

    >>> crossing("Au XXIe siècle, 25 cl coûtent 12,50 €.").text
    'Au 41e siècle, 42 kg coûtent 7041.'
    """
    quantities = [Quantity(span, Kind.OPAQUE, span.of(source), text=span.of(source)) for span in signed]
    taken = [*kept, *signed]
    read = french_quantities(source)
    found = [*filter(_is_held, read), *_reigns(read), *_in_words(read, source)]
    quantities += [one for one in found if not any(map(one.span.overlaps, taken))]
    # A letter behind it makes it a part of something else: `35°W`.
    quantities = [
        one for one in quantities if one.text[-1] in "'’" or not source[one.span.end : one.span.end + 1].isalnum()
    ]
    quantities = sorted((one for one in quantities if not any(map(one.span.overlaps, kept))), key=lambda one: one.span)
    # Models know `fin mars 2024`, and have no end of a number.
    quantities = [
        one for one in quantities if one.kind is not Kind.DATE or not _PART_OF.search(source[: one.span.start])
    ]
    if not quantities:
        return Crossing(source, source)
    figures = {int(found) for found in re.findall(r"\d+", source) if len(found) < _FIGURES_THAT_MATTER}
    large = (number for number in range(_FIRST_LARGE, 10 * _FIRST_LARGE) if number not in figures)
    small = (number for number in range(_FIRST_SMALL, _FIRST_LARGE) if number not in figures)
    text, position, held = "", 0, []
    for quantity in quantities:
        shape, is_small = _shape(quantity.parts[-1] if quantity.parts else quantity)
        number = next(small if is_small else large)
        text += source[position : quantity.span.start]
        start = len(text)
        text += shape.format(number)
        position = quantity.span.end
        edits = alone(quantity.text, style=style) if quantity.span in signed else None
        english = render(quantity, style=style) if edits is None else apply(quantity.text, edits)
        held.append(Held(quantity, Span(start, len(text)), number, english))
    return Crossing(source, text + source[position:], tuple(held))


def alone(source: str, *, style: Style = _STYLE) -> list[Edit] | None:
    """Return what makes English of a text that has no word beside its quantities, such as a cell; None for any other.

    >>> [edit.new for edit in alone("12,50 € | 1 249,99") or []]
    ['€12.50', '1,249.99']
    """
    quantities = french_quantities(source)
    bounds = [0, *(bound for one in quantities for bound in (one.span.start, one.span.end)), len(source)]
    between = (source[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True))
    if not quantities or any(map(_LETTER.search, between)) or any(one.spelled or one.soft for one in quantities):
        return None
    return [
        Edit(one.span, one.text, english, "numbers", f"{one.text} is {english}")
        for one in quantities
        if (english := render(one, style=style)) != one.text
    ]


def _shape(quantity: Quantity) -> tuple[str, bool]:
    """Return what stands for a quantity, with `{}` for its number, and whether that is a small one."""
    if quantity.spelled and quantity.kind is Kind.NUMBER:
        if quantity.soft and quantity.text[:2] in ("d'", "d’"):
            return ("de {}" if quantity.text[-1].isalpha() else "de {} "), True
        if quantity.soft:
            about = "Environ {}" if quantity.text[0].isupper() else "environ {}"
            return (about if quantity.text[-1].isalpha() else f"{about} "), True
        return "{}", len(quantity.value) <= _FIGURES_OF_A_SMALL_NUMBER
    if quantity.kind in (Kind.ORDINAL, Kind.ROMAN):
        century = "{}e siècle" if quantity.unit else "{}e"
        return (century if _ENDING.search(quantity.text) else "{}"), True
    unit = units().get(quantity.unit)
    if quantity.kind is Kind.MEASURE and (quantity.spelled or _OF_HOURS.search(quantity.text)):
        return "{} minutes", True
    if quantity.kind is Kind.MEASURE and quantity.soft:
        return "{}", False
    if quantity.kind is Kind.MEASURE and _PARTS_OF_TIME.search(quantity.text):
        return "{} secondes", True
    return ("{} kg", True) if quantity.kind is Kind.MEASURE and unit and unit.measured != "era" else ("{}", False)


def _reigns(quantities: Sequence[Quantity]) -> list[Quantity]:
    """Return the Roman numbers of kings and popes that are the first, or beside which a century stands.

    Models leave the ending of the one, and make centuries of the others.
    """
    beside = any(one.kind is Kind.ROMAN and one.unit for one in quantities)
    kings = [one for one in quantities if one.kind is Kind.ROMAN and not one.unit]
    return [one for one in kings if one.text == "Ier" or (beside and not one.soft)]


def _in_words(quantities: Sequence[Quantity], source: str) -> Iterator[Quantity]:
    """Yield the numbers in words that models get wrong, mostly without what they count.

    That is rough counts that English has no word for (`une quinzaine de`), parts of an hour, and what has several words
    (`dix-sept`, `mille cinq cents`, `vingt et unième`).
    """
    for quantity in quantities:
        for one in quantity.parts or (quantity,):
            if not one.spelled or one.kind not in _COUNTS:
                continue
            hours = one.number if one.unit == "h" else None
            if hours and (hours % 1 in (_QUARTER, 3 * _QUARTER) or (hours > _A_DAY and not one.soft)):
                yield replace(one, soft=False)
            elif one.kind is Kind.ORDINAL:
                if not one.soft and _COMPOUND.search(one.text):
                    yield one
            elif rough := _ROUGHLY.match(source, one.span.start):
                spoken = read_spelled(rough[1], 0, lexicon("french"), french=True)
                compared = _COMPARED.search(source, max(0, one.span.start - 10), one.span.start)
                span = Span(compared.start(1) if compared else one.span.start, rough.end())
                if spoken and spoken.value.denominator == 1:
                    value = str(spoken.value)
                    yield Quantity(span, Kind.NUMBER, value, text=span.of(source), spelled=True, soft=True)
            elif not one.soft and (compound := _compound(one)):
                # What may be a year is none in words that count: 1990, not one thousand nine hundred and ninety.
                dated = int(compound.value) in _YEARS and one.kind is Kind.NUMBER
                before = dated and _OF_A_YEAR.search(source, max(0, one.span.start - 8), one.span.start)
                is_year = before and not _COUNTED.match(source, one.span.end)
                yield replace(compound, spelled=not is_year)


_A_DOZEN = 12
"""Models say `deux millions`, but `cent millions` became 10 million."""
_A_DAY = 24
"""More hours than a clock has are none of the clock, whatever a model makes of them."""
_COUNTS = (Kind.NUMBER, Kind.MONEY, Kind.MEASURE, Kind.PERCENTAGE, Kind.ORDINAL)


def _compound(quantity: Quantity) -> Quantity | None:
    """Return the number of a quantity where it has several words, without its scale word; None where it has not."""
    for text in (_SCALE_BEHIND.split(quantity.text)[0], quantity.text):
        spoken = read_spelled(text, 0, lexicon("french"), french=True)
        if spoken is None or spoken.value.denominator != 1:
            continue
        scaled = text != quantity.text and spoken.value > _A_DOZEN
        if not scaled and not _COMPOUND.search(text, 0, spoken.end):
            continue
        if text == quantity.text and spoken.step >= _MILLION:
            continue
        span = Span(quantity.span.start, quantity.span.start + spoken.end)
        return Quantity(span, Kind.NUMBER, str(spoken.value), text=text[: spoken.end], spelled=True)
    return None


_MILLION = 10**6


def _is_held(quantity: Quantity) -> bool:
    """Whether the model does better with something else in the place of the quantity."""
    last = quantity.parts[-1] if quantity.parts else quantity
    if _AROUND_THE_CLOCK.match(quantity.text):
        return quantity.kind is Kind.MEASURE and quantity.soft
    if quantity.soft or (last.spelled and last.kind is not Kind.TIME):
        return False
    if last.kind is Kind.OPAQUE and last.unit != "No.":
        # Models copy `3D`, `A320` and `Covid-19`, and say more around them than around a number.
        return not _LETTER.search(last.text) or sum(map(str.isdecimal, last.text)) >= _FIGURES_OF_A_CODE
    if last.kind in (Kind.DATE, Kind.TIME, Kind.MONEY) or last.unit == "No.":
        return True
    if last.kind is Kind.ROMAN:
        return bool(last.unit)
    if last.kind is Kind.ORDINAL:
        return True
    if _FRACTION.search(last.text) or _RAISED.search(last.text) or _THOUSANDTHS.search(last.text):
        return True  # models read a comma as English does, and write m2
    if last.kind is Kind.MEASURE and _OF_HOURS.search(last.text):
        return True
    if _PARTS_OF_TIME.search(last.text):
        return last.kind is Kind.MEASURE
    unit = units().get(last.unit)
    return last.kind is Kind.MEASURE and unit is not None and unit.needed and unit_form(last.text) not in _kept()


@cache
def _kept() -> frozenset[str]:
    """Return the units that models put into English themselves, as French writes them."""
    return frozenset(form for _, (form,) in rows(lines_of("glossary", "quantities-kept.tsv"), ("form",)))
