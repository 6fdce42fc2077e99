"""Words that ran together: which unknown words can be read as two or three others, and how sure that is?

From top to bottom: the ways to read a word as several, the evidence for the best of them, which words of a text are
taken apart, and capitals inside words.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from math import exp, log

from glossary.edits import Edit, Span
from glossary.english.lexicon import is_word as is_english
from glossary.french.inflection import readings
from glossary.french.letter_model import letters_of_name, letters_of_word
from glossary.french.lexicon import ELISIONS, NAME, UNKNOWN, form, is_word, look_up, pair_count, words_of
from glossary.french.word_model import frequency, key_of, log_probability
from glossary.french.words import fold
from glossary.repair.accents import is_bare_word, unknown_words
from glossary.repair.base import Rule, Text, beside_code
from glossary.repair.foreign import other_language
from glossary.repair.limits import limit
from glossary.tables import expression, lines_of, rows, words_of_role
from glossary.terms.packs import load_packs

WORDS = "repair-words.tsv"
"""The table of words and roles that these rules read."""
ALONE = frozenset("aày")
"""The letters that are words and may be split off."""
LONGEST = 45
"""In letters: what is longer is no word, and no words that ran together either."""
SEEN_OFTEN = 40
"""A word that the dictionary lacks is one if it was counted this often; so are two together that stand side by side."""

_LOST_ACCENT = expression(r"^([dr]|pr)e", re.IGNORECASE)
_PRONOUNS = expression(
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
    if is_word(word) or with_accent(word) or (len(word) >= _SHORTEST_BARE and is_bare_word(word)):
        return True
    if len(word) > LONGEST:
        return False
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
    if has_elision(part) or part in words_of_role("day", WORDS):
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
_SHORTEST_BARE = 5
"""In letters: a shorter word that lacks an accent (dela) may as well be two."""
_SHORTEST_PREFIX = 4
"""In letters: shorter ones begin too many words that ran together."""


EVIDENCE = (
    "constant",
    "words",
    "alone",
    "spelling",
    "new name",
    "spelling of new name",
    "letters",
    "shortest",
    "grammatical",
    "listed",
    "three",
    "acronym",
    "new acronym",
    "common word with a capital",
    "agreement",
    "pair",
    "elision",
    "lost accent",
    "elsewhere",
)
"""The names of the values of a split's evidence, in their order."""
KINDS = ("small", "capital", "start")
"""The kinds of word that are judged apart: in small letters, with a capital, with the capital of a sentence's start."""

_LONGEST_NAME_ENDING = 4
"""In letters: what a name may have more than another one that it is made from, as Sørensen from Søren."""
_LONGEST_AFTER_ARTICLE = 6
"""In letters: a word behind an article that may be one name with it."""
_SHORTEST_TITLE = 4
"""In letters: a word that is no name and has its capital in a title or the name of an office."""
_SHORTEST_BEHIND_ACRONYM = 5
"""In letters: a participle or an adjective behind an acronym; shorter ones end names such as SURFnet."""
_LETTER_OF_ACRONYM = -3.3
"""The natural logarithm of how likely a letter of an acronym is: any is as good as another."""


@dataclass(frozen=True, slots=True)
class Split:
    """A reading of a word as the words `parts`; `evidence` is what speaks for it, see `EVIDENCE`, `kind` of `KINDS`."""

    parts: tuple[str, ...]
    evidence: tuple[float, ...]
    kind: str


def best_split(
    word: str, before: str, after: str, *, first: bool = False, names: frozenset[str] = frozenset()
) -> Split | None:
    """Return the most likely reading of `word` as several words, or None where there is none.

    :param before: the word before it with nothing but a space between, or "".
    :param after: the word after it, likewise.
    :param first: whether the word starts a sentence, so that a capital tells nothing.
    :param names: see `glossary.repair.glued.splits`; those that do not begin `word` make no difference, and cost time.
    """
    left, right = [*[""], *keys_of(before)][-1], [*keys_of(after), ""][0]
    return _best_split(word, left, right, first, names)


