"""Subtitles: SubRip (srt), WebVTT (vtt) and Advanced SubStation Alpha (ass, ssa).

What is translated is the text of the cues. A sentence that goes on in the next cue is one sentence; where one cue ends
and the next begins is a code in it, which holds the number, the times and all else that stands between the two texts.
Where the English has to be broken into lines, it is as people who make subtitles do: two lines of 42 characters, as
even as can be, none that ends with an article or a preposition (BBC Subtitle Guidelines 4.2; Netflix, Timed Text Style
Guide: General Requirements).
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from glossary.tables import expression
from translate.documents.encoding import encode
from translate.documents.errors import InputError
from translate.documents.formats.skeleton import Block, Skeleton
from translate.documents.formats.subtitle_lines import MOST_LINES, Layout, Tagging
from translate.documents.formats.text_file import TextFile, written_text
from translate.documents.records import Document

_LINE = expression(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = expression(rf"\s*{_TIME}[ \t]*-+>[ \t]*{_TIME}(?=\s|$|[^\d])")
_LANGUAGE = expression(
    r"WEBVTT[^\r\n]*(?:(?:\r\n|\r|\n)[^\r\n]+){0,9}?(?:\r\n|\r|\n|[ \t;])Language:[ \t]*([\w-]+)", re.IGNORECASE
)
_NUMBER = expression(r"\s*\d+\s*")
_DIALOGUE = expression(r"[ \t]*Dialogue:", re.IGNORECASE)
_EVENTS = expression(r"[ \t]*(?:Format|Dialogue):(.*)", re.IGNORECASE)
_DEFAULT_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_CLOCK = expression(r"\s*(\d+):(\d{1,2}):(\d{1,2})[.:](\d{1,3})\s*")
_SPEAKER = expression(r"[-‐–—]+(?:[ \t\u00a0\u202f]+(?=\S)|(?=[^\W\d_]|[«\"]))")
_SOUND = expression(r"[\[(♪♫*#].*[\])♪♫*#]|[♪♫].*|.*[♪♫]")
_SENTENCE_END = expression(r"[.!?:][\s\u00a0\u202f]*[\"'»”’)\]]*$")
_TRAILING = expression(r"(?:…|\.{3,})\Z")
_LEADING = expression(r"(?:…|\.{3,})[ \t]*")
"""Dots at the end of a cue and the beginning of the next, which belong to the cue, not to the sentence."""
_LAST_WORD = expression(r"\w+'?$")
_VOICE = expression(r"<v[ .][^<>]*>")
_HTML_TAG = expression(r"<(/)?([a-z]+)", re.IGNORECASE)
_SWITCH = expression(r"\{\\([bius])([01])\}")
_LONGEST_PAUSE = 2.0
"""Seconds without text after which a sentence is over, whatever its last word is."""
_MOST_CUES = 5
"""Cues that one sentence goes over, at most: without any full stop, a file would be one sentence."""
_NEVER_LAST = frozenset((
    "le", "la", "les", "l'", "un", "une", "des", "du", "de", "d'", "au", "aux", "à", "en", "dans", "sur",
    "sous", "avec", "sans", "pour", "par", "chez", "vers", "entre", "et", "ou", "ni", "mais", "que", "qu'",
    "qui", "dont", "où", "si", "comme", "quand", "je", "tu", "il", "ne", "n'", "se", "s'", "me", "m'", "te",
    "t'", "mon", "ton", "son", "ma", "ta", "sa", "mes", "tes", "ses", "notre", "votre", "leur", "nos", "vos",
    "leurs", "ce", "cet", "cette", "ces", "plus", "très", "trop",
))  # fmt: skip
"""French words that no sentence ends with: articles, prepositions, conjunctions and what precedes nouns and verbs."""


@dataclass(slots=True)
class _Cue:
    """A text with the seconds when it is shown.

    `lines` are the places of its lines, without the space around them; `head` is where the line with its times ends.
    Cues of another `voice` (a style, a speaker) are not the same sentence.
    """

    name: str
    start: float
    end: float
    lines: list[tuple[int, int]]
    voice: str = ""
    head: int = 0


class _SubRip(Tagging):
    """Lines under a number and times; tags as in HTML, and those of SubStation that players know."""

    token = re.compile(
        r"(?P<soft>[ \t]*(?:(?:\r\n|\r|\n)[ \t]*)+)|</?(?:i|b|u|s|font|ruby|rt|c|v|lang)(?:[ .][^<>\r\n]*)?>"
        r"|\{\\[^{}\r\n]*\}",
        re.IGNORECASE,
    )


class _WebVtt(Tagging):
    """As SubRip, with tags of its own and the entities of HTML."""

    token = re.compile(r"(?P<soft>[ \t]*(?:(?:\r\n|\r|\n)[ \t]*)+)|</?(?:[a-z][^<>\r\n]*)?>|<\d[\d:.]*>", re.IGNORECASE)
    piece = re.compile(r"[ \t]*(?:(?:\r\n|\r|\n)[ \t]*)+|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,30});|(?s:.)", re.I)

    def said(self, spelt: str) -> str:
        return html.unescape(spelt) if len(spelt) > 1 and spelt[0] == "&" else super().said(spelt)

    def escape(self, text: str) -> str:
        return html.escape(super().escape(text), quote=False)


class _SubStation(Tagging):
    """One line for each cue, with fields before the text; what is in braces is a command."""

    token = re.compile(r"(?P<soft>[ \t]*(?:\\[Nn][ \t]*)+)|(?<!\\)\{[^{}\r\n]*\}")
    piece = re.compile(r"[ \t]*(?:\\[Nn][ \t]*)+|\\h|\\[{}]|(?s:.)")
    new_line = r"\N"

    def said(self, spelt: str) -> str:
        if spelt == r"\h":
            return "\u00a0"
        return spelt[1] if spelt in (r"\{", r"\}") else super().said(spelt)

    def escape(self, text: str) -> str:
        return re.sub(r"[{}]", r"\\\g<0>", super().escape(text)).replace("\u00a0", r"\h")


class Subtitles:
    """Files of subtitles; which of the three kinds is told by their content."""

    name = "subtitles"
    suffixes = (".srt", ".vtt", ".ass", ".ssa")
    plain = False

    def read(self, data: bytes, *, encoding: str | None = None) -> Document:
        """Read a file of any of the kinds; see `translate.documents.formats.base.Format.read`."""
        file = TextFile(data, encoding)
        tagging, cues = _cues(file.text)
        if language := _LANGUAGE.match(file.text):
            file.says_french(*language.span(1))
        blocks: list[Block] = []
        for stretch in _stretches(file.text, cues, tagging):
            blocks += _block(file, tagging, stretch)
        blocks.sort(key=lambda block: block.start)
        return file.document(self.name, blocks)

    def write(self, document: Document, *, encoding: str | None = None) -> bytes:
        """Write the cues, what is translated in lines of its own; see `translate.documents.formats.base.Format.write`.

        :raises OutputError: where a translation has not the codes of its French, or the encoding lacks a character.
        :raises ValueError: where `document` was not read from a file.
        """
        blocks = None
        if isinstance(document.skeleton, Skeleton) and any(
            segment.target not in (None, segment.source) for segment in document.segments
        ):
            member = document.skeleton.members[""]
            blocks = [replace(block, spelling=Layout(block, member)) for block in document.skeleton.blocks]
        return encode(written_text(document, blocks=blocks), encoding or document.encoding)


def _cues(text: str) -> tuple[Tagging, list[_Cue]]:
    """Return how the text of a file is written, and its cues.

    :raises InputError: where it has neither cues nor the head of a file of subtitles.
    """
    if text.startswith("WEBVTT"):
        return _WebVtt(), list(_timed(text, blank_ends=True))
    if _DIALOGUE.match(text) or re.search(r"^[ \t]*(?:\[Script Info\]|Dialogue:)", text[:100_000], re.I | re.M):
        return _SubStation(), list(_events(text))
    cues = list(_timed(text, blank_ends=False))
    if not cues:
        raise InputError(
            "this has no subtitles: no line with two times and an arrow (00:00:01,000 --> 00:00:02,000); check its "
            "name or give --format"
        )
    newline = re.search(r"\r\n|\r|\n", text)
    return _SubRip(newline[0] if newline else "\n"), cues


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(f"{seconds}.{fraction}")


def _timed(text: str, *, blank_ends: bool) -> Iterator[_Cue]:
    """Yield the cues of SubRip, which the next line with times ends, or of WebVTT, which a blank line ends."""
    cue: _Cue | None = None
    count = 0
    done = False
    for line in _LINE.finditer(text):
        times = _TIMES.match(line[0]) if "-" in line[0] and ":" in line[0] else None
        if times:
            if cue is not None:
                yield _without_number(text, cue, count)
            count += 1
            begin, end = _seconds(*times.groups()[:4]), _seconds(*times.groups()[4:])
            cue, done = _Cue(str(count), begin, end, [], head=line.start() + len(line[0].rstrip())), False
        elif not line[0].strip():
            done = done or blank_ends
        elif cue is not None and not done:
            content = line[0].strip()
            start = line.start() + line[0].index(content)
            cue.lines.append((start, start + len(content)))
    if cue is not None:
        yield cue


def _without_number(text: str, cue: _Cue, count: int) -> _Cue:
    """Return a cue of SubRip without the line before the next times, where that is a number."""
    if cue.lines and _NUMBER.fullmatch(text[slice(*cue.lines[-1])]):
        start, end = cue.lines[-1]
        before = text[cue.lines[-2][1] if len(cue.lines) > 1 else cue.head : start]
        if re.search(r"(?:\r\n|\r|\n)[ \t]*(?:\r|\n)", before) or text[start:end] == str(count + 1):
            cue.lines.pop()
    return cue


def _events(text: str) -> Iterator[_Cue]:
    """Yield the cues of SubStation: the lines that begin with Dialogue, with their fields as Format names them."""
    fields: Sequence[str] = _DEFAULT_FIELDS
    count = 0
    in_events = True
    for line in _LINE.finditer(text):
        if line[0].lstrip().startswith("["):
            in_events = line[0].strip().lower() == "[events]"
        match = _EVENTS.match(line[0]) if in_events else None
        if match is None:
            continue
        if not _DIALOGUE.match(line[0]):
            named = tuple(field.strip().lower() for field in match[1].split(","))
            fields = named if named[-1] == "text" else fields
            continue
        count += 1
        values = match[1].split(",", len(fields) - 1)
        if len(values) < len(fields):
            continue
        said = values[-1].rstrip()
        start = line.start() + match.end(1) - len(values[-1])
        given = dict(zip(fields, values, strict=True))
        times = [_CLOCK.fullmatch(given.get(name, "")) for name in ("start", "end")]
        begin, end = (_seconds(*time.groups()) if time else 0.0 for time in times)
        if re.search(r"\{[^{}]*\\p[1-9]", said):
            continue  # a drawing
        voice = "\0".join(given.get(name, "").strip() for name in ("layer", "style", "name", "actor", "effect"))
        lines = [(start, start + len(said))]
        for found in re.finditer(r"[ \t]*(?:\\[Nn][ \t]*)+", said):
            lines[-1:] = [(lines[-1][0], start + found.start()), (start + found.end(), start + len(said))]
        yield _Cue(str(count), begin, end, [(a, b) for a, b in lines if a < b], voice)


_Line = tuple[_Cue, int, int]
"""A line of a cue, with its place in the text."""


def _stretches(text: str, cues: Sequence[_Cue], tagging: Tagging) -> Iterator[list[_Line]]:
    """Yield the lines that may hold one sentence, as groups."""
    stretch: list[_Line] = []
    for cue in cues:
        for start, end in cue.lines:
            if stretch and not _goes_on(text, stretch, (cue, start, end), tagging):
                yield stretch
                stretch = []
            stretch.append((cue, start, end))
    if stretch:
        yield stretch


def _goes_on(text: str, stretch: Sequence[_Line], line: _Line, tagging: Tagging) -> bool:
    """Tell whether a sentence may go on from the last line of `stretch` to `line`."""
    last, start, end = stretch[-1]
    cue = line[0]
    before, after = tagging.visible(text[start:end]), tagging.visible(text[line[1] : line[2]])
    if not any(map(str.isalnum, after)) or _SPEAKER.match(after) or _SOUND.fullmatch(before) or _SOUND.fullmatch(after):
        return False
    if last is cue:
        return before.isupper() == after.isupper() or not before or not after
    if _voice(text, last) != _voice(text, cue) or not -1 < cue.start - last.end <= _LONGEST_PAUSE:
        return False
    if len({id(each) for each, _, _ in stretch}) >= _MOST_CUES:
        return False
    trails = before.endswith(("…", "..."))
    if trails:
        return after[:1].islower() or after.startswith(("…", "..."))
    word = _LAST_WORD.search(before.replace("’", "'"))
    return not _SENTENCE_END.search(before) and (
        after[:1].islower() or before.endswith((",", ";")) or (word is not None and word[0].lower() in _NEVER_LAST)
    )


def _voice(text: str, cue: _Cue) -> str:
    """Return who speaks in a cue: what its fields say, or the tag `<v Name>` that it begins with."""
    said = _VOICE.match(text, *cue.lines[0])
    return cue.voice + (said[0] if said else "")


@dataclass(slots=True)
class _Piece:
    """A piece of a stretch: text, a tag that opens, closes or does neither ("mark"), or the end of a cue ("cue")."""

    kind: str
    start: int
    end: int
    name: str = ""


def _block(file: TextFile, tagging: Tagging, stretch: Sequence[_Line]) -> list[Block]:
    """Return the block of a stretch of lines, none where it has no words."""
    text = file.text
    cues = [list(lines) for _, lines in groupby(stretch, key=lambda line: line[0].name)]
    most = [max(len(lines), MOST_LINES - len(lines[0][0].lines) + len(lines)) for lines in cues]
    first, last = stretch[0][0].name, stretch[-1][0].name
    start, end = stretch[0][1], stretch[-1][2]
    if dash := _SPEAKER.match(text, start, end):
        start = dash.end()
    spelling = type(tagging)(tagging.new_line, most)
    builder = file.builder(spelling, start, place=f"cue {first}" if first == last else f"cues {first} to {last}")
    for piece in _with_tags_of_cues(_pieces(text, stretch, start, tagging)):
        if piece.kind == "text":
            builder.text(piece.start, piece.end, tagging.text(text[piece.start : piece.end]))
        elif piece.kind == "open":
            builder.open(piece.start, piece.end)
        elif piece.kind == "close":
            builder.close(piece.start, piece.end)
        elif piece.kind == "cue":
            builder.line_break(piece.start, piece.end, inside=True)
        else:
            builder.mark(piece.start, piece.end)
    return builder.finish(end)


def _with_tags_of_cues(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Yield pieces in which tags without an end that a cue begins with, such as who speaks, belong to its beginning."""
    waiting: _Piece | None = None
    for piece in pieces:
        if waiting and piece.kind == "mark" and piece.start == waiting.end:
            waiting.end = piece.end
            continue
        if waiting:
            yield waiting
        waiting = piece if piece.kind == "cue" else None
        if not waiting:
            yield piece
    if waiting:
        yield waiting


