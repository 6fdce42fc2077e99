"""Negations that are lost or invented: the shortest way to say the opposite."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from glossary.edits import Span
from translate.checks.base import Check, Example, Pair, Word, finding, limit, listed, quoted, words
from translate.checks.support import LISTS, in_english, stem
from translate.documents.records import Finding, Severity

_STRAIGHT = str.maketrans("’‘ʼ", "'''")
# `ne` and its other half, with a verb, pronouns and an adverb or two between them. `ne` alone denies after few verbs,
# and `ne ... que` is a limit and no denial.
_DENIAL = re.compile(
    r"\bn(?:e\s+|')(?:[\w'-]+\s+){0,6}?(pas|jamais|plus|rien|aucune?|personne|guère|nulle?|ni|point)\b"
    r"|\bn(?:e\s+|')(?:(?:[lms]'|[lm]es?\s+|nous\s+|vous\s+|[ly]\s+|en\s+)?)(?:saurai\w*|pu[ts]?|peu\w+|cess\w+|os\w+)\b"
)
_BEFORE_INFINITIVE = re.compile(r"\bne\s+(pas|plus|jamais|rien)\b")
_SPOKEN = re.compile(
    r"(?<![\w'-])(?:pas\s+(?:de|d'|du|encore|vraiment|très|besoin|question|un|une)|aucune?(?:\s|$)|nulle\s+part|"
    r"personne\s+ne|rien\s+ne|jamais\s+[\w']+\s+n[e'])|,\s+pas\s+\w+|\bsans\s+(?!doute|cesse|compter|arrêt|conteste|aucun\s+doute|nul\s+doute|que\b|plus\b|quoi|abri)\w+"
)
# Fixed expressions with the form of a denial that English says without one.
_NO_DENIAL = re.compile(
    r"\bn'est-ce\s+pas|\bn'importe|\bne\s+(?:serait|fût|soit)-ce\s+que|\bpas\s+mal\b|\bpas\s+à\s+pas\b|\bpas\s+moins\b|"
    r"\bne\s+(?:[\w']+\s+){1,2}(?:pas\s+|plus\s+)?que\b|\bqu'?on\s+(?:le\s+)?veuille\s+ou\s+non|\bn'en\s+\w+\s+pas\s+moins|"
    r"\bne\s+(?:pas\s+)?manqu\w+\s+pas|\bsi\s+ce\s+n'est|\bil\s+n'y\s+a\s+pas\s+(?:si\s+)?longtemps|\bpas\s+plus\s+tard|"
    r"\bsans\s+(?:aucun|nul)\s+doute|\bsans\s+(?:difficult|problèm|peine|souci)\w*|"
    # A question put in the negative expects a yes: ne faut-il pas ... ?
    r"\bn(?:e\s+|')\w+-(?:t-)?(?:il|elle|on|ce|vous|nous|ils|elles|je|tu)\s+(?:donc\s+)?pas|\bn'ai?e?\s+crai\w+|\bn(?:e\s+|'(?:a|ai|ont|avons|avez)\s+(?:pas\s+)?)cess\w+|\bne\s+tard\w+\s+pas|\bn'oubli\w+\s+pas|\bn'en\s+ser\w+\s+que\s+plus|\bn(?:e\s+|')[^,;]{1,20}ans?\s+plus\s+t|\bpas\s+(?:un\s+)?seul\w*"
)
_UNLESS = re.compile(r"\b(?:plus|moins|mieux|pire|avant|craint|crainte|peur|moins)\b[^,.;]*$")
_NEGATIVE_PREFIX = re.compile(
    r"\b(?:non-?\w{3,}|un(?!i|der|til|less|ion|cle)\w{4,}|in(?:ab|ac|ad|ap|cap|com|con|cor|cred|defin|dep|det|dif|dis|eff|el|esc|ev|exp|flex|hum|suf|tol|vis)\w{3,}|"
    r"im(?:poss|perf|pat|prob|mor)\w{2,}|ir(?:reg|rel|resp|rev)\w{3,}|il(?:leg|log|lit)\w{2,}|dis(?:agr|app|bel|cont|hon|lik|ob|ord|reg|sat|trust)\w{2,}|\w{3,}less(?:ly|ness)?)\b"
)
_ENGLISH_DENIAL = re.compile(
    r"\b(?:not|never|cannot|nobody|nothing|nowhere|none|neither|nor|no)\b|n't\b|\b(?:dont|cant|wont|didnt|isnt|doesnt)\b"
)
_NUMBER_SIGN = re.compile(
    r"\bno\.\s*\d|\bno\s+doubt\b|\bno\s+matter\b|\bnot\s+(?:only|just|least)\b|\bwhy\s+not\b|\bnothing\s+but\b|\bor\s+not\b"
)


@cache
def _one_of(role: str) -> re.Pattern[str]:
    found = sorted((word.replace("_", " ") for word in listed(LISTS, role)), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word).replace(r"\*", r"\w*") for word in found) + r")(?!\w)")


def _french_denials(text: str) -> list[Span]:
    """Return the clear denials of a French text in small letters."""
    excused = [Span(*match.span()) for match in _NO_DENIAL.finditer(text)]
    spans: list[Span] = []
    for pattern in (_DENIAL, _BEFORE_INFINITIVE, _SPOKEN):
        found = (Span(*match.span()) for match in pattern.finditer(text))
        spans = sorted([*spans, *(span for span in found if not _meets(span, excused) and not _meets(span, spans))])
    return spans


def _meets(span: Span, others: Sequence[Span]) -> bool:
    """Tell whether `span` overlaps one of `others`, which stand in order and do not overlap each other."""
    place = bisect_right(others, span.start, key=_end_of)
    return place < len(others) and others[place].start < span.end


def _start_of(stretch: Span | Word) -> int:
    return stretch.start


def _end_of(span: Span) -> int:
    return span.end


def check_negation(pair: Pair) -> Iterator[Finding]:
    """Find a denial that only one of both texts has."""
    source, target = _lowered(pair.source), _lowered(pair.target)
    denials = _french_denials(source)
    english = [Span(*match.span()) for match in _ENGLISH_DENIAL.finditer(target)]
    if denials and len(english) < len(denials) and pair.target.strip():
        negative = [Span(*match.span()) for match in _one_of("english-negative").finditer(target)]
        negative += [Span(*match.span()) for match in _NEGATIVE_PREFIX.finditer(target)]
        free = sorted([*english, *negative])
        for denial in denials:
            window = _window(pair, denial)
            middle = (window.start + window.end) / 2
            first, behind = (bisect_left(free, place, key=_start_of) for place in (window.start, window.end))
            if first < behind:
                # One word denies one thing: it answers no second denial of the source.
                del free[min(range(first, behind), key=lambda number: abs(free[number].start - middle))]
                continue
            yield finding(
                "negation",
                Severity.WARNING,
                f"the source denies something with {quoted(denial.of(pair.source))}, the target does not",
                source=denial,
                measured=len(english),
                limit=len(denials),
            )
            return
    elif english and not denials and not _one_of("french-negative").search(source):
        excused = [Span(*match.span()) for match in _NUMBER_SIGN.finditer(target)]
        clear = [span for span in english if not _meets(span, excused)]
        if clear:
            yield finding(
                "negation",
                Severity.WARNING,
                "the target denies something, the source does not",
                target=clear[0],
                measured=len(clear),
                limit=0,
            )


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
                for form in in_english(word.plain, word.lowered)
                if form in numbers
                for number in _around(numbers[form], place)
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
        "A denial (ne ... pas, jamais, aucun, rien, personne, ni) needs one in English, or a word that denies in "
        "itself: without, fail, lack, impossible. The other way round, a denial in English needs one in French. Fixed "
        "expressions such as n'est-ce pas are left out.",
        Example("Le maire n'a pas signé.", "The mayor signed.", "The mayor did not sign."),
        check_negation,
        ("negation-window",),
    ),
)
