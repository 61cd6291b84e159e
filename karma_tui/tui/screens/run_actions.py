"""Running: the selection, the buffer, the expression at the cursor, or each expression in turn."""

from __future__ import annotations

import asyncio

from karma_tui.errors import UsageError
from karma_tui.tui.messages import Request, RunEnded
from karma_tui.tui.run_parts import QUICK, at_cursor, each
from karma_tui.tui.run_series import Series
from karma_tui.tui.screens.workspace import Workspace


class RunActions(Workspace):
    """Actions that run something of the buffer in sight."""

    _series: Series | None = None

    def action_run(self) -> None:
        """Run the selection or the buffer."""
        editor = self._buffers.active
        self._begin(Request(editor.text, editor.selected_stretch(), str(editor.id)))

    def action_run_all(self) -> None:
        """Run the buffer, whatever is selected."""
        editor = self._buffers.active
        self._begin(Request(editor.text, None, str(editor.id)))

    async def action_run_expression(self) -> None:
        """Run the expression at the cursor, with the definitions it needs."""
        editor = self._buffers.active
        parts = editor.text, editor.offset_of(editor.cursor_location), str(editor.id)
        is_quick = len(parts[0]) < QUICK
        self._begin(at_cursor(*parts) if is_quick else await asyncio.to_thread(at_cursor, *parts))

    async def action_run_each(self) -> None:
        """Run each expression of the selection or the buffer in turn, until one fails."""
        editor = self._buffers.active
        parts = editor.text, editor.selected_stretch(), str(editor.id)
        try:
            turns = each(*parts) if len(parts[0]) < QUICK else await asyncio.to_thread(each, *parts)
        except UsageError as error:
            self.refuse(error)
            return
        if not turns:
            self.action_run()
        elif len(turns) == 1:
            self._begin(turns[0][0]())
        else:
            self._series = Series(turns)
            self._go_on()

    def series_ended(self, event: RunEnded) -> None:
        """A run is over: go on with the next expression, or tell how all of them ended."""
        series = self._series
        if series is None or not series.is_of(event.request):
            return
        series.ended(event)
        if series.is_over:
            self._series = None
            title, text = series.summary()
            self.tell(text, title)
        else:
            self._go_on()

    def run_changed(self, asked: Request, request: Request) -> None:
        """What was about to run got its values."""
        if self._series is not None and self._series.is_of(asked):
            self._series.adopt(request)

    def run_refused(self) -> None:
        """What was about to run does not; what was to follow does not either."""
        self._series = None

    def _begin(self, request: Request) -> None:
        if self._run(request):
            self._series = None

    def _go_on(self) -> None:
        if self._series is not None and not self._run(self._series.next):
            self._series = None
