"""Text that is not English: French that was left, other scripts, signs that no text should hold."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from glossary.edits import Span
from glossary.english.lexicon import is_word
from glossary.french.lexicon import form
from glossary.tables import expression
from glossary.terms.literals import find_literals
from translate.checks.base import Check, Example, Pair, Word, finding, limit, listed, quoted, words
from translate.checks.dictionary import is_english, translations
from translate.checks.support import LISTS
from translate.documents.records import Finding, Severity
from translate.sentence.language import foreign, marks

# What is longer is no title; without a bound each mark of very many without its other half would be looked for it.
_QUOTED = expression(
    r"«[^»]{0,999}»|“[^”]{0,999}”|\"[^\"]{0,999}\"|\([^)]{0,999}\)|\*[^*]{1,999}\*|_[^_]{1,999}_|‘[^’]{0,999}’"
)
_GARBAGE = expression(
    r"<unk>|[\ufffd\u2047\u2581\ue000-\uf8ff\ufdd0-\ufdef\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|"
    r"(?:Ã[\x80-\xbf©¨ª¯´§ ]|â€[™œ\x9d“”¦]|Â[\xa0«»°])"
)
_MU = "μ"
"""Greek as a letter, and the sign of a millionth as well: the French may have written that one."""
_RARE = expression(r"[^\x00-\u036f\u2000-\u206f]")
# Not as a pattern: one of so many signs takes longer to compile than a long document to look through.
_BEYOND_LATIN = (
    ("\u0370", "\u1cff"),
    ("\u1f00", "\u1fff"),
    ("\u2c00", "\u2c5f"),
    ("\u2c80", "\ua71f"),
    ("\ua800", "\ufaff"),
)


def check_untranslated(pair: Pair) -> Iterator[Finding]:
    """Find a target that is its source, and runs of French words in the target."""
    here, there = words(pair.source), words(pair.target)
    known = {word.lowered for word in here}
    french = [
        word
        for word in there
        if (word.lowered in known or word.lowered in _GRAMMAR)
        and _is_french(word)
        and pair.target[word.start - 1 : word.start] != "."
    ]
    if not french:
        return
    if len(there) >= 2 and [word.plain for word in here] == [word.plain for word in there]:
        message = "the target is the source, untranslated"
        yield finding("untranslated", Severity.ERROR, message, target=Span(there[0].start, there[-1].end))
        return
    literals = find_literals(pair.target)
    starts = [span.start for span in literals]
    left = set()
    for word in french:
        before = bisect_right(starts, word.start)
        if not before or literals[before - 1].end <= word.start:
            left.add(word.start)
    run = _longest_run(there, left, known)
    if not run or all(word.capital for word in run):
        return
    span = Span(run[0].start, run[-1].end)
    bound = limit("untranslated-words")
    # Loans such as haute couture are in a large list of English words.
    strange = [word for word in run if not is_word(word.plain) and not word.capital]
    severity = Severity.ERROR
    if len(run) < bound:
        # A single word may be a loan, or one of science; what has another English, or is of French grammar, hardly.
        offered = translations(run[0].lowered, limit("untranslated-other"))
        other = strange and any(one != run[0].plain for one in offered)
        severity = Severity.WARNING if other or run[0].lowered in _GRAMMAR else Severity.NOTE
    elif len(run) <= limit("untranslated-name") and _may_stay(pair.target, there, run):
        severity = Severity.NOTE
    elif len(run) < limit("untranslated-error") or len(strange) < bound or (run[0].capital and not run[0].opens):
        # The name of a body or of a work may stay French however long it is, but that is for a person to say.
        severity = Severity.WARNING if strange else Severity.NOTE
    message = f"French was left: {quoted(span.of(pair.target))}"
    yield finding("untranslated", severity, message, target=span, measured=len(run), limit=bound - 1)


def _may_stay(target: str, there: Sequence[Word], run: Sequence[Word]) -> bool:
    """Tell whether a run may be a name or a title: quoted, in brackets, begun by a capital or by a name before it."""
    start, end = run[0].start, run[-1].end
    before = there[max(0, there.index(run[0]) - 1)]
    if any(match.start() <= start and end <= match.end() for match in _QUOTED.finditer(target)):
        return True
    return (run[0].capital and not run[0].opens) or (before.capital and len(run) <= limit("untranslated-particles"))


_GRAMMAR = frozenset({"dans", "avec", "pour", "les", "une", "cette", "sont", "mais", "qui", "été"})


@lru_cache(maxsize=1 << 14)
def _french_word(lowered: str) -> bool:
    languages = marks().words.get(lowered)
    if languages is not None:
        return "fr" in languages and "en" not in languages
    known = form(lowered)
    return known is not None and any(code[0] != "X" for code in known.grammar) and not is_english(lowered)


def _is_french(word: Word) -> bool:
    return len(word.text) > 1 and not word.text[0].isdigit() and _french_word(word.lowered)


def _longest_run(there: Sequence[Word], left: set[int], known: set[str]) -> Sequence[Word]:
    """Return the longest run of words that stand in the source too, and begins and ends with French ones."""
    best = range(0)
    first: int | None = None
    for number, word in enumerate(there):
        if word.start in left:
            first = number if first is None else first
            if number + 1 - first > len(best):
                best = range(first, number + 1)
        elif word.lowered not in known:
            first = None
    return there[best.start : best.stop]


def check_script(pair: Pair) -> Iterator[Finding]:
    """Find letters of a script that the source has none of."""
    there = list(_beyond_latin(pair.target))
    if not there:
        return
    scripts = {_script(pair.source[place]) for place in _beyond_latin(pair.source)}
    for place in there:
        sign = pair.target[place]
        if sign.isalpha() and sign != _MU and (script := _script(sign)) not in scripts:
            span = Span(place, place + 1)
            yield finding("script", Severity.ERROR, f"a letter in {script} that the source does not have", target=span)
            return


def _beyond_latin(text: str) -> Iterator[int]:
    """Yield the places of the signs that no Latin text has."""
    for match in _RARE.finditer(text):
        if any(first <= match[0] <= last for first, last in _BEYOND_LATIN):
            yield match.start()


def _script(sign: str) -> str:
    return unicodedata.name(sign, "UNKNOWN").split()[0].capitalize()


def check_garbage(pair: Pair) -> Iterator[Finding]:
    """Find signs that stand for nothing: unknown pieces, control characters, a wrong encoding."""
    for match in _GARBAGE.finditer(pair.target):
        if match[0] not in pair.source:
            message = f"{match[0].encode('unicode_escape').decode()!r} stands for nothing a reader can use"
            yield finding("garbage", Severity.ERROR, message, target=Span(*match.span()))
            return


def check_other_language(pair: Pair) -> Iterator[Finding]:
    """Find a target that is in another language than English, such as German."""
    there = words(pair.target)
    usual = listed(LISTS, "english-function")
    # In English one word in three is listed, in other languages one in twenty at most.
    if sum([word.plain in usual for word in there]) * 4 > len(there) or pair.source.strip() == pair.target.strip():
        return
    other = foreign(pair.target)
    if other is not None and other.language not in ("en",) and foreign(pair.source) is None:
        yield finding("other-language", Severity.WARNING, f"not English: {other.evidence}")


LANGUAGE = (
    Check(
        "untranslated",
        "French was left in the English",
        "Words of the target that stand in the source too and are French and not English. One alone is a note or a "
        "warning, since English borrows from French; several in a row are an error. "
        "What stands in quotation marks, in brackets or "
        "has capitals throughout is left out: titles and names stay as they are.",
        Example("Il est venu malgré la pluie.", "He came malgré la pluie.", "He came in spite of the rain."),
        check_untranslated,
        (
            "untranslated-words",
            "untranslated-error",
            "untranslated-name",
            "untranslated-particles",
            "untranslated-other",
        ),
    ),
    Check(
        "script",
        "letters of another script",
        "Cyrillic, Greek, Chinese and other letters in the target that the source has none of.",
        Example("Le chat dort.", "The кот is sleeping.", "The cat is sleeping."),
        check_script,
    ),
    Check(
        "garbage",
        "signs that stand for nothing",
        "Unknown pieces of a model, control characters, private characters, and letters in a wrong encoding.",
        Example("Le cœur bat.", "The <unk> is beating.", "The heart is beating."),
        check_garbage,
    ),
    Check(
        "other-language",
        "the target is in another language",
        "A target whose words are those of German, Spanish, Italian, Dutch or Portuguese.",
        Example(
            "La maison est petite et vieille, mais elle est belle.",
            "Das Haus ist klein und alt, aber es ist schön.",
            "The house is small and old, but it is beautiful.",
        ),
        check_other_language,
    ),
)
