"""Sentences in capitals, and headlines with a capital at each word, which a translator reads as names."""

from collections.abc import Iterator
from functools import lru_cache

from glossary.edits import Span
from glossary.french.lexicon import form
from glossary.repair.base import Notice, Rule, Text
from glossary.tables import expression

FEWEST_WORDS = 3
"""How many words in a row must be in capitals."""
FEWEST_LETTERS = 14
"""How many letters they must have."""

_WORD = expression(r"[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?")
_SENTENCE = expression(r"[^.!?…:\n\r\u2028]+")
_LONGEST_HEADLINE = 160
# What stands between such marks is a path through menus, a list or a setting.
_SETTING = expression(r"[_=|{}<>]| [-–—] ")
_LETTER = expression(r"[^\W\d_]")


@lru_cache(maxsize=1 << 16)
def _french(word: str) -> bool:
    """Tell whether French has the word in small letters, with its elision or without."""
    lower = word.lower().replace("’", "'")
    return any((known := form(part)) is not None and known.has("NAPVIRDG") for part in _parts(lower))


def _parts(lower: str) -> list[str]:
    return [lower, lower.rpartition("'")[2]] if "'" in lower.rstrip("'") else [lower]


def _find(text: Text) -> Iterator[Notice]:
    for sentence in _SENTENCE.finditer(text.text):
        if _SETTING.search(sentence[0]):
            continue
        words = [
            Span(sentence.start() + match.start(), sentence.start() + match.end())
            for match in _WORD.finditer(sentence[0])
        ]
        if text.protected:
            words = [span for span in words if text.is_free(span)]
        if len(words) < FEWEST_WORDS:
            continue
        forms = [span.of(text.text) for span in words]
        whole = Span(words[0].start, words[-1].end)
        if _is_capitals(forms):
            yield Notice(whole, "capitals", "a sentence in capitals")
        elif _is_alone(text, sentence.start(), sentence.end()) and _is_headline(forms):
            yield Notice(whole, "capitals", "a headline with a capital at each word")


def _is_capitals(forms: list[str]) -> bool:
    """Tell whether the words are a sentence in capitals, and not a row of acronyms or a code."""
    if not all(map(str.isupper, forms)):
        return False
    long = [word for word in forms if len(word) > 3]
    known = sum(_french(word) for word in long)
    joining = any(len(word) > 1 and (found := form(word.lower())) is not None and found.has("G") for word in forms)
    letters = sum(len(_LETTER.findall(word)) for word in forms)
    if letters < FEWEST_LETTERS or len(long) < 2:
        return False
    # Without its accents (PRESIDENT) a word may be none of the dictionary, so that a long sentence needs but one.
    return (2 * known >= len(long) and (joining or known >= 3)) or (joining and known > 0 and len(forms) > 4)


def _is_alone(text: Text, start: int, end: int) -> bool:
    """Tell whether a sentence is all of its line, but for its last mark."""
    line = text.lines[text.line_of(start)]
    if end - start > _LONGEST_HEADLINE or len(line) > 2 * _LONGEST_HEADLINE:
        return False
    before, after = text.text[line.start : start], text.text[end : line.end]
    return not _LETTER.search(before) and not _LETTER.search(after)


def _is_headline(forms: list[str]) -> bool:
    """Tell whether the words have capitals as in an English headline: also those that French never gives one."""
    if len(forms) <= FEWEST_WORDS or not forms[0][:1].isupper():
        return False
    later = [word for word in forms[1:] if len(word) > 1 and not word.isupper()]
    capital = [word for word in later if word[:1].isupper()]
    small = [word for word in later if word[:1].islower() and len(word) > 3]
    verbs = any((known := form(word)) and known.has("VPI") and not known.has("G") for word in later if word.islower())
    if verbs or len(capital) < FEWEST_WORDS or len(capital) < 3 * len(small):
        return False
    # Names of bodies (Organisation Mondiale de la Santé) have capitals too, but not at verbs and small words.
    strange = [word for word in capital if (known := form(word.lower())) is not None and known.has("VIGD")]
    only = [word for word in strange if not _can_be_noun(word)]
    return sum(_french(word) for word in capital) * 4 >= 3 * len(capital) and bool(only)


def _can_be_noun(word: str) -> bool:
    """Tell whether a word can be a noun, an adjective or a name, which names of bodies are made of.

    >>> _can_be_noun("Banque"), _can_be_noun("Annonce"), _can_be_noun("Avec")
    (True, True, False)
    """
    known = form(word.lower())
    return known is not None and known.has("NAPX")


RULES: tuple[Rule, ...] = (
    Rule(
        "capitals",
        "Points out sentences in capitals and headlines with a capital at each word.",
        "Changes nothing: which words keep a capital cannot be told for sure. Acronyms and names are no fault.",
        (("LE GOUVERNEMENT ANNONCE UNE RÉFORME", "LE GOUVERNEMENT ANNONCE UNE RÉFORME"),),
        _find,
        by_line=True,
    ),
)
