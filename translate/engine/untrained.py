"""Signs that a model was never trained on: its training has left their embeddings as it found them.

A vocabulary is built from more text than a model learns from, and has a piece for every character of it. A piece that
stands in no sentence of the training gets no gradient; regularisation only makes its embedding smaller. A model that
reads one says anything: `3 ink` for `3 €`.
"""

import json
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy
import numpy.typing

SMALLEST_SHARE = 0.5
"""Of the median norm of all embeddings, what that of a trained piece has at least.

Of the 198 pieces of one character of the model in the package none has from 0.49 to 0.67: below are 32 that French
news and speeches lack (`£` 0.23, `€` 0.23, `§` 0.32, `¡` 0.48, `Æ` 0.49), above those that they have (`À` 0.67).
"""
FILE = "untrained.json"
_TYPOGRAPHY = frozenset("’‘‛ʼ´`“”„‟«»‹›–—−‐‑·…′″")
"""Signs that have a plain form with the same meaning, which is what a model reads."""


def untrained_signs(pieces: Sequence[str], embedding: numpy.typing.NDArray[Any]) -> list[str]:
    """Return the pieces of one character that a model was not trained on, in the order of the vocabulary.

    :param pieces: those of the vocabulary, in the order of their numbers.
    :param embedding: a row for each of them, and further ones.
    """
    norms = numpy.linalg.norm(embedding[: len(pieces)].astype(numpy.float32), axis=1)
    least = SMALLEST_SHARE * float(numpy.median(norms))
    return [piece for piece, norm in zip(pieces, norms.tolist(), strict=True) if len(piece) == 1 and norm < least]


def write_untrained(signs: Sequence[str], folder: Path) -> None:
    """Write them into `folder`, that of a converted model."""
    (folder / FILE).write_text(json.dumps(signs, ensure_ascii=False), encoding="utf-8")


def read_untrained(folder: Path) -> frozenset[str]:
    """Return what `write_untrained` has written into `folder`."""
    return frozenset(json.loads((folder / FILE).read_text(encoding="utf-8")))


def is_known(sign: str, *, read: Callable[[str], str], untrained: frozenset[str]) -> bool:
    """Return whether a model can read a sign, no letter or digit, as what it is.

    :param read: gives what the pieces of a text say, nothing for those that the vocabulary lacks.
    """
    if sign in _TYPOGRAPHY or unicodedata.category(sign)[0] in "CZ":
        return True
    return sign not in untrained and read(sign) == sign
