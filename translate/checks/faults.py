"""How good the checks are: false alarms on human translations, and how many faults they find that were put in."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Protocol

from glossary.edits import Span
from glossary.english.lexicon import is_word as is_english_word
from glossary.french.lexicon import look_up
from glossary.tables import expression
from glossary.terms.records import Glossary, Term
from translate.checks.base import listed, plain, words
from translate.checks.dictionary import translations
from translate.documents.records import Finding, Severity


class Judge(Protocol):
    """Gives the findings of pairs, with terms of a glossary or without."""

    def __call__(
        self, pairs: Sequence[tuple[str, str]], glossary: Glossary | None = None, *, document: bool = True
    ) -> list[list[Finding]]:
        """Return the findings of each pair, in order, as parts of one `document` or each by itself."""


_TABLE = "fault-words.tsv"
_DOCUMENT = 12
"""Sentences of the documents in which one is lost, doubled or out of its place."""
_DENIAL = expression(
    r"\b(?:ne\s|n['’])[^.;:!?]*?\b(?:pas|jamais|plus|rien|aucune?|personne|ni)\b|\bsans\b", re.IGNORECASE
)
_NEGATIONS = (
    (expression(r"\bcan(?:no|['’])t\b"), "can"),
    (expression(r"\bwon['’]t\b"), "will"),
    (expression(r"n['’]t\b"), ""),
    (expression(r"\s+(?:not|never)\b"), ""),
    (expression(r"\b[Ww]ithout\b"), "with"),
    (expression(r"\bnobody\b"), "somebody"),
    (expression(r"\bnothing\b"), "something"),
    (expression(r"\bno(?=\s+[a-z])"), "a"),
)
_NUMBER = expression(r"\d+(?:[.,]\d+)*")
_DECIMAL = expression(r"\b(\d+)\.(\d+)\b")
_CLAUSE = expression(
    r"[,;:]\s|\s[–—-]\s|(?<=\w)\s(?=(?:and|but|which|who|that|because|while|where|when|after|before)\s)"
)
_ANY_DENIAL = expression(
    r"\b(?:ne|n['’]|pas|non|sans|ni|rien|jamais|aucune?|personne|nulle?|refus\w*|impossible)(?!\w)", re.IGNORECASE
)
_ENGLISH_DENIAL = expression(
    r"n['’]t\b|\b(?:not|no|never|nor|cannot|without|nobody|nothing|none|neither)\b", re.IGNORECASE
)
_AUXILIARY = expression(
    r"\b(?:is|are|was|were|will|would|can|could|should|has|have|had|must|may)"
    r"(?= (?!(?:be|been|to|not|got|had)\b)[a-z]{2,})"
)
_MODALS = (
    (expression(r"\bmust\b(?! have)", re.IGNORECASE), "may"),
    (expression(r"\bmay\b(?=\s[a-z])"), "must"),
    (expression(r"\bwill\b(?=\s[a-z])"), "would"),
    (expression(r"\bwould\b(?=\s[a-z])"), "will"),
    (expression(r"\bcan\b(?=\s[a-z])"), "cannot"),
    (expression(r"\bcan(?:not|['’]t)\b"), "can"),
)
_DAY_BEFORE = expression(r"\d(?:st|nd|rd|th)?(?: of)? $")
_DAY_BEHIND = expression(r"\.? \d{1,2}(?!\d)")
_PERCENT = expression(r"(?P<number>\d+(?:\.\d+)?)(?: ?%| per ?cent\b)")
_SCALE = expression(r"\b(?P<scale>[Tt]housand|[Mm]illion|[Bb]illion)(?P<ending>s?)\b")
_COUNT_BEFORE = expression(
    r"(?:\d[\d.,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|[a-z]+ty|hundred|an?))"
    r"[ -](?:and a half )?$",
    re.IGNORECASE,
)
_ROW = expression(r"\s*(?:/|,? (?:and|or))\s*")
_FINAL = expression(r"[.!?][\"'”’»)]*\s*$")
_QUOTE, _BRACKET = expression(r"[\"“”«»]"), expression(r"[()\[\]]")


@dataclass(frozen=True, slots=True)
class Recall:
    """Of `made` faults of one kind, `found` had a warning or an error that the text without the fault has not.

    `by` says how many of them each check found.
    """

    kind: str
    made: int
    found: int
    by: Mapping[str, int]

    @property
    def share(self) -> float:
        """The part that was found, 0 to 1; 1 where there was none to find."""
        return self.found / self.made if self.made else 1.0


@dataclass(frozen=True, slots=True)
class Measures:
    """What the checks did: on `pairs` pairs that are right, and on the faults of each kind.

    `alarms` counts the pairs to which a check gave a finding of a severity; the check "all" stands for any.
    """

    pairs: int
    alarms: Mapping[tuple[str, Severity], int]
    recalls: tuple[Recall, ...]


def _swap(text: str, span: Span, new: str) -> str:
    return text[: span.start] + new + text[span.end :]


def change_digit(rng: random.Random, source: str, target: str) -> str | None:
    """Change one digit of a number; the first one does not become 0."""
    numbers = list(_NUMBER.finditer(target))
    if not numbers:
        return None
    match = rng.choice(numbers)
    places = [place for place in range(*match.span()) if target[place].isdigit()]
    place = rng.choice(places)
    digits = [digit for digit in "123456789" if digit != target[place]]
    return _swap(target, Span(place, place + 1), rng.choice(digits))


def move_decimal_mark(rng: random.Random, source: str, target: str) -> str | None:
    """Move the mark of a decimal number by one place."""
    numbers = [match for match in _DECIMAL.finditer(target) if not match[0].startswith("0.0")]
    if not numbers:
        return None
    match = rng.choice(numbers)
    whole, part = match.groups()
    new = f"{whole[:-1]}.{whole[-1]}{part}" if len(whole) > 1 and rng.random() < 0.5 else f"{whole}{part[0]}.{part[1:]}"
    return _swap(target, Span(*match.span()), new.rstrip("."))


def _shared_names(source: str, target: str) -> list[Span]:
    """Return the names of the target, whole, that stand in the source in about the same letters."""
    capitals = {word.plain[:4] for word in words(source) if word.capital and len(word.plain) > 2}
    everywhere = Counter(word.plain for word in words(target))
    known = listed(_TABLE, "no-names")
    spans: list[Span] = []
    previous: Span | None = None
    for word in words(target):
        if (
            word.capital
            and not word.opens
            and word.plain[:4] in capitals
            and len(word.plain) > 2
            and everywhere[word.plain] == 1
            and word.plain not in known
        ):
            if previous is not None and spans and target[previous.end : word.span.start] == " ":
                spans[-1] = Span(spans[-1].start, word.span.end)
            else:
                spans.append(word.span)
            previous = word.span
        else:
            previous = None
    return spans


def swap_name(rng: random.Random, source: str, target: str) -> str | None:
    """Put another name in the place of one."""
    spans = _shared_names(source, target)
    here = {word.plain for word in words(source)}
    others = [name for name in sorted(listed(_TABLE, "names")) if plain(name) not in here]
    return _swap(target, rng.choice(spans), rng.choice(others)) if spans else None


def drop_name(rng: random.Random, source: str, target: str) -> str | None:
    """Leave a name out."""
    spans = _shared_names(source, target)
    if not spans:
        return None
    span = rng.choice(spans)
    return re.sub(r"\s{2,}", " ", _swap(target, span, "")).strip()


def drop_negation(rng: random.Random, source: str, target: str) -> str | None:
    """Say the opposite, where the source denies something."""
    if not _DENIAL.search(source):
        return None
    found = [(match, new) for pattern, new in _NEGATIONS for match in pattern.finditer(target)]
    if not found:
        return None
    match, new = rng.choice(found)
    return _swap(target, Span(*match.span()), new)


def drop_clause(rng: random.Random, source: str, target: str) -> str | None:
    """Leave a clause of five words or more out, between two marks or before a conjunction, and not all the rest."""
    cuts = [0, *(match.start() for match in _CLAUSE.finditer(target)), len(target.rstrip(" .!?…\"'”»)"))]
    stretches = [Span(start, end) for start, end in pairwise(cuts) if start < end]
    total = len(target.split())
    long = [span for span in stretches if 5 <= len(span.of(target).split()) <= total - 4]
    if not long:
        return None
    span = rng.choice(long)
    rest = _swap(target, span, "").lstrip(" ,;:–—-")
    return rest[:1].upper() + rest[1:]


def loop(rng: random.Random, source: str, target: str) -> str | None:
    """Say some of the words again and again."""
    tokens = target.split()
    if len(tokens) < 4:
        return None
    size = rng.randint(1, min(6, len(tokens) - 1))
    end = rng.randint(size, len(tokens))
    times = rng.randint(3, 8)
    return " ".join([*tokens[:end], *(tokens[end - size : end] * times), *tokens[end:]])


def leave_french(rng: random.Random, source: str, target: str) -> str | None:
    """Leave the source as it is, or the last part of it."""
    french, english = source.split(), target.split()
    if (
        len(french) < 6
        or len(english) < 6
        or not re.search(r"\b(?:le|la|les|des|du|une?|et|est|dans|pour|que)\b", source)
    ):
        return None
    if rng.random() < 0.3:
        return source
    share = rng.choice([0.5, 0.65, 0.8])
    kept, left = english[: int(len(english) * share)], french[int(len(french) * share) :]
    return " ".join([*kept, *left]) if len(left) >= 2 else None


def lose_quote(rng: random.Random, source: str, target: str) -> str | None:
    """Leave one quotation mark out."""
    return _without_one(rng, source, target, _QUOTE)


def lose_bracket(rng: random.Random, source: str, target: str) -> str | None:
    """Leave one bracket out."""
    return _without_one(rng, source, target, _BRACKET)


def _without_one(rng: random.Random, source: str, target: str, pattern: re.Pattern[str]) -> str | None:
    marks = list(pattern.finditer(target))
    if not marks or len(marks) % 2 or len(pattern.findall(source)) % 2:
        return None
    return _swap(target, Span(*rng.choice(marks).span()), "")


def change_weekday(rng: random.Random, source: str, target: str) -> str | None:
    """Put another day of the week in the place of one."""
    return _another(rng, source, target, "weekdays")


def change_month(rng: random.Random, source: str, target: str) -> str | None:
    """Put another month in the place of one that has no day."""
    months = [
        match
        for match in _either(listed(_TABLE, "months")).finditer(target)
        if not (_DAY_BEFORE.search(target, 0, match.start()) or _DAY_BEHIND.match(target, match.end()))
    ]
    return _exchanged(rng, target, months, listed(_TABLE, "months"))


def change_percent(rng: random.Random, source: str, target: str) -> str | None:
    """Leave a percent sign out, or make points or dollars of it."""
    found = list(_PERCENT.finditer(target))
    if not found:
        return None
    match = rng.choice(found)
    number = match["number"]
    new = rng.choice([number, f"{number} points", f"${number}", f"{number} dollars"])
    return _swap(target, Span(*match.span()), new)


def change_scale(rng: random.Random, source: str, target: str) -> str | None:
    """Make millions of billions, or the reverse, where no number stands before them."""
    found = [match for match in _SCALE.finditer(target) if not _COUNT_BEFORE.search(target, 0, match.start())]
    if not found:
        return None
    match = rng.choice(found)
    others = [one for one in ("thousand", "million", "billion") if one != match["scale"].lower()]
    return _swap(target, Span(*match.span()), rng.choice(others) + match["ending"])


def change_to_opposite(rng: random.Random, source: str, target: str) -> str | None:
    """Put a word that means the opposite in the place of one: rise, fall."""
    pairs = [pair.split("/") for pair in sorted(listed(_TABLE, "opposites"))]
    both = {one: other for pair in pairs for one, other in (pair, pair[::-1])}
    found = [word for word in words(target) if word.lowered in both and not (word.capital and not word.opens)]
    if not found:
        return None
    word = rng.choice(found)
    return _swap(target, word.span, _as_before(both[word.lowered], word.text))


def change_modal(rng: random.Random, source: str, target: str) -> str | None:
    """Put another modal verb in the place of one: must, may; will, would; can, cannot."""
    found = [(match, new) for pattern, new in _MODALS for match in pattern.finditer(target)]
    if not found:
        return None
    match, new = rng.choice(found)
    return _swap(target, Span(*match.span()), _as_before(new, match[0]))


def exchange_names(rng: random.Random, source: str, target: str) -> str | None:
    """Put each of two names in the other's place, but not those of a row, which says the same in any order."""
    spans = _shared_names(source, target)
    if len(spans) < 2:
        return None
    one, two = sorted(rng.sample(spans, 2), key=lambda span: span.start)
    first, second = one.of(target), two.of(target)
    if plain(first) in plain(second) or plain(second) in plain(first) or _ROW.fullmatch(target[one.end : two.start]):
        return None
    return _swap(_swap(target, two, first), one, second)


