"""Lets the disk fail under a command, at each call that writes and by a limit of the system; looks at what is left."""

import errno
import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from attack.commands import COMMANDS, Command, make_files
from attack.sandbox import State, attempt, copy_of, lost, make_ready, state_of

FAILURES = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EDQUOT)
SIZES = (0, 1, 40, 300, 3_000, 12_000)
"""Bytes that a file may have, by the limit of the system: from nothing to more than most results."""


def fail_everywhere(*, every: int = 1) -> Iterator[tuple[str, int, list[str]]]:
    """Yield the name of each command, how often its disk failed, and what was wrong.

    :param every: 1 to fail at each call that writes with each error, 2 at every second one...
    """
    with tempfile.TemporaryDirectory() as place:
        files = Path(place) / "files"
        make_files(files)
        make_ready((command.arguments for command in COMMANDS), files)
        for command in COMMANDS:
            yield command.name, *_fail(command, files, every)


def _fail(command: Command, files: Path, every: int) -> tuple[int, list[str]]:
    before = state_of(files)
    calls, after = _undisturbed(command, files)
    attacks = [
        (f"{os.strerror(failure)} at call {number}", partial(_failing, number, failure))
        for number in range(1, calls + 1)
        for failure in FAILURES
    ][::every]
    attacks += [(f"files of {size} bytes at most", partial(_limit, size)) for size in SIZES]
    faults = []
    for name, attack in attacks:
        with copy_of(files) as folder:
            done = attempt([*command.arguments], folder=folder, before=attack)
            now = state_of(folder)
            if fault := done.fault or lost(now, before, after) or _untrue(done.code, done.err, now, before, after):
                faults.append(f"{name}: {fault}")
    return len(attacks), faults


def _untrue(code: int, err: str, now: State, before: State, after: State) -> str | None:
    """Return what is wrong with what a command says of itself."""
    if code == 0 and now != after:
        return "it says that all is well, and something is missing"
    if code != 0 and not err.startswith("fr2en: ") and "\nfr2en: " not in err:
        return f"exit code {code} and no sentence"
    return None


def _undisturbed(command: Command, files: Path) -> tuple[int, State]:
    with copy_of(files) as folder, tempfile.NamedTemporaryFile() as counted:
        name = counted.name

        def before() -> None:
            _on_calls(lambda number: Path(name).write_text(str(number), encoding="ascii"))

        attempt([*command.arguments], folder=folder, before=before)
        return int(Path(name).read_text(encoding="ascii") or 0), state_of(folder)


def _failing(number: int, failure: int) -> None:
    def work(call: int) -> None:
        if call >= number:  # a disk that is full stays full
            raise OSError(failure, os.strerror(failure))

    _on_calls(work)


def _on_calls(work: Callable[[int], object]) -> None:
    """Call `work` with the number of each call that changes a disk, before the call; messages are none."""
    count = [0]

    def watched(real: Callable[..., Any], *, is_one: Callable[..., bool]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if is_one(*arguments):
                count[0] += 1
                work(count[0])
            return real(*arguments, **options)

        return call

    def is_new(_: object, flags: int = 0, *__: object) -> bool:
        return bool(flags & (os.O_CREAT | getattr(os, "O_TMPFILE", 0) & ~os.O_DIRECTORY))

    def always(*_: object) -> bool:
        return True

    os.write = watched(os.write, is_one=lambda handle, *_: handle > 2)
    os.fsync = watched(os.fsync, is_one=always)
    os.link = watched(os.link, is_one=always)
    os.open = watched(os.open, is_one=is_new)
    os.mkdir = watched(os.mkdir, is_one=always)
    os.replace = watched(os.replace, is_one=always)


def _limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
