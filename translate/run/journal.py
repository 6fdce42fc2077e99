"""What became of each document of a folder: files that only grow, from which a run goes on where another was killed.

They lie in `.fr2en/journal` of the folder that gets the English, one a process, so that no two processes write into one
and none has to lock anything. Each line is a record in JSON, written by one call of the system:

    {"v": 1, "state": "run", "signature": ..., "options": ..., "host": ..., "pid": ..., "time": ...}     the first line
    {"v": 1, "state": "started", "path": "a/b.docx", "out": "a/b.en.docx", "key": ...}
    {"v": 1, "state": "writing", ..., "digest": ..., "bytes": 9311, "segments": 28, "words": 611, "warnings": 2, ...}
    {"v": 1, "state": "done", ...}                                              the same, when the file is in its place
    {"v": 1, "state": "refused" | "failed" | "crashed", ..., "reason": ...}

`path` is the French and `out` the English, both as seen from the folder. `key` is a hash of all that makes the English
what it is, `digest` one of the English itself. What holds is found by them alone, never by times or by the order of
lines: a result counts where a record says that these very bytes came of this very key. `started` lines are on the disk
before the first result of their window has its name, `done` lines some seconds later.
"""

import contextlib
import functools
import hashlib
import json
import os
import re
import socket
import time
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.documents.errors import InputError, OutputError

VERSION = 1
FOLDER = Path(".fr2en") / "journal"
"""Where the journals are, in the folder that gets the English."""
_SYNC_EVERY = 5.0
"""Seconds after which what was done is put on the disk: 3 ms each time, and a loss of power costs no more than that."""
Record = Mapping[str, object]


def job_key(signature: str, options: Sequence[str], data: bytes) -> str:
    """Return the hash of all that makes the English of one document what it is.

    :param signature: that of the translator for this document, see `Translator.signature_of`.
    :param options: how it is read and written.
    :param data: the bytes of the French.

    >>> job_key("model:a", ("text",), b"Oui.") == job_key("model:a", ("text",), b"Oui.")
    True
    >>> job_key("a", ("bc",), b"") == job_key("ab", ("c",), b"")
    False
    """
    made = hashlib.sha256()
    for part in (b"fr2en-job-1", *(text.encode("utf-8", "surrogatepass") for text in (signature, *options)), data):
        made.update(len(part).to_bytes(8, "big"))
        made.update(part)
    return made.hexdigest()


