"""A part of a folder: what one of many machines does of it, without any of them asking another."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from glossary.terms import disk
from translate.documents.errors import InputError


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `index` of `count`, from 0: a document belongs to just one, whatever other documents there are.

    >>> sum(Shard(index, 7).has("a/b.txt") for index in range(7))
    1
    """

    index: int
    count: int

    def has(self, path: str) -> bool:
        """Tell whether a document is in the shard by its path in the folder, with `/` between the parts."""
        found = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()
        return int(found[:8], 16) % self.count == self.index


def read_shard(text: str) -> Shard:
    """Return the shard that is written as its index and the number of shards.

    :raises InputError: where it is written otherwise.

    >>> read_shard("3/8")
    Shard(index=3, count=8)
    """
    found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text, re.ASCII)
    if not found or not int(found[1]) < int(found[2]):
        raise InputError(f"--shard is I/N with I from 0 to N-1, such as 0/8, not {text!r}")
    return Shard(int(found[1]), int(found[2]))


def read_manifest(path: Path) -> list[str]:
    """Return the paths that a file lists, one a line and relative to the folder that is translated.

    What follows a tab on a line is passed over, as are empty lines.

    :raises InputError: where the file cannot be read, or a path leads out of the folder; the line is named.
    """
    try:
        lines = disk.read(path).decode("utf-8", "surrogateescape").splitlines()
    except OSError as error:
        raise InputError(f"{path}: the list of files cannot be read ({error.strerror}); check its name") from error
    names: dict[str, None] = {}
    for number, line in enumerate(lines, start=1):
        name = line.partition("\t")[0].strip()
        parts = PurePosixPath(name).parts
        if PurePosixPath(name).is_absolute() or ".." in parts:
            raise InputError(f"{path}, line {number}: {name} leads out of the folder; give paths inside it")
        if name:
            names[str(PurePosixPath(name))] = None
    return list(names)
