"""Tables of words and rules: tab-separated columns under a header, with comments."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files


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
