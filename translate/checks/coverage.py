"""What is missing and what is too much: whole targets, clauses, content words, and the length of all."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from glossary.edits import Span
from translate.checks.base import Check, Example, Pair, Word, finding, letters, limit, quoted, words
from translate.checks.counterparts import links_of
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
    """Find words of the source, side by side, that nothing in the target stands for."""
    yield from _unanswered(pair, "omission")


def check_addition(pair: Pair) -> Iterator[Finding]:
    """Find words of the target, side by side, that stand for nothing in the source."""
    yield from _unanswered(pair, "addition")


def _unanswered(pair: Pair, check: str) -> Iterator[Finding]:
    """Find words of one side, side by side, that nothing on the other stands for: of the source for an omission."""
    found = coverage(pair.source, pair.target)
    texts = (pair.source, pair.target)
    content = (found.source, found.target)
    own, other = (0, 1) if check == "omission" else (1, 0)
    if sum(not known for _, known in content[own]) < limit("missing-words") or not letters(texts[other]):
        return
    # A source is longer than usual where its translation is shorter.
    longer = _surprise(*map(letters, texts)) * (-1 if check == "omission" else 1)
    if _at_most(words(texts[own]), content[own], longer) < limit(f"{check}-warning"):
        return
    links = links_of(pair)
    spans = (links.source, links.target)
    here, there = (
        _sided(
            words(texts[side]), content[side], spans[side], [(ends[side], ends[1 - side]) for *ends, _ in links.pairs]
        )
        for side in (own, other)
    )
    run, measured = _weighed(here, there, longer)
    message = {"omission": "nothing in the target says {}", "addition": "nothing in the source supports {}"}[check]
    for severity in (Severity.ERROR, Severity.WARNING):
        bound = limit(f"{check}-{severity}")
        if measured >= bound:
            span = Span(run[0].start, run[-1].end)
            told = message.format(quoted(span.of(texts[own])))
            place = {("source", "target")[own]: span}
            yield finding(check, severity, told, measured=measured, limit=bound, **place)
            return


def _at_most(some: Sequence[Word], content: Sequence[tuple[Word, bool]], longer: float) -> float:
    """Return about what `_weighed` may measure at most, before the words are linked, which costs most of all."""
    covered = {word.start: found for word, found in content}
    guesses = {None: limit("missing-function"), False: 1.0, True: limit("missing-covered")}
    _, gain = _best_run([guesses[covered.get(word.start)] for word in some])
    return gain + limit("missing-length") * max(longer, -1.0)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A word, whether it means something, whether the other text has a counterpart of it somewhere, and its links.

    `place` is its number among the words that the alignment counts, `linked` the numbers of those of the other text.
    """

    word: Word
    content: bool
    covered: bool
    place: int
    linked: Sequence[int]


def _sided(
    some: Sequence[Word], content: Sequence[tuple[Word, bool]], spans: Sequence[Span], pairs: Iterable[tuple[int, int]]
) -> list[_Placed]:
    """Return the words of one side with what is known of each."""
    covered = {word.start: found for word, found in content}
    links: dict[int, list[int]] = defaultdict(list)
    for own, other in pairs:
        links[own].append(other)
    placed = []
    place = 0
    for word in some:
        while place < len(spans) - 1 and spans[place].end <= word.start:
            place += 1
        known = covered.get(word.start)
        placed.append(_Placed(word, known is not None, bool(known), place, links[place]))
    return placed


def _weighed(here: Sequence[_Placed], there: Sequence[_Placed], surprise: float) -> tuple[list[Word], float]:
    """Return the words that are most likely missing on the other side, and how much speaks for that.

    Words without a counterpart that stand, on the other side, where these would have to be are their free translation.
    So are, to a part, those that stand elsewhere. A text that is shorter than usual, or longer, speaks for it.

    :param surprise: by how many spreads `here` is longer than its translation is usually.
    """
    weights = [_weight(word) for word in here]
    run, gain = _best_run(weights)
    if not run:
        return [], 0.0
    before = next((here[number].linked[0] for number in range(run.start - 1, -1, -1) if here[number].linked), -1)
    behind = next((here[number].linked[0] for number in range(run.stop, len(here)) if here[number].linked), len(there))
    first, last = sorted((before, behind))
    near = far = 0.0
    for other in there:
        lonely = not other.linked
        if lonely and first < other.place < last:
            near += 1 if other.content and not other.covered else limit("missing-idle")
        elif lonely and other.content and not other.covered:
            far += 1
    measured = gain - near - limit("missing-far") * far + limit("missing-length") * max(surprise, -1.0)
    return [here[number].word for number in run], measured


def _weight(word: _Placed) -> float:
    """Return what a word says for a run that has no counterpart; below 0 where it speaks against it."""
    if not word.content:
        return limit("missing-function-linked") if word.linked else limit("missing-function")
    if word.linked:
        return limit("missing-covered-linked") if word.covered else limit("missing-linked")
    return 0.0 if word.covered else 1.0


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


def _best_run(weights: Sequence[float]) -> tuple[range, float]:
    """Return the stretch of numbers with the greatest sum, and that sum: Kadane's algorithm.

    >>> _best_run([-1.0, 2.0, -0.5, 1.0, -3.0])
    (range(1, 4), 2.5)
    """
    best, best_gain, gain, first = range(0), 0.0, 0.0, 0
    for number, weight in enumerate(weights):
        gain += weight
        if gain <= 0:
            first, gain = number + 1, 0.0
        elif gain > best_gain:
            best, best_gain = range(first, number + 1), gain
    return best, best_gain


_MISSING = (
    "missing-words",
    "missing-idle",
    "missing-far",
    "missing-length",
    "missing-linked",
    "missing-covered",
    "missing-covered-linked",
    "missing-function",
    "missing-function-linked",
)

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
        "The words of both texts are linked, by a lexicon learnt from translations, by spelling, sound and order. A "
        "run of words without a link was left out where the target has no words of its own in its place, and is "
        "rather short.",
        Example(
            "Le maire a ouvert la séance, malgré les protestations bruyantes de ses adversaires politiques.",
            "The mayor opened the meeting.",
            "The mayor opened the meeting, despite the noisy protests of his political opponents.",
        ),
        check_omission,
        ("omission-warning", "omission-error", *_MISSING),
    ),
    Check(
        "addition",
        "words of the target that nothing in the source supports",
        "The reverse of omission: a run of words in the target that no link joins with the source, where the source "
        "has no words of its own in its place.",
        Example(
            "Le maire a ouvert la séance.",
            "The mayor opened the meeting, despite the noisy protests of his political opponents.",
            "The mayor opened the meeting.",
        ),
        check_addition,
        ("addition-warning", "addition-error", *_MISSING),
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
