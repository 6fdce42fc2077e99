"""Renderings that are right but for their spelling: re-election, where the user's glossary has it so."""

from collections.abc import Sequence

from glossary.edits import Edit
from glossary.english.forms import capitalised
from glossary.english.words import starts_sentence
from glossary.terms.matching import Match
from glossary.terms.records import Case, Kind
from glossary.terms.renderings import acceptable, find_rendering, search


def spelt_as_listed(text: str, matches: Sequence[Match]) -> list[Edit]:
    """Return the edits that give the renderings of `matches` in the English `text` the spelling of their terms.

    Capitals that stand there stay, unless the term's case is exact: then they are those of the term, and one more where
    a sentence begins. Terms of packs name what is usual, and a text may have its own spelling of it; but a name that is
    the same in both languages has its accents in both.

    >>> from glossary.edits import Span
    >>> from glossary.terms.records import Term
    >>> match = Match(Span(0, 11), Term("réélection", "re-election"))
    >>> [edit.new for edit in spelt_as_listed("Reelection is near; reelections are not.", [match])]
    ['Re-election', 're-elections']
    >>> exact = Match(Span(0, 15), Term("parti démocrate", "Democratic party", case=Case.EXACT))
    >>> [edit.new for edit in spelt_as_listed("The Democratic Party won.", [exact])]
    ['Democratic party']
    """
    edits: list[Edit] = []
    for match in matches:
        if match.term.is_of_pack and match.term.kind is not Kind.KEEP:
            continue
        forms = acceptable(match.term, plural=match.plural)
        listed = {form.lower() for form in forms}
        exact = match.term.case is Case.EXACT
        for span in find_rendering(text, match):
            written = span.of(text)
            if (written.lower() in listed and not exact) or any(span.overlaps(edit.span) for edit in edits):
                continue
            form = next((form for form in forms if span in search(text, [form])), None)
            if form is None:
                continue
            opens = written[0].isupper() and (not exact or starts_sentence(text, span.start))
            capitals = (text if exact else written).isupper()
            new = form.upper() if capitals else capitalised(form) if opens else form
            if new == written:
                continue
            reason = f"{match.term.target} is how the glossary spells it"
            edits.append(Edit(span, written, new, "glossary", reason))
    return edits
