"""What checks share: the pair that is looked at, its words, the limits, and what a check is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from glossary.edits import Span
from glossary.french.words import fold
from glossary.tables import expression, lines_of, rows
from translate.documents.records import Finding, Severity, WordLinks

if TYPE_CHECKING:
    from glossary.terms.matching import Match

_WORD = expression(r"(?i:aujourd['’]hui)|[^\W\d_]+\d*|\d[^\W_]*")
_START = expression(r"(?:^|[.!?…:;»]|[«“\"(\[–—*•]|\s-)[\s\"“«‘'(\[–—*•#>-]*$")


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in French and its English: what a check looks at.

    `links` joins their words, None where nobody has aligned them. `score` is the mean natural logarithm of the
    probabilities (<= 0) that a model gives the pieces of the target, `token_scores` one for each piece; None and empty
    where no model was asked. `matches` are the terms of the user's glossary in the source.
    """

    source: str
    target: str
    links: WordLinks | None = None
    score: float | None = None
    token_scores: tuple[float, ...] = ()
    matches: "tuple[Match, ...]" = ()
    gains: Mapping[str, float] | None = None
    costs: tuple[float, ...] = ()


class Word(NamedTuple):
    """A run of letters and digits of a text, from character `start` to before `end`.

    `lowered` is its text in small letters, `plain` the same without accents; `capital` says that it begins with a
    capital letter, and `opens` that it does so where any word would. A tuple, as a document has very many of them and a
    tuple is made four times as fast as a dataclass.
    """

    start: int
    end: int
    text: str
    lowered: str
    plain: str
    capital: bool
    opens: bool

    @property
    def span(self) -> Span:
        """Where it stands in its text."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What may be wrong in a target, and the `rivals`: the target as it would be if that were put right.

    `kind` is the name of a check, with a hyphen and more where that doubts different things. A doubt is `clear` where
    nothing else has to be asked.
    """

    kind: str
    message: str
    rivals: tuple[str, ...]
    clear: bool
    source: Span | None = None
    target: Span | None = None

    @property
    def check(self) -> str:
        """The name of the check."""
        return self.kind.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Example:
    """A text and a faulty English version of it that a check has a finding for, and one that is right."""

    source: str
    faulty: str
    right: str


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one pair. `reason` says what is compared and why; `limits` names the rows of the table it uses."""

    name: str
    summary: str
    reason: str
    example: Example
    run: Callable[[Pair], Iterable[Finding]]
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """A check of the pairs of a document together; `run` yields the number of a pair, from 0, with each finding.

    The sentences of its example stand one in a line.
    """

    name: str
    summary: str
    reason: str
    example: Example
    run: Callable[[Sequence[Pair]], Iterable[tuple[int, Finding]]]
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a check compares with, and why it is this one."""

    name: str
    value: float
    reason: str


@cache
def limits() -> dict[str, Limit]:
    """Return the table of limits by name; read once.

    >>> limits()["loop"].value
    3.0
    """
    found = rows(lines_of("translate.checks", "check-limits.tsv"), ("name", "value", "reason"))
    return {name: Limit(name, float(value), reason) for _, (name, value, reason) in found}


def limit(name: str) -> float:
    """Return the value of a limit.

    :raises KeyError: where the table has none of this name.
    """
    return limits()[name].value


@cache
def listed(table: str, role: str) -> frozenset[str]:
    """Return the words that a table of the folder `data` (columns role, words) gives `role`; read once."""
    found = rows(lines_of("translate.checks", table), ("role", "words"))
    return frozenset(word for _, (name, words) in found if name == role for word in words.split(" "))


def plain(word: str) -> str:
    """Return a word in small letters, without accents and with straight apostrophes.

    >>> plain("Cœur"), plain("Łódź")
    ('coeur', 'lodz')
    """
    return fold(word)


@lru_cache(maxsize=1 << 13)
def words(text: str) -> tuple[Word, ...]:
    """Return the words of `text` in order; apostrophes and hyphens part them.

    >>> [(word.text, word.opens) for word in words("Où va l'Ukraine ?")]
    [('Où', True), ('va', False), ('l', False), ('Ukraine', False)]
    """
    found = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match[0]
        lowered = word.lower()
        plain_text = lowered if lowered.isascii() else fold(lowered)
        capital = word[0].isupper()
        opens = capital and _START.search(text, max(0, start - 12), start) is not None
        found.append(Word(start, end, word, lowered, plain_text, capital, opens))
    return tuple(found)


def first_word(text: str) -> str:
    """Return the first word of `text`, plain; nothing where there is none."""
    match = _WORD.search(text)
    return plain(match[0]) if match else ""


def plain_words(text: str) -> list[str]:
    """Return the words of `text` in order, plain, as `words` has them but without their places: for many texts."""
    if text.isascii():
        return _WORD.findall(text.lower())
    return [plain(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=1 << 13)
def letters(text: str) -> int:
    """Return how many letters and digits `text` has.

    >>> letters("Il a 12 ans.")
    8
    """
    return sum(map(str.isalnum, text))


def finding(
    check: str,
    severity: Severity,
    message: str,
    *,
    source: Span | None = None,
    target: Span | None = None,
    measured: float | None = None,
    limit: float | None = None,
) -> Finding:
    """Return a finding; numbers are rounded to what a reader wants to see."""
    rounded = None if measured is None else round(measured, 3)
    return Finding(check, severity, message, source, target, rounded, limit)


def quoted(text: str) -> str:
    """Return `text` in quotation marks as messages have it, cut where it is long.

    >>> quoted("Koursk")
    '"Koursk"'
    """
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}…"'
