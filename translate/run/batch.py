"""Many files in one run: what becomes of each, written atomically; one bad file does not stop the others."""

import itertools
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from glossary.terms import disk
from translate.documents import formats
from translate.documents.counts import counted, counts_of, exit_code
from translate.documents.errors import Fr2enError, InputError, ModelError, OutputError, sentence
from translate.documents.records import Document
from translate.documents.rows import open_rows
from translate.documents.rows.base import is_of_rows, suffix_of
from translate.run import outputs, row_by_row
from translate.run.ledger import Job, Ledger, Ruling, Verdict, in_the_way
from translate.run.outputs import is_taken
from translate.run.shards import Shard

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


_PDF = ".pdf"
"""The suffix of what is read and never written: it becomes Markdown."""


def english_name(source: Path) -> str:
    """Return the name of the English of a file.

    >>> english_name(Path("french/article.txt"))
    'article.en.txt'
    >>> english_name(Path("corpus.fr"))
    'corpus.en'
    >>> english_name(Path("corpus.jsonl.gz"))
    'corpus.en.jsonl.gz'
    """
    if source.suffix.lower() == _PDF:
        return f"{source.stem}.en.md"
    if source.suffix.lower() == ".fr":
        return f"{source.stem}.en"
    end = len(source.name) - len(suffix_of(source))
    return f"{source.name[:end]}.en{source.name[end:]}"


