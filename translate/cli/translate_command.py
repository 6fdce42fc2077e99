"""`fr2en translate`: files, folders and standard input."""

import codecs
import os
import select
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translate.cli.output import Places, Progress, complain, edit_record, explained, say, write_bytes, write_json
from translate.errors import InputError, OutputError

if TYPE_CHECKING:
    from translate.document import Document, Segment
    from translate.settings import Settings
    from translate.translator import Translator

_CHUNK = 1 << 20
"""Bytes of standard input that are translated together at most; what has come is never kept waiting for more."""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("translate")(translate)


def translate(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE|DIR|-]...", help="What to translate; - is standard input.")
    ] = None,
    out: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="PATH", help="File or folder for the English; - is standard output."),
    ] = None,
    model: Annotated[str | None, typer.Option(help="Model: a name (see: fr2en models list) or a folder.")] = None,
    engine: Annotated[str | None, typer.Option(help="fast (CTranslate2) or reference (transformers).")] = None,
    compute_type: Annotated[str | None, typer.Option(help="Numbers of the fast engine: int8 or float32.")] = None,
    beam: Annotated[int | None, typer.Option(help="Hypotheses kept while searching; 1 is fastest.")] = None,
    threads: Annotated[int | None, typer.Option(help="Cores to use; all by default.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu or cuda.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the French; found out by default.")] = None,
    output_encoding: Annotated[str | None, typer.Option(help="Encoding of the English; UTF-8 by default.")] = None,
    format: Annotated[str | None, typer.Option(help="text or markdown; by default what the file name says.")] = None,
    repair: Annotated[
        bool | None, typer.Option("--repair/--no-repair", help="Repair damaged French first, where that is safe.")
    ] = None,
    unsafe_repairs: Annotated[
        bool, typer.Option("--unsafe-repairs", help="Make the repairs too that are only suggested otherwise.")
    ] = False,
    force: Annotated[bool | None, typer.Option("--force/--no-force", help="Overwrite files that exist.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the segments of each file as a line of JSON; write no file.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell of each file, of repairs and of doubtful sentences.")
    ] = False,
) -> int:
    """Translate French files and folders into English, with damaged French repaired first (see: fr2en clean).

    FILE becomes FILE.en.EXT beside it (article.txt becomes article.en.txt); a folder becomes the same tree under -o.
    Standard input goes to standard output, line by line as it comes.
    """
    from translate.settings import load_settings

    if unsafe_repairs and repair is False:
        raise InputError("--no-repair and --unsafe-repairs exclude each other; give one of them")
    flags = {
        "model": model,
        "engine": engine,
        "compute_type": compute_type,
        "beam": beam,
        "threads": threads,
        "device": device,
        "encoding": encoding,
        "output_encoding": output_encoding,
        "format": format,
        "repair": "unsafe" if unsafe_repairs else None if repair is None else "safe" if repair else "off",
        "force": force,
    }
    settings = load_settings(folder=Path.cwd(), environment=os.environ, flags=flags).settings
    if quiet and verbose:
        raise InputError("--quiet and --verbose exclude each other; give one of them")
    if as_json and out is not None:
        raise InputError("--json prints to standard output and writes no file; leave -o away")
    if not sources:
        if sys.stdin.isatty():
            raise InputError("nothing to translate: name a file or a folder, or - for standard input")
        sources = ["-"]
    if "-" in sources and len(sources) > 1:
        raise InputError("standard input (-) cannot be mixed with files; translate it in a run of its own")
    run = _Run(settings, quiet=quiet, verbose=verbose, as_json=as_json)
    if sources == ["-"]:
        return run.standard_input(out)
    return run.files([Path(source) for source in sources], out)


