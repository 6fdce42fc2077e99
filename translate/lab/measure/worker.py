"""The program in which one engine is measured: `python -m translate.lab.measure.worker`.

It reads one JSON object a line from standard input, answers each with one line on standard output, and ends when the
input does. `translate.lab.measure.processes` is the other end. Only what the measured engine needs is imported, so that
the memory of this process is the engine's own.
"""

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from translate.documents.errors import Fr2enError

if TYPE_CHECKING:
    from translate.engine.base import Engine

Message = dict[str, Any]
"""A JSON object."""

_STATUS = Path("/proc/self/status")


class Bench:
    """What a process measures: each public method answers the request of its name."""

    _engine: "Engine"
    _sentences: list[str]

    def convert(self, request: Message) -> Message:
        """Convert the checkpoint `folder` to `compute_type` and say how many seconds that took."""
        started = time.perf_counter()
        from translate.engine.checkpoint import open_checkpoint
        from translate.engine.conversion import converted_folder

        converted_folder(open_checkpoint(Path(request["folder"])), compute_type=request["compute_type"])
        return {"seconds": time.perf_counter() - started}

    def load(self, request: Message) -> Message:
        """Load an engine and keep `sentences` for it; without a `compute_type` the engine is the reference."""
        from translate.engine.checkpoint import open_checkpoint

        folder, threads, compute_type = Path(request["folder"]), request["threads"], request["compute_type"]
        self._sentences = request["sentences"]
        started = time.perf_counter()
        if compute_type is None:
            from translate.engine.reference import ReferenceEngine

            imported = time.perf_counter()
            self._engine = ReferenceEngine(open_checkpoint(folder), threads=threads, device="cpu")
        else:
            from translate.engine.fast import FastEngine

            imported = time.perf_counter()
            self._engine = FastEngine(open_checkpoint(folder), compute_type=compute_type, threads=threads, device="cpu")
        return {
            "signature": self._engine.signature,
            "import_seconds": imported - started,
            "load_seconds": time.perf_counter() - imported,
        }

    def translate(self, request: Message) -> Message:
        """Translate the sentences once with `beam`; only the engine's own work counts for the seconds."""
        from translate.engine.base import Decoding

        decoding = Decoding(beam=request["beam"])
        started = time.perf_counter()
        hypotheses = self._engine.translate(self._sentences, decoding=decoding)
        seconds = time.perf_counter() - started
        return {
            "seconds": seconds,
            "target_pieces": sum(len(hypothesis.tokens) for hypothesis in hypotheses),
            "texts": [hypothesis.text for hypothesis in hypotheses],
        }

    def footprint(self, request: Message) -> Message:
        """Say how much memory this process held at its peak, in bytes, and whether torch was imported."""
        return {"process": os.getpid(), "peak_bytes": peak_bytes(), "torch_loaded": "torch" in sys.modules}


def peak_bytes() -> int | None:
    """Return the most memory that this process has held, in bytes; None where the system does not tell.

    >>> (peak_bytes() or 10**9) > 10**6
    True
    """
    # On Linux ru_maxrss starts with the peak of the process that started this one; VmHWM starts anew.
    with contextlib.suppress(OSError):
        for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer each line of `requests` until there are no more; an `Fr2enError` is an answer too."""
    bench = Bench()
    actions = {"convert": bench.convert, "load": bench.load, "translate": bench.translate, "footprint": bench.footprint}
    for line in requests:
        request = json.loads(line)
        try:
            answer = actions[request["action"]](request)
        except Fr2enError as error:
            answer = {"error": type(error).__name__, "message": str(error)}
        print(json.dumps(answer), file=answers, flush=True)


def main() -> None:
    """Serve on the standard streams; whatever a library prints goes to standard error."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        # An interrupt reaches the process at the other end as well, which tells the user.
        with contextlib.suppress(KeyboardInterrupt):
            serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