def add_negation(rng: random.Random, source: str, target: str) -> str | None:
    """Deny what neither text denies."""
    if _ANY_DENIAL.search(source) or _ENGLISH_DENIAL.search(target):
        return None
    found = list(_AUXILIARY.finditer(target))
    return _swap(target, Span(*[rng.choice(found).end()] * 2), " not") if found else None


def leave_word(rng: random.Random, source: str, target: str) -> str | None:
    """Leave one word in French."""
    everywhere = Counter(word.lowered for word in words(target))
    found = []
    for word in words(source):
        if len(word.text) > 3 and word.text.islower() and everywhere[word.lowered] == 0:
            known = look_up(word.text)
            sure = [one for one in translations(word.lowered, 0.2) if everywhere[one] == 1]
            if known is not None and known.has("NAVP") and sure and not is_english_word(word.plain):
                found.append((word, sure[0]))
    if not found:
        return None
    word, english = rng.choice(found)
    there = next(other for other in words(target) if other.lowered == english)
    return None if there.capital else _swap(target, there.span, word.text)


def replace_word(rng: random.Random, source: str, target: str) -> str | None:
    """Put a content word that happens to be at hand in the place of one."""
    others = sorted(listed(_TABLE, "any-words"))
    found = [word for word in words(target) if len(word.text) > 3 and word.text.islower() and _is_content(word.plain)]
    return _swap(target, rng.choice(found).span, rng.choice(others)) if found else None


