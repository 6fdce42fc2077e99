"""The default engine: CTranslate2 with int8 weights, on all cores. Neither torch nor transformers is loaded."""

import math
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import ctranslate2
import numpy

from translate.engine.base import Decoding, Hypothesis, Progress
from translate.engine.checkpoint import Checkpoint
from translate.engine.conversion import converted_folder
from translate.engine.pieces import END, Pieces
from translate.errors import ModelError

BATCH_PIECES = 2048
"""Source pieces in one batch, divided by the beam: more makes it no faster and takes more memory."""


def available_threads() -> int:
    """Return the number of processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class FastEngine:
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
        self._pieces = Pieces(checkpoint)
        try:
            # One thread a batch: then the number of threads cannot change the order in which floats are added up.
            self._translator = ctranslate2.Translator(
                str(folder),
                device=device,
                compute_type=compute_type,
                inter_threads=(threads or available_threads()) if device == "cpu" else 1,
                intra_threads=1,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"CTranslate2 cannot load {folder} on {device}: {error}") from error
        self._compute_type = compute_type

    @property
    def signature(self) -> str:
        """The engine and the kind of numbers it computes with."""
        return f"ct2-{self._compute_type}"

    def count(self, sentence: str) -> int:
        """See `Engine.count`."""
        return self._pieces.count(sentence)

    def cost(self, word: str) -> float:
        """See `Engine.cost`."""
        return self._pieces.cost(word)

    def translate(
        self, sentences: Sequence[str], *, decoding: Decoding, progress: Progress | None = None
    ) -> list[Hypothesis]:
        """See `Engine.translate`."""
        sources = self._pieces.encode(sentences)
        options: dict[str, Any] = {
            "beam_size": decoding.beam,
            "max_decoding_length": min(decoding.longest, self._pieces.positions - 1),
            "max_input_length": 0,  # the default cuts long input without a word; `encode` has refused it already
            "repetition_penalty": decoding.penalty,
            "no_repeat_ngram_size": decoding.no_repeat,
            "return_scores": True,
        }
        hypotheses = [Hypothesis("", (), 0.0, ())] * len(sources)
        for number, result in self._run(sources, BATCH_PIECES // decoding.beam, options):
            if progress:
                progress(1)
            tokens = tuple(result.hypotheses[0])
            score = min(result.scores[0], 0.0)
            hypotheses[number] = Hypothesis(
                self._pieces.decode(tokens, sources[number]), tokens, score, tuple(sources[number])
            )
        if decoding.attention:
            # Asked for in a beam search, the attention of the first piece comes from the wrong hypothesis
            # (CTranslate2 4.8.5), so it is taken from a second pass in which the target is given.
            given = [hypothesis.tokens for hypothesis in hypotheses]
            options = {"beam_size": 1, "max_input_length": 0, "max_decoding_length": self._pieces.positions}
            options["return_attention"] = True
            for number, result in self._run(sources, BATCH_PIECES, options, given):
                tokens, source = given[number], sources[number]
                rows = numpy.asarray(result.attention[0], dtype=numpy.float32).reshape(-1, len(source) + 1)
                hypotheses[number] = replace(hypotheses[number], attention=rows[: len(tokens), : len(source)])
        return hypotheses

    def _run(
        self,
        sources: Sequence[Sequence[str]],
        pieces: int,
        options: dict[str, Any],
        targets: Sequence[Sequence[str]] | None = None,
    ) -> Iterable[tuple[int, Any]]:
        """Yield the number and the result of each sentence that is not empty; `targets` are given to the decoder."""
        jobs = [
            (
                batch,
                self._translator.translate_batch(
                    [[*sources[number], END] for number in batch],
                    target_prefix=None if targets is None else [list(targets[number]) for number in batch],
                    asynchronous=True,
                    **options,
                ),
            )
            for batch in _batches(sources, pieces)
        ]
        for batch, results in jobs:
            for number, result in zip(batch, results, strict=True):
                yield number, result.result()


def _batches(sources: Sequence[Sequence[str]], pieces: int) -> Iterable[list[int]]:
    """Yield the numbers of the sentences that go together, longest first so that no core waits long for another.

    Only sentences of the same number of pieces share a batch. Padding would change how floating-point sums are grouped,
    and rounding to int8 makes such differences large enough to change words: the same sentence would come out
    differently in other company.
    """
    by_length: dict[int, list[int]] = defaultdict(list)
    for number, source in enumerate(sources):
        if source:
            by_length[len(source)].append(number)
    for length in sorted(by_length, reverse=True):
        numbers, size = by_length[length], max(1, math.ceil(pieces / (length + 1)))
        yield from (numbers[start : start + size] for start in range(0, len(numbers), size))
