"""Numbers, dates, hours, money and units, compared by value."""

from collections.abc import Iterator

from glossary.quantities import compare
from translate.checks.base import Check, Example, Pair, finding, quoted
from translate.documents.records import Finding, Severity


def check_numbers(pair: Pair) -> Iterator[Finding]:
    """Compare the quantities of both texts by value and unit, however each language writes them."""
    for mismatch in compare(pair.source, pair.target):
        french, english = mismatch.french, mismatch.english
        if french is not None and english is not None:
            message = f"{quoted(french.text)} is not {quoted(english.text)}"
        elif french is not None:
            message = f"{quoted(french.text)} is not in the target"
        elif english is not None:
            message = f"{quoted(english.text)} is not in the source"
        else:
            continue
        figures = [_in_figures(one.text) for one in (french, english) if one is not None]
        if mismatch.certain or figures == [True, True]:
            severity = Severity.ERROR
        else:
            # A number in words that only one text has may be a way of speaking: both, twice, between two fronts.
            severity = Severity.WARNING if any(figures) or len(figures) == 2 else Severity.NOTE
        yield finding(
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
        "both texts have one of the same kind are an error; what may be free translation is a warning.",
        Example("Il a payé 3,5 millions d'euros.", "He paid €35 million.", "He paid €3.5 million."),
        check_numbers,
    ),
)
