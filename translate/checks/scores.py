"""What a model thinks of the English: how likely each piece of it is."""

from collections.abc import Iterator

from glossary.edits import Span
from translate.checks.base import Check, Example, Pair, finding, limit
from translate.documents.records import Finding, Severity


def check_score(pair: Pair) -> Iterator[Finding]:
    """Find a target that a model thinks unlikely as a translation of the source."""
    if pair.score is None or len(pair.token_scores) < limit("score-pieces"):
        return
    for severity, bound in ((Severity.WARNING, limit("score-warning")), (Severity.NOTE, limit("score-note"))):
        if pair.score < bound:
            message = "the model thinks this translation very unlikely"
            span = Span(0, len(pair.target))
            yield finding("score", severity, message, target=span, measured=pair.score, limit=bound)
            return


SCORES = (
    Check(
        "score",
        "a model thinks the target an unlikely translation",
        "With a model at hand, the mean logarithm of the probabilities that it gives the pieces of the target. "
        "Invented text and the translation of another sentence have very low ones; free translation has low ones too. "
        "Without a model this check is silent.",
        Example("Le chat dort.", "Shares fell on Monday in early trade.", "The cat is sleeping."),
        check_score,
        ("score-pieces", "score-warning", "score-note"),
    ),
)
