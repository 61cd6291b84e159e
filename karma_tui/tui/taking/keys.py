"""The keys of copying and exporting."""

from __future__ import annotations

from karma_tui.tui.action import Action, Scope

COPYING = Scope(
    "copying",
    "Copying",
    "where one chooses what to copy",
    (Action("leave", "escape", "Cancel", "Copy nothing.", in_footer=True),),
)

EXPORTING = Scope(
    "exporting",
    "Exporting",
    "in the form of an export",
    (
        Action("leave", "escape", "Cancel", "Write nothing.", in_footer=True),
        Action("write", "ctrl+s", "Write", "Write the file.", goes_first=True, in_footer=True),
    ),
)
