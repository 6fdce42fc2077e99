"""Links of words that are one only together."""

from collections.abc import Sequence
from functools import cache

from glossary.tables import lines_of, rows

_FARTHEST = 7
_LESS_SURE = 0.9
"""Of 126 hand-aligned `ne` with a partner in the stories of ALIBI, 103 are linked to exactly what the partner is."""


def join_negations(links: dict[tuple[int, int], float], sources: Sequence[str]) -> None:
    """Link each `ne` with what the word that it is one negation with is linked with, in `links` itself.

    >>> links = {(0, 0): 0.9, (3, 1): 0.9}
    >>> join_negations(links, ["Je", "ne", "dors", "pas"])
    >>> links[1, 1]
    0.81
    """
    words = [word.lower().replace("’", "'") for word in sources]
    for place, word in enumerate(words):
        if word not in _words("negation"):
            continue
        behind = range(place + 1, min(place + 1 + _FARTHEST, len(words)))
        partner = next((other for other in behind if words[other] in _words("negation-partner")), None)
        targets = [(t, confidence) for (s, t), confidence in links.items() if s == partner]
        if targets:
            for link in [link for link in links if link[0] == place and links[link] < 1]:
                del links[link]
            for target, confidence in targets:
                links.setdefault((place, target), round(confidence * _LESS_SURE, 3))


@cache
def _words(role: str) -> frozenset[str]:
    found = rows(lines_of("translate.sentence", "alignment-words.tsv"), ("role", "words"))
    return frozenset(word for _, (name, words) in found if name == role for word in words.split(" "))
