"""A translated document as French and English pairs, for other tools and for paper: TMX, XLIFF, TSV, HTML, DOCX."""

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from glossary.tables import expression
from glossary.terms.files.base import BadLines
from glossary.terms.files.tables import cell
from glossary.terms.files.tmx import read_pairs, render_pairs
from translate import __version__
from translate.documents.errors import InputError
from translate.documents.records import Document
from translate.review.html import element, in_plain_sight, style
from translate.review.rows import Row, Shape, rows_of

_XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# What XML 1.0 has no way to write.
_NOT_XML = expression("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = expression(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Export:
    """A form of export: its suffix, and the function that makes the bytes of a document with a title."""

    suffix: str
    write: Callable[[Document, str], bytes]


def tmx(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Return pairs of French and English as a translation memory in TMX 1.4.

    Characters that XML cannot hold are written as U+FFFD.

    >>> read_tmx(tmx([("Oui & non", "Yes & no")]))
    [('Oui & non', 'Yes & no')]
    """
    return render_pairs(((_xml_characters(source), _xml_characters(target)) for source, target in pairs), __version__)


def read_tmx(data: bytes) -> list[tuple[str, str]]:
    """Return the pairs of French and English of a translation memory, in order; units without both are left out.

    :raises InputError: where it is no TMX, is not well formed, or declares entities.
    """
    try:
        return [pair for pair in read_pairs([data]) if all(text.strip() for text in pair)]
    except BadLines as error:
        [problem, *_] = error.problems
        raise InputError(f"line {problem.line} of the TMX cannot be used: {problem.reason}") from None


def _tmx(document: Document, title: str) -> bytes:
    return tmx((row.source, row.target) for row in _rows(document) if row.target is not None)


def _xliff(document: Document, title: str) -> bytes:
    """Return XLIFF 2.0: a unit for each segment, with its findings as notes."""
    units = []
    for row in _rows(document):
        notes = "".join(
            f'<note category="{finding.severity}">{_xliff_text(f"{finding.check}: {finding.message}")}</note>'
            for finding in row.findings
        )
        target = "" if row.target is None else f'<target xml:space="preserve">{_xliff_text(row.target)}</target>'
        units.append(
            f'<unit id="u{row.segment}">{f"<notes>{notes}</notes>" if notes else ""}'
            f'<segment state="{"initial" if row.target is None else "translated"}">'
            f'<source xml:space="preserve">{_xliff_text(row.source)}</source>{target}</segment></unit>\n'
        )
    head = (
        f'{_XML_HEAD}<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="fr" trgLang="en">\n'
        f'<file id="f1" original={quoteattr(_xml_characters(title))}>\n'
    )
    return "".join([head, *units, "</file>\n</xliff>\n"]).encode()


def _tsv(document: Document, title: str) -> bytes:
    """Return a table with a head: line, French, English, findings.

    Tabs and line breaks within a text become spaces; quotes and formulas are written as glossaries have them.
    """
    lines = ["line\tfrench\tenglish\tfindings"]
    for row in _rows(document):
        findings = "; ".join(f"{finding.severity}: {finding.check}: {finding.message}" for finding in row.findings)
        values = (str(row.line), row.source, row.target or "", findings)
        lines.append("\t".join(cell(_BREAKS.sub(" ", value), "\t") for value in values))
    return "\n".join([*lines, ""]).encode("utf-8", "replace")


def _html(document: Document, title: str) -> bytes:
    """Return a page of two columns, French and English, for paper."""
    lines = [
        element(
            "tr",
            element("td", row.source, lang="fr", dir="auto"),
            element("td", row.target or "", lang="en", dir="auto"),
            class_="heading" if row.shape is Shape.HEADING else None,
        )
        for row in _rows(document)
    ]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        style("columns.css"),
    )
    columns = element("tr", element("th", "French", scope="col"), element("th", "English", scope="col"))
    body = element("body", element("h1", title), element("table", element("thead", columns), element("tbody", *lines)))
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n".encode("utf-8", "replace")


def _docx(document: Document, title: str) -> bytes:
    """Return a Word file with a table of two columns, French and English; headings are bold."""
    lines = "".join(
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_docx_cell(row.source, 'fr-FR', row)}"
        f"{_docx_cell(row.target or '', 'en-GB', row)}</w:tr>"
        for row in _rows(document)
    )
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="BBBBBB"/>' for side in ("top", "bottom", "insideH"))
    body = (
        f'{_XML_HEAD}<w:document xmlns:w="{_WORD}"><w:body>'
        '<w:p><w:pPr><w:spacing w:after="240"/></w:pPr><w:r><w:rPr><w:b/><w:sz w:val="32"/></w:rPr>'
        f"{_docx_text(title)}</w:r></w:p>"
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="4800"/><w:gridCol w:w="4800"/></w:tblGrid>{lines}</w:tbl>'
        '<w:p/><w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" '
        'w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    types = (
        f'{_XML_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        f'{_XML_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", body)):
            # The same document gives the same bytes at any time.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _docx_cell(value: str, language: str, row: Row) -> str:
    bold = "<w:b/>" if row.shape is Shape.HEADING else ""
    run = f'<w:r><w:rPr>{bold}<w:lang w:val="{language}"/></w:rPr>{_docx_text(value)}</w:r>'
    return f'<w:tc><w:tcPr><w:tcW w:w="2500" w:type="pct"/></w:tcPr><w:p>{run}</w:p></w:tc>'


def _docx_text(value: str) -> str:
    lines = _xml_characters(in_plain_sight(value)).split("\n")
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)


def _rows(document: Document) -> list[Row]:
    return [row for row in rows_of(document) if row.segment >= 0]


def _xml_characters(value: str) -> str:
    return _NOT_XML.sub("\ufffd", value)


def _xml(value: str) -> str:
    return escape(_xml_characters(value), {"\r": "&#13;"})


def _xliff_text(value: str) -> str:
    """Return text for XLIFF, which has an element of its own for what XML cannot hold."""
    pieces: list[str] = []
    position = 0
    for match in _NOT_XML.finditer(value):
        code = ord(match[0])
        hidden = "\ufffd" if 0xD800 <= code <= 0xDFFF else f'<cp hex="{code:04X}"/>'
        pieces += (_xml(value[position : match.start()]), hidden)
        position = match.end()
    return "".join([*pieces, _xml(value[position:])])


EXPORTS = {
    "tmx": Export(".tmx", _tmx),
    "xliff": Export(".xlf", _xliff),
    "tsv": Export(".tsv", _tsv),
    "two-columns": Export(".html", _html),
    "docx": Export(".docx", _docx),
}
"""The forms of export by name."""
