"""The default engine: CTranslate2 with int8 weights, on all cores. Neither torch nor transformers is loaded."""

import functools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy

from translate.documents.errors import ModelError
from translate.engine.base import Attention, Decoding, Hypothesis
from translate.engine.batching import BatchingEngine, of_one_shape
from translate.engine.checkpoint import Checkpoint
from translate.engine.conversion import converted_folder
from translate.engine.library import ctranslate2
from translate.engine.pieces import END
from translate.engine.processor import instruction_set
from translate.engine.untrained import read_untrained

BATCH_PIECES = 2048
"""Source pieces in one batch, divided by the beam: more makes it no faster and takes more memory."""
_SCORED_PIECES = 64
"""Pieces in one batch of translations that are scored, for each of which all the vocabulary is weighed at once.

Ten pages of docx with sentences of like length took 835 MB with 2,048, 474 with 512, 293 with 256, and no more time;
800 sentences 294 MB with 256 and 195 with 64, for a tenth more time of scoring alone.
"""
_AHEAD = 128
"""Sentences for each core that are started before the first result is taken: a few batches, so that no core waits."""


def available_threads() -> int:
    """Return the number of processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class FastEngine(BatchingEngine):
    """Runs a checkpoint with CTranslate2; see `translate.engine.base.Engine`.

    `warning` is a sentence for the user where the converted model could not be kept in the cache, else None.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        *,
        compute_type: str = "int8",
        threads: int | None = None,
        device: str = "auto",
    ) -> None:
        """Load the model, and convert it first where that has not been done.

        :param threads: sentences translated at the same time, each on one core; None for one a core.
        :param device: "cpu", "cuda", or "auto" for a CUDA device where there is one.
        :raises ModelError: where the checkpoint cannot be converted or loaded, or there is no such device.
        """
        if device == "auto":
            device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
        folder, self.warning = converted_folder(checkpoint, compute_type=compute_type)
        super().__init__(checkpoint)
        workers = (threads or available_threads()) if device == "cpu" else 1
        self._ahead = _AHEAD * workers
        try:
            # One thread a batch: then the number of threads cannot change the order in which floats are added up.
            self._translator = ctranslate2.Translator(
                str(folder),
                device=device,
                compute_type=compute_type,
                inter_threads=workers,
                intra_threads=1,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"CTranslate2 cannot load {folder} on {device}: {_told(error)}") from error
        self._compute_type, self._device = compute_type, device
        self._folder = folder

    @functools.cached_property
    def _untrained(self) -> frozenset[str]:
        return read_untrained(self._folder)

    @property
    def signature(self) -> str:
        """The engine, the kind of numbers it computes with, and what it computes on: another one rounds otherwise."""
        on = self._device if self._device != "cpu" else instruction_set()
        return f"ct2-{self._compute_type}-{on}"

    def _search(self, sources: Sequence[list[str]], decoding: Decoding) -> Iterable[tuple[int, list[Hypothesis]]]:
        options: dict[str, Any] = {
            "beam_size": decoding.beam,
            "num_hypotheses": decoding.candidates,
            "max_decoding_length": min(decoding.longest, self._pieces.positions - 1),
            "repetition_penalty": decoding.penalty,
            "no_repeat_ngram_size": decoding.no_repeat,
            "return_scores": True,
            "return_attention": True,
        }
        batches = of_one_shape([(len(source),) for source in sources], BATCH_PIECES // decoding.beam)
        firsts = self._first_looks(sources) if decoding.attention else {}
        for number, result in self._run(sources, batches, options):
            source, first = tuple(sources[number]), firsts.get(number)
            found = zip(result.hypotheses, result.scores, result.attention, strict=True)
            yield (
                number,
                [
                    Hypothesis(
                        self._pieces.decode(tokens, source),
                        tuple(tokens),
                        min(score, 0.0),
                        source,
                        _with_first(_looks(attention, source), first),
                    )
                    for tokens, score, attention in found
                ],
            )

    def _first_looks(self, sources: Sequence[Sequence[str]]) -> dict[int, Attention]:
        """Return what the first piece of any translation of each source looks at, by the numbers of those with pieces.

        In a beam search CTranslate2 (4.8.5) takes this one row of its attention from another sentence of the batch; it
        hangs on nothing but the source, so that one step of a greedy search has it.
        """
        options = {"beam_size": 1, "max_decoding_length": 1, "return_attention": True}
        batches = of_one_shape([(len(source),) for source in sources], BATCH_PIECES)
        found = self._run(sources, batches, options)
        return {number: _looks(result.attention[0][:1], sources[number]) for number, result in found}

    def _read(
        self, sources: Sequence[list[str]], targets: Sequence[list[str]], *, attention: bool
    ) -> Iterable[tuple[int, Sequence[float], Attention | None]]:
        shapes = [(len(source), len(target)) for source, target in zip(sources, targets, strict=True)]
        looks = self._given_looks(sources, targets) if attention else {}

        def score(batch: Sequence[int]) -> Sequence[Any]:
            texts, given = [[*sources[number], END] for number in batch], [targets[number] for number in batch]
            promises: Sequence[Any] = self._translator.score_batch(texts, given, max_input_length=0, asynchronous=True)
            return promises

        for number, result in self._results(of_one_shape(shapes, _SCORED_PIECES), score):
            yield number, [min(float(score), 0.0) for score in result.log_probs], looks.get(number)

    def _given_looks(self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> dict[int, Attention]:
        """Return what each piece of each target looks at, by the numbers of the pairs that have pieces."""
        shapes = [(len(source), bool(target)) for source, target in zip(sources, targets, strict=True)]
        options = {"beam_size": 1, "return_attention": True}
        found = self._run(sources, of_one_shape(shapes, BATCH_PIECES), options, targets)
        return {n: _looks(result.attention[0], sources[n])[: len(targets[n])] for n, result in found}

    def _run(
        self,
        sources: Sequence[Sequence[str]],
        batches: Iterable[Sequence[int]],
        options: dict[str, Any],
        targets: Sequence[Sequence[str]] | None = None,
    ) -> Iterator[tuple[int, Any]]:
        """Return the number and the result of each sentence of the `batches`; `targets` are all that is to be said."""
        # By default, CTranslate2 cuts long input without a word; `Pieces` has refused it already.
        options = {**options, "max_input_length": 0, "asynchronous": True}

        def search(batch: Sequence[int]) -> Sequence[Any]:
            if targets is not None:
                options["target_prefix"] = [list(targets[number]) for number in batch]
                options["max_decoding_length"] = max(len(targets[number]) for number in batch)
            promises: Sequence[Any] = self._translator.translate_batch(
                [[*sources[number], END] for number in batch], **options
            )
            return promises

        return self._results(batches, search)

    def _results(
        self, batches: Iterable[Sequence[int]], start: Callable[[Sequence[int]], Sequence[Any]]
    ) -> Iterator[tuple[int, Any]]:
        """Yield the number and the result of each sentence, batches started as far ahead as keeps the cores busy."""
        started: deque[tuple[int, Any]] = deque()
        for batch in batches:
            started.extend(zip(batch, start(batch), strict=True))
            while len(started) > self._ahead:
                yield self._result(*started.popleft())
        while started:
            yield self._result(*started.popleft())

    def _result(self, number: int, promise: Any) -> tuple[int, Any]:
        try:
            return number, promise.result()
        except (RuntimeError, ValueError) as error:
            # The device has no room left, or CT2_FORCE_CPU_ISA promises what this processor lacks.
            raise ModelError(f"CTranslate2 cannot run the model on {self._device}: {_told(error)}") from error


def _looks(attention: Sequence[Sequence[float]], source: Sequence[str]) -> Attention:
    """Return the attention of target pieces without the source's end."""
    looks: Attention = numpy.asarray(attention, dtype=numpy.float32).reshape(-1, len(source) + 1)[:, :-1]
    return looks


def _with_first(looks: Attention, first: Attention | None) -> Attention:
    """Return the attention of a beam search with its first row, which says nothing, as `first` or even."""
    if len(looks):
        looks[0] = 1 / looks.shape[1] if first is None or not len(first) else first
    return looks


def _told(error: Exception) -> str:
    """Return what CTranslate2 says, and what to do where the environment has told it what processor this is."""
    forced = os.environ.get("CT2_FORCE_CPU_ISA")
    return f"{error}; CT2_FORCE_CPU_ISA is {forced!r}, unset it" if forced else str(error)
