"""The steps that a sentence goes through, each from records to records, on many sentences at once.

Their order is that of `translate.run.pipeline`. None calls another, and what one has found out (the attention of the
model, terms, links, scores) stands in the record for those that come later.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from glossary.edits import Edit, Span, apply, written
from glossary.quantities import Style as QuantityStyle
from glossary.quantities.crossing import Crossing, alone, crossing
from translate.checks import Pair, check_pair, doubts, weight
from translate.checks.contrast import gains
from translate.checks.doubtful import probability
from translate.documents.records import Finding, Segment, Severity, WordLinks
from translate.engine.base import Hypothesis, Progress, force_where_possible
from translate.run.memory import Memory
from translate.sentence import guard, markup
from translate.sentence.alignment import links_of_all
from translate.sentence.changes import Change, edits_between
from translate.sentence.guard import Plan, Said
from translate.sentence.labels import label_alone, label_before_colon
from translate.sentence.markup import PlainText, Stretch, marked_span
from translate.sentence.names_alone import is_name_alone
from translate.sentence.signs import signs
from translate.sentence.typography import Style, apply_style, quotes_of, with_dash
from translate.terms.holding import QUANTITIES, Held, Holder, Terms, wanted
from translate.terms.quantities import arrived


@dataclass(frozen=True, slots=True)
class Task:
    """A segment to translate, in the style of its document and with the terms that are held in it."""

    segment: Segment
    style: Style
    terms: Terms = field(default_factory=Terms)


class Clock:
    """Counts the processor seconds of all threads that each step takes, by its name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        """Count what happens inside for `step`."""
        began = time.process_time()
        try:
            yield
        finally:
            self.seconds[step] += time.process_time() - began


@dataclass(frozen=True, slots=True)
class Tools:
    """What the steps work with: `holder` has the engine, the steps of holding and the house style.

    `longest` is the number of pieces that the model reads well at once; `checks` says whether there are any.
    """

    holder: Holder
    longest: int
    checks: bool = True
    memory: Memory | None = None
    clock: Clock = field(default_factory=Clock)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A way to translate the segment of a task: what the model reads of it and, once it was asked, what it says.

    `crossings` and `said` are of the units of `plan`, one for one: what the model reads of them, and what it says.
    `alone` makes English of a text that has no words, which the model is not asked about. `how` tells a reader what is
    tried here, nothing at the first time.
    """

    task: Task
    plain: PlainText
    plan: Plan
    crossings: tuple[Crossing, ...] = ()
    alone: tuple[Edit, ...] = ()
    said: tuple[Said, ...] = ()
    how: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A translated segment, and how it came about: the plain English without its markup, and what the model said.

    `crossed` says that the model has read other quantities than the French has.
    """

    segment: Segment
    plain: PlainText | None = None
    english: str = ""
    hypothesis: Hypothesis | None = None
    stretches: tuple[Stretch, ...] = ()
    how: str = ""
    crossed: bool = False

    @property
    def is_of_model(self) -> bool:
        """Whether the model had a part in it: what passed through as it was cannot be a bad translation."""
        return self.segment.score is not None

    @property
    def is_as_said(self) -> bool:
        """Whether its texts are what the model read and said, without markup and changes."""
        if self.hypothesis is None or self.plain is None or self.segment.draft is not None or self.crossed:
            return False
        return (self.plain.text, self.english) == (self.segment.source, self.segment.target)


