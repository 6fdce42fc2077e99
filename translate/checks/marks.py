"""Quotation marks, brackets, the mark at the end, capitals, spaces and words written twice."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from glossary.edits import Span
from glossary.tables import expression
from translate.checks.base import Check, Example, Pair, finding, limit, listed, words
from translate.documents.records import Finding, Severity

_BRACKETS = {"(": ")", "[": "]", "{": "}"}
# A double quote inside a word is a damaged apostrophe; behind a digit it means inches or seconds.
_DOUBLE_QUOTES = expression(r"[“”„‟«»]|''|``|(?<![^\W_])\"|\"(?![^\W_])")
# What somebody says behind a dash, English quotes.
_DIALOGUE = expression(r"\s*[—–] ?\S")
_INCHES = expression(r"\d\s?\"")
# A single quote that is no apostrophe: at a word's left edge, or at its right edge after another mark.
_SINGLE_QUOTES = expression(r"(?<!\w)['‘‚‹](?=\w)|(?<=[.,!?…])['’›](?!\w)|(?<=\w)['’›](?=\s*(?:[.,;:!?)]|$))")
_END_MARKS, _AFTER_END = frozenset(".!?…‽:;"), frozenset("\"'“”«»‘’)]*_")
# `1)` and `b)` close no bracket, nor does a smiley.
_LABEL = expression(r"(?:^|[;,:.]\s)(?:\d{1,2}|[a-z])\)\s|[:;8]-?[()]+", re.MULTILINE)
_SPACES = expression(
    r"(?<=\S)[ \u00a0\u202f]{2,}(?=\S)|(?<![ \u00a0\u202f])[ \u00a0\u202f]+(?=[,;](?:\s|$))|(?<=[a-z],)(?=[A-Za-z]{2})"
)
_QUESTION, _EXCLAMATION = expression(r"[?？]"), expression(r"[!！]")


def _final(text: str) -> str:
    """Return the kind of mark that `text` ends with: "?", "!", "…", ":", ";", "." or nothing."""
    # From the end, not by a pattern, which would begin anew at each of many spaces or quotation marks within the text.
    end = len(text)
    while end and (text[end - 1] in _AFTER_END or text[end - 1].isspace()):
        end -= 1
    start = end
    while start and text[start - 1] in _END_MARKS:
        start -= 1
    marks = text[start:end]
    for kind in "?!":
        if kind in marks or ("‽" in marks and kind == "?"):
            return kind
    if "…" in marks or marks.endswith("..."):
        return "…"
    return marks[-1:]


def check_final(pair: Pair) -> Iterator[Finding]:
    """Compare the question marks, and what both texts end with."""
    for name, pattern in (("question mark", _QUESTION), ("exclamation mark", _EXCLAMATION)):
        asked, kept = list(pattern.finditer(pair.source)), list(pattern.finditer(pair.target))
        if asked and not kept:
            # A question inside a sentence may be rhetoric; one that ends it is hardly, unless the text has no marks.
            grave = name == "question mark" and _final(pair.source) == "?" and _final(pair.target) != ""
            severity = Severity.WARNING if grave else Severity.NOTE
            yield finding("final-mark", severity, f"the {name} is lost", source=Span(*asked[-1].span()))
            return
        if kept and not asked:
            severity = Severity.WARNING if name == "question mark" else Severity.NOTE
            yield finding("final-mark", severity, f"a {name} was added", target=Span(*kept[-1].span()))
            return
    here, there = _final(pair.source), _final(pair.target)
    if here != there and pair.target.strip():
        message = f"ends with {there!r} and not with {here!r}" if there else f"the {here!r} at the end is lost"
        end = len(pair.target.rstrip())
        yield finding("final-mark", Severity.NOTE, message, target=Span(max(0, end - 1), end))


def check_quotes(pair: Pair) -> Iterator[Finding]:
    """Find quotation marks that stand alone, and quotations that became none."""
    if _INCHES.search(pair.source) and _INCHES.search(pair.target):
        return
    here, there = list(_DOUBLE_QUOTES.finditer(pair.source)), list(_DOUBLE_QUOTES.finditer(pair.target))
    single = list(_SINGLE_QUOTES.finditer(pair.target))
    if len(there) % 2 and len(here) % 2 == 0:
        message = f"{len(there)} quotation marks: one is missing or one too many"
        target = Span(*there[-1].span())
        # Where the source has none, the other mark is likely to stand in a neighbour: a sentence of a long quotation.
        severity = Severity.WARNING if here else Severity.NOTE
        yield finding("quotes", severity, message, target=target, measured=len(there), limit=len(here))
    elif here and not there and len(single) < 2:
        source = Span(here[0].start(), here[-1].end())
        message = "the quotation marks are lost"
        said = any(
            _is_said(pair.source, one.end(), two.start()) for one, two in zip(here[::2], here[1::2], strict=False)
        )
        severity = Severity.WARNING if said and not _SAYING.search(pair.target) else Severity.NOTE
        yield finding("quotes", severity, message, source=source, measured=0, limit=len(here))
    elif len(there) + len(single) < len(here) and len(here) % 2 == 0:
        message = f"{len(here) // 2} quotations became {len(there) // 2}"
        yield finding("quotes", Severity.NOTE, message, measured=len(there), limit=len(here))
    elif there and not here and not _SINGLE_QUOTES.search(pair.source) and not _DIALOGUE.match(pair.source):
        target = Span(there[0].start(), there[-1].end())
        message = "quotation marks were added"
        yield finding("quotes", Severity.NOTE, message, target=target, measured=len(there), limit=0)


def _is_said(text: str, start: int, end: int) -> bool:
    """Tell whether somebody says what stands in quotation marks, and not a title, a name or one word with a wink."""
    some = words(text[start:end])
    titled = len(some) <= _TITLE and some and some[0].capital and not _OPENING.search(text, 0, start)
    return bool(some) and not titled and not all(word.capital for word in some)


_TITLE = 5
"""Words of a title; longer ones are rare, and what begins with a capital is a sentence then."""
_OPENING = expression(r"(?:^|[.!?:])\W*$")
_SAYING = expression(r"^(?:\w+ ){0,2}\w+: [A-Z]")
"""What somebody says, without quotation marks, as in headlines: EU: Bizarre legislation is the exception."""


def _brackets(text: str) -> tuple[Counter[str], list[Span]]:
    """Return how often each bracket opens, and the brackets without their other half."""
    labels = {place for match in _LABEL.finditer(text) for place in range(*match.span())}
    opened: list[tuple[str, int]] = []
    alone: list[Span] = []
    counts: Counter[str] = Counter()
    for place, sign in enumerate(text):
        if sign in _BRACKETS:
            opened.append((sign, place))
            counts[sign] += 1
        elif sign in ")]}":
            if opened and _BRACKETS[opened[-1][0]] == sign:
                opened.pop()
            elif place not in labels:
                alone.append(Span(place, place + 1))
    return counts, sorted(alone + [Span(place, place + 1) for _, place in opened if place not in labels])


def check_brackets(pair: Pair) -> Iterator[Finding]:
    """Find brackets without their other half, and bracketed text that is gone."""
    if not any(sign in pair.source or sign in pair.target for sign in "()[]{}"):
        return
    here, alone_here = _brackets(pair.source)
    there, alone_there = _brackets(pair.target)
    if len(alone_there) > len(alone_here):
        message = f"the bracket {alone_there[0].of(pair.target)!r} stands alone"
        yield finding("brackets", Severity.WARNING, message, target=alone_there[0])
    elif sum(there.values()) < sum(here.values()):
        lost = next(sign for sign in here if there[sign] < here[sign])
        start = pair.source.find(lost)
        end = pair.source.find(_BRACKETS[lost], start) + 1 or len(pair.source)
        number = sum(here.values()) - sum(there.values())
        message = "a pair of brackets is lost" if number == 1 else f"{number} pairs of brackets are lost"
        yield finding(
            "brackets",
            Severity.NOTE,
            message,
            source=Span(start, end),
            measured=sum(there.values()),
            limit=sum(here.values()),
        )


def check_capitals(pair: Pair) -> Iterator[Finding]:
    """Find a small letter where the source begins with a capital, and text in capitals that lost them."""
    here, there = words(pair.source), words(pair.target)
    if not here or not there:
        return
    letters = [sign for sign in pair.source if sign.isalpha()]
    if len(letters) >= limit("capitals-letters") and all(map(str.isupper, letters)):
        kept = [sign for sign in pair.target if sign.isalpha()]
        share = sum(map(str.isupper, kept)) / max(1, len(kept))
        if share < limit("capitals-share"):
            message = "the source is in capitals, the target is not"
            yield finding("capitals", Severity.NOTE, message, measured=share, limit=limit("capitals-share"))
    elif here[0].text[0].isupper() and there[0].text[0].islower() and there[0].start <= 2:
        if len(there[0].text) > 1 and any(map(str.isupper, there[0].text)):
            return  # iPhone, eBay
        yield finding("capitals", Severity.NOTE, "begins with a small letter", target=there[0].span)


def check_spaces(pair: Pair) -> Iterator[Finding]:
    """Find spaces too many before a comma or between words, and a space missing after a comma."""
    if _SPACES.search(pair.source):
        return
    for match in _SPACES.finditer(pair.target):
        message = "a space is missing" if not match[0] else "spaces that do not belong here"
        span = Span(*match.span()) if match[0] else Span(match.start() - 1, match.start() + 1)
        yield finding("spaces", Severity.NOTE, message, target=span)
        return


def check_doubled_words(pair: Pair) -> Iterator[Finding]:
    """Find a word that is written twice in a row where nothing in the source is."""
    there = words(pair.target)
    allowed = listed("check-words.tsv", "may-be-doubled")
    here = words(pair.source)
    if any(one.plain == two.plain for one, two in pairwise(here)):
        return
    for one, two in pairwise(there):
        if one.plain != two.plain or one.plain in allowed or one.text.isdigit():
            continue
        between = pair.target[one.end : two.start]
        if between.strip() or not between or (one.capital and not one.opens):
            continue
        message = f"the word {two.text!r} is written twice"
        yield finding("doubled-word", Severity.WARNING, message, target=Span(one.start, two.end))


MARKS = (
    Check(
        "final-mark",
        "a question mark, an exclamation mark or the mark at the end differs",
        "A question that became a statement says something else; so a question mark that is lost or added is a "
        "warning. Other marks at the end are compared too, but as notes: translators choose freely between them.",
        Example("Vient-il demain ?", "He is coming tomorrow.", "Is he coming tomorrow?"),
        check_final,
    ),
    Check(
        "quotes",
        "quotation marks stand alone or are lost",
        "Quotation marks come in pairs in both languages, and say that words are somebody else's. An odd number in the "
        "target where the source has an even one is a warning, as are quotations that lost all their marks, but for "
        "names.",
        Example("Il a dit « non » hier.", 'He said "no yesterday.', 'He said "no" yesterday.'),
        check_quotes,
    ),
    Check(
        "brackets",
        "a bracket stands alone, or brackets are lost",
        "Brackets open and close in the target as they do in the source.",
        Example("Le maire (gauche) a voté.", "The mayor (left-wing voted.", "The mayor (left-wing) voted."),
        check_brackets,
    ),
    Check(
        "capitals",
        "the first letter is small, or capitals are lost",
        "A sentence begins with a capital letter, and a heading in capitals stays one.",
        Example("Le chat dort.", "the cat is sleeping.", "The cat is sleeping."),
        check_capitals,
        ("capitals-letters", "capitals-share"),
    ),
    Check(
        "spaces",
        "spaces that are missing or do not belong there",
        "English has one space between words, none before a comma and one after it.",
        Example("Oui, demain.", "Yes , tomorrow.", "Yes, tomorrow."),
        check_spaces,
    ),
    Check(
        "doubled-word",
        "a word is written twice in a row",
        "A word twice in a row is nearly always a slip; the few that may be are listed, and so is nothing said where "
        "the source doubles one too.",
        Example("Le chat dort.", "The the cat is sleeping.", "The cat is sleeping."),
        check_doubled_words,
    ),
)
