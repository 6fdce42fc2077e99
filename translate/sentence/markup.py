"""Markup and literals leave a sentence before the model reads it, and come back where their words went.

Whatever the model answers, each piece of markup stands exactly once in the result, pairs nest as they did, and literals
come back letter by letter; where that cannot be done, `restore` says so, and another way is taken.
"""

import html
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from glossary.edits import Span, united
from glossary.quantities.crossing import alone
from glossary.tables import expression
from glossary.terms.literals import find_literals
from translate.documents.formats.codes import codes_of, shown
from translate.documents.records import Document, Markup, MarkupKind, Segment
from translate.engine.base import Hypothesis
from translate.sentence.alignment import LEAST_SHARE, WordAlignment, align_texts, align_words
from translate.sentence.casing import is_frequent
from translate.sentence.labels import label_before_colon
from translate.sentence.quotation import is_title, leading_dash, pairs
from translate.sentence.read_as import read_as
from translate.sentence.signs import Knows, signs

STAND_INS = (("2.70.{}", 41), ("www.x{}.com", 1), ("K{}", 7041))
"""What stands for a literal in the text that the model reads, the best first: `{}` becomes a number, from the given on.

Sentences of news in which all came through, with one, two and three in each, of 300 (embedded model, beam 4): 2.70.41
97.7, 96.0, 96.7 %; www.x1.com 96.3, 95.3, 92.0 %; K7041 97.3, 92.7, 88.0 %. One of the three kinds did in 99.7, 99.3 %.
Of 150, with one and three: 1.7041 99.3, 96.7 % (but it runs together with other numbers), 7041 99.3, 94.7 %, 1.0.1
96.0, 94.0 %, 〈1〉 97.3, 86.0 %, A7041 96.0, 88.0 %, X1 92.0, 74.7 %, Q7Z 90.7, 78.0 %, Zorvak 88.7, 77.3 %, #1 66.7,
34.7 %, [1] and §1 0 %.
"""
_LETTER = expression(r"[^\W\d_]")
_CLOSING = ".,;:!?…)]}»”’"
_ORDINAL = expression(r"\d+(st|nd|rd|th)")
_ENTITY = expression(r"&[#\w]+;")
# Where a line may break: one that begins with another mark could be read as a list or a heading.
_SPACE = expression(r"(?<=\S) (?=[\w(\"“«'‘])(?!\d+[.)])")


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal, and the stand-in at `span` (code points) of the plain text."""

    text: str
    stand_in: str
    span: Span


@dataclass(frozen=True, slots=True)
class Insertion:
    """Markup without words that stood at `offset` (code points) of the plain text; `pair` as in `Markup`."""

    kind: MarkupKind
    text: str
    offset: int
    pair: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text of a sentence without its markup, `plain`, and where the same text is in the sentence with it, `marked`.

    Of a literal they are the stand-in and the literal, which may differ in length.
    """

    plain: Span
    marked: Span


def marked_span(span: Span, stretches: Sequence[Stretch]) -> Span | None:
    """Return where in the text with markup the words at `span` of the text without it are; None where they are not.

    >>> marked_span(Span(3, 6), [Stretch(Span(0, 3), Span(0, 3)), Stretch(Span(3, 6), Span(5, 8))])
    Span(start=5, end=8)
    """
    touched = [stretch for stretch in stretches if stretch.plain.overlaps(span)]
    if not touched:
        return None
    first, last = touched[0], touched[-1]
    start = first.marked.start + max(0, span.start - first.plain.start) * (len(first.plain) == len(first.marked))
    end = last.marked.end - max(0, last.plain.end - span.end) * (len(last.plain) == len(last.marked))
    return Span(start, max(start, end))


@dataclass(frozen=True, slots=True)
class PlainText:
    """What the model reads in the place of `source`; `text` is empty where there is nothing to translate.

    `stretches` tell in order where its parts stand in `source`.
    """

    source: str
    text: str
    literals: tuple[Literal, ...] = ()
    insertions: tuple[Insertion, ...] = ()
    stretches: tuple[Stretch, ...] = ()

    @property
    def needs_alignment(self) -> bool:
        """Whether `restore` needs the attention of the translation."""
        return any(insertion.kind is not MarkupKind.BREAK for insertion in self.insertions)

    @property
    def has_quotations(self) -> bool:
        """Whether the model reads quotations without their marks."""
        return any(insertion.text in _QUOTES for insertion in self.insertions)


