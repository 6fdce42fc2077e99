"""Finding the terms of glossaries in French text: what the stems of the words propose is compared word by word.

The spellings of a glossary stand in a tree of the stems of their words, which grows where a text leads: a glossary of a
hundred thousand terms costs one look at the first word of each. A text is read once, whatever the number of glossaries.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from glossary.edits import Span
from glossary.french.inflection import readings
from glossary.french.lexicon import ELISIONS, form
from glossary.french.words import LONGEST_ACRONYM, in_capitals, starts_sentence
from glossary.tables import expression, words_in_role, words_of_role
from glossary.terms.literals import find_literals
from glossary.terms.matching_words import (
    FEMININE,
    HYPHENS,
    INFLECTED,
    PLURAL,
    VARIANT,
    Feminine,
    clean,
    compare,
    first_item,
    is_gap,
    items,
    stem,
)
from glossary.terms.records import Case, Glossary, Kind, Term

_TABLE = "matching-words.tsv"
_BARRIER = "\n"
"""The stem of what lies between words that do not belong together."""
_ARTICLES = ("le", "la", "les", "l")
_CONTRACTIONS = {"le": ("du", "au"), "les": ("des", "aux")}
_CODE = expression(r"`[^`\n]*`|</?[A-Za-z][^<>\n]*>")
_LOOK_BACK = 3
"""How many words before a noun its determiner is looked for: les deux grandes ONG."""
_LONGEST_JOINED = 12
_SPACES = (" ", "\u00a0")
_NAMES = (Kind.PERSON, Kind.PLACE, Kind.ORGANISATION)
_JOINED = (Kind.PLACE, Kind.ORGANISATION, Kind.ABBREVIATION, Kind.DEMONYM, Kind.KEEP)
"""Names that a hyphen joins without making one name of them: Paris-Berlin. Of first names it does: Jean-Paul."""


_Rank = tuple[bool, bool, int]
"""How good a match is among those of the same words: not inflected, written as listed, its place in the glossary."""


@dataclass(frozen=True, slots=True)
class Match:
    """A term found in a text: `span` in code points, without an elided article or preposition before it.

    A contraction belongs to the span where it holds the article of the term: `du Havre` for `Le Havre`. `form` is
    `inflected` for another number or gender and for a contraction, `variant` for another spelling or other hyphens and
    accents. `plural` and `feminine` say what the French is where the term is listed in the singular or the masculine.
    """

    span: Span
    term: Term
    form: Literal["exact", "inflected", "variant"] = "exact"
    plural: bool = False
    feminine: bool = False


class Matcher:
    """Finds the terms of a glossary, and of those that it stands over.

    >>> from glossary.terms.records import Glossary, Kind, Term
    >>> packs = Matcher(Glossary((Term("président de la République", "President of the Republic", origin="pack x"),)))
    >>> [match] = packs.find("Les présidents de la République, hier.")
    >>> match.span, match.form, match.plural
    (Span(start=4, end=31), 'inflected', True)
    >>> own = Matcher(Glossary((Term("président", "chair"),)), over=packs)
    >>> [match.term.target for match in own.find("Les présidents de la République, hier.")]
    ['chair']
    """

    def __init__(self, glossary: Glossary, *, over: "Matcher | None" = None) -> None:
        """Take the terms of `glossary`; they are put in order at the first `find`.

        :param over: a matcher whose terms are looked for as well, as if they stood in `glossary` before all others. The
            two share its trees, so that the terms of one document cost little over those of all documents.
        """
        self._glossary, self._over = glossary, over

    @cached_property
    def _trees(self) -> tuple[tuple["_Tree", ...], tuple["_Tree", ...]]:
        """The trees of the user's terms, and those of all others; of two that are equal the later one counts."""
        both: list[tuple[_Tree, ...]] = []
        for users in (True, False):
            below = self._over._trees[not users] if self._over is not None else ()
            terms = [term for term in self._glossary if term.is_users == users]
            both.append((*below, _Tree(terms, first=below[-1].behind if below else 0)) if terms else below)
        return both[0], both[1]

    def find(self, text: str, *, avoid: Sequence[Span] = ()) -> list[Match]:
        """Return the terms that stand in `text`, in order, none overlapping another.

        The user's terms win over those of packs and documents; then the longest wins, then one that stands there as it
        is listed, then the one that comes later in the glossary. Nothing is found in addresses, file names, code and
        tags, in parts of words, or where a span of `avoid` (code points, in any order) lies. Takes time in proportion
        to the length of `text`.
        """
        reading = _Reading(text, avoid)
        taken = bytearray(len(reading.stems))
        found: list[Match] = []
        for trees in self._trees:
            behind = 0
            for number, key in enumerate(reading.stems):
                if number < behind or taken[number]:
                    continue
                best = None
                for tree in trees:
                    if key in tree.last:
                        one = _longest(reading, tree.node(key), number, taken)
                        if one is not None and (best is None or one[:2] > best[:2]):
                            best = one
                if best is not None:
                    behind = best[0]
                    taken[number:behind] = b"\1" * (behind - number)
                    found.append(best[2])
        return _free_standing(reading, sorted(found, key=lambda match: match.span))


