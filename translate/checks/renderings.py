"""One term, one rendering: words of the French that come again in a document, and what they are in its English."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from glossary.edits import Span
from glossary.french.lexicon import form
from glossary.tables import lines_of, rows
from translate.checks.base import DocumentCheck, Example, Pair, Word, finding, limit, listed, quoted, words
from translate.checks.dictionary import translations
from translate.checks.support import LISTS, sounds
from translate.documents.records import Finding, Severity

_Located = Iterator[tuple[int, Finding]]
_SHORTEST = 4
_LETTERS = 5
"""English words are compared by so many letters of their singular, so that inflected forms are one word."""
_DERIVED = ("s", "es", "n", "an", "ian", "ese", "ish", "ic", "ist", "ism", "er", "i", "ite", "is", "e")
"""What is added to a name for a plural, a people or a language."""


@dataclass(frozen=True, slots=True)
class _Use:
    """A use of a term: the number of its pair, its words in the French, and what it is in English, compared as `said`.

    `said` has one part for each word.
    """

    number: int
    french: tuple[Word, ...]
    said: tuple[str, ...]
    english: Word


@cache
def _irregular() -> Mapping[str, str]:
    found = rows(lines_of("glossary", "english-plurals.tsv"), ("singular", "plural"))
    return {several: singular for _, (singular, several) in found}


@lru_cache(maxsize=1 << 14)
def _lemma(word: str) -> str:
    """Return the first letters of the singular of an English word, plain."""
    word = _irregular().get(word, word)
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        word = word[:-1]
    return word[:_LETTERS].removesuffix("y").removesuffix("i")


@lru_cache(maxsize=1 << 14)
def _key(word: str) -> str:
    """Return a French word, plain, without the ending of the plural and of the feminine."""
    return word.removesuffix("s").removesuffix("x").removesuffix("e") if len(word) > _SHORTEST else word


@lru_cache(maxsize=1 << 14)
def _offered(lowered: str, least: float) -> frozenset[str]:
    return frozenset(_lemma(english) for english in translations(lowered, least))


@lru_cache(maxsize=1 << 14)
def _is_noun(lowered: str, others: str = "VGI") -> bool:
    """Tell whether a French word is a noun and nothing of the kinds `others`."""
    known = form(lowered)
    return known is not None and known.has("N") and not known.has(others)


@lru_cache(maxsize=1 << 14)
def _is_adjective(lowered: str) -> bool:
    known = form(lowered)
    return known is not None and known.has("AP")


def _is_term(lowered: str) -> bool:
    """Tell whether a word alone is a term: frequent nouns have many senses."""
    known = form(lowered)
    return known is not None and known.count <= limit("rendering-common") and _is_noun(lowered, "VGIDAP")


def check_renderings(pairs: Sequence[Pair]) -> _Located:
    """Find terms that are rendered otherwise than most of the time near by."""
    places: dict[str, dict[int, int]] = defaultdict(dict)
    idle = listed(LISTS, "french-function")
    for number, pair in enumerate(pairs):
        for place, word in enumerate(words(pair.source)):
            if len(word.plain) >= _SHORTEST and not word.capital and word.plain not in idle:
                places[_key(word.plain)].setdefault(number, place)
    english = _English(pairs)
    for uses_of in places.values():
        if len(uses_of) <= limit("rendering-majority"):
            continue
        number, place = next(iter(uses_of.items()))
        lowered = words(pairs[number].source)[place].lowered
        if len(_offered(lowered, limit("rendering-translation"))) > 1 and _is_noun(lowered):
            yield from _inconsistent(_terms(pairs, uses_of, english))


def _terms(pairs: Sequence[Pair], uses_of: Mapping[int, int], english: "_English") -> Iterator[list[_Use]]:
    """Yield the uses of a noun alone, and those of the noun with each adjective behind it."""
    alone: list[_Use] = []
    with_adjective: dict[str, list[_Use]] = defaultdict(list)
    for number, place in uses_of.items():
        here = words(pairs[number].source)
        noun = here[place]
        said = english.of(number, noun)
        if said is None:
            continue
        if _is_term(noun.lowered):
            alone.append(_Use(number, (noun,), (said[0],), said[1]))
        if place + 1 < len(here):
            other = here[place + 1]
            near = other.start - noun.end == 1 and not other.capital
            if near and _is_adjective(other.lowered) and (quality := english.of(number, other)) is not None:
                use = _Use(number, (noun, other), (said[0], quality[0]), said[1])
                with_adjective[_key(other.plain)].append(use)
    yield alone
    yield from with_adjective.values()


def _inconsistent(terms: Iterator[list[_Use]]) -> _Located:
    told: set[int] = set()
    for uses in terms:
        if len({use.said for use in uses}) < 2:
            continue
        for use in uses:
            usual = _usual(use, uses)
            if usual is not None and use.number not in told:
                told.add(use.number)
                yield use.number, usual


def _usual(use: _Use, uses: Sequence[_Use]) -> Finding | None:
    """Return what there is to say of a use of a term that is rendered in another way most of the time near by."""
    near = [other for other in uses if 0 < abs(other.number - use.number) <= limit("rendering-near")]
    if not near:
        return None
    counts = Counter(other.said for other in near)
    said, count = counts.most_common(1)[0]
    if said == use.said or count < limit("rendering-majority") or count <= counts[use.said]:
        return None
    other = next(other for other in near if other.said == said)
    term = " ".join(word.text for word in use.french)
    message = (
        f"{quoted(term)} is {quoted(use.english.text)} here and {quoted(other.english.text)} {count} times near by"
    )
    return finding(
        "renderings",
        Severity.NOTE,
        message,
        source=Span(use.french[0].start, use.french[-1].end),
        target=use.english.span,
        measured=count,
        limit=limit("rendering-majority") - 1,
    )


class _English:
    """The English of words of the French: by the alignment of a pair where it has one, else by the lexicon."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = pairs
        self._there: dict[int, Mapping[str, Word]] = {}

    def of(self, number: int, word: Word) -> tuple[str, Word] | None:
        """Return the word that a word of a source is in its target, with its lemma; None where that is not sure."""
        pair = self._pairs[number]
        there = self._there.get(number)
        if there is None:
            there = {_lemma(other.plain): other for other in words(pair.target)}
            self._there[number] = there
        found = _offered(word.lowered, limit("rendering-translation")) & there.keys()
        if len(found) != 1:
            return None
        lemma = next(iter(found))
        if pair.links is not None:
            return (lemma, there[lemma]) if _linked(pair, word, there[lemma]) else None
        own = _key(word.plain)
        for other in words(pair.source):
            if lemma in _offered(other.lowered, limit("rendering-other")) and _key(other.plain) != own:
                return None
        return lemma, there[lemma]


