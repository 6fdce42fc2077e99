"""Large tables that lie sorted on disk and are searched where they lie (memory-mapped), so that nothing is loaded."""

import mmap
from functools import cache
from importlib.resources import as_file, files


class SortedTable:
    """A file of lines `key TAB rest`, sorted by their bytes, in UTF-8."""

    def __init__(self, data: "mmap.mmap | bytes") -> None:
        self._data = data

    def find(self, key: str) -> str | None:
        """Return the rest of the line of `key`, None where there is none.

        >>> table = SortedTable(b"cat\\t5\\ncats\\t4\\n")
        >>> table.find("cats"), table.find("ca")
        ('4', None)
        """
        wanted = key.encode("utf-8", "surrogatepass") + b"\t"
        low, high = 0, len(self._data)
        while low < high:
            middle = (low + high) // 2
            start = self._data.rfind(b"\n", low, middle) + 1 or low
            end = self._data.find(b"\n", start)
            line = self._data[start:end]
            if line.startswith(wanted):
                return line[len(wanted) :].decode("utf-8")
            # Compared with the tabulator, which is how the lines were sorted.
            if line < wanted:
                low = end + 1
            else:
                high = start
        return None


@cache
def sorted_table(name: str) -> SortedTable:
    """Return the table `name` of the folder `data` of this package.

    :raises FileNotFoundError: where there is no such file.
    """
    with as_file(files("glossary").joinpath("data", name)) as path, path.open("rb") as file:
        return SortedTable(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
