"""Choosing a theme and keeping the choice in the user's settings, off the event loop as it writes to disk."""

from __future__ import annotations

import asyncio
from typing import cast

from textual.screen import Screen

from karma_tui.errors import KarmaError
from karma_tui.library.settings_file import change_setting
from karma_tui.tui.app_base import BaseApp, Tastes
from karma_tui.tui.failures import notify_errors


def choose_theme(screen: Screen[None], desk: Tastes) -> None:
    """Put up the picker; what is chosen holds at once, even if it cannot be kept."""
    from karma_tui.tui.screens.themes import ThemesScreen  # dialogues are loaded when wanted

    app = cast(BaseApp, screen.app)

    async def keep(name: str) -> None:
        try:
            await asyncio.to_thread(change_setting, desk.files.settings, "theme", name)
        except KarmaError as error:
            notify_errors(app, [error])

    def chosen(name: str | None) -> None:
        app.look.changed(app.theme)
        if name is not None:
            screen.run_worker(keep(name), group="settings", exit_on_error=False)

    app.look.watch(on=True)
    app.push_screen(ThemesScreen(app.look.names, app.theme), chosen)
