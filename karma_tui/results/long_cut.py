"""Cuts of long containers inside a result, made once for all views, and in bites.

A list of a million items is cut by one call in a third of a second, in which nothing else of the program
runs. So a long one is cut as a long answer is: some megabytes at a time, in a thread.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final, TypeAlias

from karma_tui.results.cuts import Cut, SpanCut, cut, spans_of, starts_of
from karma_tui.results.fields import Field
from karma_tui.results.opened import slot_of
from karma_tui.results.preview import is_container
from karma_tui.results.scan import BrokenJson, first, members

if TYPE_CHECKING:
    from karma_tui.results.document import Document
    from karma_tui.results.rows import Path

LONG: Final = 1 << 20
"""Bytes from which on a container is cut in a thread, and is kept."""

Slots: TypeAlias = tuple[int, ...]
"""Where a value is, by its place among the members of each container: doubled keys have different ones."""


class LongCuts:
    """The cuts of a document's long containers that were asked for."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[Slots, Cut | None] = {}

    def of(self, slots: Slots, value: memoryview) -> Cut | None:
        """The members of the container at a place; None if they cannot be found. May run in a thread."""
        if len(value) < LONG:
            return members_of(value)
        if slots not in self._known:
            self._known[slots] = members_of(value)
        return self._known[slots]

    def is_known(self, slots: Slots) -> bool:
        """Whether `of` has nothing to do."""
        return slots in self._known


def members_of(value: memoryview) -> Cut | None:
    """The members of a container; None if they cannot be found, or if there is none."""
    if not is_container(value):
        return None
    try:
        return cut_in_bites(value) if len(value) >= LONG and first(value) == b"[" else cut(value)
    except BrokenJson:
        return None


def cut_in_bites(data: memoryview, bite: int = LONG) -> Cut:
    """As `cut`, of a long list: no call takes longer than a bite needs. Raises `BrokenJson`."""
    from karma_tui.results.intake import separator, whole_records  # they know documents, which know this

    spans = array("q")
    between = separator(bytes(data[1 : bite + 1]))
    position = 1
    while len(data) - position > 2 * bite:
        found = whole_records(bytes(data[position : position + bite]), between)
        if found is None:  # members of more than a bite
            return SpanCut(data, spans_of(members(data)), False)
        block, rest = found
        _add(spans, position - 1, block.text, block.records)
        position += bite - len(rest)
    text = b"[" + bytes(data[position:])
    _add(spans, position - 1, text, cut(text))
    return SpanCut(data, spans, False)


def _add(spans: array[int], shift: int, text: bytes, records: Cut) -> None:
    for number, start in enumerate(starts_of(records, text)):
        spans.extend((0, 0, shift + start, shift + start + len(records.value(number))))


def is_quick(document: Document, path: Path) -> bool:
    """Whether the value at a path is found and shown without being noticed."""
    members, slots = document.cut, Slots()
    for step in path[:-1]:
        slot = None if members is None else slot_of(members, step)
        if members is None or slot is None or len(value := members.value(slot)) < LONG:
            return True
        slots = (*slots, slot)
        if not document.long.is_known(slots):
            return False
        members = document.long.of(slots, value)
    return True


def prepare(document: Document, path: Path) -> None:
    """Makes what `is_quick` asks for. May take long, may run in a thread."""
    members, slots = document.cut, Slots()
    for step in path[:-1]:
        slot = None if members is None else slot_of(members, step)
        if members is None or slot is None or len(value := members.value(slot)) < LONG:
            return
        slots = (*slots, slot)
        members = document.long.of(slots, value)


def value_at(document: Document, path: Path) -> memoryview | None:
    """The value at a path, for which long containers are looked through that were cut before."""
    members, slots, value = document.cut, Slots(), document.root
    for taken, step in enumerate(path):
        slot = None if members is None else slot_of(members, step)
        if members is None or slot is None:
            return None
        value, slots = members.value(slot), (*slots, slot)
        if len(value) < LONG or not document.long.is_known(slots):
            found = Field(path[taken + 1 :]).of(value)
            return None if found is None else memoryview(found)
        members = document.long.of(slots, value)
    return value
