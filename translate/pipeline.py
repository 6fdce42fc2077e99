"""One sentence from French to English: the only file that knows the order of the steps.

markup off -> plan (pass, fold capitals, cut) -> model -> again where it lost its way -> put together -> end mark,
capitals, typography -> markup on. Each step works on all sentences at once, so that the model gets full batches.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy

from translate import guard, markup
from translate.clauses import clauses
from translate.document import Finding, Segment, Severity
from translate.engine.base import Decoding, Engine, Hypothesis, Progress
from translate.typography import Style, apply_style


@dataclass(frozen=True, slots=True)
class Rendering:
    """The English of one plain sentence: `hypothesis` is what the model said, None where it was not asked."""

    text: str
    hypothesis: Hypothesis | None = None
    findings: tuple[Finding, ...] = ()


def translate_segments(
    tasks: Sequence[tuple[Segment, Style]],
    *,
    engine: Engine,
    decoding: Decoding,
    longest: int,
    progress: Progress | None = None,
) -> list[Segment]:
    """Return the segments with their targets, one for one and in order, each in the style of its document.

    `longest` is the number of pieces that the model reads well at once. The target of a segment depends on nothing but
    the segment and its style.
    """
    done: dict[int, Segment] = {}
    todo = list(range(len(tasks)))
    plains = {number: markup.plain(tasks[number][0]) for number in todo}
    for attempt in range(len(markup.STAND_INS)):
        if attempt:
            plains = {number: markup.plain(tasks[number][0], stand_ins=attempt) for number in todo}
        texts = [plains[number].text for number in todo]
        aligned = [plains[number].needs_alignment for number in todo]
        told = progress if attempt == 0 else None
        renderings = render(texts, aligned, engine=engine, decoding=decoding, longest=longest, progress=told)
        again: list[int] = []
        for number, rendering in zip(todo, renderings, strict=True):
            segment, style = tasks[number]
            english = apply_style(rendering.text, source=plains[number].text, style=style)
            target = markup.restore(plains[number], english, rendering.hypothesis)
            if target is None:
                again.append(number)
            else:
                done[number] = _finished(segment, target, rendering)
        todo = again
    for number, segment in _in_pieces({number: tasks[number] for number in todo}, engine, decoding, longest):
        done[number] = segment
    return [done[number] for number in range(len(tasks))]


def _finished(segment: Segment, target: str, rendering: Rendering) -> Segment:
    hypothesis = rendering.hypothesis
    return replace(
        segment,
        target=target,
        tokens=hypothesis.tokens if hypothesis else (),
        score=hypothesis.score if hypothesis else None,
        findings=segment.findings + rendering.findings,
    )


def _in_pieces(
    tasks: dict[int, tuple[Segment, Style]], engine: Engine, decoding: Decoding, longest: int
) -> Iterable[tuple[int, Segment]]:
    """Translate what stands between the literals of each sentence apart, where no stand-in came through."""
    for number, (segment, style) in tasks.items():
        pieces = markup.pieces_between(segment)
        renderings = render(
            [piece.text for piece in pieces], [False] * len(pieces), engine=engine, decoding=decoding, longest=longest
        )
        target = "".join(
            piece.before + apply_style(rendering.text, source=piece.text, style=style) + piece.after
            for piece, rendering in zip(pieces, renderings, strict=True)
        )
        finding = Finding("markup", Severity.NOTE, "translated in parts, so that its code and addresses stay whole")
        known = [rendering.hypothesis for rendering in renderings if rendering.hypothesis]
        joined = Rendering(target, join(known, [" "] * (len(known) - 1)) if known else None, (finding,))
        yield number, _finished(segment, target, joined)


def render(
    sentences: Sequence[str],
    aligned: Sequence[bool],
    *,
    engine: Engine,
    decoding: Decoding,
    longest: int,
    progress: Progress | None = None,
) -> list[Rendering]:
    """Return the English of plain sentences; those that are `aligned` come with the attention of their hypotheses."""
    plans = [guard.plan(sentence, engine=engine, longest=longest) for sentence in sentences]
    known: dict[tuple[str, bool], Hypothesis] = {}
    for attention in (False, True):
        # A dict, not a set: the order in which the model sees sentences is then the same in every run.
        units = list(
            dict.fromkeys(
                unit for plan, wanted in zip(plans, aligned, strict=True) if wanted == attention for unit in plan.units
            )
        )
        settings = replace(decoding, attention=attention)
        for unit, hypothesis in zip(units, engine.translate(units, decoding=settings, progress=progress), strict=True):
            known[unit, attention] = hypothesis
    healed = {
        key: _heal(key[0], hypothesis, engine, replace(decoding, attention=key[1]))
        for key, hypothesis in known.items()
        if guard.trouble(hypothesis)
    }
    renderings = []
    for sentence, plan, wanted in zip(sentences, plans, aligned, strict=True):
        if not plan.units:
            renderings.append(Rendering(sentence, None, plan.findings))
            continue
        findings = list(plan.findings)
        parts = []
        for unit in plan.units:
            hypothesis, finding = healed.get((unit, wanted), (known[unit, wanted], None))
            parts.append(hypothesis)
            if finding:
                findings.append(finding)
        whole = join(parts, [gap or " " for gap in plan.gaps])
        text = guard.finish(whole.text, source=sentence, capitals=plan.capitals)
        if not text.strip():
            text = sentence
            findings.append(Finding("decoding", Severity.WARNING, "the model gave nothing; the French stands as it is"))
        renderings.append(Rendering(text, whole, tuple(findings)))
    return renderings


def _heal(unit: str, first: Hypothesis, engine: Engine, decoding: Decoding) -> tuple[Hypothesis, Finding]:
    """Decode again, more carefully, then in halves; return the best hypothesis and the finding that tells of it."""
    problem = guard.trouble(first)
    assert problem is not None  # the caller has found it
    pieces = len(first.source_tokens)
    careful = guard.safer(decoding, pieces)
    candidates = [first, *engine.translate([unit], decoding=careful)]
    if guard.trouble(candidates[-1]):
        halves = clauses(unit, fits=lambda part: engine.count(part) <= (pieces + 1) // 2)
        if len(halves) > 1:
            parts = engine.translate([half.of(unit) for half in halves], decoding=careful)
            candidates.append(join(parts, [" "] * (len(parts) - 1)))
    sound = [candidate for candidate in candidates[1:] if not guard.trouble(candidate)]
    if sound:
        return sound[0], replace(problem, severity=Severity.NOTE, message=f"decoded again: {problem.message} at first")
    best = max(candidates, key=lambda candidate: (-guard.repeated(candidate.tokens), candidate.score))
    return best, guard.trouble(best) or problem


def join(parts: Sequence[Hypothesis], gaps: Sequence[str]) -> Hypothesis:
    """Return the hypotheses of the parts of a sentence as one; attention stays within each part.

    :raises ValueError: where there is no part, or not one gap between every two.
    """
    if len(gaps) != len(parts) - 1:
        raise ValueError(f"{len(parts)} parts need {len(parts) - 1} gaps, not {len(gaps)}")
    if len(parts) == 1:
        return parts[0]
    text = "".join(part.text + gap for part, gap in zip(parts, [*gaps, ""], strict=True))
    lengths = [len(part.tokens) + 1 for part in parts]
    score = sum(part.score * length for part, length in zip(parts, lengths, strict=True)) / sum(lengths)
    tokens = tuple(token for part in parts for token in part.tokens)
    source_tokens = tuple(token for part in parts for token in part.source_tokens)
    if any(part.attention is None for part in parts):
        return Hypothesis(text, tokens, score, source_tokens)
    attention = numpy.zeros((len(tokens), len(source_tokens)), dtype=numpy.float32)
    row = column = 0
    for part in parts:
        attention[row : row + len(part.tokens), column : column + len(part.source_tokens)] = part.attention
        row, column = row + len(part.tokens), column + len(part.source_tokens)
    return Hypothesis(text, tokens, score, source_tokens, attention)
