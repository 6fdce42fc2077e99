r"""What another format left in the text: tags of HTML, escapes of e-mail (`=C3=A9`), of programs and of TeX."""

import re
import unicodedata
from collections.abc import Iterator

from glossary.edits import Edit, Span
from glossary.french.lexicon import ELISIONS, is_word
from glossary.repair.accents import is_plausible
from glossary.repair.base import Rule, Text
from glossary.repair.limits import limit
from glossary.tables import expression

_QUOTED = expression(r"(?:=[0-9A-F]{2}|=\r?\n(?=[^\s]))+(?:=\r?\n)?")
_LETTERS_OF_MAIL = expression(r"=C[23]=(?:\r?\n=)?[0-9A-F]{2}|=E2=80=9[0-9A-F]|(?<=[a-z])=E[0-9A-F](?=[a-z])")
_LATIN_OF_MAIL = expression(r"(?<![\w=&?])[^\W\d_]*(?:=[CDEF][0-9A-F][a-z]*)+(?![\w=])")
_BYTE = expression(r"=([0-9A-F]{2})")


def _mail_escapes(text: Text) -> Iterator[Edit]:
    content = text.text
    if "=" not in content:
        return
    letters = len(_LETTERS_OF_MAIL.findall(content))
    if letters < limit("escapes-sure"):
        letters = sum(is_word(_from_latin(found)) for found in _LATIN_OF_MAIL.findall(content))
    if letters < limit("escapes-sure"):
        return
    for match in _QUOTED.finditer(content):
        data = bytes(int(found, 16) for found in _BYTE.findall(match.group()))
        try:
            new = data.decode("utf-8")
        except UnicodeDecodeError:
            new = data.decode("cp1252", "ignore")
        if any(not sign.isprintable() and sign not in "\r\n\xa0\u202f" for sign in new):
            continue
        if content[match.end() : match.end() + 1] in ("\r", "\n", ""):
            new = new.rstrip(" ")
        yield Edit(
            Span(*match.span()), match.group(), new, "mail-escapes", "an escape of e-mail (quoted-printable)", True
        )


def _from_latin(word: str) -> str:
    return _BYTE.sub(lambda match: chr(int(match[1], 16)), word)


_MARKS_OF_TEX = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "c": "\u0327"}
_LIGATURES = {"oe": "œ", "OE": "Œ", "ae": "æ", "AE": "Æ"}
_ACCENT_OF_TEX = (
    r"(?:\{\\(?P<enclosed>oe|OE|ae|AE)\}|\\(?:(?P<mark>['`^\"~])\s?"
    r"(?:\{\\?(?P<braced>[A-Za-z])\}|\\(?P<dotless>[ij])(?:\{\}|(?![A-Za-z])[ ]?)|(?P<bare>[A-Za-z]))"
    r"|c(?:\s?\{(?P<ceded>[cC])\}|\s(?P<cedilla>[cC]))|(?P<ligature>oe|OE|ae|AE)(?:\{\}|(?![A-Za-z])[ ]?)|(?P<cut>-)))"
)
_LETTER_OF_TEX = expression(_ACCENT_OF_TEX)
_UNNAMED = re.sub(r"\?P<[a-z]+>", "?:", _ACCENT_OF_TEX)
_WORD_OF_TEX = expression(rf"(?<![^\W\d_\\])(?:[^\W\d_]|['’](?=[^\W\d_\\]|\\['`^]))*(?:{_UNNAMED}[^\W\d_]*)+")


def _tex_escapes(text: Text) -> Iterator[Edit]:
    found = [(start + span.start, old, new) for start, line in text.parts for span, old, new in line.once(_of_tex)]
    known = sum(is_plausible(new) for _, _, new in found)
    if known < limit("escapes-sure") or known < 3 * (len(found) - known):
        return
    for start, old, new in found:
        span = Span(start, start + len(old))
        if text.is_free(span):
            yield Edit(span, old, new, "tex-escapes", "letters as TeX writes them", True)


