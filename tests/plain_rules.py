"""Rules of repair that are simple enough to foretell what they make of a text."""

import re
from collections.abc import Callable, Iterable, Iterator

from glossary.edits import Edit, Span
from glossary.repair import Notice, Rule, Text


def rule(name: str, find: Callable[[Text], Iterable[Edit | Notice]]) -> Rule:
    return Rule(name, f"does {name}", "it is made for the test", (), find)


def replacing(name: str, pattern: str, new: str, *, safe: bool = True) -> Rule:
    def find(text: Text) -> Iterator[Edit]:
        for match in re.finditer(pattern, text.text):
            yield Edit(Span(*match.span()), match[0], match.expand(new), name, "a test", safe)

    return rule(name, find)


def noticing(name: str, pattern: str) -> Rule:
    def find(text: Text) -> Iterator[Notice]:
        for match in re.finditer(pattern, text.text):
            yield Notice(Span(*match.span()), name, "look here")

    return rule(name, find)


def joining(text: Text) -> Iterator[Edit]:
    if text.line_breaks:
        for match in re.finditer(r"(?<=[a-z])\n(?=[a-z])", text.text):
            yield Edit(Span(*match.span()), "\n", " ", "join", "a line was split")


SPLIT = replacing("split", r"(?<=[a-z])(?=mais\b)", " ")
SENTENCE = replacing("sentence", r"(?<=[a-z]\.)(?=[A-Z])", " ")
SPACES = replacing("spaces", r"(?<=\S) {2,}(?=\S)", " ")
TEASER = replacing("teaser", r"(?m)^Publicité(?:\n|\Z)", "")
STARS = replacing("stars", "etoile", "*étoile*")
INVISIBLE = replacing("invisible", "\u200b", "")
DOUBT = replacing("doubt", r"\bacte\b", "agir", safe=False)
LOOK = noticing("look", "LOOK(?: HERE)?")
RULES = {
    one.name: one for one in (SPLIT, rule("join", joining), SENTENCE, SPACES, TEASER, STARS, INVISIBLE, DOUBT, LOOK)
}
