"""The app on an instance: puts the user's files and the main screen together, and keeps keys in order."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from textual import events

from karma_tui.errors import ExitCode, KarmaError
from karma_tui.themes import LoadedThemes
from karma_tui.tui.actions import keys_of_all
from karma_tui.tui.app_base import SWITCH_SECONDS, BaseApp, load
from karma_tui.tui.desk import Desk
from karma_tui.tui.history.access import HistoryAccess
from karma_tui.tui.ports import Opener, open_real
from karma_tui.tui.screens.main import MainScreen
from karma_tui.tui.typing_order import keys_done
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.editor import Editor
from karma_tui.workbench.target import Target


class KarmaApp(BaseApp):
    """One window on one instance."""

    def __init__(self, desk: Desk, themes: LoadedThemes, errors: Sequence[KarmaError] = ()) -> None:
        self.desk = desk
        super().__init__(desk, themes, errors)
        self._action_keys = keys_of_all(desk.keymap)

    def get_default_screen(self) -> MainScreen:
        """The main screen."""
        return MainScreen(self.desk)

    def change_keys(self, changed: Mapping[str, str]) -> None:
        """See `BaseApp`."""
        super().change_keys(changed)
        self._action_keys = keys_of_all(changed)

    async def on_event(self, event: events.Event) -> None:
        """An action comes after the letters typed before it, and before those typed after it."""
        if isinstance(event, events.Key) and self._is_claimed(event):
            return
        if not isinstance(event, events.Key) or event.is_forwarded or not self._needs_order(event.key):
            await super().on_event(event)
            return
        await keys_done(self)
        await super().on_event(event)
        await keys_done(self)

    def _is_claimed(self, event: events.Key) -> bool:
        """Modal keys of the editor go before the actions of the screen; hands such a key over."""
        focused = self.focused if self.screen_stack else None
        if not isinstance(focused, Editor) or event.key not in focused.claimed_keys:
            return False
        return focused.post_message(event)

    def _needs_order(self, key: str) -> bool:
        """Plain letters on the main screen do not: the focused widget's queue keeps them in order."""
        if getattr(self.focused, "HANDS_ON_FOCUS", False):
            return True
        return key in self._action_keys or len(self.screen_stack) > 1

    def action_help(self) -> None:
        """Show the help, on the function under the cursor if there is one, or close it."""
        if not (isinstance(self.screen, MainScreen) and self.screen.help_on_topic()):
            super().action_help()

    def keep_typed(self) -> None:
        """See `CalmApp`."""
        for screen in self.screen_stack:
            if isinstance(screen, MainScreen):
                screen.keep_typed()

    async def let_go(self) -> None:
        """Keep the drafts, let go of the instance."""
        for screen in self.screen_stack:
            if isinstance(screen, MainScreen):
                await screen.shut_down()


def build_app(
    target: Target, files: UserFiles, opener: Opener = open_real, paths: Sequence[Path] = ()
) -> KarmaApp:
    """The app for an instance with the user's settings, themes and keys; their errors are shown in it.

    `paths` are files to open in buffers.
    """
    loaded = load(files)
    names = sorted(loaded.themes.themes)
    desk = Desk(target, files, opener, loaded.settings, loaded.keymap, names, paths=paths)
    if files.data is not None:
        access = HistoryAccess(files.data, loaded.settings)
        desk = replace(desk, history=access)
        if opener is open_real:
            desk = replace(desk, opener=partial(open_real, access=access))
    return KarmaApp(desk, loaded.themes, (*loaded.errors, *files.problems))


def run_app(target: Target, paths: Sequence[Path] = ()) -> ExitCode:
    """Open the app, with these files in buffers, and return once the user leaves.

    Raises StorageError without usable folders.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    app = build_app(target, UserFiles.standard(), paths=paths)
    return app.run_to_end()
