"""Where the parts of a JSON text stand, kept small enough to be kept for every value and key."""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.errors import Span
from karma_tui.lang.nodes import Json

HALF = 40
"""Bits of each of the two offsets in a packed place."""

_LOW = (1 << HALF) - 1


class Place:
    """Where a value stands in its text; offsets in characters, the end not included.

    Only containers hold a Place of their own while reading; the places of scalars and keys are packed
    into integers, which halves the time of reading, and are unpacked when asked for.
    """

    __slots__ = ("end", "extra", "gap", "packed_entries", "packed_items", "packed_keys", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.extra = -1
        """Where an object goes on after its first entry (a comma or a key), which a union must not; or -1."""
        self.gap = -1
        """The first key of an object that no comma precedes, or -1."""
        # Set while reading, for a container that is not empty; most containers need only one of them.
        self.packed_items: list[Place | int]
        self.packed_entries: dict[str, Place | int]
        self.packed_keys: dict[str, int]

    @property
    def span(self) -> Span:
        """The stretch of text as a Span."""
        return Span(self.start, self.end)

    def item(self, at: int) -> Place:
        """The place of an array's item."""
        return unpacked(self.packed_items[at])

    def entry(self, key: str) -> Place:
        """The place of the value under an object's key."""
        return unpacked(self.packed_entries[key])

    def key(self, key: str) -> Span:
        """The place of an object's key, quotes included."""
        return unpacked(self.packed_keys[key]).span


def packed(start: int, end: int) -> int:
    """Start and end in one integer."""
    return start << HALF | end


def unpacked(place: Place | int) -> Place:
    """A place of its own; a container has one already."""
    return Place(place >> HALF, place & _LOW) if isinstance(place, int) else place


@dataclass(frozen=True, slots=True)
class JsonText:
    """A value read from text together with the places of all its parts."""

    value: Json
    spans: Place
