"""Words as terms are matched by: their stems, which forms belong to which word, and what is no running text."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

from glossary.edits import Span
from glossary.french.inflection import inflect, plural_of, readings
from glossary.french.lexicon import form
from glossary.french.words import INVISIBLE, LIGATURES, fold, in_capitals, starts_sentence
from glossary.terms.records import Case

VARIANT, INFLECTED, PLURAL, FEMININE = 1, 2, 4, 8
"""Flags of how a word of a text differs from the word of a term; 0 where it does not."""

BARRIER = "\n"
"""The stem of what lies between words that do not belong together."""
Feminine = Literal["never", "adjective", "always"]
"""Whether a word can become feminine: `adjective` only where it is an adjective and no noun."""

_INSIDE = re.compile(f"[\u0300-\u036f{INVISIBLE}]")
_PLAIN_ITEM = re.compile(r"[^\W_]+|[^\w\s‐‑‒–-]|_")
_ITEM = re.compile(rf"(?:[^\W_][\u0300-\u036f{INVISIBLE}]*)+|[^\w\s‐‑‒–-]|_")
_GAP = re.compile(r"[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*|[‐‑‒–-]\n?")
# The ends of the forms of one word, after the final e, s and x are gone, to one end for all of them.
_ENDINGS = (
    ("eau", "el"),
    ("aich", "ai"),
    ("tric", "teu"),
    ("eur", "eu"),
    ("ail", "al"),
    ("au", "al"),
    ("cqu", "c"),
    ("qu", "c"),
    ("ch", "c"),
    ("gu", "g"),
    ("ou", "ol"),
    ("it", "i"),
    ("ll", "l"),
    ("nn", "n"),
    ("tt", "t"),
    ("v", "f"),
)
_ENDING_LETTERS = tuple(ending for ending, _ in _ENDINGS)

_LITERAL = re.compile(
    r"""
      (?<![\w+.-])[^\W_][\w+.-]*://[^\s<>"«»]+ | (?<!\w)www\.[^\s<>"«»]+
    | (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*                       # mail
    | (?<!\w)[@\#]\w[\w-]*                                            # @handle, #hashtag
    | (?<![\w./\\-])(?:[\w-]+[/\\])*[\w-]{2,}(?:\.[\w-]+)*\.[a-z][a-z0-9]*(?:[/?\#][^\s<>"«»]*)?  # site.fr/page
    | (?<![\w/\\.~])(?:[A-Za-z]:|~|\.{1,2})?[/\\][\w.-]+(?:[/\\][\w.-]*)+   # /path/to, C:\path
    | `[^`\n]*` | \$\{[^{}\n]*\} | \{\{[^{}\n]*\}\} | </?[A-Za-z][^<>\n]*>
    | (?<!\w)_*[^\W_]+(?:_+[^\W_]+)+_*(?!\w)                          # snake_case
    | (?<![\w.])[^\W\d][\w.]*\(\)                                     # call()
    | (?<![\w-])--?[A-Za-z][\w-]*=\S* | (?<![\w-])--[a-z][\w-]* | (?<!\w)\$[A-Za-z_]\w*
    """,
    re.VERBOSE,
)
_LITERAL_SIGNS = re.compile(r"[@#/\\`$<_]|\w\.\w|\(\)|--|=|\{\{")


def literal_spans(text: str) -> list[Span]:
    """Return the addresses, file names, code and tags of `text`, in order: nothing in them is a word of the language.

    >>> text = "Moscou, voir moscou.ru, #Moscou ou `Moscou`"
    >>> [span.of(text) for span in literal_spans(text)]
    ['moscou.ru', '#Moscou', '`Moscou`']
    """
    if not _LITERAL_SIGNS.search(text):
        return []
    return [Span(*found.span()) for found in _LITERAL.finditer(text)]


def items(text: str) -> list[re.Match[str]]:
    """Return the words and the signs of `text` in order; space and hyphens stand between them.

    >>> [item.group() for item in items("d’Arc-et-Senans, n° 5")]
    ['d', '’', 'Arc', 'et', 'Senans', ',', 'n', '°', '5']
    """
    return list((_ITEM if _INSIDE.search(text) else _PLAIN_ITEM).finditer(text))


def first_item(text: str) -> str:
    """Return the first word or sign of `text`, empty where it has none."""
    word = text.partition(" ")[0]
    if word.isalpha():
        return word
    found = (_PLAIN_ITEM if text.isascii() else _ITEM).search(text)
    return found.group() if found else ""


def is_gap(between: str) -> bool:
    """Tell whether an expression goes on over `between`: nothing, space with one line break at most, or a hyphen."""
    return between in ("", " ", "-", "\u00a0") or _GAP.fullmatch(between) is not None


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return what all forms of `word` have in common, and few other words.

    >>> {stem(word) for word in ("national", "nationaux", "NATIONALE", "nationales")}
    {'national'}
    """
    folded = word.lower()
    if not folded.isascii() or folded == "`":
        folded = fold(word)
    short = folded.rstrip("sxe")
    if len(short) < 2:
        return folded[:2]
    if short.endswith(_ENDING_LETTERS):
        for ending, common in _ENDINGS:
            if short.endswith(ending):
                return short[: len(short) - len(ending)] + common
    return short


@lru_cache(maxsize=1 << 14)
def forms_of(word: str, feminine: Feminine) -> Mapping[str, int]:
    """Return the other forms of a French word in small letters, as it stands in a dictionary, with their flags.

    :param feminine: `never`; `adjective`, where only what is an adjective and no noun becomes one; or `always`.

    >>> forms_of("nucléaire", "never"), sorted(forms_of("directeur", "always"))
    ({'nucléaires': 4}, ['directeurs', 'directrice', 'directrices'])
    """
    known = form(word)
    if known is None or not known.grammar:
        return {} if word[-1:] in "sxz" else {word + ending: PLURAL for ending in _regular_plurals(word)}
    found: dict[str, int] = {}
    codes = readings(word, "NAP")
    if any(code[2] in "si" for code in codes):
        for other in (plural_of(word), *(inflect(word, gender, "p") for gender in "mf" if _has(codes, gender))):
            if other and other != word:
                found[other] = PLURAL
    noun, adjective = any(code[0] == "N" for code in codes), any(code[0] in "AP" for code in codes)
    person = noun and word.endswith(("teur", "ien"))
    if feminine == "always" or (feminine == "adjective" and (person or (adjective and not noun))):
        for kinds in ("AP", "N") if _has(codes, "m") else ():
            for number, flag in (("s", FEMININE), ("p", FEMININE | PLURAL)):
                other = inflect(word, "f", number, kinds=kinds)
                if other and other != word and other not in found:
                    found[other] = flag
    return found


def _has(codes: tuple[str, ...], gender: str) -> bool:
    return any(code[0] in "APN" and code[1] in (gender, "e") for code in codes)


def _regular_plurals(word: str) -> tuple[str, ...]:
    if not word.isalpha() or len(word) < 3:
        return ()
    return (word + "x",) if word.endswith("eau") else (word + "s",)


def clean(word: str) -> str:
    """Return `word` with its accents joined to their letters and without invisible signs."""
    if word.isascii():
        return word
    if _INSIDE.search(word):
        word = "".join(letter for letter in word if letter not in INVISIBLE)
    return unicodedata.normalize("NFC", word)


@lru_cache(maxsize=1 << 16)
def compare(word: str, written: str, case: Case, feminine: Feminine | None, lenient: bool) -> int | None:
    """Return how `written` differs from the `word` of a term, in flags, or None where it is another word.

    :param feminine: as for `forms_of`; None where the word does not change.
    :param lenient: whether accents may be lost from small letters too, where that gives no other French word.

    >>> compare("État", "Etat", Case.SMART, None, False), compare("Nice", "nice", Case.SMART, None, False)
    (1, None)
    """
    word, written = clean(word), clean(written)
    if word == written:
        return 0
    if not capitals_fit(word, written, case):
        return None
    small, small_written = word.lower(), written.lower()
    if small == small_written:
        return 0
    capitals = len(written) > 1 and written.isupper()
    if fold(word) == fold(written):
        if not word.isalnum():
            return 0
        return VARIANT if capitals or _only_accents_lost(word, written, lenient) else None
    if feminine is None:
        return None
    if word.isupper() and len(word) > 1:
        return INFLECTED | PLURAL if written == word + "s" else None
    folded = fold(written)
    for other, flags in forms_of(small, feminine).items():
        if other == small_written or (capitals and fold(other) == folded):
            return INFLECTED | flags
    return None


def capitals_fit(word: str, written: str, case: Case) -> bool:
    """Tell whether `written` has the capitals that `case` asks for `word`; an ending of one that is longer is free.

    >>> capitals_fit("Turkey", "turkey", Case.SMART), capitals_fit("ceasefire", "Ceasefire", Case.SMART)
    (False, True)
    """
    if case is Case.ANY:
        return True
    pairs = zip(word, written, strict=False)
    if case is Case.EXACT:
        return all(one.isupper() == other.isupper() for one, other in pairs)
    return all(other.isupper() or not one.isupper() for one, other in pairs)


def _only_accents_lost(word: str, written: str, lenient: bool) -> bool:
    """Tell whether `written` is `word` with a ligature resolved or, on capitals or where `lenient`, without accents."""
    word, written = (one.translate(LIGATURES) for one in (word, written))
    if len(word) != len(written):
        return word.lower() == written.lower()
    different = [(a, b) for a, b in zip(word, written, strict=True) if a.lower() != b.lower()]
    if all(b.isupper() for _, b in different):
        return True
    return lenient and len(word) > 3 and written.isascii() and not form(written.lower()) and not form(written)


class Reading:
    """A text as it is matched: its words and signs with their stems; where none may reach across lies a barrier."""

    def __init__(self, text: str, avoid: Sequence[Span]) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        self.stems: list[str] = []
        closed = iter(sorted(span for span in (*avoid, *literal_spans(text)) if span))
        barred = next(closed, None)
        reach = 0
        for item in items(text):
            start, end = item.span()
            while barred is not None and barred.end <= start:
                barred = next(closed, None)
            if barred is not None and barred.start < end:
                continue
            if self.words and not is_gap(text[reach:start]):
                self._add(reach, reach, "", BARRIER)
            word = item.group()
            self._add(start, end, word, stem(word))
            reach = end
        self._line_starts: list[int] | None = None
        self._lines_in_capitals: dict[int, bool] = {}

    def _add(self, start: int, end: int, word: str, its_stem: str) -> None:
        self.starts.append(start)
        self.ends.append(end)
        self.words.append(word)
        self.stems.append(its_stem)

    def before(self, number: int) -> str:
        """Return the word before item `number` in small letters, without its apostrophe; empty where there is none."""
        number -= 1
        if number > 0 and self.stems[number] == "'":
            number -= 1
        return self.words[number].lower() if number >= 0 else ""

    def after(self, number: int) -> str:
        """Return the item behind item `number`, empty where there is none."""
        return self.words[number + 1] if number + 1 < len(self.words) else ""

    def gap_before(self, number: int) -> str:
        """Return what stands between item `number` and the one before it."""
        return self.text[self.ends[number - 1] : self.starts[number]] if 0 < number < len(self.words) else ""

    def starts_sentence(self, number: int) -> bool:
        """Tell whether a sentence can begin at item `number`, so that its capital says nothing."""
        return starts_sentence(self.text, self.starts[number])

    def in_capitals(self, number: int) -> bool:
        """Tell whether the line of item `number` is written in capitals, so that they say nothing."""
        if self._line_starts is None:
            self._line_starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        line = bisect_right(self._line_starts, self.starts[number]) - 1
        if line not in self._lines_in_capitals:
            end = self._line_starts[line + 1] if line + 1 < len(self._line_starts) else len(self.text)
            self._lines_in_capitals[line] = in_capitals(self.text[self._line_starts[line] : end])
        return self._lines_in_capitals[line]