@lru_cache(maxsize=1 << 14)
def _best_split(word: str, left: str, right: str, first: bool, names: frozenset[str]) -> Split | None:
    """Return the best split between the keys `left` and `right`; a text is read in rounds, and most of it again."""
    kind = _kind(word, first)
    best: tuple[tuple[bool, float], tuple[str, ...]] | None = None
    for parts in splits(word, names=names):
        if kind != "small" and not _may_begin(parts, kind, names):
            continue
        if _core(parts[0]).lower() in words_of_role("also-prefix", WORDS) and not _stand_together(parts):
            continue
        if parts[0] in names and not is_known(parts[0]) and not _may_end_there(parts[1]):
            continue
        new = _spelling_of_new_name(parts[0], names)
        # A name that is known goes before one that is not, however rare it is.
        rank = new == 0, _likelihood(parts, left, right) + new
        if best is None or rank > best[0]:
            best = rank, parts
    if best is None:
        return None
    parts = best[1]
    new = _spelling_of_new_name(parts[0], names)
    accented = with_accent(word)
    alone = max(
        log_probability(one, left) + (log_probability(right, one) if right else 0.0)
        for one in ([accented.lower()] if accented else _classes(kind))
    )
    evidence = (
        1.0,
        best[0][1] - new,
        alone,
        0.0 if accented else _spelling(word, kind),
        float(new < 0),
        new,
        float(len(word)),
        float(min(min(sum(letter.isalpha() for letter in part) for part in parts), 6)),
        float(sum(is_grammatical(part) for part in parts)),
        float(frequency(word.lower()) > 0),
        float(len(parts) > 2),
        float(parts[0].isupper() and len(parts[0]) > 1),
        float(new < 0 and parts[0].isupper()),
        float(kind == "capital" and not new and not is_often_a_name(_core(parts[0]))),
        float(_agree(*parts[-2:])),
        min(log(1 + pair_count(keys_of(a)[-1], keys_of(b)[0])) for a, b in pairwise(parts)),
        float(any(has_elision(part) for part in parts[1:])),
        float(bool(accented)),
        float(parts[0] in names and _may_end_there(parts[1])),
    )
    return Split(parts, evidence, kind)


def probability(evidence: Sequence[float], weights: Sequence[float]) -> float:
    """Return how sure a split with this `evidence` is, 0 to 1: a logistic regression over `EVIDENCE`."""
    total = sum(value * weight for value, weight in zip(evidence, weights, strict=True))
    return 1 / (1 + exp(-max(-60.0, min(60.0, total))))


def _kind(word: str, first: bool) -> str:
    if word[0].isupper():
        return "start" if first else "capital"
    elided, apostrophe, rest = word.replace("’", "'").partition("'")
    return "capital" if (elided + apostrophe) in ELISIONS and rest[:1].isupper() else "small"


def _classes(kind: str) -> list[str]:
    return {"small": [UNKNOWN], "capital": [NAME], "start": [NAME, UNKNOWN]}[kind]


def _spelling(word: str, kind: str) -> float:
    """Return the natural logarithm of how likely the letters of an unknown word are, as a name or a word."""
    if kind == "small":
        return letters_of_word(word)
    return letters_of_name(word) if kind == "capital" else max(letters_of_name(word), letters_of_word(word))


def _spelling_of_new_name(head: str, names: frozenset[str]) -> float:
    """Return the same for a name that nobody knows; 0 for what is known."""
    if head in names or not is_new_name(head):
        return 0.0
    return _LETTER_OF_ACRONYM * len(head) if head.isupper() else letters_of_name(head)


def _may_end_there(tail: str) -> bool:
    """Tell whether a name of the document that nobody knows may end before `tail`, as Søren does not in Sørensen."""
    return follows_names(tail) or len(tail) > _LONGEST_NAME_ENDING


def _core(head: str) -> str:
    return head.replace("’", "'").rpartition("'")[2].split("-")[0]


def _may_begin(parts: Sequence[str], kind: str, names: frozenset[str]) -> bool:
    """Tell whether the capital of a word is explained by its first part: a name, a title, the start of a sentence.

    At the start of a sentence an article before a short word is as likely a part of a name: Lemaire, Desportes.
    """
    article = _core(parts[0]).lower() in words_of_role("article", WORDS)
    if kind == "start":
        plural = parts[0] == "Les" and any(code[2:] == "p" for code in readings(parts[1], "N"))
        return not article or plural or sum(map(len, parts[1:])) > _LONGEST_AFTER_ARTICLE
    name = _core(parts[0])
    if name in names or is_new_name(parts[0]):
        return True
    if not (name.isupper() or is_often_a_name(name)) or article or name.lower() in words_of_role("indefinite", WORDS):
        return len(name) >= _SHORTEST_TITLE and (follows_names(parts[1]) or is_grammatical(parts[1]))
    if name.isupper() and len(name) > 1 and len(parts[1]) >= _SHORTEST_BEHIND_ACRONYM and readings(parts[1], "AP"):
        return True  # le rapport de l'ONU publié lundi, le PIB allemand
    return follows_names(parts[1]) or is_grammatical(parts[1]) or _is_verb(parts[1]) or _are_seen_together(parts)


