import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from contracts import CodedContract, members_of
from documents.office_files import body_of, docx, field, paragraph, run, zipped
from translate.documents.formats.docx import Docx
from translate.documents.records import Document

FORMAT = Docx()
BOLD, ITALIC, RAISED = "<w:b/>", "<w:i/>", '<w:vertAlign w:val="superscript"/>'


_RUNS = re.compile(
    r"<w:r(?: [^<>]*)?>|</w:r>|<w:t(?: [^<>]*)?>[^<>]*</w:t>|<w:t(?: [^<>]*)?/>|<w:rPr>.*?</w:rPr>|<w:rPr/>"
    r"|<w:(?:proofErr|lang|lastRenderedPageBreak|softHyphen|noBreakHyphen)\b[^<>]*/>|(?:descr|title|string|displayText|tooltip)=\"[^\"]*\""
    r"|<w:(?:alias|lvlText) [^<>]*/>|<dc:\w+>[^<>]*</dc:\w+>|<cp:\w+>[^<>]*</cp:\w+>|<w:themeFontLang[^<>]*/>"
    r"|<a:r>|</a:r>|<a:t>[^<>]*</a:t>|<a:rPr[^<>]*/>",
    re.DOTALL,
)
WORDS = st.sampled_from(
    ["Le chat", "dort.", "Où ?", " et ", "1", "er", "M.", "« oui »", " ", "&amp;", "é&#233;", "⟨1⟩", ","]
)


class TestDocx(CodedContract):
    format_name = "docx"
    files = ("letter.docx", "report.docx")

    def outside(self, data: bytes) -> object:
        return members_of(data, lambda _, content: re.sub(_RUNS, "", content.decode("utf-8", "replace")))

    def draw(self, data: st.DataObject) -> bytes:
        paragraphs = data.draw(st.lists(PARAGRAPHS, min_size=1, max_size=4))
        if data.draw(st.booleans()):
            # A field, such as a table of contents, can begin in one paragraph and end in another.
            head, _, tail = field("TOC", "§").partition("§")
            paragraphs[0] = paragraphs[0].replace("<w:r>", f"{head}<w:r>", 1)
            paragraphs[-1] = paragraphs[-1].removesuffix("</w:p>") + tail + "</w:p>"
        return docx("".join(paragraphs))


RUNS = st.builds(run, st.lists(WORDS, min_size=1, max_size=3).map("".join), st.sampled_from(["", BOLD, ITALIC, RAISED]))
CODES = st.sampled_from(
    [
        "<w:r><w:br/></w:r>",
        "<w:r><w:tab/></w:r>",
        "<w:r><w:rPr><w:b/></w:rPr><w:footnoteReference w:id='1'/></w:r>",
        "<w:bookmarkStart w:id='1' w:name='a'/>",
        "<w:bookmarkEnd w:id='1'/>",
        "<w:proofErr w:type='spellStart'/>",
        "<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b </w:t></w:r>",
        "<w:del w:id='3'><w:r><w:delText>non</w:delText></w:r></w:del>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r>",
        "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>",
        "<w:fldSimple w:instr=' PAGE '><w:r><w:t>3</w:t></w:r></w:fldSimple>",
        field("PAGE", run("12")),
        f"<w:r><w:pict><w:txbxContent>{paragraph(run('Boîte'))}</w:txbxContent></w:pict></w:r>",
    ]
)


def wrapped(content: str, wrapper: int) -> str:
    return [
        f"<w:hyperlink w:anchor='x'>{content}</w:hyperlink>",
        f"<w:ins w:id='7'>{content}</w:ins>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>",
        field("HYPERLINK u", content),
        field("SEQ a", content),
    ][wrapper]


CONTENT = st.recursive(
    st.lists(RUNS | CODES, max_size=4).map("".join),
    lambda inner: st.lists(st.builds(wrapped, inner, st.integers(0, 4)) | RUNS | CODES, max_size=4).map("".join),
    max_leaves=6,
)
PARAGRAPHS = st.builds(
    lambda settings, content: f"<w:p>{settings}{content}</w:p>",
    st.sampled_from(["", "<w:pPr><w:jc w:val='left'/></w:pPr>"]),
    CONTENT,
)


