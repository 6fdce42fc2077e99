"""Measures how wanted translations are followed: python tests/tools/measure_constraints.py MODEL TSV [SENTENCES].

Phrases come from the word alignment of the first SENTENCES pairs of TSV; those that a pair has twice are left out.
Each sentence wants one to three of them: by markers in its French, where the model knows them, and as terms of a
glossary. They count letter by letter, but for the capital at the beginning of a sentence.
"""

import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import sacrebleu

from glossary.english.forms import capitalised
from glossary.english.words import starts_sentence
from glossary.terms.matching import Matcher
from glossary.terms.records import Case, Glossary, Term
from translate.engine.base import Decoding
from translate.engine.checkpoint import open_checkpoint
from translate.engine.fast import FastEngine
from translate.engine.normalisation import NORMALISATIONS
from translate.lab.training.features import MARKERS, Example, choose, constrain, example
from translate.lab.training.feed import links_of_pairs
from translate.lab.training.pairs import Pair, read_pairs
from translate.terms.holding import QUANTITIES, STEPS, Holder, Terms

FORM = NORMALISATIONS["punct-2"]
DECODING = Decoding(beam=4, longest=150)


def main(model: str, table: str, sentences: str = "300") -> None:
    read = read_pairs([Path(table)])[: int(sentences)]
    pairs = [Pair(FORM.french(pair.source), FORM.english(pair.target)) for pair in read]
    links = links_of_pairs(pairs)
    chance = random.Random(3)
    examples = [example(pair.source, pair.target, each) for pair, each in zip(pairs, links, strict=True)]
    chosen = [[phrase for phrase in choose(each, chance) if _is_once(each, phrase)] for each in examples]
    wanted = [_phrases(each, some) for each, some in zip(examples, chosen, strict=True)]
    checkpoint = open_checkpoint(Path(model))
    engine = FastEngine(checkpoint)
    plain = engine.translate([pair.source for pair in pairs], decoding=DECODING)
    _report("the model alone", [one.text for one in plain], wanted, pairs)
    markers = checkpoint.capabilities.constraint_markers
    if markers:
        marked = [constrain(each, some).source for each, some in zip(examples, chosen, strict=True)]
        texts = [one.text for one in engine.translate(marked, decoding=DECODING)]
        _report("with markers", texts, wanted, pairs)
    # Numbers are left as the model wrote them, so that nothing but the terms makes a difference.
    holder = Holder(engine, DECODING, markers=markers, steps=STEPS - {QUANTITIES})
    terms = [
        Terms(Matcher(Glossary(tuple(_term(pair.source, *phrase) for phrase in some))))
        for pair, some in zip(pairs, wanted, strict=True)
    ]
    held = holder.hold(list(zip((pair.source for pair in pairs), plain, terms, strict=True)))
    _report("held as terms", [one.hypothesis.text for one in held], wanted, pairs)


def _is_once(pair: Example, phrase: tuple[range, range]) -> bool:
    """Tell whether both sentences have the phrase once: else nobody can say how often the translation must have it."""
    ((french, english),) = _phrases(pair, [phrase])
    return all(
        len(re.findall(rf"(?<!\w){re.escape(part)}(?!\w)", text)) == 1
        for part, text in ((french, pair.source), (english, pair.target))
    )


def _term(sentence: str, french: str, english: str) -> Term:
    # The capital at the beginning of a sentence says nothing of the word.
    return Term(french, english, case=Case.ANY if sentence.startswith(french) else Case.EXACT, inflect=False)


def _phrases(pair: Example, chosen: Sequence[tuple[range, range]]) -> list[tuple[str, str]]:
    return [
        (
            pair.source[pair.source_words[french[0]].start : pair.source_words[french[-1]].end],
            pair.target[pair.target_words[english[0]].start : pair.target_words[english[-1]].end],
        )
        for french, english in chosen
    ]


def _times(phrase: str, text: str) -> int:
    pattern = re.compile(rf"(?<!\w)(?:{re.escape(phrase)}|{re.escape(capitalised(phrase))})(?!\w)")
    return sum(match[0] == phrase or starts_sentence(text, match.start()) for match in pattern.finditer(text))


def _report(name: str, texts: list[str], wanted: list[list[tuple[str, str]]], pairs: list[Pair]) -> None:
    count = once = same = there = 0
    rest: tuple[list[str], list[str]] = ([], [])
    for text, some, pair in zip(texts, wanted, pairs, strict=True):
        for _, phrase in some:
            found, right = _times(phrase, text), _times(phrase, pair.target)
            count, once, same, there = count + 1, once + (found == 1), same + (found == right), there + (found > 0)
        # The rest of the sentence is what stays when the wanted words are taken away on both sides.
        for side, line in zip(rest, (text, pair.target), strict=True):
            for _, phrase in some:
                line = line.replace(phrase, "")
            side.append(line)
    left = sum(mark in text for text in texts for mark in MARKERS)
    print(
        f"{name}: {count} wanted phrases, {there / count:.1%} there, {once / count:.1%} exactly once, "
        f"{same / count:.1%} as often as in the reference; {left} markers left; "
        f"chrF {sacrebleu.corpus_chrf(texts, [[pair.target for pair in pairs]]).score:.2f}, "
        f"of the rest {sacrebleu.corpus_chrf(rest[0], [rest[1]]).score:.2f}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
