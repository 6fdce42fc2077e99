"""English forms of words and terms: numbers, possessives, articles, and what of them is right for a term."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from glossary.english.lexicon import rank
from glossary.french.words import fold
from glossary.tables import expression, lines_of, rows, words_in_role

_TABLE = "english-words.tsv"
_LETTERS_WITH_A_VOWEL_FIRST = "AEFHILMNORSX"
_AN_NUMBER = expression(r"8|1[18](?!\d)|1[18]\d\d(?!\d)")
_VOWEL = expression(r"[aeiouy]")
# What no English word has: it is read letter by letter.
_UNSPOKEN = expression(
    r"[^aeiouy]{3}|[aeiou]{3}|^(?!bl|br|cl|cr|dr|fl|fr|gl|gr|pl|pr|sc|sh|sk|sl|sn|sp|st|th|tr|tw)[^aeiouy]{2}"
)
_PART = expression(r"[^\s‐‑–-]+")


def _has_role(word: str, role: str) -> bool:
    return word in words_in_role(role, _TABLE)


def _is_unchanging(word: str) -> bool:
    return _has_role(word.lower(), "unchanging") or _has_role(word, "unchanging")


@cache
def _irregular() -> Mapping[str, str]:
    found = rows(lines_of("glossary", "english-plurals.tsv"), ("singular", "plural"))
    return {singular: plural for _, (singular, plural) in found}


def _compound(word: str) -> str | None:
    """Return the plural of a word in small letters that ends like an irregular one (policewoman), or None."""
    for singular, several in _irregular().items():
        if word.endswith(singular) and (word == singular or len(singular) > 4 or singular in _COMPOUNDING):
            return word[: len(word) - len(singular)] + several
    return None


_COMPOUNDING = ("man", "foot", "wife", "life")


def _is_irregular_plural(word: str) -> bool:
    return any(
        word.endswith(several) and (word == several or several in ("men", "women", "children", "people", "wives"))
        for singular, several in _irregular().items()
        if several != singular
    )


def is_plural(phrase: str) -> bool:
    """Tell whether the noun of an English phrase stands in the plural, as far as its letters show.

    >>> [is_plural(phrase) for phrase in ("sanctions", "chiefs of staff", "women", "virus", "United States")]
    [True, True, True, False, True]
    """
    head = _head(phrase)[1]
    small = head.lower()
    if _is_irregular_plural(small):
        return True
    if (head.isupper() and len(head) > 1) or _has_role(small, "singular-s") or _has_role(head, "singular-s"):
        return False
    return small.endswith("s") and len(small) > 2 and not small.endswith(("ss", "us", "is"))


def plural(phrase: str) -> str:
    """Return the plural of an English noun, name or expression; one that is plural already stays as it is.

    >>> [plural(phrase) for phrase in ("prime minister", "chief of staff", "attorney general", "NGO", "policewoman")]
    ['prime ministers', 'chiefs of staff', 'attorneys general', 'NGOs', 'policewomen']
    """
    before, head, after = _head(phrase)
    return before + _plural_of_word(head) + after


def _head(phrase: str) -> tuple[str, str, str]:
    """Return what stands before the noun of `phrase`, the noun, and what stands behind it."""
    words = list(_PART.finditer(phrase))
    if not words:
        return phrase, "", ""
    last = len(words) - 1
    for number, word in enumerate(words):
        if number and _has_role(word.group().lower(), "after-head"):
            last = number - 1
            break
    if last:
        small, before = words[last].group().lower(), words[last - 1].group().lower()
        officer = before.removesuffix("s") if not before.endswith("ies") else before.removesuffix("ies") + "y"
        if _has_role(small, "postpositive") or (small == "general" and _has_role(officer, "before-general")):
            last -= 1
    noun = words[last]
    return phrase[: noun.start()], noun.group(), phrase[noun.end() :]


def _plural_of_word(word: str) -> str:
    small = word.lower()
    if not word[-1:].isalnum() or _is_unchanging(word) or is_plural(word):
        return word
    if word.isupper() and len(word) > 1:
        return word + "s"
    compound = None if _has_role(small, "not-man") else _compound(small)
    if compound is not None:
        return word[0] + compound[1:]
    if small.endswith("sis"):
        return word[:-2] + "es"
    if small.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if small.endswith("y") and len(small) > 1 and small[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def singular(phrase: str) -> str:
    """Return the singular of an English noun, name or expression; one that is singular already stays as it is.

    >>> [singular(phrase) for phrase in ("weapons of war", "growing allies", "women", "crises", "gas")]
    ['weapon of war', 'growing ally', 'woman', 'crisis', 'gas']
    """
    before, head, after = _head(phrase)
    if not is_plural(head) or (_is_unchanging(head) and not _is_irregular_plural(head.lower())):
        return phrase
    found = [one for one in _singulars(head) if one != head and plural(one) == head]
    return before + max(found, key=lambda one: rank(fold(one)) or 0, default=head) + after


def _singulars(noun: str) -> Iterator[str]:
    """Yield what an English plural may be the plural of."""
    for one, several in _irregular().items():
        if noun.lower().endswith(several):
            yield noun[: len(noun) - len(several)] + one
    for ending, other in (("s", ""), ("ies", "y"), ("es", ""), ("ses", "sis")):
        if noun.endswith(ending):
            yield noun.removesuffix(ending) + other


def possessive(phrase: str) -> str:
    """Return the possessive of an English noun, name or expression.

    >>> [possessive(phrase) for phrase in ("Putin", "the United States", "James", "women")]
    ["Putin's", "the United States'", "James's", "women's"]
    """
    lone_name = phrase[:1].isupper() and " " not in phrase
    ends_plurally = phrase[-1:] == "s" and is_plural(phrase.rpartition(" ")[2])
    return phrase + ("'" if ends_plurally and not lone_name else "'s")


def article(phrase: str) -> str:
    """Return `a` or `an`, as the sound at the beginning of `phrase` needs it.

    >>> " ".join(f"{article(word)} {word}" for word in ("hour", "university", "European", "MP", "NATO", "UN", "8"))
    'an hour a university a European an MP a NATO a UN an 8'
    """
    found = re.search(r"[^\W_]+", phrase)
    if found is None:
        return "a"
    word = found.group()
    if word[0].isdecimal():
        return "an" if _AN_NUMBER.match(word) else "a"
    letters = re.match(r"[^\W\d_]+", word)
    spelt = letters.group() if letters else word
    if spelt.isupper() and _is_spelt_out(spelt):
        return "an" if spelt[0] in _LETTERS_WITH_A_VOWEL_FIRST else "a"
    small = fold(word)
    if small.startswith(tuple(words_in_role("an", _TABLE))):
        return "an"
    if small.startswith(tuple(words_in_role("a", _TABLE))) or _has_role(small, "a-word"):
        return "a"
    return "an" if small[:1] in tuple("aeiou") else "a"


def _is_spelt_out(letters: str) -> bool:
    """Tell whether capitals are read letter by letter: MP, HIV; not NATO, UNESCO."""
    if _has_role(letters, "spoken"):
        return False
    small = letters.lower()
    return len(letters) <= 3 or not _VOWEL.search(small) or _UNSPOKEN.search(small) is not None


def capitalised(phrase: str) -> str:
    """Return `phrase` as it begins a sentence; a word with capitals of its own further on stays (`iPhone`).

    >>> capitalised("prime minister"), capitalised("iPhone")
    ('Prime minister', 'iPhone')
    """
    first = phrase.partition(" ")[0]
    return phrase[:1].upper() + phrase[1:] if first == first.lower() else phrase


def without_article(phrase: str) -> str:
    """Return `phrase` without a `the` in small letters at its beginning; that of `The Hague` belongs to the name.

    >>> without_article("the United Kingdom"), without_article("The Hague")
    ('United Kingdom', 'The Hague')
    """
    rest = phrase.removeprefix("the ").strip()
    return rest or phrase


def noun_takes_the(name: str) -> bool:
    """Tell whether a name has `the` before it by its noun.

    >>> [noun_takes_the(name) for name in ("Black Sea", "Kursk", "Bank of England")]
    [True, False, True]
    """
    return _has_role(name, "with-the-whole") or (" " in name and _has_role(_head(name)[1], "with-the"))


def people(adjective: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the nouns for one and for several of the people whose adjective is `adjective`, the usual ones first.

    >>> people("Polish"), people("North Korean")[1], people("Chinese")[1]
    ((('Pole',), ('Poles', 'Polish people')), ('North Koreans',), ('Chinese',))
    """
    known = _peoples().get(adjective)
    if known is not None:
        return known
    if adjective.endswith(("ese", "ish", "s")):
        return (adjective,), (adjective,)
    return (adjective,), (plural(adjective),)


@cache
def _peoples() -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    found = rows(lines_of("glossary", "english-demonyms.tsv"), ("adjective", "singular", "plural"))
    return {adjective: (tuple(one.split("|")), tuple(several.split("|"))) for _, (adjective, one, several) in found}
