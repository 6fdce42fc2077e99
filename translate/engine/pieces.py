"""Text to a model's pieces and back, the same for both engines: normalisation, then SentencePiece."""

import filecmp
import functools
import json
from collections.abc import Sequence

import sentencepiece

from glossary.tables import expression
from translate.engine.checkpoint import Checkpoint
from translate.engine.normalisation import NORMALISATIONS
from translate.engine.untrained import is_known

END = "</s>"
UNKNOWN = "<unk>"
_UNUSABLE = expression("[\ud800-\udfff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+")


class Pieces:
    """The tokenizer of one checkpoint; `positions` is the number of pieces, end mark included, that it can read."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        source, target = (checkpoint.folder / name for name in ("source.spm", "target.spm"))
        self._source = sentencepiece.SentencePieceProcessor(str(source))
        # Models of one vocabulary come with two copies of a file; loading one takes as long as translating a sentence.
        alike = filecmp.cmp(source, target, shallow=False)
        self._target = self._source if alike else sentencepiece.SentencePieceProcessor(str(target))
        form = NORMALISATIONS[checkpoint.capabilities.normalisation]
        self._normalise, self._normalise_target, self._written = form.french, form.english, form.written
        self._folder = checkpoint.folder
        self.positions = checkpoint.positions
        self._known: dict[str, bool] = {}

    def normalise(self, sentence: str) -> str:
        """Return what the model reads: the form it was trained on, without control characters and lone surrogates."""
        return self._normalise(_UNUSABLE.sub(" ", sentence))

    def encode(self, sentences: Sequence[str]) -> list[list[str]]:
        """Return the pieces of each sentence, the end of sentence left out.

        :raises ValueError: where a sentence has more pieces than the model's positions.
        """
        encoded: list[list[str]] = self._source.encode([self.normalise(s) for s in sentences], out_type=str)
        for sentence, pieces in zip(sentences, encoded, strict=True):
            self._check_length(sentence, pieces)
        return encoded

    def _check_length(self, sentence: str, pieces: Sequence[str]) -> None:
        if len(pieces) >= self.positions:
            raise ValueError(
                f"a sentence of {len(pieces)} pieces is longer than the model's {self.positions - 1}: "
                f"{sentence[:40]!r}..."
            )

    def normalise_target(self, sentence: str) -> str:
        """Return the form of English that the model learns to write."""
        return self._normalise_target(_UNUSABLE.sub(" ", sentence))

    def encode_target(self, sentences: Sequence[str]) -> list[list[str]]:
        """Return the pieces of each English sentence, the end of sentence left out, however many there are."""
        pieces: list[list[str]] = self._target.encode([self.normalise_target(s) for s in sentences], out_type=str)
        return pieces

    def encode_given(self, sentences: Sequence[str]) -> list[list[str]]:
        """Return the pieces of each English sentence that the model is to read as its own, without the end mark.

        :raises ValueError: where a sentence has more pieces than the model's positions.
        """
        encoded = self.encode_target(sentences)
        for sentence, pieces in zip(sentences, encoded, strict=True):
            self._check_length(sentence, pieces)
        return encoded

    def count(self, sentence: str) -> int:
        """Return the number of pieces of `sentence`."""
        return len(self._source.encode(self.normalise(sentence)))

    def cost(self, word: str) -> float:
        """Return the negative log-probability of `word` under the unigram vocabulary of the source side."""
        ids = self._source.encode(word)
        return -sum(self._source.get_score(i) if not self._source.is_unknown(i) else -25.0 for i in ids)

    def knows(self, sign: str, untrained: frozenset[str]) -> bool:
        """Return whether a model that was not trained on `untrained` can read a sign as what it is."""
        known = self._known.get(sign)
        if known is None:
            known = self._known[sign] = is_known(sign, read=self._read, untrained=untrained)
        return known

    def _read(self, text: str) -> str:
        numbers = self._source.encode(self.normalise(text))
        pieces = (self._source.id_to_piece(number) for number in numbers if not self._source.is_unknown(number))
        return "".join(pieces).replace("▁", "")

    def decode(self, tokens: Sequence[str], source: Sequence[str]) -> str:
        """Return the text of target pieces; the first unknown one becomes the first unknown one of `source`, and so on.

        A character that the model has never seen (a sign, a letter of another script) thus comes out as it was.
        """
        if UNKNOWN in tokens:
            unknown = (piece for piece in source if self._source.is_unknown(self._source.piece_to_id(piece)))
            tokens = [next(unknown, "") if token == UNKNOWN else token for token in tokens]
        text: str = self._target.decode(list(tokens))
        return self._written(text.strip())

    @functools.cached_property
    def source_ids(self) -> dict[str, int]:
        """The model's number of each source piece."""
        return self._vocabulary("vocab.json")

    @functools.cached_property
    def target_ids(self) -> dict[str, int]:
        """The model's number of each target piece."""
        separate = self._folder / "target_vocab.json"
        return self._vocabulary(separate.name) if separate.exists() else self.source_ids

    def _vocabulary(self, name: str) -> dict[str, int]:
        ids: dict[str, int] = json.loads((self._folder / name).read_text(encoding="utf-8"))
        return ids
