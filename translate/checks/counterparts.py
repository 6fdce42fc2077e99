"""Where in the target a stretch of the source is said, or would have to be, by the links between the words."""

from functools import lru_cache

from glossary.edits import Span
from translate.checks.base import Pair, Word, words
from translate.documents.records import WordLinks

_REACH = 2
"""Words around the counterpart of a neighbour: English turns the order of two words in a row, seldom of three."""


def links_of(pair: Pair) -> WordLinks:
    """Return the links of a pair: its own, or those that lexicon, spelling and order suggest, in 2 milliseconds."""
    return _aligned(pair.source, pair.target) if pair.links is None else pair.links


@lru_cache(maxsize=1 << 9)
def _aligned(source: str, target: str) -> WordLinks:
    from translate.sentence.alignment import align_texts  # loads numpy, which most texts are checked without

    return align_texts([(source, target)], engine=None)[0]


def standing_near(pair: Pair, span: Span) -> list[Word]:
    """Return the words of the target that stand about where the stretch `span` of the source would have to be said.

    That is beside what the words nearest to it on either side are linked with; in order, without what lies farther.

    >>> pair = Pair("Le maire de Lens a signé.", "The mayor of the old town has signed.")
    >>> [word.text for word in standing_near(pair, Span(12, 16))]
    ['The', 'mayor', 'of', 'the', 'old', 'town', 'has', 'signed']
    """
    links = links_of(pair)
    inside = [number for number, word in enumerate(links.source) if word.overlaps(span)]
    if not inside:
        return []
    before = max((here for here, _, _ in links.pairs if here < inside[0]), default=None)
    behind = min((here for here, _, _ in links.pairs if here > inside[-1]), default=None)
    middles = [there for here, there, _ in links.pairs if here in (before, behind) or here in inside]
    if before is None:
        middles.append(-1)
    if behind is None:
        middles.append(len(links.target))
    near = {number for middle in middles for number in range(middle - _REACH, middle + _REACH + 1)}
    spans = [span for number, span in enumerate(links.target) if number in near]
    return [word for word in words(pair.target) if any(word.span.overlaps(other) for other in spans)]


def coming_from(pair: Pair, span: Span) -> Span:
    """Return where in the source a word of the target, at `span`, would have to come from, a few words about it.

    That is about what the nearest words on either side of it are linked with; all of the source where none is near.

    >>> pair = Pair("Le maire de Lens a signé.", "The mayor of Lens has not signed.")
    >>> coming_from(pair, Span(22, 25)).of(pair.source)
    'maire de Lens a signé'
    """
    links = links_of(pair)
    place = next((number for number, word in enumerate(links.target) if word.end >= span.end), len(links.target))
    around = [(there, here) for here, there, _ in links.pairs if 0 < abs(there - place) <= _AROUND]
    before, behind = ([one for one in around if one[0] < place], [one for one in around if one[0] > place])
    near = [here for _, here in (*sorted(before)[-1:], *sorted(behind)[:1])]
    if not near:
        return Span(0, len(pair.source))
    first, last = max(0, min(near) - _AROUND), min(len(links.source) - 1, max(near) + _AROUND)
    return Span(links.source[first].start, links.source[last].end)


_AROUND = 3
"""Words between a word and those whose links tell its place, and as many again in the source: with 2, 1 right pair in
1,000 more has an added negation, with 4, one in twenty of those that were added is lost."""
