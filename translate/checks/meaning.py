"""Words of the target that say the opposite, another modal verb, and names that changed places: who did it to whom."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import combinations

from glossary.bilingual.lexicon import lexicon
from glossary.edits import Span
from glossary.french.lexicon import form
from glossary.tables import expression, lines_of, rows
from translate.checks.base import Check, Doubt, Example, Pair, Word, limit, listed, quoted, words
from translate.checks.contrast import findings_of
from translate.checks.counterparts import coming_from, links_of
from translate.checks.dictionary import translations
from translate.checks.support import LISTS, sounds
from translate.documents.records import Finding

_MOST_NAMES = 8
"""Names of one text whose order is compared, each with each."""


@cache
def _opposites() -> Mapping[str, Sequence[tuple[str, frozenset[str], frozenset[str]]]]:
    """Return what each English word may be exchanged for: the word, all forms of its own side, and of the other."""
    found: dict[str, list[tuple[str, frozenset[str], frozenset[str]]]] = defaultdict(list)
    for _, row in rows(lines_of("translate.checks", "opposites.tsv"), ("one", "other")):
        one, other = (side.split(" ") for side in row)
        for here, there in ((one, other), (other, one)):
            for word, instead in zip(here, there, strict=True):
                found[word].append((instead, frozenset(here), frozenset(there)))
    return found


@lru_cache(maxsize=1 << 14)
def _means(french: str) -> tuple[tuple[str, float], ...]:
    """Return the words of the table that a French word in small letters may be in English, with their probabilities."""
    table = _opposites()
    return tuple((english, there) for english, there in lexicon().translations(french).items() if english in table)


@lru_cache(maxsize=1 << 12)
def _said(source: str) -> Mapping[str, float]:
    """Return the words of the table that a French text speaks for, each with its greatest probability."""
    found: dict[str, float] = {}
    for french in {word.lowered for word in words(source)}:
        for english, probability in _means(french):
            found[english] = max(found.get(english, 0.0), probability)
    return found


def _support(forms: frozenset[str], source: str) -> float:
    said = _said(source)
    return max((said.get(form, 0.0) for form in forms), default=0.0)


def opposite_doubts(pair: Pair) -> Iterator[Doubt]:
    """Yield the words of the target for which the French speaks less than for their opposite."""
    table = _opposites()
    there = words(pair.target)
    present, here = {word.lowered for word in there}, {word.plain for word in words(pair.source)}
    for word in there:
        choices = table.get(word.lowered)
        if choices is None or (word.capital and not word.opens):
            continue
        own = max(_support(forms, pair.source) for _, forms, _ in choices)
        if own >= limit("opposite-support") or word.plain in here:
            continue
        likely = [(_support(forms, pair.source), other, forms) for other, _, forms in choices]
        best = max(support for support, _, _ in likely)
        # Where the opposite is said as well, the French word that means it is spoken for.
        taken = any(not present.isdisjoint(forms) for _, _, forms in likely)
        if taken or best < max(limit("opposite-least"), own):
            continue
        rivals = tuple(
            _replaced(pair.target, word, other)
            for support, other, _ in sorted(likely, reverse=True, key=lambda one: one[0])[:2]
            if support >= best / 4
        )
        clear = best >= limit("opposite-clear") and word.plain not in listed(LISTS, "opposite-unsure")
        yield Doubt(
            "opposite",
            f"{quoted(word.text)} may be the opposite of what the source says",
            rivals,
            clear=clear
            and not _is_denied(pair, word)
            and _is_free(pair, word, frozenset().union(*(forms for _, _, forms in likely))),
            target=word.span,
        )


def _is_denied(pair: Pair, word: Word) -> bool:
    """Tell whether something is denied about a word or where it comes from: what is not cheap is expensive."""
    near = pair.target[max(0, word.start - _DENIED) : word.end + _DENIED]
    return any(_DENIAL.search(text.lower()) for text in (coming_from(pair, word.span).of(pair.source), near))


_DENIED = 30
"""Characters from a word to a denial that may make it the opposite of what it is."""


def _is_free(pair: Pair, word: Word, opposites: frozenset[str]) -> bool:
    """Tell whether no other word of the target is linked with those of the source that mean the opposite of `word`."""
    links = links_of(pair)
    for number, span in enumerate(links.source):
        means = _means(span.of(pair.source).lower())
        if any(there >= limit("opposite-least") for one, there in means if one in opposites):
            others = [links.target[there] for here, there, _ in links.pairs if here == number]
            if others and not any(word.span.overlaps(other) for other in others):
                return False
    return True


def _replaced(target: str, word: Word, new: str) -> str:
    return target[: word.start] + (new.capitalize() if word.capital else new) + target[word.end :]


_DENIAL = expression(
    r"\bn['’]|\b(?:ne|pas|non|sans|ni|moins|peu|déconseill\w+|rien|not|no|nowhere|never|nor|cannot|without|nobody|"
    r"less|fail\w*)(?!\w)|n['’]t\b|\bplus (?:petit|faible|bas)"
)
# Forms by their endings: the future and the conditional of French verbs, with the irregular stems.
_CONDITIONAL = expression(r"\b\w*(?:er|ir|dr|vr|aur|rr|ttr|îtr|oir|ser|fer|uer)(?:ais|ait|ions|iez|aient)\b")
_FUTURE = expression(
    r"\b\w*(?:er|ir|dr|vr|aur|rr|ttr|îtr|oir|ser|fer|uer)(?:ai|as|a|ons|ez|ont)\b|\b(?:va|vont|vais|vas|allons|allez)\b"
)
_MUST = expression(
    r"\b(?:doi\w+|dev\w+|dû|due?s?|faut|faudra\w*|fall\w+|faille|oblig\w+|nécess\w+|besoin|tenue?s?|impos\w+|"
    r"il s'agit|à \w+er|indispensable|exig\w+|contrain\w+|forc\w+|requi\w+|impérati\w+|devoir)\b"
)
_MAY = expression(
    r"\b(?:peu[xt]|peuvent|pouv\w+|pourr\w+|puiss\w+|pu|possib\w+|probab\w+|éventuel\w*|susceptib\w+|risqu\w+|"
    r"capab\w+|perme\w+|permi\w+|autoris\w+|parfois|sembl\w+|soit|capacité|droit|libre)\b"
)
_PLAIN_MUST, _PLAIN_MAY = (
    expression(r"\b(?:doi(?:s|t|vent)|dev(?:ons|ez)|faut)\b"),
    expression(r"\bpeu(?:x|t|vent)\b(?!-)"),
)
_IMPERFECT = expression(r"\b\w{2,}(?:ais|ait|aient|ions)\b")
_MODALS = expression(r"\b(must|may|might|will|would|shall)\b(?!-)|\b(wo)n't\b|\b(would)n't\b")
_RIVALS = {
    "must": ("may", "can", "might"),
    "may": ("must", "has to", "have to"),
    "might": ("must", "will"),
    "will": ("would",),
    "shall": ("may", "would"),
    "would": ("will",),
}


def modal_doubts(pair: Pair) -> Iterator[Doubt]:
    """Yield the modal verbs of the target for which no verb of the source speaks."""
    source = pair.source.lower().replace("’", "'")
    for match in _MODALS.finditer(pair.target):
        modal = match[1]
        if modal is None:
            continue
        clear = _unspoken(modal, source, pair, Span(*match.span()))
        if clear is None:
            continue
        rivals = tuple(f"{pair.target[: match.start()]}{new}{pair.target[match.end() :]}" for new in _RIVALS[modal])
        message = f"{quoted(modal)} is not what the source says"
        yield Doubt("modal", message, rivals, clear, target=Span(*match.span()))


def _unspoken(modal: str, source: str, pair: Pair, span: Span) -> bool | None:
    """Tell whether a verb of the source says another modal; None where it says this one."""
    near = coming_from(pair, span).of(source)
    if modal in ("must", "shall"):
        if modal == "shall" and _has_verb(_FUTURE, source):
            return None
        return _other(near, source, _MUST, _PLAIN_MAY)
    if modal in ("may", "might"):
        if modal == "might" and _has_verb(_CONDITIONAL, source):
            return None
        return _other(near, source, _MAY, _PLAIN_MUST)
    conditional, future = _has_verb(_CONDITIONAL, source), _has_verb(_FUTURE, source)
    if modal == "will":
        # Indirect speech and conditions make will of a conditional in many a good translation.
        return None if future else False
    past = _has_verb(_IMPERFECT, source) and not future
    return None if conditional or past else _has_verb(_FUTURE, near)


def _other(near: str, source: str, own: re.Pattern[str], other: re.Pattern[str]) -> bool | None:
    clear = own.search(near) is None and other.search(near) is not None
    return clear if clear or own.search(source) is None else None


def _has_verb(pattern: re.Pattern[str], text: str) -> bool:
    """Tell whether an ending in a text is one of a verb that is nothing else."""
    for match in pattern.finditer(text):
        known = form(match[0])
        if known is not None and known.grammar and all(code[0] == "V" for code in known.grammar):
            return True
    return False


_ROW = expression(r"\s*(?:/|,? (?:and|or))\s*")
"""What stands between names whose order says nothing."""
_ATTRIBUTE = expression(r"-[a-z]")
"""Behind a name that English puts before what it describes: the NIOSH-approved N95."""
_BETWEEN = expression(r"\(|(?<![^\W\d_])(?<![\w]['’-])(?!and\b)[a-z]+(?![^\W\d_])")
"""What stands between two names that are no compound, which English turns round: le Centre Brennan, les Bell Labs."""
_GENITIVE = expression(r"['’]s?\b")


def exchanged_doubts(pair: Pair) -> Iterator[Doubt]:
    """Yield pairs of names that stand in the one order in the source and in the other in the target."""
    named = _shared_names(pair)
    for (one, here), (two, there) in combinations(named, 2):
        between = pair.target[one.end : two.start]
        if here.start < there.start or _ROW.fullmatch(between) or _ATTRIBUTE.match(between):
            continue
        before, after = pair.target[: one.start], pair.target[two.end :]
        rival = before + two.of(pair.target) + between + one.of(pair.target) + after
        names = quoted(one.of(pair.target)), quoted(two.of(pair.target))
        turned = _BETWEEN.search(between) is None or _GENITIVE.match(between) is not None
        yield Doubt(
            "exchanged-turned" if turned else "exchanged",
            f"{names[0]} and {names[1]} may stand in each other's place",
            (rival,),
            clear=not turned and _votes(pair, (one, two), (here, there)) >= limit("exchanged-clear"),
            source=Span(there.start, here.end),
            target=Span(one.start, two.end),
        )


def _shared_names(pair: Pair) -> list[tuple[Span, Span]]:
    """Return the names that stand equally often in both texts, as a whole, with their places in target and source."""
    here, there = _capitals(pair.source), _capitals(pair.target)
    others = [name for name in here if name not in there]
    heard = {sound: name for name in others if len(sound := sounds(name)) > 2}
    meant = {english: name for name in others for english in translations(here[name][0].lowered, limit("name-usual"))}
    pairs: list[tuple[Word, Word]] = []
    for name, found in there.items():
        known = name if name in here else meant.get(name, heard.get(sounds(name)))
        if known is not None and len(here[known]) == len(found) and name not in listed(LISTS, "capital-in-english"):
            pairs += zip(found, here[known], strict=True)
    shared: list[tuple[Span, Span]] = []
    for word, other in sorted(pairs):
        if (
            shared
            and pair.target[shared[-1][0].end : word.start] == " " == pair.source[shared[-1][1].end : other.start]
        ):
            shared[-1] = Span(shared[-1][0].start, word.end), Span(shared[-1][1].start, other.end)
        else:
            shared.append((word.span, other.span))
    return shared[:_MOST_NAMES]


def _capitals(text: str) -> Mapping[str, Sequence[Word]]:
    """Return the words of `text` that begin with a capital, in order, by their plain form."""
    found: dict[str, list[Word]] = defaultdict(list)
    for word in words(text):
        if word.capital and len(word.plain) > 2:
            found[word.plain].append(word)
    return found


def _votes(pair: Pair, target: tuple[Span, Span], source: tuple[Span, Span]) -> int:
    """Return how many words beside two names are linked rather with what is beside the other name, less the contrary.

    A phrase that changes its place takes its words along; a name that stands in the place of another does not.
    """
    links = links_of(pair)
    here, there = (
        [next((n for n, word in enumerate(side) if word.overlaps(span)), -_FAR) for span in spans]
        for side, spans in ((links.source, source), (links.target, target))
    )
    votes = 0
    for a, b, _ in links.pairs:
        if a in here or b in there:
            continue
        for number in (0, 1):
            from_own, from_other = (abs(a - here[n]) for n in (number, 1 - number))
            to_own, to_other = (abs(b - there[n]) for n in (number, 1 - number))
            votes += (from_own <= _NEAR) * ((to_other < to_own) - (to_own < to_other))
            votes += (to_own <= _NEAR) * ((from_other < from_own) - (from_own < from_other))
    return votes


_NEAR = 3
"""Words between a name and those that vote on its place; with 2 or 4, a tenth less is found at as many false alarms."""
_FAR = 99


def check_opposites(pair: Pair) -> Iterator[Finding]:
    """Find words that mean the opposite of what the source says."""
    yield from findings_of(opposite_doubts(pair), pair)


def check_modals(pair: Pair) -> Iterator[Finding]:
    """Find modal verbs that say more, or less, than the source does."""
    yield from findings_of(modal_doubts(pair), pair, most=1)


def check_exchanged(pair: Pair) -> Iterator[Finding]:
    """Find two names that stand in each other's place."""
    yield from findings_of(exchanged_doubts(pair), pair, most=1)


