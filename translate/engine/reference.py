"""The judge of the fast engine: transformers' MarianMT in float32. Only here are torch and transformers imported."""

from collections.abc import Sequence
from typing import Any

import torch
from transformers import MarianMTModel
from transformers.utils import logging

from translate.engine.base import Decoding, Hypothesis, Progress
from translate.engine.checkpoint import USUAL_HEADS, Checkpoint
from translate.engine.pieces import END, UNKNOWN, Pieces
from translate.errors import ModelError

BATCH_SENTENCES = 32


class ReferenceEngine:
    """Runs a checkpoint with transformers; see `translate.engine.base.Engine`."""

    warning: str | None = None

    def __init__(self, checkpoint: Checkpoint, *, threads: int | None = None, device: str = "auto") -> None:
        """Load the model.

        :param threads: cores for one matrix product; None for torch's own choice.
        :param device: "cpu", "cuda", or "auto" for a CUDA device where there is one.
        :raises ModelError: where the checkpoint cannot be loaded, or there is no such device.
        """
        if threads:
            torch.set_num_threads(threads)
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        bars = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model: Any = MarianMTModel.from_pretrained(
                checkpoint.folder, dtype=torch.float32, attn_implementation="eager", local_files_only=True
            )
            self._model = model.to(device).eval()
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            first = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelError(f"transformers cannot load {checkpoint.folder} on {device}: {first}") from error
        finally:
            if bars:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        self._device = device
        self._alignment = checkpoint.capabilities.alignment or USUAL_HEADS
        self._pieces = Pieces(checkpoint)
        self._pad: int = self._model.config.pad_token_id
        self._names = {number: piece for piece, number in self._pieces.target_ids.items()}

    @property
    def signature(self) -> str:
        """The engine and the kind of numbers it computes with."""
        return "transformers-float32"

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
        hypotheses = [Hypothesis("", (), 0.0, ())] * len(sources)
        order = sorted((i for i, source in enumerate(sources) if source), key=lambda i: (len(sources[i]), i))
        for start in range(0, len(order), BATCH_SENTENCES):
            batch = order[start : start + BATCH_SENTENCES]
            for number, hypothesis in zip(batch, self._batch([sources[i] for i in batch], decoding), strict=True):
                hypotheses[number] = hypothesis
            if progress:
                progress(len(batch))
        return hypotheses

    @torch.inference_mode()
    def _batch(self, sources: list[list[str]], decoding: Decoding) -> list[Hypothesis]:
        unknown = self._pieces.source_ids[UNKNOWN]
        ids = [[self._pieces.source_ids.get(piece, unknown) for piece in [*source, END]] for source in sources]
        longest = max(map(len, ids))
        source_ids = torch.tensor([row + [self._pad] * (longest - len(row)) for row in ids], device=self._device)
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids], device=self._device)
        generated = self._model.generate(
            input_ids=source_ids,
            attention_mask=mask,
            num_beams=decoding.beam,
            do_sample=False,
            max_length=None,
            max_new_tokens=min(decoding.longest, self._pieces.positions - 1),
            # With stopping at `beam` finished hypotheses this search is the one that CTranslate2 makes.
            early_stopping=decoding.beam > 1,
            repetition_penalty=decoding.penalty,
            no_repeat_ngram_size=decoding.no_repeat,
        )
        # Read once more with the target given: the probability of each piece, and what it looked at.
        output = self._model(
            input_ids=source_ids,
            attention_mask=mask,
            decoder_input_ids=generated[:, :-1],
            output_attentions=decoding.attention,
        )
        logits = output.logits
        logits[:, :, self._pad] = -torch.inf
        probabilities = logits.log_softmax(-1).gather(2, generated[:, 1:, None])[:, :, 0]
        hypotheses = []
        for row, source in enumerate(sources):
            targets = generated[row, 1:].tolist()
            length = targets.index(self._end) if self._end in targets else len(targets)
            tokens = tuple(self._names[number] for number in targets[:length])
            counted = probabilities[row, : length + 1]
            attention = None
            if decoding.attention:
                heads = output.cross_attentions[self._alignment.layer][row, list(self._alignment.heads)]
                attention = heads.mean(0)[:length, : len(source)].cpu().numpy()
            text, score = self._pieces.decode(tokens, source), min(counted.mean().item(), 0.0)
            hypotheses.append(Hypothesis(text, tokens, score, tuple(source), attention))
        return hypotheses

    @property
    def _end(self) -> int:
        end: int = self._model.config.eos_token_id
        return end
