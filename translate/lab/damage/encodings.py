"""Text read in the wrong encoding, escaped for another format, or in forms that only look right."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from html.entities import codepoint2name
from random import Random

from glossary.edits import Span
from glossary.tables import expression
from translate.lab.damage.base import LETTER, Change, Family, Passage, shuffled

_TOKEN = expression(r"[^ ]+")
_LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}
_INVISIBLE = "\u200b\u200c\u2060\ufeff"
_ESCAPED = expression(r"[^\x00-\x7f]|[&<>\"']")


def mojibake(text: str, *, depth: int = 1, latin: bool = False) -> str:
    """Return `text` written in UTF-8 and read in Windows-1252, or in Latin-1, `depth` times over.

    A byte that Windows-1252 does not have becomes the control character of its number, as in browsers.

    >>> mojibake("été"), mojibake("é", depth=2)
    ('Ã©tÃ©', 'ÃƒÂ©')
    """
    for _ in range(depth):
        data = text.encode("utf-8", "surrogatepass")
        text = data.decode("latin-1") if latin else "".join(_windows(byte) for byte in data)
    return text


def _windows(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def escaped(text: str, *, numeric: bool = False, doubly: bool = False) -> str:
    """Return `text` with its quotation marks, `&`, `<`, `>` and all that is not ASCII as HTML entities.

    >>> escaped("été"), escaped("é", numeric=True), escaped("é", doubly=True)
    ('&eacute;t&eacute;', '&#233;', '&amp;eacute;')
    """

    def entity(match: "re.Match[str]") -> str:
        number = ord(match[0])
        name = None if numeric else codepoint2name.get(number)
        return f"&{name};" if name else f"&#{number};"

    text = _ESCAPED.sub(entity, text)
    return text.replace("&", "&amp;") if doubly else text


def _everywhere(passage: Passage, damage: Callable[[str], str], mechanism: str) -> list[Change]:
    """Damage each token of the passage that `damage` changes."""
    tokens = ((match, damage(match[0])) for match in _TOKEN.finditer(passage.text))
    return [Change(Span(*match.span()), new, mechanism) for match, new in tokens if new != match[0]]


def _misread(passage: Passage, random: Random) -> list[Change]:
    latin = random.random() < 0.3
    name = "Latin-1" if latin else "Windows-1252"
    return _everywhere(passage, lambda token: mojibake(token, latin=latin), f"UTF-8 read as {name}")


def _misread_twice(passage: Passage, random: Random) -> list[Change]:
    return _everywhere(passage, lambda token: mojibake(token, depth=2), "UTF-8 read as Windows-1252 twice")


def _misread_with_spaces(passage: Passage, random: Random) -> list[Change]:
    mechanism = "UTF-8 read as Windows-1252, its no-break spaces made plain"
    misread = _everywhere(passage, mojibake, mechanism)
    if not any("\u00a0" in change.new for change in misread):
        return []
    return [replace(change, new=change.new.replace("\u00a0", " ")) for change in misread]


def _windows_as_latin(passage: Passage, random: Random) -> list[Change]:
    def damage(token: str) -> str:
        try:
            return token.encode("cp1252").decode("latin-1")
        except UnicodeEncodeError:
            return token

    return _everywhere(passage, damage, "Windows-1252 read as Latin-1")


def _escape(passage: Passage, random: Random) -> list[Change]:
    numeric = random.random() < 0.4
    return _everywhere(passage, lambda token: escaped(token, numeric=numeric), "HTML entities")


def _escape_doubly(passage: Passage, random: Random) -> list[Change]:
    numeric = random.random() < 0.4
    damage = lambda token: escaped(token, numeric=numeric, doubly=True)  # noqa: E731
    return _everywhere(passage, damage, "HTML entities escaped again")


def _decompose(passage: Passage, random: Random) -> list[Change]:
    def damage(token: str) -> str:
        # Only where composing gives the same token back, which it does not for some signs such as the ohm.
        apart = unicodedata.normalize("NFD", token)
        return apart if unicodedata.normalize("NFC", apart) == token else token

    return _everywhere(passage, damage, "accents apart from their letters")


def _ligatures(passage: Passage, random: Random) -> list[Change]:
    found = re.finditer("ffi|ffl|ff|fi|fl", passage.text)
    return [Change(Span(*match.span()), _LIGATURES[match[0]], "typographic ligatures") for match in found]


def _invisible(passage: Passage, random: Random) -> list[Change]:
    for span in shuffled(passage.words, random)[:1]:
        cut = random.randint(span.start, span.end)
        return [Change(Span(cut, cut), random.choice(_INVISIBLE), "an invisible character")]
    return []


def _soft_hyphens(passage: Passage, random: Random) -> list[Change]:
    changes = []
    for match in re.finditer(rf"{LETTER}{{8,}}", passage.text):
        cut = random.randint(match.start() + 2, match.end() - 3)
        changes.append(Change(Span(cut, cut), "\u00ad", "soft hyphens"))
    return changes


_PAGES = ("cp1252", "mac_roman", "cp850", "cp437")


def _wrong_page(passage: Passage, random: Random) -> list[Change]:
    # One text is read in one wrong page: its traits decide, not the passage.
    pair = Random(passage.traits.column).sample(_PAGES, 2)

    def damage(token: str) -> str:
        try:
            made = token.encode(pair[0]).decode(pair[1] if pair[1] != "cp1252" else "latin-1")
        except UnicodeError:
            return token
        return (
            "".join(_windows(ord(sign)) if ord(sign) < 0x100 else sign for sign in made)
            if pair[1] == "cp1252"
            else made
        )

    return _everywhere(passage, damage, "one code page read as another")


def _quoted_printable(passage: Passage, random: Random) -> list[Change]:
    def damage(token: str) -> str:
        return "".join(
            sign if sign.isascii() and sign != "=" else "".join(f"={byte:02X}" for byte in sign.encode("utf-8"))
            for sign in token
        )

    return _everywhere(passage, damage, "quoted-printable, as e-mail is sent")


def _of_program(passage: Passage, random: Random) -> list[Change]:
    def damage(token: str) -> str:
        return "".join(sign if ord(sign) < 0x80 or ord(sign) > 0xFFFF else f"\\u{ord(sign):04x}" for sign in token)

    return _everywhere(passage, damage, "letters as JSON writes them")


def _of_database(passage: Passage, random: Random) -> list[Change]:
    new = random.choice(("\\'", "''"))
    found = re.finditer(rf"(?<={LETTER})'(?={LETTER})", passage.text)
    return [Change(Span(*match.span()), new, "apostrophes as databases write them") for match in found]


def _tagged(passage: Passage, random: Random) -> list[Change]:
    for span in shuffled(passage.words, random)[:1]:
        tag = random.choice(("b", "i", "em", "strong", "span"))
        return [
            Change(Span(span.start, span.start), f"<{tag}>", "tags of HTML"),
            Change(Span(span.end, span.end), f"</{tag}>", "tags of HTML"),
        ]
    return []


def _broken(passage: Passage, random: Random) -> list[Change]:
    end = len(passage.text)
    tag = random.choice(("<br>", "<br />", "</p>"))
    return [Change(Span(end, end), tag, "tags of HTML at a line's end")] if passage.ends_line else []


FAMILIES = (
    Family(
        "encodings",
        "mojibake, entities, wrong normal forms and invisible characters",
        (
            (3, _misread),
            (2, _misread_twice),
            (1, _misread_with_spaces),
            (1, _windows_as_latin),
            (2, _escape),
            (1, _escape_doubly),
            (2, _decompose),
            (1, _ligatures),
            (1, _invisible),
            (1, _soft_hyphens),
        ),
    ),
    Family("code-pages", "text of one code page read in another", ((1, _wrong_page),)),
    Family(
        "escapes",
        "escapes of e-mail, programs and databases, tags of HTML",
        ((2, _quoted_printable), (2, _of_program), (1, _of_database), (1, _tagged), (1, _broken)),
    ),
)
