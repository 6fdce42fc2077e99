"""From bytes to text and back, so that the bytes of an untouched document come back exactly."""

import codecs
import difflib
import itertools
import re
import unicodedata

from glossary.tables import expression
from translate.documents.errors import InputError, OutputError

# Name of an encoding with a byte order mark -> the mark, and the encoding of what follows it. Python itself has no name
# for big-endian text with a mark, and its "utf-16" writes in the byte order of the machine; here it is little-endian.
_MARKED = {
    "utf-8-sig": (codecs.BOM_UTF8, "utf-8"),
    "utf-32": (codecs.BOM_UTF32_LE, "utf-32-le"),
    "utf-32-be-sig": (codecs.BOM_UTF32_BE, "utf-32-be"),
    "utf-16": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16-be-sig": (codecs.BOM_UTF16_BE, "utf-16-be"),
}

# What French was written in before UTF-8, the likeliest first. Latin-1 would only add the control characters 0x80-0x9F
# to Windows-1252, which no text uses.
_LEGACY = ("cp1252", "iso8859-15", "mac-roman", "cp850")

_SIGNATURES = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive (as Word, Excel, OpenDocument and EPUB files are)",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"%PDF-": "a PDF file",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"SQLite format 3": "an SQLite database",
    b"RIFF": "a sound, film or image file",
    b"OggS": "a sound or film file",
    b"ID3": "an MP3 file",
}

_LINE_END = expression(r"\r\n|\r|\n")
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_ASCII = expression(r"[^\x00-\x7f]")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]")
_LETTER_WEIGHTS = {
    **dict.fromkeys("éèàêçùûîôâœ", 3.0),
    **dict.fromkeys("ëïÉÈÀÇÊÔŒÎÂ", 2.0),
    **dict.fromkeys("äöüáíóúñãåøßÿæÖÜÁÅØÆ", 0.5),  # names from elsewhere
}
_ALWAYS_LAST, _NEVER_LAST = frozenset("àùÀÙ"), frozenset("âêîôëïœ")
_LONE_LETTERS = frozenset("àÀôÔ")
_OPENING, _CLOSING = frozenset("«“‘"), frozenset("»”")
_SIGNS = frozenset("’–—…\u00a0€°·•²§©")
_MOST_JUDGED = 20_000


def decode(data: bytes, *, encoding: str | None = None) -> tuple[str, str]:
    """Return the text of `data` without its byte order mark, and the name of its encoding.

    The name is Python's, with two more: `utf-16-be-sig` and `utf-32-be-sig` stand for big-endian text with a mark, as
    `utf-8-sig` does for UTF-8; `utf-16` and `utf-32` are little-endian with a mark. `encode` knows them all, and
    `encode(*decode(data)) == data` holds for all data that is accepted.

    Without `encoding`, the first that fits is taken: a byte order mark; valid UTF-8; UTF-16 told by its zero bytes;
    Windows-1252, ISO 8859-15, Mac Roman or DOS code page 850, whichever gives the most plausible French. A file that
    has more valid UTF-8 sequences than invalid bytes is a damaged UTF-8 file, and said to be one, since reading it as
    anything else would garble all its accents.

    :param encoding: the name of the encoding where it is known; nothing is guessed then.
    :raises InputError: where `encoding` is unknown, does not fit `data` or could not give `data` back; or where
        `encoding` is None and `data` is no text, damaged UTF-8, or nothing that gives plausible French.

    >>> decode("\\ufeffété".encode("utf-8"))
    ('été', 'utf-8-sig')
    >>> decode("L’été à Étretat".encode("mac-roman"))
    ('L’été à Étretat', 'mac-roman')
    """
    if encoding is not None:
        return _decode_declared(data, encoding)
    for name, (mark, inner) in _MARKED.items():
        if data.startswith(mark):
            # UTF-32 comes first: its mark is that of UTF-16 with a zero after it, which no text begins with.
            return _decode_strictly(data[len(mark) :], inner, offset=len(mark)), name
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise InputError(f"this is not text, it looks like {kind}; convert it to plain text or Markdown first")
    if b"\0" in data:
        return _decode_with_zeros(data)
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError as error:
        valid = len(_UTF8_PAIR.findall(data))
        invalid = sum(byte > 0x7F for byte in _UTF8_PAIR.sub(b"", data))
        if valid > invalid:
            raise InputError(
                f"the text is UTF-8 except for {_count(invalid, 'byte')}, the first at {_place(data, error.start)}; "
                "repair it there, or name its encoding with --encoding"
            ) from error
    return _decode_legacy(data)


