"""Quantities that a model did not read come home into its English; what it lost of them is put at its aligned place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy

from glossary.edits import Edit, Span, apply
from glossary.quantities import Kind, english_quantities
from glossary.quantities.crossing import Crossing, Held
from glossary.quantities.mend import insertion
from glossary.tables import expression
from translate.documents.records import WordLinks
from translate.engine.base import Hypothesis
from translate.sentence.alignment import links_of
from translate.sentence.alignment.pieces import piece_owners
from translate.terms.places import aligned_span

RULE = "numbers"
"""The rule that edits of quantities are recorded under."""

_LEAST_CONFIDENCE = 0.3
_FIGURES = expression(r"\d(?:[\d.,'’ \u00a0\u202f]*\d)?")
_WITH_FIGURES = expression(r"[^\W\d_]*\d(?:[\w.,:/-]*\w)?")


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a model said, with the quantities that came through at home in it; `edits` put in those that did not."""

    hypothesis: Hypothesis
    edits: tuple[Edit, ...] = ()


def arrived(crossing: Crossing, said: Hypothesis) -> Arrived:
    """Return what a model said of `crossing.text` as if it had said it of `crossing.source`, and what it has lost.

    A quantity is one piece there, on both sides, with the attention of all the pieces that it takes the place of.

    :raises ValueError: where the attention of `said` is not as large as its pieces are many.
    """
    if not crossing.held:
        return Arrived(said)
    places = crossing.arrived(said.text)
    home = [_edit(held, *held.in_place_of(span, said.text), said.text) for span, held in places]
    home += _prepositions(crossing, said.text, places)
    there = {held.number for _, held in places}
    lost = [held for held in crossing.held if held.number not in there]
    put = _put_in(crossing, said, lost, [span for span, _ in places]) if lost and said.text.strip() else ()
    return Arrived(_at_home(crossing, said, home), tuple(_behind(edit, home) for edit in put))


def _prepositions(crossing: Crossing, english: str, places: Sequence[tuple[Span, Held]]) -> Iterator[Edit]:
    """Yield what puts before hours the word that goes with them: to a model their number looks like that of a year."""
    hours = [held for held in crossing.held if _is_hour(held)]
    for span, held in places:
        if _is_stretch_of_days(held) and _FROM_THE.search(crossing.text, 0, held.span.start):
            before = _BEFORE_DAYS.search(english, 0, span.start)
            if before:
                new = "From" if before[1][0].isupper() else "from"
                yield Edit(Span(*before.span(1)), before[1], new, RULE, "du ... au is from ... to")
            continue
        french = _FRENCH_BEFORE_HOURS.search(crossing.text, 0, held.span.start)
        before = _BEFORE_HOURS.search(english, 0, span.start)
        # The second of two hours may be the end of a time: from nine to ten.
        if held in hours[:1] and french and before and (french[1].lower() != "de" or held.quantity.parts):
            wanted = _HOURS[french[1].lower()]
            word = before[1].lower()
            if word != wanted and (word != "to" or not _FROM.search(crossing.text, 0, held.span.start)):
                new = wanted.capitalize() if before[1][0].isupper() else wanted
                yield Edit(Span(*before.span(1)), before[1], new, RULE, f"{french[1]} before an hour is {wanted}")


def _is_hour(held: Held) -> bool:
    """Whether a quantity is an hour of the day, or the time between two."""
    return all(one.kind is Kind.TIME and not one.unit for one in held.quantity.parts or (held.quantity,))


def _is_stretch_of_days(held: Held) -> bool:
    """Whether a quantity is a time from one day to another."""
    return bool(held.quantity.parts) and " au " in held.quantity.text and held.quantity.parts[-1].kind is Kind.DATE


_FROM_THE = expression(r"\b[Dd]u $")
_BEFORE_DAYS = expression(r"\b([Oo]n|[Oo]f|[Ii]n|[Tt]o|[Bb]y) $")
_HOURS = {"à": "at", "vers": "around", "de": "from"}
_FRENCH_BEFORE_HOURS = expression(r"(?<!jusqu')(?<!jusqu’)\b(à|vers|de) $", re.IGNORECASE)
_BEFORE_HOURS = expression(r"\b(in|to|by|on|of|vers|à) $", re.IGNORECASE)
_FROM = expression(r"\b(?:de|du|depuis|entre|jusque)\b", re.IGNORECASE)


def _edit(held: Held, span: Span, new: str, english: str) -> Edit:
    return Edit(span, span.of(english), new, RULE, held.reason)


def _behind(edit: Edit, others: Sequence[Edit]) -> Edit:
    """Return an edit as one of the text in which the others, none of which it overlaps, are made."""
    moved = sum(len(other.new) - len(other.old) for other in others if other.span.end <= edit.span.start)
    return replace(edit, span=Span(edit.span.start + moved, edit.span.end + moved))


