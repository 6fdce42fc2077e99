"""The translation memory: pairs of French and English that somebody confirmed, to be used again word by word."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from glossary.tables import expression
from glossary.terms import disk
from translate.documents.errors import InputError, OutputError

APPLICATION = 0x66723265
"""Says in the head of an SQLite file that it is one of ours."""
_VERSION = 1
_TABLE = "CREATE TABLE pairs (source TEXT PRIMARY KEY, target TEXT NOT NULL) WITHOUT ROWID"
_PATIENCE = 10.0
"""Seconds to wait for another process that writes."""
_SURROGATE = expression("[\ud800-\udfff]")


class Memory:
    """Pairs of French and English in an SQLite file, or in a TMX file, which is only read.

    Use it from one thread. A French text has one English: the one that was added last.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Memory.open(Path(folder) / "memory.sqlite") as memory:
    ...     memory.add([("Il pleut.", "It is raining.")])
    ...     memory.look_up("Il pleut."), memory.look_up("Il neige.")
    1
    ('It is raining.', None)
    """

    def __init__(self, path: Path, connection: sqlite3.Connection | None) -> None:
        """Use `Memory.open`."""
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> "Memory":
        """Open the memory at `path`; one that is not there is empty, and made when something is added to it.

        :raises InputError: where the file cannot be read, or is no translation memory.
        """
        if path.suffix.lower() == ".tmx":
            return cls(path, _from_tmx(path))
        if not path.exists():
            return cls(path, None)
        connection = None
        try:
            connection = _connected(path)
            connection.execute("PRAGMA trusted_schema = OFF")
            application, version = (_pragma(connection, name) for name in ("application_id", "user_version"))
            parts = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            raise InputError(_said(path, error, "is no translation memory")) from error
        if application == version == 0 and not parts:
            connection.close()
            return cls(path, None)
        # Nothing but the table: a view or a trigger of the same name could do anything, for ever.
        if application != APPLICATION or version != _VERSION or parts != [("table", "pairs", _TABLE)]:
            connection.close()
            raise InputError(
                f"{path} is a database, but no translation memory that this version of fr2en knows; name another file"
            )
        return cls(path, connection)

    def look_up(self, source: str) -> str | None:
        """Return the English of `source`, None where it is not known; only an exact match counts.

        :raises InputError: where the file is damaged.
        """
        if self._connection is None or _SURROGATE.search(source):
            return None
        with self._reading() as connection:
            found = connection.execute("SELECT target FROM pairs WHERE source = ?", (source,)).fetchone()
        return None if found is None else _text(found[0], self.path)

    def __len__(self) -> int:
        """Return the number of pairs."""
        if self._connection is None:
            return 0
        with self._reading() as connection:
            return int(connection.execute("SELECT count(*) FROM pairs").fetchone()[0])

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits that change with the pairs."""
        total = hashlib.sha256()
        for source, target in self:
            total.update(f"{source}\0{target}\0".encode())
        return total.hexdigest()[:8]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield the pairs, sorted by their French."""
        if self._connection is None:
            return
        with self._reading() as connection:
            rows = connection.execute("SELECT source, target FROM pairs ORDER BY source").fetchall()
        yield from ((_text(source, self.path), _text(target, self.path)) for source, target in rows)

    def add(self, pairs: Iterable[tuple[str, str]]) -> int:
        """Add `pairs`, all of them or none; return how many are new or have another English now.

        :raises OutputError: where the file cannot be written, or is a TMX file.
        """
        listed = [(source, target) for source, target in pairs if source.strip() and target.strip()]
        if self.path.suffix.lower() == ".tmx":
            raise OutputError(f"{self.path} is only read; add to a memory with the suffix .sqlite")
        if any(_SURROGATE.search(text) for pair in listed for text in pair):
            raise OutputError("a pair has half of a surrogate pair, which no file can hold; remove it")
        try:
            if self._connection is None:
                self._connection = self._made()
            with self._connection as connection:
                connection.execute("BEGIN IMMEDIATE")
                before = connection.total_changes
                connection.executemany(
                    "INSERT INTO pairs VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET target = excluded.target "
                    "WHERE target <> excluded.target",
                    listed,
                )
                return connection.total_changes - before
        except (sqlite3.Error, OSError) as error:
            reason = getattr(error, "strerror", None) or error
            raise OutputError(
                f"{self.path} could not be written ({reason}); nothing was added to the memory"
            ) from error

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> "Memory":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _made(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connected(self.path)
        try:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                # Another process may have made it while this one waited.
                if not _pragma(connection, "application_id"):
                    connection.execute(_TABLE)
                    connection.execute(f"PRAGMA application_id = {APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {_VERSION}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        assert self._connection is not None  # callers have looked
        try:
            yield self._connection
        except sqlite3.Error as error:
            raise InputError(_said(self.path, error, "cannot be read")) from error


def _said(path: Path, error: sqlite3.Error, what: str) -> str:
    if "locked" in str(error):
        return f"{path} is in use by another process, which does not end; try again"
    return f"the translation memory {path} {what} ({error}); name another file, or remove this one"


def _text(value: object, path: Path) -> str:
    if not isinstance(value, str):
        raise InputError(
            f"the translation memory {path} holds something that is no text; name another file, or remove this one"
        )
    return value


def _connected(path: Path) -> sqlite3.Connection:
    # Without a level of isolation of its own, the module leaves transactions to us.
    return sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _from_tmx(path: Path) -> sqlite3.Connection:
    """Return a database in memory with the pairs of a TMX file.

    :raises InputError: where it cannot be read.
    """
    from translate.review.exports import read_tmx

    try:
        data = disk.read(path)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror or error}); check the name") from error
    try:
        pairs = read_tmx(data)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(_TABLE)
    connection.executemany("INSERT OR REPLACE INTO pairs VALUES (?, ?)", pairs)
    return connection
