"""French abbreviations: which ones can end a sentence, and what is expected after them."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from glossary.tables import lines_of, rows

HEADER = ("form", "ends", "expects", "meaning")


class Expects(enum.Enum):
    """What usually stands after an abbreviation."""

    NAME = "name"
    NUMBER = "number"
    NOTHING = "-"
    """Nothing in particular."""


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """One abbreviation: `form` with its mark (`art.`), `ends` whether it can be the last word of a sentence."""

    form: str
    ends: bool
    expects: Expects
    meaning: str


def read(lines: Iterable[str]) -> dict[str, Abbreviation]:
    """Read a table of tab-separated columns form, ends, expects, meaning; lines that start with `#` are comments.

    :raises ValueError: where the header is not these four names, a line has another number of columns or a value
        that is not known, or a form stands there twice.

    >>> read(["form\\tends\\texpects\\tmeaning", "Dr.\\tno\\tname\\tdocteur"])["Dr."].ends
    False
    """
    table: dict[str, Abbreviation] = {}
    for number, (form, ends, expects, meaning) in rows(lines, HEADER):
        if form in table:
            raise ValueError(f"line {number}: {form!r} stands there twice")
        if ends not in ("yes", "no"):
            raise ValueError(f"line {number}: ends must be yes or no, not {ends!r}")
        if expects not in {choice.value for choice in Expects}:
            raise ValueError(f"line {number}: expects must be name, number or -, not {expects!r}")
        table[form] = Abbreviation(form, ends == "yes", Expects(expects), meaning)
    return table


@cache
def abbreviations() -> Mapping[str, Abbreviation]:
    """Return the abbreviations that come with this package, by form; read once.

    >>> abbreviations()["etc."].ends
    True
    """
    return MappingProxyType(read(lines_of("glossary", "abbreviations.tsv")))


def find(form: str) -> Abbreviation | None:
    """Return the abbreviation written `form` (with its mark), or None.

    A form that the table has in small letters is also found with a capital (`Art.`) or in capitals (`ART.`).

    >>> find("Art.").meaning
    'article'
    >>> find("chat.") is None
    True
    """
    table = abbreviations()
    found = table.get(form)
    if found is None and form[:1].isupper():
        found = table.get(form[:1].lower() + form[1:])
        # A single capital letter is far more often an initial than `p.` or `t.` in capitals.
        if len(form) <= 2:
            return None
        if found is None and form.isupper():
            found = table.get(form.lower())
    return found