class _Run:
    """One run of the command."""

    def __init__(self, settings: "Settings", *, quiet: bool, verbose: bool, as_json: bool) -> None:
        from translate.batch import Report

        self.settings, self.quiet, self.verbose, self.as_json = settings, quiet, verbose, as_json
        self.report = Report()
        self.began = time.monotonic()
        self.progress = Progress(quiet=quiet)

    def translator(self) -> "Translator":
        from translate.translator import Translator

        chosen = self.settings
        translator = Translator(
            chosen.model,
            engine=chosen.engine,
            compute_type=chosen.compute_type,
            beam=chosen.beam,
            threads=chosen.threads,
            device=chosen.device,
            repair=chosen.repair,
        )
        if translator.warning and not self.quiet:
            say(f"warning: {translator.warning}")
        return translator

    def files(self, sources: list[Path], out: str | None) -> int:
        from translate.batch import plan_jobs, run_jobs

        to_stdout = out == "-" or self.as_json
        jobs, refused = plan_jobs(
            sources, out=None if out in (None, "-") else Path(out), force=self.settings.force, writing=not to_stdout
        )
        for reason in refused:
            complain(reason)
        self.report.failed += refused
        if not jobs:
            return self.report.exit_code
        translator = self.translator()
        results = run_jobs(
            jobs,
            translate=lambda documents: translator.translate_documents(documents, progress=self.progress.advance),
            encoding=self.settings.encoding,
            format=self.settings.format,
            output_encoding=self.settings.output_encoding,
            writing=not to_stdout,
        )
        for result in results:
            self.progress.clear()
            self.report.add(result)
            if result.document is None:
                complain(result.error or "failed")
                continue
            if self.as_json:
                self._print_json(result.document, str(result.job.source))
            elif to_stdout:
                self._print(result.document)
            if self.verbose:
                self._tell(result.document, f"{result.job.source} -> {'-' if to_stdout else result.job.target}")
        written = f" -> {jobs[0].target}" if len(jobs) == self.report.files == 1 and not to_stdout else ""
        self._summary(translator, written)
        return self.report.exit_code

    def standard_input(self, out: str | None) -> int:
        from translate import formats
        from translate.batch import write_atomically

        translator = self.translator()
        if out not in (None, "-") or self.settings.format not in (None, "text"):
            target = Path(out) if out not in (None, "-") and out is not None else None
            if target is not None and target.is_dir():
                raise OutputError(f"{target} is a folder; name a file for the English of standard input")
            if target is not None and target.exists() and not self.settings.force:
                raise OutputError(f"{target} exists already; add --force to overwrite it")
            chosen = formats.format_named(self.settings.format or "text")
            document = chosen.read(sys.stdin.buffer.read(), encoding=self.settings.encoding)
            (document,) = translator.translate_documents([document], progress=self.progress.advance)
            self.progress.clear()
            self.report.add_document(document)
            if target is None:
                self._emit(document)
            else:
                write_atomically(target, chosen.write(document, encoding=self.settings.output_encoding))
        else:
            for text in _arriving_text(self.settings.encoding):
                (document,) = translator.translate_documents([self._lines(text)])
                self.report.add_document(document)
                self._emit(document)
        self._summary(translator, "")
        return self.report.exit_code

    def _lines(self, text: str) -> "Document":
        """Return what came of a stream, with each line repaired by itself: none may depend on what comes when."""
        from translate.formats import read_text
        from translate.repairs import repair_lines

        document = read_text(text, format="text")
        if self.settings.repair == "off":
            return document
        return repair_lines(document, unsafe=self.settings.repair == "unsafe")

    def _emit(self, document: "Document") -> None:
        if self.as_json:
            self._print_json(document, "-")
        else:
            self._print(document)
        if self.verbose:
            self._tell(document, "")

    def _print(self, document: "Document") -> None:
        from translate.formats import format_named

        write_bytes(format_named(document.format).write(document, encoding=self.settings.output_encoding))

    def _print_json(self, document: "Document", name: str) -> None:
        write_json(as_record(document, name))

    def _tell(self, document: "Document", title: str) -> None:
        if title:
            say(title)
        if document.repair:
            # Its notices are findings of the segments.
            for line in explained(str(document.path or "-"), replace(document.repair, notices=()), colour=False):
                say(f"  {line}")
        for segment in document.segments:
            for finding in segment.findings:
                say(f"  {segment.id + 1}: {finding.severity}: {finding.message}: {segment.source[:60]}")

    def _summary(self, translator: "Translator", written: str) -> None:
        self.progress.clear()
        if not self.quiet and self.report.files:
            seconds = time.monotonic() - self.began
            say(f"{self.report} in {seconds:.1f} s{written} | {translator.signature}")


