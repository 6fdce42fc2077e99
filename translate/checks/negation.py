"""Negations that are lost or invented: the shortest way to say the opposite."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice

from glossary.edits import Span
from glossary.french.lexicon import form
from glossary.tables import expression
from translate.checks.base import Check, Doubt, Example, Pair, Word, limit, listed, plain, quoted, words
from translate.checks.contrast import findings_of
from translate.checks.counterparts import coming_from, links_of
from translate.checks.dictionary import translations
from translate.checks.support import LISTS, in_english, stem
from translate.documents.records import Finding

_STRAIGHT = str.maketrans("’‘ʼ", "'''")
_CLAUSE_ENDS = expression(r"[.;:!?()«»\"]")
_PARTNERS = frozenset(
    [
        "pas",
        "jamais",
        "plus",
        "rien",
        "aucun",
        "aucune",
        "personne",
        "guere",
        "nul",
        "nulle",
        "ni",
        "point",
        "nullement",
        "aucunement",
    ]
)
_SUBJECTS = frozenset(["aucun", "aucune", "personne", "rien", "nul", "nulle", "jamais", "pas"])
_FARTHEST = 8
"""Words from `ne` to its other half: pronouns, the verb, an adverb or two, or a subject with what belongs to it."""
_ALONE = expression(r"pu[ts]?|peu\w*|pouv\w+|pourr\w+|saurai\w*|os\w+")
"""What `ne` denies without another word (Grevisse, Le bon usage, § 1018): pouvoir, savoir in the conditional, oser."""
_FEARED = expression(r"\b(?:avant|moins|peur|crainte|craign\w+|crain\w|redout\w+|évit\w+) qu(?:e\b|['’])[^.;:!?,]*$")
"""Before a `ne` that denies nothing (Grevisse, § 1023): avant qu'il ne parte."""
_ASKED = expression(r"-(?:t-)?(?:ils?|elles?|on|vous|nous|tu|ce)\b")
"""A subject behind its verb: a question that denies expects a yes."""
_ENGLISH = expression(r"\b(?:not|never|cannot|nobody|nothing|nowhere|none|neither|nor|no|without)\b|n't\b")
_PREFIXED = expression(
    r"\b(?:non-?\w{3,}|un(?!i|der|til|less|ion|cles?\b)\w{4,}|in(?:ab|ac|ad|ap|cap|com|con|cor|cred|defin|dep|det|"
    r"dif|dis|eff|el|esc|ev|exp|flex|hum|suf|tol|vis)\w{3,}|im(?:poss|perf|pat|prob|mor)\w{2,}|ir(?:reg|rel|resp|rev)\w{3,}|"
    r"il(?:leg|log|lit)\w{2,}|dis(?:agr|app|bel|cont|hon|lik|ob|ord|reg|sat|trust)\w{2,}|\w{3,}less(?:ly|ness)?)\b"
)
_AUXILIARIES = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "am",
        "be",
        "will",
        "would",
        "can",
        "could",
        "should",
        "has",
        "have",
        "had",
        "must",
        "may",
        "might",
        "do",
        "does",
        "did",
    ]
)
_OTHERS = {
    "a": "no", "an": "no", "any": "no", "some": "no", "something": "nothing", "somebody": "nobody", "one": "none",
    "with": "without", "ever": "never", "someone": "no one", "always": "never", "or": "nor",
}  # fmt: skip
_MOST_VARIANTS = 6
_WITHOUT = {"cannot": "can", "never": "", "no": "", "without": "with", "nobody": "somebody", "nothing": "something",
            "none": "some", "nowhere": "somewhere", "neither": "either", "nor": "or", "not": ""}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Denial:
    """A denial of the French; one that is not `sure` has no `ne`, or may be said otherwise.

    `again` says that it goes on with the denial before it: neither ..., nor ...
    """

    span: Span
    sure: bool
    again: bool = False


