"""The rules of repair, in the order in which they are used: bytes before marks, marks before words."""

from collections.abc import Mapping
from types import MappingProxyType

from glossary.repair import (
    accents,
    agreement,
    apostrophes,
    boilerplate,
    capitals,
    displaced,
    encodings,
    escapes,
    foreign,
    glued,
    lines,
    quotes,
    repeats,
    typography,
    words,
)
from glossary.repair.base import Rule

_MODULES = (
    escapes,
    encodings,
    accents,
    lines,
    typography,
    quotes,
    apostrophes,
    glued,
    words,
    displaced,
    agreement,
    repeats,
    boilerplate,
    foreign,
    capitals,
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.name: rule for module in _MODULES for rule in module.RULES})
"""All rules by name, in the order of their use."""
