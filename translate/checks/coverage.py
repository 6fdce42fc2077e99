"""What is missing and what is too much: whole targets, clauses, content words, and the length of all."""

import math
from collections.abc import Iterator, Sequence

from glossary.edits import Span
from translate.checks.base import Check, Example, Pair, Word, finding, letters, limit, quoted
from translate.checks.support import coverage
from translate.documents.records import Finding, Severity


def check_empty(pair: Pair) -> Iterator[Finding]:
    """Find a text that has nothing on the other side."""
    here, there = letters(pair.source), letters(pair.target)
    if here and not there:
        yield finding("empty", Severity.ERROR, "the source has no translation", source=Span(0, len(pair.source)))
    elif there and not here:
        yield finding("empty", Severity.ERROR, "the target translates nothing", target=Span(0, len(pair.target)))


def _surprise(source: int, target: int) -> float:
    """Return by how many spreads the length of the target, in letters, is off what is usual; 0 without letters."""
    if not source or not target:
        return 0.0
    # Short texts vary more, and their translations are a little longer.
    root = math.sqrt(source)
    mean = limit("length-mean") + limit("length-mean-short") / root
    return (math.log(target / source) - mean) / (limit("length-spread") + limit("length-spread-short") / root)


def check_length(pair: Pair) -> Iterator[Finding]:
    """Compare the lengths of both texts, in letters."""
    here, there = letters(pair.source), letters(pair.target)
    measured = _surprise(here, there)
    for severity, bound in (
        (Severity.ERROR, limit("length-error")),
        (Severity.WARNING, limit("length-warning")),
    ):
        if abs(measured) > bound:
            message = f"far too {'long' if measured > 0 else 'short'}: {there} letters for {here}"
            yield finding("length", severity, message, measured=measured, limit=math.copysign(bound, measured))
            return


def check_omission(pair: Pair) -> Iterator[Finding]:
    """Find content words of the source, side by side, that nothing in the target covers."""
    here, there = letters(pair.source), letters(pair.target)
    if not here or not there:
        return
    found = coverage(pair.source, pair.target)
    run = _longest_run(found.source)
    if len(run) < limit("missing-words"):
        return
    measured = _weight(run, found.added, -_surprise(here, there))
    for severity, bound in ((Severity.ERROR, limit("omission-error")), (Severity.WARNING, limit("omission-warning"))):
        if measured >= bound:
            span = Span(run[0].start, run[-1].end)
            message = f"nothing in the target says {quoted(span.of(pair.source))}"
            yield finding("omission", severity, message, source=span, measured=measured, limit=bound)
            return


def check_addition(pair: Pair) -> Iterator[Finding]:
    """Find content words of the target, side by side, that nothing in the source supports."""
    here, there = letters(pair.source), letters(pair.target)
    if not here or not there:
        return
    found = coverage(pair.source, pair.target)
    run = _longest_run(found.target)
    if len(run) < limit("missing-words"):
        return
    measured = _weight(run, found.lost, _surprise(here, there))
    for severity, bound in ((Severity.ERROR, limit("addition-error")), (Severity.WARNING, limit("addition-warning"))):
        if measured >= bound:
            span = Span(run[0].start, run[-1].end)
            message = f"nothing in the source supports {quoted(span.of(pair.target))}"
            yield finding("addition", severity, message, target=span, measured=measured, limit=bound)
            return


def _weight(run: Sequence[Word], other: Sequence[Word], surprise: float) -> float:
    """Weigh a run of words without counterpart against what may be its free translation, and against the lengths."""
    return len(run) - limit("missing-relief") * len(other) + limit("missing-length") * max(surprise, -0.5)


def check_unrelated(pair: Pair) -> Iterator[Finding]:
    """Find a target that has hardly a word in common with its source."""
    found = coverage(pair.source, pair.target)
    least = min(len(found.source), len(found.target))
    if least < limit("unrelated-words"):
        return
    if found.share < limit("unrelated-warning"):
        message = "source and target have hardly a word in common"
        bound = limit("unrelated-warning")
        yield finding("unrelated", Severity.WARNING, message, measured=found.share, limit=bound)


def _longest_run(found: Sequence[tuple[Word, bool]]) -> list[Word]:
    """Return the longest run of words without a counterpart, in which one word in four may have one by chance."""
    best = range(0)
    best_gain = gain = 0.0
    first = 0
    for number, (_, supported) in enumerate(found):
        gain += -1.5 if supported else 1.0
        if gain <= 0:
            first, gain = number + 1, 0.0
        elif gain > best_gain:
            best, best_gain = range(first, number + 1), gain
    return [word for word, _ in found[best.start : best.stop]]


COVERAGE = (
    Check(
        "empty",
        "a text has no translation, or translates nothing",
        "Letters or digits on one side and none on the other: a sentence was lost, or is there once too often.",
        Example("Il pleut.", "", "It is raining."),
        check_empty,
    ),
    Check(
        "length",
        "the target is far too short or too long",
        "The logarithm of the ratio of both lengths, in letters and digits, compared with its mean and its spread in "
        "human translations; the spread is larger in short texts.",
        Example(
            "Le président a dit hier soir que les négociations allaient reprendre la semaine prochaine à Genève.",
            "The president said.",
            "The president said last night that the negotiations would resume next week in Geneva.",
        ),
        check_length,
        ("length-mean", "length-mean-short", "length-spread", "length-spread-short", "length-warning", "length-error"),
    ),
    Check(
        "omission",
        "words of the source that nothing in the target covers",
        "Content words are looked up in a lexicon learnt from translations and compared by spelling and "
        "sound. A run of them without any counterpart, in a target that has hardly a word of its own, was left out.",
        Example(
            "Le maire a ouvert la séance, malgré les protestations bruyantes de ses adversaires politiques.",
            "The mayor opened the meeting.",
            "The mayor opened the meeting, despite the noisy protests of his political opponents.",
        ),
        check_omission,
        ("omission-warning", "omission-error", "missing-words", "missing-relief", "missing-length"),
    ),
    Check(
        "addition",
        "words of the target that nothing in the source supports",
        "The reverse of omission: a run of content words in the target without any counterpart in the source, where "
        "nearly all of the source is covered.",
        Example(
            "Le maire a ouvert la séance.",
            "The mayor opened the meeting, despite the noisy protests of his political opponents.",
            "The mayor opened the meeting.",
        ),
        check_addition,
        ("addition-warning", "addition-error", "missing-words", "missing-relief", "missing-length"),
    ),
    Check(
        "unrelated",
        "source and target have hardly a word in common",
        "The share of the content words of both texts that have a counterpart. The translation of another sentence has "
        "few by chance.",
        Example(
            "Le maire a ouvert la séance devant une salle comble.",
            "Whales sleep with half of their brain awake.",
            "The mayor opened the meeting before a packed room.",
        ),
        check_unrelated,
        ("unrelated-words", "unrelated-warning"),
    ),
)
