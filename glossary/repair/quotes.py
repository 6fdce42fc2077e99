"""Quotation marks: which belong together, which are left over, and pairs in the style of the quotations around them."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from glossary.edits import Edit, Span
from glossary.french.lexicon import is_word
from glossary.repair.base import Notice, Rule, Text
from glossary.repair.typography import SPACES, guillemet_space
from glossary.tables import expression, words_in_role

DEEPEST = 8
"""How many quotations can be open at once: more is a text that opens them and never closes them."""

LONGEST = 2_000
"""How far apart, in characters, two marks of different styles may stand to be taken for one pair."""

AHEAD = 400
"""How far, in characters of the same line, is looked for the mark that another one belongs to."""

BEHIND = 12
"""How many characters of the same line before a mark are looked at."""

REACH = 3
"""How many quotations before one and after it tell what the habit is where it stands.

A text can be put together from articles of several hands; in one place there is one hand.
"""

SIGNS = {"guillemets": ("«", "»"), "curly": ("“", "”"), "straight": ('"', '"')}
"""The opening and the closing mark of each style."""

_MARK = expression('[«»“”„"]')
_STYLES = {"«": "guillemets", "»": "guillemets", "“": "curly", "”": "curly", "„": "curly", '"': "straight"}
_OPENS = {"«": True, "“": True, "„": True, "»": False, "”": False}
_CODE = expression(r'=["“”]|[{}]\s*$|[)"];\s*$|"\s*:\s*["\[{0-9]|","|\\"|</?[a-z]|`', re.MULTILINE)
_TOKEN = expression(r"([^\W_]+)['’′]?\Z")
_ELIDED = expression(r"(?<![^\W_])(?i:[cdjlmnst]|(?:jus|lors|puis|quoi|pres|quel)?qu|aujourd|entr)\Z")
_VOWEL = expression(r"([aeiouyhàâäéèêëîïôöùûüœæ][^\W\d_]*)")
_OPENING = frozenset("([{'’-–—/«“„")
_ENDING = frozenset(")]}.,;:!?…-–—/*»”") | frozenset("¹²³")


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation mark on the line of number `line`, with what stands `before` it there and the `rest` that follows.

    Of what stands before it `BEHIND` characters are known, of the rest `AHEAD`.
    """

    span: Span
    sign: str
    before: str
    rest: str
    line: int

    @property
    def style(self) -> str:
        """The style that the sign is of, one of `SIGNS`."""
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
        first, last = SIGNS[style]
        return first != last and self.rest.count(last) > self.rest.count(first)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two marks of a quotation, and the style of the quotation that it is a part of."""

    first: Mark
    second: Mark
    outer: str | None = None

    @property
    def fits(self) -> bool:
        """Tell whether the marks are a pair; „ goes with both curly marks, as in German and in Polish."""
        if self.first.sign == "„":
            return self.second.style == "curly" and self.second.sign != "„"
        return (self.first.sign, self.second.sign) == SIGNS[self.first.style]

    @property
    def is_of_one_line(self) -> bool:
        """Tell whether both marks stand on one line."""
        return self.first.line == self.second.line

    def inside(self, content: str) -> str:
        """Return what stands between the marks in `content`."""
        return content[self.first.span.end : self.second.span.start]

    def inner_spaces(self, content: str) -> tuple[Span, Span]:
        """Return where the spaces are inside the two marks; the second begins no sooner than the first ends."""
        start, end = self.first.span.end, self.second.span.start
        inside = self.inside(content).lstrip(SPACES)
        return Span(start, end - len(inside)), Span(end - len(inside) + len(inside.rstrip(SPACES)), end)


@dataclass(frozen=True)
class Reading:
    """The quotations of a text, the marks that are left over, and those that a later paragraph repeats.

    `elisions` are straight marks that stand for an apostrophe, as in l"été.
    """

    pairs: tuple[Pair, ...]
    repeated: tuple[Mark, ...]
    unclosed: tuple[Mark, ...]
    unopened: tuple[Mark, ...]
    elisions: tuple[Mark, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many pairs that fit there are of each style."""
        return Counter(pair.first.style for pair in self.pairs if pair.fits)

    @cached_property
    def outer(self) -> tuple[Pair, ...]:
        """The pairs that fit and stand in no other quotation, in their order."""
        found = (pair for pair in self.pairs if pair.fits and pair.outer is None)
        return tuple(sorted(found, key=lambda pair: pair.first.span))

    @cached_property
    def _starts(self) -> list[int]:
        return [pair.first.span.start for pair in self.outer]

    def near(self, span: Span, reach: int = REACH) -> tuple[Pair, ...]:
        """Return up to `reach` pairs of `outer` before `span` and as many after it, without one that begins there.

        >>> [pair.first.sign for pair in read(Text("« un », “deux”, « trois »")).near(Span(8, 9))]
        ['«', '«']
        """
        place = bisect_left(self._starts, span.start)
        after = place + (place < len(self._starts) and self._starts[place] == span.start)
        return self.outer[max(0, place - reach) : place] + self.outer[after : after + reach]


