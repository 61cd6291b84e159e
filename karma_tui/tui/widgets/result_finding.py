"""Finding in the result on show: the keys, and the bar that is there once it was asked for.

The search itself is the finder's business (`views.result_finder`).
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from textual import on
from textual.widgets import Input

from karma_tui.tui.views.path_bar import PathBar
from karma_tui.tui.views.result_find_bar import ResultFindBar
from karma_tui.tui.widgets.result_filling import FilledViews


class FindActions(FilledViews):
    """Actions that look for something in the result on show."""

    @property
    def is_in_bar(self) -> bool:
        """Whether a bar of the pane has the focus: Escape is meant for it."""
        return self.has_focus_within and isinstance(self.screen.focused, Input)

    async def action_find(self) -> None:
        """Ask what to look for."""
        if self._document is not None:
            self._finder.open(await self._find_bar())

    async def action_found(self, forward: bool) -> None:
        """Go to the next match or the one before; without anything to look for, ask for it."""
        if not self._finder.step(forward=forward):
            await self.action_find()

    async def action_only_matches(self) -> None:
        """Show only records that match, or all again."""
        bar = await self._find_bar()
        if self._finder.query is None and not bar.ways.only:
            await self.action_find()
        bar.action_choose("only")

    async def _find_bar(self) -> ResultFindBar:
        bar = self._finder.bar
        if bar is None:
            bar = ResultFindBar()
            await self.mount(bar)
        return self._finder.take(bar)

    @on(ResultFindBar.Changed)
    def _search_changed(self, event: ResultFindBar.Changed) -> None:
        event.stop()
        self._finder.changed()

    @on(ResultFindBar.Step)
    async def _search_on(self, event: ResultFindBar.Step) -> None:
        event.stop()
        self._finder.step(forward=event.forward)

    @on(ResultFindBar.Left)
    def _search_left(self, event: ResultFindBar.Left) -> None:
        event.stop()
        self._finder.left()

    def begin_search(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a search in place of an earlier one."""
        self.run_worker(work, group="find-result", exclusive=True, exit_on_error=False)

    def begin_step(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a step from match to match in place of an earlier one."""
        self.run_worker(work, group="find-step", exclusive=True, exit_on_error=False)

    def end_search(self) -> None:
        """Stop the search."""
        self.workers.cancel_group(self, "find-result")

    def say_found(self, text: str) -> None:
        """Where one is among the matches."""
        self.query_one(PathBar).note(text)
