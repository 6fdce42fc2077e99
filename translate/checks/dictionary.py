"""What the French-English lexicon and the packs of names tell the checks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from glossary.bilingual.lexicon import lexicon
from glossary.terms.packs import load_packs
from glossary.terms.records import Kind, Term
from translate.checks.base import Word, first_word, listed, plain, plain_words

_TABLE = "check-words.tsv"


@lru_cache(maxsize=1 << 15)
def translations(word: str, least: float = 0.02) -> tuple[str, ...]:
    """Return the English content words, plain, that a French word in small letters may be, the likeliest first.

    :param least: the smallest probability, 0 to 1.
    """
    found = lexicon().translations(word)
    if not found:
        return ()
    idle = listed(_TABLE, "english-function")
    likely = [
        (probability, english if english.isascii() else plain(english))
        for english, probability in found.items()
        if probability >= least and english[0].isalpha() and (english not in idle or probability > 0.5)
    ]
    return tuple(english for _, english in sorted(likely, reverse=True))


def is_english(word: str) -> bool:
    """Tell whether the lexicon has an English word, in small letters."""
    return lexicon().has_english(word)


@dataclass(frozen=True, slots=True)
class PackTerm:
    """What the packs say of a French word or phrase: its words, plain, and the words of each English rendering.

    `proper` says that it is a person, a place, a people or an acronym, and not a body, an office or a thing.
    """

    french: tuple[str, ...]
    renderings: frozenset[frozenset[str]]
    proper: bool


_PROPER = (Kind.PERSON, Kind.PLACE, Kind.DEMONYM, Kind.ABBREVIATION, Kind.KEEP)


@cache
def peoples() -> Mapping[str, frozenset[str]]:
    """Return the adjectives and peoples of English places, both plain, as the packs have them; read once.

    >>> sorted(peoples()["france"])
    ['french', 'frenchman', 'frenchmen', 'frenchwoman']
    """
    found: dict[str, set[str]] = defaultdict(set)
    for term in load_packs():
        if term.kind is Kind.DEMONYM:
            forms = [plain(text) for text in (term.target, *term.accepted)]
            for form in forms:
                found[form].update(other for other in forms if other != form)
    return {place: frozenset(adjectives) for place, adjectives in found.items()}


class _Entry(NamedTuple):
    """A spelling of a term of the packs, plain; `order` is its place among those with the same first word."""

    french: tuple[str, ...]
    term: Term
    order: int


@cache
def _by_first_word() -> Mapping[str, Sequence[tuple[str, Term]]]:
    """Return the spellings of the packs, each with its term, by their first word; the rest is read when it is met."""
    found: dict[str, list[tuple[str, Term]]] = defaultdict(list)
    for term in load_packs():
        for spelling in term.spellings:
            found[first_word(spelling)].append((spelling, term))
    return found


@lru_cache(maxsize=1 << 14)
def _by_second_word(first: str) -> Mapping[str, Sequence[_Entry]]:
    """Return the spellings of the packs with this first word by their second one, empty where there is none."""
    found: dict[str, list[_Entry]] = defaultdict(list)
    for order, (spelling, term) in enumerate(_by_first_word().get(first, ())):
        french = tuple(plain_words(spelling))
        found[french[1] if len(french) > 1 else ""].append(_Entry(french, term, order))
    return found


@lru_cache(maxsize=1 << 15)
def _beginning_with(word: str, after: str) -> tuple[PackTerm, ...]:
    """Return the terms in the packs that may begin with these two French words, plain, the likeliest first.

    First come those with the word itself, then those with another form of it; the longest of them first.
    """
    known = _by_first_word()
    seconds = ("", after, after[:-1]) if after.endswith("s") else ("", after)
    found: list[PackTerm] = []
    for form in _singulars(word):
        if form in known:
            by_second = _by_second_word(form)
            entries = [entry for second in dict.fromkeys(seconds) for entry in by_second.get(second, ())]
            found += _terms_of(sorted(entries, key=lambda entry: (-len(entry.french), entry.order)))
    return tuple(found)


def _terms_of(entries: Sequence[_Entry]) -> list[PackTerm]:
    found: dict[tuple[str, ...], set[frozenset[str]]] = defaultdict(set)
    proper: dict[tuple[str, ...], bool] = {}
    idle = listed(_TABLE, "english-function")
    for entry in entries:
        term = entry.term
        found[entry.french] |= {
            frozenset(word for word in plain_words(text) if word not in idle or text.isupper())
            for text in (term.target, *term.accepted)
        }
        proper[entry.french] = proper.get(entry.french, True) and term.kind in _PROPER
    return [
        PackTerm(french, frozenset(rendering for rendering in renderings if rendering), proper[french])
        for french, renderings in found.items()
    ]


@lru_cache(maxsize=1 << 15)
def _begins(word: str) -> bool:
    """Tell whether a term of the packs may begin with a French word, plain."""
    known = _by_first_word()
    return any(form in known for form in _singulars(word))


def pack_terms(here: Sequence[Word]) -> dict[int, PackTerm]:
    """Return what the packs have for the words of a French text, by the number of each word.

    Of terms within each other the longest counts.
    """
    found: dict[int, PackTerm] = {}
    end = 0
    for number, word in enumerate(here):
        if number < end or not _begins(word.plain):
            continue
        after = here[number + 1].plain if number + 1 < len(here) else ""
        terms = _beginning_with(word.plain, after)
        known = next((term for term in terms if _stands_at(here, number, term.french)), None)
        if known is not None:
            end = number + len(known.french)
            found.update(dict.fromkeys(range(number, end), known))
    return found


def _stands_at(here: Sequence[Word], number: int, french: Sequence[str]) -> bool:
    """Tell whether the words behind the first one of `french` stand behind the word with this number."""
    rest = here[number + 1 : number + len(french)]
    return len(rest) == len(french) - 1 and all(
        word.plain in (wanted, wanted + "s") for word, wanted in zip(rest, french[1:], strict=True)
    )


def _singulars(word: str) -> Sequence[str]:
    """Return a French word, plain, and what it may be in the singular and the masculine."""
    forms = [word]
    for ending, other in (("s", ""), ("e", ""), ("nn", "n")):
        if forms[-1].endswith(ending) and len(forms[-1]) > 4:
            forms.append(forms[-1].removesuffix(ending) + other)
    return forms
