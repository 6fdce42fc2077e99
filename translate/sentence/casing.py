"""Sentences in capitals are read in ordinary case, which is what models learnt from, and the capitals come back.

Which words are names is asked of the model's own vocabulary: the form of a word that its unigram probabilities find
likeliest (`président`, `Paris`, `OTAN`) is the one the model has seen.
"""

import itertools
import re
import unicodedata
from collections.abc import Callable

from glossary.edits import Edit, Span
from glossary.english.lexicon import rank
from glossary.french.words import LETTERS, in_capitals
from glossary.tables import expression

Cost = Callable[[str], float]
"""The negative natural logarithm of a word's probability, as `Engine.cost` gives it."""

_ROMAN = expression(r"(?=[IVXLCM]{2,}$)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$")
_ACCENTED = {"a": "àâ", "c": "ç", "e": "éèê", "i": "îï", "o": "ô", "u": "ùû"}
_NAME_MARGIN = 1.0
"""How much likelier, in natural logarithms, a form with capitals must be than the small-letter form."""
_ACCENT_MARGIN = 3.0
"""The same for a form with accents that the capitals did not show."""
_LONGEST_ACCENTED = 14
_JOINING = ("_", "@", "/", "\\", ".")
_FREQUENT = 7
"""The rank in the English lexicon from which a word is taken for no name."""
_NAMES_TOO = frozenset(("may", "will", "state"))


def opening_case(english: str, *, source: str) -> tuple[Edit, ...]:
    """Return the edit that begins `english` with a capital or a small letter as `source` does; none where it is right.

    A first word with capitals further on, such as a brand, is meant to be as it is. Only words as frequent as articles,
    pronouns and conjunctions lose a capital, as others may be names: a model gives one to the part of a sentence too.

    >>> [edit.new for edit in opening_case("medicine was studied.", source="La médecine était étudiée.")]
    ['Medicine']
    >>> [edit.new for edit in opening_case("Before the end.", source="avant la fin.")]
    ['before']
    >>> opening_case("iPhone sales fell.", source="Les ventes d'iPhone ont baissé.")
    ()
    """
    here, there = LETTERS.search(source), LETTERS.search(english)
    if here is None or there is None:
        return ()
    if any(sign.isalnum() for sign in source[: here.start()] + english[: there.start()]):
        return ()
    word = there[0]
    if here[0][0].isupper() and word.islower():
        # A sign that joins the word to others makes an address or a name of it.
        if english[there.end() : there.end() + 1] in _JOINING and english[there.end() + 1 :].strip():
            return ()
        new, reason = word[0].upper() + word[1:], "the sentence begins with a capital"
    elif here[0].islower() and word[0].isupper() and word[1:].islower() and is_frequent(word.lower()):
        new, reason = word.lower(), "the French goes on with a small letter"
    else:
        return ()
    return (Edit(Span(there.start(), there.end()), word, new, "capitals", reason),)


def capitals_of_source(english: str, *, source: str) -> tuple[Edit, ...]:
    """Return the edits that give words which are the same in both languages the capitals that they have in `source`.

    That is words with capitals inside (MoD, iPhone), and acronyms that English has no other word for (Nasa, for NASA).

    >>> [edit.new for edit in capitals_of_source("The (Mod) and Nasa say it.", source="Le MoD et la NASA, IT.")]
    ['MoD', 'NASA']
    """
    if in_capitals(source) or in_capitals(english):
        return ()
    wanted = {
        word.lower(): word
        for word in LETTERS.findall(source)
        if len(word) > 1 and not word.islower() and not word[1:].islower()
    }
    edits = []
    for match in LETTERS.finditer(english) if wanted else ():
        word, new = match[0], wanted.get(match[0].lower())
        if new is None or new == word or new in english or (new.isupper() and rank(word.lower()) is not None):
            continue
        edits.append(Edit(Span(*match.span()), word, new, "capitals", "so it is written in the French"))
    return tuple(edits)


def is_frequent(word: str) -> bool:
    """Tell whether an English word in small letters is as frequent as articles and pronouns: no name begins with it."""
    return (rank(word) or 0) >= _FREQUENT and word not in _NAMES_TOO


def to_ordinary_case(text: str, *, cost: Cost) -> str:
    """Return `text`, written in capitals, as it would be written in ordinary case; never longer or shorter.

    The first word keeps a capital; names, acronyms and Roman numerals keep theirs. Where the capitals carry no accents
    at all, words get them back where that makes them far likelier.
    """
    accents_kept = any(unicodedata.decomposition(letter) for letter in text)
    first = True

    def ordinary(match: re.Match[str]) -> str:
        nonlocal first
        word = match.group()
        chosen = _likeliest(word, cost, accents_kept)
        if first and chosen.islower():
            chosen = chosen[0].upper() + chosen[1:]
        first = False
        return chosen if len(chosen) == len(word) else word

    return LETTERS.sub(ordinary, text)


def _likeliest(word: str, cost: Cost, accents_kept: bool) -> str:
    if _ROMAN.match(word):
        return word
    small = word.lower()
    if not accents_kept and 3 <= len(small) <= _LONGEST_ACCENTED:
        accented = min(_accented(small), key=cost, default=small)
        if cost(accented) + _ACCENT_MARGIN < cost(small):
            small = accented
    best, least = small, cost(small)
    for form in (small[0].upper() + small[1:], word):
        if len(word) > 1 and cost(form) + _NAME_MARGIN < least:
            best, least = form, cost(form)
    return best


def _accented(word: str) -> list[str]:
    """Return `word` with accents on one or two of its letters, in every way."""
    places = [i for i, letter in enumerate(word) if letter in _ACCENTED]
    forms = []
    for chosen in itertools.chain(itertools.combinations(places, 1), itertools.combinations(places, 2)):
        for letters in itertools.product(*(_ACCENTED[word[i]] for i in chosen)):
            form = list(word)
            for place, letter in zip(chosen, letters, strict=True):
                form[place] = letter
            forms.append("".join(form))
    return forms
