"""XML as events with their places in the bytes, so that what is not translated can be copied as it stands.

The parser is expat of the standard library, whose byte offsets hold in every encoding that it reads. Entities are never
expanded: a document that declares one is refused, since nothing that people write needs one and bombs are made of them.
"""

import codecs
import html
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from glossary.tables import expression
from translate.documents.errors import InputError
from translate.documents.formats.blocks import Builder
from translate.documents.formats.codes import in_view
from translate.documents.formats.skeleton import Block, Member
from translate.documents.records import MarkupKind

START, END, TEXT, OTHER = "start", "end", "text", "other"

_CHUNK = 1 << 16
_DEEPEST = 500
"""Elements inside each other: more than any document needs, few enough that no reader runs out of stack."""
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z][\w.-]*)")
_ATTRIBUTE = expression(r"\s([^\s=<>/\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TAG_NAME = expression(r"</?([^\s/>]+)")
_REFERENCE = expression(r"&[^;&<\s]*;|\r\n|(?s:.)")
_NOT_XML = expression("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_SPECIAL_IN_ATTRIBUTE = {**_SPECIAL, '"': "&quot;", "'": "&apos;", "\n": "&#10;", "\t": "&#9;"}


class Event(NamedTuple):
    """What stands at the bytes `start:end`: a start tag, an end tag, text, or anything else (comment, declaration).

    `name` is the name of a tag with the prefix that the reader gave its namespace, or the text of a text. An empty
    element is a start tag and an end tag of no bytes.
    """

    kind: str
    start: int
    end: int
    name: str
    attributes: Mapping[str, str]


_NONE: Mapping[str, str] = {}


def events(data: bytes, prefixes: Mapping[str, str], *, lenient_entities: bool = False) -> Iterator[Event]:
    """Yield the events of an XML document in order; together they cover all its bytes.

    :param prefixes: what names begin with, by their namespace; with any other, `{the namespace}` stands before a name.
    :param lenient_entities: let the entities of HTML, such as `&eacute;`, pass as text.
    :raises InputError: where it is not well formed, declares an entity, or nests too deeply.

    >>> [(event.kind, event.name) for event in events(b'<a xmlns="u">x</a>', {"u": "t:"})]
    [('start', 't:a'), ('text', 'x'), ('end', 't:a')]
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.namespace_prefixes = True
    parser.buffer_text = False
    parser.ordered_attributes = True
    found: list[tuple[str, int, str, Mapping[str, str]]] = []
    names: dict[str, str] = {}
    depth = 0

    def name_of(full: str) -> str:
        known = names.get(full)
        if known is None:
            namespace, _, name = full.rpartition(" ") if full.count(" ") < 2 else full.rsplit(" ", 1)[0].rpartition(" ")
            prefix = prefixes.get(namespace, f"{{{namespace}}}") if namespace else ""
            known = names[full] = prefix + name
        return known

    def start(full: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise InputError(f"elements of the XML stand in each other more than {_DEEPEST} deep; it cannot be used")
        given = _NONE
        if attributes:
            given = {name_of(name): value for name, value in zip(attributes[::2], attributes[1::2], strict=True)}
        found.append((START, parser.CurrentByteIndex, names.get(full) or name_of(full), given))

    def end(full: str) -> None:
        nonlocal depth
        depth -= 1
        found.append((END, parser.CurrentByteIndex, names.get(full) or name_of(full), _NONE))

    def other(*_: object) -> None:
        found.append((OTHER, parser.CurrentByteIndex, "", _NONE))

    def skipped(name: str, is_parameter: bool) -> None:
        shown = html.unescape(f"&{name};")
        if is_parameter or shown == f"&{name};":
            raise InputError(f"the XML uses the entity {name}, which it does not define; it cannot be used")
        found.append((TEXT, parser.CurrentByteIndex, shown, _NONE))

    def entity(*_: object) -> None:
        raise InputError("the XML declares entities, as attacks do; it is not read")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: found.append((TEXT, parser.CurrentByteIndex, text, _NONE))
    parser.StartCdataSectionHandler = parser.EndCdataSectionHandler = other
    parser.EntityDeclHandler = entity
    parser.DefaultHandler = other
    if lenient_entities:
        parser.UseForeignDTD(True)
        parser.SkippedEntityHandler = skipped
    waiting: tuple[str, int, str, Mapping[str, str]] | None = None
    for chunk_start in range(0, len(data) + 1, _CHUNK):
        chunk = data[chunk_start : chunk_start + _CHUNK]
        try:
            parser.Parse(chunk, chunk_start + _CHUNK > len(data))
        except expat.ExpatError as error:
            raise InputError(
                f"the XML is damaged on line {error.lineno}, column {error.offset + 1} "
                f"({expat.ErrorString(error.code)})"
            ) from error
        except (LookupError, ValueError) as error:
            raise InputError(f"the XML is in an encoding that cannot be read ({error})") from error
        for one in found:
            if waiting is not None:
                yield Event(waiting[0], waiting[1], one[1], waiting[2], waiting[3])
            waiting = one
        found.clear()
    if waiting is not None:
        yield Event(waiting[0], waiting[1], len(data), waiting[2], waiting[3])


def encoding_of(data: bytes) -> str:
    """Return Python's name of the encoding that an XML document says it has, without a byte order mark.

    :raises InputError: where there is no such encoding.
    """
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return name
    if data[:4] == b"<\0?\0":
        return "utf-16-le"
    if data[:4] == b"\0<\0?":
        return "utf-16-be"
    declared = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8)[:200])
    name = declared[1].decode() if declared else "utf-8"
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise InputError(f"the XML says that its encoding is {name}, which is not known") from error


def attribute_places(tag: str) -> list[tuple[int, int]]:
    """Return where the values of the attributes of a start tag stand in it, in order; namespaces are left out.

    >>> [("<a b='1' xmlns='u' c=\\"\\">")[start:end] for start, end in attribute_places("<a b='1' xmlns='u' c=\\"\\">")]
    ['1', '']
    """
    places = []
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] != "xmlns" and not match[1].startswith("xmlns:"):
            places.append(match.span(2) if match[2] is not None else match.span(3))
    return places


def attribute_bytes(member: Member, event: Event, name: str) -> tuple[int, int]:
    """Return where in a member the value of an attribute stands that a start tag has."""
    tag = member.text(event.start, event.end)
    start, end = attribute_places(tag)[list(event.attributes).index(name)]
    return event.start + len(member.encoded(tag[:start])), event.start + len(member.encoded(tag[:end]))


def tag_name(member: Member, event: Event) -> str:
    """Return the name of a tag as it is written in a member."""
    match = _TAG_NAME.match(member.text(event.start, event.end))
    return match[1] if match else ""


NOTHING = re.compile(r"(?!)")
"""What is nowhere."""


def attribute_blocks(
    name: str, member: Member, event: Event, attribute: str, place: str, *, words: re.Pattern[str] = NOTHING
) -> list[Block]:
    """Return the value of an attribute as blocks, none where it has no letters; see `stretch_blocks`.

    :param name: the name of the member.
    :param words: what is kept letter by letter.
    """
    if not any(map(str.isalpha, event.attributes.get(attribute, ""))):
        return []
    start, end = attribute_bytes(member, event, attribute)
    builder = Builder(name, member, XmlAttribute(), start, place=place)
    return stretch_blocks(builder, member, XmlAttribute(), (start, end), words, lambda match: MarkupKind.WORD)


def stretch_blocks(
    builder: Builder,
    member: Member,
    spelling: "XmlText",
    span: tuple[int, int],
    codes: re.Pattern[str],
    kind_of: Callable[[re.Match[str]], MarkupKind | None],
) -> list[Block]:
    """Return the blocks of the bytes `span` of a member, in which there is text with `codes` of its own.

    :param kind_of: a word or a mark; None where no sentence goes across.
    """
    start, end = span
    raw = member.text(start, end)
    position = 0
    for match in [*codes.finditer(raw), None]:
        first, last = match.span() if match else (len(raw), len(raw))
        text, code, after = (start + len(member.encoded(raw[:place])) for place in (position, first, last))
        if text < code:
            builder.text(text, code, "".join(said for _, said in spelling.units(raw[position:first])))
        kind = kind_of(match) if match else None
        if match and kind is MarkupKind.WORD:
            builder.word(code, after, match[0])
        elif match and kind is MarkupKind.MARK:
            builder.mark(code, after)
        elif match:
            builder.boundary(code, after)
        position = last
    return builder.finish(end)


def is_french(language: str) -> bool:
    """Tell whether a tag of a language says French.

    >>> is_french("fr-CA"), is_french("fro")
    (True, False)
    """
    return language.lower().replace("_", "-").split("-")[0] in ("fr", "fra", "fre")


def units(raw: str) -> Iterator[tuple[int, str]]:
    """Yield the characters that a stretch of XML text stands for, each with the length of its spelling.

    >>> list(units("a&lt;"))
    [(1, 'a'), (4, '<')]
    """
    for match in _REFERENCE.finditer(raw):
        spelt = match[0]
        if len(spelt) == 1:
            yield 1, spelt
        else:
            yield len(spelt), "\n" if spelt == "\r\n" else html.unescape(spelt)


def escape(text: str, *, attribute: bool = False) -> str:
    """Return text as XML spells it; what no XML can hold becomes U+FFFD."""
    special = _SPECIAL_IN_ATTRIBUTE if attribute else _SPECIAL
    return "".join(special.get(character, character) for character in _NOT_XML.sub("\ufffd", text))


class XmlText:
    """How text stands between the tags of XML."""

    def units(self, raw: str) -> Iterator[tuple[int, str]]:
        """Yield the characters of `raw` as a view shows them, each with the length of its spelling."""
        for length, said in units(raw):
            yield length, in_view(said)

    def escape(self, text: str) -> str:
        """Return `text` as it is written between tags."""
        return escape(text)

    def finish(self, made: str) -> str:
        """Return `made`: XML asks nothing of a block."""
        return made


class XmlAttribute(XmlText):
    """How text stands in an attribute of XML, within quotes of either kind."""

    def escape(self, text: str) -> str:
        """Return `text` as it is written in an attribute."""
        return escape(text, attribute=True)
