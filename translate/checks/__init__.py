"""Checks: pure functions from a pair of texts, or from all pairs of a document, to findings."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from translate.checks.base import Check, DocumentCheck, Doubt, Example, Limit, Pair, limits
from translate.checks.coverage import COVERAGE
from translate.checks.documents import DOCUMENTS
from translate.checks.invented import INVENTED
from translate.checks.language import LANGUAGE
from translate.checks.marks import MARKS
from translate.checks.meaning import MEANING, exchanged_doubts, modal_doubts, opposite_doubts
from translate.checks.names import NAMES
from translate.checks.negation import NEGATION
from translate.checks.negation import doubts as negation_doubts
from translate.checks.numbers import NUMBERS
from translate.checks.renderings import RENDERINGS
from translate.checks.repetition import REPETITION
from translate.checks.scores import SCORES
from translate.checks.survivors import SURVIVORS
from translate.checks.terms import TERMS
from translate.documents.records import Finding, Severity

__all__ = [
    "CHECKS",
    "DOCUMENT_CHECKS",
    "Check",
    "DocumentCheck",
    "Doubt",
    "Example",
    "Limit",
    "Pair",
    "check_pair",
    "doubts",
    "limits",
    "weight",
    "with_document_findings",
    "without_repeats",
]

CHECKS: Mapping[str, Check] = {
    check.name: check
    for check in (
        *COVERAGE,
        *NUMBERS,
        *NAMES,
        *TERMS,
        *SURVIVORS,
        *NEGATION,
        *MEANING,
        *REPETITION,
        *SCORES,
        *LANGUAGE,
        *INVENTED,
        *MARKS,
    )
}
"""The checks of one pair by name, in the order they run in."""

_DOUBTS = (negation_doubts, opposite_doubts, modal_doubts, exchanged_doubts)


def doubts(pair: Pair) -> list[Doubt]:
    """Return what in a pair a model may decide: what may be wrong, and what the target would be without it.

    >>> doubts(Pair("Il doit partir.", "He may leave."))[0].rivals[0]
    'He must leave.'
    """
    return [doubt for of_kind in _DOUBTS for doubt in of_kind(pair)]


DOCUMENT_CHECKS: Mapping[str, DocumentCheck] = {check.name: check for check in (*DOCUMENTS, *RENDERINGS)}
"""The checks that need all pairs of a document."""


def check_pair(pair: Pair, *, only: Collection[str] | None = None) -> list[Finding]:
    """Return the findings of a pair, the gravest first, in the order of the checks.

    Spans are in code points of the pair's own texts. No pair of texts makes a check raise. Takes about a millisecond
    for a sentence, and time in proportion to the lengths of both texts.

    :param only: names of the checks to run, all by default; those of document checks are passed over.

    >>> [str(found.severity) for found in check_pair(Pair("Il est venu.", "Il est venu."), only=["untranslated"])]
    ['error']
    """
    findings: list[Finding] = []
    for check in CHECKS.values():
        if only is None or check.name in only:
            findings.extend(check.run(pair))
            if check.name == "empty" and findings:
                break  # all that the other checks could say is that it is empty
    return sorted(findings, key=lambda found: -found.severity)


def with_document_findings(
    pairs: Sequence[Pair], findings: Sequence[Sequence[Finding]], *, only: Collection[str] | None = None
) -> list[list[Finding]]:
    """Return the findings of each pair, with what the checks of the whole document find behind those of its own.

    :param findings: those of each pair, as `check_pair` gives them.
    :param only: names of the checks to run, all by default.
    """
    together = [list(own) for own in findings]
    for check in DOCUMENT_CHECKS.values():
        if only is None or check.name in only:
            for number, found in check.run(pairs):
                together[number].append(found)
    return [sorted(each, key=lambda found: -found.severity) for each in together]


def without_repeats(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings without those of the glossary that the check of terms has as well: one fault is told once.

    >>> from glossary.edits import Span
    >>> told = [Finding("glossary", Severity.WARNING, "", Span(0, 3)), Finding("terms", Severity.ERROR, "", Span(0, 3))]
    >>> [found.check for found in without_repeats(told)]
    ['terms']
    """
    every = list(findings)
    spans = [found.source_span for found in every if found.check == "terms" and found.source_span]
    return [
        found
        for found in every
        if not (found.check == "glossary" and found.source_span and any(map(found.source_span.overlaps, spans)))
    ]


def weight(findings: Iterable[Finding]) -> tuple[int, int, int]:
    """Return how much findings matter, for comparing: how many errors, warnings and notes there are.

    >>> weight([Finding("loop", Severity.ERROR, "")]) > weight([Finding("names", Severity.WARNING, "")] * 3)
    True
    """
    severities = [found.severity for found in findings]
    return (severities.count(Severity.ERROR), severities.count(Severity.WARNING), severities.count(Severity.NOTE))
