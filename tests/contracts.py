"""The tests that every implementation of a seam must pass; the tests of each inherit from these."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translate.documents.encoding import decode, encode
from translate.documents.errors import InputError, OutputError
from translate.documents.formats import FORMATS, format_for, format_named
from translate.documents.formats.base import Format
from translate.documents.records import Document, Gap, Markup, MarkupKind

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
        try:
            document = self.format.read(data)
        except InputError:
            return
        assert self.format.write(document) == data

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
