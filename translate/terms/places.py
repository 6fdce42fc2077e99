"""Where terms are in the English of a sentence, and where their place is when they are not."""

from collections.abc import Iterable, Sequence

from glossary.edits import Span
from glossary.english.lexicon import is_word as is_english
from glossary.french.words import fold
from glossary.tables import expression
from glossary.terms.matching import Match
from glossary.terms.records import Kind
from glossary.terms.renderings import find_rendering
from translate.documents.records import WordLinks

NAMES = {Kind.TITLE, Kind.PERSON, Kind.PLACE, Kind.ORGANISATION, Kind.ABBREVIATION, Kind.KEEP}
"""The kinds of which a spelling that came through in French shows the place."""

_LEAST_CONFIDENCE = 0.3
_LONGEST_GAP = 2
_BEGINNING = 4
"""Letters that show that two words are one, or one left in French."""
_PART = expression(r"[^\W\d_]+")


def missing_terms(english: str, matches: Iterable[Match]) -> list[Match]:
    """Return the matches for which no rendering is left in the English, each rendering counted once.

    Longer ones choose first, so that the Korea in North Korea is not taken for that of South Korea's neighbour.
    """
    taken: list[Span] = []
    missing = []
    for match in sorted(matches, key=lambda match: -len(match.term.target)):
        span = next((span for span in find_rendering(english, match) if not any(map(span.overlaps, taken))), None)
        if span is None:
            missing.append(match)
        else:
            taken.append(span)
    return sorted(missing, key=lambda match: match.span)


def is_torn(links: WordLinks, english: str, match: Match) -> bool:
    """Tell whether a rendering shorter than the target has words beside it that the French of the term became as well.

    `the Emirates` is right for `Émirats arabes unis`, which in `the Arab Emirates united` it is not. `links` are those
    of the sentence with the match and `english`.
    """
    term = match.span
    for rendering in find_rendering(english, match):
        if len(_PART.findall(rendering.of(english))) >= len(_PART.findall(match.term.target)):
            return False
        own = [number for number, span in enumerate(links.target) if span.overlaps(rendering)]
        best: dict[int, tuple[float, int]] = {}
        for here, there, confidence in links.pairs:
            best[there] = max(best.get(there, (0.0, 0)), (confidence, here))
        for there, (confidence, here) in best.items():
            word = links.target[there].of(english)
            near = own and there not in own and min(abs(there - number) for number in own) <= _LONGEST_GAP
            if (
                near
                and confidence >= _LEAST_CONFIDENCE
                and len(word) >= _BEGINNING
                and term.overlaps(links.source[here])
            ):
                return True
    return False


def aligned_span(links: WordLinks, source: Span, *, taken: Sequence[Span]) -> Span | None:
    """Return where in the English the French at `source` is, the words at `taken` left out; None if unsure.

    Of several stretches of words in a row it is the one that the links speak most for.
    """
    sums: dict[int, float] = {}
    for here, there, confidence in links.pairs:
        if source.overlaps(links.source[here]):
            sums[there] = sums.get(there, 0.0) + confidence
    free = {number: weight for number, weight in sums.items() if not any(map(links.target[number].overlaps, taken))}
    best, highest = (0, -1), 0.0
    run: list[int] = []
    for number in sorted(free):
        # One word in between, such as an article or a preposition, belongs to the stretch.
        run = [*run, number] if run and number - run[-1] <= _LONGEST_GAP else [number]
        weight = sum(free[each] for each in run)
        if weight > highest:
            best, highest = (run[0], number), weight
    return Span(links.target[best[0]].start, links.target[best[1]].end) if highest >= _LEAST_CONFIDENCE else None


def invented_place(links: WordLinks, english: str, *, taken: Sequence[Span]) -> Span | None:
    """Return where the one word of the English stands that does not exist and is linked to nothing; None for more.

    For a French word that it does not know a small model makes one up (`eang` for `étang`), which no aligner links.
    """
    linked = {there for _, there, confidence in links.pairs if confidence >= _LEAST_CONFIDENCE}
    loose = [span for number, span in enumerate(links.target) if number not in linked]
    invented = [
        span
        for span in loose
        if (word := span.of(english)).isalpha() and word.islower() and len(word) > 2 and not is_english(word)
    ]
    return invented[0] if len(invented) == 1 and not any(map(invented[0].overlaps, taken)) else None


def with_leftovers(english: str, span: Span, french: str, *, taken: Sequence[Span]) -> Span:
    """Return `span` of the English, grown over the words beside it that begin as a word of the French does.

    Of a name that the model half translated the other half may be linked to nothing: in `North Coreen`, for
    `nord-coréen`, the links know of `North` alone.

    >>> with_leftovers("all North Coreen soldiers", Span(4, 9), "nord-coréens", taken=[])
    Span(start=4, end=16)
    """
    beginnings = {fold(part)[:_BEGINNING] for part in _PART.findall(french) if len(part) >= _BEGINNING}
    words = [Span(*match.span()) for match in _PART.finditer(english)]
    for direction in (1, -1):
        for word in words[::direction]:
            gap = english[span.end : word.start] if direction > 0 else english[word.end : span.start]
            beside = word.start >= span.end if direction > 0 else word.end <= span.start
            if beside and gap in (" ", "-"):
                if fold(word.of(english))[:_BEGINNING] not in beginnings or any(map(word.overlaps, taken)):
                    break
                span = Span(min(span.start, word.start), max(span.end, word.end))
    return span


def look_alike(english: str, match: Match, french: str, taken: Sequence[Span]) -> Span | None:
    """Return where a name was left in French, or nearly so: no alignment is as sure."""
    if match.term.kind not in NAMES:
        return None
    places: list[Span] = []
    for spelling in dict.fromkeys((match.span.of(french), *match.term.spellings)):
        start = english.find(spelling)
        while start >= 0:
            span = Span(start, start + len(spelling))
            around = english[max(0, start - 1) : start], english[span.end : span.end + 1]
            if not any(map(span.overlaps, taken)) and not any(edge.isalnum() for edge in around):
                places.append(span)
            start = english.find(spelling, span.end)
    return places[0] if places else None