def sources(*content: str) -> list[str]:
    return [segment.source for segment in FORMAT.read(docx("".join(content))).segments]


def translated(data: bytes, *targets: str) -> bytes:
    document = FORMAT.read(data)
    made = document.with_segments(
        replace(segment, target=target) for segment, target in zip(document.segments, targets, strict=True)
    )
    return FORMAT.write(made)


def test_runs_of_one_format_are_one_text() -> None:
    content = paragraph(
        run("Le pré"), "<w:proofErr w:type='spellStart'/>", run("sident", "<w:lang w:val='fr-FR'/>"), run(" signe.")
    )
    assert sources(content) == ["Le président signe."]


def test_a_format_of_few_words_is_a_pair_and_that_of_most_is_none() -> None:
    assert sources(paragraph(run("Le "), run("président", BOLD), run(" a signé."))) == ["Le ⟨1⟩président⟨/1⟩ a signé."]
    assert sources(paragraph(run("Le président", BOLD))) == ["Le président"]


def test_bold_follows_its_word() -> None:
    data = docx(paragraph(run("La "), run("maison", BOLD), run(" blanche")))
    written = body_of(translated(data, "The white ⟨1⟩house⟨/1⟩"))
    assert written == paragraph(run("The white "), run("house", BOLD))


def test_words_between_two_formats_have_that_of_the_paragraph() -> None:
    data = docx(paragraph(run("Le texte : "), run("gras", BOLD), run("penché", ITALIC)))
    written = body_of(translated(data, "The text: ⟨2⟩slanted⟨/2⟩ and ⟨1⟩bold⟨/1⟩"))
    assert written == paragraph(run("The text: "), run("slanted", ITALIC), run(" and "), run("bold", BOLD))


def test_raised_letters_at_a_word_are_a_part_of_it() -> None:
    content = paragraph(run("Le XIX"), run("e", RAISED), run(" siècle, le 1"), run("er", RAISED), run(" mai"))
    assert sources(content) == ["Le XIXe siècle, le 1er mai"]
    data = docx(content)
    assert body_of(translated(data, "The 19th century, 1 May")) == paragraph(run("The 19th century, 1 May"))


def test_deleted_and_hidden_text_stays() -> None:
    content = paragraph(
        run("Le texte "),
        "<w:del w:id='1'><w:r><w:delText>ancien</w:delText></w:r></w:del>",
        "<w:ins w:id='2'>",
        run("nouveau"),
        "</w:ins>",
        run(" caché", "<w:vanish/>"),
        run(" ici"),
    )
    document = FORMAT.read(docx(content))
    assert [segment.source for segment in document.segments] == ["Le texte ⟨1/⟩⟨2⟩nouveau⟨/2⟩⟨3/⟩ ici"]
    assert document.notices == ("hidden text is not translated",)


def test_what_a_field_computes_stays_and_its_prose_does_not() -> None:
    assert sources(paragraph(run("Page "), field("PAGE", run("12")), run(" sur 20"))) == ["Page ⟨1=12⟩ sur 20"]
    assert sources(paragraph(run("Voir "), field('HYPERLINK "u"', run("le site")), run("."))) == [
        "Voir ⟨1⟩le site⟨/1⟩."
    ]
    assert sources(paragraph(run("Voir "), field("REF a", run("Tableau 2")), run("."))) == ["Voir ⟨1⟩Tableau 2⟨/1⟩."]


def test_a_field_in_an_instruction_is_a_part_of_it() -> None:
    inner = field("PAGE", run("2"))
    content = paragraph(
        run("Un "),
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>',
        inner,
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        run("mot"),
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        run(" ici"),
    )
    assert sources(content) == ["Un ⟨1⟩mot⟨/1⟩ ici"]
    moved = body_of(translated(docx(content), "Here a ⟨1⟩word⟨/1⟩"))
    assert moved.startswith('<w:p><w:r><w:t xml:space="preserve">Here a </w:t><w:fldChar w:fldCharType="begin"/></w:r>')
    assert inner in moved


