"""Function words that were lost between the texts of links: que before its clause, de and à before a noun phrase."""

from collections.abc import Iterator

from glossary.edits import Edit, Span
from glossary.french.inflection import readings
from glossary.french.lexicon import look_up, pair_count
from glossary.repair.base import Notice, Text
from glossary.repair.phrases import Words, words_in
from glossary.tables import words_of_role

TABLE = "lost-words.tsv"
USUAL = 8
"""How often two words must have been seen side by side for nothing to be missing between them."""


def lost_words(text: Text) -> Iterator[Edit | Notice]:
    """Yield suggestions of `que` behind verbs of saying, and notices where another word seems to be missing."""
    words = words_in(text)
    subjects, determiners = words_of_role("subject", "displaced-words.tsv"), words_of_role("determiner", TABLE)
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
        and not words.has_role(number, "before-subject", TABLE)
        and pair_count(words.forms[number], subject) < USUAL
    ):
        message = f"a word such as “que” seems to be missing between “{words.written(number)}” and “{subject}”"
        yield Notice(Span(words.spans[number].start, words.spans[number + 1].end), "lost-words", message)


def _lost_preposition(words: Words, number: int) -> Iterator[Notice]:
    """Yield a notice of a noun right before a noun phrase: `les cancers la prostate`."""
    written = words.written(number)
    noun = look_up(words.forms[number])
    if noun is None or not noun.has("N") or noun.has("GVIDAPRX") or not written.islower():
        return
    if words.has_role(number, "free", TABLE) or pair_count(words.forms[number], words.forms[number + 1]) >= USUAL:
        return
    if any(words.has_role(number + 2, role, TABLE) for role in ("degree", "free")) or not _is_noun_phrase(
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
