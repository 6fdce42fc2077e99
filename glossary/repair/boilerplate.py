"""Lines that are not of the text: what a web page puts around an article, page numbers, running heads."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from glossary.edits import Edit, Span
from glossary.repair.base import Notice, Rule, Text
from glossary.repair.lines import PAGE_NUMBER, goes_on
from glossary.tables import expression, lines_of, rows

LONGEST = 240
"""A line with more code points than this is a paragraph of the article, whatever it begins with."""
LONGEST_TITLE = 140
"""Code points that the title of another article has at most."""
LONG_LINE = 40
"""From this many code points on, a line without a full stop above small letters is one of wrapped text."""
MOST_TITLES = 12
"""How many titles are looked for below one heading such as “Lire aussi”."""
NEAR = 2
"""How many lines away another line of the page's frame makes a weak one sure."""

_KINDS = {
    "teaser": "a pointer to other articles",
    "share": "a share bar",
    "advert": "an advertisement",
    "cookies": "a notice of cookies",
    "subscription": "a call to subscribe",
    "credit": "a credit",
    "time": "a time stamp",
    "comments": "a part of the comments",
    "navigation": "a part of the site's navigation",
    "page": "a page number or a running head",
}
_DATE = expression(
    r"\d{1,4}(?:er)?|\d{1,2}h\d{0,2}|\d{1,2}[:/.]\d{2}(?:[:/.]\d{2,4})?|à|a|le|et|par|h|min|gmt|utc|cet|cest|heures?|minutes?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|aujourd'hui|il|y|jours?|dernière|modification"
    r"|janv(?:ier)?|févr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|août|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?"
    r"|déc(?:embre)?|mise?|jour|publiée?|modifié|paris|heure|de|[-–—•|·,:]+"
)
_TIME = expression(r"\d{1,2}[h:]\d{2}(?:[:/]\d{2}){0,2}")
_BYLINE = expression(
    r"Par (?:[A-ZÀ-Ý][\w’'.-]{0,30}|et|de|du|la|le|avec|,)(?: (?:[A-ZÀ-Ý][\w’'.-]{0,30}|et|de|du|la|le|avec|,)){1,7}"
)
_LEAD = expression(r"[^\w(©«“\"#]{1,8}")
_COUNT = expression(r" ?\(\d{1,6}\)$")
_TAIL = " :>»→›….▼▶|-–—\u00a0\u202f"
_SEPARATOR = expression(r"\s{0,2}[:|>–—»→•-]\s{0,2}\S|\s[«“\"]?\s?[A-ZÀ-Ý]|\s?\(\d")
_BULLET = expression(r"[-–—•*·▪►▶→>]\s")


@dataclass(frozen=True, slots=True)
class _Phrase:
    kind: str
    sure: bool
    form: str
    text: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A line of a page's frame: its number, what it is for, and whether that is sure."""

    number: int
    kind: str
    sure: bool
    named: bool = True
    """Whether a phrase of the table is all of the line."""


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The phrases by how they are looked up: as a whole, with wildcards, and as the beginning of a line.

    Those with wildcards and the beginnings lie under their first three letters, or under nothing.
    """

    exact: dict[str, _Phrase]
    patterns: dict[str, tuple[_Phrase, ...]]
    starts: dict[str, tuple[_Phrase, ...]]
    verbs: frozenset[str]
    objects: dict[str, _Phrase]


@cache
def _phrases() -> _Phrases:
    exact: dict[str, _Phrase] = {}
    patterns: dict[str, list[_Phrase]] = {}
    starts: dict[str, list[_Phrase]] = {}
    verbs: set[str] = set()
    objects: dict[str, _Phrase] = {}
    table = rows(lines_of("glossary", "boilerplate.tsv"), ("kind", "strength", "form", "phrase"))
    for _, (kind, strength, form, text) in table:
        phrase = _Phrase(kind, strength == "sure", form, text)
        if form in ("title", "start", "date"):
            starts.setdefault(_key(text), []).append(phrase)
        elif form == "verb":
            verbs.add(text)
        elif form == "object":
            objects[text] = phrase
        elif "*" in text or "#" in text:
            patterns.setdefault(_key(text), []).append(phrase)
        else:
            exact[text] = phrase
    return _Phrases(
        exact,
        {first: tuple(found) for first, found in patterns.items()},
        {first: tuple(found) for first, found in starts.items()},
        frozenset(verbs),
        objects,
    )


def _key(text: str) -> str:
    """Return the first three letters, under which a phrase is found, or nothing where they are not fixed."""
    return "" if len(text) < 3 or "*" in text[:3] or "#" in text[:3] else text[:3]


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Return the expression for a phrase with wildcards; what a last one stands for may be missing."""
    open_end = text.endswith(" *")
    escaped = re.escape(text.removesuffix(" *")).replace(r"\*", ".{0,80}").replace(r"\#", r"\d[\d .,]{0,8}")
    return re.compile(escaped + ("(?:\\W.{0,80})?" if open_end else ""))


