"""A command of fr2en in a process of its own and a folder of its own, with whatever is done to it there.

The process is forked from this one, which has everything loaded, so that a thousand of them take minutes. A fake engine
stands for the model: what is attacked is everything else.
"""

import contextlib
import io
import os
import resource
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fake_engine import FakeEngine
from translate.cli.main import run
from translate.run import translator
from translate.run.journal import FOLDER

SECONDS = 300.0
"""Longest time of a command, on the clock: the machine may have other things to do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended: its exit code, or minus the signal that ended it; `hung` where it had to be ended."""

    code: int
    out: bytes
    err: str
    hung: bool = False

    @property
    def fault(self) -> str | None:
        """What no command may do, whatever is done to it."""
        if self.hung:
            return "it did not end"
        if "Traceback" in self.err or "Exception ignored" in self.err:
            return f"a traceback: {self.err.strip().splitlines()[-1]}"
        if self.code not in (0, 1, 2, 123, 130):
            return f"exit code {self.code}: {self.err.strip()[-200:]}"
        if "fault of fr2en itself" in self.err:
            return self.err.strip()
        return None


def make_ready(commands: Iterable[Sequence[str]], files: Path) -> None:
    """Load all that the commands need, with the fake engine, before any process is forked."""
    here, real = Path.cwd(), translator._engine
    _use_fake_engine()
    try:
        for arguments in commands:
            with copy_of(files) as folder:
                os.chdir(folder)
                try:
                    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                        run([*arguments])
                finally:
                    os.chdir(here)
    finally:
        translator._engine = real  # for the other tests of this process


def _use_fake_engine() -> None:
    translator._engine = lambda *_, **__: FakeEngine()


def attempt(
    arguments: list[str],
    *,
    folder: Path,
    before: Callable[[], object] = lambda: None,
    stdin: bytes = b"",
    seconds: float = SECONDS,
) -> Outcome:
    """Run `fr2en` with `arguments` in `folder`; `before` is called in its process when all else is ready."""
    with tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        out_end, out_handle = os.pipe()
        err_end, err_handle = os.pipe()
        child = os.fork()
        if not child:
            _become(arguments, folder, before, (given.fileno(), out_handle, err_handle))
        os.close(out_handle)
        os.close(err_handle)
        texts = _read_all({out_end: b"", err_end: b""}, child, seconds)
        code, hung = _end_of(child, texts is None)
    read = texts or {out_end: b"", err_end: b""}
    return Outcome(code, read[out_end], read[err_end].decode("utf-8", "replace"), hung)


def _become(arguments: list[str], folder: Path, before: Callable[[], object], handles: tuple[int, int, int]) -> None:
    code = 70
    try:
        os.setsid()
        for number, handle in enumerate(handles):
            os.dup2(handle, number)
        for name, number, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
        signal.signal(signal.SIGINT, signal.default_int_handler)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.chdir(folder)
        from translate.cli.main import main

        _use_fake_engine()
        before()
        main(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 71
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(2, f"Traceback of {type(error).__name__}: {error}".encode("utf-8", "replace"))
    finally:
        with contextlib.suppress(BaseException):
            sys.stderr.flush()
        os._exit(code)


def _read_all(texts: dict[int, bytes], child: int, seconds: float) -> dict[int, bytes] | None:
    """Return what comes of the pipes; None where the process does not end."""
    import select

    end = time.monotonic() + seconds
    open_ends = set(texts)
    try:
        while open_ends:
            ready, _, _ = select.select(list(open_ends), [], [], max(0.0, end - time.monotonic()))
            if not ready:
                os.killpg(child, signal.SIGKILL)
                return None
            for handle in ready:
                data = os.read(handle, 1 << 16)
                texts[handle] += data
                if not data:
                    open_ends.discard(handle)
        return texts
    finally:
        for handle in texts:
            os.close(handle)


def _end_of(child: int, hung: bool) -> tuple[int, bool]:
    _, status = os.waitpid(child, 0)
    return (os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)), hung


@contextlib.contextmanager
def copy_of(folder: Path) -> Iterator[Path]:
    """Give a copy of a folder, which goes afterwards."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "copy"
        shutil.copytree(folder, copy, symlinks=True)
        yield copy


PARTS = ".fr2en-part"
"""The end of the names of what a killed run may leave: it goes when the same file is written again."""

State = dict[str, object]
"""The files of a folder by their names: their bytes, or the pairs of a translation memory."""


def state_of(folder: Path) -> State:
    """Return all files in a folder; what a database keeps beside it while it works is a part of it.

    The journals of runs are left out: each process has one of its own. `tests/run/test_journal.py` is about them.
    """
    found: State = {}
    for place, names, others in os.walk(folder):
        names[:] = [name for name in names if name != FOLDER.parts[0]]
        for name in [*names, *others]:
            path = Path(place) / name
            with contextlib.suppress(OSError):  # names that are too long together
                if path.is_symlink():
                    found[str(path.relative_to(folder))] = path.readlink()
                elif path.suffix == ".sqlite":
                    found[str(path.relative_to(folder))] = _pairs(path)
                elif path.is_file() and not path.name.endswith(".sqlite-journal"):
                    found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def _pairs(path: Path) -> object:
    """Return the pairs of a memory; of anything else what it is, or its bytes."""
    if path.is_dir() or not path.exists():
        return "no file"
    if not path.stat().st_size:
        return ()  # a file that was opened and not yet written is an empty database
    connection = sqlite3.connect(path)
    try:
        kinds = connection.execute("SELECT type FROM sqlite_master").fetchall()
        if kinds != [("table",)]:
            return path.read_bytes()
        return tuple(connection.execute("SELECT source, target FROM pairs ORDER BY source").fetchall())
    except sqlite3.Error:
        return path.read_bytes()
    finally:
        connection.close()


def lost(now: State, before: State, after: State) -> str | None:
    """Return what is wrong with the files of a run that did not end: each is as before or as it should become."""
    for name in before:
        if name not in now:
            return f"{name} is gone"
    for name, content in now.items():
        if name not in before and name not in after and not name.endswith(PARTS):
            return f"{name} is left over"
        made = name.endswith(".sqlite") and content == ()
        if (
            not made
            and not name.endswith(PARTS)
            and content not in (before.get(name, content if name not in after else None), after.get(name))
        ):
            return f"{name} is neither what it was nor what it should become"
    return None
