"""Apostrophes: other signs in their place, a few that differ from all others of the text, and those that are lost."""

import re
from collections import Counter
from collections.abc import Iterator
from math import log

from glossary.edits import Edit, Span
from glossary.english.lexicon import rank
from glossary.french.lexicon import ELISIONS, form, is_word, look_up, pair_count
from glossary.french.word_model import frequency
from glossary.repair.accents import unknown_words
from glossary.repair.base import Rule, Text, beside_code
from glossary.repair.glued import is_fragment, neighbours
from glossary.repair.limits import limit
from glossary.repair.quotes import read
from glossary.tables import expression

LONGEST_LINE = 2_000
"""How long a line is at most, in characters, for its own apostrophe to be looked for: a longer one is a text."""

_ELISION = expression(
    r"(?<![^\W_])(?:(?P<elided>(?i:[cdjlmnst]|(?:jus|lors|puis|quoi|pres|quel)?qu|aujourd|entr))|[A-Z][a-zA-Zé]+)"
    r"(?P<mark>[´`ʼ‘′ʹ])(?P<word>(?(elided)[^\W\d_]+(?:['’][^\W\d_]+)?|s\b))"
)
_APOSTROPHE = expression(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
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


_COMMA = expression(r"(?<![^\W_])(?P<elided>(?i:[cdjlmnst]|qu)),(?P<word>[^\W\d_]{2,}|[aà]i?)\b")
_ELIDED = "|".join(sorted((elision[:-1] for elision in ELISIONS), key=len, reverse=True))
_SPACE = expression(
    rf"(?<![\w'’)./-])(?P<elided>{_ELIDED}|aujourd) "
    r"(?P<word>(?:[aeiouyhàâäéèêëîïôöùûüœæ][^\W\d_]+|[aày]\b)(?:['’-][^\W\d_]+)*)",
    re.IGNORECASE,
)
_GLUED = expression(rf"(?:{_ELIDED})(?=[aeiouyhàâéèêîôûœ])|aujourd(?=hui)", re.IGNORECASE)


_MYSELF = frozenset({"Jai", "Javais", "Jétais", "Jaurai", "Jirai"})
"""What no name is at the start of a sentence."""
_HAVING = expression(r" (?:a|ai|as|ont|avait|avaient|aura|aurait|eut|est|en|connaît|voit|rend|trouve)\b")
_STARTS = expression(r"[.!?…:»”\"(«–—-]\s*\Z")
_DENIAL = expression(r"\b(?:pas|plus|jamais|rien|que|qu['’ ]|aucune?|point|ni|guère|personne|plus)\b")
_NAMED = expression(r"\b(?:les?|la|une?|du|au|des|lettres?|variables?|points?|colonnes?|fonctions?)\s\Z", re.IGNORECASE)
_IN_A_ROW = expression(r"(?<![\w'’])(?![aàyô])[^\W\d_](?:[,;/] ?| )(?:et |ou )?\Z", re.IGNORECASE)


def lost_apostrophes(text: Text) -> Iterator[Edit]:
    """Yield the edits that put an apostrophe back where a space, a comma or nothing stands in its place."""
    found = [
        (start, span, new, kind, likely) for start, line in text.parts for span, new, kind, likely in line.once(_lost)
    ]
    if not found:
        return
    usual = _own_apostrophe(text.text) or ("’" if re.search("[«»“”]", text.text) else "'")
    spaces = sum(kind == "space" for _, _, _, kind, _ in found)
    for start, span, new, kind, likely in found:
        place = Span(start + span.start, start + span.end)
        several = kind == "space" and spaces >= limit("lost-apostrophes-several")
        safe = likely >= (limit("lost-apostrophes-among") if several else limit("lost-apostrophes-alone"))
        if likely >= 0:
            old, own = place.of(text.text), _beside(text, text.line_of(place.start), usual)
            yield Edit(place, old, new.replace("'", own), "lost-apostrophes", "an apostrophe is missing here", safe)


def _lost(line: Text) -> list[tuple[Span, str, str, float]]:
    """Return where a line lacks an apostrophe, what is right, its kind, and how much likelier that is (a logarithm)."""
    content, made = line.text, []
    for match in _SPACE.finditer(content):
        elided, word = match["elided"].lower(), match["word"].lower()
        span = Span(*match.span("elided"))
        span = Span(span.end, span.end + 1)
        if line.is_free(span):
            made.append((span, "'", "space", _gain(content, match.start(), elided, word, match["word"])))
    for match in _COMMA.finditer(content):
        span = Span(match.end("elided"), match.end("elided") + 1)
        word = match["word"].lower()
        known = is_word(f"{match['elided'].lower()}'{word}") or match["word"][:1].isupper()
        if line.is_free(span) and word[0] in _VOWELS and known:
            made.append((span, "'", "comma", 10.0))
    for number, word in line.once(unknown_words):
        span, cut = line.words[number], _GLUED.match(word)
        if word.lower() in ("ny", "sy") and _HAVING.match(content, span.end):
            place = Span(span.start + 1, span.start + 1)
            made.append((place, "'", "glued", 10.0))  # il ny a pas
            continue
        if word in _MYSELF and neighbours(line, number)[2]:
            made.append((Span(span.start + 1, span.start + 1), "'", "glued", 10.0))
            continue
        if (
            cut is None
            or len(word) < 4
            or beside_code(content, span)
            or "'" in word
            or "’" in word
            or not _is_small(word)
        ):
            continue
        rest = word[cut.end() :]
        whole = "aujourd'hui" if rest.lower() == "hui" else f"{cut.group().lower()}'{rest.lower()}"
        if not is_word(whole) or not (form(rest.lower()) or "-" in rest or rest.lower() == "hui"):
            continue
        if is_fragment(content, span, word, *neighbours(line, number)[:2]):
            continue
        first, elided = rest.lower().partition("-")[0], cut.group().lower()
        if word[0].isupper() and (elided in ("l", "d", "s", "t", "m") or not _is_common(first)):
            continue  # family names begin so: Lallemand, Quaide
        known = look_up(first)
        if rest.lower() != "hui":
            if elided in ("n", "s", "m", "t", "j") and not (known is not None and known.has("VIRP")):
                continue
            if elided == "c" and not first.startswith(("est", "ét", "eû")):
                continue
        gain = 10.0 if rest.lower() == "hui" else log(1 + frequency(first)) - log(1 + 20 * frequency(word.lower()))
        gain += 3.0 if pair_count(elided + "'", first) else 0.0
        gain += min(len(rest), 8) / 2 - (12.0 if rank(word.lower()) is not None else 0.0)
        if len(rest) > 1 and (rest[0].islower()):
            place = Span(span.start + cut.end(), span.start + cut.end())
            made.append((place, "'", "glued", gain - limit("lost-apostrophes-glued")))
    return made


def _is_common(word: str) -> bool:
    found = look_up(word)
    return word == "hui" or (found is not None and (found.has("G") or found.count >= limit("lost-apostrophes-common")))


def _is_small(word: str) -> bool:
    return word[1:].islower()


def _gain(content: str, start: int, elided: str, word: str, written: str) -> float:
    """Return how much likelier a letter before a word is an elided one than a word by itself; below 0: it is not."""
    if elided == "aujourd":
        return 20.0 if word == "hui" else -1.0
    first = re.split(r"['’-]", word)[0]
    before = content[max(0, start - 40) : start]
    if before.endswith("%"):
        return -1.0  # %s est
    if content[start].isupper():
        opens = start < 40 and not before.strip()
        if opens and is_word(elided + word) and not pair_count(elided + "'", first):
            return -1.0  # a large first letter, apart from its word
        if not (opens or before.rstrip().rpartition(" ")[2].isupper() or _STARTS.search(before)):
            return -1.0  # an initial (Susanne M Hoffmann), a name in a program (la fonction C est appelée)
    if not (is_word(word) or first.endswith("'") or is_word(first) or written[0].isupper()):
        return -1.0
    if elided in ("c", "ç") and first[0] not in "eéè":
        return -1.0
    if _NAMED.search(before):
        return -1.0  # the letter itself: le l initial
    # Letters in a row stand for themselves: a, b, c et d ou e.
    if _IN_A_ROW.search(before):
        return -1.0
    if (elided == "s" and first in ("il", "ils")) or len(elided) > 1:
        return 12.0
    if elided == "n" and not _DENIAL.search(content[max(0, start - 40) : start + 60]):
        return -1.0
    together = pair_count(elided + "'", first)
    apart = pair_count(elided, first)
    known = look_up(first)
    if known is None:
        # s', n' and the like stand before verbs, and a name is none.
        return 1.0 if written[0].isupper() and elided in ("d", "l") else -1.0
    if elided in ("j", "m", "t", "s", "n") and not (
        known.has("VIRP") or first in ("y", "en", "a", "est", "ai", "un", "une", "étaient")
    ):
        return -1.0
    return log(1 + together) - log(1 + 4 * apart) + (2.0 if len(first) > 2 else 0.0)


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
    Rule(
        "lost-apostrophes",
        "Puts an apostrophe back where a space, a comma or nothing stands in its place.",
        "Safe where both words are at home side by side, and beyond doubt where a text has lost several.",
        (
            ("Qu est-ce que c est, d ailleurs ?", "Qu'est-ce que c'est, d'ailleurs ?"),
            ("Aujourdhui, cest quil faut.", "Aujourd'hui, c'est qu'il faut."),
            ("Bien sûr, j,ai fini.", "Bien sûr, j'ai fini."),
        ),
        lost_apostrophes,
    ),
)