def drop_words(rng: random.Random, source: str, target: str) -> str | None:
    """Leave four to six words in a row out, two of which at least mean something."""
    there = words(target)
    size = rng.randint(4, 6)
    if len(there) < size + 6:
        return None
    start = rng.randrange(1, len(there) - size)
    gone = there[start : start + size]
    if sum(_is_content(word.plain) for word in gone) < 2:
        return None
    return _swap(target, Span(gone[0].start, there[start + size].start), "")


def add_clause(rng: random.Random, source: str, target: str) -> str | None:
    """Say something more that fits nearly anywhere."""
    match = _FINAL.search(target)
    if match is None or len(target.split()) < 6:
        return None
    clause = rng.choice([one.replace("_", " ") for one in sorted(listed(_TABLE, "clauses"))])
    places = [match.start(), *(found.start() for found in re.finditer(r",\s", target) if found.start() > 20)]
    place = rng.choice(places)
    return f"{target[:place]}, {clause}{target[place:]}"


def lose_quotes(rng: random.Random, source: str, target: str) -> str | None:
    """Leave all quotation marks out."""
    if len(_QUOTE.findall(target)) < 2 or len(_QUOTE.findall(source)) < 2:
        return None
    return _QUOTE.sub("", target)


def _another(rng: random.Random, source: str, target: str, role: str) -> str | None:
    return _exchanged(rng, target, list(_either(listed(_TABLE, role)).finditer(target)), listed(_TABLE, role))


