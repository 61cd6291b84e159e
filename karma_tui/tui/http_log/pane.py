"""The HTTP log as a pane below the results: it goes on while one works."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from karma_tui.errors import KarmaError
from karma_tui.tui.actions import scoped
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.http_log.keys import HTTP_FILTER, HTTP_LOG
from karma_tui.tui.http_log.wording import HEAD, curl, is_wanted, row
from karma_tui.tui.shown import shown_line
from karma_tui.workbench.http_log import Exchange, HttpLog

_PACE = 0.1
"""Seconds between two looks at what is new."""

_TICK = 1.0
"""Seconds between two looks at what goes on and is not new."""


class FilterInput(Input):
    """The words to look for."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(HTTP_FILTER)

    def action_done(self) -> None:
        """Go to the list."""
        self.screen.query_one(HttpLogPane).take_focus()

    def action_drop(self) -> None:
        """Show all again."""
        self.value = ""
        self.display = False
        self.screen.query_one(HttpLogPane).take_focus()


class HttpLogPane(Vertical):
    """A list of exchanges, the newest on top. `leave` puts the focus back where one works."""

    DEFAULT_CSS = """
    HttpLogPane {
        height: 2fr; min-height: 7; background: $surface; border-top: solid $border-blurred;
        &:focus-within { border-top: solid $border; }
        & #http-told { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & #http-head {
            height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & FilterInput, & FilterInput:focus { border: none; height: 1; padding: 0 1; background: $panel; }
        & OptionList, & OptionList:focus {
            border: none; height: 1fr; padding: 0 1; background: $surface;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = scoped(HTTP_LOG)

    def __init__(
        self,
        log: HttpLog,
        leave: Callable[[], None],
        folder: Path,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`folder` is for a text that no clipboard takes; `clock` gives Unix seconds."""
        super().__init__(id="http-log")
        self._log = log
        self._leave = leave
        self._folder = folder
        self._clock = clock
        self._timer: Timer | None = None
        self._listed: list[int] = []
        """The numbers of what is shown."""
        self._paused: tuple[Exchange, ...] | None = None
        self._only_failed = False

    def compose(self) -> ComposeResult:
        """What there is, the filter, the list."""
        yield Static(id="http-told", markup=False)
        filtering = FilterInput(placeholder="words of a request, an error, a path")
        filtering.display = False
        yield filtering
        yield Static(HEAD, id="http-head", markup=False)
        yield OptionList(id="http-list", markup=False)

    def on_mount(self) -> None:
        """Show what there is, and what comes."""
        self._log.changed = self._changed
        self._draw()

    def on_unmount(self) -> None:
        """Nobody looks any more."""
        self._log.changed = None

    def take_focus(self) -> None:
        """To the list."""
        self._list.focus()

    @property
    def marked(self) -> Exchange | None:
        """The exchange under the cursor."""
        at = self._list.highlighted
        number = self._listed[at] if at is not None and at < len(self._listed) else 0
        return next((it for it in self.shown if it.number == number), None)

    @property
    def shown(self) -> list[Exchange]:
        """What is listed, as it is by now, the newest first."""
        words = self.query_one(FilterInput).value
        entries = self._paused if self._paused is not None else self._log.entries
        return [it for it in reversed(entries) if is_wanted(it, words, only_failed=self._only_failed)]

    # --- what the keys do

    def action_details(self) -> None:
        """See all of one."""
        from karma_tui.tui.http_log.details_screen import DetailsScreen

        marked = self.marked
        if marked is not None:
            self.app.push_screen(DetailsScreen(self.shown, marked.number, self._folder))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_details()

    def action_filter(self) -> None:
        """Ask for words."""
        filtering = self.query_one(FilterInput)
        filtering.display = True
        filtering.focus()

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        self._draw()

    def action_only_failed(self) -> None:
        """Show only what went wrong, or all."""
        self._only_failed = not self._only_failed
        self._draw()

    def action_pause(self) -> None:
        """Let the list stand still, or go on."""
        self._paused = self._log.entries if self._paused is None else None
        self._draw()

    def action_clear(self) -> None:
        """Forget all."""
        self._log.clear()
        self._paused = None
        self._draw()

    def action_copy_request(self) -> None:
        """As a command."""
        marked = self.marked
        if marked is not None:
            work = copy_request(self, marked, self._folder)
            self.run_worker(work, group="copy", exclusive=True, exit_on_error=False)

    def action_leave(self) -> None:
        """Back to the editor."""
        self._leave()

    def action_close(self) -> None:
        """Put it away."""
        self._leave()
        self.remove()

    # --- drawing

    def _changed(self, _: Exchange) -> None:
        if self._timer is None:
            self._timer = self.set_timer(_PACE, self._draw)

    def _draw(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        marked, shown, now = self._marked_number, self.shown, self._clock()
        self._listed = [it.number for it in shown]
        entries = self._list
        entries.clear_options()
        entries.add_options([Option(row(it, now)) for it in shown])
        if shown:
            entries.highlighted = self._listed.index(marked) if marked in self._listed else 0
        self.query_one("#http-told", Static).update(self._told(len(shown)))
        if self._paused is None and any(not it.is_over for it in shown):
            self._timer = self.set_timer(_TICK, self._draw)

    def _told(self, shown: int) -> Content:
        entries = self._log.entries
        failed = sum(not it.is_well for it in entries)
        parts = [f"{len(entries)} exchange{'' if len(entries) == 1 else 's'}"]
        parts += [f"{failed} failed or refused"] if failed else []
        parts += [f"{shown} shown"] if shown != len(entries) else []
        parts += [f"{self._log.dropped} older ones are gone"] if self._log.dropped else []
        if self._paused is not None:
            newest = max((it.number for it in self._paused), default=0)
            newer = sum(it.number > newest for it in entries)
            parts.append(f"paused, {newer} newer" if newer else "paused")
        file = os.environ.get("KARMA_TUI_LOG_FILE", "").strip()
        parts += [f"also in {file}"] if file else []
        return Content.assemble(("HTTP log", "bold"), "  ", shown_line(", ".join(parts)))

    @property
    def _marked_number(self) -> int:
        at = self._list.highlighted
        # at the top it is the newest that is wanted, whichever that is by now
        return self._listed[at] if at and at < len(self._listed) else 0

    @property
    def _list(self) -> OptionList:
        return self.query_one("#http-list", OptionList)


async def copy_request(widget: Vertical | Static, exchange: Exchange, folder: Path) -> None:
    """Bring the command to the clipboard."""
    from karma_tui.tui.taking.clipboard import copy
    from karma_tui.tui.taking.terminal import AppTerminal

    try:
        told = await copy(curl(exchange), "Request", AppTerminal(widget.app), folder)
    except KarmaError as error:
        notify_errors(widget.app, [error])
    else:
        widget.app.notify(shown_line(told), markup=False)
