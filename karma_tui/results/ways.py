"""The way to a value inside a result by its path or its place in the text, in long values, too.

Of a value of hundreds of megabytes the members are cut once, in a thread (`prepare_all`); after that
its inside is reached by halving. Short values are simply read. Nothing recurses.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque

from karma_tui.results.cuts import Cut, SpanCut
from karma_tui.results.document import Document
from karma_tui.results.find import offset_of, path_at
from karma_tui.results.long_cut import LONG, Slots
from karma_tui.results.opened import slot_of
from karma_tui.results.rows import Path

_LEVELS = 8
"""Levels of long containers inside each other that are prepared; deeper ones are read when they are met."""


def prepare_all(document: Document, record: int | None) -> None:
    """The same for every path in one record of a list, or in any other value. For a thread."""
    if document.cut is None:
        return
    slots: Slots = () if record is None else (record,)
    value = document.root if record is None else document.cut.value(record)
    waiting = deque([(slots, document.cut if record is None else document.long.of(slots, value))])
    while waiting:
        slots, members = waiting.popleft()
        if not isinstance(members, SpanCut) or len(slots) > _LEVELS:
            continue
        spans = members.spans
        for slot in range(len(members)):
            if spans[4 * slot + 3] - spans[4 * slot + 2] >= LONG:
                inner = (*slots, slot)
                waiting.append((inner, document.long.of(inner, members.value(slot))))


def path_to(document: Document, slots: Slots, value: memoryview, offset: int) -> Path:
    """The path, inside a value of the document, to the key or value whose token begins at an offset."""
    path: list[str | int] = []
    while isinstance(members := _known(document, slots, value), SpanCut):
        slot = _at(members, offset)
        if slot == len(members):
            break
        path.append(members.key(slot))
        start = members.spans[4 * slot + 2]
        value, slots, offset = members.value(slot), (*slots, slot), offset - start
        if offset <= 0:
            return tuple(path)
    return (*path, *path_at(value, offset))


def offset_to(document: Document, slots: Slots, value: memoryview, path: Path) -> int:
    """Where the value at a path begins inside a value of the document; as near as it can be followed."""
    offset = 0
    for taken, step in enumerate(path):
        members = _known(document, slots, value)
        if not isinstance(members, SpanCut):
            return offset + offset_of(value, path[taken:])
        slot = slot_of(members, step)
        if slot is None:
            break
        offset += members.spans[4 * slot + 2]
        value, slots = members.value(slot), (*slots, slot)
    return offset


def _known(document: Document, slots: Slots, value: memoryview) -> Cut | None:
    """The members of a long value, if they were cut before."""
    if len(value) < LONG:
        return None
    if not slots:
        return document.cut
    return document.long.of(slots, value) if document.long.is_known(slots) else None


def _at(members: SpanCut, offset: int) -> int:
    """The member that ends behind an offset first."""
    return bisect_right(range(len(members)), offset, key=lambda slot: members.spans[4 * slot + 3])
