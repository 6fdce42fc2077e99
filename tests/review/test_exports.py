import csv
import io
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_documents import hostile, sample
from translate.documents.errors import InputError
from translate.documents.records import Document, Segment
from translate.review.exports import EXPORTS, read_tmx, tmx

XLIFF = "{urn:oasis:names:tc:xliff:document:2.0}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Text that XML can hold: no control characters, no halves of surrogate pairs.
XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, range(32))) + "\ufffe\uffff")
).filter(str.strip)


@settings(deadline=None)
@given(st.lists(st.tuples(XML_TEXT, XML_TEXT), max_size=5))
def test_pairs_come_back_from_tmx(pairs: list[tuple[str, str]]) -> None:
    assert read_tmx(tmx(pairs)) == pairs


def test_line_ends_come_back_from_tmx() -> None:
    assert read_tmx(tmx([("a\r\nb", "a\tb\n")])) == [("a\r\nb", "a\tb\n")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<tmx><body>",
        b"<html/>",
        b'<!DOCTYPE tmx [<!ENTITY a "aa">]><tmx><body><tu><tuv xml:lang="fr"><seg>&a;</seg></tuv></tu></body></tmx>',
    ],
)
def test_what_is_no_sound_tmx_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(InputError, match="of the TMX cannot be used"):
        read_tmx(data)


def test_units_without_both_languages_are_left_out() -> None:
    data = b'<tmx><body><tu><tuv xml:lang="FR-ca"><seg>un</seg></tuv></tu></body></tmx>'
    assert read_tmx(data) == []


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("document", [sample(), hostile(), Document(())], ids=["sample", "hostile", "empty"])
def test_each_export_is_well_formed_and_always_the_same(name: str, document: Document) -> None:
    data = EXPORTS[name].write(document, '<title> & "name" \x1b')
    assert data == EXPORTS[name].write(document, '<title> & "name" \x1b')
    if name in ("tmx", "xliff"):
        ElementTree.fromstring(data)
    elif name == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            for part in archive.namelist():
                ElementTree.fromstring(archive.read(part))
    else:
        data.decode()


def test_xliff_has_a_unit_for_each_segment_with_its_findings() -> None:
    root = ElementTree.fromstring(EXPORTS["xliff"].write(sample(), "article.txt"))
    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == ("2.0", "fr", "en")
    units = root.findall(f"{XLIFF}file/{XLIFF}unit")
    assert [unit.findtext(f"{XLIFF}segment/{XLIFF}target") for unit in units] == [
        segment.target for segment in sample().segments
    ]
    notes = units[3].findall(f"{XLIFF}notes/{XLIFF}note")
    assert [(note.get("category"), note.text) for note in notes] == [
        ("error", "numbers: 10 000 became 1,000"),
        ("warning", "omission: a word has no counterpart"),
    ]


def test_xliff_writes_control_characters_in_its_own_way() -> None:
    document = Document((Segment(0, "a\x1fb", target="\ud800"),))
    data = EXPORTS["xliff"].write(document, "x")
    assert b'a<cp hex="001F"/>b' in data and "\ufffd".encode() in data


def test_a_table_has_one_line_for_each_segment_whatever_is_in_it() -> None:
    texts = [
        ("a\tb\nc", "=cmd|' /C calc'!A0"),
        ("- Oui", "-2+3"),
        ('"=HYPERLINK(""http://x.example"")"', '"a'),
        ("＝1+1", "+1"),
    ]
    document = Document(tuple(Segment(n, source, target=target) for n, (source, target) in enumerate(texts)))
    rows = list(csv.reader(io.StringIO(EXPORTS["tsv"].write(document, "x").decode()), delimiter="\t"))
    assert rows[0] == ["line", "french", "english", "findings"]
    assert [row[1:] for row in rows[1:]] == [
        ["a b c", "'=cmd|' /C calc'!A0", ""],
        ["'- Oui", "'-2+3", ""],
        ['"=HYPERLINK(""http://x.example"")"', '"a', ""],
        ["'＝1+1", "'+1", ""],
    ]


def test_word_has_two_columns() -> None:
    with zipfile.ZipFile(io.BytesIO(EXPORTS["docx"].write(sample(), "article.txt"))) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    lines = [["".join(cell.itertext()) for cell in line.iter(f"{WORD}tc")] for line in root.iter(f"{WORD}tr")]
    assert lines == [[segment.source, segment.target] for segment in sample().segments]


def test_the_page_for_paper_shows_text_as_text() -> None:
    shown = EXPORTS["two-columns"].write(hostile(), "<script>").decode()
    assert "<script" not in shown and "onerror" in shown and "<img" not in shown
