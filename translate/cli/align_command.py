"""`fr2en align`: which word of a French text became which word of its English version."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.edits import Span
from glossary.tables import expression
from glossary.terms import disk
from translate.cli import arguments
from translate.cli.output import Progress, say, show, write_json
from translate.documents.counts import counted
from translate.documents.errors import InputError

if TYPE_CHECKING:
    from translate.documents.records import WordLinks
    from translate.engine.base import Engine
    from translate.run.settings import Settings
    from translate.sentence.alignment.gold import Gold

_FORMS = ("pharaoh", "json", "table")
_TOGETHER = 512
"""Pairs that are aligned, and written, together."""
_LONGEST_LINE = 1_000_000
"""Characters; the links of a line are written together, and of a book in one line nobody could count the words."""
_NUMBERED = expression(r"(\d+)\t(.*)")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("align")(align)


def align(
    source: Annotated[Path, typer.Argument(help="The French: a file with a sentence a line.", parser=arguments.path)],
    target: Annotated[Path, typer.Argument(help="Its English version, line by line or not.", parser=arguments.path)],
    form: Annotated[str, typer.Option("--format", help=f"Form of the links: {', '.join(_FORMS)}.")] = "pharaoh",
    tokens: Annotated[
        bool,
        typer.Option(
            "--tokens/--words",
            help="Count what stands between white space, as aligners do, or words without the marks around them.",
        ),
    ] = False,
    reverse: Annotated[
        bool, typer.Option("--reverse", help="The first file is the English; its words come first in each link.")
    ] = False,
    model: Annotated[str | None, typer.Option(help="Model: a name (see: fr2en models list) or a folder.")] = None,
    no_model: Annotated[
        bool, typer.Option("--no-model", help="Ask no model for its attention: faster, and a little worse.")
    ] = False,
    gold: Annotated[
        Path | None,
        typer.Option(
            help="Links made by hand (0-0 sure, 0p1 possible), a line a pair, counting what stands between white "
            "space: print how near the links come to them (AER, precision, recall) and not the links.",
            parser=arguments.path,
        ),
    ] = None,
    choose_heads: Annotated[
        bool,
        typer.Option(
            "--choose-heads",
            help="With --gold: try each attention head of the model, and print the best for its capabilities.json.",
        ),
    ] = False,
    threads: Annotated[int | None, typer.Option(min=1, help="Cores to use; all by default.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the files; found out by default.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> int:
    """Link the words of French sentences with those of their English versions, whoever made them.

    Lines belong together one by one; in files of different numbers of lines the sentences are aligned first.

    pharaoh: a line of links a pair, such as `0-0 1-2`; the words of both lines are counted from 0, the first file's
    first. By default words are counted without the marks around them and an elided word (l', qu') is one by itself;
    --tokens counts whatever stands between white space, as the files of aligners do. json: a record a pair with the
    places of the words (in code points), and each link with its confidence from 0 to 1. table: a line a link with the
    words themselves and the confidence, an empty line after each pair.

    Lines of the form NUMBER, tab, text are matched by their numbers if all three files of --gold have them.
    """
    if form not in _FORMS:
        raise InputError(f"--format is one of {', '.join(_FORMS)}, not {form!r}")
    if model is not None and no_model:
        raise InputError("--model and --no-model exclude each other; give one of them")
    if choose_heads and (gold is None or no_model):
        raise InputError("--choose-heads needs links made by hand (--gold FILE) and a model")
    names = [source, target, *([] if gold is None else [gold])]
    columns = [_lines(path, encoding) for path in names]
    if gold is not None and all(all(map(_NUMBERED.fullmatch, lines)) and lines for lines in columns):
        columns = _matched(columns)
    for path, lines in zip(names[1:], columns[1:], strict=True):
        if len(lines) == len(columns[0]):
            continue
        counts = f"{source} has {len(columns[0]):,} lines and {path} has {len(lines):,}"
        if gold is not None:
            raise InputError(f"{counts}; each line must be the counterpart of the same line of the other file")
        columns = _sentences(columns, reverse=reverse)
        if not quiet:
            say(f"{counts}; their sentences were aligned first, which gives {counted(len(columns[0]), 'pair')}")
    if gold is not None and choose_heads:
        columns[:2] = columns[1::-1] if reverse else columns[:2]
        _choose_heads(columns[0], columns[1], _gold(gold, columns[2], reverse=reverse), model, threads)
        return 0
    engine = None if no_model else _engine(model, threads, quiet=quiet)
    progress = Progress(quiet=quiet, unit="pairs")
    aligned = _aligned(columns[0], columns[1], engine, progress, tokens=tokens or gold is not None, reverse=reverse)
    if gold is not None:
        from translate.sentence.alignment.gold import agreement

        made = _gold(gold, columns[2])
        linked = [found.links.pairs for _, _, found in aligned]
        progress.clear()
        show(str(agreement(linked, made)))
        return 0
    for here, there, links in aligned:
        progress.clear()
        _write(form, here, there, links)
    progress.clear()
    return 0


def _lines(path: Path, encoding: str | None) -> list[str]:
    from translate.documents.encoding import decode

    try:
        text, _ = decode(disk.read(path), encoding=encoding)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check its name and its permissions") from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    lines = re.split(r"\r\n?|\n", text.removeprefix("\ufeff"))
    for number, line in enumerate(lines, start=1):
        if len(line) > _LONGEST_LINE:
            raise InputError(
                f"{path}, line {number}: it has {len(line):,} characters, and {_LONGEST_LINE:,} are the most that can "
                "be aligned at once; write each sentence on a line of its own"
            )
    return lines[:-1] if lines[-1] == "" else lines


def _sentences(columns: Sequence[Sequence[str]], *, reverse: bool) -> list[list[str]]:
    """Return the sentences of two texts that are not one text line by line, each beside its counterpart."""
    from translate.checks.texts import sentence_pairs
    from translate.documents.formats import read_text

    texts = [read_text("\n".join(lines), format="text") for lines in columns]
    sides = [[segment.source for segment in text.segments] for text in texts]
    french, english = sides[::-1] if reverse else sides
    pairs = sentence_pairs(french, english)
    found = [[french for french, _ in pairs], [english for _, english in pairs]]
    return found[::-1] if reverse else found


def _matched(columns: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the texts of numbered lines whose number stands in each of the files, in the order of the last one."""
    tables = [dict(line.split("\t", 1) for line in lines) for lines in columns]
    return [[table[number] for number in tables[-1] if all(number in t for t in tables)] for table in tables]


