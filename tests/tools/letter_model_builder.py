"""Makes the table of `glossary.french.letter_model`: which letters follow one another in words and in names.

Run by those who change the lexicon, not by users:

    python tests/tools/letter_model_builder.py data/words.tsv data/word-letters.tsv
"""

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from glossary.french.letter_model import runs

FEWEST_IN_WORDS, FEWEST_IN_NAMES = 3, 2
"""In how many words and in how many names a run of letters must be found to be kept."""


def count(forms: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Return in how many of `forms`, lines of the table of words, each run is found: words in small letters, names.

    Only words of the dictionary count, and of names also those that were only seen; acronyms do not.
    """
    words: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for line in forms:
        form, _, grammar = line.rstrip("\n").split("\t")
        if len(form) < 2 or not form.replace("-", "").replace("'", "").isalpha():
            continue
        if form.islower():
            if grammar != "-":
                words.update(set(runs(form)))
        elif form[1:].islower():
            names.update(set(runs(form.lower())))
    return words, names


def table(words: Counter[str], names: Counter[str]) -> str:
    """Return the text of the table, without what is rarer than the limits of this module."""
    lines = [
        "# Runs of letters, and in how many words of small letters and in how many names each is found; ^ and $ stand",
        "# before and after a word; columns: letters, words, names.",
        "# Counted in words.tsv by tests/tools/letter_model_builder.py. Own work, MIT licence.",
    ]
    for run in sorted(words.keys() | names.keys()):
        in_words = words[run] if words[run] >= FEWEST_IN_WORDS else 0
        in_names = names[run] if names[run] >= FEWEST_IN_NAMES else 0
        if in_words or in_names:
            lines.append(f"{run}\t{in_words}\t{in_names}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as forms:
        made = table(*count(forms))
    Path(sys.argv[2]).write_text(made, encoding="utf-8")
