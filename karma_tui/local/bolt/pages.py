"""Pages by number, each handed out once: a second visit would be a cycle or a page in two places.

That bounds every walk by the size of the file, whatever its page numbers say (spec dump-format 8).
"""

from __future__ import annotations

from karma_tui.local.bolt.meta import Bytes, Meta
from karma_tui.local.bolt.nodes import HEADER, Node, check_node
from karma_tui.local.faults import damaged


class Pages:
    """The pages of a bbolt file."""

    __slots__ = ("_data", "_meta", "_used")

    def __init__(self, data: Bytes, meta: Meta) -> None:
        self._data = data
        self._meta = meta
        self._used = bytearray(meta.high_water)

    def node(self, number: int) -> Node:
        """The node that begins on a page. Raises StorageError if the page is not sound."""
        meta = self._meta
        if not 2 <= number < meta.high_water:
            raise damaged(f"There is no page {number}; pages 2 to {meta.high_water - 1} are in use")
        start = number * meta.page_size
        named, kind, count, overflow = HEADER.unpack(self._data[start : start + HEADER.size])
        if named != number:
            raise damaged(f"Page {number} calls itself {named}")
        if number + overflow >= meta.high_water:
            raise damaged(f"Page {number} claims {overflow} pages more, which lie behind the end")
        self._use(number, overflow + 1)
        end = start + (overflow + 1) * meta.page_size
        node = Node(self._data, start + HEADER.size, end, kind, count, f"Page {number}")
        check_node(node)
        return node

    def _use(self, first: int, count: int) -> None:
        used = self._used.find(1, first, first + count)
        if used >= 0:
            raise damaged(f"Page {used} is used twice")
        self._used[first : first + count] = b"\x01" * count
