"""A translation with an error is made again in other ways, and the one with the fewest and mildest findings is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from translate.documents.records import Finding, Severity
from translate.run.steps import Attempt, Judged, Task, Tools, at_home, check, dress, hold, plain, say
from translate.sentence.guard import Said

_INVENTED = "invented"
"""The check of words that do not exist: such a word is one that the model does not know, in smaller parts as little."""
_CANDIDATES = 5
"""How many of the model's candidates are looked at, the first among them."""
_FEWEST_PIECES = 8
_MOST_UNITS = 2
"""How many times as long as what the model reads at once a text may be to be translated again as a whole."""


def again(tasks: Sequence[Task], judged: Sequence[Judged], tools: Tools) -> list[Judged]:
    """Return the segments, those with an error translated again where that is better.

    Tried are the other candidates of the model, all parts cut at clauses, and the French as it was before repair;
    all of them at once. The one is kept that has the least grave findings, and of two that are alike the likelier one.
    Of 1,000 sentences of newstest2013 29 have an error and 14 of these become better, 6 without one.
    """
    result = list(judged)
    engine = tools.holder.engine
    failed = [
        number
        for number, one in enumerate(judged)
        if one.errors and engine.count(tasks[number].segment.source) <= _MOST_UNITS * tools.longest
    ]
    attempts: list[tuple[int, Attempt]] = []
    for number, first in zip(failed, plain([tasks[number] for number in failed], tools), strict=True):
        attempts += [(number, attempt) for attempt in _ways(first, judged[number], tools)]
    said = say([attempt for _, attempt in attempts], tools)
    written = dress(said, hold(said, tools))
    made = [(number, one) for (number, _), one in zip(attempts, written, strict=True) if one is not None]
    # An attempt from other French is still one of the segment at hand.
    made = [
        (number, replace(one, segment=replace(one.segment, source=judged[number].written.segment.source)))
        for number, one in made
    ]
    others: dict[int, list[Judged]] = {number: [] for number in failed}
    for (number, _), one in zip(made, check([tasks[n] for n, _ in made], [one for _, one in made], tools), strict=True):
        others[number].append(one)
    for number, found in others.items():
        result[number] = _best(judged[number], found)
    return result


def _ways(first: Attempt, judged: Judged, tools: Tools) -> Iterator[Attempt]:
    """Yield other ways to translate what has gone wrong at first."""
    engine, task = tools.holder.engine, first.task
    decoding = replace(
        tools.holder.decoding,
        beam=max(_CANDIDATES, tools.holder.decoding.beam),
        candidates=_CANDIDATES,
        attention=first.plain.needs_alignment,
    )
    lists = engine.candidates([one.text for one in first.crossings], decoding=decoding)
    for place in range(max(map(len, lists), default=0)):
        said = [Said(some[min(place, len(some) - 1)]) for some in lists]
        yield at_home(first, said, how=f"candidate {place + 1} of the model")
    if all(finding.check == _INVENTED for finding in judged.errors):
        return
    longest = min(tools.longest, max(_FEWEST_PIECES, engine.count(first.plain.text) * 2 // 3))
    yield from plain([task], tools, longest=longest, how="cut at clauses")
    segment = task.segment
    if segment.original is not None and not segment.markup:  # whose places would be those of the repaired text
        before = replace(task, segment=replace(segment, source=segment.original))
        yield from plain([before], tools, how="without the repair")


def _best(first: Judged, others: Sequence[Judged]) -> Judged:
    """Return the best of all, which remembers the others; the first one where none is better."""
    targets = {first.written.segment.target: first}
    for other in others:
        targets.setdefault(other.written.segment.target, other)
    best = min(targets.values(), key=lambda one: one.rank)
    tried = [(one.written.segment.target or "", _told(one)) for one in targets.values() if one is not best]
    segment = replace(best.written.segment, tried=(*first.written.segment.tried, *tried))
    if best is not first:
        told = Finding("decoding", Severity.NOTE, "translated again, since a check had found an error")
        segment = replace(segment, findings=(*segment.findings, told))
    return replace(best, written=replace(best.written, segment=segment))


def _told(judged: Judged) -> str:
    """Return in a few words how a translation that was not kept came about, and what is wrong with it."""
    grave = [finding.message for finding in judged.findings if finding.severity > Severity.NOTE]
    how = f"{judged.written.how}: " if judged.written.how else ""
    return how + ("; ".join(dict.fromkeys(grave)) or "less likely")
