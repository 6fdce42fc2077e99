"""Measures how a model follows wanted translations: python tests/measure_constraints.py MODEL TSV [SENTENCES [MORE]].

Phrases come from the word alignment of the first SENTENCES pairs of TSV, learnt together with the next MORE pairs.
"""

import random
import sys
from pathlib import Path

import sacrebleu

from translate.alignment import word_spans
from translate.engine.base import Decoding
from translate.engine.checkpoint import open_checkpoint
from translate.engine.fast import FastEngine
from translate.normalisation import NORMALISATIONS
from translate.training.aligner import align_pairs
from translate.training.features import MARKERS, constrain, example
from translate.training.pairs import Pair, read_pairs

FORM = NORMALISATIONS["punct-2"]


def main(model: str, table: str, sentences: str = "300", more: str = "5000") -> None:
    read = read_pairs([Path(table)])[: int(sentences) + int(more)]
    pairs = [Pair(FORM.french(pair.source), FORM.english(pair.target)) for pair in read]
    links = align_pairs(
        [
            (
                [span.of(pair.source) for span in word_spans(pair.source, elisions=True)],
                [span.of(pair.target) for span in word_spans(pair.target)],
            )
            for pair in pairs
        ]
    )
    chance = random.Random(3)
    made = [
        constrain(example(pair.source, pair.target, each), chance)
        for pair, each in zip(pairs[: int(sentences)], links, strict=False)
    ]
    wanted = [[part.partition(MARKERS[1])[0] for part in each.source.split(MARKERS[0])[1:]] for each in made]
    engine = FastEngine(open_checkpoint(Path(model)))
    plain, marked = (
        [hypothesis.text for hypothesis in engine.translate(texts, decoding=Decoding(beam=4, longest=150))]
        for texts in ([pair.source for pair in pairs[: int(sentences)]], [each.source for each in made])
    )
    references = [pair.target for pair in pairs[: int(sentences)]]
    for name, texts in (("without markers", plain), ("with markers", marked)):
        once = sum(text.count(phrase) == 1 for text, some in zip(texts, wanted, strict=True) for phrase in some)
        there = sum(phrase in text for text, some in zip(texts, wanted, strict=True) for phrase in some)
        count = sum(map(len, wanted))
        left = sum(mark in text for text in texts for mark in MARKERS)
        print(
            f"{name}: {count} wanted phrases, {once / count:.1%} exactly once, {there / count:.1%} there; "
            f"{left} markers left; chrF {sacrebleu.corpus_chrf(texts, [references]).score:.2f}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
