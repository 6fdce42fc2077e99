"""Names and acronyms: what has a capital in the French must be found again in the English."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from glossary.english.lexicon import is_word as is_english_word
from glossary.french.lexicon import form
from glossary.quantities import Kind, french_quantities
from glossary.tables import expression
from translate.checks.base import Check, Example, Pair, Word, finding, limit, listed, quoted, words
from translate.checks.counterparts import standing_near
from translate.checks.dictionary import pack_terms, peoples, translations
from translate.checks.support import LISTS, coverage, sounds, stem
from translate.documents.records import Finding, Severity

_ASIDE = expression(r"\([^()]*\)|\[[^\[\]]*\]")
_ROMAN = expression(r"[IVXLCDM]+(?:er|re|e|ère|ème)?")


@lru_cache(maxsize=1 << 14)
def _common(lowered: str) -> bool:
    """Tell whether a word is well known in small letters; many a rare one is a name in most texts."""
    known = form(lowered)
    return known is not None and known.count >= limit("name-common") and any(code[0] != "X" for code in known.grammar)


_WHERE = frozenset(["a", "en", "au", "aux", "dans"])
"""Behind these words a name is one of a place."""
_POINTING = {("this", "country"), ("our", "country"), ("the", "country"), ("at", "home")}
_HOLE = expression(
    r"\b(?:the|an?)\s+(?=(?:is|are|was|were|has|had|will|would|of|in|to|and|or|for|with|by|at|from|on|that|who|which)\b)"
    r"|\b(?:the|an?|and|than)\s*(?=[,.;:!?)])|(?<=\s)['’]s\b"
)
"""Where English misses a noun: the is proposing, the of the country, and 's statement."""
_NO_NOUN = expression(r"(?:ed|ing|ly|\d\w*)$")
_LONGEST = 5_000
"""Words in a target whose names are compared: each is looked for among all of them."""
_MOST_COMPARED = 200_000
"""Pairs of spellings that are compared in one text, at most."""


def _usual(word: Word) -> bool:
    """Tell whether a word is in the dictionary without its capital."""
    known = form(word.lowered.replace("’", "'"))
    return word.plain in listed(LISTS, "french-function") or (
        known is not None and any(code[0] != "X" for code in known.grammar)
    )


def _is_acronym(word: Word) -> bool:
    return len(word.text) > 1 and sum(map(str.isupper, word.text)) >= 2


def _is_loud(found: Sequence[Word], number: int) -> bool:
    """Tell whether a word stands in capitals beside another one, both of the dictionary: ATTENDU QUE."""
    return found[number].text.isupper() and any(
        0 <= other < len(found)
        and all(len(word.text) > 1 and word.text.isupper() and _usual(word) for word in (found[number], found[other]))
        for other in (number - 1, number + 1)
    )


def names(text: str) -> list[Word]:
    """Return the words of a French text that are names or parts of names, in order.

    Left out are words of one letter, Roman numerals, and words that may have their capital from the start of a
    sentence; a whole text in capitals has none.

    >>> [word.text for word in names("Hier, M. Zelensky a quitté l'OTAN. Gaston reste.")]
    ['Zelensky', 'OTAN', 'Gaston']
    """
    found = words(text)
    if sum(word.text.isupper() for word in found) * 2 > len(found) > 2:
        return []
    chosen = []
    for number, word in enumerate(found):
        if not word.capital or len(word.plain) < 2 or word.plain in listed(LISTS, "no-name"):
            continue
        if _ROMAN.fullmatch(word.text) or _is_loud(found, number):
            continue
        if word.opens and not _is_acronym(word) and _usual(word):
            continue
        chosen.append(word)
    return chosen