def _pieces(text: str, stretch: Sequence[_Line], start: int, tagging: Tagging) -> list[_Piece]:
    """Return the pieces of a stretch, in which each tag that opens has its end."""
    pieces: list[_Piece] = []
    before: _Cue | None = None
    position = start
    for cue, begin, end in stretch:
        if before is not None and cue is before:
            pieces.append(_Piece("text", position, begin))
            position = begin
        elif before is not None:
            trailing = _TRAILING.search(text, pieces[-1].start, position) if pieces[-1].kind == "text" else None
            if trailing:
                pieces[-1].end = position = trailing.start()
            leading = _LEADING.match(text, begin, end)
            pieces.append(_Piece("cue", position, leading.end() if leading else begin))
            position = pieces[-1].end
        for match in tagging.token.finditer(text, position, end):
            pieces += [_Piece("text", position, match.start()), _tag(match)]
            position = match.end()
        pieces.append(_Piece("text", position, end))
        before, position = cue, end
    pieces = _joined([piece for piece in pieces if piece.start < piece.end])
    opened: list[_Piece] = []
    for piece in pieces:
        if piece.kind == "open":
            opened.append(piece)
        elif piece.kind == "close":
            if not any(each.name == piece.name for each in opened):
                piece.kind = "mark"
                continue
            while opened[-1].name != piece.name:
                opened.pop().kind = "mark"
            opened.pop()
    for piece in opened:
        piece.kind = "mark"
    return pieces