@dataclass(frozen=True, slots=True)
class Restored:
    """The English with its markup: `stretches` tell in order where the parts of the plain English stand in `text`."""

    text: str
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A stretch of a sentence between its markup: `text` to translate, and what stands around it."""

    before: str
    text: str
    after: str


def _knows_all(_: str) -> bool:
    return True


def plain(
    segment: Segment,
    *,
    stand_ins: int = 0,
    knows: Knows = _knows_all,
    quotes: tuple[str, str] | None = None,
    labels: bool = False,
) -> PlainText:
    """Return what the model shall read for `segment`, with the stand-ins of number `stand_ins` in `STAND_INS`.

    Literals that `find_literals` finds outside the markup are treated like words of the markup, those that are signs,
    such as emoji, like marks: a model has nothing to say about them. So are signs that the model is not known to read.

    :param quotes: marks to be written around quotations, which the model then reads without any, as without brackets.
    :param labels: whether a label before a colon is written in English, and the model reads what follows it alone.
    :raises IndexError: where there are no such stand-ins.

    >>> plain(Segment(0, "Écrire à a@b.fr ♪ !")).text
    'Écrire à 2.70.41 !'
    """
    source, items = segment.source, _all_markup(segment, knows)
    written = _quotations(source, items, quotes) if quotes else {}
    if labels and (label := _label(source, items)):
        written |= label
    dash = leading_dash(source) if quotes else None
    if dash and not any(item.span.start < dash.end for item in (*items, *written)):
        items = [Markup(MarkupKind.MARK, dash), *items]
    items = sorted([*items, *written], key=lambda item: item.span)
    read = _abbreviations(source, items) if quotes else {}
    items = sorted([*items, *read], key=lambda item: item.span)
    gaps = _gaps(source, items)
    bare = "".join(gap.of(source) for gap in gaps)
    if not _LETTER.search(bare) and not alone(bare):
        return PlainText(source, "")
    unused = _unused(*STAND_INS[stand_ins], source.casefold())
    text, start, opened = "", 0, -1
    literals: list[Literal] = []
    insertions: list[Insertion] = []
    stretches: list[Stretch] = []
    for item, gap, following in zip(items, gaps, gaps[1:], strict=False):
        kept = len(text)
        text += source[start : gap.end]
        stretches.append(Stretch(Span(kept, len(text)), Span(start, max(start, gap.end))))
        start, taken = following.start, written.get(item) or item.span.of(source)
        if item in read:
            stretches.append(Stretch(Span(len(text), len(text) + len(read[item])), item.span))
            text += read[item]
            continue
        if item.kind is MarkupKind.WORD:
            stand_in = (_sign(taken, bare) if stand_ins == 0 else "") or next(unused)
            literals.append(Literal(taken, stand_in, Span(len(text), len(text) + len(stand_in))))
            stretches.append(Stretch(literals[-1].span, item.span))
            text += stand_in
            continue
        if item.kind is MarkupKind.MARK:
            # One of the spaces around a mark goes with it.
            before = len(text) - max(kept, len(text.rstrip()))
            after = len(following) - len(following.of(source).lstrip())
            if before and (after or start == len(source) or source[start] in _CLOSING):
                text, taken = text[:-before], text[-before:] + taken
            elif after and (not text.strip() or opened == len(text)):
                start, taken = start + after, taken + source[start : start + after]
        opened = len(text) if item.kind is MarkupKind.OPEN else -1
        insertions.append(Insertion(item.kind, taken, len(text), item.pair))
        if item.kind is MarkupKind.BREAK and not text[-1:].isspace():
            text += " "
    stretches.append(Stretch(Span(len(text), len(text) + len(source) - start), Span(start, len(source))))
    return PlainText(source, text + source[start:], tuple(literals), tuple(insertions), tuple(stretches))


def _gaps(source: str, items: Sequence[Markup]) -> list[Span]:
    """Return the spans before, between and after the `items`, one more than there are items."""
    bounds = [0, *(bound for item in items for bound in (item.span.start, item.span.end)), len(source)]
    return [Span(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True)]


def _all_markup(segment: Segment, knows: Knows) -> list[Markup]:
    """Return the markup of a segment together with the literals and unknown signs in the text between it."""
    found = list(segment.markup)
    for gap in _gaps(segment.source, segment.markup):
        text = gap.of(segment.source)
        literals = find_literals(text)
        unknown = signs(text, knows)
        marks = [span for span in unknown.marks if not any(map(span.overlaps, literals))]
        for span in united([*literals, *unknown.codes, *marks]):
            first = text[span.start]
            is_word = first.isascii() or first.isalnum() or span in unknown.codes
            kind = MarkupKind.WORD if is_word and span not in marks else MarkupKind.MARK
            found.append(Markup(kind, Span(gap.start + span.start, gap.start + span.end)))
    return sorted(found, key=lambda item: item.span)


def _quotations(source: str, items: Sequence[Markup], quotes: tuple[str, str]) -> dict[Markup, str]:
    """Return the marks of the quotations and brackets around whole pieces of markup, and what English has for them."""
    depth = list(
        itertools.accumulate((_STEP.get(item.kind, 0) for item in items), initial=0)
    )  # of markup, before each of the items and behind the last
    numbers = itertools.count(max((item.pair for item in items), default=-1) + 1)
    written: dict[Markup, str] = {}
    kept: list[Span] = []
    for pair in pairs(source):
        first = sum(item.span.start < pair.opening.start for item in items)
        last = sum(item.span.start < pair.closing.start for item in items)
        touched = any(item.span.overlaps(pair.opening) or item.span.overlaps(pair.closing) for item in items)
        if touched or depth[first] != depth[last] or min(depth[first : last + 1]) < depth[first]:
            continue
        whole = Span(pair.opening.start, pair.closing.end)
        if any(map(whole.overlaps, kept)):
            continue
        if is_title(pair, source) and not any(item.span.overlaps(whole) for item in items):
            inside = source[pair.opening.end : pair.closing.start]
            written = {item: text for item, text in written.items() if not item.span.overlaps(whole)}
            written[Markup(MarkupKind.WORD, whole)] = quotes[0] + inside + quotes[1]
            kept.append(whole)
            continue
        number = next(numbers)
        marks = quotes if pair.is_quote else (pair.opening.of(source).strip(), pair.closing.of(source).strip())
        written[Markup(MarkupKind.OPEN, pair.opening, number)] = marks[0] if pair.opens else ""
        written[Markup(MarkupKind.CLOSE, pair.closing, number)] = marks[1] if pair.closes else ""
    return written


def _abbreviations(source: str, items: Sequence[Markup]) -> dict[Markup, str]:
    """Return the abbreviations outside the markup, and what the model reads in their place."""
    return {
        Markup(MarkupKind.WORD, span): words
        for span, words in read_as(source)
        if not any(item.span.overlaps(span) for item in items)
    }


def _label(source: str, items: Sequence[Markup]) -> dict[Markup, str]:
    """Return the label that a sentence begins with, if words follow it, and what English has for it."""
    label = label_before_colon(source)
    if label is None or any(item.span.start < label.span.end for item in items):
        return {}
    has_words = _LETTER.search(source, label.span.end) and alone(source[label.span.end :]) is None
    return {Markup(MarkupKind.MARK, label.span): label.english} if has_words else {}


_STEP = {MarkupKind.OPEN: 1, MarkupKind.CLOSE: -1}


def _unused(stand_in: str, first: int, folded: str) -> Iterator[str]:
    """Yield stand-ins that do not occur in the text that `folded` is the case-folded form of."""
    for number in itertools.count(first):
        if stand_in.format(number).casefold() not in folded:
            yield stand_in.format(number)


def _sign(taken: str, bare: str) -> str:
    """Return what an entity such as `&amp;` shows where it can be told from the rest of the sentence, else nothing."""
    sign = html.unescape(taken) if _ENTITY.fullmatch(taken) else ""
    return sign if len(sign) == 1 and not sign.isalnum() and not sign.isspace() and sign not in bare else ""


def pieces_between(segment: Segment, *, knows: Knows = _knows_all) -> list[TextPiece]:
    """Return the sentence as pieces that can be translated apart and joined, markup and literals between them.

    The last resort where no stand-in came through: joined with their texts as they are, they give the source.
    """
    source, items = segment.source, _all_markup(segment, knows)
    marks = ["", *(item.span.of(source) for item in items)]
    pieces = []
    for mark, gap in zip(marks, _gaps(source, items), strict=True):
        text = gap.of(source)
        core = text.strip()
        start = text.index(core)
        pieces.append(TextPiece(mark + text[:start], core, text[start + len(core) :]))
    return pieces


def restore(
    plain_text: PlainText,
    english: str,
    hypothesis: Hypothesis | None,
    *,
    known: Sequence[tuple[Span, Span]] = (),
) -> Restored | None:
    """Return `english` with the markup and the literals back in it; None where they cannot all come back.

    That is so where a stand-in is missing, doubled or changed, and where `english` has fewer spaces than the source has
    line breaks. Nothing but that and the capital that a quotation begins with changes in `english`. Where the model was
    not asked and `english` is the plain text, the source is returned as it is.

    :param english: the text of `hypothesis`, or one that differs from it in marks, spaces and case.
    :param hypothesis: what the model said; its attention tells where words went. None where it was not asked.
    :param known: spans of the plain text and of `english` that are known to belong together.
    :raises ValueError: where the attention of `hypothesis` is not as large as its pieces are many.
    """
    if not plain_text.text or (hypothesis is None and english == plain_text.text):
        return Restored(plain_text.source)
    literals = _literal_places(plain_text, english)
    breaks = _break_places(plain_text, english)
    if literals is None or breaks is None:
        return None
    inserted = []
    if plain_text.needs_alignment:
        anchors = [(literal.span, place) for literal, place in zip(plain_text.literals, literals, strict=True)]
        alignment = align_words(plain_text.text, english, hypothesis, anchors=[*anchors, *known])
        placement = _Placement(plain_text, english, alignment)
        inserted = _around_marks(placement.insertions(), english)
        english = placement.with_capitals()
    replaced = sorted([*zip(literals, (literal.text for literal in plain_text.literals), strict=True), *breaks])
    result, position = "", 0
    stretches: list[Stretch] = []

    def write(end: int, new: str, replaced_to: int) -> None:
        nonlocal result, position
        end = max(position, end)
        for plain_span, written in ((Span(position, end), english[position:end]), (Span(end, replaced_to), new)):
            if len(plain_span):
                stretches.append(Stretch(plain_span, Span(len(result), len(result) + len(written))))
            result += written
        position = replaced_to

    for offset, text in [*inserted, (len(english), "")]:
        while replaced and replaced[0][0].start < offset:
            span, new = replaced.pop(0)
            write(span.start, new, span.end)
        write(offset, text, max(position, offset))
    return Restored(result, tuple(stretches))


def _around_marks(inserted: Sequence[tuple[int, str]], english: str) -> list[tuple[int, str]]:
    """Return what is to be inserted, closing quotes behind the comma or full stop that belongs within a quotation."""
    result: list[tuple[int, str]] = []
    for offset, text in reversed(inserted):
        last = not result or result[-1][0] > offset
        if text in _CLOSING_QUOTES and last and _WITHIN.match(english, offset):
            offset += 1
        result.append((offset, text))
    return result[::-1]


_CLOSING_QUOTES = ("”", '"')
_OPENING_QUOTES = ("“", '"')
_QUOTES = ("“", *_CLOSING_QUOTES)
_WORD = expression(r"[^\W\d_]+")
_NEXT_WORD = expression(r"[ ,.!?…]{1,3}([^\W\d_]+)")
_WITHIN = expression(r"[,.](?!\w)")


def with_codes(document: Document) -> Document:
    """Return a document with a coded view with the codes of the French in each translation that has not all of them.

    So it is with English that somebody wrote without seeing the codes. Each goes where the words went that it stood at,
    as far as they can be told without a model, or else to the end.
    """
    segments = [
        segment
        if segment.target is None or sorted(codes_of(segment.source)) == sorted(codes_of(segment.target))
        else replace(segment, target=_coded(segment, shown(segment.target).text))
        for segment in document.segments
    ]
    return document.with_segments(segments)


def _coded(segment: Segment, english: str) -> str:
    plain_text = plain(segment)
    position = 0
    with_stand_ins = english
    for literal in plain_text.literals:
        said = shown(literal.text).text
        place = with_stand_ins.find(said, position)
        if place < 0:
            place = len(with_stand_ins)
            with_stand_ins += f" {literal.stand_in}"
        else:
            with_stand_ins = with_stand_ins[:place] + literal.stand_in + with_stand_ins[place + len(said) :]
        position = place + len(literal.stand_in)
    [words] = align_texts([(plain_text.text, with_stand_ins)], engine=None)
    known = [(words.source[a], words.target[b]) for a, b, _ in words.pairs]
    restored = restore(plain_text, with_stand_ins, None, known=known)
    if restored is None or sorted(codes_of(restored.text)) != sorted(codes_of(segment.source)):
        return english + "".join(codes_of(segment.source))
    return restored.text


def _literal_places(plain_text: PlainText, english: str) -> list[Span] | None:
    """Return where each literal's stand-in is in `english`; None where one is not there as often as it should be."""
    wanted = [literal.stand_in for literal in plain_text.literals]
    found = {}
    for stand_in in set(wanted):
        pattern = re.escape(stand_in)
        if stand_in[-1].isalnum():  # not as a part of a longer word or number
            pattern = rf"(?<![^\W_])(?<!\d[.,]){pattern}(?![^\W_]|[.,]\d)"
        places = [Span(*match.span()) for match in re.finditer(pattern, english, re.IGNORECASE)]
        if len(places) != wanted.count(stand_in):
            return None
        found[stand_in] = iter(places)
    return [next(found[stand_in]) for stand_in in wanted]


