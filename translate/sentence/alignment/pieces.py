"""From a model's pieces to the user's characters and words."""

from collections.abc import Sequence
from functools import lru_cache

import numpy

from glossary.edits import Span
from glossary.french.words import fold
from translate.engine.base import Attention, Hypothesis

_WORD_START = "▁"
_PLAIN = str.maketrans(dict.fromkeys("’‘‛ʼ´`", "'") | dict.fromkeys("“”„‟«»‹›", '"') | dict.fromkeys("–—−‐‑•·", "-"))
# How far apart, in characters, the two texts may be before what follows is no longer looked for, and how many equal
# characters show that they agree again.
_LOOK_AHEAD = 12
_AGREEMENT = 3
# In attention summed over all target words: a source word that is hardly looked at keeps small shares.
_LEAST_ATTENTION = 1e-3


def piece_owners(pieces: Sequence[str], text: str) -> list[int]:
    """Return for each character of `text` the number of the piece that it belongs to, -1 where there is none.

    The text may differ from the pieces in marks, accents' encoding, spaces and case, as a text does before the model's
    normalisation or after its typography came back: both are walked through together, and where they differ by a few
    characters these are shared out in proportion. White space belongs to no piece.

    >>> piece_owners(["▁l", "'", "été"], "l’été")
    [0, 1, 2, 2, 2]
    """
    letters, numbers = _keys(pieces)
    there, places = _keys(list(text))
    owners = [-1] * len(text)
    i = j = 0
    while i < len(letters) and j < len(there):
        skipped, inserted = (0, 0) if letters[i] == there[j] else _difference(letters, there, i, j)
        for step in range(inserted if skipped else 0):
            owners[places[j + step]] = numbers[i + step * skipped // inserted]
        i, j = i + skipped, j + inserted
        if i < len(letters) and j < len(there):
            owners[places[j]] = max(owners[places[j]], numbers[i])
            i, j = i + 1, j + 1
    return owners


def word_costs(judged: Hypothesis, spans: Sequence[Span]) -> tuple[float, ...]:
    """Return how likely the words of a text that was forced are: natural logarithms, summed over the pieces of each.

    A piece that two words share counts for the one that it begins in.

    :param spans: where the words stand in the text, in order.
    """
    scores = judged.token_scores
    if scores is None:
        return ()
    owners = piece_owners(judged.tokens, judged.text)
    taken: set[int] = set()
    costs = []
    for span in spans:
        own = {owner for owner in owners[span.start : span.end] if owner >= 0} - taken
        taken |= own
        costs.append(sum(scores[owner] for owner in own))
    return tuple(costs)


def _keys(parts: Sequence[str]) -> tuple[str, list[int]]:
    """Return what is compared of `parts`, simple characters without accents and spaces, and the part each is from."""
    keys: list[str] = []
    numbers: list[int] = []
    for number, part in enumerate(parts):
        key = _key(part)
        keys.append(key)
        numbers += [number] * len(key)
    return "".join(keys), numbers


@lru_cache(maxsize=1 << 16)
def _key(part: str) -> str:
    return "".join(fold(part.replace(_WORD_START, "").translate(_PLAIN)).split())


def _difference(here: str, there: str, i: int, j: int) -> tuple[int, int]:
    """Return after how many characters each of the two texts agrees with the other again."""
    for distance in range(1, 2 * _LOOK_AHEAD + 1):
        for skipped in range(max(0, distance - _LOOK_AHEAD), min(distance, _LOOK_AHEAD) + 1):
            a, b = i + skipped, j + distance - skipped
            if here[a : a + _AGREEMENT] == there[b : b + _AGREEMENT] != "":
                return skipped, distance - skipped
    return 0, 0


def piece_shares(pieces: Sequence[str], text: str, words: Sequence[Span]) -> Attention:
    """Return [words, pieces]: how much of each piece, measured in the characters of `text`, stands in each word."""
    owners = piece_owners(pieces, text)
    shares = numpy.zeros((len(words), len(pieces)), dtype=numpy.float32)
    for row, word in enumerate(words):
        for owner in owners[word.start : word.end]:
            if owner >= 0:
                shares[row, owner] += 1
    total = numpy.bincount([owner for owner in owners if owner >= 0], minlength=len(pieces))
    result: Attention = (shares / numpy.maximum(total, 1)).astype(numpy.float32)
    return result


def attention_between(attention: Attention, source_shares: Attention, target_shares: Attention) -> Attention:
    """Return attention between words: [target words, source words], each row summing to 1, or to 0 without a piece.

    :param source_shares: what `piece_shares` gives for the source; `target_shares` likewise.
    :raises ValueError: where the attention is not as large as the pieces are many.
    """
    return _in_rows(_added_up(attention, source_shares, target_shares))


def attention_of_words(attention: Attention, source_shares: Attention, target_shares: Attention) -> Attention:
    """Return the same, counted against what a source word gets on the whole: some attract attention from everywhere.

    :raises ValueError: where the attention is not as large as the pieces are many.
    """
    result = _added_up(attention, source_shares, target_shares)
    result /= result.sum(axis=0, keepdims=True) + _LEAST_ATTENTION
    return _in_rows(result)


def _added_up(attention: Attention, source_shares: Attention, target_shares: Attention) -> Attention:
    if attention.shape != (target_shares.shape[1], source_shares.shape[1]):
        pieces = (target_shares.shape[1], source_shares.shape[1])
        raise ValueError(f"attention of the shape {attention.shape} does not fit pieces of the numbers {pieces}")
    result: Attention = (target_shares @ attention @ source_shares.T).astype(numpy.float32)
    return result


def _in_rows(table: Attention) -> Attention:
    sums = table.sum(axis=1, keepdims=True)
    shares: Attention = numpy.divide(table, sums, out=numpy.zeros_like(table), where=sums > 0)
    return shares
