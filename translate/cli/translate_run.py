"""One run of `fr2en translate`: what is read, what is printed and written, and what is said of it."""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from translate.cli.output import Places, Progress, complain, edit_record, explained, say, write_bytes, write_json
from translate.cli.streams import arriving_text
from translate.documents.errors import InputError, OutputError

if TYPE_CHECKING:
    from glossary.edits import Span
    from translate.documents.records import Document, Finding, Segment, WordLinks
    from translate.run.settings import Settings
    from translate.run.translator import Translator


class Run:
    """One run of the command."""

    def __init__(
        self,
        settings: "Settings",
        *,
        quiet: bool,
        verbose: bool,
        as_json: bool,
        report: Path | None = None,
        review: Path | None = None,
    ) -> None:
        from translate.run.batch import Report

        self.settings, self.quiet, self.verbose, self.as_json = settings, quiet, verbose, as_json
        self.report = Report()
        self.findings_file, self.review = report, review
        self.records: list[Mapping[str, object]] = []
        self.began = time.monotonic()
        self.progress = Progress(quiet=quiet)

    def translator(self) -> "Translator":
        """Return a translator with the settings of the run."""
        from translate.cli.apply_command import memory_path
        from translate.run.translator import Translator
        from translate.terms.sources import file_terms

        chosen = self.settings
        terms, conflicts = file_terms([Path(name) for name in chosen.glossary])
        if not self.quiet:
            for conflict in conflicts:
                say(f"warning: {conflict}")
        translator = Translator(
            chosen.model,
            engine=chosen.engine,
            compute_type=chosen.compute_type,
            beam=chosen.beam,
            threads=chosen.threads,
            device=chosen.device,
            repair=chosen.repair,
            glossary=terms,
            packs=chosen.packs,
            style=chosen.style,
            checks=chosen.checks,
            memory=None if chosen.memory == "none" else memory_path(chosen.memory),
        )
        if translator.warning and not self.quiet:
            say(f"warning: {translator.warning}")
        return translator

    def files(self, sources: list[Path], out: str | None) -> int:
        """Translate files and folders; return the exit code."""
        from translate.run.batch import plan_jobs, run_jobs

        to_stdout = out == "-" or self.as_json
        self._check_places(sources)
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
            self._keep(result.document, str(result.job.source), translator, several=len(jobs) > 1)
            if self.as_json:
                self._print_json(result.document, str(result.job.source))
            elif to_stdout:
                self._print(result.document)
            if self.verbose:
                self._tell(result.document, f"{result.job.source} -> {'-' if to_stdout else result.job.target}")
        written = f" -> {jobs[0].target}" if len(jobs) == self.report.files == 1 and not to_stdout else ""
        return self._end(translator, written)

    def standard_input(self, out: str | None) -> int:
        """Translate standard input; return the exit code."""
        from translate.documents import formats
        from translate.run.batch import write_atomically

        self._check_places([])
        translator = self.translator()
        if out not in (None, "-") or self.settings.format not in (None, "text") or self.review is not None:
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
            self._keep(document, "-", translator, several=False)
            if target is None:
                self._emit(document)
            else:
                write_atomically(target, chosen.write(document, encoding=self.settings.output_encoding))
        else:
            for text in arriving_text(self.settings.encoding):
                (document,) = translator.translate_documents([self._lines(text)], whole=False)
                self.report.add_document(document)
                self._keep(document, "-", translator, several=False)
                self._emit(document)
        return self._end(translator, "")

    def _check_places(self, sources: list[Path]) -> None:
        """Raise where a report or a page would overwrite something, before anything is translated."""
        several = len(sources) > 1 or any(source.is_dir() for source in sources)
        for path in (self.findings_file, self.review):
            if path is None:
                continue
            if path is self.review and several:
                if path.is_file():
                    raise InputError(f"{path} is a file and there are several sources; give a folder to --review")
            elif path.is_dir() and path is self.findings_file:
                raise OutputError(f"{path} is a folder; name a file for the report")
            elif path.is_file() and not self.settings.force:
                raise OutputError(f"{path} exists already; add --force to overwrite it")

    def _keep(self, document: "Document", name: str, translator: "Translator", *, several: bool) -> None:
        """Write the page for reviewing, remember the findings for the report, and say what is not translated."""
        if not self.quiet:
            for notice in document.notices:
                say(f"note: {name}: {notice}")
        if self.findings_file is not None:
            self.records.append(
                {
                    "source": name,
                    "findings": [
                        {"segment": segment.id, **finding_record(finding)}
                        for segment in document.segments
                        for finding in segment.findings
                    ],
                }
            )
        if self.review is not None:
            from translate.documents.repairing import english_without_repairs
            from translate.review.page import page
            from translate.run.batch import write_atomically

            title = Path(name).name if name != "-" else "standard input"
            path = self.review / f"{title}.review.html" if several or self.review.is_dir() else self.review
            if path.exists() and not self.settings.force:
                raise OutputError(f"{path} exists already; add --force to overwrite it")
            unrepaired = english_without_repairs(document, translate=translator.translate_documents)
            made = page(document, signature=translator.signature, title=title, unrepaired=unrepaired)
            write_atomically(path, made.encode("utf-8"))

    def _end(self, translator: "Translator", written: str) -> int:
        """Write the report, say what was done, and return the exit code."""
        if self.findings_file is not None:
            from translate.run.batch import write_atomically

            record = {"signature": translator.signature, "files": self.records}
            data = json.dumps(record, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
            write_atomically(self.findings_file, data)
        self._summary(translator, written)
        return self.report.exit_code or int(self.report.reaches(self.settings.fail_on))

    def _lines(self, text: str) -> "Document":
        """Return what came of a stream, with each line repaired by itself: none may depend on what comes when."""
        from translate.documents.formats import read_text
        from translate.documents.repairing import repair_lines

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
        from translate.documents.formats import format_named

        write_bytes(format_named(document.format).write(document, encoding=self.settings.output_encoding))

    def _print_json(self, document: "Document", name: str) -> None:
        write_json(as_record(document, name))

    def _tell(self, document: "Document", title: str) -> None:
        if title:
            say(title)
        if document.repair:
            from translate.documents.repairing import shown_repair

            # Its notices are findings of the segments.
            shown = replace(shown_repair(document), notices=())
            for line in explained(str(document.path or "-"), shown, colour=False):
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
    from translate.documents.records import Gap

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
        "place": segment.place,
        "source": segment.source,
        "target": segment.target,
        "original": segment.original,
        "edits": edits,
        "score": segment.score,
        "tokens": list(segment.tokens),
        "findings": [finding_record(finding) for finding in segment.findings],
        "draft": segment.draft,
        "target_edits": [
            {
                "rule": edit.rule,
                "start": edit.span.start,
                "end": edit.span.end,
                "old": edit.old,
                "new": edit.new,
                "reason": edit.reason,
            }
            for edit in segment.target_edits
        ],
        "alignment": None if segment.alignment is None else alignment_record(segment.alignment),
        "tried": [{"target": text, "reason": reason} for text, reason in segment.tried],
    }


def finding_record(finding: "Finding") -> Mapping[str, object]:
    """Return a finding as it is printed in JSON; its spans are [start, end] in the segment's own texts."""
    return {
        "check": finding.check,
        "severity": str(finding.severity),
        "message": finding.message,
        "measured": finding.measured,
        "limit": finding.limit,
        "source_span": _span_record(finding.source_span),
        "target_span": _span_record(finding.target_span),
    }


def alignment_record(links: "WordLinks") -> Mapping[str, object]:
    """Return the words of both sides as [start, end], and the links as [source word, target word, confidence]."""
    return {
        "source": [_span_record(span) for span in links.source],
        "target": [_span_record(span) for span in links.target],
        "links": [[source, target, round(confidence, 3)] for source, target, confidence in links.pairs],
    }


def _span_record(span: "Span | None") -> list[int] | None:
    return None if span is None else [span.start, span.end]
