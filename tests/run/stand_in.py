"""`python stand_in.py ARGUMENTS` is `fr2en ARGUMENTS` with an engine of a few lines, also in the workers.

A sentence with one of `DEEDS` does what it says. `SECONDS` in the environment is what a document may take of the
processor, `WAITING` how many times as long by the clock.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import translate.run.translator  # noqa: E402
import translate.run.workers  # noqa: E402
from fake_engine import FakeEngine  # noqa: E402
from translate.run.workers import Limits  # noqa: E402


def spin() -> None:
    while True:
        pass


DEEDS: dict[str, Callable[[], object]] = {
    "MEURS": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "DORS": lambda: time.sleep(3600),
    "TOURNE": lambda: spin(),
    "MANGE": lambda: bytearray(1 << 40),
    "ATTENDS": lambda: time.sleep(0.2),
}


def reply(sentence: str) -> str:
    for word, deed in DEEDS.items():
        if word in sentence:
            deed()
    return sentence.upper()


def limits() -> Limits:
    return Limits(seconds=float(os.environ.get("SECONDS", "60")), waiting=float(os.environ.get("WAITING", "20")))


setattr(translate.run.translator, "_engine", lambda *_, **__: FakeEngine(reply))  # noqa: B010
setattr(translate.run.workers, "Limits", limits)  # noqa: B010

if __name__ == "__main__":
    from translate.cli.main import run

    sys.exit(run([*sys.argv[1:], "--packs", "none", "--no-checks"]))
