"""`fr2en status`: how far the translation of a folder has come."""

from pathlib import Path
from typing import Annotated

import typer

from translate.cli import arguments
from translate.cli.output import show, write_json

FOLDER = typer.Argument(metavar="DIR", help="The folder that gets the English.", parser=arguments.path)
AS_JSON = typer.Option("--json", help="Print records for programs.")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("status")(status)


def status(folder: Annotated[Path, FOLDER], as_json: Annotated[bool, AS_JSON] = False) -> None:
    """Tell how far the translation of a folder has come, by all processes that worked on it.

    DIR is what was given to -o, or the folder of the French where the English lies beside it.
    """
    from translate.documents.counts import counted
    from translate.run.journal import standing

    found = standing(folder)
    if as_json:
        write_json({"states": found.states, "totals": found.totals, "journals": found.journals})
        return
    for state, count in found.states.items():
        show(f"{count:>12,} {state}")
    totals = found.totals
    show(
        f"{counted(totals['segments'], 'sentence')}, {counted(totals['words'], 'word')}, "
        f"{counted(totals['repairs'], 'repair')}, {counted(totals['warnings'], 'doubtful sentence')}, "
        f"{counted(found.journals, 'journal')}"
    )
