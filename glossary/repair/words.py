"""Words and numbers that ran together at a mark or a digit, and words that fell apart."""

import re
from collections.abc import Iterator, Sequence

from glossary.edits import Edit, Span
from glossary.french.lexicon import ELISIONS, form, is_word, look_up
from glossary.french.word_model import frequency, log_probability
from glossary.repair.base import Rule, Text, beside_code
from glossary.repair.glued import WORDS, is_grammatical, is_known, keys_of, neighbours
from glossary.tables import expression, words_in_role, words_of_role

_AFTER_MARK = expression(r"(?<=[^\W\d_])([,;!?…]|(?<!\.)\.(?!\.)|\))(?=[^\W\d_]{2}|[cdjlmnstCDJLMNST]['’]|[aàyÀ] )")
_ELISION = "|".join(sorted((elision[:-1] for elision in ELISIONS), key=len, reverse=True))
_AFTER_ELISION = expression(
    rf"(?<![\w'’%-])((?:{_ELISION})['’])([ \u00a0\u202f]{{1,3}})(?=[aeiouyhàâäéèêëîïôöùûüœæAEIOUYHÀÂÉÈÊÎÔÛŒ]\w)",
    re.IGNORECASE,
)
_BEFORE_ELISION = expression(rf"(?<![\w'’-])({_ELISION})( )(['’])(?=[aeiouyhàâéèêîôûœ]\w)", re.IGNORECASE)
_LOOSE_HYPHEN = expression(r"(?<=[^\W\d_])( ?)-( ?)(?=(?:t-)?(?:ils?|elles?|on|ce|nous|vous|tu|je|là|ci)\b)")
_LETTERS = expression(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NUMBER_THEN_WORD = expression(
    r"(?<![\w.,/:-])(\d{4}|\d{1,3}(?: \d{3})+|\d{1,3},\d{1,2}|\d{1,2})([^\W\d_]{3,})(?![\w'’])"
)
_WORD_THEN_NUMBER = expression(r"(?<![\w'’./-])([^\W\d_]{2,})(\d{1,4})(?![\w/-]|[.,]\d)")


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
        if mark in ",;" and _ARGUMENTS.search(whole, max(0, match.start() - 60), match.start()):
            continue
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
    yield from _beside_marks(text)


_ARGUMENTS = expression(r"\w\([^\s()]*\Z")
"""What stands before the arguments of a function, which are no prose: SUBJ(attend,"""
_MORE_OF_ADDRESS = expression(r"\.\w")
_JOINS = (".", "{", "}")
_AFTER_QUOTATION = expression(r"(?<=[^\s«“(])( ?[»”])(?=([^\W\d_]+))")


def _glued_quotations(text: Text) -> Iterator[Edit]:
    for match in _AFTER_QUOTATION.finditer(text.text):
        # A mark that opens too closes nothing for sure: il veut dire ”sans outil”.
        opens = match[1] == " ”" and "“" not in text.text
        if is_word(match[2]) and match[2].islower() and not opens:
            yield Edit(Span(match.end(), match.end()), "", " ", "glued-marks", f"no space after “{match[1].strip()}”")


_BEFORE_QUOTATION = expression(r"(?<=[^\W\d_])([«“])(?= ?([^\W\d_]+))")


def _before_quotations(text: Text) -> Iterator[Edit]:
    for match in _BEFORE_QUOTATION.finditer(text.text):
        word = _word_before(text.text, match.start())
        if len(word) > 1 and word.islower() and is_word(word) and is_word(match[2]):
            place = match.start()
            yield Edit(Span(place, place), "", " ", "glued-marks", f"no space before “{match[1]}”")


_WRONG_SIDE = expression(r"(?<=[^\W\d_])( )([,.;])(?=[^\W\d_]['’]?[^\W\d_])")
_COLON = expression(r"(?<=[^\W\d_] ):(?=[«“\"]\s?[^\W\d_])|(?<=[^\W\d_]\xa0):(?=[«“\"])|(?<=[^\W\d_]):(?=[«“])")
_BEHIND_SPACED = expression(r"(?<=[^\W\d_][ \xa0\u202f])[!?](?=[A-ZÀ-Ý][^\W\d_]*)")
_NOTE_END = expression(r"(?<=[^\W\d_]\[\d\])(?=[A-ZÀ-Ý][a-zà-ÿ])|(?<=[^\W\d_]\[\d\d\])(?=[A-ZÀ-Ý][a-zà-ÿ])")


def _beside_marks(text: Text) -> Iterator[Edit]:
    """Yield the edits that put spaces back beside other marks, or on the right side of them."""
    whole = text.text
    for match in _WRONG_SIDE.finditer(whole):
        left, right = _word_before(whole, match.start()), _LETTERS.match(whole, match.end())
        if right is None or len(left) < 2 or not (is_word(left) and is_word(right[0])):
            continue
        after = whole[right.end() : right.end() + 1]
        if (match[2] == ".") != right[0][0].isupper() or (after and after in "@_/\\=("):
            continue
        new = f"{match[2]} " if match[2] in ",." else f" {match[2]} "
        yield Edit(
            Span(*match.span()), match.group(), new, "glued-marks", f"the space is before “{match[2]}”, not after it"
        )
    for match in _COLON.finditer(whole):
        yield Edit(Span(match.end(), match.end()), "", " ", "glued-marks", "no space after the colon")
    for match in _BEHIND_SPACED.finditer(whole):
        left, right = _word_before(whole, match.start() - 1), _LETTERS.match(whole, match.end())
        if (
            right is not None
            and min(len(left), len(right[0])) > 1
            and is_word(left)
            and is_word(right[0])
            and not beside_code(whole, Span(*right.span()))
        ):
            yield Edit(Span(match.end(), match.end()), "", " ", "glued-marks", f"no space after “{match.group()}”")
    for match in _NOTE_END.finditer(whole):
        yield Edit(Span(match.end(), match.end()), "", " ", "glued-marks", "no space after the mark of a note")


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


_TIME_THEN_WORD = expression(
    r"(?<![\w:.,/-])(\d{1,2}(?:[:h]\d{2}|/\d{1,2}))(?=(?P<word>[A-ZÀ-Ý](?:[a-zà-ÿ]{2,}|['’][a-zà-ÿ]{2,}))(?![\w/]))"
)
_PERCENT_THEN_WORD = expression(r"(?:(?<=\d[%€])|(?<=\d\s[%€]))(?=(?P<word>[a-zà-ÿ]{2,})\b)")
_NUMBER_THEN_NAME = expression(r"(?m)^[ \t]*(\d{1,3})(?=(?P<word>[A-ZÀ-Ý][a-zà-ÿ]{2,})\b)")
_ORDINAL = expression(r"(?<![\w.,])(?:1(?: )(?=(?:er|re|ère)\b)|[IVX]{1,5}(?: )(?=(?:e|ème)[ \xa0]si[èe]cle))")


def _glued_numbers(text: Text) -> Iterator[Edit]:
    whole = text.text
    times = list(_TIME_THEN_WORD.finditer(whole))
    for match in times:
        word = match["word"]
        known = is_word(word) or form(word) is not None or len(times) > 2
        yield _space_at(match.end(1), f"no space between {match[1]} and “{word}”", known)
    for match in _PERCENT_THEN_WORD.finditer(whole):
        if is_word(match["word"]):
            yield _space_at(match.end(), f"no space before “{match['word']}”", True)
    numbered = [match for match in _NUMBER_THEN_NAME.finditer(whole) if is_word(match["word"])]
    for match in numbered:
        yield _space_at(match.end(1), f"no space between {match[1]} and “{match['word']}”", len(numbered) > 1)
    for match in _NUMBER_THEN_WORD.finditer(whole):
        month = match[2].lower() in words_in_role("number", "line-words.tsv") and match[2].istitle()
        if match[2] in words_of_role("beside-number", WORDS) or (month and match[2].lower() not in _NAMED_BY_NUMBER):
            yield _space_at(match.start(2), f"no space between {match[1]} and “{match[2]}”", True)
    for match in _WORD_THEN_NUMBER.finditer(whole):
        lower = match[1].lower()
        if lower in words_of_role("beside-number", WORDS) or lower in words_of_role("before-number", WORDS):
            yield _space_at(match.start(2), f"no space between “{match[1]}” and {match[2]}", True)
    for match in _ORDINAL.finditer(whole):
        span = Span(match.end() - 1, match.end())
        yield Edit(span, " ", "", "glued-numbers", "an ordinal number in two parts")


_NAMED_BY_NUMBER = frozenset(("mai", "mars"))


def _space_at(place: int, reason: str, safe: bool) -> Edit:
    return Edit(Span(place, place), "", " ", "glued-numbers", reason, safe)


_NOTE_MARK = expression(
    r"(?<![\w.’'/-])(?:[^\W\d_]{1,2}['’])?(?P<word>[^\W\d_]{4,})(?P<mark>\d{1,3})(?=[\s»”\"')\],.;:!?]|\Z)(?![.,]\d)"
)
_DIGIT_BEHIND = expression(r"\d(?<=[^\W\d_].)")
_NOTE_START = expression(
    r"(?m)^(?P<mark>\d{1,3})(?=(?P<word>[A-ZÀ-Ý](?:[a-zà-ÿ]+|['’][^\W\d_]+|(?= )))\b)(?=[^\n]{80})"
)


def _note_marks(text: Text) -> Iterator[Edit]:
    """Yield the edits that set the number of a note apart from its word (historiens1) or its text (1Nous)."""
    whole = text.text
    if not _DIGIT_BEHIND.search(whole) and not _NOTE_START.search(whole):
        return
    found = [match for match in _NOTE_MARK.finditer(whole) if _may_have_note(match["word"])]
    numbers: dict[str, set[str]] = {}
    for match in found:
        numbers.setdefault(match["word"].lower(), set()).add(match["mark"])
    # Words that are counted, such as groupe1 and groupe2, are named so.
    found = [match for match in found if len(numbers[match["word"].lower()]) == 1]
    inside = _in_order([int(match["mark"]) for match in found])
    for match, ordered in zip(found, inside, strict=True):
        span = Span(*match.span("mark"))
        if not beside_code(whole, Span(*match.span("word"))) and text.is_free(span):
            reason = f"the mark of a note behind “{match['word']}”"
            # Things are counted by a number behind their noun (fichier1), but not behind an adjective.
            known = look_up(match["word"])
            closed = not re.match(r"\s[^\W\d_]", whole[match.end() : match.end() + 2])
            counted = known is None or known.has("NX") or not match["word"].islower()
            safe = ordered or (closed and not counted)
            yield Edit(span, match["mark"], f"[{match['mark']}]", "note-marks", reason, safe)
    starts = [match for match in _NOTE_START.finditer(whole) if is_word(match["word"])]
    for match, ordered in zip(starts, _in_order([int(match["mark"]) for match in starts]), strict=True):
        place = match.end("mark")
        safe = ordered or is_grammatical(match["word"].lower().replace("’", "'").partition("'")[0])
        yield Edit(Span(place, place), "", " ", "note-marks", "the number of a note or paragraph before its text", safe)


def _may_have_note(word: str) -> bool:
    known = look_up(word)
    return known is not None and known.has("NAPVDRI") and not known.has("G") and known.count > 0


def _in_order(numbers: Sequence[int]) -> list[bool]:
    """Tell of each number of notes whether the one before it or behind it is its neighbour in counting."""
    return [
        any(0 < number - numbers[other] <= 2 for other in (place - 1,) if other >= 0)
        or any(0 < numbers[other] - number <= 2 for other in (place + 1,) if other < len(numbers))
        for place, number in enumerate(numbers)
    ]


_IL_YA = expression(r"(?i)(?<![^\W_])(?:il|n['’]|qu['’]il|s['’]il) ?ya\b")
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
            # A name before a small word (Indi en train) is no half of one.
            named = left[0].isupper() and known[1] and is_grammatical(right)
            safe = len(joined) > 5 and (not any(known) or found.count >= 20) and not named
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
    for match in _IL_YA.finditer(whole):
        place = match.end() - 1
        yield Edit(Span(place, place), "", " ", "split-words", "“y a” are two words")


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
            ("Il boit le thé ;il dit :« Oui ».", "Il boit le thé ; il dit : « Oui »."),
        ),
        _glued_marks,
        by_line=True,
        brakes=True,
    ),
    Rule(
        "glued-numbers",
        "Puts the space back between a number, a time or a date and a word, and joins ordinals (1 er).",
        "Safe for small words, months and a few nouns that never have a number at their side without a space, and "
        "where a time or several numbered lines run into known words; else a suggestion.",
        (
            ("Il est né le24 octobre.", "Il est né le 24 octobre."),
            ("En 2023les prix ont monté.", "En 2023 les prix ont monté."),
            ("15:24France : le 30Décembre, page12", "15:24 France : le 30 Décembre, page 12"),
        ),
        _glued_numbers,
    ),
    Rule(
        "note-marks",
        "Sets the number of a note apart from the word that it stands behind, or from its own text.",
        "Safe where the numbers of the text count on, and before a small word at the start of a line.",
        (
            (
                "Les historiens1 le disent, les archives2 le montrent.",
                "Les historiens[1] le disent, les archives[2] le montrent.",
            ),
        ),
        _note_marks,
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
