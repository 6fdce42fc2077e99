"""The command `fr2en`: its subcommands, and what becomes of errors."""

import difflib
import os
import sys
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from translate import __version__
from translate.cli import (
    align_command,
    apply_command,
    bench_command,
    check_command,
    checks_command,
    clean_command,
    config_command,
    damage_command,
    diff_command,
    glossary_command,
    models_command,
    review_command,
    rules_command,
    train_command,
    translate_command,
)
from translate.cli.output import show
from translate.cli.outside import guarded, leave, open_streams

EXIT_CODES = (
    "Exit codes: 0 fine; 1 something would change (clean --check) or a finding is as grave as --fail-on; 2 wrong usage "
    "or unusable input; 123 some files of a batch failed, the others are written; 130 interrupted."
)


class DefaultCommand(TyperGroup):
    """A group in which `fr2en FILE` is short for `fr2en translate FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `translate` before arguments that begin with none of the subcommands."""
        own = {option for parameter in self.params for option in parameter.opts} | set(ctx.help_option_names)
        if not args and not sys.stdin.isatty():
            args = ["translate"]
        elif args and args[0] not in self.commands and args[0].partition("=")[0] not in own:
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


translate_command.add_to(app)
review_command.add_to(app)
diff_command.add_to(app)
apply_command.add_to(app)
clean_command.add_to(app)
rules_command.add_to(app)
check_command.add_to(app)
checks_command.add_to(app)
align_command.add_to(app)
glossary_command.add_to(app)
models_command.add_to(app)
config_command.add_to(app)
bench_command.add_to(app)
damage_command.add_to(app)
train_command.add_to(app)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    open_streams()
    leave(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code; every error becomes one sentence on stderr."""
    if arguments == ["--version"]:
        return guarded(lambda: show(f"fr2en {__version__}"))
    return guarded(lambda: app(arguments, prog_name="fr2en", standalone_mode=False))
