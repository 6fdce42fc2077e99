"""`fr2en review`: a document and its English side by side, as a page or in a form for other tools."""

import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli import arguments
from translate.cli.output import Progress, say
from translate.documents.counts import counted
from translate.documents.errors import InputError, OutputError
from translate.run.outputs import claim, write

if TYPE_CHECKING:
    from translate.documents.formats.codes import Shown
    from translate.documents.records import Document, Finding
    from translate.run.settings import Settings
    from translate.run.translator import Translator

_PAGE = "page"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("review")(review)


def review(
    source: Annotated[Path, typer.Argument(help="The French: a file.", parser=arguments.path)],
    target: Annotated[
        Path | None,
        typer.Argument(
            help="Its English, whoever made it; translated anew where it is not given.", parser=arguments.path
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="What to write; SOURCE.review.html by default.",
            parser=arguments.path,
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(help="page, tmx, xliff, tsv, docx or two-columns; by default what the suffix of -o says."),
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    repair: Annotated[
        bool | None, typer.Option("--repair/--no-repair", help="Show what repair makes of the French, or leave it.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="Model: a name (see: fr2en models list) or a folder.")] = None,
    format: Annotated[
        str | None, typer.Option(help="text, markdown, docx...; by default what the file and its name say.")
    ] = None,
    columns: Annotated[str | None, typer.Option(help=arguments.COLUMNS)] = None,
    fields: Annotated[str | None, typer.Option(help=arguments.FIELDS)] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the French; found out by default.")] = None,
    target_encoding: Annotated[str | None, typer.Option(help="Encoding of the English; found out by default.")] = None,
    force: Annotated[bool | None, typer.Option("--force/--no-force", help="Overwrite a file that exists.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Write a page that shows French and English side by side: repairs, glossary, alignment, doubtful places.

    The page is one file that needs no network and no server. On it the English can be accepted, edited and commented;
    it exports what was decided, and `fr2en apply` makes the English of that.
    """
    from translate.documents.repairing import english_without_repairs
    from translate.review import page
    from translate.review.exports import EXPORTS

    flags = {
        "model": model,
        "format": arguments.chosen_format(format, columns, fields),
        "encoding": encoding,
        "force": force,
    }
    flags["repair"] = {None: None, True: "safe", False: "off"}[repair]
    settings = arguments.settings_in_force(flags, quiet=quiet)
    inputs = [source, target, *map(Path, settings.glossary)]
    claim({"-o": out}, inputs=inputs, force=settings.force)
    form = _form(to, out)
    suffix = ".review.html" if form == _PAGE else EXPORTS[form].suffix
    path = out or source.with_name(f"{source.stem}{suffix}")
    claim({"-o": path}, inputs=inputs, force=settings.force)
    if open_it and form != _PAGE:
        raise InputError("--open is for the page; leave it or --to away")
    unrepaired: dict[int, str] = {}
    if target is None:
        document, translator = translated(source, settings, quiet=quiet)
        signature = translator.signature
        unrepaired = english_without_repairs(document, translate=translator.translate_documents)
    else:
        document = pair_files(source, target, settings, target_encoding=target_encoding)
        signature = f"target:{target.name}|repair:{settings.repair}"
    if form == _PAGE:
        written = page(document, signature=signature, title=source.name, unrepaired=unrepaired)
        data = written.encode("utf-8", "replace")
    else:
        data = EXPORTS[form].write(document, source.name)
    write(path, data, force=settings.force)
    if not quiet:
        say(f"{counted(len(document.segments), 'segment')} in {path}")
    if open_it and not webbrowser.open(path.resolve().as_uri()):
        raise OutputError(f"no browser could be started; open {path} yourself")


def _form(to: str | None, out: Path | None) -> str:
    from translate.review.exports import EXPORTS

    if to is not None:
        if to != _PAGE and to not in EXPORTS:
            raise InputError(f"--to is one of {', '.join([_PAGE, *EXPORTS])}, not {to!r}")
        return to
    suffix = ".html" if out is None else out.suffix.lower()
    if suffix in (".html", ".htm"):
        return _PAGE
    for name, export in EXPORTS.items():
        if export.suffix == suffix or (name == "xliff" and suffix == ".xliff"):
            return name
    raise InputError(f"{out}: no form is known for the suffix {suffix!r}; name it with --to")


def translated(source: Path, settings: "Settings", *, quiet: bool) -> "tuple[Document, Translator]":
    """Return the French document at `source` translated as `settings` say, and what has translated it.

    :raises InputError: where it, or a glossary, cannot be read.
    """
    from translate.cli.translate_run import Run
    from translate.documents import formats

    document = formats.read(source, encoding=settings.encoding, format=settings.format)
    translator = Run(settings, quiet=quiet, verbose=False, as_json=False).translator()
    progress = Progress(quiet=quiet)
    document = next(translator.translate_documents([document], progress=progress.advance))
    progress.clear()
    return document, translator


def pair_files(source: Path, target: Path, settings: "Settings", *, target_encoding: str | None = None) -> "Document":
    """Return the French document at `source`, repaired as `settings` say, with the English at `target`.

    Its words are aligned and its pairs checked, without a model; the terms are those of the files of the settings.

    :raises InputError: where one of them, or a glossary, cannot be read.
    """
    from translate.checks.sentence_alignment import align_sentences
    from translate.checks.texts import check_texts
    from translate.documents import formats
    from translate.documents.formats.codes import plain_document, shown
    from translate.documents.repairing import repair_document
    from translate.review import paired
    from translate.sentence.alignment import align_texts
    from translate.terms.sources import file_terms

    french = formats.read(source, encoding=settings.encoding, format=settings.format)
    english = plain_document(formats.read(target, encoding=target_encoding, format=settings.format))
    if settings.repair != "off":
        french = repair_document(french, unsafe=settings.repair == "unsafe")
    document = paired(
        french,
        english,
        align=lambda sources, targets: ((bead.source, bead.target) for bead in align_sentences(sources, targets)),
    )
    seen = [shown(segment.source) for segment in document.segments]
    pairs = [(french.text, segment.target or "") for french, segment in zip(seen, document.segments, strict=True)]
    terms, _ = file_terms([Path(name) for name in settings.glossary])
    aligned, found = align_texts(pairs, engine=None), check_texts(pairs, glossary=terms or None)
    return document.with_segments(
        replace(
            segment,
            alignment=replace(links, source=tuple(map(french.span, links.source))),
            findings=(*segment.findings, *(_placed(finding, french) for finding in findings)),
        )
        for segment, french, links, findings in zip(document.segments, seen, aligned, found, strict=True)
    )


def _placed(finding: "Finding", french: "Shown") -> "Finding":
    """Return a finding about what is shown of the French with its place in the French with codes."""
    span = finding.source_span
    return finding if span is None else replace(finding, source_span=french.span(span))
