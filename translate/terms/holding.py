"""Holds translations to a glossary: each term is looked for in the English, and put right where it is not there.

In this order, until the term stands at the place that its French is aligned to: the model is asked again with the
wanted English between its markers, if it was trained to follow them, and the answer taken if it finds that likelier
than the wanted words put into its first one; it is asked again for other candidates and with the wrong rendering
forbidden; the words at the aligned place are replaced; a finding tells what could not be mended.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from glossary.edits import Edit, Span, apply, written
from glossary.quantities import mend
from glossary.terms.matching import Match, Matcher
from glossary.terms.records import Kind
from glossary.terms.renderings import acceptable, find_rendering
from glossary.terms.replacing import replace_rendering
from translate.documents.records import Finding, Severity
from translate.engine.base import Decoding, Engine, Hypothesis
from translate.sentence import guard
from translate.sentence.alignment import links_of, piece_owners
from translate.sentence.casing import capitals_of_source, opening_case
from translate.sentence.changes import Change
from translate.terms import words as word_mending
from translate.terms.house_style import HouseStyle
from translate.terms.places import aligned_span, invented_place, look_alike, missing_terms, with_leftovers
from translate.terms.term_spelling import spelt_as_listed

MARKERS, DECODING, REPLACING, WORDS, QUANTITIES = "markers", "decoding", "replacing", "words", "quantities"
STEPS = frozenset({MARKERS, DECODING, REPLACING, WORDS, QUANTITIES})
"""The steps that are taken, by their names."""

LARGEST_LOSS = 1.0
"""How much less likely, in natural logarithm a piece, the model may find a translation that has the wanted terms."""

LEAST_LIKENESS = 0.35
"""The least share of words that a translation with the wanted terms must have in common with the model's first one."""

