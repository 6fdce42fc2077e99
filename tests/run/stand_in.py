"""Runs `fr2en` with an engine of a few lines, for tests that start and kill many runs.

`python stand_in.py ARGUMENTS` is `fr2en ARGUMENTS`. With `KILL_AT=n` in the environment the process kills itself with
SIGKILL just before the n-th call of the system that writes, syncs or names a file below the folder `KILL_BELOW`, and
with `COUNT_TO=file` it writes there how many there were. A sentence with one of `DEEDS` does what it says.
"""

import os
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import translate.run.translator
from fake_engine import FakeEngine

DEEDS = {
    "MEURS": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "DORS": lambda: time.sleep(3600),
    "MANGE": lambda: bytearray(1 << 40),
    "ATTENDS": lambda: time.sleep(0.2),
}
calls = 0


def reply(sentence: str) -> str:
    for word, deed in DEEDS.items():
        if word in sentence:
            deed()
    return sentence.upper()


def counted(call):  # type: ignore[no-untyped-def]
    def instead(*arguments, **options):  # type: ignore[no-untyped-def]
        global calls
        calls += 1
        if calls == int(os.environ.get("KILL_AT", "0")):
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **options)

    return instead


translate.run.translator._engine = lambda *_, **__: FakeEngine(reply)  # type: ignore[assignment]

if __name__ == "__main__":
    from translate.cli.main import run

    if "KILL_AT" in os.environ or "COUNT_TO" in os.environ:
        for name in ("write", "fsync", "link", "replace", "rename", "open", "mkdir", "unlink"):
            setattr(os, name, counted(getattr(os, name)))
    code = run(sys.argv[1:])
    if "COUNT_TO" in os.environ:
        Path(os.environ["COUNT_TO"]).write_text(str(calls), encoding="utf-8")
    sys.exit(code)
