"""Tables on disk and expressions, both made ready when they are first needed.

Small tables are read whole; large ones lie sorted and are searched where they lie (memory-mapped).
"""

import mmap
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib.resources import as_file, files
from typing import cast

_BLOCK = 4096
"""How many bytes lie between two of the lines that are remembered."""


def rows(lines: Iterable[str], columns: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the number (from 1) and the values of each line of a table whose header names `columns`, in their order.

    Empty lines and those that start with `#` are left out.

    :raises ValueError: where the header is not `columns`, or a line has another number of columns.

    >>> list(rows(["# words", "word\\trole", "le\\tstart"], ("word", "role")))
    [(3, ('le', 'start'))]
    """
    header: tuple[str, ...] | None = None
    for number, line in enumerate(lines, start=1):
        values = tuple(line.rstrip("\r\n").split("\t"))
        if line.startswith("#") or values == ("",):
            continue
        if header is None:
            header = values
            if header != tuple(columns):
                raise ValueError(f"line {number}: the columns must be {', '.join(columns)}, not {', '.join(header)}")
        elif len(values) != len(columns):
            raise ValueError(f"line {number}: {len(columns)} columns are needed, not {len(values)}")
        else:
            yield number, values


def lines_of(package: str, name: str) -> list[str]:
    """Return the lines of the table `name` in the folder `data` of `package`.

    >>> len(lines_of("glossary", "abbreviations.tsv")) > 100
    True
    """
    return files(package).joinpath("data", name).read_text(encoding="utf-8").split("\n")


@cache
def words_of_role(role: str, table: str) -> frozenset[str]:
    """Return the words that a table of words and roles gives `role`; read once.

    >>> "après" in words_of_role("also-prefix", "repair-words.tsv")
    True
    """
    found = rows(lines_of("glossary", table), ("word", "role"))
    return frozenset(word for _, (word, known) in found if known == role)


@cache
def words_in_role(role: str, table: str) -> frozenset[str]:
    """Return the words that a table with a row of words for each role gives `role`; read once.

    >>> "qui" in words_in_role("meant", "repeatable-words.tsv")
    False
    """
    found = rows(lines_of("glossary", table), ("role", "words"))
    return frozenset(word for _, (name, words) in found if name == role for word in words.split(" "))


class SortedTable:
    """A file of lines `key TAB rest`, sorted by their bytes up to the tabulator, in UTF-8."""

    def __init__(self, data: "mmap.mmap | bytes") -> None:
        self._data = data

    @cached_property
    def _blocks(self) -> tuple[list[bytes], list[int]]:
        """The keys, with their tabulators, of lines that stand some `_BLOCK` bytes apart, and where they start."""
        keys, starts, position = [], [], 0
        while position < len(self._data):
            keys.append(self._data[position : self._data.find(b"\t", position) + 1])
            starts.append(position)
            position = (self._data.find(b"\n", position + _BLOCK) + 1) or len(self._data)
        return keys, [*starts, len(self._data)]

    def find(self, key: str) -> str | None:
        """Return the rest of the line of `key`, None where there is none.

        >>> table = SortedTable(b"cat\\t5\\ncats\\t4\\n")
        >>> table.find("cats"), table.find("ca")
        ('4', None)
        """
        wanted = key.encode("utf-8", "surrogatepass") + b"\t"
        keys, starts = self._blocks
        number = bisect_right(keys, wanted) - 1
        if number < 0:
            return None
        block = self._data[starts[number] : starts[number + 1]]
        start = 0 if block.startswith(wanted) else block.find(b"\n" + wanted) + 1
        if not block.startswith(wanted, start):
            return None
        end = block.find(b"\n", start)
        return block[start + len(wanted) : end if end >= 0 else None].decode("utf-8")

    def has_prefix(self, prefix: str) -> bool:
        """Tell whether a key begins with `prefix`, which is not empty.

        >>> table = SortedTable(b"cat\\t5\\ncats\\t4\\n")
        >>> table.has_prefix("ca"), table.has_prefix("at")
        (True, False)
        """
        wanted = prefix.encode("utf-8", "surrogatepass")
        keys, starts = self._blocks
        number = bisect_right(keys, wanted)
        if number < len(keys) and keys[number].startswith(wanted):
            return True
        block = self._data[starts[max(0, number - 1)] : starts[max(0, number - 1) + 1]]
        return block.startswith(wanted) or b"\n" + wanted in block


@cache
def sorted_table(name: str) -> SortedTable:
    """Return the table `name` of the folder `data` of this package.

    :raises FileNotFoundError: where there is no such file.
    """
    with as_file(files("glossary").joinpath("data", name)) as path, path.open("rb") as file:
        return SortedTable(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


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