@cache
def _one_of(role: str) -> re.Pattern[str]:
    found = sorted((word.replace("_", " ") for word in listed(LISTS, role)), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word).replace(r"\*", r"\w*") for word in found) + r")(?!\w)")


@lru_cache(maxsize=1 << 10)
def _french_denials(source: str) -> tuple[_Denial, ...]:
    """Return the denials of a French text, in order.

    `ne` with `que` is no denial, nor is one that a comparison or a verb of fear asks for.
    """
    lowered = _lowered(source)
    excused = [Span(*match.span()) for match in _one_of("no-denial").finditer(lowered)]
    here = words(source)
    found: list[_Denial] = []
    taken: set[int] = set()
    for number, word in enumerate(here):
        if word.lowered == "ne" or (word.plain == "n" and lowered[word.end : word.end + 1] == "'"):
            denied = _with_ne(here, number, source, taken)
            if denied is not None:
                found.append(denied)
    for number, word in enumerate(here):
        if number not in taken and (span := _without_ne(here, number, lowered)) is not None:
            found.append(_Denial(span, sure=word.plain == "sans"))
    found = [one for one in found if not any(one.span.overlaps(other) for other in excused)]
    partial = [Span(*match.span()) for match in _one_of("partial-denial").finditer(lowered)]
    found = [replace(one, sure=one.sure and not any(map(one.span.overlaps, partial))) for one in found]
    return tuple(_chained(sorted(found, key=lambda one: one.span.start), source))


def _with_ne(here: Sequence[Word], number: int, source: str, taken: set[int]) -> _Denial | None:
    after = _reach(here, number, source, step=1)
    partner = next((n for n in after if here[n].plain in _PARTNERS and not _is_other(here, n)), None)
    limits = [n for n in after if here[n].plain in ("que", "qu")]
    if (partner is None or here[partner].plain != "pas") and _FEARED.search(source.lower(), 0, here[number].start):
        return None
    if partner is not None and here[partner].plain == "plus" and limits and 0 < limits[0] - partner <= 2:
        taken.add(partner)
        return None
    before = _reach(here, number, source, step=-1)
    subject = next((n for n in before if here[n].plain in _SUBJECTS and n not in taken), None)
    if subject is not None and (here[subject].plain != "pas" or here[subject + 1].plain in ("un", "une")):
        taken.update({subject, *([partner] if partner is not None else [])})
        return _Denial(Span(here[subject].start, here[number].end), sure=True)
    if partner is not None:
        taken.add(partner)
        span = Span(here[number].start, here[partner].end)
        return _Denial(span, sure=_ASKED.search(span.of(source)) is None)
    if limits and limits[0] - number <= 6:
        return None
    verb = number + 1
    while verb < len(here) and here[verb].plain in ("s", "se", "y", "en", "le", "la", "les", "l", "me", "m", "nous"):
        verb += 1
    if verb < len(here) and _ALONE.fullmatch(here[verb].plain):
        return _Denial(Span(here[number].start, here[verb].end), sure=True)
    return None


def _reach(here: Sequence[Word], number: int, source: str, *, step: int) -> list[int]:
    """Return the numbers of the words from `ne` on, or back, that stand in its clause."""
    found = []
    for other in range(number + step, number + step * (_FARTHEST + 1), step):
        if not 0 <= other < len(here):
            break
        one, two = sorted((here[other], here[other - step]), key=lambda word: word.start)
        if _CLAUSE_ENDS.search(source, one.end, two.start):
            break
        found.append(other)
    return found


def _is_other(here: Sequence[Word], number: int) -> bool:
    """Tell whether a word with the form of a partner of `ne` is another word here: une personne, ce point."""
    before = here[number - 1].plain if number else ""
    word = here[number].plain
    if word in ("personne", "point", "pas"):
        return before in ("une", "un", "la", "le", "cette", "ce", "au", "du", "par", "de", "des", "quelque", "premier")
    return word == "plus" and before in ("le", "la", "les", "de", "au", "en")


