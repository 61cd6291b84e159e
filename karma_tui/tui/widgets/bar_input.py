"""The input of a bar below the editor: keys may take the focus away from it at any time."""

from __future__ import annotations

from textual.widgets import Input


class BarInput(Input):
    """One line high. Keys typed after one that moves the focus must wait for that; the app looks at this."""

    HANDS_ON_FOCUS = True

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True, select_on_focus=False)
