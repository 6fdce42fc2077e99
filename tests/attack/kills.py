"""Kills a command at each line of the code that writes, then looks at what is left, then runs it again."""

import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from attack.commands import COMMANDS, Command, make_files
from attack.sandbox import State, attempt, copy_of, lost, make_ready, state_of

WRITING = ("terms/disk.py", "run/outputs.py", "run/memory.py", "terms/files/__init__.py")
"""The ends of the names of the files whose lines are the places to be killed at."""


def kill_everywhere(*, every: int = 1, by_chance: int = 0) -> Iterator[tuple[str, int, list[str]]]:
    """Yield the name of each command, how often it was killed, and what was wrong.

    :param every: 1 to kill at each line that writes, 2 at every second one...
    :param by_chance: so many kills besides, at any line of any module.
    """
    with tempfile.TemporaryDirectory() as place:
        files = Path(place) / "files"
        make_files(files)
        make_ready((command.arguments for command in COMMANDS), files)
        for command in COMMANDS:
            yield command.name, *_kill(command, files, every, by_chance)


def _kill(command: Command, files: Path, every: int, by_chance: int) -> tuple[int, list[str]]:
    before = state_of(files)
    lines, after, wrong = _undisturbed(command, files, WRITING)
    if wrong:
        return 0, [wrong]
    all_lines = _undisturbed(command, files, ())[0] if by_chance else 0
    chance = random.Random(command.name)
    places: list[tuple[int, tuple[str, ...]]] = [(number, WRITING) for number in range(1, lines + 1, every)]
    places += [(chance.randint(1, all_lines), ()) for _ in range(by_chance)]
    faults = []
    for number, within in places:
        with copy_of(files) as folder:
            killed = attempt([*command.arguments], folder=folder, before=partial(_trace, within, _killing(number)))
            if killed.code != -signal.SIGKILL:
                faults.append(f"at line {number}: it was not killed ({killed.code}, {killed.err[:200]})")
                continue
            if fault := lost(state_of(folder), before, after):
                faults.append(f"at line {number}: {fault}")
            again = attempt([*command.arguments, *command.again], folder=folder)
            if fault := again.fault:
                faults.append(f"again, after line {number}: {fault}")
            if (now := state_of(folder)) != after:
                changed = sorted(name for name in {*now, *after} if now.get(name) != after.get(name))
                faults.append(f"again, after line {number}: {changed} are not as in one run")
    return len(places), faults


def _undisturbed(command: Command, files: Path, within: tuple[str, ...]) -> tuple[int, State, str | None]:
    """Return how many lines a run takes, and what the folder holds then."""
    with copy_of(files) as folder, tempfile.NamedTemporaryFile() as counted:
        name = counted.name
        count = [0]

        def one_more() -> None:
            count[0] += 1

        def before() -> None:
            _trace(within, one_more)
            _at_exit(lambda: Path(name).write_text(str(count[0]), encoding="ascii"))

        done = attempt([*command.arguments], folder=folder, before=before)
        lines = int(Path(name).read_text(encoding="ascii") or 0)
        return lines, state_of(folder), done.fault or (None if done.code == 0 else f"{done.code}: {done.err}")


def _at_exit(work: Callable[[], object]) -> None:
    import translate.cli.main as command

    leave: Callable[[int], NoReturn] = vars(command)["leave"]

    def leaving(code: int) -> NoReturn:
        sys.settrace(None)
        work()
        leave(code)

    vars(command)["leave"] = leaving


def _killing(number: int) -> Callable[[], None]:
    left = [number]

    def work() -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    return work


def _trace(within: tuple[str, ...], work: Callable[[], None]) -> None:
    """Call `work` before each line of the modules whose names end so, of all modules where `within` is empty."""

    def line(_: FrameType, event: str, __: object) -> Any:
        if event == "line":
            work()
        return line

    def call(frame: FrameType, _: str, __: object) -> Any:
        return line if not within or frame.f_code.co_filename.replace("\\", "/").endswith(within) else None

    sys.settrace(call)
