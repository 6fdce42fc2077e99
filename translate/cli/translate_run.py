"""One run of `fr2en translate`: what is read, what is printed and written, and what is said of it."""

import itertools
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.cli.arguments import STANDARD
from translate.cli.output import (
    Places,
    Progress,
    complain,
    edit_record,
    explained,
    finding_record,
    say,
    span_record,
    write_bytes,
    write_json,
)
from translate.cli.outside import end_when_told
from translate.cli.streams import arriving_text, in_groups, read_all
from translate.documents.errors import InputError, OutputError
from translate.run.outputs import STANDARD_INPUT, Claims, claim, refuse_shared, write

if TYPE_CHECKING:
    from translate.documents.records import Document, Part, Segment, WordLinks
    from translate.run.ledger import Conditions, Job, Ruling
    from translate.run.metrics import Metrics
    from translate.run.plan import Plan
    from translate.run.settings import Settings
    from translate.run.shards import Shard
    from translate.run.translator import Prepared, Translator


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
        self.metrics: Metrics | None = None
        self.restarts = 0

    def translator(self) -> "Translator":
        """Return a translator with the settings of the run."""
        from translate.run.translator import Translator

        translator = Translator(**self._arguments(), threads=self.settings.threads)
        if translator.warning and not self.quiet:
            say(f"warning: {translator.warning}")
        return translator

    def _arguments(self) -> dict[str, Any]:
        """Return the arguments of the translator, but for the number of threads."""
        from translate.cli.apply_command import memory_path
        from translate.terms.sources import file_terms

        chosen = self.settings
        terms, conflicts = file_terms([Path(name) for name in chosen.glossary])
        if not self.quiet:
            for conflict in conflicts:
                say(f"warning: {conflict}")
        return {
            "model": chosen.model,
            "engine": chosen.engine,
            "compute_type": chosen.compute_type,
            "beam": chosen.beam,
            "device": chosen.device,
            "repair": chosen.repair,
            "glossary": terms,
            "packs": chosen.packs,
            "style": chosen.style,
            "checks": chosen.checks,
            "memory": None if chosen.memory == "none" else memory_path(chosen.memory),
        }

    def files(
        self,
        sources: list[Path],
        out: Path | None,
        *,
        skip_existing: bool = False,
        adopt: bool = False,
        retry_failed: bool = False,
        workers: int = 1,
        shard: "Shard | None" = None,
        only: Sequence[str] | None = None,
        metrics: Path | None = None,
    ) -> int:
        """Translate files and folders; return the exit code.

        :param adopt: see `translate.run.ledger.KnowingLedger`, as is `retry_failed`.
        :param workers: processes that translate, see `translate.run.workers`; this one alone where it is 1.
        :param shard: see `translate.run.plan.plan_jobs`, as is `only`.
        :param metrics: the file for what `translate.run.metrics` tells.
        """
        from translate.run.batch import run_jobs
        from translate.run.ledger import Conditions, KnowingLedger
        from translate.run.plan import is_several, plan_jobs

        to_stdout = out == STANDARD or self.as_json
        if self.review is not None and is_several(sources) and self.review.is_file():
            raise InputError(f"{self.review} is a file and there are several sources; give a folder to --review")
        plan = plan_jobs(
            sources,
            format=self.settings.format,
            out=None if to_stdout else out,
            force=self.settings.force,
            writing=not to_stdout,
            skip_existing=skip_existing,
            journaled=not to_stdout,
            shard=shard,
            only=only,
            by_row=not (to_stdout or self.verbose or self.findings_file or self.review),
        )
        if not self.quiet:
            for line in plan.skipped:
                say(line)
        pages = self._pages(sources, plan.jobs)
        jobs = self._claimed(sources, plan, pages, writing=not to_stdout)
        if not jobs:
            return self.report.exit_code
        conditions = Conditions(
            format=self.settings.format,
            encoding=self.settings.encoding,
            output_encoding=self.settings.output_encoding,
            force=self.settings.force,
        )
        roots = {job.root for job in jobs if job.root is not None}
        if metrics is not None:
            used = itertools.chain(sources, (path for job in jobs for path in (job.source, job.target)), self._inputs())
            refuse_shared("--metrics", metrics, used)
            self._count_in(metrics, len(jobs))
        if workers > 1:
            return self._in_workers(jobs, conditions, roots, workers, adopt=adopt, retry_failed=retry_failed)
        translator = self.translator()
        signatures: dict[Path | None, str] = {}

        def prepare(document: "Document") -> "Prepared":
            prepared = translator.prepare(document)
            signatures[document.path] = translator.signature_of(prepared)
            return prepared

        growing = _Growing(self.settings.output_encoding) if to_stdout and not self.as_json else None
        conditions = replace(conditions, signature=translator.signature)
        with KnowingLedger(conditions, roots=roots, adopt=adopt, retry_failed=retry_failed) as ledger:
            results = run_jobs(
                jobs,
                prepare=prepare,
                translate=lambda documents: self._translated(documents, translator, growing),
                encoding=self.settings.encoding,
                format=self.settings.format,
                output_encoding=self.settings.output_encoding,
                writing=not to_stdout,
                force=self.settings.force,
                ledger=None if to_stdout else ledger,
                left=self._left,
            )
            for result in results:
                self.progress.clear()
                self.report.add(result)
                self._tell_metrics()
                if result.document is None:
                    if result.error is not None:
                        complain(result.error)
                    self._note(result.job, result.notices)
                    continue
                signature = signatures.pop(result.document.path)
                self._keep(result.document, str(result.job.source), translator, pages.get(result.job), signature)
                if self.as_json:
                    self._print_json(result.document, str(result.job.source))
                elif growing is not None:
                    growing.end(result.document)
                if self.verbose:
                    self._tell(result.document, f"{result.job.source} -> {'-' if to_stdout else result.job.target}")
        written = f" -> {jobs[0].target}" if len(jobs) == self.report.files == 1 and not to_stdout else ""
        return self._end(translator.signature, written)

    def _in_workers(
        self,
        jobs: "Sequence[Job]",
        conditions: "Conditions",
        roots: "set[Path]",
        workers: int,
        *,
        adopt: bool,
        retry_failed: bool,
    ) -> int:
        from translate.run.ledger import KnowingLedger
        from translate.run.workers import Workers

        end_when_told()
        with Workers(workers, self._arguments(), conditions) as pool:
            if pool.warning and not self.quiet:
                say(f"warning: {pool.warning}")
            conditions = pool.conditions
            with KnowingLedger(conditions, roots=roots, adopt=adopt, retry_failed=retry_failed) as ledger:
                for outcome in pool.run(jobs, ledger, total=len(jobs), left=self._left):
                    self._tell_metrics(restarts=pool.restarts)
                    if outcome.counts is None:
                        reason = outcome.error or f"{outcome.job.source} failed"
                        self.report.failed.append(reason)
                        self.progress.clear()
                        complain(reason)
                        continue
                    self.report.add_counts(outcome.counts)
                    self._note(outcome.job, outcome.notices)
                    self.progress.show(self._far(len(jobs)))
        return self._end(conditions.signature, "")

    def _note(self, job: "Job", notices: "Sequence[str]") -> None:
        if notices and not self.quiet:
            self.progress.clear()
            for notice in notices:
                say(f"note: {job.source}: {notice}")

    def _count_in(self, path: Path, total: int) -> None:
        from translate.run.metrics import Metrics

        self.metrics = Metrics(path, self.report, total=total)
        self.metrics.tell()

    def _tell_metrics(self, *, restarts: int = 0, last: bool = False) -> None:
        if self.metrics is not None:
            self.restarts = max(self.restarts, restarts)
            self.metrics.tell(restarts=self.restarts, last=last)

    def _far(self, total: int) -> str:
        """Return how far the run has come, at what rate, and how long it takes at that rate."""
        seconds = time.monotonic() - self.began
        over = self.report.files + self.report.unchanged + len(self.report.failed)
        rate = self.report.files / max(seconds, 1e-9)
        left = (total - over) / rate if rate else 0.0
        return f"{over:,} of {total:,} files, {rate * 3600:,.0f} an hour, {left / 60:,.0f} minutes left"

    def _claimed(
        self, sources: list[Path], plan: "Plan", pages: "Mapping[Job, Path]", *, writing: bool
    ) -> "Sequence[Job]":
        """Return the jobs of a plan whose files can all be written; complain of the others."""
        jobs = plan.jobs
        refused = list(plan.refused)
        if self.findings_file is not None or pages:
            targets = [job.target for job in jobs] if writing else []
            used = [*sources, *(job.source for job in jobs), *targets, *self._inputs()]
            claims = Claims(used, force=self.settings.force)
            claims.add("--report", self.findings_file)
            possible = []
            for job in jobs:
                try:
                    claims.add("--review", pages.get(job))
                    possible.append(job)
                except OutputError as error:
                    refused.append(str(error))
            jobs = possible
        for reason in refused:
            complain(reason)
        self.report.failed += refused
        return jobs

    def _left(self, job: "Job", ruling: "Ruling") -> None:
        """Tell of a file that is left as it is, or refused."""
        from translate.run.ledger import Verdict

        self.report.leave(ruling)
        if ruling.verdict is Verdict.REFUSED:
            self.progress.clear()
            complain(ruling.reason)
        elif ruling.verdict is Verdict.EDITED and not self.quiet:
            self.progress.clear()
            say(f"note: {ruling.reason}")
        elif self.verbose:
            say(f"{job.source} -> {job.target}, as before")
        if self.findings_file is not None and ruling.verdict is not Verdict.REFUSED:
            self.records.append({"source": str(job.source), "unchanged": True, "worst": ruling.findings})

    def standard_input(self, out: Path | None) -> int:
        """Translate standard input; return the exit code."""
        from translate.documents import formats

        target = None if out == STANDARD else out
        claim(
            {"-o": target, "--report": self.findings_file, "--review": self.review},
            inputs=[STANDARD_INPUT, *self._inputs()],
            force=self.settings.force,
        )
        translator = self.translator()
        if target is not None or self.settings.format not in (None, "text") or self.review is not None:
            chosen = formats.format_named(self.settings.format or "text")
            document = chosen.read(read_all(), encoding=self.settings.encoding)
            (document,) = translator.translate_documents([document], progress=self.progress.advance)
            self.progress.clear()
            self.report.add_document(document)
            self._keep(document, "-", translator, self.review, translator.signature)
            if target is None:
                self._emit(document)
            else:
                data = as_bytes(document, self.settings.output_encoding)
                write(target, data, force=self.settings.force)
        else:
            for document in translator.translate_stream(in_groups(arriving_text(self.settings.encoding))):
                self.report.add_document(document)
                self._keep(document, "-", translator, None, translator.signature)
                self._emit(document)
        return self._end(translator.signature, "")

    def _translated(
        self, documents: "Iterable[Prepared]", translator: "Translator", growing: "_Growing | None"
    ) -> "Iterator[Document]":
        if growing is None:
            yield from translator.translate_prepared(documents, progress=self.progress.advance)
            return
        for prepared in documents:  # one by one: somebody reads them as they come
            growing.begin(prepared.document)
            yield from translator.translate_prepared([prepared], progress=self.progress.advance, arrived=growing.arrive)

    def _inputs(self) -> list[Path | None]:
        """Return the files that are read beside the sources."""
        memory = self.settings.memory
        return [*map(Path, self.settings.glossary), None if memory in (None, "none") else Path(memory)]

    def _pages(self, sources: list[Path], jobs: "Sequence[Job]") -> "dict[Job, Path]":
        """Return where the page of each job goes: into a folder, in which they make the tree of their sources."""
        from translate.run.plan import is_several

        if self.review is None:
            return {}
        if not is_several(sources) and not self.review.is_dir():
            return dict.fromkeys(jobs, self.review)
        places = [_plain(source if source.is_dir() else source.parent) for source in sources]
        try:
            root = os.path.commonpath(places)
        except ValueError:  # on two disks of Windows
            return {job: self.review / f"{job.source.name}.review.html" for job in jobs}
        return {job: self.review / f"{os.path.relpath(_plain(job.source), root)}.review.html" for job in jobs}

    def _keep(
        self, document: "Document", name: str, translator: "Translator", page: Path | None, signature: str
    ) -> None:
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
        if page is not None:
            from translate.documents.repairing import english_without_repairs
            from translate.review.page import page as made_page

            title = Path(name).name if name != "-" else "standard input"
            unrepaired = english_without_repairs(document, translate=translator.translate_documents)
            made = made_page(document, signature=signature, title=title, unrepaired=unrepaired)
            try:
                write(page, made.encode("utf-8", "replace"), force=self.settings.force)
            except OutputError as error:  # the English is there, and so will be that of the files that follow
                complain(str(error))
                self.report.failed.append(str(error))

    def _end(self, signature: str, written: str) -> int:
        """Write the report and the metrics, say what was done, and return the exit code."""
        self._tell_metrics(last=True)
        if self.findings_file is not None:
            record = {"signature": signature, "files": self.records}
            data = json.dumps(record, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
            write(self.findings_file, data, force=self.settings.force)
        self._summary(signature, written)
        return self.report.exit_code or int(self.report.reaches(self.settings.fail_on))

    def _emit(self, document: "Document") -> None:
        if self.as_json:
            self._print_json(document, "-")
        else:
            self._print(document)
        if self.verbose:
            self._tell(document, "")

    def _print(self, document: "Document") -> None:
        write_bytes(as_bytes(document, self.settings.output_encoding))

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

    def _summary(self, signature: str, written: str) -> None:
        self.progress.clear()
        if not self.quiet and (self.report.files or self.report.unchanged):
            seconds = time.monotonic() - self.began
            say(f"{self.report} in {seconds:.1f} s{written} | {signature}")


class _Growing:
    """Prints a document on standard output while it grows, so that whoever wants its beginning need not wait."""

    def __init__(self, encoding: str | None) -> None:
        self._encoding = encoding
        self._document: Document | None = None
        self._segments: list[Segment] = []
        self._printed = b""

    def begin(self, document: "Document") -> None:
        """Take the next document, which has been repaired."""
        self._document, self._segments, self._printed = document, [], b""

    def arrive(self, segments: "Sequence[Segment]") -> None:
        """Print what is sure when these `segments` are done as well; formats of one piece come when all is done."""
        from translate.documents.records import Gap

        if self._document is None or self._document.format != "text":
            return
        self._segments += segments
        done = iter(self._segments)
        parts: list[Part] = []
        for part in self._document.parts:
            if (known := part if isinstance(part, Gap) else next(done, None)) is None:
                break
            parts.append(known)
        self._print(as_bytes(replace(self._document, parts=tuple(parts)), self._encoding))

    def end(self, document: "Document") -> None:
        """Print the rest of a document that is done."""
        self._print(as_bytes(document, self._encoding))

    def _print(self, data: bytes) -> None:
        write_bytes(data[len(self._printed) :])
        self._printed = data


def as_bytes(document: "Document", encoding: str | None) -> bytes:
    """Return the English of a document for a stream, which has no byte order mark unless one is asked for."""
    from translate.documents.formats import english_bytes

    return english_bytes(replace(document, encoding=document.encoding.removesuffix("-sig")), encoding)


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
        "doubt": segment.doubt,
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


def alignment_record(links: "WordLinks") -> Mapping[str, object]:
    """Return the words of both sides as [start, end], and the links as [source word, target word, confidence]."""
    return {
        "source": [span_record(span) for span in links.source],
        "target": [span_record(span) for span in links.target],
        "links": [[source, target, round(confidence, 3)] for source, target, confidence in links.pairs],
    }


def _plain(path: Path) -> Path:
    """Return the absolute path without `..`; links stay what they are."""
    return Path(os.path.normpath(path.absolute()))
