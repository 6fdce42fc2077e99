"""The file behind a coded view: where each block stands in the bytes, and how a changed view is written back.

Nothing but the blocks that changed is written anew, and of these only what changed: all else is copied byte by byte.
What is between two items of a block, such as the end of one run and the beginning of the next, is copied where both
stand side by side as they did, and made from their states where they do not.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Protocol

from translate.documents.errors import OutputError
from translate.documents.formats.codes import (
    BETWEEN,
    CODE,
    codes_of,
    out_of_view,
    pairs_around,
    view_parts,
)
from translate.documents.records import Document, Gap, MarkupKind

State = tuple[int, ...]
"""The elements that are open at a place of a block, from the outside in, as numbers of `Member.tags`.

Formats whose codes are all that stands between texts have one state, the empty one.
"""


class Spelling(Protocol):
    """How text is written in a kind of file."""

    def units(self, raw: str) -> Iterator[tuple[int, str]]:
        """Yield what a stretch of the file says, piece by piece, each with the length of its spelling.

        A piece may be of several characters, such as an entity, and a spelling may say nothing.
        """

    def escape(self, text: str) -> str:
        """Return `text` as it is written; the encoding is not its concern."""

    def finish(self, made: str) -> str:
        """Return a block that was written anew with whatever the format asks of it as a whole."""


@dataclass(frozen=True, slots=True)
class Tag:
    """An element that holds text and can be opened and closed wherever the text needs it, such as a run.

    `opening` is text, or the place of the tag in the member. Two tags of the same `key` are one. A `visible` tag is a
    format that a reader sees; of those that are not, nothing is told in the view. A `raised` one is above the line;
    what stands in one for `code` is kept letter by letter where it is a part of a sentence.
    """

    key: object
    opening: "str | tuple[int, int]"
    closing: str
    visible: bool = True
    raised: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of a block, with the bytes `start:end` of its member: text, where `kind` is None, or a code.

    `view` is what stands for it in the view, empty for what is not shown. `enter` is the state that it needs before it
    and `leave` the one after it; both are None for a code without bytes, which marks where a format begins or ends.
    The bytes of a `whole` text are one spelling, such as an element for three spaces.
    """

    kind: MarkupKind | None
    start: int
    end: int
    view: str
    enter: State | None = ()
    leave: State | None = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, cell or attribute: the bytes `start:end` of a member.

    `place` says where in the document it is ("footnote 3"), empty where that needs no word. `formats` are the states
    of new text by the number of the pair that it stands in, 0 for none. `twins` are blocks, not shown, that hold the
    same text once more, such as the fall-back of a drawing.
    """

    member: str
    start: int
    end: int
    items: tuple[Item, ...]
    spelling: Spelling
    place: str = ""
    enter: State = ()
    leave: State = ()
    formats: Mapping[int, State] = field(default_factory=dict)
    twins: tuple["Block", ...] = ()

    @property
    def view(self) -> str:
        """The text of the block with its codes."""
        return "".join(item.view for item in self.items)


def with_twins(blocks: Sequence[Block], twins: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Return `blocks` with each of `twins` at the first one of the same text, and the twins that have none."""
    places: dict[str, int] = {}
    for number, block in enumerate(blocks):
        places.setdefault(block.view, number)
    result, rest = list(blocks), []
    for twin in twins:
        number = places.get(twin.view, -1)
        if number < 0:
            rest.append(twin)
        else:
            result[number] = replace(result[number], twins=(*result[number].twins, twin))
    return result, rest


