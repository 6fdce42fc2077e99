"""The inline markup of one Markdown block: emphasis, links, code, addresses, inline HTML.

The rules of CommonMark decide what is markup, with these additions: strikethrough, footnote references, bare addresses,
`$mathematics$`, and the `{attributes}`, `[@citations]` and `{{shortcodes}}` of Quarto and of site generators.

Decisions of this reader:

- A link by reference without a text of its own, `[label]` or `[label][]`, is kept letter by letter: a translated label
  would no longer find its definition.
- A line break, hard or soft, `<br>`, and an entity for a space such as `&nbsp;` read as one space. Hard breaks and
  `<br>` end a sentence unless the next line begins with a small letter.
- An entity for a letter, such as `&eacute;`, is plain text; any other, such as `&amp;`, is kept letter by letter.
- `<kbd>Ctrl</kbd>` and its like are kept letter by letter, with what they hold.
- A pair that holds nothing to read, such as `[![badge](image)](address)`, is one mark.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

from glossary.edits import Span
from glossary.tables import expression
from translate.documents.records import Markup, MarkupKind

_SPECIAL = expression(
    r"""
    (?P<escape> \\[!-/:-@\[-`{-~] )
    | (?P<hard_break> (?:\\|(?<![ ])[ ]{2,})\n | (?<![ \t])[ \t]*<br\s*/?>[ \t]*\n? )
    | (?P<code> `+ )
    | (?P<autolink> <(?:[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)> )
    | (?P<comment> <!-- )
    | (?P<declaration> <\?[^<>]*\?> | <![a-zA-Z][^<>]*> )
    | (?P<closing_tag> </[a-zA-Z][a-zA-Z0-9-]*\s*> )
    | (?P<opening_tag>
        <[a-zA-Z][a-zA-Z0-9-]* (?:\s+[a-zA-Z_:][\w.:-]* (?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))? )* \s*/?> )
    | (?P<entity> &(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31}); )
    | (?P<math> \$\$[^$]+\$\$ | (?<![\w$])\$(?![\s$])(?:[^$\\]|\\.)*(?<!\s)\$(?![\d$]) )
    | (?P<footnote> \[\^[^\]\s]+\] )
    | (?P<citation> \[-?@\w[^\[\]]*\](?![(\[]) )
    | (?P<shortcode> \{\{[^{}]*\}\} | \{%[^{}]*%\} )
    | (?P<attributes> \{(?:[\#.][\w-]|[\w-]+=)[^{}\n]*\} )
    | (?P<address> (?<![\w@])(?:https?://|ftp://|www\.)[^\s<>"«»`\[\]]+ )
    | (?P<mail> (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+ )
    | (?P<image> !\[ )
    | (?P<opening> \[ )
    | (?P<closing> \] )
    | (?P<run> \*+ | _+ | ~+ )
    | (?P<line_break> (?<![ \t])[ \t]*\n | \n )
    """,
    re.VERBOSE | re.DOTALL,
)
_FLAT = r"(?:[^\s()\\]|\\.)*"
_NESTED = rf"(?:[^\s()\\]|\\.|\({_FLAT}\))*"
_DESTINATION = expression(
    rf"""
    \(\s*
    (?: <(?:[^<>\n\\]|\\.)*> | (?:[^\s()\\]|\\.|\({_NESTED}\))* )
    (?: \s+ (?: "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | \((?:[^()\\]|\\.)*\) ) )?
    \s*\)
    """,
    re.VERBOSE | re.DOTALL,
)
_LABEL = expression(r"\[((?:[^\[\]\\]|\\.)*)\]", re.DOTALL)
_LONGEST_LABEL = 999
"""Characters, as CommonMark has it."""
_TAG_NAME = expression(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
_BEFORE_NEXT_WORD = expression(r"(?:<[^<>]*>|[\W_])*")
_AFTER_ADDRESS = "?!.,:;*_~'\"’”)"
_VERBATIM_TAGS = frozenset(["code", "kbd", "math", "pre", "samp", "script", "style", "svg", "tt", "var"])
_DEEPEST_TAGS = 32

# What a construct that needs no further thought is.
_SIMPLE = {
    "autolink": MarkupKind.WORD,
    "math": MarkupKind.WORD,
    "citation": MarkupKind.WORD,
    "shortcode": MarkupKind.WORD,
    "mail": MarkupKind.WORD,
    "declaration": MarkupKind.MARK,
    "footnote": MarkupKind.MARK,
    "attributes": MarkupKind.MARK,
    "line_break": MarkupKind.BREAK,
}


@dataclass(frozen=True, slots=True)
class Inline:
    """The markup of a block, and the places of the line breaks in it at which a sentence ends for certain."""

    markup: tuple[Markup, ...]
    stops: tuple[int, ...]


@dataclass(slots=True)
class _Item:
    kind: MarkupKind
    start: int
    end: int
    pair: int = -1
    tag: str = ""
    seen: int = 0


@dataclass(slots=True)
class _Run:
    """A run of `*`, `_` or `~` of which `start` to `end` is still unused."""

    character: str
    start: int
    end: int
    length: int
    can_open: bool
    can_close: bool

    def pairs_with(self, closer: "_Run") -> bool:
        """Return whether this can open what `closer` closes, by the "multiple of 3" rule for cases such as `*a**b*`."""
        if self.character != closer.character:
            return False
        either_way = self.can_close or closer.can_open
        return not (either_way and (self.length + closer.length) % 3 == 0 and self.length % 3)


@dataclass(slots=True)
class _Bracket:
    start: int
    end: int
    image: bool
    items: int
    runs: int
    active: bool = True


def scan(content: str, labels: Collection[str] = ()) -> Inline:
    """Return the inline markup of `content`, the text of one block with the prefixes of its lines taken off.

    The markup is sorted, does not overlap, and its pairs are properly nested; spans are in code points of `content`.

    :param labels: the labels with a link definition, each as `normal_label` gives it.

    >>> [(item.kind.value, item.span.of("un *mot*")) for item in scan("un *mot*").markup]
    [('open', '*'), ('close', '*')]
    """
    scanner = _Scanner(content, labels)
    scanner.scan()
    return scanner.result()


def normal_label(label: str) -> str:
    """Return `label` without the differences of case and space that do not count in Markdown."""
    return " ".join(label.split()).lower().upper()


class _Scanner:
    def __init__(self, content: str, labels: Collection[str]) -> None:
        self.content = content
        self.labels = labels
        self.items: list[_Item] = []
        self.runs: list[_Run] = []
        self.brackets: list[_Bracket] = []
        self.stops: list[int] = []
        self.never_closed: set[str] = set()
        self.pairs = 0

    def scan(self) -> None:
        readers: dict[str, Callable[[re.Match[str]], int]] = {
            "escape": re.Match.end,
            "hard_break": self._hard_break,
            "code": self._code,
            "comment": self._comment,
            "opening_tag": self._opening_tag,
            "closing_tag": self._closing_tag,
            "entity": self._entity,
            "address": self._address,
            "image": self._opening,
            "opening": self._opening,
            "closing": self._closing,
            "run": self._run,
        }
        position = 0
        while match := _SPECIAL.search(self.content, position):
            name = match.lastgroup or ""
            if name in _SIMPLE:
                self.items.append(_Item(_SIMPLE[name], match.start(), match.end()))
                position = match.end()
            else:
                position = readers[name](match)
        self._pair_runs(0)

    def _hard_break(self, match: re.Match[str]) -> int:
        self.items.append(_Item(MarkupKind.BREAK, match.start(), match.end()))
        before_next = _BEFORE_NEXT_WORD.match(self.content, match.end())
        following = before_next.end() if before_next else match.end()
        if not self.content[following : following + 1].islower():
            self.stops.append(match.start())
        return match.end()

    def _code(self, match: re.Match[str]) -> int:
        return self._up_to(match, MarkupKind.WORD, rf"(?<!`){match[0]}(?!`)")

    def _comment(self, match: re.Match[str]) -> int:
        return self._up_to(match, MarkupKind.MARK, "-->")

    def _up_to(self, match: re.Match[str], kind: MarkupKind, closing: str) -> int:
        """Add what goes on to the next `closing`; a miss is remembered, as searching again and again takes for ever."""
        closer = None if closing in self.never_closed else re.compile(closing).search(self.content, match.end())
        if closer is None:
            self.never_closed.add(closing)
            return match.end()
        self.items.append(_Item(kind, match.start(), closer.end()))
        return closer.end()

    def _opening_tag(self, match: re.Match[str]) -> int:
        return self._tag(match, MarkupKind.OPEN)

    def _closing_tag(self, match: re.Match[str]) -> int:
        return self._tag(match, MarkupKind.CLOSE)

    def _tag(self, match: re.Match[str], kind: MarkupKind) -> int:
        name = _TAG_NAME.match(match[0])
        if name and not match[0].endswith("/>"):
            self.items.append(_Item(kind, match.start(), match.end(), tag=name[1].lower()))
        else:
            self.items.append(_Item(MarkupKind.MARK, match.start(), match.end()))
        return match.end()

    def _entity(self, match: re.Match[str]) -> int:
        text = html.unescape(match[0])
        if text.isspace():
            kind = MarkupKind.BREAK
        elif all(unicodedata.category(character) == "Cf" for character in text):
            kind = MarkupKind.MARK
        elif text.isalpha() or text == match[0]:
            return match.end()
        else:
            kind = MarkupKind.WORD
        self.items.append(_Item(kind, match.start(), match.end()))
        return match.end()

    def _address(self, match: re.Match[str]) -> int:
        end = match.end()
        unopened = match[0].count(")") - match[0].count("(")
        while self.content[end - 1] in _AFTER_ADDRESS and not (self.content[end - 1] == ")" and unopened <= 0):
            end -= 1
            unopened -= self.content[end] == ")"
        self.items.append(_Item(MarkupKind.WORD, match.start(), end))
        return end

    def _opening(self, match: re.Match[str]) -> int:
        self.brackets.append(_Bracket(match.start(), match.end(), match[0] == "![", len(self.items), len(self.runs)))
        return match.end()

    def _closing(self, match: re.Match[str]) -> int:
        if not self.brackets:
            return match.end()
        bracket = self.brackets.pop()
        if not bracket.active:
            return match.end()
        end, by_own_text = self._link_end(bracket, match.end())
        if end is None:
            return match.end()
        if bracket.image or by_own_text:
            del self.items[bracket.items :], self.runs[bracket.runs :]
            self.items.append(_Item(MarkupKind.MARK if bracket.image else MarkupKind.WORD, bracket.start, end))
        else:
            self._pair_runs(bracket.runs)
            self._add_pair(bracket.start, bracket.end, match.start(), end)
        if not bracket.image:
            for earlier in reversed(self.brackets):  # a link cannot hold another
                if not earlier.image:
                    if not earlier.active:
                        break
                    earlier.active = False
        return end

    def _link_end(self, bracket: _Bracket, position: int) -> tuple[int | None, bool]:
        """Return where the link ends whose `]` ends at `position`, and whether its own text is what it refers by."""
        if destination := _DESTINATION.match(self.content, position):
            return destination.end(), False
        label = _LABEL.match(self.content, position)
        if label and label[1].strip():
            return (label.end() if normal_label(label[1]) in self.labels else None), False
        own = self.content[bracket.end : min(position - 1, bracket.end + _LONGEST_LABEL + 1)]
        if len(own) <= _LONGEST_LABEL and normal_label(own) in self.labels:
            return label.end() if label else position, True
        return None, False

    def _run(self, match: re.Match[str]) -> int:
        start, end = match.span()
        character = match[0][0]
        before, after = self.content[start - 1 : start], self.content[end : end + 1]
        left = not _is_space(after) and (not _is_sign(after) or _is_space(before) or _is_sign(before))
        right = not _is_space(before) and (not _is_sign(before) or _is_space(after) or _is_sign(after))
        if character == "_":
            left, right = left and (not right or _is_sign(before)), right and (not left or _is_sign(after))
        if character != "~" or end - start == 2:
            self.runs.append(_Run(character, start, end, end - start, left, right))
        return end

    def _pair_runs(self, first: int) -> None:
        """Pair the runs from number `first` on and forget them."""
        openers: list[_Run] = []
        tried: dict[tuple[str, bool, int], int] = {}  # below these openers there is none for such a closer
        for run in self.runs[first:]:
            key = (run.character, run.can_open, run.length % 3)
            while run.can_close and run.start < run.end:
                lowest = tried.get(key, 0)
                number = next((n for n in range(len(openers) - 1, lowest - 1, -1) if openers[n].pairs_with(run)), None)
                if number is None:
                    tried[key] = len(openers)
                    break
                opener = openers[number]
                used = min(2, opener.end - opener.start, run.end - run.start)
                self._add_pair(opener.end - used, opener.end, run.start, run.start + used)
                opener.end -= used
                run.start += used
                del openers[number + (opener.start < opener.end) :]
                tried = {key: min(lowest, len(openers)) for key, lowest in tried.items()}
            if run.can_open and run.start < run.end:
                openers.append(run)
        del self.runs[first:]

    def _add_pair(self, open_start: int, open_end: int, close_start: int, close_end: int) -> None:
        self.items.append(_Item(MarkupKind.OPEN, open_start, open_end, self.pairs))
        self.items.append(_Item(MarkupKind.CLOSE, close_start, close_end, self.pairs))
        self.pairs += 1

    def result(self) -> Inline:
        """Pair the HTML tags, turn what remains alone or holds nothing into marks, and return all in order."""
        result: list[_Item] = []
        opened: list[int] = []  # places in `result`
        seen = position = 0
        for item in sorted(self.items, key=lambda item: item.start):
            seen += bool(self.content[position : item.start].strip()) + (item.kind is MarkupKind.WORD)
            position = item.end
            item.seen = seen
            if item.kind is MarkupKind.OPEN:
                opened.append(len(result))
            elif item.kind is MarkupKind.CLOSE:
                depth = self._opener(item, result, opened)
                if depth is None:
                    item.kind = MarkupKind.MARK
                else:
                    for place in opened[depth + 1 :]:
                        result[place].kind = MarkupKind.MARK
                    place = opened[depth]
                    del opened[depth:]
                    opener = result[place]
                    if opener.seen == seen or item.tag in _VERBATIM_TAGS:
                        del result[place:]
                        item.kind = MarkupKind.MARK if opener.seen == seen else MarkupKind.WORD
                        item.start = opener.start
                    elif item.tag:
                        opener.pair = item.pair = self.pairs
                        self.pairs += 1
            result.append(item)
        for place in opened:
            result[place].kind = MarkupKind.MARK
        return Inline(tuple(_markup(item) for item in result), tuple(self.stops))

    def _opener(self, closer: _Item, result: list[_Item], opened: list[int]) -> int | None:
        """Return the place in `opened` of what `closer` closes; a tag may not reach across other markup."""
        for depth in range(len(opened) - 1, -1, -1):
            opener = result[opened[depth]]
            if opener.tag == closer.tag and (closer.tag or opener.pair == closer.pair):
                return depth
            if closer.tag and (not opener.tag or len(opened) - depth > _DEEPEST_TAGS):
                return None
        return None


def _markup(item: _Item) -> Markup:
    paired = item.kind in (MarkupKind.OPEN, MarkupKind.CLOSE)
    return Markup(item.kind, Span(item.start, item.end), item.pair if paired else -1)


def _is_space(character: str) -> bool:
    return not character or character.isspace()


def _is_sign(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "PS"