def _is_verb(word: str) -> bool:
    """Tell whether a word can only be a verb that stands behind names: inclut, fonda, ayant, pourrait-il."""
    found = look_up(word.partition("-")[0])
    return found is not None and not found.has("NAPDG") and any(code.startswith(("V3", "R")) for code in found.grammar)


def _are_seen_together(parts: Sequence[str]) -> bool:
    return pair_count(keys_of(parts[0])[-1], keys_of(parts[1])[0]) > 0


def _stand_together(parts: Sequence[str]) -> bool:
    """Tell whether the second part is a word of its own behind what may be a prefix: sur la, bien sûr."""
    if is_grammatical(parts[1]) or has_elision(parts[1]):
        return True
    return pair_count(_core(parts[0]).lower(), parts[1].lower()) >= SEEN_OFTEN


def _agree(noun: str, adjective: str) -> bool:
    """Tell whether two words can be a noun and its adjective, in gender and number."""
    nouns = readings(noun.lower(), "N")
    return any(
        (one[1] == other[1] or "e" in one[1] + other[1]) and (one[2] == other[2] or "i" in one[2] + other[2])
        for one in nouns
        for other in readings(adjective, "AP")
    )


def _likelihood(parts: Sequence[str], left: str, right: str) -> float:
    """Return the logarithm of how likely the parts are between the keys `left` and `right`, each "" for nothing."""
    total, previous = 0.0, left
    for part in parts:
        # What stands behind a hyphen is given by what stands before it: `-t-il` says nothing of the neighbours.
        inside, *_, ending = [*part.split("-"), part.rpartition("-")[2]]
        for key in keys_of(inside):
            total += log_probability(key, previous)
            previous = key
        previous = [previous, *keys_of(ending)][-1]
    return total + (log_probability(right, previous) if right else 0.0)


SURE = {"small": (0.5, 0.25, 0.08), "capital": (0.9, 0.6, 0.4), "start": (0.9, 0.6, 0.4)}
"""From this probability on, words that ran together are taken apart without asking: in a text that has no other ones
beyond doubt, one, and more. The odds of damage are higher where there is damage."""
SURE_AMONG_UNKNOWN = 0.97
"""The same in a text that is full of words which nobody knows."""
BEYOND_DOUBT = 0.95
SHORTEST_BEHIND_NAME = 3
"""In letters: the shortest word that is split off a name which nobody knows."""
WORTH_SAYING = 0.15
_FAMOUS = 100
"""How often a name must have been counted for a small word to be split off behind it and its given name."""
_KNOWN = 20
"""The same for a word of two letters, or a verb, where none does."""
_COMMON_VERB = 15_000
"""How often a word must have been counted to stand between others as small words do: ont, sont, était."""
_SHORTEST_VERB = 5
_SEVERAL = 3
"""How often an unknown word in small letters must stand in a text to be one of its own."""
_LONGEST_CHANCE = 3
"""In letters: so short a word with a capital may begin a longer one by chance, an acronym of one letter less."""

_PACKS_OF_NAMES = ("public-figures", "same-names")
_SHORTEST_KNOWN = 5
"""In letters: shorter names begin too many other words."""

_SENTENCE_END = ".!?…:"
_OPENING = "\"'«“‘(["


_FIGURES = expression(r"[ \u00a0](\d+)")


@cache
def _weights() -> dict[str, tuple[float, ...]]:
    text = files("glossary").joinpath("data", "glued-words.json").read_text(encoding="utf-8")
    weights = json.loads(text)["weights"]
    return {kind: tuple(weights[kind][name] for name in EVIDENCE) for kind in KINDS}


def neighbours(text: Text, number: int) -> tuple[str, str, bool]:
    """Return the words beside word `number` with nothing but a space between, and whether it starts a sentence.

    >>> neighbours(Text("Il vit ici."), 1)
    ('Il', 'ici', False)
    """
    words, whole = text.words, text.text
    here = words[number]
    before = after = ""
    first = True
    if number:
        between = whole[words[number - 1].end : here.start]
        before = words[number - 1].of(whole) if between in (" ", "\u00a0") else ""
        first = "\n" in between or any(mark in between for mark in _SENTENCE_END + _OPENING)
    if number + 1 < len(words) and whole[here.end : words[number + 1].start] in (" ", "\u00a0"):
        after = words[number + 1].of(whole)
    if not after and (figures := _FIGURES.match(whole, here.end)):
        after = figures[1]
    return before, after, first


