"""`fr2en diff`: French and English side by side in the terminal, as Markdown or as JSON."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli import arguments
from translate.cli.output import in_colour, page, show, write_bytes, write_json
from translate.documents.errors import InputError

if TYPE_CHECKING:
    from translate.documents.records import Document
    from translate.review import Row

_ONLY = ("doubtful", "repaired")
_NO_TERMINAL = 160
"""Columns where the output is no terminal."""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("diff")(diff)


def diff(
    source: Annotated[Path, typer.Argument(help="The French: a file.", parser=arguments.path)],
    other: Annotated[
        Path | None,
        typer.Argument(
            metavar="[TARGET|REVIEW]",
            help="Its English, or a review: its page, or its decisions; translated anew where it is not given.",
            parser=arguments.path,
        ),
    ] = None,
    inline: Annotated[bool, typer.Option("--inline", help="The English under the French, not beside it.")] = False,
    only: Annotated[str | None, typer.Option(help="Only the doubtful or the repaired segments.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a table for a pull request.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print each segment as a line of JSON.")] = False,
    repair: Annotated[
        bool | None, typer.Option("--repair/--no-repair", help="Show what repair makes of the French, or leave it.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="Model: a name (see: fr2en models list) or a folder.")] = None,
    width: Annotated[
        int | None, typer.Option(min=20, max=1000, help="Columns; those of the terminal by default.")
    ] = None,
    pager: Annotated[bool, typer.Option("--pager/--no-pager", help="Page what is longer than the screen.")] = True,
    format: Annotated[
        str | None, typer.Option(help="text, markdown, docx...; by default what the file and its name say.")
    ] = None,
    columns: Annotated[str | None, typer.Option(help=arguments.COLUMNS)] = None,
    fields: Annotated[str | None, typer.Option(help=arguments.FIELDS)] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the French; found out by default.")] = None,
    target_encoding: Annotated[str | None, typer.Option(help="Encoding of the English; found out by default.")] = None,
) -> None:
    """Show French and English side by side, with what repair changed and what the checks found under each segment.

    [-this-] was damaged and {+that+} was written by a rule; on a terminal they are red and green.
    """
    from translate.cli.review_command import pair_files, translated
    from translate.review import markdown as as_markdown
    from translate.review import rows_of, side_by_side

    if only is not None and only not in _ONLY:
        raise InputError(f"--only is one of {', '.join(_ONLY)}, not {only!r}")
    if markdown and as_json:
        raise InputError("--markdown and --json exclude each other; give one of them")
    if model is not None and other is not None:
        raise InputError("--model is for a text that is translated anew; leave it, or its English, away")
    form = arguments.chosen_format(format, columns, fields)
    flags: dict[str, object | None] = {"format": form, "encoding": encoding, "model": model}
    flags["repair"] = {None: None, True: "safe", False: "off"}[repair]
    settings = arguments.settings_in_force(flags)
    if other is None:
        document, _ = translated(source, settings, quiet=False)
    elif _is_review(other, form):
        document = _reviewed(source, other)
    else:
        document = pair_files(source, other, settings, target_encoding=target_encoding)
    rows = [
        row
        for row in rows_of(document)
        if only is None or (only == "doubtful" and row.is_doubtful) or (only == "repaired" and row.is_repaired)
    ]
    if as_json:
        for row in rows:
            write_json(as_record(row))
    elif markdown:
        write_bytes(as_markdown(rows).encode("utf-8", "replace"))
    else:
        size = shutil.get_terminal_size((_NO_TERMINAL, 24))
        lines = side_by_side(rows, width=width or size.columns, colour=in_colour(), inline=inline)
        show_lines(list(lines), pager=pager and sys.stdout.isatty(), height=size.lines)


def _is_review(path: Path, format: str | None) -> bool:
    """Tell whether a file is a review: a page, or decisions; JSON is that unless `format` chooses texts in it."""
    from translate.review.decisions import FORM, is_page

    suffix = path.suffix.lower()
    if suffix == ".json" and not (format or "").startswith("json"):
        return True
    try:
        text = path.read_text(encoding="utf-8-sig") if suffix in (".html", ".json") else ""
    except (OSError, ValueError):
        return False
    return is_page(text) if suffix == ".html" else f'"{FORM}"' in text


def _reviewed(source: Path, review: Path) -> "Document":
    from translate.cli.apply_command import decided_document, read_decisions

    return decided_document(source, read_decisions(review))


def show_lines(lines: Sequence[str], *, pager: bool, height: int) -> None:
    """Print lines, through the user's pager if `pager` is set and they fill a screen of `height` lines."""
    if pager and len(lines) >= height:
        page(lines)
        return
    for line in lines:
        show(line, painted=True)


def as_record(row: "Row") -> dict[str, object]:
    """Return a row as it is printed by `--json`; offsets, from 0, count code points of the row's own texts."""
    edits = {"repairs": row.repairs, "suggestions": row.suggestions, "edits": row.edits}
    return {
        "segment": None if row.segment < 0 else row.segment,
        "line": row.line,
        "place": row.place,
        "shape": row.shape.value,
        "original": row.original,
        "source": row.source,
        "draft": row.draft or None,
        "target": row.target,
        **{
            name: [
                {
                    "start": edit.span.start,
                    "end": edit.span.end,
                    "old": edit.old,
                    "new": edit.new,
                    "rule": edit.rule,
                    "reason": edit.reason,
                }
                for edit in found
            ]
            for name, found in edits.items()
        },
        "findings": [
            {
                "check": finding.check,
                "severity": str(finding.severity),
                "message": finding.message,
                "source_span": [finding.source_span.start, finding.source_span.end] if finding.source_span else None,
                "target_span": [finding.target_span.start, finding.target_span.end] if finding.target_span else None,
            }
            for finding in row.findings
        ],
    }
