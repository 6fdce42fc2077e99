"""The spellings of a glossary in a tree of the stems of their words, which grows where a text leads.

A glossary of a hundred thousand terms costs one look at the first word of each.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from glossary.terms.matching_words import clean, first_item, items, stem
from glossary.terms.records import Glossary, Term

ARTICLES = ("le", "la", "les", "l")
HYPHENS = "‐‑‒–-"
_CONTRACTIONS = {"le": ("du", "au"), "les": ("des", "aux")}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A spelling taken apart into words and signs; `start` is what its article is in a text, empty without one."""

    term: Term
    order: int
    listed: bool
    words: tuple[str, ...]
    hyphens: int
    start: str
    stems: tuple[str, ...]

    @property
    def core(self) -> int:
        """The place of the first word behind an article that may be written in another way."""
        return 1 if self.start and len(self.words) > 1 else 0


class Node:
    """A place in the tree of stems; what lies below is put in order when a text first leads there."""

    __slots__ = ("children", "common", "depth", "ends", "waiting")

    def __init__(self, depth: int, waiting: list[Pattern]) -> None:
        self.depth = depth
        self.waiting = waiting
        self.common: list[str] = []
        self.ends: list[Pattern] = []
        self.children: dict[str, Node] = {}

    def grow(self) -> None:
        """Find what all that waits here has in common, what ends behind it, and what goes on."""
        first, last = min(one.stems for one in self.waiting), max(one.stems for one in self.waiting)
        end = self.depth
        while end < min(len(first), len(last)) and first[end] == last[end]:
            end += 1
        self.common = list(first[self.depth : end])
        below: dict[str, list[Pattern]] = {}
        ends: dict[tuple[object, ...], Pattern] = {}
        for pattern in self.waiting:
            if len(pattern.stems) == end:
                term = pattern.term
                alike = pattern.words, pattern.hyphens, pattern.start, term.kind, term.case, term.inflect
                if alike not in ends or ends[alike].order < pattern.order:
                    ends[alike] = pattern
            else:
                below.setdefault(pattern.stems[end], []).append(pattern)
        self.ends = sorted(ends.values(), key=lambda pattern: -pattern.order)
        self.children = {key: Node(end + 1, patterns) for key, patterns in below.items()}
        self.waiting = []


class Roots:
    """All spellings by the stem of their first word or sign; they are taken apart when a text has that stem.

    Of a hundred thousand only few ever are, so what is kept of the others is a row in some lists: `previous` is the row
    of the spelling before with the same stem, -1 for none.
    """

    def __init__(self, glossary: Glossary) -> None:
        self._spellings: list[str] = []
        self._terms: list[Term] = []
        self._orders: list[int] = []
        self._starts: list[str] = []
        self._previous: list[int] = []
        self._last: dict[str, int] = {}
        self._nodes: dict[str, Node] = {}
        for order, term in enumerate(glossary):
            for spelling in term.spellings if term.variants else (term.source,):
                word = first_item(spelling)
                if len(word) < 4 and word.lower() in ARTICLES:
                    for text, start in _with_articles(spelling):
                        self._add(stem(start or first_item(text)), text, term, order, start)
                elif word:
                    self._add(stem(word), spelling, term, order, "")

    def _add(self, key: str, spelling: str, term: Term, order: int, start: str) -> None:
        self._previous.append(self._last.get(key, -1))
        self._last[key] = len(self._spellings)
        self._spellings.append(spelling)
        self._terms.append(term)
        self._orders.append(order)
        self._starts.append(start)

    def __contains__(self, key: str) -> bool:
        return key in self._last

    def __getitem__(self, key: str) -> Node:
        node = self._nodes.get(key)
        if node is None:
            rows, row = [], self._last[key]
            while row >= 0:
                rows.append(row)
                row = self._previous[row]
            patterns = [_pattern(self._spellings[n], self._terms[n], self._orders[n], self._starts[n]) for n in rows]
            node = self._nodes[key] = Node(1, patterns)
        return node


def _with_articles(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways in which a spelling that begins with an article stands in a text, and what the article is there.

    That is `le`, `du` and so on; empty where the spelling is without it.
    """
    article, *others = items(text)
    small = article.group().lower()
    if not others:
        yield text, ""
        return
    elided = small == "l"
    rest = text[others[1 if elided and len(others) > 1 else 0].start() :]
    if elided and article.group() == "l":
        yield rest, ""
        return
    for start in (small, *_CONTRACTIONS.get(small, ())):
        yield text, start
    if article.group() == small and rest[0].isupper() and len(others) > 1:
        # Long enough to be no other word without its article: États-Unis.
        yield rest, ""


def _pattern(spelling: str, term: Term, order: int, start: str) -> Pattern:
    words = [clean(item.group()) for item in items(spelling)]
    if start:
        words[0] = start
    hyphens = sum(spelling.count(sign) for sign in HYPHENS)
    stems = tuple(stem(word) for word in words)
    return Pattern(term, order, term.source.endswith(spelling), tuple(words), hyphens, start, stems)
