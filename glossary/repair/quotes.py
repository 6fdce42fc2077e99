"""Quotation marks and apostrophes: pairs that fit together, in the document's own style."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from glossary.edits import Edit, Span
from glossary.lexicon import is_word
from glossary.repair.base import Notice, Rule, Text
from glossary.repair.typography import SPACES, guillemet_space

DEEPEST = 8
"""How many quotations can be open at once: more is a text that opens them and never closes them."""

LONGEST = 2_000
"""How far apart, in characters, two marks of different styles may stand to be taken for one pair."""

AHEAD = 400
"""How far, in characters of the same line, is looked for the mark that another one belongs to."""

_MARK = re.compile('[«»“”„"]')
_STYLES = {"«": "guillemets", "»": "guillemets", "“": "curly", "”": "curly", "„": "curly", '"': "straight"}
_SIGNS = {"guillemets": ("«", "»"), "curly": ("“", "”"), "straight": ('"', '"')}
_OPENS = {"«": True, "“": True, "„": True, "»": False, "”": False}
_CODE = re.compile(r'=["“”]|[{}]\s*$|[)"];\s*$|"\s*:\s*["\[{0-9]|","|\\"|</?[a-z]|`', re.MULTILINE)
_OPENING = frozenset("([{'’-–—/«“„")
_ENDING = frozenset(")]}.,;:!?…-–—/*»”") | frozenset("¹²³")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A quotation mark on the line of number `line`; `rest` is what follows on the line, up to `AHEAD` characters."""

    span: Span
    sign: str
    before: str
    rest: str
    line: int

    @property
    def style(self) -> str:
        return _STYLES[self.sign]

    @property
    def opens(self) -> bool | None:
        """What the characters on its two sides tell; None where they tell nothing."""
        before, after = self.before[-1:], self.rest[:1]
        space_before, space_after = not before or before.isspace(), not after or after.isspace()
        if space_before != space_after:
            unclear = after in _ENDING if space_before else before in _OPENING
            return None if unclear else space_before
        if space_before or (before in _OPENING and after in _ENDING):
            return None
        return True if before in _OPENING else False if after in _ENDING else None

    def closes_later(self, style: str) -> bool:
        """Tell whether the rest of the line closes a quotation of `style` that it does not open."""
        first, last = _SIGNS[style]
        return first != last and self.rest.count(last) > self.rest.count(first)


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two marks of a quotation, and the style of the quotation that it is a part of."""

    first: _Mark
    second: _Mark
    outer: str | None = None

    @property
    def fits(self) -> bool:
        """Tell whether the marks are a pair; „ goes with both curly marks, as in German and in Polish."""
        if self.first.sign == "„":
            return self.second.style == "curly" and self.second.sign != "„"
        return (self.first.sign, self.second.sign) == _SIGNS[self.first.style]


@dataclass(frozen=True)
class _Reading:
    """The quotations of a text, the marks that are left over, and those that a later paragraph repeats."""

    pairs: tuple[_Pair, ...]
    repeated: tuple[_Mark, ...]
    unclosed: tuple[_Mark, ...]
    unopened: tuple[_Mark, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many pairs that fit there are of each style."""
        return Counter(pair.first.style for pair in self.pairs if pair.fits)


def _is_code(content: str, line: Span) -> bool:
    """Tell whether a line is code or data; one that is very long is a text without line breaks."""
    return len(line) <= LONGEST and bool(_CODE.search(content, line.start, line.end))


