import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from contracts import CodedContract, members_of
from documents.office_files import zipped
from translate.documents.errors import InputError
from translate.documents.formats.odf import OpenDocument
from translate.documents.records import Segment

FORMAT = OpenDocument()
NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing")),
        *(("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("form", "form")),
    )
)
STYLES = "".join(
    f'<style:style style:name="{name}" style:family="text"><style:text-properties {look}/></style:style>'
    for name, look in (
        ("bold", 'fo:font-weight="bold" fo:language="fr" fo:country="FR"'),
        ("italic", 'fo:font-style="italic"'),
        ("nothing", 'fo:language="fr"'),
        ("raised", 'style:text-position="super 58%"'),
        ("hidden", 'text:display="none"'),
    )
)


LOCKED = '<m:a xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:encryption-data/></m:a>'


def content(body: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {NAMES}><office:automatic-styles>{STYLES}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def odt(body: str, **others: str) -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    return zipped(
        {"mimetype": kind, "content.xml": content(body), **{f"{name}.xml": xml for name, xml in others.items()}}
    )


def body_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("content.xml").decode()
    return xml.partition("<office:text>")[2].partition("</office:text>")[0]


def span(name: str, text: str) -> str:
    return f'<text:span text:style-name="{name}">{text}</text:span>'


def segments(body: str) -> tuple[Segment, ...]:
    return FORMAT.read(odt(body)).segments


def sources(body: str) -> list[str]:
    return [segment.source for segment in segments(body)]


def translated(data: bytes, *targets: str) -> bytes:
    document = FORMAT.read(data)
    made = document.with_segments(
        replace(segment, target=target) for segment, target in zip(document.segments, targets, strict=True)
    )
    return FORMAT.write(made)


WORDS = st.sampled_from(
    ["Le chat", "dort.", "Où ?", " et ", "1", "er", "« oui »", " ", "&amp;", "é&#233;", "⟨1⟩", "\n  "]
)
STYLED = st.builds(span, st.sampled_from(["bold", "italic", "nothing", "raised", "hidden", "unknown"]), WORDS)
CODES = st.sampled_from(
    [
        "<text:line-break/>",
        "<text:tab/>",
        '<text:s text:c="3"/>',
        '<text:note text:note-class="footnote"><text:note-body><text:p>Note</text:p></text:note-body></text:note>',
        '<text:bookmark-start text:name="a"/>',
        '<text:bookmark-end text:name="a"/>',
        "<text:page-number>3</text:page-number>",
        '<office:annotation office:name="b"><text:p>Remarque</text:p></office:annotation>',
        '<office:annotation-end office:name="b"/>',
        '<text:change text:change-id="c"/>',
        "<text:soft-page-break/>",
        "<draw:frame><draw:text-box><text:p>Boîte</text:p></draw:text-box><svg:desc>Image</svg:desc></draw:frame>",
    ]
)


def wrapped(inner: str, name: str) -> str:
    return f'<text:a href="u">{inner}</text:a>' if name == "a" else span(name, inner)


CONTENT = st.recursive(
    st.lists(WORDS | STYLED | CODES, max_size=4).map("".join),
    lambda inner: st.lists(
        st.builds(wrapped, inner, st.sampled_from(["a", "bold", "italic", "nothing"])) | WORDS | CODES, max_size=4
    ).map("".join),
    max_leaves=6,
)
_RUNS = re.compile(
    r"<text:span [^<>]*>|</text:span>|<text:s(?: [^<>]*)?/>|<text:soft-page-break/>"
    r"|(?:fo|number):(?:language|country)=\"\w*\""
)
_TEXT = re.compile(r">[^<>]*<")


class TestOpenDocument(CodedContract):
    format_name = "odf"
    files = ("letter.odt", "minutes.odt", "prices.ods")

    def outside(self, data: bytes) -> object:
        return members_of(data, lambda _, content: tags_of(content))

    def draw(self, data: st.DataObject) -> bytes:
        paragraphs = data.draw(st.lists(CONTENT, min_size=1, max_size=4))
        return odt("".join(f"<text:p>{inner}</text:p>" for inner in paragraphs))


def tags_of(member: bytes) -> str:
    return _TEXT.sub("><", _RUNS.sub("", member.decode("utf-8", "replace")))


def test_spans_that_show_nothing_are_no_codes() -> None:
    assert sources(f"<text:p>Le pré{span('nothing', 'sident')} signe.</text:p>") == ["Le président signe."]
    assert sources(f"<text:p>Le 1{span('raised', 'er')} mai</text:p>") == ["Le 1er mai"]
    assert sources(f"<text:p>Le {span('bold', 'président')} a signé</text:p>") == ["Le ⟨1⟩président⟨/1⟩ a signé"]


def test_a_span_follows_its_word() -> None:
    data = odt(f"<text:p>La {span('italic', 'maison')} blanche</text:p>")
    assert (
        body_of(translated(data, "The white ⟨1⟩house⟨/1⟩")) == f"<text:p>The white {span('italic', 'house')}</text:p>"
    )


def test_white_space_is_one_space_and_more_is_an_element() -> None:
    data = odt('<text:p>\n  Le <text:s text:c="2"/>chat\n  dort.\n</text:p>')
    document = FORMAT.read(data)
    assert [segment.source for segment in document.segments] == ["Le   chat dort."]
    assert body_of(translated(data, "The   cat")) == '<text:p>\n  The <text:s text:c="2"/>cat\n</text:p>'


def test_notes_comments_and_boxes_stand_at_their_places() -> None:
    body = (
        '<text:p>Un mot<text:note text:note-class="footnote"><text:note-body><text:p>La note.</text:p></text:note-body>'
        "</text:note> ici.</text:p><table:table table:name='T'><table:table-row><table:table-cell><text:p>Prix</text:p>"
        '</table:table-cell><table:table-cell office:value-type="float"><text:p>2,5</text:p></table:table-cell>'
        "</table:table-row></table:table>"
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Ancien</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    assert [(segment.source, segment.place) for segment in segments(body)] == [
        ("Un mot⟨1/⟩ ici.", ""),
        ("La note.", "footnote 1"),
        ("Prix", "table T, row 1"),
    ]


def test_hidden_text_is_left_and_told() -> None:
    document = FORMAT.read(odt(f"<text:p>Le{span('hidden', ' vieux')} chat</text:p>"))
    assert [segment.source for segment in document.segments] == ["Le⟨1/⟩ chat"]
    assert document.notices == ("hidden text is not translated",)


def test_the_language_becomes_english_with_a_translation_only() -> None:
    data = odt(f"<text:p>{span('bold', 'Bonjour')}</text:p>")
    with zipfile.ZipFile(io.BytesIO(translated(data, "Hello"))) as archive:
        xml = archive.read("content.xml").decode()
    assert 'fo:language="en" fo:country="GB"' in xml and '"fr"' not in xml


def test_a_flat_file_is_read_as_well() -> None:
    data = content("<text:p>Bonjour</text:p>").replace("office:document-content", "office:document").encode("utf-16")
    document = FORMAT.read(data.replace("UTF-8".encode("utf-16-le"), "UTF-16".encode("utf-16-le")))
    assert [segment.source for segment in document.segments] == ["Bonjour"]
    assert "<text:p>Hé</text:p>" in translated(FORMAT.write(document), "Hé").decode("utf-16")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"mimetype": "application/epub+zip", "content.xml": ""}, "this is no OpenDocument file"),
        ({"META-INF/manifest.xml": LOCKED}, "protected by a password"),
        ({"META-INF/documentsignatures.xml": ""}, "digitally signed"),
    ],
)
def test_files_that_cannot_be_used_are_refused(members: dict[str, str], message: str) -> None:
    whole = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content(""), **members}
    with pytest.raises(InputError, match=message):
        FORMAT.read(zipped(whole))


