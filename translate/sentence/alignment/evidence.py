"""What speaks for a link between two words, sentence by sentence: the lexicon, spelling, numbers and marks."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy

from glossary.bilingual.lexicon import Lexicon, Targets, english_parts, french_parts
from glossary.french.words import fold
from translate.engine.base import Attention

_MARKS = (
    dict.fromkeys("\"«»“”„‟‹›'’‘", '"')
    | dict.fromkeys("-–—−‐‑―", "-")
    | dict.fromkeys("([{", "(")
    | dict.fromkeys(")]}", ")")
    | dict.fromkeys(";:", ";")
    | dict.fromkeys("…", ".")
)
_OTHER_MARK = 0.05
"""How alike two different marks are: a semicolon rather becomes a comma than a word."""
_SHORT = 3
_SHORT_EQUAL = 0.3
"""Short words in small letters may be words of both languages, such as `on`, `or` and `son`."""
_LEAST_LIKENESS = 0.6
_SAME_BEGINNING = 3
_MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of each cell, [target words, source words] each, all from 0 to 1.

    `forward` is the probability of the target word given the source word, `backward` the reverse, `likeness` how alike
    they look: 1 for equal names, numbers and marks.
    """

    forward: Attention
    backward: Attention
    likeness: Attention


def evidence(sources: Sequence[str], targets: Sequence[str], lexicon: Lexicon) -> Evidence:
    """Return what the lexicon and the spelling say of French words `sources` and English words `targets`."""
    columns, rows = dict.fromkeys(sources), dict.fromkeys(targets)
    found = _of_distinct([*columns], [*rows], lexicon)
    if len(columns) == len(sources) and len(rows) == len(targets):
        return found
    # Words that come again and again, as in a list, are looked at once.
    every = numpy.ix_(_numbers(targets), _numbers(sources))
    return Evidence(found.forward[every], found.backward[every], found.likeness[every])


def _numbers(words: Sequence[str]) -> list[int]:
    numbers: dict[str, int] = {}
    return [numbers.setdefault(word, len(numbers)) for word in words]


def _of_distinct(sources: Sequence[str], targets: Sequence[str], lexicon: Lexicon) -> Evidence:
    shape = len(targets), len(sources)
    forward, backward = numpy.zeros(shape, dtype=numpy.float32), numpy.zeros(shape, dtype=numpy.float32)
    places: dict[str, list[int]] = defaultdict(list)
    for row, word in enumerate(targets):
        for part in set(english_parts(word)):
            places[part].append(row)
    wanted = Targets(places)
    known: dict[str, list[tuple[str, float, float]]] = {}
    for column, word in enumerate(sources):
        for part in set(french_parts(word)):
            if part not in known:
                known[part] = lexicon.among(part, wanted)
            for english, there, back in known[part]:
                for row in places[english]:
                    forward[row, column] = max(forward[row, column], there)
                    backward[row, column] = max(backward[row, column], back)
    return Evidence(forward, backward, _likeness(sources, targets))


def _likeness(sources: Sequence[str], targets: Sequence[str]) -> Attention:
    result = numpy.zeros((len(targets), len(sources)), dtype=numpy.float32)
    keys = [_key(word) for word in targets]
    marks: list[int] = []
    beginnings: dict[str, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        if not any(map(str.isalnum, key)):
            marks.append(row)
        beginnings[key[:_SAME_BEGINNING]].append(row)
    for column, word in enumerate(sources):
        key = _key(word)
        if not any(map(str.isalnum, key)):
            result[marks, column] = _OTHER_MARK
        for row in beginnings.get(key[:_SAME_BEGINNING], ()):
            result[row, column] = max(result[row, column], _alike(key, keys[row], word, targets[row]))
    return result


def split_numbers(sources: Sequence[str], targets: Sequence[str]) -> list[tuple[list[int], list[int]]]:
    """Return the parts of numbers with spaces in them, such as `1 500,50`, with the whole number on the other side.

    >>> split_numbers(["1", "500,50", "euros"], ["€1,500.50"])
    [([0, 1], [0])]
    """
    keys = [_key(word) for word in sources], [_key(word) for word in targets]
    return [(parts, [whole]) for parts, whole in _parts(*keys)] + [
        ([whole], parts) for parts, whole in _parts(*keys[::-1])
    ]


def _parts(parts: Sequence[str], wholes: Sequence[str]) -> Iterator[tuple[list[int], int]]:
    places = {whole: place for place, whole in enumerate(wholes) if whole.isdecimal() and len(whole) > _SAME_BEGINNING}
    for first in range(len(parts) if places else 0):
        joined = parts[first]
        for last in range(first + 1, min(first + _MOST_PARTS, len(parts))):
            if not (joined.isdecimal() and parts[last].isdecimal()):
                break
            joined += parts[last]
            if joined in places:
                yield list(range(first, last + 1)), places[joined]


@lru_cache(maxsize=1 << 16)
def _key(word: str) -> str:
    """Return what is compared of a word: no accents, no case, numbers without the marks inside them."""
    if not any(map(str.isalnum, word)):
        return _MARKS.get(word[:1], word[:1])
    plain = fold(word)
    bare = plain.strip("".join(c for c in plain if not c.isalnum()))
    return "".join(c for c in bare if c.isdigit()) if bare[:1].isdigit() else bare


def _alike(here: str, there: str, source: str, target: str) -> float:
    if here == there:
        short = len(here) <= _SHORT and here.isalpha() and source.islower() and target.islower()
        return _SHORT_EQUAL if short else 1.0
    if not here[:1].isalpha():
        return 0.0
    common = next((n for n, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there)))
    share = common / max(len(here), len(there))
    return share * share if share >= _LEAST_LIKENESS else 0.0
