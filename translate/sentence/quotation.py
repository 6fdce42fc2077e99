"""Quotation marks and square brackets in pairs: a model reads words without them, and they come back around the same.

Behind a mark, a word is cut into pieces that a model has seldom seen: `« alliance croissante »` became 'creasing. BLEU
and chrF of sentences without the marks, and with them: 136 of newstest2013 with quotations 32.8 against 31.4 and 56.4
against 55.3, 71 of FLORES dev 30.8 against 31.3 and 58.4 against 57.9. Round brackets stay, as sentences are worse
without: BLEU of 24 and of 66 with brackets and no quotation 40.0 against 40.5, 37.8 against 39.4.
"""

import re
from dataclasses import dataclass
from functools import cache

from glossary.edits import Span
from glossary.tables import expression, words_in_role

_OPENING = {"«": "»", "“": "”", "[": "]"}
_QUOTES, _CLOSING = '«“"', "»”"
# In French a space belongs to the mark; one in a bracket is a fault of writing.
_SPACE = "[ \u00a0\u202f\u2009]*"
_MARK = expression(rf"[«“\[]{_SPACE}|{_SPACE}[»”\]]")

_WORD = expression(r"[^\W_]")
_LEADING_DASH = expression(r"[—–-][ \u00a0\u202f\u2009]+(?=\S)")
_HIGHLIGHTED = expression(r"(?<![=\w!<>])(==)(?=[^\s=])[^=]*[^\s=](==)(?![=\w])")
_ASKED_BY = expression(r"[?!…][ \u00a0\u202f][^\W\d_]+-(?:t-)?(?:il|elle|on|ils|elles|je)\b")


