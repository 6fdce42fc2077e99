"""Quotation marks: pairs that fit together, in the style of the quotations around them."""

import re
from collections import Counter
from collections.abc import Iterator

from glossary.edits import Edit, Span
from glossary.french.lexicon import is_word
from glossary.repair.apostrophes import apostrophes
from glossary.repair.base import Notice, Rule, Text
from glossary.repair.lost_quotes import lost
from glossary.repair.quotations import LONGEST, SIGNS, Pair, Reading, is_code, read
from glossary.repair.typography import guillemet_space

FEWEST = 2
"""How many more quotations near by have another habit than have that of one, for it to be a slip."""

AROUND = 8
"""How many quotations before one and after it tell whether what it is like is a second habit of the text."""


def _is_slip(alike: int, others: int) -> bool:
    """Tell whether what a quotation shares with `alike` quotations near by, and not with the `others`, is a slip."""
    return others >= alike + FEWEST


def _style_for(pair: Pair, reading: Reading) -> str:
    """Return the style that a pair of two styles takes: that of its surroundings, or its own inside a quotation."""
    own = [style for style in SIGNS if style in (pair.first.style, pair.second.style)]
    near = Counter(other.first.style for other in reading.near(pair.first.span))
    best = max((*own, *SIGNS), key=lambda style: (near[style] + (style in own), reading.counts[style]))
    if best == pair.outer:
        return next((style for style in own if style != best), best)
    return best


def _rewritten(text: Text, pair: Pair, style: str, usual: str | None, reason: str, safe: bool) -> Iterator[Edit]:
    """Yield the edits that give both marks of `pair` the style, with the `usual` space inside guillemets."""
    content = text.text
    after, before = pair.inner_spaces(content)
    first, second = SIGNS[style]
    if usual is not None:
        space = usual
    elif pair.first.sign == first:
        space = after.of(content)
    else:
        space = before.of(content) if pair.second.sign == second else " "
    if style != "guillemets":
        space = ""
    if pair.first.sign != first:
        span = Span(pair.first.span.start, after.end)
        yield Edit(span, span.of(content), first + space, "quote-pairs", reason, safe)
    if pair.second.sign != second:
        span = Span(before.start, pair.second.span.end)
        yield Edit(span, span.of(content), space + second, "quote-pairs", reason, safe)


def _is_french(words: str) -> bool:
    """Tell whether a quotation can be French: names are, a sentence of another language is not."""
    letters = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", words[:LONGEST])
    return len(letters) > 0 and (len(letters) < 3 or sum(map(is_word, letters)) * 2 > len(letters))


def _straight_among_others(text: Text, reading: Reading, space: str | None) -> Iterator[Edit]:
    straight = [pair for pair in reading.outer if pair.first.style == "straight"]
    others = reading.counts["guillemets"] + reading.counts["curly"]
    for pair in straight if others >= FEWEST else ():
        if '"' in (text.text[pair.first.span.start - 1 : pair.first.span.start], text.text[pair.second.span.end :][:1]):
            continue
        near = Counter(other.first.style for other in reading.near(pair.first.span))
        style = max(("guillemets", "curly"), key=lambda style: (near[style], reading.counts[style]))
        safe = _is_slip(near["straight"], near["guillemets"] + near["curly"])
        # Where more than two in five are straight, they are a second habit of the text.
        around = Counter(other.first.style for other in reading.near(pair.first.span, AROUND))
        safe = safe and 2 * (around["guillemets"] + around["curly"]) >= 3 * (around["straight"] + 1)
        if not (safe or others >= max(4, 3 * len(straight))):
            continue
        if pair.is_of_one_line and _is_french(pair.inside(text.text)):
            yield from _rewritten(text, pair, style, space, "straight marks; the text uses others", safe)


def _quote_pairs(text: Text) -> Iterator[Edit | Notice]:
    reading = read(text)
    space = guillemet_space(text) if reading.counts["guillemets"] > 1 else None
    yield from _straight_among_others(text, reading, space)
    misfits = [pair for pair in reading.pairs if not pair.fits]
    shapes = Counter((pair.first.sign, pair.second.sign) for pair in misfits)
    for pair in misfits:
        first, second = shape = (pair.first.sign, pair.second.sign)
        if pair.first.style == pair.second.style and shapes[shape] > max(1, reading.counts[pair.first.style]):
            # »Wort« and ”ord” are what German and Swedish books have.
            continue
        style = _style_for(pair, reading)
        reason = f"opened with {first}, closed with {second}; the text uses {' '.join(SIGNS[style])}"
        yield from _rewritten(text, pair, style, space, reason, pair.second.line - pair.first.line < 4)
    found = dict(lost(text, reading, space))
    yield from found.values()
    for marks, end in (
        (reading.unclosed, "opens a quotation that is not closed"),
        (reading.unopened, "closes a quotation that is not opened"),
    ):
        for mark in marks:
            if mark not in found:
                yield Notice(mark.span, "quote-pairs", f"{mark.sign} {end}")


_TWICE_OPEN = re.compile(r'(?<![^\s(’\'])""(?=[^\W_])')
_TWICE_CLOSED = re.compile(r'(?<=[^\s",(])""(?=[\s.,;:!?)]|\Z)|(?<=[^\W_],)""(?=\s)')


