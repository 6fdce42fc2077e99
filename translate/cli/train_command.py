"""`fr2en train`: a model learns from the user's own pairs."""

import os
import signal
import time
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli import arguments
from translate.cli.output import Progress, say, show
from translate.documents.errors import InputError

if TYPE_CHECKING:
    from translate.lab.training.trainer import Status

_INTERRUPTED = 130
_CONSTRAINED, _DAMAGED, _GUIDED = 0.3, 0.15, 0.5
_LINE_SECONDS = 60


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("train")(train)


def train(
    pairs: Annotated[
        list[Path],
        typer.Argument(
            metavar="PAIRS...",
            help="NAME.tsv (French, tab, English), NAME.tmx, or two texts: the French, then the English.",
            parser=arguments.path,
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the new model.", parser=arguments.path)],
    model: Annotated[str | None, typer.Option(help="Model to begin with: a name or a folder.")] = None,
    minutes: Annotated[float | None, typer.Option(help="How long to train, in minutes of the clock.")] = None,
    epochs: Annotated[float | None, typer.Option(help="How often to go through the pairs.")] = None,
    validate: Annotated[
        list[Path] | None,
        typer.Option(help="Pairs to measure with; by default a few are held out.", parser=arguments.path),
    ] = None,
    general: Annotated[
        list[Path] | None,
        typer.Option(help="Pairs of other text, to see what the training does to it.", parser=arguments.path),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped.")] = False,
    constraints: Annotated[
        bool | None, typer.Option("--constraints/--no-constraints", help="Learn to follow wanted translations.")
    ] = None,
    alignment: Annotated[
        bool | None, typer.Option("--alignment/--no-alignment", help="Learn word alignment with one head.")
    ] = None,
    damage: Annotated[bool, typer.Option("--damage/--no-damage", help="Learn to read damaged French.")] = False,
    alignments: Annotated[
        Path | None,
        typer.Option(help="Word alignments of the pairs (0-0 1-2); made here by default.", parser=arguments.path),
    ] = None,
    rate: Annotated[float, typer.Option(help="Highest learning rate.")] = 4e-4,
    batch: Annotated[int, typer.Option(min=1, help="Pieces in a batch, on one side.")] = 2000,
    seed: Annotated[int, typer.Option(help="What the order of the pairs comes from.")] = 1,
    save_minutes: Annotated[float, typer.Option(min=0, help="Minutes between checkpoints.")] = 5.0,
    threads: Annotated[int | None, typer.Option(min=1, help="Cores to use; all by default.")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> int:
    """Continue the training of a model on your own pairs; needs the extra fr2en[train].

    Stopped by Ctrl-C, a kill or a full disk, the same command with --resume goes on. --constraints and --alignment are
    on by default where the model learnt them before.
    """
    if (minutes is None) == (epochs is None):
        raise InputError("say how long to train: either --minutes or --epochs")
    # Between two products threads wait awake, but only for microseconds: to be woken costs a third of the speed, and
    # awake for longer they keep each other from computing when other programs run. libgomp reads this when loaded.
    os.environ.setdefault("GOMP_SPINCOUNT", "10000")
    from translate.engine.checkpoint import open_checkpoint
    from translate.engine.store import DEFAULT_MODEL, find_model
    from translate.lab.training.features import Features
    from translate.lab.training.run import Job
    from translate.lab.training.run import train as run
    from translate.lab.training.trainer import Recipe

    folder = find_model(model or DEFAULT_MODEL)
    known = open_checkpoint(folder).capabilities
    head = known.alignment
    try:
        features = Features(
            constraints=_CONSTRAINED if _wanted(constraints, known.constraint_markers is not None) else 0.0,
            damage=_DAMAGED if damage else 0.0,
            alignment=_GUIDED if _wanted(alignment, head is not None) else 0.0,
            layer=head.layer if head else -1,
            head=head.heads[0] if head else 0,
        )
        recipe = Recipe(minutes=minutes, epochs=epochs, rate=rate, batch=batch, seed=seed, save_minutes=save_minutes)
    except ValueError as error:
        raise InputError(f"{error}; give other values") from error
    job = Job(
        pairs=pairs,
        model=folder,
        out=out,
        recipe=recipe,
        features=features,
        validation=validate or (),
        general=general or (),
        alignments=alignments,
        threads=threads,
        device=device,
    )
    shown = _Show(quiet=quiet)
    stopped: list[int] = []

    def on_signal(number: int, frame: FrameType | None) -> None:
        stopped.append(number)

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        report = run(job, resume=resume, tell=shown.tell, progress=shown.status, stop=lambda: bool(stopped))
    finally:
        shown.bar.clear()
        for number, handler in before.items():
            signal.signal(number, handler)
    if report is None:
        say(f"stopped; everything is in {out}, and the same command with --resume goes on from here")
        return _INTERRUPTED
    show(report)
    if not quiet:
        say(f"the new model is in {out}; use it with: fr2en translate --model {out} FILE")
    return 0


def _wanted(asked: bool | None, known: bool) -> bool:
    return known if asked is None else asked


class _Show:
    """Shows how far a run has come: a line that changes on a terminal, else a line a minute."""

    def __init__(self, *, quiet: bool) -> None:
        self.bar = Progress(quiet=quiet)
        self._quiet = quiet
        self._last = 0.0

    def tell(self, words: str) -> None:
        if not self._quiet:
            self.bar.clear()
            say(words)

    def status(self, status: "Status") -> None:
        line = (
            f"{status.share:4.0%}, step {status.step:,}, epoch {status.epochs:.2f}, loss {status.loss:.3f}, rate "
            f"{status.rate:.1e}, {status.pieces_per_second:,.0f} target pieces/s, {_time(status.left)} left"
        )
        now = time.monotonic()
        if status.point:
            line += f"; validation BLEU {status.point.bleu:.2f}, chrF {status.point.chrf:.2f}"
        if status.point or (not self.bar.shown and now - self._last > _LINE_SECONDS):
            self._last = now
            self.tell(line)
        else:
            self.bar.show(line)


def _time(seconds: float) -> str:
    return f"{int(seconds) // 3600}:{int(seconds) // 60 % 60:02}:{int(seconds) % 60:02}"
