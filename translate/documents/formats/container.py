"""ZIP files: members read within limits, and written back so that all but the changed ones stay as they are.

The layout is that of PKWARE's APPNOTE.TXT 6.3. A changed member is compressed by its own method; nothing else of it
changes but its size and checksum, and neither does the order of members or what stands before, between and after them.
"""

import re
import struct
import zlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from glossary.tables import expression
from translate.documents.errors import InputError

MOST_MEMBERS = 10_000
MOST_BYTES = 512 << 20
"""Of all members that are inflated, in bytes."""
MOST_RATIO = 200
FREE_BYTES = 10 << 20
"""Up to which a member may be of any ratio: long runs of equal rows compress by a thousand."""

_END, _END_SIZE = b"PK\5\6", 22
_END_64, _LOCATOR_64 = b"PK\6\6", b"PK\6\7"
_ENTRY, _ENTRY_SIZE = b"PK\1\2", 46
_LOCAL, _LOCAL_SIZE = b"PK\3\4", 30
_LARGEST_32 = 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_BEHIND, _UTF8 = 1, 8, 0x800
_CHUNK = 1 << 20
_ABSOLUTE = expression(r"[/\\]|[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A member as the central directory has it; `place` is where its entry begins, `start` where its header does."""

    name: str
    place: int
    start: int
    method: int
    flags: int
    checksum: int
    packed: int


class Archive:
    """A ZIP file in memory.

    :raises InputError: where it is damaged, encrypted, or beyond the limits.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._inflated = 0
        self._end = data.rfind(_END, max(0, len(data) - _END_SIZE - 0xFFFF))
        if self._end < 0 or self._end + _END_SIZE > len(data):
            raise InputError("the file is cut off or damaged: the directory of its ZIP archive is missing")
        count, size, offset = self._directory()
        if count > MOST_MEMBERS:
            raise InputError(f"the file has {count:,} members, more than the {MOST_MEMBERS:,} that any document needs")
        # What stands before the archive, such as a program that unpacks it, moves all offsets.
        place = self._directory_end - size
        self._shift = place - offset
        if place < 0 or self._shift < 0:
            raise InputError("the file is damaged: the directory of its ZIP archive is not where it should be")
        self._place, self._size = place, size
        self.entries: dict[str, _Entry] = {}
        for _ in range(count):
            entry, place = self._read_entry(place)
            if entry.name in self.entries:
                raise InputError(f"the file has two members named {entry.name!r}; it cannot be used")
            self.entries[entry.name] = entry
        self._starts = sorted([*(entry.start for entry in self.entries.values()), self._place])
        for entry in self.entries.values():
            if self._content(entry)[1] > self._next_start(entry):
                raise InputError(f"the file is damaged: its member {entry.name!r} runs into another one")

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def _unpacked(self, form: str, place: int) -> tuple[int, ...]:
        try:
            return struct.unpack_from("<" + form, self._data, place)
        except struct.error as error:
            raise InputError("the file is cut off or damaged: its ZIP archive ends too early") from error

    def _directory(self) -> tuple[int, int, int]:
        """Return the number of members, the size of the directory and the offset that it is said to have."""
        self._directory_end = self._end
        self._end_64 = -1
        count, size, offset = self._unpacked("HII", self._end + 10)
        locator = self._end - 20
        if locator >= 0 and self._data[locator : locator + 4] == _LOCATOR_64:
            self._end_64 = self._data.rfind(_END_64, 0, locator)
            if self._end_64 < 0:
                raise InputError("the file is damaged: a part of the directory of its ZIP archive is missing")
            self._directory_end = self._end_64
            count, size, offset = self._unpacked("QQQ", self._end_64 + 32)
        return count, size, offset

    def _read_entry(self, place: int) -> tuple[_Entry, int]:
        if self._data[place : place + 4] != _ENTRY or place + _ENTRY_SIZE > self._directory_end:
            raise InputError("the file is damaged: the directory of its ZIP archive cannot be read")
        flags, method, _, checksum, packed, size, named, extra, comment = self._unpacked("HHIIIIHHH", place + 8)
        (start,) = self._unpacked("I", place + 42)
        name_end = place + _ENTRY_SIZE + named
        name = self._data[place + _ENTRY_SIZE : name_end].decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        for field, value in self._zip64(name_end, extra, (size, packed, start)).items():
            size, packed, start = (value if field == n else v for n, v in enumerate((size, packed, start)))
        if flags & _ENCRYPTED:
            raise InputError("the file is encrypted; save a copy without a password")
        if ".." in re.split(r"[/\\]", name) or _ABSOLUTE.match(name):
            raise InputError(f"the file has a member named {name!r}, which leads out of it; it cannot be used")
        entry = _Entry(name, place, start + self._shift, method, flags, checksum, packed)
        if entry.start + _LOCAL_SIZE > self._place or self._data[entry.start : entry.start + 4] != _LOCAL:
            raise InputError(f"the file is damaged: its member {name!r} is not where it should be")
        return entry, name_end + extra + comment

    def _zip64(self, place: int, length: int, values: tuple[int, int, int]) -> dict[int, int]:
        """Return the values of size, packed size and start that stand in the extra field, by 0, 1, 2."""
        wanted = [number for number, value in enumerate(values) if value == _LARGEST_32]
        end = min(place + length, len(self._data))
        while wanted and place + 4 <= end:
            kind, size = self._unpacked("HH", place)
            if kind == 1 and size >= 8 * len(wanted):
                return dict(zip(wanted, self._unpacked("Q" * len(wanted), place + 4), strict=True))
            place += 4 + size
        return {}

    def read(self, name: str) -> bytes:
        """Return the content of a member.

        :raises InputError: where there is none of this name, it is damaged, or beyond the limits.
        """
        entry = self.entries.get(name)
        if entry is None:
            raise InputError(f"the file is damaged: its member {name!r} is missing")
        start, end = self._content(entry)
        packed = self._data[start:end]
        content = packed if entry.method == _STORED else self._inflate(entry, packed)
        if zlib.crc32(content) != entry.checksum:
            raise InputError(f"the file is damaged: the checksum of its member {name!r} does not fit")
        return content

    def _content(self, entry: _Entry) -> tuple[int, int]:
        """Return where the compressed content of a member stands."""
        named, extra = self._unpacked("HH", entry.start + 26)
        start = entry.start + _LOCAL_SIZE + named + extra
        if start + entry.packed > self._place:
            raise InputError(f"the file is cut off or damaged: its member {entry.name!r} is not all there")
        return start, start + entry.packed

    def _next_start(self, entry: _Entry) -> int:
        return self._starts[bisect_right(self._starts, entry.start)]

    def _inflate(self, entry: _Entry, packed: bytes) -> bytes:
        if entry.method != _DEFLATED:
            raise InputError(
                f"the member {entry.name!r} is compressed in a way that documents do not use; save it anew"
            )
        machine = zlib.decompressobj(-15)
        pieces: list[bytes] = []
        size = 0
        try:
            while not machine.eof:
                piece = machine.decompress(packed, _CHUNK)
                packed = machine.unconsumed_tail
                if not piece and not packed:
                    break
                pieces.append(piece)
                size += len(piece)
                self._inflated += len(piece)
                if self._inflated > MOST_BYTES or size > max(FREE_BYTES, MOST_RATIO * entry.packed):
                    raise InputError(f"the member {entry.name!r} unpacks to far more than a document holds; not read")
        except zlib.error as error:
            raise InputError(f"the file is damaged: its member {entry.name!r} cannot be unpacked") from error
        return b"".join(pieces)

    def write(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the file with the content of the `changed` members, by their names."""
        if not changed:
            return self._data
        data = self._data
        pieces: list[bytes] = []
        moved: dict[str, int] = {}
        made: dict[str, tuple[int, int, int]] = {}
        length = position = 0
        for entry in sorted(self.entries.values(), key=lambda entry: entry.start):
            pieces.append(data[position : entry.start])
            length += entry.start - position
            moved[entry.name] = length
            position = entry.start
            if entry.name in changed:
                written, sizes, position = self._written(entry, changed[entry.name])
                pieces.append(written)
                length += len(written)
                made[entry.name] = sizes
        pieces.append(data[position : self._place])
        length += self._place - position
        directory = bytearray(data[self._place :])
        for entry in self.entries.values():
            self._update(directory, entry, moved[entry.name] - self._shift, made.get(entry.name))
        shift = length - self._place
        for place, form in self._offsets():
            (old,) = struct.unpack_from(form, directory, place - self._place)
            if form != "<I" or old != _LARGEST_32:
                struct.pack_into(form, directory, place - self._place, old + shift)
        return b"".join([*pieces, bytes(directory)])

    def _written(self, entry: _Entry, content: bytes) -> tuple[bytes, tuple[int, int, int], int]:
        """Return a changed member, its checksum and sizes, and where what follows the old one begins."""
        start, end = self._content(entry)
        if entry.method == _STORED:
            packed = content
        else:
            machine = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -15)
            packed = machine.compress(content) + machine.flush()
        sizes = zlib.crc32(content), len(packed), len(content)
        header = bytearray(self._data[entry.start : start])
        # The sizes stand before the content now, so that none needs to follow it.
        struct.pack_into("<H", header, 6, entry.flags & ~_SIZES_BEHIND)
        struct.pack_into("<III", header, 14, *sizes)
        _forget_zip64(header, _LOCAL_SIZE + self._unpacked("H", entry.start + 26)[0], len(header))
        if entry.flags & _SIZES_BEHIND:
            end = self._next_start(entry)
        return bytes(header) + packed, sizes, end

    def _update(self, directory: bytearray, entry: _Entry, start: int, sizes: tuple[int, int, int] | None) -> None:
        """Write the new place of a member, and what else changed of it, into the directory."""
        place = entry.place - self._place
        named, extra = struct.unpack_from("<HH", directory, place + 28)
        first = place + _ENTRY_SIZE + named
        if sizes:
            (flags,) = struct.unpack_from("<H", directory, place + 8)
            struct.pack_into("<H", directory, place + 8, flags & ~_SIZES_BEHIND)
            struct.pack_into("<III", directory, place + 16, *sizes)
            _forget_zip64(directory, first, first + extra)
        elif struct.unpack_from("<I", directory, place + 42)[0] == _LARGEST_32:
            _set_zip64_start(directory, place, first, first + extra, start)
            return
        struct.pack_into("<I", directory, place + 42, start)

    def _offsets(self) -> list[tuple[int, str]]:
        """Return the places of the offsets that move with the directory, with the form of each."""
        places = [(self._end + 16, "<I")]
        if self._end_64 >= 0:
            places += [(self._end_64 + 48, "<Q"), (self._end - 20 + 8, "<Q")]
        return places


def _forget_zip64(header: bytearray, place: int, end: int) -> None:
    """Make the field of large sizes one that no reader knows: the sizes stand in the header itself."""
    while place + 4 <= end:
        kind, size = struct.unpack_from("<HH", header, place)
        if kind == 1:
            struct.pack_into("<H", header, place, 0xFFFF)
        place += 4 + size


def _set_zip64_start(directory: bytearray, entry: int, place: int, end: int, start: int) -> None:
    packed, size = struct.unpack_from("<II", directory, entry + 20)
    before = 8 * ((packed == _LARGEST_32) + (size == _LARGEST_32))
    while place + 4 <= end:
        kind, length = struct.unpack_from("<HH", directory, place)
        if kind == 1 and length >= before + 8:
            struct.pack_into("<Q", directory, place + 4 + before, start)
        place += 4 + length
