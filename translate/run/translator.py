"""The library's front door: text or documents in, documents with every segment translated out."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from glossary.terms.records import Term
from translate import __version__
from translate.documents.formats import read_text
from translate.documents.records import Document, Finding, Segment, Severity
from translate.documents.repairing import repair_document
from translate.engine.base import Decoding, Engine, Progress
from translate.engine.checkpoint import Checkpoint, digest, open_checkpoint
from translate.engine.store import find_model
from translate.run.again import checked
from translate.run.memory import Memory
from translate.run.pipeline import Task, translate_segments
from translate.run.settings import Settings
from translate.sentence.typography import style_of
from translate.terms.holding import STEPS, Holder, Terms
from translate.terms.house_style import house_style
from translate.terms.sources import Glossaries, pack_terms

DEFAULTS = Settings()

WINDOW = 4096
"""Segments that are translated together: enough for full batches, little enough to hold in memory."""


class Translator:
    """Translates French into English with one model, loaded once.

    >>> translator = Translator(beam=1)
    >>> document = translator.translate("Le président a dit oui. Il est à Paris.")
    >>> [segment.source for segment in document.segments]
    ['Le président a dit oui.', 'Il est à Paris.']
    >>> all(segment.score <= 0 for segment in document.segments)
    True
    >>> print(translator.translate("# 2024\\n\\n♪", format="markdown").text)
    # 2024
    <BLANKLINE>
    ♪
    """

    def __init__(
        self,
        model: str = DEFAULTS.model,
        *,
        engine: str = DEFAULTS.engine,
        compute_type: str = DEFAULTS.compute_type,
        beam: int = DEFAULTS.beam,
        threads: int | None = None,
        device: str = DEFAULTS.device,
        repair: str = DEFAULTS.repair,
        glossary: Iterable[Term] = (),
        packs: Collection[str] = DEFAULTS.packs,
        style: Collection[str] = DEFAULTS.style,
        checks: bool = DEFAULTS.checks,
        memory: Path | None = None,
        steps: Collection[str] = STEPS,
        names: bool = True,
    ) -> None:
        """Load `model`: a name that `fr2en models list` shows, a hub id that was pulled, or a checkpoint folder.

        Most arguments are fields of `translate.run.settings.Settings`, which explains their values. No network is used.

        :param glossary: terms to be held, which win over those of the `packs`.
        :param memory: a translation memory; a sentence that stands in it is translated as it says.
        :param steps: what may be done to hold terms, see `translate.terms.holding`.
        :param names: hold the names as well that a document itself shows to be names.
        :raises InputError: where there is no pack or house style of a name.
        :raises ModelError: where the model is missing, damaged, or not from French into English.
        :raises ValueError: where an argument has a value that it cannot have.
        """
        if repair not in ("safe", "unsafe", "off"):
            raise ValueError(f'repair is "safe", "unsafe" or "off", not {repair!r}')
        checkpoint = open_checkpoint(find_model(model))
        capabilities = checkpoint.capabilities
        self._engine = _engine(engine, checkpoint, compute_type=compute_type, threads=threads, device=device)
        chosen_style = house_style(style)
        terms = pack_terms(packs, styles=chosen_style.names) + tuple(glossary)
        self._glossaries = Glossaries(terms, names=names)
        self._holder = Holder(
            self._engine,
            Decoding(beam=beam),
            markers=capabilities.constraint_markers,
            steps=frozenset(steps),
            style=chosen_style,
        )
        self._longest = checkpoint.longest_source
        self._checks = checks
        self._memory = None if memory is None else Memory.open(memory)
        self._repair = repair
        self.warning: str | None = getattr(self._engine, "warning", None)
        self.signature = "|".join(
            [
                f"engine:{self._engine.signature}",
                f"model:{capabilities.name}@{digest(checkpoint)[:8]}",
                f"beam:{beam}",
                f"normalisation:{capabilities.normalisation}",
                f"glossary:{terms.digest if len(terms) else 'none'}",
                f"repair:{repair}",
                f"checks:{'on' if checks else 'off'}",
                f"version:{__version__}",
            ]
        )

    def translate(self, text: str, *, format: str = "text") -> Document:
        """Return `text` as a document with every segment translated; `format` is "text" or "markdown".

        :raises InputError: where there is no such format.
        """
        document = read_text(text, format=format)
        return next(self.translate_documents([document]))

    def translate_documents(
        self, documents: Iterable[Document], *, whole: bool = True, progress: Progress | None = None
    ) -> Iterator[Document]:
        """Yield each document repaired and translated, in order; short ones share batches.

        A document that was repaired before is translated as it is. `progress` is told, now and then, how many more
        segments are done.

        :param whole: whether each document is all there; of the parts of a stream none may depend on another.
        :raises InputError: where a glossary beside a document cannot be used.
        """
        waiting: list[tuple[Document, Terms]] = []
        segments = 0
        for document in documents:
            if self._repair != "off" and document.repair is None:
                document = repair_document(document, unsafe=self._repair == "unsafe")
            waiting.append((document, self._glossaries.terms_for(document, whole=whole)))
            segments += len(document.segments)
            if segments >= WINDOW:
                yield from self._translated(waiting, progress)
                waiting, segments = [], 0
        yield from self._translated(waiting, progress)

    def _translated(self, documents: Sequence[tuple[Document, Terms]], progress: Progress | None) -> Iterator[Document]:
        tasks = []
        for document, terms in documents:
            style = style_of(document.source)
            tasks += [Task(segment, style, terms) for segment in document.segments]
        done: list[Segment] = []
        for start in range(0, len(tasks), WINDOW):
            done += self._segments(tasks[start : start + WINDOW], progress)
        rest = iter(done)
        for document, _ in documents:
            yield document.with_segments([next(rest) for _ in document.segments])

    def _segments(self, tasks: Sequence[Task], progress: Progress | None) -> list[Segment]:
        remembered = {} if self._memory is None else _remembered(tasks, self._memory)
        todo = [task for number, task in enumerate(tasks) if number not in remembered]
        made = translate_segments(todo, holder=self._holder, longest=self._longest, progress=progress)
        rest = iter(made)
        segments = [remembered.get(number) or next(rest) for number in range(len(tasks))]
        return checked(tasks, segments, holder=self._holder, longest=self._longest) if self._checks else segments


def _remembered(tasks: Sequence[Task], memory: Memory) -> dict[int, Segment]:
    """Return the segments that a translation memory knows, by their numbers."""
    found = {}
    for number, task in enumerate(tasks):
        target = memory.look_up(task.segment.source)
        if target is not None:
            finding = Finding("memory", Severity.NOTE, "as it stands in the translation memory")
            found[number] = replace(task.segment, target=target, findings=(*task.segment.findings, finding))
    return found


def _engine(name: str, checkpoint: Checkpoint, *, compute_type: str, threads: int | None, device: str) -> Engine:
    if name == "fast":
        from translate.engine.fast import FastEngine

        return FastEngine(checkpoint, compute_type=compute_type, threads=threads, device=device)
    if name == "reference":
        from translate.engine.reference import ReferenceEngine

        return ReferenceEngine(checkpoint, threads=threads, device=device)
    raise ValueError(f'the engine is "fast" or "reference", not {name!r}')
