"""Many files in one run: what becomes of each, written atomically; one bad file does not stop the others."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from translate.documents import formats
from translate.documents.counts import counted, exit_code
from translate.documents.errors import Fr2enError, InputError, OutputError
from translate.documents.records import Document, Severity


@dataclass(frozen=True, slots=True)
class Job:
    """One file to translate or to repair, and where the result goes."""

    source: Path
    target: Path


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a job: a finished document, or the sentence that says why not."""

    job: Job
    document: Document | None
    error: str | None = None


@dataclass(slots=True)
class Report:
    """The counts of a run; `warnings` are the segments with a warning or an error, `errors` those with an error."""

    files: int = 0
    segments: int = 0
    words: int = 0
    failed: list[str] = field(default_factory=list)
    warnings: int = 0
    errors: int = 0
    repairs: int = 0

    def add(self, result: Result) -> None:
        """Count one result."""
        if result.document is None:
            self.failed.append(result.error or f"{result.job.source} failed")
        else:
            self.add_document(result.document)

    def add_document(self, document: Document) -> None:
        """Count one translated document."""
        self.files += 1
        self.segments += len(document.segments)
        self.words += sum(len(segment.source.split()) for segment in document.segments)
        self.repairs += len(document.repair.edits) if document.repair else 0
        worst = [max((f.severity for f in segment.findings), default=None) for segment in document.segments]
        self.warnings += sum(severity is not None and severity >= Severity.WARNING for severity in worst)
        self.errors += worst.count(Severity.ERROR)

    @property
    def exit_code(self) -> int:
        """0 if all went well, 2 if no file could be translated, 123 if some could and some could not."""
        return exit_code(done=self.files, failed=len(self.failed))

    def reaches(self, severity: str) -> bool:
        """Tell whether a finding is as grave as `severity`: "error" or "warning"; nothing is as grave as "never"."""
        return {"error": self.errors, "warning": self.warnings, "never": 0}[severity] > 0

    def __str__(self) -> str:
        """Return one line: files, sentences and words, repairs, and what was out of the ordinary."""
        counts = [counted(self.files, "file"), counted(self.segments, "sentence"), counted(self.words, "word")]
        if self.repairs:
            counts.append(counted(self.repairs, "repair"))
        if self.warnings:
            counts.append(counted(self.warnings, "doubtful sentence"))
        if self.failed:
            counts.append(f"{len(self.failed)} failed")
        return ", ".join(counts)


def english_name(source: Path) -> str:
    """Return the name of the English of a file.

    >>> english_name(Path("french/article.txt"))
    'article.en.txt'
    >>> english_name(Path("corpus.fr"))
    'corpus.en'
    """
    return f"{source.stem}.en" if source.suffix.lower() == ".fr" else f"{source.stem}.en{source.suffix}"


def plan_jobs(
    sources: Sequence[Path],
    *,
    out: Path | None,
    force: bool,
    writing: bool = True,
    name: Callable[[Path], str] = english_name,
) -> tuple[list[Job], list[str]]:
    """Return the jobs for files and folders, in order, and one sentence for each file that cannot be a job.

    A file becomes what `name` makes of it, beside it or in the folder `out`; or it becomes `out`. A folder's files
    in known formats, at any depth, become the same tree under `out`, or lie beside their sources. Files that are named
    `*.en.*` or `*.en` in a folder are taken for English and left out, as are hidden ones. Without `writing` nothing is
    going to be written here, so no target can be in the way.

    :raises InputError: where no sensible plan exists: nothing to translate, or `out` is a file for several sources.
    """
    several = len(sources) > 1 or any(source.is_dir() for source in sources)
    if several and out is not None and out.is_file():
        raise InputError(f"{out} is a file and there are several sources; give a folder to -o")
    jobs: list[Job] = []
    refused: list[str] = []
    targets: dict[Path, Path] = {}
    for source in sources:
        if source.is_dir():
            found = [Job(path, _in_tree(path, source, out, name)) for path in _files_in(source, out)]
            if not found:
                refused.append(f"{source} holds no file in a known format ({', '.join(sorted(formats.FORMATS))})")
        else:
            found = [Job(source, _target(source, out, several, name))]
        for job in found:
            reason = _absence(job) or (_refusal(job, targets, force) if writing else None)
            if reason:
                refused.append(reason)
            else:
                jobs.append(job)
                targets[job.target.absolute()] = job.source
    return jobs, refused


