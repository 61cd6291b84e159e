"""Filtering and sorting the result on show, for all views: the keys, and what views and finder ask for.

Going through the records is the picker's business (`views.result_picker`).
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from textual import on

from karma_tui.errors import KarmaError
from karma_tui.results.document import Document, Form
from karma_tui.results.rows import Path
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.views.view import FilterWanted, SortWanted
from karma_tui.tui.widgets.result_filling import FilledViews

if TYPE_CHECKING:
    from karma_tui.results.find import Query
    from karma_tui.tui.widgets.prompt_bar import PromptBar


class PickActions(FilledViews):
    """Actions that choose which records of the result are shown, and in which order."""

    _prompt: PromptBar | None = None

    def keep_only(self, query: Query | None) -> None:
        """Show only records that match; None: all."""
        try:
            self._picker.keep(query)
        except KarmaError as error:
            notify_errors(self.app, [error])

    async def action_filter(self) -> None:
        """Ask for a condition on the field under the cursor."""
        path = self._field
        if path is None:
            return
        from karma_tui.results.conditions import HELP, Condition, Test, suggested
        from karma_tui.tui.widgets.prompt_bar import PromptBar  # for those who filter only

        async def keep(words: str) -> None:
            self._picker.condition(path, words)

        if self._prompt is None:
            self._prompt = PromptBar()
            await self.mount(self._prompt)
        name = Condition(path, Test.NULL).name
        value = suggested(self.view.cursor_value)
        self._prompt.ask(f"Where {name}", value, keep, self.focus_content, about=HELP)

    def action_sort(self) -> None:
        """Sort by the field under the cursor: rising, falling, as received."""
        path = self._field
        if path is not None:
            self._sort(path, None)

    @on(FilterWanted)
    def _filter_wanted(self, event: FilterWanted) -> None:
        event.stop()
        try:
            self._picker.narrow(event.conditions)
        except KarmaError as error:
            notify_errors(self.app, [error])

    @on(SortWanted)
    def _sort_wanted(self, event: SortWanted) -> None:
        event.stop()
        self._sort(event.path, event.descending)

    def action_show_all(self) -> None:
        """Point nothing out any more; without that, take filters and sort off."""
        if not self._finder.forget():
            self.show_all()

    def show_all(self) -> None:
        """Take filters and sort off."""
        self._finder.unpick()
        self._picker.clear()

    @property
    def _field(self) -> Path | None:
        """The path of the cursor's value inside its record; None outside of the records of a list."""
        path = self.view.cursor_path
        if self._document is None or self._document.kind is not Form.LIST or not path:
            self.app.notify("Go to a record or to one of its fields first.", markup=False)
            return None
        return path[1:]

    def _sort(self, path: Path, descending: bool | None) -> None:
        try:
            self._picker.sort(path, descending)
        except KarmaError as error:
            notify_errors(self.app, [error])

    def _run_pick(self, work: Coroutine[Any, Any, None], busy: str) -> None:
        self._bar.say_picked(busy)
        self.run_worker(work, group="pick", exclusive=True, exit_on_error=False)

    def _show_picked(self, document: Document, text: str) -> None:
        """What is left, with the cursor on the same value if it is still there."""
        self._bar.say_picked(text)
        self._put(document, self.view.cursor_path)
