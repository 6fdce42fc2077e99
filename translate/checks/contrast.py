"""A translation against its rivals: the same text with one word that would mean something else.

Where a check doubts a word, it names what the text would be without the fault. A model that finds such a rival likelier
than what is there says that the doubt is right; without a model the doubt stands where the check is clear by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from translate.checks.base import Doubt, Pair, finding, limit
from translate.documents.records import Finding, Severity

if TYPE_CHECKING:
    from translate.engine.base import Engine, Hypothesis

_MOST = 12
"""Rivals that are weighed for one pair, at most: a text with more doubts is bad without any of them."""


def gains(
    engine: "Engine", pairs: Sequence[Pair], rivals: Sequence[Sequence[str]], judged: "Sequence[Hypothesis | None]"
) -> list[Mapping[str, float]]:
    """Return for each pair by how much each of its rivals is likelier than its target, in natural logarithms.

    All of them are weighed in one batch. A pair that the engine cannot read has no gains, so nothing speaks against it.

    :param rivals: for each pair the targets that it might have had.
    :param judged: what `Engine.force` says of each pair itself.
    """
    from translate.engine.base import force_where_possible

    asked = [(number, text) for number, some in enumerate(rivals) for text in dict.fromkeys(islice(some, _MOST))]
    asked = [(number, text) for number, text in asked if judged[number] is not None]
    found: list[dict[str, float]] = [{} for _ in pairs]
    weighed = force_where_possible(engine, [(pairs[number].source, text) for number, text in asked], attention=False)
    for (number, text), rival in zip(asked, weighed, strict=True):
        own = judged[number]
        if rival is not None and own is not None:
            found[number][text] = total(rival) - total(own)
    return list(found)


def total(judged: "Hypothesis") -> float:
    """Return the natural logarithm of the probability of a whole text."""
    return sum(judged.token_scores or (judged.score * (len(judged.tokens) + 1),))


def findings_of(doubts: Iterable[Doubt], pair: Pair, *, most: int = 3) -> Iterator[Finding]:
    """Yield a warning for each doubt that holds, `most` at most: by the model where one was asked, else by itself."""
    for doubt in islice((doubt for doubt in doubts if holds(doubt, pair)), most):
        gain = best_gain(doubt, pair)
        yield finding(
            doubt.check,
            Severity.WARNING,
            doubt.message,
            source=doubt.source,
            target=doubt.target,
            measured=gain,
            limit=None if gain is None else _limit(doubt),
        )


def holds(doubt: Doubt, pair: Pair) -> bool:
    """Tell whether a doubt holds: a rival is likelier by its limit, or it is clear where no model was asked."""
    gain = best_gain(doubt, pair)
    return doubt.clear if gain is None else gain > _limit(doubt)


def better(doubts: Iterable[Doubt], pair: Pair) -> list[tuple[str, str]]:
    """Return the rivals that a model finds likelier than the target, each with what it was doubted for, the best first.

    Only of doubts that hold; empty where no model was asked. They are what a reviewer may take instead.
    """
    gains = pair.gains or {}
    found = [
        (gains[text], text, doubt.message)
        for doubt in doubts
        if holds(doubt, pair)
        for text in doubt.rivals
        if gains.get(text, 0.0) > 0
    ]
    return [(text, message) for _, text, message in sorted(found, key=lambda one: -one[0])]


def _limit(doubt: Doubt) -> float:
    return limit(f"contrast-{doubt.kind}-clear" if doubt.clear else f"contrast-{doubt.kind}")


def best_gain(doubt: Doubt, pair: Pair) -> float | None:
    """Return by how much the likeliest rival of a doubt is likelier than the target; None where no model was asked."""
    if pair.gains is None:
        return None
    return max((pair.gains[text] for text in doubt.rivals if text in pair.gains), default=None)