def _plain(line: str) -> str:
    """Return the line in small letters, with one kind of space and apostrophe."""
    return " ".join(line.replace("’", "'").lower().split())


@lru_cache(maxsize=1 << 14)
def _match(line: str) -> _Phrase | None:
    """Return the phrase that the line is, or None."""
    phrases = _phrases()
    plain = _plain(line)
    bare = _COUNT.sub("", plain).strip(_TAIL)
    found = phrases.exact.get(plain) or phrases.exact.get(bare)
    if found is not None:
        return found
    for phrase in (*phrases.starts.get(plain[:3], ()), *phrases.starts.get("", ())):
        if plain.startswith(phrase.text) and _follows(line, plain, phrase):
            return phrase
    matching = [
        phrase
        for key in dict.fromkeys((bare[:3], ""))
        for phrase in phrases.patterns.get(key, ())
        if _pattern(phrase.text).fullmatch(bare) or _pattern(phrase.text).fullmatch(plain)
    ]
    if matching:
        return next((phrase for phrase in matching if phrase.sure), matching[0])
    if _BYLINE.fullmatch(line):
        return _Phrase("credit", False, "line", "")
    return _command(bare) or _stamp(plain)


def _command(plain: str) -> _Phrase | None:
    """Return what a short line such as “offrir l'article” is for: a verb of a button, and what it acts on."""
    phrases = _phrases()
    first, *rest = plain.replace("'", " ").split()[:12] or [""]
    if "n°" in plain:
        return None  # a reference: voir le compte rendu n° 36
    if first not in phrases.verbs or len(rest) > 9 or "," in plain or ":" in plain:
        return None
    return next((phrases.objects[word] for word in rest if word in phrases.objects), None)


def _stamp(plain: str) -> _Phrase | None:
    """Return the phrase for a line that is nothing but a date with its time, or the clock of a player."""
    tokens = plain.replace(",", " ").split()
    if not any(_TIME.fullmatch(token) for token in tokens) or not all(_DATE.fullmatch(token) for token in tokens):
        return None
    return _Phrase("time", len(tokens) > 2, "line", "")


def _follows(line: str, plain: str, phrase: _Phrase) -> bool:
    """Tell whether what stands behind the phrase is of the kind that the phrase asks for."""
    rest = plain[len(phrase.text) :]
    if phrase.form == "start":
        return not rest[:1].isalpha() or not phrase.text[-1].isalpha()
    if phrase.form == "title":
        shown = " ".join(line.split())[len(phrase.text) :]
        if len(line) > LONGEST_TITLE + 30 or not (match := _SEPARATOR.match(shown)):
            return False
        # A manual's “Voir aussi : ...” is a sentence of the manual, and has its full stop or its small letter.
        small = match[0][-1].islower() or (shown.endswith(".") and not shown.endswith(".."))
        return "lire" in phrase.text or not small
    tokens = rest.replace(",", " ").replace("(", " ").replace(")", " ").split()
    return (
        bool(tokens)
        and any(sign.isdigit() for sign in rest)
        and all(_DATE.fullmatch(token.strip(".:")) for token in tokens if token.strip(".:"))
    )


