"""Keeps the decoder from inventing: what it never sees, how it sees the rest, and when its answer is not sound."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy

from glossary.edits import Edit
from glossary.english.forms import article
from glossary.french.words import in_capitals
from glossary.quantities import french_quantities
from glossary.tables import expression
from translate.documents.clauses import clauses
from translate.documents.records import Finding, Severity
from translate.engine.base import Decoding, Engine, Hypothesis, Progress
from translate.sentence.casing import to_ordinary_case
from translate.sentence.labels import noun_before_colon
from translate.sentence.language import foreign

_LETTER = expression(r"[^\W\d_]")
_END_MARKS, _AFTER_THEM = ".!?…:;", "\"'”’»)]"


@dataclass(frozen=True, slots=True)
class Plan:
    """How one sentence goes to the model: `units` are what it reads; none means that the sentence passes untouched.

    `gaps` stand between the English of the units. `capitals` says that the sentence was in capitals and the English
    must be too.
    """

    units: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    capitals: bool = False
    findings: tuple[Finding, ...] = ()


def plan(sentence: str, *, engine: Engine, longest: int) -> Plan:
    """Return how `sentence` goes to `engine`, in units of at most `longest` pieces.

    Text without letters and text in another language or script pass untouched; capitals are read in ordinary case; the
    label of a line, as `Durée :`, is read by itself, as a small model makes up words for it; a sentence that is too
    long is cut at clauses. Nothing is dropped.
    """
    if not _LETTER.search(sentence):
        return Plan()
    other = foreign(sentence)
    if other is not None:
        message = f"not French, passed through as it is: {other.evidence}"
        return Plan(findings=(Finding("foreign-language", Severity.NOTE, message),))
    findings: list[Finding] = []
    capitals = in_capitals(sentence)
    if capitals:
        sentence = _with_quantities(to_ordinary_case(sentence, cost=engine.cost), sentence)
        findings.append(Finding("capitals", Severity.NOTE, "written in capitals; read as if in ordinary case"))
    label, rest = noun_before_colon(sentence)
    if label and engine.count(rest) <= longest:
        return Plan((label, rest), (": ",), capitals, tuple(findings))
    pieces = engine.count(sentence)
    if pieces <= longest:
        return Plan((sentence,), (), capitals, tuple(findings))
    spans = clauses(sentence, fits=lambda part: engine.count(part) <= longest)
    message = f"too long for the model at once; translated in {len(spans)} parts"
    findings.append(Finding("long-sentence", Severity.NOTE, message, measured=pieces, limit=longest))
    gaps = tuple(sentence[a.end : b.start] for a, b in pairwise(spans))
    return Plan(tuple(span.of(sentence) for span in spans), gaps, capitals, tuple(findings))


def _with_quantities(folded: str, capitals: str) -> str:
    """Return a folded sentence with the quantities that only its capitals say, as millions in `3 M€`, written so."""
    read = {one.span.start: one for one in french_quantities(folded)}
    for one in french_quantities(capitals):
        other = read.get(one.span.start)
        longer = other is not None and other.span.end > one.span.end
        if not longer and (other is None or (other.value, other.unit) != (one.value, one.unit)):
            folded = folded[: one.span.start] + one.text + folded[one.span.end :]
    return _BYTES.sub(lambda unit: unit[1].upper() + "o", folded)


_BYTES = expression(r"(?<=\d[ \u00a0\u202f])([kmgt])o\b")


# The limits of `trouble`. On 1,000 sentences of news, translated well enough by the embedded model, the target has
# 0.33 to 1.33 pieces a source piece and scores from -1.98; 2.0 and -3.0 leave room for other text and other models.
LONGEST_RATIO = 2.0
SHORTEST_RATIO = 0.25
LOWEST_SCORE = -3.0
_SPARE_PIECES = 8
_MOST_REPEATS = 3
_LONGEST_LOOP = 12


def trouble(hypothesis: Hypothesis) -> Finding | None:
    """Return what shows that the decoder lost its way, or None.

    Looked at are loops (a run of pieces that comes again and again, more often than anything in the source does), a
    target far too long or too short, and a score so low that the model itself does not believe it.
    """
    source, target = len(hypothesis.source_tokens), len(hypothesis.tokens)
    if source == 0:
        return None
    repeats, allowed = repeated(hypothesis.tokens), max(_MOST_REPEATS, repeated(hypothesis.source_tokens) + 1)
    if repeats > allowed:
        return _trouble("the translation goes round in circles", repeats, allowed)
    longest = LONGEST_RATIO * source + _SPARE_PIECES
    if target > longest:
        return _trouble("the translation is far too long", target, longest)
    shortest = SHORTEST_RATIO * (source - _SPARE_PIECES)
    if target < shortest:
        return _trouble("the translation is far too short", target, shortest)
    if hypothesis.score < LOWEST_SCORE:
        return _trouble("the model finds its own translation unlikely", hypothesis.score, LOWEST_SCORE)
    return None


def _trouble(message: str, measured: float, limit: float) -> Finding:
    return Finding("decoding", Severity.WARNING, message, measured=round(measured, 3), limit=round(limit, 3))


def repeated(tokens: Sequence[str]) -> int:
    """Return how often, at most, the same run of 1 to 12 pieces stands in a row.

    >>> repeated("a b c b c b c d".split())
    3
    """
    most = min(len(tokens), 1)
    for size in range(1, min(_LONGEST_LOOP, len(tokens) // 2) + 1):
        streak = 0
        for i in range(len(tokens) - size):
            streak = streak + 1 if tokens[i] == tokens[i + size] else 0
            most = max(most, streak // size + 1)
    return most


def safer(decoding: Decoding, source_pieces: int) -> Decoding:
    """Return settings for decoding again a sentence of so many pieces that the first attempt lost its way in."""
    longest = min(decoding.longest, int(LONGEST_RATIO * source_pieces) + _SPARE_PIECES)
    return Decoding(beam=max(4, decoding.beam), longest=longest, attention=decoding.attention, penalty=1.2, no_repeat=3)


@dataclass(frozen=True, slots=True)
class Said:
    """What the model says of a unit, and what was out of the ordinary about it.

    `edits` of its English put in what the model was to keep and has lost.
    """

    hypothesis: Hypothesis
    finding: Finding | None = None
    edits: tuple[Edit, ...] = ()


def say(
    units: Sequence[str], *, engine: Engine, decoding: Decoding, progress: Progress | None = None
) -> dict[str, Said]:
    """Return what `engine` says of each of `units`, decoded again more carefully where it loses its way.

    The order of the units is the order in which the model sees them; each is asked once, however often it is there.
    """
    distinct = list(dict.fromkeys(units))
    answers = engine.translate(distinct, decoding=decoding, progress=progress)
    return {
        unit: _heal(unit, answer, engine, decoding) if trouble(answer) else Said(answer)
        for unit, answer in zip(distinct, answers, strict=True)
    }


def _heal(unit: str, first: Hypothesis, engine: Engine, decoding: Decoding) -> Said:
    """Decode again, more carefully, then in halves; the finding tells of it."""
    problem = trouble(first)
    assert problem is not None  # the caller has found it
    pieces = len(first.source_tokens)
    careful = safer(decoding, pieces)
    candidates = [first, *engine.translate([unit], decoding=careful)]
    if trouble(candidates[-1]):
        halves = clauses(unit, fits=lambda part: engine.count(part) <= (pieces + 1) // 2)
        if len(halves) > 1:
            parts = engine.translate([half.of(unit) for half in halves], decoding=careful)
            candidates.append(join(parts, [" "] * (len(parts) - 1)))
    sound = [candidate for candidate in candidates[1:] if not trouble(candidate)]
    if sound:
        told = replace(problem, severity=Severity.NOTE, message=f"decoded again: {problem.message} at first")
        return Said(sound[0], told)
    best = max(candidates, key=lambda candidate: (-repeated(candidate.tokens), candidate.score))
    return Said(best, trouble(best) or problem)


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


_LOOSE_SPACE = expression(r"(?<=[(\[]) +(?=\S)|(?<=\w) +(?=[,;)\]](?:\s|$))")


_AND_AL = expression(r"\band al\b(?! [A-Z])")
_AND_FOLLOWING = expression(r"\bet suiv\.|\bet suivantes?\b")
_AND_FOLLOWING_LEFT = expression(r"\b(?:and|et) (?:suiv|sq|following)\b\.?")
_ARTICLE = expression(r"\b([Aa]n?) (?=(\d[\d,.]*))")
_NO_COMMA = expression(r"([!?]) ?,")
_PAGE = expression(r"\bp\.(?=\d)")
_CENTURY = expression(
    r"\b([Ii]n|[Ff]rom|[Ss]ince|[Uu]ntil|[Dd]uring|of) (?=\d\d?(?:st|nd|rd|th) century(?: BC| AD)?(?:[,.;:)]|$))"
)
_FIRST = expression(r"(?<=[^\W\d_] )Ier\b")
_ARTICLE_OF_HALF = expression(r"\b([Aa]) (half an?)\b(?! half)")
_GLUED_TITLE = expression(r"(?<![\w.])((?:Mr|Mrs|Ms|Dr)\.)(?=[A-Z][a-zà-ÿ])")


def finish(english: str, *, source: str, capitals: bool) -> str:
    """Return `english` with the end mark of `source`, in capitals if the source was, and without loose spaces.

    Models add a full stop to headings and turn a colon into one; a mark that differs is not a translation. They put
    spaces inside brackets and before commas, none behind titles, and two articles before a half, which nobody who
    writes does; and they translate half of `et al.`

    >>> finish("However , this ( here) is", source="Or ceci (ici) est", capitals=False)
    'However, this (here) is'
    >>> finish("He came (on Monday)", source="Il est venu (lundi) ;", capitals=False)
    'He came (on Monday);'
    """
    if capitals:
        english = english.upper()
    if not _LOOSE_SPACE.search(source):
        english = _LOOSE_SPACE.sub("", english)
    if "et al" in source:
        english = _AND_AL.sub("et al" if "al." in english else "et al.", english)
    if _AND_FOLLOWING.search(source):
        english = _AND_FOLLOWING_LEFT.sub("ff.", english)
    english = _ARTICLE.sub(lambda found: _like(found[1], article(found[2])) + " ", english)
    if _NO_COMMA.search(source):
        english = _NO_COMMA.sub(r"\1", english)
    if "p. " in source:
        english = _PAGE.sub("p. ", english)
    english = _CENTURY.sub(r"\1 the ", english)
    if "Ier" in source:
        english = _FIRST.sub("I", english)
    english = _ARTICLE_OF_HALF.sub(lambda found: found[2].capitalize() if found[1] == "A" else found[2], english)
    english = _GLUED_TITLE.sub(r"\1 ", english)
    _, wanted, behind = _parted(source)
    body, found, tail = _parted(english)
    if not found and tail.strip() in (")", "]") and not behind.strip():
        body, tail = body + tail, ""
    if Counter(wanted) == Counter(found) or not body.strip():
        return english
    if not wanted and found in (".", ":", ";", "!", "?"):
        return body + tail if not re.search(r"\b\w\.\w$", body) else english
    if (len(wanted) == 1 and len(found) <= 1) or wanted in ("...", "…"):
        return body.rstrip() + wanted + tail
    return english


def _like(word: str, new: str) -> str:
    return new.capitalize() if word[0].isupper() else new


def _parted(sentence: str) -> tuple[str, str, str]:
    """Return a sentence as what stands before its end marks, these marks, and what stands after them.

    >>> _parted("Il dit : « Oui ! »")
    ('Il dit : « Oui ', '!', ' »')
    """
    # From the end, not by a pattern, which would begin anew at each of many spaces or marks within the sentence.
    before = sentence.rstrip(_AFTER_THEM).rstrip()
    body = before.rstrip(_END_MARKS)
    return body, before[len(body) :], sentence[len(before) :]
