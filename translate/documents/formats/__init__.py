"""Documents in and out. A new format is a class as in `base.Format` and one line in `FORMATS`.

A format that is more than its text is read into a coded view. How to write such a reader:

1. Make a `skeleton.Member` of the bytes of each file inside, or of the file itself, with its encoding.
2. Find the paragraphs, cells, cues: whatever a sentence never goes across. For each make a `blocks.Builder` with the
   byte where it begins and a `Spelling`, which says how the format writes text (`xml_events.XmlText` for XML). Tell it
   in order what comes, each with its bytes: `text`, `open` and `close` (pairs), `mark`, `word`, `line_break`, `range`
   (a pair that is no element), `boundary`. `finish` returns its blocks. What lies between two pieces (the end of a run
   and the beginning of the next) needs no piece: it is copied, or made from the states that the builder was told.
3. Where formats are runs that can be opened anywhere, set `Builder.state` to the `skeleton.Tag`s that are open; for the
   runs of Office `office.Runs` does it. Codes for bold and italic then come by themselves, as few as can be. Where all
   that stands between texts is pairs and marks, leave the state alone.
4. Note where the file says that it is French in `Member.language`. Where the English stands beside the French, as in
   PO and XLIFF, write the file with `bilingual.filled`.
   For files that are text, `text_file.TextFile` has the member and a builder that counts in characters, and
   `placeholders.add_text` finds what programs put into sentences.
5. `Skeleton(name, members, blocks, pack).document()` is the result of `read`; `write` comes with `skeleton.Spliced`.
   `pack` makes the file of changed members: `container.Archive.write` for ZIP files, else `skeleton.alone`.
6. Have its tests inherit from `contracts.CodedContract`, which tries all that must hold.

`docx` is the longest reader, `office.DrawingPart` a short one. Bad input is an `InputError` of one sentence; time must
grow with the size of the file only.
"""

import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.terms import disk
from translate.documents.errors import InputError
from translate.documents.records import Document
from translate.documents.rows.base import SUFFIXES, is_packed

if TYPE_CHECKING:
    from translate.documents.formats.base import Format

FORMATS = {
    "text": "translate.documents.formats.text:Text",
    "markdown": "translate.documents.formats.markdown:Markdown",
    "docx": "translate.documents.formats.docx:Docx",
    "odf": "translate.documents.formats.odf:OpenDocument",
    "html": "translate.documents.formats.html:Html",
    "pptx": "translate.documents.formats.pptx:Pptx",
    "xlsx": "translate.documents.formats.xlsx:Xlsx",
    "epub": "translate.documents.formats.epub:Epub",
    "json": "translate.documents.formats.json_values:Json",
    "notebook": "translate.documents.formats.notebook:Notebook",
    "pdf": "translate.documents.formats.pdf:Pdf",
    "csv": "translate.documents.formats.table:Table",
    "po": "translate.documents.formats.po:Po",
    "xliff": "translate.documents.formats.xliff:Xliff",
    "subtitles": "translate.documents.formats.subtitles:Subtitles",
}
_TEXTS = ("text", "markdown", "pdf")
"""Formats whose documents are text; the text of all others is a coded view."""
_CHOOSING = ("csv", "json")
"""Formats of which only a part is text: the columns or fields that are named behind a colon."""
_DECLARING = ("html",)
"""Formats whose files say what their encoding is, and keep it where no other is asked for."""
_BILINGUAL = ("po", "xliff")
"""Formats of files that hold the French and its English."""
_ARCHIVE, _BINARY = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ARCHIVES = {
    "odf": b"mimetypeapplication/vnd.oasis.opendocument.",
    "epub": b"META-INF/container.xml",
    "docx": b"word/",
    "pptx": b"ppt/presentation.xml",
    "xlsx": b"xl/workbook.xml",
}
"""What stands at the beginning of a ZIP file of a format, or among the names of its members."""
_PDF = b"%PDF-"
_LONGEST_DIRECTORY = 1 << 20
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def format_named(name: str) -> "Format":
    """Return the format of this name; behind a colon it may say what is chosen, as in `csv:title,text`.

    :raises InputError: where there is none, or nothing to choose in it; the message lists the names there are.

    >>> format_named("markdown").suffixes[0]
    '.md'
    """
    name, _, chosen = name.partition(":")
    if name not in FORMATS:
        raise InputError(f"there is no document format named {name!r}; there are {', '.join(FORMATS)}")
    if chosen and name not in _CHOOSING:
        raise InputError(f"nothing can be chosen in the format {name}, only in {' and '.join(_CHOOSING)}")
    module, _, attribute = FORMATS[name].partition(":")
    made = getattr(import_module(module), attribute)
    found: Format = made(chosen) if chosen else made()
    return found


def folder_suffixes(format: str | None, *, by_row: bool = False) -> frozenset[str]:
    """Return the suffixes of the files that are taken from a folder where `format` is asked for.

    Of the formats in which something has to be chosen, only that is among them which `format` chooses in.

    :param by_row: whether files of rows are read row by row, as those that are compressed have to be.
    """
    chosen = (format or "").partition(":")[0]
    names = [name for name in FORMATS if name not in _CHOOSING or name == chosen]
    packed = SUFFIXES.get(chosen, ()) if by_row else ()
    return frozenset((*packed, *(suffix for name in names for suffix in format_named(name).suffixes if suffix)))


