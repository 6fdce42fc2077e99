"""How alike two spellings of a name are: in accents, in the sounds they stand for, and letter by letter."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from glossary.french.lexicon import form
from glossary.french.words import fold
from glossary.tables import expression

SHORTEST_WITH_GIVEN = 6
"""How many letters a name has at least where one may be a slip and the first name is the same."""
SHORTEST_SLIP = 8
"""The same without a first name."""
SHORTEST_DOUBLE = 11
"""How many letters a name has at least where two may be slips."""

_LONGEST = 40
# Ways in which French, English and the state itself write one foreign sound; capitals stand for two letters or more.
_HABITS = [
    (expression(old), new)
    for old, new in (
        ("s?k(?:yy|iy|yi|ii|yj|ij|y|i)$", "ski"),
        ("(?:yy|iy|yi|ii|y)", "i"),
        ("ou", "u"),
        ("chtch|shch", "Q"),
        ("tch|ch(?=uk|ev|en)", "C"),
        ("ch|sh", "S"),
        ("zh|j", "J"),
        ("ks|x", "x"),
        ("(?<=[aeiou])ss(?=[aeiou])", "s"),
    )
]


@lru_cache(maxsize=1 << 14)
def sound(word: str) -> str:
    """Return a form in which the usual spellings of one foreign name are the same.

    >>> sound("Zelenskyy") == sound("Zelenski"), sound("Martin") == sound("Marin")
    (True, False)
    """
    written = fold(word).replace("-", " ")
    for pattern, new in _HABITS:
        written = pattern.sub(new, written)
    return written


def keys(head: str) -> Iterator[str]:
    """Yield what two spellings that may be one name have in common: sound, or letters with up to two left out."""
    yield "sound " + sound(head)
    plain = fold(head)
    yield "bare " + plain
    if not SHORTEST_WITH_GIVEN <= len(plain) <= _LONGEST:
        return
    left_out = 2 if len(plain) >= SHORTEST_DOUBLE - 2 else 1
    for number in range(left_out + 1):
        for places in combinations(range(1, len(plain)), number):
            yield "".join(letter for place, letter in enumerate(plain) if place not in places)


@lru_cache(maxsize=1 << 14)
def is_known(head: str) -> bool:
    """Tell whether the French dictionary has a name or word, with or without a capital."""
    found = [form(one) for one in (head, head.lower())]
    return any(one is not None and one.grammar for one in found)


def is_grown(one: str, other: str) -> bool:
    """Tell whether one is the other with more letters at its end: Ivanov and Ivanova, Daniel and Danielle."""
    short, long = sorted((one, other), key=len)
    return len(short) != len(long) and (
        long.startswith(short) or (short[:-1] == long[: len(short) - 1] and long[-1] in "aesx")
    )


def can_be_one_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two rows of first names can be of one person: George and G., but not George and George W."""
    if len(one) != len(other):
        return False
    for mine, theirs in zip(map(sound, one), map(sound, other), strict=True):
        short = mine.endswith(".") or theirs.endswith(".")
        if mine[:1] != theirs[:1] if short else mine != theirs:
            return False
    return True


def distance(one: str, other: str) -> int:
    """Return how many letters are to be changed, put in, left out or swapped; 3 stands for all above 2."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    line = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        last, before, line = before, line, [row]
        for column, against in enumerate(other, start=1):
            cost = min(before[column] + 1, line[-1] + 1, before[column - 1] + (letter != against))
            if last and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, last[column - 2] + 1)
            line.append(cost)
        if min(line) > 2:
            return 3
    return min(line[-1], 3)
