"""The elements of one node: children of a branch, keys and values of a leaf (spec dump-format 2.3, 2.4).

A node is a stretch of bytes, be it of pages or of a bucket stored inside a value; offsets out of it, out
of order or into its own table are refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from karma_tui.local.bolt.meta import Bytes
from karma_tui.local.faults import damaged

HEADER: Final = struct.Struct("<QHHI")
"""Page number, kind, number of elements, overflow pages."""

BRANCH: Final = 1
LEAF: Final = 2
_BRANCH_ELEMENT: Final = struct.Struct("<IIQ")
_LEAF_ELEMENT: Final = struct.Struct("<IIII")
_WIDTH: Final = 16
_LONGEST_KEY: Final = 32_768


@dataclass(frozen=True, slots=True)
class Node:
    """Where a node's elements lie: from `start` up to `end` of the data; `name` is for errors."""

    data: Bytes
    start: int
    end: int
    kind: int
    count: int
    name: str


@dataclass(frozen=True, slots=True)
class Element:
    """A key, and where its value lies; `nested` if the value is a bucket."""

    key: bytes
    nested: bool
    data: Bytes
    start: int
    end: int


def check_node(node: Node) -> None:
    """Refuse a node of an unknown kind or whose table of elements is longer than itself."""
    if node.kind not in (BRANCH, LEAF):
        raise damaged(f"{node.name} is of the unknown kind {node.kind}")
    if node.start + _WIDTH * node.count > node.end:
        raise damaged(f"{node.name} claims {node.count} elements")
    if node.kind == BRANCH and not node.count:
        raise damaged(f"{node.name} is a branch without children")


def children(node: Node) -> Iterator[int]:
    """The page numbers of a branch's children in order."""
    last = b""
    table = node.data[node.start : node.start + _WIDTH * node.count]
    for at, (position, key_size, child) in enumerate(_BRANCH_ELEMENT.iter_unpack(table)):
        last = _key(node, at, position, key_size, 0, last)
        yield child


def elements(node: Node, last: bytes) -> Iterator[Element]:
    """The elements of a leaf in order; all keys must come after `last`."""
    table = node.data[node.start : node.start + _WIDTH * node.count]
    for at, (flags, position, key_size, size) in enumerate(_LEAF_ELEMENT.iter_unpack(table)):
        if flags not in (0, 1):
            raise damaged(f"{node.name}: element {at} is of the unknown kind {flags}")
        last = _key(node, at, position, key_size, size, last)
        value = node.start + _WIDTH * at + position + key_size
        yield Element(last, flags == 1, node.data, value, value + size)


def _key(node: Node, at: int, position: int, key_size: int, size: int, last: bytes) -> bytes:
    """An element's key, which together with its value must lie behind the table and inside of the node."""
    start = node.start + _WIDTH * at + position
    if position < _WIDTH * (node.count - at) or start + key_size + size > node.end:
        raise damaged(f"{node.name}: element {at} lies outside of it")
    if not 0 < key_size <= _LONGEST_KEY:
        raise damaged(f"{node.name}: element {at} has a key of {key_size} bytes")
    key = node.data[start : start + key_size]
    if key <= last:
        raise damaged(f"{node.name}: element {at} is out of order")
    return key
