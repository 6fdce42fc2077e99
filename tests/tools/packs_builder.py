"""Makes the packs of terms that come from the Unicode CLDR, with Babel (`pip install babel`).

Run by those who change the packs, not by users:

    python tests/tools/packs_builder.py glossary/data/packs

It writes `cldr-places.tsv`, `cldr-languages.tsv` and `cldr-currencies.tsv` into that folder. Left out are names that
are the same in both languages, that another pack of the folder already has, and that `cldr-left-out.tsv` lists.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.french.words import without_accents
from glossary.tables import rows
from glossary.terms.packs import COLUMNS

if TYPE_CHECKING:
    from babel import Locale

_BUILT = ("cldr-places", "cldr-languages", "cldr-currencies")
_NO_PACK = ("index", "cldr-left-out")
_UNFIT = re.compile(r"[\d\[(]")
"""What stands in a name that is not written so in running text: `franc CFA (BEAC)`."""


def english_forms(name: str) -> list[str]:
    """Return what may be written for an English name of CLDR, the preferred form first.

    >>> english_forms("St. Kitts & Nevis")
    ['Saint Kitts and Nevis', 'St. Kitts and Nevis', 'St Kitts and Nevis', 'St. Kitts & Nevis']
    """
    name = name.replace("’", "'")
    joined = name.replace(" & ", " and ")
    saints = [joined.replace("St. ", "Saint "), joined, joined.replace("St. ", "St "), name]
    return list(dict.fromkeys([*saints, *map(without_accents, saints)]))


def _places(french: "Locale", english: "Locale") -> Iterator[tuple[str, list[str]]]:
    for code, name in french.territories.items():
        # Codes of figures are parts of the world; their names in English CLDR are those of statistics.
        if code.isalpha() and code in english.territories:
            yield name, english_forms(english.territories[code])
    for zone, values in french.time_zones.items():
        english_city = english.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        if "city" in values:
            yield values["city"], english_forms(english_city)


def _languages(french: "Locale", english: "Locale") -> Iterator[tuple[str, list[str]]]:
    for code, name in french.languages.items():
        # The languages of two letters are those that many readers know; the names of others are often common words.
        if len(code) == 2 and code in english.languages:
            yield name, english_forms(english.languages[code])


def _currencies() -> Iterator[tuple[str, list[str]]]:
    from babel.core import get_global
    from babel.numbers import get_currency_name

    spans = get_global("territory_currencies").values()
    for code in sorted({code for span in spans for code, _, end, tender in span if end is None and tender}):
        names = (get_currency_name(code, 1, "fr"), get_currency_name(code, 1, "en"))
        forms = english_forms(names[1])
        noun = forms[0].rpartition(" ")[2]
        yield names[0], list(dict.fromkeys([*forms, noun, without_accents(noun)]))


def _spellings_of(folder: Path) -> set[str]:
    """Return the French of all packs in `folder` that are not built here, and what is never to be taken."""
    known: set[str] = set()
    for path in sorted(folder.glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").split("\n")
        if path.stem == "cldr-left-out":
            known.update(name for _, (name, _) in rows(lines, ("name", "reason")))
        elif path.stem not in (*_BUILT, *_NO_PACK):
            for _, values in rows(lines, COLUMNS):
                known.update((values[0], *values[3].split("|")))
    return known


def _write(path: Path, found: Iterable[tuple[str, list[str]]], known: set[str], kind: str, inflect: str) -> None:
    lines: dict[str, str] = {}
    for name, forms in found:
        source = name.replace("’", "'")
        same = without_accents(source) == without_accents(forms[0])
        if same or source in known or source in lines or _UNFIT.search(source + forms[0]):
            continue
        # An island's kind has a small letter inside a sentence: `l'île Bouvet`.
        variants = source[0].lower() + source[1:] if re.match(r"Îles? |Territoires? |État ", source) else ""
        values = (source, forms[0], kind, variants, "|".join(forms[1:]), "", "smart", inflect, "")
        lines[source] = "\t".join(values) + "\n"
    content = "\t".join(COLUMNS) + "\n" + "".join(lines[source] for source in sorted(lines))
    path.write_text(content, encoding="utf-8", newline="\n")


def build(folder: Path) -> None:
    """Write the packs that come from CLDR into `folder`, where the other packs stand.

    :raises OSError: where a file cannot be read or written.
    """
    from babel import Locale

    french, english = Locale("fr"), Locale("en")
    known = _spellings_of(folder)
    _write(folder / "cldr-places.tsv", _places(french, english), known, "place", "no")
    _write(folder / "cldr-languages.tsv", _languages(french, english), known, "demonym", "yes")
    _write(folder / "cldr-currencies.tsv", _currencies(), known, "term", "yes")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
