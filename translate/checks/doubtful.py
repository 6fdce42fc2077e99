"""How likely a translation is bad: one number from all that is known of it, by a small table of weights.

The weights are those of a logistic regression, fitted on translations by the embedded model that a person has read
(`tests/cases/checks/doubtful.md`); so the number is a probability for what a model of this kind has translated, not for
what a person has.
"""

import math
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import cache

from glossary.french.lexicon import look_up
from glossary.tables import lines_of, rows
from translate.checks.base import Pair, letters, listed, words
from translate.checks.support import LISTS, coverage
from translate.documents.records import Finding, Severity

_RAREST = 22_500_000
"""Words that the counts of the French lexicon come from, about."""
_UNLIKELY = -3.0
"""A word whose logarithm is lower was not what the model was sure of: e to the -3 is one in twenty."""


def features(pair: Pair, findings: Iterable[Finding], second: str | None = None) -> Mapping[str, float]:
    """Return what the probability is made of, by name; without a model what it says is missing.

    :param findings: what the checks found in the pair.
    :param second: another translation that the same search found, the best but one.
    """
    here = words(pair.source)
    found = coverage(pair.source, pair.target)
    severities = [one.severity for one in findings]
    content = [word for word in here if word.plain not in listed(LISTS, "french-function") and not word.capital]
    rarities = [math.log(_RAREST / (1 + (known.count if (known := look_up(word.text)) else 0))) for word in content]
    values = {
        "constant": 1.0,
        "letters": math.log(1 + letters(pair.source)),
        "lost": float(len(found.lost)),
        "added": float(len(found.added)),
        "errors": float(severities.count(Severity.ERROR)),
        "warnings": float(severities.count(Severity.WARNING)),
        "notes": float(severities.count(Severity.NOTE)),
        "rarest": max(rarities, default=0.0),
        "rare": float(sum(rarity > _RARE for rarity in rarities)),
    }
    if pair.token_scores:
        total = -sum(pair.token_scores)
        values |= {
            "surprise": total,
            "mean": total / len(pair.token_scores),
            "unlikely": float(sum(cost < _UNLIKELY for cost in pair.costs)),
            "worst": -min(pair.costs, default=0.0),
        }
    if second is not None:
        one, other = ([word.plain for word in words(text)] for text in (pair.target, second))
        values["unlike"] = 1 - SequenceMatcher(None, one, other, autojunk=False).ratio()
    return values


_RARE = 12.0
"""Natural logarithm: a word that comes less than once in 160,000."""


@cache
def _weights() -> Mapping[str, tuple[float, float]]:
    found = rows(lines_of("translate.checks", "doubtful.tsv"), ("feature", "mean", "weight"))
    return {name: (float(mean), float(weight)) for _, (name, mean, weight) in found}


def probability(pair: Pair, findings: Iterable[Finding], second: str | None = None) -> float:
    """Return how likely it is that a translation changes or loses meaning, 0 to 1.

    What is not known of it counts as usual. Takes a tenth of a millisecond beyond the checks.

    :param pair: with what a model makes of it (`translate.checks.texts.weighed`); without, much less is known.
    :param findings: what the checks found in the pair.
    :param second: another translation that the same search found, the best but one; None where there is none.

    >>> sure = Pair("Il dort.", "He sleeps.", token_scores=(-0.1, -0.2, -0.1))
    >>> slip = Pair("La présure coagule le lait.", "The prezure coags milk.", token_scores=(-0.2, -2.1, -0.9, -3.4))
    >>> probability(sure, []) < probability(slip, [])
    True
    """
    values = features(pair, findings, second)
    total = sum(weight * (values.get(name, mean) - mean) for name, (mean, weight) in _weights().items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
