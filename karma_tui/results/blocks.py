"""A list that came in pieces: blocks of whole records, each cut by itself, together one list.

A long answer is never held as one string: each block keeps the bytes of its records, so that the first
records can be looked at while the rest is under way, and nothing is copied when it ends. The text of the
whole list is the blocks with a comma between them, byte by byte as it was sent.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from karma_tui.results.cuts import Cut


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """Records with commas between them: `text` is `[`, the records as sent, and `]`."""

    text: bytes
    records: Cut

    @property
    def inside(self) -> memoryview:
        """The records as sent, without the brackets."""
        return memoryview(self.text)[1:-1]


class Blocks:
    """The blocks of a list so far. Only ever grows, so that what was found in it stays where it is."""

    __slots__ = ("_blocks", "_starts", "size")

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._starts = [0]
        self.size = 2
        """Bytes of the list's text."""

    def __len__(self) -> int:
        return self._starts[-1]

    def append(self, block: Block) -> None:
        """Add a block behind the others."""
        self.size += len(block.text) - 2 + bool(self._blocks)
        self._blocks.append(block)
        self._starts.append(self._starts[-1] + len(block.records))

    def value(self, index: int) -> memoryview:
        """See `Cut`."""
        if not 0 <= index < self._starts[-1]:
            raise IndexError(index)
        at = bisect_right(self._starts, index) - 1
        return self._blocks[at].records.value(index - self._starts[at])

    def key(self, index: int) -> int:
        """See `Cut`."""
        return index

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks there are now, in order."""
        return tuple(self._blocks)

    @property
    def number_of_blocks(self) -> int:
        """How many blocks there are now."""
        return len(self._blocks)

    def block(self, number: int) -> Block:
        """One of them."""
        return self._blocks[number]

    def block_of(self, record: int) -> int:
        """The number of the block with a record; that of the block to come for a record to come."""
        return bisect_right(self._starts, record) - 1

    def start(self, block: int) -> int:
        """The number of a block's first record."""
        return self._starts[block]

    def pieces(self) -> Iterator[memoryview]:
        """The text of the list, piece by piece."""
        comma = memoryview(b",")
        yield memoryview(b"[")
        for at, block in enumerate(self.blocks):
            if at:
                yield comma
            yield block.inside
        yield memoryview(b"]")
