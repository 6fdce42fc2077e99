"""Renderings that are right but for their spelling: re-election, where the user's glossary has it so."""

from collections.abc import Sequence

from glossary.edits import Edit
from glossary.english import acceptable, capitalised, find_rendering, search
from glossary.matching import Match


def spelt_as_listed(text: str, matches: Sequence[Match]) -> list[Edit]:
    """Return the edits that give the renderings of `matches` in the English `text` the spelling of their terms.

    Capitals that stand there stay. Terms of packs name what is usual, and a text may have its own spelling of it.

    >>> from glossary.edits import Span
    >>> from glossary.terms import Term
    >>> match = Match(Span(0, 11), Term("réélection", "re-election"))
    >>> [edit.new for edit in spelt_as_listed("Reelection is near; reelections are not.", [match])]
    ['Re-election', 're-elections']
    """
    edits: list[Edit] = []
    for match in matches:
        if match.term.is_of_pack:
            continue
        forms = acceptable(match.term, plural=match.plural)
        listed = {form.lower() for form in forms}
        for span in find_rendering(text, match):
            written = span.of(text)
            if written.lower() in listed or any(span.overlaps(edit.span) for edit in edits):
                continue
            form = next((form for form in forms if span in search(text, [form])), None)
            if form is None:
                continue
            new = form.upper() if written.isupper() else capitalised(form) if written[0].isupper() else form
            reason = f"{match.term.target} is how the glossary spells it"
            edits.append(Edit(span, written, new, "glossary", reason))
    return edits