def test_words_in_the_numbers_of_lists_are_translated() -> None:
    style = '<text:list-level-style-number style:num-prefix="Étape " style:num-list-format="Étape %1% :"/>'
    assert sources(style) == ["Étape", "Étape ⟨1=%1%⟩ :"]
    assert sources('<text:list-level-style-number style:num-suffix=")" style:num-prefix="n°"/>') == []


def test_choices_of_a_list_are_translated_with_the_one_that_is_shown() -> None:
    labels = '<text:label text:value="Oui"/><text:label text:value="Plus tard"/>'
    body = f"<text:p>Choix : <text:drop-down>{labels}Oui</text:drop-down>, merci.</text:p>"
    assert sources(body) == ["Choix : ⟨1⟩Oui⟨/1⟩, merci.", "Oui", "Plus tard"]
    assert body_of(translated(odt(body), "Thanks, choice: ⟨1⟩Yes⟨/1⟩.", "Yes", "Later")) == (
        '<text:p>Thanks, choice: <text:drop-down><text:label text:value="Yes"/><text:label text:value="Later"/>Yes'
        "</text:drop-down>.</text:p>"
    )


def test_labels_and_tips_are_translated() -> None:
    assert sources(
        '<form:button form:name="b" form:label="Envoyer la page"/><form:option form:label="Le nord" form:value="n"/>'
        '<text:p>Nom : <text:placeholder text:description="Votre nom">ici</text:placeholder> et prénom</text:p>'
    ) == ["Envoyer la page", "Le nord", "Nom : ⟨1⟩ici⟨/1⟩ et prénom", "Votre nom"]


def test_cells_that_a_formula_compares_with_stay() -> None:
    def cell(text: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    formula = '<table:table-cell table:formula="of:=IF([.A1]=&quot;Oui&quot;;1;0)" office:value-type="float"/>'
    cells = cell("Oui") + cell("Oui, demain") + formula
    document = FORMAT.read(odt(f"<office:spreadsheet><table:table>{cells}</table:table></office:spreadsheet>"))
    assert [segment.source for segment in document.segments] == ["Oui, demain"]
    assert document.notices == ("texts that a formula, a list, a filter or a table compares with are left",)


def test_program_code_in_a_sentence_stays_letter_by_letter() -> None:
    assert sources(f"<text:p>Tapez {span('Source_20_Text', 'ouvrir ')}ici.</text:p>") == ["Tapez ⟨1=ouvrir⟩ ici."]


def test_brackets_around_a_placeholder_stay_with_it() -> None:
    body = "<text:p>Nom : <text:placeholder>&lt;Votre nom&gt;</text:placeholder>, merci.</text:p>"
    assert sources(body) == ["Nom : ⟨1⟩Votre nom⟨/1⟩, merci."]
    assert body_of(translated(odt(body), "⟨1⟩Your name⟨/1⟩, thanks.")) == (
        "<text:p><text:placeholder>&lt;Your name&gt;</text:placeholder>, thanks.</text:p>"
    )
