"""`fr2en config`: the settings in force, and where each comes from."""

import dataclasses
import os
from pathlib import Path

import typer

from translate.cli.output import say, show


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("config")(config)


def config() -> None:
    """Show the settings in force here, and where each comes from.

    They are read from fr2en.toml or [tool.fr2en] in pyproject.toml, here or in a folder above, then from FR2EN_*
    in the environment, then from the options of a command.
    """
    from translate.engine.paths import cache_folder, data_folder
    from translate.run.settings import load_settings

    loaded = load_settings(folder=Path.cwd(), environment=os.environ, flags={})
    for warning in loaded.warnings:
        say(f"warning: {warning}")
    for field in dataclasses.fields(loaded.settings):
        value = getattr(loaded.settings, field.name)
        shown = "(automatic)" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        show(f"{field.name:<16} {shown:<16} {loaded.origins[field.name]}")
    show(f"{'cache':<16} {cache_folder()}")
    show(f"{'data':<16} {data_folder()}")
