"""What can go wrong outside the program, and the one place that catches it: no command ends with a traceback."""

import contextlib
import errno
import io
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import typer

FINE, UNUSABLE, INTERRUPTED, TERMINATED = 0, 2, 130, 143
"""Exit codes, with those that commands return themselves; a reader that has enough of the output, as `head` has, is
no error."""

# Typer brings click under its own name or as a dependency, by its version: the class of its errors is found through
# the one that both have in public.
_UsageError: Any = typer.BadParameter.__mro__[1]


class Terminated(BaseException):
    """The system, or whoever manages it, wants the process to end; of no class that code which goes on catches."""


def end_when_told() -> None:
    """Let SIGTERM end a command as an error does, so that all is put on the disk and no process is left behind."""

    def terminated(*_: object) -> NoReturn:
        raise Terminated

    signal.signal(signal.SIGTERM, terminated)


def guarded(work: Callable[[], object]) -> int:
    """Do the work of a command and return its exit code; whatever goes wrong becomes one sentence on stderr."""
    try:
        result = work()
        with contextlib.suppress(ValueError):  # somebody has closed it
            sys.stdout.flush()
    except BaseException as error:
        return _ended(error)
    # Typer catches an interruption itself.
    return _interrupted() if result == INTERRUPTED else result if isinstance(result, int) else FINE


def _ended(error: BaseException) -> int:
    from translate.cli.output import OutputEnds, complain
    from translate.documents.errors import sentence

    if isinstance(error, typer.Exit):
        return int(error.exit_code)
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return _interrupted()
    if isinstance(error, Terminated):
        complain("terminated; nothing is half-written, and the same command goes on from here")
        return TERMINATED
    if isinstance(error, BrokenPipeError) or (isinstance(error, OutputEnds) and error.reason is None):
        return FINE
    if isinstance(error, OutputEnds):
        complain(f"standard output cannot be written to ({error.reason}); send it elsewhere")
        return UNUSABLE
    if isinstance(error, SystemExit):
        # So Typer ends where nobody reads its help any more.
        cause = error.__context__
        if isinstance(cause, OSError) and cause.errno == errno.EPIPE:
            return FINE
        return error.code if isinstance(error.code, int) else UNUSABLE
    if isinstance(error, _UsageError):
        place = error.ctx.command_path if error.ctx else "fr2en"
        complain(f"{error.format_message()} (see: {place} --help)")
        return UNUSABLE
    if sys.flags.dev_mode:  # python -X dev -m translate.cli: whoever works on it wants to see more
        raise error
    complain(sentence(error))
    return UNUSABLE


def _interrupted() -> int:
    from translate.cli.output import complain

    complain("interrupted; nothing is half-written")
    return INTERRUPTED


def open_streams() -> None:
    """Put something in the place of standard input, output and error where these are closed.

    The next file that is opened would become what is missing, and be written into. What is read from or written to
    the stand-ins fails, which is said as any error is; only messages have nobody to hear them.
    """
    for handle, name, way in ((0, "stdin", os.O_WRONLY), (1, "stdout", os.O_RDONLY), (2, "stderr", os.O_WRONLY)):
        try:
            os.fstat(handle)
        except OSError:
            os.open(os.devnull, way)  # which takes the lowest number that is free
        if getattr(sys, name) is None:
            file = io.FileIO(handle, "r" if handle == 0 else "w", closefd=False)
            buffer = io.BufferedReader(file) if handle == 0 else io.BufferedWriter(file)
            setattr(sys, name, io.TextIOWrapper(buffer, encoding="utf-8", write_through=handle > 0))


def leave(code: int) -> NoReturn:
    """End the process with `code`, whatever becomes of what standard output and error still hold."""
    for stream, handle in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            stream.flush()
        except (OSError, ValueError):  # Python would try again at the end, complain of it and change the code
            from translate.cli.output import silence

            silence(handle)
    sys.exit(code)
