"""Numbers, dates, hours, money and units: found in French and English, compared by value, written as English does."""

from glossary.quantities.base import Kind, Quantity
from glossary.quantities.calendar import changed_words
from glossary.quantities.compare import Matching, Mismatch, compare, match, same
from glossary.quantities.english import english_quantities
from glossary.quantities.french import french_quantities
from glossary.quantities.mend import mend
from glossary.quantities.render import Style, render

__all__ = [
    "Kind",
    "Matching",
    "Mismatch",
    "Quantity",
    "Style",
    "changed_words",
    "compare",
    "english_quantities",
    "french_quantities",
    "match",
    "mend",
    "render",
    "same",
]
