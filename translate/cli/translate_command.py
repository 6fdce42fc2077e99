"""`fr2en translate`: files, folders and standard input."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from translate.cli import arguments
from translate.cli.arguments import STANDARD
from translate.documents.errors import InputError


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("translate")(translate)


def translate(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE|DIR|-]...", help="What to translate; - is standard input.", parser=arguments.path
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="File or folder for the English; - is standard output.",
            parser=arguments.path,
        ),
    ] = None,
    model: Annotated[str | None, typer.Option(help="Model: a name (see: fr2en models list) or a folder.")] = None,
    engine: Annotated[str | None, typer.Option(help="fast (CTranslate2) or reference (transformers).")] = None,
    compute_type: Annotated[str | None, typer.Option(help="Numbers of the fast engine: int8 or float32.")] = None,
    beam: Annotated[int | None, typer.Option(help="Hypotheses kept while searching; 1 is fastest.")] = None,
    threads: Annotated[int | None, typer.Option(help="Cores to use; all by default.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu or cuda.")] = None,
    same_everywhere: Annotated[
        bool, typer.Option("--same-everywhere", help="The same English on all processors with AVX2 (see the README).")
    ] = False,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the French; found out by default.")] = None,
    output_encoding: Annotated[
        str | None, typer.Option(help="Encoding of the English; UTF-8 by default, of a page its own.")
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="text, markdown, docx...; by default what the file and its name say.")
    ] = None,
    columns: Annotated[str | None, typer.Option(help=arguments.COLUMNS)] = None,
    fields: Annotated[str | None, typer.Option(help=arguments.FIELDS)] = None,
    repair: Annotated[
        bool | None, typer.Option("--repair/--no-repair", help="Repair damaged French first, where that is safe.")
    ] = None,
    unsafe_repairs: Annotated[
        bool, typer.Option("--unsafe-repairs", help="Make the repairs too that are only suggested otherwise.")
    ] = False,
    glossary: Annotated[
        list[str] | None,
        typer.Option("--glossary", "-g", metavar="FILE", help="Terms to hold; may be repeated, later ones win."),
    ] = None,
    packs: Annotated[
        str | None,
        typer.Option(help="Packs of names and terms, with commas, or none (see: fr2en glossary packs)."),
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(help="House styles, with commas, such as kiev,american (see: fr2en glossary packs)."),
    ] = None,
    checks: Annotated[
        bool | None, typer.Option("--checks/--no-checks", help="Check each translation against its source.")
    ] = None,
    fail_on: Annotated[str | None, typer.Option(help="Exit with 1 at such a finding: error, warning or never.")] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Write all findings into a file.", parser=arguments.path)
    ] = None,
    review: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.html", help="Write a page for reviewing; a folder for several files.", parser=arguments.path
        ),
    ] = None,
    memory: Annotated[
        str | None, typer.Option(metavar="FILE", help="Translation memory of reviewed sentences, looked into first.")
    ] = None,
    force: Annotated[bool | None, typer.Option("--force/--no-force", help="Overwrite files that exist.")] = None,
    skip_existing: Annotated[
        bool, typer.Option("--skip-existing", help="Leave out files whose English exists, as after a broken run.")
    ] = False,
    workers: Annotated[
        int, typer.Option(min=1, metavar="N", help="Processes that translate files side by side, one core each.")
    ] = 1,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Of a folder, part I of N (from 0): for N machines.")
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The files of the folder to translate, one a line.", parser=arguments.path),
    ] = None,
    metrics: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Keep counts in a file during the run: for Prometheus, or in FILE.json as JSON.",
            parser=arguments.path,
        ),
    ] = None,
    adopt: Annotated[
        bool,
        typer.Option("--adopt", help="Take English that exists in a folder, and that no run has written, as done."),
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try again what could not be translated (see: fr2en failed).")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the segments of each file as a line of JSON; write no file.")
    ] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Answer requests: one JSON object a line in, one out (see the README).")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell of each file, of repairs and of doubtful sentences.")
    ] = False,
) -> int:
    """Translate French files and folders into English, with damaged French repaired first (see: fr2en clean).

    Names and terms of --glossary, of fr2en.glossary.* beside a file and of the packs are held; sentences are checked.

    FILE becomes FILE.en.EXT beside it (article.txt becomes article.en.txt); a folder becomes the same tree under -o.
    Run again, a folder goes on where it was: what is done and has not changed is left (see: fr2en status).
    Standard input goes to standard output, line by line as it comes.
    """
    if unsafe_repairs and repair is False:
        raise InputError("--no-repair and --unsafe-repairs exclude each other; give one of them")
    flags = {
        "model": model,
        "engine": engine,
        "compute_type": compute_type,
        "beam": beam,
        "threads": threads,
        "device": device,
        "encoding": encoding,
        "output_encoding": output_encoding,
        "format": arguments.chosen_format(format, columns, fields),
        "repair": "unsafe" if unsafe_repairs else None if repair is None else "safe" if repair else "off",
        "glossary": tuple(glossary) if glossary else None,
        "packs": _listed(packs),
        "style": _listed(style),
        "checks": checks,
        "fail_on": fail_on,
        "memory": memory,
        "force": force,
    }
    settings = arguments.settings_in_force(flags, quiet=quiet)
    if quiet and verbose:
        raise InputError("--quiet and --verbose exclude each other; give one of them")
    if as_json and out is not None:
        raise InputError("--json prints to standard output and writes no file; leave -o away")
    if not sources:
        if sys.stdin.isatty():
            raise InputError("nothing to translate: name a file or a folder, or - for standard input")
        sources = [STANDARD]
    if STANDARD in sources and len(sources) > 1:
        raise InputError("standard input (-) cannot be mixed with files; translate it in a run of its own")
    if skip_existing and (settings.force or as_json or STANDARD in (*sources, out)):
        raise InputError("--skip-existing leaves out files that are written already; leave away --force, --json and -")
    if workers > 1 and (as_json or verbose or report or review or STANDARD in (*sources, out)):
        raise InputError("--workers only writes files; leave away --json, --verbose, --report, --review and -")
    if jsonl and (sources != [STANDARD] or as_json or out or report or review or skip_existing or workers > 1):
        raise InputError("--jsonl reads requests from standard input and prints answers; leave other files away")
    if (shard is not None or manifest is not None) and any(not source.is_dir() for source in sources):
        raise InputError("--shard and --manifest are for folders; name folders alone")
    if manifest is not None and len(sources) > 1:
        raise InputError("--manifest lists the files of one folder; name one")
    if same_everywhere:
        from translate.engine.processor import pin

        if settings.engine != "fast" or settings.device == "cuda":
            raise InputError(
                "--same-everywhere is for the fast engine on the processor; leave --engine and --device away"
            )
        settings = replace(settings, device="cpu")
        pin()
    from translate.cli.translate_run import Run
    from translate.run.shards import read_manifest, read_shard

    run = Run(settings, quiet=quiet, verbose=verbose, as_json=as_json, report=report, review=review)
    if jsonl:
        from translate.cli.line_protocol import answer_requests

        return answer_requests(run)
    if sources == [STANDARD]:
        return run.standard_input(out)
    return run.files(
        sources,
        out,
        skip_existing=skip_existing,
        adopt=adopt,
        retry_failed=retry_failed,
        workers=workers,
        shard=None if shard is None else read_shard(shard),
        only=None if manifest is None else read_manifest(manifest),
        metrics=metrics,
    )


def _listed(names: str | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(name.strip() for name in names.split(","))