def _linked(pair: Pair, word: Word, other: Word) -> bool:
    """Tell whether the alignment of a pair joins a word of its source with one of its target."""
    if pair.links is None:
        return False
    here, there = word.span, other.span
    return any(
        pair.links.source[source].overlaps(here) and pair.links.target[target].overlaps(there)
        for source, target, _ in pair.links.pairs
    )


def check_name_spellings(pairs: Sequence[Pair]) -> _Located:
    """Find names that are spelt in one way in the French and in two in the English."""
    places: dict[str, list[tuple[int, Word]]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        for word in words(pair.source):
            if word.capital and not word.opens and len(word.plain) >= limit("spelling-letters"):
                places[word.plain].append((number, word))
    for spelt in places.values():
        if len(spelt) < 2 or translations(spelt[0][1].lowered, limit("spelling-translation")):
            continue
        found: dict[str, list[tuple[int, Word, Word]]] = defaultdict(list)
        for number, word in spelt:
            if (other := _spelling(word, words(pairs[number].target))) is not None:
                found[other.plain].append((number, word, other))
        if len(found) > 1:
            usual = max(found, key=lambda spelling: len(found[spelling]))
            for spelling, uses in found.items():
                if spelling != usual and not _is_derived(spelling, usual):
                    yield from _misspelt(uses, found[usual][0][2])


def _spelling(word: Word, there: Sequence[Word]) -> Word | None:
    """Return the one word of a target that a name of the source is; None where there is none, or several."""
    sound = sounds(word.text)
    found: dict[str, Word] = {}
    for other in there:
        if other.plain == word.plain:
            return other
        if other.capital and other.plain[0] == word.plain[0] and sounds(other.text) == sound and len(sound) > 2:
            found[other.plain] = other
    return next(iter(found.values())) if len(found) == 1 else None


def _is_derived(one: str, other: str) -> bool:
    """Tell whether one of two names may be the plural of the other, or its people."""
    short, long = sorted((one, other), key=len)
    return any(long == base + ending for base in (short, short[:-1]) for ending in _DERIVED)


def _misspelt(uses: Sequence[tuple[int, Word, Word]], usual: Word) -> _Located:
    for number, word, other in uses:
        message = f"the name {quoted(word.text)} is {quoted(other.text)} here and {quoted(usual.text)} elsewhere"
        yield (
            number,
            finding("name-spelling", Severity.WARNING, message, source=word.span, target=other.span),
        )


RENDERINGS = (
    DocumentCheck(
        "renderings",
        "a term is rendered otherwise than near by",
        "A noun of the French that is no everyday word, or a noun with its adjective, that comes again within some "
        "sentences: by the word alignment, or by the lexicon where there is none, its English is compared. Where most "
        "have one rendering, another one is a note: synonyms may be wanted, terms are best kept.",
        Example(
            "La boisson est froide.\nIl prend une boisson.\nUne boisson, monsieur ?",
            "The drink is cold.\nHe takes a drink.\nA beverage, sir?",
            "The drink is cold.\nHe takes a drink.\nA drink, sir?",
        ),
        check_renderings,
        ("rendering-common", "rendering-majority", "rendering-near", "rendering-other", "rendering-translation"),
    ),
    DocumentCheck(
        "name-spelling",
        "a name is spelt in two ways",
        "A name that the French spells in one way, and the English in two that sound alike.",
        Example(
            "On a vu Terechkova hier.\nPuis Terechkova est partie.",
            "Tereshkova was seen yesterday.\nThen Tereschkova left.",
            "Tereshkova was seen yesterday.\nThen Tereshkova left.",
        ),
        check_name_spellings,
        ("spelling-letters", "spelling-translation"),
    ),
)
