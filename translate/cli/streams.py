"""Standard input as it comes: each line is answered before the next one is waited for."""

import codecs
import io
import os
import select
import stat
import sys
from collections.abc import Iterable, Iterator

from glossary.terms import disk
from translate.documents.errors import InputError

_CHUNK = 1 << 20
"""Bytes of standard input that are translated together at most; what has come is never kept waiting for more."""
_FIRST_GROUP, _MOST_LINES = 16, 4096
"""Lines that are translated together at first, which takes half a second, and at most, when batches are full."""


def arriving_text(encoding: str | None) -> Iterator[str]:
    """Yield standard input in whole lines, as many as have come: each is answered before the next is waited for.

    :raises InputError: where the bytes are not in `encoding`, or, where it is None, in one that can be recognised.
    """
    from translate.documents.encoding import decode

    pending: list[bytes] = []  # the pieces of a line that has not ended
    size = 0
    decoder: codecs.IncrementalDecoder | None = None
    for data in _arriving_bytes():
        lines, newline, rest = data.rpartition(b"\n")
        if not newline:
            pending.append(data)
            size += len(data)
            if size > disk.MOST_STREAMED:
                raise InputError(f"standard input has a line of more than {disk.MOST_STREAMED >> 20} MB; take it apart")
            continue
        whole = b"".join([*pending, lines, newline])
        pending, size = [rest], len(rest)
        if decoder is None:
            name = _stream_encoding(whole, encoding)
            if (
                name is None
            ):  # UTF-16: its line ends are not single bytes, so all of it is read before it is taken apart
                pending = [whole, rest]
                break
            decoder = codecs.getincrementaldecoder(name)()
        yield _decoded(decoder, whole, final=False)
    rest = b"".join([*pending, read_all()])
    if not rest:
        return
    yield decode(rest, encoding=encoding)[0] if decoder is None else _decoded(decoder, rest, final=True)


def read_all() -> bytes:
    """Return standard input to its end.

    :raises InputError: where it cannot be read, or has none.
    """
    try:
        return disk.read_stream(sys.stdin.fileno())
    except OSError as error:
        raise _unreadable(error) from error


def _unreadable(error: OSError) -> InputError:
    return InputError(f"standard input cannot be read ({error.strerror}); name a file")


def in_groups(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts in groups of lines, small ones first, where somebody waits at the other end of standard output.

    Whoever wants the first lines alone, as `head` does, has them soon, and is not kept waiting for the others.
    """
    size = _FIRST_GROUP if _somebody_waits() else _MOST_LINES
    for text in texts:
        lines = io.StringIO(text, newline="\n").readlines()
        while lines:
            yield "".join(lines[:size])
            lines = lines[size:]
            size = min(2 * size, _MOST_LINES)


def _somebody_waits() -> bool:
    try:
        return not stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def _stream_encoding(start: bytes, encoding: str | None) -> str | None:
    from translate.documents.encoding import decode

    if encoding is not None:
        decode(b"", encoding=encoding)
        name = codecs.lookup(encoding).name
    elif b"\0" in start or start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return None
    else:
        name = decode(start)[1]
    return None if name.startswith(("utf-16", "utf-32")) else "utf-8-sig" if name in ("ascii", "utf-8") else name


def _decoded(decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool) -> str:
    try:
        return decoder.decode(data, final)
    except UnicodeDecodeError as error:
        raise InputError(
            f"standard input is not {error.encoding} all through (byte {data[error.start]:#04x}); "
            "name its encoding with --encoding"
        ) from error


def _arriving_bytes() -> Iterator[bytes]:
    handle = sys.stdin.fileno()
    try:
        while data := os.read(handle, _CHUNK):
            while len(data) < _CHUNK and _ready(handle) and (more := os.read(handle, _CHUNK)):
                data += more
            yield data
    except OSError as error:
        raise _unreadable(error) from error


def _ready(handle: int) -> bool:
    try:
        return bool(select.select([handle], [], [], 0)[0])
    except (OSError, ValueError):  # not a thing that can be waited on here, such as a Windows pipe
        return False
