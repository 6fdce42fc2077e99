"""The tests that every implementation of a seam must pass; the tests of each inherit from these."""

import io
import random
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.edits import Edit, Span, apply
from translate.documents.encoding import decode, encode
from translate.documents.errors import InputError, OutputError
from translate.documents.formats import FORMATS, format_for, format_named, read_text
from translate.documents.formats.base import Format
from translate.documents.formats.codes import BETWEEN, CODE, codes_of, out_of_view, shown
from translate.documents.formats.skeleton import Skeleton
from translate.documents.records import Document, Gap, Markup, MarkupKind, Segment

# The alphabet of plain text with its line ends; the tests of a format add pieces that mean something to it.
PLAIN_PIECES = (
    "un", "Le chat.", "Où ?", "M. Dupont", "«", "»", "é", "œ", "1. ", "- ", "– ", " ", "  ", "\t", "\u00a0", "\n",
    "\r\n", "\r", "\n\n", "\u2028", "\x0c", "\ufeff", "\0", "😀", "e\u0301",
)  # fmt: skip

# Inherited tests run with an instance of each subclass, which Hypothesis takes for a mistake.
contract = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.differing_executors])


def texts(*pieces: str) -> st.SearchStrategy[str]:
    """Texts made of `pieces`, of the pieces of plain text, and of any characters."""
    return st.lists(st.sampled_from([*PLAIN_PIECES, *pieces]) | st.text(max_size=3), max_size=40).map("".join)


def check_markup(source: str, markup: tuple[Markup, ...]) -> None:
    """Markup is in order, without overlaps, inside the segment; pairs are nested and none lacks its other half."""
    position = 0
    opened: list[int] = []
    seen: set[int] = set()
    for item in markup:
        assert position <= item.span.start < item.span.end <= len(source)
        position = item.span.end
        if item.kind is MarkupKind.OPEN:
            assert item.pair >= 0 and item.pair not in seen
            seen.add(item.pair)
            opened.append(item.pair)
        elif item.kind is MarkupKind.CLOSE:
            assert opened.pop() == item.pair
        else:
            assert item.pair == -1
    assert not opened


class FormatContract:
    """What holds for each document format. A subclass names its format and the pieces its documents are made of."""

    format_name: str
    pieces: tuple[str, ...] = ()

    @property
    def format(self) -> Format:
        return format_named(self.format_name)

    def draw(self, data: st.DataObject) -> Document:
        text = data.draw(texts(*self.pieces))
        document = self.format.read(text.encode(), encoding="utf-8")
        assert document.source == text.removeprefix("\ufeff")
        return document

    def test_is_registered_under_its_name_and_suffixes(self) -> None:
        assert self.format.name == self.format_name in FORMATS
        for suffix in self.format.suffixes:
            assert format_for(Path(f"folder.d/name{suffix.upper()}")).name == self.format_name

    @contract
    @given(st.data())
    def test_an_untouched_document_is_written_as_it_was_read(self, data: st.DataObject) -> None:
        text = data.draw(texts(*self.pieces))
        encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be-sig"]))
        written = encode(text, encoding)
        document = self.format.read(written, encoding=encoding)
        assert self.format.write(document) == written
        assert document.source == decode(written, encoding=encoding)[0]
        assert document.format == self.format_name

    @contract
    @given(st.binary(max_size=60))
    def test_bytes_are_refused_or_come_back(self, data: bytes) -> None:
        check_bytes(self.format, data)

    @contract
    @given(st.data())
    def test_segments_hold_words_and_no_space_around_them(self, data: st.DataObject) -> None:
        for segment in self.draw(data).segments:
            assert segment.source == segment.source.strip()
            assert any(map(str.isalnum, segment.source))
            assert segment.target is None

    @contract
    @given(st.data())
    def test_markup_is_in_order_inside_its_segment_and_paired(self, data: st.DataObject) -> None:
        for segment in self.draw(data).segments:
            check_markup(segment.source, segment.markup)

    @contract
    @given(st.data())
    def test_no_gap_is_empty_and_no_two_follow_each_other(self, data: st.DataObject) -> None:
        parts = self.draw(data).parts
        assert all(part.text for part in parts)
        assert not any(isinstance(one, Gap) and isinstance(two, Gap) for one, two in pairwise(parts))

    @contract
    @given(st.data())
    def test_translating_changes_nothing_but_the_segments(self, data: st.DataObject) -> None:
        document = self.draw(data)
        targets = [f"<{number}>" for number in range(len(document.segments))]
        translated = document.with_segments(
            replace(segment, target=target) for segment, target in zip(document.segments, targets, strict=True)
        )
        written = self.format.write(translated, encoding="utf-8").decode()
        waiting = iter(targets)
        assert written == "".join(part.text if isinstance(part, Gap) else next(waiting) for part in document.parts)

    def test_the_encoding_of_the_document_is_kept_and_can_be_changed(self) -> None:
        document = self.format.read("un été".encode("cp1252"))
        assert document.encoding == "cp1252"
        assert self.format.write(document) == "un été".encode("cp1252")
        assert self.format.write(document, encoding="utf-8-sig") == "\ufeffun été".encode()

    def test_a_character_that_the_encoding_lacks_is_named(self) -> None:
        document = self.format.read("un été".encode("cp1252"))
        translated = document.with_segments(replace(segment, target="Łódź") for segment in document.segments)
        with pytest.raises(OutputError, match=r"cp1252 lacks the character 'Ł' .* line 1"):
            self.format.write(translated)


