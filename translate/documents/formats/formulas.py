"""What formulas of sheets compare with: a cell that they look for by its text must keep it."""

from collections.abc import Collection

from glossary.tables import expression

_LITERAL = expression(r'"((?:[^"]|"")*)"')
LEFT = "texts that a formula, a list, a filter or a table compares with are left"
"""What the user is told where such a text was left as it is."""


def literals(formula: str) -> Collection[str]:
    """Return the texts that stand in a formula, and the choices where one of them is a list.

    >>> sorted(literals('IF(A1="Oui, non";B2;1)'))
    ['Oui', 'Oui, non', 'non']
    """
    texts = [literal.replace('""', '"') for literal in _LITERAL.findall(formula)]
    return {*texts, *(choice.strip() for text in texts for choice in text.split(","))}
