"""HTML as tokens with their places, so that what is not translated can be copied as it stands.

The rules are those of the WHATWG's tokenizer (html.spec.whatwg.org, section 13.2.5), which makes tokens of any text at
all; time grows with its length only. What a token says is read from its place: nothing is decoded here. In its `xml`
form a text is XHTML: any element can close itself, names have prefixes, and there are sections of characters and
declarations of entities.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from glossary.tables import expression
from translate.documents.errors import InputError

START, END, TEXT, CDATA, OTHER = "start", "end", "text", "cdata", "other"

_TAG_NAME = expression(r"[^\t\n\f\r />]*")
_BEFORE_ATTRIBUTE = expression(r"[\t\n\f\r /]*")
_ATTRIBUTE_NAME = expression(r"=?[^\t\n\f\r />=]*")
_EQUALS = expression(r"[\t\n\f\r ]*=[\t\n\f\r ]*")
_UNQUOTED = expression(r"[^\t\n\f\r >]*")
_COMMENT_END = expression(r"--!?>")
_SCRIPT_SIGN = expression(r"<!--|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)
_ENTITY_DECLARATION = expression(r"<!ENTITY\s")
_RAW = frozenset(["iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"])
"""Elements whose content has no tags: it ends at their own end tag."""
_FOREIGN = frozenset(["svg", "math"])


class Attribute(NamedTuple):
    """An attribute whose value, as it is spelt, stands at `start:end`; `quote` is empty for a value without quotes."""

    start: int
    end: int
    quote: str


class Token(NamedTuple):
    """What stands at `start:end`: a tag, text, a section of characters, or anything else (comment, declaration).

    `name` is that of a tag, in lower case. An element that is `closed` by its start tag has no end tag.
    """

    kind: str
    start: int
    end: int
    name: str = ""
    attributes: Mapping[str, Attribute] = {}
    closed: bool = False


def scan(text: str, *, xml: bool = False, inside: str = "") -> Iterator[Token]:
    """Yield the tokens of `text` in order; together they cover all of it.

    :param inside: the raw element, such as `script`, whose content `text` begins with.
    :raises InputError: where `text` is XML and declares entities, as bombs do.

    >>> [(token.kind, token.name) for token in scan("<P>1 < 2<br/></p>")]
    [('start', 'p'), ('text', ''), ('start', 'br'), ('end', 'p')]
    """
    position = waiting = 0  # text from `waiting` to `position` is not yielded yet
    foreign = 0
    if inside:
        position = _raw_end(text, 0, inside)
    while True:
        start = text.find("<", position)
        if start < 0:
            break
        following = text[start + 1 : start + 2]
        if following.isascii() and following.isalpha():
            token = _tag(text, start, START, xml=xml)
        elif following == "/":
            third = text[start + 2 : start + 3]
            if not third:
                break
            letter = third.isascii() and third.isalpha()
            token = _tag(text, start, END, xml=xml) if letter else Token(OTHER, start, _after(text, ">", start + 2))
        elif following == "!":
            token = _declaration(text, start, sections=xml or foreign > 0, xml=xml)
        elif following == "?":
            token = Token(OTHER, start, _after(text, "?>" if xml else ">", start + 1))
        else:
            position = start + 1
            continue
        if waiting < start:
            yield Token(TEXT, waiting, start)
        yield token
        position = waiting = token.end
        if token.name in _FOREIGN and not token.closed:
            foreign = max(0, foreign + (1 if token.kind == START else -1))
        elif _is_raw(token, tags=xml or foreign > 0):
            position = _raw_end(text, position, token.name)
    if waiting < len(text):
        yield Token(TEXT, waiting, len(text))


def _is_raw(token: Token, *, tags: bool) -> bool:
    """Tell whether a token begins an element without tags; where there are `tags`, only what is program is without.

    Titles of drawings are like any other element, but no text of a script is ever taken for one of the page.
    """
    if token.kind != START or token.closed:
        return False
    return token.name in ("script", "style") or (token.name in _RAW and not tags)


def _after(text: str, sign: str, position: int) -> int:
    """Return where what ends with `sign` ends; at the end of all where it is missing."""
    found = text.find(sign, position)
    return len(text) if found < 0 else found + len(sign)


def _tag(text: str, start: int, kind: str, *, xml: bool) -> Token:
    match = _TAG_NAME.match(text, start + (1 if kind == START else 2))
    assert match is not None
    name = match[0].lower().rpartition(":")[2] if xml else match[0].lower()
    attributes: dict[str, Attribute] = {}
    position = match.end()
    while True:
        space = _BEFORE_ATTRIBUTE.match(text, position)
        assert space is not None
        position = space.end()
        if position >= len(text):
            return Token(OTHER, start, len(text))
        if text[position] == ">":
            closes = space[0].endswith("/") and kind == START
            closed = closes and (xml or name not in _RAW)
            return Token(kind, start, position + 1, name, attributes, closed)
        named = _ATTRIBUTE_NAME.match(text, position)
        assert named is not None
        position = named.end()
        value = Attribute(position, position, "")
        equals = _EQUALS.match(text, position)
        if equals is not None:
            position = equals.end()
            quote = text[position : position + 1]
            if quote in ('"', "'") and quote:
                end = text.find(quote, position + 1)
                if end < 0:
                    return Token(OTHER, start, len(text))
                value = Attribute(position + 1, end, quote)
                position = end + 1
            else:
                bare = _UNQUOTED.match(text, position)
                assert bare is not None
                value = Attribute(*bare.span(), "")
                position = bare.end()
        attributes.setdefault(named[0].lower(), value)


def _declaration(text: str, start: int, *, sections: bool, xml: bool) -> Token:
    """Return a comment, a section of characters or the type of the document."""
    if text.startswith("--", start + 2):
        if text.startswith((">", "->"), start + 4):
            return Token(OTHER, start, text.index(">", start) + 1)
        match = _COMMENT_END.search(text, start + 4)
        return Token(OTHER, start, match.end() if match else len(text))
    if sections and text.startswith("[CDATA[", start + 2):
        return Token(CDATA, start, _after(text, "]]>", start + 9))
    end = _after(text, ">", start + 2)
    subset = text.find("[", start, end)
    if xml and subset >= 0:
        until = _after(text, "]", subset)
        if _ENTITY_DECLARATION.search(text, subset, until):
            raise InputError("the XML declares entities, as attacks do; it is not read")
        end = _after(text, ">", until)
    return Token(OTHER, start, end)


def _raw_end(text: str, position: int, name: str) -> int:
    """Return where the content of a raw element ends that begins at `position`."""
    if name == "plaintext":
        return len(text)
    if name != "script":
        match = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(text, position)
        return match.start() if match else len(text)
    # In a comment of a script its end tag ends it all the same, unless another script begins there.
    comment = inner = False
    while match := _SCRIPT_SIGN.search(text, position):
        position = match.end()
        if match[0] == "<!--":
            if not comment:
                comment, position = True, match.start() + 2
        elif match[0] == "-->":
            comment = inner = False
        elif match[1] and not inner:
            return match.start()
        elif match[1]:
            inner = False
        elif comment:
            inner = True
    return len(text)