@dataclass(frozen=True, slots=True)
class Judged:
    """A translated segment, what the checks look at, and what they find."""

    written: Written
    pair: Pair
    findings: tuple[Finding, ...] = ()

    @property
    def rank(self) -> tuple[tuple[int, int, int], float]:
        """What is smaller for the better translation: its errors, warnings and notes, then how unlikely it is."""
        return weight([*self.findings, *self.written.segment.findings]), -(self.written.segment.score or 0.0)

    @property
    def errors(self) -> list[Finding]:
        """The gravest of what the checks find."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]


def recall(tasks: Sequence[Task], memory: Memory | None) -> dict[int, Written]:
    """Return what a person has confirmed before, which is taken as it is, by the numbers of the tasks."""
    found: dict[int, Written] = {}
    if memory is not None:
        for number, task in enumerate(tasks):
            target = memory.look_up(task.segment.source)
            if target is not None:
                finding = Finding("memory", Severity.NOTE, "as it stands in the translation memory")
                found[number] = Written(replace(task.segment, target=target, findings=(finding,)))
    return found


def plain(
    tasks: Sequence[Task], tools: Tools, *, stand_ins: int = 0, longest: int | None = None, how: str = ""
) -> list[Attempt]:
    """Return what the model shall read: markup, literals and quantities are off, capitals folded, long ones cut.

    :param stand_ins: which of `markup.STAND_INS` stand for literals.
    :param longest: the number of pieces that the model is to read at once, where not as many as it reads well.
    """
    knows = tools.holder.engine.knows
    texts = [
        markup.plain(
            task.segment,
            stand_ins=stand_ins,
            knows=knows,
            quotes=quotes_of(task.style),
            labels=not task.terms.find_users(task.segment.source),
        )
        for task in tasks
    ]
    return [_planned(task, text, tools, longest or tools.longest, how) for task, text in zip(tasks, texts, strict=True)]


def _planned(task: Task, text: PlainText, tools: Tools, longest: int, how: str) -> Attempt:
    style = tools.holder.style.quantities
    held_back = QUANTITIES in tools.holder.steps
    edits = alone(text.text, style=style) if held_back and not text.literals else None
    if edits is None and not text.literals and not task.terms.find_users(text.text):
        edits = _label(text.text, style)
    if edits is not None:
        return Attempt(task, text, Plan(), alone=tuple(edits), how=how)
    if is_name_alone(text.text) and all(wanted(one) == one.span.of(text.text) for one in task.terms.find(text.text)):
        return Attempt(task, text, Plan(), how=how)
    plan = guard.plan(text.text, engine=tools.holder.engine, longest=longest)
    crossings = [Crossing(unit, unit) for unit in plan.units]
    if held_back:
        signed = [signs(unit, tools.holder.engine.knows).numbers for unit in plan.units]
        crossings = [crossing(unit, style=style, signed=its) for unit, its in zip(plan.units, signed, strict=True)]
        crossings = [
            crossing(one.source, style=style, signed=its, kept=_kept(one, task, text)) if one.held else one
            for one, its in zip(crossings, signed, strict=True)
        ]
    return Attempt(task, text, plan, tuple(crossings), how=how)


def _label(text: str, style: QuantityStyle) -> list[Edit] | None:
    """Return what makes English of a line that is a label, or a label and a quantity; None for any other."""
    label = label_alone(text)
    behind: list[Edit] | None = []
    if label is None and (label := label_before_colon(text)):
        start = label.span.end
        behind = alone(text[start:], style=style)
        behind = behind and [replace(one, span=Span(one.span.start + start, one.span.end + start)) for one in behind]
    if label is None or behind is None:
        return None
    french = label.span.of(text)
    return [Edit(label.span, french, label.english, "labels", f"{french.strip()} is {label.english.strip()}"), *behind]


def _kept(crossed: Crossing, task: Task, text: PlainText) -> list[Span]:
    """Return what is no quantity in a unit though it may look like one: terms, and what stands for literals.

    A term of a pack within a quantity, such as the month of a date, is a part of it.
    """
    unit = crossed.source
    kept = [
        match.span
        for match in task.terms.find(unit)
        if not match.term.is_of_pack or not any(_is_part(match.span, held.quantity.span) for held in crossed.held)
    ]
    for literal in text.literals:
        start = unit.find(literal.stand_in)
        kept += [Span(start, start + len(literal.stand_in))] if start >= 0 else []
    return kept


def _is_part(span: Span, whole: Span) -> bool:
    return whole.start <= span.start and span.end <= whole.end and len(span) < len(whole)


def say(attempts: Sequence[Attempt], tools: Tools, progress: Progress | None = None) -> list[Attempt]:
    """Return the attempts with what the model says of their units; those that have it already stay as they are."""
    engine, decoding = tools.holder.engine, tools.holder.decoding
    said: dict[tuple[str, bool], Said] = {}
    for exact in (False, True):  # where markup is to follow its words, all of the attention must be known
        texts = [
            one.text
            for attempt in attempts
            if not attempt.said and attempt.plain.needs_alignment == exact
            for one in attempt.crossings
        ]
        answers = guard.say(texts, engine=engine, decoding=replace(decoding, attention=exact), progress=progress)
        said |= {(text, exact): answer for text, answer in answers.items()}
    return [
        one if one.said else at_home(one, [said[each.text, one.plain.needs_alignment] for each in one.crossings])
        for one in attempts
    ]


def at_home(attempt: Attempt, said: Sequence[Said], *, how: str = "") -> Attempt:
    """Return an attempt with what the model says of the texts of its crossings, the quantities at home in it."""
    home = [arrived(one, its.hypothesis) for one, its in zip(attempt.crossings, said, strict=True)]
    parts = (replace(its, hypothesis=one.hypothesis, edits=one.edits) for one, its in zip(home, said, strict=True))
    return replace(attempt, said=tuple(parts), how=how or attempt.how)


def hold(attempts: Sequence[Attempt], tools: Tools) -> list[list[Held]]:
    """Return what becomes of the units of each attempt: lost quantities are put in, terms held, words mended."""
    keys = [
        [
            (one.source, its.hypothesis.tokens, its.edits, attempt.task.terms)
            for one, its in zip(attempt.crossings, attempt.said, strict=True)
        ]
        for attempt in attempts
    ]
    distinct = {
        key: (key[0], replace(its.hypothesis, text=apply(its.hypothesis.text, its.edits)), key[3])
        for attempt, its_keys in zip(attempts, keys, strict=True)
        for key, its in zip(its_keys, attempt.said, strict=True)
    }
    held = {
        key: replace(one, changes=(*(Change(edit.new, edit.rule, edit.reason) for edit in key[2]), *one.changes))
        for key, one in zip(distinct, tools.holder.hold(list(distinct.values())), strict=True)
    }
    return [[held[key] for key in its_keys] for its_keys in keys]


def dress(attempts: Sequence[Attempt], held: Sequence[Sequence[Held]]) -> list[Written | None]:
    """Return the segments in English: joined, with end mark, capitals, typography and markup; None where that is lost.

    Markup is lost where a stand-in did not come through, or the English has fewer spaces than the French has lines.
    """
    return [_dressed(one, parts) for one, parts in zip(attempts, held, strict=True)]


def _dressed(attempt: Attempt, parts: Sequence[Held]) -> Written | None:
    task, text, plan = attempt.task, attempt.plain, attempt.plan
    findings = [*plan.findings]
    for said, part in zip(attempt.said, parts, strict=True):
        findings += ([said.finding] if said.finding else []) + list(part.findings)
    changes = [change for part in parts for change in part.changes]
    english, hypothesis = text.text, None
    if parts:
        english, hypothesis = _joined(attempt, [part.hypothesis for part in parts])
        if not english.strip():
            findings.append(Finding("decoding", Severity.WARNING, "the model gave nothing; the French stands as it is"))
            english, changes = text.text, []
    if parts:
        styled = apply_style(english, source=text.text, style=task.style)
        restored = markup.restore(text, styled, hypothesis, known=_same_quantities(attempt, styled))
    else:
        styled = apply(english, attempt.alone)
        restored = markup.restore(text, styled, None, known=_known(attempt.alone))
    if restored is None:
        return None
    draft, edits = _draft(attempt, restored.text, changes)
    segment = replace(
        task.segment,
        target=restored.text,
        tokens=hypothesis.tokens if hypothesis else (),
        score=hypothesis.score if hypothesis else None,
        findings=tuple(_placed(finding, text) for finding in findings),
        draft=draft,
        target_edits=edits,
        tried=tuple(one for part in parts for one in part.tried),
    )
    crossed = any(one.held for one in attempt.crossings)
    return Written(segment, text, styled, hypothesis, restored.stretches, attempt.how, crossed)


def _same_quantities(attempt: Attempt, english: str) -> list[tuple[Span, Span]]:
    """Return the words of the held quantities that stand once on both sides: no doubt is which is which."""
    found = []
    for held in (held for one in attempt.crossings for held in one.held):
        words = held.quantity.text.split(" "), held.english.split(" ")
        texts = (attempt.plain.text, held.quantity.text), (english, held.english)
        if len(words[0]) == len(words[1]) and all(text.count(quantity) == 1 for text, quantity in texts):
            places = [text.index(quantity) for text, quantity in texts]
            for here, there in zip(*words, strict=True):
                found.append((Span(places[0], places[0] + len(here)), Span(places[1], places[1] + len(there))))
                places = [places[0] + len(here) + 1, places[1] + len(there) + 1]
    return found


def _known(edits: Sequence[Edit]) -> list[tuple[Span, Span]]:
    return list(zip((edit.span for edit in edits), written(edits), strict=True))


def _joined(attempt: Attempt, hypotheses: Sequence[Hypothesis]) -> tuple[str, Hypothesis]:
    """Return the English of the parts of a sentence, with its end mark and its capitals, and the parts as one."""
    whole = guard.join(hypotheses, [gap or " " for gap in attempt.plan.gaps])
    said = whole.text
    if attempt.plain.has_quotations and '"' not in attempt.plain.text:
        said = said.replace('"', "")  # what the model quotes without having read a quotation
    said = with_dash(said, source=attempt.plain.text)
    return guard.finish(said, source=attempt.plain.text, capitals=attempt.plan.capitals), whole


def _draft(attempt: Attempt, target: str, changes: Sequence[Change]) -> tuple[str | None, tuple[Edit, ...]]:
    """Return the target as the model alone has it, and the edits between the two; nothing where they are the same."""
    if not changes:
        return None, ()
    english, hypothesis = _joined(attempt, [said.hypothesis for said in attempt.said])
    styled = apply_style(english, source=attempt.plain.text, style=attempt.task.style)
    draft = markup.restore(attempt.plain, styled, hypothesis)
    edits = edits_between(draft.text, target, changes) if draft is not None else ()
    return (draft.text, edits) if draft is not None and edits else (None, ())


def _placed(finding: Finding, text: PlainText) -> Finding:
    """Return a finding about the plain text with its place in the segment's own text."""
    span = finding.source_span
    return finding if span is None else replace(finding, source_span=marked_span(span, text.stretches))


