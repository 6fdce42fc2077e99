"""`fr2en damage`: damage done to French on purpose, and what repair makes of it."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli import arguments
from translate.cli.arguments import STANDARD
from translate.cli.output import Progress, show, write_bytes
from translate.cli.streams import read_all
from translate.documents.errors import InputError
from translate.run.outputs import STANDARD_INPUT, claim, together

if TYPE_CHECKING:
    from glossary.edits import Edit

_RATE, _RATE_OF_GAIN = 0.3, 1.0
_SENTENCES_OF_GAIN = 300


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("damage")(damage)


def damage(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE|-]...", help="Clean French; - is standard input.", parser=arguments.path),
    ] = None,
    family: Annotated[
        list[str] | None, typer.Option(help="Family of damage; may be given several times; all by default.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Number that the draws depend on.")] = 0,
    rate: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Chance of each damage in a line or 200 characters of it; 0.3 by default."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="File for the damaged text.", parser=arguments.path),
    ] = None,
    gold: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="File for the edits that undo the damage, as JSON lines.", parser=arguments.path
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")] = False,
    measure: Annotated[bool, typer.Option("--measure", help="Measure repair on damage made in the files.")] = False,
    clean: Annotated[bool, typer.Option("--clean", help="Count what repair changes in the files as they are.")] = False,
    reference: Annotated[
        Path | None,
        typer.Option(
            help="With --measure: English of the file, line by line; shows what repair gives the translation.",
            parser=arguments.path,
        ),
    ] = None,
    sentences: Annotated[int | None, typer.Option(min=1, help="Lines of each file to measure with.")] = None,
    model: Annotated[str | None, typer.Option(help="With --reference: model that translates.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print figures as JSON, with each case.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> None:
    """Damage clean French on purpose, or measure how well the repair of French does.

    Without --measure or --clean, prints FILE with damage of the families. Measuring reads tables of sentence pairs
    (.tsv.xz) too: of their French, the tenth part that the lexicon has not seen.
    """
    families = _families(family)
    sources = files or ([STANDARD] if not sys.stdin.isatty() else [])
    if not sources:
        raise InputError("nothing to damage: name a file of clean French, or - for standard input")
    if measure and clean:
        raise InputError("--measure and --clean exclude each other; give one of them")
    if reference is not None and not measure:
        raise InputError("--reference belongs to --measure; add --measure, or leave it away")
    if (measure or clean) and (out is not None or gold is not None):
        raise InputError("--output and --gold are for damaged text; leave them away with --measure and --clean")
    if clean and (family or rate is not None):
        raise InputError("--clean damages nothing; leave --family and --rate away")
    if not (measure or clean) and (sentences is not None or as_json):
        raise InputError("--sentences and --json belong to --measure and --clean; add one of these, or leave them away")
    if model is not None and reference is None:
        raise InputError("--model is for the translation that --reference compares; add --reference, or leave it away")
    bar = Progress(quiet=quiet)
    if clean:
        result = _clean(_paths(sources), sentences, as_json, bar)
    elif reference is not None:
        result = _gain(
            _paths(sources), reference, families, seed, rate, sentences, model=model, as_json=as_json, bar=bar
        )
    elif measure:
        result = _measured(_paths(sources), families, seed, rate, sentences, as_json=as_json, bar=bar)
    else:
        _damage(sources, families, seed, rate, out=out, gold=gold, force=force)
        return
    bar.clear()
    show(result)


def _families(named: Sequence[str] | None) -> list[str]:
    from translate.lab.damage import FAMILIES

    unknown = [name for name in named or () if name not in FAMILIES]
    if unknown:
        raise InputError(f"there is no family of damage named {unknown[0]!r}; there are {', '.join(FAMILIES)}")
    return list(named or FAMILIES)


def _paths(sources: Sequence[Path]) -> Sequence[Path]:
    if STANDARD in sources:
        raise InputError("measuring reads files by their names; write standard input (-) to a file first")
    return sources


def _damage(
    sources: Sequence[Path],
    families: Sequence[str],
    seed: int,
    rate: float | None,
    *,
    out: Path | None,
    gold: Path | None,
    force: bool,
) -> None:
    from translate.documents import formats
    from translate.documents.encoding import decode, encode
    from translate.lab.damage import inject

    if len(sources) > 1:
        raise InputError("one text is damaged at a time; name one file, or add --measure")
    [source] = sources
    target = None if out == STANDARD else out
    read = STANDARD_INPUT if source == STANDARD else source
    claim({"-o": target, "--gold": gold}, inputs=[read], force=force)
    text = decode(read_all())[0] if source == STANDARD else formats.read(source, format="text").source
    damaged = inject(text, families, seed=seed, rate=_RATE if rate is None else rate)
    data = encode(damaged.text, "utf-8")
    written = {} if gold is None else {gold: "".join(map(_as_line, damaged.gold)).encode("utf-8")}
    if target is not None:
        written[target] = data
    with together(written, force=force):
        if target is None:
            write_bytes(data)


def _as_line(edit: "Edit") -> str:
    record = {
        "start": edit.span.start,
        "end": edit.span.end,
        "old": edit.old,
        "new": edit.new,
        "family": edit.rule,
        "mechanism": edit.reason,
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def _measured(
    paths: Sequence[Path],
    families: Sequence[str],
    seed: int,
    rate: float | None,
    sentences: int | None,
    *,
    as_json: bool,
    bar: Progress,
) -> str:
    from translate.lab.measure.repair_report import family_tables, to_json
    from translate.lab.measure.repairs import documents, measure_families, read_clean

    texts = [text for path in paths for text in documents(read_clean(path, most=sentences))]
    chosen = _RATE if rate is None else rate
    figures = measure_families(texts, families, seed=seed, rate=chosen, progress=bar.show)
    if as_json:
        return to_json(figures)
    lines = sum(text.count("\n") + 1 for text in texts)
    return f"{lines:,} lines of clean French; seed {seed}, rate {chosen}\n\n{family_tables(figures)}"


def _clean(paths: Sequence[Path], sentences: int | None, as_json: bool, bar: Progress) -> str:
    from translate.lab.measure.repair_report import clean_tables, to_json
    from translate.lab.measure.repairs import measure_clean, read_clean

    figures = []
    for path in paths:
        bar.show(f"repairing {path}")
        figures.append(measure_clean(str(path), read_clean(path, most=sentences)))
    return to_json(figures) if as_json else clean_tables(figures)


def _gain(
    paths: Sequence[Path],
    reference: Path,
    families: Sequence[str],
    seed: int,
    rate: float | None,
    sentences: int | None,
    *,
    model: str | None,
    as_json: bool,
    bar: Progress,
) -> str:
    from translate.engine.store import DEFAULT_MODEL
    from translate.lab.measure.repair_gain import gain_table, gains_to_json, measure_gain, translations
    from translate.lab.measure.repairs import read_clean
    from translate.run.translator import Translator

    if len(paths) > 1:
        raise InputError("--reference is the English of one file; name one file")
    most = sentences or _SENTENCES_OF_GAIN
    gains = measure_gain(
        read_clean(paths[0], most=most),
        read_clean(reference, most=most),
        # The repair is made here or not at all; the translator must not mend what is to be translated as it is.
        translations(Translator(model or DEFAULT_MODEL, repair="off")),
        families=families,
        seed=seed,
        rate=_RATE_OF_GAIN if rate is None else rate,
        progress=bar.show,
    )
    return gains_to_json(gains) if as_json else gain_table(gains)
