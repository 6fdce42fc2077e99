"""Putting the right English of a term in the place of other words, so that the sentence around it stays well formed."""

import re
from dataclasses import dataclass

from glossary.edits import Edit, Span
from glossary.english.forms import (
    article,
    capitalised,
    is_plural,
    people,
    plural,
    possessive,
    without_article,
)
from glossary.english.words import starts_sentence
from glossary.french.words import LETTERS, in_capitals
from glossary.tables import expression, words_in_role
from glossary.terms.matching import Match
from glossary.terms.matching_words import HYPHENS, items, stem
from glossary.terms.records import Kind, Term
from glossary.terms.renderings import takes_the

_TABLE = "english-words.tsv"
_LOOK_AROUND = 200
"""How many characters before and behind a place are read for what stands there."""
_SPACES = " \u00a0"
_ARTICLE_BEFORE = expression(r"(?<![^\W_])(?<!['’-])(an?|the)([ \u00a0]+)$", re.IGNORECASE)
_OWN_ARTICLE = expression(r"(an?|the)[ \u00a0]+(?=\S)", re.IGNORECASE)
_OWN_POSSESSIVE = expression(r"(['’])[sS]?$")
_POSSESSIVE_BEHIND = expression(r"(['’])[sS](?![^\W_])")
_BARE_POSSESSIVE_BEHIND = expression(r"(['’])(?=[ \u00a0]+[^\W_])")
_OPEN_QUOTE = expression(r"(?<![^\s(\[])['‘](?=\S)")
_WORD_BEFORE = expression(r"([^\W_]+(?:['’-][^\W_]+)*['’]?)[ \u00a0]+$")
_WORD_BEHIND = expression(r"[ \u00a0]+([^\W_]+)")
_VERB_ENDINGS = ("ed", "ing")


@dataclass(frozen=True, slots=True)
class _Place:
    """What is to be replaced: `old` without its own article and possessive, and what stands around it.

    `before` and `behind` are the text around, as far as it is read. `outer` is the article before the place, `inner`
    the one that belonged to it; `mark` is the apostrophe of a possessive, which stands behind the place in `suffix`
    where it did not belong to it.
    """

    start: int
    end: int
    old: str
    before: str
    behind: str
    outer: str
    outer_length: int
    inner: str
    mark: str
    suffix: str

    @property
    def is_prefixed(self) -> bool:
        """Whether a hyphen joins what stands before: anti-UN, EU/UN."""
        return self.before[-1:] in (*HYPHENS, "/") and self.before[-2:-1].isalnum()

    @property
    def is_prefix(self) -> bool:
        """Whether a hyphen joins what stands behind: UN-led."""
        return not self.mark and self.behind[:1] in (*HYPHENS,) and self.behind[1:2].isalnum()


def replace_rendering(target: str, span: Span, match: Match) -> Edit:
    """Return the edit that puts the right English of `match` at `span` of the English text `target`.

    The English takes the plural where the French is plural and what it replaces is, too, or is the French word itself.
    An article before it becomes the right one, and a possessive behind it keeps its sense: the edit covers them where
    they change. A target listed with `the` gets one, where no other determiner stands. It begins with a capital at the
    start of a sentence, and is in capitals in a line in capitals. Words of it that stand next to the place already are
    not written twice, and none is glued to its neighbour. Where nothing is left to do, `old` and `new` are equal.

    :param span: in code points of `target`, of whole words; an empty one is where words are missing.
    :raises ValueError: where `span` reaches beyond `target`.

    >>> from glossary.edits import apply
    >>> text = "He is an ONG lawyer."
    >>> edit = replace_rendering(text, Span(9, 12), Match(Span(0, 7), Term("société", "company")))
    >>> edit.old, edit.new, apply(text, [edit])
    ('an ONG', 'a company', 'He is a company lawyer.')
    """
    if span.end > len(target):
        raise ValueError(f"the text has {len(target)} characters, so there is no place from {span.start} to {span.end}")
    term = match.term
    place = _read(target, span)
    core = _in_number(place, match)
    if place.is_prefixed or place.is_prefix:
        core = core.removeprefix("The ")  # pro-Hague, Hague-based
    capital_the = core.startswith("The ") and bool(place.outer or place.inner)
    behind = "" if place.mark else place.behind
    shorter = _without_neighbours(core, "" if capital_the and place.outer else place.before, behind)
    if not shorter:
        return _removal(target, place, core, match)
    with_the = shorter == core and takes_the(term)
    start, end = place.start, place.end
    text = shorter
    if place.mark:
        owned = possessive(text).replace("'", place.mark)
        if owned[len(text) :] != place.suffix:
            text, end = owned, end + len(place.suffix)
    present = place.inner or place.outer
    begun = not core.startswith(shorter)  # the words before the place begin the term
    wanted = "" if capital_the or begun else _article_for(present.lower(), shorter, with_the, place, term)
    if place.outer and place.old and not wanted:  # what stands before the article is the neighbour now
        return replace_rendering(target, Span(place.start - place.outer_length, place.end), match)
    if place.inner or not place.outer:
        text = f"{wanted} {text}" if wanted else text
    elif wanted != place.outer.lower():
        start -= place.outer_length
        text = f"{wanted} {text}" if wanted else text
    if _is_in_capitals(target, place):
        text = text.upper()
    elif starts_sentence(target, start) and not target[start : start + 1].islower():
        text = capitalised(text)
    if start and text[:1].isalnum() and target[start - 1].isalnum():
        text = " " + text
    if text[-1:].isalnum() and target[end : end + 1].isalnum():
        text += " "
    return _edit(target, start, end, text, term)