def in_pieces(task: Task, tools: Tools) -> Written:
    """Return a segment that was translated between its literals, none of whose stand-ins came through."""
    pieces = markup.pieces_between(task.segment, knows=tools.holder.engine.knows)
    attempts = say(plain([replace(task, segment=Segment(0, piece.text)) for piece in pieces], tools), tools)
    made = dress(attempts, hold(attempts, tools))
    target, known = "", []
    for piece, one in zip(pieces, made, strict=True):
        target += piece.before + (piece.text if one is None else one.segment.text) + piece.after
        known += [one.hypothesis] if one is not None and one.hypothesis is not None else []
    whole = guard.join(known, [" "] * (len(known) - 1)) if known else None
    segment = replace(
        task.segment,
        target=target,
        tokens=whole.tokens if whole else (),
        score=whole.score if whole else None,
        findings=(Finding("markup", Severity.NOTE, "translated in parts, so that its code and addresses stay whole"),),
    )
    return Written(segment)


def check(tasks: Sequence[Task], made: Sequence[Written], tools: Tools) -> list[Judged]:
    """Return the segments with their links, with what the checks of one pair find, and with how likely each is bad.

    Only what the model made is checked. Rivals of what a check doubts are weighed by the model, all at once.
    """
    pairs = [
        Pair(
            one.segment.source,
            one.segment.target or "",
            links=links,
            score=one.segment.score,
            token_scores=() if one.segment.score is None else (one.segment.score,) * (len(one.segment.tokens) + 1),
            matches=tuple(task.terms.find_users(one.segment.source)),
        )
        for task, one, links in zip(tasks, made, _links(made), strict=True)
    ]
    pairs = _with_gains(pairs, made, tools)
    judged = []
    for one, pair in zip(made, pairs, strict=True):
        findings = tuple(check_pair(pair)) if one.is_of_model else ()
        doubt = probability(pair, findings) if one.is_of_model else None
        segment = replace(one.segment, doubt=doubt if doubt is None else round(doubt, 3))
        judged.append(Judged(replace(one, segment=segment), pair, findings))
    return judged