def _files_in(folder: Path, out: Path | None) -> list[Path]:
    known = {suffix for name in formats.FORMATS for suffix in formats.format_named(name).suffixes if suffix}
    skipped = out.resolve() if out else None
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in known
        and path.is_file()
        and not path.stem.lower().endswith(".en")
        and path.suffix.lower() != ".en"
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not (skipped and skipped != folder.resolve() and skipped in path.resolve().parents)
    ]


def _target(source: Path, out: Path | None, several: bool, name: Callable[[Path], str]) -> Path:
    if out is None:
        return source.with_name(name(source))
    if out.is_dir() or several:
        return out / name(source)
    return out


def _in_tree(path: Path, folder: Path, out: Path | None, name: Callable[[Path], str]) -> Path:
    if out is None:
        return path.with_name(name(path))
    return (out / path.relative_to(folder)).with_name(name(path))


def _absence(job: Job) -> str | None:
    return None if job.source.exists() else f"{job.source}: there is no such file; check the name"


def _refusal(job: Job, targets: dict[Path, Path], force: bool) -> str | None:
    other = targets.get(job.target.absolute())
    if other is not None:
        return f"{job.source} and {other} would both become {job.target}; write them into different folders"
    if job.target.is_dir():
        return f"{job.target} is a folder; name a file for what {job.source} becomes"
    if job.target.exists():
        with contextlib.suppress(OSError):
            if job.source.samefile(job.target):
                return f"{job.source} would overwrite itself; give another name to -o"
        if not force:
            return f"{job.target} exists already; add --force to overwrite it"
    return None


def run_jobs(
    jobs: Iterable[Job],
    *,
    translate: Callable[[Iterable[Document]], Iterator[Document]],
    encoding: str | None,
    output_encoding: str,
    format: str | None,
    writing: bool = True,
) -> Iterator[Result]:
    """Read, translate and, if `writing`, write each job; yield its result as soon as that is done, in order.

    `translate` gets the documents as one stream, so that short files share the model's batches. `encoding` and
    `format` overrule what a file looks like; `output_encoding` is that of the English.
    """
    waiting: list[Job] = []
    failed: list[Result] = []

    def documents() -> Iterator[Document]:
        for job in jobs:
            try:
                document = formats.read(job.source, encoding=encoding, format=format)
            except Fr2enError as error:
                failed.append(Result(job, None, str(error)))
                continue
            waiting.append(job)
            yield document

    for document in translate(documents()):
        yield from failed
        failed.clear()
        job = waiting.pop(0)
        yield _write(job, document, output_encoding) if writing else Result(job, document)
    yield from failed


def _write(job: Job, document: Document, encoding: str) -> Result:
    try:
        # A byte order mark belongs to the file, not to its language.
        if encoding == "utf-8" and document.encoding == "utf-8-sig":
            encoding = "utf-8-sig"
        data = formats.format_named(document.format).write(document, encoding=encoding)
        write_atomically(job.target, data)
    except Fr2enError as error:
        return Result(job, None, str(error))
    return Result(job, document)


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path`, all of it or nothing: beside it first, then renamed into place.

    :raises OutputError: where that cannot be done; what stood at `path` is still there.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files that only their owner can read; a result gets the rights that any new file gets.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        raise OutputError(
            f"{path} could not be written: {error.strerror or error}; nothing was changed there"
        ) from error
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
