"""Many files in one run: what becomes of each, written atomically; one bad file does not stop the others."""

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from translate.documents import formats
from translate.documents.counts import counted, counts_of, exit_code
from translate.documents.errors import Fr2enError, InputError, ModelError, OutputError, sentence
from translate.documents.records import Document
from translate.documents.rows import open_rows
from translate.run import outputs, row_by_row
from translate.run.ledger import Job, Ledger, Ruling, Verdict

Prepared = TypeVar("Prepared")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a job: a finished document, or the sentence that says why not.

    Of what was translated row by row there is no document, but `counts`, see `translate.documents.counts.counts_of`,
    and `notices` of rows that stay French.
    """

    job: Job
    document: Document | None
    error: str | None = None
    counts: Mapping[str, int] | None = None
    notices: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """The counts of a run; `warnings` are the segments with a warning or an error, `errors` those with an error.

    `unchanged` are the files that were left as they are, `earlier` the kinds of findings that these have.
    """

    files: int = 0
    segments: int = 0
    words: int = 0
    failed: list[str] = field(default_factory=list)
    warnings: int = 0
    errors: int = 0
    repairs: int = 0
    unchanged: int = 0
    earlier: set[str] = field(default_factory=set)

    def add(self, result: Result) -> None:
        """Count one result."""
        if result.document is not None:
            self.add_document(result.document)
        elif result.counts is not None:
            self.add_counts(result.counts)
        else:
            self.failed.append(result.error or f"{result.job.source} failed")

    def add_document(self, document: Document) -> None:
        """Count one translated document."""
        self.add_counts(counts_of(document))

    def add_counts(self, counts: Mapping[str, int]) -> None:
        """Count one translated document by its own counts, see `counts_of`."""
        self.files += 1
        for name, count in counts.items():
            setattr(self, name, getattr(self, name) + count)

    def leave(self, ruling: Ruling) -> None:
        """Count one file that is left as it is, or refused, as a ledger rules."""
        if ruling.verdict is Verdict.REFUSED:
            self.failed.append(ruling.reason)
        else:
            self.unchanged += 1
            self.earlier.add(ruling.findings)

    @property
    def exit_code(self) -> int:
        """0 if all went well, 2 if no file could be translated, 123 if some could and some could not."""
        return exit_code(done=self.files + self.unchanged, failed=len(self.failed))

    def reaches(self, severity: str) -> bool:
        """Tell whether a finding is as grave as `severity`: "error" or "warning"; nothing is as grave as "never"."""
        graver = {"error": ("error",), "warning": ("error", "warning"), "never": ()}[severity]
        now = {"error": self.errors, "warning": self.warnings, "never": 0}[severity]
        return now > 0 or any(kind in self.earlier for kind in graver)

    def __str__(self) -> str:
        """Return one line: files, sentences and words, repairs, and what was out of the ordinary."""
        counts = [counted(self.files, "file"), counted(self.segments, "sentence"), counted(self.words, "word")]
        if self.repairs:
            counts.append(counted(self.repairs, "repair"))
        if self.warnings:
            counts.append(counted(self.warnings, "doubtful sentence"))
        if self.unchanged:
            counts.append(f"{counted(self.unchanged, 'file')} as before")
        if self.failed:
            counts.append(f"{len(self.failed)} failed")
        return ", ".join(counts)


def run_jobs(
    jobs: Iterable[Job],
    *,
    prepare: Callable[[Document], Prepared],
    translate: Callable[[Iterable[Prepared]], Iterator[Document]],
    encoding: str | None,
    output_encoding: str | None,
    format: str | None,
    writing: bool = True,
    force: bool = False,
    ledger: Ledger | None = None,
    left: Callable[[Job, Ruling], None] = lambda job, ruling: None,
) -> Iterator[Result]:
    """Read, translate and, if `writing`, write each job; yield its result as soon as that is done, in order.

    `prepare` does what concerns one document alone; `translate` gets what it returns as one stream, so that short files
    share the model's batches. A file's fault is that file's: where `prepare` fails, and where `translate` fails, in
    which case what waits is given to it one by one. `encoding` and `format` overrule what a file looks like;
    `output_encoding` is that of the English, as for `formats.english_bytes`.

    :param force: whether a file that exists is overwritten; without it, one that came into being meanwhile is not.
    :param ledger: says which jobs are done, writes what is made and writes down what becomes of each; without one, all
        are done.
    :param left: is told of each job that the ledger leaves as it is or refuses; it has no result.
    :raises ModelError: where the model cannot be used, which is no file's fault.
    :raises OutputError: where the ledger cannot write down what was done.
    """
    run = _Jobs(prepare, translate, encoding, output_encoding, format, writing, force, ledger, left)
    for by_row, some in itertools.groupby(jobs, key=lambda job: job.by_row):
        if by_row:
            yield from run.by_row(some)
        else:
            yield from run.documents(some)


@dataclass(frozen=True)
class _Jobs(Generic[Prepared]):
    """How jobs are run; see `run_jobs`."""

    prepare: Callable[[Document], Prepared]
    translate: Callable[[Iterable[Prepared]], Iterator[Document]]
    encoding: str | None
    output_encoding: str | None
    format: str | None
    writing: bool
    force: bool
    ledger: Ledger | None
    left: Callable[[Job, Ruling], None]

    def by_row(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """Translate files of rows, one after the other; only a run with a ledger has such jobs."""
        for job in jobs:
            if (result := self._file_of_rows(job)) is not None:
                yield result

    def _file_of_rows(self, job: Job) -> Result | None:
        ledger, ruling = self.ledger, None
        if ledger is None:
            raise ValueError("files of rows are written, and written down; give a ledger")
        try:
            ruling = ledger.rule(job, content_of(job))
            if ruling.verdict is not Verdict.MAKE:
                self.left(job, ruling)
                return None
            file = open_rows(
                job.source,
                job.target,
                format=self.format,
                encoding=self.encoding,
                output_encoding=self.output_encoding,
            )
            ledger.start(job, ruling)
            with row_by_row.Progress(job.target, ruling.key) as progress:
                whole = row_by_row.translate_rows(
                    file, progress, source=job.source, prepare=self.prepare, translate=self.translate
                )
                ledger.place(job, ruling, whole, progress)
            row_by_row.sweep(job.target)
        except ModelError:
            raise
        except Exception as error:  # whatever is wrong with one file, the others can be done
            return self._failed(job, ruling, error)
        return Result(job, None, None, progress.standing.counts, progress.standing.notices)

    def _failed(self, job: Job, ruling: Ruling | None, error: Exception) -> Result:
        reason = _told(job, error)
        if self.ledger is not None:
            self.ledger.fail(job, ruling, "refused" if ruling and isinstance(error, InputError) else "failed", reason)
        return Result(job, None, reason)

    def documents(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """Translate documents, which share the batches of the model."""
        ledger = self.ledger
        # What was prepared, and in its place the result that says why it was not, in order.
        waiting: deque[tuple[Job, Prepared | Result, Ruling | None]] = deque()

        def stream() -> Iterator[Prepared]:
            for job in jobs:
                ruling = None
                try:
                    data = formats.load(job.source)
                    if ledger is not None:
                        ruling = ledger.rule(job, data)
                        if ruling.verdict is not Verdict.MAKE:
                            self.left(job, ruling)
                            continue
                    prepared = self.prepare(
                        formats.document_of(data, path=job.source, encoding=self.encoding, format=self.format)
                    )
                except (ModelError, OutputError):
                    raise
                except Exception as error:  # whatever is wrong with one file, the others can be done
                    waiting.append((job, self._failed(job, ruling, error), ruling))
                else:
                    if ledger is not None and ruling is not None:
                        ledger.start(job, ruling)
                    waiting.append((job, prepared, ruling))
                    yield prepared

        def failures() -> Iterator[Result]:
            while waiting and isinstance(result := waiting[0][1], Result):
                waiting.popleft()
                yield result

        def finished(document: Document) -> Iterator[Result]:
            yield from failures()
            job, _, ruling = waiting.popleft()
            if not self.writing:
                yield Result(job, document)
                return
            try:
                data = formats.english_bytes(document, self.output_encoding)
                if ledger is not None and ruling is not None:
                    ledger.write(job, ruling, data, counts_of(document))
                else:
                    outputs.write(job.target, data, force=self.force)
            except Fr2enError as error:
                yield self._failed(job, ruling, error)
            else:
                yield Result(job, document)

        documents = stream()
        while True:
            try:
                for document in self.translate(documents):
                    yield from finished(document)
                break
            except (ModelError, OutputError):
                raise
            except Exception as error:
                if not waiting:
                    raise
                reason = error
            stuck = sum(not isinstance(prepared, Result) for _, prepared, _ in waiting)
            while waiting:
                job, prepared, ruling = waiting[0]
                if not isinstance(prepared, Result):
                    try:
                        if stuck == 1:
                            raise reason
                        (document,) = self.translate([prepared])
                    except (ModelError, OutputError):
                        raise
                    except Exception as error:
                        waiting[0] = job, self._failed(job, ruling, error), ruling
                    else:
                        yield from finished(document)
                yield from failures()
        yield from failures()


def content_of(job: Job) -> bytes:
    """Return what a job's key is made of: the bytes of its French, or what stands for them.

    :raises InputError: where it cannot be read.
    """
    return row_by_row.fingerprint(job.source) if job.by_row else formats.load(job.source)


def _told(job: Job, error: Exception) -> str:
    said = sentence(error)
    return said if str(job.source) in said else f"{job.source}: {said}"
