import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.office_files import docx, paragraph, run, word_xml, zipped
from translate.documents.errors import InputError
from translate.documents.formats.container import MOST_MEMBERS, Archive
from translate.documents.formats.docx import Docx

NAMES = ["mimetype", "a.xml", "b/c.xml", "é.xml", "d.png"]


class _Pipe(io.RawIOBase):
    """A file without a position, for which zipfile writes sizes behind the content."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self.data += data
        return len(data)


def made(contents: dict[str, bytes], *, piped: bool, forced: bool, before: bytes = b"", comment: bytes = b"") -> bytes:
    pipe = _Pipe()
    target = pipe if piped else io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.comment = comment
        for number, (name, content) in enumerate(contents.items()):
            info = zipfile.ZipInfo(name, (2020, 1, 2, 3, 4, 6))
            info.compress_type = zipfile.ZIP_STORED if number % 2 else zipfile.ZIP_DEFLATED
            info.extra = b"\x99\x99\x02\x00ab"
            with archive.open(info, "w", force_zip64=forced) as file:
                file.write(content)
    return before + (bytes(pipe.data) if isinstance(target, _Pipe) else target.getvalue())


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=200), min_size=1),
    st.sets(st.sampled_from(NAMES)),
    st.binary(max_size=300),
    st.booleans(),
    st.booleans(),
    st.sampled_from([b"", b"#!/bin/sh\n"]),
    st.sampled_from([b"", b"a comment"]),
)
def test_only_what_changed_is_another(
    contents: dict[str, bytes],
    changed: set[str],
    new: bytes,
    piped: bool,
    forced: bool,
    before: bytes,
    comment: bytes,
) -> None:
    data = made(contents, piped=piped, forced=forced, before=before, comment=comment)
    archive = Archive(data)
    assert {name: archive.read(name) for name in archive.entries} == contents
    assert archive.write({}) == data
    written = archive.write({name: new for name in contents if name in changed})
    assert written.startswith(before)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(written)) as now:
        assert now.testzip() is None
        assert now.comment == comment
        for one, two in zip(old.infolist(), now.infolist(), strict=True):
            assert (one.filename, one.date_time, one.compress_type) == (two.filename, two.date_time, two.compress_type)
            assert now.read(two) == (new if two.filename in changed else contents[two.filename])
    again = Archive(written)
    assert {name: again.read(name) for name in again.entries} == {
        name: new if name in changed else content for name, content in contents.items()
    }


def bomb(size: int) -> bytes:
    return docx("<w:p/>" * (size // 6))


def entity() -> bytes:
    head = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    return with_main(word_xml(paragraph(run("&a;")), head=head))


def with_main(xml: str, **others: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(docx(""))) as archive:
        types = archive.read("[Content_Types].xml")
    return zipped({"[Content_Types].xml": types, "word/document.xml": xml, **others})


def flags_set(data: bytes) -> bytes:
    place = data.index(b"PK\1\2")
    return data[: place + 8] + struct.pack("<H", 1) + data[place + 10 :]


def doubled() -> bytes:
    data = zipped({"a.xml": "1", "b.xml": "2"})
    return data.replace(b"b.xml", b"a.xml")


def overlapping() -> bytes:
    """Return an archive of which two entries have the same content, as in the bombs of David Fifield (2019)."""
    data = bytearray(zipped({"a.xml": "1" * 50, "b.xml": "1" * 50}, method=zipfile.ZIP_STORED))
    second = data.rindex(b"PK\1\2")
    (start,) = struct.unpack_from("<I", data, data.index(b"PK\1\2") + 42)
    struct.pack_into("<I", data, second + 42, start + 1)
    data[start + 1 : start + 5] = b"PK\3\4"
    return bytes(data)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (lambda: bomb(40 << 20), "unpacks to far more than a document holds"),
    "entity": (entity, "declares entities"),
    "encrypted": (lambda: flags_set(docx("")), "encrypted"),
    "traversal": (lambda: zipped({"../../etc/passwd": "x"}), "leads out of it"),
    "absolute": (lambda: zipped({"/etc/passwd": "x"}), "leads out of it"),
    "drive": (lambda: zipped({"c:/x": "x"}), "leads out of it"),
    "doubled": (doubled, "two members named"),
    "overlapping": (overlapping, "damaged"),
    "many": (lambda: zipped({f"{number}": "" for number in range(MOST_MEMBERS + 1)}), "10,001 members"),
    "deep": (lambda: with_main(word_xml("<w:smartTag>" * 100_000)), "more than 500 deep"),
    "signed": (lambda: with_main(word_xml(""), **{"_xmlsignatures/sig1.xml": b"<a/>"}), "digitally signed"),
    "no main part": (lambda: zipped({"[Content_Types].xml": "<a/>"}), "this is no Word file"),
    "no types": (lambda: zipped({"word/document.xml": "<a/>"}), "is missing"),
    "not closed": (lambda: with_main("<w:document>"), "the XML is damaged on line 1"),
    "unknown encoding": (lambda: with_main('<?xml version="1.0" encoding="klingon"?><a/>'), "klingon"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_soon(name: str) -> None:
    make, message = HOSTILE[name]
    data = make()
    began = time.process_time()
    with pytest.raises(InputError, match=message) as caught:
        Docx().read(data)
    assert "\n" not in str(caught.value)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "data",
    [
        docx("<w:p/>" * 200_000),
        docx(paragraph("<w:r><w:t>a</w:t></w:r>" * 40_000)),
        docx(paragraph("<w:r><w:rPr><w:b/></w:rPr><w:t>a </w:t></w:r><w:r><w:t>b </w:t></w:r>" * 10_000)),
        docx(paragraph("<w:bookmarkStart w:id='1'/>a" * 20_000)),
        docx(paragraph(run("a. ") + "<w:r><w:br/></w:r>" * 20_000 + run("b"))),
        with_main(word_xml(paragraph(run("x")) * 20), embedded=docx("") * 3),
    ],
    ids=["empty paragraphs", "runs", "formats", "ranges", "breaks", "nested"],
)
def test_a_strange_file_is_read_in_bounded_time(data: bytes) -> None:
    began = time.process_time()
    assert Docx().write(Docx().read(data)) == data
    assert time.process_time() - began < 30


def test_a_checksum_that_does_not_fit_is_told() -> None:
    data = bytearray(zipped({"a.xml": "abc"}, method=zipfile.ZIP_STORED))
    place = data.index(b"abc")
    data[place] ^= 1
    with pytest.raises(InputError, match=r"checksum of its member 'a.xml' does not fit"):
        Archive(bytes(data)).read("a.xml")
    assert zlib.crc32(b"abc") != zlib.crc32(bytes(data[place : place + 3]))