def _longest(reading: "_Reading", node: "_Node", number: int, taken: bytearray) -> tuple[int, _Rank, Match] | None:
    """Return the longest term of a tree that begins at item `number`, with the number of the item behind it.

    :param node: where the tree goes on behind the stem of this item.
    :param taken: for each item whether it belongs to a term that wins.
    """
    stems, position = reading.stems, number + 1
    reached: list[tuple[int, list[_Pattern]]] = []
    while True:
        if node.waiting:
            node.grow()
        if node.common:
            end = position + len(node.common)
            if stems[position:end] != node.common:
                break
            position = end
        if node.ends:
            reached.append((position, node.ends))
        below = node.children.get(stems[position]) if position < len(stems) else None
        if below is None:
            break
        node, position = below, position + 1
    for end, patterns in reversed(reached):
        if not any(taken[number:end]):
            found = [one for pattern in patterns if (one := _verified(reading, pattern, number, end)) is not None]
            if found:
                return (end, *_best(reading, number, found))
    return None


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A spelling taken apart into words and signs; `start` is what its article is in a text, empty without one."""

    term: Term
    order: int
    listed: bool
    words: tuple[str, ...]
    hyphens: int
    start: str
    stems: tuple[str, ...]

    @property
    def core(self) -> int:
        """The place of the first word behind an article that may be written in another way."""
        return 1 if self.start and len(self.words) > 1 else 0


class _Node:
    """A place in the tree of stems; what lies below is put in order when a text first leads there."""

    __slots__ = ("children", "common", "depth", "ends", "waiting")

    def __init__(self, depth: int, waiting: list[_Pattern]) -> None:
        self.depth = depth
        self.waiting = waiting
        self.common: list[str] = []
        self.ends: list[_Pattern] = []
        self.children: dict[str, _Node] = {}

    def grow(self) -> None:
        """Find what all that waits here has in common, what ends behind it, and what goes on."""
        first, last = min(one.stems for one in self.waiting), max(one.stems for one in self.waiting)
        end = self.depth
        while end < min(len(first), len(last)) and first[end] == last[end]:
            end += 1
        self.common = list(first[self.depth : end])
        below: dict[str, list[_Pattern]] = {}
        ends: dict[tuple[object, ...], _Pattern] = {}
        for pattern in self.waiting:
            if len(pattern.stems) == end:
                term = pattern.term
                alike = pattern.words, pattern.hyphens, pattern.start, term.kind, term.case, term.inflect
                if alike not in ends or ends[alike].order < pattern.order:
                    ends[alike] = pattern
            else:
                below.setdefault(pattern.stems[end], []).append(pattern)
        self.ends = sorted(ends.values(), key=lambda pattern: -pattern.order)
        self.children = {key: _Node(end + 1, patterns) for key, patterns in below.items()}
        self.waiting = []


class _Tree:
    """All spellings by the stem of their first word or sign; they are taken apart when a text has that stem.

    Of a hundred thousand only few ever are, so what is kept of the others is a row: the spelling, the number of its
    term, from `first` on to before `behind`, and what its article is; `previous` is the row of the spelling before with
    the same stem, -1 for none. Python's collector of garbage passes over tuples that hold no objects.
    """

    def __init__(self, terms: Sequence[Term], *, first: int) -> None:
        self._terms = terms
        self._first = first
        self.behind = first + len(terms)
        self._rows: list[tuple[str, int, str]] = []
        self._previous: list[int] = []
        self._nodes: dict[str, _Node] = {}

    @cached_property
    def last(self) -> dict[str, int]:
        """The row of the last spelling with each stem."""
        last: dict[str, int] = {}

        def add(key: str, spelling: str, order: int, start: str) -> None:
            self._previous.append(last.get(key, -1))
            last[key] = len(self._rows)
            self._rows.append((spelling, order, start))

        for order, term in enumerate(self._terms, start=self._first):
            for spelling in term.spellings if term.variants else (term.source,):
                word = first_item(spelling)
                if len(word) < 4 and word.lower() in _ARTICLES:
                    for text, start in _with_articles(spelling):
                        add(stem(start or first_item(text)), text, order, start)
                elif word:
                    add(stem(word), spelling, order, "")
        return last

    def node(self, key: str) -> _Node:
        """Return the place in the tree behind the stem `key`, which is one of `last`."""
        node = self._nodes.get(key)
        if node is None:
            rows, row = [], self.last[key]
            while row >= 0:
                rows.append(self._rows[row])
                row = self._previous[row]
            node = self._nodes[key] = _Node(1, [_pattern(self._terms[row[1] - self._first], *row) for row in rows])
        return node


def _with_articles(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways in which a spelling that begins with an article stands in a text, and what the article is there.

    That is `le`, `du` and so on; empty where the spelling is without it.
    """
    article, *others = items(text)
    small = article.group().lower()
    if not others:
        yield text, ""
        return
    elided = small == "l"
    rest = text[others[1 if elided and len(others) > 1 else 0].start() :]
    if elided and article.group() == "l":
        yield rest, ""
        return
    for start in (small, *_CONTRACTIONS.get(small, ())):
        yield text, start
    if article.group() == small and rest[0].isupper() and len(others) > 1:
        # Long enough to be no other word without its article: États-Unis.
        yield rest, ""


