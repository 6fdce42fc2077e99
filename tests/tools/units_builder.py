"""Builds `glossary/data/quantities-kept.tsv`: the French units that models write right themselves.

    python tests/tools/units_builder.py [MODEL ...] > glossary/data/quantities-kept.tsv

Each way in which French writes a unit or a currency is put with three numbers into five sentences; kept is what every
model, the one in the package and those named (a folder or a name of the store), puts into English with its unit in all
fifteen. Everything else is held back from models, see `glossary/quantities/crossing.py`.
"""

import argparse
from collections import Counter
from pathlib import Path

from glossary.quantities import english_quantities, french_quantities, same
from glossary.quantities.lexicon import lexicon
from translate.engine.base import Decoding
from translate.engine.checkpoint import EMBEDDED, open_checkpoint
from translate.engine.fast import FastEngine
from translate.engine.store import DEFAULT_MODEL, find_model

SENTENCES = (
    "Il en faut {} pour cela.",
    "La valeur mesurée était de {} hier soir.",
    "Le rapport parle de {} dans la région.",
    "{} de plus, a dit le ministre.",
    "On a compté {} en 2019.",
)
NUMBERS = ("12", "350", "4,5")
HEAD = """\
# French units and currencies that models put into English themselves, all others are held back from them. Built by
# tests/tools/units_builder.py with {models}: right in all of {count} sentences. MIT licence.
form"""


def right(model: Path, forms: list[str]) -> Counter[str]:
    """Return in how many sentences `model` says the quantity with its unit, for each form of a unit."""
    engine = FastEngine(open_checkpoint(model), compute_type="int8", threads=2, device="cpu")
    cases = [
        (form, sentence.format(f"{number} {form}")) for form in forms for sentence in SENTENCES for number in NUMBERS
    ]
    answers = engine.translate([french for _, french in cases], decoding=Decoding(beam=4))
    found: Counter[str] = Counter()
    for (form, french), answer in zip(cases, answers, strict=True):
        quantity = next(iter(french_quantities(french)), None)
        english = english_quantities(answer.text)
        found[form] += quantity is not None and any(one.unit and same(quantity, one) for one in english)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", metavar="MODEL")
    arguments = parser.parse_args()
    words = lexicon("french")
    forms = [*words.symbols, *words.unit_words]
    models = {DEFAULT_MODEL: EMBEDDED / DEFAULT_MODEL} | {
        name: Path(name) if Path(name).is_dir() else find_model(name) for name in arguments.models
    }
    counts = [right(path, forms) for path in models.values()]
    everything = len(SENTENCES) * len(NUMBERS)
    kept = [form for form in forms if all(count[form] == everything for count in counts)]
    known = [open_checkpoint(path).capabilities for path in models.values()]
    names = [f"{one.name} {one.version}" for one in known]
    print(HEAD.format(models=" and ".join(names), count=everything), *kept, sep="\n")


if __name__ == "__main__":
    main()
