"""`fr2en models`: which models there are, and fetching and converting them."""

from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.output import Progress, say, show

if TYPE_CHECKING:
    from translate.engine.store import ModelInfo

_NAME = typer.Argument(metavar="NAME", help="A known model, a hub id (owner/name) or a folder.")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    models = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="List, fetch and remove models.")
    models.command("list")(list_)
    models.command("info")(info)
    models.command("pull")(pull)
    models.command("prepare")(prepare)
    models.command("path")(path)
    models.command("remove")(remove)
    app.add_typer(models, name="models")


def list_() -> None:
    """List the models that are known or here; those that are here can be used at once."""
    from translate.engine.store import DEFAULT_MODEL, list_models

    for model in list_models():
        here = "here" if model.folder else "pull"
        mark = "*" if model.name == DEFAULT_MODEL else " "
        show(f"{mark} {model.name:<24} {here:<5} {_megabytes(model.size):>8}  {model.licence}")


def info(name: Annotated[str, _NAME]) -> None:
    """Show what is known of a model."""
    from translate.engine.store import model_info

    _print(model_info(name))


def pull(
    name: Annotated[str, _NAME],
    revision: Annotated[str, typer.Option(help="Branch, tag or commit on the hub.")] = "main",
    force: Annotated[bool, typer.Option("--force", help="Fetch again what is here already.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Fetch a model from the Hugging Face hub; run again after a cut connection, it goes on where it was."""
    from translate.engine.hub import pull as pull_model

    bar = Progress(quiet=quiet)

    def tell(file: str, done: int, total: int) -> None:
        share = done / total if total else 1.0
        bar.show(f"{file:<20} [{'#' * int(30 * share):<30}] {_megabytes(done)} of {_megabytes(total)}")

    try:
        model = pull_model(name, progress=tell, revision=revision, force=force)
    finally:
        bar.clear()
    if not quiet:
        say(f"{model.name} is in {model.folder}")
        say(f"licence: {model.licence or 'not stated'}")
        if model.attribution:
            say(model.attribution)


def prepare(
    name: Annotated[str, _NAME] = "fr-en-tiny",
    compute_type: Annotated[str, typer.Option(help="Numbers of the fast engine: int8 or float32.")] = "int8",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Convert a model for the fast engine and print the folder: once, before many processes or machines need it."""
    from translate.documents.errors import InputError
    from translate.engine.checkpoint import open_checkpoint
    from translate.engine.conversion import converted_folder
    from translate.engine.store import find_model

    try:
        folder, warning = converted_folder(open_checkpoint(find_model(name)), compute_type=compute_type)
    except ValueError as error:
        raise InputError(str(error)) from error
    if warning and not quiet:
        say(f"warning: {warning}")
    show(folder)


def path(name: Annotated[str, _NAME]) -> None:
    """Print the folder of a model."""
    from translate.engine.store import find_model

    show(find_model(name))


def remove(name: Annotated[str, _NAME]) -> None:
    """Delete a model that was pulled."""
    from translate.engine.store import remove_model

    model = remove_model(name)
    say(f"{model.name} is gone; {_megabytes(model.size)} freed")


def _print(model: "ModelInfo") -> None:
    rows = {
        "name": model.name,
        "kind": model.kind,
        "hub id": model.hub_id,
        "description": model.description,
        "licence": model.licence or "not stated",
        "attribution": model.attribution,
        "size": _megabytes(model.size),
        "revision": model.revision,
        "folder": model.folder or f"not on this machine; fetch it with: fr2en models pull {model.name}",
    }
    for title, value in rows.items():
        if value:
            show(f"{title:<12} {value}")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
