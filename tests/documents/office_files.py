"""Word files made of a few runs, for tests that try combinations."""

import io
import zipfile
from collections.abc import Mapping

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    "{}</Types>"
)
_KINDS = {
    "word/document.xml": "document.main",
    "word/footnotes.xml": "footnotes",
    "word/header1.xml": "header",
    "word/styles.xml": "styles",
    "word/numbering.xml": "numbering",
}


def zipped(members: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return members as a ZIP file, the same bytes at any time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else method
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, stored)
    return packed.getvalue()


def word_xml(body: str, *, root: str = "document", head: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> str:
    """Return a part of a Word file; the body of a document stands in its own element."""
    inner = f"<w:body>{body}</w:body>" if root == "document" else body
    names = (
        f'xmlns:w="{WORD}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    )
    return f"{head}<w:{root} {names}>{inner}</w:{root}>"


def docx(body: str, **others: str) -> bytes:
    """Return a Word file with this XML in its body; `others` are the parts `footnotes`, `header1`... with their XML."""
    members: dict[str, str] = {"word/document.xml": word_xml(body)}
    for name, content in others.items():
        root = {"header1": "hdr"}.get(name, name)
        members[f"word/{name}.xml"] = word_xml(content, root=root)
    types = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.'
        f'{_KINDS[name]}+xml"/>'
        for name in members
    )
    return zipped({"[Content_Types].xml": _TYPES.format(types), **members})


def run(text: str, properties: str = "") -> str:
    """Return a run with a text."""
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<w:r>{inside}<w:t{space}>{text}</w:t></w:r>"


def paragraph(*content: str) -> str:
    """Return a paragraph of runs."""
    return f"<w:p>{''.join(content)}</w:p>"


def field(instruction: str, result: str) -> str:
    """Return a field in its long form."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def body_of(data: bytes) -> str:
    """Return what stands in the body of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
    return xml.partition("<w:body>")[2].partition("</w:body>")[0]
