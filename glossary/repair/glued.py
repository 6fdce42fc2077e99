"""Words that ran together: which unknown words can be read as two or three others?"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from glossary.french.inflection import readings
from glossary.french.lexicon import ELISIONS, NAME, form, is_word, look_up, pair_count, words_of
from glossary.french.word_model import key_of
from glossary.tables import lines_of, rows, words_of_role

WORDS = "repair-words.tsv"
"""The table of words and roles that these rules read."""
ALONE = frozenset("aày")
"""The letters that are words and may be split off."""
LONGEST = 45
"""In letters: what is longer is no word, and no words that ran together either."""
SEEN_OFTEN = 40
"""A word that the dictionary lacks is one if it was counted this often; so are two together that stand side by side."""

_LOST_ACCENT = re.compile(r"^([dr]|pr)e", re.IGNORECASE)
_PRONOUNS = re.compile(
    r"(?:t-)?(?:il|elle|on|ils|elles|je|tu|nous|vous|ce|le|la|les|lui|leur|moi|toi|en|y|là|ci)(?:-(?:le|la|les|en|y|moi))?"
)


@cache
def affixes() -> frozenset[str]:
    """Return what is a word to the dictionary but begins or ends longer words, so that no split is made beside it.

    >>> "multi" in affixes()
    True
    """
    return frozenset(affix for _, (affix, _) in rows(lines_of("glossary", "affixes.tsv"), ("affix", "example")))


def with_accent(word: str) -> str:
    """Return the word of the dictionary that `word` is but for the accent of its first syllable, or "".

    >>> with_accent("depeupler"), with_accent("desarbres")
    ('dépeupler', '')
    """
    accented = _LOST_ACCENT.sub(r"\1é", word)
    return accented if accented != word and not is_word(word) and is_word(accented) else ""


def is_known(word: str) -> bool:
    """Tell whether a word needs no explanation: it is in the dictionary, or has been seen often.

    >>> is_known("l’Ukraine"), is_known("Russiemais")
    (True, False)
    """
    if is_word(word) or with_accent(word):
        return True
    first, apostrophe, rest = word.replace("’", "'").partition("'")
    if apostrophe:
        # d'Aoun, O'Brien
        elision = (first.lower() + "'") in ELISIONS or len(first) == 1
        return elision and bool(rest) and is_known(rest)
    parts = [part for part in word.split("-") if part]
    return bool(parts) and all(is_word(part) or _is_seen(part) for part in parts)


def _is_seen(word: str) -> bool:
    found = look_up(word)
    return found is not None and found.count >= SEEN_OFTEN


@lru_cache(maxsize=1 << 14)
def _is_part(part: str, first: bool) -> bool:
    """Tell whether `part` can be one of words that ran together; only the first one may have a capital."""
    letters = [letter for letter in part if letter.isalpha()]
    if len(letters) < 2:
        return part.lower() in ALONE if first else part in ALONE
    if part[-1] in "'’-" or part[0] in "'’-" or not _has_usual_capitals(part, first):
        return False
    if part.lower().replace("’", "'").rpartition("'")[2] in affixes():
        return False
    if "-" in part and not _is_compound(part):
        return False
    return is_word(part) or (first and part[0].isupper() and _is_seen(part))


def _has_usual_capitals(part: str, first: bool) -> bool:
    """Tell whether a part is in small letters; the `first` one may have a capital, or be in capitals, as acronyms."""
    if part.islower():
        return True
    last = re.split(r"['’-]", part)[-1]
    return first and (last.isupper() or last[-1].islower())


def _is_participle(part: str) -> bool:
    """Tell whether a word can be a past participle as it stands behind `a`: `a permis`, `a été`."""
    return len(part) > 2 and any(code[1] in "me" and code[2] in "si" for code in readings(part, "P"))


def _is_compound(part: str) -> bool:
    """Tell whether a word with hyphens is one that the dictionary has, or a verb with its pronouns."""
    found = look_up(part.replace("’", "'").rpartition("'")[2])
    if found is not None and found.grammar:
        return True
    stem, _, ending = part.partition("-")
    return len(stem) > 1 and is_word(stem) and _PRONOUNS.fullmatch(ending) is not None


def _fits(parts: Sequence[str]) -> bool:
    """Tell whether the words of one letter among `parts` have their place there: `il y a`, `a été`, `a toujours`."""
    for number, part in enumerate(parts):
        if part in ("y", "Y"):
            after = number + 1 < len(parts) and _seen_together(part, parts[number + 1])
            before = number > 0 and _seen_together(parts[number - 1], part)
            if not (after if number == 0 else before):
                return False
        elif part in ("a", "A") and number + 1 < len(parts):
            following = parts[number + 1]
            # Al'Tar is a name, Al'Assemblée is not.
            if not stands_before(part, following) or (has_elision(following) and not is_word(following)):
                return False
    return True


def stands_before(auxiliary: str, word: str) -> bool:
    """Tell whether `word` can stand right behind `a`, the form of avoir: a permis, a toujours.

    >>> stands_before("a", "permis"), stands_before("a", "maison"), stands_before("a", "")
    (True, False, False)
    """
    if not keys_of(word) or _is_participle(word):
        return bool(keys_of(word))
    return _seen_together(auxiliary, word) and (is_grammatical(word) or not readings(word, "NP"))


def _seen_together(first: str, second: str) -> bool:
    return pair_count(keys_of(first)[-1], keys_of(second)[0]) >= SEEN_OFTEN


def keys_of(text: str) -> list[str]:
    """Return the keys of the word model for the words of `text`, an elided word and the parts of a compound apart."""
    return [key_of(token) for token in words_of(text) if token[0].isalpha()]


def has_elision(part: str) -> bool:
    """Tell whether `part` begins with an elided word before a word or a name: d'assumer, l'Italie.

    >>> has_elision("d'assumer"), has_elision("n'")
    (True, False)
    """
    elided, apostrophe, rest = part.replace("’", "'").partition("'")
    if (elided + apostrophe) not in ELISIONS or len(rest) < 2:
        return False
    return is_word(rest) if rest.islower() else rest[0].isupper() and elided in ("l", "d", "qu")


def follows_names(part: str) -> bool:
    """Tell whether a part is one that often stands behind names: a grammatical word, a verb, an elided word.

    >>> follows_names("dans"), follows_names("sky")
    (True, False)
    """
    if has_elision(part):
        return True
    known = _is_part(part, False) and part != "y"
    return known and pair_count(NAME, keys_of(part)[0]) >= SEEN_OFTEN


def is_new_name(head: str) -> bool:
    """Tell whether `head` may be a name or an acronym that nobody knows, before a word that follows names."""
    if not head[0].isupper() or is_known(head) or head.lower() in affixes():
        return False
    if head.isupper():
        return 1 < len(head) <= _LONGEST_ACRONYM
    last = re.split(r"['’-]", head)[-1]
    return len(last) > 2 and last[1:].islower()


def splits(word: str, *, names: frozenset[str] = frozenset()) -> Iterator[tuple[str, ...]]:
    """Yield the ways to read `word` as two words, or three; all but a name at its start are known ones.

    :param names: words that are known from elsewhere, such as the other words of the document.
    """
    if len(word) > LONGEST or _has_prefix(word):
        return
    begin = word.replace("’", "'").find("'") + 1
    if word[:begin].lower().replace("’", "'") not in ELISIONS:
        begin = 0
    for cut in range(begin + 1, len(word)):
        head, tail = word[:cut], word[cut:]
        known = head in names or (_is_part(head, True) and _may_stand_before(head, tail))
        new = not known and is_new_name(head)
        if not known and not new:
            continue
        if (follows_names(tail) if new else _is_tail(tail)) and _fits((head, tail)):
            yield head, tail
        for second in range(cut + 1, len(word)):
            middle, last = word[cut:second], word[second:]
            fitting = _is_part(middle, False) and _is_tail(last) and _fits((head, middle, last))
            if fitting and (known or follows_names(middle)) and _linked((head, middle, last)):
                yield head, middle, last


def _may_stand_before(head: str, tail: str) -> bool:
    """Tell whether `tail` is none of the words that rather are the ending of one which the dictionary lacks."""
    suffixes = (suffix for suffix in words_of_role("suffix", WORDS) if len(suffix) > len(tail))
    ending = tail in words_of_role("also-ending", WORDS) or (head + tail).endswith(tuple(suffixes))
    return not ending or pair_count(head.lower(), tail) > 0


def _is_tail(part: str) -> bool:
    return _is_part(part, False) or has_elision(part)


def _linked(parts: Sequence[str]) -> bool:
    """Tell whether one of three words is grammatical or two were seen together, as in any three words in a row."""
    return any(is_grammatical(part) for part in parts) or any(
        pair_count(keys_of(a)[-1], keys_of(b)[0]) > 0 for a, b in pairwise(parts)
    )


def _has_prefix(word: str) -> bool:
    """Tell whether a word is a long prefix and a word of its own right: quasijudiciaire, but not photodans."""
    core = word.replace("’", "'").rpartition("'")[2].lower()
    cuts = (cut for cut in range(_SHORTEST_PREFIX, len(core) - _SHORTEST_PREFIX + 1) if core[:cut] in affixes())
    return any(is_word(core[cut:]) and not is_grammatical(core[cut:]) for cut in cuts)


def is_grammatical(word: str) -> bool:
    """Tell whether a word is an article, a preposition, a pronoun or the like.

    >>> is_grammatical("dans"), is_grammatical("maison")
    (True, False)
    """
    found = look_up(word)
    return found is not None and found.has("G")


def is_often_a_name(word: str) -> bool:
    """Tell whether a word with a capital is a name of the dictionary, or was seen often as it is written."""
    found = form(word)
    return found is not None and (found.has("X") or found.count >= SEEN_OFTEN)


_LONGEST_ACRONYM = 6
_SHORTEST_PREFIX = 4
"""In letters: shorter ones begin too many words that ran together."""