def _settings(model: str | None, threads: int | None) -> "Settings":
    flags = {"model": model, "threads": threads}
    return arguments.settings_in_force(flags)


def _engine(model: str | None, threads: int | None, *, quiet: bool) -> "Engine":
    from translate.engine.checkpoint import open_checkpoint
    from translate.engine.fast import FastEngine
    from translate.engine.store import find_model

    chosen = _settings(model, threads)
    engine = FastEngine(
        open_checkpoint(find_model(chosen.model)),
        compute_type=chosen.compute_type,
        threads=chosen.threads,
        device=chosen.device,
    )
    if engine.warning and not quiet:
        say(f"warning: {engine.warning}")
    return engine


def _aligned(
    sources: Sequence[str],
    targets: Sequence[str],
    engine: "Engine | None",
    progress: Progress,
    *,
    tokens: bool,
    reverse: bool,
) -> "Iterator[tuple[str, str, WordLinks]]":
    """Yield each pair, in the order of the files, with the links between its words."""
    from translate.sentence.alignment import turned

    pairs = list(zip(sources, targets, strict=True))
    for start in range(0, len(pairs), _TOGETHER):
        some = pairs[start : start + _TOGETHER]
        french_first = [(target, source) for source, target in some] if reverse else some
        found = _links(french_first, engine, tokens=tokens)
        for pair, links in zip(some, found, strict=True):
            yield (*pair, turned(links) if reverse else links)
        progress.advance(len(some))


def _links(pairs: Sequence[tuple[str, str]], engine: "Engine | None", *, tokens: bool) -> "Iterator[WordLinks]":
    """Yield the links of each pair; of one that is too long to be a sentence those within its sentences."""
    from translate.checks.texts import parts_of
    from translate.sentence.alignment import align_texts, joined_links

    parts = [parts_of(Span(0, len(source)), Span(0, len(target)), source, target) for source, target in pairs]
    texts = [(a.of(pair[0]), b.of(pair[1])) for pair, its_parts in zip(pairs, parts, strict=True) for a, b in its_parts]
    found = (
        links
        for start in range(0, len(texts), _TOGETHER)
        for links in align_texts(texts[start : start + _TOGETHER], engine=engine, tokens=tokens)
    )
    for pair, its_parts in zip(pairs, parts, strict=True):
        its_links = [next(found) for _ in its_parts]
        yield its_links[0] if len(its_links) == 1 else joined_links(*pair, its_parts, its_links, tokens=tokens)


def _gold(path: Path, lines: Sequence[str], *, reverse: bool = False) -> "list[Gold]":
    from translate.sentence.alignment.gold import Gold, read_gold

    made = []
    for number, line in enumerate(lines, start=1):
        try:
            links = read_gold(line)
        except ValueError as error:
            raise InputError(f"{path}, line {number}: {error}; correct the file") from error
        if reverse:
            sides = (frozenset((there, here) for here, there in side) for side in (links.sure, links.possible))
            links = Gold(*sides)
        made.append(links)
    return made


def _choose_heads(
    sources: Sequence[str], targets: Sequence[str], gold: "Sequence[Gold]", model: str | None, threads: int | None
) -> None:
    from translate.engine.checkpoint import open_checkpoint
    from translate.engine.reference import ReferenceEngine
    from translate.engine.store import find_model
    from translate.sentence.alignment.heads import rate_heads

    chosen = _settings(model, threads)
    engine = ReferenceEngine(open_checkpoint(find_model(chosen.model)), threads=chosen.threads, device=chosen.device)
    try:
        ratings = rate_heads(list(zip(sources, targets, strict=True)), gold, engine)
    except ValueError as error:
        raise InputError(f"{error}; leave this pair out to choose heads") from error
    if not ratings:
        raise InputError("no pair has words on both sides; heads are chosen by pairs that have")
    for rating in ratings:
        show(
            f"layer {rating.layer}, head {rating.head}: AER {rating.combined.error_rate:.3f} with the lexicon, "
            f"{rating.alone.error_rate:.3f} alone"
        )
    show(f'"alignment": {{"layer": {ratings[0].layer}, "heads": [{ratings[0].head}]}}')


def _write(form: str, source: str, target: str, links: "WordLinks") -> None:
    if form == "pharaoh":
        show(str(links.links))
    elif form == "json":
        write_json(
            {
                "source": source,
                "target": target,
                "source_words": [[span.start, span.end] for span in links.source],
                "target_words": [[span.start, span.end] for span in links.target],
                "links": [list(link) for link in links.pairs],
            }
        )
    else:
        for here, there, confidence in links.pairs:
            words = links.source[here].of(source), links.target[there].of(target)
            show("\t".join([*words, f"{confidence:.3f}"]))
        show("")
