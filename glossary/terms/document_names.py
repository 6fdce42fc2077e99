"""Terms for the names of a document: one English spelling for one name, in all the spellings that the document has.

What may be one name is judged by letters and by company: spellings of one foreign ending, lost accents, and slips in
long names belong together, unless first names or the dictionary say that two are meant. In doubt nothing is merged.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from glossary.bilingual.lexicon import french_parts, lexicon
from glossary.bilingual.transliteration import CONFIDENT, accepted, english_form
from glossary.edits import Span
from glossary.french.lexicon import form
from glossary.french.spellings import (
    SHORTEST_DOUBLE,
    SHORTEST_SLIP,
    SHORTEST_WITH_GIVEN,
    can_be_one_person,
    distance,
    is_grown,
    is_known,
    keys,
    sound,
)
from glossary.french.words import LIGATURES, fold, without_accents
from glossary.tables import expression, words_in_role
from glossary.terms.names import Name, find_names
from glossary.terms.records import Case, Glossary, Kind, Term

_TABLE = "name-words.tsv"
_ORIGIN = "document"
_FREQUENT = 3
"""How often a name stands there at least for another, rarer one to be a slip of it."""
_MOST_COMPARED = 20
"""Names made up to be alike would else be compared each with each."""
_NEAR = 80
"""How many characters on each side of a name are searched for words that tell its language."""
_SHORTEST_KEPT = 4
"""How many letters the longest word of a name has at least that is kept without a first name."""
_LIKELY = 0.1
"""How often a French name must become another English one for that to be right as well."""
_COMMON = "NAPVIRDG"
"""Codes of the lexicon for words that are no names."""

_NUMERAL = expression(r"[IVX]+(?:er|re|e|ème|ᵉʳ|ʳᵉ|ᵉ)?|1(?:er|re)")
_COMPOUND = expression(r"(?<![\w'’-])[A-ZÀ-Þ][\w’']+(?:-(?:[dl]['’])?[\w’']+)*-(?:[dl]['’])?[A-ZÀ-Þ][\w’']+(?![\w-])")
"""Such as `Pont-Rouge` and `Bois-le-Vicomte`."""
_FRENCH = expression(r"[éèêëçâôûîœ]|e$|^E(?=[^aeiou]{1,2}[aeiou])", re.IGNORECASE)
"""What shows a single name to be in a French form, for which English may have another: Éphèse, Encelade, Etat."""
_ENDINGS = (
    ("ée", ("ea", "eus")),
    ("ie", ("ia", "y")),
    ("que", ("ca", "c", "cus")),
    ("ne", ("na", "n", "nus", "ny", "ni")),
    ("e", ("", "us", "a", "um", "o", "y")),
    ("é", ("y", "a", "um")),
    ("es", ("s", "i", "ae")),
    ("on", ("o",)),
)
"""French endings of single names, the longer before those that they end in, with those that English may have: Judée,
Étrurie, Sénèque, Pline, Corinthe, Délos, Néron."""
_PEOPLE = expression(r"(?:[eé]en|ien|ain|an)(?:ne?)?s$|(?:iste|ite|ique|oise|aise|ard|ol)s$")
"""The end of a word for people or followers, which English ends in its own way: Éphésiens, Thatchéristes."""
_BEFORE = expression(r"([^\W\d_]+)[ \u00a0\u202f]$")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name of a text by what its spellings are compared by: `head`, its surname or all of it, and its first names."""

    head: str
    given: tuple[str, ...]
    name: Name


@dataclass(frozen=True, slots=True)
class _Entity:
    """Somebody or something with a name: the spellings of the document, first the one that is meant.

    These are of the surname of a person, and of all else of the whole name; `given` are the first names and initials
    seen with it, and `kind` is what the name was taken for.
    """

    forms: tuple[str, ...]
    given: tuple[str, ...]
    kind: Kind | None

    @property
    def english(self) -> str:
        """The spelling that is meant, with the accents that another one has, or the one that is English for another."""
        found = [english_form(one) for one in self.forms]
        english = next((one.english for one in found if one is not None and one.english in self.forms), self.forms[0])
        alike = (one for one in self.forms if fold(one) == fold(english))
        return max(alike, key=lambda one: one != without_accents(one))