def _pattern(term: Term, spelling: str, order: int, start: str) -> _Pattern:
    words = [clean(item.group()) for item in items(spelling)]
    if start:
        words[0] = start
    hyphens = sum(spelling.count(sign) for sign in HYPHENS)
    stems = tuple(stem(word) for word in words)
    return _Pattern(term, order, term.source.endswith(spelling), tuple(words), hyphens, start, stems)


class _Reading:
    """A text as it is matched: its words and signs with their stems; where none may reach across lies a barrier."""

    def __init__(self, text: str, avoid: Sequence[Span]) -> None:
        self.text = text
        starts, ends, words, stems = list[int](), list[int](), list[str](), list[str]()
        self.starts, self.ends, self.words, self.stems = starts, ends, words, stems
        code = (Span(*match.span()) for match in _CODE.finditer(text))
        closed = iter(sorted(span for span in (*avoid, *find_literals(text), *code) if span))
        barred = next(closed, None)
        reach = 0
        for item in items(text):
            start, end = item.span()
            while barred is not None and barred.end <= start:
                barred = next(closed, None)
            if barred is not None and barred.start < end:
                continue
            between = text[reach:start]
            if between != " " and words and not is_gap(between):
                starts.append(reach)
                ends.append(reach)
                words.append("")
                stems.append(_BARRIER)
            word = item.group()
            starts.append(start)
            ends.append(end)
            words.append(word)
            stems.append(stem(word))
            reach = end
        self._line_starts: list[int] | None = None
        self._lines_in_capitals: dict[int, bool] = {}

    def before(self, number: int) -> str:
        """Return the word before item `number` in small letters, without its apostrophe; empty where there is none."""
        number -= 1
        if number > 0 and self.stems[number] == "'":
            number -= 1
        return self.words[number].lower() if number >= 0 else ""

    def after(self, number: int) -> str:
        """Return the item behind item `number`, empty where there is none."""
        return self.words[number + 1] if number + 1 < len(self.words) else ""

    def gap_before(self, number: int) -> str:
        """Return what stands between item `number` and the one before it."""
        return self.text[self.ends[number - 1] : self.starts[number]] if 0 < number < len(self.words) else ""

    def starts_sentence(self, number: int) -> bool:
        """Tell whether a sentence can begin at item `number`, so that its capital says nothing."""
        return starts_sentence(self.text, self.starts[number])

    def in_capitals(self, number: int) -> bool:
        """Tell whether the line of item `number` is written in capitals, so that they say nothing."""
        if self._line_starts is None:
            self._line_starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        line = bisect_right(self._line_starts, self.starts[number]) - 1
        if line not in self._lines_in_capitals:
            end = self._line_starts[line + 1] if line + 1 < len(self._line_starts) else len(self.text)
            self._lines_in_capitals[line] = in_capitals(self.text[self._line_starts[line] : end])
        return self._lines_in_capitals[line]


