"""Accents that were lost, set apart from their letters, or replaced by question marks: put back by the dictionary.

Three mechanisms: a PDF made by TeX gives each accent as a sign of its own (`d´efinir`, `` `a``); a program without the
letters writes a question mark for each (`demand?e`) or a space (`donn es`); a keyboard or a system without accents
leaves them out everywhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from math import exp

from glossary.edits import Edit, Span
from glossary.english.lexicon import rank
from glossary.french.lexicon import ELISIONS, NAME, UNKNOWN, form, is_word, look_up, pair_count
from glossary.french.word_model import frequency, log_probability
from glossary.repair.base import Rule, Text, beside_code
from glossary.repair.limits import limit
from glossary.tables import expression, sorted_table

ACCENTED = {"a": "aàâ", "c": "cç", "e": "eéèêë", "i": "iîï", "o": "oô", "u": "uùûü"}
"""What a letter without its accent may have been."""
_LOST = "éèêàçâîôûùïëœ'"
"""What a question mark may stand for inside a word; the apostrophe is often not of the old character set either."""
_OPEN = frozenset("aeiouyhàâäéèêëîïôöùûüœ")
_LONGEST = 25
"""In letters: longer words are not completed."""


@lru_cache(maxsize=1 << 16)
def accented(word: str) -> tuple[str, ...]:
    """Return the words of the dictionary that `word`, in small letters, is but for its accents, the commonest first.

    >>> accented("eleves"), accented("maison")
    (('élevés', 'élèves'), ())
    """
    if not word.isascii() or not word.islower():
        return ()
    return tuple(found for found in _completions(_choices(word)) if found != word)


def _choices(word: str) -> tuple[str, ...]:
    """Return for each letter what it may have been, with its capital."""
    upper = (ACCENTED.get(letter.lower(), letter.lower()) for letter in word)
    return tuple(one.upper() if letter.isupper() else one for one, letter in zip(upper, word, strict=True))


@lru_cache(maxsize=1 << 14)
def _completions(choices: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of the dictionary with one of the `choices` at each place, the commonest first."""
    if not choices or len(choices) > _LONGEST:
        return ()
    table = sorted_table("words.tsv")
    begun = [""]
    for place, letters in enumerate(choices):
        begun = [start + letter for start in begun for letter in letters]
        if place:
            begun = [start for start in begun if table.has_prefix(start)]
    known = [(found.count, word) for word in begun if (found := form(word)) is not None and found.grammar]
    return tuple(word for _, word in sorted(known, key=lambda pair: (-pair[0], pair[1])))


# Accents apart from their letters, as TeX sets them.

_MARKS = {
    "´": dict(zip("aeiouyAEIOU", "áéíóúýÁÉÍÓÚ", strict=True)),
    "`": dict(zip("aeuAEU", "àèùÀÈÙ", strict=True)),
    "ˆ": dict(zip("aeioıuAEIOU", "âêîôîûÂÊÎÔÛ", strict=True)),
    "^": dict(zip("aeioıuAEIOU", "âêîôîûÂÊÎÔÛ", strict=True)),
    "¨": dict(zip("aeioıuAEIOU", "äëïöïüÄËÏÖÜ", strict=True)),
    "¸": dict(zip("cC", "çÇ", strict=True)),
}
_APART = expression(r"(?<![^\W\d_´`ˆ^¨¸\\])[^\W\d_´`ˆ^¨¸]*(?:[´`ˆ^¨¸][’']?(?: ?[´`ˆ^¨¸])? ?[^\W\d_´`ˆ^¨¸]*)+")
_BEFORE = expression(r"([´`ˆ^¨¸])(?: ?\1)? ?([^\W\d_])")
_AFTER = expression(r"([^\W\d_])([´`ˆ^¨¸])")


def is_plausible(word: str) -> bool:
    """Tell whether each part of a word with apostrophes and hyphens is a known one, or elided.

    >>> is_plausible("l'été"), is_plausible("lÉurope")
    (True, False)
    """
    parts = [part for part in re.split(r"['’-]", word) if part]
    return bool(parts) and all(is_word(part) or part.lower() + "'" in ELISIONS for part in parts)


