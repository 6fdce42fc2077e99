"""A file of rows, translated a window at a time: killed anywhere and run again, it goes on behind the last window.

What is made lies in a hidden folder beside its place: `part`, which grows, and `rows.jsonl`, which says how far it is:

    {"v": 1, "key": ...}                                           of what it is made, see `translate.run.journal`
    {"row": 512, "bytes": 90311, "counts": {"segments": 1043, ...}, "failed": 1, "reasons": ["row 17: ..."]}
    {"whole": ...}                                                 the digest of the file that takes its place now

A window is on the disk before it is written down. What is in `part` behind the last window that is written down is cut
off, so that the bytes are those of one run; at the end `part` takes its place in one step and the folder goes.
"""

import contextlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from glossary.terms import disk
from translate.documents.counts import counted, counts_of
from translate.documents.errors import InputError, ModelError, OutputError, sentence
from translate.documents.records import Document
from translate.documents.rows.base import Row, RowFile
from translate.run.journal import file_digest

Prepared = TypeVar("Prepared")
_ENDING = ".fr2en-rows"
_VERSION = 1
_SEGMENTS, _ROWS, _CHARACTERS = 1024, 4096, 1 << 21
"""How much a window has at most, but for its last row: some minutes of one core are lost by a kill."""
_MOST_REASONS = 5
"""Rows that are named where they could not be translated."""


@dataclass(slots=True)
class Standing:
    """How far a file is: `row` rows are written in `bytes` bytes.

    `counts` are those of `translate.documents.counts.counts_of`, `failed` the rows that stay French and `reasons` says
    why of the first of them.
    """

    row: int = 0
    bytes: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    reasons: list[str] = field(default_factory=list)

    @property
    def notices(self) -> tuple[str, ...]:
        """Return what is said of the rows that stay French."""
        if not self.failed:
            return ()
        more = "; ..." if self.failed > len(self.reasons) else ""
        return (
            f"{counted(self.failed, 'row')} of {self.row:,} could not be translated: {'; '.join(self.reasons)}{more}",
        )


class Progress:
    """What is made of one file so far, on the disk; use it as a context, which keeps other runs away."""

    def __init__(self, target: Path, key: str) -> None:
        """Go on with what was made for `target`, or begin where it was made of something else.

        :param key: the hash of all that makes the English what it is.
        :raises OutputError: where that cannot be read or written, or another run is at it.
        """
        self._target = target
        self.standing = Standing()
        with self._said():
            self.folder = folder_of(target)
            self.part = self.folder / "part"
            self._open()
            try:
                self._go_on(key)
            except BaseException:
                self._close()
                raise

    def append(self, data: bytes, standing: Standing) -> None:
        """Put `data` behind what was made, with which the file stands as `standing` says.

        :raises OutputError: where that cannot be done, as on a full disk.
        """
        with self._said():
            disk.write_all(self._part, data)
            os.fsync(self._part)
            standing.bytes = self.standing.bytes + len(data)
            self._write_down(
                {
                    "row": standing.row,
                    "bytes": standing.bytes,
                    "counts": standing.counts,
                    "failed": standing.failed,
                    "reasons": standing.reasons,
                }
            )
        self.standing = standing

    def end(self, digest: str) -> None:
        """Write down that the file of this digest is whole, before it takes its place.

        :raises OutputError: where that cannot be done.
        """
        with self._said():
            self._write_down({"whole": digest})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        os.close(self._part)
        os.close(self._log)

    def _open(self) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        path = self.folder / "rows.jsonl"
        while True:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                self._log = os.open(path, flags, 0o666)
            except FileNotFoundError:  # another run has just ended
                continue
            if not _lock(self._log):
                os.close(self._log)
                raise OutputError(f"{self._target}: another run is translating it; wait for its end, and run again")
            if path.exists() and os.path.samestat(path.stat(), os.fstat(self._log)):
                break
            os.close(self._log)
        self._part = os.open(self.part, flags, 0o666)

    def _go_on(self, key: str) -> None:
        size = os.fstat(self._part).st_size
        about = {"v": _VERSION, "key": key}
        kept = 0
        with (self.folder / "rows.jsonl").open("rb") as log:
            for line in log:
                try:
                    record = json.loads(line) if line.endswith(b"\n") else None
                except ValueError:
                    record = None
                if record is None or (not kept and record != about):  # torn; or of other French, or other settings
                    break
                if kept and "row" in record:
                    if record["bytes"] > size:  # the power went, and the disk had written them in another order
                        break
                    self.standing = Standing(**{**record, "counts": Counter(record["counts"])})
                kept += len(line)
        os.ftruncate(self._part, self.standing.bytes)
        os.ftruncate(self._log, kept)
        if not kept:
            self._write_down(about)

    def _write_down(self, record: Mapping[str, object]) -> None:
        disk.write_all(self._log, json.dumps(record, separators=(",", ":")).encode() + b"\n")

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(
                f"{self._target} could not be written ({error.strerror or error}); what is done so far is kept, make "
                "room or check the permissions, and run again"
            ) from error