def _read(target: str, span: Span) -> _Place:
    whole = span.of(target)
    start = span.start + len(whole) - len(whole.lstrip())
    end = max(start, span.end - (len(whole) - len(whole.rstrip())))
    old = target[start:end]
    before = target[max(0, start - _LOOK_AROUND) : start]
    behind = target[end : end + _LOOK_AROUND]
    own = _OWN_ARTICLE.match(old)
    inner = own.group(1) if own else ""
    old = old[own.end() :] if own else old
    outer = None if inner else _ARTICLE_BEFORE.search(before)
    mark = suffix = ""
    owned = _OWN_POSSESSIVE.search(old)
    if owned and owned.start():
        mark, old = owned.group(1), old[: owned.start()]
    elif old:
        found = _POSSESSIVE_BEHIND.match(behind)
        if not found and old[-1:] in "sS" and not _OPEN_QUOTE.search(before[-_LOOK_AROUND:]):
            found = _BARE_POSSESSIVE_BEHIND.match(behind)
        if found:
            mark, suffix = found.group(1), found.group()
    return _Place(
        start,
        end,
        old,
        before,
        behind,
        outer.group(1) if outer else "",
        len(outer.group()) if outer else 0,
        inner,
        mark,
        suffix,
    )


def _in_number(place: _Place, match: Match) -> str:
    """Return the target, without `the`, in the number that goes where `place.old` stood."""
    term, old = match.term, place.old
    english = without_article(term.target.strip())
    fixed = not term.inflect or term.kind in (Kind.KEEP, Kind.PERSON, Kind.PLACE)
    if fixed or not match.plural:
        return english
    if term.kind is Kind.DEMONYM:
        return people(english)[1][0] if is_plural(old) else english
    if is_plural(old):
        return plural(english)
    one = place.is_prefix or (place.inner or place.outer).lower() in ("a", "an")
    return english if one or (old and not _is_french(old, term)) else plural(english)


def _is_french(old: str, term: Term) -> bool:
    """Tell whether `old` is a form of the French itself, which came through untranslated."""
    stems = [stem(item.group()) for item in items(old)]
    return any(stems == [stem(item.group()) for item in items(spelling)] for spelling in term.spellings)


def _without_neighbours(core: str, before: str, behind: str) -> str:
    """Return `core` without the words at its ends that stand next to it already."""
    words = core.split(" ")
    ahead, after = before.split(" "), behind.split(" ")
    if before[-1:] == " ":
        known = [word.casefold() for word in ahead[:-1]]
        for count in range(min(len(words), len(known)), 0, -1):
            if [word.casefold() for word in words[:count]] == known[-count:]:
                words = words[count:]
                break
    if behind[:1] == " ":
        known = [word.casefold().rstrip(".,;:!?…)”\"'’") for word in after[1:]]
        for count in range(min(len(words), len(known)), 0, -1):
            if [word.casefold() for word in words[-count:]] == known[:count]:
                words = words[:-count]
                break
    return " ".join(words)


def _removal(target: str, place: _Place, core: str, match: Match) -> Edit:
    """Return the edit that takes away what stands there once more than it should, with one of the spaces around it.

    Where the same word stands on both sides, one of them goes as well.
    """
    start, end = place.start, place.end
    before, behind = _WORD_BEFORE.search(place.before), _WORD_BEHIND.match(place.behind)
    if place.old and before and behind and before[1].casefold() == behind[1].casefold():
        end += behind.end()
    if place.old and place.before.casefold().rstrip(" ").endswith(core.split(" ")[0].casefold()):
        start -= len(place.before) - len(place.before.rstrip(_SPACES))
    elif place.old:
        end += len(place.behind) - len(place.behind.lstrip(_SPACES))
    return _edit(target, start, end, "", match.term)


def _article_for(present: str, core: str, with_the: bool, place: _Place, term: Term) -> str:
    """Return the article that goes before `core` where `present` stood, in small letters; empty for none."""
    if present == "the":
        return "" if place.inner and term.kind is Kind.PERSON else "the"
    if present:
        if term.kind is Kind.PERSON:
            return ""
        if with_the:
            return article(core) if _describes(place) else "the"
        return "" if is_plural(core) else article(core)
    return "the" if with_the and _needs_the(place) else ""


def _describes(place: _Place) -> bool:
    """Tell whether the name may describe what follows, and so has no article of its own: EU laws, EU-led forces."""
    if place.is_prefix:
        return True
    found = None if place.mark else _WORD_BEHIND.match(place.behind)
    if found is None:
        return False
    word = found.group(1)
    return not (word in words_in_role("goes-on", _TABLE) or word.endswith("ed") or word[:1].isdecimal())


def _needs_the(place: _Place) -> bool:
    """Tell whether a name that has an article takes it here, where none stands."""
    if place.is_prefixed or _describes(place):
        return False
    found = _WORD_BEFORE.search(place.before)
    if found is None:
        if not place.before.strip() and not LETTERS.search(place.behind):
            return False  # the name stands alone, as in a heading or a cell
        return not place.before[-1:].isalnum()
    word = found.group(1).lower()
    return word in words_in_role("before-the", _TABLE) or word.endswith(_VERB_ENDINGS)


def _is_in_capitals(target: str, place: _Place) -> bool:
    """Tell whether all that stands around the place in its line is in capitals, and the old words as well."""
    around = place.before.rpartition("\n")[2] + " " + place.behind.partition("\n")[0]
    return in_capitals(around) and place.old == place.old.upper()


def _edit(target: str, start: int, end: int, new: str, term: Term) -> Edit:
    origin = f" ({term.origin})" if term.origin else ""
    reason = f"{term.source} is {without_article(term.target.strip())}{origin}"
    return Edit(Span(start, end), target[start:end], new, "glossary", reason)
