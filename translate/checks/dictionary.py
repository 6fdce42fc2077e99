"""What the French-English lexicon and the packs of names tell the checks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from glossary.bilingual import lexicon
from glossary.packs import load_packs
from glossary.terms import Kind, Term
from translate.checks.base import Word, first_word, listed, plain, plain_words

_TABLE = "check-words.tsv"


@lru_cache(maxsize=1 << 15)
def translations(word: str, least: float = 0.02) -> tuple[str, ...]:
    """Return the English content words, plain, that a French word in small letters may be, the likeliest first.

    :param least: the smallest probability, 0 to 1.
    """
    idle = listed(_TABLE, "english-function")
    found = [
        (probability, plain(english))
        for english, probability in lexicon().translations(word).items()
        if english[0].isalpha() and probability >= least and (english not in idle or probability > 0.5)
    ]
    return tuple(english for _, english in sorted(found, reverse=True))


def is_english(word: str) -> bool:
    """Tell whether the lexicon has an English word, in small letters."""
    return word in lexicon().english


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
def _by_first_word() -> Mapping[str, Sequence[tuple[str, Term]]]:
    """Return the spellings of the packs, each with its term, by their first word; the rest is read when it is met."""
    found: dict[str, list[tuple[str, Term]]] = defaultdict(list)
    for term in load_packs():
        for spelling in term.spellings:
            found[first_word(spelling)].append((spelling, term))
    return found


@lru_cache(maxsize=1 << 14)
def _beginning_with(word: str) -> Sequence[PackTerm]:
    """Return the terms in the packs whose first French word this is, the longest first."""
    found: dict[tuple[str, ...], set[frozenset[str]]] = defaultdict(set)
    proper: dict[tuple[str, ...], bool] = {}
    idle = listed(_TABLE, "english-function")
    for spelling, term in _by_first_word().get(word, ()):
        french = tuple(plain_words(spelling))
        found[french] |= {
            frozenset(word for word in plain_words(text) if word not in idle or text.isupper())
            for text in (term.target, *term.accepted)
        }
        proper[french] = proper.get(french, True) and term.kind in _PROPER
    return [
        PackTerm(french, frozenset(rendering for rendering in found[french] if rendering), proper[french])
        for french in sorted(found, key=len, reverse=True)
    ]


def pack_terms(here: Sequence[Word]) -> dict[int, PackTerm]:
    """Return what the packs have for the words of a French text, by the number of each word.

    Of terms within each other the longest counts.
    """
    found: dict[int, PackTerm] = {}
    number = 0
    while number < len(here):
        known = next(_terms_at(here, number), None)
        length = len(known.french) if known else 1
        if known:
            found.update({number + place: known for place in range(length)})
        number += length
    return found


def _terms_at(here: Sequence[Word], number: int) -> Iterator[PackTerm]:
    for form in _singulars(here[number].plain):
        for term in _beginning_with(form):
            rest = here[number + 1 : number + len(term.french)]
            if len(rest) == len(term.french) - 1 and all(
                word.plain in (wanted, wanted + "s") for word, wanted in zip(rest, term.french[1:], strict=True)
            ):
                yield term


@lru_cache(maxsize=1 << 14)
def _singulars(word: str) -> tuple[str, ...]:
    """Return a French word, plain, and what it may be in the singular and the masculine."""
    forms = [word]
    for ending, other in (("s", ""), ("e", ""), ("nn", "n")):
        if forms[-1].endswith(ending) and len(forms[-1]) > 4:
            forms.append(forms[-1].removesuffix(ending) + other)
    return tuple(forms)
