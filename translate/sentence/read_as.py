"""Abbreviations that a model does not know are read to it as the words that they stand for."""

import re
from functools import cache

from glossary.edits import Span
from glossary.tables import lines_of, rows

_TABLE = "read-as.tsv"
_BEFORE = {"-": r"(?<![\w.-])", "number": r"(?<=\d[ \u00a0\u202f])"}
_BEHIND = {
    "-": r"(?!\.?[\w-])",
    "name": r"(?= [A-ZÀ-Ý][\w’'-]*[a-zà-ÿ])",
    "number": r"(?=[ \u00a0\u202f]\d)",
    "initial": r"(?= [A-ZÀ-Ý]\.)",
    "of": r"(?= d(?:e |u |['’]))",
}


def read_as(text: str) -> list[tuple[Span, str]]:
    """Return the abbreviations of a French text, in order, each with the words that are read in its place.

    >>> [words for _, words in read_as("Me Roy me dit (cf. infra) qu'il y a env. 300 hab.")]
    ['M.', 'voir', 'environ', 'habitants']
    """
    found = []
    for match in _forms().finditer(text):
        words = _words()[match[0]]
        # The last one's full stop is also that of the sentence.
        end = match.end() - (match[0].endswith(".") and match.end() == len(text.rstrip()))
        found.append((Span(match.start(), end), words))
    return found


@cache
def _forms() -> re.Pattern[str]:
    return re.compile(
        "|".join(_BEFORE[before] + re.escape(form) + _BEHIND[behind] for form, _, before, behind in _table())
    )


@cache
def _words() -> dict[str, str]:
    return {form: reads for form, reads, _, _ in _table()}


@cache
def _table() -> list[tuple[str, str, str, str]]:
    return [
        (form, reads, before, behind)
        for _, (form, reads, before, behind) in rows(
            lines_of("glossary", _TABLE), ("form", "reads", "before", "behind")
        )
    ]
