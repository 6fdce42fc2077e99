"""`fr2en glossary extract`: the names and terms of documents, as a glossary to be looked through."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli import arguments
from translate.cli.arguments import STANDARD
from translate.cli.glossary_sources import Selection, own_files, select
from translate.cli.output import Progress, say, write_bytes, write_json
from translate.documents.counts import counted
from translate.documents.errors import InputError
from translate.run.outputs import claim, write

if TYPE_CHECKING:
    from glossary.terms.records import Term
    from translate.documents.records import Document
    from translate.run.settings import Settings
    from translate.terms.extraction import Candidate
    from translate.terms.observed import SentencePair

_COLUMNS = ("source", "target", "kind", "inflect", "note")
_HEAD = (
    "# Proposed by `fr2en glossary extract`: take out what is no term of yours, and correct the English and the kinds.",
    "# A line with # before it has no English yet: write it in, and take the # and its space away.",
)


def extract(
    documents: Annotated[
        list[Path], typer.Argument(metavar="DOCUMENT...", help="French documents.", parser=arguments.path)
    ],
    english: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="English of a document; as many times, and in the same order.", parser=arguments.path
        ),
    ] = None,
    with_model: Annotated[
        bool, typer.Option("--with-model", help="Translate the documents to see what the terms become.")
    ] = False,
    model: Annotated[str | None, typer.Option(help="With --with-model: the model to translate with.")] = None,
    least: Annotated[int, typer.Option(min=1, help="How often a term must stand there; names once.")] = 2,
    every: Annotated[bool, typer.Option("--all", help="Also those that the glossaries in force know.")] = False,
    files: Annotated[
        list[Path] | None,
        typer.Option("--glossary", "-g", metavar="FILE", help="File of terms that are known.", parser=arguments.path),
    ] = None,
    packs: Annotated[str | None, typer.Option(metavar="NAMES", help="Packs that are known; default or none.")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="File for the terms (TSV).", parser=arguments.path),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what exists.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a line of JSON for each term.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Propose the names and terms of documents, with how often they stand there and what they became in English.

    What is printed is a glossary (TSV) that can be used as it is, once it was looked through. What the packs and the
    glossaries in force know is left out, unless the English has something else for it.
    """
    from translate.terms.extraction import extract as propose

    if english and with_model:
        raise InputError("--english and --with-model exclude each other; give one of them")
    if model is not None and not with_model:
        raise InputError("--model says what to translate with; add --with-model")
    if english and len(english) != len(documents):
        raise InputError(
            f"there are {counted(len(documents), 'document')} and {counted(len(english), 'English file')}; "
            "give --english once for each document"
        )
    path = None if out == STANDARD else out
    claim({"-o": path}, inputs=[*documents, *(english or ()), *(files or ()), *own_files()], force=force)
    if path is not None and as_json:
        raise InputError("--json is printed; leave -o away")
    settings = arguments.settings_in_force({"model": model}, quiet=quiet)
    selection = select(files, packs=packs, style=None)
    candidates = propose(_pairs(documents, english, with_model, settings, quiet=quiet), least=least)
    known = {} if every else _known(selection, candidates)
    new = [candidate for candidate in candidates if candidate.source not in known]
    if as_json:
        for candidate in new:
            write_json(_record(candidate))
    else:
        data = proposed(new)
        if path is None:
            write_bytes(data)
        else:
            write(path, data, force=force)
    if not quiet:
        say(f"{counted(len(new), 'proposal')}; {len(known):,} known already")


