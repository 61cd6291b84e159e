"""The smallest writer of bbolt files, for files that no server would write."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import TypeAlias

Tree: TypeAlias = "Mapping[bytes, bytes | Tree]"
HEADER = struct.Struct("<QHHI")
META = struct.Struct("<IIIIQQQQQ")


def checksum(data: bytes) -> int:
    digest = 0xCBF29CE484222325
    for byte in data:
        digest = (digest ^ byte) * 0x100000001B3 % 2**64
    return digest


def bolt_file(tree: Tree, page_size: int = 4096, *, inline: bool = True) -> bytes:
    """A file with a leaf per bucket; small buckets without buckets lie within their values."""
    pages: dict[int, bytes] = {}
    root = _bucket(tree, page_size, pages, inline)
    high_water = _end(pages, page_size)
    metas = [meta_page(number, page_size, root, high_water, 7 + number) for number in (0, 1)]
    file = bytearray(high_water * page_size)
    for number, data in {0: metas[0], 1: metas[1], **pages}.items():
        file[number * page_size : number * page_size + len(data)] = data
    return bytes(file)


def meta_page(number: int, page_size: int, root: int, high_water: int, transaction: int) -> bytes:
    body = META.pack(0xED0CDAED, 2, page_size, 0, root, 0, 2**64 - 1, high_water, transaction)
    return HEADER.pack(number, 4, 0, 0) + body + struct.pack("<Q", checksum(body))


def leaf(number: int, pairs: Mapping[bytes, tuple[int, bytes]], page_size: int | None) -> bytes:
    """A leaf page with its header; as many pages as it needs."""
    table, data = b"", b""
    for at, key in enumerate(sorted(pairs)):
        flags, value = pairs[key]
        table += struct.pack("<IIII", flags, 16 * (len(pairs) - at) + len(data), len(key), len(value))
        data += key + value
    size = HEADER.size + len(table) + len(data)
    overflow = 0 if page_size is None else (size - 1) // page_size
    return HEADER.pack(number, 2, len(pairs), overflow) + table + data


def _bucket(tree: Tree, page_size: int, pages: dict[int, bytes], inline: bool) -> int:
    """Add the pages of a bucket and of those within it; the number of its own."""
    pairs: dict[bytes, tuple[int, bytes]] = {}
    for key, value in tree.items():
        if isinstance(value, bytes):
            pairs[key] = (0, value)
        elif inline and all(isinstance(part, bytes) and len(part) < 300 for part in value.values()):
            plain = {name: (0, part) for name, part in value.items() if isinstance(part, bytes)}
            pairs[key] = (1, bytes(16) + leaf(0, plain, None))
        else:
            pairs[key] = (1, struct.pack("<QQ", _bucket(value, page_size, pages, inline), 0))
    number = _end(pages, page_size)
    pages[number] = leaf(number, pairs, page_size)
    return number


def _end(pages: Mapping[int, bytes], page_size: int) -> int:
    """The first page that is not in use."""
    return max([2, *[number + -(-len(data) // page_size) for number, data in pages.items()]])
