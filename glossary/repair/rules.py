"""The rules of repair, in the order in which they are used: bytes before marks, marks before words."""

from collections.abc import Mapping
from types import MappingProxyType

from glossary.repair import words
from glossary.repair.base import Rule

_MODULES = (words,)

RULES: Mapping[str, Rule] = MappingProxyType({rule.name: rule for module in _MODULES for rule in module.RULES})
"""All rules by name, in the order of their use."""
