"""Is a file a dump that a server can take? Looked at before an import and after an export.

A real server takes any zip, answers 200, and is dead until repaired by hand when no database was in it; one
of dialect 0.1 loses its data over a broken gzip (notes-for-client 4, quirks). Files are read as streams and
never unpacked to disk. The pages of the database are not looked into beyond the two that describe it.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from karma_tui.errors import StorageError
from karma_tui.lang.nodes import Dialect

MAX_DUMP = 1 << 30
"""Bytes from which on a server refuses an upload; also our limit for the data inside."""

ZIP_START = b"PK\x03\x04"
GZIP_START = b"\x1f\x8b"
SQLITE_START = b"SQLite format 3\0"

_OWN_CONTAINER = {Dialect.V1: "zip", Dialect.V01: "gzip"}
_WANTED = {Dialect.V1: "a zip archive", Dialect.V01: "a gzip of a data file"}

_CHUNK = 1 << 18
_META_SIZE = 80
_MAGIC = 0xED0CDAED
_BOLT_VERSION = 2
_PAGE_SIZES = frozenset(1 << power for power in range(9, 17))


class UnusableDump(Exception):
    """The file is no usable dump; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class DumpInfo:
    """A sound dump: `container` is "zip" or "gzip", `content` is "bbolt" or "sqlite"; sizes in bytes."""

    path: Path
    size: int
    container: str
    content: str
    unpacked: int


def inspect(path: Path, dialect: Dialect, *, local: bool = False, limit: int = MAX_DUMP) -> DumpInfo:
    """What is in a dump file. Raises UnusableDump, and StorageError when it cannot be read.

    1.0 takes a zip with one database, 0.1 a complete gzip of one; `local`, the embedded instance, takes
    either, and its own form too, which has a SQLite file inside. `limit`: bytes of the file and inside of it.
    """
    try:
        with path.open("rb") as file:
            return inspect_file(file, path, dialect, local=local, limit=limit)
    except OSError as error:
        raise StorageError("The file cannot be read", f"{path}: {error.strerror or error}") from None


def inspect_file(
    file: BinaryIO, path: Path, dialect: Dialect, *, local: bool = False, limit: int = MAX_DUMP
) -> DumpInfo:
    """As `inspect`, for an open file, whose position moves."""
    size = file.seek(0, 2)
    file.seek(0)
    start = file.read(4)
    if not size:
        raise UnusableDump("The file is empty.")
    if size >= limit:
        raise UnusableDump(f"The file has {_gib(limit)} or more, which servers refuse.")
    container = _container(start)
    if not container or (container != _OWN_CONTAINER[dialect] and not local):
        found = f"a {container}" if container else "something else"
        raise UnusableDump(f"Servers of dialect {dialect} take {_WANTED[dialect]}; this is {found}.")
    chunks = _gunzip(file) if container == "gzip" else _unzip(file)
    content, unpacked = _judge(chunks, limit, local=local)
    return DumpInfo(path, size, container, content, unpacked)


def _gib(limit: int) -> str:
    return f"{limit >> 30} GiB"


def _container(start: bytes) -> str:
    """What the first bytes say, never the name; "" for neither."""
    if start.startswith(GZIP_START):
        return "gzip"
    return "zip" if start == ZIP_START else ""


def _unzip(file: BinaryIO) -> Iterator[bytes]:
    """The content of an archive's only entry; its name, often a path of the server's, is ignored."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) != 1:
                raise UnusableDump(f"The archive has {len(entries)} entries; a dump has exactly one.")
            if entries[0].flag_bits & 1:
                raise UnusableDump("The archive is encrypted.")
            with archive.open(entries[0]) as entry:
                while chunk := entry.read(_CHUNK):
                    yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise UnusableDump(f"The zip archive is incomplete or damaged: {error}") from None


def _gunzip(file: BinaryIO) -> Iterator[bytes]:
    """The content of a gzip, which has to reach its end mark with nothing behind it."""
    file.seek(0)
    stream = zlib.decompressobj(31)
    is_open = False
    try:
        while chunk := file.read(_CHUNK):
            pending = chunk
            while pending:
                if stream.eof:
                    stream = zlib.decompressobj(31)
                is_open = True
                yield stream.decompress(pending, _CHUNK)
                pending = stream.unconsumed_tail or stream.unused_data
                is_open = not stream.eof
        while is_open and (rest := stream.decompress(b"", _CHUNK)):
            yield rest
            is_open = not stream.eof
    except zlib.error as error:
        raise UnusableDump(f"The gzip stream is damaged: {error}") from None
    if is_open:
        raise UnusableDump(
            "The gzip stream has no end, as in every export of a server of dialect 0.1: part of the data is"
            " missing. Take a copy of the server's data file instead."
        )


def _judge(chunks: Iterator[bytes], limit: int, *, local: bool) -> tuple[str, int]:
    """What kind of database the chunks are, and how many bytes; reads to the end so that checksums count."""
    head = bytearray()
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise UnusableDump(f"There is more than {_gib(limit)} inside.")
        if len(head) < 2 << 16:
            head += chunk
    if head.startswith(SQLITE_START):
        if local:
            return "sqlite", total
        raise UnusableDump("It is a dump of a local instance, which a real server cannot read.")
    _judge_bolt(bytes(head), total)
    return "bbolt", total


def _judge_bolt(head: bytes, total: int) -> None:
    """Raise UnusableDump unless a meta page describes a database within `total` bytes (dump-format §2)."""
    sizes = [found for offset in (0, *sorted(_PAGE_SIZES)) if (found := _needed(head, offset)) is not None]
    if not sizes:
        raise UnusableDump(
            "It holds no database of a karma.run server, or one whose first pages are damaged."
        )
    if max(sizes) > total:
        raise UnusableDump(f"The database inside is cut off: {total:,} bytes of {max(sizes):,}.")


def _needed(head: bytes, offset: int) -> int | None:
    """The bytes a database needs according to the meta page at `offset`; None when there is no valid one."""
    page = head[offset : offset + _META_SIZE]
    if len(page) < _META_SIZE:
        return None
    magic, version, page_size = struct.unpack_from("<3I", page, 16)
    high_water, _, checksum = struct.unpack_from("<3Q", page, 56)
    if magic != _MAGIC or version != _BOLT_VERSION or page_size not in _PAGE_SIZES:
        return None
    if offset not in (0, page_size) or checksum != _fnv1a(page[16:72]):
        return None
    return int(high_water) * int(page_size)


def _fnv1a(data: bytes) -> int:
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value
