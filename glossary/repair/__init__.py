"""Damaged French in, repaired French out, with every change named, explained and reversible.

>>> result = repair("Il est allé en Russiemais il est revenu.")
>>> result.text
'Il est allé en Russie mais il est revenu.'
>>> [(edit.rule, edit.span.start) for edit in result.edits]
[('glued-words', 21)]
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from glossary.edits import Edit, Places, Span, apply, compose
from glossary.french.opaque import opaque_tokens, tex_commands
from glossary.repair.base import Notice, Rule, Text, shifted, without_overlaps
from glossary.repair.foreign import is_in_other_language
from glossary.repair.glued import is_full_of_unknown_words
from glossary.repair.rules import RULES

__all__ = ["RULES", "Notice", "Repair", "Rule", "Text", "repair"]

MOST_ROUNDS = 8
"""How often the rules go over a text at most: one repair makes room for another, and the last round finds nothing."""


@dataclass(frozen=True)
class Repair:
    """What was made of a text.

    `edits` are those that were made; they replay: `apply(original, edits) == text`. `suggestions` are edits that were
    not made and `notices` are what no edit mends; both refer to `text`, and `place_of` finds them in the original.
    """

    original: str
    text: str
    edits: tuple[Edit, ...]
    suggestions: tuple[Edit, ...]
    notices: tuple[Notice, ...]

    def place_of(self, span: Span) -> Span:
        """Return where a span of `text` comes from in `original`."""
        return self._places.original(span)

    @cached_property
    def _places(self) -> Places:
        return Places(self.edits)


def repair(
    text: str,
    *,
    protected: Sequence[Span] = (),
    line_breaks: bool = True,
    unsafe: bool = False,
    rules: Mapping[str, Rule] = RULES,
    only: Collection[str] | None = None,
) -> Repair:
    """Return `text` repaired by the safe edits of the rules, which are made one rule after the other, in rounds.

    Keys, hashes and encoded data stay as they are, and no rule of French touches a span of another language. In a text
    full of words that nobody knows some rules only suggest; see `Rule`.

    :param protected: spans, in code points, that stay as they are and are not read.
    :param line_breaks: whether a line break of `text` can be a fault; see `Text`.
    :param unsafe: make the edits that are not safe as well.
    :param only: the names of the rules that are used; None for all.

    >>> repair("“ Bonjour »", only=()).text
    '“ Bonjour »'
    """
    used = [rule for rule in rules.values() if only is None or rule.name in only]
    current = Text(text, (*protected, *opaque_tokens(text), *tex_commands(text)), line_breaks)
    made: list[Edit] = []
    # What each rule found in the text as it is now; a rule that has seen it is not asked again.
    found: dict[str, tuple[list[Edit], list[Notice]]] = {}
    for _ in range(MOST_ROUNDS):
        for rule in used:
            if rule.name in found:
                continue
            edits, notices = without_overlaps(rule.read(current))
            edits = _allowed(rule, current, edits)
            wanted = [edit for edit in edits if edit.safe or unsafe]
            if wanted:
                made = compose(made, wanted)
                places = shifted(current.protected, wanted)
                current = Text(apply(current.text, wanted), places, line_breaks, current.known_lines)
                found.clear()
            else:
                found[rule.name] = edits, notices
        if len(found) == len(used):
            break
    else:
        # Rules that undo each other would go on for ever. What was made stands; what was found belongs to no one text.
        found.clear()
    suggestions = [edit for edits, _ in found.values() for edit in edits]
    notices = [notice for _, notices in found.values() for notice in notices]
    suggestions.sort(key=lambda edit: edit.span)
    notices.sort(key=lambda notice: notice.span)
    return Repair(text, current.text, tuple(made), tuple(suggestions), tuple(notices))


def _allowed(rule: Rule, text: Text, edits: Sequence[Edit]) -> list[Edit]:
    """Return those of the edits of a rule that may be made or suggested in this text."""
    free = [edit for edit in edits if text.is_free(edit.span)]
    if not rule.any_language:
        free = [edit for edit in free if not is_in_other_language(text, edit.span)]
    if rule.brakes and any(edit.safe for edit in free) and is_full_of_unknown_words(text):
        free = [replace(edit, safe=False) for edit in free]
    return free
