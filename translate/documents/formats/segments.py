"""From a marked-up block, such as a paragraph, to the pieces that become segments."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from glossary.edits import Span
from translate.documents.formats.base import Piece
from translate.documents.records import Markup, MarkupKind
from translate.documents.segmentation import LONGEST, sentences

_PAIRED = (MarkupKind.OPEN, MarkupKind.CLOSE)


@dataclass(frozen=True, slots=True)
class _Plain:
    """The text of a block as the reader of a page sees it; `origin` holds the place in the block of each character."""

    text: str
    origin: list[int]

    def before(self, position: int) -> int:
        """Return how many of the plain characters stand before `position` of the block."""
        return bisect_left(self.origin, position)


@dataclass(slots=True)
class _Sentence:
    """A sentence of a block: its visible text stands at `start` to `end`, and with its markup at the outer bounds."""

    start: int
    end: int
    outer_start: int
    outer_end: int


def cut(block: str, markup: Sequence[Markup] = (), *, stops: Sequence[int] = ()) -> list[Piece]:
    """Return the sentences of `block` that have a letter or digit outside their markup, with the markup inside them.

    Markup at the very start or end of a sentence is left outside, as is a pair around a sentence as a whole or around
    several whole sentences: it needs no place in the translation. A pair that begins or ends in the middle of a
    sentence and holds the end of another keeps them together in one piece, unless they are longer than a sentence can
    be: then they are cut at their pairs, which stay outside.

    :param markup: sorted, without overlaps, with properly nested pairs; spans in code points of `block`.
    :param stops: places, in code points of `block`, where a sentence ends for certain, such as line breaks that matter.

    >>> block = "**Un.** Le *chat*."
    >>> pair = [Markup(MarkupKind.OPEN, Span(0, 2), 0), Markup(MarkupKind.CLOSE, Span(5, 7), 0)]
    >>> [piece.span.of(block) for piece in cut(block, pair)]
    ['Un.', 'Le *chat*.']
    """
    plain = _plain(block, markup)
    merged = _whole(_sentences(plain, markup, stops), markup)
    starts = [item.span.start for item in markup]
    long = [one for one in merged if one.end - one.start > LONGEST]
    if long and any(item.kind in _PAIRED for item in markup):
        cuts = {*stops}
        for one in long:
            inside = markup[bisect_left(starts, one.outer_start) : bisect_left(starts, one.outer_end)]
            cuts |= {end for item in inside if item.kind in _PAIRED for end in (item.span.start, item.span.end)}
        merged = _whole(_sentences(plain, markup, sorted(cuts)), markup)
    pieces = []
    for sentence in merged:
        start, end = sentence.outer_start, sentence.outer_end
        inside = markup[bisect_left(starts, start) : bisect_left(starts, end)]
        if _has_words(block, start, end, inside):
            pieces.append(Piece(Span(start, end), _relative(inside, start)))
    return pieces


def _whole(found: list[_Sentence], markup: Sequence[Markup]) -> list[_Sentence]:
    """Return sentences of which no pair of markup, and no word of it, begins in one and ends in another."""
    pairs = _pairs(markup)
    words = [(item.span, item.span) for item in markup if item.kind is MarkupKind.WORD]
    merged = _merge(found, [*pairs, *words])
    _extend(merged, pairs)
    return merged


def _plain(block: str, markup: Sequence[Markup]) -> _Plain:
    text: list[str] = []
    origin: list[int] = []
    position = 0
    for item in markup:
        text.append(block[position : item.span.start])
        origin.extend(range(position, item.span.start))
        if item.kind is MarkupKind.WORD:
            text.append(item.span.of(block))
            origin.extend(range(item.span.start, item.span.end))
        elif item.kind is MarkupKind.BREAK:
            text.append(" ")
            origin.append(item.span.start)
        position = item.span.end
    text.append(block[position:])
    origin.extend(range(position, len(block)))
    return _Plain("".join(text), origin)


def _sentences(plain: _Plain, markup: Sequence[Markup], stops: Sequence[int]) -> list[_Sentence]:
    words = [
        Span(plain.before(item.span.start), plain.before(item.span.end))
        for item in markup
        if item.kind is MarkupKind.WORD
    ]
    found = []
    bounds = [0, *(plain.before(stop) for stop in stops), len(plain.text)]
    for start, end in pairwise(bounds):
        protected = [
            Span(word.start - start, word.end - start) for word in words if start <= word.start and word.end <= end
        ]
        for span in sentences(plain.text[start:end], protected=protected):
            first, last = plain.origin[start + span.start], plain.origin[start + span.end - 1] + 1
            found.append(_Sentence(first, last, first, last))
    return found


def _pairs(markup: Sequence[Markup]) -> list[tuple[Span, Span]]:
    opened = {item.pair: item.span for item in markup if item.kind is MarkupKind.OPEN}
    return [(opened[item.pair], item.span) for item in markup if item.kind is MarkupKind.CLOSE]


def _held(found: Sequence[_Sentence], start: int, end: int) -> tuple[int, int]:
    """Return the numbers of the first and the last sentence with visible text between `start` and `end`."""
    first = bisect_right(found, start, key=lambda sentence: sentence.end)
    last = bisect_left(found, end, key=lambda sentence: sentence.start) - 1
    return first, last


def _merge(found: list[_Sentence], units: Sequence[tuple[Span, Span]]) -> list[_Sentence]:
    """Join the sentences that a pair or a word keeps together; each join can call for another, hence the rounds."""
    while True:
        joined: set[int] = set()
        for opened, closed in units:
            first, last = _held(found, opened.start, closed.end)
            if first < last and not _around(opened, closed, found[first], found[last]):
                joined.update(range(first + 1, last + 1))
        if not joined:
            return found
        rest, found = found, []
        for number, sentence in enumerate(rest):
            if number in joined:
                found[-1] = replace(found[-1], end=sentence.end, outer_end=sentence.end)
            else:
                found.append(sentence)


def _around(opened: Span, closed: Span, first: _Sentence, last: _Sentence) -> bool:
    return opened.end <= first.start and closed.start >= last.end


def _extend(found: list[_Sentence], pairs: Sequence[tuple[Span, Span]]) -> None:
    """Take in the far end of each pair that begins or ends inside a sentence."""
    for opened, closed in pairs:
        first, last = _held(found, opened.start, closed.end)
        if first == last and not _around(opened, closed, found[first], found[first]):
            sentence = found[first]
            sentence.outer_start = min(sentence.outer_start, opened.start)
            sentence.outer_end = max(sentence.outer_end, closed.end)


def _has_words(block: str, start: int, end: int, inside: Sequence[Markup]) -> bool:
    position = start
    for item in inside:
        if any(map(str.isalnum, block[position : item.span.start])):
            return True
        position = item.span.end
    return any(map(str.isalnum, block[position:end]))


def _relative(inside: Sequence[Markup], start: int) -> tuple[Markup, ...]:
    """Return the markup with spans counted from `start` and the pairs numbered 0, 1, ... as they open."""
    numbers: dict[int, int] = {}
    return tuple(
        Markup(
            item.kind,
            Span(item.span.start - start, item.span.end - start),
            item.pair if item.pair < 0 else numbers.setdefault(item.pair, len(numbers)),
        )
        for item in inside
    )
