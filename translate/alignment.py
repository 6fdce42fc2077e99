"""From a model's pieces to the user's characters, and from its attention to words."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy

from glossary.edits import Span
from translate.document import Links
from translate.engine.base import Attention

_WORD = re.compile(r"\S+")
_WORD_START = "▁"


def word_spans(text: str) -> list[Span]:
    """Return the words of `text`: what stands between white space."""
    return [Span(*match.span()) for match in _WORD.finditer(text)]


def piece_owners(pieces: Sequence[str], text: str) -> list[int]:
    """Return for each character of `text` the number of the piece that it belongs to, -1 where there is none.

    The text may differ from the pieces in marks, spaces and case, as a text does before normalisation or after its
    typography came back: characters in between two that agree are shared out in proportion.
    """
    letters: list[str] = []
    owners: list[int] = []
    for number, piece in enumerate(pieces):
        for letter in piece.replace(_WORD_START, " "):
            letters.append(letter)
            owners.append(number)
    found = [-1] * len(text)
    # Case-folding may lengthen a character; only its first letter is compared, so that positions stay.
    here = [letter.casefold()[:1] for letter in letters]
    there = [letter.casefold()[:1] if not letter.isspace() else " " for letter in text]
    for kind, a, b, c, d in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        if kind == "insert" or a == b:
            continue
        for position in range(c, d):
            found[position] = owners[a + (position - c) * (b - a) // (d - c)]
    return found


def attention_of_words(
    attention: Attention, source_owners: Sequence[int], target_owners: Sequence[int], source: str, target: str
) -> Attention:
    """Return attention between words: [target words, source words], each row summing to 1, or to 0 without a piece.

    A target word looks as its pieces do on average; a source word is looked at as much as all its pieces together.
    """
    sources, targets = word_spans(source), word_spans(target)
    result = numpy.zeros((len(targets), len(sources)), dtype=numpy.float32)
    columns = [sorted({source_owners[i] for i in range(s.start, s.end)} - {-1}) for s in sources]
    for row, span in enumerate(targets):
        rows = sorted({target_owners[i] for i in range(span.start, span.end)} - {-1})
        if rows:
            mean = attention[rows].mean(axis=0)
            result[row] = [mean[column].sum() for column in columns]
    sums = result.sum(axis=1, keepdims=True)
    shares: Attention = numpy.divide(result, sums, out=numpy.zeros_like(result), where=sums > 0)
    return shares


def links_of_words(attention: Attention) -> Links:
    """Return the link of each target word to the source word that it looks at most; `attention` is that of words."""
    rows = [(row, values) for row, values in enumerate(attention) if values.size and values.max() > 0]
    return Links(frozenset((int(values.argmax()), row) for row, values in rows))