def _exchanged(rng: random.Random, target: str, found: Sequence[re.Match[str]], names: Iterable[str]) -> str | None:
    if not found:
        return None
    match = rng.choice(found)
    new = rng.choice([name for name in sorted(names) if name != match[0].lower()])
    return _swap(target, Span(*match.span()), new.capitalize())


@cache
def _either(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(name.capitalize() for name in sorted(names)) + r")\b")


def _as_before(new: str, old: str) -> str:
    return new.capitalize() if old[0].isupper() else new


def _is_content(word: str) -> bool:
    return len(word) > 2 and word not in listed("check-words.tsv", "english-function")


def violate_term(rng: random.Random, source: str, target: str) -> tuple[Term, str] | None:
    """Return a term that the target keeps to, made of two words that mean the same, and the target with another word.

    None where no word of the source has a sure translation that is in the target once.
    """
    everywhere = Counter(word.plain for word in words(target))
    for word in rng.sample(words(source), len(words(source))):
        sure = [one for one in translations(word.text.lower(), 0.4) if everywhere[one] == 1]
        known = look_up(word.text)
        if len(word.plain) < 4 or word.capital or not sure or known is None or not known.has("NA") or known.has("GD"):
            continue
        there = next(other for other in words(target) if other.plain == sure[0])
        if there.capital:
            continue
        other = rng.choice([one for one in sorted(listed(_TABLE, "other-words")) if one not in everywhere])
        return Term(word.text, there.text), _swap(target, there.span, other)
    return None


