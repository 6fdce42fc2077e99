"""Measures the mending of words that do not exist.

    python tests/tools/measure_words.py FRENCH ENGLISH [SENTENCES] [--all]

Both files have a sentence a line; --all prints each change.
"""

import argparse
from pathlib import Path

import sacrebleu

from translate.documents.formats import read_text
from translate.documents.records import Segment
from translate.engine.normalisation import NORMALISATIONS
from translate.run.translator import Translator
from translate.terms.holding import STEPS, WORDS

PLAIN = NORMALISATIONS["punct-2"].english


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("french", type=Path)
    parser.add_argument("english", type=Path)
    parser.add_argument("sentences", type=int, nargs="?", default=1000)
    parser.add_argument("--model", default="fr-en-tiny")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    french, english = (
        path.read_text(encoding="utf-8").splitlines()[: options.sentences] for path in (options.french, options.english)
    )
    references = [[PLAIN(line) for line in english]]
    for way, steps in (("without", STEPS - {WORDS}), ("with", STEPS)):
        translator = Translator(options.model, beam=options.beam, checks=False, steps=steps, repair="off")
        documents = list(translator.translate_documents([read_text(line, format="text") for line in french]))
        texts = [PLAIN(document.text) for document in documents]
        edits = [
            edit
            for document in documents
            for part in document.parts
            if isinstance(part, Segment)
            for edit in part.target_edits
            if {"words", "capitals"} & set(edit.rule.split("+"))
        ]
        print(
            f"{way}: {len(edits)} edits, BLEU {sacrebleu.corpus_bleu(texts, references).score:.2f}, "
            f"chrF {sacrebleu.corpus_chrf(texts, references).score:.2f}",
            flush=True,
        )
        for edit in edits if options.all else ():
            print(f"  {edit.rule}: {edit.old} -> {edit.new} ({edit.reason})")


if __name__ == "__main__":
    main()
