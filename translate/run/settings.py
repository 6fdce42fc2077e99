"""Settings and where they come from: defaults, the user's file, the project's file, the environment, the flags."""

import dataclasses
import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin

from glossary.terms import disk
from translate.documents.errors import InputError
from translate.documents.toml_files import read_toml

OWN_NAME = "fr2en.toml"
PROJECT_NAME = "pyproject.toml"
PREFIX = "FR2EN_"
_NOT_SETTINGS = ("FR2EN_CACHE", "FR2EN_DATA")
"""Variables with the prefix that `translate.engine.paths` reads: they say where things lie, not how to translate."""
_GRAVE = ("force", "memory", "model")
"""The settings that could do harm if they were somebody else's: what is overwritten, where is written, what is run."""
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """How to translate.

    `model` is a model's name or folder; `compute_type` the numbers that the fast engine computes with; `beam` the
    number of hypotheses kept in the search (1 to 32); `threads` the cores used (1 to 1024, None for all); `encoding`
    that of the French (None to find it out); `output_encoding` that of the English (None for UTF-8, or what a page
    declares); `format` the name of a document format (None to go by the file name); `repair` which repairs of damaged
    French are made first. `glossary` are files of terms, of which a later one wins over an earlier one and all over the
    `packs`, names of those that ship ("default" for the ones that are on by default, "none" for none); `style` are
    house styles such as "kiev" or "american". `checks` says that translations are checked, `fail_on` which findings
    make a run fail; `memory` is the translation memory to look into first ("none" for none; by default the one that
    `fr2en apply` fills). `force` says that existing files may be overwritten.
    """

    model: str = "fr-en-tiny"
    engine: Literal["fast", "reference"] = "fast"
    compute_type: Literal["int8", "float32"] = "int8"
    beam: int = field(default=4, metadata={"range": (1, 32)})
    threads: int | None = field(default=None, metadata={"range": (1, 1024)})
    device: Literal["auto", "cpu", "cuda"] = "auto"
    encoding: str | None = None
    output_encoding: str | None = None
    format: str | None = None
    repair: Literal["safe", "unsafe", "off"] = "safe"
    glossary: tuple[str, ...] = ()
    packs: tuple[str, ...] = ("default",)
    style: tuple[str, ...] = ()
    checks: bool = True
    fail_on: Literal["error", "warning", "never"] = "never"
    memory: str | None = None
    force: bool = False


