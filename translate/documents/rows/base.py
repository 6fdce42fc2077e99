"""What a file of rows is, how it is named, and what is written for its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from translate.documents.records import Document

_LINES = (".jsonl", ".ndjson", ".json")
_TABLES = (".csv", ".tsv", ".tab")
_COMPRESSED = (".gz", ".zst")
PARQUET = ".parquet"
SUFFIXES = {
    "json": tuple(f"{kind}{form}" for kind in _LINES for form in ("", *_COMPRESSED) if kind + form != ".json"),
    "csv": (*(f"{kind}{form}" for kind in _TABLES for form in ("", *_COMPRESSED)), PARQUET),
}
"""How the names of files of rows end, by the format in which something is chosen in them. A file that is JSON alone is
no such file, but compressed it is: corpora such as C4 name their lines of JSON so."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, numbered from 1: `raw` as it stands in the file with its end, and the `document` in it, if any.

    `error` says why it is not translated.
    """

    number: int
    raw: str
    document: Document | None
    error: str | None = None


class RowFile(Protocol):
    """A file of rows that becomes another one; `head` are the bytes before the first row that is written."""

    head: bytes

    def rows(self, *, after: int) -> Iterator[Row]:
        """Yield the rows behind row number `after` in order, few of them in memory at a time.

        :raises InputError: where the file is damaged so that no more rows can be told.
        """
        ...

    def bytes_of(self, row: Row) -> bytes:
        """Return what is written for a row whose document is translated; one with an `error` keeps its French.

        :raises OutputError: where the encoding lacks a character, or a translation has not the codes of its French.
        """
        ...

    def packed(self, data: bytes) -> bytes:
        """Return the bytes of some rows as they stand in the file: a piece that nothing around it changes."""
        ...

    def finish(self, written: Path) -> Path:
        """Return the file that is made of `written`, to which `head` and all pieces were written; it may be that one.

        :raises InputError: where the French cannot be read a second time.
        """
        ...


def suffix_of(name: str) -> str:
    """Return the end of a file's name that tells its kind, in small letters: two suffixes of what is compressed.

    >>> suffix_of("corpus.JSONL.gz"), suffix_of("article.txt"), suffix_of(".hidden")
    ('.jsonl.gz', '.txt', '')
    """
    last = _last_suffix(name)
    return _last_suffix(name[: -len(last)]) + last if last in _COMPRESSED else last


def _last_suffix(name: str) -> str:
    """Return what `Path.suffix` does, in small letters, in a tenth of the time: a folder may have a million names."""
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def is_of_rows(path: Path, format: str | None) -> bool:
    """Tell by its name whether a file has rows.

    :param format: the format that is asked for, if any: a file that is to be read as plain text has none.
    """
    asked = (format or "").partition(":")[0]
    return asked in ("", *SUFFIXES) and any(suffix_of(path.name) in suffixes for suffixes in SUFFIXES.values())


def is_packed(path: Path) -> bool:
    """Tell by its name whether a file can be read row by row alone: one that is compressed, or Parquet."""
    return is_of_rows(path, None) and path.suffix.lower() in (*_COMPRESSED, PARQUET)
