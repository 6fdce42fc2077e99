"""Is this sentence French? What is clearly another language must reach the reader untouched, not as invented English."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

HEADER = ("language", "kind", "forms")
NAMES = {"de": "German", "en": "English", "es": "Spanish", "it": "Italian", "nl": "Dutch", "pt": "Portuguese"}

# A word, with its apostrophe where that stands before a vowel: l'|été, but don't.
_WORD = re.compile(r"[^\W\d_]+(?:'(?=[aeiouyhàâéèêëîïôûùœæ])|'[^\W\d_]+)?")
_NO_LANGUAGE = re.compile(r"`[^`]*`|\S*(?:://|www\.|@)\S*")
_LETTER = re.compile(r"[^\W\d_]")
_BEYOND_LATIN = re.compile(
    r"[\u0370-\u1dff\u1f00-\u1fff\u2c00-\u2c5f\u2c80-\ua71f\ua800-\ufaff\ufb1d-\ufeff\uff66-\uffdc"
    r"\U00010000-\U0003ffff]"
)
_SCRIPTS = {"CJK": "Han", "HIRAGANA": "Kana", "KATAKANA": "Kana", "HALFWIDTH": "Kana"}
_MOST_JUDGED = 400
FEW = 2
TIMES = 3
SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Foreign:
    """Why a sentence is not French."""

    language: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Marks:
    words: Mapping[str, frozenset[str]]
    letters: Mapping[str, frozenset[str]]
    letter: re.Pattern[str]


def without_accents(word):
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def read(lines):
    tables = {"words": {}, "letters": {}}
    for line in lines:
        if line.startswith("#") or not line:
            continue
        language, kind, forms = line.split("\t")
        if language == "language":
            continue
        for form in forms.split():
            tables[kind].setdefault(form, set()).add(language)
            if kind == "words" and language == "fr":
                tables[kind].setdefault(without_accents(form), set()).add(language)
    f = {k: {w: frozenset(l) for w, l in t.items()} for k, t in tables.items()}
    return Marks(f["words"], f["letters"], re.compile("[" + "".join(sorted(f["letters"])) + "]"))


@cache
def marks():
    return read(files("translate").joinpath("data", "function-words.tsv").read_text(encoding="utf-8").split("\n"))


NONE = frozenset()


def foreign(sentence: str) -> Foreign | None:
    if not sentence.isascii():
        beyond = _BEYOND_LATIN.findall(sentence)
        if beyond:
            letters = _LETTER.findall(sentence)
            b = [c for c in beyond if c.isalpha()]
            if len(b) * 2 > len(letters):
                scripts = Counter(unicodedata.name(c, "UNKNOWN").split()[0] for c in b)
                s = scripts.most_common(1)[0][0]
                return Foreign(_SCRIPTS.get(s, s.capitalize()), f"{len(b)} of {len(letters)} letters")
    lowered = sentence.lower().replace("’", "'")
    if "://" in lowered or "www." in lowered or "@" in lowered or "`" in lowered:
        lowered = _NO_LANGUAGE.sub(" ", lowered)
    words = _WORD.findall(lowered)
    if len(words) < 2:
        return None
    m = marks()
    tally = Counter(map(m.words.get, words))
    tally.pop(None, None)
    if not lowered.isascii():
        tally.update(map(m.letters.get, m.letter.findall(lowered)))
    total = len(words)
    against = sum([n for l, n in tally.items() if "fr" not in l])
    if against < 2:
        return None
    best = ("", 0, 0)
    for language in NAMES:
        f = a = 0
        for l, n in tally.items():
            if language in l:
                if "fr" not in l:
                    f += n
            elif "fr" in l:
                a += n
        if f - a > best[1] - best[2]:
            best = (language, f, a)
    lang, f, a = best
    if f < FEW or f < TIMES * a or f < SHARE * total or (total < 4 and f < total):
        return None
    return Foreign(lang, f"{f} {a} {total}")