def _is_title(line: str) -> bool:
    """Tell whether a line can be the title of an article: short, and not closed by a full stop."""
    shown = line.strip()
    if not shown or len(shown) > LONGEST_TITLE or len(shown.split()) < 3:
        return False
    return shown[-1] not in ".;,:" and (bool(_BULLET.match(shown)) or not shown[0].islower())


def _content(line: str) -> set[str]:
    """Return the beginnings of the long words, by which a heading and its paragraph are seen to belong together."""
    return {word[:6] for word in re.findall(r"[^\W\d_]{5,}", _plain(line))}


def _titles(lines: Sequence[str], head: int) -> list[int]:
    """Return the numbers of the lines below a heading of teasers that are titles of other articles."""
    found: list[int] = []
    number = head + 1
    while number < len(lines) and len(found) < MOST_TITLES:
        if not lines[number].strip():
            # A blank line between the heading and the titles, or between titles that have bullets, ends nothing.
            following = lines[number + 1] if number + 1 < len(lines) else ""
            if found and not _BULLET.match(following.strip()):
                break
        elif _is_title(lines[number]) and _match(lines[number].strip()) is None:
            found.append(number)
        else:
            break
        number += 1
    if len(found) > 1 and number < len(lines) and not _BULLET.match(lines[found[-1]].strip()):
        # The last line may be the heading of the paragraph below it: the two then share words.
        last = _content(lines[found[-1]])
        below = _content(lines[number][:1000] if lines[number].strip() else "")
        if last and 2 * len(last & below) >= len(last):
            found.pop()
    return found


FEWEST_PAGES = 3
"""How often a line must come back, or how many numbers of pages must follow one another, to be furniture of pages."""
_DIGITS = expression(r"\d+")
_MARKED_NUMBER = expression(r"[-–—•*]\s{0,3}\d{1,4}\s{0,3}[-–—•*]|(?i:page|p\.)\s?\d{1,4}(?:\s?(?:/|sur)\s?\d{1,4})?")


def _furniture(text: Text) -> dict[int, bool]:
    """Return the numbers of the lines that are page numbers or running heads, and whether that is sure."""
    shown = [span.of(text.text).strip() for span in text.lines]
    found: dict[int, bool] = {}
    numbered = [
        (place, int(match["number"])) for place, line in enumerate(shown) if (match := PAGE_NUMBER.fullmatch(line))
    ]
    for at, (place, number) in enumerate(numbered):
        follows = at > 0 and 0 < number - numbered[at - 1][1] <= 2 and place - numbered[at - 1][0] > 3
        leads = at + 1 < len(numbered) and 0 < numbered[at + 1][1] - number <= 2 and numbered[at + 1][0] - place > 3
        in_order = (follows or leads) and len(numbered) >= FEWEST_PAGES
        found[place] = in_order or bool(_MARKED_NUMBER.fullmatch(shown[place]))
    heads: dict[str, list[int]] = {}
    for place, line in enumerate(shown):
        if 3 < len(line) <= LONGEST_TITLE and place not in found and any(sign.isalpha() for sign in line):
            heads.setdefault(_DIGITS.sub("#", line), []).append(place)
    pages = [place for place, sure in found.items() if sure]
    for head, places in heads.items():
        if len(places) < FEWEST_PAGES:
            continue
        numbers = [int((_DIGITS.findall(shown[place]) or ["0"])[-1]) for place in places]
        counted = "#" in head and all(0 < b - a <= 2 for a, b in pairwise(numbers))
        beside = sum(any(abs(place - page) <= 2 for page in pages) for place in places)
        same = "#" not in head or len({shown[place] for place in places}) == 1
        if counted or (beside >= FEWEST_PAGES and same):
            found.update(dict.fromkeys(places, True))
    return found