def _of_tex(line: Text) -> list[tuple[Span, str, str]]:
    """Return the words of a line with escapes of TeX: where, as they are written and as they are read."""
    if "\\" not in line.text:
        return []
    found = []
    for match in _WORD_OF_TEX.finditer(line.text):
        new = unicodedata.normalize("NFC", _LETTER_OF_TEX.sub(_letter_of_tex, match.group()))
        found.append((Span(*match.span()), match.group(), new))
    return found


def _letter_of_tex(match: "re.Match[str]") -> str:
    if match["cut"]:
        return ""
    if ligature := match["ligature"] or match["enclosed"]:
        return _LIGATURES[ligature]
    letter = next(match[name] for name in ("braced", "dotless", "bare", "ceded", "cedilla") if match[name])
    return letter + _MARKS_OF_TEX[match["mark"] or "c"]


_UNICODE = expression(r"(?:\\+u[0-9a-fA-F]{4})+")
_ELIDED = "|".join(sorted((elision[:-1] for elision in ELISIONS), key=len, reverse=True))
_ESCAPED_APOSTROPHE = expression(
    rf"(?<![^\W_])(?:{_ELIDED}|aujourd|entr)(?P<escape>\\+['’]|'')(?=[aeiouyhàâäéèêëîïôöùûüœæ0-9«])", re.IGNORECASE
)
_LINE = expression(
    r"(?:\\r\\n|(?<=[.!?:;»”\"')\]…>}])\\n|(?<=\\n)\\n)(?:\\r\\n|\\n|\\t)*(?=[^\W\d_]|[\s«“\"»•-]|\d|\Z)"
)
_OTHER = expression(r"\\+(?=[\"/](?!\\))")


def _program_escapes(text: Text) -> Iterator[Edit]:
    content = text.text
    if "\\" not in content and "''" not in content:
        return
    letters = list(_UNICODE.finditer(content))
    apostrophes = list(_ESCAPED_APOSTROPHE.finditer(content))
    several = len(letters) + len(apostrophes) >= limit("escapes-sure")
    for match in letters:
        codes = re.findall(r"u([0-9a-fA-F]{4})", match.group())
        new = b"".join(int(code, 16).to_bytes(2, "big") for code in codes).decode("utf-16-be", "replace")
        if new.isprintable() or new.strip("\xa0\u202f\u2009\u200b") == "":
            inside = content[max(0, match.start() - 1) : match.start()].isalpha() or new.isalpha()
            reason = "a letter as programs write it"
            yield Edit(Span(*match.span()), match.group(), new, "program-escapes", reason, several or inside)
    for match in apostrophes:
        span = Span(*match.span("escape"))
        reason = "an apostrophe as programs write it"
        yield Edit(span, match["escape"], "’" if "’" in match["escape"] else "'", "program-escapes", reason, True)
    if several or len(re.findall(r"\\r\\n", content)) >= limit("escapes-sure"):
        for match in _LINE.finditer(content):
            new = "\n" * max(1, len(re.findall(r"\\n", match.group()))) if text.line_breaks else " "
            yield Edit(
                Span(*match.span()), match.group(), new, "program-escapes", "a line end as programs write it", True
            )
    if several:
        for match in _OTHER.finditer(content):
            yield Edit(Span(*match.span()), match.group(), "", "program-escapes", "an escape of a program", True)


_BLOCKS = "br|p|div|li|ul|ol|h[1-6]|tr|table|thead|tbody|blockquote|hr|section|article|header|footer|center|pre|title"
_INLINE = "a|b|i|u|s|em|strong|span|font|small|big|sub|sup|mark|abbr|cite|q|img|td|th|o:p|strike|del|ins|nobr|label"
_TAGS = expression(
    rf"(?P<run>(?:[ \t\xa0]*</?(?:{_BLOCKS}|{_INLINE})(?:\s[^<>]{{0,400}})?/?>)+)(?P<after>[ \t]*)(?P<line>\r?\n)?",
    re.IGNORECASE,
)
_BLOCK = expression(rf"</?(?:{_BLOCKS})[\s/>]", re.IGNORECASE)
_PARAGRAPH = expression(r"</?(?:p|div|h[1-6]|table|ul|ol|blockquote|section|article)[\s/>]", re.IGNORECASE)
_OF_MARKUP = expression(
    r"(?i)\b(?:balises?|html|xml|css|tags?|éléments?|attributs?|markdown|markup)\b|`|<!--|<\?|\{\{|=>"
)
_ANY_TAG = expression(r"</?[a-zA-Z][^<>\n]{0,400}>")


