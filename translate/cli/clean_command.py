"""`fr2en clean`: damaged French in, repaired French out."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli import arguments
from translate.cli.arguments import STANDARD
from translate.cli.output import (
    Places,
    complain,
    diff_lines,
    edit_record,
    explained,
    in_colour,
    say,
    show,
    write_bytes,
    write_json,
)
from translate.cli.streams import read_all
from translate.documents.counts import counted, exit_code
from translate.documents.errors import Fr2enError, InputError
from translate.run.outputs import STANDARD_INPUT, claim, write

if TYPE_CHECKING:
    from glossary.repair import Notice, Repair, Rule
    from translate.documents.records import Document
    from translate.run.settings import Settings

WOULD_CHANGE = 1


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("clean")(clean)


def clean(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE|DIR|-]...", help="What to repair; - is standard input.", parser=arguments.path),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="PATH", help="File or folder for the repaired French.", parser=arguments.path
        ),
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Write the files that change over themselves.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 if something would change.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what changes, word by word.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each edit, suggestion and notice with its place, rule and reason.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result of each file as a line of JSON.")] = False,
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULES", help="Use these rules only; names with commas (fr2en rules).")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULES", help="Leave these rules out.")] = None,
    unsafe: Annotated[
        bool | None, typer.Option("--unsafe/--safe", help="Make the suggestions as well, or the safe repairs only.")
    ] = None,
    drop_boilerplate: Annotated[
        bool, typer.Option("--drop-boilerplate", help="Take teasers, share bars and notices out, not only mark them.")
    ] = False,
    format: Annotated[
        str | None, typer.Option(help="text, markdown, docx...; by default what the file and its name say.")
    ] = None,
    columns: Annotated[str | None, typer.Option(help=arguments.COLUMNS)] = None,
    fields: Annotated[str | None, typer.Option(help=arguments.FIELDS)] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the French; found out by default.")] = None,
    output_encoding: Annotated[str | None, typer.Option(help="Encoding to write; that of the file by default.")] = None,
    skip_existing: Annotated[
        bool,
        typer.Option("--skip-existing", help="With -o: leave out files whose result exists, as after a broken run."),
    ] = False,
    force: Annotated[bool | None, typer.Option("--force/--no-force", help="Overwrite files that exist.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> int:
    """Repair damaged French: words that ran together, split lines, broken encodings, stray quotation marks...

    The repaired text goes to standard output, to -o, or with --in-place over the files themselves; --check, --diff,
    --explain and --json write no file unless one of these is given. A repair that may be wrong is only suggested,
    unless --unsafe is given. `fr2en rules` lists all rules.
    """
    from translate.documents.repairing import chosen_rules

    # How to write is said here alone: an encoding that is set for the English is not meant for the French.
    flags = {"format": arguments.chosen_format(format, columns, fields), "encoding": encoding, "force": force}
    settings = arguments.settings_in_force(flags, quiet=quiet)
    _refuse_contradictions(out=out, in_place=in_place, check=check, reports=(diff, explain, as_json))
    if not sources:
        if sys.stdin.isatty():
            raise InputError("nothing to repair: name a file or a folder, or - for standard input")
        sources = [STANDARD]
    if STANDARD in sources and len(sources) > 1:
        raise InputError("standard input (-) cannot be mixed with files; repair it in a run of its own")
    if skip_existing and (settings.force or out in (None, STANDARD) or sources == [STANDARD]):
        raise InputError("--skip-existing goes with a folder or file after -o, and not with --force or standard input")
    rules = chosen_rules(
        select=_names("--select", select), ignore=_names("--ignore", ignore), drop_boilerplate=drop_boilerplate
    )
    report = "diff" if diff else "explain" if explain else "json" if as_json else None
    run = _Run(
        settings,
        rules=rules,
        unsafe=settings.repair == "unsafe" if unsafe is None else unsafe,
        report=report,
        printing=not (report or check or in_place or out not in (None, STANDARD)),
        in_place=in_place,
        out=None if out == STANDARD else out,
        skip_existing=skip_existing,
        quiet=quiet,
        output_encoding=output_encoding,
    )
    code = run.standard_input() if sources == [STANDARD] else run.files(sources)
    if not quiet and run.counts.files:
        for notice in run.notices:
            say(f"note: {notice}")
        say(str(run.counts))
    return WOULD_CHANGE if check and code == 0 and run.counts.changed else code


def _refuse_contradictions(*, out: Path | None, in_place: bool, check: bool, reports: tuple[bool, bool, bool]) -> None:
    targets = {"-o": out is not None, "--in-place": in_place, "--check": check}
    shown = dict(zip(("--diff", "--explain", "--json"), reports, strict=True))
    for group in (targets, shown, {"-o -": out == STANDARD, "a report": any(reports)}):
        given = [name for name, value in group.items() if value]
        if len(given) > 1:
            raise InputError(f"{' and '.join(given)} exclude each other; give one of them")


def _names(option: str, values: list[str] | None) -> list[str]:
    names = [name.strip() for value in values or () for name in value.split(",")]
    if not all(names):
        raise InputError(f"{option} takes names of rules with commas between them; see: fr2en rules")
    return names


@dataclass(slots=True)
class _Counts:
    """What a run found; `writing` says whether the repairs were made or only looked for."""

    writing: bool
    files: int = 0
    changed: int = 0
    repairs: int = 0
    suggestions: int = 0
    notices: int = 0
    failed: list[str] = field(default_factory=list)

    def add(self, found: "Repair") -> None:
        self.files += 1
        self.changed += bool(found.edits)
        self.repairs += len(found.edits)
        self.suggestions += len(found.suggestions)
        self.notices += len(found.notices)

    @property
    def exit_code(self) -> int:
        """0 if all went well, 2 if no file could be read and written, 123 if some could and some could not."""
        return exit_code(done=self.files, failed=len(self.failed))

    def __str__(self) -> str:
        if self.repairs:
            done = f"{'Repaired' if self.writing else 'Would repair'} {counted(self.repairs, 'place')}"
            parts = [f"{done} in {counted(self.changed, 'file')}"]
        else:
            parts = [f"Nothing to repair in {counted(self.files, 'file')}"]
        if self.suggestions:
            them = "them" if self.suggestions > 1 else "it"
            parts.append(f"{counted(self.suggestions, 'suggestion')} (--unsafe makes {them})")
        if self.notices:
            parts.append(counted(self.notices, "notice"))
        if self.failed:
            parts.append(f"{len(self.failed)} failed")
        return "; ".join(parts)


class _Run:
    """One run of the command."""

    def __init__(
        self,
        settings: "Settings",
        *,
        rules: "Mapping[str, Rule]",
        unsafe: bool,
        report: str | None,
        printing: bool,
        in_place: bool,
        out: Path | None,
        output_encoding: str | None,
        skip_existing: bool,
        quiet: bool,
    ) -> None:
        self.settings, self.rules, self.unsafe = settings, rules, unsafe
        self.report, self.printing, self.in_place, self.out = report, printing, in_place, out
        self.output_encoding, self.skip_existing, self.quiet = output_encoding, skip_existing, quiet
        self.colour = in_colour()
        self.notices: list[str] = []
        self.counts = _Counts(writing=printing or in_place or out is not None)

    def files(self, sources: list[Path]) -> int:
        from translate.run.batch import run_jobs
        from translate.run.plan import is_several, plan_jobs

        if self.printing and is_several(sources):
            raise InputError(
                "several texts cannot be printed as one; give a folder to -o, or --in-place, --check, --diff, "
                "--explain or --json"
            )
        plan = plan_jobs(
            sources,
            format=self.settings.format,
            out=self.out,
            force=self.settings.force,
            writing=self.out is not None,
            in_place=self.in_place,
            skip_existing=self.skip_existing,
            name=lambda path: path.name,
        )
        if not self.quiet:
            for line in plan.skipped:
                say(line)
        for reason in plan.refused:
            self._failed(reason)
        results = run_jobs(
            plan.jobs,
            prepare=self._repaired,
            translate=iter,
            encoding=self.settings.encoding,
            format=self.settings.format,
            output_encoding="utf-8",
            writing=False,
        )
        for result in results:
            if result.document is None:
                self._failed(result.error or f"{result.job.source} failed")
                continue
            target = result.job.target if self.out or self.in_place else None
            try:
                self._finish(result.document, str(result.job.source), target)
            except Fr2enError as error:
                self._failed(f"{result.job.source}: {error}")
        return self.counts.exit_code

    def standard_input(self) -> int:
        from translate.documents.formats import format_named

        if self.in_place:
            raise InputError("standard input has no place to write to; give a file to -o, or leave --in-place away")
        claim({"-o": self.out}, inputs=[STANDARD_INPUT], force=self.settings.force)
        chosen = format_named(self.settings.format or "text")
        document = chosen.read(read_all(), encoding=self.settings.encoding)
        self._finish(self._repaired(document), "-", self.out)
        return self.counts.exit_code

    def _repaired(self, document: "Document") -> "Document":
        from translate.documents.repairing import repair_document

        return repair_document(document, unsafe=self.unsafe, rules=self.rules)

    def _finish(self, document: "Document", name: str, target: Path | None) -> None:
        """Write, print and count what was made of one text.

        :raises OutputError: where it cannot be written.
        """
        from translate.documents.formats import format_named
        from translate.documents.repairing import shown_repair

        found = shown_repair(document)
        self.notices += [f"{name}: {notice}" for notice in document.notices]
        if self.printing or (target is not None and (found.edits or not self.in_place)):
            data = format_named(document.format).write(document, encoding=self.output_encoding)
            if target is not None:
                write(target, data, force=self.settings.force or self.in_place)
            else:
                write_bytes(data)
        self.counts.add(found)
        if self.report == "json":
            write_json(as_record(document, found, name))
        elif self.report:
            for line in (diff_lines if self.report == "diff" else explained)(name, found, colour=self.colour):
                show(line, painted=self.colour)

    def _failed(self, reason: str) -> None:
        complain(reason)
        self.counts.failed.append(reason)


def as_record(document: "Document", found: "Repair", name: str) -> Mapping[str, object]:
    """Return what was made of a document as it is printed by `--json`.

    Lines and columns, from 1, are those of the original text, columns in code points. `start` and `end`, from 0, count
    the code points of the original for an edit, and those of the repaired `text` for a suggestion and a notice.
    """
    places = Places(found)
    return {
        "source": name,
        "format": document.format,
        "encoding": document.encoding,
        "changed": bool(found.edits),
        "edits": [edit_record(edit, places.of(edit.span.start)) for edit in found.edits],
        "suggestions": [edit_record(edit, places.of_repaired(edit.span.start)) for edit in found.suggestions],
        "notices": [_notice_record(notice, places.of_repaired(notice.span.start)) for notice in found.notices],
        "text": found.text,
    }


def _notice_record(notice: "Notice", place: tuple[int, int]) -> dict[str, object]:
    return {
        "rule": notice.rule,
        "line": place[0],
        "column": place[1],
        "start": notice.span.start,
        "end": notice.span.end,
        "message": notice.message,
    }
