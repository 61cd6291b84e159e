"""Remembers for the results pane how each query's result was looked at, and writes it beside the work."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from textual.widget import Widget

from karma_tui.errors import StorageError
from karma_tui.library.view_choices import FILE_NAME, ViewChoices
from karma_tui.tui.messages import Failed


class ViewMemory:
    """Choices by query and view. Reading and writing happen in threads; a failure to write is told once."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._choices: ViewChoices | None = None
        self._of = ""
        self._turn = asyncio.Lock()
        self._told = False

    async def open(self, state: Path, of: str = "") -> None:
        """Begin to remember, in the state folder. `of` stands for the query of a result that has none."""
        self._of = of
        choices = ViewChoices(state / FILE_NAME)
        await asyncio.to_thread(choices.load)
        self._choices = choices

    def recall(self, query: str, view: str) -> Mapping[str, Any]:
        """What was chosen; empty if nothing was, or if the result is of no query."""
        query = query or self._of
        return self._choices.of(query, view) if self._choices is not None and query else {}

    def keep(self, query: str, view: str, choices: Mapping[str, Any]) -> None:
        """Have these again with the next result of the query."""
        query = query or self._of
        if self._choices is not None and query:
            self._choices.keep(query, view, choices)
            self._widget.run_worker(self.save(), group="view-choices", exit_on_error=False)

    async def save(self) -> None:
        """Write what is not written yet."""
        choices = self._choices
        if choices is None:
            return
        async with self._turn:
            if not choices.is_changed:
                return
            try:
                await asyncio.to_thread(choices.save)
            except StorageError as error:
                if not self._told:
                    self._told = True
                    self._widget.post_message(Failed(error))