def _without_ne(here: Sequence[Word], number: int, lowered: str) -> Span | None:
    """Return the span of a denial that has no `ne`."""
    word, after = here[number], here[number + 1].plain if number + 1 < len(here) else ""
    before = here[number - 1].plain if number else ""
    if word.plain == "sans" and after not in ("que",):
        return Span(word.start, here[number + 1].end) if after else None
    if word.plain == "pas" and not _is_other(here, number) and before not in ("chaque", "a", "premiers", "grands"):
        return word.span
    if word.plain in ("aucun", "aucune", "aucunement", "nullement", "non") or (
        word.plain in ("jamais", "rien") and before not in ("si", "a", "que", "de", "pour") and after != "que"
    ):
        return word.span
    return None


def _chained(found: Sequence[_Denial], source: str) -> Iterator[_Denial]:
    """Yield the denials; one that follows a comma, `et`, `ou` or `ni` at once goes on with the one before it."""
    previous: _Denial | None = None
    for one in found:
        between = source[previous.span.end : one.span.start] if previous else ""
        again = len(between) < _CHAIN and re.search(r"[.;:!?]", between) is None and _JOINED.search(between) is not None
        yield _Denial(one.span, one.sure, again)
        previous = one


_CHAIN = 90
"""Characters between two denials of one row: a verb and what belongs to it."""
_JOINED = expression(r"(?:,|\b(?:et|ou|ni)\b)(?: (?:qui|ils?|elles?|on))?\s*$")


def doubts(pair: Pair) -> Iterator[Doubt]:
    """Yield what may be a denial that only one of both texts has."""
    if not pair.target.strip():
        return
    target = _lowered(pair.target)
    denials = _french_denials(pair.source)
    excused = [Span(*match.span()) for match in _one_of("no-english-denial").finditer(target)]
    english = [Span(*match.span()) for match in _ENGLISH.finditer(target)]
    clear = [span for span in english if not any(span.overlaps(other) for other in excused)]
    yield from _lost(pair, target, denials, clear, excused)
    if len(clear) > len(denials):
        for span in clear[:2]:
            yield Doubt(
                "negation-added",
                "the target denies something, the source does not",
                tuple(_undenied(pair.target, target, span)),
                clear=not _is_answered(pair, span, denials),
                target=span,
            )


def _is_answered(pair: Pair, span: Span, denials: Sequence[_Denial]) -> bool:
    """Tell whether something that denies stands in the source about where a denial of the target comes from."""
    if _one_of("french-negative").search(_lowered(pair.source)) is not None:
        return True
    origin = coming_from(pair, span)
    text = origin.of(pair.source)
    return (
        any(one.span.overlaps(origin) for one in denials)
        or _one_of("french-negative-near").search(_lowered(text)) is not None
        or _has_prefix(text)
    )


def _lost(
    pair: Pair, target: str, denials: Sequence[_Denial], english: Sequence[Span], excused: Sequence[Span]
) -> Iterator[Doubt]:
    strong = sorted(english, key=_start_of)
    matched = False
    waiting: list[tuple[_Denial, Span]] = []
    for denial in sorted(denials, key=lambda one: not one.sure):
        window = _window(pair, denial.span)
        if _take(strong, window):
            matched = True
        elif pair.source[denial.span.start : denial.span.end].lower() != "non":
            waiting.append((denial, window))
    weak = sorted([*_weak(pair, target, denials), *excused], key=_start_of) if waiting else []
    for denial, window in waiting:
        # A denial that is farther away than usual may still be this one.
        mild = _take(weak, window) or not denial.sure or (denial.again and (matched or bool(english)))
        mild = mild or _take(strong, Span(0, len(target)))
        yield Doubt(
            "negation-lost",
            f"the source denies something with {quoted(denial.span.of(pair.source))}, the target does not",
            tuple(islice(_denied(pair, denial.span, window), _MOST_VARIANTS)),
            clear=not mild,
            source=denial.span,
        )


