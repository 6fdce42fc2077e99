"""Runs that kill themselves at a call of the system, and disks that are full at one."""

import os
import signal
from collections.abc import Callable

from translate.cli.main import run

CALLS = ("write", "fsync", "link", "replace", "rename", "open", "mkdir", "unlink", "rmdir", "ftruncate")
"""What is called of the system to change a folder."""


def full_at(number: int) -> Callable[[int, bytes], int]:
    """Return an `os.write` of a disk that is full: the call of this number writes 5 bytes, later ones fail."""
    real, calls = os.write, 0

    def full(handle: int, data: bytes) -> int:
        nonlocal calls
        calls += 1
        if calls == number:
            return real(handle, bytes(data)[:5])
        if calls > number:
            raise OSError(28, "No space left on device")
        return real(handle, data)

    return full


def killed_at(number: int, arguments: list[str], *, torn: bool = False) -> int:
    """Run in a process that kills itself at its call of this number; return how many calls there were if it did not.

    :param torn: what is written by that call is written by half.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        os.waitpid(child, 0)
        return int(told or 0)
    try:
        calls = 0

        def counted(name: str, call: Callable[..., object]) -> Callable[..., object]:
            def instead(*arguments: object, **options: object) -> object:
                nonlocal calls
                calls += 1
                if calls == number:
                    if torn and name == "write":
                        handle, data = arguments
                        call(handle, bytes(data)[: len(bytes(data)) // 2])  # type: ignore[call-overload]
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*arguments, **options)

            return instead

        real_write = os.write
        for name in CALLS:
            setattr(os, name, counted(name, getattr(os, name)))
        run(arguments)
        real_write(writing, str(calls).encode())
    finally:
        os._exit(0)