def _break_places(plain_text: PlainText, english: str) -> list[tuple[Span, str]] | None:
    """Return the space of `english` that each break takes the place of, in their order; None where there are too few.

    Each gets the one nearest to where it stood in the French, in proportion to the lengths of the texts.
    """
    breaks = [insertion for insertion in plain_text.insertions if insertion.kind is MarkupKind.BREAK]
    spaces = [match.start() for match in _SPACE.finditer(english)]
    if len(spaces) < len(breaks):
        return None
    places, first = [], 0
    for number, item in enumerate(breaks):
        wanted = item.offset * len(english) / len(plain_text.text)
        free = range(first, len(spaces) - len(breaks) + number + 1)
        best = min(free, key=lambda space: abs(spaces[space] - wanted))
        places.append((Span(spaces[best], spaces[best] + 1), item.text))
        first = best + 1
    return places


@dataclass(slots=True)
class _Mark:
    """A mark that stood at `start` of the plain text; `place` is where it goes in the English."""

    text: str
    start: int
    order: int
    place: int = 0


@dataclass(slots=True)
class _Pair:
    """A pair around `start:end` of the plain text and what stands directly in it.

    `target` is what it goes around in the English; `words` are the numbers of the English words in it. One that
    `is_part` goes around a part of a word.
    """

    opening: str
    start: int
    order: int
    end: int = 0
    closing: str = ""
    target: Span = field(default_factory=lambda: Span(0, 0))
    words: Sequence[int] = ()
    is_part: bool = False
    pairs: list["_Pair"] = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=list)


