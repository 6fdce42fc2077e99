"""The library's front door: text or documents in, documents with every segment translated out."""

from collections.abc import Iterable, Iterator

from translate import __version__
from translate.document import Document, Segment
from translate.engine.base import Decoding, Engine, Progress
from translate.engine.checkpoint import Checkpoint, digest, open_checkpoint
from translate.engine.store import find_model
from translate.formats import read_text
from translate.pipeline import translate_segments
from translate.repairs import repair_document
from translate.settings import Settings
from translate.typography import Style, style_of

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
    ) -> None:
        """Load `model`: a name that `fr2en models list` shows, a hub id that was pulled, or a checkpoint folder.

        The arguments are the fields of `translate.settings.Settings`, which explains their values. No network is used.

        :raises ModelError: where the model is missing, damaged, or not from French into English.
        :raises ValueError: where an argument has a value that it cannot have.
        """
        if repair not in ("safe", "unsafe", "off"):
            raise ValueError(f'repair is "safe", "unsafe" or "off", not {repair!r}')
        checkpoint = open_checkpoint(find_model(model))
        capabilities = checkpoint.capabilities
        self._engine = _engine(engine, checkpoint, compute_type=compute_type, threads=threads, device=device)
        self._decoding = Decoding(beam=beam)
        self._longest = checkpoint.longest_source
        self._repair = repair
        self.warning: str | None = getattr(self._engine, "warning", None)
        self.signature = "|".join(
            [
                f"engine:{self._engine.signature}",
                f"model:{capabilities.name}@{digest(checkpoint)[:8]}",
                f"beam:{beam}",
                f"normalisation:{capabilities.normalisation}",
                f"repair:{repair}",
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
        self, documents: Iterable[Document], *, progress: Progress | None = None
    ) -> Iterator[Document]:
        """Yield each document repaired and translated, in order; short ones share batches.

        A document that was repaired before is translated as it is. `progress` is told, now and then, how many more
        segments are done.
        """
        waiting: list[Document] = []
        segments = 0
        for document in documents:
            if self._repair != "off" and document.repair is None:
                document = repair_document(document, unsafe=self._repair == "unsafe")
            waiting.append(document)
            segments += len(document.segments)
            if segments >= WINDOW:
                yield from self._translated(waiting, progress)
                waiting, segments = [], 0
        yield from self._translated(waiting, progress)

    def _translated(self, documents: list[Document], progress: Progress | None) -> Iterator[Document]:
        tasks: list[tuple[Segment, Style]] = []
        for document in documents:
            style = style_of(document.source)
            tasks += [(segment, style) for segment in document.segments]
        done: list[Segment] = []
        for start in range(0, len(tasks), WINDOW):
            done += translate_segments(
                tasks[start : start + WINDOW],
                engine=self._engine,
                decoding=self._decoding,
                longest=self._longest,
                progress=progress,
            )
        rest = iter(done)
        for document in documents:
            yield document.with_segments([next(rest) for _ in document.segments])


def _engine(name: str, checkpoint: Checkpoint, *, compute_type: str, threads: int | None, device: str) -> Engine:
    if name == "fast":
        from translate.engine.fast import FastEngine

        return FastEngine(checkpoint, compute_type=compute_type, threads=threads, device=device)
    if name == "reference":
        from translate.engine.reference import ReferenceEngine

        return ReferenceEngine(checkpoint, threads=threads, device=device)
    raise ValueError(f'the engine is "fast" or "reference", not {name!r}')
