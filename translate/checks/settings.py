"""Which findings count: a TOML file with checks to leave out, severities, settings for files, and exceptions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import Path

from translate.checks import CHECKS, DOCUMENT_CHECKS
from translate.documents.errors import InputError
from translate.documents.records import Finding, Severity
from translate.documents.toml_files import read_toml

_KEYS = ("select", "ignore", "severity", "files", "except")
_FILE_KEYS = ("path", "select", "ignore", "severity")
_EXCEPTION_KEYS = ("check", "source", "target", "path", "reason")


@dataclass(frozen=True, slots=True)
class Accepted:
    """An exception: findings of `check` that a person has looked at and accepted, and why.

    It holds for the pairs whose French is `source` and, where that is given, whose English is `target`, apart from
    white space; in files whose name matches `path`.
    """

    check: str
    source: str
    target: str | None = None
    path: str = "*"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """What counts in one file: the names of the checks, and the severities that take the place of a check's own."""

    checks: frozenset[str]
    severities: tuple[tuple[str, Severity], ...] = ()


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What a settings file says. `files` are a pattern for names of files and what holds for these, later ones win."""

    selection: Selection
    files: tuple[tuple[str, Selection], ...] = ()
    accepted: tuple[Accepted, ...] = ()

    def for_file(self, name: str) -> Selection:
        """Return what counts in the file `name`; patterns are those of the shell, for the whole name or its end."""
        selection = self.selection
        for pattern, settings in self.files:
            if _fits(name, pattern):
                selection = settings
        return selection

    def judged(self, name: str, source: str, target: str, findings: Iterable[Finding]) -> list[Finding]:
        """Return what remains of the findings of a pair in the file `name`, with the severities that hold there."""
        selection = self.for_file(name)
        severities = dict(selection.severities)
        found = [
            replace(one, severity=severities.get(one.check, one.severity))
            for one in findings
            if one.check in selection.checks
            and not any(_excuses(accepted, name, source, target, one) for accepted in self.accepted)
        ]
        return sorted(found, key=lambda one: -one.severity)


def default_settings(*, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> CheckSettings:
    """Return settings with all checks, or the checks in `select`, without those in `ignore`.

    :raises InputError: where there is no check of a name.
    """
    return with_choice(CheckSettings(Selection(frozenset(_known()))), select=select, ignore=ignore)


def with_choice(settings: CheckSettings, *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> CheckSettings:
    """Return `settings` in which only `select` (where given) and nothing in `ignore` counts, in any file.

    :raises InputError: where there is no check of a name.
    """
    problems = _unknown([*select, *ignore])
    if problems:
        raise InputError("; ".join(problems))

    def narrowed(selection: Selection) -> Selection:
        chosen = frozenset(select) if select else selection.checks
        return replace(selection, checks=chosen - frozenset(ignore))

    files = tuple((pattern, narrowed(selection)) for pattern, selection in settings.files)
    return replace(settings, selection=narrowed(settings.selection), files=files)


def load_check_settings(path: Path) -> CheckSettings:
    """Read a settings file.

    :raises InputError: where it cannot be read or something in it means nothing; the message names all such places.
    """
    problems: list[str] = []
    table = read_toml(path)
    problems += [f"there is no key {key!r}, only {', '.join(_KEYS)}" for key in table if key not in _KEYS]
    everything = Selection(frozenset(_known()))
    selection = _selection(table, everything, "", problems)
    files = []
    for number, entry in enumerate(_tables(table.get("files"), "files", problems), start=1):
        place = f"files entry {number}: "
        problems += [f"{place}there is no key {key!r}" for key in entry if key not in _FILE_KEYS]
        files.append((_text(entry, "path", place, problems) or "*", _selection(entry, selection, place, problems)))
    accepted = []
    for number, entry in enumerate(_tables(table.get("except"), "except", problems), start=1):
        place = f"except entry {number}: "
        problems += [f"{place}there is no key {key!r}" for key in entry if key not in _EXCEPTION_KEYS]
        check = _text(entry, "check", place, problems)
        problems += [place + problem for problem in _unknown([check] if check else [])]
        target = _text(entry, "target", place, problems) if "target" in entry else None
        source = _text(entry, "source", place, problems)
        reason = _text(entry, "reason", place, problems) if "reason" in entry else ""
        name = _text(entry, "path", place, problems) if "path" in entry else "*"
        accepted.append(Accepted(check, source, target, name, reason))
    if problems:
        raise InputError(f"{path}: {'; '.join(problems)}")
    return CheckSettings(selection, tuple(files), tuple(accepted))


def _known() -> list[str]:
    return [*CHECKS, *DOCUMENT_CHECKS]


def _unknown(names: Collection[str]) -> list[str]:
    problems = []
    for name in names:
        if name not in _known():
            near = get_close_matches(name, _known(), n=1)
            hint = f"did you mean {near[0]}?" if near else "`fr2en checks` lists those there are"
            problems.append(f"there is no check named {name!r}; {hint}")
    return problems


def _selection(table: Mapping[str, object], base: Selection, place: str, problems: list[str]) -> Selection:
    chosen = _names(table, "select", place, problems)
    ignored = _names(table, "ignore", place, problems)
    severities = dict(base.severities)
    wanted = table.get("severity", {})
    if not isinstance(wanted, Mapping):
        problems.append(f"{place}severity must be a table of names of checks and severities")
        wanted = {}
    for name, value in wanted.items():
        problems += [place + problem for problem in _unknown([name])]
        if value not in ("note", "warning", "error"):
            problems.append(f"{place}the severity of {name} must be note, warning or error, not {value!r}")
        else:
            severities[name] = Severity[str(value).upper()]
    checks = frozenset(chosen) if chosen else base.checks
    return Selection(checks - frozenset(ignored), tuple(severities.items()))


def _names(table: Mapping[str, object], key: str, place: str, problems: list[str]) -> list[str]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        problems.append(f"{place}{key} must be a list of names of checks")
        return []
    problems += [place + problem for problem in _unknown(value)]
    return value


def _tables(value: object, key: str, problems: list[str]) -> list[Mapping[str, object]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        problems.append(f"{key} must be entries of the form [[{key}]]")
        return []
    return value


def _text(entry: Mapping[str, object], key: str, place: str, problems: list[str]) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        problems.append(f"{place}{key} must be a text")
        return ""
    return value


def _fits(name: str, pattern: str) -> bool:
    name = name.replace("\\", "/")
    return fnmatch(name, pattern) or fnmatch(name, f"*/{pattern}")


def _excuses(accepted: Accepted, name: str, source: str, target: str, found: Finding) -> bool:
    return (
        accepted.check == found.check
        and accepted.source.split() == source.split()
        and (accepted.target is None or accepted.target.split() == target.split())
        and _fits(name, accepted.path)
    )