class _Placement:
    """Finds the places in the English of the pairs and marks of one sentence."""

    def __init__(self, plain_text: PlainText, english: str, alignment: WordAlignment) -> None:
        self.plain = plain_text.text
        self.english = english
        self.alignment = alignment
        self.root = _tree(plain_text)
        self.root.target, self.root.words = Span(0, len(english)), range(len(alignment.target))

    def insertions(self) -> list[tuple[int, str]]:
        """Return (offset in the English, markup) in the order to be written."""
        parents = [self.root]
        for parent in parents:  # grows on the way; outer pairs come first, as they bound the inner ones
            self._place_inside(parent)
            parents += parent.pairs
        return list(_in_order(self.root))

    def with_capitals(self) -> str:
        """Return the English with a capital where a quotation begins behind a mark that begins with one in the French.

        Behind its end, a frequent word has none where the French goes on with a small letter.
        """
        english = self.english
        parents = [self.root]
        for parent in parents:
            parents += parent.pairs
            start = parent.target.start
            word = _WORD.match(english, start) if parent.opening in _OPENING_QUOTES else None
            behind_mark = not english[:start].strip() or english[:start].rstrip()[-1] in ",:;.!?…—–"
            if word and behind_mark and word[0].islower() and self.plain[parent.start : parent.start + 1].isupper():
                english = english[:start] + english[start].upper() + english[start + 1 :]
            end = parent.target.end
            word = _NEXT_WORD.match(english, end) if parent.closing in _CLOSING_QUOTES else None
            goes_on = _NEXT_WORD.match(self.plain, parent.end)
            if word and goes_on and goes_on[1].islower() and is_frequent(word[1].lower()) and word[1] != "I":
                english = english[: word.start(1)] + word[1].lower() + english[word.end(1) :]
        return english

    def _place_inside(self, parent: _Pair) -> None:
        free = set(parent.words)
        placed: list[Span] = []
        for pair in parent.pairs:
            columns = self.alignment.source_words(pair.start, pair.end)
            alone = columns == self.alignment.source_words(parent.start, parent.end) and len(free) == len(parent.words)
            pair.words = parent.words if alone else self.alignment.run_for(columns, free)
            free.difference_update(pair.words)
            if pair.words:
                targets = self.alignment.target
                span = Span(targets[pair.words[0]].start, targets[pair.words[-1]].end)
                span = self._part_of_word(pair, columns, span) or span
            else:
                place = self._mark_place(pair.start, parent)
                place = next((other.end for other in placed if other.start < place < other.end), place)
                span = Span(place, place)
            if not pair.is_part:
                span = self._with_marks(span, pair, *self._limits(span, parent, placed))
            pair.target = span
            placed.append(pair.target)
        for mark in parent.marks:
            mark.place = self._mark_place(mark.start, parent)
            for pair in sorted(parent.pairs, key=lambda pair: pair.target):
                inside = pair.target.start < mark.place < pair.target.end
                if inside or (mark.place == pair.target.start and mark.order > pair.order):
                    mark.place = pair.target.end

    def _part_of_word(self, pair: _Pair, columns: Sequence[int], span: Span) -> Span | None:
        """Return where in the English word at `span` a pair goes that is around a part of its word, as in m2 and 19th.

        None where that part has no counterpart in the English word, which the pair then goes around as a whole.
        """
        if len(columns) != 1 or len(pair.words) != 1:
            return None
        word = self.alignment.source[columns[0]]
        if word.start >= pair.start and word.end <= pair.end:
            return None
        french, english = word.of(self.plain), span.of(self.english)
        start, end = max(0, pair.start - word.start), min(len(word), pair.end - word.start)
        if french.casefold() == english.casefold():
            part = Span(start, end)
        elif start == 0 and end == 1 and english:
            part = Span(0, 1)  # the first letter of a chapter
        elif end == len(word) and french[:start].isalnum() and (ordinal := _ORDINAL.fullmatch(english)):
            part = Span(*ordinal.span(1))
        else:
            return None
        pair.is_part = True
        return Span(span.start + part.start, span.start + part.end)

    def _limits(self, span: Span, parent: _Pair, placed: Sequence[Span]) -> tuple[int, int]:
        """Return how far `span` could grow without taking in another word or pair, or going beyond its parent."""
        others = [*self.alignment.target, *placed]
        left = max([parent.target.start, *(other.end for other in others if other.end <= span.start)])
        right = min([parent.target.end, *(other.start for other in others if other.start >= span.end)])
        return left, right

    def _with_marks(self, span: Span, pair: _Pair, left: int, right: int) -> Span:
        """Return `span` with the marks at its ends that the content of `pair` has at its own, and quotes balanced."""
        columns = self.alignment.source_words(pair.start, pair.end)
        words = self.alignment.source
        first, last = (words[columns[0]].start, words[columns[-1]].end) if columns else (pair.start, pair.start)
        heads, tails = _kinds(self.plain[pair.start : first]), _kinds(self.plain[last : pair.end])
        start, end = span.start, span.end
        # English puts a comma inside the quotes that French puts outside, so marks in between are taken along.
        for place in range(end, right):
            end = place + 1 if _kind(self.english[place]) in tails else end
        for place in range(start - 1, left - 1, -1):
            start = place if _kind(self.english[place]) in heads else start
        inside = self.english[start:end]
        for opening, closing in _BRACKETS:
            unclosed = inside.count(opening) - inside.count(closing)
            odd = opening == closing and inside.count(opening) % 2
            if (unclosed > 0 or odd) and self.english[end:right].startswith(closing):
                end += 1
            elif (unclosed < 0 or odd) and self.english[left:start].endswith(opening):
                start -= 1
        return Span(start, end)

    def _mark_place(self, offset: int, parent: _Pair) -> int:
        """Return the place of a mark: after the word that translates the one before it, and the marks that follow."""
        source, target = self.alignment.source, self.alignment.target
        columns = self.alignment.source_words(parent.start, parent.end)
        before = [column for column in columns if source[column].start < offset]
        if not before or not parent.words:
            return parent.target.start if not before else parent.target.end
        if before == columns:
            word = parent.words[-1]
        else:
            shares = self.alignment.weights[parent.words[0] : parent.words[-1] + 1]
            column = next((c for c in reversed(before) if shares[:, c].max() >= LEAST_SHARE), before[-1])
            word = self.alignment.run_for([column], parent.words)[-1]
        place = target[word].end
        limit = target[word + 1].start if word + 1 in parent.words else parent.target.end
        kinds = _kinds(self.plain[source[before[-1]].end : offset])
        while place < limit and _kind(self.english[place]) in kinds:
            place += 1
        return place


