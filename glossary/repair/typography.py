"""Spaces and signs: what no style of French has is put right; what has several styles follows the document's own."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from glossary.edits import Edit, Span
from glossary.french.lexicon import is_word
from glossary.repair.base import Rule, Text
from glossary.tables import expression

SPACES = " \xa0\u202f\u2009"
"""The spaces that stand beside French marks: plain, no-break, narrow no-break, thin."""

_RUN = expression(rf"(?<=\S)[{SPACES}]{{2,}}(?=\S)")
_LIST_MARK = expression(r"[-*•·–—+#>o]{1,6}|\(?\w{1,4}[.):]|\[\d{1,3}\]")
_LAST_LETTERS = expression(r"(?<![^\W_])[^\W\d_]+\Z")
_LETTERS_APART = expression(r"[^\W\d_] [^\W\d_]\Z")
_TECHNICAL = frozenset("=|{}<>/\\+*#~_[]&$@^`")
_BEFORE_MARK = expression(rf"(?<=[^\W_]|[)»”%])[{SPACES}]{{1,3}}(?:,(?=[\s»”]|\Z)|\.(?=[»”]|\s*\Z|\n| [A-ZÀ-Þ«“\"(]))")
_MORE_MARKS = expression(r"\s*[,;&|/*+=<>(){}\[\]](?:[\s,;]|\Z)")
"""What stands behind a mark that is one of a list of signs: nouvelle ligne , ;, &, (."""
_BRACKETS = expression(r"(?<![^\W_])([(\[])([^()\[\]\n]{3,300})[)\]]")
_INTO = frozenset(
    {
        "dans",
        "de",
        "vers",
        "à",
        "sur",
        "par",
        "depuis",
        "le",
        "un",
        "et",
        "ou",
        "point",
        "répertoire",
        "dossier",
        "que",
        "symbole",
        "caractère",
        "une",
        "soit",
        "avec",
    }
)


def _is_french(word: str) -> bool:
    bare = word.strip("«“\"(,’'")
    return bool(bare) and is_word(bare)


def _columns(text: Text) -> list[tuple[Span, list[re.Match[str]]]]:
    return [(line, list(_RUN.finditer(text.text, line.start, line.end))) for line in text.lines]


def _edges(row: tuple[Span, list[re.Match[str]]]) -> set[int]:
    line, runs = row
    return {run.end() - line.start for run in runs}


def _is_layout(content: str, line: Span, runs: list[re.Match[str]]) -> bool:
    """Tell whether a line is set in columns or is code: there, spaces are meant."""
    indented = content.startswith(("  ", "\t"), line.start, line.end)
    return indented or content.find("\t", line.start, line.end) >= 0 or sum(len(run.group()) > 2 for run in runs) > 1


def _double_spaces(text: Text) -> Iterator[Edit]:
    content = text.text
    rows = _columns(text)
    after_sentences = [
        run for _, runs in rows for run in runs if content[run.start() - 1] in ".!?" and len(run.group()) == 2
    ]
    typed_so = len(after_sentences) > 2 and len(after_sentences) > len(re.findall(r"[.!?] (?=[A-ZÀ-Þ])", content))
    for number, (line, runs) in enumerate(rows):
        if not runs or _is_layout(content, line, runs):
            continue
        beside = [_edges(row) for row in rows[max(0, number - 1) : number] + rows[number + 1 : number + 2]]
        for run in runs:
            span, old = Span(*run.span()), run.group()
            before, after = content[span.start - 1], content[span.end]
            if any(span.end - line.start in edges for edges in beside) or {before, after} & _TECHNICAL:
                continue
            if (
                _LETTERS_APART.search(content, max(0, span.start - 3), span.start)
                and not content[span.end + 1].isalpha()
            ):
                continue  # R A P P O R T   A N N U E L
            if (typed_so and len(old) == 2 and before in ".!?") or (
                after == "-" and content[span.end + 1 : span.end + 2].strip()
            ):
                continue
            first = content[line.start : min(span.start, line.start + 40)]
            if _LIST_MARK.fullmatch(first):
                continue
            beside_mark = before in "«0123456789" or after in "»;:!?%€°0123456789"
            kept = next((space for space in old if space != " "), " ") if beside_mark else " "
            one_word = " " not in first and len(first) < 40 and content.count(" ", span.end, span.end + 200) < 4
            # Beside a piece of a word one of the spaces can stand for a letter that was lost: a cr   un outil.
            piece = _LAST_LETTERS.search(content, max(0, span.start - 30), span.start)
            whole = piece is None or is_word(piece[0]) or not piece[0].islower()
            yield Edit(span, old, kept, "spaces", "more than one space", len(old) < 4 and not one_word and whole)


def _misplaced_spaces(text: Text) -> Iterator[Edit]:
    content = text.text
    for match in _BEFORE_MARK.finditer(content):
        span = Span(match.start(), match.end() - 1)
        words = content[max(0, span.start - 20) : span.start].split()
        # The mark itself can be meant: "copiez tout dans .", "séparés par , ou par ;".
        last = words[-1] if words else ""
        safe = last.lower().rpartition("'")[2] not in _INTO and (_is_french(last) or not last.islower())
        safe = safe and not _MORE_MARKS.match(content, match.end())
        yield Edit(span, span.of(content), "", "spaces", f"a space before “{match.group()[-1]}”", safe)
    for match in _BRACKETS.finditer(content):
        inside = match[2]
        words = inside.split()
        # The letter of a box to tick and the arguments of a function have their spaces.
        prose = len(inside.strip()) > 1 and words[0].isalpha() and (words[0][0].isupper() or _is_french(words[0]))
        if not prose or _CODE.search(inside):
            continue
        for start, end in ((0, len(inside) - len(inside.lstrip())), (len(inside.rstrip()), len(inside))):
            if 0 < end - start < 3:
                span = Span(match.start(2) + start, match.start(2) + end)
                yield Edit(span, span.of(content), "", "spaces", "a space inside brackets")


# `M.Pierre` is a person; `M.Sc.` and addresses are not.
_GLUED_TITLE = expression(r"(?<![\w.@/-])MM?\.(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,}(?:[\s,;:!?)»’'-]|\.?\Z|\.\s))")


def _missing_spaces(text: Text) -> Iterator[Edit]:
    for match in _GLUED_TITLE.finditer(text.text):
        yield Edit(Span(match.end(), match.end()), "", " ", "spaces", f"no space behind “{match[0]}”")


def _spaces(text: Text) -> Iterator[Edit]:
    yield from _double_spaces(text)
    yield from _misplaced_spaces(text)
    yield from _missing_spaces(text)


_HIGH = expression(
    rf"(?<=[^\W_]|[)»”\"’%\].…])(?P<space>[{SPACES}]?)(?:(?P<colon>:)(?=\s|\Z)|(?P<high>;(?=\s|\Z)|[!?]+(?=[\s»”\")\]]|\Z)))"
)
_PERCENT = expression(rf"(?<=\d)(?P<space>[{SPACES}]?)(?P<percent>%)(?![\w%])")
_GUILLEMET = expression(
    rf"(?P<open>«)(?P<after>[{SPACES}]?)(?=[^\s«»])|(?<=[^\s«»])(?P<before>[{SPACES}]?)(?P<close>»)"
)
_ARROW = expression(r"[.!?] » [A-ZÀ-Ý]")
_CODE = expression(r"[{}=<>|\\_$#@`~^]|//|->|::")
_ENTITY_END = expression(r"&#?\w{1,10}\Z")


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of a space beside a mark: `span` is the space that is there, or empty; `open` marks stand before it."""

    span: Span
    space: str
    mark: str
    lonely: bool = False


def _places_in_line(line: Text) -> list[tuple[str, _Place]]:
    """Return the places beside the high marks and the percent signs of a line."""
    content, end = line.text, line.lines[0].end
    if _CODE.search(content, 0, end):
        return []
    places = []
    for match in _HIGH.finditer(content, 0, end):
        before, after = content[match.start() - 1], content[match.end() + 1 : match.end() + 2]
        mark = match["colon"] or match["high"]
        label = mark == ":" and " " not in content[: match.start()].strip()[-40:]
        of_number = mark == ":" and before.isdigit() and after.isdigit()
        code = mark == ";" and (before == ")" or _ENTITY_END.search(content, max(0, match.start() - 12), match.start()))
        if not (label or of_number or code):
            place = _Place(Span(*match.span("space")), match["space"], mark)
            places.append(("colon" if match["colon"] else "high", place))
    for match in _PERCENT.finditer(content, 0, end):
        places.append(("percent", _Place(Span(*match.span("space")), match["space"], "%")))
    return places


def _places(text: Text) -> Iterator[tuple[str, _Place]]:
    """Yield the places beside French marks, with the name of the group that has one style."""
    for start, line in text.parts:
        for group, place in line.once(_places_in_line):
            span = Span(start + place.span.start, start + place.span.end)
            yield group, _Place(span, place.space, place.mark)
    opened: _Place | None = None
    for match in _GUILLEMET.finditer(text.text):
        if match["open"]:
            if opened:
                yield "guillemet", opened
            opened = _Place(Span(*match.span("after")), match["after"], "«")
        else:
            place = _Place(Span(*match.span("before")), match["before"], "»")
            uneven = opened is not None and bool(opened.space) != bool(place.space)
            if opened:
                yield "guillemet", _Place(opened.span, opened.space, "«", uneven)
            # Between two sentences one that closes nothing is an arrow, as before a pointer to another article.
            if opened or not _ARROW.search(text.text, max(0, place.span.start - 1), place.span.end + 3):
                yield "guillemet", _Place(place.span, place.space, "»", uneven)
            opened = None
    if opened:
        yield "guillemet", opened


def guillemet_space(text: Text) -> str:
    """Return the space that `text` has inside its guillemets, which can be none; a plain one where it has no pair.

    >>> guillemet_space(Text("Il dit «oui» et «non»."))
    ''
    """
    counts = Counter(place.space for group, place in _places(text) if group == "guillemet")
    return counts.most_common(1)[0][0] if counts else " "


def _few(minority: int, majority: int) -> bool:
    """Tell whether the minority are slips: where they are more, a text is of several hands, each with its style."""
    return majority >= 4 and minority <= max(2, majority // 50)


def _french_spacing(text: Text) -> Iterator[Edit]:
    groups: dict[str, list[_Place]] = {}
    for group, place in _places(text):
        if text.is_free(place.span):
            groups.setdefault(group, []).append(place)
    for group, places in groups.items():
        spaced = Counter(place.space for place in places if place.space)
        tight = len(places) - spaced.total()
        space = spaced.most_common(1)[0][0] if spaced else ""
        wins = spaced.total() > tight or (group == "guillemet" and spaced.total() >= tight)
        minority, majority = sorted((spaced.total(), tight))
        for place in places:
            if bool(place.space) == wins or not (place.lonely or (majority >= 3 * minority and majority > 2)):
                continue
            word = text.text[max(0, place.span.start - 30) : place.span.start].split()[-1:]
            known = group in ("guillemet", "percent") or not wins or any(map(_is_french, word))
            safe = (place.lonely or _few(minority, majority)) and known
            beside = f"after “{place.mark}”" if place.mark == "«" else f"before “{place.mark}”"
            reason = f"{'a space' if wins else 'no space'} {beside}, as elsewhere in the text"
            yield Edit(place.span, place.space, space if wins else "", "french-spacing", reason, safe)


_THOUSANDS = expression(r"(?<![\d.,\w])(\d{1,3})(?: \.|\. | \. )(\d{3})(?![\d\w]|[.,]\d)")
_SPACED_THOUSANDS = expression(r"(?<![\d.,])\d{1,3}[ \xa0\u202f]\d{3}(?!\d)")
_DOTTED_THOUSANDS = expression(r"(?<![\d.,])\d{1,3}\.\d{3}(?![\d.])")


def _thousands(text: Text) -> Iterator[Edit]:
    content = text.text
    found = list(_THOUSANDS.finditer(content))
    if not found:
        return
    dotted = len(_DOTTED_THOUSANDS.findall(content)) > len(_SPACED_THOUSANDS.findall(content))
    for match in found:
        start, end = match.end(1), match.start(2)
        line_start = content.rfind("\n", max(0, match.start() - 10), match.start()) + 1
        numbered = not content[line_start if line_start else max(0, match.start() - 10) : match.start()].strip()
        # No sentence begins with 000; with 300 one can, and .300 can be a fraction.
        safe = match[2] == "000" and not numbered
        yield Edit(
            Span(start, end), content[start:end], "." if dotted else " ", "thousands", "one number in two parts", safe
        )


# These begin with what is rare in text, which is searched for fast, and look back from there.
_NUMBER = expression(r" ([°º])(?<=[nN] .)(?<![\w°]..[°º])(?= ?\d)")
_DOTS = expression(r"(?<=[^\W_])(?:\.{4,6}|……)(?=[\s»”\")]|\Z)(?!\s*\d)")
_DASHES = expression(r"--(?<=(?:[^\W_]|[,.;»”!?]) --)(?= [^\W\d_])")


def _signs(text: Text) -> Iterator[Edit]:
    content = text.text
    for match in _NUMBER.finditer(content):
        span = Span(match.start(), match.start(1))
        yield Edit(span, " ", "", "signs", "“n°” is one sign")
    dots = list(_DOTS.finditer(content)) if "...." in content or "……" in content else []
    if dots:
        new = "…" if content.count("…") > content.count("...") else "..."
        for match in dots:
            yield Edit(Span(*match.span()), match.group(), new, "signs", "more than three dots", False)
    dashes = list(_DASHES.finditer(content))
    if dashes:
        counts = Counter(re.findall(r"(?<= )[–—](?= )", content))
        new, number = counts.most_common(1)[0] if counts else ("–", 0)
        for match in dashes:
            safe = number > 3 * len(dashes)
            yield Edit(Span(*match.span()), "--", new, "signs", "two hyphens for a dash", safe)


RULES: tuple[Rule, ...] = (
    Rule(
        "spaces",
        "Two or three spaces for one, spaces before commas, full stops and inside brackets, none behind “M.”.",
        "Safe in running text; columns, tables, lists and code stay, as do two spaces after every sentence.",
        (
            ("Le  président est arrivé , hier soir .", "Le président est arrivé, hier soir."),
            ("Il est venu ( avec son frère ) hier.", "Il est venu (avec son frère) hier."),
            ("Il a vu M.Durand hier.", "Il a vu M. Durand hier."),
        ),
        _spaces,
        brakes=True,
    ),
    Rule(
        "french-spacing",
        "The spaces before ; : ! ? % » and after «, as the rest of the document has them.",
        "Safe where one or two places differ from all the others; a suggestion where a text has more than one style.",
        (
            (
                "« Oui ! » Vraiment ? Eh bien ! Allons ! Venez vite! Adieu !",
                "« Oui ! » Vraiment ? Eh bien ! Allons ! Venez vite ! Adieu !",
            ),
            ("Il dit « bonjour» et s’en va.", "Il dit « bonjour » et s’en va."),
        ),
        _french_spacing,
        brakes=True,
    ),
    Rule(
        "thousands",
        "Numbers of thousands that fell in two at a full stop.",
        "Safe for round thousands, as no sentence begins with 000; else a suggestion.",
        (("Près de 10. 000 soldats et 8 .000 blindés", "Près de 10 000 soldats et 8 000 blindés"),),
        _thousands,
    ),
    Rule(
        "signs",
        "“n °” for “n°”, more than three dots, two hyphens in the place of the document's dash.",
        "Safe for n°, and for hyphens in a text full of dashes; dots are a suggestion, as many mean what they write.",
        (("le décret n ° 2010-12", "le décret n° 2010-12"), ("Il hésite.....", "Il hésite...")),
        _signs,
    ),
)
