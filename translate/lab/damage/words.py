"""Words that run together, fall apart, are said twice or are lost."""

import itertools
import re
from collections.abc import Iterable, Iterator
from random import Random

from glossary.edits import Span
from glossary.french.abbreviations import abbreviations
from glossary.french.lexicon import ELISIONS, is_word, look_up
from glossary.tables import expression
from translate.lab.damage.base import LETTER, Change, Family, Passage, shuffled, vocabulary

FEWEST_LETTERS = 6
"""How long a word is at least that falls apart."""

_AFTER_MARK = expression(rf"(?<={LETTER}{LETTER})([,;.!?]) (?={LETTER})")


def _is_known(word: str) -> bool:
    return look_up(word) is not None or is_word(word)


def _has(word: str, kinds: str) -> bool:
    found = look_up(word)
    return found is not None and found.has(kinds)


def _glued(passage: Passage, groups: Iterable[tuple[Span, ...]], mechanism: str) -> list[Change]:
    """Glue the first of the `groups` that makes no word of the dictionary."""
    for group in groups:
        if not _is_known("".join(span.of(passage.text) for span in group)):
            return [Change(Span(a.end, b.start), "", mechanism) for a, b in itertools.pairwise(group)]
    return []


def _ends_link(passage: Passage, first: Span, second: Span) -> bool:
    word = first.of(passage.text)
    is_name = first.start > 0 and word[0].isupper()
    return (is_name or (len(word) > 3 and _has(word, "N"))) and second.of(passage.text)[0].islower()


def _glue_after_link(passage: Passage, random: Random) -> list[Change]:
    pairs = (pair for pair in shuffled(passage.neighbours(), random) if _ends_link(passage, *pair))
    return _glued(passage, pairs, "a link's end glued to the next word")


def _glue_before_link(passage: Passage, random: Random) -> list[Change]:
    pairs = (
        (first, second)
        for first, second in shuffled(passage.neighbours(), random)
        # Between two words of a name there is no end of a link.
        if first.of(passage.text).islower() and second.of(passage.text)[0].isupper()
    )
    return _glued(passage, pairs, "a word glued to the link after it")


def _glue_neighbours(passage: Passage, random: Random) -> list[Change]:
    return _glued(passage, shuffled(passage.neighbours(), random), "two neighbours glued")


def _glue_three(passage: Passage, random: Random) -> list[Change]:
    return _glued(passage, shuffled(passage.neighbours(3), random), "three words glued")


def _glue_elided(passage: Passage, random: Random) -> list[Change]:
    pairs = (
        pair
        for pair in shuffled(passage.neighbours(), random)
        if any(mark in span.of(passage.text) for span in pair for mark in "'’")
    )
    return _glued(passage, pairs, "a word with an apostrophe glued")


def _glue_after_mark(passage: Passage, random: Random) -> list[Change]:
    for match in shuffled(_AFTER_MARK.finditer(passage.text), random):
        before = passage.text[: match.start()].rpartition(" ")[2]
        ends_sentence = match[1] in ".!?"
        # A point without a capital after it, or after an initial or an abbreviation, ends nothing: `M.Healey` is found
        # in good text.
        abbreviated = match[1] == "." and (not before.islower() or before.lower() + "." in abbreviations())
        if not abbreviated and passage.text[match.end()].isupper() >= ends_sentence:
            return [Change(Span(match.end() - 1, match.end()), "", "no space after a mark")]
    return []


def _split_word(passage: Passage, random: Random) -> list[Change]:
    for span in shuffled(passage.words, random):
        word = span.of(passage.text)
        if len(word) >= FEWEST_LETTERS and word.isalpha():
            for cut in shuffled(range(2, len(word) - 1), random):
                if not (_is_known(word[:cut]) and _is_known(word[cut:])):
                    return [Change(Span(span.start + cut, span.start + cut), " ", "a word in two parts")]
    return []


def _split_elision(passage: Passage, random: Random) -> list[Change]:
    for span in shuffled(passage.words, random):
        elided, mark, rest = span.of(passage.text).replace("’", "'").partition("'")
        if rest and elided.lower() + mark in ELISIONS:
            cut = span.start + len(elided) + 1
            return [Change(Span(cut, cut), " ", "a space after an apostrophe")]
    return []


def _without(passage: Passage, places: Iterator[Span], mechanism: str) -> list[Change]:
    """Take out the first of `places`."""
    return [Change(span, "", mechanism) for span, _ in zip(places, range(1), strict=False)]


