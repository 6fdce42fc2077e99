"""The library's front door: text or documents in, documents with every segment translated out."""

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from glossary.terms.records import Term
from translate import __version__
from translate.documents.formats import read_text
from translate.documents.formats.anchors import with_new_anchors
from translate.documents.formats.markdown import headings
from translate.documents.records import Document
from translate.documents.repairing import repair_document, repair_lines
from translate.engine.base import Decoding, Engine, Progress
from translate.engine.checkpoint import Checkpoint, digest, open_checkpoint
from translate.engine.store import find_model
from translate.run.memory import Memory
from translate.run.pipeline import WINDOW, Arrived, translate_documents
from translate.run.settings import Settings
from translate.run.steps import Task, Tools
from translate.sentence.typography import StyleOfStream, style_of
from translate.terms.holding import STEPS, Holder
from translate.terms.house_style import house_style
from translate.terms.sources import Glossaries, pack_terms

DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that was repaired and whose terms are known; `tasks` are of its segments, one for one.

    `terms` is a digest of the terms that it has beside those of the run, empty without any.
    """

    document: Document
    tasks: tuple[Task, ...]
    terms: str = ""


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
        self._memory = None if memory is None else Memory.open(memory)
        holder = Holder(
            self._engine,
            Decoding(beam=beam),
            markers=capabilities.constraint_markers,
            steps=frozenset(steps),
            style=chosen_style,
        )
        self._tools = Tools(holder, checkpoint.longest_source, checks, self._memory)
        self._repair, self._terms = repair, terms
        self.warning: str | None = getattr(self._engine, "warning", None)
        self._identity = {
            "engine": self._engine.signature,
            "model": f"{capabilities.name}@{digest(checkpoint)[:8]}",
            "normalisation": capabilities.normalisation,
            "beam": str(beam),
            "repair": repair,
            "names": _switch(names),
            "style": "+".join(sorted(style)) or "none",
            "steps": "all" if frozenset(steps) == STEPS else "+".join(sorted(steps)) or "none",
            "checks": _switch(checks),
        }

    @functools.cached_property
    def signature(self) -> str:
        """All that makes the English what it is, besides the French and what lies beside it, in one line.

        `SIGNATURE_OF` says under which name each argument is found there, and why some are not.
        """
        memory = "none" if self._memory is None or not len(self._memory) else self._memory.digest
        glossary = self._terms.digest if len(self._terms) else "none"
        parts = {**self._identity, "glossary": glossary, "memory": memory, "version": __version__}
        return "|".join(f"{name}:{value}" for name, value in parts.items())

    def signature_of(self, prepared: Prepared) -> str:
        """Return the signature for one document, which has the terms of a glossary beside it as well."""
        return f"{self.signature}|beside:{prepared.terms}" if prepared.terms else self.signature

    @property
    def seconds(self) -> Mapping[str, float]:
        """The processor seconds of all threads that each step of the way has taken so far, in the order of the way."""
        return self._tools.clock.seconds

    def translate(self, text: str, *, format: str = "text") -> Document:
        """Return `text` as a document with every segment translated; `format` is "text" or "markdown".

        :raises InputError: where there is no such format.
        """
        document = read_text(text, format=format)
        return next(self.translate_documents([document]))

    def translate_documents(
        self, documents: Iterable[Document], *, progress: Progress | None = None
    ) -> Iterator[Document]:
        """Yield each document repaired and translated, in order; short ones share batches.

        A document that was repaired before is translated as it is. `progress` is told, now and then, how many more
        segments are done.

        :raises InputError: where a glossary beside a document cannot be used; see `prepare`.
        """
        yield from self.translate_prepared(map(self.prepare, documents), progress=progress)

    def prepare(self, document: Document) -> Prepared:
        """Return a document repaired, with its terms and its typography: all that can fail of a single document.

        :raises InputError: where a glossary beside the document cannot be used.
        """
        clock = self._tools.clock
        if self._repair != "off" and document.repair is None:
            with clock.of("repair"):
                document = repair_document(document, unsafe=self._repair == "unsafe")
        with clock.of("terms"):
            terms, beside = self._glossaries.terms_for(document)
        style = style_of(document.source)
        return Prepared(document, tuple(Task(segment, style, terms) for segment in document.segments), beside)

    def translate_prepared(
        self, documents: Iterable[Prepared], *, progress: Progress | None = None, arrived: Arrived | None = None
    ) -> Iterator[Document]:
        """Yield the documents translated, in order; short ones share batches.

        :param arrived: see `translate.run.pipeline.translate_documents`.
        """
        waiting: list[Prepared] = []
        segments = 0
        for prepared in documents:
            waiting.append(prepared)
            segments += len(prepared.tasks)
            if segments >= WINDOW:
                yield from self._translated(waiting, progress, arrived)
                waiting, segments = [], 0
        yield from self._translated(waiting, progress, arrived)

    def translate_stream(self, texts: Iterable[str]) -> Iterator[Document]:
        """Yield a document for each text, which has whole lines: what becomes of a line hangs on no other line.

        But for its marks: those are as the first sentence of the stream has them that shows any.
        """
        style = StyleOfStream()
        for text in texts:
            document = read_text(text, format="text")
            if self._repair != "off":
                document = repair_lines(document, unsafe=self._repair == "unsafe")
            terms, _ = self._glossaries.terms_for(document)
            tasks = tuple(Task(segment, style.after(segment.source), terms) for segment in document.segments)
            yield from self._translated([Prepared(document, tasks)], None)

    def _translated(
        self, waiting: Iterable[Prepared], progress: Progress | None, arrived: Arrived | None = None
    ) -> Iterator[Document]:
        documents = list(waiting)
        every = translate_documents([each.tasks for each in documents], self._tools, progress, arrived)
        for each, segments in zip(documents, every, strict=True):
            translated = each.document.with_segments(segments)
            yield with_new_anchors(translated, headings) if translated.format == "markdown" else translated


SIGNATURE_OF = {
    "model": "model",
    "engine": "engine",
    "compute_type": "engine",
    "device": "engine",
    "beam": "beam",
    "repair": "repair",
    "glossary": "glossary",
    "packs": "glossary",
    "style": "style",
    "checks": "checks",
    "memory": "memory",
    "steps": "steps",
    "names": "names",
}
"""Under which name of the signature each argument of `Translator` is found.

`threads` is the only one that is not: the English is the same for any number of them.
"""


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _engine(name: str, checkpoint: Checkpoint, *, compute_type: str, threads: int | None, device: str) -> Engine:
    if name == "fast":
        from translate.engine.fast import FastEngine

        return FastEngine(checkpoint, compute_type=compute_type, threads=threads, device=device)
    if name == "reference":
        from translate.engine.reference import ReferenceEngine

        return ReferenceEngine(checkpoint, threads=threads, device=device)
    raise ValueError(f'the engine is "fast" or "reference", not {name!r}')
