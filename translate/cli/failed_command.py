"""`fr2en failed`: the documents of a folder that could not be translated."""

from pathlib import Path
from typing import Annotated

import typer

from translate.cli.output import show, write_json
from translate.cli.status_command import AS_JSON, FOLDER


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("failed")(failed)


def failed(folder: Annotated[Path, FOLDER], as_json: Annotated[bool, AS_JSON] = False) -> None:
    """List the documents of a folder that could not be translated, each with the reason.

    refused: its bytes cannot be read as a document; crashed: it took its process along, or too much time or memory;
    both are tried again with fr2en translate --retry-failed. failed: the next run tries it anyway. DIR is as for
    fr2en status.
    """
    from translate.run.journal import standing

    for record in standing(folder).failures:
        if as_json:
            write_json({name: record.get(name) for name in ("path", "out", "state", "reason")})
        else:
            show(f"{record.get('state')}\t{record.get('path')}\t{record.get('reason')}")