_FIELDS = {each.name: each for each in dataclasses.fields(Settings)}


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, and for each field's name where its value comes from: "default", a file, "environment FR2EN_BEAM"...

    `warnings` tell of files that may have settings but cannot be read.
    """

    settings: Settings
    origins: Mapping[str, str]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Value:
    """One value of one layer: `written` is how its name is written there, `origin` what a reader is told.

    `refusal` says why it does not count, which matters where no later layer has another one.
    """

    name: str
    written: str
    value: object
    origin: str
    refusal: str | None = None


def load_settings(
    *, folder: Path, environment: Mapping[str, str], flags: Mapping[str, object | None]
) -> LoadedSettings:
    """Return the settings in force in `folder`; later layers win: user's file, project's file, environment, flags.

    The user's file is `config.toml` in the system's folder for configuration. The project's file is the first
    `fr2en.toml`, or `pyproject.toml` with a table `[tool.fr2en]`, in `folder` or above it; in one folder `fr2en.toml`
    wins. Paths in a file start from its folder. In the environment a setting is its name in capitals after `FR2EN_`, a
    list has commas in it, and an empty variable counts as not set.

    `force`, `memory` and `model`, which decide what is overwritten, where is written and what is run, are refused from
    a project's file that belongs to another user, or that lies above the project: above the folder with `.git`, or
    above `folder` where there is none. A memory that such a file names lies in the project.

    :param flags: values given on the command line, by the names of fields; None for one that was not given.
    :raises InputError: where a file cannot be read, or a name or a value is not known; one message tells of all.
    :raises ValueError: where `flags` has a name that is no field of `Settings`.
    """
    if unknown := flags.keys() - _FIELDS:
        raise ValueError(f"there is no setting {', '.join(sorted(unknown))}")
    problems: list[str] = []
    warnings: list[str] = []
    found: dict[str, _Value] = {}
    layers = (
        *_from_files(folder, problems, warnings),
        *_from_environment(environment, problems),
        *_from_flags(flags),
    )
    for each in layers:
        if not _fits(each.name, each.value):
            problems.append(f"{each.origin}: {each.written} must be {_expected(each.name)}, not {each.value!r}")
        found[each.name] = each
    problems += [each.refusal for each in found.values() if each.refusal]
    if problems:
        raise InputError("; ".join(problems))
    values: dict[str, Any] = {name: each.value for name, each in found.items()}
    origins = dict.fromkeys(_FIELDS, "default") | {name: each.origin for name, each in found.items()}
    return LoadedSettings(Settings(**values), MappingProxyType(origins), tuple(warnings))


def _choices(name: str) -> tuple[object, ...]:
    kind = _FIELDS[name].type
    return get_args(kind) if get_origin(kind) is Literal else ()


def _is_list(name: str) -> bool:
    return get_origin(_FIELDS[name].type) is tuple


def _fits(name: str, value: object) -> bool:
    if limits := _FIELDS[name].metadata.get("range"):
        return isinstance(value, int) and not isinstance(value, bool) and limits[0] <= value <= limits[1]
    if _FIELDS[name].type is bool:
        return isinstance(value, bool)
    if _is_list(name):
        return isinstance(value, tuple) and all(isinstance(part, str) and part.strip() for part in value)
    choices = _choices(name)
    return isinstance(value, str) and (value in choices if choices else bool(value.strip()))


def _expected(name: str) -> str:
    if limits := _FIELDS[name].metadata.get("range"):
        return f"a whole number from {limits[0]} to {limits[1]}"
    if _FIELDS[name].type is bool:
        return "true or false"
    if _is_list(name):
        return "a list of texts that are not empty"
    if choices := _choices(name):
        return f"one of {', '.join(map(str, choices))}"
    return "a text that is not empty"


def _from_flags(flags: Mapping[str, object | None]) -> Iterator[_Value]:
    for name, value in flags.items():
        if value is not None:
            yield _Value(name, f"--{name.replace('_', '-')}", value, "command line")


def _from_environment(environment: Mapping[str, str], problems: list[str]) -> Iterator[_Value]:
    variables = {f"{PREFIX}{name.upper()}": name for name in _FIELDS}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX) or variable in _NOT_SETTINGS or not text:
            continue
        if variable in variables:
            name = variables[variable]
            yield _Value(name, variable, _parsed(name, text), f"environment {variable}")
        else:
            # Without the prefix, which alone makes any two of the variables alike.
            known = [each.removeprefix(PREFIX) for each in (*variables, *_NOT_SETTINGS)]
            hint = _hint(variable.removeprefix(PREFIX).upper(), known, prefix=PREFIX)
            problems.append(f"environment: there is no setting {variable}; {hint}")


def _parsed(name: str, text: str) -> object:
    """Return the value that `text` stands for, or `text` itself where that is none of the setting's kind."""
    if "range" in _FIELDS[name].metadata:
        try:
            return int(text)
        except ValueError:
            return text
    if _FIELDS[name].type is bool:
        return _BOOLEANS.get(text.strip().lower(), text)
    if _is_list(name):
        return tuple(part.strip() for part in text.split(","))
    return text


def _from_files(folder: Path, problems: list[str], warnings: list[str]) -> Iterator[_Value]:
    import platformdirs  # here, since nobody who only needs `Settings` should wait for it

    user = Path(platformdirs.user_config_path("fr2en", appauthor=False)) / "config.toml"
    if _is_there(user, warnings):
        yield from _from_table(_toml(user, problems), user.parent, str(user), problems)
    folder = folder.absolute()
    for place in (folder, *folder.parents):
        own, project = place / OWN_NAME, place / PROJECT_NAME
        if _is_there(own, warnings):
            yield from _from_project(_toml(own, problems), own, str(own), folder, problems)
            return
        if _is_there(project, warnings):
            try:
                tool = read_toml(project).get("tool")
            except InputError as error:
                # Most of these files have nothing to do with us, and a broken one may lie anywhere above.
                if _speaks_of_us(project):
                    problems.append(str(error))
                    return
                warnings.append(f"{error}; it is passed over")
                continue
            if isinstance(tool, Mapping) and "fr2en" in tool:
                origin = f"{PROJECT_NAME} in {place}"
                yield from _from_project(tool["fr2en"], project, origin, folder, problems)
                return