def _with_gains(pairs: Sequence[Pair], made: Sequence[Written], tools: Tools) -> list[Pair]:
    """Return the pairs with how much likelier the model finds each rival of a doubted word than what is there."""
    engine = tools.holder.engine
    rivals = [
        [text for doubt in doubts(pair) for text in doubt.rivals] if one.is_of_model else []
        for pair, one in zip(pairs, made, strict=True)
    ]
    doubted = [number for number, some in enumerate(rivals) if some]
    # What the search said of its own words need not be asked again; of words that were changed it said nothing.
    known = [made[number].is_as_said for number in doubted]
    asked = [pairs[number] for number, said in zip(doubted, known, strict=True) if not said]
    forced = iter(force_where_possible(engine, [(pair.source, pair.target) for pair in asked], attention=False))
    own = [made[n].hypothesis if said else next(forced) for n, said in zip(doubted, known, strict=True)]
    found = gains(engine, [pairs[n] for n in doubted], [rivals[n] for n in doubted], own)
    result = [replace(pair, gains={}) if one.is_of_model else pair for pair, one in zip(pairs, made, strict=True)]
    for number, its_gains in zip(doubted, found, strict=True):
        result[number] = replace(pairs[number], gains=its_gains)
    return result


def unchecked(made: Sequence[Written]) -> list[Judged]:
    """Return the segments as they are, nothing known of them."""
    return [Judged(one, Pair(one.segment.source, one.segment.target or "")) for one in made]


def _links(made: Sequence[Written]) -> Iterator[WordLinks]:
    """Yield the links between the words of each segment and of its target, found in the text without markup."""
    texts = [
        (one.segment.source, one.segment.target or "") if one.plain is None else (one.plain.text, one.english)
        for one in made
    ]
    every = links_of_all(texts, [one.hypothesis for one in made])
    for one, both, links in zip(made, texts, every, strict=True):
        yield links if both == (one.segment.source, one.segment.target) else _marked(links, one)


def _marked(links: WordLinks, one: Written) -> WordLinks:
    """Return links between the words of the texts without markup as links of the texts with it."""
    before = one.plain.stretches if one.plain else ()
    sources = [marked_span(span, before) for span in links.source]
    targets = [marked_span(span, one.stretches) for span in links.target]
    here = {place: number for number, place in enumerate(i for i, span in enumerate(sources) if span)}
    there = {place: number for number, place in enumerate(i for i, span in enumerate(targets) if span)}
    return WordLinks(
        tuple(span for span in sources if span),
        tuple(span for span in targets if span),
        tuple((here[s], there[t], sure) for s, t, sure in links.pairs if s in here and t in there),
    )
