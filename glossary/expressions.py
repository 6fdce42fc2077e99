"""Regular expressions of modules, compiled when they are first used."""

import re
from typing import cast


class Expression:
    """Stands for an expression until somebody matches with it."""

    _METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> object:
        # Asked for only until the methods stand in the instance, which is then as fast as the compiled expression.
        compiled = re.compile(self.pattern, self.flags)
        self.__dict__.update({method: getattr(compiled, method) for method in self._METHODS})
        return getattr(compiled, name)


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` does, but compiled when it is first used.

    Most of the expressions of the modules that translate are not needed for a short text, and to compile them all
    took a fifth of the time of a first sentence. An expression that is wrong is found by the tests, which compile all.

    >>> expression(r"(\\d+) h").sub(r"\\1:00", "à 18 h")
    'à 18:00'
    """
    return cast("re.Pattern[str]", Expression(pattern, flags))
