"""What a run does with each document of a folder, by what the journals say of it, and what it writes down itself.

| of the English there is | and the journals say | so it is |
|---|---|---|
| nothing | anything but a failure | made |
| nothing | that these settings could not make it | not tried again, save with `retry_failed` |
| a file | that its bytes came of this French and these settings | left as it is |
| a file | that its bytes came of this French and other settings, or of French that has changed since | made anew |
| a file | that it was written with other bytes: somebody has edited it | left as it is, and named |
| a file | only that it was begun: the power went | made anew, and recorded if the same bytes come of it |
| a file | nothing | refused; recorded with `adopt` |

Of a file that is translated alone no journal knows: English that exists is in the way, see `in_the_way`.

With `force` everything is made anew.
"""

import contextlib
import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from glossary.terms import disk
from translate.documents.errors import InputError, OutputError, sentence
from translate.run import outputs, row_by_row
from translate.run.journal import Journal, Known, Names, digest_of, file_digest, job_key, names_of


@dataclass(frozen=True, slots=True)
class Job:
    """One file to translate or to repair, and where the result goes.

    `root` is the folder whose journal says what became of it; None where none does. What is translated `by_row` is
    never in memory as a whole, see `translate.run.row_by_row`.
    """

    source: Path
    target: Path
    root: Path | None = None
    by_row: bool = False


