"""Texts of links that were translated apart and put back in the wrong place, and words lost between them."""

from collections.abc import Iterator

from glossary.edits import Edit, Span
from glossary.french.inflection import inflect, readings
from glossary.french.lexicon import form, look_up, pair_count
from glossary.repair.base import Notice, Rule, Text
from glossary.repair.phrases import Words, words_in
from glossary.tables import expression, words_of_role

_PEOPLE = expression(r"(?:ain|ais|ois|ien|éen|and|ol)$")


def _noun_phrase(words: Words, start: int) -> tuple[int, str, str] | None:
    """Return the number of the noun of the phrase that begins with a determiner at `start`, its gender and number."""
    if not words.has_role(start, "determiner"):
        return None
    determiner = words.forms[start]
    number = "p" if words.has_role(start, "plural") else "s"
    for place in range(start + 1, start + 3):
        if not words.follows(place) or words.written(place).isupper():
            return None
        word = words.forms[place]
        codes = [code for code in readings(word, "N") if code[2] in (number, "i")]
        found = form(word)
        if codes and not (found and found.has("G")):
            genders = {code[1] for code in codes}
            feminine = words.has_role(start, "feminine")
            if genders == {"e"} or len(genders) > 1:
                genders = {"f"} if feminine else {"m"}
            gender = next(iter(genders))
            if number == "s" and determiner != "l'" and feminine != (gender == "f"):
                return None
            return place, gender, number
        # One adjective may stand before the noun.
        if not readings(word, "A"):
            return None
    return None


_NAME = 3
"""A word that is seen with a capital more than once in so many times is a name."""
_USUAL = 8
"""How often a noun and an adjective must have been seen together to be at home beside each other."""


def _is_adjective(words: Words, number: int) -> bool:
    """Tell whether a word can be an adjective that went astray: with a capital no name, else as in the dictionary."""
    found = form(words.forms[number])
    codes = readings(words.forms[number], "A")
    if found is None or not codes or found.has("GD") or words.has_role(number, "before-article"):
        return False
    written = words.written(number)
    if written[0].isupper():
        name = form(written)
        is_name = name is not None and (name.has("X") or name.count * _NAME > found.count)
        return not written.isupper() and not is_name
    return not found.has("PRV") and any(code[1] in "me" and code[2] in "si" for code in codes)


def _can_only_be_adjective(words: Words, number: int) -> bool:
    """Tell whether a word in small letters is neither a noun, unless that of a people, nor a form of a verb."""
    word = words.forms[number]
    found = form(word)
    people = form(word.capitalize()) is not None and _PEOPLE.search(word) is not None
    noun = found is not None and found.has("N") and not (people or words.has_role(number, "people"))
    return found is not None and not noun and not found.has("VPR")


def _displaced(text: Text) -> Iterator[Edit | Notice]:
    words = words_in(text)
    for number in range(len(words) - 1):
        if not _is_adjective(words, number):
            continue
        capital = words.written(number)[0].isupper()
        starts = words.starts_sentence(number)
        if starts and not capital:
            yield from _orphan(words, number, words.forms[number])
            continue
        if not words.follows(number + 1):
            continue
        phrase = _noun_phrase(words, number + 1)
        if phrase is None:
            continue
        noun, gender, count = phrase
        new = inflect(words.forms[number], gender, count)
        if new is not None and _is_astray(words, number, pair_count(words.forms[noun], new) >= _USUAL):
            yield from _move(words, number, noun, new)


def _is_astray(words: Words, number: int, usual: bool) -> bool:
    """Tell whether an adjective before a determiner can have no place there.

    :param usual: whether it is at home behind the noun that follows.
    """
    capital = words.written(number)[0].isupper()
    if words.starts_sentence(number):
        return capital and usual
    if capital:
        if not words.follows(number):
            return words.text[: words.spans[number].start].endswith(", ") and usual
        return words.written(number - 1).islower() and not words.has_role(number - 1, "determiner")
    if not words.follows(number):
        return False
    if _can_only_be_adjective(words, number) and words.has_role(number - 1, "opens-phrase"):
        return True
    before = form(words.forms[number - 1])
    if not usual or before is None or words.has_role(number - 1, "determiner") or words.has_role(number - 1, "links"):
        return False
    return before.has("G") or not before.has("NAPXR")


def _move(words: Words, start: int, noun: int, new: str | None) -> Iterator[Edit]:
    """Yield the edit that moves word `start` behind word `noun`, as `new`."""
    if new is None:
        return
    span = Span(words.spans[start].start, words.spans[noun].end)
    old = span.of(words.text)
    rest = words.text[words.spans[start + 1].start : span.end]
    reason = f"“{words.written(start)}” stands before “{rest}”, which it belongs to"
    yield Edit(span, old, f"{rest} {new}", "displaced-links", reason, False)


def _orphan(words: Words, number: int, adjective: str) -> Iterator[Edit | Notice]:
    """Yield what can be said of an adjective in small letters that begins a sentence before a verb."""
    if not words.follows(number + 1):
        return
    found = look_up(words.forms[number + 1])
    if found is None or not found.has("V") or (found.has("N") and words.forms[number + 1] not in ("a", "est")):
        return
    end = number + 1
    for place in range(number + 2, min(number + 6, len(words))):
        if not words.follows(place):
            break
        phrase = _noun_phrase(words, place)
        if phrase is not None:
            noun, gender, count = phrase
            yield from _move(words, number, noun, inflect(adjective, gender, count))
            return
        end = place
    span = Span(words.spans[number].start, words.spans[end].end)
    message = f"“{words.written(number)}” stands alone before a clause; it may belong to a noun elsewhere"
    yield Notice(span, "displaced-links", message)


