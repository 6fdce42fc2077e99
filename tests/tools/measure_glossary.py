"""Measures names in translations: python tests/tools/measure_glossary.py [--model NAME] [--beam N] [--all].

The sentences are those of tests/cases/names.tsv; --all prints each name that came out wrong.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from glossary.tables import rows
from glossary.terms.renderings import search
from translate.documents.formats import read_text
from translate.documents.records import Document
from translate.run.translator import Translator
from translate.terms.holding import STEPS

CASES = Path(__file__).parents[1] / "cases" / "names.tsv"
COLUMNS = ("sentence", "name", "accepted", "kind", "origin", "in_pack", "trap", "must_not")


@dataclass(frozen=True, slots=True)
class Example:
    sentence: str
    name: str
    accepted: tuple[str, ...]
    kind: str
    group: str
    must_not: tuple[str, ...]

    def is_right(self, english: str) -> bool:
        if self.group == "trap":
            return not search(english, self.must_not)
        return bool(search(english, self.accepted))


def examples() -> list[Example]:
    found = []
    for _, (sentence, name, accepted, kind, _, in_pack, trap, must_not) in rows(
        CASES.read_text(encoding="utf-8").splitlines(), COLUMNS
    ):
        group = "trap" if trap == "yes" else "in a pack" if in_pack == "yes" else "in no pack"
        forms = tuple(form for form in accepted.split("|") if form)
        found.append(Example(sentence, name, forms, kind, group, tuple(form for form in must_not.split("|") if form)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="fr-en-tiny")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    cases = examples()
    documents: Sequence[Document] = [read_text(case.sentence, format="text") for case in cases]
    ways = {
        "plain model": Translator(
            options.model, beam=options.beam, packs=(), names=False, checks=False, steps=(), repair="off"
        ),
        "packs and names": Translator(options.model, beam=options.beam, checks=False, steps=STEPS, repair="off"),
    }
    drafts: list[list[str]] = []
    for way, translator in ways.items():
        english = [document.text for document in translator.translate_documents(documents)]
        drafts.append(english)
        total: Counter[str] = Counter(case.group for case in cases)
        right = Counter(case.group for case, text in zip(cases, english, strict=True) if case.is_right(text))
        shares = "  ".join(
            f"{group} {right[group]}/{total[group]} {right[group] / total[group]:.3f}" for group in total
        )
        harmed = sum(
            case.group == "trap" and case.is_right(plain) and not case.is_right(text)
            for case, plain, text in zip(cases, drafts[0], english, strict=True)
        )
        print(f"{way:<16} {shares}  traps harmed {harmed}", flush=True)
        if options.all and way != "plain model":
            for case, text in zip(cases, english, strict=True):
                if not case.is_right(text):
                    print(f"  {case.group}: {case.name} -> {'|'.join(case.accepted or case.must_not)}")
                    print(f"    {case.sentence}\n    {text}")


if __name__ == "__main__":
    main()
