"""Letters that scanners, PDF files and old character sets changed, lost, set apart or wrote twice."""

import re
import unicodedata
from functools import cache
from random import Random

from glossary.edits import Span
from glossary.french.lexicon import is_word
from glossary.tables import expression, lines_of, rows
from translate.lab.damage.base import LETTER, Change, Family, Passage, shuffled

FEWEST_SPACED = 5
"""How long a word is at least whose letters are set apart."""

_ACCENTED = expression("[àâäçéèêëîïôöùûüÿÀÂÇÉÈÊËÎÏÔÖÙÛÜ]")
_MARKS = {"\u0300": "`", "\u0301": "´", "\u0302": "ˆ", "\u0308": "¨", "\u0327": "¸"}
_OLD_SET = expression(rf"[^\x00-\x7f«»“”–—…\u00a0\u202f€]|(?<={LETTER})['’](?={LETTER})")


def _apart(passage: Passage, random: Random) -> list[Change]:
    changes = []
    for match in _ACCENTED.finditer(passage.text):
        apart = unicodedata.normalize("NFD", match[0])
        new = _MARKS[apart[1]] + ("ı" if apart[0] == "i" else apart[0])
        changes.append(Change(Span(*match.span()), new, "accents apart from their letters, as TeX sets them"))
    return changes


def _to_marks(passage: Passage, random: Random) -> list[Change]:
    found = list(_OLD_SET.finditer(passage.text))
    if any(match[0] in "'’" and match[0] != passage.traits.apostrophe for match in found):
        return []
    return [Change(Span(*match.span()), "?", "a question mark for each letter with an accent") for match in found]


def _to_spaces(passage: Passage, random: Random) -> list[Change]:
    """Return a space for each letter that an old character set lacks, in a passage that loses several."""
    found = list(_ACCENTED.finditer(passage.text))
    several = len(found) > 3
    return [Change(Span(*match.span()), " ", "a space for each letter with an accent") for match in found if several]


_TEX = {"\u0300": "\\`", "\u0301": "\\'", "\u0302": "\\^", "\u0308": '\\"', "\u0327": "\\c "}


def _as_tex(passage: Passage, random: Random) -> list[Change]:
    changes = []
    for match in _ACCENTED.finditer(passage.text):
        apart = unicodedata.normalize("NFD", match[0])
        plain = "\\i " if apart[0] == "i" else apart[0]
        new = random.choice((f"{_TEX[apart[1]]}{plain}", f"{_TEX[apart[1]].strip()}{{{plain.strip()}}}"))
        changes.append(Change(Span(*match.span()), new, "accents as a source of TeX writes them"))
    return changes


def _without_accents(passage: Passage, random: Random) -> list[Change]:
    found = _ACCENTED.finditer(passage.text)
    return [
        Change(Span(*match.span()), unicodedata.normalize("NFD", match[0])[0], "accents left out everywhere")
        for match in found
    ]


@cache
def _confusions() -> tuple[tuple[str, str], ...]:
    """Return pairs of letters as they are, and as a scanner reads them."""
    table = rows(lines_of("glossary", "scanned-letters.tsv"), ("kind", "seen", "meant"))
    return tuple((meant, seen) for _, (kind, seen, found) in table if kind == "letter" for meant in found.split(" "))


@cache
def _words() -> dict[str, str]:
    table = rows(lines_of("glossary", "scanned-letters.tsv"), ("kind", "seen", "meant"))
    return {meant: seen for _, (kind, seen, meant) in table if kind == "word"}


def _scan_letter(passage: Passage, random: Random) -> list[Change]:
    for span in shuffled(passage.words, random):
        word = span.of(passage.text)
        if not word.islower() or not word.isalpha() or len(word) < FEWEST_SPACED or not is_word(word):
            continue
        for meant, seen in shuffled(_confusions(), random):
            place = word.find(meant)
            made = word.replace(meant, seen, 1)
            if place >= 0 and not is_word(made):
                start = span.start + place
                return [Change(Span(start, start + len(meant)), seen, "a letter that a scanner took for another")]
    return []


def _scan_word(passage: Passage, random: Random) -> list[Change]:
    for span in shuffled(passage.words, random):
        seen = _words().get(span.of(passage.text))
        if seen:
            return [Change(span, seen, "a small word that a scanner took for another")]
    return []


def _twice(passage: Passage, random: Random) -> list[Change]:
    groups = shuffled(passage.neighbours(3), random)
    for group in groups:
        words = [span.of(passage.text) for span in group]
        if all(word.isalpha() and is_word(word) for word in words) and max(map(len, words)) > 3:
            doubled = ("".join(letter * 2 for letter in word) for word in words)
            return [
                Change(span, new, "each letter twice, as in a bold font")
                for span, new in zip(group, doubled, strict=True)
            ]
    return []


def _spaced(passage: Passage, random: Random) -> list[Change]:
    for span in shuffled(passage.words, random):
        word = span.of(passage.text)
        if len(word) >= FEWEST_SPACED and word.isalpha() and is_word(word):
            return [Change(span, " ".join(word), "a word with its letters apart")]
    return []


def _drop_cap(passage: Passage, random: Random) -> list[Change]:
    match = re.match(rf"[A-ZÉÈÊÀÂÎÔ](?={LETTER}{{2,}})", passage.text)
    if match is None or match[0] in "AÀYO":
        return []
    return [Change(Span(1, 1), random.choice((" ", "\n")), "a large first letter, apart from its word")]


FAMILIES = (
    Family("accents-apart", "accents apart from their letters, as in PDF files of TeX", ((1, _apart),)),
    Family("tex-escapes", "accents as sources of TeX write them", ((1, _as_tex),)),
    Family("lost-letters", "question marks for letters that an old character set lacks", ((1, _to_marks),)),
    Family("spaces-for-letters", "spaces for letters that an old character set lacks", ((1, _to_spaces),)),
    Family("lost-accents", "accents that are left out everywhere", ((1, _without_accents),)),
    Family("scanned-letters", "letters that a scanner took for others", ((2, _scan_letter), (1, _scan_word))),
    Family("doubled-letters", "letters written twice, as in bold fonts", ((1, _twice),)),
    Family("spaced-letters", "letters set apart, and large first letters", ((2, _spaced), (1, _drop_cap)), True),
)
