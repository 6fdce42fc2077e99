"""Letters that came through the wrong encoding: mojibake, entities, invisible characters, letters in two pieces."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from html.entities import html5, name2codepoint
from itertools import permutations, product

from glossary.edits import Edit, Span, apply, compose
from glossary.french.lexicon import is_word, look_up
from glossary.repair.base import Rule, Text, shifted, without_overlaps
from glossary.repair.limits import limit
from glossary.tables import expression

MOST_LEVELS = 6
"""How often a text can have been read in the wrong encoding; each time makes two or three characters of one."""

_LATIN = "".join(map(chr, range(0xA0, 0x180)))
_MARKS = "\u2002\u2003\u2009\u200b\u200e\u2010\u2011―\u202f′″№→−ﬀﬁﬂﬃﬄ\ufeff"
_ENCODINGS = {
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp850": "DOS code page 850",
    "cp437": "code page 437",
}
# Pairs of good text: the square root of pi, and logic; all else in the table is not found in good text.
_SOUND = {"√π": "oOÄ", "¬∞": "0123456789n ", "¬±": ""}

_SUSPECT = expression("[ÂÃÄÅâð√¬ƒ≈‚├┬┼ÔΓÎÏÐÑ\x80-\x9f]")
_CLOSING = "»”’\"'›)]“…–—"
_OPENING = "«“‘„\"'‹([,/"
_OF_LETTERS = expression(
    r"(?i)\b(?:lettres?|caract[èe]res?|tild[ea]|alphabets?|portugais\w*|touches?|clavier|unicode)\b"
)
_LETTER_LIST = expression(r"\b[À-Þ][ ,]+Ã|Ã[ ,]+[À-Þ]\b(?!['’])")
_CYRILLIC_OR_GREEK = expression("(?:[ÎÏÐÑ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]){3,}")
_GREEK = expression("Î[±²³´µ·¸¹º¼½¾¿]|Ï[€ƒ‚„†‡ˆ‰]")
_EMOJI = expression("ðŸ[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2}")
_LOST_SPACE_START = expression("[ÃÂÅ]|â€")
_LOST_SPACE = expression(r"""
    (?P<a>Ã\x20(?:\x20?(?=\S)))
  | (?P<nothing>(?<=[a-zà-ÿ0-9»;:!?,.%€'’)ÃÂ])Â(?=[\x20»;:!?%€])|(?<=«)Â(?=\x20)|Â(?=\x20[»;:!?%]))
  | (?P<space>(?<=[0-9])Â(?=[0-9]))
  | (?P<quote>â€(?:\ufffd|(?=[\s.,;:!?)»]|\Z)))
  | (?P<dash>(?<=\s)â€"(?=\s))
  | (?P<ligature>Å["'](?=[a-zéè]))
""", re.VERBOSE)  # fmt: skip


@cache
def _sequences() -> tuple[Mapping[str, tuple[str, str]], re.Pattern[str]]:
    """Return what each character of French typography looks like in each wrong encoding, and what finds them all."""
    found: dict[str, tuple[str, str]] = {}
    upper = bytes(range(0x80, 0x100))
    common = _LATIN + _MARKS + upper.decode("cp1252", errors="ignore") + upper.decode("mac_roman")
    for codec, name in reversed(_ENCODINGS.items()):
        characters = common + upper.decode(codec, errors="ignore")
        if codec == "cp1252":
            characters += "".join(map(chr, range(0x80, 0xA0)))
        for character in characters:
            readings = []
            for byte in character.encode("utf-8"):
                read = bytes([byte]).decode(codec, errors="ignore")
                # A byte of 80-9F is a control character in Latin-1, and where Windows-1252 has no character for it.
                readings.append({read, chr(byte)} - {""} if codec == "cp1252" else {read})
            right = (
                character.encode("latin-1").decode("cp1252", "ignore") if "\x80" <= character < "\xa0" else character
            )
            found.update(dict.fromkeys(map("".join, product(*readings)), (right or character, name)))
    endings: dict[str, list[str]] = {}
    for sequence in found:
        endings.setdefault(sequence[:-1], []).append(re.escape(sequence[-1]))
    starts = sorted(endings, key=len, reverse=True)
    return found, re.compile("|".join(f"{re.escape(start)}[{''.join(endings[start])}]" for start in starts))


def _is_good(text: str, span: Span, right: str) -> bool:
    """Tell whether what looks like mojibake at `span` can be good: a letter in quotation marks, a word in capitals."""
    wrong = span.of(text)
    before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
    if wrong in _SOUND:
        return not (before and before in _SOUND[wrong])
    # What consists of lines alone frames a table.
    if (wrong[0] in "ÄÅ" or all("\u2500" <= sign < "\u25a0" for sign in wrong)) and not (
        before.isalpha() or after.isalpha()
    ):
        return True
    if wrong[0] not in "ÂÃÄÅ" or len(wrong) > 2 or wrong[1] not in _CLOSING:
        return False
    if before and before in _OPENING and not after.isalpha():
        return True
    return before.isupper() and not after.isalpha()


def _of_other_scripts(text: str) -> Iterator[tuple[Span, str]]:
    for pattern in (_CYRILLIC_OR_GREEK, _GREEK, _EMOJI):
        for match in pattern.finditer(text):
            encoded = b"".join(
                character.encode("cp1252") if ord(character) > 0xFF else character.encode("latin-1")
                for character in match.group()
            )
            try:
                yield Span(*match.span()), encoded.decode("utf-8")
            except UnicodeDecodeError:
                continue


def _without_lost_space(text: str) -> Iterator[tuple[Span, str]]:
    """Yield what is left of a sequence when no-break spaces became plain ones, or characters fell out."""
    end = 0
    for start in _LOST_SPACE_START.finditer(text):
        match = _LOST_SPACE.match(text, start.start()) if start.start() >= end else None
        if match is None:
            continue
        end = match.end()
        span = Span(*match.span())
        before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
        if match["a"]:
            around = text[max(0, span.start - 60) : span.end + 60]
            alone = not before.isalpha() and (before in " '’-\n(«“\"." or not before)
            listed = _LETTER_LIST.search(around)
            if before.islower() or (alone and not listed and not _OF_LETTERS.search(around)):
                yield span, "à" if after in ",.;:!?)-" else "à "
        elif match["nothing"]:
            yield span, ""
        elif match["space"]:
            yield span, " "
        elif match["quote"]:
            yield span, "”"
        elif match["dash"]:
            yield span, "–"
        elif (before.islower() or not before.isalpha()) and after:
            yield span, "œ" if match["ligature"] == 'Å"' else "Œ"


def _one_level(text: Text) -> Iterator[Edit]:
    content = text.text
    if not _SUSPECT.search(content):
        return
    sequences, pattern = _sequences()
    for match in pattern.finditer(content):
        span = Span(*match.span())
        right, encoding = sequences[match.group()]
        if _is_good(content, span, right):
            continue
        if right == "à" and match.group()[1] == "\xa0" and content[span.end : span.end + 1].isalpha():
            # French has `à` only at the end of words: the space behind it went when spaces were made one.
            right = "à "
        yield Edit(span, match.group(), right, "mojibake", f"UTF-8 read as {encoding}")
    for span, right in [*_of_other_scripts(content), *_without_lost_space(content)]:
        yield Edit(span, span.of(content), right, "mojibake", "UTF-8 read as Windows-1252")
    for match in re.finditer("[\x80-\x9f]", content):
        position = match.start()
        right = match.group().encode("latin-1").decode("cp1252", "ignore")
        # Alone, U+0085 can be a line end, as on mainframes.
        line_end = right == "…" and content[position + 1 : position + 2] not in (" ", "\x94", "\x92", "»")
        # A letter has another beside it; in a PDF a sign of a font for pictures has none.
        alone = right.isalpha() and not any(one.isalpha() for one in content[max(0, position - 1) : position + 2])
        if right and not line_end and not alone:
            yield Edit(Span(position, position + 1), match.group(), right, "mojibake", "Windows-1252 read as Latin-1")


def _mojibake(text: Text) -> list[Edit]:
    made: list[Edit] = []
    for _ in range(MOST_LEVELS):
        found, _ = without_overlaps(_one_level(text))
        edits = [edit for edit in found if text.is_free(edit.span)]
        if not edits:
            break
        made = compose(made, edits) if made else edits
        text = Text(apply(text.text, edits), shifted(text.protected, edits))
    return made


_ENTITY = expression(
    r"&(?:amp;){0,5}(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,9});|#(?P<number>\d{1,7});|#[xX](?P<hex>[0-9A-Fa-f]{1,6});"
    r"|(?P<open>[AEIOUYaeiouyCcNn](?:acute|grave|circ|uml|cedil|tilde))(?=[a-z\s]))"
)
_OF_ENTITIES = expression(
    r"(?i)\bentit(?:é|y|ie)s?\s+(?:&|[«\"“(]|de caract)|\b(?:x?html|xml|sgml)\b|d['’]échappement|`"
    r"|</?[a-z][^<>\n]{0,80}>"
)
_MARKUP = frozenset("<>")
_MORE_NAMES = frozenset(
    {"apos", "nbsp", "comma", "period", "colon", "semi", "excl", "quest", "lpar", "rpar", "num", "percnt"}
)


def _entity_value(match: re.Match[str]) -> str | None:
    """Return the character of an entity, or None where there is none that text can have."""
    if match["name"]:
        known = match["name"] in name2codepoint or match["name"] in _MORE_NAMES
        return html5.get(match["name"] + ";") if known else None
    if match["open"]:
        return html5.get(match["open"] + ";")
    value = html.unescape(f"&#{match['number']};" if match["number"] else f"&#x{match['hex']};")
    usable = len(value) == 1 and (value.isprintable() or value in "\xa0\u202f\u2009\u200b\xad")
    return value if usable and value != "\ufffd" else None


def _entities(text: Text) -> Iterator[Edit]:
    content = text.text
    about: dict[tuple[int, int], bool] = {}
    for match in _ENTITY.finditer(content):
        new = _entity_value(match)
        if new is None:
            continue
        span = Span(*match.span())
        before, after = content[max(0, span.start - 1) : span.start], content[span.end : span.end + 1]
        if (before and before in "=/\\`") or (new == "&" and after and not (after.isalnum() or after.isspace())):
            continue
        line = text.lines[number := text.line_of(span.start)]
        part = (number, (span.start - line.start) // 120)
        if part not in about:
            first = line.start + part[1] * 120
            about[part] = bool(_OF_ENTITIES.search(content, max(line.start, first - 120), min(line.end, first + 240)))
        address = content[max(0, span.start - 200) : span.start].rpartition(" ")[2]
        if "://" in address or ("?" in address and "=" in address):
            continue
        alone = not (before.strip() or after.strip()) or (
            bool(before) and before in "«\"“'(" and after in ("»", '"', "”", "'", ")")
        )
        spoken_of = alone and new.isalpha() and new not in "àÀôÔ"
        safe = not about[part] and new not in _MARKUP and not spoken_of
        yield Edit(span, match.group(), new, "entities", "an HTML entity in plain text", safe)


_FRENCH = "éèêëàâçîïôûùüœÉÈÊÀÂÇÎÔ«»’–—…°"
_CODE_PAGES = ("cp1252", "mac_roman", "cp850", "cp437")


@cache
def _misreadings() -> tuple[tuple[str, str, Mapping[str, str], re.Pattern[str]], ...]:
    """Return how text in one set of 256 characters looks in another: their names, each sign, and words with signs."""
    found = []
    for wrote, read in permutations(_CODE_PAGES, 2):
        signs: dict[str, str] = {}
        for letter in _FRENCH:
            byte = letter.encode(wrote, "ignore")
            seen = byte.decode(read, "ignore") or (byte.decode("latin-1") if read == "cp1252" else "")
            if seen and seen != letter and not seen.isascii() and seen not in "éèêàçâ":
                signs[seen] = letter
        letters = "".join(map(re.escape, signs))
        found.append(
            (wrote, read, signs, re.compile(rf"(?<![^\W\d_])[^\W\d_{letters}]*(?:[{letters}][^\W\d_{letters}]*)+"))
        )
    return tuple(found)


# Begins with what is rare in text, which is searched for fast, and looks back from there.
_ODD_SIGN = expression(r"[^\x00-\x7féèêëàâçîïôûùüœÉÈÊÀÂÇÎÔæÆŒñáíóúäö’«»\xa0\u202f°“”–—…·](?<=[^\W\d_].)")
_ODD_START = expression("[‚ŠŽ‡ˆÞÚΘΦ](?=[a-z])")


def _wrong_pages(text: Text) -> Iterator[Edit]:
    """Yield the edits of a text that was written in one code page and read in another, as the words of it tell."""
    content = text.text
    if content.isascii():
        return
    odd = Counter(match.group()[-1] for match in _ODD_SIGN.finditer(content))
    odd.update(match.group() for match in _ODD_START.finditer(content))
    if odd.total() < max(limit("code-page-words"), len(content) / limit("code-page-sparse")):
        return
    best: tuple[int, list[tuple[Span, str]], str] = (0, [], "")
    for wrote, read, signs, pattern in _misreadings():
        if sum(odd[sign] for sign in signs) < limit("code-page-words"):
            continue
        made: list[tuple[Span, str]] = []
        known = unknown = 0
        for match in pattern.finditer(content):
            old = match.group()
            new = "".join(signs.get(sign, sign) for sign in old)
            if (
                old == new
                or len(old) < 3
                or is_word(old)
                or not any(letter.isascii() and letter.isalpha() for letter in old)
            ):
                continue
            good = is_word(new)
            known, unknown = known + good, unknown + (not good)
            made.append((Span(*match.span()), new))
        if known > best[0] and known >= limit("code-page-words") and known >= limit("code-page-share") * unknown:
            name = _ENCODINGS.get(wrote, wrote), _ENCODINGS.get(read, read)
            alone = _alone(content, signs)
            best = known, [*made, *alone], f"{name[0]} read as {name[1]}"
    for span, new in best[1]:
        yield Edit(span, span.of(content), new, "code-pages", best[2], True)


def _alone(content: str, signs: Mapping[str, str]) -> list[tuple[Span, str]]:
    """Return where a sign stands by itself for `à`."""
    wrong = next((sign for sign, letter in signs.items() if letter == "à"), "")
    found = re.finditer(rf"(?<=\s){re.escape(wrong)}(?=\s)", content) if wrong else ()
    return [(Span(*match.span()), "à") for match in found]


_COMMAND = expression(r"\x1b(?:\[[0-9;?]{0,20}[A-Za-z])?")
_INVISIBLE = expression(
    "[\x00-\x08\x0e-\x1a\x1e\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+"
)
_BIDIRECTIONAL = expression("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = expression("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

_LAST_LETTERS = expression(r"(?<![^\W\d_])[^\W\d_]{2,30}\Z")
_FIRST_LETTERS = expression(r"[^\W\d_]{2,30}")


def _is_joined(character: str) -> bool:
    """Tell whether a character is of a script or a kind (emoji) in which joiners mean something."""
    return "\u0590" <= character < "\u1e00" or character >= "\u2190"


def _visible(content: str, span: Span) -> str:
    """Return what stays in the place of the invisible characters at `span`."""
    kept = span.of(content)
    before, after = content[max(0, span.start - 1) : span.start], content[span.end : span.end + 1]
    if _is_joined(before) or _is_joined(after):
        kept = re.sub("[^\u200b-\u200d\u2060]", "", kept)
    elif "\xad" in kept and (not after or after in "\n\r"):
        # A hyphen at the end of a line: the two parts of the word are joined by the rule for split lines.
        return "\xad"
    elif before.isalpha() and after.isalpha() and kept in ("\xad", "\x1e"):
        first = _LAST_LETTERS.search(_INVISIBLE.sub("", content[max(0, span.start - 40) : span.start]))
        second = _FIRST_LETTERS.match(_INVISIBLE.sub("", content[span.end : span.end + 40]))
        hyphen = kept == "\x1e"
        if first and second and not hyphen:
            compound = look_up(f"{first.group()}-{second.group()}")
            hyphen = compound is not None and bool(compound.grammar) and not is_word(first.group() + second.group())
        kept = "-" if hyphen else ""
    else:
        kept = ""
    return kept


def _invisible(text: Text) -> Iterator[Edit]:
    content = text.text
    for match in _COMMAND.finditer(content):
        yield Edit(Span(*match.span()), match.group(), "", "invisible", "a command for a terminal")
    if not _INVISIBLE.search(content):
        return
    for line in text.lines:
        right_to_left: bool | None = None
        for match in _INVISIBLE.finditer(content, line.start, line.end):
            span = Span(*match.span())
            new = _visible(content, span)
            if _BIDIRECTIONAL.search(match.group()):
                if right_to_left is None:
                    right_to_left = bool(_RIGHT_TO_LEFT.search(content, line.start, line.end))
                if right_to_left:
                    new = match.group()
            if new != match.group():
                reason = "a soft hyphen in the place of a hyphen" if new == "-" else "a character that nobody sees"
                yield Edit(span, match.group(), new, "invisible", reason)


_IN_PIECES = expression("[^\\W\\d_][\u0300-\u036f]{1,4}(?![\u0300-\u036f])|[\ufb00-\ufb06]")


def _normal_form(text: Text) -> Iterator[Edit]:
    for match in _IN_PIECES.finditer(text.text):
        old = match.group()
        if old[0] >= "\ufb00":
            new, reason = unicodedata.normalize("NFKC", old), "a ligature for printing"
        else:
            new, reason = unicodedata.normalize("NFC", old), "a letter and its accent are one character"
        if new != old:
            yield Edit(Span(*match.span()), old, new, "normal-form", reason)


RULES: tuple[Rule, ...] = (
    Rule(
        "mojibake",
        "Letters that became two or three signs because UTF-8 was read in another encoding, once or more often.",
        "Safe: what is changed are sequences that no good text has; capitals of Portuguese such as SÃO stay.",
        (
            ("Le prÃ©sident a Ã©tÃ© rÃ©Ã©lu.", "Le président a été réélu."),
            ("Lâ€™Ã©tÃ© Ã\xa0 Paris", "L’été à Paris"),
            ("un caf√© cr√®me", "un café crème"),
            ("dÃƒÂ©jÃƒÂ\xa0", "déjà"),
        ),
        _mojibake,
        any_language=True,
    ),
    Rule(
        "code-pages",
        "Letters that became one wrong sign each, because a DOS or Macintosh text was read as a Windows one, or so.",
        "Safe: several words of the text become known by the same exchange of signs.",
        (("Le g‚n‚ral a ‚t‚ ‚lu … la fˆte.", "Le général a été élu à la fête."),),
        _wrong_pages,
        any_language=True,
    ),
    Rule(
        "entities",
        "Characters written as HTML entities, also doubly escaped.",
        "Safe in prose; a suggestion where the text speaks of markup, and for &lt; and &gt;.",
        (
            ("L&#39;&eacute;t&eacute; arrive&nbsp;!", "L'été arrive\xa0!"),
            ("recherche &amp;amp; d&amp;eacute;veloppement", "recherche & développement"),
        ),
        _entities,
        any_language=True,
    ),
    Rule(
        "invisible",
        "Characters that nobody sees: of no width, control characters, soft hyphens, stray marks of direction.",
        "Safe: joiners of emoji and of scripts that need them stay, as do marks of direction beside such scripts.",
        (
            ("le gouver\xadnement a dé\u200bcidé", "le gouvernement a décidé"),
            ("peut\xadêtre demain", "peut-être demain"),
        ),
        _invisible,
        any_language=True,
    ),
    Rule(
        "normal-form",
        "Letters with a separate accent, and ligatures for printing such as ﬁ; œ and æ stay.",
        "Safe: the same letters, in the form in which they are searched and translated.",
        (("l'e\u0301te\u0301 ﬁnit", "l'été finit"),),
        _normal_form,
        by_line=True,
        any_language=True,
    ),
)