def _best(reading: _Reading, number: int, found: Sequence[tuple[_Rank, Match]]) -> tuple[_Rank, Match]:
    """Return the best of several matches of the same words."""
    best = max(found, key=lambda one: one[0])
    if best[1].term.kind is Kind.PLACE and reading.before(number) in words_in_role("masculine", _TABLE):
        people = [one for one in found if one[1].term.kind is Kind.DEMONYM]
        return max(people, key=lambda one: one[0], default=best)
    return best


def _changes(pattern: _Pattern, place: int, flags: int) -> Feminine | None:
    """Return which forms the word at `place` of a pattern can take, where the words before it differ by `flags`."""
    term, single = pattern.term, len(pattern.words) == pattern.core + 1
    if not term.inflect or term.kind in (Kind.KEEP, Kind.PERSON, Kind.PLACE):
        return None
    if term.kind is Kind.ORGANISATION and single:
        return None
    if term.kind in (Kind.DEMONYM, Kind.TITLE) or flags & FEMININE:
        return "always"
    return "adjective" if single and term.kind is Kind.TERM else "never"


def _verified(reading: _Reading, pattern: _Pattern, number: int, end: int) -> tuple[_Rank, Match] | None:
    """Return the match of `pattern` at the items from `number` to `end` with its rank, or None where it is none."""
    term = pattern.term
    case = Case.ANY if term.kind is Kind.DEMONYM and term.case is Case.SMART else term.case
    flags, after_head = 0, False
    for place, word in enumerate(pattern.words):
        written = reading.words[number + place]
        if place < pattern.core:
            if written.lower() != word:
                return None
            continue
        small = word.lower()
        after_head = after_head or (place > pattern.core and small in words_in_role("after-head", _TABLE))
        if word == written:
            continue
        feminine = _changes(pattern, place, flags)
        if after_head and not (flags & (PLURAL | FEMININE) and readings(small, "AP")):
            feminine = None
        differs = compare(word, written, case, feminine, term.kind in _NAMES)
        if differs is None:
            return None
        flags |= differs
    span = Span(reading.starts[number], reading.ends[end - 1])
    if not (_fits_here(reading, pattern, number, end) and _is_whole(reading, number, end)):
        return None
    found = span.of(reading.text)
    if term.inflect and not flags & PLURAL and _is_plural_by_determiner(reading, pattern, number):
        flags |= PLURAL
    contracted = pattern.start in words_in_role("contraction", _TABLE)
    inflected = bool(flags & INFLECTED) or contracted
    other = flags & VARIANT or not pattern.listed or sum(found.count(sign) for sign in HYPHENS) != pattern.hyphens
    match = Match(
        span,
        term,
        "inflected" if inflected else "variant" if other else "exact",
        bool(flags & PLURAL),
        bool(flags & FEMININE),
    )
    return (not flags & INFLECTED, all(map(str.__eq__, reading.words[number:end], pattern.words)), pattern.order), match


