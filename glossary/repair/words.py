"""Words and numbers that ran together at a mark or a digit, and words that fell apart."""

import re
from collections.abc import Iterator

from glossary.edits import Edit, Span
from glossary.french.lexicon import ELISIONS, is_word, look_up
from glossary.french.word_model import frequency, log_probability
from glossary.repair.base import Rule, Text
from glossary.repair.glued import WORDS, beside_code, is_known, keys_of, neighbours
from glossary.tables import words_of_role

_AFTER_MARK = re.compile(r"(?<=[^\W\d_])([,;!?…]|(?<!\.)\.(?!\.)|\))(?=[^\W\d_]{2}|[cdjlmnstCDJLMNST]['’]|[aàyÀ] )")
_ELISION = "|".join(sorted((elision[:-1] for elision in ELISIONS), key=len, reverse=True))
_AFTER_ELISION = re.compile(
    rf"(?<![\w'’-])((?:{_ELISION})['’])([ \u00a0\u202f]{{1,3}})(?=[aeiouyhàâäéèêëîïôöùûüœæAEIOUYHÀÂÉÈÊÎÔÛŒ]\w)",
    re.IGNORECASE,
)
_BEFORE_ELISION = re.compile(rf"(?<![\w'’-])({_ELISION})( )(['’])(?=[aeiouyhàâéèêîôûœ]\w)", re.IGNORECASE)
_LOOSE_HYPHEN = re.compile(r"(?<=[^\W\d_])( ?)-( ?)(?=(?:t-)?(?:ils?|elles?|on|ce|nous|vous|tu|je|là|ci)\b)")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NUMBER_THEN_WORD = re.compile(
    r"(?<![\w.,/:-])(\d{4}|\d{1,3}(?: \d{3})+|\d{1,3},\d{1,2}|\d{1,2})([^\W\d_]{3,})(?![\w'’])"
)
_WORD_THEN_NUMBER = re.compile(r"(?<![\w'’./-])([^\W\d_]{2,})(\d{1,4})(?![\w/-]|[.,]\d)")


def _glued_marks(text: Text) -> Iterator[Edit]:
    whole = text.text
    is_list: dict[int, bool] = {}
    for match in _AFTER_MARK.finditer(whole):
        left = _word_before(whole, match.start())
        right = _LETTERS.match(whole, match.end())
        if right is None or len(left) < (2 if len(right[0]) == 1 else 1):
            continue
        mark = match[1]
        # What begins with a small letter after the end of a sentence is an address or the name of a file.
        if mark in ".!?…" and not right[0][0].isupper():
            continue
        if mark == "." and (len(left) < 3 or left[0].isupper() or len(right[0]) < 2 or right[0].isupper()):
            continue
        # Between a comma and a name there is a space as well; after the end of a sentence both sides must be French.
        sides = is_word(left), is_word(right[0])
        names = left.istitle() and right[0].istitle() and min(len(left), len(right[0])) > 2
        if not (any(sides) or names if mark in ",;" else all(sides)):
            continue
        # A prefix that may be there or not: (dés)activer, (méta)données.
        if mark == ")" and whole.startswith("(", max(0, match.start() - len(left) - 1)) and not left.isupper():
            continue
        if mark in ",;":
            number = text.line_of(match.start())
            if number not in is_list:
                is_list[number] = _is_list_without_spaces(text.lines[number].of(whole))
            if is_list[number]:
                continue
        sides_of_mark = Span(match.start() - len(left), match.start()), Span(match.end(), right.end())
        if mark == "." and _MORE_OF_ADDRESS.match(whole, right.end()):
            continue
        if mark != "." and any(beside_code(whole, side) for side in sides_of_mark):
            continue
        # In a dotted name and between braces: collections.abc.Container, {titi,tutu}.
        if whole[max(0, sides_of_mark[0].start - 1) : sides_of_mark[0].start] in _JOINS or whole[
            sides_of_mark[1].end : sides_of_mark[1].end + 1
        ] in ("{", "}"):
            continue
        yield Edit(Span(match.end(), match.end()), "", " ", "glued-marks", f"no space after “{mark}”")
    yield from _glued_quotations(text)
    yield from _before_quotations(text)


_MORE_OF_ADDRESS = re.compile(r"\.\w")
_JOINS = (".", "{", "}")
_AFTER_QUOTATION = re.compile(r"(?<=[^\s«“(])( ?[»”])(?=([^\W\d_]+))")


def _glued_quotations(text: Text) -> Iterator[Edit]:
    for match in _AFTER_QUOTATION.finditer(text.text):
        if is_word(match[2]) and match[2].islower():
            yield Edit(Span(match.end(), match.end()), "", " ", "glued-marks", f"no space after “{match[1].strip()}”")


_BEFORE_QUOTATION = re.compile(r"(?<=[^\W\d_])([«“])(?= ?([^\W\d_]+))")


def _before_quotations(text: Text) -> Iterator[Edit]:
    for match in _BEFORE_QUOTATION.finditer(text.text):
        word = _word_before(text.text, match.start())
        if len(word) > 1 and word.islower() and is_word(word) and is_word(match[2]):
            place = match.start()
            yield Edit(Span(place, place), "", " ", "glued-marks", f"no space before “{match[1]}”")


def _word_before(text: str, end: int) -> str:
    start = end
    while start and text[start - 1].isalpha():
        start -= 1
    return text[start:end]


_FEWEST_IN_CLAUSE = 3
"""How many words what stands between two commas of prose has at least, in the middle of their lengths."""


