"""An engine of a few lines for everything above engines: word for word, with a diagonal attention."""

from collections.abc import Callable, Sequence

import numpy

from translate.engine.base import Decoding, Hypothesis, Progress


class FakeEngine:
    """Gives `reply(sentence)`; `asked` keeps what it was given and how."""

    signature = "fake"

    def __init__(self, reply: Callable[[str], str] = str.upper) -> None:
        self.reply = reply
        self.asked: list[tuple[str, Decoding]] = []

    def count(self, sentence: str) -> int:
        return len(sentence.split())

    def cost(self, word: str) -> float:
        return 1.0 if word.islower() else 9.0

    def translate(
        self, sentences: Sequence[str], *, decoding: Decoding, progress: Progress | None = None
    ) -> list[Hypothesis]:
        self.asked += [(sentence, decoding) for sentence in sentences]
        if progress:
            progress(len(sentences))
        return [self._hypothesis(sentence, decoding) for sentence in sentences]

    def _hypothesis(self, sentence: str, decoding: Decoding) -> Hypothesis:
        source = tuple("▁" + word for word in sentence.split())
        words = self.reply(sentence).split()[: decoding.longest]
        attention = None
        if decoding.attention:
            attention = numpy.zeros((len(words), len(source)), dtype=numpy.float32)
            for row in range(len(words)):
                attention[row, min(row, len(source) - 1)] = 1
        return Hypothesis(" ".join(words), tuple("▁" + word for word in words), -0.5, source, attention)
