"""What comes of a key in vi: the mode, and what an editor is to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Mode(StrEnum):
    """What keys mean now; the value is what the user sees."""

    NORMAL = "NORMAL"
    INSERT = "INSERT"
    VISUAL = "VISUAL"
    LINES = "VISUAL LINE"


@dataclass(frozen=True, slots=True)
class Edit:
    """Put a text in place of a stretch, then the cursor somewhere in the new text."""

    start: int
    end: int
    text: str
    cursor: int


@dataclass(frozen=True, slots=True)
class Go:
    """Put the cursor somewhere."""

    cursor: int


@dataclass(frozen=True, slots=True)
class Select:
    """Show a selection, the cursor at one of its ends."""

    start: int
    end: int
    cursor: int


@dataclass(frozen=True, slots=True)
class History:
    """Undo or redo so many changes."""

    back: bool
    count: int


@dataclass(frozen=True, slots=True)
class Ask:
    """Open the line for a command `:`, or the bar to find `/` `?`."""

    what: str


@dataclass(frozen=True, slots=True)
class Step:
    """Go to the next place that was looked for, or the one before."""

    forward: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """Put a text into the clipboard."""

    text: str


Effect: TypeAlias = "Edit | Go | Select | History | Ask | Step | Copy"