def digest_of(data: bytes) -> str:
    """Return the hash by which the bytes of a result are known."""
    return hashlib.sha256(data).hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file of any size.

    :raises OSError: where it cannot be read.
    """
    made = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while data := file.read(1 << 20):
            made.update(data)
    return made.hexdigest()


class Journal:
    """The file of this process, made when there is something to write."""

    def __init__(self, root: Path, run: Record) -> None:
        """Write below `root`; `run` is what the first line says of this run.

        Nothing is opened or made before the first record.
        """
        self._folder, self._run = root / FOLDER, run
        self._handle = -1
        self._unsynced: set[str] = set()
        self._synced = time.monotonic()

    def append(self, state: str, facts: Record) -> None:
        """Write a record.

        :raises OutputError: where that cannot be done, as on a full disk.
        """
        if self._handle < 0:
            self._open()
        self._write({"v": VERSION, "state": state, **facts})
        self._unsynced.add(state)
        if state != "started" and time.monotonic() - self._synced > _SYNC_EVERY:
            self.sync()

    def sync_started(self) -> None:
        """Put the records of what was started on the disk, where they are not there yet."""
        if "started" in self._unsynced:
            self.sync()

    def sync(self) -> None:
        """Put all records on the disk.

        :raises OutputError: where that cannot be done.
        """
        if self._unsynced:
            with _said(self._folder):
                os.fsync(self._handle)
            self._unsynced.clear()
        self._synced = time.monotonic()

    def close(self) -> None:
        """Put all records on the disk and close the file."""
        if self._handle >= 0:
            try:
                self.sync()
            finally:
                os.close(self._handle)
                self._handle = -1

    def _open(self) -> None:
        host = re.sub(r"[^\w.]+", "_", socket.gethostname())
        path = self._folder / f"{host}-{os.getpid()}-{time.time_ns()}.jsonl"
        with _said(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o666)
        about = {"host": host, "pid": os.getpid(), "time": int(time.time())}
        self._write({"v": VERSION, "state": "run", **self._run, **about})

    def _write(self, record: Record) -> None:
        line = json.dumps(record, separators=(",", ":")).encode() + b"\n"
        with _said(self._folder):
            written = os.write(self._handle, line)
            while written < len(line):  # a disk that is nearly full takes a part; what follows fails and says why
                written += os.write(self._handle, line[written:])


@contextlib.contextmanager
def _said(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{folder}: what was done could not be written down ({error.strerror or error}) and the run ends here; "
            "make room or check the permissions, and run again"
        ) from error


def records(root: Path) -> Iterator[Mapping[str, object]]:
    """Yield all records below `root`, process by process, those that began later last; a line cut off is none.

    :raises InputError: where a journal cannot be read or comes of a newer fr2en.
    """
    for path in sorted((root / FOLDER).glob("*.jsonl"), key=lambda path: path.stem.rpartition("-")[::-1]):
        try:
            with path.open("rb") as file:
                for line in file:
                    if (record := _record(line, path)) is not None:
                        yield record
        except OSError as error:
            raise InputError(f"{path}: the journal cannot be read ({error.strerror}); check its permissions") from error


def _record(line: bytes, path: Path) -> Mapping[str, object] | None:
    try:
        record = json.loads(line)
    except ValueError:  # torn: the process was killed, or the power went
        return None
    if not isinstance(record, dict):
        return None
    if record.get("v") != VERSION:
        raise InputError(
            f"{path}: the journal is of version {record.get('v')!r} and this fr2en knows version {VERSION}; "
            "use the fr2en that wrote it, or another folder"
        )
    return record


@dataclass(frozen=True, slots=True)
class Names:
    """A job as the journal names it: the French and the English as seen from the folder."""

    path: str
    out: str


def names_of(source: Path, target: Path, root: Path) -> Names:
    """Return how the journal in `root` names a job.

    >>> names_of(Path("/french/a/b.txt"), Path("/english/a/b.en.txt"), Path("/english"))
    Names(path='../french/a/b.txt', out='a/b.en.txt')
    """
    return Names(_seen_from(root, source), _seen_from(root, target))


def _seen_from(root: Path, path: Path) -> str:
    if path.name in ("", ".."):
        return _folder_seen_from(root, path)
    folder = _folder_seen_from(root, path.parent)
    return path.name if folder == "." else f"{folder}/{path.name}"


@functools.lru_cache(maxsize=64)
def _folder_seen_from(root: Path, folder: Path) -> str:
    try:
        seen = os.path.relpath(folder, root)
    except ValueError:  # on another disk of Windows
        seen = str(folder.absolute())
    return seen.replace(os.sep, "/")


class Known:
    """What the journals of a folder say, in about 40 bytes a document: hashes of what is asked for."""

    def __init__(self, root: Path) -> None:
        """Read the journals.

        :raises InputError: where one cannot be read or comes of a newer fr2en.
        """
        self._hashes: dict[str, array[int]] = {}
        self._failures: dict[int, tuple[str, str]] = {}
        for record in records(root):
            self._take(record)
        for kind, hashes in self._hashes.items():
            self._hashes[kind] = array("Q", sorted(hashes))

    def _take(self, record: Record) -> None:
        state = record.get("state")
        if state in ("started", "writing", "done"):
            path, out, key = str(record.get("path")), str(record.get("out")), str(record.get("key"))
            if state == "started":
                self._add("begun", path, out)
                return
            digest = str(record.get("digest"))
            self._add("writing" if state == "writing" else "done", path, out, key, digest)
            if state == "writing" or record.get("adopted"):
                self._add("ours", path, out, digest)
                self._add("written", path, out)
                for grave in ("errors", "warnings"):
                    if record.get(grave):
                        self._add(grave, path, out, key, digest)
        elif state in ("refused", "crashed"):
            names = str(record.get("path")), str(record.get("out")), str(record.get("key"))
            self._failures[_hash(*names)] = str(state), str(record.get("reason"))

    def _add(self, kind: str, *parts: str) -> None:
        hashes = self._hashes.get(kind)
        if hashes is None:
            hashes = self._hashes[kind] = array("Q")
        hashes.append(_hash(*parts))

    def is_done(self, names: Names, key: str, digest: str) -> bool:
        """Tell whether it is written down that these bytes came of this key and are in their place."""
        return self._has("done", names.path, names.out, key, digest)

    def is_made(self, names: Names, key: str, digest: str) -> bool:
        """Tell whether these bytes came of this key."""
        return self._has("writing", names.path, names.out, key, digest)

    def is_ours(self, names: Names, digest: str) -> bool:
        """Tell whether these bytes came of this document, with whatever settings."""
        return self._has("ours", names.path, names.out, digest)

    def was_written(self, names: Names) -> bool:
        """Tell whether the English of this document was ever written here, or about to be."""
        return self._has("written", names.path, names.out)

    def was_started(self, names: Names) -> bool:
        """Tell whether this document was ever started here."""
        return self._has("begun", names.path, names.out)

    def gravest(self, names: Names, key: str, digest: str) -> str:
        """Return the gravest kind of finding of a result: "error", "warning" or "never"."""
        parts = names.path, names.out, key, digest
        return next((kind for kind in ("error", "warning") if self._has(f"{kind}s", *parts)), "never")

    def failure(self, names: Names, key: str) -> tuple[str, str] | None:
        """Return the state and the sentence of a document that these settings cannot translate; None for others."""
        return self._failures.get(_hash(names.path, names.out, key))

    def _has(self, kind: str, *parts: str) -> bool:
        hashes = self._hashes.get(kind)
        if not hashes:
            return False
        wanted = _hash(*parts)
        place = bisect_left(hashes, wanted)
        return place < len(hashes) and hashes[place] == wanted


def _hash(*parts: str) -> int:
    """Return 64 bits: of a million records and a million questions, one in ten million runs has two that are alike."""
    data = "\0".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the documents of a folder stand.

    `states` has the number of documents for each state, `totals` what was made of those that are done, `failures` the
    records of those that could not be translated.
    """

    states: Mapping[str, int]
    totals: Mapping[str, int]
    journals: int
    failures: Sequence[Record]


