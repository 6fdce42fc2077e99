"""Names that are the same in English, so that a model that translates or misspells them can be put right."""

import re
from collections.abc import Collection, Iterator, Sequence

from glossary.bilingual.lexicon import french_parts, lexicon
from glossary.bilingual.transliteration import accepted
from glossary.edits import Span
from glossary.french.lexicon import form
from glossary.french.words import LIGATURES, without_accents
from glossary.tables import words_in_role
from glossary.terms.names import Name
from glossary.terms.records import Case, Kind, Term

_TABLE = "name-words.tsv"
_COMPOUND = re.compile(r"(?<![\w'’-])[A-ZÀ-Þ][\w’']+(?:-(?:[dl]['’])?[\w’']+)*-(?:[dl]['’])?[A-ZÀ-Þ][\w’']+(?![\w-])")
"""Such as `Pont-Rouge` and `Bois-le-Vicomte`."""
_NUMERAL = re.compile(r"[IVXLC]+(?:er|e|ème|ᵉʳ|ᵉ)?")
_FRENCH = re.compile(r"[éèêëçâôûîœ]|e$|^E(?=[^aeiou]{1,2}[aeiou])", re.IGNORECASE)
"""What shows a single name to be in a French form, for which English may have another: Éphèse, Encelade, Etat."""
_SHORTEST = 4
_COMMON = "NAPVIRDG"
"""Codes of the lexicon for words that are no names."""
_LIKELY = 0.1
"""How often a French name must become another English one for that to be right as well."""


def kept_names(text: str, names: Sequence[Name], listed: Collection[str]) -> list[Term]:
    """Return terms for names of French `text` that English writes alike, with `document` as their origin.

    Such are persons with their first names, words that French does not have, and places of joined words such as
    Pont-Rouge. What is `listed` in a glossary, countries, names of rulers, and names with ordinary words in them are
    left alone.
    A spelling without accents, one that English has for names of that language, and one that is known from translations
    are right as well.

    >>> from glossary.terms.names import find_names
    >>> text = "À Dinkelsbühl, Søren Kjærsgaard dort."
    >>> [term.source for term in kept_names(text, find_names(text), ())]
    ['Dinkelsbühl', 'Søren Kjærsgaard']
    """
    found: dict[str, Term] = {}
    for source in _kept(text, names, listed):
        if source not in found:
            others = [*_plainer(source), *accepted(source), *_translations(source)]
            right = tuple(dict.fromkeys(other for other in others if other != source))
            found[source] = Term(
                source, source, Kind.KEEP, accepted=right, case=Case.EXACT, inflect=False, origin="document"
            )
    return list(found.values())


def _kept(text: str, names: Sequence[Name], listed: Collection[str]) -> Iterator[str]:
    joined: list[Span] = []
    for match in _COMPOUND.finditer(text):
        parts = match[0].split("-")
        known = match[0] in listed or form(match[0].lower()) is not None or any(part in listed for part in parts)
        qualified = {parts[0].lower(), parts[-1].lower()} & words_in_role("joined", _TABLE)
        if not known and not qualified and not _is_place(match[0]):
            joined.append(Span(*match.span()))
            yield match[0]
    for name in names:
        source = name.span.of(text)
        overlaps = any(map(name.span.overlaps, joined))
        if overlaps or "\n" in source or any(part in listed for part in (source, *name.parts)):
            continue
        if any(map(_NUMERAL.fullmatch, name.parts)) or _follows_ruler(text, name):
            continue
        if any(part[0].islower() or _is_place(part) for part in name.parts):
            continue
        words = [part for part in name.parts if part[0].isupper() and len(part) > 1]
        if not words or name.kind is Kind.ABBREVIATION or source.isupper():
            continue
        person = len(name.parts) > 1 and name.parts[0] in words_in_role("given", _TABLE)
        foreign = max(map(len, words)) >= _SHORTEST and not any(map(_is_common, words))
        foreign = foreign and (len(words) > 1 or not _FRENCH.search(words[0]))
        if person or foreign:
            yield source


def _is_place(word: str) -> bool:
    """Tell whether the lexicon has a name as a noun, as it has those of countries and well-known towns."""
    known = form(word)
    return known is not None and known.has("N")


def _is_common(word: str) -> bool:
    small = form(word.lower())
    return small is not None and small.has(_COMMON)


def _follows_ruler(text: str, name: Name) -> bool:
    before = re.search(r"([^\W\d_]+)[ \u00a0\u202f]$", text[max(0, name.span.start - 20) : name.span.start])
    return before is not None and before[1].lower() in words_in_role("ruler", _TABLE)


def _plainer(source: str) -> tuple[str, str, str]:
    plain = without_accents(source)
    letters = plain.translate(LIGATURES)
    return plain, letters, letters.replace("-", " ")


def _translations(source: str) -> list[str]:
    """Return what the name became in other texts; for one of several words that is not known."""
    parts = french_parts(source)
    if len(parts) != 1:
        return []
    return [word.capitalize() for word in lexicon().likeliest(parts[0], least=_LIKELY)]
