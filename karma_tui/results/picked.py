"""Some records of a result in some order: what a filter leaves and what a sort rearranges.

Nothing is copied. A record keeps the number it has in the result, so that a path names the same record
with and without the filter.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from karma_tui.results.cuts import Cut


@dataclass(frozen=True, slots=True)
class Picked:
    """The records numbered in `order`, in that order; `cut` has them all."""

    cut: Cut
    order: array[int]
    _slots: dict[int, int] = field(default_factory=dict, compare=False, repr=False)

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
        if not self._slots:
            self._slots.update((number, at) for at, number in enumerate(self.order))
        return self._slots.get(key) if isinstance(key, int) else None

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
