"""Links that other links decide: words that are linked only together, and articles and prepositions."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from glossary.tables import lines_of, rows

_FARTHEST = 7
_HEAD = 4
"""The noun of an article or a preposition stands at most so many words behind it."""
_GOVERNOR = 2
"""And what a preposition belongs to stands so many words before it."""
_WHOLE = 0.9
"""The confidence of the links of a phrase of the table, whose words may also come together by chance."""
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


def join_phrases(links: dict[tuple[int, int], float], sources: Sequence[str], targets: Sequence[str]) -> None:
    """Link each word of a phrase of the table with each of its English, in `links` itself, and with nothing else.

    One of these links stands already, or all the words are free and both texts have the phrases as often.

    >>> links = {(0, 0): 0.9}
    >>> join_phrases(links, ["12", "%"], ["12", "per", "cent"])
    >>> sorted(links)
    [(0, 0), (1, 1), (1, 2)]
    """
    here, there = _plain(sources), _plain(targets)
    present = set(there)
    for word in dict.fromkeys(here):
        for french, english in _phrases().get(word, ()):
            if present.issuperset(english):
                _join_phrase(links, [*_places(here, french)], [*_places(there, english)])


def _join_phrase(links: dict[tuple[int, int], float], here: Sequence[range], there: Sequence[range]) -> None:
    for number, columns in enumerate(here):
        touching = [link for link in links if link[0] in columns or any(link[1] in rows for rows in there)]
        rows = next((rows for rows in there if any(s in columns and t in rows for s, t in touching)), None)
        if rows is None and len(here) == len(there):
            rows = there[number]
            if any(s in columns or t in rows for s, t in touching):
                continue
        if rows is None or any(links[s, t] == 1 for s, t in touching if (s in columns) != (t in rows)):
            continue
        for s, t in touching:
            if (s in columns) != (t in rows):
                del links[s, t]
        for column in columns:
            for row in rows:
                links.setdefault((column, row), _WHOLE)


def follow_heads(links: dict[tuple[int, int], float], sources: Sequence[str], targets: Sequence[str]) -> None:
    """Take links of articles and of prepositions away that lead to those of another noun, in `links` itself.

    An article goes to a free one before what its noun is linked with; a preposition stays where what is before both
    belongs together. Articles are as many as nouns, and the wrong one is as likely by itself as the right one.

    >>> links = {(0, 4): 0.6, (1, 1): 0.9, (3, 3): 0.9, (4, 5): 0.9}
    >>> follow_heads(links, "le chat voit un chien".split(), "the cat he sees the dog".split())
    >>> sorted(links)
    [(0, 0), (1, 1), (3, 3), (4, 5)]
    """
    here, there = _plain(sources), _plain(targets)
    ahead: dict[int, set[int]] = defaultdict(set)
    back: dict[int, set[int]] = defaultdict(set)
    for source, target in links:
        ahead[source].add(target)
        back[target].add(source)
    for source, target in sorted(links):
        if links[source, target] == 1:
            continue
        if here[source] in _words("french-article") and there[target] in _words("english-article"):
            head = _content(here, range(source + 1, source + 1 + _HEAD), "french")
            meant = ahead.get(head, set()) if head is not None else set()
            if not meant or any(target < other <= target + _HEAD for other in meant) or len(ahead[source]) > 1:
                continue
            confidence = links.pop((source, target))
            before = [place for other in meant for place in (other - 1, other - 2) if place >= 0]
            free = next((place for place in before if there[place] in _words("english-article")), None)
            if free is not None and free not in back:
                links[source, free] = confidence
                back[free].add(source)
        elif _is_of_another(here, there, source, target, ahead, back):
            del links[source, target]


def _is_of_another(
    here: Sequence[str],
    there: Sequence[str],
    source: int,
    target: int,
    ahead: Mapping[int, Collection[int]],
    back: Mapping[int, Collection[int]],
) -> bool:
    """Tell whether two words are prepositions that belong to words that are linked with others than each other."""
    if here[source] not in _words("french-preposition") or there[target] not in _words("english-preposition"):
        return False
    head = _content(here, range(source + 1, source + 1 + _HEAD), "french")
    other = _content(there, range(target + 1, target + 1 + _HEAD), "english")
    if head is None or other is None or head not in ahead or other not in back or other in ahead[head]:
        return False
    governor = _content(here, range(source - 1, source - 1 - _GOVERNOR, -1), "french")
    governed = _content(there, range(target - 1, target - 1 - _GOVERNOR, -1), "english")
    together = governor is not None and governed in ahead.get(governor, ())
    return not together and not any(target < place <= target + _HEAD for place in ahead[head])


def _content(words: Sequence[str], places: range, language: str) -> int | None:
    """Return the first of these places with a content word, None where a mark or the end comes before it."""
    for place in places:
        if not 0 <= place < len(words) or not any(map(str.isalnum, words[place])):
            return None
        if not any(words[place] in _words(f"{language}-{role}") for role in ("article", "preposition", "idle")):
            return place
    return None


def _plain(words: Sequence[str]) -> list[str]:
    return [word.lower().replace("’", "'").rstrip(".") or word for word in words]


def _places(words: Sequence[str], phrase: Sequence[str]) -> Iterator[range]:
    size = len(phrase)
    for start, word in enumerate(words):
        if word == phrase[0] and tuple(words[start : start + size]) == phrase:
            yield range(start, start + size)


@cache
def _phrases() -> Mapping[str, Sequence[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Return the phrases of the table by their first French word, each with its English."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
    for _, (french, english) in rows(lines_of("translate.sentence", "alignment-phrases.tsv"), ("french", "english")):
        key = tuple(_plain(french.split(" ")))
        found[key[0]].append((key, tuple(_plain(english.split(" ")))))
    return found


@cache
def _words(role: str) -> frozenset[str]:
    found = rows(lines_of("translate.sentence", "alignment-words.tsv"), ("role", "words"))
    return frozenset(word for _, (name, words) in found if name == role for word in words.split(" "))
