"""`fr2en glossary`: the terms that are in force, changes to files of them, and what is wrong with them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.terms.records import Case, Kind
from translate.cli import arguments, extract_command
from translate.cli.arguments import STANDARD
from translate.cli.glossary_sources import Selection, as_input_errors, near_hint, own_file, own_files, record, select
from translate.cli.output import say, show, write_bytes, write_json
from translate.documents.counts import counted
from translate.documents.errors import InputError, OutputError
from translate.run.outputs import claim

if TYPE_CHECKING:
    from glossary.terms.records import Term

FOUND = 1
_WIDEST = 36

_FILES = typer.Option(
    "--glossary", "-g", metavar="FILE", help="File of terms; may be given several times.", parser=arguments.path
)
_PACKS = typer.Option(metavar="NAMES", help="Packs, with commas: default, none, or names (fr2en glossary packs).")
_STYLE = typer.Option(metavar="NAMES", help="House styles, with commas, such as kiev.")
_FILE = typer.Option(
    "--glossary", "-g", metavar="FILE", help="File to change; fr2en.glossary.* here by default.", parser=arguments.path
)
_JSON = typer.Option("--json", help="Print a line of JSON for each.")
_FORCE = typer.Option("--force", help="Overwrite or change what exists.")
_QUIET = typer.Option("--quiet", "-q", help="Say nothing but errors.")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    glossary = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        help="Look at, change, check and convert glossaries, and propose terms of a document.",
    )
    glossary.command("list")(list_)
    glossary.command("show")(show_)
    glossary.command("add")(add)
    glossary.command("remove")(remove)
    glossary.command("import")(import_)
    glossary.command("export")(export)
    glossary.command("check")(check)
    glossary.command("extract")(extract_command.extract)
    glossary.command("packs")(packs)
    app.add_typer(glossary, name="glossary")


def list_(
    files: Annotated[list[Path] | None, _FILES] = None,
    packs: Annotated[str | None, _PACKS] = None,
    style: Annotated[str | None, _STYLE] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only terms of this kind.")] = None,
    as_json: Annotated[bool, _JSON] = False,
    quiet: Annotated[bool, _QUIET] = False,
) -> None:
    """List the terms in force: of the packs, of the given files, and of fr2en.glossary.* here; later ones win."""
    selection = select(files, packs=packs, style=style)
    _tell_conflicts(selection, quiet=quiet)
    terms = [term for term in selection.glossary if kind in (None, term.kind)]
    if as_json:
        for term in terms:
            write_json(record(term))
        return
    left = min(_WIDEST, max((len(term.source) for term in terms), default=0))
    right = min(_WIDEST, max((len(term.target) for term in terms), default=0))
    for term in terms:
        show(f"{term.source:<{left}}  {term.target:<{right}}  {term.kind.value:<16}  {term.origin}")


def show_(
    term: Annotated[str, typer.Argument(help="French or English; capitals and accents need not be right.")],
    files: Annotated[list[Path] | None, _FILES] = None,
    packs: Annotated[str | None, _PACKS] = None,
    style: Annotated[str | None, _STYLE] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Show all that the terms in force say of a word; of entries with the same French the last one counts."""
    selection = select(files, packs=packs, style=style)
    found = selection.find(term)
    if not found:
        raise InputError(f"no glossary in force has {term[:80]!r}; {near_hint(term, selection.glossary)}")
    for number, one in enumerate(found):
        if as_json:
            write_json(record(one))
            continue
        if number:
            show("")
        for name, value in record(one).items():
            if value not in ("", [], None):
                show(f"{name:<10} {_shown(value)}")


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return ("yes" if value else "no") if isinstance(value, bool) else str(value).replace("\n", " ")