@dataclass(slots=True)
class Member:
    """A file inside of the file, or the file itself.

    `tags` are those that the states of its blocks speak of; `language` are the places where it says that it is French,
    with what is to stand there in a translation.
    """

    data: bytes
    encoding: str = "utf-8"
    tags: list[Tag] = field(default_factory=list)
    language: list[tuple[int, int, bytes]] = field(default_factory=list)
    _numbers: dict[object, int] = field(default_factory=dict)

    def tag(self, tag: Tag) -> int:
        """Return the number of a tag in states."""
        number = self._numbers.setdefault(tag.key, len(self.tags))
        if number == len(self.tags):
            self.tags.append(tag)
        return number

    def text(self, start: int, end: int) -> str:
        """Return the text of a stretch of bytes."""
        return self.data[start:end].decode(self.encoding, "surrogateescape")

    def encoded(self, text: str) -> bytes:
        """Return the bytes of a text; what the encoding lacks becomes a character reference."""
        try:
            return text.encode(self.encoding, "surrogateescape")
        except UnicodeEncodeError:
            return text.encode(self.encoding, "xmlcharrefreplace")


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the view: `new` takes the place of `start:end`; one that is `kept` is French, in the format there."""

    start: int
    end: int
    new: str
    kept: bool = False


@dataclass(frozen=True)
class Skeleton:
    """A file as its members and blocks; `pack` makes the file of members that changed, by name."""

    format: str
    members: Mapping[str, Member]
    blocks: Sequence[Block]
    pack: Callable[[Mapping[str, bytes]], bytes]

    @property
    def places(self) -> list[str]:
        """The place of each block."""
        return [block.place for block in self.blocks]

    def document(self, *, encoding: str = "utf-8", notices: Sequence[str] = ()) -> Document:
        """Return the document of this file; `notices` tell of what is not translated."""
        view = BETWEEN.join(block.view for block in self.blocks)
        parts = view_parts(view, self.places) if view else ()
        return Document(parts, format=self.format, encoding=encoding, skeleton=self, notices=tuple(notices))

    def write(self, document: Document) -> bytes:
        """Return the file with the text that `document` has now.

        :raises OutputError: where a translation has not exactly the codes of its French, each in the same pair.
        :raises ValueError: where `document` was made from another file.
        """
        starts = [0, *accumulate(len(block.view) + len(BETWEEN) for block in self.blocks)]
        if len(document.original) != max(0, starts[-1] - len(BETWEEN)):
            raise ValueError("the document was not made from this file")
        changes = _changes(document)
        inside: dict[int, list[Change]] = {}
        for change in changes:
            for number, part in _by_block(change, starts):
                inside.setdefault(number, []).append(part)
        regions: dict[str, list[_Region]] = {}
        for number, some in inside.items():
            for block in (self.blocks[number], *self.blocks[number].twins):
                regions.setdefault(block.member, []).append((block.start, block.end, (block, some)))
        if any(not change.kept for change in changes):
            for name, member in self.members.items():
                if member.language:
                    regions.setdefault(name, []).extend(member.language)
        return self.pack({name: _Writer(self.members[name], found).all() for name, found in regions.items()})


def skeleton_of(document: Document) -> Skeleton:
    """Return the file that `document` was read from.

    :raises ValueError: where it was not read from a file.
    """
    if not isinstance(document.skeleton, Skeleton):
        raise ValueError("only a document that was read from a file can be written as one")
    return document.skeleton


def alone(data: bytes) -> Callable[[Mapping[str, bytes]], bytes]:
    """Return how a file is packed that is its only member, by the name `""`; `data` is what it is unchanged."""
    return lambda changed: changed.get("", data)


class Spliced:
    """What all formats share whose files say themselves in which encodings they are."""

    plain = False

    def write(self, document: Document, *, encoding: str | None = None) -> bytes:
        """Write the file that `document` was read from with its text as it stands now; `encoding` is of no concern.

        :raises OutputError: where a translation has not the codes of its French.
        :raises ValueError: where `document` was not read from a file.
        """
        return skeleton_of(document).write(document)


def _changes(document: Document) -> list[Change]:
    """Return how the text of `document` differs from the view as it was read."""
    changes: list[Change] = []
    position = 0
    for part in document.parts:
        if isinstance(part, Gap):
            old = part.text if part.original is None else part.original
            if old != part.text:
                changes += _differences(position, old, part.text, kept=True)
        else:
            old = part.source if part.original is None else part.original
            if part.target is not None:
                _check_codes(old, part.target, part.place)
                changes += _differences(position, old, part.target, kept=False)
            else:
                changes += [
                    Change(position + edit.span.start, position + edit.span.end, edit.new, kept=True)
                    for edit in sorted(part.edits, key=lambda edit: edit.span)
                ]
        position += len(old)
    return changes


def _differences(position: int, old: str, new: str, *, kept: bool) -> list[Change]:
    """Return the change of `old`, at `position`, into `new` without what both begin and end with; none where equal."""
    if old == new:
        return []
    limit = min(len(old), len(new))
    first = next((place for place in range(limit) if old[place] != new[place]), limit)
    last = next((place for place in range(limit - first) if old[-1 - place] != new[-1 - place]), limit - first)
    # No change begins or ends inside a code.
    for text in (old, new):
        for match in CODE.finditer(text):
            if match.start() < first < match.end():
                first = match.start()
    last = min(last, limit - first)
    for text in (old, new):
        for match in CODE.finditer(text):
            if match.start() < len(text) - last < match.end():
                last = len(text) - match.end()
    return [Change(position + first, position + len(old) - last, new[first : len(new) - last], kept)]


def _by_block(change: Change, starts: Sequence[int]) -> Iterator[tuple[int, Change]]:
    """Yield the numbers of the blocks that a change is in, with the change as each block sees it.

    Of a text for several blocks each gets its own where the blank lines tell them apart, the first one all otherwise.
    """
    number = bisect_right(starts, change.start) - 1
    last = max(number, bisect_left(starts, change.end) - 1)
    news = change.new.split(BETWEEN)
    if len(news) != last - number + 1:
        news = [change.new.replace(BETWEEN, " "), *[""] * (last - number)]
    for place, new in zip(range(number, last + 1), news, strict=True):
        start, end = starts[place], starts[place + 1] - len(BETWEEN)
        first, until = max(change.start, start) - start, min(change.end, end) - start
        if first < until or new:
            yield place, replace(change, start=min(first, end - start), end=max(until, first), new=new)


def _check_codes(old: str, new: str, place: str) -> None:
    try:
        same = sorted(pairs_around(old)) == sorted(pairs_around(new))
    except ValueError:
        same = codes_of(old) == codes_of(new)
    if not same:
        where = f" ({place})" if place else ""
        wanted = " ".join(codes_of(old)) or "no code"
        raise OutputError(
            f"a translation has other codes than its French{where}: {wanted} should stand in {new[:80]!r}; put each "
            "where its words are, once"
        )


_Region = tuple[int, int, "bytes | tuple[Block, list[Change]]"]


class _Writer:
    """Writes one member."""

    def __init__(self, member: Member, regions: Sequence[_Region]) -> None:
        self.member = member
        self.regions = sorted(regions, key=lambda region: (region[0], -region[1]))
        self.starts = [region[0] for region in self.regions]
        self.busy: set[int] = set()

    def all(self) -> bytes:
        """Return the member with all that is new."""
        return self.raw(0, len(self.member.data))

    def raw(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` to `end` with what is new inside of them."""
        if start == end:
            return b""
        pieces: list[bytes] = []
        position = start
        number = bisect_left(self.starts, start)
        while number < len(self.regions) and self.regions[number][0] < end:
            first, last, new = self.regions[number]
            if first >= position and last <= end and number not in self.busy:
                self.busy.add(number)
                made = new if isinstance(new, bytes) else self.block(*new)
                self.busy.remove(number)
                pieces += (self.member.data[position:first], made)
                position = last
            number += 1
        return b"".join([*pieces, self.member.data[position:end]])

    def block(self, block: Block, changes: Sequence[Change]) -> bytes:
        """Return the bytes of a block with its changes made."""
        made: list[bytes] = []
        state: State | None = block.enter
        follows: tuple[int, int] | None = (0, 0)  # the item and the place in it that would be next in the file
        ends = [block.start, *(item.end for item in block.items)]
        states = list(_states(block))
        pairs = [0]
        for number, first, last, new, state_there in _tokens(block, changes):
            if number < 0:
                wanted = state_there or block.formats.get(pairs[-1], block.formats.get(0, block.enter))
                made.append(self.between(state, wanted))
                made.append(self.member.encoded(block.spelling.escape(out_of_view(new))))
                state, follows = wanted, None
                continue
            end_of_block = number == len(block.items)
            item = None if end_of_block else block.items[number]
            enter = block.leave if item is None else item.enter
            if follows == (number, first) and (first or state == states[number]):
                if not first:
                    made.append(self.raw(ends[number], block.end if item is None else item.start))
            elif enter is not None:
                made.append(self.between(state, enter))
            if item is None:
                break
            made.append(self.item(block, item, first, last))
            state = state if item.leave is None else item.leave
            follows = (number, last) if last < len(item.view) else (number + 1, 0)
            if item.kind is MarkupKind.OPEN:
                pairs.append(_number(item.view))
            elif item.kind is MarkupKind.CLOSE:
                pairs.pop()
        result = b"".join(made)
        text = result.decode(self.member.encoding, "surrogateescape")
        finished = block.spelling.finish(text)
        return result if finished == text else self.member.encoded(finished)

    def item(self, block: Block, item: Item, first: int, last: int) -> bytes:
        """Return the bytes of the characters from `first` to `last` of the view of an item."""
        if first == 0 and last == len(item.view):
            return self.raw(item.start, item.end)
        if not item.whole:
            raw = self.member.text(item.start, item.end)
            places = [0]  # for each character of the view, and the end, its place in `raw`; -1 inside of a spelling
            for length, said in block.spelling.units(raw):
                if said:
                    places += [*[-1] * (len(said) - 1), places[-1] + length]
                else:
                    places[-1] += length
            if len(places) == len(item.view) + 1 and places[first] >= 0 and places[last] >= 0:
                return self.member.encoded(raw[places[first] : places[last]])
        return self.member.encoded(block.spelling.escape(out_of_view(item.view[first:last])))

    def between(self, state: State | None, wanted: State) -> bytes:
        """Return the bytes that close what is open in `state` and open what is to be open in `wanted`."""
        if state is None or state == wanted:
            return b""
        same = next((place for place, (a, b) in enumerate(zip(state, wanted, strict=False)) if a != b), None)
        same = min(len(state), len(wanted)) if same is None else same
        made = [self.member.encoded(self.member.tags[tag].closing) for tag in reversed(state[same:])]
        for tag in wanted[same:]:
            opening = self.member.tags[tag].opening
            made.append(self.member.encoded(opening) if isinstance(opening, str) else self.raw(*opening))
        return b"".join(made)