def test_fields_that_never_end_hide_nothing() -> None:
    content = paragraph(run("Un "), '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', run("mot ")) + paragraph(
        run("Suite")
    )
    assert sources(content) == ["Un ⟨1/⟩mot", "Suite"]


def test_a_sentence_goes_on_behind_a_line_break_in_a_small_letter_only() -> None:
    line_break = "<w:r><w:br/></w:r>"
    assert sources(paragraph(run("Le chat"), line_break, run("dort"))) == ["Le chat⟨1|⟩dort"]
    assert sources(paragraph(run("Le chat"), line_break, run("Dort-il ?"))) == ["Le chat", "Dort-il ?"]
    tab = "<w:r><w:tab/></w:r>"
    assert sources(paragraph(run("Nom"), tab, run("prénom"))) == ["Nom", "prénom"]


def test_links_and_controls_are_pairs() -> None:
    link = "<w:hyperlink w:anchor='a'>" + run("ici", "<w:u w:val='single'/>") + "</w:hyperlink>"
    control = "<w:sdt><w:sdtPr><w:alias w:val='Nom du champ'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    content = paragraph(run("Cliquez "), link, run(" ou "), control.format(run("là")), run("."))
    assert sources(content) == ["Cliquez ⟨1⟩ici⟨/1⟩ ou ⟨2⟩là⟨/2⟩.", "Nom du champ"]
    written = body_of(translated(docx(content), "⟨2⟩There⟨/2⟩ or ⟨1⟩here⟨/1⟩, click.", "Name of the field"))
    assert "<w:hyperlink w:anchor='a'>" + run("here", "<w:u w:val='single'/>") + "</w:hyperlink>" in written
    assert "<w:sdtPr><w:alias w:val='Name of the field'/></w:sdtPr><w:sdtContent>" + run("There") in written


def test_a_text_box_and_its_fall_back_get_the_same_english() -> None:
    box = "<w:txbxContent>" + paragraph(run("Dans la boîte")) + "</w:txbxContent>"
    content = paragraph(
        run("Avant "),
        f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>",
        run("après"),
    )
    document = FORMAT.read(docx(content))
    assert [(segment.source, segment.place) for segment in document.segments] == [
        ("Avant ⟨1/⟩après", ""),
        ("Dans la boîte", "text box"),
    ]
    written = body_of(translated(docx(content), "⟨1/⟩Before and after", "In the box"))
    assert written.count("In the box") == 2
    assert "boîte" not in written


def test_places_are_named() -> None:
    row = "<w:tr><w:tc>{}</w:tc></w:tr>"
    table = f"<w:tbl>{row.format(paragraph(run('Prix')))}{row.format(paragraph(run('Dix')))}</w:tbl>"
    data = docx(
        table + paragraph(run("Corps")),
        footnotes="<w:footnote w:type='separator' w:id='-1'/><w:footnote w:id='1'>"
        + paragraph(run("Note"))
        + "</w:footnote>",
        header1=paragraph(run("Titre")),
        numbering="<w:abstractNum><w:lvl><w:lvlText w:val='Chapitre %1.'/></w:lvl></w:abstractNum>",
    )
    assert [(segment.source, segment.place) for segment in FORMAT.read(data).segments] == [
        ("Prix", "table 1, row 1"),
        ("Dix", "table 1, row 2"),
        ("Corps", ""),
        ("Titre", "page header"),
        ("Note", "footnote 1"),
        ("Chapitre ⟨1=%1⟩.", "number of a list"),
    ]


def test_the_language_becomes_english_with_a_translation_only() -> None:
    data = docx(paragraph(run("Bonjour", "<w:lang w:val='fr-FR'/>")))
    document = FORMAT.read(data)
    assert FORMAT.write(document) == data
    assert "<w:lang w:val='en-GB'/>" in body_of(translated(data, "Hello"))
    assert translated(data, "Bonjour") == data