def read_text(text: str, *, format: str) -> Document:
    """Return the document that `text` is in the format of this name.

    :raises InputError: where there is no such format.

    >>> [segment.source for segment in read_text("# Un titre", format="markdown").segments]
    ['Un titre']
    """
    name = format_named(format).name
    if name not in _TEXTS:
        from translate.documents.formats.codes import read_view

        return read_view(text, format=name)
    document: Document = import_module(FORMATS[name].partition(":")[0]).read_text(text)
    return document


def format_for(path: Path) -> "Format":
    """Return the format that the suffix of `path` stands for, in upper or lower case; plain text where it has none.

    :raises InputError: where the suffix is unknown; the message lists the known ones.
    """
    known: list[str] = []
    for candidate in map(format_named, FORMATS):  # one by one: a reader takes its time to be loaded
        if path.suffix.lower() in candidate.suffixes:
            return candidate
        known += filter(None, candidate.suffixes)
    raise InputError(
        f"{path}: no format is known for the suffix {path.suffix}, only for {', '.join(known)}; name the format with "
        "--format"
    )


def _format_of(path: Path, data: bytes) -> "Format":
    """Return the format that the content of a file says it has, or else its suffix.

    :raises InputError: where neither says it.
    """
    if data.startswith(_ARCHIVE):
        directory = data[-min(len(data), _LONGEST_DIRECTORY) :]
        signed = [name for name, sign in _ARCHIVES.items() if sign in data[:256] or sign in directory]
        # A file that stands in another one as it is shows its sign, too.
        own = [name for name in signed if path.suffix.lower() in format_named(name).suffixes]
        if signed:
            return format_named((own or signed)[0])
    if data.startswith(_BINARY):
        # Its reader tells a file with a password from one of the old form.
        return format_named("docx")
    try:
        return format_for(path)
    except InputError:
        if _PAGE.match(data):
            return format_named("html")
        raise


def _chosen_format(path: Path, data: bytes, name: str) -> "Format":
    """Return the format of this name; one with a choice only concerns files of its own kind, and those of no kind."""
    found = format_named(name)
    if ":" in name:
        try:
            own = _format_of(path, data)
        except InputError:
            return found
        if own.name not in (found.name, "text"):
            return own
    return found


def read(path: Path, *, encoding: str | None = None, format: str | None = None) -> Document:
    """Read the document at `path`; see `load` and `document_of`.

    :raises InputError: where either cannot be done; the message begins with the path.
    """
    return document_of(load(path), path=path, encoding=encoding, format=format)


def load(path: Path) -> bytes:
    """Return the bytes of the file at `path`.

    :raises InputError: where the file is missing, a folder, unreadable, or to be read row by row alone; the message
        begins with the path.
    """
    if is_packed(path):
        raise InputError(
            f"{path}: such a file is only translated, row by row and into a file; leave away -o -, --json, --verbose, "
            "--report and --review, and unpack it for other commands"
        )
    try:
        return disk.read(path)
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file; check the name") from error
    except IsADirectoryError as error:
        raise InputError(f"{path}: this is a folder, not a file; name the files in it") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: the file cannot be read ({reason}); check its name and permissions") from error


def document_of(data: bytes, *, path: Path, encoding: str | None = None, format: str | None = None) -> Document:
    """Return the document that the bytes of the file at `path` are.

    :param encoding: the name of its encoding; found from its bytes where None.
    :param format: a name as for `format_named`; found from the content and the suffix where None.
    :raises InputError: where its format is unknown or its bytes do not fit; the message begins with the path.
    """
    if data.startswith(_PDF):
        format = "pdf"  # which becomes Markdown, so that this may be asked for
    chosen = _format_of(path, data) if format is None else _chosen_format(path, data, format)
    try:
        return replace(chosen.read(data, encoding=encoding), path=path)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def read_both(
    path: Path, *, encoding: str | None = None, format: str | None = None
) -> tuple[Document, Document] | None:
    """Return the French and the English of the file at `path` where it holds both, as texts, line by line; else None.

    :raises InputError: where it cannot be read; the message begins with the path.
    """
    data = load(path)
    chosen = _format_of(path, data) if format is None else _chosen_format(path, data, format)
    if chosen.name not in _BILINGUAL:
        return None
    from translate.documents.formats.bilingual import side_by_side
    from translate.documents.formats.po import Po
    from translate.documents.formats.xliff import Xliff

    try:
        return side_by_side((Po() if chosen.name == Po.name else Xliff()).translations(data, encoding=encoding))
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def english_bytes(document: Document, encoding: str | None) -> bytes:
    """Return the file of a translated document.

    :param encoding: its encoding; where None, UTF-8, or what a page declares. A byte order mark stays with UTF-8: it
        belongs to the file, not to its language.
    :raises OutputError: as `base.Format.write`.
    """
    if encoding is None and document.format not in _DECLARING:
        encoding = "utf-8"
    if encoding == "utf-8" and document.encoding == "utf-8-sig":
        encoding = "utf-8-sig"
    return format_named(document.format).write(document, encoding=encoding)
