"""Standard input as it comes: each line is answered before the next one is waited for."""

import codecs
import os
import select
import sys
from collections.abc import Iterator

from translate.documents.errors import InputError

_CHUNK = 1 << 20
"""Bytes of standard input that are translated together at most; what has come is never kept waiting for more."""


def arriving_text(encoding: str | None) -> Iterator[str]:
    """Yield standard input in whole lines, as many as have come: each is answered before the next is waited for.

    :raises InputError: where the bytes are not in `encoding`, or, where it is None, in one that can be recognised.
    """
    from translate.documents.encoding import decode

    pending = b""
    decoder: codecs.IncrementalDecoder | None = None
    for data in _arriving_bytes():
        pending += data
        lines, newline, rest = pending.rpartition(b"\n")
        if not newline:
            continue
        if decoder is None:
            name = _stream_encoding(lines + newline, encoding)
            if name is None:
                break  # UTF-16: its line ends are not single bytes, so all of it is read before it is taken apart
            decoder = codecs.getincrementaldecoder(name)()
        pending = rest
        yield _decoded(decoder, lines + newline, final=False)
    rest = pending + sys.stdin.buffer.read()
    if not rest:
        return
    yield decode(rest, encoding=encoding)[0] if decoder is None else _decoded(decoder, rest, final=True)


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
    while data := os.read(handle, _CHUNK):
        while len(data) < _CHUNK and _ready(handle) and (more := os.read(handle, _CHUNK)):
            data += more
        yield data


def _ready(handle: int) -> bool:
    try:
        return bool(select.select([handle], [], [], 0)[0])
    except (OSError, ValueError):  # not a thing that can be waited on here, such as a Windows pipe
        return False
