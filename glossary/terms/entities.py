"""One entity, one form: the spellings of a name in a document, the form that is meant, and the terms that follow.

What may be one name is judged by letters and by company: spellings of one foreign ending, lost accents, and slips in
long names belong together, unless first names or the dictionary say that two are meant. In doubt nothing is merged.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from glossary.bilingual.transliteration import CONFIDENT, accepted, english_form
from glossary.edits import Edit, Span
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
from glossary.french.words import fold, without_accents
from glossary.tables import words_in_role
from glossary.terms.kept_names import kept_names
from glossary.terms.names import Name, find_names
from glossary.terms.records import Case, Glossary, Kind, Term

RULE = "name-spelling"
"""The name of the rule of all edits made here."""

_TABLE = "name-words.tsv"
_FREQUENT = 3
# Names made up to be alike would else be compared each with each.
_MOST_COMPARED = 20
_NEAR = 80
"""How many characters on each side of a name are searched for words that tell its language."""
# A confidence this low means that hardly any language would have another form in English.
_SURELY_KEPT = 0.1

_NUMERAL = re.compile(r"[IVX]+(?:er|re|ᵉʳ|ʳᵉ)?|1(?:er|re)")


@dataclass(frozen=True, slots=True)
class Variant:
    """One spelling of a name, and where it stands: spans in code points of the text, in order."""

    form: str
    spans: tuple[Span, ...]

    @property
    def count(self) -> int:
        """How often it stands there."""
        return len(self.spans)


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something with a name: `preferred` is the spelling that is meant, one of those of the document.

    It is the surname of a person, and of all else the whole name; `given` are the first names and initials seen with
    it. `variants` has the spellings, the most frequent first. `reason` says for a reader why they belong together or
    why the form is preferred. `kind` is what the name was taken for.
    """

    preferred: str
    variants: tuple[Variant, ...]
    reason: str
    given: tuple[str, ...] = ()
    kind: Kind | None = None

    @property
    def count(self) -> int:
        """How often it is named."""
        return sum(variant.count for variant in self.variants)


@dataclass(frozen=True, slots=True)
class _Mention:
    head: str
    span: Span
    given: tuple[str, ...]
    name: Name


def unify(text: str | Sequence[str], *, glossary: Glossary | None = None) -> list[Entity]:
    """Return what the names of a text stand for, in the order of their first mention.

    Where `text` is several texts, such as the segments of a document, spans count in them joined by line feeds. The
    spelling of `glossary` is preferred; without one, the most frequent.

    >>> [entity] = unify("Zelensky parle. M. Zelensky part. Puis Zelenskiy revient.")
    >>> entity.preferred, [(variant.form, variant.count) for variant in entity.variants]
    ('Zelensky', [('Zelensky', 2), ('Zelenskiy', 1)])
    """
    whole = text if isinstance(text, str) else "\n".join(text)
    listed = _listed(glossary)
    return _unified(whole, find_names(whole, known=lambda word: word in listed), listed)


def _unified(text: str, names: Iterable[Name], listed: dict[str, Term]) -> list[Entity]:
    mentions = [_mention(name, text) for name in names]
    by_head: dict[str, list[_Mention]] = defaultdict(list)
    for mention in mentions:
        by_head[mention.head].append(mention)
    entities = []
    for heads, why in _clusters(by_head, listed):
        entities += list(_entities([one for head in heads for one in by_head[head]], why, listed))
    return sorted(entities, key=lambda entity: min(variant.spans[0] for variant in entity.variants))


def entity_edits(text: str, *, glossary: Glossary | None = None) -> list[Edit]:
    """Return edits that give each name of a French text its one spelling, in order and without overlap.

    Safe are those that put back lost accents, and those of a long name that stands there once with a slip, at least
    three times without; the others, such as `Zelenskyy` for `Zelensky`, are suggestions.

    >>> [edit] = entity_edits("Zelensky parle. M. Zelensky part. Puis Zelenskiy revient.")
    >>> edit.old, edit.new, edit.safe
    ('Zelenskiy', 'Zelensky', False)
    """
    edits = []
    for entity in unify(text, glossary=glossary):
        best = next((one for one in entity.variants if one.form == entity.preferred), None)
        for variant in entity.variants:
            if variant.form == entity.preferred or (best is None and glossary is None):
                continue
            often = best.count if best else 0
            safe = _is_safe(variant, entity.preferred, often)
            if safe is None:
                continue
            reason = f"{variant.form} is {entity.preferred} elsewhere in the document: {entity.reason}"
            edits += [Edit(span, span.of(text), entity.preferred, RULE, reason, safe) for span in variant.spans]
    return sorted(edits, key=lambda edit: edit.span)


