"""One open container of the tree: where it hangs, its members, and how many rows it takes.

The links between open containers are all that `rows` keeps; this module knows nothing of rows' contents.
"""

from __future__ import annotations

from karma_tui.results.cuts import Cut, SpanCut
from karma_tui.results.picked import Picked
from karma_tui.results.sizes import Sizes


class Opened:
    """An open container: where it hangs, its members, what is open among them, and its number of rows."""

    __slots__ = ("children", "count", "cut", "depth", "parent", "record", "rows", "sizes", "slot")

    def __init__(self, parent: Opened | None, slot: int, members: Cut) -> None:
        self.parent: Opened | None = parent
        self.slot = slot
        self.cut = members
        self.depth: int = parent.depth + 1 if parent is not None else 1
        self.children: dict[int, Opened] = {}
        self.sizes: Sizes | None = None
        self.count = len(members)
        """Members that have rows; a list that still comes in may have more."""
        self.rows = self.count
        self.record: memoryview | None = None
        """Where a ref is open: the record it leads to, with its metadata; the members are that record's."""

    def add_rows(self, slot: int, rows: int) -> None:
        """Accounts for rows that appeared below a member (or disappeared, if negative)."""
        if self.sizes is None:
            self.sizes = Sizes(self.count)
        self.sizes.add(slot, rows)
        self.rows += rows

    def close_members(self) -> int:
        """Forgets what is open among the members; by how many rows that changes its number."""
        change = self.count - self.rows
        self.children.clear()
        self.sizes = None
        self.rows = self.count
        return change

    def grow(self) -> int:
        """Gives rows to members that came since; how many there were."""
        more = len(self.cut) - self.count
        self.count += more
        self.rows += more
        if self.sizes is not None and more:
            self.sizes = Sizes(self.count)
            for slot, child in self.children.items():
                self.sizes.add(slot, child.rows)
        return more

    def before(self, slot: int) -> int:
        """Rows of this container in front of a member."""
        return slot if self.sizes is None else self.sizes.before(slot)

    def find(self, offset: int) -> tuple[int, int]:
        """The member that a row of this container belongs to, and the row's distance from its first."""
        return (offset, 0) if self.sizes is None else self.sizes.find(offset)


def slot_of(members: Cut, key: str | int) -> int | None:
    """Where a key stands among the members; positions are found without looking."""
    if not len(members):
        return None
    if isinstance(members, Picked):
        return members.slot(key)
    first = members.key(0)
    if isinstance(key, int) and isinstance(first, int):
        return key - first if 0 <= key - first < len(members) else None
    if isinstance(members, SpanCut) and isinstance(key, str):
        return members.slot(key)
    return next((slot for slot in range(len(members)) if members.key(slot) == key), None)
