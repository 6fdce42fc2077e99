"""Finding the terms of a glossary in French text: what the stems of the words propose is compared word by word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from glossary.edits import Span
from glossary.french.inflection import readings
from glossary.french.lexicon import ELISIONS, form
from glossary.french.words import LONGEST_ACRONYM
from glossary.tables import words_in_role, words_of_role
from glossary.terms.matching_tree import ARTICLES, HYPHENS, Node, Pattern, Roots
from glossary.terms.matching_words import (
    FEMININE,
    INFLECTED,
    PLURAL,
    VARIANT,
    Feminine,
    Reading,
    compare,
)
from glossary.terms.records import Case, Glossary, Kind, Term

_TABLE = "matching-words.tsv"
_LOOK_BACK = 3
"""How many words before a noun its determiner is looked for: les deux grandes ONG."""
_LONGEST_JOINED = 12
_SPACES = (" ", "\u00a0")
_NAMES = (Kind.PERSON, Kind.PLACE, Kind.ORGANISATION)
_JOINED = (Kind.PLACE, Kind.ORGANISATION, Kind.ABBREVIATION, Kind.DEMONYM, Kind.KEEP)
"""Names that a hyphen joins without making one name of them: Paris-Berlin. Of first names it does: Jean-Paul."""


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
    """Finds the terms of a glossary.

    >>> from glossary.terms.records import Glossary, Kind, Term
    >>> matcher = Matcher(Glossary((Term("président de la République", "President of the Republic"),)))
    >>> [match] = matcher.find("Les présidents de la République, hier.")
    >>> match.span, match.form, match.plural
    (Span(start=4, end=31), 'inflected', True)
    """

    def __init__(self, glossary: Glossary) -> None:
        """Take the terms of `glossary`; they are put in order at the first `find`."""
        self._glossary = glossary
        self._roots: Roots | None = None

    def find(self, text: str, *, avoid: Sequence[Span] = ()) -> list[Match]:
        """Return the terms that stand in `text`, in order, none overlapping another.

        The longest wins, then one that stands there as it is listed, then the one that comes later in the glossary.
        Nothing is found in addresses, file names, code and tags, in parts of words, or where a span of `avoid` (code
        points, in any order) lies. Takes time in proportion to the length of `text`.
        """
        if self._roots is None:
            self._roots = Roots(self._glossary)
        roots, reading = self._roots, Reading(text, avoid)
        found: list[Match] = []
        number, count = 0, len(reading.stems)
        while number < count:
            its_stem = reading.stems[number]
            best = _longest(reading, roots[its_stem], number) if its_stem in roots else None
            if best is None:
                number += 1
            else:
                number, match = best
                found.append(match)
        return _free_standing(reading, found)


def _longest(reading: Reading, root: Node, number: int) -> tuple[int, Match] | None:
    """Return the longest term that begins at item `number`, with the number of the item behind it."""
    stems, node, position = reading.stems, root, number + 1
    reached: list[tuple[int, list[Pattern]]] = []
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
        found = [one for pattern in patterns if (one := _verified(reading, pattern, number, end)) is not None]
        if found:
            return end, _best(reading, number, found)
    return None


def _best(reading: Reading, number: int, found: Sequence[tuple[tuple[bool, bool, int], Match]]) -> Match:
    """Return the best of several matches of the same words."""
    rank, best = max(found, key=lambda one: one[0])
    if best.term.kind is Kind.PLACE and reading.before(number) in words_in_role("masculine", _TABLE):
        people = [one for one in found if one[1].term.kind is Kind.DEMONYM]
        if people and not any(one[1].term.kind is Kind.DEMONYM and one[0] == rank for one in found):
            return max(people, key=lambda one: one[0])[1]
    return best


def _changes(pattern: Pattern, place: int, flags: int) -> Feminine | None:
    """Return which forms the word at `place` of a pattern can take, where the words before it differ by `flags`."""
    term, single = pattern.term, len(pattern.words) == pattern.core + 1
    if not term.inflect or term.kind in (Kind.KEEP, Kind.PERSON, Kind.PLACE):
        return None
    if term.kind is Kind.ORGANISATION and single:
        return None
    if term.kind in (Kind.DEMONYM, Kind.TITLE) or flags & FEMININE:
        return "always"
    return "adjective" if single and term.kind is Kind.TERM else "never"


def _verified(reading: Reading, pattern: Pattern, number: int, end: int) -> tuple[tuple[bool, bool, int], Match] | None:
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


def _is_plural_by_determiner(reading: Reading, pattern: Pattern, number: int) -> bool:
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


def _fits_here(reading: Reading, pattern: Pattern, number: int, end: int) -> bool:
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
            if line_in_capitals or (pattern.start not in ARTICLES and before[:1].isupper()):
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


def _is_part_of_name(reading: Reading, pattern: Pattern, number: int, end: int) -> bool:
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


def _reads_as_name(reading: Reading, number: int) -> bool:
    """Tell whether the word at the start of a sentence is a name: a verb follows it as no bare noun, or a surname."""
    if reading.words[number].lower() in words_in_role("month", _TABLE):
        return False
    following = reading.after(number)
    known = form(following.lower())
    third = known is not None and "V3s" in known.grammar and not known.has("A")
    return third or following.lower() in words_in_role("name-sign", _TABLE) or _is_name_like(following)


def _is_whole(reading: Reading, number: int, end: int) -> bool:
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


def _free_standing(reading: Reading, found: Sequence[Match]) -> list[Match]:
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
