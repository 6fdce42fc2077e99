"""Side-by-side review: a document, its repairs, its English and its findings, as a page, in the terminal, as Markdown.

A view reads the records of `translate.documents.records` and nothing else, so that a page can be made of any document,
whoever translated it.

    rows        the rows that all views show: one for each segment, and one for each text that repair took out
    diff        a text and its edits as pieces; they always join back to both texts
    overview    what the rows come to: counts by rule, check and severity, the places of the doubtful ones
    html        the only place where text meets HTML
    page        the self-contained HTML page
    terminal    the rows side by side in a terminal
    markdown    the rows for a pull request
    pairing     a French document with the English of another one
    decisions   what a reviewer decided, and the document that follows from it
"""

from translate.review.decisions import Decisions, confirmed_pairs, decided, digest_of, french_of
from translate.review.markdown import markdown
from translate.review.page import page
from translate.review.pairing import paired
from translate.review.rows import Row, rows_of
from translate.review.terminal import side_by_side

__all__ = [
    "Decisions",
    "Row",
    "confirmed_pairs",
    "decided",
    "digest_of",
    "french_of",
    "markdown",
    "page",
    "paired",
    "rows_of",
    "side_by_side",
]