def _pairs(
    documents: Sequence[Path], english: Sequence[Path] | None, with_model: bool, settings: "Settings", *, quiet: bool
) -> "list[SentencePair]":
    from translate.documents import formats
    from translate.documents.formats.codes import plain_document
    from translate.documents.repairing import repair_document
    from translate.terms.observed import SentencePair, pair_texts

    read = [
        plain_document(formats.read(path, encoding=settings.encoding, format=settings.format)) for path in documents
    ]
    if settings.repair != "off":
        read = [repair_document(document, unsafe=settings.repair == "unsafe") for document in read]
    if english:
        pairs: list[SentencePair] = []
        for document, path in zip(read, english, strict=True):
            translation = plain_document(formats.read(path, format=settings.format))
            pairs += pair_texts(_sentences(document), _sentences(translation))
        return pairs
    if with_model:
        return _translated(read, settings, quiet=quiet)
    return [SentencePair(text) for document in read for text in _sentences(document)]


def _translated(documents: "Sequence[Document]", settings: "Settings", *, quiet: bool) -> "list[SentencePair]":
    from translate.run.translator import Translator
    from translate.sentence.alignment import align_texts
    from translate.terms.observed import SentencePair

    bar = Progress(quiet=quiet)
    translator = Translator(
        settings.model,
        engine=settings.engine,
        compute_type=settings.compute_type,
        beam=settings.beam,
        threads=settings.threads,
        device=settings.device,
        repair="off",
        packs=("none",),
        checks=False,
        names=False,
    )
    translated = list(translator.translate_documents(documents, progress=bar.advance))
    bar.clear()
    texts = [(segment.source, segment.target or "") for document in translated for segment in document.segments]
    links = align_texts(texts, engine=None)
    return [SentencePair(source, target, link) for (source, target), link in zip(texts, links, strict=True)]


def _sentences(document: "Document") -> list[str]:
    return [segment.source for segment in document.segments]


def _known(selection: Selection, candidates: "Iterable[Candidate]") -> "dict[str, Term]":
    """Return the terms in force by the French of candidates that became nothing else in English."""
    from glossary.terms.conflicts import plain

    terms = {plain(spelling).casefold(): term for term in selection.glossary for spelling in term.spellings}
    known = {}
    for candidate in candidates:
        term = terms.get(plain(candidate.source).casefold())
        if term is not None:
            right = {english.casefold() for english in (term.target, *term.accepted)}
            if all(english.casefold() in right for english, _ in candidate.renderings):
                known[candidate.source] = term
    return known


def proposed(candidates: "Iterable[Candidate]") -> bytes:
    r"""Return candidates as a table of terms that loads as it is: those without English stand in comments at its end.

    >>> from glossary.terms.records import Kind
    >>> from translate.terms.extraction import Candidate
    >>> proposed([Candidate("Koursk", Kind.PLACE, 2, (("Kursk", 2),), "")]).decode().splitlines()[3].split("\t")
    ['Koursk', 'Kursk', 'place', 'no', '2 times: Kursk 2']
    """
    from glossary.terms.files.tables import rows_tsv

    listed = sorted(candidates, key=lambda candidate: not candidate.renderings)
    lines = [*_HEAD, "\t".join(_COLUMNS)]
    for candidate, row in zip(listed, rows_tsv(map(_term, listed), _COLUMNS), strict=True):
        if candidate.renderings:
            lines.append(row)
        else:
            cells = row.split("\t")
            lines.append("\t".join([f"# {cells[0]}", "", *cells[2:]]))
    return ("\n".join(lines) + "\n").encode()


def _term(candidate: "Candidate") -> "Term":
    from glossary.terms.records import Kind, Term

    found = ", ".join(f"{english} {count}" for english, count in candidate.renderings[:5])
    times = "once" if candidate.count == 1 else f"{candidate.count:,} times"
    return Term(
        candidate.source,
        candidate.renderings[0][0] if candidate.renderings else candidate.source,
        candidate.kind,
        # What has a capital is a name, which has no plural.
        inflect=candidate.kind is Kind.DEMONYM or candidate.source.islower(),
        note=f"{times}: {found}" if found else times,
    )


def _record(candidate: "Candidate") -> dict[str, object]:
    return {
        "source": candidate.source,
        "kind": candidate.kind.value,
        "count": candidate.count,
        "renderings": [{"target": english, "count": count} for english, count in candidate.renderings],
        "sentence": candidate.sentence,
    }
