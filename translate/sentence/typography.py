"""The English takes on the typography of its document: a model reads and writes straight quotes and plain hyphens."""

import re
from collections import Counter
from dataclasses import dataclass

from glossary.tables import expression

_OPENING_CONTEXT = expression(r"[\s(\[{\u2014\u2013-]$|^$")
_OPENS = expression(r'^" (?=\w)')
_CLOSES = expression(r'(?<=[\w.,!?…]) "$')
_SPACED_HYPHEN = expression(r"(?<=\s)-(?=\s)|^-(?=\s)")
_SOURCE_DASH = expression(r"(?<=\s)[-–—](?=\s)|^[-–—](?=\s)")


@dataclass(frozen=True, slots=True)
class Style:
    """How a document writes: curly double quotes, curly apostrophes, the one-character ellipsis.

    French guillemets count as curly quotes: English has none of its own.
    """

    curly_quotes: bool = False
    curly_apostrophes: bool = False
    ellipsis_character: bool = False


def style_of(text: str) -> Style:
    """Return the style that `text` uses most; where it uses neither, the plain one.

    >>> style_of("« L’été… »")
    Style(curly_quotes=True, curly_apostrophes=True, ellipsis_character=True)
    """
    count = Counter(text)
    return Style(
        curly_quotes=sum(count[mark] for mark in "«»“”„") > count['"'],
        curly_apostrophes=count["’"] > count["'"],
        ellipsis_character=count["…"] > text.count("..."),
    )


def quotes_of(style: Style) -> tuple[str, str]:
    """Return the marks around a quotation."""
    return ("“", "”") if style.curly_quotes else ('"', '"')


class StyleOfStream:
    """The style of text that comes bit by bit: each kind of mark is as the first sentence has it that shows any.

    So it hangs on the text and its order, and not on what came together.

    >>> style = StyleOfStream()
    >>> [style.after(text).curly_apostrophes for text in ("Oui.", "L’été.", "L'hiver.")]
    [False, True, True]
    """

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}

    def after(self, text: str) -> Style:
        """Return the style at `text`, the next sentence or line of the stream."""
        here = style_of(text)
        for name, marks in _MARKS_OF.items():
            if name not in self._known and any(mark in text for mark in marks):
                self._known[name] = getattr(here, name)
        return Style(**self._known)


_MARKS_OF = {"curly_quotes": '«»“”„"', "curly_apostrophes": "’'", "ellipsis_character": ("…", "...")}


def apply_style(english: str, *, source: str, style: Style) -> str:
    """Return `english` with the marks of `style`, and with the dashes of `source` where it has as many.

    Only marks change, each into one or more of its own kind: quotes into quotes, hyphens between spaces into dashes. A
    quotation that goes on beyond the sentence loses the space inside its mark.
    """
    english = close_up(english)
    dashes = [match.group() for match in _SOURCE_DASH.finditer(source)]
    hyphens = list(_SPACED_HYPHEN.finditer(english))
    if len(dashes) == len(hyphens):
        letters = list(english)
        for match, dash in zip(hyphens, dashes, strict=True):
            letters[match.start()] = dash
        english = "".join(letters)
    if style.ellipsis_character:
        english = re.sub(r"(?<!\.)\.\.\.(?!\.)", "…", english)
    if style.curly_quotes:
        english = _curl(english, '"', "“", "”")
    if style.curly_apostrophes:
        english = _curl(english, "'", "‘", "’")
    return english


def with_dash(english: str, *, source: str) -> str:
    """Return `english` with the dash of a dialogue that `source` begins with, where a quote that stays open stands.

    >>> with_dash('"You come? she asked.', source="— Tu viens ? demanda-t-elle.")
    '— You come? she asked.'
    """
    dash = _SOURCE_DASH.match(source)
    if dash and english.startswith('"') and english.count('"') % 2:
        return f"{dash[0]} {english[1:].lstrip()}"
    return english


def close_up(text: str) -> str:
    """Return `text` without the space behind a quote that only opens it, or before one that only closes it.

    In the middle of a sentence the model's text form has no such spaces; where the other mark stands in another
    sentence, it cannot know on which side they are.

    >>> close_up('" We must act.'), close_up('by action. "')
    ('"We must act.', 'by action."')
    """
    if text.count('"') % 2:
        text = _OPENS.sub('"', text)
        text = _CLOSES.sub('"', text)
    return text


def _curl(text: str, straight: str, opening: str, closing: str) -> str:
    parts = text.split(straight)
    curled = parts[0]
    for part in parts[1:]:
        opens = bool(_OPENING_CONTEXT.search(curled[-1:])) and part[:1].strip() != ""
        curled += (opening if opens else closing) + part
    return curled