def _number(view: str) -> int:
    match = CODE.fullmatch(view)
    return int(match["number"] or match["word"]) if match else 0


def _states(block: Block) -> Iterator[State]:
    """Yield the state before each item of a block, and before its end."""
    state = block.enter
    yield state
    for item in block.items:
        state = state if item.leave is None else item.leave
        yield state


_Token = tuple[int, int, int, str, State | None]
"""An item by its number, with the stretch of its view that stays, or, with number -1, new text and its state."""


def _tokens(block: Block, changes: Sequence[Change]) -> Iterator[_Token]:
    """Yield what a block consists of after its changes, and its end as an item beyond the last."""
    bounds = [0, *accumulate(len(item.view) for item in block.items)]
    numbers = {item.view: number for number, item in enumerate(block.items) if item.kind is not None and item.view}
    number = position = 0
    for change in [*sorted(changes, key=lambda change: (change.start, change.end)), None]:
        until = bounds[-1] + 1 if change is None else change.start
        while number < len(block.items):
            start, end = bounds[number], bounds[number + 1]
            if start >= until and not (start == end == 0):
                break
            first, last = max(start, position), min(end, until)
            if start == end:
                yield number, 0, 0, "", None
            elif first < last:
                yield number, first - start, last - start, "", None
            if end > until:
                break
            number += 1
        if change is not None:
            yield from _new(block, change, numbers)
            position = change.end
    yield len(block.items), 0, 0, "", None


def _new(block: Block, change: Change, numbers: Mapping[str, int]) -> Iterator[_Token]:
    """Yield the text and the codes that a change brings."""
    state = _state_at(block, change.start, empty=change.start == change.end) if change.kept else None
    position = 0
    for match in CODE.finditer(change.new):
        if match.start() > position:
            yield -1, 0, 0, change.new[position : match.start()], state
        if match[0] in numbers:
            number = numbers[match[0]]
            yield number, 0, len(match[0]), "", None
        else:
            yield -1, 0, 0, match[0], state
        state, position = None, match.end()
    if position < len(change.new):
        yield -1, 0, 0, change.new[position:], state


def _state_at(block: Block, place: int, *, empty: bool) -> State | None:
    """Return the state of the text at a place of the view, or before it where nothing is taken out there."""
    position = 0
    before: State | None = None
    for item in block.items:
        position += len(item.view)
        if item.kind is None and item.view:
            if position > place or (empty and position >= place):
                return item.leave
            before = item.leave
    return before
