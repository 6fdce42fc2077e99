"""HTML and XHTML pages, whole or damaged: what a browser would show is translated, all else stays byte by byte.

What is translated: text, with what formats it as codes; the title and the description of the page; attributes that
people read (alt, title, placeholder, aria-label). Scripts, styles, comments, program code, formulas, text of another
language (`lang`) and what says `translate="no"` or has the class `notranslate` stay.
"""

import codecs
import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5
from itertools import pairwise

from glossary.tables import expression
from translate.documents.encoding import decode, encode
from translate.documents.errors import InputError
from translate.documents.formats.blocks import Builder
from translate.documents.formats.codes import in_view
from translate.documents.formats.fonts import is_monospaced
from translate.documents.formats.html_names import (
    ATTRIBUTES,
    ATTRIBUTES_OF,
    BUTTONS,
    CLOSED_BY,
    ENDS_PARAGRAPH,
    KINDS,
    LOOKS,
    META,
    META_LANGUAGES,
    NO_TOOLTIP,
    VOID_IN_SENTENCE,
    Kind,
)
from translate.documents.formats.html_scan import CDATA, END, OTHER, START, TEXT, Attribute, Token, scan
from translate.documents.formats.office import ENGLISH
from translate.documents.formats.skeleton import Block, Member, Skeleton, Tag, alone, skeleton_of
from translate.documents.formats.xml_events import XmlText, is_french
from translate.documents.records import Document

_DEEPEST_SEARCH = 50
"""How many elements are looked at for one that ends without an end tag."""
_PROGRAM = expression(r"(?:^|[\s_-])(?:brush|code|highlight|hljs|language|prettyprint|programlisting|sourcecode)", re.I)
"""Classes of `pre` that hold programs."""
_REFERENCE = r"&(?:#[xX][0-9a-fA-F]+|#[0-9]+|[A-Za-z][A-Za-z0-9]*);?"
_UNIT = expression(rf"[ \t\n\r\f]+|{_REFERENCE}|(?s:.)")
_UNIT_OF_LINES = expression(rf"{_REFERENCE}|(?s:.)")
_LINE = expression(r"\r\n|\r|\n")
_NOTE = expression(r"[\[(]?\s*(?:\d{1,3}|[a-z]|[*†‡]+)\s*[\])]?")
_LONGEST_NOTE = 12
"""Tags and texts: a link, raised letters, brackets of their own."""
_NOT_SHOWN = "\u00ad"
_STRAY_BYTES = dict.fromkeys(range(0xDC80, 0xDD00), "\ufffd")
_NEEDS_QUOTES = expression(r"[\s\"'=<>`]|^$")
_CHARSET = re.compile(
    rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)|<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_MOST_TAGS = 1_000_000