def _doubled(text: Text) -> Iterator[Edit]:
    content, reading, reason = text.text, read(text), "the same mark twice"
    closing = {pair.second.span.end: pair.second.sign for pair in reading.pairs}
    opening = {pair.first.span.start: pair for pair in reading.pairs}
    left = (*reading.unclosed, *reading.repeated)
    twice = [mark for mark in left if (pair := opening.get(mark.span.end)) and pair.first.sign == mark.sign]
    twice += [mark for mark in reading.unopened if closing.get(mark.span.start) == mark.sign]
    for pair in reading.pairs:
        inside = opening.get(pair.first.span.end, pair)
        same = pair.fits and inside.fits and pair.first.sign == inside.first.sign
        if same and inside.second.span.end == pair.second.span.start:
            twice += (pair.first, pair.second)
        elif same and inside.second.line != pair.second.line:
            # No quotation of several lines begins with another one: the end on a later line has lost its own beginning.
            twice.append(pair.first)
    for mark in twice:
        if mark.sign != '"':
            yield Edit(mark.span, mark.sign, "", "doubled-quotes", reason)
    elisions = Counter(mark.line for mark in reading.elisions)
    for number, line in enumerate(text.lines if '""' in content else ()):
        if content.find('""', line.start, line.end) < 0 or is_code(content, line):
            continue
        opened = list(_TWICE_OPEN.finditer(content, line.start, line.end))
        closed = list(_TWICE_CLOSED.finditer(content, line.start, line.end))
        if len(opened) == len(closed) or (content.count('"', line.start, line.end) - elisions[number]) % 2:
            for match in [*opened, *closed]:
                yield Edit(Span(match.start(), match.start() + 1), '"', "", "doubled-quotes", reason)


_TECHNICAL = re.compile(r"[/\\{}<>=|$_@#*~^]|^[\W\d]*$")


def _unsure_lines(reading: Reading) -> set[int]:
    """Return the lines where a mark has no partner, or a straight one has it on another line: pairs can be wrong."""
    unsure = {mark.line for mark in (*reading.unclosed, *reading.unopened, *reading.repeated)}
    for pair in reading.pairs:
        if not pair.is_of_one_line and "straight" in (pair.first.style, pair.second.style):
            unsure |= {pair.first.line, pair.second.line}
    return unsure


def _quote_spaces(text: Text) -> Iterator[Edit]:
    content, reading = text.text, read(text)
    # How many of its two ends have a space, for each pair by its place.
    spaced = {
        pair.first.span.start: sum(map(bool, map(len, pair.inner_spaces(content))))
        for pair in reading.pairs
        if pair.fits and pair.first.style != "guillemets"
    }
    tight = Counter(pair.first.style for pair in reading.pairs if spaced.get(pair.first.span.start) == 0)
    airy = Counter(pair.first.style for pair in reading.pairs if spaced.get(pair.first.span.start) == 2)
    unsure = _unsure_lines(reading) if any(spaced.values()) else set()
    for pair in reading.pairs:
        ends, style = spaced.get(pair.first.span.start, 0), pair.first.style
        after, before = pair.inner_spaces(content)
        if not ends or not pair.is_of_one_line or pair.first.line in unsure or before.start - after.end < 1:
            continue
        safe = ends == 1
        if ends == 2:
            alike = [other for other in reading.near(pair.first.span) if other.first.style == style]
            near = Counter(spaced[other.first.span.start] for other in alike)
            safe = _is_slip(near[2], near[0]) and not _TECHNICAL.search(pair.inside(content))
        if safe or tight[style] > max(2, 3 * airy[style]):
            for span in filter(len, (after, before)):
                yield Edit(span, span.of(content), "", "quote-spaces", "a space inside quotation marks", safe)


RULES: tuple[Rule, ...] = (
    Rule(
        "doubled-quotes",
        "Quotation marks that stand twice in one place.",
        "Safe where the second mark has no partner, or both ends have one too many; nested quotations stay.",
        (
            ("Il dit ««oui»» et part.", "Il dit «oui» et part."),
            ("Elle dit «« oui », puis non.", "Elle dit « oui », puis non."),
        ),
        _doubled,
    ),
    Rule(
        "quote-pairs",
        "Quotations of two styles, marks that look the wrong way, stray straight marks, marks that were lost.",
        "Safe where the quotations before and after agree on another style, or leave a lost mark one place; pairs that "
        "fit stay.",
        (
            ("Il dit : “Bonjour », puis il part.", "Il dit : « Bonjour », puis il part."),
            ('Il dit “oui” et “non".', "Il dit “oui” et “non”."),
            ("Un mot “étrange“, sans plus.", "Un mot “étrange”, sans plus."),
            ('« Un », « deux » et "trois".', "« Un », « deux » et « trois »."),
        ),
        _quote_pairs,
    ),
    Rule(
        "quote-spaces",
        "Spaces inside “ ” and straight marks.",
        "Safe where one end has a space and the other has none, or where the quotations before and after have none.",
        (("Il dit “ oui” et s’en va.", "Il dit “oui” et s’en va."),),
        _quote_spaces,
    ),
    Rule(
        "apostrophes",
        "Accents, quotation marks and other signs in the place of an apostrophe; a few that are not as all the others.",
        "Safe after an elided word and before a French word or a name; code between backticks stays.",
        (("l´été, d`ailleurs", "l'été, d'ailleurs"), ("« l`ami »", "« l’ami »"), ('s"il vient', "s'il vient")),
        apostrophes,
    ),
)
