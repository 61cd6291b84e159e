"""The main screen's part in the HTTP log: it listens from the start, and shows it when wanted."""

from __future__ import annotations

import asyncio
import os
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from karma_tui.errors import StorageError
from karma_tui.tui.screens.workspace import Workspace

if TYPE_CHECKING:
    from karma_tui.tui.http_log.pane import HttpLogPane
    from karma_tui.workbench.http_log import HttpLog


class HttpLogActions(Workspace):
    """A screen with a log; what is told before the log is looked at is in it too."""

    _http_log: HttpLog | None = None
    _remarking: ExitStack
    _log_pane: HttpLogPane | None = None

    def on_mount(self) -> None:
        """Listen before anything is sent; from now on trouble with a log file is told on the screen."""
        self.http_log.start()
        self._remarking = ExitStack()
        if os.environ.get("KARMA_TUI_LOG_FILE", "").strip():
            self._to_file()

    def on_unmount(self) -> None:
        """Nothing more is told."""
        self.http_log.stop()
        if hasattr(self, "_remarking"):
            self._remarking.close()

    def _to_file(self) -> None:
        from karma_tui.workbench.log_to_file import log_to

        loop = asyncio.get_running_loop()

        def remark(line: str) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(partial(self.tell, line, "HTTP log"))

        try:
            self._remarking.enter_context(log_to("", remark))
        except StorageError as error:
            self.refuse(error)

    @property
    def http_log(self) -> HttpLog:
        """The exchanges of this window."""
        if self._http_log is None:
            from karma_tui.workbench.http_log import HttpLog

            self._http_log = HttpLog()
        return self._http_log

    @property
    def is_log_next(self) -> bool:
        """Whether the log is open, and below what has the focus."""
        is_open = self._log_pane is not None and self._log_pane.is_attached
        return is_open and (self._results.has_focus_within or self._buffers.has_focus_within)

    def focus_log(self) -> None:
        """Go to the log, which is open."""
        if self._log_pane is not None:
            self._log_pane.take_focus()

    async def action_http_log(self) -> None:
        """Show the log and go to it; there already, put it away."""
        pane = self._log_pane
        if pane is None or not pane.is_attached:
            from karma_tui.tui.http_log.pane import HttpLogPane

            self._log_pane = pane = HttpLogPane(self.http_log, self._focus_editor, self._desk.files.state)
            await self._results.parent.mount(pane, after=self._results)  # type: ignore[union-attr]
            pane.take_focus()
        elif pane.has_focus_within:
            pane.action_close()
        else:
            pane.take_focus()
