"""Line breaks inside a sentence, and words that a hyphen cuts at the end of a line."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from glossary.edits import Edit, Span
from glossary.french.abbreviations import Abbreviation, Expects, abbreviations
from glossary.french.lexicon import ELISIONS, form, is_word, look_up, pair_count
from glossary.repair.base import Rule, Text
from glossary.tables import expression, words_in_role

SHORT = 20
"""Below this many code points a line may well be a heading, an entry of a list or a verse."""
NEAR = 40
"""How many line breaks before and after one tell what kind of text it stands in."""
FEWEST_WRAPPED = 3
"""How many lines must end near one column before that column is taken for a margin."""

_WORDS = "line-words.tsv"
_TOKEN = expression(r"[^\W\d_]+['’]?")
_LAST_TOKEN = expression(r"([^\W\d_]+['’]?)$")
_FINISHED = expression(r"[.!?…:;‥。][\s\u00a0\u202f»”\"')\]*_\d]{0,12}$")
_ITEM = expression(
    r"[-–—•*·▪◦●►▶→+✓✔■□o][ \t\u00a0]|[—–•▪●►✓✔]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})(?:[.)°]|\.-)(?:\s|$)"
)
# Code, tables, quoted mail and settings: their line breaks are meant.
_OTHER = expression(r"[{}<>|=\\\t~^]|\[/?[a-z]{1,10}\]|\S {3,}\S|^\s*[#$%@]|_\w|://")
PAGE_NUMBER = expression(
    r"(?:[-–—•·*]\s{0,3})?(?:(?i:page|p\.)\s?)?(?P<number>\d{1,4})(?:\s?(?:/|sur)\s?\d{1,4})?(?:\s{0,3}[-–—•·*])?"
)
"""A line that is the number of a page: `- 5 -`, `12`, `Page 3 sur 8`."""
_OPENERS = "«“\"'‘(["
_CLOSING = expression(r"[»;!?%)\],.][\s,.;:!?]|:\s|[»!?%)\],.;:]+$")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: where its text starts and ends, without the white space around it, and how it does so."""

    start: int
    end: int
    text: str
    begins: str
    """How it begins: `small`, `capital`, `digit`, `closing`, `item`, `other` (not prose) or `blank`."""
    finished: bool
    first: str
    last: str

    @property
    def is_prose(self) -> bool:
        return self.begins not in ("other", "blank")

    def __len__(self) -> int:
        return self.end - self.start


def _begins(text: str) -> str:
    if not text:
        return "blank"
    if _OTHER.search(text) or PAGE_NUMBER.fullmatch(text):
        return "other"
    if _ITEM.match(text):
        return "item"
    if _CLOSING.match(text):
        return "closing"
    head = text.lstrip(_OPENERS + " \u00a0\u202f")[:1]
    if head.islower():
        return "small"
    if head.isalpha():
        return "capital"
    return "digit" if head.isdigit() else "other"


def _abbreviation(text: str) -> Abbreviation | None:
    """Return the abbreviation that the line ends with."""
    return abbreviations().get(text[-12:].replace("\u00a0", " ").rpartition(" ")[2])


def _ends_with_title(text: str) -> bool:
    """Tell whether the line ends with a title that a name must follow, such as `M.`."""
    known = _abbreviation(text)
    if text.rpartition(" ")[2].lower() in words_in_role("title", _WORDS):
        return True
    return known is not None and not known.ends and known.expects is Expects.NAME


def _read(text: Text) -> list[_Line]:
    lines = ((start, part.once(_read_line)) for start, part in text.parts)
    return [replace(line, start=start + line.start, end=start + line.end) for start, line in lines]


def _read_line(part: Text) -> _Line:
    raw = part.text
    body = raw.strip()
    start = len(raw) - len(raw.lstrip()) if body else 0
    first = _TOKEN.search(body[:60])
    last = _LAST_TOKEN.search(body[-60:])
    return _Line(
        start,
        start + len(body),
        body,
        _begins(body),
        bool(_FINISHED.search(body[-16:])) and not _ends_with_title(body),
        first[0].lower().replace("’", "'") if first else "",
        last[0].lower().replace("’", "'") if last else "",
    )


