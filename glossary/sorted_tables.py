"""Large tables that lie sorted on disk and are searched where they lie (memory-mapped), so that nothing is loaded."""

import mmap
from bisect import bisect_right
from functools import cache, cached_property
from importlib.resources import as_file, files

_BLOCK = 4096
"""How many bytes lie between two of the lines that are remembered."""


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


@cache
def sorted_table(name: str) -> SortedTable:
    """Return the table `name` of the folder `data` of this package.

    :raises FileNotFoundError: where there is no such file.
    """
    with as_file(files("glossary").joinpath("data", name)) as path, path.open("rb") as file:
        return SortedTable(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
