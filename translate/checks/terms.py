"""The user's terms: what a glossary wants for the French, and what it forbids."""

from collections.abc import Iterator

from glossary.terms.renderings import find_forbidden, find_rendering
from translate.checks.base import Check, Example, Pair, finding, quoted
from translate.documents.records import Finding, Severity


def check_terms(pair: Pair) -> Iterator[Finding]:
    """Find terms of the source whose English is not in the target, or is a forbidden one."""
    if not pair.target.strip():
        return
    wanted: dict[tuple[str, str], int] = {}
    for match in pair.matches:
        term = match.term
        key = (term.source, term.target)
        for span in find_forbidden(pair.target, term):
            message = f"the glossary forbids {quoted(span.of(pair.target))} for {quoted(term.source)}"
            message += f": it is {quoted(term.target)}"
            yield finding("terms", Severity.ERROR, message, source=match.span, target=span)
        wanted[key] = wanted.get(key, 0) + 1
        found = len(find_rendering(pair.target, match))
        if wanted[key] > 1:
            continue  # said again with a pronoun, or once for both: no fault of a translator
        if not found:
            message = f"the glossary has {quoted(term.target)} for {quoted(match.span.of(pair.source))}"
            yield finding("terms", Severity.ERROR, f"{message}, which is not in the target", source=match.span)


TERMS = (
    Check(
        "terms",
        "a term of the glossary is missing, or a forbidden one is used",
        "Each term of the user's glossary that is found in the French, inflected or not, must be in the English in one "
        "of its renderings, and what the glossary forbids must not. Without a glossary this check is silent.",
        Example("Le pare-feu est actif.", "The fire wall is active.", "The firewall is active."),
        check_terms,
    ),
)