def _tag(match: re.Match[str]) -> _Piece:
    """Return what a tag is: HTML's begin with their name, the commands of SubStation end with 1 or 0."""
    html_tag = _HTML_TAG.match(match[0])
    if html_tag and html_tag[2] != "v":
        return _Piece("close" if html_tag[1] else "open", *match.span(), html_tag[2].lower())
    switch = _SWITCH.fullmatch(match[0])
    if switch:
        return _Piece("close" if switch[2] == "0" else "open", *match.span(), switch[1])
    return _Piece("mark", *match.span())


def _joined(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the pieces with the ends of cues taken together with tags that close before and open again after them."""
    made: list[_Piece] = []
    number = 0
    while number < len(pieces):
        piece = pieces[number]
        number += 1
        if piece.kind != "cue":
            made.append(piece)
            continue
        first, last = len(made), number
        while first and made[first - 1].kind in ("close", "mark"):
            first -= 1
        while last < len(pieces) and pieces[last].kind in ("open", "mark"):
            last += 1
        closed = [each.name for each in made[first:] if each.kind == "close"]
        opened = [each.name for each in pieces[number:last] if each.kind == "open"]
        if closed == opened[::-1]:
            around = [*made[first:], piece, *pieces[number:last]]
            made[first:] = [_Piece("cue", around[0].start, around[-1].end)]
            number = last
        else:
            made.append(piece)
    return made
