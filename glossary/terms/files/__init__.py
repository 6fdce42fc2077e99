"""Files of terms: tables, YAML, TBX and TMX in and out. A new format is one line in `FORMATS`."""

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from glossary.edits import Span
from glossary.terms import disk
from glossary.terms.conflicts import Conflict, conflicts
from glossary.terms.files.base import BadLines, TermFileError, decoded, encoded_like, failure, flaw
from glossary.terms.records import Glossary, Term

__all__ = [
    "FORMATS",
    "STEM",
    "Conflict",
    "TermFileError",
    "add",
    "change",
    "changed",
    "find_beside",
    "format_of",
    "load",
    "load_all",
    "locked",
    "remove",
    "render",
    "save",
]


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format of term files: its suffixes, and the module and the name of what reads and writes it.

    That is imported when it is used, and has four functions: `parse` makes terms of bytes, `render` bytes of terms,
    `added` the bytes of a file with more terms; `places` says where the terms of a file stand, in bytes of it, or in
    characters of its text where `in_text`.
    """

    suffixes: tuple[str, ...]
    module: str
    codec: str
    in_text: bool = True

    def function(self, name: str) -> Callable[..., Any]:
        """Return the function `name`: parse, render, added or places."""
        found: Callable[..., Any] = getattr(getattr(import_module(f"{__name__}.{self.module}"), self.codec), name)
        return found


FORMATS = {
    "tsv": FileFormat((".tsv", ".tab"), "tables", "TSV"),
    "csv": FileFormat((".csv",), "tables", "CSV"),
    "yaml": FileFormat((".yaml", ".yml"), "yaml_files", "YAML"),
    "tbx": FileFormat((".tbx",), "tbx", "TBX", in_text=False),
    "tbx-2008": FileFormat((), "tbx", "TBX_2008", in_text=False),
    "tmx": FileFormat((".tmx",), "tmx", "TMX", in_text=False),
}
"""The formats by name, found by the suffix of a file. `tbx` reads both dialects, writes that of 2019."""

STEM = "fr2en.glossary"
"""The name, without its suffix, of a glossary that counts for the documents beside it."""


def format_of(path: Path) -> str:
    """Return the name of the format that the suffix of `path` stands for, in upper or lower case.

    :raises TermFileError: where the suffix is unknown; the message lists the known ones.

    >>> format_of(Path("Termes.CSV"))
    'csv'
    """
    for name, known in FORMATS.items():
        if path.suffix.lower() in known.suffixes:
            return name
    suffixes = ", ".join(suffix for known in FORMATS.values() for suffix in known.suffixes)
    raise TermFileError(f"{path} has no suffix of a glossary ({suffixes}); rename the file")


def load(path: Path) -> Glossary:
    """Return the terms of the file at `path`, in its order, each with the file and its line as its origin.

    A file without entries is an empty glossary. Text is UTF-8, or UTF-16 with its mark.

    :raises TermFileError: where the file is missing, unreadable or of no known format, or holds a line that makes no
        term; the message lists each bad line with its number and the reason, ten at most, and how many more there are.
    """
    return Glossary(tuple(_terms(path, _read(path))))


def load_all(paths: Sequence[Path]) -> tuple[Glossary, list[Conflict]]:
    """Return the terms of several files, of which the later ones win, and where they do not agree.

    :raises TermFileError: as `load` does, for the first file that cannot be used.
    """
    glossary = Glossary(tuple(term for path in paths for term in load(path)))
    return glossary, conflicts(glossary)


def find_beside(document: Path) -> list[Path]:
    """Return the files `fr2en.glossary.*` beside `document`, or in it where it is a folder, sorted by name.

    Only suffixes that `FORMATS` knows count, in upper or lower case.
    """
    folder = document if document.is_dir() else document.parent
    suffixes = {suffix for known in FORMATS.values() for suffix in known.suffixes}
    return sorted(
        path
        for path in folder.glob(f"{STEM}.*")
        if path.stem == STEM and path.suffix.lower() in suffixes and path.is_file()
    )


def render(terms: Iterable[Term], format: str) -> bytes:
    """Return the content of a file with `terms` in the format of this name, in UTF-8; `origin` is not written.

    :raises TermFileError: where there is no such format, or a term has what `load` would refuse: a control character
        or a value that is too long; all such terms are listed by their numbers, ten at most.

    >>> render([Term("ONU", "UN")], "tsv")
    b'source\\ttarget\\nONU\\tUN\\n'
    """
    if format not in FORMATS:
        raise TermFileError(f"there is no format {format!r} for terms; there are {', '.join(FORMATS)}")
    listed = list(terms)
    wrong = [f"term {number}: {reason}" for number, term in enumerate(listed, start=1) if (reason := flaw(term))]
    if wrong:
        more = f"; and {len(wrong) - 10:,} more" if len(wrong) > 10 else ""
        raise TermFileError(f"the terms cannot be written: {'; '.join(wrong[:10])}{more}")
    data: bytes = FORMATS[format].function("render")(listed)
    return data


def save(glossary: Iterable[Term], path: Path, *, format: str | None = None, replace: bool = True) -> None:
    """Write terms to `path`, all of them or nothing, in a format of `FORMATS`; by default that of its suffix.

    :param replace: whether a file that exists is replaced.
    :raises TermFileError: where the file cannot be written, the format is not known, or a term cannot be written.
    """
    _write(path, render(glossary, format or format_of(path)), replace=replace)


def add(path: Path, terms: Iterable[Term]) -> None:
    """Write `terms` to the end of the file at `path`, which is made where there is none; all else in it stays.

    :raises TermFileError: where the file cannot be read or written, or is laid out so that this cannot be done.
    """
    change(path, add=terms)


def remove(path: Path, is_wanted: Callable[[Term], bool]) -> list[Term]:
    """Take the terms for which `is_wanted` is true out of the file at `path`; return them. All else in it stays.

    :raises TermFileError: where the file cannot be read or written, or is laid out so that this cannot be done.
    """
    return change(path, remove=is_wanted)


def change(path: Path, *, add: Iterable[Term] = (), remove: Callable[[Term], bool] | None = None) -> list[Term]:
    """Take terms out of the file at `path` and write others to its end, in one step; return those that are gone.

    Of several processes that do this at once each waits for the one before it, so that no change is lost.

    :raises TermFileError: where the file cannot be read or written, or is laid out so that this cannot be done.
    """
    with locked(path):
        is_new = not path.exists()
        data, gone = changed(path, add=add, remove=remove)
        if data is not None:
            _write(path, data, replace=not is_new)
    return gone


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep others from changing the file at `path` from its reading to its writing.

    :raises TermFileError: where another process changes it and does not end.
    """
    try:
        with disk.locked(path):
            yield
    except TimeoutError as error:
        raise TermFileError(f"{path} cannot be written: {error.strerror}; try again") from error


