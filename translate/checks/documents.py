"""What only shows in the pairs of a whole document: lost and doubled sentences, their order, one way of saying."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from glossary.edits import Span
from translate.checks.base import DocumentCheck, Example, Pair, finding, limit, plain_words, quoted
from translate.checks.support import coverage
from translate.documents.records import Finding, Severity

_Located = Iterator[tuple[int, Finding]]


def _spoken(text: str) -> tuple[str, ...]:
    return tuple(plain_words(text))


def check_doubled(pairs: Sequence[Pair]) -> _Located:
    """Find targets that stand twice in a row where the sources differ."""
    for number, (one, two) in enumerate(pairwise(pairs), start=1):
        target = _spoken(two.target)
        if len(target) >= 3 and target == _spoken(one.target) and _spoken(one.source) != _spoken(two.source):
            span = Span(0, len(two.target))
            message = "the same as the target of the sentence before"
            yield number, finding("doubled", Severity.ERROR, message, target=span)


def check_order(pairs: Sequence[Pair]) -> _Located:
    """Find targets that belong to the source of a neighbour."""
    gain = limit("order-gain")
    for number, pair in enumerate(pairs):
        own = coverage(pair.source, pair.target)
        if not pair.target.strip() or own.share >= limit("order-share"):
            continue
        content = len(own.source) + len(own.target)
        for distance in (1, -1, 2, -2):
            if not 0 <= number + distance < len(pairs):
                continue
            other = pairs[number + distance]
            found = coverage(other.source, pair.target)
            better = found.share - own.share
            if len(found.target) >= 2 and len(found.source) >= 2 and content >= 4 and better >= gain:
                where = "next" if distance > 0 else "previous"
                sentence = "sentence" if abs(distance) == 1 else "sentence but one"
                message = f"translates the {where} {sentence}"
                span = Span(0, len(pair.target))
                yield number, finding("order", Severity.WARNING, message, target=span, measured=better, limit=gain)
                break


def check_same_source(pairs: Sequence[Pair]) -> _Located:
    """Find sentences that are translated in different ways, and targets that stand for different sentences."""
    by_source: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        spoken = _spoken(pair.source)
        if len(spoken) >= 2:
            by_source[spoken].append(number)
    for numbers in by_source.values():
        first = pairs[numbers[0]]
        for number in numbers[1:]:
            if _spoken(pairs[number].target) != _spoken(first.target) and pairs[number].target.strip():
                message = f"the same French was {quoted(first.target)} before"
                span = Span(0, len(pairs[number].target))
                yield number, finding("consistency", Severity.NOTE, message, target=span)


DOCUMENTS = (
    DocumentCheck(
        "doubled",
        "a target stands twice in a row",
        "Two sentences that differ in French and not in English: one was translated twice, the other not at all.",
        Example(
            "Le maire a signé.\nLe conseil a voté.",
            "The mayor has signed.\nThe mayor has signed.",
            "The mayor has signed.\nThe council has voted.",
        ),
        check_doubled,
    ),
    DocumentCheck(
        "order",
        "a target belongs to another sentence near by",
        "A target that shares far more words with the source of a neighbour than with its own has changed places.",
        Example(
            "Le maire a ouvert la séance.\nUn incendie a détruit trois maisons.",
            "A fire destroyed three houses.\nThe mayor opened the meeting.",
            "The mayor opened the meeting.\nA fire destroyed three houses.",
        ),
        check_order,
        ("order-gain", "order-share"),
    ),
    DocumentCheck(
        "consistency",
        "the same sentence is translated in two ways",
        "Where a sentence comes again, a reader expects the same translation. Only a note, since style may want it so.",
        Example(
            "Le maire a signé.\nLe maire a signé.",
            "The mayor has signed.\nThe mayor signed it.",
            "The mayor has signed.\nThe mayor has signed.",
        ),
        check_same_source,
    ),
)
