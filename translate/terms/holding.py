"""Holds translations to a glossary: each term is looked for in the English, and put right where it is not there.

In this order, one function a step: terms are found in the French, and those that the English lacks at their aligned
places are noted; the model is asked once more with the wanted English between its markers, if it was trained to follow
them; the wanted words are put into its first answer; of the two the better one is taken, both scored in one go. Then
come edits that need no model: spelling, words that do not exist, capitals, quantities, house style. A finding tells
what could not be mended.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from glossary.edits import Edit, Span, apply, written
from glossary.english.forms import capitalised
from glossary.quantities import mend
from glossary.quantities.compare import match_texts
from glossary.quantities.crossing import Crossing, crossing
from glossary.quantities.proportions import out_of
from glossary.tables import expression
from glossary.terms.matching import Match, Matcher
from glossary.terms.records import Kind
from glossary.terms.renderings import acceptable, find_rendering
from glossary.terms.replacing import replace_rendering
from translate.documents.records import Finding, Severity, WordLinks
from translate.engine.base import Decoding, Engine, Hypothesis, force_where_possible
from translate.sentence import guard
from translate.sentence.alignment import links_of_all, piece_owners
from translate.sentence.casing import capitals_of_source, opening_case
from translate.sentence.changes import Change
from translate.terms import words
from translate.terms.house_style import HouseStyle
from translate.terms.places import aligned_span, invented_place, is_torn, look_alike, missing_terms, with_leftovers
from translate.terms.quantities import arrived
from translate.terms.term_spelling import spelt_as_listed

MARKERS, REPLACING, WORDS, QUANTITIES = "markers", "replacing", "words", "quantities"
STEPS = frozenset({MARKERS, REPLACING, WORDS, QUANTITIES})
"""The steps that are taken, by their names."""

LARGEST_LOSS = 1.0
"""How much less likely, in natural logarithm a piece, the model may find a translation that has the wanted terms."""

LEAST_LIKENESS = 0.35
"""The least share of words that a translation with the wanted terms must have in common with the model's first one."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked for in a document; `has_users` says whether any term is of a glossary of the user's."""

    matcher: Matcher | None = None
    has_users: bool = False

    def find_users(self, text: str) -> list[Match]:
        """Return the terms of the user's own glossaries in a French sentence; those of packs and names are not."""
        return [match for match in self.find(text) if match.term.is_users] if self.has_users else []

    def find(self, text: str) -> list[Match]:
        """Return the terms in a French sentence, in order and without overlap; see `Matcher.find`."""
        return self.matcher.find(text) if self.matcher is not None else []