def _composed(found: str, *, after: bool) -> str | None:
    """Return letters and accents put together, with each accent before its letter or `after` it; None if one cannot."""
    possible = True

    def letter(match: "re.Match[str]") -> str:
        nonlocal possible
        sign, plain = (match[2], match[1]) if after else (match[1], match[2])
        whole = _MARKS[sign].get(plain)
        possible = possible and whole is not None
        return whole or match[0]

    made = (_AFTER if after else _BEFORE).sub(letter, found)
    return made if possible and not any(sign in made for sign in _MARKS) else None


def _apart(text: Text) -> Iterator[Edit]:
    found: list[tuple[Span, str, str, bool]] = []
    for start, line in text.parts:
        for span, new, known in line.once(_apart_in):
            found.append((Span(start + span.start, start + span.end), span.of(line.text), new, known))
    # A backtick is also an apostrophe of a sort, and an accent is one as well: several words tell what they are here.
    sure = sum(known for _, _, _, known in found)
    for place, old, new, known in found:
        safe = sure >= limit("accents-apart-sure") and (known or sure >= 3 * (len(found) - sure))
        if safe or known:
            yield Edit(place, old, new, "accents-apart", "an accent apart from its letter, as TeX sets it", safe)


def _apart_in(line: Text) -> list[tuple[Span, str, bool]]:
    """Return the words of a line with accents apart, what they are together, and whether that is a known word."""
    made = []
    for match in _APART.finditer(line.text):
        old = match.group().rstrip(" ")
        span = Span(match.start(), match.start() + len(old))
        readings = [new for after in (False, True) if (new := _composed(old, after=after)) is not None]
        known = [new for new in readings if is_plausible(new)]
        if " " in old and not known:
            continue
        if readings and line.is_free(span) and (len(old) > 1):
            made.append((span, (known or readings)[0], bool(known)))
    return made


# Question marks for letters.

_MARKED = expression(r"(?<![\w?])(?:[^\W\d_]|[?\ufffd])+(?:['’-](?:[^\W\d_]|[?\ufffd])+)*")
_LONE_MARK = expression(
    r"(?<=[^\W\d_][ ,])[?\ufffd](?= [a-zàâéèêîôû])|(?<=[?\ufffd] )[?\ufffd](?= [a-zàâ])|(?<=\d )\?(?= \d)"
)


@lru_cache(maxsize=1 << 14)
def _without_marks(token: str) -> tuple[str, ...]:
    """Return what a word can be whose question marks stand for letters, the likeliest first.

    >>> _without_marks("demand?e"), _without_marks("n?existe")
    (('demandée',), ("n'existe",))
    """
    lower = token.lower().replace("\ufffd", "?").replace("’", "'")
    before, apostrophe, rest = lower.rpartition("'")
    if apostrophe:
        elided = before + "'" in ELISIONS
        return tuple(f"{before}'{one}" for one in _without_marks(token[len(before) + 1 :])) if elided else ()
    found = list(_completions(tuple(_LOST if letter == "?" else letter for letter in lower)))
    if "-" in lower:
        # A verb with its pronouns, or a compound that the dictionary does not have as one.
        parts = [
            _without_marks(part) if "?" in part else ((part,) if is_word(part) else ()) for part in lower.split("-")
        ]
        found += ["-".join(parts) for parts in product(*(choices[:2] for choices in parts))][:2]
    head, _, rest = lower.partition("?")
    if head + "'" in ELISIONS and rest:
        wholes = _completions(tuple(_LOST if letter == "?" else letter for letter in rest))
        if "?" not in rest and (is_word(rest) or token[len(head) + 1].isupper()):
            wholes = (rest,)
        found += [f"{head}'{whole}" for whole in wholes if len(wholes) == 1 or whole[0] in _OPEN]
    # What ends in è is a form of before 1990 (dussè-je), if a word in é is its twin.
    twins = {one[:-1] for one in found if one[-1] == "é"}
    found = [one for one in found if one[-1] != "'" and not (one[-1] == "è" and one[:-1] in twins)]
    return tuple(dict.fromkeys(found))


def _lost(text: Text) -> Iterator[Edit]:
    yield from _marks(text)
    yield from _spaces(text)


