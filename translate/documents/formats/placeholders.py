"""What programs put into the sentences that they show: places for values, tags, keys of menus.

The forms are those of printf (also with names, as Python and Ruby write them), of Python's and .NET's `format`, of
ICU's simple arguments, of template strings and of i18next, and the tags and entities of HTML.
"""

import re

from glossary.tables import expression
from translate.documents.formats.blocks import Builder
from translate.documents.formats.skeleton import Spelling

_VALUE = expression(
    r"%(?:\([^()\s]{1,60}\)|\{[\w.]{1,60}\}|<[\w.]{1,60}>)?(?:\d{1,2}\$)?[-+0#]*(?:\*|\d{1,4})?(?:\.\d{1,3})?"
    r"(?:hh|ll|[hlLzjtq])?[diouxXeEfFgGcsrap@](?![^\W\d_])|%%|%\d{1,2}(?![\d.,]|[\s\u00a0\u202f]*[^\W\d_])|%[({][\w.]{1,60}[)}]"
    r"|\$?\{{1,3}[-\w.$:,#@/ \[\]|!]{0,80}\}{1,3}|\$t\([\w.:]{1,80}\)|@:[\w.]{1,80}"
)
_TAG = expression(r"<(?P<close>/)?(?P<name>[A-Za-z][\w:.-]*|\d{1,3})(?:\s[^<>]*?)?(?P<empty>/)?>")
_ENTITY = expression(r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,30});")
_KEY = expression(r"[&_](?=[^\W\d_]{2})")
_ANY = expression(f"(?P<value>{_VALUE.pattern})|(?P<tag>{_TAG.pattern})|(?P<entity>{_ENTITY.pattern})")
_PLURAL = expression(r"\{\s*\w+\s*,\s*(?:plural|select|selectordinal)\s*,")
_EMPTY = frozenset(["br", "hr", "img", "input", "wbr"])


def add_text(builder: Builder, text: str, start: int, end: int, spelling: Spelling, *, keys: bool = False) -> None:
    """Tell `builder` what stands at the characters `start:end` of `text`: words, and codes for all else.

    :param keys: whether `&` or `_` before a letter is the key of a menu.
    """
    found = list(_ANY.finditer(text, start, end))
    paired = _paired(found)
    position = start
    for match in found:
        _add_words(builder, text, position, match.start(), spelling, keys=keys)
        position = match.end()
        if match["value"] or match["entity"]:
            builder.word(match.start(), position, match[0])
        elif match.start() not in paired:
            builder.mark(match.start(), position)
        elif match["close"]:
            builder.close(match.start(), position)
        else:
            builder.open(match.start(), position)
    _add_words(builder, text, position, end, spelling, keys=keys)


def is_plural_message(text: str) -> bool:
    """Tell whether a message has forms for plural or select, as ICU writes them: sentences inside of each other.

    >>> is_plural_message("{n, plural, one {un fichier} other {# fichiers}}")
    True
    """
    return bool(_PLURAL.search(text))


def _paired(found: list[re.Match[str]]) -> set[int]:
    """Return where the tags begin that open or close a pair."""
    paired: set[int] = set()
    opened: list[re.Match[str]] = []
    for match in found:
        if not match["tag"] or match["empty"] or match["name"].lower() in _EMPTY:
            continue
        if not match["close"]:
            opened.append(match)
        elif any(each["name"] == match["name"] for each in opened):
            while opened[-1]["name"] != match["name"]:
                opened.pop()
            paired |= {opened.pop().start(), match.start()}
    return paired


def _add_words(builder: Builder, text: str, start: int, end: int, spelling: Spelling, *, keys: bool) -> None:
    """Add text without codes; what it says as a line break is one."""
    position = first = start
    said: list[str] = []

    def flush() -> None:
        if said:
            builder.text(first, position, "".join(said))
            said.clear()

    for length, unit in spelling.units(text[start:end]):
        is_key = keys and unit in ("&", "_") and _KEY.match(text, position) and not _in_word(text, start, position)
        if unit == "\n" or is_key:
            flush()
            if is_key:
                builder.mark(position, position + length)
            else:
                builder.line_break(position, position + length)
            first = position + length
        else:
            said.append(unit)
        position += length
    flush()


def _in_word(text: str, start: int, place: int) -> bool:
    return place > start and (text[place - 1].isalnum() or text[place - 1] == "_")