def document_terms(text: str, glossary: Glossary) -> list[Term]:
    """Return terms for names of `text` that `glossary` has no entry for, with `document` as their origin.

    A name with a sure English form of its own gets it, in all its spellings. One that is the same in both languages is
    kept where it might be translated or misspelt, such as Jean Tigre and Dinkelsbühl; of several spellings the one that
    is meant is kept for all. Spellings of an entry of the glossary that it does not have itself are added to it. Names
    of rulers and saints are left to glossaries.

    >>> [(term.source, term.target) for term in document_terms("Evgueni Prigojine est mort.", Glossary())]
    [('Evgueni Prigojine', 'Yevgeny Prigozhin'), ('Prigojine', 'Prigozhin')]
    >>> text = "Ute Zwiebel rit. Ute Zwiebel dort. Ute Zwiebel part. Ute Zwiebol chante."
    >>> [(term.source, term.target) for term in document_terms(text, Glossary())]
    [('Ute Zwiebel', 'Ute Zwiebel'), ('Ute Zwiebol', 'Ute Zwiebel')]
    """
    listed = {spelling: term for term in glossary for spelling in term.spellings}
    names = find_names(text, known=lambda word: word in listed)
    near = _near(text, names)
    terms: dict[str, Term] = {}
    meant: dict[str, str] = {}
    for entity in _entities(names, text, listed):
        entry = next((listed[one] for one in entity.forms if one in listed), None)
        if entry is not None:
            found = _spellings_of_entry(entity, entry)
        else:
            context = tuple(dict.fromkeys(chain.from_iterable(near.get(one, ()) for one in entity.forms)))
            found = [term for term in _foreign_terms(entity, context) if term.source not in listed]
        for term in found:
            terms.setdefault(term.source, term)
        if entry is None and not found and len(entity.forms) > 1:
            meant |= dict.fromkeys(entity.forms, entity.english)
    known = {*listed, *chain.from_iterable(term.spellings for term in terms.values())}
    for source in dict.fromkeys(_kept(text, names, known)):
        head = next((form for form in meant if source.endswith(form)), None)
        if head is None:
            others = dict.fromkeys(
                (*_plainer(source), *accepted(source), *_translations(source), *_in_english_form(source))
            )
            term = _kept_term(source, source, tuple(other for other in others if other != source))
        else:
            term = _kept_term(source, source.removesuffix(head) + meant[head])
        terms.setdefault(source, term)
    return list(terms.values())


def _kept_term(source: str, target: str, others: tuple[str, ...] = ()) -> Term:
    return Term(source, target, Kind.KEEP, accepted=others, case=Case.EXACT, inflect=False, origin=_ORIGIN)


def _spellings_of_entry(entity: _Entity, entry: Term) -> list[Term]:
    """Return a term for the spellings of an entry that it does not have itself.

    Of several spellings all become the target of a pack, and other spellings of that are not right any more; what is no
    spelling of it, as the UK for the United Kingdom, still is.
    """
    forms, others = entity.forms, entry.accepted
    if len(forms) > 1 and not entry.is_users:
        others = tuple(other for other in others if not _is_spelling(other, entry.target))
    if others == entry.accepted:
        forms = tuple(one for one in forms if one not in entry.spellings)
    return [Term(forms[0], entry.target, entry.kind, forms[1:], others, origin=_ORIGIN)] if forms else []


def _is_spelling(one: str, other: str) -> bool:
    """Tell whether two English names are spelled nearly alike: Zelensky, Zelenskyy."""
    slips = 0 if len(one) < SHORTEST_WITH_GIVEN else 1 if len(one) < SHORTEST_DOUBLE else 2
    return sound(one) == sound(other) or distance(fold(one), fold(other)) <= slips


def _entities(names: Iterable[Name], text: str, listed: Mapping[str, Term]) -> list[_Entity]:
    """Return what the names of a text stand for, in the order of their first mention."""
    by_head: dict[str, list[_Mention]] = defaultdict(list)
    for name in names:
        mention = _mention(name, text)
        by_head[mention.head].append(mention)
    found = [one for heads in _clusters(by_head, listed) for one in _bearers(heads, by_head, listed)]
    return [entity for _, entity in sorted(found, key=lambda one: one[0])]


def _bearers(
    heads: Sequence[str], by_head: Mapping[str, list[_Mention]], listed: Mapping[str, Term]
) -> Iterator[tuple[Span, _Entity]]:
    """Yield those who bear a name, each with its first mention: with different first names they are different."""
    people: list[list[_Mention]] = []
    rest = []
    for mention in chain.from_iterable(by_head[head] for head in heads):
        if not mention.given:
            rest.append(mention)
            continue
        known = next((one for one in people if can_be_one_person(one[0].given, mention.given)), None)
        if known is None:
            people.append([mention])
        else:
            known.append(mention)
    if len(people) == 1:
        people[0] += rest
    elif rest:
        people.append(rest)
    # The spelling is that of the name in the whole document, and that of a glossary before all others.
    order = sorted(heads, key=lambda head: (head not in listed, -len(by_head[head]), head == without_accents(head)))
    for person in people:
        person.sort(key=lambda mention: mention.name.span)
        borne = {mention.head for mention in person}
        yield (
            person[0].name.span,
            _Entity(
                tuple(head for head in order if head in borne or head == order[0]),
                tuple(dict.fromkeys(part for mention in person for part in mention.given)),
                next((mention.name.kind for mention in person if mention.name.kind), None),
            ),
        )


