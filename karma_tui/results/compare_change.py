"""What can become of a value, and the mark that says so without any colour."""

from __future__ import annotations

from enum import StrEnum


class Change(StrEnum):
    """What became of a value from the old side to the new one; each is its own mark."""

    SAME = " "
    ADDED = "+"
    REMOVED = "-"
    CHANGED = "~"
    SPELLED = "="
    """The same value written differently, as 1.0 and 1 are."""
    MOVED = ">"
    """The item of a list stands between others than before."""


WORDS = {
    Change.SAME: "same",
    Change.ADDED: "added",
    Change.REMOVED: "removed",
    Change.CHANGED: "changed",
    Change.SPELLED: "spelled differently",
    Change.MOVED: "moved",
}