class Verdict(enum.Enum):
    """What is done with a job."""

    MAKE = "make"
    DONE = "done"
    EDITED = "edited"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is done with a job, and why.

    `replaceable` is the digest of the file that may be replaced; `findings` the gravest kind that a result has which is
    left as it is: "error", "warning" or "never".
    """

    verdict: Verdict
    key: str = ""
    reason: str = ""
    replaceable: str | None = None
    findings: str = "never"


@dataclass(frozen=True, slots=True)
class Conditions:
    """All that is the same for every document of a run: what the translator is, and how files are read and written."""

    signature: str = ""
    format: str | None = None
    encoding: str | None = None
    output_encoding: str | None = None
    force: bool = False

    @property
    def options(self) -> tuple[str, str, str]:
        """Return what decides, besides the signature, what the bytes of the English are."""
        return self.format or "", self.encoding or "", self.output_encoding or "utf-8"


class Ledger:
    """Writes down what becomes of the jobs of a run."""

    def __init__(self, conditions: Conditions) -> None:
        """Begin a run; use it as a context, so that all is on the disk at the end."""
        self._conditions = conditions
        self._journals: dict[Path, Journal] = {}
        self._beside: dict[Path, str] = {}

    def rule(self, job: Job, data: bytes) -> Ruling:
        """Return what is done with a job whose French is `data`.

        :raises InputError: where the glossary beside it cannot be used, or the English that exists cannot be read.
        """
        return Ruling(Verdict.MAKE, self._key(job, data))

    def start(self, job: Job, ruling: Ruling) -> None:
        """Write down that a job is begun.

        :raises OutputError: where that cannot be done.
        """
        if job.root is not None:
            self._journal(job.root).append("started", _facts(job, job.root, ruling.key))

    def write(self, job: Job, ruling: Ruling, data: bytes, counts: Mapping[str, int]) -> None:
        """Write the English of a job, and that this was done.

        :raises OutputError: where the English cannot be written; what stood in its place is still there.
        """
        self._put(
            job,
            ruling,
            {"digest": digest_of(data), "bytes": len(data), **counts},
            lambda force: outputs.write(job.target, data, force=force),
        )

    def place(self, job: Job, ruling: Ruling, whole: Path, progress: row_by_row.Progress) -> None:
        """Put the English of a file of rows, which is `whole`, in its place, and write it down.

        :raises OutputError: as for `write`.
        """
        try:
            digest, size = file_digest(whole), whole.stat().st_size
        except OSError as error:
            raise OutputError(sentence(error)) from error
        progress.end(digest)

        def put(force: bool) -> None:
            outputs.place(whole, job.target, force=force)
            row_by_row.sweep(job.target)  # before it is written down: the run after a kill does the same

        self._put(job, ruling, {"digest": digest, "bytes": size, **progress.standing.counts}, put)
        row_by_row.sweep(job.target)

    def _put(self, job: Job, ruling: Ruling, made: Mapping[str, object], put: Callable[[bool], None]) -> None:
        """Let `put` bring the English to its place, told whether it may replace what is there."""
        force = self._conditions.force
        if job.root is None:
            put(force)
            return
        journal, digest = self._journal(job.root), made["digest"]
        facts = {**_facts(job, job.root, ruling.key), **made}
        journal.sync_started()
        journal.append("writing", facts)
        there = _digest_at(job.target)
        if there != digest:
            try:
                put(force or (there is not None and there == ruling.replaceable))
            except OutputError:
                # Another run may have put the same bytes there in this moment.
                if _digest_at(job.target) != digest:
                    raise
        journal.append("done", facts)

    def fail(self, job: Job, ruling: Ruling | None, state: str, reason: str) -> None:
        """Write down that a job came to nothing.

        :param ruling: None where its French could not even be read.
        :param state: "refused" where the same would come of it again, "crashed" where it took its process along,
            "failed" where another run may do better.
        """
        if job.root is not None:
            facts = _facts(job, job.root, ruling.key if ruling else "")
            self._journal(job.root).append(state, {**facts, "reason": reason[:_LONGEST_REASON]})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for journal in self._journals.values():
            if error is None:
                journal.close()
            else:
                with contextlib.suppress(OutputError):  # the first error is the one that is told
                    journal.close()

    def _key(self, job: Job, data: bytes) -> str:
        from translate.terms.sources import digest_beside  # not for `fr2en clean`, which plans jobs as well

        folder = job.source.parent
        if folder not in self._beside:
            self._beside[folder] = digest_beside(job.source)
        beside = f"|beside:{self._beside[folder]}" if self._beside[folder] else ""
        return job_key(self._conditions.signature + beside, self._conditions.options, data)

    def _journal(self, root: Path) -> Journal:
        if root not in self._journals:
            run = {"signature": self._conditions.signature, "options": self._conditions.options}
            self._journals[root] = Journal(root, run)
        return self._journals[root]


_LONGEST_REASON = 500
"""Characters of a sentence that are written down."""


class KnowingLedger(Ledger):
    """A ledger that knows what became of the documents before."""

    def __init__(
        self, conditions: Conditions, *, roots: Iterable[Path] = (), adopt: bool = False, retry_failed: bool = False
    ) -> None:
        """Begin a run.

        :param roots: the folders whose journals are read.
        :param adopt: take files that nobody has written down for the English that would be made.
        :param retry_failed: try again what was refused or took its process along.
        :raises InputError: where a journal cannot be read or comes of a newer fr2en.
        """
        super().__init__(conditions)
        self._adopt, self._retry_failed = adopt, retry_failed
        self._known = {root: Known(root) for root in roots}

    def rule(self, job: Job, data: bytes) -> Ruling:
        """See `Ledger.rule`."""
        key = self._key(job, data)
        if job.root is None:
            return self._rule_alone(job, key)
        known, names = self._known[job.root], names_of(job.source, job.target, job.root)
        replaceable = None
        there = None if self._conditions.force else _digest_at(job.target)
        if there is not None:
            if known.is_made(names, key, there) or known.is_done(names, key, there):
                return self._left(job, key, names, known, there)
            if known.is_ours(names, there):
                replaceable = there
            elif known.was_written(names):
                reason = f"{job.target} was edited since it was written and is kept; add --force to make it anew"
                return Ruling(Verdict.EDITED, key, reason)
            elif self._adopt:
                facts = {**_facts(job, job.root, key), "digest": there, "adopted": True}
                self._journal(job.root).append("done", facts)
                return Ruling(Verdict.DONE, key)
            elif not known.was_started(names):
                return Ruling(
                    Verdict.REFUSED,
                    key,
                    f"{job.target} exists already and fr2en has not written it from {job.source}; add --force to "
                    "overwrite it, or --adopt to take it as it is",
                )
        failure = None if self._retry_failed else known.failure(names, key)
        if failure is not None:
            again = "; it is not tried again without --retry-failed"
            said = failure[1] if str(job.source) in failure[1] else f"{job.source}: {failure[1]}"
            return Ruling(Verdict.REFUSED, key, said + again)
        return Ruling(Verdict.MAKE, key, replaceable=replaceable)

    def _rule_alone(self, job: Job, key: str) -> Ruling:
        """Return what is done with a job of which no journal knows."""
        if job.by_row and row_by_row.has_ended(job.target, key):
            row_by_row.sweep(job.target)
            return Ruling(Verdict.DONE, key)
        reason = None if self._conditions.force else in_the_way(job)
        if reason and job.by_row:
            with contextlib.suppress(OSError):  # a run that was killed had nothing to do but this, or it is not empty
                row_by_row.folder_of(job.target).rmdir()
        return Ruling(Verdict.MAKE, key) if reason is None else Ruling(Verdict.REFUSED, key, reason)

    def _left(self, job: Job, key: str, names: Names, known: Known, digest: str) -> Ruling:
        if job.root is not None and not known.is_done(names, key, digest):
            # The run was killed between the two: nothing else is missing.
            self._journal(job.root).append("done", {**_facts(job, job.root, key), "digest": digest})
            with contextlib.suppress(OSError):
                disk.sweep_beside(job.target)
            if job.by_row:
                row_by_row.sweep(job.target)
        return Ruling(Verdict.DONE, key, findings=known.gravest(names, key, digest))


def in_the_way(job: Job) -> str | None:
    """Return why a file that is there keeps a job of which no journal knows from being done; None where none does."""
    if not outputs.is_taken(job.target):
        return None
    return f"{job.target} exists already; add --force to overwrite it, or --skip-existing to go on without it"


def _facts(job: Job, root: Path, key: str) -> dict[str, object]:
    names = names_of(job.source, job.target, root)
    return {"path": names.path, "out": names.out, "key": key}


def _digest_at(path: Path) -> str | None:
    """Return the digest of a file that is there; None for what has no content to lose."""
    if not outputs.is_taken(path):
        return None
    try:
        return file_digest(path)
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read ({error.strerror}); check its permissions") from error