def add(
    source: Annotated[str, typer.Argument(metavar="FRENCH")],
    target: Annotated[
        str | None, typer.Argument(metavar="[ENGLISH]", help="Not needed with --kind do-not-translate.")
    ] = None,
    kind: Annotated[Kind, typer.Option(help="What the term is.")] = Kind.TERM,
    variant: Annotated[list[str] | None, typer.Option(help="Another French spelling; several times.")] = None,
    accept: Annotated[list[str] | None, typer.Option(help="Another right rendering; several times.")] = None,
    forbid: Annotated[list[str] | None, typer.Option(help="A rendering never to be used; several times.")] = None,
    case: Annotated[Case, typer.Option(help="How capitals are compared.")] = Case.SMART,
    inflect: Annotated[
        bool, typer.Option("--inflect/--no-inflect", help="Whether the French stands in other forms too.")
    ] = True,
    note: Annotated[str, typer.Option(help="A remark for readers.")] = "",
    file: Annotated[Path | None, _FILE] = None,
    force: Annotated[bool, typer.Option("--force", help="Take the place of an entry with the same French.")] = False,
    quiet: Annotated[bool, _QUIET] = False,
) -> None:
    """Add a term to a glossary file, which is made where there is none; all else in it stays as it is."""
    from glossary.terms.conflicts import plain
    from glossary.terms.files import change, load, locked
    from glossary.terms.files.base import term_of

    path = own_file(file)
    values: dict[str, str | Sequence[str]] = {
        "source": source,
        "target": target or "",
        "kind": kind.value,
        "variants": variant or (),
        "accepted": accept or (),
        "forbidden": forbid or (),
        "case": case.value,
        "inflect": "yes" if inflect else "no",
        "note": note,
    }
    with as_input_errors(), locked(path):
        try:
            term = term_of(values, origin=str(path))
        except ValueError as error:
            raise InputError(f"the term cannot be added: {error}") from None
        known = [one for one in (load(path) if path.exists() else ()) if plain(one.source) == plain(term.source)]
        if any(record(one, origin=False) == record(term, origin=False) for one in known):
            if not quiet:
                say(f"{path} has {term.source} as {term.target} already")
            return
        if known and not force:
            raise InputError(
                f"{path} has {term.source!r} already, as {known[-1].target!r}; add --force to put this in its place"
            )
        old = [record(one, origin=False) for one in known]
        change(path, add=[term], remove=lambda one: record(one, origin=False) in old)
    if not quiet:
        say(f"{path}: {term.source} is {term.target}")


def remove(
    source: Annotated[str, typer.Argument(metavar="FRENCH")],
    file: Annotated[Path | None, _FILE] = None,
    quiet: Annotated[bool, _QUIET] = False,
) -> None:
    """Remove the entries of a glossary file whose French this is; all else in it stays as it is."""
    from glossary.terms.conflicts import plain
    from glossary.terms.files import load
    from glossary.terms.files import remove as remove_terms

    path = own_file(file)
    with as_input_errors():
        gone = remove_terms(path, lambda term: plain(term.source) == plain(source))
        if not gone:
            raise InputError(f"{path} has no entry for {source[:80]!r}; {near_hint(source, load(path))}")
    if not quiet:
        for term in gone:
            say(f"{path}: {term.source} is no longer {term.target}")


def import_(
    sources: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Files of terms, of any known format.", parser=arguments.path),
    ],
    file: Annotated[Path | None, _FILE] = None,
    force: Annotated[bool, _FORCE] = False,
    quiet: Annotated[bool, _QUIET] = False,
) -> None:
    """Take the terms of files into a glossary file; those that it has already are left out.

    A glossary file that exists is changed only with --force; even then its own entries stay, and the new ones stand
    behind them and win.
    """
    from glossary.terms.conflicts import conflicts
    from glossary.terms.files import add as add_terms
    from glossary.terms.files import load, locked

    path = own_file(file)
    if path.exists() and not force:
        raise OutputError(f"{path} exists already; add --force to put the terms at its end")
    with as_input_errors(), locked(path):
        old = list(load(path)) if path.exists() else []
        seen = {_said(term) for term in old}
        new: list[Term] = []
        for source in sources:
            for term in load(source):
                if _said(term) not in seen:
                    seen.add(_said(term))
                    new.append(term)
        _tell_conflicts(Selection.of([*old, *new], conflicts([*old, *new])), quiet=quiet)
        if new or not path.exists():
            add_terms(path, new)
    if not quiet:
        say(f"{path}: {counted(len(new), 'new term')}")


