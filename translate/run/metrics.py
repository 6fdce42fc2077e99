"""The counts of a run in a file that is replaced every few seconds, as Prometheus reads them or, in *.json, as JSON.

A collector such as the textfile one of node_exporter picks it up; see
https://prometheus.io/docs/instrumenting/exposition_formats/.
"""

import json
import time
from pathlib import Path

from translate.run import outputs
from translate.run.batch import Report

_EVERY = 10.0
"""Seconds between two writings of the file."""


class Metrics:
    """Writes the counts of a run into a file."""

    def __init__(self, path: Path, report: Report, *, total: int) -> None:
        """Write what `report` counts into `path`.

        :param total: documents that the run is about.
        """
        self._path, self._report, self._total = path, report, total
        self._began = time.monotonic()
        self._last = float("-inf")

    def tell(self, *, restarts: int = 0, last: bool = False) -> None:
        """Write the file, where it is time to do so.

        :param restarts: workers that were replaced.
        :param last: write it in any case.
        :raises OutputError: where it cannot be written.
        """
        now = time.monotonic()
        if last or now - self._last >= _EVERY:
            self._last = now
            outputs.write(self._path, self._written(now - self._began, restarts).encode(), force=True)

    def _written(self, seconds: float, restarts: int) -> str:
        report = self._report
        documents = {"done": report.files, "unchanged": report.unchanged, "failed": len(report.failed)}
        documents["waiting"] = max(0, self._total - sum(documents.values()))
        counts = {
            "segments": report.segments,
            "words": report.words,
            "repairs": report.repairs,
            "segments_with_warnings": report.warnings,
            "segments_with_errors": report.errors,
            "worker_restarts": restarts,
        }
        if self._path.suffix.lower() == ".json":
            return json.dumps({"documents": documents, **counts, "run_seconds": round(seconds, 1)}, indent=2) + "\n"
        lines = ["# TYPE fr2en_documents gauge"]
        lines += [f'fr2en_documents{{state="{state}"}} {count}' for state, count in documents.items()]
        for name, count in counts.items():
            lines += [f"# TYPE fr2en_{name}_total counter", f"fr2en_{name}_total {count}"]
        lines += ["# TYPE fr2en_run_seconds gauge", f"fr2en_run_seconds {seconds:.1f}"]
        return "\n".join(lines) + "\n"