PAIR_FAULTS: Mapping[str, Callable[[random.Random, str, str], str | None]] = {
    "number changed by a digit": change_digit,
    "decimal mark moved": move_decimal_mark,
    "name swapped": swap_name,
    "name dropped": drop_name,
    "negation dropped": drop_negation,
    "clause dropped": drop_clause,
    "loop": loop,
    "French left": leave_french,
    "quotation mark lost": lose_quote,
    "bracket lost": lose_bracket,
    "all quotation marks lost": lose_quotes,
    "weekday changed": change_weekday,
    "month without a day changed": change_month,
    "percent lost or another unit": change_percent,
    "scale word without a number changed": change_scale,
    "opposite": change_to_opposite,
    "modal changed": change_modal,
    "two names exchanged": exchange_names,
    "negation added": add_negation,
    "a word left in French": leave_word,
    "another content word": replace_word,
    "four to six words dropped": drop_words,
    "generic clause added": add_clause,
}
"""Faults in one target: a function of the random numbers, the source and the target, None where it cannot be made."""

DOCUMENT_FAULTS: Mapping[str, Callable[[list[str], int], list[str]]] = {
    "sentence dropped": lambda targets, place: [*targets[:place], *targets[place + 1 :]],
    "sentence doubled": lambda targets, place: [*targets[: place + 1], *targets[place:]],
    "sentences swapped": lambda targets, place: [
        *targets[:place],
        targets[place + 1],
        targets[place],
        *targets[place + 2 :],
    ],
    "target of the neighbour": lambda targets, place: [*targets[:place], targets[place + 1], *targets[place + 1 :]],
}
"""Faults in the targets of a document, at a place that is not the last one."""


