"""The last results of each buffer, kept in memory to be compared; the oldest go when there is too much."""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.results.document import Document

EACH = 3
"""Results of one buffer."""
MOST_BYTES = 256_000_000
"""Bytes of all results together; one on show is in memory anyway."""


@dataclass(frozen=True, slots=True)
class Named:
    """A result with what to call it."""

    document: Document
    name: str


class KeptResults:
    """What was kept, and the one result that somebody asked to hold."""

    def __init__(self, most_bytes: int = MOST_BYTES, each: int = EACH) -> None:
        self._most_bytes = most_bytes
        self._each = each
        self._kept: list[tuple[str, Named]] = []
        """The oldest first, each with its buffer."""
        self._dropped: set[str] = set()
        """Buffers of which a result was let go because of its size."""
        self.held: Named | None = None

    def add(self, buffer: str, result: Named) -> None:
        """A run of a buffer brought this."""
        self._kept.append((buffer, result))
        of_buffer = [entry for entry in self._kept if entry[0] == buffer]
        if len(of_buffer) > self._each:
            self._kept.remove(of_buffer[0])
        while self._size > self._most_bytes and len(self._kept) > 1:
            self._dropped.add(self._kept.pop(0)[0])

    def last_two(self, buffer: str) -> tuple[Named, Named] | None:
        """The results of the last run of a buffer and of the one before, the older one first."""
        found = [result for owner, result in self._kept if owner == buffer]
        return (found[-2], found[-1]) if len(found) > 1 else None

    def was_dropped(self, buffer: str) -> bool:
        """Whether a result of the buffer was too big to be kept."""
        return buffer in self._dropped

    def name_of(self, document: Document) -> str:
        """What a result is called; "" if it is not known."""
        return next((it.name for _, it in reversed(self._kept) if it.document is document), "")

    @property
    def _size(self) -> int:
        return sum(result.document.size for _, result in self._kept)