def _page_furniture(text: Text) -> Iterator[Edit]:
    """Yield the edits that take page numbers and running heads out of the sentences that they interrupt."""
    if not text.line_breaks:
        return
    found = text.once(_furniture)
    lines = text.lines
    for place in sorted(found):
        if place - 1 in found or (place > 1 and not lines[place - 1].of(text.text).strip() and place - 2 in found):
            continue
        above, below = place - 1, place
        while above >= 0 and not lines[above].of(text.text).strip():
            above -= 1
        while below < len(lines) and (below in found or not lines[below].of(text.text).strip()):
            below += 1
        if above < 0 or below >= len(lines):
            continue
        before, after = lines[above].of(text.text).rstrip(), lines[below].of(text.text).lstrip()
        if not _OPEN_END.search(before) or not goes_on(before, after):
            continue
        sure = any(found.get(number) for number in range(place, below)) or len(before) >= LONG_LINE
        span = Span(lines[above].start + len(before), lines[below].end - len(after))
        if text.is_free(span):
            reason = "a page number or a running head inside a sentence"
            # Behind a hyphen the line end stays, since the word goes on below it.
            new = "\n" if before[-1] == "-" else " "
            yield Edit(span, span.of(text.text), new, "page-furniture", reason, sure)


def _lines_of_frame(text: Text) -> list[_Found]:
    """Return the lines that belong to the frame of the page, in order."""
    lines = [span.of(text.text) for span in text.lines]
    found: list[_Found] = []
    taken: set[int] = set()
    for number, (span, line) in enumerate(zip(text.lines, lines, strict=True)):
        shown = line.strip()
        lead = _LEAD.match(shown)
        body = shown[lead.end() :] if lead else shown
        if number in taken or not body or len(body) > LONGEST:
            continue
        start = span.start + line.index(body)
        if _is_in_sentence(lines, number):
            continue
        phrase = _match(body) or (_match(shown) if lead else None)
        if phrase is None or not text.is_free(Span(start, start + len(body))):
            continue
        titles = _titles(lines, number) if phrase.form == "head" else []
        found.append(_Found(number, phrase.kind, phrase.sure, phrase.form != "object"))
        found += [_Found(title, phrase.kind, phrase.sure) for title in titles]
        taken.update(titles)
    marked = {one.number for one in found}
    pages = [_Found(number, "page", True) for number, sure in text.once(_furniture).items() if sure]
    return sorted(
        [*_confirmed(found, lines), *(one for one in pages if one.number not in marked)], key=lambda one: one.number
    )


_OPEN_END = expression(r"[^\W_][,]?$|['’(,-]$")