@lru_cache(maxsize=1 << 16)
def may_be_glued(word: str) -> bool:
    """Tell whether a word is unknown, so that it may be several that ran together.

    >>> may_be_glued("Russiemais"), may_be_glued("maison")
    (True, False)
    """
    if len(word) < 3 or word.lower().replace("’", "'").partition("'")[0] in words_of_role("whole", WORDS):
        return False
    return not is_known(word) or bool(with_accent(word))


def sure_split(word: str, before: str, after: str, *, first: bool) -> tuple[str, ...]:
    """Return the words that ran together in `word` between two others where that is sure, or ().

    >>> sure_split("populationde", "la", "Venise", first=False)
    ('population', 'de')
    """
    split = best_split(word, before, after, first=first) if may_be_glued(word) else None
    if split is None or probability(split.evidence, _weights()[split.kind]) < SURE[split.kind][0]:
        return ()
    return split.parts


def _can_be_name(word: str) -> bool:
    return word[0].isupper() and len(word) > (_LONGEST_CHANCE - 1 if word.isupper() else _LONGEST_CHANCE)


_WITH_PRONOUN = {"as": "tu", "es": "tu", "vas": "tu", "ai": "j'", "suis": "je"}
"""Verbs that begin other words, and stand behind their pronoun where they are words of their own."""


def _is_no_name(split: Split, before: str, after: str, counts: Counter[str]) -> bool:
    """Tell whether a split is none of a name that nobody knows, which often ends as words do: Verneau, Grandpuits.

    A word with a capital is a name unless it looks like the end of a link: a name that is known, or that the text has
    elsewhere, and a small word behind it.
    """
    word, head, tail = "".join(split.parts), split.parts[0], split.parts[1]
    if split.kind != "small" and not (before or after) and len(tail) <= SHORTEST_BEHIND_NAME:
        return False  # between marks nothing went on: (Chamse)
    if before == head or word in names_like_words():
        # Blars Blarson, Magnus Magnusson
        return False
    elsewhere = (head in counts and _can_be_name(head)) or head in _names_in_packs(word, before, after)
    if head in _WITH_PRONOUN and before.lower() != _WITH_PRONOUN[head]:
        return False  # assignataire
    if split.kind == "small":
        # What stands three times is a word of this text, such as lettrealéatoire in a program.
        return counts[word] < _SEVERAL and not (is_english(word) and (_is_foreign(before) or _is_foreign(after)))
    if counts[word] > 1 and not (elsewhere and counts[word] < _SEVERAL):
        return False
    core = _core(head)
    if core.isupper() and len(core) > 1:
        # Programs are named so: KGet, XPTest.
        return elsewhere or core != head or not is_new_name(head) or has_elision(tail)
    if "-" in head and not elsewhere and form(head.replace("’", "'")) is None:
        return False  # Fournets-Luisans
    named = elsewhere or _is_name(core)
    if tail == "a":
        return (named or is_word(head) or elsewhere) and after.islower() and stands_before("a", after)
    if tail == "à":
        return bool(after)  # hardly any name ends so
    if tail in words_of_role("day", WORDS):
        return named and len(core) > _LONGEST_CHANCE
    surname = before[:1].isupper() and split.kind == "capital"
    opens = split.kind == "start" and _may_open_sentence(core)
    small = all(_is_small_word(part) for part in split.parts[1:])
    if split.kind == "start" and core != head and core.islower():
        return True  # L'avionse: what follows the elided word is in small letters
    if core.lower() in words_of_role("article", WORDS) and not elsewhere:
        # A name (Laliberté) stands before a verb; what goes on as a noun does is one.
        return split.kind == "start" and len(split.parts[-1]) > _LONGEST_NAME_ENDING and _goes_on_as_noun(after)
    if surname:
        # Behind a given name stands a family name, unless the text or the world knows what it begins with.
        if (before, head) in _known_names()[1]:
            return small
        known = elsewhere or _fame(core) >= _FAMOUS
        return small and known and (len(tail) >= SHORTEST_BEHIND_NAME or tail in words_of_role("between-names", WORDS))
    if elsewhere or opens:
        long = len(tail) > _LONGEST_AFTER_ARTICLE or _is_verb(tail) or len(split.parts) > 2
        return small or long  # Thomasville stands beside Thomas
    if not small:
        verb = len(tail) >= _SHORTEST_VERB and _is_verb(tail) and named
        return verb or pair_count(core.lower(), tail.lower()) >= SEEN_OFTEN
    if split.kind == "start" and frequency(core.lower()) >= COMMON and after.islower() and readings(after, "N"):
        return True  # Seulsles animaux
    if len(tail) == SHORTEST_BEHIND_NAME and not has_elision(tail):
        return _fame(core) >= _KNOWN  # Isaque, Charles
    if len(tail) > SHORTEST_BEHIND_NAME:
        return named or has_elision(tail) or len(tail) > SHORTEST_BEHIND_NAME
    between = tail in words_of_role("between-names", WORDS) or split.kind == "start"
    if pair_count(core.lower(), tail) >= SEEN_OFTEN:
        return True
    return _fame(core) >= _KNOWN and (between or not after[:1].isupper())


