"""Measures which English words are offered for rare French ones.

    python tests/tools/measure_choices.py FRENCH ENGLISH [--rarest N] [--set NAME=VALUE ...]

Both files have a sentence a line. Looked at are the French words in small letters that the word table has N times at
the most (50 unless told), in sentences whose English has ten words at least. Printed are how many have a choice, how
often the first one and any one stands in the English sentence, and how many choices there are. With --set a constant of
`glossary.bilingual.word_choice` has another value.
"""

import argparse
from pathlib import Path

from glossary.bilingual import word_choice
from glossary.french.lexicon import form
from glossary.french.words import LETTERS


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("french", type=Path)
    parser.add_argument("english", type=Path)
    parser.add_argument("--rarest", type=int, default=50)
    parser.add_argument("--set", action="append", default=[])
    options = parser.parse_args()
    for setting in options.set:
        name, value = setting.split("=")
        setattr(word_choice, name, type(getattr(word_choice, name))(value))
    words = offered = first = some = total = 0
    both = zip(
        options.french.read_text("utf-8").splitlines(), options.english.read_text("utf-8").splitlines(), strict=True
    )
    for french, english in both:
        there = {word.lower() for word in LETTERS.findall(english)}
        for word in LETTERS.findall(french):
            known = form(word) if word.islower() and len(word) > 3 else None
            if known is None or not known.has("NAVPIR") or known.count > options.rarest or len(there) < 10:
                continue
            choices = [choice.english for choice in word_choice.choices(word)]
            words += 1
            offered += bool(choices)
            first += bool(choices) and choices[0] in there
            some += not there.isdisjoint(choices)
            total += len(choices)
    print(
        f"{words} words, with a choice {offered / words:.3f}, the first right {first / words:.4f}, one right "
        f"{some / words:.4f}, choices a word {total / words:.2f}"
    )


if __name__ == "__main__":
    main()