_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked for in a document: the matchers of its glossaries, of which a later one wins over an earlier."""

    matchers: tuple[Matcher, ...] = ()

    def find(self, text: str) -> list[Match]:
        """Return the terms in a French sentence, in order and without overlap; of two that overlap the longer one."""
        found = [
            (len(match.span), number, match)
            for number, matcher in enumerate(self.matchers)
            for match in matcher.find(text)
        ]
        chosen: list[Match] = []
        for _, _, match in sorted(found, key=lambda item: item[:2], reverse=True):
            if not any(match.span.overlaps(other.span) for other in chosen):
                chosen.append(match)
        return sorted(chosen, key=lambda match: match.span)


@dataclass(frozen=True, slots=True)
class Held:
    """What became of a hypothesis: what was changed in it and why, what could not be, and what else was weighed."""

    hypothesis: Hypothesis
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    tried: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Unit:
    """A sentence on its way: `hypothesis` is the best so far, and `missing` the terms that it lacks."""

    text: str
    first: Hypothesis
    matches: list[Match]
    hypothesis: Hypothesis
    missing: list[Match]
    wrong: dict[Match, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    tried: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Holder:
    """Holds the translations of an engine to terms.

    `markers` are what stands around a wanted translation in the source, None where the model does not know any.
    `steps` are those of `STEPS` that may be taken. `style` is what the English is brought into at the end.
    """

    engine: Engine
    decoding: Decoding
    markers: tuple[str, str] | None = None
    steps: Collection[str] = STEPS
    style: HouseStyle = field(default_factory=HouseStyle)

    def hold(self, sentences: Sequence[tuple[str, Hypothesis, Terms]]) -> list[Held]:
        """Return what becomes of the hypotheses of sentences, each in the order given.

        Of each is known the French, what the model made of it, and the terms to be held.
        """
        units = []
        for text, hypothesis, terms in sentences:
            matches = terms.find(text) if terms.matchers else []
            units.append(_Unit(text, hypothesis, matches, hypothesis, missing_terms(hypothesis.text, matches)))
        pending = [unit for unit in units if unit.missing]
        for unit, forced in zip(pending, self._forced(pending), strict=True):
            self._locate(unit, forced)
        for name, step in ((MARKERS, self._with_markers), (DECODING, self._decoded_again), (REPLACING, self._replaced)):
            pending = [unit for unit in pending if unit.missing]
            if pending and name in self.steps:
                step(pending)
        if REPLACING in self.steps:
            self._edit(units, lambda unit: spelt_as_listed(unit.hypothesis.text, unit.matches))
        if WORDS in self.steps:
            self._mend_words(units)
            self._edit(units, lambda unit: opening_case(unit.hypothesis.text, source=unit.text))
            self._edit(units, lambda unit: capitals_of_source(unit.hypothesis.text, source=unit.text))
        if QUANTITIES in self.steps:
            self._edit(units, lambda unit: mend(unit.text, unit.hypothesis.text, style=self.style.quantities))
        self._edit(units, lambda unit: self.style.edits(unit.hypothesis.text))
        aligned = [unit for unit in units if unit.changes and unit.first.attention is not None]
        for unit, hypothesis in zip(aligned, self._forced(aligned), strict=True):
            unit.hypothesis = hypothesis
        return [self._held(unit) for unit in units]

    def _forced(self, units: Sequence[_Unit]) -> list[Hypothesis]:
        return self.engine.force([(unit.text, unit.hypothesis.text) for unit in units], attention=True)

    def _locate(self, unit: _Unit, forced: Hypothesis) -> None:
        """Drop terms that are there after all, at the place of another mention, and note what stands for the others."""
        links = links_of(unit.text, forced.text, forced)
        missing = []
        for match in unit.missing:
            span = aligned_span(links, match.span, taken=())
            there = find_rendering(forced.text, match)
            if there and (span is None or any(map(span.overlaps, there))):
                continue  # two mentions became one, or the other a pronoun
            if (
                match.term.kind is Kind.TITLE
                and match.term.is_of_pack
                and look_alike(forced.text, match, unit.text, ()) is None
            ):
                continue  # English does without many a title
            missing.append(match)
            unit.wrong[match] = span.of(forced.text) if span else ""
        unit.missing = missing

    def _with_markers(self, units: Sequence[_Unit]) -> None:
        """Translate again with the wanted English in the place of the French."""
        if self.markers is None:
            return
        texts = [self._marked(unit) for unit in units]
        possible = [
            (unit, text)
            for unit, text in zip(units, texts, strict=True)
            if self.engine.count(text) < self._longest(unit)
        ]
        answers = self.engine.translate([text for _, text in possible], decoding=self.decoding)
        before = [replace(unit, changes=list(unit.changes), tried=[]) for unit, _ in possible]
        self._weigh(
            [(unit, [answer.text]) for (unit, _), answer in zip(possible, answers, strict=True)],
            "translated again with the wanted words given",
        )
        if REPLACING in self.steps:
            both = zip((unit for unit, _ in possible), before, strict=True)
            self._prefer_replacing([(unit, old) for unit, old in both if unit.hypothesis is not old.hypothesis])

    def _prefer_replacing(self, units: Sequence[tuple[_Unit, _Unit]]) -> None:
        """Take the translation before, with the wanted words put in, where the model finds that one likelier.

        Beside given words that it does not know, a model leaves out small ones: They are Kursk.
        """
        self._replaced([old for _, old in units])
        for unit, old in units:
            if len(old.missing) <= len(unit.missing) and old.hypothesis.score > unit.hypothesis.score:
                unit.tried.append((unit.hypothesis.text, "less likely than with the wanted words put in"))
                unit.hypothesis, unit.missing, unit.changes = old.hypothesis, old.missing, old.changes

    def _longest(self, unit: _Unit) -> int:
        return 2 * self.engine.count(unit.text) + 40

    def _marked(self, unit: _Unit) -> str:
        assert self.markers is not None  # the caller has seen to it
        opening, closing = self.markers
        text, position = "", 0
        for match in unit.missing:
            french = match.span.of(unit.text)
            lead = _CONTRACTIONS.get(french.split()[0].lower(), "") if " " in french and _has_article(match) else ""
            text += unit.text[position : match.span.start] + lead + opening + wanted(match) + closing
            position = match.span.end
        return text + unit.text[position:]

    def _decoded_again(self, units: Sequence[_Unit]) -> None:
        """Take another of the model's candidates, or what it says when the wrong words are forbidden."""
        several = replace(self.decoding, beam=max(self.decoding.beam, _CANDIDATES), candidates=_CANDIDATES)
        lists = self.engine.candidates([unit.text for unit in units], decoding=several)
        texts = [[hypothesis.text for hypothesis in some] for some in lists]
        self._weigh(list(zip(units, texts, strict=True)), "another of the model's translations")
        rest = []
        for unit in units:
            forbidden = tuple(
                dict.fromkeys(unit.wrong[match] for match in unit.missing if unit.wrong.get(match, "").strip())
            )
            if unit.missing and forbidden:
                (answer,) = self.engine.translate([unit.text], decoding=replace(self.decoding, forbidden=forbidden))
                rest.append((unit, [answer.text]))
        self._weigh(rest, "translated again without the wrong words")

    def _weigh(self, candidates: Sequence[tuple[_Unit, Sequence[str]]], how: str) -> None:
        """Take for each sentence the candidate that lacks fewest terms, if it lacks fewer than what is there.

        It must be sound, much like the first translation, and nearly as likely.
        """
        hopeful = []
        for unit, texts in candidates:
            for text in dict.fromkeys(texts):
                lacking = missing_terms(text, unit.matches)
                marked = self.markers and any(mark in text for mark in self.markers)
                if len(lacking) < len(unit.missing) and not marked:
                    hopeful.append((unit, text, lacking))
        forced = self.engine.force([(unit.text, text) for unit, text, _ in hopeful], attention=False)
        for (unit, text, lacking), hypothesis in zip(hopeful, forced, strict=True):
            refused = self._refusal(unit, hypothesis)
            if refused:
                unit.tried.append((text, refused))
            elif len(lacking) < len(unit.missing):
                mended = [match for match in unit.missing if match not in lacking]
                unit.changes += (Change(wanted(match), "glossary", f"{reason(match)}; {how}") for match in mended)
                unit.hypothesis, unit.missing = hypothesis, lacking

    def _refusal(self, unit: _Unit, hypothesis: Hypothesis) -> str | None:
        if guard.trouble(hypothesis):
            return "not a sound translation"
        if likeness(unit.first.text, hypothesis.text) < LEAST_LIKENESS:
            return "too far from the first translation"
        spans = [span for match in unit.missing for span in find_rendering(hypothesis.text, match)]
        if rest_score(hypothesis, spans) < unit.first.score - LARGEST_LOSS:
            return "the model finds it unlikely"
        return None

    def _replaced(self, units: Sequence[_Unit]) -> None:
        """Put the wanted words in the place of those that the French is aligned to."""
        forced = self._forced(units)
        texts = []
        for unit, hypothesis in zip(units, forced, strict=True):
            links = links_of(unit.text, hypothesis.text, hypothesis)
            kept = [span for match in unit.matches for span in find_rendering(hypothesis.text, match)]
            edits: list[tuple[Match, Edit]] = []
            sure = True
            for match in unit.missing:
                taken = [*kept, *(edit.span for _, edit in edits)]
                left = look_alike(hypothesis.text, match, unit.text, taken)
                span = left or aligned_span(links, match.span, taken=taken)
                if span is None and len(unit.missing) == 1:
                    span = invented_place(links, hypothesis.text, taken=taken)
                if span is None:
                    continue
                sure = sure and left is not None
                span = with_leftovers(hypothesis.text, span, match.span.of(unit.text), taken=taken)
                edit = replace_rendering(hypothesis.text, span, match)
                if not any(map(edit.span.overlaps, taken)):
                    edits.append((match, edit))
            texts.append((apply(hypothesis.text, [edit for _, edit in edits]), edits, sure))
        again = self.engine.force(
            [(unit.text, text) for unit, (text, _, _) in zip(units, texts, strict=True)], attention=False
        )
        for unit, before, (text, edits, sure), hypothesis in zip(units, forced, texts, again, strict=True):
            lacking = missing_terms(text, unit.matches)
            if not edits or len(lacking) >= len(unit.missing):
                continue
            new = written([edit for _, edit in edits])
            loss = rest_score(before, [edit.span for _, edit in edits]) - rest_score(hypothesis, new)
            # Where nothing but a French spelling went, there is nothing that the model could know better.
            if sure or loss <= LARGEST_LOSS:
                unit.changes += (
                    Change(wanted(match), "glossary", f"{reason(match)}; put in the place of {edit.old}")
                    for match, edit in edits
                )
                unit.hypothesis, unit.missing = hypothesis, lacking
            else:
                unit.tried.append((text, "the model finds the rest of it unlikely"))

    def _mend_words(self, units: Sequence[_Unit]) -> None:
        """Put English words in the place of those that the model made up, and of French that it left."""
        sentences = [
            word_mending.Sentence(
                unit.text,
                unit.hypothesis.text,
                tuple(span for match in unit.matches for span in find_rendering(unit.hypothesis.text, match)),
                tuple(unit.matches),
            )
            for unit in units
        ]
        found = dict(zip(map(id, units), word_mending.mend_words(sentences, engine=self.engine), strict=True))
        self._edit(units, lambda unit: found[id(unit)])

    def _edit(self, units: Sequence[_Unit], find: Callable[[_Unit], Sequence[Edit]]) -> None:
        """Make edits that need no model, such as those of numbers, dates and units that it got wrong."""
        found = [(unit, edits) for unit in units if (edits := find(unit))]
        texts = [(unit.text, apply(unit.hypothesis.text, edits)) for unit, edits in found]
        for (unit, edits), hypothesis in zip(found, self.engine.force(texts, attention=False), strict=True):
            unit.hypothesis = hypothesis
            unit.changes += (Change(edit.new, edit.rule, edit.reason) for edit in edits)

    def _held(self, unit: _Unit) -> Held:
        findings = []
        for match in unit.missing:
            there = unit.wrong.get(match, "")
            stands = f"{there!r} stands there" if there else "nothing in the English stands for it"
            message = f"{match.span.of(unit.text)} should be {wanted(match)} ({_origin(match)}), but {stands}"
            findings.append(Finding("glossary", Severity.WARNING, message, source_span=match.span))
        return Held(unit.hypothesis, tuple(unit.changes), tuple(findings), tuple(dict.fromkeys(unit.tried)))


