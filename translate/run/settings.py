"""Settings and where they come from: defaults, the user's file, the project's file, the environment, the flags."""

import dataclasses
import difflib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin

from translate.documents.errors import InputError

OWN_NAME = "fr2en.toml"
PROJECT_NAME = "pyproject.toml"
PREFIX = "FR2EN_"
_NOT_SETTINGS = ("FR2EN_CACHE", "FR2EN_DATA")
"""Variables with the prefix that `translate.engine.paths` reads: they say where things lie, not how to translate."""
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """How to translate.

    `model` is a model's name or folder; `compute_type` the numbers that the fast engine computes with; `beam` the
    number of hypotheses kept in the search (1 to 32); `threads` the cores used (1 to 1024, None for all); `encoding`
    that of the French (None to find it out); `output_encoding` that of the English; `format` the name of a document
    format (None to go by the file name); `repair` which repairs of damaged French are made first. `glossary` are files
    of terms, of which a later one wins over an earlier one and all over the `packs`, names of those that ship
    ("default" for the ones that are on by default, "none" for none); `style` are house styles such as "kiev" or
    "american". `checks` says that translations are checked, `fail_on` which findings make a run fail; `memory` is the
    translation memory to look into first ("none" for none; by default the one that `fr2en apply` fills). `force` says
    that existing files may be overwritten.
    """

    model: str = "fr-en-tiny"
    engine: Literal["fast", "reference"] = "fast"
    compute_type: Literal["int8", "float32"] = "int8"
    beam: int = field(default=4, metadata={"range": (1, 32)})
    threads: int | None = field(default=None, metadata={"range": (1, 1024)})
    device: Literal["auto", "cpu", "cuda"] = "auto"
    encoding: str | None = None
    output_encoding: str = "utf-8"
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
    """Settings, and for each field's name where its value comes from: "default", a file, "environment FR2EN_BEAM"..."""

    settings: Settings
    origins: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Value:
    """One value of one layer: `written` is how its name is written there, `origin` what a reader is told."""

    name: str
    written: str
    value: object
    origin: str


def load_settings(
    *, folder: Path, environment: Mapping[str, str], flags: Mapping[str, object | None]
) -> LoadedSettings:
    """Return the settings in force in `folder`; later layers win: user's file, project's file, environment, flags.

    The user's file is `config.toml` in the system's folder for configuration. The project's file is the first
    `fr2en.toml`, or `pyproject.toml` with a table `[tool.fr2en]`, in `folder` or above it; in one folder `fr2en.toml`
    wins. In the environment a setting is its name in capitals after `FR2EN_`, a list has commas in it, and an empty
    variable counts as not set.

    :param flags: values given on the command line, by the names of fields; None for one that was not given.
    :raises InputError: where a file cannot be read, or a name or a value is not known; one message tells of all.
    :raises ValueError: where `flags` has a name that is no field of `Settings`.
    """
    if unknown := flags.keys() - _FIELDS:
        raise ValueError(f"there is no setting {', '.join(sorted(unknown))}")
    problems: list[str] = []
    values: dict[str, Any] = {}
    origins = dict.fromkeys(_FIELDS, "default")
    for each in (*_from_files(folder, problems), *_from_environment(environment, problems), *_from_flags(flags)):
        expected = _expected(each.name)
        if not _fits(each.name, each.value):
            problems.append(f"{each.origin}: {each.written} must be {expected}, not {each.value!r}")
        values[each.name], origins[each.name] = each.value, each.origin
    if problems:
        raise InputError("; ".join(problems))
    return LoadedSettings(Settings(**values), MappingProxyType(origins))


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


def _from_files(folder: Path, problems: list[str]) -> Iterator[_Value]:
    import platformdirs  # here, since nobody who only needs `Settings` should wait for it

    user = Path(platformdirs.user_config_path("fr2en", appauthor=False)) / "config.toml"
    if user.is_file():
        yield from _from_table(_toml(user, problems), str(user), problems)
    folder = folder.absolute()
    for place in (folder, *folder.parents):
        own, project = place / OWN_NAME, place / PROJECT_NAME
        if own.is_file():
            yield from _from_table(_toml(own, problems), str(own), problems)
            return
        if project.is_file():
            tool = _toml(project, problems).get("tool")
            if isinstance(tool, Mapping) and "fr2en" in tool:
                yield from _from_table(tool["fr2en"], f"{PROJECT_NAME} in {place}", problems)
                return


def _toml(path: Path, problems: list[str]) -> Mapping[str, object]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        problems.append(f"{path}: cannot be read: {error.strerror or error}")
    except UnicodeDecodeError as error:
        problems.append(f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8")
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{path}: is not valid TOML: {error}")
    return {}


def _from_table(table: object, origin: str, problems: list[str]) -> Iterator[_Value]:
    if not isinstance(table, Mapping):
        problems.append(f"{origin}: fr2en must be a table, [tool.fr2en], not {table!r}")
        return
    for name, value in table.items():
        if name in _FIELDS:
            yield _Value(name, name, tuple(value) if _is_list(name) and isinstance(value, list) else value, origin)
        else:
            problems.append(f"{origin}: there is no setting {name!r}; {_hint(name, [*_FIELDS])}")


def _hint(name: str, known: list[str], *, prefix: str = "") -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"did you mean {prefix}{near[0]}?"
    return f"there are {', '.join(prefix + each for each in known)}"
