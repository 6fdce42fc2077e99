"""The quotations of a text: which marks belong together, which are left over, and what is near."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from glossary.edits import Span
from glossary.french.lexicon import is_word
from glossary.repair.base import Text
from glossary.repair.typography import SPACES

DEEPEST = 8
"""How many quotations can be open at once: more is a text that opens them and never closes them."""

LONGEST = 2_000
"""How far apart, in characters, two marks of different styles may stand to be taken for one pair."""

AHEAD = 400
"""How far, in characters of the same line, is looked for the mark that another one belongs to."""

BEHIND = 12
"""How many characters of the same line before a mark are looked at."""

REACH = 3
"""How many quotations before one and after it tell what the habit is where it stands.

A text can be put together from articles of several hands; in one place there is one hand.
"""

SIGNS = {"guillemets": ("«", "»"), "curly": ("“", "”"), "straight": ('"', '"')}
"""The opening and the closing mark of each style."""

_MARK = re.compile('[«»“”„"]')
_STYLES = {"«": "guillemets", "»": "guillemets", "“": "curly", "”": "curly", "„": "curly", '"': "straight"}
_OPENS = {"«": True, "“": True, "„": True, "»": False, "”": False}
_CODE = re.compile(r'=["“”]|[{}]\s*$|[)"];\s*$|"\s*:\s*["\[{0-9]|","|\\"|</?[a-z]|`', re.MULTILINE)
_TOKEN = re.compile(r"([^\W_]+)['’′]?\Z")
_ELIDED = re.compile(r"(?<![^\W_])(?i:[cdjlmnst]|(?:jus|lors|puis|quoi|pres|quel)?qu|aujourd|entr)\Z")
_VOWEL = re.compile(r"([aeiouyhàâäéèêëîïôöùûüœæ][^\W\d_]*)")
_OPENING = frozenset("([{'’-–—/«“„")
_ENDING = frozenset(")]}.,;:!?…-–—/*»”") | frozenset("¹²³")


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation mark on the line of number `line`, with what stands `before` it there and the `rest` that follows.

    Of what stands before it `BEHIND` characters are known, of the rest `AHEAD`.
    """

    span: Span
    sign: str
    before: str
    rest: str
    line: int

    @property
    def style(self) -> str:
        """The style that the sign is of, one of `SIGNS`."""
        return _STYLES[self.sign]

    @property
    def opens(self) -> bool | None:
        """What the characters on its two sides tell; None where they tell nothing."""
        before, after = self.before[-1:], self.rest[:1]
        space_before, space_after = not before or before.isspace(), not after or after.isspace()
        if space_before != space_after:
            unclear = after in _ENDING if space_before else before in _OPENING
            return None if unclear else space_before
        if space_before or (before in _OPENING and after in _ENDING):
            return None
        return True if before in _OPENING else False if after in _ENDING else None

    def closes_later(self, style: str) -> bool:
        """Tell whether the rest of the line closes a quotation of `style` that it does not open."""
        first, last = SIGNS[style]
        return first != last and self.rest.count(last) > self.rest.count(first)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two marks of a quotation, and the style of the quotation that it is a part of."""

    first: Mark
    second: Mark
    outer: str | None = None

    @property
    def fits(self) -> bool:
        """Tell whether the marks are a pair; „ goes with both curly marks, as in German and in Polish."""
        if self.first.sign == "„":
            return self.second.style == "curly" and self.second.sign != "„"
        return (self.first.sign, self.second.sign) == SIGNS[self.first.style]

    @property
    def is_of_one_line(self) -> bool:
        """Tell whether both marks stand on one line."""
        return self.first.line == self.second.line

    def inside(self, content: str) -> str:
        """Return what stands between the marks in `content`."""
        return content[self.first.span.end : self.second.span.start]

    def inner_spaces(self, content: str) -> tuple[Span, Span]:
        """Return where the spaces are inside the two marks; the second begins no sooner than the first ends."""
        start, end = self.first.span.end, self.second.span.start
        inside = self.inside(content).lstrip(SPACES)
        return Span(start, end - len(inside)), Span(end - len(inside) + len(inside.rstrip(SPACES)), end)


@dataclass(frozen=True)
class Reading:
    """The quotations of a text, the marks that are left over, and those that a later paragraph repeats.

    `elisions` are straight marks that stand for an apostrophe, as in l"été.
    """

    pairs: tuple[Pair, ...]
    repeated: tuple[Mark, ...]
    unclosed: tuple[Mark, ...]
    unopened: tuple[Mark, ...]
    elisions: tuple[Mark, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many pairs that fit there are of each style."""
        return Counter(pair.first.style for pair in self.pairs if pair.fits)

    @cached_property
    def outer(self) -> tuple[Pair, ...]:
        """The pairs that fit and stand in no other quotation, in their order."""
        found = (pair for pair in self.pairs if pair.fits and pair.outer is None)
        return tuple(sorted(found, key=lambda pair: pair.first.span))

    @cached_property
    def _starts(self) -> list[int]:
        return [pair.first.span.start for pair in self.outer]

    def near(self, span: Span, reach: int = REACH) -> tuple[Pair, ...]:
        """Return up to `reach` pairs of `outer` before `span` and as many after it, without one that begins there.

        >>> [pair.first.sign for pair in read(Text("« un », “deux”, « trois »")).near(Span(8, 9))]
        ['«', '«']
        """
        place = bisect_left(self._starts, span.start)
        after = place + (place < len(self._starts) and self._starts[place] == span.start)
        return self.outer[max(0, place - reach) : place] + self.outer[after : after + reach]


