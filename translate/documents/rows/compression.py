"""Files that may be compressed, as streams: what is written can be cut between any two pieces and is still whole.

Each piece becomes a member of its own of a gzip file, or a frame of its own of a zstd file; readers take them for one
stream, as RFC 1952 (2.2) and RFC 8878 (3) ask of them.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from translate.documents.errors import InputError

_CHUNK = 1 << 18
"""Bytes that are read at a time."""


def pieces(path: Path) -> Iterator[bytes]:
    """Yield what the file at `path` holds.

    :raises InputError: where the file is damaged, ends too early, or the library that reads it is missing.
    """
    try:
        if path.suffix.lower() == ".zst":
            yield from _of_zstd(path)
            return
        with gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            while piece := stream.read(_CHUNK):
                yield piece
    except FileNotFoundError as error:
        raise InputError("there is no such file; check the name") from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"the file cannot be read to its end ({reason}); fetch it again") from error


def _of_zstd(path: Path) -> Iterator[bytes]:
    zstandard = _zstandard()
    frame = zstandard.ZstdDecompressor().decompressobj()
    begun = False
    try:
        with path.open("rb") as stream:
            while data := stream.read(_CHUNK):
                while data:
                    begun = True
                    yield frame.decompress(data)
                    data = frame.unused_data if frame.eof else b""
                    if frame.eof:
                        frame, begun = zstandard.ZstdDecompressor().decompressobj(), False
    except zstandard.ZstdError as error:
        raise EOFError(error) from error
    if begun:
        raise EOFError("it ends within a frame")


def compressed(data: bytes, path: Path) -> bytes:
    """Return `data` as it is written into the file at `path`.

    :raises InputError: where the library that writes it is missing.
    """
    if not data:
        return data
    if path.suffix.lower() == ".gz":
        made = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
        return made.compress(data) + made.flush()
    if path.suffix.lower() == ".zst":
        frame: bytes = _zstandard().ZstdCompressor().compress(data)
        return frame
    return data


def _zstandard() -> Any:
    try:
        import zstandard
    except ImportError as error:
        raise InputError("zst files need one more library; install it with: pip install 'fr2en[zst]'") from error
    return zstandard
