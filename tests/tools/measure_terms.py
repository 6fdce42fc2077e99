"""Measures how terms are held.

    python tests/tools/measure_terms.py FRENCH.sgm ENGLISH.sgm [--sentences N] [--model NAME]

The files are those of the WMT 2021 terminology task, English to French, read the other way round: a French sentence
with its marked terms, each with the English that it shall become. Exact match, window overlap and 1-TERm are those of
Anastasopoulos et al. 2021, "On the Evaluation of Machine Translation for Terminology Consistency". A term counts as
there in any form of inflection, as in theirs, which compares lemmas. Their TERm gives the words of terms twice the
weight in TER; here the same comes of writing those words twice.
"""

import argparse
import html
import re
from dataclasses import dataclass
from pathlib import Path

import sacrebleu
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from glossary.terms.matching import Matcher
from glossary.terms.records import Case, Glossary, Term
from glossary.terms.renderings import acceptable
from translate.documents.records import Segment
from translate.engine.base import Decoding
from translate.engine.checkpoint import open_checkpoint
from translate.engine.fast import FastEngine
from translate.engine.store import find_model
from translate.run.pipeline import translate_segments
from translate.run.steps import Task, Tools
from translate.sentence.typography import Style
from translate.terms.holding import MARKERS, QUANTITIES, STEPS, Holder, Terms

_SEGMENT = re.compile(r"<seg[^>]*>(.*?)</seg>", re.DOTALL)
_TERM = re.compile(r'<term id="(\d+)" type="[^"]*" src="([^"]*)" tgt="([^"]*)">(.*?)</term>', re.DOTALL)
_WORD = re.compile(r"\w+")
_WINDOW = 2


@dataclass(frozen=True, slots=True)
class Example:
    source: str
    reference: str
    terms: tuple[Term, ...]


def plain(text: str) -> str:
    text = re.sub(r"\s+", " ", html.unescape(_TERM.sub(r" \4 ", text))).strip()
    text = re.sub(r" ?([’']) (?=\w)", r"\1", text)
    text = re.sub(r" ([.,)\]%])", r"\1", text)
    return re.sub(r"([(\[]) ", r"\1", text)


def read(french: Path, english: Path) -> list[Example]:
    cases = []
    sources = _SEGMENT.findall(french.read_text(encoding="utf-8"))
    references = _SEGMENT.findall(english.read_text(encoding="utf-8"))
    for source, reference in zip(sources, references, strict=True):
        terms = {}
        for _, wanted, _, there in _TERM.findall(source):
            spelling = plain(there)
            terms[spelling] = Term(spelling, plain(wanted), case=Case.ANY, inflect=True)
        cases.append(Example(plain(source), plain(reference), tuple(terms.values())))
    return cases


def forms(term: Term) -> list[str]:
    return [form.casefold() for plural in (False, True) for form in acceptable(term, plural=plural)]


def places(words: list[str], term: Term) -> list[range]:
    found = []
    for form in dict.fromkeys(tuple(_WORD.findall(form)) for form in forms(term)):
        found += [
            range(start, start + len(form))
            for start in range(len(words) - len(form) + 1)
            if form and tuple(words[start : start + len(form)]) == form
        ]
    return found


def overlap(words: list[str], reference: list[str], term: Term) -> float | None:
    """Return the share of the words around the term in the reference that stand around it in the translation."""
    there, here = places(reference, term), places(words, term)
    if not there:
        return None
    best = 0.0
    for place in there:
        around = window(reference, place)
        for other in here:
            near = window(words, other)
            best = max(best, sum(word in near for word in around) / max(len(around), 1))
    return best


def window(words: list[str], place: range) -> list[str]:
    return words[max(0, place.start - _WINDOW) : place.start] + words[place.stop : place.stop + _WINDOW]


def doubled(words: list[str], terms: tuple[Term, ...]) -> str:
    marked = {number for term in terms for place in places(words, term) for number in place}
    return " ".join(f"{word} {word}" if number in marked else word for number, word in enumerate(words))


def score(name: str, cases: list[Example], english: list[str]) -> None:
    exact = total = 0
    overlaps = []
    for case, text in zip(cases, english, strict=True):
        words, reference = _WORD.findall(text.casefold()), _WORD.findall(case.reference.casefold())
        for term in case.terms:
            total += 1
            exact += bool(places(words, term))
            share = overlap(words, reference, term)
            if share is not None:
                overlaps.append(share)
    ter = TER().corpus_score(
        [doubled(_WORD.findall(text.casefold()), case.terms) for case, text in zip(cases, english, strict=True)],
        [[doubled(_WORD.findall(case.reference.casefold()), case.terms) for case in cases]],
    )
    references = [[case.reference for case in cases]]
    print(
        f"{name:<28} exact match {exact / total:.3f}  window overlap {sum(overlaps) / len(overlaps):.3f}  "
        f"1-TERm {1 - ter.score / 100:.3f}  chrF {CHRF().corpus_score(english, references).score:.2f}  "
        f"BLEU {sacrebleu.corpus_bleu(english, references).score:.2f}  ({total} terms)",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("french", type=Path)
    parser.add_argument("english", type=Path)
    parser.add_argument("--sentences", type=int)
    parser.add_argument("--model", default="fr-en-tiny")
    parser.add_argument("--beam", type=int, default=4)
    options = parser.parse_args()
    cases = [case for case in read(options.french, options.english) if case.terms][: options.sentences]
    checkpoint = open_checkpoint(find_model(options.model))
    markers = checkpoint.capabilities.constraint_markers
    engine = FastEngine(checkpoint)
    ways: dict[str, frozenset[str] | None] = {"plain model": None, "all steps": STEPS}
    steps = sorted(STEPS - {QUANTITIES} - (set() if markers else {MARKERS}))
    ways |= {f"without {step}": STEPS - {step} for step in steps} | {
        f"only {step}": frozenset({step}) for step in steps
    }
    for name, chosen in ways.items():
        holder = Holder(engine, Decoding(beam=options.beam), markers=markers, steps=chosen or frozenset())
        tasks = [
            Task(
                Segment(number, case.source),
                Style(),
                Terms() if chosen is None else Terms(Matcher(Glossary(case.terms))),
            )
            for number, case in enumerate(cases)
        ]
        done = translate_segments(tasks, Tools(holder, checkpoint.longest_source, checks=False))
        score(name, cases, [segment.target or "" for segment in done])


if __name__ == "__main__":
    main()
