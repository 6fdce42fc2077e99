"""The processes that a benchmark starts: one for each engine, and whole commands from cold."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from translate.documents import errors
from translate.lab.measure.report import Command

ROOT = Path(__file__).resolve().parents[2]
"""Where processes are started: there `python -m translate...` means this package, whatever the user's folder holds."""


class EngineProcess:
    """A process that runs `translate.lab.measure.worker`; it ends when the `with` block does.

    :param name: what the engine is called in messages.
    :param environment: variables on top of those of this process.
    """

    def __init__(self, name: str, *, environment: Mapping[str, str]) -> None:
        self.name = name
        # A file and not a pipe: a pipe that nobody reads would stop the process once it is full.
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            [sys.executable, "-m", "translate.lab.measure.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            env=os.environ | environment,
            cwd=ROOT,
            encoding="ascii",
        )

    def __enter__(self) -> "EngineProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        self._process.communicate()
        self._stderr.close()

    def ask(self, action: str, **values: object) -> dict[str, Any]:
        """Send a request and return the answer; see `translate.lab.measure.worker.Bench` for the actions.

        :raises Fr2enError: the error that the engine met, in its own class, or where the process died.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps({"action": action, **values}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line.endswith("\n"):
            raise errors.Fr2enError(self._last_words(action))
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise getattr(errors, answer["error"])(answer["message"])
        return answer

    def _last_words(self, action: str) -> str:
        code = self._process.wait()
        self._stderr.seek(0)
        last = last_line(self._stderr.read())
        return (
            f"the process of the engine {self.name!r} ended with {_status(code)} at the step {action!r} ({last}); "
            "if memory ran out, close other programs or give fewer sentences"
        )


def cold_start(command: Command, *, environment: Mapping[str, str]) -> float:
    """Run `command` in a process of its own and return the seconds from its start to its end.

    :raises InputError: where it cannot be started or ends with another exit code than 0.
    """
    started = time.perf_counter()
    try:
        run = subprocess.run(
            command.arguments,
            input=command.standard_input.encode(),
            capture_output=True,
            env=os.environ | environment,
            cwd=ROOT,
            check=False,
        )
    except OSError as error:
        raise errors.InputError(
            f"the command {command.name!r} cannot be started ({error.strerror}: {command.arguments[0]}); "
            "name a program that is installed"
        ) from error
    seconds = time.perf_counter() - started
    if run.returncode:
        raise errors.InputError(
            f"the command {command.name!r} ended with {_status(run.returncode)} ({last_line(run.stderr)}); "
            "measure one that works"
        )
    return seconds


def last_line(output: bytes) -> str:
    """Return the last line of what a process wrote that is not blank, 200 characters of it at most.

    >>> last_line(b"Traceback...\\nMemoryError\\n\\n")
    'MemoryError'
    """
    lines = output.decode(errors="replace").strip().splitlines() or ["it said nothing"]
    return lines[-1].strip()[:200]


def _status(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
