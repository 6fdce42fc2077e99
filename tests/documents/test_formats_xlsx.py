import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from contracts import CASES, CodedContract, members_of
from documents.office_files import zipped
from translate.documents.errors import InputError
from translate.documents.formats.xlsx import Xlsx

FORMAT = Xlsx()
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>'
)
_NAMES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def xlsx(cells: str, *strings: str) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "xl/workbook.xml": f'<workbook {_NAMES}><sheets><sheet name="Prix" r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                '<Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>'
            ),
            "xl/worksheets/sheet1.xml": f"<worksheet {_NAMES}><sheetData><row>{cells}</row></sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst {_NAMES}>{''.join(f'<si>{each}</si>' for each in strings)}</sst>",
        }
    )


def shared(place: str, number: int) -> str:
    return f'<c r="{place}" t="s"><v>{number}</v></c>'


def inline(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is>{text}</is></c>'


def run(text: str, properties: str) -> str:
    return f"<r>{properties}<t>{text}</t></r>"


def found(data: bytes) -> list[tuple[str, str]]:
    return [(segment.source, segment.place) for segment in FORMAT.read(data).segments]


WORDS = st.sampled_from(["Le chat", "dort.", "Où ?", "1", "&amp;", "é&#233;", "⟨1⟩", "Un\nDeux", "Un\nmot"])
RUNS = st.builds(run, WORDS, st.sampled_from(["", "<rPr><b/></rPr>", "<rPr><i/></rPr>"]))
TEXTS = (
    st.builds("<t>{}</t>".format, WORDS)
    | st.lists(RUNS, min_size=1, max_size=4).map("".join)
    | st.builds('<t>{}</t><rPh sb="0" eb="1"><t>lu</t></rPh>'.format, WORDS)
)
_RUN = re.compile(
    r"</?r>|<rPr>.*?</rPr>|<t(?: [^<>]*)?>[^<>]*</t>|<a:r>|</a:r>|<a:t>[^<>]*</a:t>|<a:rPr[^<>]*/>"
    r"|<a:rPr.*?</a:rPr>|<c:v>[^<>]*</c:v>"
)
_SAID = re.compile(r'(?:lang|descr|title)="[^"]*"|<dc:\w+[^<>]*>[^<>]*</dc:\w+>|<cp:keywords>[^<>]*</cp:keywords>')


class TestXlsx(CodedContract):
    format_name = "xlsx"
    files = ("prices.xlsx", "stock.xlsx", "calc.xlsx")

    def outside(self, data: bytes) -> object:
        return members_of(data, lambda _, content: tags_of(content))

    def draw(self, data: st.DataObject) -> bytes:
        strings = data.draw(st.lists(TEXTS, max_size=3))
        cells = "".join(shared(f"A{number + 1}", number) for number in range(len(strings)))
        return xlsx(cells + inline("B1", data.draw(TEXTS)), *strings)


def tags_of(content: bytes) -> str:
    return _SAID.sub("", _RUN.sub("", content.decode("utf-8", "replace")))


def test_texts_stand_where_a_cell_shows_them() -> None:
    data = xlsx(
        shared("B2", 1) + "<c r='C2'><v>1</v></c>" + inline("D2", "<t>Là</t>"), "<t>Nulle part</t>", "<t>Ici</t>"
    )
    assert found(data) == [("Ici", "sheet Prix, B2"), ("Là", "sheet Prix, D2")]


def test_formats_in_a_cell_follow_their_words() -> None:
    text = run("La ", "") + run("maison", "<rPr><b/></rPr>") + run(" blanche", "")
    document = FORMAT.read(xlsx(shared("A1", 0), text))
    assert [segment.source for segment in document.segments] == ["La ⟨1⟩maison⟨/1⟩ blanche"]
    made = document.with_segments(replace(each, target="The white ⟨1⟩house⟨/1⟩") for each in document.segments)
    with zipfile.ZipFile(io.BytesIO(FORMAT.write(made))) as archive:
        strings = archive.read("xl/sharedStrings.xml").decode()
    assert '<r><t xml:space="preserve">The white </t></r><r><rPr><b/></rPr><t>house</t></r></si>' in strings


def test_what_something_compares_with_is_left_and_told() -> None:
    formula = '<c r="C1" t="str"><f>IF(A1="Oui","en vente","fini")</f><v>en vente</v></c>'
    document = FORMAT.read(xlsx(shared("A1", 0) + shared("A2", 1) + formula, "<t>Oui</t>", "<t>Oui, demain</t>"))
    assert [segment.source for segment in document.segments] == ["Oui, demain"]
    assert document.notices == ("texts that a formula, a list, a filter or a table compares with are left",)


def test_sheets_of_real_programs() -> None:
    document = FORMAT.read((CASES / "prices.xlsx").read_bytes())
    places = {segment.source: segment.place for segment in document.segments}
    assert places["Haricots verts"] == "sheet Prix, A3"
    assert places["À vérifier avant lundi"] == "sheet Prix, B4, comment"
    assert not {"Oui", "Non", "Réservé au service", "en vente", "Prix"} & places.keys()
    assert "hidden sheets are not translated" in document.notices
    places = dict(found((CASES / "stock.xlsx").read_bytes()))
    assert places["Quantités restantes"] == "sheet Stock d'été, chart"
    assert not {"Rayon", "Responsable"} & places.keys()


def test_another_file_of_office_is_refused() -> None:
    with pytest.raises(InputError, match="this is no Excel file"):
        FORMAT.read((CASES / "letter.docx").read_bytes())


def with_sheet(more: str) -> bytes:
    data = xlsx(shared("A1", 0), "<t>Bonjour</t>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    return zipped({**members, name: members[name].replace(b"</sheetData>", b"</sheetData>" + more.encode())})


def test_what_is_printed_above_and_below_a_sheet_is_translated_but_its_codes() -> None:
    data = with_sheet(
        '<headerFooter><oddHeader>&amp;L&amp;"Arial,Gras"&amp;12Rapport annuel&amp;RÀ relire</oddHeader>'
        "<oddFooter>&amp;CPage &amp;P sur &amp;N</oddFooter></headerFooter>"
    )
    assert found(data)[1:] == [
        ("Rapport annuel", "sheet Prix, page header"),
        ("À relire", "sheet Prix, page header"),
        ("Page ⟨1=&amp;P⟩ sur ⟨2=&amp;N⟩", "sheet Prix, page footer"),
    ]
    document = FORMAT.read(data)
    targets = ["Hello", "Annual report", "Read again", "⟨2=&amp;N⟩ pages, this is ⟨1=&amp;P⟩"]
    written = FORMAT.write(
        document.with_segments(replace(each, target=new) for each, new in zip(document.segments, targets, strict=True))
    )
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '&amp;L&amp;"Arial,Gras"&amp;12Annual report&amp;RRead again<' in sheet
    assert "&amp;C&amp;N pages, this is &amp;P<" in sheet


def test_tips_of_cells_are_translated() -> None:
    data = with_sheet(
        '<dataValidations><dataValidation type="list" promptTitle="À savoir" prompt="Choisissez un jour." '
        'error="Ce jour est pris."><formula1>"Lundi,Mardi"</formula1></dataValidation></dataValidations>'
    )
    assert [source for source, _ in found(data)] == ["Bonjour", "À savoir", "Choisissez un jour.", "Ce jour est pris."]
