"""Names and acronyms: what has a capital in the French must be found again in the English."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from glossary.french.lexicon import form
from translate.checks.base import Check, Example, Pair, Word, finding, limit, listed, quoted, words
from translate.checks.dictionary import pack_terms, translations
from translate.checks.support import LISTS, sounds, stem
from translate.documents.records import Finding, Severity

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ROMAN = re.compile(r"[IVXLCDM]+(?:er|re|e|ère|ème)?")


@lru_cache(maxsize=1 << 14)
def _common(lowered: str) -> bool:
    """Tell whether a word is well known in small letters; many a rare one is a name in most texts."""
    known = form(lowered)
    return known is not None and known.count >= limit("name-common") and any(code[0] != "X" for code in known.grammar)


_POINTING = {("this", "country"), ("our", "country"), ("the", "country"), ("at", "home")}
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
    for word in found:
        if not word.capital or len(word.plain) < 2 or word.plain in listed(LISTS, "no-name"):
            continue
        if _ROMAN.fullmatch(word.text):
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
    comparison = _Comparison(words(pair.source), names(pair.source), there)
    new = comparison.new()
    for word in comparison.lost():
        # A short acronym often has other letters in English; what stands in brackets may be meant for French readers;
        # a word of the dictionary is often left out or said otherwise.
        bracketed = _ASIDE.search(pair.target) is not None
        aside = not bracketed and any(
            match.start() < word.start < match.end() for match in _ASIDE.finditer(pair.source)
        )
        short = len(word.text) <= limit("name-acronym") and not new
        letters = _is_acronym(word) and (short or comparison.has_other_acronym)
        mild = (
            letters
            or (aside and not new)
            or (not new and (comparison.is_pointed_at or comparison.is_before_a_found_one(word)))
            or (_common(word.lowered) and not comparison.expects(word, sure=bool(new)))
        )
        message = f"the name {quoted(word.text)} is not in the target"
        if new:
            message += f"; {quoted(new[0].text)} there is not in the source"
        severity = Severity.NOTE if mild else Severity.WARNING
        yield finding("names", severity, message, source=word.span, target=new[0].span if new else None)
    if new and not comparison.lost():
        message = f"the name {quoted(new[0].text)} is not in the source"
        yield finding("names", Severity.NOTE, message, target=new[0].span)


class _Comparison:
    """The names of a pair, each of the source with the words of the target that may stand for it."""

    def __init__(self, here: Sequence[Word], wanted: Sequence[Word], there: Sequence[Word]) -> None:
        self._here, self._wanted, self._there = here, wanted, there
        self._numbers = {word.start: number for number, word in enumerate(here)} if wanted else {}
        self._close = limit("name-likeness")
        self._packed = pack_terms(here) if wanted or any(word.capital and not word.opens for word in there) else {}
        self._taken: set[str] = set()
        self._spellings = list({word.plain: word for word in here}.values())
        self._near: dict[str, bool] = {}
        self._lost: list[Word] | None = None

    def lost(self) -> list[Word]:
        """Return the names of the source without a word that stands for them; a word stands for one name only."""
        if self._lost is None:
            present = {word.plain for word in self._there}
            waiting = []
            seen = set()
            for word in self._wanted:
                if word.plain in present:
                    self._taken.add(word.plain)
                elif any(other.endswith(form) for form in self._whole(word) for other in present):
                    pass  # a part of a longer word: Sealion, wifi
                elif word.plain not in seen:
                    waiting.append(word)
                seen.add(word.plain)
            self._lost = [word for word in waiting if not self._found(word, present)]
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

    def _found(self, word: Word, present: set[str]) -> bool:
        number = self._numbers[word.start]
        known = self._packed.get(number)
        if known and any(self._stands(rendering) for rendering in known.renderings):
            return True
        if known and known.proper and len(known.french) > 1:
            return False
        offered = translations(word.lowered, limit("name-translation"))
        free = [other for other in self._there if other.plain not in self._taken]
        standing = {other.plain for other in free}
        for one in offered:
            if one in standing:
                return True
        if _is_acronym(word) and self._acronym_found(word.text):
            return True
        stems = {stem(one) for one in (word.plain, *offered)}
        own = stem(word.plain)
        if sum(stem(one.plain) == own for one in self._here) > sum(stem(one.plain) == own for one in self._there):
            # What looks like it in the target belongs to another word of the source: l'Europe, européen.
            stems.discard(own)
            free = [other for other in free if stem(other.plain) != own]
        common = _common(word.lowered)
        sound = sounds(word.text)
        for other in free:
            if not (common or other.capital):
                continue
            if (
                stem(other.plain) in stems
                or (common and len(word.plain) > 4 and other.plain[:4] == word.plain[:4])
                or (other.capital and len(sound) > 1 and sounds(other.text) == sound)
                or self._alike(word, other)
                or (other.text.isupper() and len(other.text) > 1 and self._initials(number, other.text))
            ):
                if other.capital:
                    self._taken.add(other.plain)
                return True
        return False

    def _stands(self, rendering: frozenset[str]) -> bool:
        """Tell whether all words of a rendering are in the target, whatever their endings."""
        stems = {stem(word.plain) for word in self._there}
        return all(stem(word) in stems for word in rendering)

    def expects(self, word: Word, *, sure: bool) -> bool:
        """Tell whether the packs know what a word is in English, or, where `sure` is enough, the lexicon is sure."""
        known = self._packed.get(self._numbers[word.start])
        return (known is not None and known.proper) or (sure and bool(translations(word.lowered, limit("name-sure"))))

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
        if any(word.text.isupper() and sorted(word.text) == wanted for word in self._there):
            return True
        size = len(letters)
        initials = [word.text[0] for word in self._there]
        return any(sorted(initials[start : start + size]) == wanted for start in range(len(initials) - size + 1))

    def _initials(self, number: int, letters: str) -> bool:
        """Tell whether `letters` are the first ones of names in a row, one of them with this number: New York, NY."""
        size = len(letters)
        for start in range(max(0, number - size + 1), number + 1):
            some = self._here[start : start + size]
            if "".join(word.text[0] for word in some) == letters:
                return True
        return False

    @property
    def has_other_acronym(self) -> bool:
        """Whether the target has an acronym that the source has not: it may be that of the English name."""
        own = {"".join(sorted(word.text)) for word in self._here}
        return any(
            word.text.isupper() and _is_acronym(word) and "".join(sorted(word.text)) not in own for word in self._there
        )

    @property
    def is_pointed_at(self) -> bool:
        """Whether the target speaks of this country, or of home, as a text does to its own readers."""
        spoken = [word.plain for word in self._there]
        return any(pair in _POINTING for pair in pairwise(spoken)) or "here" in spoken

    def is_before_a_found_one(self, word: Word) -> bool:
        """Tell whether the word behind a name is a name too, which the target has: Larry Hagman became Hagman."""
        behind = self._numbers[word.start] + 1
        if behind >= len(self._here):
            return False
        other = self._here[behind]
        return other.capital and other.start - word.end == 1 and any(one.plain == other.plain for one in self._there)

    def new(self) -> list[Word]:
        """Return the names of the target that nothing in the source stands for."""
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
        ("name-acronym", "name-common", "name-likeness", "name-translation", "name-sure"),
    ),
)