def _marks(text: Text) -> Iterator[Edit]:
    if "?" not in text.text and "\ufffd" not in text.text:
        return
    apostrophe = "’" if text.text.count("’") > text.text.count("'") else "'"
    found = []
    for start, line in text.parts:
        found += [(start, line, *one) for one in line.once(_marks_in)]
    certain = sum(known for *_, known in found)
    if certain < limit("lost-letters-sure"):
        return
    for start, line, span, new, known in found:
        place = Span(start + span.start, start + span.end)
        new = new.replace("'", apostrophe)
        yield Edit(place, span.of(line.text), new, "lost-letters", "a question mark in the place of a letter", known)
    for match in _LONE_MARK.finditer(text.text):
        following = re.match(r"[^\W\d_]+[?'’]?|\d", text.text[match.end() + 1 : match.end() + 40])
        word = following.group().lower().replace("?", "'").replace("’", "'") if following else ""
        fits = word.isdigit() or word in ELISIONS or pair_count("à", word) > 0
        reason = "a question mark in the place of “à”"
        yield Edit(Span(*match.span()), match.group(), "à", "lost-letters", reason, fits or certain > 9)


def _marks_in(line: Text) -> list[tuple[Span, str, bool]]:
    """Return the words of a line with question marks inside, what they are, and whether that is the only choice."""
    if "?" not in line.text and "\ufffd" not in line.text:
        return []
    made = []
    for match in _MARKED.finditer(line.text):
        old, span = match.group(), Span(*match.span())
        if not re.search("[?\ufffd]", old) or not any(letter.isalpha() for letter in old) or not line.is_free(span):
            continue
        following = line.text[span.end : span.end + 2]
        ends = not following.strip() or following.strip()[0].isupper()
        if old[-1] == "?" and ends and (is_word(old.rstrip("?")) or old.count("?") > 4):
            continue  # a question without a space before its mark
        if old[0] == "?" and span.start and not line.text[span.start - 1].isspace():
            continue
        choices = _without_marks(old)
        if not choices or "://" in line.text[max(0, span.start - 60) : span.start].rpartition(" ")[2]:
            continue
        counts = [frequency(choice.rpartition("'")[2]) for choice in choices[:2]]
        sure = len(choices) == 1 or (counts[0] > 0 and counts[0] >= limit("lost-letters-likelier") * counts[1])
        new = _with_capitals(old, choices[0])
        made.append((span, new, sure))
    return made


def _with_capitals(token: str, best: str) -> str:
    """Return the letters of `best` for the marks of `token`, whose other letters stay as they are."""
    upper = token.isupper() and len(token) - token.count("?") > 1
    named = form(best.capitalize())
    if token[0] in "?\ufffd" and named is not None and named.count > frequency(best) / 2:
        best = best.capitalize()  # État
    pairs = zip(token, best, strict=True)
    return "".join(sign if sign not in "?\ufffd" else new.upper() if upper else new for sign, new in pairs)


# Spaces for letters.

_LONE_SPACE = expression(r"(?:(?<=[^\W\d_,] )|(?<=[^\W\d_]  )) (?= [a-zA-Z\"])|(?<=[^\W\d_], ) (?= [a-z])")
_MOST_PIECES = 4
"""So many pieces of one word are put together at most: pr f rent has three."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What letters with spaces among them are together; `certain` if nothing else explains them, as a word does."""

    span: Span
    new: str
    sure: bool
    certain: bool


def _spaces(text: Text) -> Iterator[Edit]:
    lines = [(start, line, line.once(_spaces_in)) for start, line in text.parts]
    certain = sum(one.certain for *_, found in lines for one in found)
    if certain < limit("spaces-for-letters"):
        return
    # Where letters were lost hardly any is left: in the text, or in the line if several are lost there.
    everywhere = sum(len(_WITH_ACCENT.findall(line.text)) for _, line in text.parts) <= certain
    for start, line, found in lines:
        several = sum(one.certain for one in found) >= limit("spaces-for-letters-line")
        for one in found if everywhere or several else ():
            place = Span(start + one.span.start, start + one.span.end)
            safe = one.sure and (one.certain or several)
            reason = "a space in the place of a letter"
            yield Edit(place, one.span.of(line.text), one.new, "lost-letters", reason, safe)