_CONTRACTIONS = {"du": "de ", "des": "de ", "au": "à ", "aux": "à "}
_ARTICLES = ("le ", "la ", "les ", "l'", "l’")


def _has_article(match: Match) -> bool:
    return match.term.source.lower().startswith(_ARTICLES)


def wanted(match: Match) -> str:
    """Return the English that a term should be where it was found."""
    return acceptable(match.term, plural=match.plural)[0]


def reason(match: Match) -> str:
    """Return in a few words what a term says and where it says so."""
    return f"{match.term.source} is {match.term.target} ({_origin(match)})"


def _origin(match: Match) -> str:
    return match.term.origin or "glossary"


def rest_score(hypothesis: Hypothesis, spans: Sequence[Span]) -> float:
    """Return how likely a translation is without what stands at `spans`, in natural logarithms a piece.

    A name that the model would not have written is unlikely by itself; what matters is what it does to the rest. It is
    0 where there is no rest, as in a heading of one term, and the score of all where the model was not asked for each
    piece.
    """
    if hypothesis.token_scores is None:
        return hypothesis.score
    owners = piece_owners(hypothesis.tokens, hypothesis.text)
    taken = {owners[place] for span in spans for place in range(span.start, span.end)}
    # Behind a name that surprises it, the first piece surprises a model as well.
    taken |= {number + 1 for number in taken}
    scores = [score for number, score in enumerate(hypothesis.token_scores) if number not in taken]
    return sum(scores) / len(scores) if scores else 0.0


def likeness(first: str, second: str) -> float:
    """Return the share of words that two texts have in common, from 0 to 1 (Dice).

    >>> likeness("They are in Koursk", "They are in Kursk")
    0.75
    """
    here, there = Counter(first.casefold().split()), Counter(second.casefold().split())
    return 2 * (here & there).total() / max(1, here.total() + there.total())
