"""`fr2en apply`: what was decided on a review page becomes the English file, glossary entries and confirmed pairs."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.terms import disk
from translate.cli import arguments
from translate.cli.output import say
from translate.documents.counts import counted
from translate.documents.errors import InputError, OutputError
from translate.run.outputs import claim, together

if TYPE_CHECKING:
    from translate.documents.records import Document
    from translate.review import Decisions


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("apply")(apply)


def apply(
    decisions: Annotated[
        Path, typer.Argument(metavar="DECISIONS.json", help="What the review page exported.", parser=arguments.path)
    ],
    source: Annotated[
        Path | None,
        typer.Option(
            help="The French that was reviewed; by default the file of its name here or beside DECISIONS.",
            parser=arguments.path,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The English; SOURCE.en.* by default.", parser=arguments.path
        ),
    ] = None,
    glossary: Annotated[
        Path | None,
        typer.Option(
            help="File that the new terms are added to; fr2en.glossary.* beside the French.", parser=arguments.path
        ),
    ] = None,
    memory: Annotated[
        Path | None,
        typer.Option(help="Translation memory for the accepted pairs; your own by default.", parser=arguments.path),
    ] = None,
    tmx: Annotated[
        Path | None, typer.Option(help="Write the accepted pairs to this TMX file as well.", parser=arguments.path)
    ] = None,
    french: Annotated[
        Path | None, typer.Option(help="Write the French with the repairs that were kept.", parser=arguments.path)
    ] = None,
    force: Annotated[bool | None, typer.Option("--force/--no-force", help="Overwrite files that exist.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Write the reviewed English, add the new terms to the glossary and the accepted pairs to the translation memory.

    Decisions that were made for another version of the French are refused, and nothing is written.
    """
    from glossary.terms.files import TermFileError, changed, load, locked
    from translate.documents.formats import english_bytes, format_named
    from translate.documents.formats.codes import shown
    from translate.review import confirmed_pairs, french_of
    from translate.review.decisions import require_english
    from translate.review.exports import tmx as as_tmx
    from translate.run.memory import Memory
    from translate.run.plan import english_name, refuse_unwritable

    flags = {"force": force, "memory": None if memory is None else str(memory)}
    settings = arguments.settings_in_force(flags, quiet=quiet)
    chosen = read_decisions(decisions)
    path = source or _source_of(chosen, decisions)
    document = decided_document(path, chosen)
    require_english(chosen)
    refuse_unwritable(out)
    target = out or path.with_name(english_name(path))
    terms = _glossary_file(glossary, path) if chosen.terms else None
    confirmed = confirmed_pairs(document, chosen)
    kept = memory_path(settings.memory) if confirmed else None
    # What is added to is no output; but no file may be two of these, either.
    claim({"--glossary": terms}, inputs=[decisions, path, kept], force=True)
    claim({"--memory": kept}, inputs=[decisions, path], force=True)
    claim({"-o": target, "--tmx": tmx, "--french": french}, inputs=[decisions, path, terms, kept], force=settings.force)
    # All that is written is made, and lies on the disk, before anything is changed.
    files = {target: english_bytes(document, settings.output_encoding)}
    if tmx is not None:
        bare = document.skeleton is None
        files[tmx] = as_tmx(confirmed if bare else [(shown(one).text, shown(other).text) for one, other in confirmed])
    if french is not None:
        files[french] = format_named(document.format).write(french_of(document, chosen), encoding=document.encoding)
    remembered = 0
    with contextlib.ExitStack() as stack:
        if terms is not None:
            try:
                stack.enter_context(locked(terms))
                known = {(term.source, term.target) for term in load(terms)} if terms.exists() else set()
                new = [term for term in chosen.terms if (term.source, term.target) not in known]
                data, _ = changed(terms, add=new) if new else (None, ())
            except TermFileError as error:
                raise OutputError(f"nothing was written, since the new terms cannot be: {error}") from error
            if data is not None:
                stack.enter_context(together({terms: data}, force=True))
        stack.enter_context(together(files, force=settings.force))
        if kept is not None:
            with Memory.open(kept) as pairs:
                remembered = pairs.add(confirmed)
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
        text = disk.read(path).decode("utf-8-sig")
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


def _glossary_file(named: Path | None, source: Path) -> Path:
    """Return the file that new terms are added to: the one that is named, else that beside the French, else a new one.

    :raises InputError: where its suffix is that of no glossary.
    """
    from glossary.terms.files import STEM, TermFileError, find_beside, format_of

    beside = find_beside(source)
    chosen = named or (beside[-1] if beside else source.with_name(f"{STEM}.tsv"))
    try:
        format_of(chosen)
    except TermFileError as error:
        raise InputError(str(error)) from error
    return chosen