def _weak(pair: Pair, target: str, denials: Sequence[_Denial]) -> Iterator[Span]:
    """Yield the words of the target that deny in themselves: fail, impossible; not those that a French word means."""
    affirmed = [word for word in words(pair.source) if not any(one.span.overlaps(word.span) for one in denials)]
    meant = {english for word in affirmed for english in translations(word.lowered, limit("negation-meant"))}
    meant |= {stem(english) for english in meant}
    links = links_of(pair)
    near = [Span(max(0, one.span.start - _DENIED), one.span.end + _DENIED) for one in denials]
    elsewhere = {b for a, b, _ in links.pairs if not any(span.overlaps(links.source[a]) for span in near)}
    for pattern in (_one_of("english-negative"), _PREFIXED):
        for match in pattern.finditer(target):
            word, span = plain(match[0]), Span(*match.span())
            linked = any(links.target[b].overlaps(span) for b in elsewhere)
            if not linked and word not in meant and stem(word) not in meant:
                yield span


_DENIED = 24
"""Characters behind a denial in which what it denies begins: n'est pas possible."""


def _take(free: list[Span], window: Span) -> bool:
    """Take the span that is nearest to the middle of the window from `free`; tell whether there was one."""
    middle = (window.start + window.end) / 2
    first, behind = (bisect_left(free, place, key=_start_of) for place in (window.start, window.end))
    if first >= behind:
        return False
    # One word denies one thing: it answers no second denial of the source.
    del free[min(range(first, behind), key=lambda number: abs(free[number].start - middle))]
    return True


def _denied(pair: Pair, denial: Span, window: Span) -> Iterator[str]:
    """Yield the target with a denial put in where the window allows one, first where what is denied is said."""
    target, idle = pair.target, listed(LISTS, "english-function")
    new = "never" if denial.of(pair.source).lower().endswith("jamais") else "not"
    links = links_of(pair)
    denied = Span(denial.start, denial.end + _VERB)
    places = [links.target[b].start for a, b, _ in links.pairs if links.source[a].overlaps(denied)]
    middle = sum(places) / len(places) if places else (window.start + window.end) / 2
    found: list[tuple[float, str]] = []
    for word in words(target):
        if not window.start <= word.start < window.end:
            continue
        far = abs(word.start - middle)
        if word.lowered in _OTHERS:
            found.append((far, target[: word.start] + _OTHERS[word.lowered] + target[word.end :]))
        elif word.lowered in _AUXILIARIES or target[word.start - 1 : word.end].lower() in _SHORTENED:
            found.append((far, f"{target[: word.end]} {new}{target[word.end :]}"))
        elif word.lowered in _DENIABLE or (word.plain not in idle and not word.capital):
            found.append((far + _RATHER, f"{target[: word.start]}{new} {target[word.start :]}"))
    yield from (text for _, text in sorted(found))


_RATHER = 60
"""Characters: so much farther away a verb that can be denied, or a word with a denying form, is tried before others."""
_VERB = 3
"""Characters behind the first half of a denial and its verb: the next word begins there."""
_SHORTENED = frozenset(["'s", "'re", "'m", "'ll", "’s", "’re", "’m", "’ll"])
_DENIABLE = frozenset(["to", "having", "being", "just", "very", "so"])


def _undenied(target: str, lowered: str, span: Span) -> Iterator[str]:
    """Yield the target without the denial at `span`."""
    word = lowered[span.start : span.end]
    if word == "n't":
        start = span.start - 2 if lowered[: span.start].endswith(("ca", "wo")) else span.start
        new = {"ca": "can", "wo": "will"}.get(lowered[start : span.start], "") if start != span.start else ""
        yield target[:start] + new + target[span.end :]
        return
    new = _WITHOUT.get(word, "")
    yield re.sub(r"\s{2,}", " ", target[: span.start] + new + target[span.end :]).strip()
    if word == "no":
        yield target[: span.start] + "a" + target[span.end :]


