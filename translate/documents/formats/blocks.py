"""From what a reader meets in a paragraph to a block: its formats as pairs, what may be parted, what is not shown.

A reader tells a `Builder` what comes, with the bytes of it; the builder decides what becomes a code:

- Text of one format needs no code, however many runs it is cut into; that of most letters is the base, and each
  stretch of another one is a pair. Spaces and marks take the format around them, raised letters (1er) that of the word.
- What stands in the font of programs in a sentence that does not is a word, kept letter by letter.
- A line break is a code where the sentence goes on in a small letter behind it, otherwise a block ends there.
- Half of a pair whose other half lies in another block ends a block too, as it could not be moved.
- Codes at both ends of a block are not shown: they stay where they are.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from glossary.tables import expression
from translate.documents.formats.codes import code, in_view
from translate.documents.formats.skeleton import Block, Item, Member, Spelling, State, Tag
from translate.documents.records import MarkupKind

OPEN, CLOSE, WORD, MARK, BREAK = (
    MarkupKind.OPEN,
    MarkupKind.CLOSE,
    MarkupKind.WORD,
    MarkupKind.MARK,
    MarkupKind.BREAK,
)
NOTHING_OPEN: State = ()
_LONGEST_RAISED = 4
"""Letters: `er`, `ème`, `nde` behind a number, `me` behind M; more is a note of its own."""
_GOOD_PART = 3
"""A third of the letters: a format of less is not what the rest stands out from."""
_NOTE_NUMBER = expression(r"[(\[]?\d{1,3}[)\]]?")
_LONG_WORD = expression(r"[^\W\d_]{4}[.,;»”\"]*\Z")
"""What a raised number is a note of; behind less it is an exponent, as in km²."""
_SENTENCE_ENDS = ".!?…:;"
_SIGNS = ("Co", "So", "Cn")
"""Categories of what only a font of its own shows as it is meant, such as the arrows of Wingdings."""


@dataclass(slots=True)
class _Piece:
    """A piece of a paragraph; `range` is the name of a range that begins or ends here, such as a bookmark.

    Half of a pair that is `firm` divides blocks where its other half is missing, a line break that is `firm` where a
    sentence ends. `pair` counts the pairs, `number` is
    that of the code.
    """

    kind: MarkupKind | None
    start: int
    end: int
    text: str = ""
    enter: State | None = ()
    leave: State | None = ()
    whole: bool = False
    range: str = ""
    firm: bool = True
    pair: int = 0
    number: int = 0
    hidden: bool = False


class Builder:
    """Collects the pieces of one paragraph, which begins at byte `start` of a member; makes one block or several.

    `state` are the tags that are open where the next piece stands: the reader sets it, but for `open` and `close`.
    """

    def __init__(self, name: str, member: Member, spelling: Spelling, start: int, *, place: str = "") -> None:
        self._name, self._member, self._spelling, self._place = name, member, spelling, place
        self.state = NOTHING_OPEN
        self._start, self._enter = start, self.state
        self._pieces: list[_Piece] = []
        self._outside: list[State] = []
        self._blocks: list[Block] = []

    def text(self, start: int, end: int, text: str, *, whole: bool = False) -> None:
        """Add text; where it is `whole`, its bytes are one spelling, such as an element for three spaces."""
        shown = in_view(text)
        last = self._pieces[-1] if self._pieces else None
        if last and last.kind is None and last.end == start and last.leave == self.state and not (whole or last.whole):
            last.text += shown
            last.end = end
        else:
            self._pieces.append(_Piece(None, start, end, shown, self.state, self.state, whole))

    def open(self, start: int, end: int) -> None:
        """Open a pair, such as a link; in it the state is empty."""
        self._pieces.append(_Piece(OPEN, start, end, enter=self.state, leave=()))
        self._outside.append(self.state)
        self.state = NOTHING_OPEN

    def close(self, start: int, end: int) -> None:
        """Close the pair that was opened last; where none was, it began before this paragraph."""
        outside = self._outside.pop() if self._outside else NOTHING_OPEN
        self._pieces.append(_Piece(CLOSE, start, end, enter=NOTHING_OPEN, leave=outside))
        self.state = outside

    def mark(self, start: int, end: int, *, enter: State | None = None) -> None:
        """Add something without words: an image, the number of a note. `enter` is the state before it, if another."""
        self._pieces.append(_Piece(MARK, start, end, enter=self._entered(enter), leave=self.state))

    def word(self, start: int, end: int, shown: str, *, enter: State | None = None) -> None:
        """Add what reads as a word and is kept letter by letter: the number of a page, a formula."""
        text = " ".join(shown.split())
        self._pieces.append(_Piece(WORD if text else MARK, start, end, text, self._entered(enter), self.state))

    def range(
        self, start: int, end: int, name: str, *, opens: bool, firm: bool = False, enter: State | None = None
    ) -> None:
        """Add one end of a range of this name, which is no element: a pair where both ends nest with all others.

        Where they do not, the ends of a `firm` one, such as a field, end a block, those of any other, such as a
        bookmark, are marks.
        """
        kind = OPEN if opens else CLOSE
        piece = _Piece(kind, start, end, enter=self._entered(enter), leave=self.state, range=name, firm=firm)
        self._pieces.append(piece)

    def line_break(self, start: int, end: int, *, inside: bool = False) -> None:
        """Add a line break; a sentence may go on behind it, and does where it is known to be `inside` of one."""
        self._pieces.append(_Piece(BREAK, start, end, enter=self.state, leave=self.state, firm=not inside))

    def boundary(self, start: int, end: int) -> None:
        """Add what no sentence goes across, such as a tab."""
        self._end_block(start, self.state)
        self._start, self._enter = end, self.state

    def finish(self, end: int) -> list[Block]:
        """Return the blocks of the paragraph, which ends at byte `end`; one without letters and digits is left out."""
        self._end_block(end, self.state)
        return self._blocks

    def _entered(self, enter: State | None) -> State:
        return self.state if enter is None else enter

    def _end_block(self, end: int, leave: State) -> None:
        if not self._pieces:
            return
        pieces, self._pieces = self._pieces, []
        start, enter = self._start, self._enter
        if _has_words(pieces):
            for some, divider in _parted(pieces):
                if divider is None:
                    self._add(some, start, end, enter, leave)
                else:
                    assert divider.enter is not None and divider.leave is not None  # it has bytes
                    self._add(some, start, divider.start, enter, divider.enter)
                    start, enter = divider.end, divider.leave

    def _add(self, pieces: list[_Piece], start: int, end: int, enter: State, leave: State) -> None:
        _pair_ranges(pieces)
        _hide_ends(pieces)
        if not _has_words(pieces):
            return
        found = _Formats(pieces, self._member.tags, start)
        if found.has_code:
            found = _Formats(list(found.with_words_of_code(self._member)), self._member.tags, start)
        formatted, formats = found.result()
        items = tuple(
            Item(piece.kind, piece.start, piece.end, _view(piece), piece.enter, piece.leave, piece.whole)
            for piece in formatted
        )
        self._blocks.append(Block(self._name, start, end, items, self._spelling, self._place, enter, leave, formats))


def _view(piece: _Piece) -> str:
    if piece.hidden:
        return ""
    return piece.text if piece.kind is None else code(piece.kind, piece.number, piece.text)


def _has_words(pieces: Sequence[_Piece]) -> bool:
    return any(character.isalnum() for piece in pieces if piece.kind is None for character in piece.text)


def _parted(pieces: Sequence[_Piece]) -> Iterator[tuple[list[_Piece], _Piece | None]]:
    """Yield the pieces of each block with what divides it from the next one: a line break, or half of a pair."""
    dividers = {
        number for number, piece in enumerate(pieces) if piece.kind is BREAK and piece.firm and _ends(pieces, number)
    }
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for number, piece in enumerate(pieces):
        if piece.kind is OPEN and piece.firm:
            opened.append(number)
        elif piece.kind is CLOSE and piece.firm:
            place = next((p for p in reversed(opened) if pieces[p].range == piece.range), None)
            if place is None:
                dividers.add(number)
                continue
            crossed = opened[opened.index(place) + 1 :]
            if piece.range and crossed:
                # An element begins in the range and ends outside of it; of elements this cannot be.
                opened.remove(place)
                dividers.update((place, number))
            else:
                del opened[opened.index(place) :]
                dividers.update(crossed)
                pairs.append((place, number))
    dividers.update(opened)
    for first, last in pairs:
        if any(first < divider < last for divider in dividers):
            dividers.update((first, last))
    start = 0
    for number in sorted(dividers):
        yield list(pieces[start:number]), pieces[number]
        start = number + 1
    yield list(pieces[start:]), None


def _ends(pieces: Sequence[_Piece], number: int) -> bool:
    """Tell whether a sentence ends for certain at the line break of this number."""
    before = "".join(piece.text for piece in pieces[:number] if piece.kind is None).rstrip()
    after = (c for piece in pieces[number:] if piece.kind is None for c in piece.text if c.isalnum())
    return not before or before[-1] in _SENTENCE_ENDS or not next(after, "").islower()


def _pair_ranges(pieces: list[_Piece]) -> None:
    """Number the pairs; a range that does not nest with all other pairs, or that holds no words, becomes two marks."""
    opened: list[int] = []
    pairs = 0
    for number, piece in enumerate(pieces):
        if piece.kind is OPEN:
            opened.append(number)
        elif piece.kind is CLOSE:
            place = next((p for p in reversed(opened) if pieces[p].range == piece.range), None)
            inner = opened[opened.index(place) + 1 :] if place is not None else []
            if place is None or any(not pieces[p].range for p in inner):
                piece.kind = MARK
                continue
            for other in inner:
                pieces[other].kind = MARK
            del opened[opened.index(place) :]
            if piece.range and not _has_words(pieces[place:number]):
                pieces[place].kind = piece.kind = MARK
            else:
                pairs += 1
                pieces[place].pair = piece.pair = pairs
    for number in opened:
        pieces[number].kind = MARK


def _hide_ends(pieces: Sequence[_Piece]) -> None:
    """Mark as hidden what needs no place in the text since nothing of it stands on one side."""
    first, last = 0, len(pieces) - 1
    while first <= last:
        if _is_silent(pieces[first]):
            pieces[first].hidden = True
            first += 1
        elif _is_silent(pieces[last]):
            pieces[last].hidden = True
            last -= 1
        elif pieces[first].kind is OPEN and pieces[last].kind is CLOSE and pieces[first].pair == pieces[last].pair:
            pieces[first].hidden = pieces[last].hidden = True
            first, last = first + 1, last - 1
        else:
            return


def _is_silent(piece: _Piece) -> bool:
    return piece.kind in (MARK, BREAK) or (piece.kind is None and not piece.text.strip())


class _Formats:
    """Finds the formats of a block and puts codes where they begin and end."""

    def __init__(self, pieces: Sequence[_Piece], tags: Sequence[Tag], start: int) -> None:
        self.pieces = pieces
        self.start = start
        self.tags = tags
        self.within = list(_within(pieces))
        letters: dict[int, Counter[State]] = {}
        stretches: dict[int, Counter[State]] = {}
        last: dict[int, State] = {}
        self.states: dict[tuple[int, State], Counter[State]] = {}
        for number, piece in enumerate(pieces):
            if piece.kind is None and piece.enter is not None:
                count = sum(map(str.isalnum, piece.text))
                here, its = self.within[number], self._format(piece)
                letters.setdefault(here, Counter())[its] += count
                if count:
                    stretches.setdefault(here, Counter())[its] += last.get(here) != its
                    last[here] = its
                self.states.setdefault((here, its), Counter())[piece.enter] += count
        self.base = {
            here: _base(self._without_code(counts), stretches.get(here, Counter())) for here, counts in letters.items()
        }

    @property
    def has_code(self) -> bool:
        """Whether some of the text, but not all of it, is in the font of programs."""
        states = {its for _, its in self.states}
        return any(map(self._is_code, states)) and not all(map(self._is_code, states))

    def with_words_of_code(self, member: Member) -> Iterator[_Piece]:
        """Yield the pieces with a word for each stretch of code beside other text; spaces around it stay text."""
        chosen = self._chosen()
        numbers = iter(range(len(self.pieces)))
        for number in numbers:
            piece, its = self.pieces[number], chosen.get(number, ())
            if not (self._is_code(its) and its != self.base[self.within[number]] and not piece.hidden):
                yield piece
                continue
            last, text = number, piece.text
            while chosen.get(last + 1) == its:
                last = next(numbers)
                text += self.pieces[last].text
            yield from _as_word(replace(piece, text=text), self.pieces[last], member)

    def _is_code(self, its: State) -> bool:
        return any(self.tags[tag].code for tag in its)

    def _without_code(self, letters: Counter[State]) -> Counter[State]:
        prose = Counter({its: count for its, count in letters.items() if count and not self._is_code(its)})
        return prose or letters

    def result(self) -> tuple[list[_Piece], dict[int, State]]:
        """Return the pieces with codes around each format that is not the base, and the states of new text by pair."""
        chosen = self._chosen()
        made: list[_Piece] = []
        formats: dict[int, State] = {}
        numbers: dict[int, int] = {}
        number = 0
        current = self.base.get(0, ())
        opened = 0
        if 0 in self.base:
            formats[0] = self._state(0, self.base[0])
        for place, piece in enumerate(self.pieces):
            here = self.within[place]
            wanted = chosen[place] if piece.kind is None and not piece.hidden else None
            ends = piece.hidden or piece.kind in (OPEN, CLOSE) or (wanted is not None and wanted != current)
            if opened and ends:
                _close_format(made, opened)
                opened = 0
            if ends and wanted is not None:
                current = wanted
                if wanted != self.base[here]:
                    number += 1
                    opened = number
                    formats[number] = self._state(here, wanted)
                    at = made[-1].end if made else self.start
                    made.append(_Piece(OPEN, at, at, enter=None, leave=None, number=number))
            if piece.kind is not None and not piece.hidden:
                if piece.kind is CLOSE:
                    piece.number = numbers[piece.pair]
                else:
                    number += 1
                    piece.number = number
            made.append(piece)
            if piece.kind is OPEN:
                numbers[piece.pair] = piece.number
                inside = piece.pair
                current = self.base.get(inside, ())
                if inside in self.base and piece.number:
                    formats[piece.number] = self._state(inside, self.base[inside])
                elif inside in self.base:
                    formats[0] = self._state(inside, self.base[inside])
            elif piece.kind is CLOSE:
                current = self.base.get(here, ())
        if opened:
            _close_format(made, opened)
        return made, formats

    def _format(self, piece: _Piece) -> State:
        return tuple(tag for tag in piece.enter or () if self.tags[tag].visible)

    def _state(self, here: int, its: State) -> State:
        return self.states[here, its].most_common(1)[0][0]

    def _chosen(self) -> dict[int, State]:
        """Return the format that each text is taken to have, by the number of its piece."""
        chosen: dict[int, State] = {}
        waiting: list[int] = []
        before: State | None = None
        here = 0
        for number, piece in enumerate(self.pieces):
            if piece.kind in (OPEN, CLOSE):
                chosen.update((each, self.base.get(here, ())) for each in waiting)
                waiting.clear()
                before, here = None, self.within[number + 1] if number + 1 < len(self.pieces) else 0
            if piece.kind is not None:
                continue
            its = self._format(piece)
            if self._is_note_number(number):
                piece.kind, piece.text = MARK, ""
                continue
            if self._is_raised_part(number) and before is not None:
                its = before
            elif not any(map(str.isalnum, piece.text)):
                if its != self.base.get(here) and any(unicodedata.category(c) in _SIGNS for c in piece.text):
                    piece.kind, piece.text = MARK, ""
                else:
                    waiting.append(number)
                continue
            chosen.update((each, its if its == before else self.base[here]) for each in waiting)
            waiting.clear()
            chosen[number] = before = its
        chosen.update((each, self.base.get(here, ())) for each in waiting)
        return chosen

    def _is_note_number(self, number: int) -> bool:
        """Tell whether this is the number of a note: raised, right behind a long word or in front of any."""
        piece = self.pieces[number]
        if not (_NOTE_NUMBER.fullmatch(piece.text) and any(self.tags[tag].raised for tag in piece.enter or ())):
            return False
        before = self.pieces[number - 1].text if number and self.pieces[number - 1].kind is None else ""
        after = self.pieces[number + 1].text if self.pieces[number + 1 : number + 2] else ""
        return bool(_LONG_WORD.search(before)) or (not before.strip() and after[:1].isalpha())

    def _is_raised_part(self, number: int) -> bool:
        """Tell whether this is the end of a word in raised letters, such as that of 1er and Mme."""
        piece = self.pieces[number]
        last = self.pieces[number - 1] if number else None
        return (
            last is not None
            and last.kind is None
            and last.text[-1:].isalnum()
            and piece.text.strip().isalpha()
            and len(piece.text.strip()) <= _LONGEST_RAISED
            and any(self.tags[tag].raised for tag in piece.enter or ())
        )


def _as_word(first: _Piece, last: _Piece, member: Member) -> Iterator[_Piece]:
    """Yield a word for the text of `first`, which goes on to the end of `last`, with the spaces around it as text."""
    text = first.text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    raw = member.text(first.start, first.end), member.text(last.start, last.end)
    start, end = first.start + len(member.encoded(before)), last.end - len(member.encoded(after))
    if start >= end or not (raw[0].startswith(before) and raw[1].endswith(after)):
        before, after, start, end = "", "", first.start, last.end
    if before:
        yield replace(first, text=before, end=start, leave=first.enter)
    yield _Piece(WORD, start, end, " ".join(text.split()), first.enter, last.leave)
    if after:
        yield replace(last, text=after, start=end, enter=last.leave)


def _close_format(made: list[_Piece], number: int) -> None:
    """Put the end of a format behind the last text: marks that follow, such as the number of a note, are outside."""
    place = next(place for place in range(len(made), 0, -1) if made[place - 1].kind is None)
    end = made[place - 1].end
    made.insert(place, _Piece(CLOSE, end, end, enter=None, leave=None, number=number))


def _base(letters: Counter[State], stretches: Counter[State]) -> State:
    """Return the format that needs the fewest pairs for the others, of those with a good part of the letters."""
    enough = min(letters.total() / _GOOD_PART, max(letters.values()))
    return max((its for its in letters if letters[its] >= enough), key=lambda its: (stretches[its], letters[its]))


def _within(pieces: Sequence[_Piece]) -> Iterator[int]:
    """Yield the pair that each piece stands in, 0 for none; both halves of a pair stand in what is around it."""
    opened = [0]
    for piece in pieces:
        if piece.kind is CLOSE:
            opened.pop()
        yield opened[-1]
        if piece.kind is OPEN:
            opened.append(piece.pair)
