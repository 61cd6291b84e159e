"""The list of past runs as it is looked at: search, filters, and the whole of the run under the cursor.

The keyboard stays in the search line; arrows move in the list. All reading is done in threads.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.worker import Worker

from karma_tui.errors import StorageError
from karma_tui.library.history.entry import Entry
from karma_tui.library.history.history import History
from karma_tui.tui.actions import scoped
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.history.entry_text import facts
from karma_tui.tui.history.filters import Filters
from karma_tui.tui.history.history_list import HistoryList
from karma_tui.tui.history.keys import HISTORY
from karma_tui.tui.shown import shown_line
from karma_tui.tui.snippets.colouring import coloured
from karma_tui.tui.widgets.key_bar import KeyBar


@dataclass(frozen=True, slots=True)
class Chosen:
    """A run that was picked, and what for: `open`, `run`, `compare` or `save`."""

    entry: Entry
    what: str


def local_now() -> datetime:
    """Now, where the user is."""
    return datetime.now().astimezone()


class HistoryLook(ModalScreen[Chosen | None]):
    """What is done with a run is added by `history_screen`."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(HISTORY)
    DEFAULT_CSS = """
    HistoryLook {
        & #history { width: 100%; height: 100%; border: round $border; background: $surface; }
        & #search { border: none; height: 1; padding: 0 1; background: $panel; }
        & #history-told {
            height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & #history-preview { height: 35%; padding: 0 1; border-top: solid $border-blurred; }
        & #history-facts { height: auto; color: $text-muted; }
        & #history-text { height: auto; }
        & KeyBar { height: 1; padding: 0 1; color: $footer-foreground; }
    }
    """

    def __init__(
        self, history: History, profile: str, remark: str = "", now: Callable[[], datetime] = local_now
    ) -> None:
        """`profile` is the one that one works on; `remark` is said above the list."""
        super().__init__()
        self._history = history
        self._profile = profile
        self._remark = remark
        self._now = now
        self._filters = Filters()
        self._total = 0
        self._is_reading = False
        self._is_stale = False

    def compose(self) -> ComposeResult:
        """Search line, what is shown, the runs, the text of the one under the cursor."""
        with Vertical(id="history"):
            yield Input(
                placeholder="words of the text or of the snippet's name", id="search", classes="plain"
            )
            yield Static(id="history-told", markup=False)
            yield HistoryList(self._history.entries, self._now)
            with VerticalScroll(id="history-preview", can_focus=False):
                yield Static(id="history-facts", markup=False)
                yield Static(id="history-text", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        """Read what there is."""
        self._reload()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def on_input_changed(self) -> None:
        """Search as it is typed."""
        self._reload()

    # --- what is shown

    def _reload(self) -> None:
        """Read anew; while that goes on only the last wish counts."""
        if self._is_reading:
            self._is_stale = True
        else:
            self._is_reading = True
            self.run_worker(self._read(), group="history", exit_on_error=False)

    async def _read(self, *, keep: bool = False) -> None:
        try:
            while True:
                self._is_stale = False
                wanted = self._filters.wanted(self.query_one("#search", Input).value, self._now())
                try:
                    self._total = await asyncio.to_thread(self._history.count)
                    ids = await asyncio.to_thread(self._history.ids, wanted)
                except StorageError as error:
                    self._list.show((), f"{error.title}. {error.detail}")
                    return
                if not self._is_stale:
                    break
        finally:
            self._is_reading = False
        self._list.show(ids, "Nothing matches." if self._total else "Nothing has run yet.", keep=keep)
        shown = f"{len(ids):,} of {_runs(self._total)}" if len(ids) != self._total else _runs(self._total)
        told = [shown, self._filters.told(), self._remark]
        self._say("history-told", Content(shown_line("  ".join(part for part in told if part))))

    def on_history_list_pointed(self, event: HistoryList.Pointed) -> None:
        """Show the whole of the run under the cursor."""
        entry = event.entry
        lines = facts(entry, self._now(), self._profile) if entry is not None else []
        self._say("history-facts", Content("\n".join(shown_line(line) for line in lines)))
        self._say("history-text", coloured(entry.text) if entry is not None else Content(""))
        self.query_one("#history-preview", VerticalScroll).scroll_home(animate=False)

    def on_history_list_opened(self) -> None:
        """Two clicks open."""
        self.opened()

    @abstractmethod
    def opened(self) -> None:
        """A run was clicked twice."""

    def _say(self, name: str, text: Content) -> None:
        self.query_one(f"#{name}", Static).update(text)

    @property
    def _list(self) -> HistoryList:
        return self.query_one(HistoryList)

    # --- filters

    def _filter(self, filters: Filters) -> None:
        self._filters = filters
        self._reload()

    def action_outcome(self) -> None:
        """Only what ended in some way."""
        self._filter(self._filters.next_outcome())

    def action_profile(self) -> None:
        """Only this profile, or all."""
        self._filter(self._filters.on_profile("" if self._filters.profile else self._profile))

    def action_age(self) -> None:
        """Only what is not too old."""
        self._filter(self._filters.next_age())

    def action_face(self) -> None:
        """Only what one face ran."""
        self._filter(self._filters.next_face())

    def action_only_writing(self) -> None:
        """Only what writes, or all."""
        self._filter(self._filters.only_writing())

    def action_only_pinned(self) -> None:
        """Only what is pinned, or all."""
        self._filter(self._filters.only_pinned())

    def action_all(self) -> None:
        """No filter."""
        self.query_one("#search", Input).value = ""
        self._filter(Filters())

    # --- moving

    def action_move(self, steps: int) -> None:
        """Another run."""
        self._list.move(steps)

    def action_page(self, pages: int) -> None:
        """Screenfuls of runs."""
        self._list.move_page(pages)

    def action_go(self, index: int) -> None:
        """The newest or the oldest."""
        self._list.go(index)

    def action_scroll_text(self, lines: int) -> None:
        """Another part of a long text."""
        self.query_one("#history-preview", VerticalScroll).scroll_relative(y=lines * 3, animate=False)


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count:,} runs"
