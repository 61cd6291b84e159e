"""From the opening screen to the main one, with everything that is typed meanwhile, in its order.

Letters go into the opening screen's text at once. From the first key of an action on, keys wait for the
screen that can carry it out.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from textual.events import Key, Paste

from karma_tui.tui.typing_order import keys_done

if TYPE_CHECKING:
    from collections.abc import Collection

    from textual.events import Event

    from karma_tui.tui.app import KarmaApp
    from karma_tui.tui.opening.screen import OpeningScreen

MAIN = "karma_tui.tui.screens.main"
MODE = "main"
"""Textual replaces a first screen by another mode only."""

PATIENCE_SECONDS = 10.0
"""Keys wait no longer than this for what earlier windows left, and whoever leaves for what was typed."""


class Arrival:
    """One opening of the app."""

    def __init__(self, app: KarmaApp, *, modal: bool) -> None:
        """`modal` says that letters may be commands, which only the main screen's editor knows."""
        self._app = app
        self._held: list[Event] = []
        self._holds = modal
        self._is_over = False
        self._there = asyncio.Event()

    def takes(self, event: Event, action_keys: Collection[str]) -> bool:
        """Whether an event has to wait for the main screen; it is not lost."""
        if self._is_over or not isinstance(event, Key | Paste) or event.is_forwarded:
            return False
        self._holds = self._holds or (isinstance(event, Key) and event.key in action_keys)
        if self._holds:
            self._held.append(event)
        return self._holds

    def begin(self, opening: OpeningScreen) -> None:
        """The opening screen is seen: bring the main one, off the event loop as far as that goes."""
        self._app.run_worker(self._bring(opening), group="arrival")

    async def main_is_there(self) -> None:
        """Wait until what was typed is on the main screen."""
        await asyncio.wait([asyncio.ensure_future(self._there.wait())], timeout=PATIENCE_SECONDS)

    async def _bring(self, opening: OpeningScreen) -> None:
        await asyncio.to_thread(import_module, MAIN)
        from karma_tui.tui.screens.main import MainScreen

        self._holds = True
        await keys_done(self._app)
        main = MainScreen(self._app.desk, opening.typed)
        self._app.add_mode(MODE, lambda: main)
        await self._app.switch_mode(MODE)
        await keys_done(self._app)  # mounted, and its editor has the focus
        self._there.set()  # before the keys that waited: one of them may be the one to leave with
        await asyncio.wait([asyncio.ensure_future(main.restored.wait())], timeout=PATIENCE_SECONDS)
        while self._held:
            held, self._held = self._held, []
            for event in held:
                await self._app.resume(event)
        self._is_over = True
