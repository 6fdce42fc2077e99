"""The default engine: CTranslate2 with int8 weights, on all cores. Neither torch nor transformers is loaded."""

import math
import os
import platform
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

import ctranslate2
import numpy

from translate.documents.errors import ModelError
from translate.engine.base import Attention, Decoding, Hypothesis, Progress
from translate.engine.checkpoint import Checkpoint
from translate.engine.conversion import converted_folder
from translate.engine.pieces import END, Pieces

BATCH_PIECES = 2048
"""Source pieces in one batch, divided by the beam: more makes it no faster and takes more memory."""


def available_threads() -> int:
    """Return the number of processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_INSTRUCTIONS = ("AVX512_SPR", "AVX512_ICL", "AVX512_CLX", "AVX512_SKX", "AVX2", "AVX", "SVE", "ASIMDDP", "ASIMD")


def instruction_set() -> str:
    """Return the widest instructions of this processor that matter to matrix products, such as `avx2`.

    Of 29 sentences six came out otherwise with AVX than with AVX2: sums are rounded in another order. The environment
    variable `CT2_FORCE_CPU_ISA` of CTranslate2 chooses narrower ones.
    """
    forced = os.environ.get("CT2_FORCE_CPU_ISA")
    if forced:
        return forced.lower()
    # numpy knows, but has no public way to say it.
    features: dict[str, bool] = import_module("numpy._core._multiarray_umath").__cpu_features__
    return next((name.lower() for name in _INSTRUCTIONS if features.get(name)), platform.machine() or "cpu")


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
        self._on = device if device != "cpu" else instruction_set()

    @property
    def signature(self) -> str:
        """The engine, the kind of numbers it computes with, and what it computes on: another one rounds otherwise."""
        return f"ct2-{self._compute_type}-{self._on}"

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
        best = replace(decoding, candidates=1)
        return [found[0] for found in self.candidates(sentences, decoding=best, progress=progress)]

    def candidates(
        self, sentences: Sequence[str], *, decoding: Decoding, progress: Progress | None = None
    ) -> list[list[Hypothesis]]:
        """See `Engine.candidates`."""
        sources = self._pieces.encode(sentences)
        options: dict[str, Any] = {
            "beam_size": decoding.beam,
            "num_hypotheses": decoding.candidates,
            "max_decoding_length": min(decoding.longest, self._pieces.positions - 1),
            "max_input_length": 0,  # the default cuts long input without a word; `encode` has refused it already
            "repetition_penalty": decoding.penalty,
            "no_repeat_ngram_size": decoding.no_repeat,
            "suppress_sequences": self._pieces.forbidden(decoding.forbidden) or None,
            "return_scores": True,
            "return_attention": True,
        }
        found = [[Hypothesis("", (), 0.0, ())] for _ in sources]
        groups = _batches([(len(source),) if source else None for source in sources], BATCH_PIECES // decoding.beam)
        for number, result in self._run(sources, groups, options):
            if progress:
                progress(1)
            source = tuple(sources[number])
            found[number] = [
                Hypothesis(
                    self._pieces.decode(tokens, source), tuple(tokens), min(score, 0.0), source, _looks(looks, source)
                )
                for tokens, score, looks in zip(result.hypotheses, result.scores, result.attention, strict=True)
            ]
        if decoding.attention:
            firsts = self._first_looks(sources)
            found = [
                [_with_first(hypothesis, first) for hypothesis in hypotheses]
                for hypotheses, first in zip(found, firsts, strict=True)
            ]
        return found

    def force(self, pairs: Sequence[tuple[str, str]], *, attention: bool = True) -> list[Hypothesis]:
        """See `Engine.force`."""
        sources = self._pieces.encode([source for source, _ in pairs])
        targets = self._pieces.encode_given([target for _, target in pairs])
        hypotheses = [Hypothesis(target, (), 0.0, ()) for _, target in pairs]
        shapes = [(len(s), len(t)) if s and t else None for s, t in zip(sources, targets, strict=True)]
        jobs = [
            (
                batch,
                self._translator.score_batch(
                    [[*sources[number], END] for number in batch],
                    [targets[number] for number in batch],
                    max_input_length=0,
                    asynchronous=True,
                ),
            )
            for batch in _batches(shapes, BATCH_PIECES)
        ]
        for batch, results in jobs:
            for number, result in zip(batch, results, strict=True):
                scores = tuple(min(float(score), 0.0) for score in result.result().log_probs)
                hypotheses[number] = Hypothesis(
                    pairs[number][1],
                    tuple(targets[number]),
                    sum(scores) / len(scores),
                    tuple(sources[number]),
                    token_scores=scores,
                )
        return self._attend(sources, hypotheses) if attention else hypotheses

    def _first_looks(self, sources: Sequence[Sequence[str]]) -> list[Attention | None]:
        """Return what the first piece of any translation of each source looks at; None for an empty source.

        In a beam search CTranslate2 (4.8.5) takes this one row of its attention from another sentence of the batch; it
        hangs on nothing but the source, so that one step of a greedy search has it.
        """
        rows: list[Attention | None] = [None] * len(sources)
        options = {"beam_size": 1, "max_input_length": 0, "max_decoding_length": 1, "return_attention": True}
        shapes = [(len(source),) if source else None for source in sources]
        for number, result in self._run(sources, _batches(shapes, BATCH_PIECES), options):
            rows[number] = numpy.asarray(result.attention[0][:1], dtype=numpy.float32)[:, : len(sources[number])]
        return rows

    def _attend(self, sources: Sequence[Sequence[str]], hypotheses: Sequence[Hypothesis]) -> list[Hypothesis]:
        """Return the hypotheses with what each of their pieces looks at; those without pieces stay as they are."""
        result = list(hypotheses)
        shapes = [
            (len(source),) if hypothesis.tokens else None
            for source, hypothesis in zip(sources, hypotheses, strict=True)
        ]
        options = {"beam_size": 1, "max_input_length": 0, "return_attention": True}
        targets = [hypothesis.tokens for hypothesis in hypotheses]
        for number, found in self._run(sources, _batches(shapes, BATCH_PIECES), options, targets):
            tokens, source = targets[number], sources[number]
            rows = numpy.asarray(found.attention[0], dtype=numpy.float32).reshape(-1, len(source) + 1)
            result[number] = replace(result[number], attention=rows[: len(tokens), : len(source)])
        return result

    def _run(
        self,
        sources: Sequence[Sequence[str]],
        batches: Iterable[Sequence[int]],
        options: dict[str, Any],
        targets: Sequence[Sequence[str]] | None = None,
    ) -> Iterable[tuple[int, Any]]:
        """Yield the number and the result of each sentence in `batches`; `targets` are all that the decoder may say."""
        jobs = []
        for batch in batches:
            given: dict[str, Any] = {}
            if targets is not None:
                given["target_prefix"] = [list(targets[number]) for number in batch]
                given["max_decoding_length"] = max(map(len, given["target_prefix"]))
            texts = [[*sources[number], END] for number in batch]
            jobs.append((batch, self._translator.translate_batch(texts, asynchronous=True, **options, **given)))
        for batch, results in jobs:
            for number, result in zip(batch, results, strict=True):
                yield number, result.result()


def _looks(attention: Sequence[Sequence[float]], source: Sequence[str]) -> Attention:
    """Return the attention of a hypothesis without the source's end; the row of the first piece says nothing."""
    looks: Attention = numpy.asarray(attention, dtype=numpy.float32).reshape(-1, len(source) + 1)[:, :-1]
    if len(looks):
        looks[0] = 1 / len(source)
    return looks


def _with_first(hypothesis: Hypothesis, first: Attention | None) -> Hypothesis:
    if first is None or hypothesis.attention is None or not len(hypothesis.attention):
        return hypothesis
    return replace(hypothesis, attention=numpy.concatenate([first, hypothesis.attention[1:]]))


def _batches(shapes: Sequence[tuple[int, ...] | None], pieces: int) -> Iterable[list[int]]:
    """Yield the numbers of the sentences that go together, longest first so that no core waits long for another.

    Only sentences of the same shape, their numbers of pieces, share a batch; those without a shape are left out.
    Padding would change how floating-point sums are grouped, and rounding to int8 makes such differences large enough
    to change words: the same sentence would come out differently in other company.
    """
    by_shape: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, shape in enumerate(shapes):
        if shape:
            by_shape[shape].append(number)
    for shape in sorted(by_shape, reverse=True):
        numbers, size = by_shape[shape], max(1, math.ceil(pieces / (max(shape) + 1)))
        yield from (numbers[start : start + size] for start in range(0, len(numbers), size))
