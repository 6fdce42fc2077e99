"""Which terms are in force on a command line: packs, the glossary here, the given files."""

import contextlib
import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate.cli import arguments
from translate.documents.errors import InputError

if TYPE_CHECKING:
    from glossary.terms.conflicts import Conflict
    from glossary.terms.records import Glossary, Term

_MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class Selection:
    """The terms in force, later ones over earlier ones, and where the user's `files` do not agree with each other."""

    glossary: "Glossary"
    conflicts: tuple["Conflict", ...] = ()
    files: tuple[Path, ...] = ()

    @classmethod
    def of(cls, terms: "Iterable[Term]", conflicts: "Iterable[Conflict]") -> "Selection":
        """Return a selection of these terms."""
        from glossary.terms.records import Glossary

        return cls(Glossary(tuple(terms)), tuple(conflicts))

    def find(self, text: str) -> "list[Term]":
        """Return the terms with `text` as French or English: as it is, else whatever its capitals and accents are."""
        from glossary.terms.conflicts import plain

        for key in (plain, _bare):
            wanted = key(text)
            found = [
                term for term in self.glossary if wanted in map(key, (*term.spellings, term.target, *term.accepted))
            ]
            if found:
                return found
        return []

    def told_conflicts(self) -> Iterator[str]:
        """Yield a line for each conflict, ten at most, and one that counts the others."""
        yield from map(str, self.conflicts[:_MOST_TOLD])
        if len(self.conflicts) > _MOST_TOLD:
            yield f"and {len(self.conflicts) - _MOST_TOLD:,} more conflicts; see: fr2en glossary check"


def select(files: Sequence[Path] | None, *, packs: str | None, style: str | None, beside: bool = True) -> Selection:
    """Return the terms of packs, of `files`, and of the glossary files of the working folder if `beside`; later win.

    :param packs: names with commas, or `default` or `none`; None for what the settings say. `style` likewise.
    :raises InputError: where a file cannot be used, or there is no pack or style of a name.
    """
    from glossary.terms.files import load_all
    from glossary.terms.packs import load_packs
    from glossary.terms.packs import packs as all_packs

    flags = {"packs": _names(packs), "style": _names(style)}
    settings = arguments.settings_in_force(flags)
    named = [Path(name) for name in settings.glossary] if files is None else list(files)
    own = own_files() if beside else []
    chosen = [*(path for path in named if not any(_same(path, other) for other in own)), *own]
    names = [name for name in settings.packs if name not in ("default", "none")]
    if "default" in settings.packs:
        names += (name for name, pack in all_packs().items() if pack.default)
    with as_input_errors():
        shipped = load_packs(names, styles=settings.style)
        glossary, conflicts = load_all(chosen)
    return Selection(shipped + glossary, tuple(conflicts), tuple(chosen))


def own_files() -> list[Path]:
    """Return the glossary files of the working folder, by their names alone."""
    from glossary.terms.files import find_beside

    return [Path(path.name) for path in find_beside(Path.cwd())]


def own_file(named: Path | None) -> Path:
    """Return the glossary file to change: the one that is named, else that of the working folder, else a new one there.

    :raises InputError: where the working folder has several.
    """
    from glossary.terms.files import STEM

    found = own_files()
    if named is None and len(found) > 1:
        raise InputError(f"there are {' and '.join(map(str, found))} here; name the one to change with --glossary")
    return named or next(iter(found), Path(f"{STEM}.tsv"))


@contextlib.contextmanager
def as_input_errors() -> Iterator[None]:
    """Turn the errors of the lower layer, each one sentence, into `InputError`."""
    try:
        yield
    except ValueError as error:
        raise InputError(str(error)) from error


def near_hint(text: str, terms: "Iterable[Term]") -> str:
    """Return what to do where `text` was not found, with the nearest French there is."""
    wanted = _bare(text)
    spellings = {_bare(term.source): term.source for term in terms if _bare(term.source)[:1] == wanted[:1]}
    near = difflib.get_close_matches(wanted[:100], spellings, 1)
    return f"did you mean {spellings[near[0]]!r}?" if near else "see: fr2en glossary list"


def record(term: "Term", *, origin: bool = True) -> dict[str, object]:
    """Return a term as it is printed in JSON."""
    fields: dict[str, object] = {
        "source": term.source,
        "target": term.target,
        "kind": term.kind.value,
        "variants": list(term.variants),
        "accepted": list(term.accepted),
        "forbidden": list(term.forbidden),
        "case": term.case.value,
        "inflect": term.inflect,
        "note": term.note,
    }
    return {**fields, "origin": term.origin} if origin else fields


def _names(value: str | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(filter(None, (name.strip() for name in value.split(","))))


def _same(path: Path, other: Path) -> bool:
    with contextlib.suppress(OSError):
        return path.samefile(other)
    return False


def _bare(text: str) -> str:
    from glossary.french.words import fold
    from glossary.terms.conflicts import plain

    return fold(plain(text))
