"""All of one exchange, and the ones beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker

from karma_tui.tui.actions import scoped
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.http_log.keys import EXCHANGE
from karma_tui.tui.http_log.pane import copy_request
from karma_tui.tui.http_log.wording import details
from karma_tui.tui.widgets.key_bar import KeyBar
from karma_tui.workbench.http_log import Exchange


class DetailsScreen(ModalScreen[None]):
    """Shows one of these exchanges, the newest of which is the first."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(EXCHANGE)
    DEFAULT_CSS = """
    DetailsScreen {
        & VerticalScroll { height: 1fr; }
        & #exchange { height: auto; }
        & KeyBar { height: 1; color: $footer-foreground; }
    }
    """

    def __init__(self, exchanges: Sequence[Exchange], number: int, folder: Path) -> None:
        super().__init__()
        self._exchanges = exchanges
        self._at = next((at for at, it in enumerate(exchanges) if it.number == number), 0)
        self._folder = folder

    def compose(self) -> ComposeResult:
        """All of it, scrolling."""
        with Vertical(classes="dialogue tall"):
            yield Static(id="which", markup=False)
            with VerticalScroll():
                yield Static(id="exchange", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        """The one that is wanted."""
        self.query_one(VerticalScroll).focus()
        self._show(0)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_older(self) -> None:
        """The one before."""
        self._show(1)

    def action_newer(self) -> None:
        """The one after."""
        self._show(-1)

    def action_copy_exchange(self) -> None:
        """Copy the request."""
        widget = self.query_one("#exchange", Static)
        work = copy_request(widget, self._exchanges[self._at], self._folder)
        self.run_worker(work, group="copy", exclusive=True, exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def _show(self, step: int) -> None:
        self._at = min(max(self._at + step, 0), len(self._exchanges) - 1)
        exchange = self._exchanges[self._at]
        self.query_one("#which", Static).update(
            Content.assemble(("HTTP exchange", "bold"), f" {exchange.number}")
        )
        self.query_one("#exchange", Static).update(details(exchange))
        self.query_one(VerticalScroll).scroll_home(animate=False)
