"""The other forms of an adjective, a participle or a noun, as far as the lexicon has them."""

from collections.abc import Iterator
from functools import lru_cache

from glossary.french.lexicon import form

GENDERS, NUMBERS = "mf", "sp"

# Endings: masculine singular and plural, feminine singular and plural. Bescherelle's classes; the commoner one first.
_PARADIGMS = (
    ("", "s", "e", "es"),
    ("e", "es", "e", "es"),
    ("s", "s", "se", "ses"),
    ("x", "x", "se", "ses"),
    ("al", "aux", "ale", "ales"),
    ("al", "als", "ale", "ales"),
    ("el", "els", "elle", "elles"),
    ("eil", "eils", "eille", "eilles"),
    ("ul", "uls", "ulle", "ulles"),
    ("en", "ens", "enne", "ennes"),
    ("on", "ons", "onne", "onnes"),
    ("an", "ans", "anne", "annes"),
    ("et", "ets", "ette", "ettes"),
    ("et", "ets", "ète", "ètes"),
    ("ot", "ots", "otte", "ottes"),
    ("er", "ers", "ère", "ères"),
    ("f", "fs", "ve", "ves"),
    ("ef", "efs", "ève", "èves"),
    ("c", "cs", "que", "ques"),
    ("c", "cs", "cque", "cques"),
    ("c", "cs", "che", "ches"),
    ("teur", "teurs", "trice", "trices"),
    ("eur", "eurs", "euse", "euses"),
    ("eau", "eaux", "elle", "elles"),
    ("ou", "ous", "olle", "olles"),
    ("s", "s", "sse", "sses"),
    ("x", "x", "sse", "sses"),
    ("ais", "ais", "aîche", "aîches"),
    ("g", "gs", "gue", "gues"),
    ("gu", "gus", "guë", "guës"),
    ("û", "us", "ue", "ues"),
    ("i", "is", "ite", "ites"),
)
_SLOTS = (("m", "s"), ("m", "p"), ("f", "s"), ("f", "p"))


def _fits(word: str, kinds: str, gender: str, number: str) -> bool:
    found = form(word)
    return found is not None and any(
        code[0] in kinds and len(code) == 3 and code[1] in (gender, "e") and code[2] in (number, "i")
        for code in found.grammar
    )


def _series(word: str, kinds: str) -> Iterator[tuple[str, ...]]:
    """Yield the four forms of each paradigm that `word` can belong to and that the lexicon has."""
    for endings in _PARADIGMS:
        for ending, (gender, number) in zip(endings, _SLOTS, strict=True):
            if not word.endswith(ending) or not _fits(word, kinds, gender, number):
                continue
            stem = word[: len(word) - len(ending)]
            forms = tuple(stem + other for other in endings)
            if len(stem) > 1 and all(_fits(one, kinds, *slot) for one, slot in zip(forms, _SLOTS, strict=True)):
                yield forms


@lru_cache(maxsize=1 << 14)
def inflect(word: str, gender: str, number: str, *, kinds: str = "AP") -> str | None:
    """Return the form of an adjective or a participle for a gender (`m`, `f`) and a number (`s`, `p`), or None.

    :param word: one of its forms, in small letters.
    :param kinds: the kinds of `glossary.french.lexicon.Form.grammar` to choose from.

    >>> inflect("nord-coréen", "m", "p"), inflect("stationné", "f", "p"), inflect("national", "m", "p")
    ('nord-coréens', 'stationnées', 'nationaux')
    """
    for forms in _series(word, kinds):
        return forms[2 * GENDERS.index(gender) + NUMBERS.index(number)]
    return None


@lru_cache(maxsize=1 << 14)
def plural_of(noun: str) -> str | None:
    """Return the plural of a noun in the singular, or None where the lexicon has none that is formed regularly.

    >>> plural_of("soldat"), plural_of("journal"), plural_of("drapeau"), plural_of("pays")
    ('soldats', 'journaux', 'drapeaux', 'pays')
    """
    if noun[-1:] in ("s", "x", "z"):
        return noun if readings(noun, "N") else None
    candidates = [noun + "s", noun + "x"]
    if noun.endswith(("al", "ail")):
        candidates.insert(0, noun[: -2 if noun.endswith("al") else -3] + "aux")
    for candidate in candidates:
        if any(code[2] == "p" for code in readings(candidate, "N")):
            return candidate
    return None


def readings(word: str, kinds: str) -> tuple[str, ...]:
    """Return the codes of `word` for nouns, adjectives or participles among the `kinds`, each with gender and number.

    >>> readings("guerre", "N")
    ('Nfs',)
    """
    found = form(word)
    if found is None:
        return ()
    return tuple(sorted(code for code in found.grammar if code[0] in kinds and len(code) == 3))


def singular(word: str, kinds: str = "A") -> str | None:
    """Return the singular of the same gender that the plural `word`, in small letters, comes from.

    >>> singular("nord-coréennes"), singular("nationaux"), singular("gris")
    ('nord-coréenne', 'national', None)
    """
    candidates = [word[:-1]] * word.endswith("s") + [word[:-2] + "l"] * word.endswith("aux")
    candidates += [word[:-1]] * word.endswith("eaux")
    ours = form(word)
    if ours is None:
        return None
    plurals = {code for code in ours.grammar if code[0] in kinds and code[2:] == "p"}
    for candidate in candidates:
        found = form(candidate)
        wanted = {code[:2] + number for code in plurals for number in "si"}
        if found and plurals and (found.grammar & wanted or ("P" in kinds and "Pei" in found.grammar)):
            return candidate
    return None


def dictionary_form(word: str) -> str | None:
    """Return the masculine singular of the adjective `word`, in small letters, as a dictionary lists it.

    >>> [dictionary_form(word) for word in ("nord-coréens", "européenne", "fausses", "bonne", "table")]
    ['nord-coréen', 'européen', 'faux', 'bon', None]
    """
    if _fits(word, "A", "m", "s"):
        return word
    for endings in _PARADIGMS:
        for ending, slot in zip(endings, _SLOTS, strict=True):
            if word.endswith(ending) and _fits(word, "A", *slot):
                candidate = word[: len(word) - len(ending)] + endings[0]
                if _fits(candidate, "A", "m", "s"):
                    return candidate
    return None