def translate_rows(
    file: RowFile,
    progress: Progress,
    *,
    source: Path,
    prepare: Callable[[Document], Prepared],
    translate: Callable[[Iterable[Prepared]], Iterator[Document]],
) -> Path:
    """Translate all rows of `file` that are not done yet; return where the English file lies, still in the folder.

    A row's fault is that row's: it stays French, with the error where its format has a place for one.

    :param prepare: see `translate.run.batch.run_jobs`, as for `translate`.
    :raises InputError: where the file is damaged, or none of the first rows can be translated.
    :raises ModelError: where the model cannot be used, which is no row's fault.
    :raises OutputError: where the English cannot be written.
    """
    if not progress.standing.row and not progress.standing.bytes:
        progress.append(file.head, Standing())
    for window in _windows(file.rows(after=progress.standing.row)):
        before = progress.standing
        made = _translated(window, source, prepare, translate)
        pieces: list[bytes] = []
        standing = Standing(window[-1].number, 0, Counter(before.counts), before.failed, [*before.reasons])
        for row in made:
            if row.error is None:
                try:
                    pieces.append(file.bytes_of(row))
                except OutputError as error:
                    row = replace(row, error=str(error))
                else:
                    if row.document is not None:
                        standing.counts.update(counts_of(row.document))
                    continue
            pieces.append(file.bytes_of(row))
            standing.failed += 1
            standing.counts.update({"warnings": 1, "errors": 1})
            if len(standing.reasons) < _MOST_REASONS:
                standing.reasons.append(f"row {row.number}: {row.error}")
        if not before.row and standing.failed and not standing.counts["segments"]:
            raise InputError(f"no row can be translated; {standing.reasons[0]}")
        progress.append(file.packed(b"".join(pieces)), standing)
    return file.finish(progress.part)


def folder_of(target: Path) -> Path:
    """Return the folder in which `target` grows, which is on the same disk.

    :raises OSError: where links lead in a circle.
    """
    place = disk.resolved(target)
    return place.with_name(disk.name_beside(place.name, _ENDING))


def has_ended(target: Path, key: str) -> bool:
    """Tell whether a run that was killed has just put `target`, made of what `key` says, in its place."""
    try:
        log = (folder_of(target) / "rows.jsonl").read_bytes().splitlines()
        return (
            len(log) > 1
            and json.loads(log[0]) == {"v": _VERSION, "key": key}
            and json.loads(log[-1]) == {"whole": file_digest(target)}
        )
    except (OSError, ValueError):
        return False


def sweep(target: Path) -> None:
    """Take away what is left of the making of `target`, which is whole."""
    with contextlib.suppress(OSError):
        folder = folder_of(target)
        for path in sorted(folder.iterdir()):  # what says how far it is goes last
            path.unlink(missing_ok=True)
        folder.rmdir()


def fingerprint(path: Path) -> bytes:
    """Return what stands for the bytes of a file of rows where a hash is made of them.

    :raises InputError: where it cannot be read.
    """
    try:
        return b"fr2en-rows-1:" + file_digest(path).encode()
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read ({error.strerror}); check its name") from error


def _windows(rows: Iterator[Row]) -> Iterator[list[Row]]:
    window: list[Row] = []
    segments = characters = 0
    for row in rows:
        window.append(row)
        segments += len(row.document.segments) if row.document else 0
        characters += len(row.raw)
        if segments >= _SEGMENTS or characters >= _CHARACTERS or len(window) >= _ROWS:
            yield window
            window, segments, characters = [], 0, 0
    if window:
        yield window


def _translated(
    window: Sequence[Row],
    source: Path,
    prepare: Callable[[Document], Prepared],
    translate: Callable[[Iterable[Prepared]], Iterator[Document]],
) -> Iterator[Row]:
    """Yield the rows with their documents translated, or with what was wrong with one."""
    tried: list[Row] = []
    prepared: dict[int, Prepared] = {}
    for row in window:
        if row.document is not None and row.error is None:
            try:
                prepared[row.number] = prepare(replace(row.document, path=source))
            except (ModelError, OutputError):
                raise
            except Exception as error:  # whatever is wrong with one row, the others can be done
                row = replace(row, error=sentence(error))
        tried.append(row)
    made = all_or_each(prepared, translate)
    for row in tried:
        found = made.get(row.number)
        if isinstance(found, str):
            yield replace(row, error=found)
        else:
            yield row if found is None else replace(row, document=found)


def all_or_each(
    prepared: Mapping[int, Prepared], translate: Callable[[Iterable[Prepared]], Iterator[Document]]
) -> dict[int, Document | str]:
    """Return what becomes of each row, all together or, where that fails, one by one."""
    try:
        return dict(zip(prepared, translate(prepared.values()), strict=True))
    except (ModelError, OutputError):
        raise
    except Exception as error:
        if len(prepared) == 1:
            return dict.fromkeys(prepared, sentence(error))
    made: dict[int, Document | str] = {}
    for number, one in prepared.items():
        made |= all_or_each({number: one}, translate)
    return made


def _lock(handle: int) -> bool:
    """Keep other processes away until `handle` is closed; True as well where the system knows no such locks."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return True
    return True