def _has_prefix(source: str) -> bool:
    """Tell whether the French has a word that denies by its prefix, and whose rest is an adjective: impossible."""
    return any(_is_prefixed(word.lowered) for word in words(source) if len(word.text) > 5)


@lru_cache(maxsize=1 << 14)
def _is_prefixed(word: str) -> bool:
    for prefix in ("in", "im", "il", "ir", "dés", "dé", "mal", "mé", "dis"):
        if word.startswith(prefix):
            rest = form(word[len(prefix) :])
            if rest is not None and rest.has("A") and len(word) - len(prefix) > 3:
                english = translations(word, limit("negation-meant"))
                return not english or any(_PREFIXED.fullmatch(one) for one in english)
    return False


def _start_of(stretch: Span | Word) -> int:
    return stretch.start


def check_negation(pair: Pair) -> Iterator[Finding]:
    """Find a denial that only one of both texts has."""
    yield from findings_of(doubts(pair), pair, most=1)


def _window(pair: Pair, denial: Span) -> Span:
    """Return where in the target a denial of the source would have to stand: about the words that stand near it."""
    here, there = words(pair.source), words(pair.target)
    if not there:
        return Span(0, 0)
    first, behind = (bisect_left(here, place, key=_start_of) for place in (denial.start, denial.end))
    if first == behind:
        return Span(0, len(pair.target))
    near = here[max(0, first - 2) : behind + 4]
    place = (first + behind - 1) / 2 / len(here) * len(there)
    numbers = _numbers(pair.target)
    anchors = []
    for word in near:
        if len(word.plain) > 2 and word.plain not in listed(LISTS, "french-function"):
            found = [
                number
                for form_in_english in in_english(word.plain, word.lowered)
                if form_in_english in numbers
                for number in _around(numbers[form_in_english], place)
            ]
            if found:
                anchors.append(min(found, key=lambda number: (abs(number - place), number)))
    reach = int(limit("negation-window"))
    if not anchors:
        return Span(0, len(pair.target))
    first, last = max(0, min(anchors) - reach), min(len(there) - 1, max(anchors) + reach)
    return Span(max(0, there[first].start - 1), there[last].end + 3)


@lru_cache(maxsize=4)
def _numbers(text: str) -> Mapping[str, Sequence[int]]:
    """Return the numbers of the words of `text` by their plain form, and by their stem."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words(text)):
        found[word.plain].append(number)
        found[stem(word.plain)].append(number)
    return found


def _around(numbers: Sequence[int], place: float) -> Sequence[int]:
    """Return those of `numbers`, in order, that stand next to `place` on either side."""
    behind = bisect_left(numbers, place)
    return numbers[max(0, behind - 1) : behind + 1]


def _lowered(text: str) -> str:
    """Return `text` in small letters and straight apostrophes, as long as it was."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(sign if len(low := sign.lower()) != 1 else low for sign in text)
    return lowered.translate(_STRAIGHT)


NEGATION = (
    Check(
        "negation",
        "a negation is lost or invented",
        "A denial (ne ... pas, jamais, aucun, rien, personne, ni; no ne ... que) needs one in English, or a word that "
        "denies in itself: without, fail, lack, impossible. The other way round, a denial in English needs one in "
        "French. With a model at hand, the target is weighed against itself with the denial put in, or taken out: that "
        "decides where grammar is not sure. Fixed expressions such as n'est-ce pas are left out.",
        Example("Le maire n'a pas signé.", "The mayor signed.", "The mayor did not sign."),
        check_negation,
        (
            "negation-window",
            "negation-meant",
            "contrast-negation-lost",
            "contrast-negation-lost-clear",
            "contrast-negation-added",
            "contrast-negation-added-clear",
        ),
    ),
)
