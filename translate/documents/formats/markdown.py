"""Markdown: CommonMark with tables, footnotes, front matter and the block marks of Quarto.

The block structure comes from markdown-it-py, of which only the lines are used: every piece is found again in the text
itself, so that what is not translated stays as it is to the letter. Code, HTML blocks, mathematics, link definitions,
front matter, image descriptions and table rules are not translated.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from glossary.edits import LINE_END, Span
from glossary.tables import expression
from translate.documents.encoding import decode, encode
from translate.documents.formats.base import Piece, parts
from translate.documents.formats.markdown_inline import normal_label, scan
from translate.documents.formats.segments import cut
from translate.documents.records import Document

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

# The first line tells front matter from a text that begins with a rule.
_FRONT_MATTER = expression(
    r"""
    (?: ---[ \t]*\n (?= (?:\#.*\n)* (?: ["']?[\w.-]+["']?:\s | --- | \.\.\. ) ) (?:.*\n)*? (?:---|\.\.\.)
      | \+\+\+[ \t]*\n (?:.*\n)*? \+\+\+
    ) [ \t]* (?:\n|\Z)
    """,
    re.VERBOSE,
)
_FOOTNOTE = expression(r"\[\^[^\]\s]+\]:[ \t]*")
_MATH_FENCE = expression(r"\$\$")
_DIV_FENCE = expression(r":{3,}(?:[ \t]*[a-z][\w-]*[ \t]+(?P<title>[^\s{\[:][^\n]*))?[^\n]*")
# Also the tabs of MkDocs: === "Linux".
_NOTE = expression(
    r"(?:(?:!!!|\?\?\?\+?)[ \t]+[a-z][\w-]*|===[!+]?(?=[ \t]+\"))(?:[ \t]+\"(?P<title>[^\"\n]+)\")?[ \t]*(?=\n|$)"
)
_DEFINITION = expression(r":[ \t]+(?=\S)")
_TASK_OR_ALERT = expression(r"\[[ xX]\][ \t]+|\[![A-Za-z]+\][ \t]*(?=\n|$)")
_ROW_PREFIX = expression(r"[ \t>]*")
_CELL_END = expression(r"(?<!\\)\|")
_EVERYWHERE = ["paragraph", "reference", "blockquote", "list"]


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str


def read_text(text: str) -> Document:
    """Return the Markdown `text` as a document of sentences, headings, list items and table cells.

    Any text is accepted, as every text is Markdown.

    >>> [segment.source for segment in read_text("# Titre\\n\\n- Un *chat*.\\n\\n```\\ncode\\n```\\n").segments]
    ['Titre', 'Un *chat*.']
    """
    return Document(parts(text, _pieces(text)), format="markdown")


class Markdown:
    """Markdown in `.md` files and their like."""

    name = "markdown"
    suffixes = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd")
    plain = False

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read as `read_text` does; see `translate.documents.formats.base.Format.read`."""
        text, found = decode(data, encoding=encoding)
        return replace(read_text(text), encoding=found)

    def write(self, document: Document, *, encoding: str | None = None) -> bytes:
        """Write the text of `document`; see `translate.documents.formats.base.Format.write`."""
        return encode(document.text, encoding or document.encoding)


def _pieces(text: str) -> Iterator[Piece]:
    # markdown-it-py also replaces zeros and line ends; done here first, its lines can be compared with ours.
    text = text.replace("\0", "\ufffd")
    lines = list(_lines(text))
    visible = "\n".join(line.text for line in lines)
    visible = _without_front_matter(visible)
    environment: dict[str, dict[str, object]] = {}
    tokens = _parser().parse(visible, environment)
    labels = {normal_label(label) for label in environment.get("references", {})}
    rows: list[str] = []
    for number, token in enumerate(tokens):
        if token.type != "inline" or token.map is None:
            continue
        holder = tokens[number - 1].type
        if holder in ("th_open", "td_open"):
            rows.append(token.content)
            if tokens[number + 2].type == "tr_close":
                yield from _row_pieces(text, lines[token.map[0]], rows, labels, header=holder == "th_open")
                rows = []
        else:
            block = _locate(lines[token.map[0] : token.map[1]], token.content)
            for part in _definitions(block) if holder == "paragraph_open" else [block]:
                yield from _block_pieces(text, part, labels)


def _without_front_matter(text: str) -> str:
    front = _FRONT_MATTER.match(text)
    return "\n" * front[0].count("\n") + text[front.end() :] if front else text


def _lines(text: str) -> Iterator[_Line]:
    position = 0
    for end in LINE_END.finditer(text):
        yield _Line(position, text[position : end.start()])
        position = end.end()
    yield _Line(position, text[position:])


@cache
def _parser() -> "MarkdownIt":
    # A millisecond to make, for each cell of a notebook; it keeps nothing of what it has read.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])
    parser.block.ruler.before("table", "math_fence", _math_fence, {"alt": _EVERYWHERE})
    parser.block.ruler.before("table", "div_fence", _div_fence, {"alt": _EVERYWHERE})
    parser.block.ruler.before("table", "note", _note)
    parser.block.ruler.before("table", "footnote", _footnote, {"alt": _EVERYWHERE})
    return parser


def _match_line(state: "StateBlock", line: int, pattern: re.Pattern[str]) -> re.Match[str] | None:
    if state.is_code_block(line):
        return None
    return pattern.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _math_fence(state: "StateBlock", line: int, end: int, silent: bool) -> bool:
    """Take the lines from one that begins with `$$` to the one that ends with the next `$$`."""
    opening = _match_line(state, line, _MATH_FENCE)
    if not opening:
        return False
    start = opening.end()
    for last in range(line, end):
        if last > line and state.sCount[last] < state.blkIndent:
            return False
        closing = state.src.find("$$", start, state.eMarks[last])
        if closing >= 0:
            if state.src[closing + 2 : state.eMarks[last]].strip():
                return False
            if not silent:
                state.line = last + 1
            return True
        start = state.bMarks[last + 1]
    return False


def _div_fence(state: "StateBlock", line: int, end: int, silent: bool) -> bool:
    """Take a line such as `::: {.note}`, but for its title; between two of them stands Markdown as everywhere."""
    fence = _match_line(state, line, _DIV_FENCE)
    if not fence:
        return False
    if not silent:
        _add_title(state, line, fence["title"])
        state.line = line + 1
    return True


def _add_title(state: "StateBlock", line: int, title: str | None) -> None:
    """Add what stands in a line of layout as a paragraph of its own."""
    if title:
        state.push("paragraph_open", "p", 1).map = [line, line + 1]
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = title.strip(), [line, line + 1], []
        state.push("paragraph_close", "p", -1)


def _note(state: "StateBlock", line: int, end: int, silent: bool) -> bool:
    """Read the title of `!!! note "Title"`, and the lines behind it that are indented by four columns, as blocks."""
    note = _match_line(state, line, _NOTE)
    if not note:
        return False
    if not silent:
        _add_title(state, line, note["title"])
        state.line = line + 1
        state.blkIndent += 4
        state.level += 1
        state.md.block.tokenize(state, line + 1, end)
        state.level -= 1
        state.blkIndent -= 4
    return True


def _footnote(state: "StateBlock", line: int, end: int, silent: bool) -> bool:
    """Read what follows `[^label]:` as blocks, of which the later ones are indented by four columns."""
    label = _match_line(state, line, _FOOTNOTE)
    if not label:
        return False
    if silent:
        return True
    if label.end() >= state.eMarks[line]:
        state.line = line + 1
        return True
    before = state.bMarks[line], state.tShift[line], state.sCount[line], state.blkIndent, state.parentType
    state.bMarks[line], state.tShift[line] = label.end(), 0
    state.blkIndent += 4
    state.sCount[line] = state.blkIndent
    state.parentType = "footnote"
    state.level += 1
    state.md.block.tokenize(state, line, end)
    state.level -= 1
    state.bMarks[line], state.tShift[line], state.sCount[line], state.blkIndent, state.parentType = before
    return True


def _locate(lines: Sequence[_Line], content: str) -> list[_Line]:
    """Return the lines of `content` at their places in the text; none where they do not stand there as they are.

    Apart from its prefix and the space around it, each line of a block stands in the text to the letter. The last place
    is the right one: a prefix comes before it, and only the closing `#` of a heading after it.
    """
    found: list[_Line] = []
    for line, wanted in zip(lines, content.split("\n"), strict=False):
        place = line.text.rfind(wanted.strip())
        if place < 0:
            return []
        found.append(_Line(line.start + place, line.text[place:]))
    if found:
        last = content[content.rfind("\n") + 1 :].strip()
        found[-1] = _Line(found[-1].start, last)
    return found


def _definitions(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines of a paragraph, parted where the definitions of a term begin: `: ` at the start of a line."""
    part: list[_Line] = []
    for line in lines:
        definition = _DEFINITION.match(line.text)
        if definition:
            yield part
            line, part = _Line(line.start + definition.end(), line.text[definition.end() :]), []
        part.append(line)
    yield part


def headings(text: str) -> Iterator[str]:
    """Yield the headings of a Markdown text, with their markup."""
    tokens = _parser().parse(_without_front_matter(text.replace("\0", "\ufffd")))
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            yield token.content


def _row_pieces(text: str, line: _Line, contents: Sequence[str], labels: set[str], *, header: bool) -> Iterator[Piece]:
    """Cut the cells of a table row; cells beyond the last column of the table are not part of it."""
    row = line.text.rstrip()
    prefix = None if header else _ROW_PREFIX.match(row)
    start = prefix.end() if prefix else 0
    ends = [end.start() for end in _CELL_END.finditer(row, start)]
    cells = list(zip([start, *(end + 1 for end in ends)], [*ends, len(row)], strict=True))
    if cells[-1][0] == cells[-1][1]:
        cells.pop()
    if header:
        # A header row has exactly the columns of its table; what stands before them is the prefix of the row.
        cells = cells[-len(contents) :]
    elif cells and cells[0][0] == cells[0][1]:
        cells.pop(0)
    for (cell_start, cell_end), content in zip(cells, contents, strict=False):
        wanted = content.replace("|", r"\|")
        place = row.rfind(wanted, cell_start, cell_end)
        if place >= 0:
            yield from _block_pieces(text, [_Line(line.start + place, wanted)], labels)


def _block_pieces(text: str, lines: Sequence[_Line], labels: set[str]) -> Iterator[Piece]:
    """Cut a block into sentences; the prefixes between its lines become part of its markup."""
    if not lines:
        return
    content = "\n".join(line.text for line in lines)
    starts = list(accumulate((len(line.text) + 1 for line in lines[:-1]), initial=0))

    def place(position: int) -> int:
        number = bisect_right(starts, position) - 1
        return lines[number].start + position - starts[number]

    mark = _TASK_OR_ALERT.match(content)
    skipped = mark.end() if mark else 0
    inline = scan(content[skipped:], labels)
    base = place(skipped)
    markup = [
        replace(item, span=Span(place(item.span.start + skipped) - base, place(item.span.end + skipped) - base))
        for item in inline.markup
    ]
    block = text[base : place(len(content))]
    for piece in cut(block, markup, stops=[place(stop + skipped) - base for stop in inline.stops]):
        yield replace(piece, span=Span(base + piece.span.start, base + piece.span.end))
