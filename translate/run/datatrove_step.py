"""A step for pipelines of datatrove, with readers, writers and executors of theirs; see https://github.com/huggingface/datatrove.

    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from translate.run.datatrove_step import TranslateText

    pipeline = [JsonlReader("french"), TranslateText(beam=1), JsonlWriter("english")]
    LocalPipelineExecutor(pipeline, tasks=64, workers=8, logging_dir="logs").run()

What datatrove goes on from after a kill are whole tasks, and a file that a killed task has begun looks like one that is
whole until the task is done again: name `logging_dir`, and many tasks.
"""

import functools
import itertools
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any

from datatrove.pipeline.base import PipelineStep

from translate.documents.errors import ModelError, OutputError, sentence
from translate.documents.formats import read_text
from translate.run.row_by_row import all_or_each
from translate.run.translator import Prepared, Translator

if TYPE_CHECKING:
    from datatrove.data import Document

_DOCUMENTS = 64
"""Documents that share the batches of the model; more take more memory, and no less time where they are articles."""


class TranslateText(PipelineStep):  # type: ignore[misc]
    """Puts the English of each document's `text` into `english` of its metadata, and the findings into `findings`.

    A document that cannot be translated has `fr2en_error` instead; all documents come out, in their order.
    """

    name = "fr2en"
    type = "Translation"

    def __init__(self, **arguments: Hashable) -> None:
        """Take the arguments of `translate.run.translator.Translator`, collections as tuples.

        The model is loaded by the first task of each process, on one thread: tasks run side by side already.
        """
        super().__init__()
        self._arguments = {"threads": 1, **arguments}

    def run(self, data: "Iterator[Document]", rank: int = 0, world_size: int = 1) -> "Iterator[Document]":
        """Yield the documents of one task.

        :raises ModelError: where the model cannot be used.
        """
        translator = _translator(tuple(sorted(self._arguments.items())))
        documents = iter(data)
        while some := [*itertools.islice(documents, _DOCUMENTS)]:
            with self.track_time("batch"):
                self._translate(some, translator)
            for document in some:
                self.update_doc_stats(document)
                self.stat_update("failed" if "fr2en_error" in document.metadata else "translated")
                yield document

    def _translate(self, documents: "list[Document]", translator: Translator) -> None:
        prepared: dict[int, Prepared] = {}
        for number, document in enumerate(documents):
            try:
                prepared[number] = translator.prepare(read_text(document.text, format="text"))
            except (ModelError, OutputError):
                raise
            except Exception as error:  # whatever is wrong with one document, the others can be done
                document.metadata["fr2en_error"] = sentence(error)
        for number, found in all_or_each(prepared, translator.translate_prepared).items():
            metadata = documents[number].metadata
            if isinstance(found, str):
                metadata["fr2en_error"] = found
                continue
            metadata["english"] = found.text
            metadata["findings"] = [
                {"segment": segment.id, "severity": str(finding.severity), "message": finding.message}
                for segment in found.segments
                for finding in segment.findings
            ]


@functools.cache
def _translator(arguments: tuple[tuple[str, Any], ...]) -> Translator:
    """Return one translator a process: datatrove copies steps for each task."""
    return Translator(**dict(arguments))
