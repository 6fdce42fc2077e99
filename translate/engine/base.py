"""What an engine is: sentences in, one hypothesis for each out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy
import numpy.typing

Attention = numpy.typing.NDArray[numpy.float32]
"""[target pieces, source pieces]: how much each target piece looked at each source piece, without the source's end."""


Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Decoding:
    """How to search for a translation.

    `beam` is the number of hypotheses kept (1 is greedy). `longest` bounds the target in pieces, as the model's own
    positions do. `attention` asks for all of `Hypothesis.attention`. For decoding again what went round in circles,
    `penalty` (1 is none) lowers the scores of pieces that stand in the hypothesis already and `no_repeat` (0 is none)
    forbids that so many pieces in a row come twice.

    `candidates`, at most `beam`, is how many hypotheses `Engine.candidates` gives for each sentence.

    :raises ValueError: where `beam` or `longest` is less than 1, `penalty` less than 1, `no_repeat` negative, or
        `candidates` not from 1 to `beam`.
    """

    beam: int = 1
    longest: int = 400
    attention: bool = False
    penalty: float = 1.0
    no_repeat: int = 0
    candidates: int = 1

    def __post_init__(self) -> None:
        small = self.beam < 1 or self.longest < 1 or self.penalty < 1 or self.no_repeat < 0
        if small or not 1 <= self.candidates <= self.beam:
            raise ValueError(f"{self} has a value out of its range")


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A translation of one sentence.

    `score` is the mean natural logarithm of the probabilities of the target pieces, the end of sentence among them
    (<= 0; nearer to 0 is surer). `source_tokens` and `tokens` are the model's pieces without the end of sentence.
    `token_scores` are those logarithms, one for each of `tokens` and a last one for the end of sentence, where
    `Engine.force` has found them; None elsewhere. `attention` has a row for each of `tokens`, None where nobody looked;
    where it was not asked for, the row of the first piece may be even, which says nothing.
    """

    text: str
    tokens: tuple[str, ...]
    score: float
    source_tokens: tuple[str, ...]
    attention: Attention | None = field(default=None, compare=False, repr=False)
    token_scores: tuple[float, ...] | None = field(default=None, compare=False, repr=False)


class Engine(Protocol):
    """Runs a model.

    The same sentence gives the same hypothesis whatever stands beside it, however many threads there are, and however
    often the engine is started.
    """

    @property
    def signature(self) -> str:
        """What makes the output what it is, for the signature of a run, such as `ct2-int8`."""

    def count(self, sentence: str) -> int:
        """Return the number of pieces the model reads for `sentence`, the end of sentence left out."""

    def cost(self, word: str) -> float:
        """Return the negative log-probability of `word` (no space in it) under the model's unigram vocabulary."""

    def knows(self, sign: str) -> bool:
        """Return whether the model was trained on a character that is no letter and no digit."""

    def translate(
        self, sentences: Sequence[str], *, decoding: Decoding, progress: Progress | None = None
    ) -> list[Hypothesis]:
        """Return one hypothesis a sentence, in their order.

        A sentence is text as a person wrote it: the model's normalisation is done here. An empty one gives an empty
        hypothesis with the score 0. `progress` is told, now and then, how many more sentences are done.

        :raises ValueError: where a sentence is longer than the model can read (see `count`); nothing is cut.
        """

    def candidates(
        self, sentences: Sequence[str], *, decoding: Decoding, progress: Progress | None = None
    ) -> list[list[Hypothesis]]:
        """Return for each sentence, in their order, `decoding.candidates` hypotheses or fewer, best first.

        The first one is what `translate` gives; an empty sentence has one empty hypothesis.

        :raises ValueError: where a sentence is longer than the model can read.
        """

    def force(self, pairs: Sequence[tuple[str, str]], *, attention: bool = True) -> list[Hypothesis]:
        """Return for each pair of a French and an English sentence, in their order, the English as a hypothesis.

        Its `text` is the English as it was given, its `score` and `token_scores` tell how likely the model thinks it.
        Where one of the two is blank there is nothing to judge: no pieces, and the score 0.

        :raises ValueError: where a sentence on either side is longer than the model can read.
        """


def force_where_possible(
    engine: Engine, pairs: Sequence[tuple[str, str]], *, attention: bool = True
) -> list[Hypothesis | None]:
    """Return what `engine.force` gives for each pair, None for those that are longer than the model can read."""
    try:
        return list(engine.force(pairs, attention=attention))
    except ValueError:
        if len(pairs) == 1:
            return [None]
        half = len(pairs) // 2
        return [
            hypothesis
            for some in (pairs[:half], pairs[half:])
            for hypothesis in force_where_possible(engine, some, attention=attention)
        ]
