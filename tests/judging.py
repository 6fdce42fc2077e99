"""What several tests of the checks ask for."""

from collections.abc import Collection, Sequence

from translate.checks import Pair, check_pair, with_document_findings
from translate.documents.records import Finding


def found_in(pairs: Sequence[Pair], *, only: Collection[str] | None = None) -> list[list[Finding]]:
    """Return the findings of the pairs of one document."""
    return with_document_findings(pairs, [check_pair(pair, only=only) for pair in pairs], only=only)
