"""Rows of text: JSON Lines and tables, of which every byte stays that is no sentence of what was chosen.

The French is decoded as it comes; a row with bytes that do not fit its encoding keeps them and is not translated.
"""

import codecs
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from glossary.tables import expression
from translate.documents.encoding import decode, encode, without_mark
from translate.documents.errors import InputError, OutputError
from translate.documents.formats.json_values import Json
from translate.documents.formats.table import HeadOfTable
from translate.documents.formats.text_file import written_text
from translate.documents.records import Document
from translate.documents.rows.base import Row
from translate.documents.rows.compression import compressed, pieces

_SAMPLE = 1 << 20
"""Bytes at the beginning by which the encoding, and the sign between cells, are found."""
LONGEST_ROW = 1 << 24
"""Characters of a row: three times the longest novels; a longer one is in a file that has no rows."""
_MARK = "\ufeff"
_UNDECODED = expression(r"[\ud800-\udfff]")
"""Bytes that do not fit the encoding, as Python's `surrogateescape` keeps them."""


class _TextRows(ABC):
    """Rows of a text that becomes another one."""

    def __init__(self, source: Path, target: Path, *, encoding: str | None, output_encoding: str) -> None:
        self._source, self._target = source, target
        self.sample, self._encoding = _decoded(self._beginning(), encoding)
        marked = (output_encoding, self._encoding) == ("utf-8", "utf-8-sig")  # the mark is the file's, as for documents
        self._output_encoding = without_mark(output_encoding)
        self.head = compressed(encode("", "utf-8-sig" if marked else output_encoding), target)

    @abstractmethod
    def document_of(self, raw: str, number: int) -> Document | None:
        """Return the document in a row; None where there is nothing to translate.

        :raises InputError: where the row is damaged.
        """

    @abstractmethod
    def end_of_row(self, text: str, start: int, *, more: bool) -> int:
        """Return where the row that begins at `start` ends.

        :param more: whether the file may go on behind `text`; -1 is returned where that has to be known.
        """

    @abstractmethod
    def failed(self, raw: str, error: str) -> str:
        """Return a row that is not translated, with the error where it has a place for one."""

    def rows(self, *, after: int) -> Iterator[Row]:
        """See `translate.documents.rows.base.RowFile.rows`."""
        for number, raw in enumerate(self._raw_rows(), start=1):
            if number > after:
                try:
                    if _UNDECODED.search(raw):
                        raise InputError(f"it has bytes that are not valid {self._encoding}")
                    yield Row(number, raw, self.document_of(raw, number))
                except InputError as error:
                    yield Row(number, raw, None, str(error))

    def bytes_of(self, row: Row) -> bytes:
        """See `translate.documents.rows.base.RowFile.bytes_of`."""
        if row.error is None:
            text = row.raw if row.document is None else written_text(row.document)
            return encode(text, self._output_encoding)
        try:
            return self.failed(row.raw, row.error).encode(self._output_encoding, "surrogateescape")
        except UnicodeEncodeError as error:
            said = f"row {row.number} cannot be written in {self._output_encoding}; choose another, such as utf-8"
            raise OutputError(said) from error

    def packed(self, data: bytes) -> bytes:
        """See `translate.documents.rows.base.RowFile.packed`."""
        return compressed(data, self._target)

    def finish(self, written: Path) -> Path:
        """See `translate.documents.rows.base.RowFile.finish`: what was written is the file."""
        return written

    def _beginning(self) -> bytes:
        data = b""
        for piece in pieces(self._source):
            data += piece
            if len(data) >= _SAMPLE:
                return data[: data.rfind(b"\n") + 1 or len(data)] if b"\0" not in data else data[: len(data) & ~3]
        return data

    def _raw_rows(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(without_mark(self._encoding))("surrogateescape")
        text = decoder.decode(b"")
        begun = more = False
        coming = pieces(self._source)
        number = position = 0
        while True:
            piece = next(coming, None)
            more = piece is not None
            text, position = text[position:] + decoder.decode(piece or b"", final=not more), 0
            if text and not begun:
                begun, text = True, text.removeprefix(_MARK)
            while position < len(text):
                longer = len(text) - position > LONGEST_ROW
                end = self.end_of_row(text, position, more=more and not longer)
                if end < 0:
                    break
                number += 1
                if end - position > LONGEST_ROW:
                    raise InputError(f"row {number} is longer than {LONGEST_ROW:,} characters; is this a file of rows?")
                yield text[position:end]
                position = end
            if not more:
                return


class LineRows(_TextRows):
    """JSON Lines: a value a line, in which the strings of the `chosen` fields are translated."""

    def __init__(self, source: Path, target: Path, chosen: str, *, encoding: str | None, output_encoding: str) -> None:
        """See `translate.documents.rows.open_rows`."""
        super().__init__(source, target, encoding=encoding, output_encoding=output_encoding)
        self._format = Json(chosen)

    def document_of(self, raw: str, number: int) -> Document | None:
        """See `_TextRows.document_of`."""
        if not raw.strip():
            return None
        try:
            json.loads(raw.rstrip())
        except json.JSONDecodeError as error:
            raise InputError(f"it is no JSON ({error.msg}, character {error.colno})") from error
        except RecursionError as error:
            raise InputError("its values stand in each other too deeply") from error
        return self._format.read(raw.encode(), encoding="utf-8")

    def end_of_row(self, text: str, start: int, *, more: bool) -> int:
        """See `_TextRows.end_of_row`."""
        end = text.find("\n", start) + 1
        return end or (-1 if more else len(text))

    def failed(self, raw: str, error: str) -> str:
        r"""Return an object with the error in its field `fr2en`; what is no object, or has that field, as it is.

        >>> LineRows.failed(None, '{"text": "Oui."}\n', "it is long")
        '{"text": "Oui.", "fr2en": {"error": "it is long"}}\n'
        """
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            return raw
        if not isinstance(value, dict) or "fr2en" in value:
            return raw
        body = raw.rstrip()
        note = json.dumps({"error": error})
        return f'{body[:-1].rstrip()}{", " if value else ""}"fr2en": {note}}}{raw[len(body) :]}'


class TableRows(_TextRows):
    """A table as text, in which the cells of the `chosen` columns are translated; the first row may name them."""

    def __init__(self, source: Path, target: Path, chosen: str, *, encoding: str | None, output_encoding: str) -> None:
        """See `translate.documents.rows.open_rows`."""
        super().__init__(source, target, encoding=encoding, output_encoding=output_encoding)
        self._head = HeadOfTable(self.sample, chosen)

    def document_of(self, raw: str, number: int) -> Document | None:
        """See `_TextRows.document_of`."""
        return self._head.row(raw, number)

    def end_of_row(self, text: str, start: int, *, more: bool) -> int:
        """See `_TextRows.end_of_row`."""
        return self._head.end_of_row(text, start, longest=LONGEST_ROW, more=more)

    def failed(self, raw: str, error: str) -> str:
        """Return the row as it is: a table has no place for an error."""
        return raw


def _decoded(beginning: bytes, encoding: str | None) -> tuple[str, str]:
    """Return the beginning of a file as text, and its encoding; rows that do not fit are those rows' fault.

    :raises InputError: where the encoding cannot be told, or less than half of the rows are valid in it.
    """
    try:
        return decode(beginning, encoding=encoding)
    except InputError:
        name = without_mark(encoding or "utf-8")
        lines = beginning.split(b"\n")
        if 2 * sum(_is_valid(line, name) for line in lines) <= len(lines):
            raise
        return beginning.decode(name, "replace"), name


def _is_valid(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True
