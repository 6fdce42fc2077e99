"""Files as all of this program reads and writes them: read within bounds, written whole or not at all.

Everything that is written for a user goes through `prepare`. Errors are those of the system, `OSError`.
"""

import contextlib
import errno
import os
import stat
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

MOST_STREAMED = 1 << 29
"""Bytes that are read at most from what is no regular file, such as a pipe: half a gigabyte of text is some 200 novels,
and a device such as /dev/zero has no end at all."""

_CHUNK = 1 << 20
_SUFFIX = ".fr2en-part"
_STALE = 3600.0
"""Seconds after which a file that is half written belongs to nobody: no write takes as long."""
_LONGEST_NAME = 240
"""Bytes of a name to which something can be added: file systems take 255."""
_MOST_TRIES = 1000
_PATIENCE = 10.0
"""Seconds to wait for another process that changes the same file; a change takes a hundredth of one."""


def read(path: Path) -> bytes:
    """Return the bytes of the file, pipe or device at `path`.

    :raises OSError: where it cannot be read, or more than `MOST_STREAMED` bytes come of what is no regular file.
    """
    with path.open("rb", buffering=0) as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return file.read()
        return read_stream(file.fileno())


def read_stream(handle: int) -> bytes:
    """Return what comes of a pipe, a device or a terminal until its end.

    :param handle: the descriptor of a file that is open.
    :raises OSError: where it cannot be read, or more than `MOST_STREAMED` bytes come.
    """
    pieces, size = [], 0
    while data := os.read(handle, _CHUNK):
        size += len(data)
        if size > MOST_STREAMED:
            raise OSError(errno.EFBIG, f"more than {MOST_STREAMED >> 20} MB came, and no end")
        pieces.append(data)
    return b"".join(pieces)


class Prepared:
    """Data that is on the disk already, but not yet in its place; leaving the `with` block throws away what waits.

    `path` is the place, as it was named.
    """

    def __init__(self, path: Path, *, target: Path, handle: int, waiting: Path | None, data: bytes | None) -> None:
        """Use `prepare`."""
        self.path = path
        self._target, self._handle, self._waiting, self._data = target, handle, waiting, data

    def commit(self, *, replace: bool) -> None:
        """Put the data in its place, in one step that a kill cannot part.

        :param replace: whether it takes the place of a file that is there.
        :raises FileExistsError: where there is a file and `replace` is false.
        :raises OSError: where the system refuses; what was there is still there.
        """
        if self._data is not None:  # a pipe or a device, into which one can only write
            with self._target.open("wb", buffering=0) as file:
                write_all(file.fileno(), self._data)
        elif replace:
            _replace(self._handle, self._waiting, self._target)
            self._waiting = None
        elif self._waiting is None:
            _link(self._handle, self._target)
        else:
            _move_without_replacing(self._waiting, self._target)

    def __enter__(self) -> "Prepared":
        return self

    def __exit__(self, *_: object) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        if self._waiting is not None:
            with contextlib.suppress(OSError):
                self._waiting.unlink()


def prepare(path: Path, data: bytes) -> Prepared:
    """Write `data` to the disk that holds `path`, so that `Prepared.commit` has only to name it.

    A link stays one: what it leads to is written. Folders are made where they are missing. On Linux the file has no
    name before it is whole, so that a run that is killed leaves nothing, save between the two calls that put it in the
    place of another; elsewhere it may leave what it had. Both go when the file is written the next time, or anything
    into its folder an hour later. What is neither a file nor missing, such as a pipe or a device, gets the data itself
    when it is committed.

    :raises OSError: where the disk is full or the system refuses; nothing is changed then.
    """
    target = resolved(path)
    old = _status(target)
    if stat.S_ISDIR(old.st_mode) if old else False:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if old and stat.S_ISBLK(old.st_mode):
        raise OSError(errno.EPERM, "it is a disk, which is never written to", str(path))
    if (old and not stat.S_ISREG(old.st_mode)) or _is_descriptor(path):
        return Prepared(path, target=path, handle=-1, waiting=None, data=data)
    if old and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path)) from error
    _sweep(target.parent)
    handle, waiting = _new_file(target.parent)
    prepared = Prepared(path, target=target, handle=handle, waiting=waiting, data=None)
    try:
        write_all(handle, data)
        os.fsync(handle)
        if old:
            _set_rights(handle, waiting, old)
    except BaseException:
        prepared.__exit__()
        raise
    return prepared