def measure_checks(
    pairs: Sequence[tuple[str, str]],
    *,
    judge: Judge,
    align: Callable[[Sequence[str], Sequence[str]], Sequence[tuple[str, str]]],
    most: int = 200,
    seed: int = 1,
) -> Measures:
    """Count false alarms on `pairs`, taken as right, and how many faults of each kind are found, `most` of each.

    :param judge: gives findings.
    :param align: pairs the sentences of two texts, with an empty text where one has no counterpart; texts with the
        same number of sentences are paired one by one, as lines of files are.
    """
    clean, alone = judge(pairs), judge(pairs, document=False)
    alarms: Counter[tuple[str, Severity]] = Counter()
    for findings in clean:
        alarms.update({(found.check, found.severity) for found in findings})
        if findings:
            alarms["all", max(found.severity for found in findings)] += 1
    recalls = [
        _pair_recall(kind, make, pairs, alone, judge, most, random.Random(f"{seed} {kind}"))
        for kind, make in PAIR_FAULTS.items()
    ]
    recalls.append(_term_recall(pairs, judge, most, random.Random(f"{seed} term violated")))
    recalls += [
        _document_recall(kind, make, pairs, judge, align, most, random.Random(f"{seed} {kind}"))
        for kind, make in DOCUMENT_FAULTS.items()
    ]
    return Measures(len(pairs), dict(alarms), tuple(recalls))


def _grave(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    return {(found.check, found.message) for found in findings if found.severity >= Severity.WARNING}


def _pair_recall(
    kind: str,
    make: Callable[[random.Random, str, str], str | None],
    pairs: Sequence[tuple[str, str]],
    clean: Sequence[Sequence[Finding]],
    judge: Judge,
    most: int,
    rng: random.Random,
) -> Recall:
    faulty: dict[int, tuple[str, str]] = {}
    for number in rng.sample(range(len(pairs)), len(pairs)):
        if len(faulty) == most:
            break
        source, target = pairs[number]
        made = make(rng, source, target)
        if made is not None and made != target:
            faulty[number] = source, made
    by: Counter[str] = Counter()
    found = 0
    judged = judge(list(faulty.values()), document=False)
    for number, findings in zip(faulty, judged, strict=True):
        new = _grave(findings) - _grave(clean[number])
        found += bool(new)
        by.update({check for check, _ in new})
    return Recall(kind, len(faulty), found, dict(by))


def _term_recall(pairs: Sequence[tuple[str, str]], judge: Judge, most: int, rng: random.Random) -> Recall:
    made = found = 0
    by: Counter[str] = Counter()
    for number in rng.sample(range(len(pairs)), len(pairs)):
        if made == most:
            break
        source, target = pairs[number]
        violation = violate_term(rng, source, target)
        if violation is None:
            continue
        term, faulty = violation
        made += 1
        glossary = Glossary((term,))
        wrong, right = judge([(source, faulty), (source, target)], glossary, document=False)
        new = _grave(wrong) - _grave(right)
        found += bool(new)
        by.update({check for check, _ in new})
    return Recall("term violated", made, found, dict(by))


def _document_recall(
    kind: str,
    make: Callable[[list[str], int], list[str]],
    pairs: Sequence[tuple[str, str]],
    judge: Judge,
    align: Callable[[Sequence[str], Sequence[str]], Sequence[tuple[str, str]]],
    most: int,
    rng: random.Random,
) -> Recall:
    made = found = 0
    by: Counter[str] = Counter()
    while made < most and len(pairs) > _DOCUMENT:
        start = rng.randrange(len(pairs) - _DOCUMENT)
        some = pairs[start : start + _DOCUMENT]
        sources, targets = [pair[0] for pair in some], [pair[1] for pair in some]
        place = rng.randrange(_DOCUMENT - 1)
        made += 1
        faulty = make(targets, place)
        paired = list(zip(sources, faulty, strict=True)) if len(faulty) == len(sources) else align(sources, faulty)
        new = _of_document(paired, judge) - _of_document(some, judge)
        found += bool(new)
        by.update({check for check, _ in new})
    return Recall(kind, made, found, dict(by))


def _of_document(pairs: Sequence[tuple[str, str]], judge: Judge) -> set[tuple[str, str]]:
    return {
        (found[0], f"{source} {found[1]}")
        for (source, _), findings in zip(pairs, judge(pairs), strict=True)
        for found in _grave(findings)
    }