def _marks(text: Text) -> Iterator[_Mark]:
    content = text.text
    for number, line in enumerate(text.lines):
        found = list(_MARK.finditer(content, line.start, line.end))
        no_prose = len(found) > max(40, len(line) // 8)
        if not found or no_prose or _is_code(content, line):
            continue
        for match in found:
            span = Span(*match.span())
            before = content[max(line.start, span.start - 2) : span.start]
            if text.is_free(span):
                yield _Mark(span, match.group(), before, content[span.end : min(line.end, span.end + AHEAD)], number)


def _is_measure(mark: _Mark, waiting: list[_Mark]) -> bool:
    """Tell whether a mark behind a number stands for inches or seconds and does not end a quotation."""
    number = mark.before[-1:].isnumeric() or (mark.before[:1].isdigit() and mark.before[1:] in ("'", "’", "′"))
    if mark.sign not in '"”' or not number:
        return False
    here = [opened for opened in waiting if opened.line == mark.line]
    if any(opened.style == mark.style for opened in here):
        return mark.rest.count(mark.sign) % 2 == 1
    return not here or mark.rest.startswith((" par ", " x ", " × ")) or mark.closes_later(here[-1].style)


def _opens(mark: _Mark, waiting: list[_Mark]) -> bool:
    """Tell whether `mark` opens a quotation, from its sign, its place and what is open already."""
    last = waiting[-1] if waiting and waiting[-1].line == mark.line else None
    place = mark.opens
    if mark.sign == '"':
        if place is not None:
            return place
        if any(opened.sign == '"' and opened.line == mark.line for opened in waiting):
            return False
        return last is None or '"' in mark.rest or mark.closes_later(last.style)
    by_sign = _OPENS[mark.sign]
    if place is None or place == by_sign:
        return by_sign
    # The sign looks the wrong way: “mot“, ”mot”.
    return last is None or last.style != mark.style if by_sign else last is None and (mark.sign == "”" or not waiting)


def _partner(mark: _Mark, waiting: list[_Mark]) -> int | None:
    """Return the number of the mark in `waiting` that `mark` closes."""
    if not waiting:
        return None
    last = len(waiting) - 1
    fitting = next((place for place in range(last, -1, -1) if _Pair(waiting[place], mark).fits), None)
    if fitting == last:
        return last
    if fitting is None:
        return last if mark.span.start - waiting[last].span.end < LONGEST else None
    # “A » inside « … » is one pair where the line closes the outer one as well.
    other = waiting[fitting].line < mark.line or mark.closes_later(mark.style)
    mixed = waiting[last].line == mark.line and other and not mark.closes_later(waiting[last].style)
    return last if mixed else fitting


def _read(text: Text) -> _Reading:
    pairs: list[_Pair] = []
    repeated: list[_Mark] = []
    unclosed: list[_Mark] = []
    unopened: list[_Mark] = []
    waiting: list[_Mark] = []
    for mark in _marks(text):
        if _is_measure(mark, waiting):
            continue
        starts_line = text.lines[mark.line].start == mark.span.start
        earlier = bool(waiting) and waiting[-1].line < mark.line
        if starts_line and earlier and mark.sign == "»" and waiting[-1].sign == "«":
            # Older books repeat » at each paragraph of a quotation.
            continue
        if _opens(mark, waiting):
            if earlier and waiting[-1].style == mark.style:
                # A mark at the start of each paragraph of one quotation takes the place of the one before.
                (repeated if starts_line else unclosed).append(waiting.pop())
            waiting.append(mark)
            if len(waiting) > DEEPEST:
                unclosed.append(waiting.pop(0))
            continue
        place = _partner(mark, waiting)
        if place is None:
            unopened.append(mark)
            continue
        unclosed += waiting[place + 1 :]
        first = waiting[place]
        del waiting[place:]
        outer = waiting[-1].style if waiting and waiting[-1].line == first.line else None
        pairs.append(_Pair(first, mark, outer))
    return _Reading(tuple(pairs), tuple(repeated), (*unclosed, *waiting), tuple(unopened))


def _inner_spaces(content: str, pair: _Pair) -> tuple[Span, Span]:
    """Return where the spaces are inside the two marks of a pair; the second begins no sooner than the first ends."""
    start, end = pair.first.span.end, pair.second.span.start
    inside = content[start:end].lstrip(SPACES)
    return Span(start, end - len(inside)), Span(end - len(inside) + len(inside.rstrip(SPACES)), end)


def _style_for(pair: _Pair, reading: _Reading) -> str:
    """Return the style that a pair of two styles takes: the document's, or one of its own inside a quotation."""
    own = [style for style in _SIGNS if style in (pair.first.style, pair.second.style)]
    best = max((*own, *_SIGNS), key=lambda style: reading.counts[style])
    if best == pair.outer:
        return next((style for style in own if style != best), best)
    return best


def _rewritten(text: Text, pair: _Pair, style: str, usual: str | None, reason: str, safe: bool) -> Iterator[Edit]:
    """Yield the edits that give both marks of `pair` the style, with the `usual` space inside guillemets."""
    content = text.text
    after, before = _inner_spaces(content, pair)
    first, second = _SIGNS[style]
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


def _straight_among_curly(text: Text, reading: _Reading, space: str | None) -> Iterator[Edit]:
    straight = [pair for pair in reading.pairs if pair.fits and pair.first.style == "straight"]
    style = max(("guillemets", "curly"), key=lambda style: reading.counts[style])
    others = reading.counts["guillemets"] + reading.counts["curly"]
    if others < 4 or others < 3 * len(straight):
        return
    # A long text with more of them is of several hands, each with its own style.
    safe = len(straight) <= max(2, others // 33)
    for pair in straight:
        inside = text.text[pair.first.span.end : pair.second.span.start]
        if pair.outer is None and pair.first.line == pair.second.line and _is_french(inside):
            yield from _rewritten(text, pair, style, space, "straight marks; the text uses others", safe)


def _quote_pairs(text: Text) -> Iterator[Edit | Notice]:
    reading = _read(text)
    space = guillemet_space(text) if reading.counts["guillemets"] > 1 else None
    yield from _straight_among_curly(text, reading, space)
    misfits = [pair for pair in reading.pairs if not pair.fits]
    shapes = Counter((pair.first.sign, pair.second.sign) for pair in misfits)
    for pair in misfits:
        first, second = shape = (pair.first.sign, pair.second.sign)
        if pair.first.style == pair.second.style and shapes[shape] > max(1, reading.counts[pair.first.style]):
            # »Wort« and ”ord” are what German and Swedish books have.
            continue
        style = _style_for(pair, reading)
        reason = f"opened with {first}, closed with {second}; the text uses {' '.join(_SIGNS[style])}"
        yield from _rewritten(text, pair, style, space, reason, pair.second.line - pair.first.line < 4)
    for mark in reading.unclosed:
        yield Notice(mark.span, "quote-pairs", f"{mark.sign} opens a quotation that is not closed")
    for mark in reading.unopened:
        yield Notice(mark.span, "quote-pairs", f"{mark.sign} closes a quotation that is not opened")


_TWICE_OPEN = re.compile(r'(?<![^\s(’\'])""(?=[^\W_])')
_TWICE_CLOSED = re.compile(r'(?<=[^\s",(])""(?=[\s.,;:!?)]|\Z)')


def _doubled(text: Text) -> Iterator[Edit]:
    content, reading, reason = text.text, _read(text), "the same mark twice"
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
    for mark in twice:
        if mark.sign != '"':
            yield Edit(mark.span, mark.sign, "", "doubled-quotes", reason)
    for line in text.lines if '""' in content else ():
        if _is_code(content, line):
            continue
        opened = list(_TWICE_OPEN.finditer(content, line.start, line.end))
        closed = list(_TWICE_CLOSED.finditer(content, line.start, line.end))
        if len(opened) == len(closed) or content.count('"', line.start, line.end) % 2:
            for match in [*opened, *closed]:
                yield Edit(Span(match.start(), match.start() + 1), '"', "", "doubled-quotes", reason)


def _quote_spaces(text: Text) -> Iterator[Edit]:
    content, reading = text.text, _read(text)
    leftover = {mark.line for mark in (*reading.unclosed, *reading.unopened)}
    places = [
        (pair, _inner_spaces(content, pair))
        for pair in reading.pairs
        if pair.fits and pair.first.style != "guillemets" and pair.first.line == pair.second.line
    ]
    tight = Counter(pair.first.style for pair, (after, before) in places if not (len(after) or len(before)))
    spaced = Counter(pair.first.style for pair, (after, before) in places if len(after) and len(before))
    for pair, (after, before) in places:
        style = pair.first.style
        if pair.first.line in leftover or before.start - after.end < 1:
            continue
        uneven = bool(len(after)) != bool(len(before))
        if uneven or tight[style] > max(2, 3 * spaced[style]):
            safe = uneven or spaced[style] <= max(2, tight[style] // 33)
            for span in filter(len, (after, before)):
                yield Edit(span, span.of(content), "", "quote-spaces", "a space inside quotation marks", safe)


_ELISION = re.compile(
    r"(?<![^\W_])(?:(?P<elided>(?i:[cdjlmnst]|(?:jus|lors|puis|quoi|pres|quel)?qu|aujourd|entr))|[A-Z][a-zA-Zé]+)"
    r"(?P<mark>[´`ʼ‘′ʹ])(?P<word>(?(elided)[^\W\d_]+(?:['’][^\W\d_]+)?|s\b))"
)
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
_VOWELS = frozenset("aeiouyhàâäéèêëîïôöùûüœæ")


def _own_apostrophe(content: str, line: Span | None = None) -> str | None:
    """Return the apostrophe that is the commonest in a line, or in the whole text."""
    found = _APOSTROPHE.finditer(content, *((line.start, line.end) if line else ()))
    common = Counter(match.group() for match in found).most_common(2)
    tied = len(common) > 1 and common[0][1] == common[1][1]
    return common[0][0] if common and not tied else None


def _apostrophes(text: Text) -> Iterator[Edit]:
    content = text.text
    found = list(_ELISION.finditer(content))
    usual = (_own_apostrophe(content) or ("’" if re.search("[«»“”]", content) else "'")) if found else ""
    ticks = Counter(text.line_of(match.start()) for match in found if match["mark"] == "`")
    all_ticks = {number: content.count("`", text.lines[number].start, text.lines[number].end) for number in ticks}
    for match in found:
        # A name with the English ’s has no elided word.
        word, elided = match["word"], (match["elided"] or "").lower()
        allowed = "eéèê" if elided == "c" else _VOWELS if elided else "s"
        number = text.line_of(match.start())
        code = match["mark"] == "`" and ticks[number] != all_ticks[number]
        if word[0].lower() not in allowed or code:
            continue
        known = not elided or is_word(word) or word[0].isupper() or is_word(f"{elided}'{word}")
        span = Span(*match.span("mark"))
        own = _own_apostrophe(content, text.lines[number]) or usual if len(text.lines[number]) < LONGEST else usual
        yield Edit(span, match["mark"], own, "apostrophes", "an accent in the place of an apostrophe", known)
    counts = Counter(match.group() for match in _APOSTROPHE.finditer(content))
    few, many = sorted(("'", "’"), key=lambda sign: counts[sign])
    if counts[many] >= 20 and 0 < counts[few] * 50 <= counts[many]:
        for match in _APOSTROPHE.finditer(content):
            if match.group() == few:
                yield Edit(Span(*match.span()), few, many, "apostrophes", f"the text uses {many} for apostrophes")


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
        "Quotations opened in one style and closed in another, marks that look the wrong way, stray straight marks.",
        "Safe where both marks are near each other: the document's commonest style wins; pairs that fit stay.",
        (
            ("Il dit : “Bonjour », puis il part.", "Il dit : « Bonjour », puis il part."),
            ('Il dit “oui” et “non".', "Il dit “oui” et “non”."),
            ("Un mot “étrange“, sans plus.", "Un mot “étrange”, sans plus."),
        ),
        _quote_pairs,
    ),
    Rule(
        "quote-spaces",
        "Spaces on one side inside “ ” and straight marks.",
        "Safe where one end has a space and the other has none, or where all other quotations have none.",
        (("Il dit “ oui” et s’en va.", "Il dit “oui” et s’en va."),),
        _quote_spaces,
    ),
    Rule(
        "apostrophes",
        "Accents and other signs in the place of an apostrophe; a few apostrophes that are not as all the others.",
        "Safe after an elided word and before a French word or a name; code between backticks stays.",
        (("l´été, d`ailleurs", "l'été, d'ailleurs"), ("« l`ami »", "« l’ami »")),
        _apostrophes,
    ),
)
