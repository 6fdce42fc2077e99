"""PDF files in: their text as Markdown. A PDF is never written; what is made of one is a Markdown file.

PDFium reads the letters with their places (the extra `pdf` of the package), `pdf_layout` finds the paragraphs.
"""

import ctypes
from collections.abc import Iterator

from glossary.repair import repair
from translate.documents.errors import InputError
from translate.documents.formats import markdown
from translate.documents.formats.pdf_layout import HYPHEN, Letter, Page, markdown_of
from translate.documents.records import Document

_MOST_PAGES = 5000
_LEAST_SPACE = 0.1
"""Times the size of the letters: where less is between two of them, such as those of a ligature, there is no space."""
_MOST_LETTERS = 20_000
"""Letters of a page that are read: more than print can hold."""


def read_text(text: str) -> Document:
    """Return Markdown that was made of a PDF file."""
    return markdown.read_text(text)


class Pdf:
    """PDF files, which become Markdown."""

    name = "pdf"
    suffixes = (".pdf",)
    plain = False

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Return the text of a PDF file as a document of Markdown; `encoding` is of no concern.

        :raises InputError: where it is damaged, protected by a password, has no text, or pypdfium2 is not installed.
        """
        pages = list(_pages(data))
        text = markdown_of(pages, join=_joined)
        if not any(map(str.isalnum, text)):
            raise InputError(
                "the PDF has no text, only pictures of it; have a program for text recognition (OCR) add the text first"
            )
        return markdown.read_text(text)

    def write(self, document: Document, *, encoding: str | None = None) -> bytes:
        """Return the Markdown of `document`; see `translate.documents.formats.base.Format.write`."""
        return markdown.Markdown().write(document, encoding=encoding)


def _pages(data: bytes) -> Iterator[Page]:
    """Yield the pages of a file.

    :raises InputError: where it cannot be read.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise InputError("PDF files need one more library; install it with: pip install 'fr2en[pdf]'") from error
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("the PDF is protected by a password; save a copy without one") from error
        raise InputError("the PDF is damaged, or is none; open it in a viewer and save it anew") from error
    try:
        if len(file) > _MOST_PAGES:
            raise InputError(f"the PDF has {len(file):,} pages, more than {_MOST_PAGES:,}; cut it into parts")
        for number in range(len(file)):
            try:
                page = file[number]
                yield Page(list(_letters(page.get_textpage())), page.get_height())
            except pypdfium2.PdfiumError as error:
                raise InputError(f"page {number + 1} of the PDF is damaged; save the file anew in a viewer") from error
    finally:
        file.close()


def _letters(text: "object") -> Iterator[Letter]:
    """Yield the letters of a page; PDFium itself adds spaces between words."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    last: Letter | None = None
    waiting = False
    for index in range(min(pdfium.FPDFText_CountChars(text), _MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code <= 0xDFFF or code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF:
            continue
        character = HYPHEN if code == ord(HYPHEN) or pdfium.FPDFText_IsHyphen(text, index) == 1 else chr(code)
        if character in "\r\n":
            continue
        if pdfium.FPDFText_IsGenerated(text, index) == 1 and character != HYPHEN:
            waiting = waiting or character.isspace()
            continue
        pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        height = top.value - bottom.value
        size = pdfium.FPDFText_GetFontSize(text, index)
        matrix = pdfium.FS_MATRIX()
        if pdfium.FPDFText_GetMatrix(text, index, matrix):
            size *= abs(matrix.d) or abs(matrix.b) or 1
        letter = Letter(character, left.value, y.value, right.value, y.value + height, size or height or 1.0)
        if waiting and last is not None and letter.left - last.right > _LEAST_SPACE * letter.size:
            yield Letter(" ", last.right, last.bottom, last.right, last.top, last.size)
        yield letter
        last, waiting = letter, False


def _joined(lines: str) -> str:
    """Return the lines of a paragraph as one; a hyphen at the end of one stays where the word has it."""
    if "-\n" in lines:
        lines = repair(lines, only=("hyphenation",)).text
    return lines.replace("-\n", "-").replace("\n", " ")