def encode(text: str, encoding: str) -> bytes:
    """Return `text` in bytes, with a byte order mark where `encoding` is one of the names with a mark.

    :param encoding: a name that `decode` returned, or any of Python's names of text encodings.
    :raises InputError: where there is no such encoding.
    :raises OutputError: where the encoding lacks a character of `text`, or `text` has half of a surrogate pair.

    >>> encode("été", "utf-16")
    b'\\xff\\xfe\\xe9\\x00t\\x00\\xe9\\x00'
    """
    mark, inner = _MARKED.get(encoding, (b"", encoding))
    name = _known(inner)
    if not mark and name in _MARKED:
        mark, name = _MARKED[name]
    try:
        return mark + text.encode(name)
    except UnicodeEncodeError as error:
        character = text[error.start]
        line = _line(text[: error.start])
        if unicodedata.category(character) == "Cs":
            message = (
                f"line {line} has U+{ord(character):04X}, half of a surrogate pair, which no file can hold; remove it"
            )
        else:
            label = f"{character!r} (U+{ord(character):04X} {unicodedata.name(character, 'without a name')})"
            message = (
                f"the encoding {encoding} lacks the character {label} of line {line}; choose another, such as utf-8"
            )
        raise OutputError(message) from error
    except UnicodeError as error:
        raise OutputError(
            f"the text cannot be written in {encoding}: {error}; choose another, such as utf-8"
        ) from error


def without_mark(encoding: str) -> str:
    """Return the encoding of what follows a byte order mark where `encoding` is a name with one.

    :raises InputError: where there is no such encoding.

    >>> without_mark("utf-16"), without_mark("cp1252")
    ('utf-16-le', 'cp1252')
    """
    name = _known(encoding)
    return _MARKED[name][1] if name in _MARKED else name


def _known(encoding: str) -> str:
    """Return Python's own name of a text encoding, or one of the names with a mark."""
    if encoding in _MARKED:
        return encoding
    try:
        "".encode(encoding)
        return codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        from encodings.aliases import aliases

        near = difflib.get_close_matches(encoding.lower().replace("-", "_"), [*aliases, *aliases.values()], n=1)
        hint = f"did you mean {near[0].replace('_', '-')}?" if near else "utf-8 and cp1252 are such names"
        raise InputError(f"there is no text encoding named {encoding!r}; {hint}") from error


def _decode_declared(data: bytes, encoding: str) -> tuple[str, str]:
    name = _known(encoding)
    family = name.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    for marked, (mark, inner) in _MARKED.items():
        if marked.startswith(family) and inner.startswith(name.removesuffix("-sig")) and data.startswith(mark):
            return _decode_strictly(data[len(mark) :], inner, offset=len(mark)), marked
    name = _MARKED[name][1] if name in _MARKED else name
    text = _decode_strictly(data, name)
    try:
        faithful = encode(text, name) == data
    except OutputError:
        faithful = False
    if not faithful:
        raise InputError(f"the text cannot be written back unchanged in {encoding}; convert it to UTF-8 first")
    return text, name