"""A page of a million empty paragraphs would take 15 seconds and 750 MB; the longest standards have some 400,000."""
_DECLARED = expression(
    r"""(<\?xml[^>]*?\bencoding\s*=\s*["']|<meta\b[^>]*?\bcharset\s*=\s*["']?\s*)([\w.:-]+)""", re.IGNORECASE
)
_FONT_FAMILY = expression(r"font-family\s*:\s*([^;]*)", re.IGNORECASE)
_HEAD = expression(r"<head(?:\s[^>]*)?>", re.IGNORECASE)
_UNREAD = expression(r"(<!--.*?-->|<script\b.*?</script|<style\b.*?</style)", re.IGNORECASE | re.DOTALL)
"""What references are not read in."""
_CHARSET_WITHIN = 4096
"""Bytes: the standard asks for the first 1,024, browsers and writers of pages go further."""
_LABELS: Mapping[str, str] = {
    **dict.fromkeys(("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "iso88591", "latin1", "latin-1", "l1"), "cp1252"),
    "iso-8859-9": "cp1254",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "unicode": "utf-8",
}
"""Encodings that are another one than their name says (encoding.spec.whatwg.org)."""
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_ASCII = bytes(range(0x20, 0x7F))


class Html:
    """Pages of HTML and XHTML."""

    name = "html"
    suffixes = (".html", ".htm", ".xhtml", ".xht")
    plain = False

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read a page; without `encoding`, in the one that it declares, if it is that."""
        name = encoding_of(data, encoding=encoding)
        page = Page("", data, name, xml=data.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<?xml"))
        page.read()
        return Skeleton(self.name, {"": page.member}, page.blocks, alone(data)).document(encoding=name)

    def write(self, document: Document, *, encoding: str | None = None) -> bytes:
        """Write the page that `document` was read from with its text as it stands now.

        A page says what its encoding is, and keeps it; with `encoding` it says and has that. What the encoding lacks
        becomes a reference.

        :raises OutputError: where a translation has not the codes of its French, or a script has what `encoding` lacks.
        :raises ValueError: where `document` was not read from a file.
        """
        data = skeleton_of(document).write(document)
        return data if encoding is None else _in_encoding(data, document.encoding, encoding)


def _in_encoding(data: bytes, old: str, new: str) -> bytes:
    """Return a page in the encoding `new` instead of `old`, which it declares where it has a head.

    :raises InputError: where there is no encoding `new`.
    :raises OutputError: where it lacks a character of a script, style or comment, in which no reference is read.
    """
    encode("", new)
    text = data.decode(old, "surrogateescape")
    label = new.removesuffix("-sig").lower()
    head, rest = text[:_CHARSET_WITHIN], text[_CHARSET_WITHIN:]
    if _DECLARED.search(head):
        # A page that declares it already by another of its names keeps that.
        same = codecs.lookup(new.removesuffix("-sig")).name
        head = _DECLARED.sub(lambda match: match[0] if _named(match[2]) == same else match[1] + label, head)
    elif codecs.lookup(new).name != codecs.lookup(old).name:
        head = _HEAD.sub(lambda match: f'{match[0]}<meta charset="{label}">', head, count=1)
    if codecs.lookup(new).name == codecs.lookup(old).name:  # nothing is lacking, and stray bytes stay what they are
        return data if head + rest == text else (head + rest).encode(old, "surrogateescape")
    head, rest = head.translate(_STRAY_BYTES).removeprefix("\ufeff"), rest.translate(_STRAY_BYTES)
    made: list[str] = []
    bare = new.removesuffix("-sig")
    for number, part in enumerate(_UNREAD.split(head + rest)):
        made.append(part if number % 2 else part.encode(bare, "xmlcharrefreplace").decode(bare))
    return encode("".join(made), new)


def encoding_of(data: bytes, *, encoding: str | None = None) -> str:
    """Return Python's name of the encoding of a page, without its byte order mark.

    Bytes that are UTF-8 are so whatever they declare; what declares UTF-8 and has a few stray bytes is so too.

    :param encoding: its name, where that is known.
    :raises InputError: where `encoding` is unknown or does not fit, or where it cannot be told.

    >>> encoding_of(b"<meta charset=iso-8859-1>\\xe9"), encoding_of("été".encode())
    ('cp1252', 'utf-8')
    """
    if encoding is not None:
        return _without_mark(decode(data, encoding=encoding)[1])
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return name
    declared = _CHARSET.search(data, 0, _CHARSET_WITHIN)
    label = _codec((declared[1] or declared[2]).decode("ascii")) if declared else ""
    if data.isascii() and b"\0" not in data:
        return label or "utf-8"
    try:
        data.decode()
    except UnicodeDecodeError:
        beyond = sum(byte > 0x7F for byte in data)
        read = sum(character > "\x7f" for character in data.decode("utf-8", "ignore"))
        if label and (label != "utf-8" or read * 3 > beyond):
            return label
    else:
        if b"\0" not in data:
            return "utf-8"
    return _without_mark(decode(data)[1])


def _without_mark(name: str) -> str:
    return {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(name, name.removesuffix("-sig"))


def _named(label: str) -> str:
    """Return Python's name of the encoding that a page means by `label`, empty where there is none."""
    label = label.lower()
    try:
        return codecs.lookup(_LABELS.get(label, label)).name
    except LookupError:
        return ""


def _codec(label: str) -> str:
    """Return Python's name of a declared encoding; empty where it is none in which tags are the bytes of ASCII."""
    label = label.lower()
    if label.startswith("utf-16"):
        return "utf-8"  # since the label could be read
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
        fits = _ASCII.decode(name) == _ASCII.decode("ascii") and not name.startswith(("iso2022", "hz", "utf-7"))
    except (LookupError, ValueError):
        return ""
    return name if fits else ""


class HtmlText(XmlText):
    """How text stands between the tags: white space is one space, a soft hyphen is not shown."""

    unit = _UNIT

    def units(self, raw: str) -> Iterator[tuple[int, str]]:
        """Yield what `raw` says, each piece with the length of its spelling."""
        for match in self.unit.finditer(raw):
            spelt = match[0]
            if spelt[0] in " \t\n\r\f":
                yield len(spelt), " "
            elif spelt[0] == "&" and len(spelt) > 1:
                following = raw[match.end() : match.end() + 1]
                yield len(spelt), in_view(self._unescaped(spelt, following).translate(_STRAY_BYTES)).replace("\xad", "")
            else:
                yield len(spelt), "" if spelt == _NOT_SHOWN else in_view(spelt.translate(_STRAY_BYTES))

    def _unescaped(self, spelt: str, following: str) -> str:
        return unescape(spelt)

    def said(self, raw: str) -> str:
        """Return what `raw` says: its units, joined."""
        return "".join(said for _, said in self.units(raw))


class HtmlLines(HtmlText):
    """How text stands where each space counts, as in `pre`."""

    unit = _UNIT_OF_LINES


class HtmlAttribute(HtmlText):
    """How text stands in the value of an attribute, with these quotes or none."""

    def __init__(self, quote: str) -> None:
        self._quote = quote

    def _unescaped(self, spelt: str, following: str) -> str:
        # In an address, `&copy=1` is no sign.
        if spelt[1] != "#" and (spelt[1:] not in html5 or (spelt[-1] != ";" and following == "=")):
            return spelt
        return unescape(spelt)

    def escape(self, text: str) -> str:
        """Return `text` as it is written within these quotes."""
        spelt = super().escape(text)
        return spelt.replace("'", "&#39;") if self._quote == "'" else spelt.replace('"', "&quot;")

    def finish(self, made: str) -> str:
        """Return `made` with quotes where it has none and needs them."""
        return f'"{made}"' if not self._quote and _NEEDS_QUOTES.search(made) else made


@dataclass(slots=True)
class _Open:
    """An element that is open: the number of its start tag, and what holds in it."""

    number: int
    name: str
    untranslated: bool
    foreign: bool
    place: str
    lines: bool


@dataclass(slots=True)
class _Outline:
    """What holds at each token: whether it is `kept`, its place, whether its lines count; `ends` pairs the tags."""

    ends: dict[int, int] = field(default_factory=dict)
    kept: list[bool] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    lines: list[bool] = field(default_factory=list)


class Page:
    """A page, or a member of a book, and the blocks that were found in it.

    :param place: where in the document it stands, before the place in it.
    """

    text, lines = HtmlText(), HtmlLines()

    def __init__(self, name: str, data: bytes, encoding: str, *, xml: bool, place: str = "") -> None:
        self.name, self.place, self.xml = name, place, xml
        self.member = Member(data, encoding)
        self.blocks: list[Block] = []
        self.language = ""
        # One character for each unit of the encoding, so that places in the text are places in the bytes.
        self._width = 4 if encoding.startswith("utf-32") else 2 if encoding.startswith("utf-16") else 1
        units = data[: len(data) // self._width * self._width]
        self.units = units.decode("latin-1") if self._width == 1 else _units(units, encoding)

    def read(self) -> None:
        """Find the blocks of the page.

        :raises InputError: where it is XHTML and declares entities, or has more tags than any page.
        """
        if self.units.count("<") > _MOST_TAGS:
            raise InputError(f"the page has more than {_MOST_TAGS:,} tags, as no page that people read has; split it")
        self.tokens = list(scan(self.units, xml=self.xml))
        self.outline = _outlined(self)
        waiting = [(0, len(self.tokens))]
        while waiting:
            waiting += self._read_runs(*waiting.pop())
        self.blocks.sort(key=lambda block: (block.start, -block.end))

    def value(self, attribute: Attribute | None) -> str:
        """Return what an attribute says; empty where there is none."""
        if attribute is None:
            return ""
        return HtmlAttribute(attribute.quote).said(self._said(attribute.start, attribute.end))

    def kind(self, token: Token) -> Kind:
        """Return what the element of a tag is for a sentence."""
        # What nobody knows is shown as a part of the text, but names with a hyphen are those of boxes.
        return KINDS.get(token.name, Kind.BLOCK if "-" in token.name else Kind.PHRASING)

    def is_closed(self, token: Token) -> bool:
        """Tell whether a start tag has no content."""
        return self.kind(token) is Kind.VOID or (token.closed and (self.xml or token.name not in KINDS))

    def read_attribute(self, attribute: Attribute, place: str) -> None:
        """Add the value of an attribute as a block."""
        spelling = HtmlAttribute(attribute.quote)
        start, end = self.bytes_at(attribute.start), self.bytes_at(attribute.end)
        said = spelling.said(self.member.text(start, end))
        if any(map(str.isalpha, said)):
            builder = Builder(self.name, self.member, spelling, start, place=self.placed(place))
            builder.text(start, end, said)
            self.blocks += builder.finish(end)

    def note_language(self, attribute: Attribute) -> None:
        """Note that a value says that something is French."""
        value = self.value(attribute)
        if is_french(value):
            english = ENGLISH.replace("-", "_") if "_" in value else "en"
            place = self.bytes_at(attribute.start), self.bytes_at(attribute.end)
            self.member.language.append((*place, self.member.encoded(english)))

    def bytes_at(self, position: int) -> int:
        """Return which byte of the member a place in `units` is."""
        return position * self._width

    def _said(self, start: int, end: int) -> str:
        return self.member.text(self.bytes_at(start), self.bytes_at(end))

    def placed(self, place: str) -> str:
        """Return a place in the page with that of the page before it."""
        return ", ".join(each for each in (self.place, place) if each)

    def _read_runs(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """Read the tokens from `begin` to `end`; yield the insides of insets, which are read on their own."""
        first = -1
        number = begin
        while number < end:
            token = self.tokens[number]
            if not self._is_in_sentence(number, token):
                self._read_run(first, number)
                first = -1
                number += 1
                continue
            first = number if first < 0 else first
            last = self.whole(number, token, end)
            if last:
                if self.kind(token) is Kind.INSET and not self.outline.kept[number]:
                    yield number + 1, last
                number = last
            number += 1
        self._read_run(first, end)

    def _is_in_sentence(self, number: int, token: Token) -> bool:
        if token.kind in (TEXT, CDATA):
            return not self.outline.kept[number]
        if token.kind in (START, END):
            kind = self.kind(token)
            return token.name in VOID_IN_SENTENCE if kind is Kind.VOID else kind is not Kind.BLOCK
        return True

    def whole(self, number: int, token: Token, end: int) -> int:
        """Return the end tag of an element that is not looked into, 0 where it is looked into."""
        if token.kind != START:
            return 0
        last = self.outline.ends.get(number, 0)
        whole = self.kind(token) in (Kind.INSET, Kind.KEPT) or self.outline.kept[number]
        return last if whole and last < end else 0

    def _read_run(self, first: int, last: int) -> None:
        """Add the blocks of the tokens from `first` to `last`, which stand in one paragraph."""
        if first < 0 or not any(
            self.tokens[number].kind in (TEXT, CDATA)
            and any(map(str.isalnum, self._said(self.tokens[number].start, self.tokens[number].end)))
            for number in range(first, last)
        ):
            return
        _Run(self, first, last).read()


def _units(data: bytes, encoding: str) -> str:
    """Return text of two or four bytes a unit, with a character for each unit."""
    units = array("H" if encoding.startswith("utf-16") else "I", data)
    if encoding.endswith("-be") == (array("H", b"\1\0")[0] == 1):
        units.byteswap()
    return "".join(chr(unit) if unit < 0x110000 else "\ufffd" for unit in units)


def _outlined(page: Page) -> _Outline:
    """Return what holds at each token of a page; attributes that people read and languages are noted on the way."""
    outline = _Outline()
    opened: list[_Open] = []
    counts: Counter[str] = Counter()
    tables = 0
    rows: list[list[int]] = []

    def close(count: int) -> None:
        for _ in range(count):
            each = opened.pop()
            counts[each.name] -= 1
            if each.name == "table":
                rows.pop()

    for number, token in enumerate(page.tokens):
        name = token.name
        if token.kind == START and not page.xml:
            close(_ended_by(name, opened, counts))
        parent = opened[-1] if opened else _Open(-1, "", False, False, "", False)
        untranslated, foreign, place, lines = parent.untranslated, parent.foreign, parent.place, parent.lines
        if token.kind == START:
            untranslated, foreign = _directions(page, token, untranslated, foreign)
            if name == "tr" and rows:
                rows[-1][1] += 1
                place = f"table {rows[-1][0]}, row {rows[-1][1]}"
            elif name == "title" and not any(each.name == "svg" for each in opened[-3:]):
                place = "page title"
            lines = lines or name in ("pre", "listing", "xmp")
            if not untranslated:
                _read_attributes(page, token, foreign)
        outline.kept.append(untranslated or foreign)
        outline.places.append(place)
        outline.lines.append(lines)
        if token.kind == START and not page.is_closed(token):
            opened.append(_Open(number, name, untranslated, foreign, place, lines))
            counts[name] += 1
            if name == "table":
                tables += 1
                rows.append([tables, 0])
        elif token.kind == END and counts[name]:
            while opened[-1].name != name:
                close(1)
            outline.ends[opened[-1].number] = number
            close(1)
    return outline


def _ended_by(name: str, opened: Sequence[_Open], counts: Mapping[str, int]) -> int:
    """Return how many elements end without end tags where one of this name begins."""
    ended = CLOSED_BY.get(name, frozenset())
    if counts.get("p") and name in ENDS_PARAGRAPH:
        ended = ended | {"p"}
    if not ended:
        return 0
    count = 0
    for depth, each in enumerate(reversed(opened[-_DEEPEST_SEARCH:]), 1):
        if each.name in ended:
            count = depth
        elif KINDS.get(each.name, Kind.PHRASING) not in (Kind.PHRASING, Kind.FORMAT):
            break
    return count


def _directions(page: Page, token: Token, untranslated: bool, foreign: bool) -> tuple[bool, bool]:
    """Return whether an element is not to be translated, and whether it is in another language."""
    attributes = token.attributes
    classes = page.value(attributes.get("class")) if "class" in attributes else ""
    if "translate" in attributes:
        untranslated = page.value(attributes["translate"]).strip().lower() == "no"
    if "notranslate" in classes.split() or token.name in ("script", "style", "textarea", "math"):
        untranslated = True
    if page.kind(token) is Kind.KEPT or (token.name == "pre" and _PROGRAM.search(classes)):
        untranslated = True
    language = attributes.get("lang") or attributes.get("xml:lang")
    if language:
        value = page.value(language).lower().partition("-")[0].strip()
        if token.name in ("html", "body"):
            # What a page says of itself is often what the program said that made it, and true of a translation.
            page.language = value
        else:
            foreign = value not in ("", "und", page.language) and not is_french(value)
    return untranslated, foreign


def _read_attributes(page: Page, token: Token, foreign: bool) -> None:
    """Add the attributes of a start tag that people read, and note where it says that something is French."""
    attributes = token.attributes
    for name in ("lang", "xml:lang"):
        if name in attributes:
            page.note_language(attributes[name])
    if token.name == "meta" and "content" in attributes:
        keys = {page.value(attributes.get(key)).lower() for key in ("name", "property", "http-equiv", "itemprop")}
        if keys & META_LANGUAGES:
            page.note_language(attributes["content"])
        place = next((place for key, place in META.items() if key in keys), "")
        if place and not foreign:
            page.read_attribute(attributes["content"], place)
    if foreign:
        return
    for name, attribute in attributes.items():
        place = ATTRIBUTES_OF.get((token.name, name)) or ATTRIBUTES.get(name, "")
        if name == "value" and token.name == "input" and page.value(attributes.get("type")).lower() in BUTTONS:
            place = "button"
        if place and not (name == "title" and token.name in NO_TOOLTIP):
            page.read_attribute(attribute, place)


class _Run:
    """The tokens from `first` to `last` of a page, which stand in one paragraph."""

    def __init__(self, page: Page, first: int, last: int) -> None:
        self.page, self.first, self.last = page, first, last
        self.tokens, self.ends = page.tokens, page.outline.ends
        self.with_lines = page.outline.lines[first]
        self.spelling = page.lines if self.with_lines else page.text
        place = page.placed(page.outline.places[first])
        start = page.bytes_at(self.tokens[first].start)
        self.builder = Builder(page.name, page.member, self.spelling, start, place=place)
        self.formats: set[int] = set()
        self.pairs: set[int] = set()
        self.after_break = False
        self.texts = list(self._texts())
        self.words = [number for number in self.texts if self._said(number).strip()]

    def read(self) -> None:
        """Add the blocks to those of the page."""
        boundaries = self._boundaries()
        number = self.first
        while number < self.last:
            token = self.tokens[number]
            start, end = self._place(number, number)
            if number in boundaries:
                self.builder.boundary(start, start)
            if token.kind == START:
                number = self._start(number, token)
            elif token.kind == END:
                self._end(number, start, end)
            elif token.kind == CDATA:
                self.builder.text(start, end, self._said(number), whole=True)
            elif token.kind == OTHER:
                self.builder.mark(start, end)
            elif self.with_lines:
                self._lines(token)
            else:
                self.builder.text(start, end, self.spelling.said(self.page.member.text(start, end)))
            if token.name != "br" and (token.kind != TEXT or self._within(self.words, number, number + 1)):
                self.after_break = False
            number += 1
        self.page.blocks += self.builder.finish(self._place(self.last - 1, self.last - 1)[1])

    def _texts(self) -> Iterator[int]:
        """Yield the numbers of the texts, but of those in insets."""
        number = self.first
        while number < self.last:
            token = self.tokens[number]
            if token.kind in (TEXT, CDATA):
                yield number
            if self.page.kind(token) is Kind.INSET:
                number = max(number, self.page.whole(number, token, self.last))
            number += 1

    def _place(self, number: int, last: int) -> tuple[int, int]:
        return self.page.bytes_at(self.tokens[number].start), self.page.bytes_at(self.tokens[last].end)

    def _said(self, number: int) -> str:
        raw = self.page.member.text(*self._place(number, number))
        if self.tokens[number].kind == CDATA:
            return in_view(raw[len("<![CDATA[") :].removesuffix("]]>").translate(_STRAY_BYTES))
        return self.spelling.said(raw)

    def _within(self, numbers: Sequence[int], first: int, last: int) -> Sequence[int]:
        """Return those of `numbers`, which are in order, that lie between two tokens."""
        return numbers[bisect_left(numbers, first) : bisect_left(numbers, last)]

    def _lines(self, token: Token) -> None:
        """Add text whose lines count."""
        position = token.start
        for match in _LINE.finditer(self.page.units, token.start, token.end):
            self._line(position, match.start())
            self.builder.line_break(self.page.bytes_at(match.start()), self.page.bytes_at(match.end()))
            position = match.end()
        self._line(position, token.end)

    def _line(self, start: int, end: int) -> None:
        if start < end:
            start, end = self.page.bytes_at(start), self.page.bytes_at(end)
            self.builder.text(start, end, self.spelling.said(self.page.member.text(start, end)))

    def _start(self, number: int, token: Token) -> int:
        """Add a start tag, or all of an element that is not looked into; return the number of its last token."""
        start, end = self._place(number, number)
        if token.name == "br":
            if self.after_break:
                self.builder.boundary(start, end)
            else:
                self.builder.line_break(start, end)
            self.after_break = True
            return number
        if token.name == "wbr":
            return number
        partner = self.page.whole(number, token, self.last)
        if partner:
            place = self._place(number, partner)
            if self.page.kind(token) is Kind.INSET:
                self.builder.mark(*place)
            else:
                shown = (self._said(each) for each in self._within(self.texts, number, partner))
                self.builder.word(*place, "".join(shown))
            return partner
        partner = self.ends.get(number, self.last)
        if partner >= self.last:
            self.builder.mark(start, end)
        elif self._is_note(number, partner) or not (
            self._within(self.words, number, partner) or self._is_space(number, partner)
        ):
            self.builder.mark(*self._place(number, partner))
            return partner
        elif self.page.kind(token) is Kind.FORMAT and token.attributes.keys() <= LOOKS:
            self.builder.state = (*self.builder.state, self.page.member.tag(self._tag(token, partner)))
            self.formats.add(partner)
        else:
            self.builder.open(start, end)
            self.pairs.add(partner)
        return number

    def _is_space(self, number: int, partner: int) -> bool:
        """Tell whether what stands between two tags is a space, and no image beside it."""
        texts = self._within(self.texts, number, partner)
        return bool(texts) and len(texts) == partner - number - 1

    def _is_note(self, number: int, partner: int) -> bool:
        """Tell whether an element is the number of a note: raised, or a link in brackets or right at a word."""
        if partner - number > _LONGEST_NOTE:
            return False
        shown = "".join(self._said(each) for each in self._within(self.texts, number, partner)).strip()
        if not _NOTE.fullmatch(shown):
            return False
        tags = {self.tokens[each].name for each in range(number, partner) if self.tokens[each].kind == START}
        if "a" not in tags:
            return "sup" in tags and shown.isdecimal()
        before = self._said(number - 1)[-1:] if self._within(self.texts, number - 1, number) else " "
        after = self._said(partner + 1)[:1] if self._within(self.texts, partner + 1, partner + 2) else " "
        glued = not before.isspace() or after.isalpha()
        said = (self.page.value(self.tokens[number].attributes.get(name)) for name in ("epub:type", "role"))
        return "sup" in tags or glued or not shown.isalnum() or any("noteref" in each for each in said)

    def _tag(self, token: Token, partner: int) -> Tag:
        looks = {
            name: self.page.value(attribute)
            for name, attribute in token.attributes.items()
            if not name.endswith("lang")
        }
        raised = token.name == "sup" or "vertical-align:super" in looks.get("style", "").replace(" ", "")
        visible = token.name != "span" or bool(looks)
        font = _FONT_FAMILY.search(looks.get("style", ""))
        code = is_monospaced(font[1] if font else looks.get("face", ""))
        opening = self.page.bytes_at(token.start), self.page.bytes_at(token.end)
        closing = self.page.member.text(*self._place(partner, partner))
        return Tag(
            (token.name, tuple(sorted(looks.items()))), opening, closing, visible=visible, raised=raised, code=code
        )

    def _end(self, number: int, start: int, end: int) -> None:
        if number in self.formats:
            self.builder.state = self.builder.state[:-1]
        elif number in self.pairs:
            self.builder.close(start, end)
        else:
            self.builder.mark(start, end)

    def _boundaries(self) -> set[int]:
        """Return the tokens before which a sentence ends for certain.

        Links with nothing but signs between them are a menu. Elements that touch each other, a small letter before a
        capital, are shown apart, or they would be one word.
        """
        boxes: list[tuple[int, int]] = []
        loose = False
        number = self.first
        while number < self.last:
            token = self.tokens[number]
            partner = self.ends.get(number, self.last) if token.kind == START else self.last
            if partner < self.last:
                if self._within(self.words, number, partner):
                    boxes.append((number, partner))
                number = partner
            elif token.kind in (TEXT, CDATA):
                loose = loose or any(map(str.isalnum, self._said(number)))
            number += 1
        if len(boxes) > 1 and not loose and all(self.tokens[first].name == "a" for first, _ in boxes):
            return {place for first, last in boxes for place in (first, last + 1)}
        return {
            after
            for (first, last), (after, end) in pairwise(boxes)
            if after == last + 1 and self._are_apart((first, last), (after, end))
        }

    def _are_apart(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        before = self._said(self._within(self.words, *one)[-1])
        after = self._said(self._within(self.words, *other)[0])
        return before[-1:].islower() and after[:1].isupper()