def _spaces_in(line: Text) -> list[_Reading]:
    """Return where a line has spaces for letters, and what stands there."""
    if _WITH_ACCENT.search(line.text) or not (line.once(unknown_words) or "  " in line.text):
        return []
    content = line.text
    pieces = [Span(*match.span()) for match in _WORD.finditer(content)]
    made: list[_Reading] = []
    number = used = 0
    plain = True
    while number < len(pieces):
        longest = 1
        while (
            longest < _MOST_PIECES
            and number + longest < len(pieces)
            and content[pieces[number + longest - 1].end : pieces[number + longest].start] == " "
        ):
            longest += 1
        for count in range(longest, 0, -1):
            read = _with_spaces_read(content, pieces[number : number + count], used)
            if read is not None:
                # Behind a piece of a word that nothing explains stands the rest of it: H l ne.
                made.append(replace(read, sure=read.sure and plain, certain=read.certain and plain))
                used, number = read.span.end, number + count - 1
                plain = True
                break
        else:
            word = pieces[number].of(content)
            known = is_word(word) and (len(word) > 1 or word in "aày")
            plain = known or word.lower() + "'" in ELISIONS or content[pieces[number].end :][:1] != " "
        number += 1
    taken = {read.span.end for read in made}
    for match in _LONE_SPACE.finditer(content):
        before = _LAST_WORD.search(content, max(0, match.start() - 30), match.start())
        inside = any(read.span.start <= match.start() < read.span.end for read in made)
        if not inside and before and (is_word(before[1]) or match.start() - 1 in taken or before.end(1) in taken):
            made.append(_Reading(Span(*match.span()), "à", True, False))
    return made


_LAST_WORD = expression(r"([^\W\d_]+)[, ]{1,2}\Z")
_THREE_SPACES = expression(r" {3}(?! )")
_LOST_END = expression(r" (?=[ ,.;:!?)»”\"]|\s*\Z)")


def _with_spaces_read(content: str, pieces: Sequence[Span], used: int) -> _Reading | None:
    """Return what the pieces of a word are together, with the spaces read as letters; those before `used` are taken."""
    words = [piece.of(content) for piece in pieces]
    first, last = pieces[0].start, pieces[-1].end
    before = first > used and content[max(0, first - 2) : first] in ("  ", " ", "' ", "’ ")
    after = _LOST_END.match(content, last) is not None
    if len(words) == 1 and is_word(words[0]) and _THREE_SPACES.match(content, last):
        after = False  # the one between two spaces is a word of its own: l'argent   Paris
    if sum(map(len, words)) > _LONGEST or content[last : last + 1] in ("'", "’"):
        return None
    if len(words) > 1 and all(is_word(word) and len(word) > 1 for word in words):
        return None
    # Letters that stand apart on purpose are another fault: R A P P O R T.
    small = words[0][1:].islower() or words[0].islower()
    if not small or not all(word.islower() for word in words[1:]) or (len(words) > 2 and max(map(len, words)) < 2):
        return None
    for lead, trail in ((before, after), (False, after), (before, False), (False, False)):
        token = "?" * lead + "?".join(words) + "?" * trail
        if "?" not in token or (words[0].istitle() and lead):
            continue
        choices = [choice for choice in _without_marks(token) if "'" not in choice]
        alone = len(words) == 1 and is_word(words[0]) and len(words[0]) > 1
        if not choices or (alone and frequency(choices[0]) * _OWN_WORD < frequency(words[0])):
            continue
        if (
            alone
            and trail
            and not lead
            and _is_rather_next(content, last, frequency(choices[0]) / max(frequency(words[0]), 1))
        ):
            continue
        counts = [frequency(choice) for choice in choices[:2]]
        sure = len(choices) == 1 or counts[0] >= limit("lost-letters-likelier") * max(counts[1], 1)
        span = Span(first - lead, last + trail)
        certain = sure and len(words) > 1 and sum(map(len, words)) >= _FEWEST_LETTERS
        return _Reading(span, _with_capitals(token, choices[0]), sure, certain)
    return None


def _is_rather_next(content: str, last: int, gain: float) -> bool:
    """Tell whether the space that ends a word rather stands for the first letter of the next one: pris  tait."""
    following = _WORD.match(content, last + 2)
    word = following.group() if following else ""
    choices = _without_marks("?" + word) if word and content[last : last + 2] == "  " else ()
    return bool(choices) and frequency(choices[0]) > gain * frequency(word)


