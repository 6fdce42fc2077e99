"""What became of the model's own English: edits between it and the English that is written, with their reasons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from glossary.edits import Edit, Span, apply
from glossary.tables import expression

_TOKEN = expression(r"\w+|\s+|[^\w\s]")
_MANY_TOKENS = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was put right in the English of a sentence.

    `english` are the words that it is about, such as `Kursk`; `rule` names what was followed, such as `glossary`, and
    `reason` says it to a reader.
    """

    english: str
    rule: str
    reason: str


def edits_between(draft: str, target: str, changes: Sequence[Change]) -> tuple[Edit, ...]:
    """Return the edits, of whole words and marks, that make `target` of `draft`.

    Each has the rule and the reason of the changes whose words it writes; one that writes none of them, a word that
    moved or was said otherwise when the sentence was translated again, has those of all.

    >>> change = Change("Kursk", "glossary", "Koursk is Kursk")
    >>> [edit] = edits_between("They are in Koursk.", "They are in Kursk.", [change])
    >>> edit.old, edit.new, edit.reason
    ('Koursk', 'Kursk', 'Koursk is Kursk')
    """
    before, after = list(_TOKEN.finditer(draft)), list(_TOKEN.finditer(target))
    # Without its rule of thumb for frequent words the matcher is exact, and slow where they are very many.
    hasty = len(after) > _MANY_TOKENS
    matcher = SequenceMatcher(None, [token[0] for token in before], [token[0] for token in after], autojunk=hasty)
    edits = []
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind == "equal":
            continue
        start = before[first].start() if first < len(before) else len(draft)
        end = before[last - 1].end() if last > first else start
        new = "".join(token[0] for token in after[new_first:new_last])
        about = [change for change in changes if _share_a_word(change.english, new)] or list(changes)
        rule = "+".join(dict.fromkeys(change.rule for change in about))
        reason = "; ".join(dict.fromkeys(change.reason for change in about))
        edits.append(Edit(Span(start, end), draft[start:end], new, rule, reason))
    assert apply(draft, edits) == target  # or a reader would be shown changes that were not made
    return tuple(edits)


def _share_a_word(some: str, others: str) -> bool:
    words = set(re.findall(r"\w+", some.casefold()))
    return not words.isdisjoint(re.findall(r"\w+", others.casefold()))
