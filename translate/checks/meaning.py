"""Words of the target that say the opposite, another modal verb, and names that changed places: who did it to whom."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import combinations

from glossary.bilingual.lexicon import lexicon
from glossary.edits import Span
from glossary.expressions import expression
from glossary.tables import lines_of, rows
from translate.checks.base import Check, Doubt, Example, Pair, Word, limit, listed, quoted, words
from translate.checks.contrast import findings_of
from translate.checks.counterparts import links_of
from translate.checks.support import LISTS, in_english, sounds, stem
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
    # Not cheap is expensive: where something is denied, the opposite may be right.
    denies = _DENIAL.search(pair.source.lower()) is not None or _DENIAL.search(pair.target.lower()) is not None
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
        clear = best >= limit("opposite-clear") and not denies and word.plain not in listed(LISTS, "opposite-unsure")
        yield Doubt(
            "opposite",
            f"{quoted(word.text)} may be the opposite of what the source says",
            rivals,
            clear=clear and _is_free(pair, word, frozenset().union(*(forms for _, _, forms in likely))),
            target=word.span,
        )


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
    r"\b(?:ne|n['’]|pas|non|sans|ni|moins|peu|déconseill\w+|not|no|nowhere|never|nor|cannot|without|nobody|less|fail\w*)(?!\w)|n['’]t\b"
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
        clear = _unspoken(modal, source)
        if clear is None:
            continue
        rivals = tuple(f"{pair.target[: match.start()]}{new}{pair.target[match.end() :]}" for new in _RIVALS[modal])
        message = f"{quoted(modal)} is not what the source says"
        yield Doubt("modal", message, rivals, clear, target=Span(*match.span()))


def _unspoken(modal: str, source: str) -> bool | None:
    """Tell whether a verb of the source says another modal; None where it says this one."""
    conditional, future = _CONDITIONAL.search(source) is not None, _FUTURE.search(source) is not None
    must, may = _MUST.search(source) is not None, _MAY.search(source) is not None
    if modal in ("must", "shall"):
        return None if must or (modal == "shall" and future) else _PLAIN_MAY.search(source) is not None
    if modal in ("may", "might"):
        return None if may or (modal == "might" and conditional) else _PLAIN_MUST.search(source) is not None
    # The sequence of tenses turns one of them into the other so often that grammar alone says nothing.
    if modal == "will":
        return None if future else False
    past = _IMPERFECT.search(source) is not None and not future
    return None if conditional or past else False


_BETWEEN = expression(r",|(?<![^\W\d_])(?!based\b|s\b)[a-z]+(?![^\W\d_])")
"""What stands between two names that are no compound, which English turns round: le Centre Brennan, les Bell Labs."""


def exchanged_doubts(pair: Pair) -> Iterator[Doubt]:
    """Yield pairs of names that stand in the one order in the source and in the other in the target."""
    named = _shared_names(pair)
    for (one, here), (two, there) in combinations(named, 2):
        if here.start < there.start or _BETWEEN.search(pair.target, one.end, two.start) is None:
            continue
        before, between, after = pair.target[: one.start], pair.target[one.end : two.start], pair.target[two.end :]
        rival = before + two.of(pair.target) + between + one.of(pair.target) + after
        names = quoted(one.of(pair.target)), quoted(two.of(pair.target))
        yield Doubt(
            "exchanged",
            f"{names[0]} and {names[1]} may stand in each other's place",
            (rival,),
            clear=_is_nearer(pair, (one, two), (here, there)),
            source=Span(there.start, here.end),
            target=Span(one.start, two.end),
        )


def _shared_names(pair: Pair) -> list[tuple[Span, Span]]:
    """Return the names that stand once in each text, as a whole, with their places in target and source."""
    here, there = (
        [word for word in words(text) if word.capital and len(word.plain) > 2] for text in (pair.source, pair.target)
    )
    once, once_there = (
        {plain for plain, count in Counter(word.plain for word in text).items() if count == 1} for text in (here, there)
    )
    places = {word.plain: word for word in here if word.plain in once}
    heard = {sounds(word.text): word for word in here}
    found: list[tuple[Span, Span]] = []
    for word in there:
        if word.plain not in once_there or word.plain in listed(LISTS, "capital-in-english"):
            continue
        other = places.get(word.plain) or (None if len(sounds(word.text)) < 3 else heard.get(sounds(word.text)))
        if other is None:
            continue
        if found and pair.target[found[-1][0].end : word.start] == " " == pair.source[found[-1][1].end : other.start]:
            found[-1] = Span(found[-1][0].start, word.end), Span(found[-1][1].start, other.end)
        else:
            found.append((word.span, other.span))
    return found[:_MOST_NAMES]


def _is_nearer(pair: Pair, target: tuple[Span, Span], source: tuple[Span, Span]) -> bool:
    """Tell whether the words beside each name in the source stand rather beside the other name in the target."""
    there = words(pair.target)
    gain = 0
    for number, span in enumerate(source):
        for word in words(pair.source):
            near = min(abs(word.start - span.end), abs(span.start - word.end)) < _NEAR and not word.span.overlaps(span)
            if not near or word.capital or word.plain in listed(LISTS, "french-function"):
                continue
            forms = in_english(word.plain, word.lowered)
            places = [other for other in there if other.plain in forms or stem(other.plain) in forms]
            if len(places) == 1:
                own, other_one = (_gap(places[0], target[n]) for n in (number, 1 - number))
                gain += (other_one < own) - (own < other_one)
    return gain >= limit("exchanged-clear")


_NEAR = 20
"""Characters between a name and the words beside it."""


def _gap(word: Word, span: Span) -> int:
    return max(word.start - span.end, span.start - word.end, 0)


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
        "Names that both texts have once, in the one order in the source and in the other in the target. A passive "
        "turns them round as well; so the words beside them are compared, and with a model the target is weighed "
        "against "
        "itself with the names in each other's place.",
        Example(
            "Le vieux Durand a vendu sa maison à la jeune Lefort.",
            "Old Lefort sold her house to young Durand.",
            "Old Durand sold his house to young Lefort.",
        ),
        check_exchanged,
        ("exchanged-clear", "contrast-exchanged", "contrast-exchanged-clear"),
    ),
)