def _is_there(path: Path, warnings: list[str]) -> bool:
    try:
        return path.is_file()
    except OSError as error:  # in a folder of somebody else's, as the one above may be
        warnings.append(f"{path}: cannot be looked for: {error.strerror}; it is passed over")
        return False


def _speaks_of_us(path: Path) -> bool:
    try:
        return b"fr2en" in disk.read(path)
    except OSError:
        return False


def _toml(path: Path, problems: list[str]) -> Mapping[str, object]:
    try:
        return read_toml(path)
    except InputError as error:
        problems.append(str(error))
        return {}


def _from_project(table: object, path: Path, origin: str, folder: Path, problems: list[str]) -> Iterator[_Value]:
    """Yield the values of a project's file; one that could do harm has with it why it is refused, if it is."""
    doubt = _doubt(path, folder)
    for value in _from_table(table, None if path.parent == folder else path.parent, origin, problems):
        why = None
        if value.name in _GRAVE and value.value != getattr(Settings(), value.name):
            why = doubt
            if value.name == "memory" and not _is_inside(folder / str(value.value), path):
                why = why or f"{value.value} lies outside of the project"
        way = "give it on the command line, or set it in the environment or in your own settings"
        yield replace(value, refusal=why and f"{origin}: {value.name} is refused, since {why}; {way}")


def _doubt(path: Path, folder: Path) -> str | None:
    """Return why the settings at `path` may be somebody else's for whoever works in `folder`, None if they may not."""
    if hasattr(os, "getuid"):
        try:
            owner = path.stat().st_uid
        except OSError:
            return "its owner cannot be told"
        if owner not in (os.getuid(), 0):
            return "the file belongs to another user"
    if path.parent == folder or _project(folder) in (path.parent, *path.parent.parents):
        return None
    return f"the file lies above the project, {_project(folder)}"


def _project(folder: Path) -> Path:
    """Return the folder of the project that `folder` is in: the one with `.git`, else `folder` itself."""
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), folder)


def _is_inside(memory: Path, path: Path) -> bool:
    """Tell whether a memory that the file at `path` names lies in the project of that file, where it leads."""
    project = disk.resolved(_project(path.parent.absolute()))
    return memory.name == "none" or project in disk.resolved(memory).parents


def _from_table(table: object, place: Path | None, origin: str, problems: list[str]) -> Iterator[_Value]:
    if not isinstance(table, Mapping):
        problems.append(f"{origin}: fr2en must be a table, [tool.fr2en], not {table!r}")
        return
    for name, value in table.items():
        if name in _FIELDS:
            listed = tuple(value) if _is_list(name) and isinstance(value, list) else value
            yield _Value(name, name, _placed(name, listed, place), origin)
        else:
            problems.append(f"{origin}: there is no setting {name!r}; {_hint(name, [*_FIELDS])}")


def _placed(name: str, value: object, folder: Path | None) -> object:
    """Return a value of a file with the paths in it starting from its `folder`; None where that is the working one."""
    if folder is None:
        return value
    if name == "glossary" and isinstance(value, tuple):
        return tuple(_joined(folder, each) for each in value)
    if name == "memory" and value != "none":
        return _joined(folder, value)
    # A model is a name, or a path that is written as one.
    is_path = name == "model" and str(value).startswith(("./", "../", ".\\", "..\\"))
    return _joined(folder, value) if is_path else value


def _joined(folder: Path, value: object) -> object:
    return str(folder / value) if isinstance(value, str) and value.strip() else value


def _hint(name: str, known: list[str], *, prefix: str = "") -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"did you mean {prefix}{near[0]}?"
    return f"there are {', '.join(prefix + each for each in known)}"