def _goes_on_as_noun(after: str) -> bool:
    """Tell whether a word behind another makes a noun of it: la dernière page, le langage des fleurs."""
    if after.lower() in ("de", "des", "du") or after.lower().startswith(("d'", "d’")):
        return True
    found = look_up(after) if after.islower() else None
    return found is not None and found.has("NA") and not found.has("VGD")


def _may_open_sentence(word: str) -> bool:
    """Tell whether a word often opens a sentence: a conjunction, a preposition, an adverb (Mais, Pourtant)."""
    found = form(word.lower())
    return found is not None and (found.has("G") or (found.has("D") and not found.has("NA")))


def _is_small_word(part: str) -> bool:
    """Tell whether a part is a word that stands between others, not one that ends the names of places: mais, qu'il."""
    common = len(part) >= SHORTEST_BEHIND_NAME and frequency(part) >= _COMMON_VERB
    return (
        is_grammatical(part) or common or (has_elision(part) and part.islower()) or part in words_of_role("day", WORDS)
    )


def _fame(name: str) -> int:
    """Return how often a word was counted with its capital, as it is written."""
    found = form(name)
    return found.count if found is not None and (found.has("X") or _is_name(name)) else 0


@cache
def names_like_words() -> frozenset[str]:
    """Return the names of places and people that can be read as French words.

    >>> "Villefranche" in names_like_words()
    True
    """
    found = rows(lines_of("glossary", "names-like-words.tsv"), ("kind", "names"))
    return frozenset(name for _, (_, names) in found for name in names.split(" "))


def _is_foreign(word: str) -> bool:
    """Tell whether a word is an English one and no French one: path, in shortest path."""
    return bool(word) and is_english(word.lower()) and not is_word(word)


@dataclass(frozen=True, slots=True)
class _Unknown:
    """A word of a line that may be glued: where it starts, the words beside it, whether it starts a sentence."""

    start: int
    word: str
    before: str
    after: str
    first: bool


_CODE_LINE = expression(r"[{}]\s*$|\);\s*$")
"""How a line of a program ends."""


def _unknown_words(line: Text) -> list[_Unknown]:
    if _CODE_LINE.search(line.text[-40:]):
        return []
    return [
        _Unknown(line.words[number].start, word, *neighbours(line, number))
        for number, word in _maybe_glued(line)
        if not beside_code(line.text, line.words[number]) and not _is_entry(line, line.words[number])
    ]


def _maybe_glued(line: Text) -> list[tuple[int, str]]:
    return [(number, word) for number, word in line.once(unknown_words) if may_be_glued(word)]


def is_full_of_unknown_words(text: Text) -> bool:
    """Tell whether so many small words of a text are unknown, and not run together, that rules must not trust it.

    >>> is_full_of_unknown_words(Text("Il étoit une fois un chat."))
    False
    """
    unknown, words = text.once(_count_unknown)
    return unknown >= limit("unknown-fewest") and unknown >= limit("unknown-words") * words


def _count_unknown(text: Text) -> tuple[int, int]:
    counts = [line.once(_count_in_line) for _, line in text.parts]
    return sum(unknown for unknown, _ in counts), sum(words for _, words in counts)


def is_fragment(content: str, span: Span, word: str, before: str, after: str) -> bool:
    """Tell whether a word is a part of one that fell apart, or that a hyphen cuts at a line's end."""
    beside = content[max(0, span.start - 2) : span.start] + content[span.end : span.end + 2]
    return "-" in beside or "\xad" in beside or is_word(before + word) or is_word(word + after)


_SIGNS = expression(
    r"(?<!\S)(?!(\S)\1+(?!\S))(?:(?=\S*[^\w\s.,;:!?…«»“”\"'’()\[\]–—-])[^\w\s]{2,}|[^\w\s]{5,})(?!\S)|[■□^~]"
)
"""Signs that no text has, alone or together: what a scanner makes of spots and lines."""