def check_names(pair: Pair) -> Iterator[Finding]:
    """Find names of the source that the target lacks, in any spelling, and names that only the target has."""
    there = words(pair.target)
    if not there:
        return
    if len(there) > _LONGEST:
        yield finding(
            "names", Severity.NOTE, "too long a text for comparing its names", measured=len(there), limit=_LONGEST
        )
        return
    comparison = _Comparison(pair)
    new = comparison.new()
    for word in comparison.lost():
        message = f"the name {quoted(word.text)} is not in the target"
        if new:
            message += f"; {quoted(new[0].text)} there is not in the source"
        severity = Severity.NOTE if comparison.is_excused(word) else Severity.WARNING
        yield finding("names", severity, message, source=word.span, target=new[0].span if new else None)
    if new and not comparison.lost():
        message = f"the name {quoted(new[0].text)} is not in the source"
        yield finding("names", Severity.NOTE, message, target=new[0].span)


class _Comparison:
    """The names of a pair, each of the source with the words of the target that may stand for it."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._here, self._there = words(pair.source), words(pair.target)
        self._wanted = names(pair.source)
        self._numbers = {word.start: number for number, word in enumerate(self._here)} if self._wanted else {}
        self._close = limit("name-likeness")
        asked = self._wanted or any(word.capital and not word.opens for word in self._there)
        self._packed = pack_terms(self._here) if asked else {}
        self._taken: set[int] = set()
        self._spellings = list({word.plain: word for word in self._here}.values())
        self._near: dict[str, bool] = {}
        self._lost: list[Word] | None = None
        self._new: list[Word] | None = None

    def lost(self) -> list[Word]:
        """Return the names of the source without a word that stands for them; a word stands for one name only."""
        if self._lost is None:
            present: dict[str, list[Word]] = defaultdict(list)
            for other in self._there:
                present[other.plain].append(other)
            waiting = []
            seen = set()
            for word in self._wanted:
                if word.plain in present:
                    free = [other.start for other in present[word.plain] if other.start not in self._taken]
                    self._taken.update(free[:1])
                elif any(other.endswith(form) for form in self._whole(word) for other in present):
                    pass  # a part of a longer word: Sealion, wifi
                elif word.plain not in seen:
                    waiting.append(word)
                seen.add(word.plain)
            lost = [word for word in waiting if not self._found(word)]
            read = french_quantities(self._pair.source) if lost else ()
            units = [one.span for one in read if one.kind is not Kind.OPAQUE]
            self._lost = [word for word in lost if not any(map(word.span.overlaps, units))]  # 3,5 Md€
        return self._lost

    def _whole(self, word: Word) -> list[str]:
        """Return a long name, and what hyphens join it with: it may be a part of a word of the target."""
        number = self._numbers[word.start]
        joined = [
            one.plain + two.plain
            for one, two in pairwise(self._here[max(0, number - 1) : number + 2])
            if two.start - one.end == 1 and one.capital and two.capital
        ]
        return [form for form in (word.plain, *joined) if len(form) > 3]

    def _found(self, word: Word) -> bool:
        number = self._numbers[word.start]
        known = self._packed.get(number)
        if known and any(self._stands(rendering) for rendering in known.renderings):
            return True
        offered = translations(word.lowered, limit("name-usual" if _usual(word) else "name-translation"))
        free = [other for other in self._there if other.start not in self._taken]
        standing = {other.plain for other in free}
        expected = {*offered, *self._adjectives(word, offered), word.plain + "s"}
        if not expected.isdisjoint(standing) or (_is_acronym(word) and self._acronym_found(word.text)):
            return True
        stems = {stem(one) for one in (word.plain, *offered)}
        own = stem(word.plain)
        if sum(stem(one.plain) == own for one in self._here) > sum(stem(one.plain) == own for one in self._there):
            # What looks like it in the target belongs to another word of the source: l'Europe, européen.
            stems.discard(own)
            free = [other for other in free if stem(other.plain) != own]
        for other in free:
            if self._stands_for(other, word, number, stems):
                if other.capital:
                    self._taken.add(other.start)
                return True
        return False

    def _stands_for(self, other: Word, word: Word, number: int, stems: set[str]) -> bool:
        """Tell whether a word of the target may be a name of the source, by its letters, its sound or the lexicon."""
        sound = sounds(word.text)
        if not other.capital:
            # Small letters are those of a word of the dictionary, of its adjective (biblical), or of the same sound.
            beginning = word.plain[: max(4, min(5, len(word.plain) - 1))]
            if not _common(word.lowered):
                longer = len(other.plain) > len(word.plain) > 4 and other.plain.startswith(beginning)
                return longer or (len(sound) > 2 and sounds(other.text) == sound)
            return stem(other.plain) in stems or (len(word.plain) > 4 and other.plain.startswith(beginning[:4]))
        return (
            stem(other.plain) in stems
            or (_common(word.lowered) and len(word.plain) > 4 and other.plain[:4] == word.plain[:4])
            or (len(sound) > 1 and sounds(other.text) == sound)
            or self._alike(word, other)
            or (len(other.plain) > 3 and word.plain.startswith(other.plain))
            or (not other.opens and other.plain in translations(word.lowered))
            or (other.text.isupper() and len(other.text) > 1 and self._initials(number, other.text))
        )

    def _adjectives(self, word: Word, offered: Sequence[str]) -> frozenset[str]:
        """Return what the English calls the people of a place, or what is of it: le championnat de France, French."""
        return frozenset[str]().union(*(peoples().get(one, frozenset()) for one in (word.plain, *offered)))

    def _stands(self, rendering: frozenset[str]) -> bool:
        """Tell whether all words of a rendering are in the target, whatever their endings."""
        stems = {stem(word.plain) for word in self._there}
        return all(stem(word) in stems for word in rendering)

    def _alike(self, one: Word, other: Word) -> bool:
        return (
            other.capital
            and one.plain[0] == other.plain[0]
            and SequenceMatcher(None, one.plain, other.plain).ratio() >= self._close
        )

    def _acronym_found(self, letters: str) -> bool:
        """Tell whether the target has the letters of an acronym, in any order: in one word, or as initials in a row.

        English turns many around: l'ADN is DNA, le GP the Grand Prix.
        """
        wanted = sorted(letters.upper())
        if any(word.capital and sorted(word.text.upper()) == wanted for word in self._there):
            return True
        size = len(letters)
        initials = [word.text[0] for word in self._there]
        return any(sorted(initials[start : start + size]) == wanted for start in range(len(initials) - size + 1))

    def _initials(self, number: int, letters: str) -> bool:
        """Tell whether `letters` are the first ones of words in a row, a name with this number among them.

        Small words between them do not count: New York, NY; l'université de Washington, UW.
        """
        idle = listed(LISTS, "french-function")
        around = range(max(0, number - 2 * len(letters)), min(len(self._here), number + 2 * len(letters)))
        some = [other for other in around if other == number or self._here[other].plain not in idle]
        place, size = some.index(number), len(letters)
        return any(
            "".join(self._here[other].plain[0] for other in some[start : start + size]) == letters.lower()
            for start in range(max(0, place - size + 1), place + 1)
        )

    def is_excused(self, word: Word) -> bool:
        """Tell whether a name that the target lacks may be said by other words, or need not be said."""
        near = standing_near(self._pair, word.span)
        if self._is_missed(near):
            return False
        free = {other.start for other in coverage(self._pair.source, self._pair.target).added}
        unclaimed = [other for other in near if other.start in free]
        new = {other.start for other in self.new()}
        if _is_acronym(word) and self._is_other_acronym(word, near, free):
            return True
        if any(other.start in new and not is_english_word(other.plain) for other in near):
            return False
        if _usual(word):
            return self._is_said_freely(word, unclaimed)
        return self._is_aside(word) or self._is_short_form(word) or self._is_pointed_at(word)

    def _is_missed(self, near: Sequence[Word]) -> bool:
        """Tell whether the target lacks a noun about where the name has to be: the is proposing."""
        holes = [match.start() for match in _HOLE.finditer(self._pair.target)]
        return any(near[0].start <= hole <= near[-1].end for hole in holes) if near else False

    def _is_other_acronym(self, word: Word, near: Sequence[Word], free: Collection[int]) -> bool:
        """Tell whether an acronym that nothing in the source stands for is near, or has half of the letters at least.

        The acronym of a translated name has few letters of it: l'USI, the ICU.
        """
        others = [other for other in self._there if _is_acronym(other) and other.start in free]
        wanted = Counter(word.text.upper())
        return any(
            other in near or 2 * (wanted & Counter(other.text.upper())).total() >= len(word.text) for other in others
        )

    def _is_said_freely(self, word: Word, unclaimed: Sequence[Word]) -> bool:
        """Tell whether words near may say a word of the dictionary that stands in a title or in the name of a body."""
        known = self._packed.get(self._numbers[word.start])
        if known is not None and known.proper:
            return any(other.capital for other in unclaimed) or self._is_short_form(word) or self._is_pointed_at(word)
        return any(_NO_NOUN.search(other.plain) is None for other in unclaimed)

    def _is_aside(self, word: Word) -> bool:
        """Tell whether a name stands in brackets that the target has not: they may be meant for French readers."""
        return _ASIDE.search(self._pair.target) is None and any(
            match.start() < word.start < match.end() for match in _ASIDE.finditer(self._pair.source)
        )

    def _is_pointed_at(self, word: Word) -> bool:
        """Tell whether a name is of a place that the target speaks of as to its own readers: our country."""
        before = self._here[max(0, self._numbers[word.start] - 1)].plain
        known = self._packed.get(self._numbers[word.start])
        if before not in _WHERE and not (known and known.proper):
            return False
        spoken = [word.plain for word in self._there]
        return any(pair in _POINTING for pair in pairwise(spoken)) or "here" in spoken

    def _is_short_form(self, word: Word) -> bool:
        """Tell whether the target has the rest of a name: Larry Hagman became Hagman, Hérode le Grand Herod."""
        number = self._numbers[word.start]
        lost = {one.start for one in self.lost()}
        known = self._packed.get(number)
        if known is not None and len(known.french) > 1:
            some = [other for other in range(len(self._here)) if self._packed.get(other) is known]
            return any(self._here[other].capital and self._here[other].start not in lost for other in some)
        if number + 1 >= len(self._here) or _is_acronym(word):
            return False
        behind = self._here[number + 1]
        joined = self._pair.source[word.end : behind.start]
        return behind.capital and joined == " " and any(one.plain == behind.plain for one in self._there)

    def new(self) -> list[Word]:
        """Return the names of the target that nothing in the source stands for."""
        if self._new is None:
            self._new = self._of_target_alone()
        return self._new

    def _of_target_alone(self) -> list[Word]:
        spoken = {word.plain for word in self._here} | {stem(word.plain) for word in self._here}
        heard = {sounds(word.text) for word in self._here if word.capital}
        usual = listed(LISTS, "capital-in-english")
        doubtful = [
            word
            for word in self._there
            if word.capital
            and not word.opens
            and len(word.plain) > 2
            and word.plain not in usual
            and word.plain not in spoken
            and stem(word.plain) not in spoken
            and sounds(word.text) not in heard
        ]
        if not doubtful:
            return []
        offered = {one for other in self._here for one in translations(other.lowered)}
        offered |= {one for known in self._packed.values() for rendering in known.renderings for one in rendering}
        offered |= {stem(one) for one in offered}
        return [
            word
            for word in doubtful
            if word.plain not in offered and stem(word.plain) not in offered and not self._is_near(word)
        ]

    def _is_near(self, word: Word) -> bool:
        """Tell whether a word of the target is spelt nearly like one of the source."""
        near = self._near.get(word.plain)
        if near is None:
            # A text of very many words has one that is near enough; to look for it would take far too long.
            many = len(self._near) * len(self._spellings) > _MOST_COMPARED
            near = many or any(self._alike(other, word) for other in self._spellings)
            self._near[word.plain] = near
        return near


NAMES = (
    Check(
        "names",
        "a name or an acronym of the source is not in the target",
        "Words with a capital inside a French sentence, and those at its start that the dictionary lacks, are looked "
        "for in the English: the same letters, the same sounds (Poutine, Putin), the translations in the lexicon and "
        "in the packs of names (Londres, London).",
        Example(
            "Hier, Gaston Lagaffe a vu Moscou.",
            "Gaston Dupont saw Moscow yesterday.",
            "Gaston Lagaffe saw Moscow yesterday.",
        ),
        check_names,
        ("name-common", "name-likeness", "name-translation", "name-usual"),
    ),
)
