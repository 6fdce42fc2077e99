"""Lines that are broken, repeated, or put between the paragraphs of an article."""

import re
from collections.abc import Iterator
from random import Random

from glossary.edits import Span
from glossary.tables import expression
from translate.lab.damage.base import LETTER, Change, Family, Passage, shuffled, vocabulary

SHORTEST_REPEATED = 25
"""How many characters a line has at least that is repeated under itself."""
MOST_HEADLINES = 4
"""How many headlines of other articles a teaser has at most."""

_TOKEN = expression(r"[^ ]+")
_LETTERS = expression(rf"{LETTER}{{5,}}")
_VOWELS = "aeiouyàâäéèêëîïôöùûüœæ"
_ONSET = r"(?:bl|br|ch|cl|cr|dr|fl|fr|gl|gn|gr|ph|pl|pr|th|tr|vr|[bcçdfghjklmnpqrstvwxz])(?=[aeiouyàâäéèêëîïôöùûüœæ])"
_SYLLABLE = expression(rf"(?<=[{_VOWELS}]){_ONSET}|(?<=[{_VOWELS}][bcdfglmnprst]){_ONSET}", re.IGNORECASE)
_ENDS_SENTENCE = expression(r"[.!?…:][»”\"')]*$")
_STAYS_WITH_PREVIOUS = expression(r"[;:!?»%)\]–—-]")


def syllables(word: str) -> list[int]:
    """Return where `word` may be divided at the end of a line: 2 letters or more before, 3 or more after.

    >>> syllables("gouvernement")
    [3, 6, 8]
    """
    return [match.start() for match in _SYLLABLE.finditer(word) if 2 <= match.start() <= len(word) - 3]


def _breaks_well(before: str, after: str) -> bool:
    """Tell whether the space between two tokens can become a line break that is plainly a fault."""
    # After the end of a sentence it would begin a new paragraph, which is good French as well.
    return not (_ENDS_SENTENCE.search(before) or before in "«–—-" or _STAYS_WITH_PREVIOUS.match(after))


def _is_prose(passage: Passage) -> bool:
    return "\t" not in passage.text and "  " not in passage.text


def _wrapped(passage: Passage, *, hyphens: bool) -> list[Change]:
    """Break the line wherever it runs over the column, as a typesetter does."""
    text, column = passage.text, passage.traits.column
    if not _is_prose(passage) or len(text) < column + 15:
        return []
    changes: list[Change] = []
    start, previous, last_space = 0, "", -1
    for match in _TOKEN.finditer(text):
        if match.start() > 0 and _breaks_well(previous, match[0]):
            last_space = match.start() - 1
        if match.end() - start > column:
            room = start + column - 1 - match.start()
            cut = _hyphenated(match[0], room) if hyphens else None
            if cut:
                mark, offset = cut
                start = match.start() + offset
                changes.append(Change(Span(start, start), mark + "\n", "a word divided at a line's end"))
                last_space = -1
            elif last_space > start:
                changes.append(Change(Span(last_space, last_space + 1), "\n", "a line wrapped at a column"))
                start, last_space = last_space + 1, -1
        previous = match[0]
    if hyphens and not any("divided" in change.mechanism for change in changes):
        return []
    return changes


def _hyphenated(token: str, room: int) -> tuple[str, int] | None:
    """Return the mark and the place of the last division of `token` with at most `room` characters before it."""
    own = [("", match.end()) for match in re.finditer(rf"(?<={LETTER}{LETTER})-(?={LETTER}{{3}})", token)]
    for match in _LETTERS.finditer(token):
        own += [("-", match.start() + cut) for cut in syllables(match[0])]
    fitting = [cut for cut in own if cut[1] <= room]
    return max(fitting, key=lambda cut: cut[1]) if fitting else None


def _wrap(passage: Passage, random: Random) -> list[Change]:
    return _wrapped(passage, hyphens=False)


def _wrap_with_hyphens(passage: Passage, random: Random) -> list[Change]:
    return _wrapped(passage, hyphens=True)


