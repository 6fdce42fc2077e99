"""TOML files, as the settings are: the one place that reads them."""

import sys
from collections.abc import Mapping
from pathlib import Path

from glossary.terms import disk
from translate.documents.errors import InputError


def read_toml(path: Path) -> Mapping[str, object]:
    """Return the table that the file at `path` holds.

    :raises InputError: where it cannot be read or is no TOML; the message begins with the path.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(disk.read(path).decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}; check the name") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: is not valid TOML: {error}") from error
    except RecursionError as error:
        raise InputError(f"{path}: is nested too deeply; take it apart") from error