def _count_in_line(line: Text) -> tuple[int, int]:
    """Return how many words in small letters a line has that nobody knows, and how many in all."""
    unknown = sum(1 for _ in _SIGNS.finditer(line.text))
    for number, word in line.once(unknown_words):
        span = line.words[number]
        if len(word) < 3 or not word.islower() or is_known(word) or beside_code(line.text, span):
            continue
        if not any(other.overlaps(span) for other in line.once(other_language)):
            before, after, first = neighbours(line, number)
            fragment = is_fragment(line.text, span, word, before, after)
            unknown += not fragment and not sure_split(word, before, after, first=first)
    words = len(line.words)
    return unknown, words


_ENTRY = expression(r"\s+--? ")


def _is_entry(line: Text, span: Span) -> bool:
    """Tell whether a word is the name of what the rest of its line explains: mimedecode - Décode des messages."""
    starts = not line.text[: span.start].strip() and span.of(line.text).islower()
    return starts and _ENTRY.match(line.text, span.end) is not None


def glued_words(text: Text) -> Iterator[Edit]:
    """Yield the edits that take unknown words apart, safe ones where they are sure."""
    counts = text.counts
    names = frozenset(word for word in counts if _can_be_name(word))
    found: list[tuple[int, _Unknown, Split, float]] = []
    for start, line in text.parts:
        for one in line.once(_unknown_words):
            if not line.text[: one.start].strip() and text.text[:start].rstrip("\r\n ").endswith("-"):
                continue  # the rest of a word that a hyphen cuts
            # Of the many names of a text only those that begin the word matter.
            heads = frozenset(one.word[:cut] for cut in range(1, len(one.word)) if one.word[:cut] in names)
            heads |= _names_in_packs(one.word, one.before, one.after)
            split = best_split(one.word, one.before, one.after, first=one.first, names=heads)
            if split is None:
                continue
            sureness = probability(split.evidence, _weights()[split.kind])
            if _is_auxiliary_of_name(split, one.after):
                sureness = max(sureness, BEYOND_DOUBT)
            if sureness >= WORTH_SAYING or sureness >= SURE[split.kind][-1]:
                found.append((start + one.start, one, split, sureness))
    unfamiliar = is_full_of_unknown_words(text)
    beyond_doubt = {one.word for _, one, _, sureness in found if sureness >= BEYOND_DOUBT}
    for start, one, split, sureness in found:
        word, parts = one.word, split.parts
        others = len(beyond_doubt) - (word in beyond_doubt)
        limits = (SURE_AMONG_UNKNOWN,) if unfamiliar else SURE[split.kind]
        safe = sureness >= limits[min(others, len(limits) - 1)] and _is_no_name(split, one.before, one.after, counts)
        reason = f"“{word}” is no known word; “{' '.join(parts)}” are words ({sureness:.0%} sure)"
        position = start
        for part in parts[:-1]:
            position += len(part)
            yield Edit(Span(position, position), "", " ", "glued-words", reason, safe)


def _is_auxiliary_of_name(split: Split, after: str) -> bool:
    """Tell whether a well-known name lies before `a` and its participle, without which the sentence has no verb."""
    if split.parts[1:] != ("a",) or not _is_participle(after):
        return False
    known, pairs = _known_names()
    return split.parts[0] in known or any(split.parts[0] == surname for _, surname in pairs)


def _names_in_packs(word: str, before: str, after: str) -> frozenset[str]:
    """Return the names of people and firms that a word begins with, if it is no English word (Trumpet).

    Behind the end of what ran together the sentence must go on: names end like small words too (Merkelle). A short
    name counts where it stands behind its given name.
    """
    if not after or not word[:1].isupper():
        return frozenset()
    known, pairs = _known_names()
    heads = [word[:cut] for cut in range(_SHORTEST_KNOWN - 2, len(word))]
    if any((before, head) in pairs for head in heads):
        return frozenset(head for head in heads if (before, head) in pairs)
    if is_english(fold(word)):
        return frozenset()
    return frozenset(head for head in heads if len(head) >= _SHORTEST_KNOWN and head in known)


