"""What is going to be done with files and folders, known before anything is read; a million files fit into 50 MB."""

import os
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from glossary.terms import disk
from translate.documents import formats
from translate.documents.counts import counted
from translate.documents.errors import InputError, sentence
from translate.documents.rows.base import is_of_rows, suffix_of
from translate.run import row_by_row
from translate.run.ledger import Job, in_the_way
from translate.run.outputs import is_taken
from translate.run.shards import Shard

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
    end = len(source.name) - len(suffix_of(source.name))
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

    jobs: Sequence[Job]
    refused: tuple[str, ...]
    skipped: tuple[str, ...]


class FolderJobs(Sequence[Job]):
    """The jobs of one folder's files: of each its name alone is kept, some thirty bytes instead of a thousand."""

    def __init__(self, root: Path, job_of: Callable[[Path, Path, Path], Job]) -> None:
        """Begin without any; `job_of` makes a job of a file, of the folder for its English, and of `root`."""
        self._root, self._job_of = root, job_of
        self._folders: list[tuple[Path, Path]] = []
        self._first = array("Q")  # the number of the first job of each folder
        self._ends = array("Q")  # where each name ends in `_names`
        self._names = bytearray()

    def add(self, source: Path, target: Path, names: Iterable[str]) -> None:
        """Add the files of the folder `source` that have these names; their English goes into the folder `target`."""
        self._folders.append((source, target))
        self._first.append(len(self._ends))
        for name in names:
            self._names += os.fsencode(name)
            self._ends.append(len(self._names))

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> Job: ...

    @overload
    def __getitem__(self, place: slice) -> list[Job]: ...

    def __getitem__(self, place: int | slice) -> Job | list[Job]:
        if isinstance(place, slice):
            return [self[number] for number in range(len(self))[place]]
        number = range(len(self))[place]
        source, target = self._folders[bisect_right(self._first, number) - 1]
        name = os.fsdecode(bytes(self._names[self._ends[number - 1] if number else 0 : self._ends[number]]))
        return self._job_of(source / name, target, self._root)


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

    def job_of(path: Path, folder: Path, root: Path | None) -> Job:
        target = path if in_place else folder / _named(path, name)
        return Job(path, target, root, by_row and is_of_rows(path, format))

    if journaled and writing and only is None and len(sources) == 1 and sources[0].is_dir():
        jobs = FolderJobs(out or sources[0], job_of)
        if planner.plan_folder(sources[0], jobs, format, by_row, shard, name):
            return Plan(jobs, tuple(planner.refused), tuple(planner.skipped))
        planner.refused.clear()
        planner.skipped.clear()
    found: list[Job] = []
    for source in sources:
        try:
            if source.is_dir():
                inside = planner.files_in(source, format, by_row) if only is None else [source / path for path in only]
                if shard is not None:
                    inside = [path for path in inside if shard.has(path.relative_to(source).as_posix())]
                elif not inside:
                    planner.refuse_empty(source)
                root = (out or source) if journaled else None
                folders: dict[Path, Path] = {}
                for path in inside:
                    if path.parent not in folders:
                        folders[path.parent] = out / path.parent.relative_to(source) if out else path.parent
                    found.append(job_of(path, folders[path.parent], root))
            else:
                root = out if journaled and several else None
                target = source if in_place else _target(source, out, several, name)
                found.append(Job(source, target, root, by_row and is_of_rows(source, format)))
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
        return sorted(place / name for place, names in self._walk(folder, format, by_row) for name in names)

    def plan_folder(
        self,
        folder: Path,
        jobs: FolderJobs,
        format: str | None,
        by_row: bool,
        shard: Shard | None,
        name: Callable[[Path], str],
    ) -> bool:
        """Add the files in `folder` to `jobs`, of which a journal knows; False where that takes a closer look.

        It does where files may be one another by links, small and capital letters or PDFs that become Markdown. Where
        they are not, no two become one, and none becomes a source: English is none.
        """
        found = done = 0
        begins = len(os.path.join(folder, ""))  # noqa: PTH118 -- with the separator, unless it is the root
        targets: set[tuple[int, int]] = set()
        for place, names in self._walk(folder, format, by_row):
            found += len(names)
            target = self._out / place.relative_to(folder) if self._out else place
            existing: dict[str, str] = {}
            try:
                there = target.stat()
                if (there.st_dev, there.st_ino) in targets:
                    return False
                targets.add((there.st_dev, there.st_ino))
                existing = _entries(target)
            except FileNotFoundError:
                pass
            except OSError:
                return False
            if shard is not None:
                inside = f"{os.fspath(place)}/"[begins:].replace(os.sep, "/")
                names = [each for each in names if shard.has(inside + each)]
            made = [_named(Path(each), name) for each in names]
            if len({each.casefold() for each in made}) < len(made):
                return False
            if existing:
                kept = []
                for each, english in zip(names, made, strict=True):
                    kind = existing.get(english)
                    if kind not in (None, "file"):  # a link or a folder
                        return False
                    if kind and self._skip_existing:
                        done += 1
                    else:
                        kept.append(each)
                names = kept
            if names:
                jobs.add(place, target, names)
        if not found:
            self.refuse_empty(folder)
        self._tell_done(done)
        return True

    def refuse_empty(self, folder: Path) -> None:
        """Refuse a folder in which there is nothing to do."""
        known = ", ".join(sorted(formats.FORMATS))
        self.refused.append(f"{folder} holds no file in a known format ({known})")

    def _tell_done(self, done: int) -> None:
        if done:
            self.skipped.append(f"{counted(done, 'file')} left out, whose results exist already")

    def _walk(self, folder: Path, format: str | None, by_row: bool) -> Iterator[tuple[Path, list[str]]]:
        """Yield each folder in `folder`, and itself, with the sorted names of its files that are going to be jobs.

        Hidden ones and what lies in the folder for the English are left out; what cannot be read is refused.
        """
        known = formats.folder_suffixes(format, by_row=by_row)
        out = disk.resolved(self._out) if self._out else None
        if out == disk.resolved(folder):
            out = None
        unknown: Counter[str] = Counter()
        waiting = [folder]
        while waiting:
            place = waiting.pop()
            names: list[str] = []
            inside: list[str] = []
            try:
                with os.scandir(place) as entries:
                    for entry in entries:
                        name = entry.name
                        if name.startswith("."):
                            continue
                        if entry.is_dir(follow_symlinks=False):
                            inside.append(name)
                        elif entry.is_file() and not name.startswith(_OWN):
                            suffix = suffix_of(name)
                            if suffix == ".en" or name[: len(name) - len(suffix)].lower().endswith(".en"):
                                continue
                            if suffix in known:
                                names.append(name)
                            else:
                                unknown[suffix or "without a suffix"] += 1
            except OSError as error:
                self.refused.append(
                    f"{place}: the folder cannot be looked through ({error.strerror}); check its permissions"
                )
            inside.sort(reverse=True)
            waiting += [place / name for name in inside if out is None or disk.resolved(place / name) != out]
            names.sort()
            yield place, names
        if unknown:
            kinds = ", ".join(f"{count:,} {suffix}" for suffix, count in unknown.most_common(_MOST_KINDS))
            more = ", ..." if len(unknown) > _MOST_KINDS else ""
            what = counted(unknown.total(), "file")
            self.skipped.append(f"{folder}: {what} left out, in formats that are not known ({kinds}{more})")

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
        self._tell_done(done)
        return Plan(tuple(jobs), tuple(self.refused), tuple(self.skipped))

    def _may_refuse(self, job: Job) -> bool:
        """Tell whether it is known, before anything is read, that what is in the way of a job was not made by it."""
        begun = job.by_row and row_by_row.folder_of(job.target).exists()
        return self._writing and not self._force and job.root is None and not begun


_OWN = "fr2en."
"""What the names of glossaries and settings begin with, which lie among documents and are none."""
_MOST_KINDS = 5
"""Suffixes that are named where files are left out."""


def _entries(folder: Path) -> dict[str, str]:
    """Return what lies in a folder, each with its kind: "file" or another."""
    with os.scandir(folder) as entries:
        return {entry.name: "file" if entry.is_file(follow_symlinks=False) else "other" for entry in entries}


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
