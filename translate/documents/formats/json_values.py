"""JSON and JSON Lines: the strings of the fields that are named; keys and all other values stay as they are spelt.

A field is named by its path (`$.items[*].title`; `*` stands for any one key, `**` for any number of them), or by its
key alone, wherever that is. The grammar is that of RFC 8259; what holds several values is read as lines of JSON.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from glossary.tables import expression
from translate.documents.errors import InputError
from translate.documents.formats.placeholders import add_text, is_plural_message
from translate.documents.formats.skeleton import Block
from translate.documents.formats.text_file import TextFile, write_text
from translate.documents.records import Document

_TOKEN = expression(
    r"[ \t\r\n]*(?:(?P<string>\"(?:[^\"\\\x00-\x1f]|\\.)*\")|(?P<sign>[\[\]{},:])"
    r"|(?P<scalar>true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w.+-])|(?P<end>\Z))"
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_STEP = expression(r"\.?(?P<all>\*\*)|\.?(?P<any>\*)|\[(?P<item>\*)\]|\['(?P<quoted>[^']*)'\]|\.?(?P<key>[^.\[\]]+)")
_ITEM = "[*]"
_DEEPEST = 500
_MOST_NAMED = 8

Path = tuple[str, ...]


class JsonText:
    """How text stands between the quotes of a string; with `ascii`, other characters are escaped."""

    unit = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|(?s:.)")
    """What says one character, two surrogates together; in formats that cut text into strings, what is between them."""

    def __init__(self, *, ascii: bool) -> None:
        self._ascii = ascii

    def units(self, raw: str) -> Iterator[tuple[int, str]]:
        """Yield the characters of `raw`, each with the length of its spelling."""
        for match in self.unit.finditer(raw):
            spelt = match[0]
            if len(spelt) == 1:
                yield 1, spelt
            elif spelt[0] == '"':
                yield len(spelt), ""
            elif len(spelt) == 2:
                yield 2, _ESCAPES.get(spelt[1], spelt[1])
            elif len(spelt) == 6:
                said = chr(int(spelt[2:], 16))
                yield 6, "\ufffd" if "\ud800" <= said <= "\udfff" else said
            else:
                high, low = int(spelt[2:6], 16), int(spelt[8:], 16)
                yield 12, chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))

    def escape(self, text: str) -> str:
        """Return `text` as it is written between quotes."""
        return "".join(map(self._escaped, text))

    def _escaped(self, character: str) -> str:
        if character in _WRITTEN:
            return _WRITTEN[character]
        if character < " ":
            return f"\\u{ord(character):04x}"
        if self._ascii and character > "~":
            units = character.encode("utf-16-be")
            return "".join(f"\\u{units[place]:02x}{units[place + 1]:02x}" for place in range(0, len(units), 2))
        return character

    def finish(self, made: str) -> str:
        """Return `made`: JSON asks nothing of a string."""
        return made


@dataclass(frozen=True, slots=True)
class String:
    """A string that is a value: the place of its content, its path, and that path with the numbers of items."""

    start: int
    end: int
    path: Path
    place: str


class Json:
    """JSON and JSON Lines; `chosen` are the fields to translate, with commas between them."""

    name = "json"
    suffixes = (".json", ".jsonl", ".ndjson", ".arb")
    plain = False

    def __init__(self, chosen: str = "") -> None:
        self.chosen = chosen
        self._patterns = [_pattern(name.strip()) for name in chosen.split(",") if name.strip()]

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read the strings of the chosen fields; see `translate.documents.formats.base.Format.read`.

        :raises InputError: also where no field is chosen, or none of that name is there.
        """
        file = TextFile(data, encoding)
        notices: set[str] = set()
        values = list(strings(file.text, notices))
        known = {path: self._is_chosen(path) for path in {string.path for string in values}}
        if values and not any(known.values()):
            some = ", ".join(dict.fromkeys(_shown(string.path) for string in values if string.path))
            there = f"there are {', '.join(some.split(', ')[:_MOST_NAMED])}" if some else "it is a list of texts: $[*]"
            asked = f"no field is {self.chosen}" if self._patterns else "name the fields to translate with --fields"
            raise InputError(f"{asked}; {there}")
        spelling = JsonText(ascii=file.text.isascii() and "\\u" in file.text)
        blocks: list[Block] = []
        for string in values:
            if known[string.path] and string.start < string.end:
                if is_plural_message(file.text[string.start : string.end]):
                    notices.add("messages with forms for plural or select are not translated")
                    continue
                builder = file.builder(spelling, string.start, place=string.place)
                add_text(builder, file.text, string.start, string.end, spelling)
                blocks += builder.finish(string.end)
        name = f"{self.name}:{self.chosen}" if self.chosen else self.name
        return file.document(name, blocks, notices=sorted(notices))

    def write(self, document: Document, *, encoding: str | None = None) -> bytes:
        """Write the values; see `translate.documents.formats.base.Format.write`."""
        return write_text(document, encoding=encoding)

    def _is_chosen(self, path: Path) -> bool:
        return any(_matches(pattern, path) for pattern in self._patterns)


