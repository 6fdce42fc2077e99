"""`fr2en apply`: what was decided on a review page becomes the English file, glossary entries and confirmed pairs."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.output import say
from translate.documents.counts import counted
from translate.documents.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from glossary.terms.records import Term
    from translate.documents.records import Document
    from translate.review import Decisions


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("apply")(apply)


def apply(
    decisions: Annotated[Path, typer.Argument(metavar="DECISIONS.json", help="What the review page exported.")],
    source: Annotated[
        Path | None,
        typer.Option(help="The French that was reviewed; by default the file of its name here or beside DECISIONS."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The English; SOURCE.en.* by default.")
    ] = None,
    glossary: Annotated[
        Path | None, typer.Option(help="File that the new terms are added to; fr2en.glossary.* beside the French.")
    ] = None,
    memory: Annotated[
        Path | None, typer.Option(help="Translation memory for the accepted pairs; your own by default.")
    ] = None,
    tmx: Annotated[Path | None, typer.Option(help="Write the accepted pairs to this TMX file as well.")] = None,
    french: Annotated[Path | None, typer.Option(help="Write the French with the repairs that were kept.")] = None,
    force: Annotated[bool | None, typer.Option("--force/--no-force", help="Overwrite files that exist.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Write the reviewed English, add the new terms to the glossary and the accepted pairs to the translation memory.

    Decisions that were made for another version of the French are refused, and nothing is written.
    """
    from translate.documents.formats import format_named
    from translate.documents.formats.codes import shown
    from translate.review import confirmed_pairs, french_of
    from translate.review.exports import tmx as as_tmx
    from translate.run.batch import english_name, write_atomically
    from translate.run.memory import Memory
    from translate.run.settings import load_settings

    settings = load_settings(folder=Path.cwd(), environment=os.environ, flags={"force": force}).settings
    chosen = read_decisions(decisions)
    path = source or _source_of(chosen, decisions)
    document = decided_document(path, chosen)
    target = out or path.with_name(english_name(path))
    for each in (target, tmx, french):
        _refuse_to_overwrite(each, path, force=settings.force)
    data = format_named(document.format).write(document, encoding=_encoding(document, settings.output_encoding))
    # The memory comes first: it alone can fail for reasons of its own, and adding to it twice does no harm.
    remembered = 0
    confirmed = confirmed_pairs(document, chosen)
    if confirmed:
        with Memory.open(memory or memory_path(settings.memory)) as known:
            remembered = known.add(confirmed)
    if chosen.terms:
        _add_terms(chosen.terms, glossary, path)
    if tmx is not None:
        bare = document.skeleton is None
        write_atomically(
            tmx, as_tmx(pair if bare else (shown(pair[0]).text, shown(pair[1]).text) for pair in confirmed)
        )
    if french is not None:
        data_in_french = format_named(document.format).write(french_of(document, chosen), encoding=document.encoding)
        write_atomically(french, data_in_french)
    write_atomically(target, data)
    if not quiet:
        edited = sum(each.edited for each in chosen.segments)
        accepted = sum(each.state == "accepted" for each in chosen.segments)
        parts = [f"{counted(edited, 'edited segment')} and {accepted:,} accepted in {target}"]
        parts += [f"{counted(remembered, 'new pair')} in the translation memory"] if remembered else []
        parts += [f"{counted(len(chosen.terms), 'term')} in the glossary"] if chosen.terms else []
        say("; ".join(parts))


def memory_path(setting: str | None) -> Path:
    """Return the file of the translation memory: what the setting `memory` says, else the user's own."""
    from translate.engine.paths import data_folder

    return Path(setting) if setting else data_folder() / "memory.sqlite"


def read_decisions(path: Path) -> "Decisions":
    """Return the decisions in the file at `path`, the export of a page or a page itself.

    :raises InputError: where there are none; the message begins with the path.
    """
    from translate.review import Decisions

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: this is not UTF-8, as exports are; export the decisions again") from error
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file; check the name") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: the file cannot be read ({reason}); check its name and permissions") from error
    try:
        return Decisions.parse(text)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def decided_document(path: Path, decisions: "Decisions") -> "Document":
    """Return the document at `path` with the English of `decisions`.

    :raises InputError: where it cannot be read, or the decisions were made for another text.
    """
    from translate.documents import formats
    from translate.review import decided

    document = formats.read(path, encoding=decisions.encoding, format=decisions.format)
    try:
        made = decided(document, decisions)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    if made.skeleton is None:
        return made
    from translate.sentence.markup import with_codes

    return with_codes(made)


def _source_of(decisions: "Decisions", path: Path) -> Path:
    if decisions.name is None:
        raise InputError("the decisions do not say which file they were made for; name it with --source")
    for candidate in (Path(decisions.name), path.parent / decisions.name):
        if candidate.is_file():
            return candidate
    raise InputError(f"{decisions.name} is neither here nor beside {path}; name the French with --source")


def _refuse_to_overwrite(path: Path | None, source: Path, *, force: bool) -> None:
    if path is None:
        return
    if path.is_dir():
        raise OutputError(f"{path} is a folder; name a file")
    if path.exists():
        if path.samefile(source):
            raise OutputError(f"{source} would overwrite itself; give another name")
        if not force:
            raise OutputError(f"{path} exists already; add --force to overwrite it")


def _encoding(document: "Document", wanted: str) -> str:
    # A byte order mark belongs to the file, not to its language.
    return "utf-8-sig" if wanted == "utf-8" and document.encoding == "utf-8-sig" else wanted


def _add_terms(terms: "Sequence[Term]", path: Path | None, source: Path) -> None:
    """Add terms to a glossary, those that it has in the same words left out.

    :raises OutputError: where the file cannot be read or written.
    """
    from glossary.terms.files import STEM, TermFileError, add, find_beside, load

    beside = find_beside(source)
    chosen = path or (beside[-1] if beside else source.with_name(f"{STEM}.tsv"))
    try:
        known = {(term.source, term.target) for term in load(chosen)} if chosen.exists() else set()
        new = [term for term in terms if (term.source, term.target) not in known]
        if new:
            add(chosen, new)
    except TermFileError as error:
        raise OutputError(f"the new terms were not added: {error}") from error
