"""The input of a bar below the editor or a result."""

from __future__ import annotations

from textual.widgets import Input


class BarInput(Input):
    """One line high."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True, select_on_focus=False)
