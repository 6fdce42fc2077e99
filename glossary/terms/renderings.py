"""English terms: their forms, and where a text holds the right form or a wrong one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from glossary.edits import Span
from glossary.english.forms import noun_takes_the, people, plural, without_article
from glossary.french.words import fold
from glossary.tables import expression, lines_of, rows
from glossary.terms.matching import Match
from glossary.terms.matching_words import HYPHENS, capitals_fit, clean, is_gap, items
from glossary.terms.records import Case, Kind, Term

_LONGEST_COMPOUND = 3
"""How many words with hyphens between them can be one word: cease-fire."""
_IS_ENDING = expression(r"(?<=[a-z]{2})(i|y)s(?=(?:e[ds]?|ers?|ing|ations?|ational|able)$)")


def takes_the(term: Term) -> bool:
    """Tell whether the target of `term`, a name, has `the` before it inside a sentence: listed so, or by its noun.

    >>> [takes_the(Term("x", name, Kind.PLACE)) for name in ("the Gambia", "Black Sea", "Kursk", "Bank of England")]
    [True, True, False, True]
    """
    name = term.target.strip()
    if without_article(name) != name:
        return True
    if term.kind not in (Kind.PLACE, Kind.ORGANISATION, Kind.ABBREVIATION):
        return False
    return noun_takes_the(name)


@lru_cache(maxsize=1 << 14)
def acceptable(term: Term, *, plural: bool = False) -> tuple[str, ...]:
    """Return the English that is right for `term`, the best first: its target, then what else is accepted.

    Each stands there in both numbers where the term inflects, that of the French first (`plural`), without `the`.
    Capitals at the start of a sentence, possessives, British and American spelling and hyphens are not listed:
    `find_rendering` sees through them.

    >>> acceptable(Term("ONG", "NGO", Kind.ABBREVIATION), plural=True)
    ('NGOs', 'NGO')
    """
    found: dict[str, None] = {}
    for english in (term.target, *term.accepted):
        found.update(dict.fromkeys(numbers(term, english, several=plural)))
    return tuple(found)


def numbers(term: Term, english: str, *, several: bool) -> Iterator[str]:
    """Yield `english`, a rendering of `term`, in the number wanted, then in the other, without `the`."""
    english = without_article(english.strip())
    if not term.inflect or term.kind in (Kind.KEEP, Kind.PERSON, Kind.PLACE):
        yield english
    elif term.kind is Kind.DEMONYM:
        one, more_than_one = people(english)
        yield english
        yield from (*more_than_one, *one) if several else (*one, *more_than_one)
    else:
        more = plural(english)
        yield from (more, english) if several else (english, more)


@lru_cache(maxsize=1 << 14)
def _key(word: str) -> str:
    """Return what a word has in common with its other spellings: without accents, as Americans spell it.

    Only what is listed is American for something British, but for verbs in -ise: no two words differ in that alone,
    while a double letter makes another word or name as often as not (filled, filed; Allan, Alan).
    """
    key = fold(word)
    if len(key) < 4 or not key.isalpha():
        return key
    key = _american().get(key, key)
    return _IS_ENDING.sub(r"\1z", key)


@cache
def _american() -> Mapping[str, str]:
    found = rows(lines_of("glossary", "styles/american.tsv"), ("word", "becomes", "capital"))
    return {british: american for _, (british, american, _) in found}


@dataclass(frozen=True, slots=True)
class _Form:
    """An English form taken apart: its words, their keys, and what stands behind each word."""

    words: tuple[str, ...]
    keys: tuple[str, ...]
    gaps: tuple[str, ...]


@lru_cache(maxsize=1 << 14)
def _taken_apart(english: str) -> tuple[_Form, ...]:
    """Return a form and, where it has hyphens, the same with the words between them as one."""
    found = items(english)
    if not found:
        return ()
    words = [clean(item.group()) for item in found]
    gaps = [english[one.end() : other.start()] for one, other in pairwise(found)]
    joined, kept = words[:1], []
    for word, gap in zip(words[1:], gaps, strict=True):
        if _is_hyphen(gap):
            joined[-1] += word
        else:
            joined.append(word)
            kept.append(gap)
    forms = [(words, gaps)] if len(joined) == len(words) else [(words, gaps), (joined, kept)]
    return tuple(_Form(tuple(one), tuple(_key(word) for word in one), (*between, "")) for one, between in forms)


def _is_hyphen(between: str) -> bool:
    return len(between) == 1 and between in HYPHENS


class _English:
    """An English text as it is searched: its words and signs, and where each key begins and ends, in items."""

    def __init__(self, text: str) -> None:
        found = items(text)
        self.words = [item.group() for item in found]
        self.starts = [item.start() for item in found]
        self.ends = [item.end() for item in found]
        self.gaps = [text[end:start] for end, start in zip(self.ends, [*self.starts[1:], len(text)], strict=False)]
        self.places: dict[str, list[tuple[int, int]]] = {}
        for number, word in enumerate(self.words):
            self.places.setdefault(_key(word), []).append((number, number + 1))
            joined, end = word, number
            while end + 1 < len(found) and end - number + 1 < _LONGEST_COMPOUND and _is_hyphen(self.gaps[end]):
                end += 1
                joined += self.words[end]
                self.places.setdefault(_key(joined), []).append((number, end + 1))

    def places_of(self, form: _Form, *, as_spelt: bool, same_letters: bool) -> Iterator[tuple[int, int]]:
        """Yield where the text holds `form`, in items."""
        for begin, first_end in self.places.get(form.keys[0], ()):
            start, end = begin, first_end
            for number, word in enumerate(form.words):
                written = "".join(self.words[start:end])
                if _key(written) != form.keys[number] or not _fits(word, written, as_spelt, same_letters):
                    break
                if number + 1 == len(form.words):
                    yield begin, end
                    break
                gap = self.gaps[end - 1]
                if end == len(self.words) or not (gap == form.gaps[number] if as_spelt else is_gap(gap)):
                    break
                start, end = end, end + 1


@lru_cache(maxsize=8)
def _read(text: str) -> _English:
    return _English(text)


def _fits(word: str, written: str, as_spelt: bool, same_letters: bool) -> bool:
    """Tell whether `written`, whose key is that of `word`, is another way to write it."""
    written = clean(written)
    if written == word or not word.isalnum():
        return True
    if same_letters:
        return len(word) > 1 and written == word.upper()
    if not capitals_fit(word, written, Case.SMART):
        return False
    return written.lower() == word.lower() or (written.isascii() and not as_spelt)


def search(text: str, forms: Sequence[str], *, as_spelt: bool = False, same_letters: bool = False) -> list[Span]:
    """Return where the English `text` holds one of `forms`: whole words, in order, the longest of each place.

    Space and hyphens stand for each other, a word with a hyphen for one without, British spelling for American, and
    accents may be missing, all that unless `as_spelt`. Capitals of a form must be there, others may be; unless
    `same_letters`, where a word all in capitals is the only other way to write it. Spans are in code points.

    >>> search("A cease-fire, then a Ceasefire", ["ceasefire"])
    [Span(start=2, end=12), Span(start=21, end=30)]
    """
    english = _read(text)
    found: set[tuple[int, int]] = set()
    for form in forms:
        for way in _taken_apart(form)[: 1 if as_spelt else None]:
            places = english.places_of(way, as_spelt=as_spelt, same_letters=same_letters)
            found.update(place for place in places if not as_spelt or place[1] - place[0] == len(way.words))
    spans: list[Span] = []
    for start, end in sorted(found, key=lambda place: (place[0], -place[1])):
        if not spans or english.starts[start] >= spans[-1].end:
            spans.append(Span(english.starts[start], english.ends[end - 1]))
    return spans


def find_rendering(text: str, match: Match) -> list[Span]:
    """Return where the English `text` holds what is right for `match`: whole words, in order, the longest first.

    Spans are in code points, without `the` and without the 's of a possessive. Capitals of the target must be there
    (`turkey` is not `Turkey`); its accents may be missing. What the term forbids is never found.

    >>> match = Match(Span(0, 7), Term("défense", "defence"))
    >>> text = "Defenses of the French defence"
    >>> [span.of(text) for span in find_rendering(text, match)]
    ['Defenses', 'defence']
    """
    term = match.term
    right = search(text, acceptable(term, plural=match.plural), same_letters=term.kind is Kind.KEEP)
    wrong = find_forbidden(text, term)
    return [span for span in right if not any(map(span.overlaps, wrong))]


def find_forbidden(text: str, term: Term) -> list[Span]:
    """Return where the English `text` holds what `term` forbids, in order: whole words, also in the plural.

    It is found as it is spelt, and not where it is a part of something that is right. Spans are in code points.

    >>> text = "Kiev and the chicken Kiev"
    >>> find_forbidden(text, Term("Kyiv", "Kyiv", Kind.PLACE, accepted=("chicken Kiev",), forbidden=("Kiev",)))
    [Span(start=0, end=4)]
    """
    if not term.forbidden:
        return []
    same_letters = term.kind is Kind.KEEP
    listed = [form for wrong in term.forbidden for form in numbers(term, wrong, several=False)]
    found = search(text, listed, as_spelt=True, same_letters=same_letters)
    if not found:
        return []
    right = search(text, acceptable(term), as_spelt=True, same_letters=same_letters)
    return [span for span in found if not any(r.start <= span.start and span.end <= r.end for r in right)]