def export(
    files: Annotated[list[Path] | None, _FILES] = None,
    packs: Annotated[str | None, _PACKS] = None,
    style: Annotated[str | None, _STYLE] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="PATH", help="File to write; its suffix says the format.", parser=arguments.path
        ),
    ] = None,
    format: Annotated[str | None, typer.Option(help="tsv, csv, yaml, tbx, tbx-2008 or tmx.")] = None,
    force: Annotated[bool, _FORCE] = False,
    quiet: Annotated[bool, _QUIET] = False,
) -> None:
    """Write the terms in force, as `list` shows them, to a file or to standard output (TSV by default)."""
    from glossary.terms.files import TermFileError, format_of, render, save

    path = None if out == STANDARD else out
    selection = select(files, packs=packs, style=style)
    claim({"-o": path}, inputs=selection.files, force=force)
    _tell_conflicts(selection, quiet=quiet)
    if path is None:
        with as_input_errors():
            data = render(selection.glossary, format or "tsv")
        write_bytes(data)
        return
    with as_input_errors():
        chosen = format or format_of(path)
    try:
        save(selection.glossary, path, format=chosen, replace=force)
    except TermFileError as error:
        raise OutputError(str(error)) from error
    if not quiet:
        say(f"{path}: {counted(len(selection.glossary), 'term')}")


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Files to check; fr2en.glossary.* by default.", parser=arguments.path),
    ] = None,
    packs: Annotated[
        str, typer.Option(metavar="NAMES", help="Packs that stand before the files, with commas; none by default.")
    ] = "none",
    as_json: Annotated[bool, _JSON] = False,
    quiet: Annotated[bool, _QUIET] = False,
) -> int:
    """Look for conflicts, duplicates, circles, variants that are never found and contradictions.

    The exit code is 1 where something was found.
    """
    from glossary.terms.conflicts import check_glossary

    chosen = files or own_files()
    if not chosen and packs == "none":
        raise InputError("there is no fr2en.glossary.* here to check; name a file")
    selection = select(chosen, packs=packs, style="", beside=False)
    found = check_glossary(selection.glossary)
    for finding in found:
        if as_json:
            terms = [record(term) for term in finding.terms]
            write_json({"check": finding.check, "message": finding.message, "terms": terms})
        else:
            show(f"{finding.check}: {finding.message}")
    if not quiet:
        say(f"{counted(len(selection.glossary), 'term')}, {counted(len(found), 'finding')}")
    return FOUND if found else 0


def packs(as_json: Annotated[bool, _JSON] = False) -> None:
    """List the packs of terms that ship, with their sizes, sources and licences; * marks the default ones."""
    from glossary.terms.packs import packs as all_packs
    from glossary.terms.packs import styles

    found = all_packs().values()
    if as_json:
        for pack in found:
            fields = ("name", "title", "count", "source", "licence", "default")
            write_json({name: getattr(pack, name) for name in fields})
        return
    width = max((len(pack.name) for pack in found), default=0)
    for pack in found:
        show(f"{'*' if pack.default else ' '} {pack.name:<{width}}  {pack.count:>6,}  {pack.title}")
        show(f"  {'':<{width}}          {pack.source}; {pack.licence}")
    show(f"House styles (--style): {', '.join(styles())}")


def _said(term: "Term") -> tuple[object, ...]:
    return tuple(map(str, record(term, origin=False).values()))


def _tell_conflicts(selection: Selection, *, quiet: bool) -> None:
    if not quiet:
        for line in selection.told_conflicts():
            say(line)
