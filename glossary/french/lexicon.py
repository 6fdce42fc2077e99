"""French word forms, with their grammar and how often they are used, alone and side by side.

The two tables lie sorted on disk and are searched where they lie (memory-mapped): nothing is loaded at the start, a
look-up takes some microseconds, and each distinct word is looked up once.
"""

import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache

from glossary.tables import expression, sorted_table

WORDS = 22_500_000
"""About how many words were counted for the tables, to turn counts into rates."""

NAME, UNKNOWN = "<name>", "<unknown>"
"""What stands in both tables for any name, and for any word in small letters that neither has."""

ELISIONS = ("c'", "d'", "j'", "l'", "m'", "n'", "qu'", "s'", "t'", "jusqu'", "lorsqu'", "puisqu'", "quoiqu'")
"""The words that lose their vowel before another word, in small letters with a straight apostrophe."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is known of one word form.

    `count` is how often it was seen in some twenty-two million words of French (parliament, law, news, novels,
    subtitles, manuals). `grammar` holds a code for each reading: kind, gender and number, such as `Nfs` for a feminine
    noun in the singular. Kinds: N noun, A adjective, P past participle, with a gender (m, f, e for both) and a number
    (s, p, i for both); V a finite verb with its person and number (`V3p`), I infinitive, R present participle, D
    adverb, G grammatical word, X name. Without a code the dictionary lacks the form: it was only seen, more than once.
    """

    count: int
    grammar: frozenset[str]

    def has(self, kinds: str) -> bool:
        """Tell whether one of the readings is of one of the `kinds`, each a letter."""
        return any(code[0] in kinds for code in self.grammar)


_TOKEN = expression(r"[^\W\d_]+(?:['’](?![^\W\d_]))?(?:['’])?|\d+|[^\w\s]")
_BARE_CAPITALS = {"E": "éêè", "A": "àâ", "C": "ç", "O": "ô", "I": "î", "U": "û"}


@lru_cache(maxsize=1 << 16)
def form(word: str) -> Form | None:
    """Return what is known of `word` exactly as it is written, or None; its apostrophes are straight.

    >>> sorted(form("nord-coréens").grammar)
    ['Amp', 'Nmp']
    >>> form("Russiemais") is None
    True
    """
    found = sorted_table("words.tsv").find(word)
    if found is None:
        return None
    number, codes = found.split("\t")
    return Form(int(number), frozenset() if codes == "-" else frozenset(codes.split(",")))


@lru_cache(maxsize=1 << 16)
def pair_count(first: str, second: str) -> int:
    """Return how often `second` was seen right after `first`, both in small letters; below 8 is given as 0.

    >>> pair_count("la", "maison") > pair_count("le", "maison")
    True
    """
    found = sorted_table("word-pairs.tsv").find(f"{first} {second}")
    return int(found) if found else 0


@lru_cache(maxsize=1 << 16)
def look_up(word: str) -> Form | None:
    """Return what is known of `word` where its capitals may be those of a sentence's start or of a heading.

    The form as it is written comes first, then the one in small letters, then, for a word in capitals, the one with a
    first capital; one of the dictionary before one that was only seen. An apostrophe may be curly.

    Accents missing on a first capital and `oe` for `œ` are no fault.

    >>> look_up("Étaient") == form("étaient"), look_up("FRANCE") == form("France")
    (True, True)
    """
    word = word.replace("’", "'")
    if not word:
        return None
    forms = [word, word.lower(), *([word.capitalize()] if word.isupper() else [])]
    if word[0] in _BARE_CAPITALS:
        # Capitals are often written without their accents: Etat, A, Ca.
        forms += [accented + word[1:].lower() for accented in _BARE_CAPITALS[word[0]]]
    if "oe" in word:
        forms.append(word.lower().replace("oe", "œ"))
    found = [known for one in dict.fromkeys(forms) if (known := form(one))]
    return next((known for known in found if known.grammar), found[0] if found else None)


def in_dictionary(word: str) -> bool:
    """Tell whether the French dictionary has `word` exactly as it is written; counts alone make no word of it.

    >>> in_dictionary("maison"), in_dictionary("Maison"), in_dictionary("Russiemais")
    (True, False, False)
    """
    found = form(word)
    return found is not None and bool(found.grammar)


def is_word(word: str) -> bool:
    """Tell whether the French dictionary has `word`, or has all the parts of a word with hyphens or an elision.

    >>> [is_word(word) for word in ("L’été", "porte-avions", "est-il", "Russiemais", "d'Moscou")]
    [True, True, True, False, False]
    """
    word = word.replace("’", "'")
    found = look_up(word)
    if found is not None and found.grammar:
        return True
    elided, apostrophe, rest = word.partition("'")
    if apostrophe and rest:
        starts_openly = rest[0].lower() in "aeiouyhàâäéèêëîïôöùûüœæ"
        return (elided.lower() + "'") in ELISIONS and starts_openly and is_word(rest)
    if "-" in word:
        return all(part and is_word(part) for part in word.split("-"))
    return False


def words_of(text: str) -> list[str]:
    """Return the words of `text` as they are counted: elided words with their apostrophe, hyphens apart.

    >>> words_of("L’été, Saint-Malo")
    ["L'", 'été', ',', 'Saint', '-', 'Malo']
    """
    return _TOKEN.findall(unicodedata.normalize("NFC", text).replace("’", "'"))


def held_out(line: str) -> bool:
    """Tell whether `line` is one of the tenth part that no count of the lexicon has seen.

    >>> 0 < sum(held_out(str(number)) for number in range(1000)) < 200
    True
    """
    return zlib.crc32(line.encode("utf-8")) % 10 == 0
