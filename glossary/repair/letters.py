"""Letters that scanners and PDF files take for others, write twice, or set apart: celte, LLOOII, D O S S I E R."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from glossary.edits import Edit, Span
from glossary.english.lexicon import rank
from glossary.french.lexicon import ELISIONS, form, is_word, pair_count
from glossary.french.word_model import frequency, key_of, log_probability
from glossary.french.words import fold
from glossary.repair.accents import unknown_words
from glossary.repair.base import Rule, Text, beside_code
from glossary.repair.foreign import languages_of, other_language
from glossary.repair.glued import (
    is_fragment,
    is_full_of_unknown_words,
    is_known,
    keys_of,
    neighbours,
)
from glossary.repair.limits import limit
from glossary.tables import expression, lines_of, rows

TABLE = "scanned-letters.tsv"


@cache
def _confusions() -> Mapping[str, tuple[str, ...]]:
    """Return what each letter, or two, on a scan may have been; whole words are told by themselves."""
    meant: dict[str, list[str]] = {}
    for _, (kind, seen, right) in rows(lines_of("glossary", TABLE), ("kind", "seen", "meant")):
        if kind == "letter":
            meant.setdefault(seen, []).extend(right.split(" "))
    return {seen: tuple(found) for seen, found in meant.items()}


@cache
def _words() -> Mapping[str, str]:
    table = rows(lines_of("glossary", TABLE), ("kind", "seen", "meant"))
    return {seen: right for _, (kind, seen, right) in table if kind == "word"}


@lru_cache(maxsize=1 << 14)
def _candidates(word: str) -> tuple[str, ...]:
    """Return the words that one confusion of letters makes `word` of, in small letters."""
    found = []
    for place in range(len(word)):
        for length in (1, 2):
            for meant in _confusions().get(word[place : place + length], ()):
                if meant == "a" and word[place : place + 2] in ("oi", "oî"):
                    continue  # the spelling of before 1835: paroître, connoissance
                made = word[:place] + meant + word[place + length :]
                known = form(made)
                if known is not None and known.grammar and known.count >= limit("scanned-count"):
                    found.append(made)
    return tuple(dict.fromkeys(found))


def _likelihood(word: str, before: str, after: str) -> float:
    """Return the logarithm of how likely a word is between two others, each "" for nothing."""
    left, right = [*[""], *keys_of(before)][-1], [*keys_of(after), ""][0]
    key = key_of(word)
    return log_probability(key, left) + (log_probability(right, key) if right else 0.0)


def _scanned(text: Text) -> Iterator[Edit]:
    found = [(start, line, *one) for start, line in text.parts for one in line.once(_scanned_in)]
    words = sum(len(line.words) for _, line in text.parts)
    unknown = sum(is_unknown for *_, is_unknown in found)
    small = {
        span.of(line.text)
        for _, line, span, _, gain, is_unknown in found
        if gain >= limit("scanned-known") and not is_unknown
    }
    several = max(unknown, len(small))
    scan = several >= limit("scanned-sure") and several >= limit("scanned-share") * words
    if not scan and not (found and is_full_of_unknown_words(text)):
        return
    # Programs, manuals and names of other languages are full of words that nobody knows and that look like none.
    unreadable = sum(len(line.once(_unknown_letters)) for _, line in text.parts)
    least = max(limit("scanned-fewest"), limit("scanned-share") * words, limit("scanned-readable") * unreadable)
    if sum(gain > 0 for *_, gain, _ in found) < least:
        return
    for start, line, span, new, gain, is_unknown in found:
        place = Span(start + span.start, start + span.end)
        least = limit("scanned-unknown") if is_unknown else limit("scanned-known")
        old = span.of(line.text)
        reason = f"“{old}” looks like “{new}” on a scan, which is far likelier here"
        yield Edit(place, old, new, "scanned-letters", reason, gain >= least)
    yield from _scanned_signs(text)


def _scanned_in(line: Text) -> list[tuple[Span, str, float, bool]]:
    """Return the words of a line that look like others: where, which, how much likelier, whether they are unknown."""
    made = []
    for number, span in enumerate(line.words):
        word = span.of(line.text)
        if word in _words() and not beside_code(line.text, span):
            new = _words()[word]
            before, after, _ = neighbours(line, number)
            if is_fragment(line.text, span, word, before, after):
                continue
            gain = _likelihood(new, before, after) - _likelihood(word, before, after)
            # Between two names it is of their language: Santana do Mato.
            named = before[:1].isupper() and after[:1].isupper()
            foreign = any(other.overlaps(span) for other in line.once(other_language))
            if gain > 0 and (before or after) and not (named or foreign):
                made.append((span, new, gain, False))
    for number, word in line.once(_unknown_letters):
        span = line.words[number]
        if word in _words():
            continue
        if is_known(word) or _is_otherwise_known(word) or beside_code(line.text, span):
            continue
        before, after, _ = neighbours(line, number)
        if is_fragment(line.text, span, word, before, after):
            continue
        choices = sorted(((_likelihood(one, before, after), one) for one in _candidates(word)), reverse=True)
        if choices:
            best, new = choices[0]
            second = choices[1][0] if len(choices) > 1 else best - 20.0
            # Between marks a word has nothing but its own letters to go by: issn, misc, url.
            made.append((span, new, best - second if before or after else 0.0, True))
    return made


def _unknown_letters(line: Text) -> list[tuple[int, str]]:
    """Return the unknown words of a line that are long enough, and in small letters, to be taken for others."""
    unknown = line.once(unknown_words)
    return [
        (i, word) for i, word in unknown if len(word) >= limit("scanned-letters") and word.islower() and word.isalpha()
    ]


_OLD_SPELLING = expression(r"oi(?:s|t|ent|tre)$|oître")


def _is_otherwise_known(word: str) -> bool:
    """Tell whether a word that French lacks is of another language, or in the spelling of before 1835: étoit."""
    return rank(fold(word)) is not None or bool(languages_of(word)) or bool(_OLD_SPELLING.search(word))


_IL = expression(
    r"(?:(?<=[.!?…»] )|(?<=\n)|\A)(?:11|1l|I1|ll|II)"
    r"(?= (?:est|a|faut|y|ne|se|était|avait|fut|sera|doit|peut|n['’]|s['’])\b)"
)
_A = expression(
    r"(?<=[a-zà-ÿ,;] )k(?= (?:la|le|les|l['’]|un|une|son|sa|ses|ce|cette|ces|peu|quoi|qui|des|[A-ZÀ-Ý][a-zà-ÿ]+))"
)


def _scanned_signs(text: Text) -> Iterator[Edit]:
    for pattern, new in ((_IL, "Il"), (_A, "à")):
        for match in pattern.finditer(text.text):
            reason = f"“{match.group()}” looks like “{new}” on a scan"
            yield Edit(Span(*match.span()), match.group(), new, "scanned-letters", reason, True)


_TWICE = expression(r"(?<!\S)(?:(\S)\1){2,}(?!\S)")


def _doubled(line: Text) -> Iterator[Edit]:
    content = line.text
    found = list(_TWICE.finditer(content))
    words = [match for match in found if match.group()[0].isalpha() and is_word(match.group()[::2])]
    long = [match for match in words if len(match.group()) >= limit("doubled-letters")]
    if not long and len(words) < 2:
        return
    for match in found:
        once = match.group()[::2]
        unknown = once.isalpha() and not is_word(once)
        reason = "each letter stands twice, as in a bold font"
        yield Edit(Span(*match.span()), match.group(), once, "doubled-letters", reason, not unknown)


_SPACED = expression(r"(?<!\S)[^\W\d_](?: [^\W\d_]){3,}(?=[\s.,;:!?»”)]|\Z)")
_DROP_CAP = expression(r"(?m)^[ \t]*([A-ZÀÂÇÉÈÊÎÔ])( |[ \t]*\r?\n[ \t]*)([^\W\d_]+(?:['’][^\W\d_]+)?)")


def _spaced(text: Text) -> Iterator[Edit]:
    content = text.text
    for match in _SPACED.finditer(content):
        joined, span = match.group().replace(" ", ""), Span(*match.span())
        if joined[0] in "aày" and not is_word(joined) and len(joined) > 4:
            # A verb of one letter before it: il a a m a s s é.
            joined, span = joined[1:], Span(span.start + 2, span.end)
        same = joined.isupper() or joined.islower() or joined[1:].islower()
        if same and len(set(joined.lower())) > 2 and (is_word(joined) or is_word(joined.lower())):
            yield Edit(span, span.of(content), joined, "spaced-letters", "a word with its letters apart", True)
    for match in _DROP_CAP.finditer(content):
        first, gap, rest = match.groups()
        if "\n" in gap and not text.line_breaks:
            continue
        sure = _is_drop_cap(first, rest, content[match.end() : match.end() + 12], "\n" in gap)
        if sure is not None:
            span = Span(match.start(2), match.end(2))
            yield Edit(span, gap, "", "spaced-letters", "a large first letter, apart from its word", sure)


def _is_drop_cap(first: str, rest: str, after: str, broken: bool) -> bool | None:
    """Tell whether a capital and what follows it are surely (True) or perhaps (False) one word; None for neither."""
    if len(rest) == 1:
        return None  # letters in a row
    whole = first + rest.lower()
    lone = rest.islower()
    if not is_word(whole):
        # T⏎IMEX aimerait: a name in capitals, and then the sentence.
        capitals = rest.isupper() and len(rest) > 1 and not is_word(rest)
        return False if broken and capitals and re.match(r" [a-zà-ÿ]", after) else None
    if not lone and not (rest.isupper() and len(rest) > 1):
        return None
    if not is_word(rest):
        return True
    elided = first.lower() + "'" in ELISIONS and rest[0].lower() in "aeiouyhàâéèêîôû"
    together = pair_count(first.lower() + "'", rest.lower()) if elided else 0
    if first in "AÀYO" or together * 50 > frequency(whole.lower()):
        return None
    known = frequency(whole.lower())
    return True if known >= limit("drop-cap-count") and known > frequency(rest.lower()) / 4 else None


RULES: tuple[Rule, ...] = (
    Rule(
        "scanned-letters",
        "Puts right letters that a scanner took for others (celte, quo, 11 est).",
        "Safe only in a text that has several such words, where the dictionary has one word for an unknown one, or its "
        "neighbours ask for another word; else a suggestion.",
        (
            (
                "11 est dans celte maison quo le gouverncment a vcndue, et lo minislre le sait.",
                "Il est dans cette maison que le gouvernement a vendue, et le ministre le sait.",
            ),
        ),
        _scanned,
    ),
    Rule(
        "doubled-letters",
        "Takes every second letter away where each one stands twice, as bold fonts of old PDF files have it.",
        "Safe: several words of a line, or a long one, are known without the second letters.",
        (("LLOOII NN°°6655 ddee ffiinnaanncceess", "LOI N°65 de finances"),),
        _doubled,
        by_line=True,
    ),
    Rule(
        "spaced-letters",
        "Joins words whose letters stand apart, and a large first letter with its word.",
        "Safe where the letters are a known word, and what follows a large letter is none by itself.",
        (("D O S S I E R\nD ans la ville, il fait beau.", "DOSSIER\nDans la ville, il fait beau."),),
        _spaced,
    ),
)