def _is_list_without_spaces(line: str) -> bool:
    """Tell whether a line separates more often without spaces than with them: data, not prose."""
    parts = re.split(r"[,;](?=[^\W\d])|(?<!\d)[,;](?=\d)", line)
    if len(parts) <= 2 or len(parts) - 1 <= len(re.findall(r"[,;] ", line)):
        return False
    lengths = sorted(len(part.split()) for part in parts)
    return lengths[len(lengths) // 2] < _FEWEST_IN_CLAUSE


def _glued_numbers(text: Text) -> Iterator[Edit]:
    for match in _NUMBER_THEN_WORD.finditer(text.text):
        if match[2] in words_of_role("beside-number", WORDS):
            place = match.start(2)
            yield Edit(Span(place, place), "", " ", "glued-numbers", f"no space between {match[1]} and “{match[2]}”")
    for match in _WORD_THEN_NUMBER.finditer(text.text):
        if match[1].lower() in words_of_role("beside-number", WORDS):
            place = match.start(2)
            yield Edit(Span(place, place), "", " ", "glued-numbers", f"no space between “{match[1]}” and {match[2]}")


_NO_HALF = 2500
"""Two words that were both counted so often are words here too."""
FAR_LIKELIER = 10.0
"""By so much, in natural logarithms, one word must be likelier than two words that are both known."""


def _split_words(text: Text) -> Iterator[Edit]:
    whole, words = text.text, text.words
    used = -1
    for number in range(len(words) - 1):
        first, second = words[number], words[number + 1]
        if number <= used or whole[first.end : second.start] != " " or not whole[second.start].islower():
            continue
        left, right = first.of(whole), second.of(whole)
        if min(frequency(left.lower()), frequency(right)) > _NO_HALF:
            continue
        joined = left + right
        found = look_up(joined)
        if found is None or not found.grammar or not (left.isalpha() and right.isalpha()):
            continue
        known = [is_known(left) and len(left) > 1, is_known(right) and len(right) > 1]
        if not all(known):
            if min(len(left), len(right)) < 2 or beside_code(whole, first) or beside_code(whole, second):
                continue
            if found.count < 3:
                continue
            gone = right if known[0] else left
            reason = f"“{gone}” is no word, “{joined}” is one"
            safe = len(joined) > 5 and (not any(known) or found.count >= 20)
        elif {left.lower(), right} & words_of_role("not-a-half", WORDS) or found.has("X"):
            continue
        else:
            second_known = look_up(right)
            if second_known is not None and second_known.has("GD"):
                continue
            gain = _gain_of_joining(text, number, joined)
            if gain < FAR_LIKELIER:
                continue
            reason, safe = f"“{joined}” is far likelier here than “{left} {right}”", True
        used = number + 1
        yield Edit(Span(first.end, second.start), " ", "", "split-words", reason, safe)


def _gain_of_joining(text: Text, number: int, joined: str) -> float:
    before, _, _ = neighbours(text, number)
    _, after, _ = neighbours(text, number + 1)
    left, right = [*[""], *keys_of(before)][-1], [*keys_of(after), ""][0]
    one, two = joined.lower(), [text.words[i].of(text.text).lower() for i in (number, number + 1)]
    together = log_probability(one, left) + (log_probability(right, one) if right else 0.0)
    apart = log_probability(two[0], left) + log_probability(two[1], two[0])
    apart += log_probability(right, two[1]) if right else 0.0
    return together - apart if frequency(one) >= 20 else 0.0


def _split_elisions(text: Text) -> Iterator[Edit]:
    for match in _AFTER_ELISION.finditer(text.text):
        if text.text[max(0, match.start() - 1) : match.start()] not in tuple("'’‘\"“«"):
            span = Span(match.start(2), match.end(2))
            yield Edit(span, match[2], "", "split-elisions", f"no space after “{match[1]}”")
    for match in _BEFORE_ELISION.finditer(text.text):
        yield Edit(Span(match.start(2), match.end(2)), " ", "", "split-elisions", f"no space inside “{match[1]}’”")
    for match in _LOOSE_HYPHEN.finditer(text.text):
        left = _word_before(text.text, match.start())
        found = look_up(left) if left else None
        # Spaces on both sides make a dash of it.
        if bool(match[1]) != bool(match[2]) and found is not None and found.has("VG"):
            for group in (1, 2):
                if match[group]:
                    span = Span(match.start(group), match.end(group))
                    yield Edit(span, " ", "", "split-elisions", "no space beside the hyphen of a compound")


RULES = (
    Rule(
        "glued-marks",
        "Puts the space back after a mark between two words.",
        "Safe: both sides are French words, and addresses, abbreviations, initials and data are left alone.",
        (
            ("Il l'a vu,le soir.", "Il l'a vu, le soir."),
            ("La guerre est terminée.Les soldats rentrent.", "La guerre est terminée. Les soldats rentrent."),
        ),
        _glued_marks,
        by_line=True,
    ),
    Rule(
        "glued-numbers",
        "Puts the space back between a number and a common word.",
        "Safe: only small words, months and a few nouns that never have a number at their side without a space.",
        (
            ("Il est né le24 octobre.", "Il est né le 24 octobre."),
            ("En 2023les prix ont monté.", "En 2023 les prix ont monté."),
        ),
        _glued_numbers,
        by_line=True,
    ),
    Rule(
        "split-words",
        "Joins the halves of a word that fell apart.",
        "Safe where the halves are no words and the whole is a common one, or where it is far likelier in its place.",
        (("Le gou vernement a parlé.", "Le gouvernement a parlé."),),
        _split_words,
        by_line=True,
    ),
    Rule(
        "split-elisions",
        "Joins what an apostrophe or a hyphen holds together.",
        "Safe: only the elided words of French before a vowel, and pronouns after a verb.",
        (("C’est l’ amitié d' Anne.", "C’est l’amitié d'Anne."), ("Que dit -il ?", "Que dit-il ?")),
        _split_elisions,
        by_line=True,
    ),
)
