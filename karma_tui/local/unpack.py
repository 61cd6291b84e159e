"""The file inside a packed dump: zip with one entry, gzip, or a bbolt file as it is (dump-format 1).

A dump comes from anywhere, so nothing is believed of it: what it is, is told by its first bytes, what it
holds goes to a file and not to memory, and how much that may be is limited.
"""

from __future__ import annotations

import gzip
import struct
import zipfile
import zlib
from contextlib import closing
from pathlib import Path
from typing import IO, BinaryIO, Final

from karma_tui.errors import StorageError
from karma_tui.local.bolt.meta import MAGIC_AT, MAGIC_BYTES
from karma_tui.local.faults import cut_short, damaged, not_a_dump, unsupported

_PIECE: Final = 256 * 1024
_LIMIT: Final = 16 * 1024 * 1024 * 1024
"""Bytes of an unpacked dump."""

_GRACE: Final = 64 * 1024 * 1024
_RATIO: Final = 100
"""Beyond the grace a dump may unpack to so many times its size: a data file begins with 16 MiB of nothing."""

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_ZIP_END: Final = b"PK\x05\x06"
_ZIP64_END: Final = b"PK\x06\x07"
_END_SIZE: Final = 22
_LONGEST_COMMENT: Final = 65_535
_LARGEST_DIRECTORY: Final = 256 * 1024
"""Bytes of a zip's list of entries: it is read as a whole, and one entry needs less."""

_UNSOUND: Final = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError)
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def unpack(packed: Path, target: Path) -> None:
    """Write what a dump holds to a new file. Raises StorageError if it cannot be unpacked, OSError."""
    with packed.open("rb") as source, target.open("xb") as into:
        head = source.read(MAGIC_AT + len(MAGIC_BYTES))
        source.seek(0)
        size = packed.stat().st_size
        if head.startswith(_GZIP):
            _gunzip(source, into, size)
        elif head.startswith(_ZIP):
            _unzip(source, into, size)
        elif head[MAGIC_AT:] in (MAGIC_BYTES, MAGIC_BYTES[::-1]):
            _copy(source, into, size)
        else:
            raise not_a_dump("It is neither a zip nor gzip nor a bbolt file")


def is_bolt(path: Path) -> bool:
    """Whether an unpacked dump looks like a real server's: a bbolt file, however damaged its beginning."""
    with path.open("rb") as file:
        return not file.read(16).startswith(b"SQLite format 3")


def _gunzip(source: BinaryIO, into: BinaryIO, size: int) -> None:
    try:
        with gzip.open(source) as content:
            _copy(content, into, size)
    except EOFError:
        raise cut_short("The gzip stream has no end") from None
    except (zlib.error, gzip.BadGzipFile) as error:
        raise damaged(f"The gzip stream is not sound: {error}") from None


def _unzip(source: BinaryIO, into: BinaryIO, size: int) -> None:
    _check_directory(source, size)
    try:
        entry = _only_entry(source)
    except (*_UNSOUND, OSError) as error:  # OSError: an offset before the beginning
        raise damaged(f"The archive is not sound: {error}") from None
    try:
        with closing(entry) as content:
            _copy(content, into, size)
    except EOFError:
        raise cut_short("The archive's entry has no end") from None
    except _UNSOUND as error:
        raise damaged(f"The archive is not sound: {error}") from None


def _check_directory(source: BinaryIO, size: int) -> None:
    """Look at a zip's end before the whole list of entries is read."""
    start = max(0, size - _END_SIZE - _LONGEST_COMMENT - len(_ZIP64_END) - 16)
    source.seek(start)
    tail = source.read(size - start)
    at = tail.rfind(_ZIP_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise cut_short("It is not a complete zip archive")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    if directory > _LARGEST_DIRECTORY or _ZIP64_END in tail[max(0, at - 20) : at]:
        raise unsupported("The archive holds more than one file")


def _only_entry(source: BinaryIO) -> IO[bytes]:
    archive = zipfile.ZipFile(source)
    entries = archive.infolist()
    if len(entries) != 1:
        raise unsupported(f"The archive holds {len(entries)} files instead of one")
    if entries[0].flag_bits & 1:
        raise unsupported("The archive is encrypted")
    if entries[0].compress_type not in _METHODS:
        raise unsupported(f"The archive is packed by method {entries[0].compress_type}")
    return archive.open(entries[0])


def _copy(source: IO[bytes] | gzip.GzipFile, into: BinaryIO, size: int) -> None:
    """Copy to the end, which checks the container's checksum. Raises StorageError beyond the limits."""
    limit = min(_LIMIT, _GRACE + _RATIO * size)
    written = 0
    while piece := source.read(_PIECE):
        written += len(piece)
        if written > limit:
            raise _too_big(limit)
        into.write(piece)


def _too_big(limit: int) -> StorageError:
    return unsupported(f"Unpacked it has more than {limit} bytes, too many for its size")
