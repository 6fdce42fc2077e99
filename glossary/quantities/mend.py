"""Quantities put right in an English translation: changed, lost, without their unit, left in French or impossible."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from glossary.edits import Edit, Span
from glossary.quantities.base import Kind, Quantity
from glossary.quantities.compare import Mismatch, comparable, distance, match, same
from glossary.quantities.english import english_quantities
from glossary.quantities.french import french_quantities
from glossary.quantities.lexicon import lexicon, units
from glossary.quantities.number_words import read_spelled
from glossary.quantities.render import Style, number_text, render
from glossary.tables import expression

Aligned = Callable[[Span], Span | None]

_SCALES = "thousand|millions?|milliards?|billions?|trillions?|bn|m|k|b"
_NUMBER = expression(r"[-−]?\d(?:[\d.,'’ \u00a0\u202f\u2009]*\d)?")
_SCALED_NUMBER = expression(rf"{_NUMBER.pattern}(?:[ \u00a0\u202f-]?(?:{_SCALES})\b)?", re.IGNORECASE)
_CLOCK_FIGURES = expression(r"\d{1,2}(?:[:.]\d\d)?[ \u00a0]?(?:[ap]\.?[ \u00a0]?m\.?)?", re.IGNORECASE)
_WITH_FIGURES = expression(r"[^\s,;]*\d(?:[^,;]*\d)?[^\s,;.]*")
_PARTS_OF_TIME = expression(r"\d+ ?(?:h|mi?n|s) ?\d")
_ZONE = expression(r"\d,?[ \u00a0\u202f]\(?heures? \w|heures?,? \(?heure")
_LETTERS = expression(r"[^\W\d_]+")
# Enough text, in characters, to read a quantity where it stands.
_AROUND = 60
_STYLE = Style()
_WHOLE = (Kind.DATE, Kind.TIME, Kind.ORDINAL, Kind.OPAQUE)


def mend(source: str, target: str, *, aligned: Aligned | None = None, style: Style = _STYLE) -> list[Edit]:
    """Return edits of English `target` that give the quantities of French `source` their value, unit and English form.

    A quantity is changed only where it is plain which belongs to which: one candidate of one kind, or where `aligned`
    says so, which returns the span of `target` for a span of `source`: empty where nothing stands for it but its
    place is known, None where it is not. What is missing is put at such an empty place. Hours, sums of money and what
    is still in French form are written in `style`, dates only where it says whether the month comes first.

    >>> [edit] = mend("Il a coûté 3,5 milliards d'euros.", "It cost 3.5 million euros.")
    >>> edit.old, edit.new, edit.reason
    ('3.5 million', '3.5 billion', "3,5 milliards d'euros is 3.5 billion euros")
    """
    quantities = french_quantities(source)
    matching = match(quantities, english_quantities(target), source=source, target=target)
    pairs = [*_out_of_style(matching.pairs, style), *_plain_pairs(matching.mismatches, aligned)]
    found = [_edit(target, french, english, style) for french, english in pairs]
    if aligned and matching.mismatches:
        lost = _lost(quantities, matching.mismatches)
        found = [*(_at_its_place(target, french, aligned, style) for french in lost), *found]
    edits: list[Edit] = []
    for edit in found:
        if edit is not None and not any(edit.span.overlaps(other.span) or edit.span == other.span for other in edits):
            edits.append(edit)
    return sorted(edits, key=lambda edit: edit.span)


def _lost(french: Sequence[Quantity], mismatches: Sequence[Mismatch]) -> Iterator[Quantity]:
    """Yield the French quantities that the English does not say, and the ranges of which it says both ends wrong."""
    missing = {one.french.span for one in mismatches if one.french and one.english is None and not one.french.soft}
    wrong = missing | {one.french.span for one in mismatches if one.french and not one.french.soft}
    for quantity in french:
        if quantity.parts:
            ends = [part.span in wrong for part in quantity.parts]
            if all(ends):
                yield quantity
            else:
                yield from (part for part in quantity.parts if part.span in missing)
        elif quantity.span in missing:
            yield quantity


def _out_of_style(pairs: Sequence[tuple[Quantity, Quantity]], style: Style) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield the pairs that say the same, where the English is no English or not the one of the house."""
    for french, english in pairs:
        hour = french.kind is english.kind is Kind.TIME and not (french.soft or french.spelled or english.soft)
        in_figures = hour and _CLOCK_FIGURES.fullmatch(english.text) is not None and french.value == english.value
        in_figures = in_figures and not _ZONE.search(french.text)  # whose it is stands behind it already
        date = french.kind is english.kind is Kind.DATE and style.month_first is not None
        day = date and not (french.shared or english.shared or english.text.isdecimal())
        sign = french.kind is english.kind is Kind.MONEY and _has_sign(french) and not _has_sign(english)
        if english.foreign or in_figures or (day and french.value == english.value) or (sign and not french.shared):
            yield french, english