def write(path: Path, data: bytes, *, replace: bool) -> None:
    """Write `data` to `path`, all of it or nothing; see `prepare` and `Prepared.commit`.

    :raises FileExistsError: where there is a file and `replace` is false.
    :raises OSError: where the disk is full or the system refuses; nothing is changed then.
    """
    with prepare(path, data) as prepared:
        prepared.commit(replace=replace)


def place(whole: Path, path: Path, *, replace: bool) -> None:
    """Put the file `whole`, which lies on the same disk, in its place at `path`, in one step that a kill cannot part.

    A link stays one: what it leads to is written.

    :raises FileExistsError: where there is a file and `replace` is false.
    :raises OSError: where the system refuses; what was there is still there.
    """
    target = resolved(path)
    old = _status(target)
    if old and not stat.S_ISREG(old.st_mode):
        raise OSError(errno.EINVAL, "it is no file", str(path))
    if old and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    handle = os.open(whole, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
        if old:
            _set_rights(handle, whole, old)
    finally:
        os.close(handle)
    if replace:
        whole.replace(target)
    else:
        _move_without_replacing(whole, target)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes, and threads, from changing the file at `path` between its reading and its writing.

    The lock is on the folder, leaves nothing there and ends with the process; whoever has it gets it again. Where the
    system knows no such locks, as Windows does not, there is none.

    :raises TimeoutError: where another one has had it for ten seconds.
    """
    try:
        import fcntl

        folder = resolved(path).parent
        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    mine = threading.get_ident(), folder
    is_mine = mine in _locks
    try:
        if not is_mine:
            _wait_for(lambda: fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB), path)
            _locks.add(mine)
        yield
    finally:
        if not is_mine:
            _locks.discard(mine)
        os.close(handle)


_locks: set[tuple[int, Path]] = set()
"""The folders that are locked, each with its thread."""


def _wait_for(lock: Callable[[], None], path: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            lock()
            return
        except BlockingIOError:
            if time.monotonic() > end:
                raise TimeoutError(errno.ETIMEDOUT, "another process is changing it", str(path)) from None
            time.sleep(0.02)
        except OSError:  # a disk that knows no locks, as some networks have
            return


def resolved(path: Path) -> Path:
    """Return the absolute path of `path` with all links followed, as far as there are any.

    :raises OSError: where links lead in a circle, or the working folder is gone.
    """
    try:
        return path.resolve()
    except RuntimeError as error:  # as Python below 3.13 says it
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from error


def identity(path: Path, folders: "dict[Path, tuple[tuple[object, ...], bool]] | None" = None) -> tuple[object, ...]:
    """Return what is equal for two paths just where they are one file, also by a link or, where the disk takes them
    for the same, by small and capital letters; the file need not be there yet.

    :param folders: keeps what was found out of folders in which files are missing, while nobody else changes them.

    >>> identity(Path("no/such/../file")) == identity(Path("no/file"))
    True
    """
    if status := _status(path):
        return status.st_dev, status.st_ino
    if folders is None or path.name in ("", "..") or path.is_symlink():
        target = resolved(path)
        before, folds = _missing_in(target.parent)
        return *before, _folded(target.name, folds)
    if path.parent not in folders:
        folders[path.parent] = _missing_in(resolved(path.parent))
    before, folds = folders[path.parent]
    return *before, _folded(path.name, folds)


def _missing_in(place: Path) -> tuple[tuple[object, ...], bool]:
    """Return the identity of a folder, as the beginning of that of a missing file in it, and whether letters fold."""
    rest: list[str] = []
    while not (status := _status(place)) and place != place.parent:
        rest.insert(0, place.name)
        place = place.parent
    folds = bool(status) and _ignores_case(place)
    names = [_folded(name, folds) for name in rest]
    return (status.st_dev if status else 0, status.st_ino if status else 0, *names), folds


def _folded(name: str, folds: bool) -> str:
    return unicodedata.normalize("NFC", name).casefold() if folds else name


@cache
def _ignores_case(folder: Path) -> bool:
    """Tell whether small and capital letters name the same files in `folder`."""
    for place in (folder, *folder.parents):
        other = place.with_name(place.name.swapcase()) if place.name else place
        if other != place:
            with contextlib.suppress(OSError):
                return other.samefile(place)
            return False
    return False


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_descriptor(path: Path) -> bool:
    """Tell whether `path` stands for what this process has open, such as /dev/stdout."""
    return str(path.absolute()).startswith(("/dev/", "/proc/self/fd/"))


def _new_file(folder: Path) -> tuple[int, Path | None]:
    """Return an open file in `folder`, and its path where it has one."""
    nameless = getattr(os, "O_TMPFILE", 0)
    if nameless and os.path.isdir("/proc/self/fd"):  # noqa: PTH112 -- asked for every file
        # Some file systems, and old kernels, know no such files; they say so in several ways.
        with contextlib.suppress(OSError):
            return os.open(folder, nameless | os.O_WRONLY, 0o666), None
    path = folder / f".{os.urandom(8).hex()}{_SUFFIX}"
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666), path


def write_all(handle: int, data: bytes) -> None:
    """Write all of `data` to an open file, in as many calls as the system wants.

    :raises OSError: where the disk is full or the system refuses; a part may be written then.
    """
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest[:_CHUNK]) :]


def _set_rights(handle: int, waiting: Path | None, old: os.stat_result) -> None:
    """Give a new file the rights of the old one, and its owner where this is allowed."""
    mode = stat.S_IMODE(old.st_mode)
    if not hasattr(os, "fchmod"):
        if waiting is not None:
            waiting.chmod(mode)
        return
    with contextlib.suppress(OSError):
        os.fchown(handle, old.st_uid, old.st_gid)
    os.fchmod(handle, mode)


def _replace(handle: int, waiting: Path | None, target: Path) -> None:
    """Put an open file, which may have the name `waiting`, in the place of `target`."""
    if waiting is not None:
        waiting.replace(target)
        return
    beside = target.with_name(name_beside(target.name))
    for _ in range(_MOST_TRIES):
        try:
            _link(handle, beside)
        except FileExistsError:
            # What a killed run has left, or what another one is about to put there: either is whole, and ours is later.
            beside.unlink(missing_ok=True)
            continue
        try:
            beside.replace(target)
            return
        except FileNotFoundError:  # the other one has put it in place, or taken it away
            continue
        except OSError:
            beside.unlink(missing_ok=True)
            raise
    raise OSError(errno.EBUSY, "other processes write it all the time", str(target))


def name_beside(name: str, ending: str = _SUFFIX) -> str:
    """Return the hidden name of what is on its way to take the place of `name`, with `ending` at its end."""
    if len(os.fsencode(name)) > _LONGEST_NAME:
        import hashlib

        name = hashlib.sha256(os.fsencode(name)).hexdigest()
    return f".{name}{ending}"


def _link(handle: int, path: Path) -> None:
    """Give an open file without a name one that is free."""
    # With a descriptor beside it, Python asks the system to follow the link that /proc has for an open file.
    os.link(f"/proc/self/fd/{handle}", path, src_dir_fd=handle)


def _move_without_replacing(path: Path, target: Path) -> None:
    if os.name == "nt":
        path.rename(target)  # which replaces nothing there
        return
    try:
        os.link(path, target)
    except FileExistsError:
        raise
    except OSError:
        # A disk without hard links: the name is taken first, by an empty file, which is then replaced.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL))
        path.replace(target)


def sweep_beside(path: Path) -> None:
    """Delete what a run that was killed may have left beside `path` when it was about to put it in its place.

    :raises OSError: where the system refuses.
    """
    target = resolved(path)
    target.with_name(name_beside(target.name)).unlink(missing_ok=True)


@cache
def _sweep(folder: Path) -> None:
    """Delete what killed runs have left in `folder`."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.name.startswith(".") and path.name.endswith(_SUFFIX):
                with contextlib.suppress(OSError):
                    if time.time() - path.stat().st_mtime > _STALE:
                        path.unlink()
