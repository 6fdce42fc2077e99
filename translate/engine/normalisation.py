"""The text forms that models are trained on, by name: one function serves training and translation alike.

A checkpoint says in its `capabilities.json` which form it wants. A form never changes once a model has been trained
on it; a better one gets a new name.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from glossary.tables import expression

_TO_PLAIN = str.maketrans(
    dict.fromkeys("’‘‛ʼ´`", "'")
    | dict.fromkeys("“”„‟«»‹›", '"')
    | dict.fromkeys("–—−‐‑•·", "-")
    | dict.fromkeys("\u00a0\u202f\u2009", " ")
    | dict.fromkeys("\u200b\ufeff\u00ad", "")
    | {"…": "..."}
)
_WHITE_SPACE = expression(r"\s+")
_SPACE_BEFORE_MARK = expression(r' ([;:!?%])(?=\s|$|")')


@dataclass(frozen=True, slots=True)
class Normalisation:
    """A named text form: what is done to French before a model reads it, and to English before a model learns it.

    `written` takes the English that such a model writes back to text as people write it.
    """

    name: str
    french: Callable[[str], str]
    english: Callable[[str], str]
    written: Callable[[str], str]


def _plain_punctuation(text: str) -> str:
    text = _WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", text).translate(_TO_PLAIN)).strip()
    parts = text.split('"')
    if len(parts) > 1 and len(parts) % 2 == 1:
        parts[1::2] = [part.strip() for part in parts[1::2]]
        text = '"'.join(parts)
    return text


def _plain_french_punctuation(text: str) -> str:
    return _SPACE_BEFORE_MARK.sub(r"\1", _plain_punctuation(text))


# Groups of three digits with spaces between them, and what may follow behind a decimal comma. Telephone numbers begin
# with 0 or +, or go on with groups of another length; `2010 300` is a year and a number.
_GROUPED = expression(r"(?<![\w.,+])(?<!\d )([1-9]\d{0,2}(?: \d{3}){1,4})(?:,(\d+))?(?! ?\d|[.,]\d)")
# Not three decimals behind one to three digits: `10,000` may be English already, and must stay what it is.
_DECIMAL = expression(r"(?<![\w.,+])(?![1-9]\d{0,2},\d{3}(?!\d))(\d+),(\d+)(?!\d|[.,]\d)")
_MARKERS = expression("(⟦) *| *(⟧)")


def _english_groups(text: str) -> str:
    def written(match: re.Match[str]) -> str:
        whole, decimals = match.group(1).replace(" ", ","), match.group(2)
        return f"{whole}.{decimals}" if decimals else whole

    return _GROUPED.sub(written, text)


def _french_with_english_numbers(text: str) -> str:
    text = _DECIMAL.sub(r"\1.\2", _english_groups(_plain_french_punctuation(text)))
    # With a space inside, a wanted translation has the pieces that the model writes: `▁North`, not `N` `or` `th`.
    return _MARKERS.sub(lambda match: "⟦ " if match.group(1) else " ⟧", text)


def _english_with_english_numbers(text: str) -> str:
    return _english_groups(_plain_punctuation(text))


# What clings to the front of a word takes its own pieces from it: `"growing` is `" gro wing` to SentencePiece, `(NATO`
# is `( N AT O`, and l'Ukraine is not the Ukraine of other sentences. Behind a space they are `▁growing` and `▁NATO`.
_ELISION = expression(
    r"""(?<!\w)((?:l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu)')(?=[^\W\d_]|["(\[])""", re.IGNORECASE
)
_OPENING_QUOTE = expression(r"""(?<![^\s(\[{'])"(?=[^\s"])""")
_OPENING_BRACKET = expression(r"([(\[{])(?=\S)")
_SPACE_IN_BRACKET = expression(r"([(\[{]) ")


def _with_free_words(text: str) -> str:
    return _OPENING_BRACKET.sub(r"\1 ", _OPENING_QUOTE.sub('" ', text))


def _french_with_free_words(text: str) -> str:
    return _with_free_words(_ELISION.sub(r"\1 ", _french_with_english_numbers(text)))


def _english_with_free_words(text: str) -> str:
    return _with_free_words(_english_with_english_numbers(text))


def _written_with_free_words(text: str) -> str:
    """Return English of the form with its opening marks at their words again.

    A quote with spaces on both sides opens a quotation, or closes the one that is open.

    >>> _written_with_free_words('a " growing alliance" ( NATO), " he said " now')
    'a "growing alliance" (NATO), "he said" now'
    """
    parts = _SPACE_IN_BRACKET.sub(r"\1", text).split('"')
    result, is_open = parts[0], False
    for number, part in enumerate(parts[1:], 2):
        after = part[:1] or '"'[: len(parts) - number]
        behind_space = result == "" or result[-1] in " ([{'"
        opens = behind_space and (after not in ("", " ") or (after == " " and not (is_open and result.endswith(" "))))
        if opens:
            part = part.removeprefix(" ")
        elif behind_space:
            result = result.removesuffix(" ")
        result += '"' + part
        is_open = opens
    return result


def _as_it_is(text: str) -> str:
    return text


NORMALISATIONS = {
    form.name: form
    for form in (
        # Straight quotes, plain hyphens and spaces; no French space before ; : ! ? %. Numbers stay as they are written.
        Normalisation("punct-1", _plain_french_punctuation, _plain_punctuation, _as_it_is),
        # And numbers as English writes them on both sides, so that the model copies digits: 10 000,5 becomes 10,000.5.
        Normalisation("punct-2", _french_with_english_numbers, _english_with_english_numbers, _as_it_is),
        # And a space behind what clings to the front of a word, an opening mark or an elision.
        Normalisation("punct-3", _french_with_free_words, _english_with_free_words, _written_with_free_words),
    )
}
