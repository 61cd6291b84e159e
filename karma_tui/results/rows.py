"""The visible rows of a result's tree, by number.

Only open containers are known; each has the cut of its members and, once something below it is open, the
running totals of `Sizes`. So a list of a million records opens at once, and finding, opening or closing a
row costs a few steps for each level above it. Rows are made when asked for and never stored here.
Nothing recurses: a value may be nested ten thousand levels deep.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from karma_tui.results.cuts import Cut
from karma_tui.results.document import Document, Form
from karma_tui.results.long_cut import Slots, members_of
from karma_tui.results.opened import Opened, slot_of
from karma_tui.results.row import Row, root_row, text_row, value_row

Path = tuple[str | int, ...]
"""Keys and list positions from the root to a value."""

EXPAND_ROWS = 5_000
EXPAND_LEVELS = 100
EXPAND_STEP = 120
"""Rows of a step: a few milliseconds."""
QUICK = 1_000_000
"""Bytes of a container that is cut without being noticed; `expand_all` leaves bigger ones closed."""


Place = tuple[Opened | None, int]
"""An open container and a member of it; (None, 0) is the root's own row. Stays true while rows move."""


class Rows:
    """The rows of a document with its root open; row numbers change with every opening and closing.

    `names` gives models in references the names their readers know. Row numbers out of range raise
    `IndexError`.
    """

    def __init__(self, document: Document, names: Mapping[str, str] | None = None) -> None:
        self._document = document
        self._names = names if names is not None else {}
        self._root: Opened | None = None
        if document.cut is not None and len(document.cut):
            self._root = Opened(None, 0, document.cut)

    def __len__(self) -> int:
        if self._document.kind is Form.EMPTY:
            return 0
        return 1 + (self._root.rows if self._root is not None else 0)

    def grow(self) -> int:
        """Takes in the records of a list in blocks that came since; how many rows that made."""
        return self._root.grow() if self._root is not None else 0

    def row(self, index: int) -> Row:
        """The row with this number."""
        return self._make(self._locate(index))

    def window(self, start: int, count: int) -> list[Row]:
        """Up to `count` rows from `start` on: cheaper than one by one, because neighbours need no search."""
        if not 0 <= start < len(self):
            return []
        return [self._make(place) for place, _ in zip(self._from(start), range(count), strict=False)]

    def value(self, index: int) -> memoryview:
        """The text of the row's value, as received; of a list in blocks (row 0) only its beginning."""
        return self._value(self._locate(index))

    def whole(self, index: int) -> memoryview:
        """The whole text of the row's value, as received; a list in blocks is put together for it."""
        place = self._locate(index)
        return self._document.text() if place[0] is None else self._value(place)

    def path(self, index: int) -> Path:
        """Keys and positions from the root to the row's value."""
        container, slot = self._locate(index)
        keys: list[str | int] = []
        while container is not None:
            keys.append(container.cut.key(slot))
            slot, container = container.slot, container.parent
        return tuple(reversed(keys))

    def parent(self, index: int) -> int | None:
        """The number of the row that contains this one; None for the root."""
        container, _ = self._locate(index)
        return None if container is None else self._index_of_open(container)

    def index_of(self, path: Path) -> int | None:
        """The number of the row at a path, if it is visible; the first one where keys are doubled."""
        found = self._follow(path, reveal=False)
        return None if found is None else self._index(found)

    def reveal(self, path: Path) -> int | None:
        """Opens whatever hides the value at a path; its row number, or None if there is no such value."""
        found = self._follow(path, reveal=True)
        return None if found is None else self._index(found)

    def toggle(self, index: int) -> bool:
        """Opens a closed row or closes an open one; False if there is nothing to open."""
        return self.collapse(index) or self.expand(index)

    def place(self, index: int) -> Place:
        """The row's value by its containers, for work that ends after rows have moved."""
        return self._locate(index)

    def index_of_place(self, place: Place) -> int | None:
        """The row number of a place now; None if what contains it was closed."""
        container, _ = place
        while container is not None:
            if self._opened(container.parent, container.slot) is not container:
                return None
            container = container.parent
        return self._index(place)

    def members(self, place: Place) -> Cut | None:
        """The members of a value, for `expand`; None if it has none. May take long; may run in a thread."""
        if place[0] is None:
            return self._document.cut
        value = self._value(place)
        if self._document.kind is Form.TEXT:
            return None
        slots = self._slots(place)
        return members_of(value) if slots is None else self._document.long.of(slots, value)

    def _slots(self, place: Place) -> Slots | None:
        """Where in the document a value stands; None below a ref, whose record is no part of it."""
        container, slot = place
        slots: list[int] = []
        while container is not None:
            if container.record is not None:
                return None
            slots.append(slot)
            slot, container = container.slot, container.parent
        return tuple(reversed(slots))

    def expand(self, index: int, members: Cut | None = None, record: memoryview | None = None) -> bool:
        """Shows the members of a row; False if it has none or shows them already.

        Values of more than `QUICK` bytes should have their `members` found in a thread before. Below a
        ref may stand the `members` of the record it leads to; `record` is that one with its metadata.
        """
        container, slot = self._locate(index)
        if self._opened(container, slot) is not None:
            return False
        opened = self._open(container, slot, members)
        if opened is None:
            return False
        opened.record = record
        self._attach(opened)
        self._grow(opened, opened.rows)
        return True

    def record_around(self, index: int) -> tuple[memoryview, Path] | None:
        """If the row stands below a ref: the record that the ref leads to, and the path inside its value."""
        container, slot = self._locate(index)
        keys: list[str | int] = []
        while container is not None:
            keys.append(container.cut.key(slot))
            if container.record is not None:
                return container.record, tuple(reversed(keys))
            slot, container = container.slot, container.parent
        return None

    def collapse(self, index: int) -> bool:
        """Hides everything below a row, and forgets what was open there; False if nothing was."""
        container, slot = self._locate(index)
        opened = self._opened(container, slot)
        if opened is None:
            return False
        self._grow(opened, -opened.rows)
        if container is None:
            self._root = None
        else:
            del container.children[slot]
        return True

    def collapse_members(self, index: int) -> bool:
        """Closes every member of an open row, and forgets what was open in them; False if none was open."""
        opened = self._opened(*self._locate(index))
        if opened is None or not opened.children:
            return False
        self._grow(opened, opened.close_members())
        return True

    def expand_all(self, index: int, rows: int = EXPAND_ROWS, levels: int | None = None) -> bool:
        """As `expanding`, all steps at once; False if not everything was opened that should be."""
        return deque(self.expanding(index, rows, levels), maxlen=1).pop()

    def expanding(
        self, index: int, rows: int = EXPAND_ROWS, levels: int | None = None, step: int = EXPAND_STEP
    ) -> Iterator[bool]:
        """Opens what is below a row, level by level, in steps between which rows may be moved and looked at.

        Ends when about `rows` rows were visited, or EXPAND_LEVELS levels, or as many levels as asked for.
        Each step tells whether everything so far was opened. What is closed meanwhile stays closed.
        """
        self.expand(index)
        top = self._opened(*self._locate(index))
        if top is None:
            yield True
            return
        queue = deque([top])
        complete, seen, deepest = True, 0, top.depth + (EXPAND_LEVELS if levels is None else levels)
        while queue:
            container = queue.popleft()
            if not self._is_open(container):
                continue
            if container.depth >= deepest or rows <= 0:
                yield complete and rows > 0 and levels is not None
                return
            for slot in range(min(container.count, rows)):
                complete = self._open_member(container, slot, queue) and complete
                seen += 1
                if seen % step == 0:
                    yield complete
                    if not self._is_open(container):
                        break
            complete = complete and container.count <= rows
            rows -= container.count
        yield complete

    def _open_member(self, container: Opened, slot: int, queue: deque[Opened]) -> bool:
        """Opens one member, accounting for its rows; False if it was left closed because of its size."""
        opened = container.children.get(slot)
        if opened is None and len(container.cut.value(slot)) > QUICK:
            return False
        if opened is None and (opened := self._open(container, slot)) is not None:
            self._attach(opened)
            self._grow(opened, opened.rows)
        if opened is not None:
            queue.append(opened)
        return True

    def _is_open(self, container: Opened) -> bool:
        """Whether it, and what contains it, is still open."""
        at: Opened | None = container
        while at is not None:
            if self._opened(at.parent, at.slot) is not at:
                return False
            at = at.parent
        return True

    def _grow(self, opened: Opened, rows: int) -> None:
        """Accounts for `rows` rows more below `opened` in everything that contains it."""
        while opened.parent is not None:
            opened.parent.add_rows(opened.slot, rows)
            opened = opened.parent

    def _opened(self, container: Opened | None, slot: int) -> Opened | None:
        return self._root if container is None else container.children.get(slot)

    def _open(self, container: Opened | None, slot: int, members: Cut | None = None) -> Opened | None:
        """A new open container for a member, not yet attached; None if it has nothing to show."""
        if members is None:
            members = self.members((container, slot))
        return Opened(container, slot, members) if members is not None and len(members) else None

    def _attach(self, opened: Opened) -> None:
        if opened.parent is None:
            self._root = opened
        else:
            opened.parent.children[opened.slot] = opened

    def _locate(self, index: int) -> Place:
        if not 0 <= index < len(self):
            raise IndexError(index)
        if index == 0 or self._root is None:
            return None, 0
        container, offset = self._root, index - 1
        while True:
            slot, rest = container.find(offset)
            if rest == 0:
                return container, slot
            container, offset = container.children[slot], rest - 1

    def _from(self, start: int) -> Iterator[Place]:
        """Places in the order of rows."""
        container, slot = self._locate(start)
        if container is None:
            yield None, 0
            container, slot = self._root, 0
        while container is not None:
            if slot == container.count:
                slot, container = container.slot + 1, container.parent
                continue
            yield container, slot
            opened = container.children.get(slot)
            container, slot = (container, slot + 1) if opened is None else (opened, 0)

    def _index(self, place: Place) -> int:
        container, slot = place
        return 0 if container is None else self._index_of_open(container) + 1 + container.before(slot)

    def _index_of_open(self, opened: Opened) -> int:
        index = 0
        while opened.parent is not None:
            index += 1 + opened.parent.before(opened.slot)
            opened = opened.parent
        return index

    def _follow(self, path: Path, *, reveal: bool) -> Place | None:
        place: Place = (None, 0)
        if not len(self):
            return None
        for key in path:
            opened = self._opened(*place)
            if opened is None:
                if not reveal or not self.expand(self._index(place)):
                    return None
                opened = self._opened(*place)
            slot = slot_of(opened.cut, key) if opened is not None else None
            if slot is None:
                return None
            place = (opened, slot)
        return place

    def _value(self, place: Place) -> memoryview:
        container, slot = place
        return self._document.root if container is None else container.cut.value(slot)

    def _make(self, place: Place) -> Row:
        container, slot = place
        opened = self._opened(container, slot)
        if container is None:
            return root_row(self._document, self._names, expanded=opened is not None)
        key, value = container.cut.key(slot), container.cut.value(slot)
        if self._document.kind is Form.TEXT:
            return text_row(container.depth, key, value)
        count = opened.count if opened is not None else None
        followed = opened is not None and opened.record is not None
        return value_row(container.depth, key, value, self._names, count, followed=followed)
