"""Files of rows: JSON Lines, tables (csv, tsv) and Parquet, plain or compressed, of any size.

Each row is a document of its own, so that what becomes of it hangs on no other row, and a file is read and written a
few rows at a time. What is written can be cut between any two rows and continued there.
"""

from pathlib import Path

from translate.documents.errors import InputError
from translate.documents.rows.base import PARQUET, SUFFIXES, RowFile, suffix_of


def open_rows(
    source: Path, target: Path, *, format: str | None, encoding: str | None, output_encoding: str | None
) -> RowFile:
    """Return the file of rows at `source`, which becomes `target`; its suffix says how it is compressed.

    :param format: `json:` or `csv:` with the fields or columns to translate behind it.
    :param encoding: that of the French; found from its beginning where None.
    :param output_encoding: that of the English, UTF-8 where None.
    :raises InputError: where it cannot be read, or nothing is chosen in it; the message begins with the path.
    """
    name, _, chosen = (format or "").partition(":")
    suffix = suffix_of(source.name)
    kind = next(kind for kind, suffixes in SUFFIXES.items() if suffix in suffixes)
    chosen = chosen if kind == name else ""
    try:
        if PARQUET in (suffix, suffix_of(target.name)) and suffix != suffix_of(target.name):
            raise InputError(f"Parquet becomes Parquet, and nothing else does; {target} has another suffix")
        if suffix == PARQUET:
            from translate.documents.rows.parquet import ParquetRows

            return ParquetRows(source, chosen)
        from translate.documents.rows.text_rows import LineRows, TableRows

        made = LineRows if kind == "json" else TableRows
        return made(source, target, chosen, encoding=encoding, output_encoding=output_encoding or "utf-8")
    except InputError as error:
        raise InputError(f"{source}: {error}") from error