def _is_safe(variant: Variant, preferred: str, often: int) -> bool | None:
    """Tell whether `variant` can be changed without asking; None where it is better left as it is."""
    if fold(variant.form) == fold(preferred):
        # A form with fewer accents has lost them; one with more is more careful than the others.
        lost = variant.form == without_accents(variant.form) and variant.form.lower() != preferred.lower()
        if not lost or often < variant.count or is_known(variant.form):
            return None
        return often > 1
    same_sound = sound(variant.form) == sound(preferred)
    return not same_sound and variant.count == 1 and often >= _FREQUENT and len(preferred) >= SHORTEST_SLIP


def document_terms(text: str, glossary: Glossary) -> list[Term]:
    """Return terms for names of `text` that `glossary` has no entry for, with `document` as their origin.

    A name with a sure English form of its own gets it, in all its spellings; one that is the same in both languages
    and might be translated, such as Jean Tigre, is to be kept. Spellings of an entry of the glossary that it does not
    have itself are added to it. Names of rulers and saints are left to glossaries.

    >>> [(term.source, term.target) for term in document_terms("Evgueni Prigojine est mort.", Glossary())]
    [('Evgueni Prigojine', 'Yevgeny Prigozhin'), ('Prigojine', 'Prigozhin')]
    """
    listed = _listed(glossary)
    terms: dict[str, Term] = {}
    names = find_names(text, known=lambda word: word in listed)
    near = _near(text, names)
    for entity in _unified(text, names, listed):
        forms = tuple(variant.form for variant in entity.variants)
        entry = next((listed[one] for one in (entity.preferred, *forms) if one in listed), None)
        if entry is not None:
            new = tuple(one for one in forms if one not in entry.spellings)
            if new and any(one in entry.spellings for one in forms):
                add = Term(new[0], entry.target, entry.kind, new[1:], entry.accepted, origin="document")
                terms.setdefault(new[0], add)
            continue
        context = tuple(dict.fromkeys(chain.from_iterable(near.get(variant, ()) for variant in forms)))
        for term in _foreign_terms(entity, forms, context):
            if term.source not in listed:
                terms.setdefault(term.source, term)
    for name in names:
        kept = _kept_term(name, text)
        if kept is not None and not any(part in listed for part in (kept.source, *name.parts)):
            terms.setdefault(kept.source, kept)
    known = {*listed, *terms, *chain.from_iterable(term.spellings for term in terms.values())}
    for term in kept_names(text, names, known):
        terms.setdefault(term.source, term)
    return list(terms.values())


def _listed(glossary: Glossary | None) -> dict[str, Term]:
    return {spelling: term for term in glossary or () for spelling in term.spellings}


def _mention(name: Name, text: str) -> _Mention:
    """Return the part of a name that its spellings are compared by: the surname of a person, else all of it."""
    parts = name.parts
    given = words_in_role("given", _TABLE)
    first = 0
    while first < len(parts) - 1 and (parts[first] in given or _is_initials(parts[first])):
        first += 1
    # An unlisted first name before one surname; particles and more words make it too uncertain.
    if first == 0 and len(parts) == 2 and name.kind is not Kind.ORGANISATION and parts[0][:1].isupper():
        first = 1 if not any(map(str.isupper, parts[0][1:])) and form(parts[0].lower()) is None else 0
    if any(_NUMERAL.fullmatch(part) for part in parts[1:]):
        first = 0
    if first == 0:
        return _Mention(name.span.of(text), name.span, (), name)
    start = name.span.start
    for part in parts[:first]:
        start = text.index(part, start) + len(part)
    while text[start].isspace():
        start += 1
    span = Span(start, name.span.end)
    return _Mention(span.of(text), span, parts[:first], name)


def _is_initials(word: str) -> bool:
    return word.endswith(".")


def _clusters(by_head: dict[str, list[_Mention]], listed: dict[str, Term]) -> Iterator[tuple[list[str], str]]:
    """Yield groups of spellings of one name, each around the most frequent of them, with the reason."""
    # The accented form of two that are as frequent leads, and so does the one that the glossary has.
    order = sorted(
        by_head,
        key=lambda head: (
            head not in listed,
            -len(by_head[head]),
            head == without_accents(head),
            by_head[head][0].span,
        ),
    )
    centres: dict[str, list[str]] = defaultdict(list)
    groups: dict[str, list[str]] = {}
    reasons: dict[str, str] = {}
    for head in order:
        found = list(keys(head))
        candidates = dict.fromkeys(chain.from_iterable(centres[key] for key in found if key in centres))
        for centre in islice(candidates, _MOST_COMPARED):
            why = _same(head, centre, by_head, listed)
            if why:
                groups[centre].append(head)
                reasons[centre] = why
                break
        else:
            groups[head] = [head]
            for key in found:
                centres[key].append(head)
    for centre, heads in groups.items():
        yield heads, reasons.get(centre, "the only spelling")


