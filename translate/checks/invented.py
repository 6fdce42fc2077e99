"""Words that no English speaker knows: a model that meets a rare French word may make one up."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from glossary.bilingual.cognates import is_cognate
from glossary.english.formation import compound, is_formed
from glossary.english.lexicon import is_word, nearest
from glossary.french.lexicon import in_dictionary
from glossary.tables import expression
from glossary.terms.literals import find_literals
from translate.checks.base import Check, Example, Pair, Word, finding, limit, plain_words, quoted, words
from translate.checks.dictionary import is_english, pack_terms, translations
from translate.checks.support import in_english, sounds, stem
from translate.documents.records import Finding, Severity

_SHORTEST = 4
"""Shorter unknown words are units, abbreviations and sounds as often as not."""
_JOINING = frozenset("&@_/\\#$%.=<>*`")
"""What stands before a word that is a part of code, of an address or of an entity."""
_MOST_NEAR = 200
"""Words of the source that are compared with a word of the target: no sentence of newstest2013 has as many, and in a
line that holds many sentences the time grows with the line alone."""
_CONTINUED = expression(r"[’'][^\W\d_]|[_/\\=@]|\.\w")


@dataclass(frozen=True, slots=True)
class Invented:
    """A word of a target that is no English one, how grave that is, and what may be meant, None where unknown."""

    word: Word
    severity: Severity
    meant: str | None


def invented_words(pair: Pair) -> list[Invented]:
    """Return the words of the target that are not English and that nothing in the source accounts for, in order.

    Words with a capital that look like one in the French are names, which another check looks at. What the French says
    in the same letters is no invention; the regular cognate of a French word that is rare itself is let pass.

    >>> [found.word.text for found in invented_words(Pair("Elle mange de la présure.", "She eats the prezure."))]
    ['prezure']
    """
    doubtful = [word for word in words(pair.target) if _is_doubtful(word, pair.target)]
    if not doubtful:
        return []
    here = words(pair.source)
    excuses, links = _Excuses(pair, here), _Links(pair, here)
    found = []
    for word in doubtful:
        near = _near(word, pair, here)
        if not (is_formed(word.plain) or excuses.cover(word, near)):
            found.append(_judged(word, near, links))
    return found


def _near(word: Word, pair: Pair, here: Sequence[Word]) -> Sequence[Word]:
    """Return the words of the source that one of the target may stand for: all of a sentence, some of a longer text."""
    if len(here) <= _MOST_NEAR:
        return here
    middle = len(here) * word.span.start // len(pair.target)
    start = min(max(0, middle - _MOST_NEAR // 2), len(here) - _MOST_NEAR)
    return here[start : start + _MOST_NEAR]


def _judged(word: Word, here: Sequence[Word], links: "_Links") -> Invented:
    slip_for = _slip_for(word.plain, here)
    if slip_for is not None:
        return Invented(word, Severity.NOTE, slip_for)
    parts = compound(word.plain)
    if parts is not None:
        return Invented(word, Severity.NOTE, " ".join(parts))
    # A word with a capital may be a name; other slips of the pen are a letter away from what was meant; where the
    # French has words that no dictionary has, as texts on medicine do, the English has them too.
    severity = Severity.ERROR
    if word.capital:
        severity = Severity.NOTE
    elif nearest(word.plain) or any(_is_strange(other) and not other.capital for other in here):
        severity = Severity.WARNING
    return Invented(word, severity, suggestion(word.plain, links.of(word, here)))


def _is_doubtful(word: Word, text: str) -> bool:
    if len(word.plain) < _SHORTEST or not (word.plain.isascii() and word.plain.isalpha()) or is_word(word.plain):
        return False
    if not (word.text.islower() or (word.text[1:].islower() and not is_english(word.plain))):
        return False
    before = text[: word.span.start][-1:]
    return before not in _JOINING and _CONTINUED.match(text, word.span.end) is None


class _Excuses:
    """What accounts for an unknown word: the source, the packs, the user's terms, code."""

    def __init__(self, pair: Pair, here: Sequence[Word]) -> None:
        # Without its accents a word of the French dictionary is neither French nor English any more.
        self._left = {one for word in here for one in _numbers(word.text.lower())}
        self._left |= {one for word in here if _is_strange(word) for one in _numbers(word.plain)}
        self._sounds = {sounds(word.text) for word in here if _is_named(word)}
        self._wanted = {one for match in pair.matches for one in plain_words(match.term.target)}
        self._wanted |= {one for known in pack_terms(here).values() for some in known.renderings for one in some}
        self._wanted |= {one + "s" for one in self._wanted}
        self._literals = find_literals(pair.target)

    def cover(self, word: Word, near: Sequence[Word]) -> bool:
        """Tell whether a word has an excuse; `near` are the words of the source that it may stand for."""
        if {word.plain, word.text.lower()} & self._left or word.plain in self._wanted:
            return True
        if sounds(word.text) in self._sounds or (word.capital and _is_name(word, near)):
            return True
        last = bisect_right(self._literals, word.span.start, key=lambda span: span.start) - 1
        if last >= 0 and word.span.start < self._literals[last].end:
            return True
        return any(
            other.plain != word.plain and is_cognate(other.plain, word.plain) and _is_unknown(other.text.lower())
            for other in near
        )