@dataclass(frozen=True, slots=True)
class Held:
    """What became of a hypothesis: what was changed in it and why, what could not be, and what else was weighed."""

    hypothesis: Hypothesis
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    tried: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Unit:
    """A sentence on its way: `hypothesis` is the best so far, `needed` the terms that it must have.

    `missing` are those of them that it lacks, each with the words that stand in its place, as far as that is known.
    """

    text: str
    hypothesis: Hypothesis
    needed: list[Match]
    missing: dict[Match, str] = field(default_factory=dict)
    links: WordLinks = field(default_factory=WordLinks)
    changes: list[Change] = field(default_factory=list)
    tried: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A translation of a unit that may have its wanted terms; `edits` are those that made it from the first one."""

    text: str
    lacking: tuple[Match, ...]
    how: str
    edits: tuple[Edit, ...] = ()
    sure: bool = False


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

        Of each is known the French, what the model made of it, and the terms to be held. The hypothesis of the result
        has the English that is held, its score where the model was asked again, and the attention of the given one
        where its words are in the main the same.
        """
        units = [_Unit(text, hypothesis, terms.find(text)) for text, hypothesis, terms in sentences]
        if REPLACING in self.steps:
            for unit in units:
                _edit(unit, _of_one_term(unit))
        _locate(units)
        lacking = [unit for unit in units if unit.missing]
        if lacking:
            self._choose(lacking, self._candidates(lacking))
        if REPLACING in self.steps:
            for unit in units:
                _edit(unit, spelt_as_listed(unit.hypothesis.text, unit.needed))
        if WORDS in self.steps:
            self._mend_words(units)
        for unit in units:
            self._mend_signs(unit)
        return [_held(unit) for unit in units]

    def _candidates(self, units: Sequence[_Unit]) -> list[list[_Candidate]]:
        """Return for each unit the translations that have more of its wanted terms."""
        candidates: list[list[_Candidate]] = [[] for _ in units]
        if REPLACING in self.steps:
            candidates = [_put_in(unit, unit.hypothesis.text, unit.links, tuple(unit.missing)) for unit in units]
        # Where a name stands there in its French spelling, and nothing else is missing, there is nothing to ask.
        open_ones = [
            (unit, found)
            for unit, found in zip(units, candidates, strict=True)
            if not any(candidate.sure and not candidate.lacking for candidate in found)
        ]
        answers = self._answers([unit for unit, _ in open_ones])
        for (unit, found), answer in zip(open_ones, answers, strict=True):
            if answer is not None:
                fuller = _fuller(unit, answer.text, "translated again with the wanted words given")
                if fuller and fuller[0].lacking and REPLACING in self.steps:
                    # The answer is read with the lexicon alone: its attention is that of the text with the markers.
                    links = links_of_all([(unit.text, answer.text)], [None])[0]
                    fuller += _put_in(unit, answer.text, links, fuller[0].lacking)
                found += fuller
        return candidates

    def _answers(self, units: Sequence[_Unit]) -> list[Hypothesis | None]:
        """Translate again with the wanted English in the place of the French; None where that cannot be done."""
        if self.markers is None or MARKERS not in self.steps:
            return [None] * len(units)
        crossings = [self._crossing(*_marked(unit, self.markers)) for unit in units]
        fits = [
            self.engine.count(one.text) < _longest(self.engine, unit)
            for unit, one in zip(units, crossings, strict=True)
        ]
        asked = [one.text for one, fit in zip(crossings, fits, strict=True) if fit]
        answers = iter(self.engine.translate(asked, decoding=self.decoding))
        spoken = [_at_home(one, next(answers)) if fit else None for one, fit in zip(crossings, fits, strict=True)]
        return [one if one and not any(mark in one.text for mark in self.markers) else None for one in spoken]

    def _crossing(self, text: str, given: Sequence[Span]) -> Crossing:
        """Return what the model reads of a text in which it is to keep what is `given`."""
        if QUANTITIES not in self.steps:
            return Crossing(text, text)
        return crossing(text, style=self.style.quantities, kept=given)

    def _choose(self, units: Sequence[_Unit], candidates: Sequence[Sequence[_Candidate]]) -> None:
        """Take for each unit the sound candidate that lacks fewest terms and quantities, and of those the likeliest.

        All candidates are scored at once, with the first translations that they are compared with.
        """
        asked = [
            (unit, candidate)
            for unit, found in zip(units, candidates, strict=True)
            for candidate in (*found, *([_Candidate(unit.hypothesis.text, (), "")] if found else ()))
        ]
        pairs = [(unit.text, candidate.text) for unit, candidate in asked]
        forced = force_where_possible(self.engine, pairs, attention=False)
        scored: dict[int, list[tuple[_Candidate, Hypothesis | None]]] = {}
        for (unit, candidate), hypothesis in zip(asked, forced, strict=True):
            scored.setdefault(id(unit), []).append((candidate, hypothesis))
        for unit in units:
            *found, (_, first) = scored.get(id(unit), [(_Candidate("", (), ""), unit.hypothesis)])
            sound = []
            for candidate, hypothesis in found:
                if hypothesis is None:
                    refused: str | None = "longer than the model can read"
                else:
                    refused = _refusal(unit, first or unit.hypothesis, candidate, hypothesis)
                if hypothesis is not None and refused is None:
                    sound.append((candidate, hypothesis))
                elif refused:
                    unit.tried.append((candidate.text, refused))
            if sound:
                sound.sort(key=partial(_shortcomings, unit.text))
                _take(unit, *sound[0])
                unit.tried += [(candidate.text, "less likely") for candidate, _ in sound[1:]]

    def _mend_words(self, units: Sequence[_Unit]) -> None:
        """Put English words in the place of those that the model made up, and of French that it left."""
        sentences = [
            words.Sentence(
                unit.text,
                unit.hypothesis.text,
                tuple(span for match in unit.needed for span in find_rendering(unit.hypothesis.text, match)),
                tuple(unit.needed),
                unit.hypothesis,
            )
            for unit in units
        ]
        for unit, edits in zip(units, words.mend_words(sentences, engine=self.engine), strict=True):
            _edit(unit, edits)

    def _mend_signs(self, unit: _Unit) -> None:
        """Make the edits that need no model: quantities, capitals, and what the house style asks for."""
        if QUANTITIES in self.steps:
            _edit(unit, mend(unit.text, unit.hypothesis.text, style=self.style.quantities))
            _edit(unit, out_of(unit.text, unit.hypothesis.text))
        if WORDS in self.steps:
            _edit(unit, opening_case(unit.hypothesis.text, source=unit.text))
            _edit(unit, capitals_of_source(unit.hypothesis.text, source=unit.text))
        _edit(unit, self.style.edits(unit.hypothesis.text))


