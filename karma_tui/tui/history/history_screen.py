"""The list of past runs with what can be done to one: open, run, compare, save, copy, pin, forget."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.widgets import Input

from karma_tui.errors import KarmaError, StorageError
from karma_tui.library.history.telling import first_line
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.history.history_look import Chosen as Chosen
from karma_tui.tui.history.history_look import HistoryLook
from karma_tui.tui.history.history_look import local_now as local_now
from karma_tui.tui.screens.confirm import ConfirmScreen
from karma_tui.tui.shown import shown_line


class HistoryScreen(HistoryLook):
    """Gives what was picked, or None."""

    def _choose(self, what: str) -> None:
        if (entry := self._list.entry) is not None:
            self.dismiss(Chosen(entry, what))

    def action_open(self) -> None:
        """In a new buffer."""
        self._choose("open")

    def opened(self) -> None:
        """Two clicks open."""
        self.action_open()

    def action_run(self) -> None:
        """Again."""
        self._choose("run")

    def action_compare(self) -> None:
        """Its result with today's."""
        self._choose("compare")

    def action_save(self) -> None:
        """As a snippet."""
        self._choose("save")

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    async def action_copy_run(self) -> None:
        """To the clipboard."""
        entry = self._list.entry
        if entry is None:
            return
        from karma_tui.tui.taking.clipboard import copy
        from karma_tui.tui.taking.terminal import AppTerminal

        try:
            told = await copy(entry.text, "expression", AppTerminal(self.app), self._history.path.parent)
        except KarmaError as error:
            notify_errors(self.app, [error])
        else:
            self.notify(shown_line(told), markup=False)

    def action_pin(self) -> None:
        """Keep it for ever, or no longer."""
        if (entry := self._list.entry) is not None:
            self._change(lambda: self._history.pin([entry.id], not entry.pinned))

    def action_forget(self) -> None:
        """Ask, then forget the run under the cursor."""
        if (entry := self._list.entry) is not None:
            self._forget("Forget this run?", shown_line(first_line(entry.text)), [entry.id])

    def action_forget_shown(self) -> None:
        """Ask, then forget all that is shown."""
        ids = list(self._list.ids)
        if ids:
            told = self._filters.told() or "the whole history, pinned ones included"
            words = self.query_one("#search", Input).value
            about = f'{told}, with "{words}"' if words.strip() else told
            self._forget(f"Forget {len(ids):,} runs?", shown_line(about), ids)

    def _forget(self, question: str, detail: str, ids: list[int]) -> None:
        more = f"{detail}   Text and result are removed from the disk."
        self.app.push_screen(
            ConfirmScreen(question, more, "Forget"),
            lambda agreed: self._change(lambda: self._history.forget(ids)) if agreed else None,
        )

    def _change(self, act: Callable[[], object]) -> None:
        async def change() -> None:
            try:
                await asyncio.to_thread(act)
            except StorageError as error:
                notify_errors(self.app, [error])
            self._is_reading = True
            await self._read(keep=True)

        self.run_worker(change(), group="history", exit_on_error=False)
