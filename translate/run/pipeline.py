"""One sentence from French to English: the only file that knows the order of the steps.

markup off -> plan (pass, fold capitals, cut) -> model -> again where it lost its way -> terms and quantities -> put
together -> end mark, capitals, typography -> markup on. Each step works on all sentences at once, so that the model
gets full batches.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from glossary.edits import Edit, Span
from translate.documents.records import Finding, Segment, Severity
from translate.engine.base import Progress
from translate.run.rendering import Rendering, Sentence, join, render
from translate.sentence import markup
from translate.sentence.changes import edits_between
from translate.sentence.markup import PlainText
from translate.sentence.typography import Style, apply_style
from translate.terms.holding import Holder, Terms


@dataclass(frozen=True, slots=True)
class Task:
    """A segment to translate, in the style of its document and with the terms that are held in it."""

    segment: Segment
    style: Style
    terms: Terms = field(default_factory=Terms)


def translate_segments(
    tasks: Sequence[Task], *, holder: Holder, longest: int, progress: Progress | None = None
) -> list[Segment]:
    """Return the segments with their targets, one for one and in order.

    `holder` has the engine; `longest` is the number of pieces that the model reads well at once. The target of a
    segment depends on nothing but the segment, the style and the terms of its task.
    """
    done: dict[int, Segment] = {}
    todo = list(range(len(tasks)))
    for attempt in range(len(markup.STAND_INS)):
        plains = {number: markup.plain(tasks[number].segment, stand_ins=attempt) for number in todo}
        sentences = [
            Sentence(plains[number].text, plains[number].needs_alignment, tasks[number].terms) for number in todo
        ]
        told = progress if attempt == 0 else None
        renderings = render(sentences, holder=holder, longest=longest, progress=told)
        again: list[int] = []
        for number, rendering in zip(todo, renderings, strict=True):
            target = _restored(plains[number], rendering, tasks[number].style)
            if target is None:
                again.append(number)
            else:
                done[number] = _finished(tasks[number], target, rendering, plains[number])
        todo = again
    for number, segment in _in_pieces({number: tasks[number] for number in todo}, holder, longest):
        done[number] = segment
    return [done[number] for number in range(len(tasks))]


def _restored(plain: PlainText, rendering: Rendering, style: Style) -> str | None:
    english = apply_style(rendering.text, source=plain.text, style=style)
    return markup.restore(plain, english, rendering.hypothesis)


def _finished(task: Task, target: str, rendering: Rendering, plain: PlainText | None = None) -> Segment:
    hypothesis = rendering.hypothesis
    segment = task.segment
    draft, edits = None, tuple[Edit, ...]()
    if rendering.draft and plain:
        draft = _restored(plain, rendering.draft, task.style)
        edits = edits_between(draft, target, rendering.changes) if draft is not None else ()
    findings = [_placed(finding, segment, plain) for finding in rendering.findings]
    return replace(
        segment,
        target=target,
        tokens=hypothesis.tokens if hypothesis else (),
        score=hypothesis.score if hypothesis else None,
        findings=(*segment.findings, *findings),
        draft=draft if edits else None,
        target_edits=edits,
        tried=rendering.tried,
    )


def _placed(finding: Finding, segment: Segment, plain: PlainText | None) -> Finding:
    """Return a finding about the plain text with its place in the segment's own text, if that is there as it was."""
    span = finding.source_span
    if span is None or plain is None:
        return finding
    words = span.of(plain.text)
    number = plain.text.count(words, 0, span.start)
    start = -1
    for _ in range(number + 1):
        start = segment.source.find(words, start + 1)
    return replace(finding, source_span=Span(start, start + len(words)) if start >= 0 else None)


def _in_pieces(tasks: dict[int, Task], holder: Holder, longest: int) -> Iterable[tuple[int, Segment]]:
    """Translate what stands between the literals of each sentence apart, where no stand-in came through."""
    for number, task in tasks.items():
        pieces = markup.pieces_between(task.segment)
        renderings = render(
            [Sentence(piece.text, terms=task.terms) for piece in pieces], holder=holder, longest=longest
        )
        target = "".join(
            piece.before + apply_style(rendering.text, source=piece.text, style=task.style) + piece.after
            for piece, rendering in zip(pieces, renderings, strict=True)
        )
        finding = Finding("markup", Severity.NOTE, "translated in parts, so that its code and addresses stay whole")
        known = [rendering.hypothesis for rendering in renderings if rendering.hypothesis]
        joined = Rendering(target, join(known, [" "] * (len(known) - 1)) if known else None, (finding,))
        yield number, _finished(task, target, joined)