def _shortcomings(french: str, one: tuple[_Candidate, Hypothesis]) -> tuple[int, int, float]:
    """Return what is smaller for the better candidate: terms and quantities that it lacks, then how unlikely it is."""
    candidate, hypothesis = one
    return len(candidate.lacking), len(match_texts(french, candidate.text).mismatches), -hypothesis.score


_LINE_OF_TERM = expression(
    r"\s*(?P<article>(?:[Ll]es?|[Ll]a)[ \u00a0]|[Ll]['’])?(?P<term>.+?)\s*(?P<end>[.,!?…:;]*)\s*", re.DOTALL
)


def _of_one_term(unit: _Unit) -> list[Edit]:
    """Return the edit that makes a line which is one term and nothing else what its term says.

    With no sentence around it a small model makes something up beside the right words as well: Tea tea room.
    """
    if len(unit.needed) != 1:
        return []
    (match,) = unit.needed
    line = _LINE_OF_TERM.fullmatch(unit.text)
    if line is None or match.term.kind is Kind.TITLE:
        return []
    if match.span.start > line.start("term") or match.span.end != line.end("term"):
        return []
    english = unit.hypothesis.text
    said = english.strip(" .,!?…:;").lower().removeprefix("the ")
    if said in {form.lower() for form in acceptable(match.term, plural=match.plural)}:
        return []
    article = "the " if line["article"] and match.term.kind is Kind.TERM else ""
    new = article + wanted(match)
    new = capitalised(new) if unit.text.strip()[0].isupper() else new
    why = f"{reason(match)}, and all that the line has"
    return [Edit(Span(0, len(english)), english, new + line["end"], "glossary", why)]


def _locate(units: Sequence[_Unit]) -> None:
    """Note the terms that are missing, and what stands for them; forget those that need not be there."""
    located = []
    for unit in units:
        lacking, shortened = missing_terms(unit.hypothesis.text, unit.needed), _shortened(unit)
        if lacking or shortened:
            located.append((unit, lacking, shortened))
    texts = [(unit.text, unit.hypothesis.text) for unit, _, _ in located]
    every = links_of_all(texts, [unit.hypothesis for unit, _, _ in located])
    for (unit, found, shortened), links in zip(located, every, strict=True):
        unit.links = links
        english = unit.hypothesis.text
        for match in shortened:
            if match not in found and is_torn(links, english, match):
                unit.missing[match] = ", ".join(span.of(english) for span in find_rendering(english, match))
        for match in found:
            span = aligned_span(links, match.span, taken=())
            there = find_rendering(english, match)
            again = there and (span is None or any(map(span.overlaps, there)))
            polite = (
                match.term.kind is Kind.TITLE
                and match.term.is_of_pack
                and look_alike(english, match, unit.text, ()) is None
            )
            # Two mentions may become one, or the other a pronoun; and English does without many a title.
            if again or polite:
                unit.needed.remove(match)
            else:
                unit.missing[match] = span.of(english) if span else ""


def _shortened(unit: _Unit) -> list[Match]:
    """Return the terms that stand in the English with fewer words than their target has."""
    found = []
    for match in unit.needed:
        if match.term.accepted and " " in match.term.target and match.term.kind is not Kind.TITLE:
            words_of_target = match.term.target.count(" ")
            spans = find_rendering(unit.hypothesis.text, match)
            if spans and all(span.of(unit.hypothesis.text).count(" ") < words_of_target for span in spans):
                found.append(match)
    return found


def _longest(engine: Engine, unit: _Unit) -> int:
    """Return how many pieces the French may have with the wanted words in it."""
    return 2 * engine.count(unit.text) + 40


def _at_home(crossed: Crossing, answer: Hypothesis) -> Hypothesis:
    """Return an answer with the quantities that the model did not read."""
    home = arrived(crossed, answer)
    return replace(home.hypothesis, text=apply(home.hypothesis.text, home.edits))