CASES = Path(__file__).parent / "cases" / "formats"
_LONGEST_SECONDS = 2.0
"""Of the processor, for one damaged file of a few kilobytes."""
_LONGEST_HOSTILE = 5.0


class CodedContract:
    """What holds for each format with a coded view. A subclass names its format, its files and how to make more.

    `files` are names of files in `cases/formats`, made by the programs that people use; `draw` returns files that try
    combinations.
    """

    format_name: str
    files: Sequence[str]

    @property
    def format(self) -> Format:
        return format_named(self.format_name)

    def draw(self, data: st.DataObject) -> bytes:
        raise NotImplementedError

    def outside(self, data: bytes) -> object:
        """Return all of a file that is no text and no run of text, in order: what a translation may not change."""
        raise NotImplementedError

    def test_is_registered_under_its_name_and_suffixes(self) -> None:
        assert self.format.name == self.format_name in FORMATS
        for suffix in self.format.suffixes:
            assert format_for(Path(f"folder.d/name{suffix.upper()}")).name == self.format_name

    def check_unchanged(self, written: bytes) -> Document:
        """A file comes back as it was, untouched or with each sentence its own translation."""
        document = self.format.read(written)
        assert document.format == self.format_name
        assert self.format.write(document) == written
        same = document.with_segments(replace(segment, target=segment.source) for segment in document.segments)
        assert self.format.write(same) == written
        return document

    def check_holds(self, result: bytes, targets: Sequence[str]) -> None:
        """A second reading finds the translations in a file."""
        assert_holds(self.format.read(result), targets)

    def check_view(self, document: Document) -> None:
        """The view has codes that pair, in segments without space around them, and reads again as it was read."""
        assert isinstance(document.skeleton, Skeleton)
        assert document.source == BETWEEN.join(block.view for block in document.skeleton.blocks)
        for segment in document.segments:
            assert segment.source == segment.source.strip()
            assert any(map(str.isalnum, CODE.sub("", segment.source)))
            check_markup(segment.source, segment.markup)
            assert len(segment.markup) == len(CODE.findall(segment.source))
        again = read_text(document.source, format=self.format_name)
        assert [segment.source for segment in again.segments] == [segment.source for segment in document.segments]

    def check_translated(self, written: bytes, document: Document) -> None:
        """With marks for words, only words change, and a second reading finds them where they were put."""
        targets = [marked(segment) for segment in document.segments]
        translated = document.with_segments(
            replace(segment, target=target) for segment, target in zip(document.segments, targets, strict=True)
        )
        result = self.format.write(translated)
        assert self.outside(result) == self.outside(written)
        self.check_holds(result, targets)
        if document.segments:
            assert result != written

    def check_repaired(self, document: Document) -> None:
        """An edit of one character changes that one, and all around it stays as it is spelt."""
        for segment in document.segments[:20]:
            place = next((n for n, c in enumerate(segment.source) if c.islower() and not in_code(segment, n)), None)
            if place is None:
                continue
            edit = Edit(Span(place, place + 1), segment.source[place], "ж", "test", "")
            source = apply(segment.source, [edit])
            parts = [
                replace(part, source=source, original=segment.source, edits=(edit,)) if part is segment else part
                for part in document.parts
            ]
            result = self.format.read(self.format.write(replace(document, parts=tuple(parts))))
            assert shown(result.source).text.count("ж") == 1
            # Whether a block goes on behind the end of a cue can hang on its last word; then numbers of codes differ.
            kinds = [[re.sub(r"\d+", "", code) for code in codes_of(text)] for text in (result.source, document.source)]
            assert [code for code in kinds[0] if code != "⟨|⟩"] == [code for code in kinds[1] if code != "⟨|⟩"]

    @pytest.mark.parametrize("number", range(8))
    def test_a_file_of_a_real_program(self, number: int) -> None:
        for name in self.files[number : number + 1]:
            written = (CASES / name).read_bytes()
            document = self.check_unchanged(written)
            assert len(document.segments) > 3
            self.check_view(document)
            self.check_translated(written, document)
            self.check_repaired(document)

    @contract
    @given(st.data())
    def test_any_combination(self, data: st.DataObject) -> None:
        written = self.draw(data)
        document = self.check_unchanged(written)
        self.check_view(document)
        self.check_translated(written, document)
        self.check_repaired(document)

    @contract
    @given(st.data())
    def test_words_in_another_order_keep_a_file_that_can_be_read(self, data: st.DataObject) -> None:
        document = self.format.read(self.draw(data))
        chance = data.draw(st.randoms(use_true_random=False))
        translated = document.with_segments(
            replace(segment, target=shuffled(segment, chance)) for segment in document.segments
        )
        self.check_holds(self.format.write(translated), [segment.target or "" for segment in translated.segments])

    @contract
    @given(st.data())
    def test_a_translation_that_lost_a_code_is_refused(self, data: st.DataObject) -> None:
        document = self.format.read(self.draw(data))
        for segment in document.segments:
            if segment.markup:
                lost = segment.markup[0].span
                target = segment.source[: lost.start] + segment.source[lost.end :] + " lost"
                translated = document.with_segments(
                    replace(each, target=target) if each is segment else each for each in document.segments
                )
                with pytest.raises(OutputError, match="other codes than its French"):
                    self.format.write(translated)

    @pytest.mark.parametrize("number", range(8))
    def test_damaged_files_are_refused_or_read(self, number: int) -> None:
        for name in self.files[number : number + 1]:
            written = (CASES / name).read_bytes()
            chance = random.Random(name)
            for _ in range(100):
                damaged = bytearray(written)
                if chance.random() < 0.5:
                    del damaged[chance.randrange(len(damaged)) :]
                else:
                    for _ in range(chance.randint(1, 8)):
                        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
                began = time.process_time()
                try:
                    document = self.format.read(bytes(damaged))
                except InputError as error:
                    assert "\n" not in str(error)
                else:
                    assert self.format.write(document) == damaged
                assert time.process_time() - began < _LONGEST_SECONDS


