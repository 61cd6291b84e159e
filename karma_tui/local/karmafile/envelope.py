"""What lies under a record's id: its metadata and its value (spec dump-format 4.6)."""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.values import Value
from karma_tui.local.bolt import Item
from karma_tui.local.faults import unreadable
from karma_tui.local.karmafile.cursor import LONGEST_RECORD, Cursor, Quota, Unreadable
from karma_tui.local.karmafile.primitives import Reader, date_time


@dataclass(frozen=True, slots=True)
class Envelope:
    """A record as read: its value is of the model it was read with.

    `lossy` if a text was not UTF-8, `repeated` if a map had a key twice: what was kept is not all.
    """

    id: str
    created: DateTime
    updated: DateTime
    value: Value
    lossy: bool
    repeated: bool

    @property
    def unchanged(self) -> bool:
        """Whether it is as it was created."""
        created, updated = self.created, self.updated
        return created.nanoseconds == updated.nanoseconds and created.offset == updated.offset


def read_record(item: Item, model: str, read: Reader, quota: Quota) -> Envelope:
    """The record that an item of a model's bucket holds. Raises StorageError naming model and record."""
    record = item.key.decode("ascii", "replace")
    if len(item.key) != 16 or not item.key.isalpha() or item.bucket is not None:
        raise unreadable(model, repr(item.key[:40]), "this is no record", 0)
    if item.size > LONGEST_RECORD:
        raise unreadable(model, record, f"it has {item.size} bytes, more than {LONGEST_RECORD}", 0)
    cursor = Cursor(item.value, quota)
    try:
        created = date_time(cursor)
        if cursor.identity() != record:
            raise Unreadable("it calls itself another record")
        if cursor.identity() != model:
            raise Unreadable("it calls itself another model's")
        updated = date_time(cursor)
        value = read(cursor, 0)
        if cursor.at != len(cursor.data):
            raise Unreadable(f"it has {len(cursor.data) - cursor.at} bytes more than its model needs")
    except Unreadable as problem:
        raise unreadable(model, record, str(problem), cursor.at) from None
    return Envelope(record, created, updated, value, cursor.lossy, cursor.repeated)
