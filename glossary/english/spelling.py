"""House styles of English text: British or American spelling, and what stands before the names of persons.

Which English form a name takes is a matter of `glossary.terms.packs.load_packs(styles=...)`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Literal, get_args

from glossary.edits import Edit, Span
from glossary.english.words import starts_sentence
from glossary.french.words import LETTERS
from glossary.tables import expression, lines_of, rows, words_of_role

Spelling = Literal["british", "american"]
Titles = Literal["plain", "stops", "none"]
"""`Mr Smith`, `Mr. Smith`, `Smith`."""

_WORD = expression(r"(?<![\w'’.@#/\\])(?<!^-)(?<![^A-Za-z]-)[A-Za-z]+(?![\w@/\\]|[.’'][A-Za-z]{2})")
_PIECE = expression(r"```.*?```|`[^`\n]*`|[^\s`]+", re.DOTALL)
_OPAQUE = expression(r"[`/\\_@#]|^www\.")
"""What marks a piece between spaces as code, an address of any kind or a file name: its letters are no words."""


@cache
def _spellings(spelling: str) -> dict[str, tuple[str, bool]]:
    """Return what words become, and whether they do so with a capital at the start of a sentence as well."""
    found = rows(lines_of("glossary", f"styles/{spelling}.tsv"), ("word", "becomes", "capital"))
    return {word: (becomes, capital == "yes") for _, (word, becomes, capital) in found}


def restyle(text: str, *, spelling: Spelling | None = None, titles: Titles | None = None) -> list[Edit]:
    """Return edits that bring English `text` into a house style; None leaves that side of it alone.

    Only words that mean the same in both spellings are changed, with their capitals kept. Names are not touched: a word
    with a capital inside a sentence, or before another word with one; nor are code, addresses and file names.

    :raises ValueError: where `spelling` or `titles` is none of its values.

    >>> [(edit.old, edit.new) for edit in restyle("The center of Lincoln Center.", spelling="british")]
    [('center', 'centre')]
    """
    for value, known in ((spelling, get_args(Spelling)), (titles, get_args(Titles))):
        if value is not None and value not in known:
            raise ValueError(f"{value!r} is not a house style: choose one of {', '.join(known)}")
    closed = [match.span() for match in _PIECE.finditer(text) if _OPAQUE.search(match[0])]
    starts = [start for start, _ in closed]

    def is_open(start: int) -> bool:
        before = bisect_right(starts, start) - 1
        return before < 0 or closed[before][1] <= start

    edits = [*_spelling_edits(text, spelling), *_title_edits(text, titles)]
    return sorted((edit for edit in edits if is_open(edit.span.start)), key=lambda edit: edit.span)


def _spelling_edits(text: str, spelling: Spelling | None) -> Iterator[Edit]:
    if spelling is None:
        return
    table = _spellings(spelling)
    all_capitals = text == text.upper()
    for match in _WORD.finditer(text):
        word = match[0]
        becomes, with_capital = table.get(word.lower(), ("", False))
        if not becomes:
            continue
        if word.islower():
            new = becomes
        elif word.isupper() and all_capitals:
            new = becomes.upper()
        elif word.istitle() and with_capital and _stands_alone(text, match):
            new = becomes.capitalize()
        else:
            continue
        yield Edit(Span(*match.span()), word, new, "spelling", f"{spelling.capitalize()} spelling")


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Tell whether a word has its capital from the start of a sentence, and no name seems to start with it."""
    if not starts_sentence(text, match.start()):
        return False
    following = LETTERS.search(text, match.end())
    return following is None or not following[0][0].isupper() or text[match.end() : following.start()].strip(" ") != ""


@cache
def _title() -> re.Pattern[str]:
    words = words_of_role("polite", "styles/titles.tsv") | words_of_role("learned", "styles/titles.tsv")
    either = "|".join(sorted(words))
    return re.compile(
        rf"\b({either})\b(\.?)(\s|(?<=\.)(?=[A-Z][^\W\d_A-Z]))(?=([A-Z][\w’'-]*|(?:and|&)\s(?:{either})\b))"
    )


def _title_edits(text: str, titles: Titles | None) -> Iterator[Edit]:
    if titles is None:
        return
    for match in _title().finditer(text):
        word, stop, space, following = match.groups()
        if titles == "none":
            # A doctor's title says something of the person; of a pair (Mr and Mrs Smith) no name would be left.
            polite = word in words_of_role("polite", "styles/titles.tsv")
            pair = not following[0].isupper() or text[: match.start()].endswith(("and ", "& "))
            if polite and not pair and following not in words_of_role("office", "styles/titles.tsv"):
                yield Edit(Span(*match.span()), match[0], "", "titles", "names stand without titles")
            continue
        wanted = "." if titles == "stops" else ""
        if stop != wanted:
            reason = f"{word} has {'a' if wanted else 'no'} full stop"
            new = wanted if space else f"{wanted} "
            yield Edit(Span(match.start(2), match.end(2)), stop, new, "titles", reason)