def as_record(document: "Document", name: str) -> Mapping[str, object]:
    """Return a document as it is printed by `--json`.

    Lines and columns, from 1, are those of the text as it was read. `start` and `end`, from 0, count the code points of
    the segment's `original` for an edit, those of the repaired text of the whole document for a suggestion.
    """
    from glossary.repair import Repair
    from translate.document import Gap

    found = document.repair or Repair(document.source, document.source, (), (), ())
    places = Places(found)
    segments: list[Mapping[str, object]] = []
    position = 0
    for part in document.parts:
        if not isinstance(part, Gap):
            edits = [edit_record(edit, places.of(position + edit.span.start)) for edit in part.edits]
            segments.append(_segment_record(part, edits))
        source = part.text if isinstance(part, Gap) else part.source
        position += len(source if part.original is None else part.original)
    return {
        "source": name,
        "format": document.format,
        "encoding": document.encoding,
        "segments": segments,
        "suggestions": [edit_record(edit, places.of_repaired(edit.span.start)) for edit in found.suggestions],
    }


def _segment_record(segment: "Segment", edits: list[dict[str, object]]) -> Mapping[str, object]:
    return {
        "id": segment.id,
        "source": segment.source,
        "target": segment.target,
        "original": segment.original,
        "edits": edits,
        "score": segment.score,
        "tokens": list(segment.tokens),
        "findings": [
            {
                "check": f.check,
                "severity": str(f.severity),
                "message": f.message,
                "measured": f.measured,
                "limit": f.limit,
            }
            for f in segment.findings
        ],
    }


def _arriving_text(encoding: str | None) -> Iterator[str]:
    """Yield standard input in whole lines, as many as have come: each is answered before the next is waited for.

    :raises InputError: where the bytes are not in `encoding`, or, where it is None, in one that can be recognised.
    """
    from translate.encoding import decode

    pending = b""
    decoder: codecs.IncrementalDecoder | None = None
    for data in _arriving_bytes():
        pending += data
        lines, newline, rest = pending.rpartition(b"\n")
        if not newline:
            continue
        if decoder is None:
            name = _stream_encoding(lines + newline, encoding)
            if name is None:
                break  # UTF-16: its line ends are not single bytes, so all of it is read before it is taken apart
            decoder = codecs.getincrementaldecoder(name)()
        pending = rest
        yield _decoded(decoder, lines + newline, final=False)
    rest = pending + sys.stdin.buffer.read()
    if not rest:
        return
    yield decode(rest, encoding=encoding)[0] if decoder is None else _decoded(decoder, rest, final=True)


def _stream_encoding(start: bytes, encoding: str | None) -> str | None:
    from translate.encoding import decode

    if encoding is not None:
        decode(b"", encoding=encoding)
        name = codecs.lookup(encoding).name
    elif b"\0" in start or start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return None
    else:
        name = decode(start)[1]
    return None if name.startswith(("utf-16", "utf-32")) else "utf-8-sig" if name in ("ascii", "utf-8") else name


def _decoded(decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool) -> str:
    try:
        return decoder.decode(data, final)
    except UnicodeDecodeError as error:
        raise InputError(
            f"standard input is not {error.encoding} all through (byte {data[error.start]:#04x}); "
            "name its encoding with --encoding"
        ) from error


def _arriving_bytes() -> Iterator[bytes]:
    handle = sys.stdin.fileno()
    while data := os.read(handle, _CHUNK):
        while len(data) < _CHUNK and _ready(handle) and (more := os.read(handle, _CHUNK)):
            data += more
        yield data


def _ready(handle: int) -> bool:
    try:
        return bool(select.select([handle], [], [], 0)[0])
    except (OSError, ValueError):  # not a thing that can be waited on here, such as a Windows pipe
        return False