def _fits(line: _Line, following: _Line, width: int) -> bool:
    """Tell whether the next word would have gone over the margin, so that the break there says nothing."""
    return len(line) <= width < len(line) + 1 + len(following.text.split(maxsplit=1)[0])


def _goes_on(line: _Line, following: _Line) -> bool:
    return line.is_prose and not line.finished and following.begins == "small"


def _width(pairs: Sequence[tuple[_Line, _Line]]) -> int:
    """Return the column at which the lines were wrapped, or 0 where they were not."""
    broken = [pair for pair in pairs if _goes_on(*pair)]
    if len(broken) < FEWEST_WRAPPED:
        return 0
    width = sorted(len(line) for line, _ in broken)[-1 - len(broken) // 50]
    within = sum(_fits(line, following, width) for line, following in broken)
    # Short verses of one length are not wrapped prose, a quarter of whose lines end with a small word.
    open_ends = sum(_ends_open(line) for line, _ in broken)
    if width < SHORT or (width < 2 * SHORT and 5 * open_ends < len(broken)):
        return 0
    return width if within >= 0.85 * len(broken) else 0


def _margin(pairs: Sequence[tuple[_Line, _Line]]) -> int:
    """Return the column that many of the broken lines were wrapped at, and others not, or 0 where there is none."""
    ends: Counter[int] = Counter()
    broken = [pair for pair in pairs if _goes_on(*pair) and len(pair[0]) >= 2 * SHORT]
    for line, following in broken:
        ends.update(range(len(line), len(line) + 1 + min(SHORT, len(following.text.split(maxsplit=1)[0]))))
    [(column, most)] = ends.most_common(1) or [(0, 0)]
    return column if most >= 2 * FEWEST_WRAPPED and 3 * most >= len(broken) else 0


def _ragged_width(pairs: Sequence[tuple[_Line, _Line]]) -> int:
    """Return the length of the longest line of a column set in letters of different widths, or 0 for anything else."""
    broken = [line for line, following in pairs if _goes_on(line, following)]
    if len(broken) < FEWEST_WRAPPED + 1:
        return 0
    width = max(len(line) for line in broken)
    near = sum(len(line) >= 0.75 * width for line in broken)
    leaning = sum(_ends_open(line) for line in broken)
    return width if width >= SHORT and near >= 0.9 * len(broken) and leaning >= 0.2 * len(broken) else 0


def _ends_open(line: _Line) -> bool:
    return line.last in words_in_role("leaning", _WORDS) or _ends_bound(line)


def _ends_bound(line: _Line) -> bool:
    return line.last in words_in_role("bound", _WORDS) or line.last in ELISIONS or _ends_with_title(line.text)


def goes_on(before: str, after: str) -> bool:
    """Tell whether a line goes on in another: in small letters, or because it ends with an article or the like.

    >>> goes_on("dans la forêt de", "Bretagne"), goes_on("dans la forêt", "Bretagne"), goes_on("le cas", "a) vide")
    (True, False, False)
    """
    lines = [_read_line(Text(one)) for one in (before, after)]
    if lines[1].begins == "capital":
        return _ends_bound(lines[0]) and _same_sentence(*lines)
    return lines[1].begins == "small"


def _same_sentence(line: _Line, following: _Line) -> bool:
    """Tell whether the words on both sides of the break belong together."""
    if following.begins == "closing":
        return True
    if following.begins == "digit":
        return _ends_open(line) or line.last in words_in_role("number", _WORDS)
    if following.begins == "capital":
        if _ends_with_title(line.text):
            return True
        known = form(following.first)
        paired = pair_count(line.last, following.first) > 0
        if known is None or not known.grammar:
            return paired or _ends_open(line)
        return not known.has("GD") and (paired or (_ends_bound(line) and not known.has("VI")))
    return _ends_open(line) or bool(line.last and pair_count(line.last, following.first)) or line.text[-1] in ",-–("


def _loose_breaks(pairs: Sequence[tuple[_Line, _Line]], number: int, margin: int) -> int:
    """Count the breaks near by after which a line without a full stop gives way to one with a capital, as in a list."""
    around = (pairs[i] for i in range(max(0, number - 2), min(len(pairs), number + 3)) if i != number)
    return sum(
        not line.finished and following.begins in ("capital", "digit", "item", "other")
        for line, following in around
        if line.is_prose and not (margin and _fits(line, following, margin))
    )


def _blocks(lines: Sequence[_Line]) -> Iterator[list[tuple[_Line, _Line]]]:
    """Yield the pairs of neighbours between blank lines."""
    block: list[tuple[_Line, _Line]] = []
    for line, following in pairwise(lines):
        if line.begins == "blank" or following.begins == "blank":
            if block:
                yield block
            block = []
        else:
            block.append((line, following))
    if block:
        yield block


@dataclass(frozen=True, slots=True)
class _Around:
    """How many breaks near a place are of each kind: all; into small letters; without a full stop before it; both."""

    breaks: int
    small: int
    unfinished: int
    broken: int

    @property
    def is_orderly(self) -> bool:
        """Whether lines are paragraphs here: they begin with a capital and end with a full stop, but for the fault."""
        loose = self.unfinished - self.broken
        return self.breaks >= 5 and 10 * (self.small - self.broken) <= self.broken and 3 * loose <= self.breaks

    @property
    def is_of_scraps(self) -> bool:
        """Whether small letters follow an unfinished line no more often than any other, as in a list of scraps."""
        return 2 * self.broken * self.breaks <= 3 * self.small * self.unfinished


def _counts(pairs: Sequence[tuple[_Line, _Line]]) -> list[_Around]:
    """Return for each pair what stands around it."""
    sums = [(0, 0, 0)]
    for line, following in pairs:
        small, unfinished = following.begins == "small", not line.finished
        before = sums[-1]
        sums.append((before[0] + small, before[1] + unfinished, before[2] + (small and unfinished)))
    around = []
    for number in range(len(pairs)):
        low, high = max(0, number - NEAR), min(len(pairs), number + NEAR + 1)
        around.append(_Around(high - low, *(b - a for a, b in zip(sums[low], sums[high], strict=True))))
    return around


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines between blank lines, as pairs of neighbours, and the columns that they end at (0 for none)."""

    pairs: Sequence[tuple[_Line, _Line]]
    width: int
    margin: int
    """The column of some lines of the text, where others have none."""
    ragged: int
    paragraph: bool
    """Whether each line of the block is full, so that it is one paragraph."""


def _find_splits(text: Text) -> Iterator[Edit]:
    if not text.line_breaks:
        return
    blocks = list(_blocks(_read(text)))
    all_pairs = [pair for block in blocks for pair in block]
    page_width, margin = _width(all_pairs), _margin(all_pairs)
    around = iter(_counts(all_pairs))
    for pairs in blocks:
        width = _width(pairs) or page_width
        paragraph = width > 0 and all(_fits(*pair, width) for pair in pairs)
        block = _Block(pairs, width, margin, 0 if width else _ragged_width(pairs), paragraph)
        for number, (line, following) in enumerate(pairs):
            sure = _is_split(block, number, next(around))
            span = Span(line.end, following.start)
            if sure is None or _is_cut_word(line, following) or not text.is_free(span):
                continue
            reason = "the sentence goes on after the line break"
            yield Edit(span, span.of(text.text), _joint(line, following), "split-lines", reason, sure)


def _is_split(block: _Block, number: int, around: _Around) -> bool | None:
    """Tell whether a break is surely (True) or perhaps (False) a fault, or none that one can tell (None)."""
    line, following = block.pairs[number]
    if not (line.is_prose and following.is_prose) or following.begins == "item":
        return None
    if len(line) < SHORT and line.text.isupper() and following.text.isupper():
        return None  # a title page
    if line.finished:
        return _is_split_after_stop(block, line, following, around)
    together = _same_sentence(line, following)
    if block.width and _fits(line, following, block.width):
        known = form(following.first)
        heading = following.begins == "capital" and known is not None and known.has("GDI")
        return None if heading and not together and not block.paragraph else True
    if block.ragged and len(line) >= 0.75 * block.ragged and following.begins in ("small", "closing", "digit"):
        return True
    if _is_in_chain(block.pairs, number) and not _ends_bound(line):
        return None
    loose = _loose_breaks(block.pairs, number, block.margin)
    # A line that is the rest of a paragraph, where all others begin with a capital.
    rest = around.is_orderly and following.begins == "small" and _is_whole(block.pairs, number)
    greeting = line.text.endswith(",") and not words_in_role("greeting", _WORDS).isdisjoint(
        line.text[:-1].lower().split()
    )
    if rest and loose < 2 and not greeting:
        return True
    if len(line) < SHORT and (line.text.endswith(",") or not following.finished):
        return None
    if together and (loose < 2 or (rest and len(line) >= 2 * SHORT)):
        whole = following.finished and (line.begins != "small" or _ends_bound(line))
        return not around.is_of_scraps or around.is_orderly or (whole and (around.breaks < 5 or _ends_bound(line)))
    known = form(following.first)
    if block.margin and _fits(line, following, block.margin) and not (known and known.has("GDI")) and loose < 2:
        return True
    if loose or len(line) < 2 * SHORT or not around.is_orderly:
        return None
    if following.begins == "capital":
        # The last word of the line and the first of the next may be the two parts of a name.
        named = line.text[-40:].rpartition(" ")[2][:1].isupper() and known is None
        return False if following.finished and named else None
    return False if following.begins == "digit" and following.finished else None


def _is_whole(pairs: Sequence[tuple[_Line, _Line]], number: int) -> bool:
    """Tell whether the lines before and after a break begin and end as a paragraph does, or go on at another break."""
    line, following = pairs[number]
    begun = line.begins != "small" or (len(line) >= 2 * SHORT and number > 0 and _goes_on(*pairs[number - 1]))
    goes_on = number + 1 < len(pairs) and len(following) >= 2 * SHORT and _goes_on(*pairs[number + 1])
    return begun and (following.finished or goes_on)


def _is_split_after_stop(block: _Block, line: _Line, following: _Line, around: _Around) -> bool | None:
    """Tell the same of a break after a mark that can end a sentence."""
    if block.paragraph and following.begins in ("capital", "small", "digit", "closing"):
        return True
    if following.begins == "closing" and following.text[0] in "»”" and around.is_orderly:
        return True
    if following.begins != "small" or not around.is_orderly:
        return None
    quoted = line.text[-1] in '»”"' and len(line) >= SHORT
    return True if quoted or _abbreviation(line.text) is not None else None


def _is_in_chain(pairs: Sequence[tuple[_Line, _Line]], number: int) -> bool:
    """Tell whether the break is one of three or more between short lines in small letters, as in modern verse."""

    def is_link(position: int) -> bool:
        return 0 <= position < len(pairs) and _goes_on(*pairs[position]) and len(pairs[position][0]) < 2.5 * SHORT

    links = [is_link(position) for position in range(number - 2, number + 3)]
    return any(all(links[start : start + 3]) for start in range(3))


def _joint(line: _Line, following: _Line) -> str:
    if _is_one_word(line, following):
        return ""
    tight = line.text[-1] in "'’([" or following.text[0] in "),]." or following.text.startswith(", ")
    return "" if tight else " "


def _is_one_word(line: _Line, following: _Line) -> bool:
    """Tell whether the break lies inside a word, as some readers of PDF files put it: la te⏎mporalité."""
    if following.begins != "small" or not line.last.isalpha() or not line.text[-1].isalpha():
        return False
    if (is_word(line.last) and len(line.last) > 2) or is_word(following.first):
        return False
    found = look_up(line.last + following.first)
    return found is not None and bool(found.grammar)


def _is_cut_word(line: _Line, following: _Line) -> bool:
    return len(line) > 1 and line.text[-1] in "-\u2010\u00ad¬" and line.text[-2].isalpha() and following.first != "et"


_PRONOUN = expression(r"(?:t['’-])?(?:je|tu|il|elle|on|nous|vous|ils|elles|ce|moi|toi|lui|leur|le|la|les|y|en)$")

_LONGEST = 123
"""In characters: four parts of a word of up to thirty letters each, with the signs between."""
_FIRST = expression(r"(?<![^\W\d_])[^\W\d_]{1,30}(?:['’-][^\W\d_]{1,30}){0,3}\Z")
_CUT = expression(
    r"([-\u2010\u00ad¬])([ \t]{0,8}(?:\r\n|\n|\r)[ \t]{0,80}| )([^\W\d_]{1,30}(?:['’-][^\W\d_]{1,30}){0,3})"
)


def _find_hyphens(text: Text) -> Iterator[Edit]:
    for match in _CUT.finditer(text.text):
        hyphen, gap, second = match.groups()
        before = _FIRST.search(text.text[max(0, match.start() - _LONGEST - 1) : match.start()])
        if before is None or (gap != " " and not text.line_breaks):
            continue
        first = before.group()
        span = Span(match.start(), match.start(3))
        if second in ("et", "ou", "ni") or not text.is_free(span):
            continue
        joint, sure = ("", True) if hyphen == "\u00ad" else _joint_of_parts(first, second, text.counts)
        # Inside a line a hyphen can stand for the rest of a word (pré- ou post-opératoire): nothing is guessed.
        if joint is None or (gap == " " and not (sure and _is_listed(first, joint, second))):
            continue
        what = (
            "the hyphen cuts a word at the end of a line" if not joint else "a word with a hyphen runs over two lines"
        )
        yield Edit(span, span.of(text.text), joint, "hyphenation", what, sure)


def _joint_of_parts(first: str, second: str, forms: Container[str]) -> tuple[str | None, bool]:
    """Return what belongs between the two parts of a word at a line's end, and whether that is sure."""
    whole, compound = first + second, f"{first}-{second}"
    if whole in forms or compound in forms:
        return ("", True) if whole in forms else ("-", True)
    known, linked = look_up(whole), look_up(compound)
    if is_word(whole) and second[:1].islower():
        # Both forms may be words (contrattaque, contre-attaque): the one that the dictionary has and texts use wins.
        rare = known is not None and known.count == 0
        return ("-" if linked is not None and linked.grammar and rare else ""), True
    if linked is not None and linked.grammar:
        return "-", True
    verb = form(first.rpartition("'")[2].rpartition("’")[2].lower())
    if verb is not None and verb.has("VI") and _PRONOUN.match(second):
        return "-", True
    if min(len(first), len(second)) >= 3 and is_word(first) and is_word(second):
        return "-", True
    if second[:1].isupper():
        return ("-", True) if first[:1].isupper() else (None, False)
    return "", known is not None


def _is_listed(first: str, joint: str, second: str) -> bool:
    """Tell whether the dictionary has the word in one piece, or with its hyphen."""
    known = look_up(f"{first}-{second}") if joint else None
    return second[:1].islower() and (not joint or (known is not None and bool(known.grammar)))


RULES: tuple[Rule, ...] = (
    Rule(
        "split-lines",
        "Joins a sentence that a line break cuts in two.",
        "Safe where the lines end at one margin, or where the words on both sides belong together and the lines around "
        "are neither verse nor a list. Blank lines, headings, lists, tables and code are never joined.",
        (
            ("Le ministre a dit que les\nimpôts baisseront.", "Le ministre a dit que les impôts baisseront."),
            ("Le rapport sera remis à M.\nDurand demain.", "Le rapport sera remis à M. Durand demain."),
        ),
        _find_splits,
    ),
    Rule(
        "hyphenation",
        "Joins a word that a hyphen cuts at the end of a line.",
        "Safe where the dictionary or the rest of the text has the word; an unknown word is only suggested. A hyphen "
        "that belongs to the word is kept. The space that took the place of a line end after a hyphen goes as well.",
        (
            ("Le gouver-\nnement se réunit.", "Le gouvernement se réunit."),
            ("Un porte-\navions est en mer.", "Un porte-avions est en mer."),
            ("Il faut présen- ter une carte.", "Il faut présenter une carte."),
        ),
        _find_hyphens,
    ),
)
