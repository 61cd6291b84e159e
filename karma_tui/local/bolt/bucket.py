"""Buckets: the keys of a tree in order, each with a value or a bucket of its own (spec dump-format 2.5).

A bucket can be walked once, see pages.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from karma_tui.local.bolt.nodes import BRANCH, HEADER, LEAF, Element, Node, check_node, children, elements
from karma_tui.local.bolt.pages import Pages
from karma_tui.local.faults import damaged

_DEEPEST: Final = 64
"""Levels of a tree; each holds at least twice as much as the one above, so this is never reached."""

_BUCKET_HEADER: Final = 16


@dataclass(frozen=True, slots=True)
class Item:
    """A key with its bucket, or with a value of `size` bytes."""

    key: bytes
    bucket: Bucket | None
    _element: Element

    @property
    def size(self) -> int:
        """The length of the value in bytes; look before you take it."""
        return self._element.end - self._element.start

    @property
    def value(self) -> bytes:
        """A copy of the value."""
        return self._element.data[self._element.start : self._element.end]


class Bucket:
    """The content of a bucket."""

    __slots__ = ("_node", "_pages", "_top")

    def __init__(self, pages: Pages, top: int, node: Node | None = None) -> None:
        """A bucket whose top node is page `top`, or which is the one given node."""
        self._pages = pages
        self._top = top
        self._node = node

    def items(self) -> Iterator[Item]:
        """The keys in order. Raises StorageError where the tree is not sound."""
        last = b""
        for leaf in self._leaves():
            for element in elements(leaf, last):
                last = element.key
                yield Item(last, self._nested(element) if element.nested else None, element)

    def _leaves(self) -> Iterator[Node]:
        if self._node is not None:
            yield self._node
            return
        path: list[Iterator[int]] = [iter((self._top,))]
        while path:
            number = next(path[-1], None)
            if number is None:
                path.pop()
                continue
            node = self._pages.node(number)
            if node.kind == LEAF:
                yield node
            elif len(path) > _DEEPEST:
                raise damaged(f"{node.name} lies deeper than {_DEEPEST} levels")
            else:
                path.append(children(node))

    def _nested(self, element: Element) -> Bucket:
        """The bucket that an element holds: on pages of its own, or within the value."""
        if self._node is not None:
            raise damaged(f"{self._node.name} holds a bucket within a bucket's value")
        value = element.data[element.start : element.start + _BUCKET_HEADER + HEADER.size]
        if len(value) < _BUCKET_HEADER or element.end - element.start < _BUCKET_HEADER:
            raise damaged("A bucket has no header")
        top = int.from_bytes(value[:8], "little")
        if top:
            return Bucket(self._pages, top)
        return Bucket(self._pages, 0, _inline(element))


def _inline(element: Element) -> Node:
    """The leaf that is stored within a value."""
    data = element.data[element.start : element.end]
    start = _BUCKET_HEADER + HEADER.size
    if len(data) < start:
        raise damaged("A bucket within a value has no page header")
    _, kind, count, _ = HEADER.unpack(data[_BUCKET_HEADER:start])
    node = Node(data, start, len(data), kind, count, "A bucket within a value")
    check_node(node)
    if kind == BRANCH:
        raise damaged("A bucket within a value is a branch")
    return node
