"""Text that goes round in circles."""

from collections.abc import Iterator, Sequence

from glossary.edits import Span
from translate.checks.base import Check, Example, Pair, Word, finding, limit, words
from translate.documents.records import Finding, Severity

_LONGEST_RUN = 12


def check_loops(pair: Pair) -> Iterator[Finding]:
    """Find a run of words that comes again and again in a row, more often than any does in the source."""
    there = words(pair.target)
    found = _most_repeated([word.plain for word in there])
    if found is None:
        return
    size, count, start = found
    here = _most_repeated([word.plain for word in words(pair.source)])
    allowed = max(limit("loop"), 1 + (here[1] if here else 1))
    # Two words or more that come twice in a row, which nobody writes by choice, are as clear as one that comes thrice.
    if count >= allowed or (count >= 2 and size >= limit("loop-words") and here is None):
        span = Span(there[start].start, there[start + size * count - 1].end)
        message = f"goes round in circles: the same {size} words come {count} times in a row"
        if size == 1:
            message = f"goes round in circles: the word {there[start].text!r} comes {count} times in a row"
        # Books, books, books: what comes but so often may be rhetoric.
        severity = Severity.ERROR if count > allowed else Severity.WARNING
        yield finding("loop", severity, message, target=span, measured=count, limit=allowed - 1)
    elif again := _far_repeat(there, words(pair.source)):
        message = f"the same {again[1]} words come twice"
        first = again[0]
        span = Span(there[first].start, there[first + again[1] - 1].end)
        yield finding(
            "loop", Severity.WARNING, message, target=span, measured=again[1], limit=limit("repeat-words") - 1
        )


def _most_repeated(tokens: Sequence[str]) -> tuple[int, int, int] | None:
    """Return size, count and start of the run that comes most often in a row, None where none comes twice."""
    best: tuple[int, int, int] | None = None
    for size in range(1, min(_LONGEST_RUN, len(tokens) // 2) + 1):
        streak = 0
        for place in range(len(tokens) - size):
            streak = streak + 1 if tokens[place] == tokens[place + size] else 0
            count = streak // size + 1
            if count > 1 and (best is None or count > best[1]):
                best = (size, count, place + size - size * count + 1)
    return best


def _far_repeat(there: Sequence[Word], here: Sequence[Word]) -> tuple[int, int] | None:
    """Return start and size of a run of words that was there before, where no long run of the source comes twice."""
    size = int(limit("repeat-words"))
    repeated = _first_repeat(there, size)
    if repeated is None or _first_repeat(here, size - 2) is not None:
        return None
    return repeated, size


def _first_repeat(tokens: Sequence[Word], size: int) -> int | None:
    seen: set[tuple[str, ...]] = set()
    plain = [word.plain for word in tokens]
    for place in range(len(plain) - size + 1):
        run = tuple(plain[place : place + size])
        if run in seen:
            return place
        seen.add(run)
    return None


REPETITION = (
    Check(
        "loop",
        "the target goes round in circles",
        "A model that loses its way says the same words again and again. A run of words that comes more often in a row "
        "than any does in the source is an error; a long run that comes twice, apart, is a warning.",
        Example(
            "Il a parlé de la guerre et de la paix.",
            "He spoke of war and of war and of war and of war.",
            "He spoke of war and of peace.",
        ),
        check_loops,
        ("loop", "loop-words", "repeat-words"),
    ),
)
