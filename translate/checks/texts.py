"""A French text and its English version: paired, aligned, checked."""

import html
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from glossary.edits import Edit, Places, Span, apply
from glossary.tables import expression
from translate.checks import Pair, doubts, with_document_findings
from translate.checks.base import words
from translate.checks.contrast import gains
from translate.checks.processes import check_pairs
from translate.checks.sentence_alignment import align_sentences
from translate.checks.settings import CheckSettings
from translate.documents.records import Document, Finding, Segment, Severity
from translate.documents.segmentation import LONGEST, sentences

if TYPE_CHECKING:
    from glossary.terms.matching import Match
    from glossary.terms.records import Glossary
    from translate.engine.base import Engine, Hypothesis

_LINE = expression(r"[^\r\n]*(?:\r\n?|\n)?")
_ENTITY = expression(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_AT_ONCE = 256
"""Pairs that a model is asked for at once; more cost memory."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A pair of texts, where each stands in its document (code points), and what was found.

    The spans of the findings count from the start of the pair's own texts.
    """

    source: str
    target: str
    source_span: Span
    target_span: Span
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a French text and its English version: their names, their texts, their pairs."""

    source_name: str
    target_name: str
    source_text: str
    target_text: str
    pairs: tuple[Placed, ...]

    def count(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return sum(found.severity == severity for pair in self.pairs for found in pair.findings)

    def reaches(self, severity: Severity) -> bool:
        """Tell whether a finding is as grave as `severity`, or graver."""
        return any(found.severity >= severity for pair in self.pairs for found in pair.findings)


def check_texts(
    pairs: Sequence[tuple[str, str]],
    *,
    engine: "Engine | None" = None,
    glossary: "Glossary | None" = None,
    document: bool = True,
    progress: Callable[[int], None] | None = None,
) -> list[list[Finding]]:
    """Return the findings of French texts and their English ones, which stand in this order in one document.

    Entities of HTML in a text are read as the signs that they stand for; spans count in the text as it was.

    :param engine: a model that says how likely each target is; nothing is translated.
    :param glossary: the user's own terms, which the targets must keep to.
    :param document: False for pairs that have nothing to do with each other.
    :param progress: is told, now and then, how many more pairs are done.

    >>> [[found.check for found in each] for each in check_texts([("Il a 12 ans.", "He is 21 years old.")])]
    [['numbers']]
    """
    entities = [(_entities(source), _entities(target)) for source, target in pairs]
    read = [
        (apply(source, here), apply(target, there)) if here or there else (source, target)
        for (source, target), (here, there) in zip(pairs, entities, strict=True)
    ]
    known = evidence(read, engine=engine, glossary=glossary, progress=progress)
    found = check_pairs(known)
    found = with_document_findings(known, found) if document else found
    return [
        [_placed(one, Places(here), Places(there)) for one in each] if here or there else each
        for each, (here, there) in zip(found, entities, strict=True)
    ]


def _entities(text: str) -> list[Edit]:
    """Return the edits that make signs of the entities of HTML that a text holds: `&quot;`, `&#39;`."""
    if "&" not in text:
        return []
    return [
        Edit(Span(*match.span()), match[0], sign, "entities", "")
        for match in _ENTITY.finditer(text)
        if (sign := html.unescape(match[0])) != match[0]
    ]


def _placed(found: Finding, here: Places, there: Places) -> Finding:
    """Return a finding with its spans in the texts as they were."""
    return replace(
        found,
        source_span=None if found.source_span is None else here.original(found.source_span),
        target_span=None if found.target_span is None else there.original(found.target_span),
    )


def evidence(
    pairs: Sequence[tuple[str, str]],
    *,
    engine: "Engine | None" = None,
    glossary: "Glossary | None" = None,
    progress: Callable[[int], None] | None = None,
) -> list[Pair]:
    """Return the pairs with all that the checks look at: terms of the glossary, and what a model makes of them."""
    find: Callable[[str], Iterable[Match]] = _no_terms
    if glossary:
        from glossary.terms.matching import Matcher

        find = Matcher(glossary).find
    result: list[Pair] = []
    for start in range(0, len(pairs), _AT_ONCE):
        some = [Pair(*texts, matches=tuple(find(texts[0]))) for texts in pairs[start : start + _AT_ONCE]]
        result += some if engine is None else weighed(engine, some)
        if progress is not None:
            progress(len(some))
    return result


def weighed(engine: "Engine", pairs: Sequence[Pair], judged: "Sequence[Hypothesis | None] | None" = None) -> list[Pair]:
    """Return pairs with what a model makes of them: how likely each piece and each rival of a doubted target is.

    Costs a forced decoding of each target, unless it is given, and of each rival; most pairs have none.

    :param judged: what `Engine.force` says of each pair, where that is known already.
    """
    from translate.engine.base import force_where_possible
    from translate.sentence.alignment import word_costs

    if judged is None:
        judged = force_where_possible(engine, [(pair.source, pair.target) for pair in pairs], attention=False)
    rivals = [[text for doubt in doubts(pair) for text in doubt.rivals] for pair in pairs]
    return [
        pair
        if hypothesis is None
        else replace(
            pair,
            score=hypothesis.score,
            token_scores=hypothesis.token_scores or (),
            gains=found,
            costs=word_costs(hypothesis, [word.span for word in words(pair.target)]),
        )
        for pair, hypothesis, found in zip(pairs, judged, gains(engine, pairs, rivals, judged), strict=True)
    ]


def _no_terms(_: str) -> "tuple[Match, ...]":
    return ()


def check_documents(
    source: Document,
    target: Document,
    *,
    source_name: str,
    target_name: str,
    settings: CheckSettings,
    engine: "Engine | None" = None,
    glossary: "Glossary | None" = None,
    progress: Callable[[int], None] | None = None,
) -> Checked:
    """Return what the checks find in a French document and its English version.

    Texts with the same number of lines belong together line by line; in others, and in other formats, the sentences of
    both are aligned, so that lost and doubled ones are found.

    :param settings: what counts; exceptions and patterns for files go by `target_name`.
    """
    placed = pairs_of(source, target)
    found = check_texts(
        [(pair.source, pair.target) for pair in placed], engine=engine, glossary=glossary, progress=progress
    )
    judged = (
        replace(pair, findings=tuple(settings.judged(target_name, pair.source, pair.target, findings)))
        for pair, findings in zip(placed, found, strict=True)
    )
    return Checked(source_name, target_name, source.source, target.source, tuple(judged))


def pairs_of(source: Document, target: Document) -> list[Placed]:
    """Return the pairs of texts of two documents in order, those without a counterpart with an empty text."""
    french, english = source.source, target.source
    if source.format == target.format == "text":
        here, there = _lines(french), _lines(english)
        if len(here) == len(there):
            lines = [pair for pair in zip(here, there, strict=True) if len(pair[0]) or len(pair[1])]
            spans = [pair for line in lines for pair in parts_of(*line, french, english)]
            return [Placed(a.of(french), b.of(english), a, b) for a, b in spans]
    aligned = _aligned(_segments(source), _segments(target), french, english, (0, 0))
    return [Placed(a.of(french), b.of(english), a, b) for a, b in aligned]


def parts_of(source: Span, target: Span, french: str, english: str) -> list[tuple[Span, Span]]:
    """Return two stretches that belong together as they are; as their sentences, aligned, where one is too long.

    :param source: the place of the one in `french`, that of its counterpart in `english` is `target`.
    """
    if max(len(source), len(target)) <= LONGEST:
        return [(source, target)]
    here, there = (
        [Span(span.start + one.start, span.start + one.end) for one in sentences(span.of(text))]
        for span, text in ((source, french), (target, english))
    )
    return list(_aligned(here, there, french, english, (source.start, target.start)))


def _lines(text: str) -> list[Span]:
    """Return the lines of `text` without the space around them; empty ones at the end are left out."""
    spans = []
    for match in _LINE.finditer(text):
        line = match[0]
        start = match.start() + len(line) - len(line.lstrip())
        spans.append(Span(start, start + len(line.strip())))
    while spans and not len(spans[-1]):
        spans.pop()
    return spans


def _aligned(
    here: Sequence[Span], there: Sequence[Span], french: str, english: str, ends: tuple[int, int]
) -> Iterator[tuple[Span, Span]]:
    """Yield the places of what belongs together; what has no counterpart beside an empty place, `ends` at first."""
    end_here, end_there = ends
    for bead in align_sentences([span.of(french) for span in here], [span.of(english) for span in there]):
        a, b = _stretch(here, bead.source, end_here), _stretch(there, bead.target, end_there)
        end_here, end_there = a.end, b.end
        yield a, b


def sentence_pairs(sources: Sequence[str], targets: Sequence[str]) -> list[tuple[str, str]]:
    """Return two lists of sentences as pairs, aligned; what has no counterpart stands beside an empty text."""
    return [
        (" ".join(sources[number] for number in bead.source), " ".join(targets[number] for number in bead.target))
        for bead in align_sentences(sources, targets)
    ]


def _stretch(spans: Sequence[Span], numbers: range, end: int) -> Span:
    """Return the span from the first to the last of the spans with these numbers; an empty one at `end` for none."""
    return Span(spans[numbers[0]].start, spans[numbers[-1]].end) if numbers else Span(end, end)


def _segments(document: Document) -> list[Span]:
    spans = []
    position = 0
    for part in document.parts:
        text = part.source if isinstance(part, Segment) else part.text
        if isinstance(part, Segment):
            spans.append(Span(position, position + len(text)))
        position += len(text)
    return spans
