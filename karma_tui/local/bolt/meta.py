"""The two meta pages at the beginning of a bbolt file, and which of them counts (spec dump-format 2.2)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final, Protocol

from karma_tui.local.faults import cut_short, damaged, not_a_dump, unsupported

MAGIC: Final = 0xED0CDAED
MAGIC_BYTES: Final = MAGIC.to_bytes(4, "little")
MAGIC_AT: Final = 16
_VERSION: Final = 2
_FIELDS: Final = struct.Struct("<IIIIQQQQQQ")
_CHECKED: Final = _FIELDS.size - 8
_PAGE_SIZES: Final = tuple(512 << power for power in range(8))


class Bytes(Protocol):
    """A file's content: its length, and slices of it as bytes."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Meta:
    """One meta page: the size of all pages in bytes, the root node's page, pages in use, transaction."""

    page_size: int
    root: int
    high_water: int
    transaction: int


def newest_meta(data: Bytes) -> tuple[Meta, bool]:
    """The valid meta page of the later transaction, and whether the other one is valid too.

    Raises StorageError where there is none, or where it does not fit the file.
    """
    first = _read(data, 0)
    places = [first.page_size] if first is not None else _PAGE_SIZES
    second = next((meta for at in places if (meta := _read(data, at)) and meta.page_size == at), None)
    found = [meta for meta in (first, second) if meta is not None]
    if not found:
        raise _no_meta(data)
    meta = max(found, key=lambda one: one.transaction)
    _check(meta, len(data))
    return meta, len(found) == 2


def _read(data: Bytes, page: int) -> Meta | None:
    """The meta page at an offset, None unless it is valid."""
    raw = data[page + MAGIC_AT : page + MAGIC_AT + _FIELDS.size]
    if len(raw) < _FIELDS.size:
        return None
    magic, version, page_size, _, root, _, _, high_water, transaction, checksum = _FIELDS.unpack(raw)
    if magic != MAGIC or version != _VERSION or checksum != _fnv1a(raw[:_CHECKED]):
        return None
    return Meta(page_size, root, high_water, transaction) if page_size in _PAGE_SIZES else None


def _fnv1a(data: bytes) -> int:
    digest = 0xCBF29CE484222325
    for byte in data:
        digest = (digest ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return digest


def _check(meta: Meta, size: int) -> None:
    needed = meta.high_water * meta.page_size
    if needed > size:
        raise cut_short(f"It has {size} bytes of {needed}")
    if not 2 <= meta.root < meta.high_water:
        raise damaged(f"Its root is page {meta.root} of {meta.high_water}")


def _no_meta(data: Bytes) -> Exception:
    start = data[MAGIC_AT : MAGIC_AT + 4]
    if start == MAGIC_BYTES[::-1]:
        return unsupported("It was written by a big-endian machine")
    if start == MAGIC_BYTES:
        return damaged("Neither of its two headers is valid")
    return not_a_dump("It does not hold a bbolt file")