def _same(head: str, centre: str, by_head: dict[str, list[_Mention]], listed: dict[str, Term]) -> str | None:
    """Return why two spellings are one name, None where they are not."""
    if _are_two(head, centre, listed):
        return None
    mine, theirs = _given(by_head[head]), _given(by_head[centre])
    shared = any(can_be_one_person(one, other) for one in mine for other in theirs)
    if mine and theirs and not shared:
        return None
    if fold(head) == fold(centre):
        # `ONU` and `Onu` are alike, `US` and `Us` need not be.
        return "only accents or capitals differ" if len(head) > 3 else None
    long = min(len(head), len(centre))
    if long >= 5 and sound(head) == sound(centre):
        return "spellings of one foreign name"
    differing = distance(fold(head), fold(centre))
    often = len(by_head[centre]) >= max(_FREQUENT, 3 * len(by_head[head]))
    if is_grown(fold(head), fold(centre)) or not often or is_known(head):
        return None
    if shared and differing == 1 and long >= SHORTEST_WITH_GIVEN:
        return "one letter differs, and the first name is the same"
    if differing <= (2 if long >= SHORTEST_DOUBLE else 1) and long >= SHORTEST_SLIP:
        return "a slip in a long name"
    return None


def _are_two(head: str, centre: str, listed: dict[str, Term]) -> bool:
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


def _given(mentions: Iterable[_Mention]) -> set[tuple[str, ...]]:
    return {mention.given for mention in mentions if mention.given}


def _entities(mentions: list[_Mention], why: str, listed: dict[str, Term]) -> Iterator[Entity]:
    """Yield the entities of one name: its bearers with different first names are different."""
    people: list[list[_Mention]] = []
    rest = []
    for mention in mentions:
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
    common = Counter(mention.head for mention in mentions)
    for person in people:
        spans: dict[str, list[Span]] = defaultdict(list)
        for mention in sorted(person, key=lambda mention: mention.span):
            spans[mention.head].append(mention.span)
        # The spelling is that of the name in the whole document, where this bearer has it.
        order = sorted(spans, key=lambda head: (-common[head], head == without_accents(head), spans[head][0]))
        entry = next((listed[head] for head in order if head in listed), None)
        preferred = order[0]
        if entry is not None:
            preferred = next((head for head in order if head in entry.spellings[:1]), entry.source)
        elif common and len(people) > 1:
            preferred = max(common, key=lambda head: (common[head], head != without_accents(head), head))
        reason = "as the glossary has it" if entry is not None and preferred == entry.source else why
        given = tuple(dict.fromkeys(part for mention in person for part in mention.given))
        kind = next((mention.name.kind for mention in person if mention.name.kind), None)
        yield Entity(preferred, tuple(Variant(head, tuple(spans[head])) for head in order), reason, given, kind)


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


def _foreign_terms(entity: Entity, forms: tuple[str, ...], context: tuple[str, ...]) -> Iterator[Term]:
    """Yield the terms of a name that English spells in another way: with its first name, and alone."""
    country = form(entity.preferred)
    points = words_in_role("point", _TABLE)
    if (country is not None and country.has("N")) or re.split("[ -]", entity.preferred)[-1] in points:
        return
    if entity.kind is Kind.ORGANISATION:
        return
    kind = entity.kind if entity.kind in (Kind.PERSON, Kind.PLACE) else Kind.TERM
    wholes = [" ".join((*entity.given, entity.preferred))] if len(entity.given) == 1 else []
    for source in (*wholes, entity.preferred):
        best = english_form(source, context=context)
        if best is None or best.confidence < CONFIDENT:
            continue
        variants = tuple(
            source[: len(source) - len(entity.preferred)] + one for one in forms if one != entity.preferred
        )
        others = tuple(one for one in accepted(source, context=context) if one != best.english)
        person = Kind.PERSON if entity.given else kind
        yield Term(source, best.english, person, variants, others, inflect=False, origin="document")


def _kept_term(name: Name, text: str) -> Term | None:
    """Return a term for a name that is the same in English and has words in it that might be translated."""
    parts = name.parts
    if len(parts) < 2 or any(_NUMERAL.fullmatch(part) for part in parts[1:]):
        return None
    before = re.search(r"([^\W\d_]+)[ \u00a0\u202f]$", text[max(0, name.span.start - 20) : name.span.start])
    if before and before[1].lower() in words_in_role("ruler", _TABLE):
        return None
    if any(part.lower().replace("’", "'") in words_in_role("of", _TABLE) and part[0].islower() for part in parts):
        return None
    brand = parts[-1] in words_in_role("brand-tail", _TABLE)
    person = parts[0] in words_in_role("given", _TABLE) and all(part[0].isalpha() for part in parts)
    source = name.span.of(text)
    if not (brand or person) or "\n" in source:
        return None
    if not brand and not any(_is_word(part) for part in parts):
        return None
    if not brand and any((place := form(part)) is not None and place.has("N") for part in parts):
        return None
    best = None if brand else english_form(source)
    if best is not None and best.confidence > _SURELY_KEPT:
        return None
    return Term(source, source, Kind.KEEP, case=Case.EXACT, inflect=False, origin="document")


def _is_word(part: str) -> bool:
    known = form(part.lower())
    return known is not None and known.has("NAPVIRDG")
