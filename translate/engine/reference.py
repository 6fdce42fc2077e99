"""The judge of the fast engine: transformers' MarianMT in float32. Only here are torch and transformers imported."""

import functools
import pickle
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from transformers import MarianMTModel
from transformers.utils import logging

from translate.documents.errors import ModelError
from translate.engine.base import Attention, Decoding, Hypothesis
from translate.engine.batching import BatchingEngine, of_near_length
from translate.engine.checkpoint import USUAL_HEADS, Checkpoint
from translate.engine.pieces import END, UNKNOWN
from translate.engine.untrained import untrained_signs
from translate.engine.weights import REFUSED

BATCH_SENTENCES = 32


class ReferenceEngine(BatchingEngine):
    """Runs a checkpoint with transformers; see `translate.engine.base.Engine`."""

    def __init__(self, checkpoint: Checkpoint, *, threads: int | None = None, device: str = "auto") -> None:
        """Load the model.

        :param threads: cores for one matrix product; None for torch's own choice.
        :param device: "cpu", "cuda", or "auto" for a CUDA device where there is one.
        :raises ModelError: where the checkpoint cannot be loaded, or there is no such device.
        """
        super().__init__(checkpoint)
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
        except pickle.UnpicklingError:
            raise ModelError(f"{checkpoint.weights} {REFUSED}") from None
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            first = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelError(f"transformers cannot load {checkpoint.folder} on {device}: {first}") from error
        finally:
            if bars:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        self._device = device
        self._alignment = checkpoint.capabilities.alignment or USUAL_HEADS
        self._pad: int = self._model.config.pad_token_id
        self._names = {number: piece for piece, number in self._pieces.target_ids.items()}

    @functools.cached_property
    def _untrained(self) -> frozenset[str]:
        ids = self._pieces.source_ids
        embedding = self._model.get_encoder().embed_tokens.weight.detach().cpu().numpy()
        return frozenset(untrained_signs(sorted(ids, key=ids.__getitem__), embedding))

    @property
    def signature(self) -> str:
        """The engine and the kind of numbers it computes with."""
        return "transformers-float32"

    @torch.inference_mode()
    def heads(self, pair: tuple[str, str]) -> tuple[Hypothesis, dict[tuple[int, int], Attention]]:
        """Return what `force` gives for a pair, and the attention of each head by the numbers of its layer and itself.

        :raises ValueError: where a sentence on either side is longer than the model can read.
        """
        (hypothesis,) = self.force([pair])
        if not hypothesis.tokens:
            return hypothesis, {}
        source, target = list(hypothesis.source_tokens), list(hypothesis.tokens)
        layers = self._run([source], [target], attention=True).cross_attentions
        return hypothesis, {
            (layer, head): table[: len(target), : len(source)].cpu().numpy()
            for layer, tables in enumerate(layers)
            for head, table in enumerate(tables[0])
        }

    def _search(self, sources: Sequence[list[str]], decoding: Decoding) -> Iterator[tuple[int, list[Hypothesis]]]:
        for batch in of_near_length([(len(source),) for source in sources], BATCH_SENTENCES):
            yield from zip(batch, self._searched([sources[number] for number in batch], decoding), strict=True)

    def _read(
        self, sources: Sequence[list[str]], targets: Sequence[list[str]], *, attention: bool
    ) -> Iterator[tuple[int, Sequence[float], Attention | None]]:
        shapes = [(len(source), len(target)) for source, target in zip(sources, targets, strict=True)]
        for batch in of_near_length(shapes, BATCH_SENTENCES):
            some = [sources[number] for number in batch], [targets[number] for number in batch]
            for number, (scores, looks) in zip(batch, self._judged(*some, attention=attention), strict=True):
                yield number, scores, looks

    @torch.inference_mode()
    def _searched(self, sources: list[list[str]], decoding: Decoding) -> list[list[Hypothesis]]:
        source_ids, mask = self._padded(sources, self._pieces.source_ids)
        generated = self._model.generate(
            input_ids=source_ids,
            attention_mask=mask,
            num_beams=decoding.beam,
            num_return_sequences=decoding.candidates,
            do_sample=False,
            max_length=None,
            max_new_tokens=min(decoding.longest, self._pieces.positions - 1),
            # With stopping at `beam` finished hypotheses this search is the one that CTranslate2 makes.
            early_stopping=decoding.beam > 1,
            repetition_penalty=decoding.penalty,
            no_repeat_ngram_size=decoding.no_repeat,
        )
        written = []
        for row in generated[:, 1:].tolist():
            ended = self._end in row
            written.append(([self._names[i] for i in row[: row.index(self._end) if ended else len(row)]], ended))
        # Read once more with the target given: the probability of each piece, and what it looked at.
        repeated = [source for source in sources for _ in range(decoding.candidates)]
        read = self._judged(repeated, [tokens for tokens, _ in written], attention=decoding.attention)
        hypotheses = []
        for source, (tokens, ended), (scores, looks) in zip(repeated, written, read, strict=True):
            # What was cut at the bound never said that it was at its end.
            counted = scores if ended else scores[:-1]
            text = self._pieces.decode(tokens, source)
            hypotheses.append(Hypothesis(text, tuple(tokens), sum(counted) / len(counted), tuple(source), looks))
        return [hypotheses[i : i + decoding.candidates] for i in range(0, len(hypotheses), decoding.candidates)]

    @torch.inference_mode()
    def _judged(
        self, sources: list[list[str]], targets: list[list[str]], *, attention: bool
    ) -> list[tuple[list[float], Attention | None]]:
        """Return the log-probability of each target piece and of the end after them, and what each piece looks at."""
        target_ids, _ = self._padded(targets, self._pieces.target_ids)
        output = self._run(sources, targets, attention=attention)
        logits = output.logits
        logits[:, :, self._pad] = -torch.inf
        logarithms = logits.log_softmax(-1).gather(2, target_ids[:, :, None])[:, :, 0]
        found = []
        for row, (source, target) in enumerate(zip(sources, targets, strict=True)):
            scores = [min(score, 0.0) for score in logarithms[row, : len(target) + 1].tolist()]
            looks = None
            if attention:
                heads = output.cross_attentions[self._alignment.layer][row, list(self._alignment.heads)]
                looks = heads.mean(0)[: len(target), : len(source)].cpu().numpy()
            found.append((scores, looks))
        return found

    def _run(self, sources: list[list[str]], targets: list[list[str]], *, attention: bool) -> Any:
        """Return the model's output for targets that are given."""
        source_ids, mask = self._padded(sources, self._pieces.source_ids)
        target_ids, _ = self._padded(targets, self._pieces.target_ids)
        start = torch.full_like(target_ids[:, :1], self._model.config.decoder_start_token_id)
        return self._model(
            input_ids=source_ids,
            attention_mask=mask,
            decoder_input_ids=torch.cat([start, target_ids[:, :-1]], dim=1),
            output_attentions=attention,
        )

    def _padded(self, sentences: list[list[str]], ids: dict[str, int]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the numbers of the pieces of each sentence and of its end, and which are no padding."""
        unknown = ids[UNKNOWN]
        rows = [[ids.get(piece, unknown) for piece in [*sentence, END]] for sentence in sentences]
        longest = max(map(len, rows))
        numbers = torch.tensor([row + [self._pad] * (longest - len(row)) for row in rows], device=self._device)
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows], device=self._device)
        return numbers, mask

    @property
    def _end(self) -> int:
        end: int = self._model.config.eos_token_id
        return end
