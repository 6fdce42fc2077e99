"""Parquet: the chosen columns of text are translated, all others stay; errors stand in a column of their own.

Parquet cannot be continued after a kill, so the rows are written as lines of JSON first, of the chosen columns alone,
and the file is made of them and of the French at the end, in a small part of the time that the translation takes.
"""

import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from translate.documents.errors import InputError
from translate.documents.formats.json_values import Json
from translate.documents.formats.text_file import written_text
from translate.documents.rows.base import Row

ERRORS = "fr2en_error"
"""The column that says why a row was not translated; null where it was."""
_ROWS = 256
"""Rows that are read at a time."""
_GROUP = 1 << 26
"""Bytes of a group of rows that is written: half of what Parquet's own documentation takes for too little, since all of
it is in memory."""


class ParquetRows:
    """The rows of a Parquet file."""

    head = b""

    def __init__(self, source: Path, chosen: str) -> None:
        """Open the file at `source`; `chosen` are names of columns with commas between them.

        :raises InputError: where it cannot be read, a column is missing, or holds no text.
        """
        self._source = source
        schema = self._opened().schema_arrow
        texts = [field.name for field in schema if _is_text(field.type)]
        there = f"the columns of text are {', '.join(texts)}" if texts else "no column holds text"
        self._columns = [name for each in chosen.split(",") if (name := each.strip())]
        if not self._columns:
            raise InputError(f"name the columns to translate with --columns; {there}")
        for name in self._columns:
            if name not in texts:
                raise InputError(f"there is no column of text named {name}; {there}")
        if ERRORS in schema.names:
            raise InputError(f"the column {ERRORS} is there already, which this run would write; take it out first")
        self._format = Json(",".join(f"$.{number}" for number in range(len(self._columns))))

    def rows(self, *, after: int) -> Iterator[Row]:
        """See `translate.documents.rows.base.RowFile.rows`."""
        number = 0
        for batch in self._batches(self._columns):
            skipped = min(batch.num_rows, max(0, after - number))
            number += skipped
            columns = [batch.column(name).slice(skipped).cast("string").to_pylist() for name in self._columns]
            for values in zip(*columns, strict=True):
                number += 1
                raw = json.dumps(dict(enumerate(values)), ensure_ascii=False) + "\n"
                try:
                    yield Row(number, raw, self._format.read(raw.encode(), encoding="utf-8") if any(values) else None)
                except InputError as error:
                    yield Row(number, raw, None, str(error))

    def bytes_of(self, row: Row) -> bytes:
        """See `translate.documents.rows.base.RowFile.bytes_of`."""
        if row.error is not None:
            return json.dumps({**json.loads(row.raw), "fr2en": {"error": row.error}}).encode() + b"\n"
        return (row.raw if row.document is None else written_text(row.document)).encode()

    def packed(self, data: bytes) -> bytes:
        """See `translate.documents.rows.base.RowFile.packed`."""
        return data

    def finish(self, written: Path) -> Path:
        """See `translate.documents.rows.base.RowFile.finish`."""
        import pyarrow
        from pyarrow import parquet

        made = written.with_name(f"{written.name}.parquet")
        schema = self._opened().schema_arrow.append(pyarrow.field(ERRORS, pyarrow.string()))
        with written.open("rb") as lines, parquet.ParquetWriter(made, schema, compression="zstd") as writer:
            waiting: list[Any] = []
            for batch in self._batches(None):
                waiting.append(self._joined(batch, itertools.islice(lines, batch.num_rows), schema))
                if sum(each.nbytes for each in waiting) >= _GROUP:
                    writer.write_table(pyarrow.Table.from_batches(waiting, schema))
                    waiting.clear()
            if waiting:
                writer.write_table(pyarrow.Table.from_batches(waiting, schema))
        return made

    def _joined(self, batch: Any, lines: Iterable[bytes], schema: Any) -> Any:
        import pyarrow

        records = [json.loads(line) for line in lines]
        columns = {name: batch.column(name) for name in batch.schema.names}
        for number, name in enumerate(self._columns):
            texts = pyarrow.array([record[str(number)] for record in records], pyarrow.string())
            columns[name] = texts.cast(schema.field(name).type)
        columns[ERRORS] = pyarrow.array([record.get("fr2en", {}).get("error") for record in records], pyarrow.string())
        return pyarrow.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)

    def _batches(self, columns: list[str] | None) -> Iterator[Any]:
        import pyarrow

        try:
            yield from self._opened().iter_batches(batch_size=_ROWS, columns=columns)
        except (OSError, pyarrow.ArrowException) as error:
            raise InputError(f"the file cannot be read to its end ({error}); fetch it again") from error

    def _opened(self) -> Any:
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError as error:
            raise InputError(
                "Parquet files need one more library; install it with: pip install 'fr2en[parquet]'"
            ) from error
        try:
            return parquet.ParquetFile(self._source, memory_map=True)
        except FileNotFoundError as error:
            raise InputError("there is no such file; check the name") from error
        except (OSError, pyarrow.ArrowException) as error:
            raise InputError(f"the file is no Parquet, or damaged ({error}); fetch it again") from error


def _is_text(kind: Any) -> bool:
    import pyarrow

    if pyarrow.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind))
