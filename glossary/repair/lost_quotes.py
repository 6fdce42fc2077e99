"""Quotation marks that were lost: put back where the place leaves no doubt."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from glossary.edits import Edit, Span
from glossary.repair.base import Text
from glossary.repair.quotations import SIGNS, Mark, Pair, Reading
from glossary.repair.typography import SPACES
from glossary.tables import words_in_role

TABLE = "quote-words.tsv"

LONGEST_QUOTATION = 400
"""How long a quotation with one mark is at most, in characters, for its other mark to be put back."""

MOST_COUNTED = 12
"""How many words a sentence behind a colon has at most to be quoted as a whole though it has a comma."""

MOST_WORDS = 6
"""How many words a quotation inside a sentence has at most for its end to be suggested."""

FEWEST = 2
"""How many whole quotations near by it takes for a lost mark to be plainly lost."""

_ANY_MARK = re.compile('[«»“”„"]')
_SENTENCE = re.compile(r"[.!?…]['’)\]]*\s+(?=[A-ZÀ-Þ«“\"(—–-])")
_WORD = re.compile(r"[^\W\d_]+")
_LEADING = re.compile(r"(?:[dD]['’])?\w*")
_PHRASE = re.compile(r"[^\W_]+(?:['’ -][^\W_]+)*\.?")
_SPEAKER = re.compile(rf"[{SPACES}]?(?P<comma>,?)[{SPACES}]?(?P<words>[^\W\d_][^.,;:!?()]{{0,60}})")


def _is_said(words: str) -> bool:
    """Tell whether `words`, which follow a quotation, begin with a verb of speech whose subject comes later."""
    found = [word.lower() for word in _WORD.findall(words)[:5]]
    while found and found[0] in ("s", "se", "me", "m", "lui", "leur", "nous", "vous"):
        del found[0]
    if not found:
        return False
    if found[0] in words_in_role("says", TABLE):
        return True
    between = words_in_role("between", TABLE) | {"t", "il", "elle", "ils", "elles", "on", "je"}
    said = next((word for word in found[1:] if word not in between), "")
    return found[0] in words_in_role("auxiliary", TABLE) and said in words_in_role("said", TABLE)


def _names_speaker(words: str) -> bool:
    """Tell whether a verb of speech stands behind the first words of `words`, or behind a mark: there they may end."""
    if any(_is_said(words[match.end() :][:80]) for match in re.finditer(r"[,!?…] ", words)):
        return True
    found = [word.lower() for word in _WORD.findall(words)[2:]]
    return any(word in words_in_role("says", TABLE) | words_in_role("said", TABLE) for word in found)


def _is_one_phrase(words: str) -> bool:
    """Tell whether a quotation that begins with `words` cannot end before their end.

    None ends with a small word; of those that begin with one, hardly any ends before a second word of another kind.
    """
    small = words_in_role("small", TABLE)
    found = [word.lower() in small for word in _WORD.findall(words)]
    others = found.count(False)
    return bool(_PHRASE.fullmatch(words)) and (others == 1 or (others == 2 and found[0] and words.islower()))


def _inner_space(mark: Mark, beside: str, usual: str | None) -> str:
    """Return the space inside the mark that was lost: the `usual` one of guillemets, or what is `beside` the other."""
    if mark.style == "guillemets" and usual is not None:
        return usual
    return beside if beside in SPACES else ""


def _before_stop(text: Text, pairs: Iterable[Pair], whole: bool) -> int:
    """Return how many more of `pairs` end before the full stop of their line than after it.

    Those count that are a `whole` sentence at the start of a line or behind a colon, or those that are not.
    """
    content, more = text.text, 0
    for pair in pairs:
        first, last = text.lines[pair.first.line], text.lines[pair.second.line]
        start = content[first.start : pair.first.span.start].rstrip()
        if whole == (not start or start.endswith(":")):
            after = content[pair.second.span.end : last.end].strip()
            more += after == "."
            more -= not after and pair.inside(content).rstrip(SPACES).endswith(".")
    return more


def _is_sure(text: Text, reading: Reading, mark: Mark, beside: int) -> bool:
    """Tell whether a quotation that began or ended on the line of number `beside` would have been read with `mark`.

    Between paragraphs a quotation can go on without a mark, and sentences can have been left out; between lines that
    follow one another it cannot. What its own surroundings do not tell of a straight mark is not sure either.
    """
    clear = mark.sign != '"' or mark.opens is not None
    known = 0 <= beside < len(text.lines) and bool(text.lines[beside].of(text.text).strip())
    return clear and known and len(reading.near(mark.span)) >= FEWEST


def _end(text: Text, reading: Reading, mark: Mark, usual: str | None) -> Edit | None:
    """Return the edit that closes, at the end of its line, what `mark` opens; None where that is unclear."""
    content, line = text.text, text.lines[mark.line]
    before = content[line.start : mark.span.start].rstrip()
    inside = content[mark.span.end : line.end].strip()
    words = inside.split()
    if len(inside) > LONGEST_QUOTATION or not words or _ANY_MARK.search(inside):
        return None
    whole = (not before or before.endswith(":")) and inside[:1].isupper()
    if _names_speaker(inside) or _SENTENCE.search(inside) or (not whole and len(words) > MOST_WORDS):
        return None
    # A line that begins with a mark can begin with a title: “Twilight” est en tête.
    short = len(words) <= MOST_COUNTED or "," not in inside
    certain = bool(before) and (len(words) > 1 and short if whole else _is_one_phrase(inside))
    following = content[line.end : line.end + 3].strip()[:1]
    safe = certain and inside[-1] in ".!?…" and not _ANY_MARK.match(following)
    safe = safe and _is_sure(text, reading, mark, mark.line + 1)
    safe = safe and all(pair.is_of_one_line for pair in reading.near(mark.span))
    end = mark.span.end + len(content[mark.span.end : line.end].rstrip())
    if inside.endswith(".") and not inside.endswith(".."):
        near = reading.near(mark.span)
        more = _before_stop(text, near, whole) or _before_stop(text, near, not whole)
        end -= more > 0 or (more == 0 and not whole)
    new = _inner_space(mark, mark.rest[:1], usual) + SIGNS[mark.style][1]
    return Edit(Span(end, end), "", new, "quote-pairs", f"{mark.sign} opens a quotation that is not closed", safe)


def _beginning(text: Text, reading: Reading, mark: Mark, usual: str | None) -> Edit | None:
    """Return the edit that opens, at the start of its line, what `mark` closes; None where that is unclear."""
    content, line = text.text, text.lines[mark.line]
    inside = content[line.start : mark.span.start].rstrip(SPACES)
    if len(inside) > LONGEST_QUOTATION or not _WORD.match(inside) or _ANY_MARK.search(inside):
        return None
    if ":" in inside or _SENTENCE.search(inside) or not inside[0].isupper():
        return None
    speaker = _SPEAKER.match(content, mark.span.end, min(line.end, mark.span.end + 80))
    said = speaker and _is_said(speaker["words"]) and (speaker["comma"] or inside[-1] in ",!?….")
    if not said and not inside.isalpha():
        return None
    new = SIGNS[mark.style][0] + _inner_space(mark, mark.before[-1:], usual)
    leading = _LEADING.match(inside)
    led = leading is not None and leading[0].lower() in words_in_role("leading", TABLE) and "," in inside
    safe = not led and _is_sure(text, reading, mark, mark.line - 1)
    place = Span(line.start, line.start)
    return Edit(place, "", new, "quote-pairs", f"{mark.sign} closes a quotation that is not opened", safe)


def lost(text: Text, reading: Reading, usual: str | None) -> Iterator[tuple[Mark, Edit]]:
    """Yield the marks of `reading` that have lost their partner, each with the edit that puts it back.

    Marks whose partner can have stood in several places are left out. An edit is safe where the lines around it, and
    the quotations near by, leave no other place.

    :param usual: the space inside the guillemets of the text, which can be none; None where it has too few to tell.

    >>> from glossary.repair.quotations import read
    >>> text = Text("Il est « prêt » et « sûr ».\\nOn l’a dit « menteur.\\nIl le nie.")
    >>> [edit.new for _, edit in lost(text, read(text), " ")]
    [' »']
    """
    leftover = Counter(mark.line for mark in (*reading.unclosed, *reading.unopened))
    for marks, found in ((reading.unclosed, _end), (reading.unopened, _beginning)):
        for mark in marks:
            if mark.sign != "„" and leftover[mark.line] == 1 and (edit := found(text, reading, mark, usual)):
                yield mark, edit
