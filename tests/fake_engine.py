"""An engine of a few lines for everything above engines: word for word, with a diagonal attention."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy

from translate.engine.base import Decoding, Hypothesis, Progress


class FakeEngine:
    """Gives `reply(sentence)`; `asked` keeps what it was given and how.

    `others` make the further candidates, in their order.
    """

    signature = "fake"

    def __init__(self, reply: Callable[[str], str] = str.upper, *, others: Sequence[Callable[[str], str]] = ()) -> None:
        self.replies = (reply, *others)
        self.untrained = ""
        self.asked: list[tuple[str, Decoding]] = []

    def count(self, sentence: str) -> int:
        return len(sentence.split())

    def cost(self, word: str) -> float:
        return 1.0 if word.islower() else 9.0

    def knows(self, sign: str) -> bool:
        return sign not in self.untrained

    def translate(
        self, sentences: Sequence[str], *, decoding: Decoding, progress: Progress | None = None
    ) -> list[Hypothesis]:
        return [found[0] for found in self.candidates(sentences, decoding=decoding, progress=progress)]

    def candidates(
        self, sentences: Sequence[str], *, decoding: Decoding, progress: Progress | None = None
    ) -> list[list[Hypothesis]]:
        self.asked += [(sentence, decoding) for sentence in sentences]
        if progress:
            progress(len(sentences))
        return [self._candidates(sentence, decoding) for sentence in sentences]

    def force(self, pairs: Sequence[tuple[str, str]], *, attention: bool = True) -> list[Hypothesis]:
        found = []
        for source, target in pairs:
            if not (source.strip() and target.strip()):
                found.append(Hypothesis(target, (), 0.0, ()))
                continue
            hypothesis = _hypothesis(source, target.split(), attention=attention)
            scores = (-0.5,) * (len(hypothesis.tokens) + 1)
            found.append(replace(hypothesis, text=target, token_scores=scores))
        return found

    def _candidates(self, sentence: str, decoding: Decoding) -> list[Hypothesis]:
        return [
            _hypothesis(sentence, reply(sentence).split()[: decoding.longest], attention=True)
            for reply in self.replies[: decoding.candidates]
        ]


def _hypothesis(sentence: str, words: list[str], *, attention: bool) -> Hypothesis:
    source = tuple("▁" + word for word in sentence.split())
    matrix = None
    if attention:
        matrix = numpy.zeros((len(words), len(source)), dtype=numpy.float32)
        for row in range(len(words)):
            matrix[row, min(row, len(source) - 1)] = 1
    return Hypothesis(" ".join(words), tuple("▁" + word for word in words), -0.5, source, matrix)
