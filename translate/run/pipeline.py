"""The one way of a document: the only file that knows the order of the steps.

It has been read, repaired and cut into sentences. Then, on all sentences of a window at once, so that the model gets
full batches: recall, plain, say, hold, dress, check, again (`translate.run.steps`, `translate.run.again`); at last what
only a whole document shows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from translate.checks import doubts, with_document_findings, without_repeats
from translate.checks.contrast import better
from translate.documents.records import Finding, Segment
from translate.engine.base import Progress
from translate.run.again import again
from translate.run.steps import (
    Judged,
    Task,
    Tools,
    Written,
    check,
    dress,
    hold,
    in_pieces,
    plain,
    recall,
    say,
    unchecked,
)
from translate.sentence.markup import STAND_INS

WINDOW = 4096
"""Segments that go through the steps together: enough for full batches, little enough to hold in memory."""
_MOST_SQUARES = WINDOW * 150**2
"""What the squares of the lengths of the segments of a window, in characters, come to at most: the attention of a model
takes memory by them, 4 bytes each where every character is a piece. Those of sentences of news come to half of it."""
FIRST_WINDOW = 16
"""Segments that go first where somebody waits for them: half a second; each window after it is twice as large."""
Arrived = Callable[[Sequence[Segment]], None]


def translate_documents(
    documents: Sequence[Sequence[Task]],
    tools: Tools,
    progress: Progress | None = None,
    arrived: Arrived | None = None,
) -> Iterator[list[Segment]]:
    """Yield the segments of each document translated, one for one and in order.

    The target of a segment depends on nothing but the segment, the style and the terms of its task; what is found out
    about it, on its document alone.

    :param arrived: is given the segments of each window when their targets are final, all in order; somebody waits for
        them, so that the first windows are small.
    """
    tasks = [task for document in documents for task in document]
    done: list[Judged] = []
    size = WINDOW if arrived is None else FIRST_WINDOW
    while len(done) < len(tasks):
        window = _window(tasks, len(done), size)
        made = _translated(window, tools, progress)
        if tools.checks:
            with tools.clock.of("check"):
                judged = check(window, made, tools)
            with tools.clock.of("again"):
                judged = again(window, judged, tools)
        else:
            judged = unchecked(made)
        # The attention of the model, which is by far the largest part of a record, is of no use any more.
        done += [replace(one, written=replace(one.written, hypothesis=None)) for one in judged]
        if arrived is not None:
            arrived([one.written.segment for one in judged])
        size = min(2 * size, WINDOW)
    start = 0
    for document in documents:
        with tools.clock.of("check"):
            finished = _finished(document, done[start : start + len(document)], checks=tools.checks)
        yield finished
        start += len(document)


def _window(tasks: Sequence[Task], start: int, size: int) -> Sequence[Task]:
    """Return the tasks from the number `start` on that go together: `size` at most, and one at least."""
    end, squares = start, 0
    while end < min(start + size, len(tasks)) and squares < _MOST_SQUARES:
        squares += len(tasks[end].segment.source) ** 2
        end += 1
    return tasks[start:end]


def translate_segments(tasks: Sequence[Task], tools: Tools, progress: Progress | None = None) -> list[Segment]:
    """Return the segments of one document translated, one for one and in order."""
    return next(translate_documents([tasks], tools, progress))


def _translated(tasks: Sequence[Task], tools: Tools, progress: Progress | None) -> list[Written]:
    clock = tools.clock
    with clock.of("recall"):
        done = recall(tasks, tools.memory)
    for stand_ins in range(len(STAND_INS)):
        todo = [number for number in range(len(tasks)) if number not in done]
        with clock.of("plain"):
            attempts = plain([tasks[number] for number in todo], tools, stand_ins=stand_ins)
        with clock.of("say"):
            attempts = say(attempts, tools, progress if stand_ins == 0 else None)
        with clock.of("hold"):
            held = hold(attempts, tools)
        with clock.of("dress"):
            written = dress(attempts, held)
        done |= {number: one for number, one in zip(todo, written, strict=True) if one is not None}
    return [done.get(number) or in_pieces(task, tools) for number, task in enumerate(tasks)]


def _finished(tasks: Sequence[Task], judged: Sequence[Judged], *, checks: bool) -> list[Segment]:
    """Return the segments of a document with what was known of them before, what came up, and what the checks find."""
    found: Sequence[Sequence[Finding]] = [one.findings for one in judged]
    if checks:
        found = with_document_findings([one.pair for one in judged], found)
    finished = []
    for task, one, its_findings in zip(tasks, judged, found, strict=True):
        segment = one.written.segment
        findings = without_repeats([*segment.findings, *(its_findings if one.written.is_of_model else ())])
        finished.append(
            replace(
                segment,
                alignment=one.pair.links,
                findings=(*task.segment.findings, *findings),
                tried=(*segment.tried, *better(doubts(one.pair), one.pair)) if one.pair.gains else segment.tried,
            )
        )
    return finished