_FEWEST_LETTERS = 4
"""So many letters are left of a word that is told by them alone: in a table or a program single ones stand apart."""
_OWN_WORD = 300
"""So much commoner may a word be that has a space too many beside it than the word with a letter there."""


# Accents that are missing everywhere.

_WORD = expression(r"[^\W\d_]+")


def _readings(word: str) -> tuple[str, ...]:
    """Return what a word without accents may be: itself where it is known, and the words that it is but for accents."""
    lower = word.lower()
    others = accented(lower)
    if word[:1].isupper() and not others and not is_word(word):
        others = tuple(one.lower() for one in _completions(_choices(word)))
    if word.isupper() and len(word) > 1:
        return (lower,)
    known = look_up(lower)
    return ((lower, *others) if known is not None and known.grammar else others) or (lower,)


def _is_bare(word: str) -> bool:
    """Tell whether a word in small letters is unknown as it is, and known with accents."""
    return word.islower() and word.isascii() and len(word) > 2 and not is_word(word) and bool(accented(word))


@lru_cache(maxsize=1 << 16)
def is_bare_word(word: str) -> bool:
    """Tell whether `word` is a word but for the accents that it lacks, also behind an elision or between hyphens.

    >>> is_bare_word("etaient"), is_bare_word("l'ecole"), is_bare_word("maison")
    (True, True, False)
    """
    parts = [part for part in re.split(r"['’-]", word.lower()) if part]
    bare = [_is_bare(part) for part in parts]
    known = (is_word(part) or part + "'" in ELISIONS for part in parts)
    return any(bare) and all(one or two for one, two in zip(bare, known, strict=True))


def unknown_words(line: Text) -> list[tuple[int, str]]:
    """Return the number and the letters of each word of a line that the dictionary has not."""
    found = ((number, span.of(line.text)) for number, span in enumerate(line.words))
    return [(number, word) for number, word in found if not is_word(word)]


_WITH_ACCENT = expression("[éèêàâçîôûùëïœ]")


def _lacks(line: Text) -> tuple[int, int]:
    """Return how many words of a line lack accents, and about how many have some."""
    words = (word for _, word in line.once(unknown_words))
    lacking = sum(is_bare_word(word) and (rank(word.lower()) or 0) < 4 for word in words)
    return lacking, len(_WITH_ACCENT.findall(line.text)) // 2 or bool(_WITH_ACCENT.search(line.text))


def _accents(text: Text) -> Iterator[Edit]:
    lines = [(start, line, line.once(_lacks)) for start, line in text.parts]
    lacking, having = (sum(counts[i] for _, _, counts in lines) for i in (0, 1))
    if lacking < limit("lost-accents-words"):
        return
    everywhere = having * limit("lost-accents-share") <= lacking
    bare_lines = sum(without > 1 and not with_some for _, _, (without, with_some) in lines)
    least = 1 if bare_lines >= limit("lost-accents-lines") else limit("lost-accents-line")
    for start, line, (without, with_some) in lines:
        if not with_some and (everywhere or without >= least):
            for span, new, sure in line.once(_restored):
                place, old = Span(start + span.start, start + span.end), span.of(line.text)
                safe = sure >= limit("lost-accents-safe")
                if sure >= limit("lost-accents-suggested"):
                    reason = f"the accents are missing here; “{new}” is {min(sure, 0.999):.1%} sure"
                    yield Edit(place, old, new, "lost-accents", reason, safe)


def _restored(line: Text) -> list[tuple[Span, str, float]]:
    """Return the words of a line that are likelier with accents, and how sure that is, 0 to 1."""
    spans = [span for span in (Span(*match.span()) for match in _WORD.finditer(line.text)) if line.is_free(span)]
    spans = [span for span in spans if len(span) <= _LONGEST and not beside_code(line.text, span)]
    spans = [span for span in spans if not _is_in_name_of_program(line.text, span)]
    made: list[tuple[Span, str, float]] = []
    run: list[Span] = []
    for span in spans:
        between = line.text[run[-1].end : span.start] if run else ""
        if run and between not in (" ", "\u00a0", "'", "’", "-"):
            made += _best(line.text, run)
            run = []
        run.append(span)
    return [*made, *(_best(line.text, run) if run else [])]