# An index says something that letters alone do not: H<sub>2</sub>O, 25 m<sup>2</sup>.
_WITH_INDEX = expression(r"(?<!\w)\w+(?:<su[bp]>[\d+−-]{1,8}</su[bp]>\w*)+")


def _html_tags(text: Text) -> Iterator[Edit]:
    content = text.text
    if "<" not in content:
        return
    tags = len(_ANY_TAG.findall(content))
    # A page that is all markup is no text with some left in it.
    page = tags * limit("html-words") > len(text.words)
    kept = {place for found in _WITH_INDEX.finditer(content) for place in range(*found.span())}
    for match in _TAGS.finditer(content):
        if match.start() in kept:
            continue
        run, around = match["run"], content[max(0, match.start() - 120) : match.end() + 120]
        end = match.end("run")
        if _BLOCK.search(run):
            end = match.end("after")
            new = "\n\n" if _PARAGRAPH.search(run) else "\n"
            new = new if text.line_breaks else " "
            if (
                match["line"]
                or end == len(content)
                or not content[: match.start()].strip(" \t")
                or (content[match.start() - 1 : match.start()] == "\n")
            ):
                new = ""
        else:
            # Inline tags leave the one space that stands beside them.
            spaced = run[:1].isspace()
            new = " " if spaced and not content[end : end + 1].isspace() else ""
            new = run[: len(run) - len(run.lstrip())][:1] if spaced and new else new
        span = Span(match.start(), end)
        safe = not page and not _OF_MARKUP.search(_TAGS.sub(" ", around))
        yield Edit(span, span.of(content), new, "html-tags", "a tag of HTML in plain text", safe)


RULES: tuple[Rule, ...] = (
    Rule(
        "mail-escapes",
        "Decodes what e-mail writes for letters with accents, and joins the lines that it cuts.",
        "Safe where a text has several such letters.",
        (
            (
                "Le caf=C3=A9 est ferm=C3=A9 jusqu'=C3=A0 lundi, pr=\noprement.",
                "Le café est fermé jusqu'à lundi, proprement.",
            ),
        ),
        _mail_escapes,
        any_language=True,
    ),
    Rule(
        "tex-escapes",
        "Reads what a source of TeX writes for letters with accents, and drops its marks of hyphenation.",
        "Safe where several words of the text become known ones by it.",
        (
            (
                r"L'\'et\'e fran\c cais \`a l'h\^otel, na\"\i f et d\'ej\`a nom\-m\'e.",
                "L'été français à l'hôtel, naïf et déjà nommé.",
            ),
        ),
        _tex_escapes,
        any_language=True,
    ),
    Rule(
        "program-escapes",
        "Decodes what programs and databases write for letters, apostrophes and line ends.",
        "Safe where a text has several, and for an apostrophe behind an elided word.",
        (
            (r"L\u0027\u00e9t\u00e9 \u00e0 Paris", "L'été à Paris"),
            (r"l\'Europe et l''Asie", "l'Europe et l'Asie"),
        ),
        _program_escapes,
        any_language=True,
    ),
    Rule(
        "html-tags",
        "Takes tags of HTML out, but for those of an index; where one ends a line or a paragraph, the line ends there.",
        "Safe in prose; a suggestion where the text speaks of markup, or is a page of it.",
        (
            ("Il est <b>venu</b> hier.<br>Elle est partie.", "Il est venu hier.\nElle est partie."),
            ("Le H<sub>2</sub>O <b>bout</b>.", "Le H<sub>2</sub>O bout."),
        ),
        _html_tags,
        any_language=True,
    ),
)
