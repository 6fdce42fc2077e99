"""A translation with an error is made again in other ways, and the one with the fewest and mildest findings is kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from translate.checks import Pair, check_pair, weight, with_document_findings
from translate.documents.records import Finding, Segment, Severity
from translate.engine.base import Decoding, Engine, Hypothesis, Progress, force_where_possible
from translate.run.pipeline import Task, translate_segments
from translate.sentence.alignment import links_of
from translate.terms.holding import Holder

_NOT_THE_USERS = ("document", "pack ", "style ")
"""How the origins of terms begin that are not from a user's glossary: the check of names judges those, more mildly."""
_INVENTED = "invented"
"""The check of words that do not exist."""
_WIDE_BEAM = 8
_CANDIDATES = 3
_FEWEST_PIECES = 8
_MOST_UNITS = 2
"""How many times as long as what the model reads at once a text may be to be translated again as a whole."""


@dataclass(frozen=True, slots=True)
class _Another:
    """An engine that gives the translation of number `place`, from 0, among the model's candidates."""

    engine: Engine
    place: int

    @property
    def signature(self) -> str:
        return self.engine.signature

    def count(self, sentence: str) -> int:
        return self.engine.count(sentence)

    def cost(self, word: str) -> float:
        return self.engine.cost(word)

    def translate(
        self,
        sentences: Sequence[str],
        *,
        decoding: Decoding,
        progress: Progress | None = None,
    ) -> list[Hypothesis]:
        beam = max(decoding.beam, self.place + 1)
        several = replace(decoding, beam=beam, candidates=self.place + 1, attention=False)
        lists = self.engine.candidates(sentences, decoding=several, progress=progress)
        chosen = [some[min(self.place, len(some) - 1)] for some in lists]
        if decoding.attention:
            return self.engine.force(
                [(s, h.text) for s, h in zip(sentences, chosen, strict=True)],
                attention=True,
            )
        return chosen

    def candidates(
        self,
        sentences: Sequence[str],
        *,
        decoding: Decoding,
        progress: Progress | None = None,
    ) -> list[list[Hypothesis]]:
        return self.engine.candidates(sentences, decoding=decoding, progress=progress)

    def force(self, pairs: Sequence[tuple[str, str]], *, attention: bool = True) -> list[Hypothesis]:
        return self.engine.force(pairs, attention=attention)


def checked(tasks: Sequence[Task], segments: Sequence[Segment], *, holder: Holder, longest: int) -> list[Segment]:
    """Return translated segments with their word alignments and the findings of the checks, made again where needed.

    A segment in which a check finds an error is translated again: by another of the model's candidates, with a wider
    search, cut at clauses, and without its repair. Of all of them that one is kept that `weight` finds best, then that
    with the best score; the others go into `Segment.tried`.

    :param tasks: what the segments were made from, one for one.
    :param longest: the number of pieces that the model reads well at once.
    """
    pairs = _pairs(tasks, segments, holder)
    found = [check_pair(pair) if _is_translated(segment) else [] for pair, segment in zip(pairs, segments, strict=True)]
    failed = [
        number
        for number, findings in enumerate(found)
        if weight(findings)[0] and holder.engine.count(segments[number].source) <= _MOST_UNITS * longest
    ]
    best = {number: (segments[number], pairs[number], found[number]) for number in failed}
    lost: dict[int, list[tuple[Segment, str]]] = {number: [] for number in failed}
    for way in _ways(holder, longest):
        todo = [number for number in failed if way.is_worth(best[number][2])]
        others = way.make([_bare(tasks[number]) for number in todo])
        new_pairs = _pairs([tasks[number] for number in todo], others, holder)
        for number, other, pair in zip(todo, others, new_pairs, strict=True):
            segment, _, findings = best[number]
            if other.target == segment.target or other.target is None:
                continue
            new = check_pair(pair)
            if _rank(other, new) < _rank(segment, findings):
                lost[number].append((segment, _told(findings)))
                best[number] = other, pair, new
            else:
                lost[number].append((other, f"{way.name}: {_told(new)}"))
    done = []
    for number, segment in enumerate(segments):
        pair = pairs[number]
        if number in best:
            kept, pair, found[number] = best[number]
            segment = _kept(tasks[number].segment.findings, segment, kept, lost[number])
        done.append(replace(segment, alignment=pair.links))
        pairs[number] = pair
    return [
        replace(segment, findings=(*segment.findings, *findings)) if _is_translated(segment) else segment
        for segment, findings in zip(done, with_document_findings(pairs, found), strict=True)
    ]