def _tree(plain_text: PlainText) -> _Pair:
    """Return a pair without markup around the whole of the text, with all others in it."""
    stack = [_Pair("", 0, -1, len(plain_text.text))]
    for order, insertion in enumerate(plain_text.insertions):
        if insertion.kind is MarkupKind.OPEN:
            pair = _Pair(insertion.text, insertion.offset, order)
            stack[-1].pairs.append(pair)
            stack.append(pair)
        elif insertion.kind is MarkupKind.CLOSE:
            pair = stack.pop()
            pair.end, pair.closing = insertion.offset, insertion.text
        elif insertion.kind is MarkupKind.MARK:
            stack[-1].marks.append(_Mark(insertion.text, insertion.offset, order))
    return stack[0]


def _in_order(root: _Pair) -> Iterator[tuple[int, str]]:
    """Yield what is to be written, outer before inner at the left, inner before outer at the right."""
    waiting: list[_Pair | tuple[int, str]] = [root]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            yield part
            continue
        yield part.target.start, part.opening
        inside: list[tuple[int, int, _Pair | tuple[int, str]]] = [
            *((pair.target.start, pair.order, pair) for pair in part.pairs),
            *((mark.place, mark.order, (mark.place, mark.text)) for mark in part.marks),
        ]
        waiting.append((part.target.end, part.closing))
        waiting += [item for _, _, item in sorted(inside, key=lambda item: item[:2], reverse=True)]


_BRACKETS = (("(", ")"), ("[", "]"), ("“", "”"), ('"', '"'))
_KINDS = dict.fromkeys("“”„«»‹›", '"') | dict.fromkeys("‘’", "'") | {"…": "."}


def _kind(mark: str) -> str:
    return _KINDS.get(mark, mark)


def _kinds(marks: str) -> set[str]:
    return {_kind(mark) for mark in marks if not mark.isspace()}