_HYPHENS = expression(r"[^\W\d_]+(?:-[^\W\d_]+)+")


def _is_in_name_of_program(content: str, span: Span) -> bool:
    """Tell whether hyphens join a word to one that French lacks, with accents or without: inhibit-selection."""
    if "-" not in (content[max(0, span.start - 1) : span.start], content[span.end : span.end + 1]):
        return False
    start = span.start
    while start and (content[start - 1].isalpha() or content[start - 1] == "-"):
        start -= 1
    match = _HYPHENS.match(content, start)
    parts = match.group().lower().split("-") if match else []
    return any(not is_word(part) and not accented(part) and len(part) > 1 for part in parts)


def _key(reading: str) -> str:
    return reading if look_up(reading) is not None else UNKNOWN


def _best(text: str, run: Sequence[Span]) -> Iterator[tuple[Span, str, float]]:
    """Yield the words of a run that are likeliest with accents, over all ways to read it (forward-backward)."""
    words = [span.of(text) for span in run]
    readings = [_readings(word) for word in words]
    if all(len(choices) == 1 and choices[0] == word.lower() for choices, word in zip(readings, words, strict=True)):
        return
    elided = [text[span.end : span.end + 1] in ("'", "’") for span in run]
    keys = [
        [
            f"{one}'" if cut and f"{one}'" in ELISIONS else NAME if word[0].isupper() and number else _key(one)
            for one in choices
        ]
        for number, (choices, word, cut) in enumerate(zip(readings, words, elided, strict=True))
    ]
    steps = [
        [[exp(log_probability(key, before)) for key in keys[place]] for before in (keys[place - 1] if place else [""])]
        for place in range(len(keys))
    ]
    forward = [steps[0][0]]
    for step in steps[1:]:
        forward.append(
            _scaled([sum(f * row[i] for f, row in zip(forward[-1], step, strict=True)) for i in range(len(step[0]))])
        )
    backward = [[1.0] * len(keys[-1])]
    for step in reversed(steps[1:]):
        backward.append(_scaled([sum(p * b for p, b in zip(row, backward[-1], strict=True)) for row in step]))
    backward.reverse()
    for span, word, choices, f, b in zip(run, words, readings, forward, backward, strict=True):
        likely = _scaled([one * two for one, two in zip(f, b, strict=True)])
        place = max(range(len(choices)), key=lambda i: likely[i])
        new = choices[place]
        if new != word.lower():
            yield span, (new[0].upper() + new[1:] if word[0].isupper() else new), likely[place]


def _scaled(values: Sequence[float]) -> list[float]:
    total = sum(values) or 1.0
    return [value / total for value in values]


RULES: tuple[Rule, ...] = (
    Rule(
        "accents-apart",
        "Puts accents on their letters where a PDF made by TeX has them apart.",
        "Safe where several words of the text become known ones by it.",
        (
            (
                "Ce mod`ele repr´esente une chaˆıne ; il est ´ecrit `a la main.",
                "Ce modèle représente une chaîne ; il est écrit à la main.",
            ),
        ),
        _apart,
        any_language=True,
    ),
    Rule(
        "lost-letters",
        "Puts back letters with accents and apostrophes that became question marks or spaces.",
        "Safe where the dictionary has one word for the place, or one that is far commoner than all others, and the "
        "text has several such places; else a suggestion.",
        (
            (
                "La ressource demand?e n?existe pas : elle a ?t? retir?e.",
                "La ressource demandée n'existe pas : elle a été retirée.",
            ),
            ("Les donn es ont  t  supprim es apr s la cr ation.", "Les données ont été supprimées après la création."),
        ),
        _lost,
        any_language=True,
    ),
    Rule(
        "lost-accents",
        "Puts back accents that a text lacks everywhere.",
        "Safe where the words around leave little choice (les élèves, elle a été); else a suggestion. Lines that have "
        "accents stay, as does what is written in capitals.",
        (
            (
                "Ce projet a ete realise pour les eleves, a l'ecole.",
                "Ce projet a été réalisé pour les élèves, à l'école.",
            ),
        ),
        _accents,
    ),
)