def refuse_unwritable(out: Path | None) -> None:
    """Refuse a target in a format that is only read.

    :raises InputError: where `out` is named as a PDF.
    """
    if out is not None and out.suffix.lower() == _PDF:
        raise InputError(f"{out}: no PDF is written; what is made of one is Markdown, so give a name with .md to -o")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is going to be done with files and folders.

    `jobs` are in order. `refused` has a sentence for each file or folder that cannot be a job, `skipped` one for what
    is left out with good reason.
    """

    jobs: tuple[Job, ...]
    refused: tuple[str, ...]
    skipped: tuple[str, ...]


def plan_jobs(
    sources: Sequence[Path],
    *,
    out: Path | None,
    force: bool,
    writing: bool = True,
    in_place: bool = False,
    skip_existing: bool = False,
    format: str | None = None,
    journaled: bool = False,
    shard: Shard | None = None,
    only: Iterable[str] | None = None,
    name: Callable[[Path], str] = english_name,
    by_row: bool = False,
) -> Plan:
    """Return what becomes of files and folders.

    A file becomes what `name` makes of it, beside it or in the folder `out`; or it becomes `out`. A folder's files
    in known formats, at any depth, become the same tree under `out`, or lie beside their sources. Files that are named
    `*.en.*` or `*.en` in a folder are taken for English and left out, as are hidden ones. A file that is named twice,
    in whatever words, is one.

    :param writing: whether anything is going to be written here; if not, no target can be in the way.
    :param in_place: write the sources over themselves.
    :param skip_existing: leave out what has its target already, as the files do that an earlier run has finished.
    :param format: the format that is asked for, which may say what is chosen in tables or fields.
    :param journaled: give jobs the folder whose journal knows of them; it decides what becomes of results that exist.
    :param shard: of the files in folders those alone that are in it.
    :param only: the files of a folder by their paths in it, which is not looked through then.
    :param by_row: translate files of rows row by row, see `translate.run.row_by_row`.
    :raises InputError: where no sensible plan exists: nothing to translate, `out` a PDF or one file for several.
    """
    refuse_unwritable(out)
    several = is_several(sources)
    if several and out is not None and out.is_file():
        raise InputError(f"{out} is a file and there are several sources; give a folder to -o")
    planner = _Planner(out=out, force=force, writing=writing and not in_place, skip_existing=skip_existing)
    found: list[Job] = []

    def rows(path: Path) -> bool:
        return by_row and is_of_rows(path, format)

    for source in sources:
        try:
            if source.is_dir():
                inside = planner.files_in(source, format, by_row) if only is None else [source / path for path in only]
                if shard is not None:
                    inside = [path for path in inside if shard.has(path.relative_to(source).as_posix())]
                elif not inside:
                    known = ", ".join(sorted(formats.FORMATS))
                    planner.refused.append(f"{source} holds no file in a known format ({known})")
                root = (out or source) if journaled else None
                folders: dict[Path, Path] = {}
                for path in inside:
                    if path.parent not in folders:
                        folders[path.parent] = out / path.parent.relative_to(source) if out else path.parent
                    found.append(
                        Job(path, path if in_place else folders[path.parent] / _named(path, name), root, rows(path))
                    )
            else:
                root = out if journaled and several else None
                found.append(
                    Job(source, source if in_place else _target(source, out, several, name), root, rows(source))
                )
            if in_place:
                for job in found:
                    refuse_unwritable(job.source)
        except OSError as error:
            planner.refused.append(sentence(error))
    return planner.plan(found)


def is_several(sources: Sequence[Path]) -> bool:
    """Tell whether the sources are, or may be, more than one file."""
    return len(sources) > 1 or any(source.is_dir() for source in sources)


class _Planner:
    """Makes a plan; `refused` and `skipped` grow meanwhile."""

    def __init__(self, *, out: Path | None, force: bool, writing: bool, skip_existing: bool) -> None:
        self._out, self._force, self._writing, self._skip_existing = out, force, writing, skip_existing
        self.refused: list[str] = []
        self.skipped: list[str] = []

    def files_in(self, folder: Path, format: str | None, by_row: bool) -> list[Path]:
        """Return the files in `folder` that are going to be jobs, sorted."""
        known = formats.folder_suffixes(format, by_row=by_row)
        out = disk.resolved(self._out) if self._out else None
        found: list[Path] = []
        unknown: Counter[str] = Counter()
        for path in self._walk(folder, out if out != disk.resolved(folder) else None):
            suffix = suffix_of(path)
            stem = path.name[: len(path.name) - len(suffix)]
            if stem.lower().endswith(".en") or suffix == ".en" or path.name.startswith(_OWN):
                continue
            if suffix in known:
                found.append(path)
            else:
                unknown[suffix or "without a suffix"] += 1
        if unknown:
            kinds = ", ".join(f"{count:,} {suffix}" for suffix, count in unknown.most_common(_MOST_KINDS))
            more = ", ..." if len(unknown) > _MOST_KINDS else ""
            what = counted(unknown.total(), "file")
            self.skipped.append(f"{folder}: {what} left out, in formats that are not known ({kinds}{more})")
        return sorted(found)

    def _walk(self, folder: Path, out: Path | None) -> Iterator[Path]:
        """Yield the files in `folder`, hidden ones and those in `out` left out; what cannot be read is refused."""
        waiting = [folder]
        while waiting:
            place = waiting.pop()
            try:
                with os.scandir(place) as entries:
                    for entry in entries:
                        path = place / entry.name
                        if entry.name.startswith("."):
                            continue
                        if entry.is_dir(follow_symlinks=False):
                            if out is None or disk.resolved(path) != out:
                                waiting.append(path)
                        elif entry.is_file():
                            yield path
            except OSError as error:
                self.refused.append(
                    f"{place}: the folder cannot be looked through ({error.strerror}); check its permissions"
                )

    def plan(self, found: Iterable[Job]) -> Plan:
        """Return the plan for jobs of which some cannot be done."""
        jobs: list[Job] = []
        sources: dict[tuple[object, ...], Path] = {}
        targets: dict[tuple[object, ...], Job] = {}
        listed: list[tuple[Job, tuple[object, ...], tuple[object, ...]]] = []
        folders: dict[Path, tuple[tuple[object, ...], bool]] = {}
        for job in found:
            try:
                keys = disk.identity(job.source, folders), disk.identity(job.target, folders)
            except OSError as error:
                self.refused.append(sentence(error))
                continue
            listed.append((job, *keys))
            sources.setdefault(keys[0], job.source)
        done = 0
        for job, source, target in listed:
            other = targets.get(target)
            if other is not None and disk.identity(other.source) == source:
                continue  # the same file in other words
            targets.setdefault(target, job)
            if not job.source.exists():
                self.refused.append(f"{job.source}: there is no such file; check the name")
            elif self._writing and other is not None:
                self.refused.append(
                    f"{job.source} and {other.source} would both become {job.target}; write them into different folders"
                )
            elif self._writing and target in sources:
                self.refused.append(_overwriting(job, sources[target]))
            elif self._writing and job.target.is_dir():
                self.refused.append(f"{job.target} is a folder; name a file for what {job.source} becomes")
            elif self._writing and self._skip_existing and is_taken(job.target):
                done += 1
            elif self._may_refuse(job) and (reason := in_the_way(job)):
                self.refused.append(reason)
            else:
                jobs.append(job)
        if done:
            self.skipped.append(f"{counted(done, 'file')} left out, whose results exist already")
        return Plan(tuple(jobs), tuple(self.refused), tuple(self.skipped))

    def _may_refuse(self, job: Job) -> bool:
        """Tell whether it is known, before anything is read, that what is in the way of a job was not made by it."""
        begun = job.by_row and row_by_row.folder_of(job.target).exists()
        return self._writing and not self._force and job.root is None and not begun


_OWN = "fr2en."
"""What the names of glossaries and settings begin with, which lie among documents and are none."""
_MOST_KINDS = 5
"""Suffixes that are named where files are left out."""


def _overwriting(job: Job, other: Path) -> str:
    if disk.identity(job.source) == disk.identity(other):
        return f"{job.source} would overwrite itself; give another name to -o"
    return f"{job.source} would overwrite {other}, which is to be read; give another name to -o"


def _named(source: Path, name: Callable[[Path], str]) -> str:
    """Return what `name` makes of a file, with the suffix of what a PDF becomes."""
    made = name(source)
    return f"{made[: -len(_PDF)]}.md" if made.lower().endswith(_PDF) else made


def _target(source: Path, out: Path | None, several: bool, name: Callable[[Path], str]) -> Path:
    if out is None:
        return source.with_name(_named(source, name))
    if out.is_dir() or several:
        return out / _named(source, name)
    return out


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