def is_code(content: str, line: Span) -> bool:
    """Tell whether a line is code or data; one that is very long is a text without line breaks."""
    return len(line) <= LONGEST and (bool(_CODE.search(content, line.start, line.end)) or _is_cell(line.of(content)))


def _is_cell(line: str) -> bool:
    """Tell whether a line is a cell of a table in CSV: in straight marks, with each mark inside written twice."""
    inside = line[1:-1]
    return line[:1] == line[-1:] == '"' and '""' in inside and '"' not in inside.replace('""', "")


def _marks(text: Text) -> Iterator[Mark]:
    content = text.text
    for number, line in enumerate(text.lines):
        found = list(_MARK.finditer(content, line.start, line.end))
        no_prose = len(found) > max(40, len(line) // 8)
        if not found or no_prose or is_code(content, line):
            continue
        for match in found:
            span = Span(*match.span())
            before = content[max(line.start, span.start - BEHIND) : span.start]
            if text.is_free(span):
                yield Mark(span, match.group(), before, content[span.end : min(line.end, span.end + AHEAD)], number)


def _is_elision(mark: Mark) -> bool:
    """Tell whether a straight mark stands for an apostrophe, as in l"été; in l"été", the apostrophe was lost."""
    if mark.sign != '"' or not _ELIDED.search(mark.before):
        return False
    if mark.rest.startswith('"'):
        return bool(_VOWEL.match(mark.rest, 1))
    word = _VOWEL.match(mark.rest)
    if not word or not is_word(word[1]):
        return False
    place = mark.rest.find('"')
    if place < 0 or place + 1 == len(mark.rest):
        return place < 0
    if not mark.rest[place - 1].isspace():
        return False
    return not mark.rest[place + 1].isspace() or mark.rest.count('"') % 2 == 0


def _is_measure(mark: Mark, waiting: list[Mark]) -> bool:
    """Tell whether a mark behind a number stands for inches or seconds and does not end a quotation."""
    token = _TOKEN.search(mark.before)
    number = token is not None and not token[1][:1].isalpha() and token[1][-1].isnumeric()
    if mark.sign not in '"”' or not number:
        return False
    here = [opened for opened in waiting if opened.line == mark.line]
    if any(opened.style == mark.style for opened in here):
        return mark.rest.count(mark.sign) % 2 == 1
    return not here or mark.rest.startswith((" par ", " x ", " × ")) or mark.closes_later(here[-1].style)


def _opens(mark: Mark, waiting: list[Mark]) -> bool:
    """Tell whether `mark` opens a quotation, from its sign, its place and what is open already."""
    last = waiting[-1] if waiting and waiting[-1].line == mark.line else None
    place = mark.opens
    if mark.sign == '"':
        if place is not None:
            return place
        if any(opened.sign == '"' and opened.line == mark.line for opened in waiting):
            return False
        return last is None or '"' in mark.rest or mark.closes_later(last.style)
    by_sign = _OPENS[mark.sign]
    if place is None or place == by_sign:
        return by_sign
    # The sign looks the wrong way: “mot“, ”mot”.
    return last is None or last.style != mark.style if by_sign else last is None and (mark.sign == "”" or not waiting)


def _partner(mark: Mark, waiting: list[Mark]) -> int | None:
    """Return the number of the mark in `waiting` that `mark` closes."""
    if not waiting:
        return None
    last = len(waiting) - 1
    fitting = next((place for place in range(last, -1, -1) if Pair(waiting[place], mark).fits), None)
    if fitting == last:
        return last
    if fitting is None:
        return last if mark.span.start - waiting[last].span.end < LONGEST else None
    # “A » inside « … » is one pair where the line closes the outer one as well.
    other = waiting[fitting].line < mark.line or mark.closes_later(mark.style)
    mixed = waiting[last].line == mark.line and other and not mark.closes_later(waiting[last].style)
    return last if mixed else fitting


@lru_cache(maxsize=2)
def read(text: Text) -> Reading:
    """Return the quotations of `text`; the rules that read the same text share them.

    >>> [pair.fits for pair in read(Text("Il dit « oui », elle dit “non ».")).pairs]
    [True, False]
    """
    pairs: list[Pair] = []
    repeated: list[Mark] = []
    unclosed: list[Mark] = []
    unopened: list[Mark] = []
    elisions: list[Mark] = []
    waiting: list[Mark] = []
    for mark in _marks(text):
        if _is_elision(mark):
            elisions.append(mark)
            continue
        if _is_measure(mark, waiting):
            continue
        starts_line = text.lines[mark.line].start == mark.span.start
        earlier = bool(waiting) and waiting[-1].line < mark.line
        if starts_line and earlier and mark.sign == "»" and waiting[-1].sign == "«":
            # Older books repeat » at each paragraph of a quotation.
            continue
        if _opens(mark, waiting):
            if earlier and waiting[-1].style == mark.style:
                # A mark at the start of each paragraph of one quotation takes the place of the one before.
                (repeated if starts_line else unclosed).append(waiting.pop())
            waiting.append(mark)
            if len(waiting) > DEEPEST:
                unclosed.append(waiting.pop(0))
            continue
        place = _partner(mark, waiting)
        if place is None:
            unopened.append(mark)
            continue
        unclosed += waiting[place + 1 :]
        first = waiting[place]
        del waiting[place:]
        outer = waiting[-1].style if waiting and waiting[-1].line == first.line else None
        pairs.append(Pair(first, mark, outer))
    return Reading(tuple(pairs), tuple(repeated), (*unclosed, *waiting), tuple(unopened), tuple(elisions))
