"""Catalogues of gettext (po, pot) whose messages are French: the English goes to `msgstr`.

What has a translation stays. The machine's own are marked fuzzy, as gettext asks for what nobody has read.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from glossary.tables import expression
from translate.documents.encoding import encode
from translate.documents.errors import InputError
from translate.documents.formats.bilingual import Copy, Translation, filled, text_of
from translate.documents.formats.placeholders import add_text
from translate.documents.formats.skeleton import Block
from translate.documents.formats.text_file import TextFile, file_text, span_of, written_text
from translate.documents.formats.xml_events import is_french
from translate.documents.records import Document

_CHARSET = re.compile(rb"charset=([A-Za-z][\w.:-]*)")
_HEAD = 4000
_LINE = expression(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_STATEMENT = expression(
    r"[ \t]*(?P<key>msgctxt|msgid_plural|msgid|msgstr(?:\[\d{1,2}\])?)?[ \t]*\"(?P<text>(?:[^\"\\]|\\.)*)\"[ \t]*$"
)
_UNIT = expression(r"\"[ \t]*(?:\r\n|\r|\n)[ \t]*\"|\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.)|(?s:.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_JUNCTION = expression(r"\"[ \t]*(?:\r\n|\r|\n)[ \t]*\"")
_WIDTH = 79
"""Characters of a line, as the programs of gettext wrap (`--width`)."""
_WORDS = expression(r"(?:\\n|(?:\\.|[^\\ ])+?(?=\\n|[ ]|\Z)(?:\\n)?[ ]*|[ ]+)")
_PLURALS = expression(r"nplurals\s*=\s*[^;\\\"]*;\s*plural\s*=\s*[^;\\\"]*;?")
_SOURCES = (("msgstr", "msgid"), ("msgstr[0]", "msgid"), ("msgstr[1]", "msgid_plural"))
"""Statements of translations, each with that of which it is one."""
_NEWLINE = expression(r"\r\n|\r|\n")
_ENGLISH_PLURALS = "nplurals=2; plural=(n != 1);"


class PoText:
    """How text stands between the quotes of a message, which may go over several lines."""

    def units(self, raw: str) -> Iterator[tuple[int, str]]:
        """Yield the characters of `raw`; the end of a line between two quotes says nothing."""
        for match in _UNIT.finditer(raw):
            spelt = match[0]
            if len(spelt) == 1:
                yield 1, spelt
            elif spelt[0] == '"':
                yield len(spelt), ""
            elif spelt[1].isdigit() or (spelt[1] == "x" and len(spelt) > 2):
                yield len(spelt), chr(int(spelt[1:].removeprefix("x"), 16 if spelt[1] == "x" else 8))
            else:
                yield len(spelt), _ESCAPES.get(spelt[1], spelt[1])

    def escape(self, text: str) -> str:
        """Return `text` as it is written between quotes."""
        return "".join(_WRITTEN.get(character, character) for character in text)

    def finish(self, made: str) -> str:
        """Return `made`; the lines are made when all of a message is known."""
        return made


@dataclass(slots=True)
class _Entry:
    """A message: where its statements stand, from the first quote to the last, and the line it begins on."""

    line: int
    start: int
    flags: int = -1
    statements: dict[str, tuple[int, int]] = field(default_factory=dict)


class Po:
    """Catalogues of gettext."""

    name = "po"
    suffixes = (".po", ".pot")
    plain = False

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read the messages without a translation; see `translate.documents.formats.base.Format.read`.

        :raises InputError: also where the catalogue says that its translations, not its messages, are French.
        """
        file, entries = _catalogue(data, encoding)
        blocks: list[Block] = []
        for entry in entries:
            if _is_waiting(file.text, entry):
                for key in ("msgid", "msgid_plural"):
                    if key in entry.statements:
                        blocks += _blocks(file, entry, key)
        return file.document(self.name, blocks)

    def translations(self, data: bytes, *, encoding: str | None = None) -> Iterator[Translation]:
        """Yield the messages that have a translation, with it.

        :raises InputError: as `read`.
        """
        file, entries = _catalogue(data, encoding)
        line = start = 0
        for entry in entries:
            for key, source in _SOURCES:
                if key in entry.statements and source in entry.statements:
                    french, english = (text_of(_blocks(file, entry, name)) for name in (source, key))
                    place = entry.statements[key][0]
                    line, start = line + len(_NEWLINE.findall(file.text, start, place)), place
                    if french.strip() and english.strip():
                        yield Translation(french, english, line + 1)

    def write(self, document: Document, *, encoding: str | None = None) -> bytes:
        """Write the catalogue with the English in its place; see `translate.documents.formats.base.Format.write`.

        :raises OutputError: where a translation has not the codes of its French, or the encoding lacks a character.
        :raises ValueError: where `document` was not read from a file.
        """
        before = file_text(document)
        target = encoding or document.encoding
        if all(segment.target is None for segment in document.segments):
            return encode(_tidied(before, written_text(document)), target)
        waiting = [entry for entry in _entries(before) if _is_waiting(before, entry)]
        copies = [copy for entry in waiting for copy in _copies(entry)]
        after = _tidied(before, written_text(filled(document, copies)))
        return encode(_in_english(after, target), target)


