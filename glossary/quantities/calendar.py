"""What says a quantity without a number: days of the week, months alone, seasons, millions of.

Words are compared as sets: only where the French says something that the English does not, and the English something
else of the same sort, is one in the other's place. A word that one side leaves out is free translation as often as not.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from glossary.edits import Span
from glossary.quantities.lexicon import lexicon
from glossary.tables import expression, lines_of, rows

_WORD = expression(r"[^\W\d_]+")
# A scale word with a number before it, in figures or words, is a part of that number.
_COUNTED = expression(
    r"(?:\d|(?<![^\W\d_])(?:an?|half|couple|few|several|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"hundred|[a-z]+teen|[a-z]+ty|un|une|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|cents?|vingt|trente|"
    r"quarante|cinquante|soixante|demi|quelques?))(?: de)?(?: et demi)?[ \u00a0\u202f-]$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a text that says a quantity of one `sort` (weekday, month, season, scale); `value` is equal in both."""

    span: Span
    sort: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A French word, and what the English says in its place."""

    french: Word
    english: Word


@cache
def _table(language: str) -> Mapping[str, tuple[str, str, str]]:
    """Return what each form of a word says: sort, value, and what must stand before it, empty where nothing must."""
    column = {"french": 2, "english": 3}[language]
    found = {}
    for _, row in rows(lines_of("glossary", "calendar.tsv"), ("sort", "value", "french", "english")):
        for form in row[column].split("|"):
            before, _, word = form.rpartition("~")
            found[word] = row[0], row[1], before
    for name, number in lexicon(language).months.items():
        if len(name) > 4 or name in ("mars", "mai", "juin", "août", "aout", "may", "june", "july"):
            found[name] = "month", str(number), _BEFORE_MONTH if name in ("may", "march") else ""
    return found


_BEFORE_MONTH = "in,of,since,until,by,from,last,next,early,late,mid,this,between,to,through,during,before,after,and"


def calendar_words(text: str, language: str) -> list[Word]:
    """Return the words of `text` that say a quantity without a number, in order.

    :raises KeyError: where `language` is neither `french` nor `english`.

    >>> [(word.sort, word.value) for word in calendar_words("Lundi, des milliers de gens", "french")]
    [('weekday', '1'), ('scale', '1000')]
    """
    table = _table(language)
    found = []
    previous = ""
    for match in _WORD.finditer(text):
        lowered = match[0].lower()
        known = table.get(lowered)
        if known is not None and _is_meant(text, match, known, previous, english=language == "english"):
            found.append(Word(Span(*match.span()), known[0], known[1], match[0]))
        previous = lowered
    return found


def _is_meant(text: str, match: re.Match[str], known: tuple[str, str, str], previous: str, *, english: bool) -> bool:
    sort, _, before = known
    # English has capitals, French has none but at the start of a sentence or in a headline.
    unusual = sort in ("month", "weekday") and english != match[0][0].isupper()
    if unusual and (english or (sort == "month" and match.start() > 0)):
        return False
    return not before or previous in before.split(",") or (sort == "month" and _beside_digits(text, match))


def _beside_digits(text: str, match: re.Match[str]) -> bool:
    around = text[match.end() : match.end() + 2].strip() + text[max(0, match.start() - 3) : match.start()].strip()
    return any(map(str.isdecimal, around))


def changed_words(source: str, target: str) -> Iterator[Changed]:
    """Yield the words of French `source` in whose place English `target` has another of the same sort.

    >>> [found.english.text for found in changed_words("Il vient lundi, en mars.", "He comes on Sunday, in March.")]
    ['Sunday']
    """
    french = calendar_words(source, "french")
    english = calendar_words(target, "english") if french else []
    for sort in dict.fromkeys(word.sort for word in french):
        here, there = ([word for word in side if word.sort == sort] for side in (french, english))
        said, heard = Counter(word.value for word in here), Counter(word.value for word in there)
        counted = len(here) == len(there)
        lost = [word for word in here if _is_more(word, said, heard, counted=counted) and _alone(word, source)]
        new = [word for word in there if _is_more(word, heard, said, counted=counted) and _alone(word, target)]
        for one, other in zip(lost, new, strict=False):
            yield Changed(one, other)


def _is_more(word: Word, own: Counter[str], other: Counter[str], *, counted: bool) -> bool:
    """Tell whether one text says a word that the other does not, or, where that counts, says it more often."""
    return not other[word.value] or (counted and own[word.value] > other[word.value])


def _alone(word: Word, text: str) -> bool:
    return word.sort != "scale" or _COUNTED.search(text, max(0, word.span.start - 24), word.span.start) is None
