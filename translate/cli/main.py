"""The command `fr2en`: its subcommands, and what becomes of errors."""

import gc
import importlib
import os
import sys
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from translate import __version__
from translate.cli.outside import guarded, leave, open_streams

COMMANDS = {
    "translate": (
        "Translate French files and folders into English, with damaged French repaired first (see: fr2en clean)."
    ),
    "status": "Tell how far the translation of a folder has come, by all processes that worked on it.",
    "failed": "List the documents of a folder that could not be translated, each with the reason.",
    "review": "Write a page that shows French and English side by side: repairs, glossary, alignment, doubtful places.",
    "diff": (
        "Show French and English side by side, with what repair changed and what the checks found under each segment."
    ),
    "apply": (
        "Write the reviewed English, add the new terms to the glossary and the accepted pairs to the "
        "translation memory."
    ),
    "clean": "Repair damaged French: words that ran together, split lines, broken encodings, stray quotation marks...",
    "rules": "List the rules of repair, or tell what one does, with examples, and why it is safe or not.",
    "check": (
        "Check an English version of a French text: numbers, names, negations, lost and doubled sentences, and more."
    ),
    "checks": (
        "List the checks of translations, or tell what one compares, with an example, its limits and its "
        "measured rates."
    ),
    "align": "Link the words of French sentences with those of their English versions, whoever made them.",
    "config": "Show the settings in force here, and where each comes from.",
    "bench": "Measure the engines with the same weights in one run: speed, memory, load time, cold start, and quality.",
    "damage": "Damage clean French on purpose, or measure how well the repair of French does.",
    "train": "Continue the training of a model on your own pairs; needs the extra fr2en[train].",
    "glossary": "Look at, change, check and convert glossaries, and propose terms of a document.",
    "models": "List, fetch and remove models.",
}
"""The subcommands in the order of `--help`, and what it says of each; `NAME_command.py` has the rest."""

EXIT_CODES = (
    "Exit codes: 0 fine; 1 something would change (clean --check) or a finding is as grave as --fail-on; 2 wrong usage "
    "or unusable input; 123 some files of a batch failed, the others are written; 130 interrupted; 143 terminated."
)


class LazyCommand(TyperCommand):
    """A subcommand whose module is loaded when it is called: all of them take longer than most of them run."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Return the context of the real command."""
        app = typer.Typer(rich_markup_mode=None)
        importlib.import_module(f"translate.cli.{self.name}_command").add_to(app)
        return get_group(app).commands[self.name or ""].make_context(info_name, args, parent, **extra)


class DefaultCommand(TyperGroup):
    """A group in which `fr2en FILE` is short for `fr2en translate FILE`."""

    def __init__(self, **settings: Any) -> None:
        lazy = {name: LazyCommand(name, help=text, rich_markup_mode=None) for name, text in COMMANDS.items()}
        super().__init__(**{**settings, "commands": lazy})

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `translate` before arguments that begin with none of the subcommands."""
        own = {option for parameter in self.params for option in parameter.opts} | set(ctx.help_option_names)
        if not args and not sys.stdin.isatty():
            args = ["translate"]
        elif args and args[0] not in self.commands and args[0].partition("=")[0] not in own:
            import difflib

            near = difflib.get_close_matches(args[0], self.commands, 1)
            if near and not os.path.lexists(args[0]):
                ctx.fail(f"there is no file or command {args[0]!r}; did you mean the command {near[0]!r}?")
            args = ["translate", *args]
        rest: list[str] = super().parse_args(ctx, args)
        return rest


app = typer.Typer(
    cls=DefaultCommand,
    no_args_is_help=True,
    rich_markup_mode=None,  # rich would double the time that --help takes
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)


@app.callback(epilog=EXIT_CODES)
def fr2en(
    version: Annotated[bool, typer.Option("--version", is_eager=True, help="Show the version and exit.")] = False,
) -> None:
    """Translate French files into English, and repair damaged French, offline, on this computer.

    `fr2en FILE` is short for `fr2en translate FILE`.
    """


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    # Nearly all of the 100,000 objects of a short run stay to its end. By default the collector of garbage looks
    # through them 159 times meanwhile, a tenth of the time of such a run, and at the end Python takes them apart one by
    # one, a fifth of it, where the system frees the memory at once.
    gc.set_threshold(200_000)
    open_streams()
    code = run(sys.argv[1:] if arguments is None else arguments)
    gc.freeze()
    leave(code)


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code; every error becomes one sentence on stderr."""
    if arguments == ["--version"]:
        return guarded(_version)
    return guarded(lambda: app(arguments, prog_name="fr2en", standalone_mode=False))


def _version() -> None:
    from translate.cli.output import show

    show(f"fr2en {__version__}")