def _is_in_sentence(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line is a part of a sentence that begins above it or goes on below it, as in wrapped text."""
    shown = lines[number].strip()
    above = lines[number - 1].strip() if number else ""
    below = lines[number + 1].strip() if number + 1 < len(lines) else ""
    begun = bool(_OPEN_END.search(above)) and len(above) >= LONG_LINE and shown[:1].islower()
    goes_on = bool(_OPEN_END.search(shown)) and len(shown) >= LONG_LINE and below[:1].islower()
    return begun or goes_on


def _confirmed(found: Sequence[_Found], lines: Sequence[str]) -> list[_Found]:
    """Return the sure lines, and those weak ones that have a sure one, or several weak ones, near by."""
    order = {number: place for place, number in enumerate(i for i, line in enumerate(lines) if line.strip())}
    places = [order[one.number] for one in found]
    sure = [one.sure for one in found]
    # A run of weak lines (the names of a share bar, the sections of a site) becomes sure as one, from a sure line on.
    for indexes in (range(len(found)), range(len(found) - 1, -1, -1)):
        last = None
        for index in indexes:
            if not sure[index] and last is not None and abs(places[index] - last) <= NEAR:
                sure[index] = True
            if sure[index]:
                last = places[index]
    # A manual has rows of commands; only the names of a share bar and of a site's sections count in threes.
    prose = any(len(line) > 100 and line.rstrip()[-1:] in '.!?»”"' for line in lines)
    for index in range(len(found) - 2):
        close = places[index + 2] - places[index] == 2 and all(one.named for one in found[index : index + 3])
        if prose and close and len({_plain(lines[found[index + step].number]) for step in range(3)}) == 3:
            sure[index] = sure[index + 1] = sure[index + 2] = True
    return [one for one, kept in zip(found, sure, strict=True) if kept]


def _runs(found: Sequence[_Found]) -> Iterator[list[_Found]]:
    """Yield the lines in runs of neighbours of one kind."""
    run: list[_Found] = []
    for one in found:
        if run and (one.number != run[-1].number + 1 or one.kind != run[-1].kind):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _find(text: Text) -> Iterator[Notice]:
    for run in _runs(_lines_of_frame(text)):
        span = Span(text.lines[run[0].number].start, text.lines[run[-1].number].end)
        yield Notice(span, "boilerplate", f"{_KINDS[run[0].kind]}, not part of the article")
    for match in _INLINE.finditer(text.text):
        span = Span(match.start(), match.end(1))
        if match[1].lower() in _phrases().exact and text.is_free(span):
            yield Notice(span, "boilerplate", f"{_KINDS['teaser']} inside a paragraph, whose end nothing marks")


# In small letters such words are of the sentence.
_INLINE = expression(
    r"(?<=[.!?…»”] )((?:(?:À|A|POUR|EN) )?(?:LIRE|VOIR|ÉCOUTER|SAVOIR)(?: [A-ZÀ-Ý]+)?)(?= ?[:–—>|-] ?\S)"
)


def boilerplate_edits(text: Text) -> list[Edit]:
    """Return the edits that drop the lines which the rule `boilerplate` gives notice of, with their line ends.

    Spans are in code points. Lines that hold something protected stay.

    >>> page = "Le pont est ouvert.\\nPartager sur Facebook\\nIl est long."
    >>> [edit.old for edit in boilerplate_edits(Text(page))]
    ['Partager sur Facebook\\n']
    """
    found = _lines_of_frame(text)
    dropped = {one.number for one in found}
    lines = text.lines
    edits: list[Edit] = []
    for one in found:
        number, after = one.number, one.number + 1
        if number == 0 or number - 1 in dropped or not lines[number - 1].of(text.text).strip():
            # Of the blank lines on both sides, those above stay.
            while after < len(lines) and not lines[after].of(text.text).strip():
                after += 1
        span = Span(lines[number].start, lines[after].start if after < len(lines) else len(text.text))
        if text.is_free(span):
            reason = f"{_KINDS[one.kind]}, not part of the article"
            edits.append(Edit(span, span.of(text.text), "", "boilerplate", reason))
    return edits


RULES: tuple[Rule, ...] = (
    Rule(
        "page-furniture",
        "Takes page numbers and running heads out of the sentences that they interrupt; else they are only marked.",
        "Safe where the number stands between dashes, the numbers follow one another, or the head comes back.",
        (("Il vit dans son\n- 5 -\nenvironnement.", "Il vit dans son environnement."),),
        _page_furniture,
        any_language=True,
    ),
    Rule(
        "boilerplate",
        "Points out lines that belong to the web page and not to the article.",
        "Changes nothing: such a line can be what a reader wants to keep. A line counts where all of it is a phrase "
        "that web pages use, never for some words inside a paragraph; a weak phrase needs another such line near by.",
        (("Lire aussi : Le pont est ouvert", "Lire aussi : Le pont est ouvert"),),
        _find,
    ),
)