def _marked(unit: _Unit, markers: tuple[str, str]) -> tuple[str, list[Span]]:
    """Return the French with the wanted English between the markers in the place of its terms, and where that is."""
    opening, closing = markers
    text, position = "", 0
    given = []
    for match in unit.missing:
        french = match.span.of(unit.text)
        lead = _CONTRACTIONS.get(french.split()[0].lower(), "") if " " in french and _has_article(match) else ""
        text += unit.text[position : match.span.start] + lead
        given.append(Span(len(text), len(text) + len(opening + wanted(match) + closing)))
        text += opening + wanted(match) + closing
        position = match.span.end
    return text + unit.text[position:], given


def _fuller(unit: _Unit, text: str, how: str) -> list[_Candidate]:
    """Return a translation as a candidate if it lacks fewer terms than the one at hand."""
    lacking = tuple(missing_terms(text, unit.needed))
    return [_Candidate(text, lacking, how)] if len(lacking) < len(unit.missing) else []


def _put_in(unit: _Unit, english: str, links: WordLinks, missing: Sequence[Match]) -> list[_Candidate]:
    """Return `english` with the wanted words in the place of those that the French of `missing` is aligned to."""
    kept = [span for match in unit.needed if match not in missing for span in find_rendering(english, match)]
    edits: list[tuple[Match, Edit]] = []
    sure = True
    for match in missing:
        taken = [*kept, *(edit.span for _, edit in edits)]
        left = look_alike(english, match, unit.text, taken)
        span = left or aligned_span(links, match.span, taken=taken)
        if span is None and len(missing) == 1:
            span = invented_place(links, english, taken=taken)
        if span is None:
            continue
        sure = sure and left is not None
        span = with_leftovers(english, span, match.span.of(unit.text), taken=taken)
        edit = replace_rendering(english, span, match)
        if not any(map(edit.span.overlaps, taken)):
            edits.append((match, edit))
    made = tuple(edit for _, edit in edits)
    found = _fuller(unit, apply(english, made), "put in the place of other words") if edits else []
    # Only edits of the first translation can be told one by one.
    of_first = made if english == unit.hypothesis.text else ()
    return [replace(candidate, edits=of_first, sure=sure and bool(of_first)) for candidate in found]


def _refusal(unit: _Unit, first: Hypothesis, candidate: _Candidate, hypothesis: Hypothesis) -> str | None:
    """Return why a candidate is not taken, None where it may be."""
    if candidate.edits:
        # Where nothing but a French spelling went, there is nothing that the model could know better.
        loss = rest_score(first, [edit.span for edit in candidate.edits]) - rest_score(
            hypothesis, written(candidate.edits)
        )
        return None if candidate.sure or loss <= LARGEST_LOSS else "the model finds the rest of it unlikely"
    if guard.trouble(hypothesis):
        return "not a sound translation"
    if likeness(first.text, hypothesis.text) < LEAST_LIKENESS:
        return "too far from the first translation"
    spans = [span for match in unit.missing for span in find_rendering(hypothesis.text, match)]
    return "the model finds it unlikely" if rest_score(hypothesis, spans) < first.score - LARGEST_LOSS else None


def _take(unit: _Unit, candidate: _Candidate, hypothesis: Hypothesis) -> None:
    mended = [match for match in unit.missing if match not in candidate.lacking]
    if candidate.edits:
        unit.hypothesis = replace(unit.hypothesis, text=candidate.text, score=hypothesis.score)
    else:
        # Said anew, for which the attention of the first translation says nothing.
        unit.hypothesis = replace(hypothesis, token_scores=None)
    unit.changes += (Change(wanted(match), "glossary", f"{reason(match)}; {candidate.how}") for match in mended)
    unit.missing = {match: words for match, words in unit.missing.items() if match in candidate.lacking}


def _edit(unit: _Unit, edits: Sequence[Edit]) -> None:
    """Make edits that the model is not asked about."""
    if edits:
        unit.hypothesis = replace(unit.hypothesis, text=apply(unit.hypothesis.text, edits))
        unit.changes += (Change(edit.new, edit.rule, edit.reason) for edit in edits)


def _held(unit: _Unit) -> Held:
    findings = []
    for match, there in unit.missing.items():
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


def rest_score(hypothesis: Hypothesis, spans: Iterable[Span]) -> float:
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
