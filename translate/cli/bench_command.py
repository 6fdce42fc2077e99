"""`fr2en bench`: speed, memory and quality of the engines on this machine."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from translate.cli import arguments
from translate.cli.output import Progress, show
from translate.documents.errors import InputError


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("bench")(bench)


def bench(
    file: Annotated[
        Path | None,
        typer.Argument(help="French text, one sentence a line; a built-in sample by default.", parser=arguments.path),
    ] = None,
    reference: Annotated[
        Path | None,
        typer.Option(
            help="Its English, line by line, for BLEU and chrF (needs the extra fr2en[bench]).", parser=arguments.path
        ),
    ] = None,
    model: Annotated[str | None, typer.Option(help="Model: a name or a folder.")] = None,
    engines: Annotated[str, typer.Option(help="Engines to compare, with commas.")] = "reference,fast",
    beams: Annotated[str, typer.Option(help="Beam sizes to measure, with commas.")] = "1",
    threads: Annotated[int | None, typer.Option(help="Cores to use; all by default.")] = None,
    repeats: Annotated[int, typer.Option(min=1, help="Runs of each engine; the medians count.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON in the place of the table.")] = False,
    pipeline: Annotated[
        bool, typer.Option("--pipeline", help="Show instead where the time of a translation goes, step by step.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> None:
    """Measure the engines with the same weights in one run: speed, memory, load time, cold start, and quality."""
    from translate.engine.store import DEFAULT_MODEL
    from translate.lab.measure.measure import run_benchmark, sample_sentences
    from translate.lab.measure.report import Command

    if pipeline:
        from translate.lab.measure.stages import measure_stages

        sentences = _lines(file) if file else sample_sentences()
        print(measure_stages(sentences, model=model or DEFAULT_MODEL, threads=threads))
        return
    command = (sys.executable, "-m", "translate.cli")
    chosen = model or DEFAULT_MODEL
    bar = Progress(quiet=quiet)
    report = run_benchmark(
        _lines(file) if file else sample_sentences(),
        references=_lines(reference) if reference else None,
        model=chosen,
        engines=engines.split(","),
        beams=_numbers(beams),
        threads=threads,
        repeats=repeats,
        commands=[
            Command("help", (*command, "--help")),
            Command("one sentence", (*command, "translate", "-", "--quiet", "--model", chosen), "Il pleut à Paris.\n"),
        ],
        progress=bar.show,
    )
    bar.clear()
    show(report.to_json() if as_json else report)


def _lines(file: Path) -> list[str]:
    """Return the lines of `file`, one sentence each, blank ones among them."""
    from translate.documents.formats import read

    return read(file, format="text").source.removesuffix("\n").split("\n")


def _numbers(text: str) -> list[int]:
    try:
        return [int(number) for number in text.split(",")]
    except ValueError as error:
        raise InputError(f"--beams takes numbers with commas between them, such as 1,4, not {text!r}") from error
