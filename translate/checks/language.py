"""Text that is not English: French that was left, other scripts, signs that no text should hold."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from glossary.edits import Span
from glossary.lexicon import form
from translate.checks.base import Check, Example, Pair, Word, finding, limit, listed, plain_words, quoted, words
from translate.checks.dictionary import is_english
from translate.checks.support import LISTS
from translate.document import Finding, Severity
from translate.language import foreign, marks
from translate.literals import find_literals

_GARBAGE = re.compile(
    r"<unk>|[\ufffd\u2047\u2581\ue000-\uf8ff\ufdd0-\ufdef\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|"
    r"(?:Ã[\x80-\xbf©¨ª¯´§ ]|â€[™œ\x9d“”¦]|Â[\xa0«»°])"
)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"|\([^)]*\)|\*[^*]+\*|_[^_]+_|‘[^’]*’")
_BEYOND_LATIN = re.compile(r"[\u0370-\u1cff\u1f00-\u1fff\u2c00-\u2c5f\u2c80-\ua71f\ua800-\ufaff]")
_SPACE = re.compile(r"\s+")


def check_untranslated(pair: Pair) -> Iterator[Finding]:
    """Find a target that is its source, and runs of French words in the target."""
    here, there = words(pair.source), words(pair.target)
    known = {word.text.lower() for word in here}
    french = [
        word for word in there if ((lowered := word.text.lower()) in known or lowered in _GRAMMAR) and _is_french(word)
    ]
    if not french:
        return
    if len(there) >= 2 and [word.plain for word in here] == [word.plain for word in there]:
        message = "the target is the source, untranslated"
        yield finding("untranslated", Severity.ERROR, message, target=Span(there[0].span.start, there[-1].span.end))
        return
    literals = find_literals(pair.target)
    left = {word.span for word in french if not any(span.start <= word.span.start < span.end for span in literals)}
    run = _longest_run(there, left, known)
    if not run or all(word.capital for word in run):
        return
    span = Span(run[0].span.start, run[-1].span.end)
    bound = limit("untranslated-words")
    severity = Severity.ERROR
    if len(run) < bound:
        # A single word may be a loan word; one with an accent, or of French grammar, hardly.
        loan = is_english(run[0].plain)
        clear = (not run[0].text.isascii() and not loan) or run[0].text.lower() in _GRAMMAR
        severity = Severity.WARNING if clear else Severity.NOTE
    elif len(run) <= limit("untranslated-name") and _may_stay(pair.target, there, run):
        severity = Severity.NOTE
    message = f"French was left: {quoted(span.of(pair.target))}"
    yield finding("untranslated", severity, message, target=span, measured=len(run), limit=bound - 1)


def _may_stay(target: str, there: tuple[Word, ...], run: list[Word]) -> bool:
    """Tell whether a run may be a name or a title: quoted, in brackets, begun by a capital or by a name before it."""
    start, end = run[0].span.start, run[-1].span.end
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
    if is_english(lowered):
        return False
    known = form(lowered)
    return known is not None and any(code[0] != "X" for code in known.grammar)


def _is_french(word: Word) -> bool:
    return len(word.text) > 1 and not word.text[0].isdigit() and _french_word(word.text.lower())


def _longest_run(there: tuple[Word, ...], left: set[Span], known: set[str]) -> list[Word]:
    """Return the longest run of words that stand in the source too, and begins and ends with French ones."""
    best: list[Word] = []
    run: list[Word] = []
    for word in there:
        if word.span in left:
            run.append(word)
        elif run and word.text.lower() in known:
            run.append(word)
            continue
        else:
            run = []
            continue
        if len(run) > len(best):
            best = [*run]
    return best


def check_script(pair: Pair) -> Iterator[Finding]:
    """Find letters of a script that the source has none of."""
    there = list(_BEYOND_LATIN.finditer(pair.target))
    if not there:
        return
    scripts = {_script(sign) for sign in _BEYOND_LATIN.findall(pair.source)}
    for match in there:
        if match[0].isalpha() and (script := _script(match[0])) not in scripts:
            span = Span(*match.span())
            yield finding("script", Severity.ERROR, f"a letter in {script} that the source does not have", target=span)
            return


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
    there = plain_words(pair.target)
    usual = listed(LISTS, "english-function")
    # In English one word in three is listed, in other languages one in twenty at most.
    if pair.source.strip() == pair.target.strip() or sum(word in usual for word in there) * 4 > len(there):
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
        ("untranslated-words", "untranslated-name", "untranslated-particles"),
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
