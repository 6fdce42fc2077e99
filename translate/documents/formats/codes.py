"""The coded view: the text of a document that is more than text, with codes for what stands inside its paragraphs.

A view has the blocks of a document (paragraphs, headings, cells) in the order of reading, a blank line between them. A
code stands for bytes of the file that have a place in the sentence:

    ⟨1⟩ ... ⟨/1⟩    a pair, such as bold words or a link
    ⟨2/⟩            a mark, such as the number of a footnote or an image
    ⟨3=abc⟩         something kept letter by letter that reads as a word, such as the number of a page; `abc` is shown
    ⟨4|⟩            a line break inside a sentence

Numbers count from 1 in each block. Brackets of this kind that stand in the document itself are shown as ❬ and ❭.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from glossary.edits import Edit, Span
from glossary.tables import expression
from translate.documents.formats.base import Piece, parts
from translate.documents.formats.segments import cut
from translate.documents.records import Document, Gap, Markup, MarkupKind, Part, Segment

BETWEEN = "\n\n"
"""What stands between two blocks of a view."""
CODE = expression(r"⟨(?:(?P<close>/)?(?P<number>\d{1,9})(?P<sign>[/|])?|(?P<word>\d{1,9})=(?P<shown>[^⟨⟩\n]*))⟩")
_SPELT = {
    MarkupKind.OPEN: "⟨{}⟩",
    MarkupKind.CLOSE: "⟨/{}⟩",
    MarkupKind.MARK: "⟨{}/⟩",
    MarkupKind.BREAK: "⟨{}|⟩",
}
_IN_VIEW = {"⟨": "❬", "⟩": "❭", **dict.fromkeys("\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", " ")}
_TRANSLATION = str.maketrans(_IN_VIEW)
_BACK = str.maketrans({"❬": "⟨", "❭": "⟩"})
_LONGEST_SHOWN = 60
_WORD = expression(r"\w+|\W")


def code(kind: MarkupKind, number: int, shown: str = "") -> str:
    """Return a code as it stands in a view.

    >>> code(MarkupKind.MARK, 2), code(MarkupKind.WORD, 3, "12")
    ('⟨2/⟩', '⟨3=12⟩')
    """
    if kind is MarkupKind.WORD:
        return f"⟨{number}={in_view(shown)[:_LONGEST_SHOWN]}⟩"
    return _SPELT[kind].format(number)


def in_view(text: str) -> str:
    """Return a text of a document as a view shows it, character by character: no line breaks, no brackets of codes."""
    return text.translate(_TRANSLATION)


def out_of_view(text: str) -> str:
    """Return the text that `text` of a view stands for, its brackets as they are in the document."""
    return text.translate(_BACK)


def kind_of(match: re.Match[str]) -> MarkupKind:
    """Return what a match of `CODE` is."""
    if match["word"]:
        return MarkupKind.WORD
    if match["close"]:
        return MarkupKind.MARK if match["sign"] else MarkupKind.CLOSE
    return {"/": MarkupKind.MARK, "|": MarkupKind.BREAK, None: MarkupKind.OPEN}[match["sign"]]


def markup_of(block: str) -> tuple[Markup, ...]:
    """Return the codes of a block; of a pair that is not whole or crosses another, each half is a mark.

    >>> [(item.kind.value, item.pair) for item in markup_of("Un ⟨1⟩mot⟨/1⟩⟨2/⟩ et ⟨/3⟩.")]
    [('open', 1), ('close', 1), ('mark', -1), ('mark', -1)]
    """
    found: list[Markup] = []
    opened: list[tuple[int, int]] = []  # the number of a pair, and its place in `found`
    seen: set[int] = set()
    for match in CODE.finditer(block):
        kind, number, span = kind_of(match), int(match["number"] or match["word"]), Span(*match.span())
        if kind is MarkupKind.OPEN and number not in seen:
            seen.add(number)
            opened.append((number, len(found)))
            found.append(Markup(MarkupKind.MARK, span))
        elif kind is MarkupKind.CLOSE and any(number == other for other, _ in opened):
            while opened[-1][0] != number:
                opened.pop()
            place = opened.pop()[1]
            found[place] = Markup(MarkupKind.OPEN, found[place].span, number)
            found.append(Markup(MarkupKind.CLOSE, span, number))
        elif kind in (MarkupKind.OPEN, MarkupKind.CLOSE):
            found.append(Markup(MarkupKind.MARK, span))
        else:
            found.append(Markup(kind, span))
    return tuple(found)


def view_parts(view: str, places: Sequence[str] = ()) -> tuple[Part, ...]:
    """Return the parts of a view; `places` say, block by block, where each stands in its document."""
    pieces: list[Piece] = []
    starts: list[int] = []
    start = 0
    for block in view.split(BETWEEN):
        starts.append(start)
        for piece in cut(block, markup_of(block)):
            pieces.append(replace(piece, span=Span(piece.span.start + start, piece.span.end + start)))
        start += len(block) + len(BETWEEN)
    made = parts(view, pieces)
    if not any(places):
        return made
    where = iter(pieces)
    placed: list[Part] = []
    for part in made:
        if isinstance(part, Segment):
            number = bisect_right(starts, next(where).span.start) - 1
            placed.append(replace(part, place=places[number]) if number < len(places) else part)
        else:
            placed.append(part)
    return tuple(placed)


def read_view(view: str, *, format: str) -> Document:
    """Return a view as a document of the format of this name, without the file that it was made from."""
    return Document(view_parts(view), format=format)


@dataclass(frozen=True, slots=True)
class Shown:
    """A coded text as a person reads it: `text`, and where each of its characters stands in the coded text.

    `kept` are the stretches of `text` that a code stands for, which no repair may touch.
    """

    coded: str
    text: str
    origin: tuple[int, ...]
    kept: tuple[Span, ...]

    def place(self, position: int, *, end: bool = False) -> int:
        """Return where `position` of the shown text is in the coded text.

        Between two characters with codes between them, an `end` is behind the first, any other place before the second.
        """
        if end:
            return self.origin[position - 1] + 1 if position else 0
        return self.origin[position] if position < len(self.origin) else len(self.coded)

    def span(self, span: Span) -> Span:
        """Return where `span` of the shown text is in the coded text; codes at its ends are outside."""
        start = self.place(span.start)
        return Span(start, max(start, self.place(span.end, end=True)))

    def shown_place(self, position: int) -> int:
        """Return how many characters are shown before `position` of the coded text."""
        return bisect_left(self.origin, position)

    def shown_span(self, span: Span) -> Span:
        """Return where `span` of the coded text is in the shown text."""
        return Span(self.shown_place(span.start), self.shown_place(span.end))

    def edits(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        """Yield edits of the shown text as edits of the coded text, in order, which touch no code.

        An edit of a stretch with codes inside becomes one of what really differs; where that has codes inside, the new
        text goes before the first of them.
        """
        for edit in sorted(edits, key=lambda edit: edit.span):
            start, end, new = edit.span.start, edit.span.end, edit.new
            if self._is_whole(start, end):
                yield replace(edit, span=self.span(edit.span)) if end > start else self._insertion(edit, start, new)
                continue
            first = next((n for n, (a, b) in enumerate(zip(edit.old, new, strict=False)) if a != b), None)
            first = min(len(edit.old), len(new)) if first is None else first
            rest = min(len(edit.old), len(new)) - first
            last = next((n for n in range(rest) if edit.old[-1 - n] != new[-1 - n]), rest)
            start, end, new = start + first, end - last, new[first : len(new) - last]
            if start == end:
                yield self._insertion(edit, start, new)
                continue
            bounds = [start, *(n for n in range(start + 1, end) if self.origin[n] != self.origin[n - 1] + 1), end]
            for begin, until in pairwise(bounds):
                yield replace(
                    edit,
                    span=self.span(Span(begin, until)),
                    old=self.text[begin:until],
                    new=new if begin == start else "",
                )

    def _is_whole(self, start: int, end: int) -> bool:
        return end - start < 2 or self.origin[end - 1] - self.origin[start] == end - 1 - start

    def _insertion(self, edit: Edit, position: int, new: str) -> Edit:
        """Return an edit that puts `new` between two characters: a space outside of pairs, all else to the left."""
        place = self.place(position, end=True)
        if position == 0 or not new.strip():
            opening = re.search(r"⟨\d+⟩", self.coded[place : self.place(position)])
            place = place + opening.start() if opening and position else self.place(position)
        return replace(edit, span=Span(place, place), old="", new=new)


def shown(coded: str) -> Shown:
    """Return a coded text without its codes; what a word stands for is shown, and a break is a space.

    >>> shown("Un ⟨1⟩mot⟨/1⟩⟨2/⟩, page⟨3|⟩⟨4=12⟩.").text
    'Un mot, page 12.'
    """
    text: list[str] = []
    origin: list[int] = []
    kept: list[Span] = []
    position = 0
    for match in CODE.finditer(coded):
        text.append(coded[position : match.start()])
        origin += range(position, match.start())
        position = match.end()
        seen = match["shown"] if match["word"] else " " if match["sign"] == "|" else ""
        if seen:
            kept.append(Span(len(origin), len(origin) + len(seen)))
            first = match.start("shown") if match["word"] else match.start()
            text.append(seen)
            origin += range(first, first + len(seen))
    text.append(coded[position:])
    origin += range(position, len(coded))
    return Shown(coded, "".join(text), tuple(origin), tuple(kept))


def plain_document(document: Document) -> Document:
    """Return a document as plain text: without codes, a line a block. One that is text already is returned as it is."""
    if document.skeleton is None:
        return document
    made: list[Part] = []
    for part in document.parts:
        if isinstance(part, Segment):
            target = None if part.target is None else shown(part.target).text
            made.append(Segment(part.id, shown(part.source).text, target=target, place=part.place))
        elif text := shown(part.text).text.replace(BETWEEN, "\n"):
            made.append(Gap(text))
    return replace(document, parts=tuple(made), format="text", skeleton=None, repair=None)


def codes_of(coded: str) -> list[str]:
    """Return the codes of a text in order."""
    return [match[0] for match in CODE.finditer(coded)]


def pairs_around(coded: str) -> Iterator[tuple[str, int]]:
    """Yield each code of a text with the number of the pair that it stands in, 0 outside of all.

    :raises ValueError: where the pairs are not properly nested.
    """
    opened = [0]
    for match in CODE.finditer(coded):
        kind, number = kind_of(match), int(match["number"] or match["word"])
        if kind is MarkupKind.CLOSE and opened.pop() != number:
            raise ValueError(f"{match[0]} closes what is not open")
        yield match[0], opened[-1]
        if kind is MarkupKind.OPEN:
            opened.append(number)
    if len(opened) > 1:
        raise ValueError(f"⟨{opened[-1]}⟩ is not closed")


def carried(coded: str, text: str) -> str:
    """Return `text` with the codes of `coded`, of which it is a version that somebody wrote without seeing the codes.

    A pair goes around the words that it was around, where they stand in both texts equally often; any other code
    stands where what it stood beside is now. Where pairs would cross, all stay in their order. What a word stands for
    is put back where it was taken out.

    >>> carried("The ⟨1⟩old⟨/1⟩ cat⟨2/⟩ sleeps.", "The ancient cat is asleep.")
    'The ⟨1⟩ancient⟨/1⟩ cat⟨2/⟩ is asleep.'
    >>> carried("In ⟨1⟩Russia⟨/1⟩ he is.", "He is in Russia.")
    'He is in ⟨1⟩Russia⟨/1⟩.'
    """
    seen = shown(coded)
    found = list(CODE.finditer(coded))
    beside = _places_beside(seen, found, text)
    around = _places_around(seen, found, text)
    places = [around.get(number, place) for number, place in enumerate(beside)]
    # Of codes at one place those come first that close what was opened before it.
    opened = {int(match["number"] or match["word"]): place for match, place in zip(found, places, strict=True)}
    for match, place in reversed(list(zip(found, places, strict=True))):
        opened[int(match["number"] or match["word"])] = place

    def rank(number: int) -> tuple[int, bool]:
        closes = kind_of(found[number]) is MarkupKind.CLOSE
        return places[number], not (closes and opened[int(found[number]["number"])] < places[number])

    moved = _with_codes(found, places, sorted(range(len(found)), key=rank), text)
    try:
        list(pairs_around(moved))
    except ValueError:
        return _with_codes(found, beside, range(len(found)), text)
    return moved


def _places_beside(seen: Shown, found: Sequence[re.Match[str]], text: str) -> list[int]:
    """Return for each code where in `text` that is now which it stood beside."""
    before, after = (_WORD.findall(each) for each in (seen.text, text))
    starts: dict[int, int] = {}
    ends: dict[int, int] = {0: 0}
    old_places, new_places = ([0, *accumulate(map(len, words))] for words in (before, after))
    for _, first, last, new_first, new_last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = before[first:last] == after[new_first:new_last]
        for position in range(old_places[first], old_places[last]):
            ahead = position - old_places[first]
            starts[position] = new_places[new_first] + (ahead if same else 0)
            ends[position + 1] = new_places[new_first] + ahead + 1 if same else new_places[new_last]
    starts[len(seen.text)] = len(text)
    goes_on = (MarkupKind.OPEN, MarkupKind.WORD, MarkupKind.BREAK)
    return [(starts if kind_of(match) in goes_on else ends)[seen.shown_place(match.start())] for match in found]


def _places_around(seen: Shown, found: Sequence[re.Match[str]], text: str) -> dict[int, int]:
    """Return the places in `text` of pairs of codes, by their numbers in `found`, whose words stand there as before."""
    places: dict[int, int] = {}
    opened: list[int] = []
    for number, match in enumerate(found):
        kind = kind_of(match)
        if kind is MarkupKind.OPEN:
            opened.append(number)
        elif kind is MarkupKind.CLOSE and opened:
            first = opened.pop()
            start, end = (seen.shown_place(each.start()) for each in (found[first], match))
            words = seen.text[start:end]
            if not words.strip() or seen.text.count(words) != text.count(words):
                continue
            place = -1
            for _ in range(seen.text.count(words, 0, end)):
                place = text.find(words, place + 1)
            places |= {first: place, number: place + len(words)}
    return places


def _with_codes(found: Sequence[re.Match[str]], places: Sequence[int], order: Iterable[int], text: str) -> str:
    made: list[str] = []
    position = 0
    for number in order:
        match, there = found[number], max(position, places[number])
        made.append(text[position:there])
        position = there
        if kind_of(match) in (MarkupKind.WORD, MarkupKind.BREAK):
            said = match["shown"] or " "
            if text.startswith(said, there):
                position = there + len(said)
                made.append(match[0])
            else:
                apart = (text[max(0, there - 1) : there], text[there : there + 1])
                left, right = (" " if each.isalnum() else "" for each in apart)
                made += [left, match[0], right]
        else:
            made.append(match[0])
    return "".join([*made, text[position:]])
