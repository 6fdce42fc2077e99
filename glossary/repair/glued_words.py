"""Words that ran together in a text: which of its words are taken apart, and how sure that is."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from glossary.edits import Edit, Span
from glossary.english.lexicon import is_word as is_english
from glossary.french.lexicon import is_word, look_up
from glossary.french.words import fold
from glossary.repair.base import Text
from glossary.repair.glued import WORDS, is_known, is_new_name, is_often_a_name, stands_before, with_accent
from glossary.repair.glued_evidence import EVIDENCE, KINDS, Split, best_split, probability
from glossary.tables import words_of_role
from glossary.terms.packs import load_packs

SURE = {"small": (0.5, 0.25, 0.08), "capital": (0.9, 0.6, 0.4), "start": (0.9, 0.6, 0.4)}
"""From this probability on, words that ran together are taken apart without asking: in a text that has no other ones
beyond doubt, one, and more. The odds of damage are higher where there is damage."""
BEYOND_DOUBT = 0.95
SHORTEST_BEHIND_NAME = 3
"""In letters: the shortest word that is split off a name which nobody knows."""
WORTH_SAYING = 0.15
_SEVERAL = 3
"""How often an unknown word in small letters must stand in a text to be one of its own."""
_LONGEST_CHANCE = 3
"""In letters: so short a word with a capital may begin a longer one by chance, an acronym of one letter less."""

_PACKS_OF_NAMES = ("public-figures", "same-names")
_SHORTEST_KNOWN = 5
"""In letters: shorter names begin too many other words."""

_SENTENCE_END = ".!?…:"
_OPENING = "\"'«“‘(["


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


def _is_no_name(split: Split, before: str, after: str, counts: Counter[str]) -> bool:
    """Tell whether a split is none of a name that nobody knows, which often ends as words do: Duchesneau, Provenzano.

    A name that ran together with the word behind it stands so once in a text. Before another name few words end it.
    """
    head, tail = split.parts[0], split.parts[1]
    if before == head:
        # Blars Blarson, Magnus Magnusson
        return False
    if split.kind == "small" or (head in counts and _can_be_name(head)):
        # What stands three times is a word of this text, such as lettrealéatoire in a program.
        word = "".join(split.parts)
        return counts[word] < _SEVERAL and not (is_english(word) and (_is_foreign(before) or _is_foreign(after)))
    if counts["".join(split.parts)] > 1:
        return False
    if is_new_name(head) and head.isupper():
        # Programs are named so: KGet, XPTest.
        return False
    if tail == "a" and not stands_before("a", after):
        return False
    surname = before[:1].isupper() and split.kind == "capital"
    if surname and tail not in ("a", "à") and len(tail) < SHORTEST_BEHIND_NAME and not is_often_a_name(head):
        return False
    if len(tail) >= SHORTEST_BEHIND_NAME or tail in ("a", "à"):
        return True
    between = tail in words_of_role("between-names", WORDS) or split.kind == "start"
    return not is_new_name(head) and (between or not after[:1].isupper())


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


def _unknown_words(line: Text) -> list[_Unknown]:
    return [
        _Unknown(span.start, word, *neighbours(line, number))
        for number, span in enumerate(line.words)
        if may_be_glued(word := span.of(line.text)) and not beside_code(line.text, span) and not _is_entry(line, span)
    ]


_ENTRY = re.compile(r"\s+--? ")


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
            # Of the many names of a text only those that begin the word matter.
            heads = frozenset(one.word[:cut] for cut in range(1, len(one.word)) if one.word[:cut] in names)
            heads |= _names_in_packs(one.word, one.before, one.after)
            split = best_split(one.word, one.before, one.after, first=one.first, names=heads)
            if split is None:
                continue
            sureness = probability(split.evidence, _weights()[split.kind])
            if sureness >= WORTH_SAYING or sureness >= SURE[split.kind][-1]:
                found.append((start + one.start, one, split, sureness))
    beyond_doubt = {one.word for _, one, _, sureness in found if sureness >= BEYOND_DOUBT}
    for start, one, split, sureness in found:
        word, parts = one.word, split.parts
        others = len(beyond_doubt) - (word in beyond_doubt)
        limits = SURE[split.kind]
        safe = sureness >= limits[min(others, len(limits) - 1)] and _is_no_name(split, one.before, one.after, counts)
        reason = f"“{word}” is no known word; “{' '.join(parts)}” are words ({sureness:.0%} sure)"
        position = start
        for part in parts[:-1]:
            position += len(part)
            yield Edit(Span(position, position), "", " ", "glued-words", reason, safe)


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


_ARGUMENT = re.compile(r"\w\(['\"]")
"""What stands before a text that is the argument of a function: getLogger('"""


def beside_code(text: str, span: Span) -> bool:
    """Tell whether a word is a part of an address, a name in a program, a hashtag and the like."""
    before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 2]
    if before in ("'", '"') and _ARGUMENT.search(text, max(0, span.start - 3), span.start):
        return True
    return before in tuple("@#_/\\$~=.") or after[:1] in tuple("@_/\\=(") or (after[:1] == "." and after[1:].isalnum())