def _mention(name: Name, text: str) -> _Mention:
    """Return the part of a name that its spellings are compared by: the surname of a person, else all of it."""
    parts = name.parts
    given = words_in_role("given", _TABLE)
    first = 0
    while first < len(parts) - 1 and (parts[first] in given or parts[first].endswith(".")):
        first += 1
    # An unlisted first name before one surname; particles and more words make it too uncertain.
    if first == 0 and len(parts) == 2 and name.kind is not Kind.ORGANISATION and parts[0][:1].isupper():
        first = 1 if not any(map(str.isupper, parts[0][1:])) and form(parts[0].lower()) is None else 0
    if any(_NUMERAL.fullmatch(part) for part in parts[1:]):
        first = 0
    if first == 0:
        return _Mention(name.span.of(text), (), name)
    start = name.span.start
    for part in parts[:first]:
        start = text.index(part, start) + len(part)
    while text[start].isspace():
        start += 1
    return _Mention(text[start : name.span.end], parts[:first], name)


def _clusters(by_head: Mapping[str, list[_Mention]], listed: Mapping[str, Term]) -> Iterable[list[str]]:
    """Return groups of spellings of one name, each around the most frequent of them."""
    # The accented form of two that are as frequent leads, and so does the one that the glossary has.
    order = sorted(
        by_head,
        key=lambda head: (
            head not in listed,
            -len(by_head[head]),
            head == without_accents(head),
            by_head[head][0].name.span,
        ),
    )
    centres: dict[str, list[str]] = defaultdict(list)
    groups: dict[str, list[str]] = {}
    for head in order:
        found = list(keys(head))
        candidates = dict.fromkeys(chain.from_iterable(centres[key] for key in found if key in centres))
        for centre in islice(candidates, _MOST_COMPARED):
            if _are_one(head, centre, by_head, listed):
                groups[centre].append(head)
                break
        else:
            groups[head] = [head]
            for key in found:
                centres[key].append(head)
    return groups.values()


def _are_one(head: str, centre: str, by_head: Mapping[str, list[_Mention]], listed: Mapping[str, Term]) -> bool:
    """Tell whether two spellings are one name."""
    if _are_two(head, centre, listed):
        return False
    mine, theirs = ({mention.given for mention in by_head[one] if mention.given} for one in (head, centre))
    shared = any(can_be_one_person(one, other) for one in mine for other in theirs)
    if mine and theirs and not shared:
        return False
    if fold(head) == fold(centre):
        return len(head) > 3  # `ONU` and `Onu` are alike, `US` and `Us` need not be
    shorter = min(len(head), len(centre))
    if shorter >= 5 and sound(head) == sound(centre):
        return True
    often = len(by_head[centre]) >= max(_FREQUENT, 3 * len(by_head[head]))
    if is_grown(fold(head), fold(centre)) or not often or is_known(head):
        return False
    slips = distance(fold(head), fold(centre))
    if shared and slips == 1 and shorter >= SHORTEST_WITH_GIVEN:
        return True
    return slips <= (2 if shorter >= SHORTEST_DOUBLE else 1) and shorter >= SHORTEST_SLIP


def _are_two(head: str, centre: str, listed: Mapping[str, Term]) -> bool:
    """Tell whether two spellings are known to be two names."""
    if head in listed and centre in listed:
        return listed[head] is not listed[centre]
    if head.isupper() or centre.isupper() or any(map(str.isdigit, head + centre)):
        return True
    if is_known(head) and is_known(centre):
        return True
    one, other = re.split(r"[\s-]+", fold(head)), re.split(r"[\s-]+", fold(centre))
    # Kim Jong-un and Kim Jong-il: a short word of a name that differs is another name.
    differ = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    return len(one) != len(other) or any(min(len(a), len(b)) < SHORTEST_WITH_GIVEN for a, b in differ if len(one) > 1)


def _near(text: str, names: Sequence[Name]) -> dict[str, tuple[str, ...]]:
    """Return for each name, and its last word, the words beside its first mentions."""
    near: dict[str, list[str]] = defaultdict(list)
    for name in names:
        start, end = name.span.start, name.span.end
        words = re.findall(r"[^\W\d_]{3,}", text[max(0, start - _NEAR) : start] + " " + text[end : end + _NEAR])
        for key in {name.span.of(text), _mention(name, text).head}:
            if len(near[key]) < 4 * _NEAR:
                near[key] += words
    return {key: tuple(dict.fromkeys(words)) for key, words in near.items()}


