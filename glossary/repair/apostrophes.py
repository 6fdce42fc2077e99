"""Apostrophes: other signs in their place, and a few that are not as all the others of the text."""

import re
from collections import Counter
from collections.abc import Iterator

from glossary.edits import Edit, Span
from glossary.french.lexicon import is_word
from glossary.repair.base import Rule, Text
from glossary.repair.quotes import read

LONGEST_LINE = 2_000
"""How long a line is at most, in characters, for its own apostrophe to be looked for: a longer one is a text."""

_ELISION = re.compile(
    r"(?<![^\W_])(?:(?P<elided>(?i:[cdjlmnst]|(?:jus|lors|puis|quoi|pres|quel)?qu|aujourd|entr))|[A-Z][a-zA-Zé]+)"
    r"(?P<mark>[´`ʼ‘′ʹ])(?P<word>(?(elided)[^\W\d_]+(?:['’][^\W\d_]+)?|s\b))"
)
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
_VOWELS = frozenset("aeiouyhàâäéèêëîïôöùûüœæ")


def _own_apostrophe(content: str, line: Span | None = None) -> str | None:
    """Return the apostrophe that is the commonest in a line, or in the whole text."""
    found = _APOSTROPHE.finditer(content, *((line.start, line.end) if line else ()))
    common = Counter(match.group() for match in found).most_common(2)
    tied = len(common) > 1 and common[0][1] == common[1][1]
    return common[0][0] if common and not tied else None


def _beside(text: Text, number: int, usual: str) -> str:
    """Return the apostrophe for a place on the line of this number: the line's own, or else the `usual` one."""
    line = text.lines[number]
    return _own_apostrophe(text.text, line) or usual if len(line) < LONGEST_LINE else usual


def apostrophes(text: Text) -> Iterator[Edit]:
    """Yield the edits that put the text's own apostrophe in the place of accents, marks, and the few that differ.

    >>> [edit.new for edit in apostrophes(Text("l´été"))]
    ["'"]
    """
    content = text.text
    found = list(_ELISION.finditer(content))
    typed = read(text).elisions if '"' in content else ()
    usual = (_own_apostrophe(content) or ("’" if re.search("[«»“”]", content) else "'")) if found or typed else ""
    for mark in typed:
        own = _beside(text, mark.line, usual)
        yield Edit(mark.span, mark.sign, own, "apostrophes", "a quotation mark in the place of an apostrophe")
    ticks = Counter(text.line_of(match.start()) for match in found if match["mark"] == "`")
    all_ticks = {number: content.count("`", text.lines[number].start, text.lines[number].end) for number in ticks}
    for match in found:
        # A name with the English ’s has no elided word.
        word, elided = match["word"], (match["elided"] or "").lower()
        allowed = "eéèê" if elided == "c" else _VOWELS if elided else "s"
        number = text.line_of(match.start())
        code = match["mark"] == "`" and ticks[number] != all_ticks[number]
        if word[0].lower() not in allowed or code:
            continue
        known = not elided or is_word(word) or word[0].isupper() or is_word(f"{elided}'{word}")
        span = Span(*match.span("mark"))
        own = _beside(text, number, usual)
        yield Edit(span, match["mark"], own, "apostrophes", "an accent in the place of an apostrophe", known)
    counts: Counter[str] = Counter()
    for _, line in text.parts:
        counts.update(line.once(_signs_in))
    few, many = sorted(("'", "’"), key=lambda sign: counts[sign])
    if counts[many] >= 20 and 0 < counts[few] * 50 <= counts[many]:
        for match in _APOSTROPHE.finditer(content):
            if match.group() == few:
                yield Edit(Span(*match.span()), few, many, "apostrophes", f"the text uses {many} for apostrophes")


def _signs_in(line: Text) -> Counter[str]:
    """Return how often each of the two signs is an apostrophe in a line."""
    return Counter(_APOSTROPHE.findall(line.text))


RULES: tuple[Rule, ...] = (
    Rule(
        "apostrophes",
        "Accents, quotation marks and other signs in the place of an apostrophe; a few that are not as all the others.",
        "Safe after an elided word and before a French word or a name; code between backticks stays.",
        (("l´été, d`ailleurs", "l'été, d'ailleurs"), ("« l`ami »", "« l’ami »"), ('s"il vient', "s'il vient")),
        apostrophes,
    ),
)
