"""Is this sentence French? What is clearly in another language must reach the reader as it is, not as invented English.

Each word is looked up: in which languages is it a frequent word? Words that English has and French lacks speak for
English, words that French has and English lacks against it; the same for each language of `NAMES`. Where that leaves a
doubt, the sentence is taken as French, since French that is left untranslated is the worse fault.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from glossary.french.words import without_accents
from glossary.tables import expression, lines_of, rows

HEADER = ("language", "kind", "forms")
KINDS = ("words", "endings", "letters")
NAMES: Mapping[str, str] = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
}

# A word keeps its apostrophe where that stands before a vowel: l' and été, but don't.
_WORD = expression(r"[^\W\d_]+(?:'(?=[aeiouyhàâéèêëîïôûùœæAEIOUYHÀÂÉÈÊËÎÏÔÛÙŒÆ])|'[^\W\d_]+)?")
_CODE = expression(r"`[^`]*`")
# Addresses, variables and options are made of English words in any text.
_IDENTIFIER = expression(r"[@_$\\]|://|www\.|\w\(\)|\w\.[a-z]|(?:^|\s)--[a-z]")
_QUOTATION = expression(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
# Without the phonetic and the mathematical letters, which are Latin ones in another shape.
_BEYOND_LATIN = expression(
    r"[\u0370-\u1cff\u1f00-\u1fff\u2c00-\u2c5f\u2c80-\ua71f\ua800-\ufaff\ufb13-\uff20\uff5b-\U0001d3ff\U0001d800-\U0010ffff]"
)
# The first word of a letter's Unicode name is its script, with these exceptions.
_SCRIPTS = {"CJK": "Han", "HIRAGANA": "Kana", "KATAKANA": "Kana", "KATAKANA-HIRAGANA": "Kana", "HALFWIDTH": "Kana"}

# Of 640,000 sentences of French from news, law, subtitles, novels and manuals, these limits give 51 to other languages,
# and most of the 51 are in another language; of English sentences of five words and more they miss 1 in 100 in news.
_FEWEST_MARKS = 2
_TIMES_THE_FRENCH = 3
_LEAST_SHARE = 0.12
_SHORT = 4
"""In pieces with fewer words than this, each must be a word of the other language."""

_Languages = frozenset[str]
_FRENCH_ALONE: _Languages = frozenset({"fr"})


@dataclass(frozen=True, slots=True)
class Foreign:
    """Why a sentence is not French.

    `language` is a code of `NAMES`, or the name of a script such as `Cyrillic`; `evidence` a clause for a reader.
    """

    language: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells languages apart: the languages that have a word, an ending or a letter, by the form of each."""

    words: Mapping[str, _Languages]
    endings: Mapping[str, _Languages]
    letters: Mapping[str, _Languages]
    ending: re.Pattern[str]
    letter: re.Pattern[str]


def read(lines: Iterable[str]) -> Marks:
    """Read a table of tab-separated columns language, kind, forms; lines that start with `#` are comments.

    French words and endings are also entered without their accents, which text in capitals and damaged text lack.

    :raises ValueError: where the header is not these three names, a line has another number of columns, or a language
        or a kind is not known.

    >>> sorted(read(["language\\tkind\\tforms", "fr\\twords\\tà on", "en\\twords\\ta on"]).words["a"])
    ['en', 'fr']
    """
    tables: dict[str, dict[str, _Languages]] = {kind: {} for kind in KINDS}
    for number, (language, kind, forms) in rows(lines, HEADER):
        if kind not in KINDS:
            raise ValueError(f"line {number}: kind must be one of {', '.join(KINDS)}, not {kind!r}")
        if language not in ("fr", *NAMES):
            raise ValueError(f"line {number}: language must be one of fr, {', '.join(NAMES)}, not {language!r}")
        for form in forms.split():
            plain = without_accents(form) if language == "fr" and kind != "letters" else form
            for variant in {form, plain}:
                tables[kind][variant] = tables[kind].get(variant, frozenset()) | {language}
    # The longest alternative comes first, so that it is the one found.
    endings = "|".join(sorted(map(re.escape, tables["endings"]), key=len, reverse=True))
    letters = "|".join(map(re.escape, tables["letters"]))
    return Marks(
        tables["words"], tables["endings"], tables["letters"], re.compile(f"(?:{endings})$"), re.compile(letters)
    )