@cache
def _known_names() -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Return the words of names in the packs that are nothing else in French, and the neighbours in these names."""
    names = [term.source.split() for term in load_packs(_PACKS_OF_NAMES).terms]
    known = {word for name in names for word in name if word.istitle() and word.isalpha()}
    return frozenset(word for word in known if look_up(word.lower()) is None), frozenset(
        pair for name in names for pair in pairwise(name)
    )


COMMON = 500
"""How often a word must have been counted for a capital right behind it to be the next word's."""
_FULL_NAME = expression(r"[A-Z][a-zà-ÿ]{2,}[ -][A-Z][a-zà-ÿ]{2,}")
"""Two words with capitals in a row, as names of people have and names in programs have not."""
_INITIALS = expression(r"\.(?:[A-Z]\.?)*(?![^\W_])")
_FIRST_NAME = 0.25
"""How often, of all times, a given name stands before a name that is not in the lexicon."""
_SHORTEST_NAME = 4


def capital_inside(word: str) -> int:
    """Return where the first capital stands behind a small letter, in characters; 0 where none does.

    >>> capital_inside("dansParis"), capital_inside("l'Union"), capital_inside("SNCF")
    (4, 0, 0)
    """
    return next((at for at in range(1, len(word)) if word[at].isupper() and word[at - 1].islower()), 0)


def glued_capitals(text: Text) -> Iterator[Edit]:
    """Yield the edits that put a space before a capital inside a word, or before two of them."""
    for start, line in text.parts:
        for number, cut in line.once(_capitals_inside):
            yield from _before_capital(line, start, number, cut, text.counts)


def _capitals_inside(line: Text) -> list[tuple[int, int]]:
    """Return the numbers of the words of a line that have a capital inside, and where in the word it stands."""
    found = []
    for number, span in enumerate(line.words):
        word = span.of(line.text)
        if word.islower() or word.isupper() or len(word) < 3 or is_word(word):
            continue
        cut = capital_inside(word) or _end_of_heading(word)
        if cut and not _is_code(line.text, span, cut):
            found.append((number, cut))
    return found


_HEADING = expression(r"(?:[^\W\d_]+['’-])?([A-ZÀ-Ý]{4,})(?=([A-ZÀ-Ý][a-zß-ÿ]*(?:['’][^\W\d_]+)?)\Z)")


def _end_of_heading(word: str) -> int:
    """Return where a word in capitals ends that runs into the first word of a sentence: LES FAITSLe; 0 for no place.

    >>> _end_of_heading("FAITSLe"), _end_of_heading("SNCFParis")
    (5, 0)
    """
    match = _HEADING.match(word)
    if match is None or not is_word(match[1].lower()):
        return 0
    starts = match[2].lower() in words_of_role("start", "sentence-words.tsv")
    return match.end(1) if starts or has_elision(match[2].lower()) else 0


def _before_capital(line: Text, start: int, number: int, cut: int, counts: Counter[str]) -> Iterator[Edit]:
    """Yield the edits for word `number` of the line that begins at `start`, which has a capital at `cut`."""
    span = line.words[number]
    word = span.of(line.text)
    left, right = word[:cut], word[cut:]
    place = Span(start + span.start + cut, start + span.start + cut)
    reason = f"“{left}” and “{right}” ran together"
    if neighbours(line, number)[0].lower() in words_of_role("before-identifier", WORDS):
        return
    parts = _parts_of(line, number, left, right, counts)
    if parts:
        position = start + span.start
        for part in parts[:-1]:
            position += len(part)
            yield Edit(Span(position, position), "", " ", "glued-capitals", reason, True)
    elif _is_full_name(left, right):
        yield Edit(place, "", " ", "glued-capitals", f"“{left} {right}” is a full name", counts[word] == 1)
    else:
        safe = _is_safe(line, number, left, right, counts)
        if safe is not None:
            yield Edit(place, "", " ", "glued-capitals", reason, safe)


def _is_code(whole: str, span: Span, cut: int) -> bool:
    """Tell whether a word belongs to an address or a program; initials behind it do not make it one: deJ.R."""
    initial = span.end - span.start == cut + 1 and _INITIALS.match(whole, span.end)
    return beside_code(whole, Span(span.start, span.end if not initial else span.start + cut))