@cache
def _speakers() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what finds words about the speaker: within a quotation, at its end, and behind its last mark.

    They are a verb with its pronoun (`dit-il`), or one of speaking with its subject (`affirme la directrice`).
    """
    says = "|".join(sorted(words_in_role("says", "quote-words.tsv")))
    said = "|".join(sorted(words_in_role("said", "quote-words.tsv")))
    subject = r"(?:(?:une?|les?|la|[nv]otre|[ms](?:on|a|es)) |l['’]|M\. |(?=[A-ZÀ-Ý]))[^,.;:«»“”\"?!—–]{2,60}"
    pronoun = r"[^\W\d_]+-(?:t-)?(?:il|elle|on|ils|elles|je)\b"
    noun = rf"(?:(?:s['’]|se )?(?:{says})|(?:a|ont|avait)(?: ainsi| aussi)? (?:{said})) {subject}"
    return (
        re.compile(rf", (?:{pronoun}[^,«»“”\"]{{0,40}}|{noun}), "),
        re.compile(rf", (?:{pronoun}[^,«»“”\"?!—–]{{0,40}}|{noun})[.…]$"),
        re.compile(rf"(?<=[?!…])[ \u00a0\u202f](?={noun}[.…]$)"),
    )


_WORK = expression(r"\b([^\W\d_]+)(?: d[eu'’] ?[A-ZÀ-Ý][\w-]+(?: [A-ZÀ-Ý][\w-]+)?)?,?[ \u00a0]$")
_SENTENCE_MARK = expression("[.!?…:;]")
_FAR, _LONGEST_TITLE = 60, 7
"""How far before a title, in characters, the word for the work begins, and how many words a title has at most."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The spans of two marks that belong together, with the spaces that belong to them; `is_quote` or a bracket.

    Of a quotation over several sentences each has a part: `opens` and `closes` tell whether it has these marks.
    """

    opening: Span
    closing: Span
    is_quote: bool
    opens: bool = True
    closes: bool = True


def pairs(text: str) -> list[Pair]:
    """Return the quotations and brackets of a French text, in the order of their ends.

    A quotation that is left open goes on to the end, one that is only closed is there from the beginning. Brackets that
    are left open are none.

    >>> text = "Il dit « non [jamais] »."
    >>> [(pair.opening.of(text), pair.closing.of(text)) for pair in pairs(text)]
    [('[', ']'), ('« ', ' »')]
    """
    found = [*_straight(text), *_dialogue(text), *_highlighted(text)]
    opened: list[tuple[str, Span]] = []
    for match in _MARK.finditer(text):
        mark, span = match[0].strip(" \u00a0\u202f\u2009"), Span(*match.span())
        if mark in _OPENING:
            opened.append((mark, span))
        elif opened and (_OPENING[opened[-1][0]] == mark or (mark in _CLOSING and opened[-1][0] in _QUOTES)):
            opening, before = opened.pop()
            found.append(Pair(before, span, opening in _QUOTES))
        elif mark in _CLOSING and not opened and not found:
            found.append(Pair(Span(0, 0), span, True, opens=False))
    if [mark for mark, _ in opened] in (["«"], ["“"]):
        end = len(text.rstrip())
        found.append(Pair(opened[0][1], Span(end, end), True, closes=False))
    found = [one for one in found if not any(_cross(one, other) for other in found)]
    return [
        part
        for pair in found
        if _WORD.search(text, pair.opening.end, pair.closing.start)
        for part in _parts(pair, text)
    ]


def _straight(text: str) -> list[Pair]:
    """Return the quotations between straight marks, none where one mark stands in a word or behind a number."""
    places = [match.start() for match in re.finditer('"', text)]
    around = [(text[:place][-1:].isalnum(), text[place + 1 :][:1].isalnum()) for place in places]
    if (
        len(places) % 2
        or '""' in text
        or any(before for before, _ in around[::2])
        or any(behind for _, behind in around[1::2])
    ):
        return []
    found = []
    for start, end in zip(places[::2], places[1::2], strict=True):
        inside = text[start + 1 : end]
        before, behind = len(inside) - len(inside.lstrip()), len(inside) - len(inside.rstrip())
        if inside.strip():
            found.append(Pair(Span(start, start + 1 + before), Span(end - behind, end + 1), True))
    return found


def _dialogue(text: str) -> list[Pair]:
    """Return what somebody says behind a dash, where the same sentence tells who says it: English quotes it."""
    dash = _LEADING_DASH.match(text)
    if dash is None or text[0] == "-" or any(mark in text for mark in '«»“”"'):
        return []
    end = len(text.rstrip())
    within, at_end, asks = _speakers()
    tag = at_end.search(text, dash.end(), end) or asks.search(text, dash.end(), end)
    if tag or within.search(text, dash.end(), end):
        end = tag.start() if tag else end
        return [Pair(Span(*dash.span()), Span(end, end), True)]
    return []


def _highlighted(text: str) -> list[Pair]:
    """Return what some kinds of Markdown highlight: `==this==`."""
    found = _HIGHLIGHTED.finditer(text) if "==" in text else ()
    return [Pair(Span(*match.span(1)), Span(*match.span(2)), False) for match in found]


def leading_dash(text: str) -> Span | None:
    """Return the dash with its spaces that a line of a dialogue or of a list begins with, and that its English keeps.

    None where there is none, and where the speech behind it is a question of which the sentence goes on to say who
    asks it: without the dash a model takes that for a part of it.

    >>> leading_dash("— J’ai froid."), leading_dash("— Tu viens ? demanda-t-elle.")
    (Span(start=0, end=2), None)
    """
    dash = _LEADING_DASH.match(text)
    return Span(*dash.span()) if dash and not _ASKED_BY.search(text) else None


def is_title(pair: Pair, text: str) -> bool:
    """Return whether a quotation is the title of a work, by the word before it and its capital: it stays French.

    >>> [is_title(pairs(text)[0], text) for text in ("Le film « La Mer » plaît.", "Il dit : « La mer plaît. »")]
    [True, False]
    """
    if not (pair.is_quote and pair.opens and pair.closes):
        return False
    inside = text[pair.opening.end : pair.closing.start]
    before = _WORK.search(text, max(0, pair.opening.start - _FAR), pair.opening.start)
    return (
        before is not None
        and before[1].lower() in words_in_role("work", "quote-words.tsv")
        and inside[:1].isupper()
        and len(inside.split()) <= _LONGEST_TITLE
        and not _SENTENCE_MARK.search(inside)
    )


def _cross(one: Pair, other: Pair) -> bool:
    """Whether two pairs don't nest."""
    return one.opening.start < other.opening.start < one.closing.start < other.closing.start or (
        other.opening.start < one.opening.start < other.closing.start < one.closing.start
    )


def _parts(pair: Pair, text: str) -> list[Pair]:
    """Return a quotation as its parts before and behind words about the speaker, which English does not quote."""
    whole = pair.is_quote and pair.opens and pair.closes
    speaker = _speakers()[0].search(text, pair.opening.end, pair.closing.start) if whole else None
    if speaker is None:
        return [pair]
    end, start = Span(speaker.start(), speaker.start()), Span(speaker.end(), speaker.end())
    return [Pair(pair.opening, end, True), Pair(start, pair.closing, True)]
