import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st

from contracts import CASES, CodedContract, members_of
from documents.office_files import zipped
from translate.documents.errors import InputError
from translate.documents.formats import read
from translate.documents.formats.pptx import Pptx

FORMAT = Pptx()
_KIND = "application/vnd.openxmlformats-officedocument.presentationml"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/ppt/presentation.xml" ContentType="{_KIND}.presentation.main+xml"/>'
    f'<Override PartName="/ppt/slides/slide1.xml" ContentType="{_KIND}.slide+xml"/>'
    f'<Override PartName="/ppt/slides/slide2.xml" ContentType="{_KIND}.slide+xml"/>'
    f'<Override PartName="/ppt/notesSlides/notesSlide1.xml" ContentType="{_KIND}.notesSlide+xml"/>'
    f'<Override PartName="/ppt/slideLayouts/slideLayout1.xml" ContentType="{_KIND}.slideLayout+xml"/></Types>'
)
_NAMES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def relation(name: str, target: str) -> str:
    return f'<Relationship Id="{name}" Target="{target}"/>'


def slide(body: str) -> str:
    return f"<p:sld {_NAMES}><p:txBody>{body}</p:txBody></p:sld>"


def pptx(body: str, other: str = "", *, notes: str = "", layout: str = "") -> bytes:
    """Return a file with two slides, the second of which is shown first."""
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "ppt/presentation.xml": (
                f'<p:presentation {_NAMES}><p:sldIdLst><p:sldId id="1" r:id="two"/><p:sldId id="2" r:id="one"/>'
                "</p:sldIdLst></p:presentation>"
            ),
            "ppt/_rels/presentation.xml.rels": _RELATIONS.format(
                relation("one", "slides/slide1.xml") + relation("two", "/ppt/slides/slide2.xml")
            ),
            "ppt/slides/slide1.xml": slide(body),
            "ppt/slides/_rels/slide1.xml.rels": _RELATIONS.format(relation("n", "../notesSlides/notesSlide1.xml")),
            "ppt/slides/slide2.xml": slide(other),
            "ppt/notesSlides/notesSlide1.xml": slide(notes),
            "ppt/slideLayouts/slideLayout1.xml": slide(layout),
        }
    )


def run(text: str, properties: str = "") -> str:
    return f'<a:r><a:rPr lang="fr-FR"{properties}/><a:t>{text}</a:t></a:r>'


def paragraph(*content: str) -> str:
    return f"<a:p>{''.join(content)}</a:p>"


WORDS = st.sampled_from(["Le chat", " dort.", "Où ?", " et ", "1", "&amp;", "é&#233;", "⟨1⟩", " "])
RUNS = st.builds(run, WORDS, st.sampled_from(["", ' b="1"', ' i="1"', ' baseline="30000"', ' dirty="0"']))
CODES = st.sampled_from(["<a:br/>", '<a:fld id="x" type="slidenum"><a:t>3</a:t></a:fld>', '<a:pPr lvl="1"/>'])
_RUN = re.compile(r"<a:r>|</a:r>|<a:t>[^<>]*</a:t>|<a:t/>|<a:rPr[^<>]*/>|<a:rPr.*?</a:rPr>|<c:v>[^<>]*</c:v>")
_SAID = re.compile(r'(?:descr|lang|altLang|title)="[^"]*"|<dc:\w+>[^<>]*</dc:\w+>|<cp:\w+>[^<>]*</cp:\w+>')


class TestPptx(CodedContract):
    format_name = "pptx"
    files = ("market.pptx", "impress.pptx")

    def outside(self, data: bytes) -> object:
        return members_of(data, lambda _, content: tags_of(content))

    def draw(self, data: st.DataObject) -> bytes:
        paragraphs = st.lists(st.lists(RUNS | CODES, max_size=4).map("".join).map(paragraph), max_size=3).map("".join)
        return pptx(data.draw(paragraphs), data.draw(paragraphs))


def tags_of(content: bytes) -> str:
    return _SAID.sub("", _RUN.sub("", content.decode("utf-8", "replace")))


def test_slides_come_in_the_order_in_which_they_are_shown() -> None:
    data = pptx(paragraph(run("Deux")), paragraph(run("Un")), notes=paragraph(run("À dire")))
    assert [(segment.source, segment.place) for segment in FORMAT.read(data).segments] == [
        ("Un", "slide 1"), ("Deux", "slide 2"), ("À dire", "slide 2, notes")
    ]  # fmt: skip


def test_what_a_layout_says_again_gets_the_same_english() -> None:
    document = FORMAT.read(pptx(paragraph(run("Bonjour")), layout=paragraph(run("Bonjour"))))
    assert [segment.source for segment in document.segments] == ["Bonjour"]
    data = FORMAT.write(document.with_segments(replace(each, target="Hello") for each in document.segments))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in ("slides/slide1", "slideLayouts/slideLayout1"):
            assert '<a:rPr lang="en-GB"/><a:t>Hello</a:t>' in archive.read(f"ppt/{name}.xml").decode()


def test_formats_follow_their_words_and_fields_stay() -> None:
    page = '<a:fld id="x" type="slidenum"><a:t>3</a:t></a:fld>'
    document = FORMAT.read(pptx(paragraph(run("La "), run("maison", ' b="1"'), run(" blanche, page "), page)))
    assert [segment.source for segment in document.segments] == ["La ⟨1⟩maison⟨/1⟩ blanche, page ⟨2=3⟩"]


def test_a_file_of_slides_with_a_table_a_chart_and_notes() -> None:
    document = FORMAT.read((CASES / "market.pptx").read_bytes())
    found = {segment.source: segment.place for segment in document.segments}
    assert found["Commencer par remercier la mairie."] == "slide 1, notes"
    assert found["Prix au mètre"] == "slide 3"
    assert found["Visiteurs selon la saison"] == found["Automne"] == "slide 4, chart"


def test_another_file_of_office_is_refused() -> None:
    with pytest.raises(InputError, match="this is no PowerPoint file"):
        FORMAT.read((CASES / "letter.docx").read_bytes())


@pytest.mark.parametrize("inner", ["letter.docx", "prices.xlsx", "letter.odt"])
def test_a_file_with_another_one_in_it_is_what_its_suffix_says(tmp_path: Path, inner: str) -> None:
    with zipfile.ZipFile(io.BytesIO(pptx(paragraph(run("Bonjour"))))) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    path = tmp_path / "a.pptx"
    path.write_bytes(
        zipped({**members, "ppt/embeddings/a.bin": (CASES / inner).read_bytes()}, method=zipfile.ZIP_STORED)
    )
    assert [segment.source for segment in read(path).segments] == ["Bonjour"]
