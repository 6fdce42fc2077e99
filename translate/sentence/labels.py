"""Headings, buttons, fields and heads of letters: what stands alone on a line, or before a colon, is in a table."""

import re
from dataclasses import dataclass
from functools import cache

from glossary.bilingual.word_choice import choices
from glossary.edits import Span
from glossary.french.lexicon import form, in_dictionary
from glossary.tables import expression, lines_of, rows

_TABLE = "line-labels.tsv"
_WORD = expression(r"[A-ZÀ-ÝŒ][a-zà-ÿœ]{2,}")
_FEWEST = 2
_SURE = 0.45
"""How likely the English of a word before a colon is that needs no entry."""
_LONGEST = 40
"""More characters than the longest label of the table has."""
_LINE = expression(
    r"\s*(?P<label>[^\W\d_][^:\n]*?)(?: (?P<number>\d[\d.]*|[IVXL]+)(?: sur (?P<of>\d+))?)?"
    r"(?P<tail>[ \u00a0\u202f]*(?:[:*]|\.{3}|…)?\s*)"
)
_COLON = expression(r"(?P<label>[^\W\d_][^:\n.;!?]*(?:\.)?)[ \u00a0\u202f]*:[ \u00a0\u202f]+(?=\S)")
_NOUN = expression(r"([^\W\d_]+(?:[ \u00a0'’-][^\W\d_]+){0,3})[ \u00a0\u202f]*:[ \u00a0\u202f]+(?=\S)")
_AGAIN = expression(r"(?:(?:re|tr|fwd|fw)[ \u00a0\u202f]?:[ \u00a0\u202f]+)*", re.IGNORECASE)
_SPACE_BEFORE_MARK = expression(r"[ \u00a0\u202f]+(?=[:*…]|\.{3})")


@dataclass(frozen=True, slots=True)
class Label:
    """The label at `span` of a French line, in code points, and `english`, what stands there in English."""

    span: Span
    english: str


def label_alone(text: str) -> Label | None:
    """Return a line that is a label and nothing else but a number and a mark behind it; None for any other.

    >>> [label_alone(text).english for text in ("Réglages", "MENTIONS LÉGALES", "Page 1 sur 12", "Objet :")]
    ['Settings', 'LEGAL NOTICE', 'Page 1 of 12', 'Subject:']
    """
    line = _LINE.fullmatch(text) if len(text) <= _LONGEST else None
    english = _english(line["label"]) if line else ""
    if line is None or not english:
        return _list_of_words(text)
    number = (f" {line['number']}" if line["number"] else "") + (f" of {line['of']}" if line["of"] else "")
    if not number and len(line["label"]) == 1:
        return None  # `à` or the letter of a list
    return Label(Span(line.start("label"), len(text)), english + number + _SPACE_BEFORE_MARK.sub("", line["tail"]))


def label_before_colon(text: str) -> Label | None:
    """Return the label with its colon and the space behind it that a line begins with; None where it has none.

    >>> label_before_colon("De : Claire Petit"), label_before_colon("Il dit : oui")
    (Label(span=Span(start=0, end=5), english='From: '), None)
    """
    head = _COLON.match(text, 0, _LONGEST + 4)
    english = (_english(head["label"].rstrip()) or _word(head["label"].rstrip())) if head else ""
    if head is None or not english:
        return None
    again = _AGAIN.match(text, head.end())
    end = again.end() if again and again.end() < len(text) else head.end()
    return Label(Span(head.start(), end), f"{english}: {text[head.end() : end]}")


def noun_before_colon(text: str) -> tuple[str, str]:
    """Return a noun with a few words at most, and no clause, that a line has before a colon, and what is behind it.

    Both are empty where there is none. No table needs to have it: a model reads it better by itself.

    >>> noun_before_colon("Durée de marche : trois jours"), noun_before_colon("Macron répond : non")
    (('Durée de marche', 'trois jours'), ('', ''))
    """
    label = _NOUN.match(text)
    if label is None:
        return "", ""
    first, *others = re.split(r"[ \u00a0'’-]", label[1])
    known, name = form(first.lower()), form(first)
    is_noun = (known is not None and known.has("N")) or (not others and name is not None and name.has("NX"))
    verbs = (found for word in others if (found := form(word)) is not None and found.has("V") and not found.has("NAG"))
    return (label[1], text[label.end() :]) if is_noun and not any(verbs) else ("", "")


def _list_of_words(text: str) -> Label | None:
    """Return a line of single words with commas between them, all of which the lexicon is sure of: `Sel, poivre`."""
    listed = text.split(", ")
    english = [_word(word.capitalize()) for word in listed]
    if len(listed) < _FEWEST or not all(english) or not text[0].isupper():
        return None
    return Label(Span(0, len(text)), ", ".join([english[0], *(word.lower() for word in english[1:])]))


def _word(label: str) -> str:
    """Return the English of a single word with a capital that the lexicon is sure of; empty for any other."""
    offered = choices(label.lower()) if _WORD.fullmatch(label) and in_dictionary(label.lower()) else ()
    return offered[0].english.capitalize() if offered and offered[0].likelihood >= _SURE else ""


def _english(label: str) -> str:
    """Return what the table has for a label, in its capitals; empty where it has nothing."""
    english = _labels().get(label.casefold().replace("’", "'").replace("\u00a0", " ").replace("\u202f", " "), "")
    if not english:
        return ""
    if label.isupper() and len(label) > 1:
        return english.upper()
    return english[0].upper() + english[1:] if label[0].isupper() else english


@cache
def _labels() -> dict[str, str]:
    return {french: english for _, (french, english) in rows(lines_of("glossary", _TABLE), ("french", "english"))}