def _is_named(word: Word) -> bool:
    return word.capital or _is_strange(word)


def _is_name(word: Word, near: Sequence[Word]) -> bool:
    likeness = limit("name-likeness")
    return any(
        other.plain[:4] == word.plain[:4] or SequenceMatcher(None, other.plain, word.plain).ratio() >= likeness
        for other in near
        if _is_named(other) and not (other.opens and in_dictionary(other.lowered))
    )


def _numbers(word: str) -> tuple[str, str, str]:
    """Return a word as it is, with an s and without."""
    return word, word + "s", word.removesuffix("s")


def _is_strange(word: Word) -> bool:
    """Tell whether the French dictionary lacks a word of the source: a name or a foreign word."""
    return not in_dictionary(word.text.lower())


def _is_unknown(lowered: str) -> bool:
    """Tell whether a French word is so rare that the lexicon does not know what it is in English."""
    return not translations(lowered, limit("invented-known"))


def _slip_for(word: str, here: Sequence[Word]) -> str | None:
    """Return the frequent word that one slip of the pen makes `word` of, where a word of the source means it."""
    near = nearest(word)
    if not near:
        return None
    meant = frozenset[str]().union(*(in_english(one.plain, one.text.lower()) for one in here))
    return next((one for one in near if one in meant or stem(one) in meant), None)


def suggestion(word: str, french: Sequence[str]) -> str | None:
    """Return the word that is likely meant by a made-up one, None where nothing speaks for any.

    :param word: the made-up word, plain.
    :param french: the French words that it may stand for: those that an alignment links it with, or all.

    >>> suggestion("presure", ["la", "pression", "monte"]), suggestion("gnarfle", ["pression"])
    ('pressure', None)
    """
    likeness = limit("invented-likeness")
    found = [
        (SequenceMatcher(None, word, one).ratio(), one)
        for other in french
        for one in translations(other.lower(), limit("invented-translation"))
        if len(one) >= _SHORTEST
    ]
    best = max(found, default=(0.0, ""))
    return best[1] if best[0] >= likeness else None


def check_invented(pair: Pair) -> Iterator[Finding]:
    """Find words of the target that are no English words."""
    for found in invented_words(pair):
        message = f"{quoted(found.word.text)} is no English word"
        if found.meant is not None:
            message += f"; it may be {quoted(found.meant)}"
        yield finding("invented", found.severity, message, target=found.word.span)


class _Links:
    """Which words of the source the alignment links with a word of the target."""

    def __init__(self, pair: Pair, here: Sequence[Word]) -> None:
        self._targets = pair.links.target if pair.links is not None else ()
        self._sources: dict[int, list[str]] = defaultdict(list)
        if pair.links is not None:
            starts = [word.span.start for word in here]
            for source, target, _ in pair.links.pairs:
                span = pair.links.source[source]
                first = max(0, bisect_right(starts, span.start) - 1)
                self._sources[target] += [
                    word.text for word in here[first : bisect_left(starts, span.end)] if span.overlaps(word.span)
                ]

    def of(self, word: Word, here: Sequence[Word]) -> list[str]:
        """Return the linked words of the source; all of `here` where there is none."""
        first = max(0, bisect_right(self._targets, word.span.start, key=lambda span: span.start) - 1)
        last = bisect_left(self._targets, word.span.end, key=lambda span: span.start)
        linked = [
            text
            for number in range(first, last)
            if self._targets[number].overlaps(word.span)
            for text in self._sources.get(number, ())
        ]
        return linked or [other.text for other in here]


INVENTED = (
    Check(
        "invented",
        "a word that is no English word",
        "A model that meets a rare French word may make an English one up. Words in small letters are looked up in a "
        "large list of English words; regular derivations, names and words of the source, terms of the packs and of "
        "the glossary are let pass. A compound of two English words, a slip of the pen for a word that the French "
        "means, and a first word of a sentence, which may be a name, are notes; a warning is what lies one letter from "
        "an English word, and what stands for French that holds unknown words itself.",
        Example(
            "La pression monte dans la chaudière.",
            "The prassuring is rising in the boiler.",
            "The pressure is rising in the boiler.",
        ),
        check_invented,
        ("invented-known", "invented-likeness", "invented-translation"),
    ),
)