def _catalogue(data: bytes, encoding: str | None) -> tuple[TextFile, list[_Entry]]:
    """Return the file and its messages.

    :raises InputError: where it is no catalogue, or one whose translations are French.
    """
    charset = _CHARSET.search(data[:_HEAD])
    if encoding is None and charset and charset[1].upper() not in (b"CHARSET", b"UTF-8"):
        encoding = charset[1].decode()
    file = TextFile(data, encoding)
    entries = list(_entries(file.text))
    language = re.search(r"\"Language:[ \t]*([\w@.-]+)", file.text[:_HEAD])
    if language and is_french(language[1]):
        raise InputError(
            "the catalogue says that its translations are French (Language: fr), so its messages are in another "
            "language; only one with French messages can be translated"
        )
    if not entries and file.text.strip():
        raise InputError("this is no catalogue of gettext: it has no msgid; check its name or give --format")
    return file, entries


def _entries(text: str) -> Iterator[_Entry]:
    """Yield the messages in order; obsolete ones are comments."""
    entry: _Entry | None = None
    flags = -1
    key = ""
    for number, line in enumerate(_LINE.finditer(text), start=1):
        statement = _STATEMENT.match(line[0].rstrip("\r\n")) if '"' in line[0] else None
        if statement is None:
            key = ""
            if line[0].startswith("#,"):
                flags = line.start()
            continue
        start, end = line.start() + statement.start("text") - 1, line.start() + statement.end("text") + 1
        if statement["key"]:
            key = statement["key"]
            begins = key in ("msgctxt", "msgid") and (
                entry is None or key in entry.statements or len(entry.statements) > 1
            )
            if begins:
                if entry is not None:
                    yield entry
                entry, flags = _Entry(number, line.start(), flags), -1
            if entry is None or key in entry.statements:
                key = ""
            else:
                entry.statements[key] = (start, end)
        elif key and entry is not None:
            entry.statements[key] = (entry.statements[key][0], end)
    if entry is not None:
        yield entry


def _joined(raw: str) -> str:
    """Return a statement as one string, without its quotes."""
    return _JUNCTION.sub("", raw)[1:-1]


def _is_waiting(text: str, entry: _Entry) -> bool:
    """Tell whether a message has no translation, and a place for one."""
    places = [span for key, span in entry.statements.items() if key.startswith("msgstr")]
    is_head = "msgid" not in entry.statements or not _joined(text[slice(*entry.statements["msgid"])])
    return bool(places) and not is_head and not any(_joined(text[slice(*span)]) for span in places)


def _copies(entry: _Entry) -> Iterator[Copy]:
    """Yield where the English of a message goes: that of the plural to the second form and all behind it."""
    statements = entry.statements
    for key, source in _SOURCES:
        if key in statements and source in statements:
            yield Copy(span_of(*statements[source]), *span_of(*statements[key]))


def _blocks(file: TextFile, entry: _Entry, key: str) -> list[Block]:
    start, end = entry.statements[key]
    place = f"line {entry.line}"
    if "msgctxt" in entry.statements:
        place += f", {_joined(file.text[slice(*entry.statements['msgctxt'])])[:40]}"
    builder = file.builder(PoText(), start + 1, place=place)
    add_text(builder, file.text, start + 1, end - 1, PoText(), keys=True)
    return builder.finish(end - 1)


def _tidied(before: str, after: str) -> str:
    """Return a catalogue with what has changed in lines of its width, and with the mark of what is now translated."""
    made: list[str] = []
    position = 0
    for old, new in zip(_entries(before), _entries(after), strict=True):
        changed = {
            key: span
            for key, span in new.statements.items()
            if after[slice(*span)] != before[slice(*old.statements[key])]
        }
        if any(key.startswith("msgstr") for key in changed):
            if new.flags >= 0:
                made += [after[position : new.flags + 2], " fuzzy,"]
                position = new.flags + 2
            else:
                made += [after[position : new.start], "#, fuzzy", _newline(after)]
                position = new.start
        for key, (start, end) in changed.items():
            made += [after[position:start], _wrapped(after[start:end], len(key), _newline(after))]
            position = end
    return "".join([*made, after[position:]])


def _newline(text: str) -> str:
    found = _NEWLINE.search(text)
    return found[0] if found else "\n"


def _wrapped(raw: str, key: int, newline: str) -> str:
    """Return a statement in lines; one that was on one line and fits stays there. `key` are the letters before it."""
    text = _joined(raw)
    if key + 3 + len(text) <= _WIDTH and "\\n" not in text[:-2] and not _JUNCTION.search(raw):
        return f'"{text}"'
    lines = [""]
    for match in _WORDS.finditer(text):
        if lines[-1] and (lines[-1].endswith("\\n") or len(lines[-1]) + len(match[0].rstrip(" ")) + 2 > _WIDTH):
            lines.append("")
        lines[-1] += match[0]
    if len(lines) == 1 and key + 3 + len(text) <= _WIDTH:
        return f'"{text}"'
    return newline.join(f'"{line}"' for line in ["", *lines])


def _in_english(text: str, encoding: str) -> str:
    """Return a catalogue whose header says that its translations are English, and in which encoding they are."""
    header = next((entry for entry in _entries(text) if not _joined(text[slice(*entry.statements["msgid"])])), None)
    place = header.statements.get("msgstr") if header else None
    if place is None:
        return text
    head = text[slice(*place)]
    head = re.sub(r"(\"Language:)[ \t]*(?=\\n)", r"\1 en", head)
    head = re.sub(r"(charset=)[A-Za-z][\w.:-]*", lambda match: match[1] + _charset(encoding, match[0][8:]), head)
    head = _PLURALS.sub(_ENGLISH_PLURALS, head)
    return text[: place[0]] + head + text[place[1] :]


def _charset(encoding: str, written: str) -> str:
    try:
        if codecs.lookup(written).name == codecs.lookup(encoding.removesuffix("-sig")).name:
            return written
    except LookupError:
        pass
    return encoding.removesuffix("-sig").upper()