def _pattern(name: str) -> Path:
    """Return a field's name as the steps of a path.

    :raises InputError: where it is no name of a field.

    >>> _pattern("$.items[*].title"), _pattern("title")
    (('items', '[*]', 'title'), ('**', 'title'))
    """
    steps: list[str] = [] if name.startswith("$") else ["**"]
    rest = name.removeprefix("$")
    position = 0
    while position < len(rest):
        match = _STEP.match(rest, position)
        if match is None or match.end() == position:
            raise InputError(f"{name!r} is no name of a field; write it like $.items[*].title, or title")
        steps.append(_ITEM if match["item"] else match[match.lastgroup or 0])
        position = match.end()
    return tuple(steps)


def _matches(pattern: Path, path: Path) -> bool:
    """Tell whether a path is one that a pattern means.

    >>> _matches(("**", "title"), ("items", "[*]", "title"))
    True
    """
    reached = {0}  # how much of the pattern may be done
    for step in path:
        following: set[int] = set()
        for place in _skipping(pattern, reached):
            if place < len(pattern):
                wanted = pattern[place]
                if wanted == "**":
                    following.add(place)
                elif wanted in (step, "*"):
                    following.add(place + 1)
        reached = following
    return len(pattern) in _skipping(pattern, reached)


def _skipping(pattern: Path, reached: set[int]) -> set[int]:
    found: set[int] = set()
    for place in reached:
        found.add(place)
        while place < len(pattern) and pattern[place] == "**":
            place += 1
            found.add(place)
    return found


def _shown(path: Path) -> str:
    return "$" + "".join(step if step == _ITEM else f".{step}" for step in path)


def strings(text: str, notices: set[str]) -> Iterator[String]:
    """Yield the strings that are values, in order.

    :raises InputError: where the first value is damaged; of lines of JSON, the others that are damaged are notices.
    """
    position = counted = 0
    values = 0
    place = 1
    while True:
        found: list[String] = []
        end = _value(text, position, f"line {values + 1}" if values else "", found)
        if end >= 0:
            if end == position and not found:
                return
            yield from found
            values += 1
            position = end
            continue
        place += text.count("\n", counted, -end - 1)
        counted = -end - 1
        if not values:
            raise InputError(f"the JSON is damaged on line {place}; correct it there")
        notices.add(f"line {place} is no JSON and stays as it is")
        following = text.find("\n", -end - 1)
        if following < 0:
            return
        position = following + 1


def _value(text: str, position: int, line: str, found: list[String]) -> int:
    """Read one value and add its strings to `found`; return where it ends, or minus one minus where it is damaged.

    At the end of the text it is as long as nothing.
    """
    steps: list[str | int] = []  # the keys and item numbers that lead here
    wanted = "value"  # what may come: value, first (value or end of list), key, first key, colon, comma
    start = position
    while True:
        match = _TOKEN.match(text, position)
        if match is None:
            return -position - 1
        position = match.end()
        string, sign, scalar = match["string"], match["sign"], match["scalar"]
        if match["end"] is not None:
            return start if not steps and wanted == "value" else -len(text) - 1
        if string and wanted in ("key", "first key"):
            steps[-1] = string[1:-1]
            wanted = "colon"
            continue
        if sign == ":" and wanted == "colon":
            wanted = "value"
            continue
        if sign == "," and wanted == "comma":
            if isinstance(steps[-1], int):
                steps[-1] += 1
                wanted = "value"
            else:
                wanted = "key"
            continue
        if sign in ("[", "{") and wanted in ("value", "first"):
            steps.append(0 if sign == "[" else "")
            wanted = "first" if sign == "[" else "first key"
            if len(steps) > _DEEPEST:
                raise InputError(f"values of the JSON stand in each other more than {_DEEPEST} deep; it is not read")
            continue
        is_list = bool(steps) and isinstance(steps[-1], int)
        closes = (sign == "]" and is_list and wanted in ("first", "comma")) or (
            sign == "}" and not is_list and wanted in ("first key", "comma")
        )
        if closes:
            steps.pop()
        elif (string or scalar) and wanted in ("value", "first"):
            if string:
                path = tuple(_ITEM if isinstance(step, int) else step for step in steps)
                shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
                place = ", ".join(filter(None, (line, shown)))
                found.append(String(match.start("string") + 1, match.end("string") - 1, path, place))
        else:
            return -match.start() - 1
        if not steps:
            return position
        wanted = "comma"