def _is_plural_by_determiner(reading: _Reading, pattern: _Pattern, number: int) -> bool:
    """Tell whether a word that is the same in both numbers stands in the plural: les ONG, deux pays."""
    term = pattern.term
    if term.kind is Kind.ABBREVIATION:
        unchanging = pattern.words[0].isupper()
    elif term.kind in (Kind.TERM, Kind.TITLE, Kind.DEMONYM):
        head = pattern.words[-1 if term.kind is Kind.DEMONYM else 0]
        codes = readings(term.source.lower(), "NA") or readings(head.lower(), "NA")
        unchanging = any(code[2] == "i" for code in codes)
    else:
        return False
    if not unchanging or pattern.start:
        return False
    for back in range(1, _LOOK_BACK + 1):
        word = reading.words[number - back].lower() if number >= back else ""
        if word in words_of_role("plural", "determiners.tsv"):
            return True
        if not word.endswith(("s", "x")) or word in words_of_role("singular", "determiners.tsv"):
            return False
    return False


def _fits_here(reading: _Reading, pattern: _Pattern, number: int, end: int) -> bool:
    """Tell whether a lone word can be the term where its capitals or its grammar leave that in doubt."""
    term = pattern.term
    if end - number != pattern.core + 1 or term.case is Case.ANY:
        return True
    if _is_part_of_name(reading, pattern, number, end):
        return False
    if term.kind is Kind.DEMONYM:
        return True
    word, written = pattern.words[-1], reading.words[end - 1]
    capitals = len(written) > 1 and written.isupper()
    line_in_capitals = capitals and reading.in_capitals(number)
    if word != word.lower():
        acronym = len(word) > 1 and word.isupper()
        if pattern.core and term.kind is not Kind.PLACE and _is_commoner_small(word):
            # Coupe du Monde, against: un journaliste du Monde.
            before = reading.words[number - 1] if number else ""
            if line_in_capitals or (pattern.start not in _ARTICLES and before[:1].isupper()):
                return False
        if line_in_capitals:
            return not _is_commoner_small(word)
        if acronym or pattern.core or not _is_commoner_small(word):
            return True
        if capitals and len(written) <= LONGEST_ACRONYM:
            return False
        return not reading.starts_sentence(number) or _reads_as_name(reading, end - 1)
    if written[:1].isupper() and not line_in_capitals and term.kind in (Kind.TERM, Kind.KEEP):
        if capitals:
            return len(word) > LONGEST_ACRONYM
        name = form(written)
        if name is not None and name.grammar:
            small = form(word)
            commoner = small is None or name.count > small.count
            return reading.starts_sentence(number) and not commoner and not _reads_as_name(reading, end - 1)
    known = form(written.lower())
    if term.kind is not Kind.TERM or known is None or not known.has("N"):
        return True
    if known.has("G"):
        return reading.before(number) in words_in_role("noun-sign", _TABLE)
    return not (known.has("V") and reading.before(number) in words_in_role("subject", _TABLE))


