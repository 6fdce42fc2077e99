"""Numbers, dates, hours, money and units, compared by value."""

from collections.abc import Iterator

from glossary.quantities import (
    Mismatch,
    changed_words,
    english_quantities,
    french_quantities,
    match,
)
from translate.checks.base import Check, Example, Pair, finding, quoted
from translate.documents.records import Finding, Severity


def check_numbers(pair: Pair) -> Iterator[Finding]:
    """Compare the quantities of both texts by value and unit, however each language writes them."""
    for mismatch in match(french_quantities(pair.source), english_quantities(pair.target)).mismatches:
        yield _told(mismatch)
    for one in changed_words(pair.source, pair.target):
        message = f"{quoted(one.french.text)} is not {quoted(one.english.text)}"
        yield finding("numbers", Severity.WARNING, message, source=one.french.span, target=one.english.span)


def _told(mismatch: Mismatch) -> Finding:
    french, english = mismatch.french, mismatch.english
    figures = [_in_figures(one.text) for one in (french, english) if one is not None]
    if french is not None and english is not None:
        message = f"{quoted(french.text)} is not {quoted(english.text)}"
        # An error is what contradicts: figures of one kind on both sides, of one length or one slip apart.
        alike = (
            french.kind is english.kind and len(french.value) == len(english.value) and french.value != english.value
        )
        severity = Severity.ERROR if mismatch.certain or (all(figures) and alike) else Severity.WARNING
    else:
        one, other = (french, "target") if french is not None else (english, "source")
        message = f"{quoted(one.text if one else '')} is not in the {other}"
        # A number in words that only one text has may be a way of speaking: both, twice, between two fronts.
        severity = Severity.WARNING if any(figures) else Severity.NOTE
    return finding(
        "numbers",
        severity,
        message,
        source=french.span if french else None,
        target=english.span if english else None,
    )


def _in_figures(text: str) -> bool:
    return any(map(str.isdigit, text))


NUMBERS = (
    Check(
        "numbers",
        "a number, date, hour, amount or unit differs, is lost or was added",
        "Quantities are read in both languages and compared by value and unit: 3,5 milliards is 3.5 billion, 18 h 30 "
        "is 6.30 pm, le XIXe siècle is the 19th century, and a French billion is a trillion. Figures that differ where "
        "both texts have one of the same kind are an error; what may be free translation is a warning. Days of the "
        "week, months, seasons, millions and billions without a number and percent signs are compared as well: one in "
        "the "
        "place of another is a warning.",
        Example("Il a payé 3,5 millions d'euros.", "He paid €35 million.", "He paid €3.5 million."),
        check_numbers,
    ),
)