def is_code(content: str, line: Span) -> bool:
    """Tell whether a line is code or data; one that is very long is a text without line breaks."""
    return len(line) <= LONGEST and (bool(_CODE.search(content, line.start, line.end)) or _is_cell(line.of(content)))


def _is_cell(line: str) -> bool:
    """Tell whether a line is a cell of a table in CSV: in straight marks, with each mark inside written twice."""
    inside = line[1:-1]
    return line[:1] == line[-1:] == '"' and '""' in inside and '"' not in inside.replace('""', "")


def _marks(text: Text) -> Iterator[Mark]:
    content = text.text
    for number, line in enumerate(text.lines):
        found = list(_MARK.finditer(content, line.start, line.end))
        no_prose = len(found) > max(40, len(line) // 8)
        if not found or no_prose or is_code(content, line):
            continue
        for match in found:
            span = Span(*match.span())
            before = content[max(line.start, span.start - BEHIND) : span.start]
            if text.is_free(span):
                yield Mark(span, match.group(), before, content[span.end : min(line.end, span.end + AHEAD)], number)


def _is_elision(mark: Mark) -> bool:
    """Tell whether a straight mark stands for an apostrophe, as in l"été; in l"été", the apostrophe was lost."""
    if mark.sign != '"' or not _ELIDED.search(mark.before):
        return False
    if mark.rest.startswith('"'):
        return bool(_VOWEL.match(mark.rest, 1))
    word = _VOWEL.match(mark.rest)
    if not word or not is_word(word[1]):
        return False
    place = mark.rest.find('"')
    if place < 0 or place + 1 == len(mark.rest):
        return place < 0
    if not mark.rest[place - 1].isspace():
        return False
    return not mark.rest[place + 1].isspace() or mark.rest.count('"') % 2 == 0


def _is_measure(mark: Mark, waiting: list[Mark]) -> bool:
    """Tell whether a mark behind a number stands for inches or seconds and does not end a quotation."""
    token = _TOKEN.search(mark.before)
    number = token is not None and not token[1][:1].isalpha() and token[1][-1].isnumeric()
    if mark.sign not in '"”' or not number:
        return False
    here = [opened for opened in waiting if opened.line == mark.line]
    if any(opened.style == mark.style for opened in here):
        return mark.rest.count(mark.sign) % 2 == 1
    return not here or mark.rest.startswith((" par ", " x ", " × ")) or mark.closes_later(here[-1].style)


def _opens(mark: Mark, waiting: list[Mark]) -> bool:
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


def _partner(mark: Mark, waiting: list[Mark]) -> int | None:
    """Return the number of the mark in `waiting` that `mark` closes."""
    if not waiting:
        return None
    last = len(waiting) - 1
    fitting = next((place for place in range(last, -1, -1) if Pair(waiting[place], mark).fits), None)
    if fitting == last:
        return last
    if fitting is None:
        return last if mark.span.start - waiting[last].span.end < LONGEST else None
    # “A » inside « … » is one pair where the line closes the outer one as well.
    other = waiting[fitting].line < mark.line or mark.closes_later(mark.style)
    mixed = waiting[last].line == mark.line and other and not mark.closes_later(waiting[last].style)
    return last if mixed else fitting


@lru_cache(maxsize=2)
def read(text: Text) -> Reading:
    """Return the quotations of `text`; the rules that read the same text share them.

    >>> [pair.fits for pair in read(Text("Il dit « oui », elle dit “non ».")).pairs]
    [True, False]
    """
    pairs: list[Pair] = []
    repeated: list[Mark] = []
    unclosed: list[Mark] = []
    unopened: list[Mark] = []
    elisions: list[Mark] = []
    waiting: list[Mark] = []
    for mark in _marks(text):
        if _is_elision(mark):
            elisions.append(mark)
            continue
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
        pairs.append(Pair(first, mark, outer))
    return Reading(tuple(pairs), tuple(repeated), (*unclosed, *waiting), tuple(unopened), tuple(elisions))


TABLE = "quote-words.tsv"

LONGEST_QUOTATION = 400
"""How long a quotation with one mark is at most, in characters, for its other mark to be put back."""

MOST_COUNTED = 12
"""How many words a sentence behind a colon has at most to be quoted as a whole though it has a comma."""

MOST_WORDS = 6
"""How many words a quotation inside a sentence has at most for its end to be suggested."""

FEWEST_WHOLE = 2
"""How many whole quotations near by it takes for a lost mark to be plainly lost."""

_ANY_MARK = expression('[«»“”„"]')
_SENTENCE = expression(r"[.!?…]['’)\]]*\s+(?=[A-ZÀ-Þ«“\"(—–-])")
_WORD = expression(r"[^\W\d_]+")
_LEADING = expression(r"(?:[dD]['’])?\w*")
_PHRASE = expression(r"[^\W_]+(?:['’ -][^\W_]+)*\.?")
_SPEAKER = expression(rf"[{SPACES}]?(?P<comma>,?)[{SPACES}]?(?P<words>[^\W\d_][^.,;:!?()]{{0,60}})")


def _is_said(words: str) -> bool:
    """Tell whether `words`, which follow a quotation, begin with a verb of speech whose subject comes later."""
    found = [word.lower() for word in _WORD.findall(words)[:5]]
    while found and found[0] in ("s", "se", "me", "m", "lui", "leur", "nous", "vous"):
        del found[0]
    if not found:
        return False
    if found[0] in words_in_role("says", TABLE):
        return True
    between = words_in_role("between", TABLE) | {"t", "il", "elle", "ils", "elles", "on", "je"}
    said = next((word for word in found[1:] if word not in between), "")
    return found[0] in words_in_role("auxiliary", TABLE) and said in words_in_role("said", TABLE)


def _names_speaker(words: str) -> bool:
    """Tell whether a verb of speech stands behind the first words of `words`, or behind a mark: there they may end."""
    if any(_is_said(words[match.end() :][:80]) for match in re.finditer(r"[,!?…] ", words)):
        return True
    found = [word.lower() for word in _WORD.findall(words)[2:]]
    return any(word in words_in_role("says", TABLE) | words_in_role("said", TABLE) for word in found)


def _is_one_phrase(words: str) -> bool:
    """Tell whether a quotation that begins with `words` cannot end before their end.

    None ends with a small word; of those that begin with one, hardly any ends before a second word of another kind.
    """
    small = words_in_role("small", TABLE)
    found = [word.lower() in small for word in _WORD.findall(words)]
    others = found.count(False)
    return bool(_PHRASE.fullmatch(words)) and (others == 1 or (others == 2 and found[0] and words.islower()))


def _inner_space(mark: Mark, beside: str, usual: str | None) -> str:
    """Return the space inside the mark that was lost: the `usual` one of guillemets, or what is `beside` the other."""
    if mark.style == "guillemets" and usual is not None:
        return usual
    return beside if beside in SPACES else ""


def _before_stop(text: Text, pairs: Iterable[Pair], whole: bool) -> int:
    """Return how many more of `pairs` end before the full stop of their line than after it.

    Those count that are a `whole` sentence at the start of a line or behind a colon, or those that are not.
    """
    content, more = text.text, 0
    for pair in pairs:
        first, last = text.lines[pair.first.line], text.lines[pair.second.line]
        start = content[first.start : pair.first.span.start].rstrip()
        if whole == (not start or start.endswith(":")):
            after = content[pair.second.span.end : last.end].strip()
            more += after == "."
            more -= not after and pair.inside(content).rstrip(SPACES).endswith(".")
    return more


def _is_sure(text: Text, reading: Reading, mark: Mark, beside: int) -> bool:
    """Tell whether a quotation that began or ended on the line of number `beside` would have been read with `mark`.

    Between paragraphs a quotation can go on without a mark, and sentences can have been left out; between lines that
    follow one another it cannot. What its own surroundings do not tell of a straight mark is not sure either.
    """
    clear = mark.sign != '"' or mark.opens is not None
    known = 0 <= beside < len(text.lines) and bool(text.lines[beside].of(text.text).strip())
    return clear and known and len(reading.near(mark.span)) >= FEWEST_WHOLE


def _end(text: Text, reading: Reading, mark: Mark, usual: str | None) -> Edit | None:
    """Return the edit that closes, at the end of its line, what `mark` opens; None where that is unclear."""
    content, line = text.text, text.lines[mark.line]
    before = content[line.start : mark.span.start].rstrip()
    inside = content[mark.span.end : line.end].strip()
    words = inside.split()
    if len(inside) > LONGEST_QUOTATION or not words or _ANY_MARK.search(inside):
        return None
    whole = (not before or before.endswith(":")) and inside[:1].isupper()
    if _names_speaker(inside) or _SENTENCE.search(inside) or (not whole and len(words) > MOST_WORDS):
        return None
    # A line that begins with a mark can begin with a title: “Twilight” est en tête.
    short = len(words) <= MOST_COUNTED or "," not in inside
    certain = bool(before) and (len(words) > 1 and short if whole else _is_one_phrase(inside))
    following = content[line.end : line.end + 3].strip()[:1]
    safe = certain and inside[-1] in ".!?…" and not _ANY_MARK.match(following)
    safe = safe and _is_sure(text, reading, mark, mark.line + 1)
    safe = safe and all(pair.is_of_one_line for pair in reading.near(mark.span))
    end = mark.span.end + len(content[mark.span.end : line.end].rstrip())
    if inside.endswith(".") and not inside.endswith(".."):
        near = reading.near(mark.span)
        more = _before_stop(text, near, whole) or _before_stop(text, near, not whole)
        end -= more > 0 or (more == 0 and not whole)
    new = _inner_space(mark, mark.rest[:1], usual) + SIGNS[mark.style][1]
    return Edit(Span(end, end), "", new, "quote-pairs", f"{mark.sign} opens a quotation that is not closed", safe)


def _beginning(text: Text, reading: Reading, mark: Mark, usual: str | None) -> Edit | None:
    """Return the edit that opens, at the start of its line, what `mark` closes; None where that is unclear."""
    content, line = text.text, text.lines[mark.line]
    inside = content[line.start : mark.span.start].rstrip(SPACES)
    if len(inside) > LONGEST_QUOTATION or not _WORD.match(inside) or _ANY_MARK.search(inside):
        return None
    if ":" in inside or _SENTENCE.search(inside) or not inside[0].isupper():
        return None
    speaker = _SPEAKER.match(content, mark.span.end, min(line.end, mark.span.end + 80))
    said = speaker and _is_said(speaker["words"]) and (speaker["comma"] or inside[-1] in ",!?….")
    if not said and not inside.isalpha():
        return None
    new = SIGNS[mark.style][0] + _inner_space(mark, mark.before[-1:], usual)
    leading = _LEADING.match(inside)
    led = leading is not None and leading[0].lower() in words_in_role("leading", TABLE) and "," in inside
    safe = not led and _is_sure(text, reading, mark, mark.line - 1)
    place = Span(line.start, line.start)
    return Edit(place, "", new, "quote-pairs", f"{mark.sign} closes a quotation that is not opened", safe)


def lost(text: Text, reading: Reading, usual: str | None) -> Iterator[tuple[Mark, Edit]]:
    """Yield the marks of `reading` that have lost their partner, each with the edit that puts it back.

    Marks whose partner can have stood in several places are left out. An edit is safe where the lines around it, and
    the quotations near by, leave no other place.

    :param usual: the space inside the guillemets of the text, which can be none; None where it has too few to tell.

    >>> text = Text("Il est « prêt » et « sûr ».\\nOn l’a dit « menteur.\\nIl le nie.")
    >>> [edit.new for _, edit in lost(text, read(text), " ")]
    [' »']
    """
    leftover = Counter(mark.line for mark in (*reading.unclosed, *reading.unopened))
    for marks, found in ((reading.unclosed, _end), (reading.unopened, _beginning)):
        for mark in marks:
            if mark.sign != "„" and leftover[mark.line] == 1 and (edit := found(text, reading, mark, usual)):
                yield mark, edit


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


_TWICE_OPEN = expression(r'(?<![^\s(’\'])""(?=[^\W_])')
_TWICE_CLOSED = expression(r'(?<=[^\s",(])""(?=[\s.,;:!?)]|\Z)|(?<=[^\W_],)""(?=\s)')


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


_TECHNICAL = expression(r"[/\\{}<>=|$_@#*~^]|^[\W\d]*$")


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
        brakes=True,
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
        brakes=True,
    ),
    Rule(
        "quote-spaces",
        "Spaces inside “ ” and straight marks.",
        "Safe where one end has a space and the other has none, or where the quotations before and after have none.",
        (("Il dit “ oui” et s’en va.", "Il dit “oui” et s’en va."),),
        _quote_spaces,
        brakes=True,
    ),
)
