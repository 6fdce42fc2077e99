"""What is done to a pair before it is learnt from: wanted translations, damage, and the guide for the attention."""

import random as random_numbers
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import numpy.typing

from glossary.edits import Span
from glossary.french.words import LETTERS, without_accents
from translate.sentence.alignment import piece_shares, word_spans

Links = numpy.typing.NDArray[numpy.int16]
"""[links, 2]: the numbers of a source word and of a target word in each row."""

MARKERS = ("⟦", "⟧")
"""What stands around a translation that is wanted; two pieces that a vocabulary must hold."""

_MOST_CONSTRAINTS = 3
_LONGEST_FRENCH = 4
_LONGEST_ENGLISH = 5
_EMPTY_WORDS = frozenset(
    """
    le la les l' un une des du de d' au aux et ou où à a en y dans par pour sur sous avec sans entre vers chez que
    qu' qui quoi dont ce c' cet cette ces ça cela ceci il elle ils elles on je j' tu nous vous me m' te t' se s'
    lui leur leurs mon ma mes ton ta tes son sa ses notre nos votre vos ne n' pas plus moins très si comme mais
    donc or ni car est sont été être était étaient fut sera ont avoir avait avaient ai as avons avez sommes êtes
    suis fait faire peut tout tous toute toutes même aussi bien autre autres afin lorsque quand puis alors ainsi
    non oui the an of to in is are was were be been and that which who this these those it its he she they we you
    i for at by with from not no his her their our your my has have had do does did will would can could may
    should if but than then so such any all also there
    """.split()  # noqa: SIM905 - a hundred quoted words would hide what they are
)


@dataclass(frozen=True, slots=True)
class Features:
    """How large a share of the pairs, 0 to 1, is changed, and what the attention of a head must be.

    `constraints` is the share with wanted translations between `MARKERS`, `damage` the share of the others with damaged
    French. `alignment` is the weight of the guided head's cross-entropy, 0 for no guidance; `layer` and `head` say
    which one it is, the layer counted from the last one where it is negative.

    :raises ValueError: where a share or the weight is out of its range.
    """

    constraints: float = 0.0
    damage: float = 0.0
    alignment: float = 0.0
    layer: int = -1
    head: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.constraints <= 1 and 0 <= self.damage <= 1 and self.alignment >= 0 and self.head >= 0):
            raise ValueError(f"{self} has a value out of its range")

    @property
    def need_links(self) -> bool:
        """Whether the word alignments of the pairs are needed."""
        return self.constraints > 0 or self.alignment > 0


@dataclass(frozen=True, slots=True)
class Example:
    """A pair in the model's text form, with its words and their links.

    `links` has rows of a source word and a target word. `read` is the French that the model is given, where that is not
    `source`.
    """

    source: str
    target: str
    source_words: tuple[Span, ...]
    target_words: tuple[Span, ...]
    links: Links
    read: str = ""


def example(source: str, target: str, links: Links | None) -> Example:
    """Return a pair with its words; links of words that are not there are left out."""
    sources, targets = tuple(word_spans(source, elisions=True)), tuple(word_spans(target))
    if links is None:
        links = numpy.zeros((0, 2), dtype=numpy.int16)
    links = links[(links[:, 0] < len(sources)) & (links[:, 1] < len(targets))]
    return Example(source, target, sources, targets, links, source)


def phrases(pair: Example) -> list[tuple[range, range]]:
    """Return the phrases that could be wanted: runs of French words and the runs of English words they became.

    A phrase has one to four French words and up to five English ones, linked to nothing outside (Koehn, Och and Marcu
    2003) and with nothing but spaces between them; it neither begins nor ends with an empty word.
    """
    by_source: list[list[int]] = [[] for _ in pair.source_words]
    by_target: list[list[int]] = [[] for _ in pair.target_words]
    for s, t in pair.links.tolist():
        by_source[s].append(t)
        by_target[t].append(s)
    french = [_fit(pair.source, span) and bool(by_source[i]) for i, span in enumerate(pair.source_words)]
    english = [_fit(pair.target, span) for span in pair.target_words]
    found = []
    for first in range(len(by_source)):
        for last in range(first, min(first + _LONGEST_FRENCH, len(by_source))):
            if last > first and not _joined(pair.source, pair.source_words, last):
                break
            if not (french[first] and french[last]):
                continue
            reached = [t for s in range(first, last + 1) for t in by_source[s]]
            run = range(min(reached), max(reached) + 1)
            closed = all(first <= s <= last for t in run for s in by_target[t])
            whole = all(_joined(pair.target, pair.target_words, t) for t in run[1:])
            if closed and whole and len(run) <= _LONGEST_ENGLISH and english[run[0]] and english[run[-1]]:
                found.append((range(first, last + 1), run))
    return found


def _fit(text: str, span: Span) -> bool:
    word = span.of(text)
    return word.lower() not in _EMPTY_WORDS and any(letter.isalnum() for letter in word)


def _joined(text: str, words: Sequence[Span], number: int) -> bool:
    return text[words[number - 1].end : words[number].start] in ("", " ")