def _has_sign(money: Quantity) -> bool:
    """Whether a sum of money is written with a sign or a code, not with a word."""
    return not any(
        word in lexicon("french").unit_words or word in lexicon("english").unit_words
        for word in re.findall(r"[^\W\d_]+", money.text.lower())
    )


def _plain_pairs(mismatches: Sequence[Mismatch], aligned: Aligned | None) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield both sides of the mismatches where the English is plainly a wrong version of the French."""
    unclear = []
    for mismatch in mismatches:
        if mismatch.french and mismatch.english and _only_form(mismatch.french, mismatch.english):
            yield mismatch.french, mismatch.english
        else:
            unclear.append(mismatch)
    for mismatch in unclear:
        french, english = mismatch.french, mismatch.english
        if french is None or english is None or french.spelled != english.spelled or french.soft or english.soft:
            continue
        if Kind.ROMAN in (french.kind, english.kind) and aligned is None:
            continue
        if _plain(french, english, unclear, aligned):
            yield french, english


def _only_form(french: Quantity, english: Quantity) -> bool:
    """Whether the English has the right value in the wrong unit, without one, or as nobody writes it."""
    if english.malformed:
        return True
    if french.soft or english.soft:
        return False
    return french.value == english.value and french.kind not in (Kind.DATE, Kind.TIME)


def _plain(french: Quantity, english: Quantity, mismatches: Sequence[Mismatch], aligned: Aligned | None) -> bool:
    """Whether nothing else could be meant by either side."""
    place = aligned(french.span) if aligned else None
    if place is not None:
        return place.overlaps(english.span)
    if (french.kind is Kind.ORDINAL) != (english.kind is Kind.ORDINAL):
        return False
    if french.unit != english.unit and distance(french, english) > 1:
        return False
    rivals = [one.french for one in mismatches if one.french and comparable(one.french, english)]
    others = [one.english for one in mismatches if one.english and comparable(french, one.english)]
    # What stands there twice, and is wrong twice in the same way, is as plain as what stands there once.
    alike = all(len({(one.value, one.unit) for one in side}) == 1 for side in (rivals, others))
    return alike and len(rivals) == len(others)


def _edit(target: str, french: Quantity, english: Quantity, style: Style) -> Edit | None:
    start, old, new = _wanted(target, french, english, style)
    if old.endswith("m.") and not new.endswith(".") and not target[start + len(old) :].strip("”’\"'» \u00a0)"):
        old = old[:-1]  # the dot of `9 p.m.` also ends the sentence
    if french.kind is Kind.OPAQUE and (run := _run_of_figures(target, Span(start, start + len(old)))) is not None:
        if _figures(run.of(target)) != _figures(new):
            return None
        start, old = run.start, run.of(target)
    return _checked(target, Span(start, start + len(old)), new, french, style) if new != old else None


def _run_of_figures(target: str, span: Span) -> Span | None:
    """Return the figures that a part at `span` stands among, where there are more of them than the part has."""
    for run in _NUMBER.finditer(target):
        if run.start() <= span.start and span.end <= run.end() and len(run[0]) > len(span):
            return Span(*run.span())
    return None


def _figures(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _at_its_place(target: str, french: Quantity, aligned: Aligned, style: Style) -> Edit | None:
    """Return what puts a lost quantity at its place: an empty one, or one where other letters and digits stand."""
    place = aligned(french.span)
    if place is None:
        return None
    new = render(french, style=style)
    if not len(place):
        return _checked(target, place, insertion(target, place, new), french, style)
    figures = _WITH_FIGURES.search(target, place.start, place.end)
    if figures is None:
        return None
    # Where the rest of its words are right, all of them are its place: `July 4269`.
    words = set(_LETTERS.findall(new.lower()))
    rest = _LETTERS.findall(place.of(target).lower())
    span = place if words.issuperset(rest) else Span(*figures.span())
    return _checked(target, span, new, french, style)


def insertion(target: str, place: Span, new: str) -> str:
    """Return `new` with the spaces that it needs at an empty place of `target`."""
    before, after = target[: place.start][-1:], target[place.start :][:1]
    lead = " " if before.isalnum() or (before and before in ",;:)”%") else ""
    trail = " " if after.isalnum() or (after and after in "(“‘") else ""
    return lead + new + trail


def _checked(target: str, span: Span, new: str, french: Quantity, style: Style) -> Edit | None:
    """Return the edit, None where what it writes would be read as something else."""
    before = target[max(span.start - _AROUND, 0) : span.start].rpartition("\n")[2]
    after = target[span.end : span.end + _AROUND]
    there = Span(len(before), len(before) + len(new))
    if not any(_says(french, other, there) for other in english_quantities(before + new + after)):
        return None
    reason = f"{french.text} is {render(french, style=style)}"
    if french.kind is Kind.OPAQUE and not french.unit:
        reason = f"{french.text} stays as it is"
    return Edit(span, span.of(target), new, "numbers", reason)


def _says(french: Quantity, english: Quantity, there: Span) -> bool:
    return any(
        not end.foreign
        and not end.malformed
        and end.span.start <= there.end
        and there.start <= end.span.end
        and (end.value == french.value or same(french, end))
        for end in (english, *english.parts)
    )


def _wanted(target: str, french: Quantity, english: Quantity, style: Style) -> tuple[int, str, str]:
    """Return where something else shall stand for `english`, what stands there, and what shall."""
    start, text = english.span.start, english.text
    if french.kind is Kind.DATE and (french.shared or text.isdecimal()):
        figure = re.search(r"\d+", text)
        day = french.value.rpartition("-")[2]
        return (start + figure.start(), figure[0], str(int(day))) if figure else (start, text, text)
    if french.kind in _WHOLE or english.kind in _WHOLE or french.unit == "No." or french.number is None:
        return start, text, render(french, style=_order_of(english, style))
    decade = french.text[0].isalpha() and not french.spelled
    if decade or (english.foreign and french.kind is Kind.PERCENTAGE):
        return start, text, render(french, style=style)
    if french.unit and not english.shared and _is_wholly_wrong(french, english):
        return start, text, _compound(french, text) or render(french, style=style)
    if english.spelled:
        spoken = read_spelled(text, 0, lexicon("english"), french=False)
        return start, text[: spoken.end] if spoken else text, number_text(french)
    number = (_SCALED_NUMBER if english.scale else _NUMBER).search(text)
    if number is None or _PARTS_OF_TIME.match(french.text) or "/" in number[0] + french.value:
        return start, text, render(french, style=style)
    return start + number.start(), number[0], number_text(french)


def _is_wholly_wrong(french: Quantity, english: Quantity) -> bool:
    """Whether more than the number of `english` is wrong: its unit, or where the sign of the currency stands."""
    if not english.unit or (french.kind is Kind.MONEY and _has_sign(french)):
        return True
    sign_behind = english.kind is Kind.MONEY and english.text[0].isdecimal() and _has_sign(english)
    other_unit = french.value == english.value and french.unit != english.unit
    return other_unit or (sign_behind and english.foreign)


def _compound(french: Quantity, english: str) -> str:
    """Return `27-inch` for 27 pouces where the English has a compound of another unit; nothing where it has none."""
    hyphened = re.fullmatch(r"[\d.,]+-[a-z]+", english)
    return f"{number_text(french)}-{units()[french.unit].singular}" if hyphened else ""


def _order_of(english: Quantity, style: Style) -> Style:
    """Return `style` with the order of day and month that the English has, where it does not say any."""
    if english.kind is not Kind.DATE or english.foreign or style.month_first is not None:
        return style
    return replace(style, month_first=english.text[0].isalpha())