def _is_part_of_name(reading: _Reading, pattern: _Pattern, number: int, end: int) -> bool:
    """Tell whether a lone word is the surname or the first name of somebody else: Julie Breton, Achille Roche."""
    written = reading.words[end - 1]
    if not written[:1].isupper() or written.isupper():
        return False
    if pattern.term.kind is Kind.DEMONYM:
        before = number - 1 if number == 0 or reading.words[number - 1] != "." else number - 2
        name = reading.words[before] if before >= 0 else ""
        if name.lower() in words_in_role("title", _TABLE):
            return True
        return before == number - 1 and _is_name_like(name) and reading.gap_before(number) in _SPACES
    if pattern.term.kind is Kind.PERSON:
        after = reading.after(end - 1)
        return after[:1].isupper() and not after.isupper() and reading.gap_before(end) in _SPACES
    return False


def _is_name_like(word: str) -> bool:
    """Tell whether `word` has a capital at its beginning only and French has it in no other way."""
    if not word[:1].isupper() or word.isupper():
        return False
    small = form(word.lower())
    return small is None or not small.grammar


def _is_commoner_small(name: str) -> bool:
    """Tell whether French has a word written like `name` in small letters that is the commoner of the two."""
    small, known = form(name.lower()), form(name)
    return small is not None and bool(small.grammar) and small.count > (known.count if known else 0)


def _reads_as_name(reading: _Reading, number: int) -> bool:
    """Tell whether the word at the start of a sentence is a name: a verb follows it as no bare noun, or a surname."""
    if reading.words[number].lower() in words_in_role("month", _TABLE):
        return False
    following = reading.after(number)
    known = form(following.lower())
    third = known is not None and "V3s" in known.grammar and not known.has("A")
    return third or following.lower() in words_in_role("name-sign", _TABLE) or _is_name_like(following)


def _is_whole(reading: _Reading, number: int, end: int) -> bool:
    """Tell whether no apostrophe or underscore makes the items from `number` to `end` a part of a longer word."""
    text, start, stop = reading.text, reading.starts[number], reading.ends[end - 1]
    joined_after = stop + 1 < len(text) and text[stop + 1].isalnum()
    if joined_after and (text[stop] == "_" or (end < len(reading.stems) and reading.stems[end] == "'")):
        return False
    if start < 2 or not text[start - 2].isalnum():
        return True
    if text[start - 1] == "_":
        return False
    if number >= 2 and reading.ends[number - 1] == start and reading.stems[number - 1] == "'":
        return reading.words[number - 2].lower() + "'" in ELISIONS
    return True


def _free_standing(reading: _Reading, found: Sequence[Match]) -> list[Match]:
    """Return those of `found` that no hyphen makes a part of a longer word."""
    text = reading.text
    kept: list[Match] = []
    chain: list[Match] = []
    for place, match in enumerate(found):
        chain.append(match)
        end = match.span.end
        if place + 1 < len(found) and found[place + 1].span.start == end + 1 and text[end] in HYPHENS:
            continue
        first, last = chain[0].span.start, chain[-1].span.end
        names = len(chain) == 1 or all(one.term.kind in _JOINED and text[one.span.start].isupper() for one in chain)
        if names and _can_follow(text, first) and _can_precede(text, last):
            kept += chain
        chain = []
    return kept


def _can_follow(text: str, start: int) -> bool:
    """Tell whether a word at `start` is one of its own, whatever a hyphen joins to it: ex-URSS."""
    if start < 2 or text[start - 1] not in HYPHENS or not text[start - 2].isalnum():
        return True
    first = start - 1
    while first and text[first - 1].isalnum() and start - first < _LONGEST_JOINED:
        first -= 1
    return text[first : start - 1].lower() in words_in_role("prefix", _TABLE)


def _can_precede(text: str, end: int) -> bool:
    """Tell whether a word up to `end` is one of its own, whatever a hyphen joins to it: dit-il, Paris-2024."""
    if end + 1 >= len(text) or text[end] not in HYPHENS or not text[end + 1].isalnum():
        return True
    last = end + 1
    while last < len(text) and text[last].isalnum() and last - end < _LONGEST_JOINED:
        last += 1
    after = text[end + 1 : last].lower()
    return after in words_in_role("suffix", _TABLE) or (len(after) == 4 and after.isdecimal())
