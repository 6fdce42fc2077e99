"""Documents in and out. A new format is a class as in `base.Format` and one line in `FORMATS`."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.terms import disk
from translate.documents.errors import InputError
from translate.documents.records import Document

if TYPE_CHECKING:
    from translate.documents.formats.base import Format

FORMATS = {
    "text": "translate.documents.formats.text:Text",
    "markdown": "translate.documents.formats.markdown:Markdown",
}


def format_named(name: str) -> "Format":
    """Return the format of this name.

    :raises InputError: where there is none; the message lists the names there are.

    >>> format_named("markdown").suffixes[0]
    '.md'
    """
    if name not in FORMATS:
        raise InputError(f"there is no document format named {name!r}; there are {', '.join(FORMATS)}")
    module, _, attribute = FORMATS[name].partition(":")
    found: Format = getattr(import_module(module), attribute)()
    return found


def read_text(text: str, *, format: str) -> Document:
    """Return the document that `text` is in the format of this name.

    :raises InputError: where there is no such format.

    >>> [segment.source for segment in read_text("# Un titre", format="markdown").segments]
    ['Un titre']
    """
    format_named(format)
    document: Document = import_module(FORMATS[format].partition(":")[0]).read_text(text)
    return document


def format_for(path: Path) -> "Format":
    """Return the format that the suffix of `path` stands for, in upper or lower case; plain text where it has none.

    :raises InputError: where the suffix is unknown; the message lists the known ones.
    """
    formats = [format_named(name) for name in FORMATS]
    for candidate in formats:
        if path.suffix.lower() in candidate.suffixes:
            return candidate
    known = ", ".join(suffix for candidate in formats for suffix in candidate.suffixes if suffix)
    raise InputError(
        f"{path}: no format is known for the suffix {path.suffix}, only for {known}; name the format with --format"
    )


def read(path: Path, *, encoding: str | None = None, format: str | None = None) -> Document:
    """Read the document at `path`.

    :param encoding: the name of its encoding; found from its bytes where None.
    :param format: a key of `FORMATS`; found from the suffix where None.
    :raises InputError: where the file is missing, a folder or unreadable, its format is unknown or its bytes do not
        fit; the message begins with the path.
    """
    chosen = format_for(path) if format is None else format_named(format)
    try:
        data = disk.read(path)
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file; check the name") from error
    except IsADirectoryError as error:
        raise InputError(f"{path}: this is a folder, not a file; name the files in it") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: the file cannot be read ({reason}); check its name and permissions") from error
    try:
        return replace(chosen.read(data, encoding=encoding), path=path)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
