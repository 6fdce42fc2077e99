"""Words that ran together before a capital: dansParis, belgeJoost Verlinde, VictorBaranets."""

import re
from collections import Counter
from collections.abc import Iterator

from glossary.edits import Edit, Span
from glossary.french.lexicon import NAME, form, is_word, look_up, pair_count
from glossary.french.word_model import frequency
from glossary.repair.base import Text
from glossary.repair.glued import SEEN_OFTEN, WORDS, has_elision, is_grammatical, is_known, keys_of
from glossary.repair.glued_words import beside_code, neighbours, sure_split
from glossary.tables import words_of_role

COMMON = 500
"""How often a word must have been counted for a capital right behind it to be the next word's."""
_FULL_NAME = re.compile(r"[A-Z][a-zà-ÿ]{2,}[ -][A-Z][a-zà-ÿ]{2,}")
"""Two words with capitals in a row, as names of people have and names in programs have not."""
_INITIALS = re.compile(r"\.(?:[A-Z]\.?)*(?![^\W_])")
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
        cut = capital_inside(word)
        if cut and not _is_code(line.text, span, cut):
            found.append((number, cut))
    return found


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
    expression = pair_count(last.lower(), right.lower()) >= SEEN_OFTEN
    name = named or is_grammatical(last) or _is_name(right) or expression
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
