"""Some records of a result in some order: what a filter leaves and what a sort rearranges.

Nothing is copied. A record keeps the number it has in the result, so that a path names the same record
with and without the filter.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from karma_tui.results.cuts import Cut

_PIECE = 1 << 14
"""Numbers that are looked through in one go: of a million at once, nothing else runs meanwhile."""


@dataclass(frozen=True, slots=True, repr=False)
class Picked:
    """The records numbered in `order`, in that order; `cut` has them all."""

    cut: Cut
    order: array[int]
    _slots: array[int] = field(default_factory=lambda: array("q"), compare=False)
    """For each number of a record where it is here, -1 if it is not; empty until it is asked for."""

    def __len__(self) -> int:
        return len(self.order)

    def value(self, index: int) -> memoryview:
        """See `Cut`."""
        return self.cut.value(self.order[index])

    def key(self, index: int) -> str | int:
        """See `Cut`: the number the record has in the whole result."""
        return self.cut.key(self.order[index])

    def slot(self, key: str | int) -> int | None:
        """Where the record with a number is here, None if it was left out."""
        self.prepare()
        if not isinstance(key, int) or not 0 <= key < len(self._slots) or self._slots[key] < 0:
            return None
        return self._slots[key]

    def prepare(self) -> None:
        """What `slot` needs, made once; of a million records it takes a moment: call it in a thread."""
        if self._slots or not self.order:
            return
        size = 1 + max(max(self.order[at : at + _PIECE]) for at in range(0, len(self.order), _PIECE))
        slots = array("q", [-1]) * size
        for at, number in enumerate(self.order):
            slots[number] = at
        self._slots.extend(slots)

    @property
    def size(self) -> int:
        """Bytes of the list's text."""
        return 1 + sum(len(self.cut.value(number)) + 1 for number in self.order) if self.order else 2

    def pieces(self) -> Iterator[memoryview]:
        """The text of the list, piece by piece."""
        comma = memoryview(b",")
        yield memoryview(b"[")
        for at, number in enumerate(self.order):
            if at:
                yield comma
            yield self.cut.value(number)
        yield memoryview(b"]")
