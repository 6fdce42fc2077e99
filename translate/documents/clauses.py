"""Splitting a sentence that is too long to be translated as a whole, at the places where it hurts least."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator

from glossary.edits import Span
from glossary.tables import expression

_SPACE = expression(r"\s+")
_STOP = expression(r"[;:!?…](?:\s?[»”\")\]])*")
_CONNECTIVE = expression(
    r"(?:et|mais|ou|or|donc|car|ni|puis|que|qui|dont|où|(?:les?|la|du|des|aux?)quel(?:le)?s?"
    r"|parce|puisque|lorsque|quand|comme|si|tandis|alors|afin|pour)\b(?!['’-])|(?:qu|lorsqu|puisqu)['’]|s['’]ils?\b",
    re.IGNORECASE,
)
_DASHES = "—–‒―"
# Each is what a cut of that kind costs; a cut as far from the best length as can be costs up to 1 more. So the kind
# decides first, except that a comma in the middle is better than a semicolon near an end.
_AFTER_STOP, _AFTER_COMMA, _BEFORE_CONNECTIVE = 0.0, 0.4, 0.6
_AT_SPACE, _AT_POOR_SPACE, _BETWEEN_CHARACTERS = 2.0, 3.0, 5.0
# Where a piece has less than this share of its due, the rest would be cut more evenly elsewhere.
_SMALLEST_SHARE = 0.25
_LOOK_AROUND = 12
_MOST_STEPS = 200


def clauses(text: str, *, fits: Callable[[str], bool]) -> list[Span]:
    """Split `text` into few pieces of similar length such that `fits` holds for each, at the best places for a cut.

    The best places are after `;`, `:`, `!` and `?`, then after a comma, before a dash, a bracket or a conjunction, then
    at any white space, at last between any two characters (a letter and its accent are kept together). Returns spans
    in code points, in order; what lies outside them is white space. `text` as a whole, without the space around it,
    where it fits; no span where it is white space only. A single code point is a piece even where it does not fit.

    `fits` is asked about 10 times per piece. It should hold for each prefix of a text for which it holds; where it does
    not, the pieces still fit, but there can be more of them than needed.

    >>> text = "Il pleut ; la route est longue, et la nuit tombe."
    >>> [span.of(text) for span in clauses(text, fits=lambda piece: len(piece) <= 40)]
    ['Il pleut ;', 'la route est longue, et la nuit tombe.']
    """
    start, end = _without_space(text, 0, len(text))
    if start == end:
        return []
    spans: list[Span] = []
    guess = end - start
    while start < end:
        # A rest far longer than the last piece is not worth asking about; the first question is about the whole.
        if end - start <= 8 * guess and fits(text[start:end]):
            spans.append(Span(start, end))
            break
        longest = _longest_prefix(text, start, end, guess, fits)
        stop = _piece_end(text, start, end, longest, fits)
        spans.append(Span(start, stop))
        guess = max(1, longest)
        start = _without_space(text, stop, end)[0]
    return spans


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    space = _SPACE.match(text, start, end)
    if space is not None:
        start = space.end()
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _longest_prefix(text: str, start: int, end: int, guess: int, fits: Callable[[str], bool]) -> int:
    """Return how many characters from `start` fit, to within 1 in 64; 0 where not even one does."""
    low, high = 0, end - start
    probe = min(guess, high // 2)
    while high - low > max(1, low // 64):
        if fits(text[start : start + probe]):
            low = probe
        else:
            high = probe
        middle = (low + high) // 2
        probe = min(middle, low + low // 4 + 1) if low else middle
    return low


def _piece_end(text: str, start: int, end: int, longest: int, fits: Callable[[str], bool]) -> int:
    """Return where the piece that starts at `start` ends; at most `longest` characters of it fit."""
    while longest > 1:
        cut = _best_cut(text, start, end, longest)
        stop = _without_space(text, start, cut)[1]
        if fits(text[start:stop]):
            return stop
        longest = (stop - start) // 2
    return start + 1


def _best_cut(text: str, start: int, end: int, longest: int) -> int:
    pieces = math.ceil((end - start) / longest)
    cost, cut = _best_cut_into(text, start, end, longest, max(2, pieces))
    if cost >= _AT_SPACE:
        # One more piece may be worth it where that makes all the difference for the sense.
        other_cost, other_cut = _best_cut_into(text, start, end, longest, pieces + 1)
        if other_cost < _AT_SPACE:
            return other_cut
    return cut


def _best_cut_into(text: str, start: int, end: int, longest: int, pieces: int) -> tuple[float, int]:
    """Return the cost and the place of the best first cut when `text[start:end]` is to become so many pieces."""
    due = (end - start) / pieces
    low = start + max(1, math.ceil(due * _SMALLEST_SHARE), (end - start) - (pieces - 1) * longest)
    high = start + longest
    best = (_BETWEEN_CHARACTERS, _between_characters(text, start + 1, high, start + round(due)))
    for kind, position, after in _places(text, low, high, end):
        cost = kind + min(1.0, abs(position - start - due) / longest)
        if cost < best[0]:
            best = (cost, after)
    return best


def _places(text: str, low: int, high: int, end: int) -> Iterator[tuple[float, int, int]]:
    """Yield cost, start and end of each white space that starts in `low..high` characters of the text."""
    position = low
    while position <= high:
        first = _SPACE.search(text, position, min(end, high + 1))
        space = _SPACE.match(text, first.start(), end) if first else None
        if space is None:
            return
        yield _cost(text, space.start(), space.end()), space.start(), space.end()
        position = space.end()


def _cost(text: str, start: int, end: int) -> float:
    before = text[max(0, start - _LOOK_AROUND) : start].rstrip() or " "
    after = text[end : end + _LOOK_AROUND]
    if (
        before[-1:] in tuple("«([“")
        or after[:1] in tuple(";:!?…»”)],.%°")
        or (before[-1].isdigit() and after[0].isdigit())
    ):
        return _AT_POOR_SPACE
    if any(found.end() == len(before) for found in _STOP.finditer(before)):
        return _AFTER_STOP
    if before[-1] == "," or after[0] in "([«“" + _DASHES or after.startswith("- "):
        return _AFTER_COMMA
    if before[-1] in _DASHES or (
        before[-1] == "." and before[-3:-1].strip().isalpha() and len(before[-3:-1].strip()) < 2
    ):
        return _AT_POOR_SPACE
    return _BEFORE_CONNECTIVE if _CONNECTIVE.match(after) else _AT_SPACE


def _between_characters(text: str, low: int, high: int, wanted: int) -> int:
    """Return the place in `low..high` nearest to `wanted` that does not split what is read as one character."""
    wanted = min(max(wanted, low), high)
    for distance in range(_MOST_STEPS):
        for place in (wanted - distance, wanted + distance):
            if low <= place <= high and not _joined(text, place):
                return place
    return wanted


def _joined(text: str, place: int) -> bool:
    if place >= len(text):
        return False
    before, after = text[place - 1], text[place]
    return (
        unicodedata.category(after) in ("Mn", "Me", "Mc")
        or "\u200d" in (before, after)
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")
    )
