"""`fr2en check`: is this English a faithful version of that French?"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli import arguments
from translate.cli.output import Progress, say, show, write_bytes
from translate.documents.errors import InputError
from translate.run.outputs import claim, write

if TYPE_CHECKING:
    from glossary.terms.records import Glossary
    from translate.checks.settings import CheckSettings
    from translate.checks.texts import Checked
    from translate.documents.records import Document
    from translate.engine.base import Engine

SETTINGS_NAME = "fr2en-check.toml"
_FORMS = ("text", "json", "junit", "sarif", "github")
_FAIL_ON = ("error", "warning", "never")
_FOUND = 1


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("check")(check)


def check(
    source: Annotated[Path, typer.Argument(help="The French: a file.", parser=arguments.path)],
    target: Annotated[
        Path | None,
        typer.Argument(
            help="Its English version, whoever made it: a file. Needless where the first holds both (po, xliff, tmx).",
            parser=arguments.path,
        ),
    ] = None,
    report: Annotated[str, typer.Option("--format", help=f"Form of the report: {', '.join(_FORMS)}.")] = "text",
    out: Annotated[
        Path | None, typer.Option("--output", "-o", help="File for the report.", parser=arguments.path)
    ] = None,
    fail_on: Annotated[str, typer.Option(help="Exit with 1 on: error, warning (or worse), never.")] = "error",
    select: Annotated[str | None, typer.Option(help="Only these checks, with commas between them.")] = None,
    ignore: Annotated[str | None, typer.Option(help="All checks but these, with commas between them.")] = None,
    settings: Annotated[
        Path | None,
        typer.Option(
            help=f"Settings and exceptions; {SETTINGS_NAME} in the working folder by default.", parser=arguments.path
        ),
    ] = None,
    glossary: Annotated[
        list[Path] | None, typer.Option(help="File of terms that the English must keep to.", parser=arguments.path)
    ] = None,
    model: Annotated[str | None, typer.Option(help="Model: a name (see: fr2en models list) or a folder.")] = None,
    no_model: Annotated[
        bool, typer.Option("--no-model", help="Ask no model how likely the English is: faster.")
    ] = False,
    source_encoding: Annotated[str | None, typer.Option(help="Encoding of the French; found out by default.")] = None,
    target_encoding: Annotated[str | None, typer.Option(help="Encoding of the English; found out by default.")] = None,
    measure: Annotated[
        bool,
        typer.Option(
            "--measure",
            help="Measure the checks: false alarms on these texts, taken as right, and faults put in that are found.",
        ),
    ] = False,
    columns: Annotated[str | None, typer.Option(help=arguments.COLUMNS)] = None,
    fields: Annotated[str | None, typer.Option(help=arguments.FIELDS)] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a report that exists.")] = False,
    notes: Annotated[bool, typer.Option("--notes/--no-notes", help="Report notes too, the mildest findings.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary.")] = False,
) -> int:
    """Check an English version of a French text: numbers, names, negations, lost and doubled sentences, and more.

    Texts with the same number of lines are compared line by line, others sentence by sentence; of a file that holds
    both languages (po, xliff, tmx) each message with its own English. `fr2en checks` tells
    what each check does. Exits with 1 where something as grave as --fail-on was found.
    """
    from translate.documents.records import Severity

    if report not in _FORMS:
        raise InputError(f"--format is one of {', '.join(_FORMS)}, not {report!r}")
    if fail_on not in _FAIL_ON:
        raise InputError(f"--fail-on is one of {', '.join(_FAIL_ON)}, not {fail_on!r}")
    if model is not None and no_model:
        raise InputError("--model and --no-model exclude each other; give one of them")
    chosen = _settings(settings, select=_list(select), ignore=_list(ignore))
    terms = _glossary(glossary or [])
    from translate.cli.glossary_sources import own_files

    claim({"-o": out}, inputs=[source, target, settings, *(glossary or []), *own_files()], force=force)
    progress = Progress(quiet=quiet, unit="pairs")
    engine = None if no_model else _engine(model)
    form = arguments.chosen_format(None, columns, fields)
    texts = _texts(source, target, (source_encoding, target_encoding), form)
    if measure:
        return _measure(texts, engine, out, force=force)
    checked = _checked(texts, (str(source), str(target or source)), chosen, engine=engine, terms=terms, done=progress)
    progress.clear()
    if not notes:
        checked = _without_notes(checked)
    _write(report, [checked], out, force=force)
    if not quiet:
        from translate.checks.reports import summary

        say(summary([checked]))
    return _FOUND if fail_on != "never" and checked.reaches(Severity[fail_on.upper()]) else 0


def _list(names: str | None) -> list[str]:
    return [name.strip() for name in (names or "").split(",") if name.strip()]


def _settings(path: Path | None, *, select: Sequence[str], ignore: Sequence[str]) -> "CheckSettings":
    from translate.checks.settings import default_settings, load_check_settings, with_choice

    if path is None and Path(SETTINGS_NAME).is_file():
        path = Path(SETTINGS_NAME)
    loaded = default_settings() if path is None else load_check_settings(path)
    return with_choice(loaded, select=select, ignore=ignore)


def _glossary(paths: Sequence[Path]) -> "Glossary | None":
    from translate.cli.glossary_sources import select

    return select(paths, packs="none", style=None).glossary or None


def _engine(model: str | None) -> "Engine":
    from translate.engine.checkpoint import open_checkpoint
    from translate.engine.fast import FastEngine
    from translate.engine.store import find_model

    chosen = arguments.settings_in_force({"model": model})
    checkpoint = open_checkpoint(find_model(chosen.model))
    return FastEngine(checkpoint, compute_type=chosen.compute_type, threads=chosen.threads, device=chosen.device)


def _texts(
    source: Path, target: Path | None, encodings: tuple[str | None, str | None], format: str | None
) -> "tuple[Document, Document]":
    """Return the French and the English: those of two files, or of one that holds both.

    :raises InputError: where one cannot be read, or there is no English.
    """
    from translate.documents import formats

    both = formats.read_both(target or source, encoding=encodings[1] or encodings[0], format=format)
    if both is None and target is None:
        raise InputError(f"{source}: name the English, too; only po, xliff and tmx files hold both languages")
    if both is not None and not both[0].segments:
        raise InputError(f"{target or source}: the file holds no French with its English; translate it first")
    return both or (_read(source, encodings[0], format), _read(target or source, encodings[1], format))


def _read(path: Path, encoding: str | None, format: str | None) -> "Document":
    from translate.documents import formats
    from translate.documents.formats.codes import plain_document

    return plain_document(formats.read(path, encoding=encoding, format=format))


def _checked(
    texts: "tuple[Document, Document]",
    names: tuple[str, str],
    settings: "CheckSettings",
    *,
    engine: "Engine | None",
    terms: "Glossary | None",
    done: Progress,
) -> "Checked":
    from translate.checks.texts import check_documents

    return check_documents(
        *texts,
        source_name=names[0],
        target_name=names[1],
        settings=settings,
        engine=engine,
        glossary=terms,
        progress=done.advance,
    )


def _without_notes(checked: "Checked") -> "Checked":
    from dataclasses import replace

    from translate.documents.records import Severity

    pairs = tuple(
        replace(pair, findings=tuple(found for found in pair.findings if found.severity > Severity.NOTE))
        for pair in checked.pairs
    )
    return replace(checked, pairs=pairs)


def _write(report: str, results: "Sequence[Checked]", out: Path | None, *, force: bool) -> None:
    """Write the report to a file or to standard output.

    :raises OutputError: where it cannot be written.
    """
    from translate import __version__
    from translate.checks.reports import REPORTS, as_sarif

    text = as_sarif(results, version=__version__) if report == "sarif" else REPORTS[report](results)
    if out is not None:
        write(out, text.encode("utf-8", "backslashreplace"), force=force)
    elif report == "text":
        for line in text.splitlines():
            show(line)
    else:
        ended = text if text.endswith("\n") or not text else text + "\n"
        write_bytes(ended.encode("utf-8", "backslashreplace"))


def _measure(texts: "tuple[Document, Document]", engine: "Engine | None", out: Path | None, *, force: bool) -> int:
    """Print the table of false alarms and of faults found, and write the rates to a file where one is named."""
    from translate.checks.faults import measure_checks
    from translate.checks.rates import as_file, as_table, rates_of
    from translate.checks.texts import check_texts, pairs_of, sentence_pairs

    pairs = [(pair.source, pair.target) for pair in pairs_of(*texts) if pair.source and pair.target]
    measures = measure_checks(
        pairs,
        judge=lambda some, glossary=None, document=True: check_texts(
            some, engine=engine, glossary=glossary, document=document
        ),
        align=sentence_pairs,
    )
    for line in as_table(measures).splitlines():
        show(line)
    if out is not None:
        write(out, as_file(rates_of(measures)).encode("utf-8"), force=force)
    return 0
