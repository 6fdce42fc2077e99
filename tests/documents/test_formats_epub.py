import io
import re
import time
import zipfile
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from contracts import CodedContract, members_of
from documents.office_files import zipped
from documents.test_formats_html import tags_of
from translate.documents.errors import InputError
from translate.documents.formats.epub import Epub

FORMAT = Epub()
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="a/b.opf" '
    'media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
    "<dc:title>Un livre</dc:title><dc:creator>Jean Blanc</dc:creator><dc:language>fr</dc:language>"
    "<dc:identifier>le livre</dc:identifier></metadata><manifest>"
    '<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    '<item id="t" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    '<item id="c" href="le%20texte.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="c"/></spine></package>'
)
NCX = (
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><docAuthor><text>Jean Blanc</text></docAuthor><navMap><navPoint>'
    "<navLabel><text>Le début</text></navLabel></navPoint></navMap></ncx>"
)
HEAD = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr"><body>{}</body></html>'
LOCKED = (
    '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:EncryptionMethod Algorithm="{}"/>'
    "</e:EncryptedData></encryption>"
)


def book(body: str, **others: str) -> bytes:
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "a/b.opf": PACKAGE,
            "a/nav.xhtml": HEAD.format("<nav><ol><li><a href='le%20texte.xhtml'>Le début</a></li></ol></nav>"),
            "a/toc.ncx": NCX,
            "a/le texte.xhtml": HEAD.format(body),
            **{f"META-INF/{name}.xml": content for name, content in others.items()},
        }
    )


def member(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


WORDS = st.sampled_from(["Le chat", " dort.", "<em>Où ?</em>", "1<sup>er</sup>", "&#233;t&eacute;&nbsp;", "<br/>", " "])
CODES = st.sampled_from(
    ["<a id='x'/>", "<a epub:type='noteref' href='#n'>1</a>", "<code>c()</code>", "<svg><path/></svg>"]
)


class TestEpub(CodedContract):
    format_name = "epub"
    files = ("letter.epub", "lighthouse.epub", "tales.epub")

    def outside(self, data: bytes) -> object:
        return members_of(data, skeleton_of)

    def draw(self, data: st.DataObject) -> bytes:
        paragraphs = data.draw(st.lists(st.lists(WORDS | CODES, max_size=6).map("".join), min_size=1, max_size=3))
        return book("".join(f"<p>{inner}</p>" for inner in paragraphs))


def skeleton_of(name: str, content: bytes) -> object:
    if name.endswith(("html", "svg")):
        return tags_of(content)
    text = re.sub(r"&lt;[^&]*&gt;", "", content.decode("utf-8", "replace")).replace('"fr"', '"en-GB"')
    return re.sub(r"(<(?:dc:title|dc:description|dc:language|text)\b[^<>]*>)[^<>]*", r"\1", text).replace(
        '"fr"', '"en-GB"'
    )


def test_places_and_what_stays() -> None:
    document = FORMAT.read(book("<h1>Le début</h1><p>Il dort.</p><p lang='en'>He sleeps.</p>"))
    assert [(segment.source, segment.place) for segment in document.segments] == [
        ("Le début", "chapter 1"), ("Il dort.", "chapter 1"), ("Un livre", "title of the book")
    ]  # fmt: skip


def test_a_heading_and_the_tables_of_contents_say_the_same() -> None:
    document = FORMAT.read(book("<h1>Le début</h1>"))
    english = {"Le début": "The beginning", "Un livre": "A book"}
    data = FORMAT.write(
        document.with_segments(replace(each, target=english[each.source]) for each in document.segments)
    )
    assert "<h1>The beginning</h1>" in member(data, "a/le texte.xhtml")
    assert ">The beginning</a>" in member(data, "a/nav.xhtml")
    assert "<text>The beginning</text>" in member(data, "a/toc.ncx")
    package = member(data, "a/b.opf")
    assert "<dc:title>A book</dc:title><dc:creator>Jean Blanc</dc:creator><dc:language>en-GB</dc:language>" in package
    assert "<dc:identifier>le livre</dc:identifier>" in package
    assert 'xml:lang="en"' in member(data, "a/nav.xhtml")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_fonts_may_be_hidden() -> None:
    hidden = LOCKED.format("http://www.idpf.org/2008/embedding")
    assert FORMAT.read(book("<p>Oui</p>", encryption=hidden)).segments


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (zipped({"mimetype": "application/epub+zip"}), "this is no EPUB book"),
        (book("", encryption=LOCKED.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")), r"locked .* \(DRM\)"),
        (book("", signatures="<a/>"), "digitally signed"),
        (zipped({"META-INF/container.xml": CONTAINER}), "is missing"),
        (
            zipped({"META-INF/container.xml": '<!DOCTYPE a [<!ENTITY b "c">]>' + CONTAINER}),
            "declares entities",
        ),
    ],
)  # fmt: skip
def test_books_that_cannot_be_used_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        FORMAT.read(data)


def test_hostile_books_end_fast() -> None:
    began = time.process_time()
    assert not FORMAT.read(book("<p></p>" * 50_000)).segments[2:]
    with pytest.raises(InputError, match="far more than a document holds"):
        FORMAT.read(book(" " * 100_000_000))
    assert time.process_time() - began < 10