def _decode_strictly(data: bytes, encoding: str, *, offset: int = 0) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        place = _place(data, error.start, encoding=encoding, offset=offset)
        raise InputError(
            f"the text is not valid {encoding} at {place}; name its real encoding with --encoding"
        ) from error
    except UnicodeError as error:
        raise InputError(
            f"the text is not valid {encoding} ({error}); name its real encoding with --encoding"
        ) from error


def _decode_with_zeros(data: bytes) -> tuple[str, str]:
    """Read UTF-16 without a mark: nearly all characters of French have a zero high byte, none a zero low byte."""
    for name, low in (("utf-16-le", 0), ("utf-16-be", 1)):
        if not any(data[low::2]) or len(data) % 2:
            continue
        if data[low::2].count(0) * 50 <= len(data) and data[1 - low :: 2].count(0) * 10 >= len(data) // 2 * 7:
            return _decode_strictly(data, name), name
    raise InputError(
        f"this is not text: there is a zero byte at {_place(data, data.index(0))}; if it is text all the same, "
        "name its encoding with --encoding"
    )


def _decode_legacy(data: bytes) -> tuple[str, str]:
    """Choose by what the bytes would be in French: an accent inside a word speaks for an encoding, a box against it."""
    best: tuple[float, str, str] | None = None
    for name in _LEGACY:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        score = _plausibility(text)
        if best is None or score > best[0]:
            best = score, text, name
    controls = len(_CONTROL.findall(data))
    beyond = sum(byte > 0x7F for byte in data)
    # A stray sign in long plain text is no reason to refuse it; a text made of unlikely characters is, and so is one of
    # which a third is beyond ASCII, as in Russian or Greek: French has some four accents in a hundred letters.
    unlikely = best is None or (best[0] < 0 and beyond * 20 > len(data)) or (beyond > 8 and beyond * 3 > len(data))
    if best is None or unlikely or controls * 100 > len(data):
        raise InputError(
            "the encoding cannot be told: the bytes are not UTF-8 and give no plausible French in "
            f"{', '.join(_LEGACY)}; if this is text, name its encoding with --encoding"
        )
    return best[1], best[2]


def _plausibility(text: str) -> float:
    """Return the mean of how well each character beyond ASCII fits where it stands, from -2 (badly) to 4 (well)."""
    judged = [
        _fit(match[0], text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1])
        for match in itertools.islice(_NOT_ASCII.finditer(text), _MOST_JUDGED)
    ]
    return sum(judged) / len(judged)


def _fit(character: str, before: str, after: str) -> float:
    bonus = 1.5 if before in ("", "\n", "\r") else 0.0  # lines begin with a capital or a quotation mark
    if character.isalpha():
        wrong_case = (character.isupper() and before.islower()) or (character.islower() and after.isupper())
        lone = not (before.isalpha() or after.isalpha()) and character not in _LONE_LETTERS
        misplaced = (character in _ALWAYS_LAST and after.isalpha()) or (
            character in _NEVER_LAST and before.isalpha() and not after.isalpha()
        )
        if wrong_case or lone or misplaced:
            return -2.0
        return _LETTER_WEIGHTS.get(character, -1.0) + bonus * character.isupper()
    if character in _OPENING:
        return bonus + 2.5 if not before.isalnum() and after.isspace() == (character == "«") else 0.5
    if character in _CLOSING:
        return 2.5 if not after.isalnum() and before.isspace() == (character == "»") else 0.5
    within = before.isalpha() and after.isalpha()
    return 1.0 if character in _SIGNS and (not within or character in "’–") else -2.0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _line(text: str) -> int:
    return len(_LINE_END.findall(text)) + 1


def _place(data: bytes, position: int, *, encoding: str = "latin-1", offset: int = 0) -> str:
    """Name a byte of `data`, which begins at byte `offset` of the file; bytes count from 0, lines from 1."""
    value = f" (0x{data[position]:02X})" if position < len(data) else ""
    before = data[:position].decode(encoding if encoding.startswith("utf-") else "latin-1", errors="replace")
    return f"byte {position + offset}{value} on line {_line(before)}"
