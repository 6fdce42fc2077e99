"""What a command writes: the one place that says whether it may, and the one that does it."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from glossary.terms import disk
from translate.documents.errors import OutputError

STANDARD_INPUT = Path("/dev/stdin")
"""The file that standard input comes from, as an input of `claim`; where a system has no such name, it is no file."""


class Claims:
    """The files that a command reads and writes: none of them may be another one."""

    def __init__(self, inputs: Iterable[Path | None] = (), *, force: bool) -> None:
        """Take the files that the command reads, or has other reasons to write.

        :param force: whether files that exist may be overwritten, other than `inputs`.
        """
        self._used: dict[tuple[object, ...], Path] = {}
        for path in inputs:
            with contextlib.suppress(OSError):  # what cannot be there is not read, either
                if path is not None:
                    self._used[disk.identity(path)] = path
        self._taken: dict[tuple[object, ...], str] = {}
        self._force = force

    def add(self, option: str, path: Path | None) -> None:
        """Make sure, before anything is done, that `path` can be written and nothing is lost by it.

        :param option: the option that names it; None for `path` where it names none.
        :raises OutputError: where it is an input or another output, also by a link; where it is a folder; or where it
            exists and may not be overwritten.
        """
        if path is None:
            return
        with _said(path):
            key = disk.identity(path)
            if path.is_dir():
                raise OutputError(f"{path} is a folder; name a file for {option}")
            if key in self._used:
                raise OutputError(
                    f"{self._used[key]} is in use here and would be overwritten by {option}; give another name"
                )
            if key in self._taken and (is_taken(path) or not path.exists()):
                raise OutputError(f"{self._taken[key]} and {option} are one file, {path}; give two names")
            if not self._force and is_taken(path):
                raise OutputError(f"{path} exists already; add --force to overwrite it")
        self._taken[key] = option


def claim(outputs: Mapping[str, Path | None], *, inputs: Iterable[Path | None] = (), force: bool) -> None:
    """Make sure that all `outputs`, by the options that name them, can be written; see `Claims`.

    :raises OutputError: where one cannot.
    """
    claims = Claims(inputs, force=force)
    for option, path in outputs.items():
        claims.add(option, path)


def refuse_shared(option: str, path: Path, used: Iterable[Path | None]) -> None:
    """Make sure that `path`, which `option` names and which may exist, is none of the files that a run uses otherwise.

    As `Claims` does, but for a million of them.

    :raises OutputError: where it is one of them, also by a link, or a folder.
    """
    with _said(path):
        if path.is_dir():
            raise OutputError(f"{path} is a folder; name a file for {option}")
        there = path.stat() if path.exists() else None
        known = None if there and (path.is_symlink() or there.st_nlink > 1) else path.name.casefold()
        key = disk.identity(path)
        for other in used:
            if other is not None and known in (None, other.name.casefold()):
                with contextlib.suppress(OSError):
                    if disk.identity(other) == key:
                        raise OutputError(f"{other} is in use here and would be overwritten by {option}; take another")


def is_taken(path: Path) -> bool:
    """Tell whether there is a file at `path` whose content would be lost; a pipe or a device has none to lose."""
    return path.is_file()


def write(path: Path, data: bytes, *, force: bool) -> None:
    """Write `data` to `path`, all of it or nothing.

    :param force: whether a file that exists is replaced.
    :raises OutputError: where that cannot be done; what stood at `path` is still there.
    """
    with _said(path):
        disk.write(path, data, replace=force)


def place(whole: Path, path: Path, *, force: bool) -> None:
    """Put the file `whole`, which lies on the same disk, in its place at `path`.

    :param force: whether a file that exists is replaced.
    :raises OutputError: where that cannot be done; what stood at `path` is still there.
    """
    with _said(path):
        disk.place(whole, path, replace=force)


@contextlib.contextmanager
def together(files: Mapping[Path, bytes], *, force: bool) -> Iterator[None]:
    """Write several files when the block has ended well: all of them are on the disk before the block begins.

    :param force: whether files that exist are replaced.
    :raises OutputError: where one cannot be written; before the block begins, save where another process interferes.
    """
    with contextlib.ExitStack() as stack:
        waiting = []
        for path, data in files.items():
            with _said(path):
                waiting.append(stack.enter_context(disk.prepare(path, data)))
        yield
        for prepared in waiting:
            with _said(prepared.path):
                prepared.commit(replace=force)


@contextlib.contextmanager
def _said(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise OutputError(f"{path} exists already; add --force to overwrite it") from error
    except OSError as error:
        raise OutputError(
            f"{path} could not be written: {error.strerror or error}; nothing was changed there"
        ) from error
