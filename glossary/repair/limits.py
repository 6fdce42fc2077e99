"""The limits of repair, each with its reason and the measure it was chosen by: `repair-limits.tsv`."""

from collections.abc import Mapping
from functools import cache

from glossary.tables import lines_of, rows

TABLE = "repair-limits.tsv"


@cache
def _limits() -> Mapping[str, float]:
    found = rows(lines_of("glossary", TABLE), ("name", "value", "measured", "reason"))
    return {name: float(value) for _, (name, value, _, _) in found}


def limit(name: str) -> float:
    """Return the limit of this name.

    :raises KeyError: where the table has none.

    >>> limit("lost-accents-suggested")
    0.5
    """
    return _limits()[name]