def _lose_que(passage: Passage, random: Random) -> list[Change]:
    text = passage.text

    def places() -> Iterator[Span]:
        for first, second in shuffled(passage.neighbours(), random):
            word = second.of(text).replace("’", "'").lower()
            if not _has(first.of(text), "VP") or _has(first.of(text), "G"):
                continue
            # Before a noun the verb would find a new subject: "a déclaré le ministre" is good French.
            if word.startswith("qu'") and word.removeprefix("qu'") in vocabulary("subject"):
                yield Span(second.start, second.start + len("qu'"))
            elif word == "que" and text[second.end : second.end + 1] == " ":
                following = re.compile(rf"{LETTER}+(?!['’])").match(text, second.end + 1)
                if following and following[0].lower() in vocabulary("subject"):
                    yield Span(second.start, second.end + 1)

    return _without(passage, places(), "que was lost before its subject")


def _lose_preposition(passage: Passage, random: Random) -> list[Change]:
    text = passage.text

    def places() -> Iterator[Span]:
        for first, second, third in shuffled(passage.neighbours(3), random):
            word, noun = second.of(text).lower(), look_up(first.of(text))
            # Only between a noun and a noun phrase: after a verb, what is left may be good French.
            if word in ("de", "à") and noun and noun.has("N") and not noun.has("GVDAP"):
                following = third.of(text).replace("’", "'").lower()
                # `survie des maladies` would be good French without its `à`.
                if following in vocabulary("single-determiner") or following.startswith("l'"):
                    yield Span(second.start, third.start)

    return _without(passage, places(), "de or à was lost between two noun phrases")


def _repeat_word(passage: Passage, random: Random) -> list[Change]:
    text = passage.text
    for span in shuffled(passage.words, random):
        word = span.of(text)
        around = text[max(0, span.start - len(word) - 1) : span.end + len(word) + 1].lower().split()
        # Function words are what editing and line ends double; some words are doubled on purpose.
        if word.islower() and word not in vocabulary("doubling") and _has(word, "G") and around.count(word) == 1:
            return [Change(Span(span.end, span.end), f" {word}", "a word said twice")]
    return []


_APOSTROPHE = expression(rf"(?<={LETTER})['’](?={LETTER})")
_NUMBER = expression(
    r"(?<=\d) (?=(?:janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre)\b)"
    r"|(?:(?<=\d%)|(?<=\d[ \u00a0]%)) (?=[a-z])|(?:(?<=\bpage)|(?<=\barticle)) (?=\d)"
)


def _apostrophes(passage: Passage) -> list[re.Match[str]]:
    """Return the apostrophes, where all are of the kind that the text has most: nobody can tell of another one."""
    found = list(_APOSTROPHE.finditer(passage.text))
    return found if all(match[0] == passage.traits.apostrophe for match in found) else []


def _apostrophe_to_space(passage: Passage, random: Random) -> list[Change]:
    found = _apostrophes(passage)
    return [Change(Span(*match.span()), " ", "a space for each apostrophe") for match in found]


def _without_apostrophe(passage: Passage, random: Random) -> list[Change]:
    for span in shuffled(passage.words if _apostrophes(passage) else (), random):
        word = span.of(passage.text)
        match = _APOSTROPHE.search(word)
        if match and word[match.end()].islower() and not _is_known(word.replace(match[0], "")):
            place = span.start + match.start()
            return [Change(Span(place, place + 1), "", "an apostrophe left out")]
    return []


def _comma_for_apostrophe(passage: Passage, random: Random) -> list[Change]:
    for match in shuffled(_apostrophes(passage), random):
        return [Change(Span(*match.span()), ",", "a comma for an apostrophe")]
    return []


def _glue_number(passage: Passage, random: Random) -> list[Change]:
    for match in shuffled(_NUMBER.finditer(passage.text), random):
        return [Change(Span(*match.span()), "", "a number glued to its word")]
    return []


def _note_marks(passage: Passage, random: Random) -> list[Change]:
    words = [span for span in passage.words if len(span) > FEWEST_LETTERS and _has(span.of(passage.text), "NA")]
    if len(words) < 3:
        return []
    number = random.randint(1, 40)
    chosen = sorted(random.sample(words[1:], 2))
    return [
        Change(Span(span.end, span.end), str(number + place), "marks of notes glued to their words")
        for place, span in enumerate(chosen)
    ]


FAMILIES = (
    Family(
        "glued-words",
        "words that ran together, mostly where a link ends or begins",
        (
            (3, _glue_after_link),
            (2, _glue_before_link),
            (2, _glue_neighbours),
            (1, _glue_three),
            (1, _glue_elided),
            (2, _glue_after_mark),
        ),
    ),
    Family("split-words", "words that fell apart", ((2, _split_word), (1, _split_elision))),
    Family("lost-words", "function words lost between two links", ((1, _lose_que), (1, _lose_preposition))),
    Family("repeated-words", "a function word said twice", ((1, _repeat_word),)),
    Family(
        "lost-apostrophes",
        "apostrophes that became spaces or commas, or were left out",
        ((3, _apostrophe_to_space), (2, _without_apostrophe), (1, _comma_for_apostrophe)),
    ),
    Family("glued-numbers", "numbers glued to words", ((1, _glue_number),)),
    Family("note-marks", "marks of notes glued to words", ((1, _note_marks),)),
)