def choose(pair: Example, random: random_numbers.Random, *, most: int = _MOST_CONSTRAINTS) -> list[tuple[range, range]]:
    """Return one to `most` of the `phrases` of a pair that do not overlap, or none where it has none that fits.

    Names and numbers are taken twice as often as other words.
    """
    free = phrases(pair)
    chosen: list[tuple[range, range]] = []
    for _ in range(random.randint(1, most)):
        if not free:
            break
        weights = [1 + any(_named(pair, word) for word in french) for french, _ in free]
        french, english = random.choices(free, weights)[0]
        chosen.append((french, english))
        free = [
            (a, b)
            for a, b in free
            if (a.stop <= french.start or french.stop <= a.start)
            and (b.stop <= english.start or english.stop <= b.start)
        ]
    return chosen


def constrain(pair: Example, chosen: Sequence[tuple[range, range]]) -> Example:
    """Return `pair` with the `chosen` French phrases replaced by their English between `MARKERS`.

    The words between the markers are linked to the English words that they must become.
    """
    if not chosen:
        return pair
    text: list[str] = []
    words: list[Span] = []
    links: list[tuple[int, int]] = []
    starts = {french.start: (french, english) for french, english in chosen}
    old_links = pair.links.tolist()
    at = number = length = 0

    def write(part: str) -> None:
        nonlocal length
        text.append(part)
        length += len(part)

    while number < len(pair.source_words):
        span = pair.source_words[number]
        write(pair.source[at : span.start])
        if number in starts:
            french, english = starts[number]
            write(MARKERS[0])
            begin = pair.target_words[english[0]].start
            for word in english:
                wanted = pair.target_words[word]
                words.append(Span(length + wanted.start - begin, length + wanted.end - begin))
                links.append((len(words) - 1, word))
            write(pair.target[begin : pair.target_words[english[-1]].end])
            write(MARKERS[1])
            at, number = pair.source_words[french[-1]].end, french.stop
        else:
            links += [(len(words), t) for s, t in old_links if s == number]
            words.append(Span(length, length + span.end - span.start))
            write(span.of(pair.source))
            at, number = span.end, number + 1
    write(pair.source[at:])
    new = "".join(text)
    return Example(
        new, pair.target, tuple(words), pair.target_words, numpy.array(links, numpy.int16).reshape(-1, 2), new
    )


def _named(pair: Example, word: int) -> bool:
    text = pair.source_words[word].of(pair.source)
    return (text[0].isupper() and word > 0) or any(letter.isdigit() for letter in text)


def damage(text: str, random: random_numbers.Random) -> str:
    """Return French as scrapers, scanners and hasty writers leave it: one to three kinds of damage, or none that fits.

    Kinds: small letters everywhere, capitals at each word, accents lost, quotes of mixed kinds, a word split, two words
    glued together.
    """
    for kind in random.sample(_DAMAGE, random.choice((1, 1, 2, 3))):
        text = kind(text, random)
    return text


def _small_letters(text: str, random: random_numbers.Random) -> str:
    return text.lower()


def _capitals_at_words(text: str, random: random_numbers.Random) -> str:
    return re.sub(r"\b[^\W\d_]", lambda match: match.group().upper(), text)


def _lost_accents(text: str, random: random_numbers.Random) -> str:
    share = random.choice((0.3, 1.0))

    def plain(match: re.Match[str]) -> str:
        return without_accents(match.group()) if random.random() < share else match.group()

    return LETTERS.sub(plain, text)


def _mixed_quotes(text: str, random: random_numbers.Random) -> str:
    marks = random.choice((("<<", ">>"), ("''", "''"), (",,", '"'), ("'", '"'), ("", '"')))
    parts = text.split('"')
    return "".join(part + (marks[i % 2] if i + 1 < len(parts) else "") for i, part in enumerate(parts))


def _split_word(text: str, random: random_numbers.Random) -> str:
    long = list(re.finditer(r"[^\W\d_]{5,}", text))
    if not long:
        return text
    match = random.choice(long)
    at = random.randint(match.start() + 2, match.end() - 2)
    return f"{text[:at]} {text[at:]}"


def _glued_words(text: str, random: random_numbers.Random) -> str:
    spaces = [match.start() for match in re.finditer(r"(?<=[^\W\d_]) (?=[^\W\d_])", text)]
    if not spaces:
        return text
    at = random.choice(spaces)
    return text[:at] + text[at + 1 :]


_DAMAGE = (_small_letters, _capitals_at_words, _lost_accents, _mixed_quotes, _split_word, _glued_words)


def guide(
    pair: Example, source_pieces: Sequence[str], target_pieces: Sequence[str]
) -> numpy.typing.NDArray[numpy.float32]:
    """Return what share each source piece should have in each target piece: [target + 1, source + 1], with end marks.

    A target piece looks at the pieces of the words that its word is linked to, all alike; pieces of words without links
    have rows of zeros. The end mark looks at the end mark.
    """
    sources = piece_shares(source_pieces, pair.source, pair.source_words)
    targets = piece_shares(target_pieces, pair.target, pair.target_words)
    joined = numpy.zeros((len(pair.target_words), len(pair.source_words)), dtype=numpy.float32)
    joined[pair.links[:, 1], pair.links[:, 0]] = 1
    result = numpy.zeros((len(target_pieces) + 1, len(source_pieces) + 1), dtype=numpy.float32)
    result[:-1, :-1] = targets.T @ joined @ sources
    result[-1, -1] = 1
    sums = result.sum(1, keepdims=True)
    numpy.divide(result, sums, out=result, where=sums > 0)
    return result
