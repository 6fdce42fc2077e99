"""How arguments become values."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from translate.cli.output import say
from translate.documents.errors import InputError

if TYPE_CHECKING:
    from translate.run.settings import Settings

STANDARD = Path("-")
"""Stands for standard input among sources, for standard output after -o."""


def path(name: str) -> Path:
    """Return the path that an argument names: the parser of every argument that is one.

    An empty name is what is left of a variable that is not set; Python would take it for the working folder.

    :raises typer.BadParameter: where it is empty.
    """
    if not name:
        raise typer.BadParameter("the name is empty; give the name of a file or a folder")
    return Path(name)


COLUMNS = "Columns of tables (csv, tsv) to translate: names of the first row, or numbers, with commas between them."
FIELDS = "Fields of JSON to translate, such as title or '$.items[*].title', with commas between them."


def chosen_format(format: str | None, columns: str | None, fields: str | None) -> str | None:
    """Return the format that is asked for, with the columns of tables or the fields of JSON that are chosen.

    :raises InputError: where both are chosen, or another format is asked for.

    >>> chosen_format(None, "titre,texte", None)
    'csv:titre,texte'
    """
    if columns is not None and fields is not None:
        raise InputError("--columns is for tables and --fields for JSON; give one of them")
    for name, flag, chosen in (("csv", "--columns", columns), ("json", "--fields", fields)):
        if chosen is not None:
            if format not in (None, name):
                raise InputError(f"{flag} is for the format {name}, not for {format}")
            return f"{name}:{chosen}"
    return format


def settings_in_force(flags: Mapping[str, object | None] | None = None, *, quiet: bool = False) -> "Settings":
    """Return the settings that hold here, with those of the command line, and tell of files that cannot be read.

    :raises InputError: where a setting or its value is not known, or is refused.
    """
    from translate.run.settings import load_settings

    loaded = load_settings(folder=Path.cwd(), environment=os.environ, flags=flags or {})
    if not quiet:
        for warning in loaded.warnings:
            say(f"warning: {warning}")
    return loaded.settings
