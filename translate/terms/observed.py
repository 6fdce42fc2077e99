"""What French expressions became in the English of their sentences."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from glossary.edits import Span
from glossary.english.forms import singular
from glossary.french.words import fold
from glossary.tables import expression, words_in_role
from translate.checks.sentence_alignment import align_sentences
from translate.documents.records import WordLinks
from translate.sentence.alignment import LEAST_SHARE, align_texts, word_spans

_TABLE = "extraction-words.tsv"
_LONGEST_RENDERING = 8
_POSSESSIVE = expression(r"(?:['’]s|(?<=s)['’])$")
_MARK = expression(r"[^\w\s'’-]")
# Names that are spelled so much alike are taken for each other: Poutine and Putin.
_ALIKE = 0.66


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A French sentence with its English, None where there is none, and the words that belong together, if known."""

    source: str
    target: str | None = None
    links: WordLinks | None = None


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an expression stands: the number of the pair, the span in its source, and whether it is in the plural."""

    pair: int
    span: Span
    plural: bool = False


def pair_texts(sources: Sequence[str], targets: Sequence[str]) -> list[SentencePair]:
    """Return the sentences of a French text with those of its English, and the words of both that belong together.

    Sentences that became one are one pair; English that belongs to no French is left out.

    >>> [pair.target for pair in pair_texts(["Le chat dort.", "Il pleut."], ["The cat sleeps, it rains."])]
    ['The cat sleeps, it rains.']
    """
    joined = [
        (" ".join(sources[number] for number in bead.source), " ".join(targets[number] for number in bead.target))
        for bead in align_sentences(sources, targets)
        if bead.source
    ]
    links = iter(align_texts([both for both in joined if both[1]], engine=None))
    return [SentencePair(*both, next(links)) if both[1] else SentencePair(both[0]) for both in joined]


class Renderer:
    """Finds what French became in the English of its sentences."""

    def __init__(self, pairs: Sequence[SentencePair]) -> None:
        self._pairs = pairs
        self._spans = [word_spans(pair.target) if pair.target else [] for pair in pairs]
        self._words = [
            [_bare(span.of(pair.target or "")) for span in spans]
            for pair, spans in zip(pairs, self._spans, strict=True)
        ]
        self._places: dict[str, set[int]] = defaultdict(set)
        for number, words in enumerate(self._words):
            for word in words:
                self._places[word].add(number)

    def renderings(self, places: Sequence[Place], *, is_name: bool) -> tuple[tuple[str, int], ...]:
        """Return what French became and how often, the most frequent first; nothing where no English is there.

        English for a French plural is given in the singular, as in a dictionary.

        :param is_name: whether English that is spelled alike and has a capital may be taken for it.
        """
        sentences = {place.pair for place in places}
        counts: Counter[str] = Counter()
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for place in places:
            english = self._rendering(place.pair, place.span, sentences, is_name=is_name)
            if place.plural:
                english = singular(english)
            if english:
                counts[english.lower()] += 1
                spellings[english.lower()][english] += 1
        return tuple((spellings[key].most_common(1)[0][0], count) for key, count in counts.most_common())

    def _rendering(self, number: int, span: Span, sentences: set[int], *, is_name: bool) -> str:
        """Return the run of English words with the largest sum of what speaks for each of them, above a threshold."""
        pair, spans = self._pairs[number], self._spans[number]
        if not pair.target or not spans:
            return ""
        french = [_bare(word.of(pair.source)) for word in word_spans(pair.source, elisions=True) if word.overlaps(span)]
        inside, outside = _shares(pair.links, span, spans)
        middle = (span.start + span.end) / 2 / len(pair.source)
        gains = []
        for place, (word, where) in enumerate(zip(self._words[number], spans, strict=True)):
            share = inside[place] if inside[place] >= outside[place] else inside[place] / 2
            if is_name and where.of(pair.target)[0].isupper():
                share = max(share, *(_likeness(one, word) for one in french))
            if outside[place] < LEAST_SHARE:
                near = 1 - 1.2 * abs((where.start + where.end) / 2 / len(pair.target) - middle)
                share = max(share, self._together(word, sentences) * near)
            gains.append(share - LEAST_SHARE)
        parts = _parts(pair.target, spans)
        run = max((_best_run(gains, part) for part in parts), key=lambda run: sum(gains[place] for place in run))
        if is_name and run:
            capitals = [where.of(pair.target)[0].isupper() for where in spans]
            free = [one and other < LEAST_SHARE for one, other in zip(capitals, outside, strict=True)]
            run = _with_capitals(run, free, next(part for part in parts if run[0] in part))
        return _trimmed(pair.target, spans, run)

    def _together(self, word: str, sentences: set[int]) -> float:
        """Return how far an English word comes and goes with French that stands in `sentences`, 0 to 1."""
        places = self._places[word]
        both = len(places & sentences)
        # What happened once may be chance; from three times on it hardly is.
        return 2 * both / (len(places) + len(sentences)) * (1 - 1 / (1 + both)) if both > 1 else 0.0


def _shares(links: WordLinks | None, span: Span, spans: Sequence[Span]) -> tuple[list[float], list[float]]:
    """Return how surely each English word is linked with the French at `span`, and how surely with other French."""
    inside, outside = [0.0] * len(spans), [0.0] * len(spans)
    if links is not None:
        for source, target, confidence in links.pairs:
            shares = inside if links.source[source].overlaps(span) else outside
            for place, where in enumerate(spans):
                if where.overlaps(links.target[target]):
                    shares[place] = max(shares[place], confidence)
    return inside, outside


def _bare(word: str) -> str:
    return fold(_POSSESSIVE.sub("", word.lower()))


def _likeness(one: str, other: str) -> float:
    if len(one) < 3 or len(other) < 3 or one[0] != other[0]:
        return 0.0
    ratio = difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio >= _ALIKE else 0.0


def _parts(text: str, spans: Sequence[Span]) -> list[range]:
    """Return the runs of words with no mark between them: no rendering goes across one."""
    cuts = [place for place in range(1, len(spans)) if _MARK.search(text, spans[place - 1].end, spans[place].start)]
    return [range(*ends) for ends in pairwise([0, *cuts, len(spans)])]


def _best_run(gains: Sequence[float], part: range) -> range:
    best, highest = range(0), 0.0
    first, total = part.start, 0.0
    for place in part:
        if total <= 0:
            first, total = place, 0.0
        total += gains[place]
        if total > highest and place - first < _LONGEST_RENDERING:
            best, highest = range(first, place + 1), total
    return best


def _with_capitals(run: range, free: Sequence[bool], part: range) -> range:
    """Return a run with the words around it that have capitals and belong to nothing else: `United Kingdom`.

    The first word of the sentence, whose capital says nothing, is not among them.
    """
    first, stop = run.start, run.stop
    while first > max(part.start, 1) and free[first - 1]:
        first -= 1
    while stop < part.stop and free[stop]:
        stop += 1
    return range(first, stop)


def _trimmed(text: str, spans: Sequence[Span], run: range) -> str:
    edges = words_in_role("english-edge", _TABLE)
    while run and spans[run[0]].of(text).lower() in edges:
        run = run[1:]
    while run and spans[run[-1]].of(text).lower() in edges:
        run = run[:-1]
    return _POSSESSIVE.sub("", text[spans[run[0]].start : spans[run[-1]].end]) if run else ""