MEANING = (
    Check(
        "opposite",
        "a word means the opposite of what the source says",
        "Words of a table of opposites (rise, fall; before, after) for which no word of the source speaks, by the "
        "lexicon, while one speaks for their opposite. With a model at hand, the target is weighed against itself with "
        "the opposite.",
        Example("Les prix ont augmenté.", "Prices have decreased.", "Prices have increased."),
        check_opposites,
        ("opposite-support", "opposite-least", "opposite-clear", "contrast-opposite", "contrast-opposite-clear"),
    ),
    Check(
        "modal",
        "a modal verb says more, or less, than the source",
        "Must, may, will and would are compared with devoir, pouvoir, the future and the conditional of the source. "
        "With a model at hand, the target is weighed against itself with the other modal verb.",
        Example("Il doit partir.", "He may leave.", "He must leave."),
        check_modals,
        ("contrast-modal", "contrast-modal-clear"),
    ),
    Check(
        "exchanged",
        "two names stand in each other's place",
        "Names that both texts have equally often, in the one order in the source and in the other in the target. A "
        "passive turns them round as well, a genitive and a compound do; so what the words beside them are linked "
        "with is compared, and with a model the target is weighed against itself with the names in each other's place.",
        Example(
            "Le vieux Durand a vendu sa maison à la jeune Lefort.",
            "Old Lefort sold her house to young Durand.",
            "Old Durand sold his house to young Lefort.",
        ),
        check_exchanged,
        (
            "exchanged-clear",
            "name-usual",
            "contrast-exchanged",
            "contrast-exchanged-clear",
            "contrast-exchanged-turned",
        ),
    ),
)
