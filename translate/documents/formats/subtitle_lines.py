"""The text of subtitles: how it is spelt between its tags, and how English is broken into cues and lines."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from glossary.tables import expression
from translate.documents.formats.codes import in_view
from translate.documents.formats.skeleton import Block, Member
from translate.documents.records import MarkupKind

LONGEST_LINE = 42
"""Characters of a line (Netflix, Timed Text Style Guide), unless the French of the same cue has a longer one."""
MOST_LINES = 2
_FARTHEST = 20
"""Characters that the end of a cue is moved at most to stand at a better place."""
_BAD_END, _GOOD_END = 40, -12
"""What it costs, in characters moved, that a cue or line ends with a word of `_NEVER_LAST`, and with a mark."""
_MOST_WORDS = 60
"""Words of a cue for which every way to break it is tried; nobody can read more while it is shown."""
_NEVER_LAST = frozenset((
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "without", "into", "onto",
    "over", "under", "between", "through", "about", "and", "or", "but", "nor", "that", "than", "as", "if",
    "when", "while", "because", "who", "which", "whose", "my", "your", "his", "her", "its", "our", "their",
    "this", "these", "those", "no", "not", "very", "so", "too", "i", "he", "she", "we", "they", "is", "are",
    "was", "were", "be", "been", "am", "has", "have", "had", "do", "does", "did", "will", "would", "can",
    "could", "shall", "should", "may", "might", "must", "mr", "mrs", "ms", "dr",
))  # fmt: skip
"""English words that belong to the next one: articles, prepositions, conjunctions, pronouns, auxiliaries, titles."""
_SIMPLE = expression(r"[^&\\\r\n]*")
_LAST_WORD = expression(r"([A-Za-z]+)\.?$")
_MARKS = tuple(',.;:!?…)]»”"')


class Tagging:
    """How the text of cues is written in one kind of file: a `Spelling`.

    `token` finds its tags and, as the group `soft`, the ends of lines inside of a cue, `piece` what is one character
    for a reader. `most` are the lines that each cue of a block may have, in order.
    """

    token: re.Pattern[str]
    piece = re.compile(r"[ \t]*(?:(?:\r\n|\r|\n)[ \t]*)+|(?s:.)")
    new_line = "\n"

    def __init__(self, new_line: str | None = None, most: Sequence[int] = ()) -> None:
        if new_line is not None:
            self.new_line = new_line
        self.most = tuple(most)

    def said(self, spelt: str) -> str:
        """Return what a match of `piece` says."""
        return spelt if len(spelt) == 1 else " "

    def units(self, raw: str) -> Iterator[tuple[int, str]]:
        """Yield the characters of `raw` as a view shows them, each with the length of its spelling."""
        for match in self.piece.finditer(raw):
            yield len(match[0]), in_view(self.said(match[0]))

    def escape(self, text: str) -> str:
        """Return `text` as it is written in a cue, on one line."""
        return in_view(text).replace("❬", "⟨").replace("❭", "⟩")

    def finish(self, made: str) -> str:
        """Return `made` as it is: lines are made by `Layout`."""
        return made

    def visible(self, raw: str) -> str:
        """Return what a stretch says, without its tags; the end of a line is a space."""
        text = self.token.sub(lambda match: " " if match["soft"] else "", raw)
        return self.text(text)

    def text(self, raw: str) -> str:
        """Return what a stretch without tags says."""
        return in_view(raw) if _SIMPLE.fullmatch(raw) else "".join(said for _, said in self.units(raw))


class Layout:
    """The spelling of a block whose English is broken into the cues and lines of its own.

    The ends of the cues come in the order of the file. Each is moved to a near place that is better, and a cue that
    would have no text shows that of the cue before it. A cue whose lines are longer than `LONGEST_LINE` and than those
    of its French, or more than it may have, is broken anew.
    """

    def __init__(self, block: Block, member: Member) -> None:
        assert isinstance(block.spelling, Tagging)
        self._tagging = block.spelling
        self._ends = [member.text(item.start, item.end) for item in block.items if item.kind is MarkupKind.BREAK]
        french = self._parts(member.text(block.start, block.end))
        self._longest = [
            max(LONGEST_LINE, *(len(self._tagging.visible(line)) for line in self._lines(part))) for part in french
        ]

    def units(self, raw: str) -> Iterator[tuple[int, str]]:
        """Yield the characters of `raw`; see `Tagging.units`."""
        return self._tagging.units(raw)

    def escape(self, text: str) -> str:
        """Return `text` as it is written; see `Tagging.escape`."""
        return self._tagging.escape(text)

    def finish(self, made: str) -> str:
        """Return a block in its cues and lines."""
        parts = self._parts(made)
        for number in range(len(parts) - 1):
            parts[number : number + 2] = self._better(parts[number], parts[number + 1])
        for number, part in enumerate(parts[1:], start=1):
            if not self._tagging.visible(part).strip():
                parts[number] = part + self._tagging.token.sub("", parts[number - 1]).strip()
        broken = [
            self._broken(part, longest, most)
            for part, longest, most in zip(parts, self._longest, self._tagging.most, strict=True)
        ]
        return "".join(
            [piece for pair in zip(broken, self._ends, strict=False) for piece in pair] + broken[len(self._ends) :]
        )

    def _parts(self, raw: str) -> list[str]:
        """Return a block as the texts of its cues."""
        places = sorted((raw.index(end), len(end)) for end in self._ends)
        bounds = [0, *(bound for place, length in places for bound in (place, place + length)), len(raw)]
        return [raw[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True)]

    def _lines(self, part: str) -> list[str]:
        pieces = [0]
        for match in self._tagging.token.finditer(part):
            if match["soft"]:
                pieces += match.span()
        return [part[start:end] for start, end in zip(pieces[::2], [*pieces[1::2], len(part)], strict=True)]

    def _better(self, before: str, after: str) -> tuple[str, str]:
        """Return the texts of two cues with the end of the first at the best place near by; no tag changes sides."""
        last, first = _after_tags(before, self._tagging.token), _before_tags(after, self._tagging.token)
        text = f"{before[last:].rstrip()} {after[:first].lstrip()}"
        if not text.strip():
            return before, after
        wanted = len(before[last:].rstrip())
        best, least = wanted, float(_cost(text[:wanted])) if before.strip() and after.strip() else float("inf")
        for space in re.finditer(" ", text):
            place = space.start()
            if not (before[:last] + text[:place]).strip() or not (text[place:] + after[first:]).strip():
                continue
            cost = abs(place - wanted) + _cost(text[:place])
            if cost < least and (abs(place - wanted) <= _FARTHEST or least == float("inf")):
                best, least = place, cost
        if best == wanted:
            return before, after
        return before[:last] + text[:best].rstrip(), text[best:].lstrip() + after[first:]

    def _broken(self, part: str, longest: int, most: int) -> str:
        """Return the text of a cue in lines, as it is where they are short and few enough."""
        tagging = self._tagging
        lines = self._lines(part)
        if len(lines) <= most and all(len(tagging.visible(line).strip()) <= longest for line in lines):
            return part
        whole = " ".join(line.strip(" ") for line in lines)
        tags = [match.span() for match in tagging.token.finditer(whole)]
        spaces = [
            match.start()
            for match in re.finditer("(?<=[^ ]) (?=[^ ])", whole)
            if not any(start <= match.start() < end for start, end in tags)
        ][:_MOST_WORDS]
        for count in range(1, most + 1):
            ways = [(0, *chosen, len(whole)) for chosen in combinations(spaces, count - 1)] if count <= 3 else []
            if not ways:
                break
            costs = {way: self._way_cost(whole, way, longest) for way in ways}
            best = min(ways, key=lambda way: costs[way])
            if count == most or count == 3 or costs[best] < longest * 100 or len(spaces) < count:
                return tagging.new_line.join(whole[start:end].strip(" ") for start, end in pairwise(best))
        return whole

    def _way_cost(self, whole: str, way: Sequence[int], longest: int) -> float:
        lengths = [len(self._tagging.visible(whole[start:end]).strip()) for start, end in pairwise(way)]
        mean = sum(lengths) / len(lengths)
        over = sum(max(0, length - longest) for length in lengths)
        ends = sum(_cost(self._tagging.visible(whole[:end])) for end in way[1:-1])
        return sum(abs(length - mean) for length in lengths) + ends + over * longest * 100


def _cost(text: str) -> int:
    """Return what it costs to end a cue or line after `text`."""
    text = text.rstrip()
    if text.endswith(_MARKS):
        return _GOOD_END
    word = _LAST_WORD.search(text)
    return _BAD_END if word and word[1].lower() in _NEVER_LAST else 0


def _after_tags(text: str, token: re.Pattern[str]) -> int:
    """Return where the last tag of `text` ends, 0 where there is none; a line break is no tag."""
    return max((match.end() for match in token.finditer(text) if not match["soft"]), default=0)


def _before_tags(text: str, token: re.Pattern[str]) -> int:
    """Return where the first tag of `text` begins, its length where there is none."""
    return next((match.start() for match in token.finditer(text) if not match["soft"]), len(text))
