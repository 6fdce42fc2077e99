"""How good the checks are: false alarms on human translations, and how many faults they find that were put in."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from glossary.edits import Span
from glossary.french.lexicon import look_up
from glossary.terms.records import Glossary, Term
from translate.checks.base import listed, plain, words
from translate.checks.dictionary import translations
from translate.documents.records import Finding, Severity


class Judge(Protocol):
    """Gives the findings of the pairs of one document, with terms of a glossary or without."""

    def __call__(self, pairs: Sequence[tuple[str, str]], glossary: Glossary | None = None) -> list[list[Finding]]:
        """Return the findings of each pair, in order."""


_TABLE = "fault-words.tsv"
_DOCUMENT = 12
"""Sentences of the documents in which one is lost, doubled or out of its place."""
_DENIAL = re.compile(
    r"\b(?:ne\s|n['’])[^.;:!?]*?\b(?:pas|jamais|plus|rien|aucune?|personne|ni)\b|\bsans\b", re.IGNORECASE
)
_NEGATIONS = (
    (re.compile(r"\bcan(?:no|['’])t\b"), "can"),
    (re.compile(r"\bwon['’]t\b"), "will"),
    (re.compile(r"n['’]t\b"), ""),
    (re.compile(r"\s+(?:not|never)\b"), ""),
    (re.compile(r"\b[Ww]ithout\b"), "with"),
    (re.compile(r"\bnobody\b"), "somebody"),
    (re.compile(r"\bnothing\b"), "something"),
    (re.compile(r"\bno(?=\s+[a-z])"), "a"),
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DECIMAL = re.compile(r"\b(\d+)\.(\d+)\b")
_CLAUSE = re.compile(
    r"[,;:]\s|\s[–—-]\s|(?<=\w)\s(?=(?:and|but|which|who|that|because|while|where|when|after|before)\s)"
)
_QUOTE, _BRACKET = re.compile(r"[\"“”«»]"), re.compile(r"[()\[\]]")


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
    clean = judge(pairs)
    alarms: Counter[tuple[str, Severity]] = Counter()
    for findings in clean:
        alarms.update({(found.check, found.severity) for found in findings})
        if findings:
            alarms["all", max(found.severity for found in findings)] += 1
    recalls = [
        _pair_recall(kind, make, pairs, clean, judge, most, random.Random(f"{seed} {kind}"))
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
    made = found = 0
    by: Counter[str] = Counter()
    for number in rng.sample(range(len(pairs)), len(pairs)):
        if made == most:
            break
        source, target = pairs[number]
        faulty = make(rng, source, target)
        if faulty is None or faulty == target:
            continue
        made += 1
        new = _grave(judge([(source, faulty)])[0]) - _grave(clean[number])
        found += bool(new)
        by.update({check for check, _ in new})
    return Recall(kind, made, found, dict(by))


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
        new = _grave(judge([(source, faulty)], glossary)[0]) - _grave(judge([(source, target)], glossary)[0])
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