class BilingualContract(CodedContract):
    """What holds for each format in which the English stands beside the French."""

    def english(self, data: bytes) -> str:
        """Return the English of a file without its codes, in order."""
        raise NotImplementedError

    def check_unchanged(self, written: bytes) -> Document:
        """A file comes back as it was, and its French does with each sentence its own translation."""
        document = self.format.read(written)
        assert document.format == self.format_name
        assert self.format.write(document) == written
        same = document.with_segments(replace(segment, target=segment.source) for segment in document.segments)
        filled = self.format.write(same)
        assert self.outside(filled) == self.outside(written)
        self.check_holds(filled, [segment.source for segment in document.segments])
        assert not self.format.read(filled).segments
        return document

    def check_holds(self, result: bytes, targets: Sequence[str]) -> None:
        text = squeezed(self.english(result))
        for target in targets:
            said = CODE.sub(lambda match: match["shown"] or "", target)
            assert squeezed(out_of_view(said)) in text


def check_ends_soon(format: Format, data: bytes) -> None:
    """A hostile file is refused, or read and written, within five seconds of the processor."""
    began = time.process_time()
    try:
        document = format.read(data)
    except InputError:
        pass
    else:
        format.write(document)
    assert time.process_time() - began < _LONGEST_HOSTILE


def members_of(data: bytes, tags: Callable[[str, bytes], object]) -> list[object]:
    """Return the members of a ZIP file: name, date and method of each, and what `tags` tells of its name and bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [
            (each.filename, each.date_time, each.compress_type, tags(each.filename, archive.read(each)))
            for each in archive.infolist()
        ]


def check_bytes(format: Format, data: bytes) -> None:
    """Any bytes are refused in one way, or come back as they were."""
    try:
        document = format.read(data)
    except InputError:
        return
    assert format.write(document) == data


def marked(segment: Segment) -> str:
    """The source with a mark for each stretch between its codes that has a word."""
    pieces: list[str] = []
    position = number = 0
    for start, end in [*(match.span() for match in CODE.finditer(segment.source)), (len(segment.source),) * 2]:
        between = segment.source[position:start]
        if any(map(str.isalnum, between)):
            number += 1
            between = f"w{segment.id}x{number}"
        pieces += (between, segment.source[start:end])
        position = end
    return "".join(pieces)


def shuffled(segment: Segment, chance: random.Random) -> str:
    """The source with its words, marks and pairs in any other order; what stands in a pair stays in it."""
    groups: list[list[str]] = [[]]
    position = 0
    for match in CODE.finditer(segment.source):
        groups[-1] += re.findall(r"\S+", segment.source[position : match.start()])
        position = match.end()
        kind = next(item.kind for item in segment.markup if item.span == Span(*match.span()))
        if kind is MarkupKind.OPEN:
            groups.append([match[0]])
        elif kind is MarkupKind.CLOSE:
            first, *inside = groups.pop()
            chance.shuffle(inside)
            groups[-1].append(" ".join([first, *inside, match[0]]))
        else:
            groups[-1].append(match[0])
    groups[-1] += re.findall(r"\S+", segment.source[position:])
    chance.shuffle(groups[-1])
    return " ".join(groups[-1])


def in_code(segment: Segment, place: int) -> bool:
    return any(item.span.start <= place < item.span.end for item in segment.markup)


def assert_holds(document: Document, targets: Sequence[str]) -> None:
    """Where a block ends can hang on the words behind a line break; that the words are there does not."""
    text = squeezed(shown(document.source).text)
    for target in targets:
        assert squeezed(shown(target).text) in text


def squeezed(text: str) -> str:
    return "".join(text.split())
