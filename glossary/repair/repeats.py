"""Words that stand twice in a row, and lines that are repeated under themselves."""

from collections.abc import Iterator
from itertools import pairwise

from glossary.edits import Edit, Span
from glossary.french.lexicon import form, pair_count
from glossary.repair.base import Rule, Text
from glossary.tables import expression, words_in_role

LONG_WORD = 7
"""From this many letters on, a doubled noun, adjective or verb in small letters is a fault."""
LONG_LINE = 40
"""From this many code points on, a line is a sentence or a caption and not a refrain or an entry of a list."""
VERSE = 75
"""Below this many code points a line can be a verse."""
SHORT_LINE = 30
"""Below this many code points a repeated line is nothing to speak of."""

_WORDS = "repeatable-words.tsv"
_GAP = expression(r"[ \t\u00a0\u202f]{1,3}")
_LIST_LINE = expression(r"[-–—•*·▪>|#]|\(?\w{1,3}[.)]\s")
_OPENED, _CLOSED = expression(r"[«“\"‘(][ \xa0\u202f]?\Z"), expression(r"[ \xa0\u202f]?[»”\"’)]")
_TABLE = expression(r"[\t|{}<>=\\;]|\S {3,}\S")


def _find_words(text: Text) -> Iterator[Edit]:
    words, source = text.words, text.text
    for number, (first, second) in enumerate(pairwise(words)):
        word = second.of(source)
        if (
            len(first) != len(second)
            or first.of(source).lower() != word
            or not _GAP.fullmatch(source, first.end, second.start)
        ):
            continue
        # In a row of three or more (la la la) the word is a sound, and after an apostrophe or a hyphen part of another.
        before = words[number - 1].of(source).lower() if number and first.start - words[number - 1].end < 3 else ""
        after = words[number + 2].of(source) if number + 2 < len(words) else ""
        tight = source[max(0, first.start - 1) : first.start] + source[second.end : second.end + 1]
        if word in (before, after.lower()) or any(sign in "-'’_./*@=$%\\&#" for sign in tight.strip(".")):
            continue
        if source[second.end : second.end + 1] == "." and source[second.end + 1 : second.end + 2].strip():
            continue
        if _OPENED.search(source, max(0, first.start - 3), first.start) and _CLOSED.match(source, second.end):
            continue  # quoted as it is: on écrit « les les »
        if (word == "qui" and before in words_in_role("asking", _WORDS)) or (word == "ce" and before == "est"):
            continue
        sure = _is_fault(word, after, source[second.end : second.end + 1])
        span = Span(first.end, second.end)
        if sure is not None and text.is_free(Span(first.start, second.end)):
            yield Edit(span, span.of(source), "", "repeated-words", f"“{word}” stands twice in a row", sure)


def _is_fault(word: str, after: str, sign: str) -> bool | None:
    """Tell whether a doubled word is surely (True) or perhaps (False) a fault, or good French (None)."""
    if word in words_in_role("fault", _WORDS):
        # In “aux côtés de de Klerk” the second word is part of a name, and a word that ends its clause was quoted.
        return sign in (" ", "\u00a0", "\n") and not (word in words_in_role("particle", _WORDS) and after[:1].isupper())
    known = form(after.lower())
    if word in words_in_role("article", _WORDS):
        named = word == "la" and after[:1].isupper()
        return sign == " " and (
            named or (known is not None and known.has("N") and (word == "la" or not known.has("A")))
        )
    if word == "en":
        # In “en en parlant” the first is a preposition and the second a pronoun.
        return None if known is None or known.has("R") else sign == " "
    if word in words_in_role("meant", _WORDS):
        return None
    known = form(word)
    if known is None or not known.grammar or known.has("X") or pair_count(word, word):
        return None
    return len(word) >= LONG_WORD and known.has("NAPVI") and not known.has("D")


def _is_sentence(line: str) -> bool:
    """Tell whether a line is a sentence or a caption, whose repetition says nothing new."""
    if len(line) < SHORT_LINE or _LIST_LINE.match(line) or _TABLE.search(line):
        return False
    letters = sum(sign.isalpha() for sign in line)
    return len(line.split()) >= 5 and letters >= 0.7 * len(line)


def _find_lines(text: Text) -> Iterator[Edit]:
    filled = [(span, span.of(text.text).strip()) for span in text.lines]
    filled = [(span, line) for span, line in filled if line]
    kept: tuple[Span, str] | None = None
    for number, (span, line) in enumerate(filled):
        if kept is None or line != kept[1] or not _is_sentence(line):
            kept = span, line
            continue
        between = text.text[kept[0].end : span.start]
        neighbours = [one for _, one in filled[max(0, number - 4) : number + 4] if one != line]
        sure = len(line) >= LONG_LINE and line[-1] in '.!?…»”")' and not _is_verse(neighbours, line)
        whole = Span(kept[0].end, span.end)
        if between.count("\n") <= 3 and text.is_free(whole):
            yield Edit(whole, whole.of(text.text), "", "repeated-lines", "the line repeats the one above it", sure)
        # A third copy is measured from the second, so that the edits do not overlap.
        kept = span, line


def _is_verse(neighbours: list[str], line: str) -> bool:
    """Tell whether the lines around are as short as verses and mostly end without a full stop."""
    short = [one for one in [*neighbours, line] if len(one) < VERSE]
    return (
        len(neighbours) > 1
        and len(short) > len(neighbours) * 0.75
        and sum(one[-1] in ".!?»" for one in short) < len(short) * 0.75
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "repeated-words",
        "Takes away the second of two equal words.",
        "Safe for articles, prepositions and other words that good French never doubles, and for long nouns and "
        "adjectives and verbs in small letters. What may be meant (nous nous, faire faire, très très, names) stays.",
        (
            ("Il a ouvert le le dossier.", "Il a ouvert le dossier."),
            ("Le gouvernement gouvernement a réagi.", "Le gouvernement a réagi."),
        ),
        _find_words,
        by_line=True,
        brakes=True,
    ),
    Rule(
        "repeated-lines",
        "Takes away a line that repeats the one above it.",
        "Safe for long sentences; a shorter line is only suggested, and the lines of lists, tables, dialogue and "
        "refrains stay.",
        (
            (
                "Des habitants traversent le pont de la Guillotière, à Lyon, mardi.\n"
                "Des habitants traversent le pont de la Guillotière, à Lyon, mardi.\n",
                "Des habitants traversent le pont de la Guillotière, à Lyon, mardi.\n",
            ),
        ),
        _find_lines,
    ),
)