def _inner_capitals(text: Text) -> Iterator[Edit]:
    words = words_in(text)
    for number in range(1, len(words) - 1):
        written = words.written(number)
        if not (written[0].isupper() and words.has_role(number, "determiner") and words.follows(number)):
            continue
        if written.isupper() and len(written) > 2:
            continue
        previous = words.written(number - 1)
        if not previous.islower() or not words.follows(number + 1) or words.has_role(number - 1, "before-titles"):
            continue
        phrase = _noun_phrase(words, number)
        if phrase is None or phrase[0] != number + 1 or not words.written(phrase[0]).islower():
            continue
        span = Span(words.spans[number].start, words.spans[number].start + 1)
        reason = f"a capital inside a sentence: “{previous} {written} {words.written(number + 1)}”"
        yield Edit(span, span.of(text.text), span.of(text.text).lower(), "inner-capitals", reason, False)


_LOST = "lost-words.tsv"


def _lost_words(text: Text) -> Iterator[Edit | Notice]:
    """Yield suggestions of `que` behind verbs of saying, and notices where another word seems to be missing."""
    words = words_in(text)
    subjects, determiners = words_of_role("subject", "displaced-words.tsv"), words_of_role("determiner", _LOST)
    for number in range(len(words) - 2):
        following = words.forms[number + 1]
        if following not in subjects and following not in determiners:
            continue
        if words.follows(number + 1) and words.follows(number + 2):
            yield from (_lost_que if following in subjects else _lost_preposition)(words, number)


def _lost_que(words: Words, number: int) -> Iterator[Edit | Notice]:
    """Yield what can be said of a verb right before a subject and its verb: `a déclaré il viendra`."""
    subject, verb = words.forms[number + 1], words.forms[number + 2]
    known = look_up(verb)
    clitic = words.has_role(number + 2, "clitic")
    finite = known is not None and known.has("V")
    if verb in ("y", "même", "seul") or not (clitic or finite):
        return
    span = Span(words.spans[number].end, words.spans[number + 1].start)
    said = words.has_role(number, "says") and words.has_role(number - 1, "has")
    usual = clitic or (finite and known is not None and not known.has("G"))
    if usual and words.follows(number) and (said or words.has_role(number, "says-now")):
        lost = " qu’" if subject[0] in "aeio" else " que "
        if "’" not in words.text:
            lost = lost.replace("’", "'")
        reason = f"“que” is missing between “{words.written(number)}” and “{subject}”"
        yield Edit(span, span.of(words.text), lost, "lost-words", reason, False)
        return
    before = look_up(words.forms[number])
    a_verb = before is not None and before.has("VP") and not before.has("GXD")
    if (
        a_verb
        and not words.has_role(number, "before-subject", _LOST)
        and pair_count(words.forms[number], subject) < _USUAL
    ):
        message = f"a word such as “que” seems to be missing between “{words.written(number)}” and “{subject}”"
        yield Notice(Span(words.spans[number].start, words.spans[number + 1].end), "lost-words", message)


def _lost_preposition(words: Words, number: int) -> Iterator[Notice]:
    """Yield a notice of a noun right before a noun phrase: `les cancers la prostate`."""
    written = words.written(number)
    noun = look_up(words.forms[number])
    if noun is None or not noun.has("N") or noun.has("GVIDAPRX") or not written.islower():
        return
    if words.has_role(number, "free", _LOST) or pair_count(words.forms[number], words.forms[number + 1]) >= _USUAL:
        return
    if any(words.has_role(number + 2, role, _LOST) for role in ("degree", "free")) or not _is_noun_phrase(
        words, number + 1
    ):
        return
    message = f"“de”, “à” or a comma seems to be missing between “{written}” and “{words.forms[number + 1]}”"
    yield Notice(Span(words.spans[number].start, words.spans[number + 1].end), "lost-words", message)


def _is_noun_phrase(words: Words, start: int) -> bool:
    """Tell whether the determiner at `start` begins a noun phrase; le, la and leur may be pronouns before a verb."""
    following = look_up(words.forms[start + 1])
    if words.written(start + 1)[0].isupper():
        return True
    if following is None or not following.has("NA"):
        return False
    return not following.has("V") or not readings(words.forms[start + 1], "V") or words.forms[start] not in _PRONOUNS


_PRONOUNS = frozenset(("le", "la", "l'", "leur"))


RULES = (
    Rule(
        "inner-capitals",
        "Takes the capital from an article inside a sentence, as the text of a link has it.",
        "A suggestion: the title of a work may begin there.",
        (("Cela vient après Le ministre.", "Cela vient après le ministre."),),
        _inner_capitals,
        by_line=True,
    ),
    Rule(
        "displaced-links",
        "Puts an adjective that was the text of a link behind its noun, in its gender and number.",
        "A suggestion: it moves words.",
        (("L’endroit où Nord-Coréen des soldats étaient.", "L’endroit où des soldats nord-coréens étaient."),),
        _displaced,
        by_line=True,
    ),
    Rule(
        "lost-words",
        "Puts “que” back between a verb of saying and the clause that says what, and tells where de or à is missing.",
        "A suggestion: it adds a word.",
        (("Elle a déclaré elle soutiendra la Russie.", "Elle a déclaré qu'elle soutiendra la Russie."),),
        _lost_words,
        by_line=True,
    ),
)
