"""The words of a text, with the places where they stand."""

from collections.abc import Sequence

from glossary.edits import Span
from glossary.french.words import ELIDED
from glossary.tables import expression

# A word is letters, digits and signs such as % or €, and single marks between them: `3,5`, `l'été`, `Jean-Luc`.
_INNER = r"[^\s\"“”„«»‹›'’‘()\[\]{}<>.,;:!?…—–‒―-]"
_WORD = expression(rf"{_INNER}+(?:['’.,:-]{_INNER}+)*")
_TOKEN = expression(r"\S+")


def word_spans(text: str, *, elisions: bool = False) -> list[Span]:
    """Return the words of `text` without the marks around them, in order; with `elisions`, `l'été` is two.

    >>> [span.of("(l'été à 3,5 %...)") for span in word_spans("(l'été à 3,5 %...)", elisions=True)]
    ["l'", 'été', 'à', '3,5', '%']
    """
    spans = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        while elisions and (elided := ELIDED.match(text, start, end)):
            spans.append(Span(start, elided.end()))
            start = elided.end()
        spans.append(Span(start, end))
    return spans


def token_spans(text: str) -> list[Span]:
    """Return what stands between white space in `text`, in order: how aligners' files count.

    >>> [span.of("l' été , déjà") for span in token_spans("l' été , déjà")]
    ["l'", 'été', ',', 'déjà']
    """
    return [Span(*match.span()) for match in _TOKEN.finditer(text)]


def overlapping(words: Sequence[Span], start: int, end: int) -> list[int]:
    """Return the numbers of the words that have a part in `start:end`, in code points."""
    return [number for number, word in enumerate(words) if word.start < end and start < word.end]