COUNTS = ("bytes", "segments", "words", "warnings", "errors", "repairs")
"""What is counted of each document that is done; bytes are those of the English."""
_STATES = {
    "started": "unfinished",
    "writing": "unfinished",
    "done": "done",
    "refused": "refused",
    "crashed": "crashed",
    "failed": "failed",
}
"""What the last record of a document says of it."""


def standing(root: Path) -> Standing:
    """Return where the documents of a folder stand, by the journals of all processes.

    :raises InputError: where there is no journal, or one that cannot be read.
    """
    if not (root / FOLDER).is_dir():
        raise InputError(f"{root} has no journal; name a folder into which fr2en has translated others")
    latest: dict[int, Record] = {}
    journals = 0
    for record in records(root):
        state = record.get("state")
        journals += state == "run"
        if state in _STATES:
            place = _hash(str(record.get("path")), str(record.get("out")))
            if "reason" in record:
                latest[place] = record
            elif state == "done" and "segments" not in record:  # written down by the run after one that was killed
                latest[place] = {**latest.get(place, {}), "state": state}
            else:
                latest[place] = {name: record[name] for name in ("state", *COUNTS) if name in record}
    states = dict.fromkeys(("done", "unfinished", "refused", "crashed", "failed"), 0)
    totals = dict.fromkeys(COUNTS, 0)
    for record in latest.values():
        state = _STATES[str(record["state"])]
        states[state] += 1
        if state == "done":
            for name in COUNTS:
                totals[name] += int(str(record.get(name, 0)))
    failures = sorted(
        (record for record in latest.values() if "reason" in record), key=lambda record: str(record.get("path"))
    )
    return Standing(states, totals, journals, failures)