def _parts_of(text: Text, number: int, left: str, right: str, counts: Counter[str]) -> tuple[str, ...]:
    """Return `left`, which is no word, as the words that ran together in it, with `right` behind them."""
    if not left.islower() or (is_word(left) and frequency(left) >= COMMON // 10):
        return ()
    if not (is_known(right) or _is_name_shaped(right)) or not _is_once_or_elsewhere(counts, left + right, right):
        return ()
    before, _, first = neighbours(text, number)
    split = sure_split(left, before, right, first=first)
    return (*split, right) if split else ()


def _is_full_name(left: str, right: str) -> bool:
    """Tell whether `left` is a given name before a name: VictorBaranets. Of JohnDeere nobody knows better."""
    known = form(left)
    if known is None or not known.has("X") or len(left) < _SHORTEST_NAME:
        titles = len(left) > 2 and left.istitle() and right.istitle()
        return titles and pair_count(left.lower(), right.lower()) >= SEEN_OFTEN
    given = pair_count(left.lower(), NAME) >= _FIRST_NAME * max(frequency(left.lower()), 1)
    return given and len(right) >= _SHORTEST_NAME and _is_name_shaped(right) and not is_word(right.lower())


def _is_name_shaped(word: str) -> bool:
    """Tell whether each part of a word begins with a capital, and has no other one unless it has parts: SARS-CoV."""
    parts = re.split(r"['’-]", word)
    capitals = all(part[:1].isupper() for part in parts)
    return len(word) > 1 and capitals and (len(parts) > 1 or word[1:].islower() or word.isupper())


def _is_once_or_elsewhere(counts: Counter[str], word: str, right: str) -> bool:
    """Tell whether `word` stands only once in the text, unlike a name that is written so, or `right` by itself too."""
    return counts[word] == 1 or right in counts


def _is_safe(text: Text, number: int, left: str, right: str, counts: Counter[str]) -> bool | None:
    """Tell whether a space between two words is safe; None where it is not even worth saying."""
    whole, span = text.text, text.words[number]
    last = left.replace("’", "'").rpartition("'")[2]
    starts = right.lower() in words_of_role("start", "sentence-words.tsv") and len(right) > 1
    grammatical = left.islower() and is_grammatical(left)
    before_names = left in words_of_role("before-names", WORDS)
    if len(right) == 1:
        return True if before_names and grammatical and _INITIALS.match(whole, span.end) else None
    one_name = (len(right) > 2 and right[1:].islower()) or right.isupper() or (_is_name_shaped(right) and before_names)
    named = (before_names and one_name) or (
        len(last) > 3 and last.islower() and _FULL_NAME.match(whole, span.start + len(left)) is not None
    )
    named = named or _fits_before(text, number, left, right)
    if not (is_known(right) or starts or named or (grammatical and has_elision(right.lower()))) or not is_word(last):
        return None
    if frequency(last.lower()) < (COMMON if len(last) < 4 or not last.islower() else COMMON // 10):
        return None
    # A name that is written so stands so more than once.
    alone = _is_once_or_elsewhere(counts, left + right, right) or (grammatical and right.isupper())
    short = len(last) < 3 and not (last.islower() and is_grammatical(last))
    phrase = pair_count(last.lower(), right.lower()) >= SEEN_OFTEN
    name = named or is_grammatical(last) or _is_name(right) or phrase
    return alone and (starts or (last.islower() and name)) and not short


def _fits_before(text: Text, number: int, left: str, right: str) -> bool:
    """Tell whether `left` is at home behind the word before it, as in prose, and `right` looks like a name."""
    before, _, _ = neighbours(text, number)
    if len(left) < _SHORTEST_NAME or not left.islower() or not before or not right.isalpha():
        return False
    shaped = len(right) >= _SHORTEST_NAME and right[1:].islower() and look_up(right.lower()) is None
    return shaped and pair_count(keys_of(before)[-1], keys_of(left)[0]) >= SEEN_OFTEN


def _is_name(word: str) -> bool:
    """Tell whether a word is seen with its capital often enough to be a name; programs have words like nomFichier."""
    known, small = form(word.replace("’", "'")), form(word.lower())
    return known is not None and (known.has("X") or known.count > (small.count if small else 0))


RULES = (
    Rule(
        "glued-words",
        "Takes words apart that ran together, as at the ends of links.",
        "Safe where the whole is no known word, the parts are, and a model of French words, weighed on a million words "
        "of text, finds them far likelier in their places; a suggestion where it is less sure.",
        (
            ("Il vit en Russiemais travaille à Paris.", "Il vit en Russie mais travaille à Paris."),
            ("Le gouvernementa annoncé une réforme.", "Le gouvernement a annoncé une réforme."),
        ),
        glued_words,
    ),
    Rule(
        "glued-capitals",
        "Puts the space back before a capital inside a word.",
        "Safe where a common word in small letters stands before a known one, or a known word before one that starts "
        "sentences, and the whole stands there only once; names such as iPhone or LibreOffice are left alone.",
        (
            ("Il vit dansParis avec elle.", "Il vit dans Paris avec elle."),
            ("Elle est partieLe soir.", "Elle est partie Le soir."),
        ),
        glued_capitals,
    ),
)
