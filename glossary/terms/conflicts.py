"""What is wrong within a glossary: terms that contradict each other, go in circles, stand twice or are never found."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from glossary.terms.records import Case, Glossary, Term

_PLAIN = str.maketrans(dict.fromkeys("’‘ʼ‛", "'") | dict.fromkeys("‐‑", "-"))


@dataclass(frozen=True, slots=True)
class Conflict:
    """The same French with two Englishes: `kept` stands later and counts, `lost` is passed over.

    `spelling` is the French that they share, the source or a variant of each.
    """

    spelling: str
    kept: Term
    lost: Term

    def __str__(self) -> str:
        return (
            f"{self.spelling!r} is {self.kept.target!r}{_place(self.kept)}, "
            f"not {self.lost.target!r}{_place(self.lost)}, since the later entry counts"
        )


@dataclass(frozen=True, slots=True)
class TermFinding:
    """What is wrong with a glossary: the check (a key of `CHECKS`), a sentence, and the terms it is about."""

    check: str
    message: str
    terms: tuple[Term, ...]


def plain(spelling: str) -> str:
    """Return `spelling` as it is compared: composed, with simple spaces, apostrophes and hyphens; capitals stay.

    >>> plain("L’Île\\u00a0 Maurice") == "L'Île Maurice"
    True
    """
    return " ".join(unicodedata.normalize("NFC", spelling).translate(_PLAIN).split())


def conflicts(glossary: Iterable[Term]) -> list[Conflict]:
    """Return where a term takes the French of an earlier one away with other English, in the order of the later ones.

    Capitals count, save for terms that are found in any case.

    >>> [str(each) for each in conflicts([Term("Kiev", "Kiev"), Term("Kiev", "Kyiv")])]
    ["'Kiev' is 'Kyiv', not 'Kiev', since the later entry counts"]
    """
    return [
        Conflict(spelling, later, earlier)
        for spelling, earlier, later in _meetings(glossary)
        if earlier.target != later.target
    ]


def check_glossary(glossary: Glossary) -> list[TermFinding]:
    """Return all that the `CHECKS` find, one check after the other, each in the order of the terms.

    Takes time in proportion to the size of the glossary.

    >>> [found.check for found in check_glossary(Glossary((Term("Kiev", "Kyiv"), Term("Kyiv", "Kiev"))))]
    ['cycle']
    """
    return [TermFinding(name, message, terms) for name, check in CHECKS.items() for message, terms in check(glossary)]


_Found = Iterator[tuple[str, tuple[Term, ...]]]


def _conflicts(glossary: Glossary) -> _Found:
    for conflict in conflicts(glossary):
        if _is_source(conflict):
            yield str(conflict), (conflict.lost, conflict.kept)


def _duplicates(glossary: Glossary) -> _Found:
    for spelling, earlier, later in _meetings(glossary):
        if earlier.target == later.target and plain(earlier.source) == plain(later.source):
            message = f"{spelling!r} is {later.target!r} twice{_places(earlier, later)}; remove one of the entries"
            yield message, (earlier, later)


def _cycles(glossary: Glossary) -> _Found:
    """Yield each ring of terms in which the English of one is the French of the next; equal sides are no ring."""
    after = {plain(term.source): term for term in glossary if plain(term.source) != plain(term.target)}
    seen: dict[str, int] = {}
    for number, start in enumerate(after):
        path: list[str] = []
        here = start
        while here in after and here not in seen:
            seen[here] = number
            path.append(here)
            here = plain(after[here].target)
        if seen.get(here) == number:
            ring = tuple(after[name] for name in path[path.index(here) :])
            chain = " -> ".join([ring[0].source, *(term.target for term in ring)])
            yield f"the entries go in a circle: {_cut(chain)}{_places(*ring)}; remove one of them", ring


def _dead_variants(glossary: Glossary) -> _Found:
    for term in glossary:
        known = {_key(term)(plain(term.source))}
        for variant in term.variants:
            key = _key(term)(plain(variant))
            if not key:
                yield f"{term.source!r} has an empty variant{_place(term)}; remove it", (term,)
            elif key in known:
                yield f"{term.source!r} has the variant {variant!r}{_place(term)} once too often; remove it", (term,)
            known.add(key)
    for conflict in conflicts(glossary):
        if not _is_source(conflict):
            message = (
                f"the variant {conflict.spelling!r} of {conflict.lost.source!r}{_place(conflict.lost)} is never found: "
                f"{conflict.kept.source!r}{_place(conflict.kept)} takes it"
            )
            yield message, (conflict.lost, conflict.kept)


def _contradictions(glossary: Glossary) -> _Found:
    for term in glossary:
        never = {plain(english) for english in term.forbidden}
        for english in dict.fromkeys((term.target, *term.accepted)):
            if plain(english) in never:
                message = f"{english!r} is both right and forbidden for {term.source!r}{_place(term)}; choose one"
                yield message, (term,)


def _never_found(glossary: Glossary) -> _Found:
    for term in glossary:
        for spelling in term.spellings:
            if spelling.strip() and not any(character.isalnum() for character in spelling):
                yield f"{spelling!r}{_place(term)} has no letter or digit and is never found; remove it", (term,)


CHECKS: Mapping[str, Callable[[Glossary], _Found]] = {
    "conflict": _conflicts,
    "duplicate": _duplicates,
    "cycle": _cycles,
    "dead-variant": _dead_variants,
    "contradiction": _contradictions,
    "never-found": _never_found,
}
"""The checks of a glossary, in the order of their findings."""


def _meetings(glossary: Iterable[Term]) -> Iterator[tuple[str, Term, Term]]:
    """Yield a spelling and two terms, the earlier first, wherever one takes the French of another away."""
    exact: dict[str, tuple[int, Term]] = {}
    latest: dict[str, tuple[int, Term]] = {}
    any_case: dict[str, tuple[int, Term]] = {}
    for number, term in enumerate(glossary):
        met: set[int] = set()
        for spelling in dict.fromkeys(map(plain, term.spellings)):
            folded = spelling.casefold()
            holders = (latest,) if term.case is Case.ANY else (exact, any_case)
            found = [held for holder in holders if (held := holder.get(spelling if holder is exact else folded))]
            if found:
                place, earlier = max(found, key=lambda held: held[0])
                if place != number and place not in met:
                    met.add(place)
                    yield spelling, earlier, term
            exact[spelling] = latest[folded] = (number, term)
            if term.case is Case.ANY:
                any_case[folded] = (number, term)


def _is_source(conflict: Conflict) -> bool:
    """Tell whether it is the French itself of the earlier term that is taken away, not only a variant."""
    return plain(conflict.lost.source).casefold() == conflict.spelling.casefold()


def _key(term: Term) -> Callable[[str], str]:
    return str.casefold if term.case is Case.ANY else str


def _place(term: Term) -> str:
    return f" ({term.origin})" if term.origin else ""


def _places(*terms: Term) -> str:
    known = [term.origin for term in terms if term.origin]
    return f" ({_cut(', '.join(known))})" if known else ""


def _cut(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}…"
