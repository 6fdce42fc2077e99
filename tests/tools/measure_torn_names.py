"""Counts the names that repair tears apart or changes in headlines and lists of names, of which none should be.

    python tests/tools/measure_torn_names.py NAMES [--headlines 8500] [--without-list]

NAMES is a JSON file with lists of names under `first`, `last`, `communes` and `cities`. With `--without-list` the
table of names that look like words is not used: that tells how names are kept that nobody has listed.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from unittest.mock import patch

from glossary.repair import repair

HEADLINES = (
    "{first} {last} élu maire de {commune}",
    "{commune} : {first} {last} raconte sa vie",
    "À {commune}, {first} {last} et {other} {last} inculpés",
    "{city} accueille {last}",
    "Accident à {commune} : deux blessés",
    "Mort de {first} {last}, ancien ministre",
    "{last} quitte {city}",
    "Qui est {first} {last} ?",
    "{city} - {commune} : match nul",
    "De {commune} à {city} en train",
    "Affaire {last} : le procès s'ouvre à {city}",
    "{first} {last}\n{commune}\n{city}",
)
PAGE = 25
"""Headlines that are repaired together, as on a page."""


def headlines(names: Mapping[str, Sequence[str]], count: int, *, seed: int = 1) -> Iterator[str]:
    """Yield pages of headlines with names drawn at random."""
    chance = Random(seed)
    for _ in range(0, count, PAGE):
        yield "\n".join(
            chance.choice(HEADLINES).format(
                first=chance.choice(names["first"]),
                other=chance.choice(names["first"]),
                last=chance.choice(names["last"]),
                commune=chance.choice(names["communes"]),
                city=chance.choice(names["cities"]),
            )
            for _ in range(PAGE)
        )


def main() -> None:
    """Print how many words were read, and each edit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", type=Path)
    parser.add_argument("--headlines", type=int, default=8500)
    parser.add_argument("--without-list", action="store_true")
    options = parser.parse_args()
    names = json.loads(options.names.read_text(encoding="utf-8"))
    words, rules = 0, Counter[str]()
    with patch("glossary.repair.glued.names_like_words", frozenset) if options.without_list else patch.dict({}):
        for page in headlines(names, options.headlines):
            words += len(page.split())
            for edit in repair(page).edits:
                rules[edit.rule] += 1
                before, after = page[: edit.span.start][-20:], page[edit.span.end :][:20]
                print(f"{edit.rule}: {before!r} [{edit.old!r} -> {edit.new!r}] {after!r}")
    print(f"{words:,} words, {rules.total()} edits: {dict(rules)}")


if __name__ == "__main__":
    main()
