"""Word links of any pair of texts, with a confidence: attention, lexicon, spelling and order together."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy

from glossary.bilingual.lexicon import lexicon
from glossary.edits import Span
from translate.documents.records import WordLinks
from translate.engine.base import Attention, Engine, Hypothesis, force_where_possible
from translate.sentence.alignment.evidence import Evidence, evidence, split_numbers
from translate.sentence.alignment.phrases import follow_heads, join_negations, join_phrases
from translate.sentence.alignment.pieces import attention_between, piece_shares
from translate.sentence.alignment.posterior import WITH_ATTENTION, WITHOUT_ATTENTION, posteriors
from translate.sentence.alignment.words import overlapping, token_spans, word_spans

Anchors = Sequence[tuple[Span, Span]]
"""Spans of the source and of the target, in code points, that are known to belong together."""

_LEAST, _LEAST_WITHOUT = 0.55, 0.5
"""The least probability of a link, by the geometric mean of both directions, with attention and without."""
_WINDOW, _MARGIN = 200, 100
"""Longer texts are aligned by windows of so many English words, with so many more around them and in the French."""
_MOST_CELLS = 4_000_000
"""Pairs of words that are looked at together, with some 40 bytes for each: those of 6,000 sentences of news, or of 25
of the longest windows."""
_DIGITS = 3
_COUNTED = (
    (0.0, 0.5, 0.55, 0.65, 0.75, 0.85, 0.925, 0.965, 1.0),
    (0.1, 0.66, 0.7, 0.81, 0.85, 0.9, 0.94, 0.955, 0.995),
)
"""How often a link is right, in the lower row, where it is as probable as the upper row says."""


def align_texts(
    pairs: Sequence[tuple[str, str]],
    *,
    engine: Engine | None,
    anchors: Sequence[Anchors] | None = None,
    tokens: bool = False,
) -> list[WordLinks]:
    """Return the links between the words of each French text and its English one, in order.

    A text longer than the engine can read is aligned as without an engine. The cost grows with the length of a text,
    not with its square.

    :param engine: reads the pairs for its attention; None for the lexicon, spelling and order alone.
    :param anchors: for each pair what is known to belong together.
    :param tokens: takes all that stands between white space for a word; else words are without the marks around them,
        and an elided French word such as `l'` is one by itself.
    :raises ValueError: where `anchors` are not as many as `pairs`.

    >>> [links] = align_texts([("Le chat noir dort.", "The black cat sleeps.")], engine=None)
    >>> str(links.links)
    '0-0 1-2 2-1 3-3'
    """
    if anchors is not None and len(anchors) != len(pairs):
        raise ValueError(f"{len(pairs)} pairs need as many lists of anchors, not {len(anchors)}")
    read: Sequence[Hypothesis | None] = [None] * len(pairs) if engine is None else force_where_possible(engine, pairs)
    return _links(pairs, read, anchors or [()] * len(pairs), tokens=tokens)


def links_of(
    source: str, target: str, hypothesis: Hypothesis | None, *, anchors: Anchors = (), tokens: bool = False
) -> WordLinks:
    """Return the links between the words of `source` and of `target`, made of the attention of `hypothesis`.

    :param source: the text the hypothesis was made from, before the model's normalisation.
    :param target: the text of the hypothesis, or a text that differs from it in a few words, marks, spaces and case.
    :param hypothesis: None, or one without attention, for the lexicon, spelling and order alone.
    :param anchors: spans of both texts that are known to belong together.
    :param tokens: takes all that stands between white space for a word; see `align_texts`.
    :raises ValueError: where the attention is not as large as the pieces are many.
    """
    return _links([(source, target)], [hypothesis], [anchors], tokens=tokens)[0]


def links_of_all(
    pairs: Sequence[tuple[str, str]], hypotheses: Sequence[Hypothesis | None], *, tokens: bool = False
) -> list[WordLinks]:
    """Return what `links_of` gives for each pair with its hypothesis, in order: together they take half the time.

    :raises ValueError: where there are not as many hypotheses as pairs.
    """
    return _links(pairs, hypotheses, [()] * len(pairs), tokens=tokens)


@dataclass(frozen=True, slots=True)
class _Words:
    """A pair cut into words; `attention` is [target words, source words], None where there is none."""

    source: Sequence[str]
    target: Sequence[str]
    spans: tuple[tuple[Span, ...], tuple[Span, ...]]
    attention: Attention | None
    known: Sequence[tuple[list[int], list[int]]]


def _words(source: str, target: str, read: Hypothesis | None, anchors: Anchors, *, tokens: bool) -> _Words:
    sources = token_spans(source) if tokens else word_spans(source, elisions=True)
    targets = token_spans(target) if tokens else word_spans(target)
    attention = None
    if read is not None and read.attention is not None:
        shares = piece_shares(read.source_tokens, source, sources), piece_shares(read.tokens, target, targets)
        attention = attention_between(read.attention, *shares)
    known = [
        (overlapping(sources, here.start, here.end), overlapping(targets, there.start, there.end))
        for here, there in anchors
    ]
    here, there = [span.of(source) for span in sources], [span.of(target) for span in targets]
    known = [(columns, rows) for columns, rows in known if columns and rows]
    taken = {column for columns, _ in known for column in columns}
    known += [(columns, rows) for columns, rows in split_numbers(here, there) if taken.isdisjoint(columns)]
    return _Words(here, there, (tuple(sources), tuple(targets)), attention, known)


def _links(
    pairs: Sequence[tuple[str, str]], read: Sequence[Hypothesis | None], anchors: Sequence[Anchors], *, tokens: bool
) -> list[WordLinks]:
    every = [
        _words(*pair, hypothesis, known, tokens=tokens)
        for pair, hypothesis, known in zip(pairs, read, anchors, strict=True)
    ]
    found: list[dict[tuple[int, int], float]] = [{} for _ in pairs]
    for attended, weights, least in ((True, WITH_ATTENTION, _LEAST), (False, WITHOUT_ATTENTION, _LEAST_WITHOUT)):
        parts = [
            (number, part)
            for number, words in enumerate(every)
            if (words.attention is not None) == attended
            for part in _windows(len(words.source), len(words.target))
        ]
        for some in _at_once(parts):
            evidences = [_evidence(every[number], part) for number, part in some]
            probabilities = posteriors([each[0] for each in evidences], [each[1] for each in evidences], weights)
            for (number, part), (toward, back) in zip(some, probabilities, strict=True):
                certain = numpy.sqrt(toward * back)
                for row, column in zip(*(places.tolist() for places in numpy.nonzero(certain >= least)), strict=True):
                    target = row + part.target.start
                    if target in part.core:
                        found[number][column + part.source.start, target] = _confidence(float(certain[row, column]))
                _add_known(found[number], every[number], part, certain)
    for links, words in zip(found, every, strict=True):
        join_phrases(links, words.source, words.target)
        follow_heads(links, words.source, words.target)
        join_negations(links, words.source)
    return [
        WordLinks(*words.spans, tuple((*link, confidence) for link, confidence in sorted(links.items())))
        for words, links in zip(every, found, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Window:
    """Which words are looked at together; only links of target words in `core` are kept."""

    source: range
    target: range
    core: range


def _windows(sources: int, targets: int) -> Iterator[_Window]:
    """Yield the windows of a pair with so many words on each side, along the diagonal."""
    count = 1 if max(sources, targets) <= _WINDOW + 2 * _MARGIN else -(-max(sources, targets) // _WINDOW)
    for number in range(count):
        here, there = (range(number * size // count, (number + 1) * size // count) for size in (sources, targets))
        yield _Window(
            range(max(0, here.start - _MARGIN), min(sources, here.stop + _MARGIN)),
            range(max(0, there.start - _MARGIN), min(targets, there.stop + _MARGIN)),
            there,
        )


def _at_once(parts: Sequence[tuple[int, _Window]]) -> Iterator[list[tuple[int, _Window]]]:
    """Yield the windows in stretches that memory holds."""
    some: list[tuple[int, _Window]] = []
    cells = 0
    for number, part in parts:
        some.append((number, part))
        cells += len(part.source) * len(part.target)
        if cells >= _MOST_CELLS:
            yield some
            some, cells = [], 0
    if some:
        yield some


def _evidence(words: _Words, part: _Window) -> tuple[Evidence, Attention | None]:
    """Return what speaks for the links in a window; words that are known to belong together leave no choice."""
    source, target = slice(part.source.start, part.source.stop), slice(part.target.start, part.target.stop)
    found = evidence(words.source[source], words.target[target], lexicon())
    attention = None if words.attention is None else words.attention[target, source].copy()
    tables = [found.forward, found.backward, found.likeness, *([] if attention is None else [attention])]
    for columns, rows in _inside(words.known, part):
        for table in tables:
            table[rows], table[:, columns] = 0, 0
        found.likeness[numpy.ix_(rows, columns)] = 1
        if attention is not None:
            attention[numpy.ix_(rows, columns)] = 1 / len(columns)
    return found, attention


def _inside(known: Sequence[tuple[list[int], list[int]]], part: _Window) -> Iterator[tuple[list[int], list[int]]]:
    for columns, rows in known:
        here = [column - part.source.start for column in columns if column in part.source]
        there = [row - part.target.start for row in rows if row in part.target]
        if here and there:
            yield here, there


def _add_known(links: dict[tuple[int, int], float], words: _Words, part: _Window, certain: Attention) -> None:
    """Make the links of what is known to belong together sure: all of them where one side is a single word."""
    for columns, rows in _inside(words.known, part):
        block = certain[numpy.ix_(rows, columns)]
        best = block >= block.max(axis=1, keepdims=True)
        for row, column in zip(*(places.tolist() for places in numpy.nonzero(best)), strict=True):
            links[columns[column] + part.source.start, rows[row] + part.target.start] = 1.0
        for row in rows:
            for column in columns:
                link = column + part.source.start, row + part.target.start
                if link in links or len(rows) == 1 or len(columns) == 1:
                    links[link] = 1.0


def _confidence(probability: float) -> float:
    """Return how often a link of this probability is right, as counted on two of the hand-aligned stories of ALIBI."""
    return round(float(numpy.interp(probability, *_COUNTED)), _DIGITS)


def joined_links(
    source: str, target: str, parts: Sequence[tuple[Span, Span]], links: Sequence[WordLinks], *, tokens: bool
) -> WordLinks:
    """Return the links between the words of two texts that are those of their parts, one for one.

    :param parts: the places of each part in `source` and in `target`, code points, in order.
    :param tokens: as it was for the parts; see `align_texts`.

    >>> parts = [(Span(0, 4), Span(0, 4)), (Span(5, 9), Span(5, 7))]
    >>> found = [links_of(a.of("Oui. Non."), b.of("Yes. No."), None) for a, b in parts]
    >>> str(joined_links("Oui. Non.", "Yes. No.", parts, found, tokens=False).links)
    '0-0 1-1'
    """
    sources = token_spans(source) if tokens else word_spans(source, elisions=True)
    targets = token_spans(target) if tokens else word_spans(target)
    here, there = [span.start for span in sources], [span.start for span in targets]
    pairs: dict[tuple[int, int], float] = {}
    for (a, b), found in zip(parts, links, strict=True):
        for column, row, confidence in found.pairs:
            # Where a part begins within a word, that word is the last one that has begun.
            place = (
                bisect_right(here, a.start + found.source[column].start) - 1,
                bisect_right(there, b.start + found.target[row].start) - 1,
            )
            pairs[place] = max(confidence, pairs.get(place, 0.0))
    return WordLinks(tuple(sources), tuple(targets), tuple((*place, pairs[place]) for place in sorted(pairs)))


def turned(links: WordLinks) -> WordLinks:
    """Return the same links with both sides changed: the target's words come first.

    >>> turned(WordLinks((Span(0, 1),), (Span(0, 2), Span(3, 5)), ((0, 1, 0.5),))).pairs
    ((1, 0, 0.5),)
    """
    pairs = sorted((target, source, confidence) for source, target, confidence in links.pairs)
    return WordLinks(links.target, links.source, tuple(pairs))