def _foreign_terms(entity: _Entity, context: tuple[str, ...]) -> Iterator[Term]:
    """Yield the terms of a name that English spells in another way: with its first name, and alone."""
    name, others = entity.forms[0], entity.forms[1:]
    country = form(name)
    points = words_in_role("point", _TABLE)
    if (country is not None and country.has("N")) or re.split("[ -]", name)[-1] in points:
        return
    if entity.kind is Kind.ORGANISATION:
        return
    kind = entity.kind if entity.kind in (Kind.PERSON, Kind.PLACE) else Kind.TERM
    for given in ([f"{entity.given[0]} "] if len(entity.given) == 1 else []) + [""]:
        source = given + name
        best = english_form(source, context=context)
        if best is None or best.confidence < CONFIDENT:
            continue
        right = () if others else tuple(one for one in accepted(source, context=context) if one != best.english)
        variants = tuple(given + one for one in others)
        person = Kind.PERSON if entity.given else kind
        yield Term(source, best.english, person, variants, right, inflect=False, origin=_ORIGIN)


def _kept(text: str, names: Sequence[Name], known: Collection[str]) -> Iterator[str]:
    """Yield the names that are the same in English: brands, persons with first names, words that French does not have.

    Countries, names of rulers, what is `known`, and names with ordinary words in them are left alone.
    """
    taken: list[Span] = []
    for name in names:
        source = name.span.of(text)
        if source in known:
            taken.append(name.span)
        if "\n" in source or any(part in known for part in (source, *name.parts)):
            continue
        if any(map(_NUMERAL.fullmatch, name.parts)) or _follows_ruler(text, name):
            continue
        if any(part[0].islower() for part in name.parts):
            continue
        several = len(name.parts) > 1
        if several and name.parts[-1] in words_in_role("brand-tail", _TABLE):
            taken.append(name.span)
            yield source
            continue
        words = [part for part in name.parts if part[0].isupper() and len(part) > 1]
        if not words or name.kind is Kind.ABBREVIATION or source.isupper():
            continue
        place = any(map(_is_place, name.parts))
        if place and (several or not _has_no_other(source)):
            continue
        person = several and name.parts[0] in words_in_role("given", _TABLE)
        foreign = max(map(len, words)) >= _SHORTEST_KEPT and (place or not any(map(_is_common, words)))
        surname = len(words) > 1 or name.kind is Kind.PERSON
        if person or (foreign and (surname or not _FRENCH.search(words[0]) or _has_no_other(source))):
            taken.append(name.span)
            yield source
    for match in _COMPOUND.finditer(text):
        parts = match[0].split("-")
        listed = match[0] in known or form(match[0].lower()) is not None or any(part in known for part in parts)
        qualified = {parts[0].lower(), parts[-1].lower()} & words_in_role("joined", _TABLE)
        inside = any(map(Span(*match.span()).overlaps, taken))
        if not listed and not qualified and not inside and not _is_place(match[0]):
            yield match[0]


def _is_place(word: str) -> bool:
    """Tell whether the lexicon has a name as a noun, as it has those of countries and well-known towns."""
    known = form(word)
    return known is not None and known.has("N")


def _has_no_other(name: str) -> bool:
    """Tell whether other texts have no English for a single name but itself, as for Sorbonne and Vendée."""
    if _PEOPLE.search(name):
        return False
    return len(french_parts(name)) == 1 and all(fold(word) == fold(name) for word in _translations(name))


def _in_english_form(name: str) -> Iterator[str]:
    """Yield how English may spell a single name in a French form: what a model makes of it is right if it is that.

    >>> "Corinth" in _in_english_form("Corinthe"), "Seneca" in _in_english_form("Sénèque")
    (True, True)
    """
    if " " in name or "-" in name:
        return
    french, english = next(((one, other) for one, other in _ENDINGS if name.endswith(one)), ("", ()))
    yield from (without_accents(name.removesuffix(french)) + ending for ending in english)


def _is_common(word: str) -> bool:
    lower = word.lower()
    # A capital often lacks its accent: Elements.
    ways = (lower, "é" + lower[1:]) if lower.startswith("e") else (lower,)
    return any(small is not None and small.has(_COMMON) for small in map(form, ways))


def _follows_ruler(text: str, name: Name) -> bool:
    before = _BEFORE.search(text[max(0, name.span.start - 20) : name.span.start])
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
