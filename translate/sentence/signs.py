"""Signs that a model was never trained on are kept from it: in codes, in reckonings, and by themselves."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from glossary.edits import Span, united
from glossary.quantities import french_quantities
from glossary.tables import expression

Knows = Callable[[str], bool]
"""Whether a model was trained on a sign; see `translate.engine.base.Engine.knows`."""

_ORDINARY = expression(r"[\w\s.,;:!?'\"’«»()/%-]*", re.ASCII)
_TOKEN = expression(r"\S+")
_BEFORE, _AFTER = "([{«“\"'‘", ".,;:!?…)]}»”\"'’"
_NUMBER = expression(r"[-−+]?\d[\d.,\u202f\u00a0]*")
# Letters that are no words of French stand for numbers: x, but not a, à, y.
_OPERAND = expression(rf"{_NUMBER.pattern}|[b-xzα-ωB-XZ]")
_COMPARES = expression(r" ?[<>≤≥≠]")
_WITH_NUMBERS = "§©№¶"
_RECKONING = frozenset("+-−*/=:")


@dataclass(frozen=True, slots=True)
class Signs:
    """Where the signs of a text are that a model cannot read, in code points; nothing overlaps.

    `marks` are signs by themselves, such as bullets; `codes` have letters to them that mean nothing without them; and
    `numbers` are reckonings and references, such as `5 × 3` and `§ 7`.
    """

    marks: tuple[Span, ...] = ()
    codes: tuple[Span, ...] = ()
    numbers: tuple[Span, ...] = ()


def signs(text: str, knows: Knows) -> Signs:
    """Return the signs of a French text that a model does not know; those of quantities, such as `3 €`, are left out.

    >>> text = "☐ Voir § 7 : \\\\ref{a}, 5 × 3 = 15 →"
    >>> found = signs(text, knows=lambda sign: sign not in "☐§×\\\\{}→")
    >>> [[span.of(text) for span in spans] for spans in (found.marks, found.codes, found.numbers)]
    [['☐', '→'], ['\\\\ref{a}'], ['§ 7', '5 × 3 = 15']]
    """
    if _ORDINARY.fullmatch(text):
        return Signs()
    unknown = {sign for sign in set(text) if _is_sign(sign) and not knows(sign)}
    if not unknown:
        return Signs()
    quantities = [one.span for one in french_quantities(text)]
    # A sign within a quantity goes where the quantity goes.
    places = [
        place
        for place, sign in enumerate(text)
        if sign in unknown and not any(one.start <= place < one.end for one in quantities)
    ]
    tokens = [_core(Span(*match.span()), text, unknown) for match in _TOKEN.finditer(text)]
    numbers = _with_numbers(text, tokens, places, quantities)
    marks: list[Span] = []
    codes: list[Span] = []
    for token in tokens:
        here = [place for place in places if token.start <= place < token.end]
        if not here or any(map(token.overlaps, numbers)):
            continue
        inside = token.of(text).strip("".join(unknown))
        if inside and (any(sign in unknown for sign in inside) or any(text[place].isascii() for place in here)):
            codes.append(token)
        else:
            marks += [Span(place, place + 1) for place in here]
    return Signs(tuple(_together(marks)), tuple(codes), tuple(numbers))


def _is_sign(character: str) -> bool:
    return not (character.isspace() or unicodedata.category(character)[0] in "LMC" or character.isdecimal())


def _core(token: Span, text: str, unknown: set[str]) -> Span:
    """Return a token without the marks of the sentence around it."""
    start, end = token.start, token.end
    while start < end and text[start] in _BEFORE and text[start] not in unknown:
        start += 1
    while end > start and text[end - 1] in _AFTER and text[end - 1] not in unknown:
        end -= 1
    return Span(start, end)


def _with_numbers(text: str, tokens: list[Span], places: list[int], quantities: list[Span]) -> list[Span]:
    """Return the stretches of numbers and of the signs between and before them that hold an unknown sign."""
    runs: list[list[Span]] = [[]]
    for token in tokens:
        signed = {text[place] for place in places if token.start <= place < token.end}
        parts = re.split("[" + re.escape("".join(signed | _RECKONING)) + "]", token.of(text))
        if token.of(text) in ("a", "y") and _COMPARES.match(text, token.end):
            parts = []  # what is compared is a quantity, whatever word it could be
        if (
            not len(token)
            or not all(not part or _OPERAND.fullmatch(part) for part in parts)
            or not all(map(_is_reckoning, signed))
        ):
            runs.append([])
        else:
            previous = runs[-1][-1] if runs[-1] else None
            operands = previous and _OPERAND.fullmatch(token.of(text)) and _OPERAND.fullmatch(previous.of(text))
            if previous and (operands or not text[previous.end : token.start].isspace()):
                runs.append([])
            runs[-1].append(token)
    found: list[Span] = []
    for run in runs:
        while run and not any(map(str.isalnum, run[-1].of(text))) and not run[-1].of(text).strip("→⇒=:/*+-−"):
            run.pop()
        if run:
            whole = Span(run[0].start, run[-1].end)
            if any(map(str.isdecimal, whole.of(text))) and any(whole.start <= place < whole.end for place in places):
                found.append(whole)
    return united([*found, *(one for one in quantities if any(map(one.overlaps, found)))]) if found else []


def _is_reckoning(sign: str) -> bool:
    """Whether a sign belongs to the number beside it."""
    return sign in _WITH_NUMBERS or unicodedata.category(sign) in ("Sm", "No") or sign in "\\^*$<>~"


def _together(spans: list[Span]) -> list[Span]:
    """Return spans of which those that follow upon each other have become one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and result[-1].end == span.start:
            result[-1] = Span(result[-1].start, span.end)
        else:
            result.append(span)
    return result