def _at_home(crossing: Crossing, said: Hypothesis, edits: Sequence[Edit]) -> Hypothesis:
    french = [Edit(one.span, one.span.of(crossing.text), one.quantity.text, RULE, one.reason) for one in crossing.held]
    source_tokens, columns = _pieces(said.source_tokens, crossing.text, french)
    tokens, rows = _pieces(said.tokens, said.text, edits)
    attention = said.attention
    if attention is not None:
        if attention.shape != (len(rows), len(columns)):
            raise ValueError(
                f"attention of the shape {attention.shape} does not fit {len(rows)}, {len(columns)} pieces"
            )
        joined = numpy.zeros((len(tokens), len(source_tokens)), dtype=numpy.float32)
        numpy.add.at(joined, numpy.ix_(rows, columns), attention)
        attention = joined / numpy.bincount(rows, minlength=len(tokens)).astype(numpy.float32)[:, None]
    return replace(
        said,
        text=apply(said.text, edits),
        tokens=tokens,
        source_tokens=source_tokens,
        attention=attention,
        token_scores=None,
    )


def _pieces(pieces: Sequence[str], text: str, edits: Sequence[Edit]) -> tuple[tuple[str, ...], list[int]]:
    """Return the pieces of `text` with the edits made, each in a single piece, and which one each piece went into."""
    owners = piece_owners(pieces, text)
    joined: set[int] = set()
    changed: list[tuple[int, Edit]] = []
    for edit in edits:
        owned = {owner for owner in owners[edit.span.start : edit.span.end] if owner >= 0}
        if owned:
            joined.update(range(min(owned) + 1, max(owned) + 1))
            changed.append((min(owned), edit))
    into, count = [], -1
    for number in range(len(pieces)):
        count += number not in joined
        into.append(count)
    result = [""] * (count + 1)
    for number, piece in zip(into, pieces, strict=True):
        result[number] += piece
    for number in dict.fromkeys(into[first] for first, _ in changed):
        here = [edit for first, edit in changed if into[first] == number]
        places = [place for place, owner in enumerate(owners) if owner >= 0 and into[owner] == number]
        start = min([*places, *(edit.span.start for edit in here)])
        end = max([*(place + 1 for place in places), *(edit.span.end for edit in here)])
        new = apply(text[start:end], [replace(e, span=Span(e.span.start - start, e.span.end - start)) for e in here])
        result[number] = ("▁" if result[number].startswith("▁") else "") + re.sub(r"\s", "▁", new)
    return tuple(result), into


def _put_in(crossing: Crossing, said: Hypothesis, lost: Sequence[Held], taken: Sequence[Span]) -> Iterator[Edit]:
    """Yield what puts lost quantities in the place of numbers that are not in the French, or beside other words."""
    english = said.text
    links = links_of(crossing.text, english, said)
    strays = list(_strays(crossing.text, english, taken))
    one_for_one = len(strays) == len(lost)
    for held in lost:
        span = aligned_span(links, held.span, taken=taken)
        stray = next((stray for stray in strays if span and stray.overlaps(span)), strays[0] if one_for_one else None)
        if stray is not None:
            strays.remove(stray)
            yield _edit(held, stray, held.english, english)
        else:
            place = _place(links, held.span, english)
            yield _edit(held, place, insertion(english, place, held.english), english)


def _strays(french: str, english: str, taken: Sequence[Span]) -> Iterator[Span]:
    """Yield what has figures that the French has not: what became of something that stood for something else."""
    known = {re.sub(r"\D", "", match[0]) for match in _FIGURES.finditer(french)}
    found = [one.span for whole in english_quantities(english) for one in (whole.parts or (whole,))]
    found += [Span(*match.span()) for match in _WITH_FIGURES.finditer(english)]
    passed: list[Span] = list(taken)
    for span in found:
        digits = re.sub(r"\D", "", span.of(english))
        if digits and digits not in known and not any(map(span.overlaps, passed)):
            passed.append(span)
    yield from sorted(passed[len(taken) :])


def _place(links: WordLinks, source: Span, english: str) -> Span:
    """Return the empty place behind the English of the last French word before `source`, or before the next one's."""
    sure = [(links.source[a], links.target[b]) for a, b, confidence in links.pairs if confidence >= _LEAST_CONFIDENCE]
    before = [(here.end, there.end) for here, there in sure if here.end <= source.start]
    behind = [(-here.start, there.start) for here, there in sure if here.start >= source.end]
    if before:
        place = max(before)[1]
    elif behind:
        place = max(behind)[1]
    else:
        place = len(english.rstrip().rstrip(".!?…"))
    return Span(place, place)
