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
    letters,
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
    letters,
    displaced,
    agreement,
    repeats,
    boilerplate,
    foreign,
    capitals,
)

_FIRST = (
    "mail-escapes",
    "tex-escapes",
    "program-escapes",
    "html-tags",
    "mojibake",
    "code-pages",
    "entities",
    "invisible",
    "normal-form",
    "page-furniture",
)
"""What is put right before all others: bytes and letters, and lines inside a sentence."""

_ALL = {rule.name: rule for module in _MODULES for rule in module.RULES}
RULES: Mapping[str, Rule] = MappingProxyType({name: _ALL[name] for name in (*_FIRST, *_ALL)})
"""All rules by name, in the order of their use."""