def test_spaces_at_the_end_of_a_text_count() -> None:
    data = docx("<w:p><w:r><w:t>Le</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>chat</w:t></w:r></w:p>")
    assert '<w:t xml:space="preserve">The </w:t>' in body_of(translated(data, "⟨1⟩The ⟨/1⟩cat"))


@pytest.mark.parametrize("text", ["⟨1⟩", "a⟨/2⟩b", "❬x❭"])
def test_brackets_of_codes_in_the_text_come_back(text: str) -> None:
    data = docx(paragraph(run(f"Le {text} mot.")))
    document = FORMAT.read(data)
    assert not document.segments[0].markup
    assert FORMAT.write(with_english(document)) == docx(paragraph(run(f"Le {text} mot!")))


def with_english(document: Document) -> Document:
    return document.with_segments(
        replace(segment, target=segment.source.replace("mot.", "mot!")) for segment in document.segments
    )


CONSOLE = "<w:rFonts w:ascii='Consolas' w:hAnsi='Consolas'/>"


def test_program_code_in_a_sentence_stays_letter_by_letter() -> None:
    content = paragraph(run("Tapez "), run("ouvrir ", CONSOLE), run("le-port", CONSOLE), run(" dans une fenêtre."))
    assert sources(content) == ["Tapez ⟨1=ouvrir le-port⟩ dans une fenêtre."]
    made = translated(docx(content), "In a window, type ⟨1=ouvrir le-port⟩.")
    assert body_of(made) == paragraph(
        run("In a window, type "), run("ouvrir ", CONSOLE), run("le-port", CONSOLE), run(".")
    )
    assert sources(paragraph(run("Tapez "), run("ouvrir ", CONSOLE), run("ceci."))) == ["Tapez ⟨1=ouvrir⟩ ceci."]


def test_a_text_all_in_a_font_of_code_is_translated() -> None:
    assert sources(paragraph(run("Une lettre à la machine.", CONSOLE))) == ["Une lettre à la machine."]
    assert sources(paragraph(run("Une lettre à la ", CONSOLE), run("machine", CONSOLE + "<w:b/>"))) == [
        "Une lettre à la ⟨1⟩machine⟨/1⟩"
    ]


def test_what_is_in_a_style_for_code_stays() -> None:
    styles = (
        "<w:style w:type='paragraph' w:styleId='a'><w:name w:val='Source Code'/></w:style>"
        "<w:style w:type='character' w:styleId='b'><w:name w:val='Touche'/><w:rPr>"
        "<w:rFonts w:ascii='Courier New'/></w:rPr></w:style>"
    )
    body = paragraph("<w:pPr><w:pStyle w:val='a'/></w:pPr>", run("pour chaque ligne")) + paragraph(
        run("Tapez "), run("fin", "<w:rStyle w:val='b'/>"), run(" puis attendez.")
    )
    assert [segment.source for segment in FORMAT.read(docx(body, styles=styles)).segments] == [
        "Tapez ⟨1=fin⟩ puis attendez."
    ]


def test_a_raised_number_behind_a_word_is_that_of_a_note() -> None:
    assert sources(paragraph(run("Le contrat"), run("2", RAISED), run(" est signé."))) == ["Le contrat⟨1/⟩ est signé."]
    assert sources(paragraph(run("2", RAISED), run("Voir le contrat."))) == ["Voir le contrat."]
    assert sources(paragraph(run("Les 10 km"), run("2", RAISED), run(" du parc."))) == ["Les 10 km⟨1⟩2⟨/1⟩ du parc."]


def test_names_of_parts_have_no_case_and_may_be_those_of_windows() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(paragraph(run("Bonjour."))))) as archive:
        members = {name.upper().replace("/", "\\"): archive.read(name) for name in archive.namelist()}
    data = zipped(members)
    assert [segment.source for segment in FORMAT.read(data).segments] == ["Bonjour."]
    with zipfile.ZipFile(io.BytesIO(translated(data, "Hello."))) as archive:
        assert [info.orig_filename for info in archive.infolist()] == list(members)
        assert b"<w:t>Hello.</w:t>" in archive.read(archive.infolist()[1])
