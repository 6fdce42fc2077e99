"""Some of many: what `sur` stands for between two numbers, as in `6 bureaux sur 10`."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from glossary.edits import Edit, Span
from glossary.french.lexicon import form
from glossary.quantities.base import Kind, Quantity
from glossary.quantities.english import english_quantities
from glossary.quantities.french import french_quantities
from glossary.tables import expression

_SUR = expression(r"(?:[ \u00a0][^\W\d_]+(?:['’-][^\W\d_]+)?){0,3}[ \u00a0]sur[ \u00a0]")
_WRONG = expression(r"[^.,;:!?]*[ \u00a0](?P<word>on|over|upon|about|by|to)[ \u00a0]")
_ONE = expression(r"\b[Uu]ne?[ \u00a0][^\W\d_]+(?:[ \u00a0][^\W\d_]+)?[ \u00a0]sur[ \u00a0]$")
_WRONG_ONE = expression(r"\b(?P<one>[Aa]n?|[Oo]ne)(?: [\w’'-]+){1,3} (?P<word>on|over|upon|about|by|to) $")
_LONGEST = 60
_BEHIND = expression(r"[ \u00a0]([^\W\d_]+)")


def out_of(source: str, target: str) -> list[Edit]:
    """Return the edits of English `target` that say `out of` where French `source` counts some of many.

    What is counted stands before `sur`; with a noun behind the second number it is another one (`10 cas sur 12 mois`).

    >>> [edit.new for edit in out_of("Un élève sur trois part.", "One pupil over three leaves.")]
    ['out of']
    >>> [edit.new for edit in out_of("Un élève sur 3 part.", "A pupil on 3 leaves.")]
    ['One', 'out of']
    >>> out_of("Dix cas sur 12 mois.", "Ten cases over 12 months.")
    []
    """
    if " sur " not in source:
        return []
    edits: list[Edit] = []
    french, english = french_quantities(source), english_quantities(target)
    for some, many in [(None, one) for one in french] + [(one, other) for one, other in pairwise(french)]:
        if not _counts(many) or _goes_on_as_noun(source, many):
            continue
        reason = f"some of {many.text}"
        if some is None:
            if _ONE.search(source, max(many.span.start - _LONGEST, 0), many.span.start):
                edits += _one_of(target, many, english, reason)
        elif _counts(some) and _SUR.fullmatch(source, some.span.end, many.span.start):
            for one, other in pairwise(english):
                between = _WRONG.fullmatch(target, one.span.end, other.span.start)
                if between and (one.value, other.value) == (some.value, many.value):
                    edits.append(_edit(target, Span(*between.span("word")), "out of", reason))
                    break
    return sorted({edit.span: edit for edit in edits}.values(), key=lambda edit: edit.span)  # `Un` is a number too


def _one_of(target: str, many: Quantity, english: Sequence[Quantity], reason: str) -> Iterator[Edit]:
    for other in english:
        found = _WRONG_ONE.search(target, max(other.span.start - _LONGEST, 0), other.span.start)
        if found and other.value == many.value:
            one = "One" if found["one"][0].isupper() else "one"
            if found["one"] != one:
                yield _edit(target, Span(*found.span("one")), one, reason)
            yield _edit(target, Span(*found.span("word")), "out of", reason)
            return


def _edit(target: str, span: Span, new: str, reason: str) -> Edit:
    return Edit(span, span.of(target), new, "numbers", reason)


def _goes_on_as_noun(source: str, many: Quantity) -> bool:
    behind = _BEHIND.match(source, many.span.end)
    known = form(behind[1].lower()) if behind else None
    return behind is not None and (known is None or (known.has("N") and not known.has("VG")))


def _counts(quantity: Quantity) -> bool:
    return quantity.kind is Kind.NUMBER and not quantity.unit