def changed(
    path: Path, *, add: Iterable[Term] = (), remove: Callable[[Term], bool] | None = None
) -> tuple[bytes | None, list[Term]]:
    """Return what the file at `path` will hold after `change`, None where that is what it holds, and what will be gone.

    :raises TermFileError: where the file cannot be read, or is laid out so that this cannot be done.
    """
    new = list(add)
    rendered = render(new, format_of(path))  # refuses what cannot be written
    if not path.exists():
        return rendered, []
    format = FORMATS[format_of(path)]
    old = data = _read(path)
    terms = _terms(path, data)
    wanted = [remove is not None and remove(term) for term in terms]
    if any(wanted):
        places = itertools.compress(format.function("places")(data), wanted)
        data = _without(data, places, in_text=format.in_text)
    if new:
        try:
            data = format.function("added")(data, new)
        except BadLines as error:
            raise failure(str(path), error.problems) from None
    kept = [term for term, out in zip(terms, wanted, strict=True) if not out]
    _check(path, data, [*kept, *new])
    return (None if data == old else data), list(itertools.compress(terms, wanted))


def _without(data: bytes, places: Iterable[Span], *, in_text: bool) -> bytes:
    content: Any = decoded(data) if in_text else data
    gone = list(places)
    starts = [0, *(place.end for place in gone)]
    ends = [*(place.start for place in gone), len(content)]
    rest = content[:0].join(content[start:end] for start, end in zip(starts, ends, strict=True))
    result: bytes = encoded_like(data, rest) if in_text else rest
    return result


def _read(path: Path) -> bytes:
    try:
        return disk.read(path)
    except FileNotFoundError:
        raise TermFileError(f"{path}: there is no such file; check the name") from None
    except IsADirectoryError:
        raise TermFileError(f"{path} is a folder; name a file with terms") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TermFileError(f"{path} cannot be read: {reason}; check its name and permissions") from error


def _terms(path: Path, data: bytes) -> list[Term]:
    parse = FORMATS[format_of(path)].function("parse")
    try:
        terms: list[Term] = parse(data, name=str(path))
        return terms
    except BadLines as error:
        raise failure(str(path), error.problems) from None


def _check(path: Path, data: bytes, expected: Sequence[Term]) -> None:
    """Prove that a file that was changed holds what it should.

    :raises TermFileError: where it does not: the layout of the file is one that such changes break.
    """
    try:
        sound = _said(_terms(path, data)) == _said(expected)
    except TermFileError:
        sound = False
    if not sound:
        raise TermFileError(
            f"{path} is laid out so that it cannot be changed safely; change it by hand, or export it to a new file"
        )


def _said(terms: Iterable[Term]) -> list[tuple[object, ...]]:
    """Return what terms say, without where they stand."""
    return [(t.source, t.target, t.kind, t.variants, t.accepted, t.forbidden, t.case, t.inflect, t.note) for t in terms]


def _write(path: Path, data: bytes, *, replace: bool) -> None:
    try:
        disk.write(path, data, replace=replace)
    except FileExistsError as error:
        raise TermFileError(f"{path} exists already; another process has made it meanwhile") from error
    except OSError as error:
        reason = error.strerror or error
        raise TermFileError(f"{path} cannot be written: {reason}; nothing was changed there") from error
