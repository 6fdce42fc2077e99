"""Quotation marks, apostrophes and spaces that were mixed, doubled, lost or put in."""

import re
from collections.abc import Iterator
from random import Random

from glossary.edits import Span
from glossary.tables import expression
from translate.lab.damage.base import LETTER, Change, Family, Passage, shuffled

EVIDENCE = 4
"""How many marks of a style a text has at least before one that differs is plainly a fault."""

_SPACE = "[ \u00a0\u202f]"
_PAIRS = {
    "«»": expression(rf"(«{_SPACE}?)[^«»“”\"]{{2,400}}?({_SPACE}?»)"),
    "“”": expression('(“)[^«»“”"]{2,400}(”)'),
    '"': expression(r"(?<![\w\"])(\")(?=[^\s\"])[^«»“”\"]{2,400}(?<!\s)(\")(?![\w\"])"),
}
# The opening and the closing marks that may stand in the place of those of a style.
_OTHERS = {
    "«»": (("“", '"'), ("”", '"')),
    "“”": (("« ", "«\u00a0", '"'), (" »", "\u00a0»", '"')),
    '"': (("“", "« "), ("”", " »")),
}


def _pairs(passage: Passage, random: Random) -> Iterator[tuple[str, Span, Span]]:
    """Yield the style and the two ends of each pair of a style that the text has enough of; ends with inner spaces."""
    for style, pattern in _PAIRS.items():
        if passage.traits.quotation_marks[style] > EVIDENCE + 1:
            for match in shuffled(pattern.finditer(passage.text), random):
                yield style, Span(*match.span(1)), Span(*match.span(2))


def _mix(passage: Passage, random: Random) -> list[Change]:
    for style, *ends in _pairs(passage, random):
        number = random.randrange(2)
        new = random.choice(_OTHERS[style][number])
        return [Change(ends[number], new, "a pair with ends of two styles")]
    return []


def _straighten(passage: Passage, random: Random) -> list[Change]:
    for style, *ends in _pairs(passage, random):
        if style != '"':
            return [Change(end, '"', "a straight pair in a text of other ones") for end in ends]
    return []


def _double(passage: Passage, random: Random) -> list[Change]:
    for _, *ends in _pairs(passage, random):
        number = random.randrange(2)
        mark = ends[number].of(passage.text).strip()
        place = ends[number].start if number == 0 else ends[number].end
        return [Change(Span(place, place), mark, "a doubled quotation mark")]
    return []


def _space_inside(passage: Passage, random: Random) -> list[Change]:
    for style, opening, closing in _pairs(passage, random):
        if style != "«»":
            inside = (opening.end, closing.start)
            return [Change(Span(place, place), " ", "spaces inside quotation marks") for place in inside]
    return []


def _lose_end(passage: Passage, random: Random) -> list[Change]:
    for _, opening, closing in _pairs(passage, random):
        # Elsewhere nobody could tell where the other end had been.
        if passage.ends_line and not passage.text[closing.end :].strip(" .\u00a0"):
            return [Change(closing, "", "a quotation without its end")]
        if not passage.text[: opening.start].strip():
            return [Change(opening, "", "a quotation without its beginning")]
    return []


def _other_apostrophe(passage: Passage, random: Random) -> list[Change]:
    counts = passage.traits.apostrophes
    ours = max(counts, key=lambda mark: counts[mark])
    other = "'" if ours == "’" else "’"
    for match in shuffled(re.finditer(rf"(?<={LETTER}){ours}(?={LETTER})", passage.text), random):
        # One curly among straight ones is a fault only where the text is plainly of one kind.
        choice = random.choice("´`" + other * (counts[ours] > 20 * max(1, counts[other])))
        return [Change(Span(*match.span()), choice, "an apostrophe of another kind")]
    return []


def _double_space(passage: Passage, random: Random) -> list[Change]:
    for first, second in shuffled(passage.neighbours(), random):
        spaces = random.choice([" ", " ", "  "])
        return [Change(Span(first.end, first.end), spaces, "a doubled space")] if second else []
    return []


def _space_before_mark(passage: Passage, random: Random) -> list[Change]:
    for match in shuffled(re.finditer(rf"(?<={LETTER})([,.])(?=\s|$)", passage.text), random):
        return [Change(Span(match.start(), match.start()), " ", "a space before a comma or a point")]
    return []


def _lose_french_space(passage: Passage, random: Random) -> list[Change]:
    if passage.traits.french_spaces > EVIDENCE + 1:
        found = re.finditer(rf"(?<=\w){_SPACE}(?=[;:!?»](?:\s|$))|(?<=«){_SPACE}(?=\w)", passage.text)
        for match in shuffled(found, random):
            return [Change(Span(*match.span()), "", "a French space that was lost")]
    return []


def _space_in_brackets(passage: Passage, random: Random) -> list[Change]:
    for match in shuffled(re.finditer(rf"(\()(?={LETTER})[^()]{{2,200}}(?<={LETTER})(\))", passage.text), random):
        inside = (match.end(1), match.start(2))
        return [Change(Span(place, place), " ", "spaces inside brackets") for place in inside]
    return []


FAMILIES = (
    Family(
        "quotes",
        "quotation marks that do not fit one another",
        ((4, _mix), (2, _straighten), (2, _double), (2, _space_inside), (1, _lose_end)),
    ),
    Family("apostrophes", "apostrophes of another kind than those of the text", ((1, _other_apostrophe),)),
    Family(
        "spacing",
        "spaces that are doubled, stand before a mark or were lost",
        ((2, _double_space), (2, _space_before_mark), (2, _lose_french_space), (1, _space_in_brackets)),
    ),
)
