"""Plain sentences into English: what the model reads, its answers, what is done where it lost its way, and terms."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy

from translate.documents.clauses import clauses
from translate.documents.records import Finding, Severity
from translate.engine.base import Decoding, Engine, Hypothesis, Progress
from translate.sentence import guard
from translate.sentence.changes import Change
from translate.terms.holding import Held, Holder, Terms


@dataclass(frozen=True, slots=True)
class Sentence:
    """A plain sentence to translate; `aligned` asks for the attention of its hypothesis, `terms` are held."""

    text: str
    aligned: bool = False
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Rendering:
    """The English of one plain sentence: `hypothesis` is what the model said, None where it was not asked.

    Where terms or quantities were put right, `changes` tell of it and `draft` is the rendering without them. `tried`
    are other translations that were weighed, each with the reason why it was not taken.
    """

    text: str
    hypothesis: Hypothesis | None = None
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    draft: "Rendering | None" = None
    tried: tuple[tuple[str, str], ...] = ()


def render(
    sentences: Sequence[Sentence], *, holder: Holder, longest: int, progress: Progress | None = None
) -> list[Rendering]:
    """Return the English of plain sentences; those that are `aligned` come with the attention of their hypotheses.

    :param holder: has the engine and how it decodes.
    :param longest: the number of pieces that the model reads well at once.
    """
    engine, decoding = holder.engine, holder.decoding
    plans = [guard.plan(sentence.text, engine=engine, longest=longest) for sentence in sentences]
    first: dict[tuple[str, bool], tuple[Hypothesis, Finding | None]] = {}
    for attention in (False, True):
        # A dict, not a set: the order in which the model sees sentences is then the same in every run.
        units = list(
            dict.fromkeys(
                unit
                for plan, sentence in zip(plans, sentences, strict=True)
                if sentence.aligned == attention
                for unit in plan.units
            )
        )
        settings = replace(decoding, attention=attention)
        for unit, hypothesis in zip(units, engine.translate(units, decoding=settings, progress=progress), strict=True):
            lost = guard.trouble(hypothesis)
            first[unit, attention] = _heal(unit, hypothesis, engine, settings) if lost else (hypothesis, None)
    keys = list(
        dict.fromkeys(
            (unit, sentence.aligned, sentence.terms)
            for plan, sentence in zip(plans, sentences, strict=True)
            for unit in plan.units
        )
    )
    answers = holder.hold([(unit, first[unit, aligned][0], terms) for unit, aligned, terms in keys])
    held = dict(zip(keys, answers, strict=True))
    renderings = []
    for sentence, plan in zip(sentences, plans, strict=True):
        if not plan.units:
            renderings.append(Rendering(sentence.text, None, plan.findings))
            continue
        parts = [held[unit, sentence.aligned, sentence.terms] for unit in plan.units]
        drafts = [first[unit, sentence.aligned] for unit in plan.units]
        renderings.append(_joined(sentence.text, plan, parts, drafts))
    return renderings


def _joined(
    sentence: str, plan: guard.Plan, parts: Sequence[Held], drafts: Sequence[tuple[Hypothesis, Finding | None]]
) -> Rendering:
    """Return the rendering of a sentence from those of its units."""
    findings = [*plan.findings]
    for part, (_, finding) in zip(parts, drafts, strict=True):
        findings += ([finding] if finding else []) + list(part.findings)
    changes = tuple(change for part in parts for change in part.changes)
    draft = _finished(sentence, plan, [hypothesis for hypothesis, _ in drafts])
    final = _finished(sentence, plan, [part.hypothesis for part in parts]) if changes else draft
    if not final.text.strip():
        findings.append(Finding("decoding", Severity.WARNING, "the model gave nothing; the French stands as it is"))
        return replace(draft, text=sentence, findings=tuple(findings))
    tried = tuple(one for part in parts for one in part.tried)
    return replace(final, findings=tuple(findings), changes=changes, draft=draft if changes else None, tried=tried)


def _finished(sentence: str, plan: guard.Plan, hypotheses: Sequence[Hypothesis]) -> Rendering:
    whole = join(hypotheses, [gap or " " for gap in plan.gaps])
    return Rendering(guard.finish(whole.text, source=sentence, capitals=plan.capitals), whole)


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
