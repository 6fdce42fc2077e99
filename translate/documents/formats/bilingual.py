"""Files that hold the French and the English side by side: PO, XLIFF, TMX. The English begins as a copy of the French.

A translation goes to a copy of what the French is spelt as, codes and all, and the blocks move there with it; so what
holds of formats that are overwritten holds of these. A repair without a translation stays with the French.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from translate.documents.formats.codes import BETWEEN, shown
from translate.documents.formats.skeleton import Block, Member, Skeleton, alone, skeleton_of
from translate.documents.records import Document, Gap, Part, Segment


@dataclass(frozen=True, slots=True)
class Copy:
    """A place for English: the bytes `start:end` give way to a copy of the bytes `source`, in `before` and `after`."""

    source: tuple[int, int]
    start: int
    end: int
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """A text and its English, as a file holds them side by side; `line` is where the English stands, from 1."""

    french: str
    english: str
    line: int


def text_of(blocks: Iterable[Block]) -> str:
    """Return what a person reads in blocks, on one line."""
    return " ".join(shown(block.view).text for block in blocks)


def side_by_side(translations: Iterable[Translation]) -> tuple[Document, Document]:
    """Return the French and the English as texts, in both on the same line, which is that of the file where it can be.

    >>> french, english = side_by_side([Translation("Oui.", "Yes.", 2), Translation("Non.", "No.", 2)])
    >>> french.source, english.source
    ('\\nOui.\\nNon.', '\\nYes.\\nNo.')
    """
    here: list[Part] = []
    there: list[Part] = []
    line = 1
    for number, one in enumerate(translations):
        lines = "\n" * max(one.line - line, 1 if number else 0)
        line += len(lines)
        if lines:
            here.append(Gap(lines))
            there.append(Gap(lines))
        here.append(Segment(number, one.french))
        there.append(Segment(number, one.english))
    return Document(tuple(here), format="text"), Document(tuple(there), format="text")


def translated_blocks(document: Document, skeleton: Skeleton) -> set[int]:
    """Return the numbers of the blocks in which a segment has a translation."""
    starts = [0, *accumulate(len(block.view) + len(BETWEEN) for block in skeleton.blocks)]
    found: set[int] = set()
    position = 0
    for part in document.parts:
        if isinstance(part, Segment):
            if part.target is not None:
                found.add(bisect_right(starts, position) - 1)
            position += len(part.source if part.original is None else part.original)
        else:
            position += len(part.text if part.original is None else part.original)
    return found


def filled(document: Document, copies: Sequence[Copy]) -> Document:
    """Return `document` with a file of one member in which each block that is translated stands in its copy.

    :param copies: sorted by `start`, without overlaps; a block belongs to the one in whose source it stands.
    """
    skeleton = skeleton_of(document)
    member = skeleton.members[""]
    wanted = translated_blocks(document, skeleton)
    by_source = sorted(copies, key=lambda copy: copy.source)
    sources = [copy.source[0] for copy in by_source]
    owners = [by_source[bisect_right(sources, block.start) - 1] for block in skeleton.blocks]
    used = {id(owners[number]) for number in wanted}
    made: list[bytes] = []
    position = length = 0
    places: dict[int, int] = {}  # where the copy of a source begins
    bounds, shifts = [0], [0]
    for copy in copies:
        if id(copy) not in used:
            continue
        before, after = member.encoded(copy.before), member.encoded(copy.after)
        made += [member.data[position : copy.start], before, member.data[slice(*copy.source)], after]
        length += copy.start - position + len(before)
        places[id(copy)] = length
        length += copy.source[1] - copy.source[0] + len(after)
        position = copy.end
        bounds.append(copy.end)
        shifts.append(length - copy.end)

    def moved(place: int) -> int:
        return place + shifts[bisect_right(bounds, place) - 1]

    blocks = [
        _shifted(
            block, places[id(owner)] - owner.source[0] if id(owner) in places else moved(block.start) - block.start
        )
        for block, owner in zip(skeleton.blocks, owners, strict=True)
    ]
    new = Member(b"".join([*made, member.data[position:]]), member.encoding, member.tags)
    new.language = [(moved(start), moved(end), english) for start, end, english in member.language]
    made_of = replace(skeleton, members={"": new}, blocks=blocks, pack=alone(new.data))
    return replace(document, skeleton=made_of)


def _shifted(block: Block, distance: int) -> Block:
    items = tuple(replace(item, start=item.start + distance, end=item.end + distance) for item in block.items)
    return replace(block, start=block.start + distance, end=block.end + distance, items=items)