def _is_translated(segment: Segment) -> bool:
    """Tell whether the model had a part in the target: what passed through as it was cannot be a bad translation."""
    return segment.score is not None


def _bare(task: Task) -> Task:
    return replace(task, segment=replace(task.segment, findings=()))


def _pairs(tasks: Sequence[Task], segments: Sequence[Segment], holder: Holder) -> list[Pair]:
    """Return what the checks look at: the texts with their word links, the model's judgement, the user's terms."""
    texts = [(segment.source, segment.target or "") for segment in segments]
    pairs = []
    forced = force_where_possible(holder.engine, texts)
    for task, (source, target), judged in zip(tasks, texts, forced, strict=True):
        links = links_of(source, target, judged)
        found = task.terms.find(source)
        matches = tuple(match for match in found if not match.term.origin.startswith(_NOT_THE_USERS))
        scores = (judged.token_scores or ()) if judged else ()
        score = judged.score if judged else None
        pairs.append(Pair(source, target, links=links, score=score, token_scores=scores, matches=matches))
    return pairs


_Make = Callable[[Sequence[Task]], list[Segment]]


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to translate again; one that is `thorough` may do harm to the rest of the sentence, and takes longer."""

    name: str
    make: _Make
    thorough: bool

    def is_worth(self, findings: Sequence[Finding]) -> bool:
        """Tell whether a translation with these findings is to be made again in this way.

        A word that does not exist is one that the model does not know: in smaller parts it knows it as little.
        """
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        return any(not self.thorough or finding.check != _INVENTED for finding in errors)


def _ways(holder: Holder, longest: int) -> Iterator[_Way]:
    """Yield the ways to translate again."""
    for place in range(1, _CANDIDATES):
        other = replace(holder, engine=_Another(holder.engine, place))
        yield _Way(f"candidate {place + 1} of the model", _made(other, longest), False)
    wide = replace(holder, decoding=replace(holder.decoding, beam=_WIDE_BEAM))
    yield _Way("with a wider search", _made(wide, longest), True)
    yield _Way("cut at clauses", _in_clauses(holder, longest), True)
    yield _Way("without the repair", _unrepaired(holder, longest), True)


def _made(holder: Holder, longest: int) -> _Make:
    return lambda tasks: translate_segments(tasks, holder=holder, longest=longest)


def _in_clauses(holder: Holder, longest: int) -> _Make:
    def made(tasks: Sequence[Task]) -> list[Segment]:
        segments: list[Segment] = []
        for task in tasks:
            pieces = max(_FEWEST_PIECES, holder.engine.count(task.segment.source) * 2 // 3)
            segments += translate_segments([task], holder=holder, longest=min(longest, pieces))
        return segments

    return made


def _unrepaired(holder: Holder, longest: int) -> _Make:
    def made(tasks: Sequence[Task]) -> list[Segment]:
        # With markup its places would be those of the repaired text.
        able = [task.segment.original is not None and not task.segment.markup for task in tasks]
        before = [
            replace(task, segment=replace(task.segment, source=task.segment.original or ""))
            for task, fit in zip(tasks, able, strict=True)
            if fit
        ]
        again = iter(translate_segments(before, holder=holder, longest=longest))
        return [
            replace(next(again), source=task.segment.source) if fit else task.segment
            for task, fit in zip(tasks, able, strict=True)
        ]

    return made


def _rank(segment: Segment, findings: Sequence[Finding]) -> tuple[tuple[int, int, int], float]:
    """Return what is smaller for the better translation."""
    return weight([*findings, *segment.findings]), -(segment.score or 0.0)


def _told(findings: Sequence[Finding]) -> str:
    """Return the findings of a translation that was not kept, in a few words."""
    grave = [finding for finding in findings if finding.severity > Severity.NOTE]
    return "; ".join(dict.fromkeys(finding.message for finding in grave)) or "less likely"


def _kept(
    notices: Sequence[Finding],
    first: Segment,
    kept: Segment,
    lost: Sequence[tuple[Segment, str]],
) -> Segment:
    """Return the translation that was kept, with those that were not; `notices` were there before any translation."""
    tried = (*first.tried, *((other.target or "", why) for other, why in lost))
    if kept is first:
        return replace(first, tried=tried)
    told = Finding("decoding", Severity.NOTE, "translated again, since a check had found an error")
    return replace(kept, findings=(*notices, *kept.findings, told), tried=tried)
