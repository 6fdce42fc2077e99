"""Words that a hyphen cuts at the end of a line, or cut there before the lines were joined."""

import re
from collections.abc import Container, Iterator

from glossary.edits import Edit, Span
from glossary.french.lexicon import form, is_word, look_up
from glossary.repair.base import Rule, Text

_PRONOUN = re.compile(r"(?:t['’-])?(?:je|tu|il|elle|on|nous|vous|ils|elles|ce|moi|toi|lui|leur|le|la|les|y|en)$")

_LONGEST = 123
"""In characters: four parts of a word of up to thirty letters each, with the signs between."""
_FIRST = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,30}(?:['’-][^\W\d_]{1,30}){0,3}\Z")
_CUT = re.compile(
    r"([-\u2010\u00ad¬])([ \t]{0,8}(?:\r\n|\n|\r)[ \t]{0,80}| )([^\W\d_]{1,30}(?:['’-][^\W\d_]{1,30}){0,3})"
)


def _find_hyphens(text: Text) -> Iterator[Edit]:
    for match in _CUT.finditer(text.text):
        hyphen, gap, second = match.groups()
        before = _FIRST.search(text.text[max(0, match.start() - _LONGEST - 1) : match.start()])
        if before is None or (gap != " " and not text.line_breaks):
            continue
        first = before.group()
        span = Span(match.start(), match.start(3))
        if second in ("et", "ou", "ni") or not text.is_free(span):
            continue
        joint, sure = ("", True) if hyphen == "\u00ad" else _joint_of_parts(first, second, text.counts)
        # Inside a line a hyphen can stand for the rest of a word (pré- ou post-opératoire): nothing is guessed.
        if joint is None or (gap == " " and not (sure and _is_listed(first, joint, second))):
            continue
        what = (
            "the hyphen cuts a word at the end of a line" if not joint else "a word with a hyphen runs over two lines"
        )
        yield Edit(span, span.of(text.text), joint, "hyphenation", what, sure)


def _joint_of_parts(first: str, second: str, forms: Container[str]) -> tuple[str | None, bool]:
    """Return what belongs between the two parts of a word at a line's end, and whether that is sure."""
    whole, compound = first + second, f"{first}-{second}"
    if whole in forms or compound in forms:
        return ("", True) if whole in forms else ("-", True)
    known, linked = look_up(whole), look_up(compound)
    if is_word(whole) and second[:1].islower():
        # Both forms may be words (contrattaque, contre-attaque): the one that the dictionary has and texts use wins.
        rare = known is not None and known.count == 0
        return ("-" if linked is not None and linked.grammar and rare else ""), True
    if linked is not None and linked.grammar:
        return "-", True
    verb = form(first.rpartition("'")[2].rpartition("’")[2].lower())
    if verb is not None and verb.has("VI") and _PRONOUN.match(second):
        return "-", True
    if min(len(first), len(second)) >= 3 and is_word(first) and is_word(second):
        return "-", True
    if second[:1].isupper():
        return ("-", True) if first[:1].isupper() else (None, False)
    return "", known is not None


def _is_listed(first: str, joint: str, second: str) -> bool:
    """Tell whether the dictionary has the word in one piece, or with its hyphen."""
    known = look_up(f"{first}-{second}") if joint else None
    return second[:1].islower() and (not joint or (known is not None and bool(known.grammar)))


HYPHENATION = Rule(
    "hyphenation",
    "Joins a word that a hyphen cuts at the end of a line.",
    "Safe where the dictionary or the rest of the text has the word; an unknown word is only suggested. A hyphen "
    "that belongs to the word is kept. The space that took the place of a line end after a hyphen goes as well.",
    (
        ("Le gouver-\nnement se réunit.", "Le gouvernement se réunit."),
        ("Un porte-\navions est en mer.", "Un porte-avions est en mer."),
        ("Il faut présen- ter une carte.", "Il faut présenter une carte."),
    ),
    _find_hyphens,
)