def _break_once(passage: Passage, random: Random) -> list[Change]:
    tokens = list(_TOKEN.finditer(passage.text)) if _is_prose(passage) else []
    for number in shuffled(range(2, len(tokens) - 1), random):
        before, after = tokens[number - 1], tokens[number]
        if _breaks_well(before[0], after[0]):
            return [Change(Span(before.end(), after.start()), "\n", "one stray line break")]
    return []


def _divided_words(passage: Passage, random: Random) -> Iterator[tuple[int, Span]]:
    for span in shuffled(passage.words if _is_prose(passage) else (), random):
        cuts = syllables(span.of(passage.text)) if span.of(passage.text).isalpha() else []
        if cuts:
            yield span.start + random.choice(cuts), span


def _hyphenate_once(passage: Passage, random: Random) -> list[Change]:
    for cut, _ in _divided_words(passage, random):
        return [Change(Span(cut, cut), "-\n", "a word divided at a line's end")]
    return []


def _hyphenate_inside(passage: Passage, random: Random) -> list[Change]:
    for cut, _ in _divided_words(passage, random):
        return [Change(Span(cut, cut), "- ", "a divided word, its lines joined with a space")]
    return []


def _repeat_line(passage: Passage, random: Random) -> list[Change]:
    end = len(passage.text)
    if end < SHORTEST_REPEATED:
        return []
    return [Change(Span(end, end), "\n" + passage.text, "a line repeated under itself")]


def _lines_after(passage: Passage, lines: list[str], mechanism: str) -> list[Change]:
    end = len(passage.text)
    return [Change(Span(end, end), "\n" + line, mechanism) for line in lines]


def _insert_teaser(passage: Passage, random: Random) -> list[Change]:
    headlines = random.sample(vocabulary("headline"), random.randint(1, MOST_HEADLINES))
    lines = [random.choice(vocabulary("teaser")), *headlines]
    return _lines_after(passage, lines, "a teaser with headlines of other articles")


def _insert_teaser_line(passage: Passage, random: Random) -> list[Change]:
    head, headline = random.choice(vocabulary("teaser")), random.choice(vocabulary("headline"))
    line = f"{head.rstrip(' :')} : {headline}"
    return _lines_after(passage, [line], "a teaser and a headline on one line")


def _insert_furniture(passage: Passage, random: Random) -> list[Change]:
    lines = random.sample(vocabulary("furniture"), random.randint(1, 3))
    return _lines_after(passage, lines, "lines of the page around an article")


def _interrupt(passage: Passage, random: Random) -> list[Change]:
    """Put a page number, and a running head, into a sentence, as where a page ends in it."""
    tokens = list(_TOKEN.finditer(passage.text)) if _is_prose(passage) else []
    for number in shuffled(range(2, len(tokens) - 1), random):
        before, after = tokens[number - 1], tokens[number]
        if _breaks_well(before[0], after[0]) and after[0][0].islower() and before[0][-1].isalpha():
            page = random.randint(2, 300)
            form = random.choice(("- {} -", "– {} –", "Page {}", "Page {} sur 312", "{}"))
            return [
                Change(Span(before.end(), after.start()), f"\n{form.format(page)}\n", "a page number in a sentence")
            ]
    return []


FAMILIES = (
    Family("split-lines", "sentences broken by a line break", ((1, _wrap), (1, _break_once)), whole_lines=True),
    Family(
        "hyphenation",
        "words divided at line ends",
        ((3, _wrap_with_hyphens), (1, _hyphenate_once), (1, _hyphenate_inside)),
        whole_lines=True,
    ),
    Family("repeated-lines", "a line repeated under itself", ((1, _repeat_line),), whole_lines=True),
    Family(
        "boilerplate",
        "teasers and other lines of the page between the paragraphs",
        ((2, _insert_teaser), (1, _insert_teaser_line), (2, _insert_furniture)),
        whole_lines=True,
    ),
    Family("page-furniture", "page numbers inside sentences", ((1, _interrupt),), whole_lines=True),
)