@cache
def marks() -> Marks:
    """Return the marks that come with this package; read once.

    >>> sorted(marks().words["the"])
    ['en']
    """
    return read(lines_of("translate.sentence", "function-words.tsv"))


def foreign(sentence: str) -> Foreign | None:
    """Tell which language or script one sentence is in, or return None where it is, or may be, French.

    Fit for running text of one sentence, heading or cell, without markup. Names, numbers, addresses, code in backquotes
    and identifiers count for nothing; neither does a quotation in a sentence that has French outside of it.

    >>> foreign("The cat is sleeping on the sofa.").language
    'en'
    >>> foreign("Кошка спит на диване.").evidence
    '17 of its 17 letters are Cyrillic'
    >>> foreign("Le New York Times a publié « The Good, the Bad and the Ugly ».") is None
    True
    """
    if not sentence.isascii():
        sentence = unicodedata.normalize("NFC", sentence)
        if (script := _other_script(sentence)) is not None:
            return script
    text = sentence.replace("’", "'")
    words = marks().words
    known = [words.get(word) for word in set(_WORD.findall(text.lower()))]
    # Nearly every sentence is done here; the closer look takes several times as long.
    not_french = sum([languages is not None and "fr" not in languages for languages in known])
    if not_french == 0 or known.count(_FRENCH_ALONE) > not_french:
        return None
    return _closer_look(text)


def _other_script(sentence: str) -> Foreign | None:
    if not _BEYOND_LATIN.search(sentence):
        return None
    sentence = _running_text(sentence)
    others = [sign for sign in _BEYOND_LATIN.findall(sentence) if sign.isalpha()]
    letters = sum(sign.isalpha() for sign in sentence)
    if not others or len(others) * 2 <= letters:
        return None
    names = Counter(unicodedata.name(letter, "UNKNOWN").split()[0] for letter in others)
    name, count = Counter(_SCRIPTS.get(name, name.capitalize()) for name in names.elements()).most_common(1)[0]
    return Foreign(name, f"{count} of its {letters} letters are {name}")


def _running_text(text: str) -> str:
    if "`" in text:
        text = _CODE.sub(" ", text)
    if _IDENTIFIER.search(text):
        text = " ".join(part for part in text.split() if not _IDENTIFIER.search(part))
    return text


def _closer_look(text: str) -> Foreign | None:
    text = _running_text(text)
    tally = _tally(text)
    scores = {language: _scores(tally, language) for language in NAMES}
    language = max(NAMES, key=lambda language: scores[language][0] - scores[language][1])
    speaks_for, against = scores[language]
    total = tally.total()
    enough = max(_FEWEST_MARKS, against * _TIMES_THE_FRENCH, total * _LEAST_SHARE)
    if speaks_for < enough or (total < _SHORT and speaks_for < total):
        return None
    frame = _QUOTATION.sub(" ", text)
    if frame != text:
        for_frame, against_frame = _scores(_tally(frame), language)
        if against_frame > for_frame:
            return None
    return Foreign(
        language, f"{speaks_for} of its {total} different words look {NAMES[language]}, {against} look French"
    )


def _tally(text: str) -> Counter[_Languages]:
    """Count the different words of `text` by the languages they are from; a word said over and over counts once."""
    listed = marks().words
    words: dict[str, _Languages] = {}
    for word in _WORD.findall(text):
        form = word.lower()
        languages = listed.get(form)
        if languages is None:
            languages = _looks(form)
            # A name may look like a word of another language in any sentence: Los Katíos, Ramírez.
            if "fr" not in languages and not word[0].islower():
                languages = frozenset()
        words[form] = languages
    return Counter(words.values())


@lru_cache(maxsize=1 << 14)
def _looks(word: str) -> _Languages:
    """Return the languages whose words look like `word`, none where nothing about it tells."""
    table = marks()
    clues = [table.letters[letter] for letter in table.letter.findall(word)]
    if ending := table.ending.search(word):
        clues.append(table.endings[ending[0]])
    return frozenset.intersection(*clues) if clues else frozenset()


def _scores(tally: Counter[_Languages], language: str) -> tuple[int, int]:
    """Return how many words speak for `language` and not for French, and how many for French and not for it."""
    speaks_for = against = 0
    for languages, count in tally.items():
        french = "fr" in languages
        if french != (language in languages):
            if french:
                against += count
            else:
                speaks_for += count
    return speaks_for, against
