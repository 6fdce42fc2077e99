"""Words that ran together, and words that fell apart."""

from glossary.repair.base import Rule

RULES: tuple[Rule, ...] = ()
