"""The app on an instance: puts the user's files and the main screen together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual import events

from karma_tui.errors import ExitCode, KarmaError
from karma_tui.themes import LoadedThemes
from karma_tui.tui.app_base import SWITCH_SECONDS, load
from karma_tui.tui.desk import Desk
from karma_tui.tui.history.access import HistoryAccess
from karma_tui.tui.opening.arrival import Arrival
from karma_tui.tui.opening.screen import OpeningScreen
from karma_tui.tui.ordered_app import OrderedApp
from karma_tui.tui.user_files import UserFiles
from karma_tui.workbench.target import Target

if TYPE_CHECKING:
    from textual.screen import Screen

    from karma_tui.tui.ports import Bench, Opener, SessionFacts


@runtime_checkable
class Workplace(Protocol):
    """The main screen, which is not imported for the first frame."""

    def help_on_topic(self) -> bool:
        """Show the help on what the cursor is on; False if there is none."""

    def keep_typed(self) -> None:
        """Keep what is typed, here and now."""

    async def shut_down(self) -> None:
        """Keep the drafts, let go of the instance."""


class KarmaApp(OrderedApp):
    """One window on one instance."""

    def __init__(self, desk: Desk, themes: LoadedThemes, errors: Sequence[KarmaError] = ()) -> None:
        self.desk = desk
        super().__init__(desk, themes, errors)
        self._arrival: Arrival | None = None

    def get_default_screen(self) -> Screen[None]:
        """What the first frame shows."""
        if self._arrival is not None:
            return OpeningScreen(self.desk, self._arrival.begin)
        from karma_tui.tui.screens.main import MainScreen

        return MainScreen(self.desk)

    def open_lightly(self) -> None:
        """Show the first frame before the main screen is imported."""
        self._arrival = Arrival(self, modal=self.desk.settings.editor.keys == "vi")

    async def on_event(self, event: events.Event) -> None:
        """An action comes after the letters typed before it, and before those typed after it."""
        if self._arrival is None or not self._arrival.takes(event, self.action_keys):
            await self.resume(event)

    def action_help(self) -> None:
        """Show the help, on the function under the cursor if there is one, or close it."""
        if not (isinstance(self.screen, Workplace) and self.screen.help_on_topic()):
            super().action_help()

    def keep_typed(self) -> None:
        """See `CalmApp`."""
        for screen in self.screen_stack:
            if isinstance(screen, Workplace):
                screen.keep_typed()

    async def let_go(self) -> None:
        """Keep the drafts, let go of the instance."""
        if self._arrival is not None:
            await self._arrival.main_is_there()
        for screen in self.screen_stack:
            if isinstance(screen, Workplace):
                await screen.shut_down()


def build_app(
    target: Target, files: UserFiles, opener: Opener | None = None, paths: Sequence[Path] = ()
) -> KarmaApp:
    """The app for an instance with the user's settings, themes and keys; their errors are shown in it.

    `paths` are files to open in buffers.
    """
    loaded = load(files)
    access = None if files.data is None else HistoryAccess(files.data, loaded.settings)
    desk = Desk(
        target,
        files,
        opener or partial(_open_real, access),
        loaded.settings,
        loaded.keymap,
        sorted(loaded.themes.themes),
        paths=paths,
        history=access,
    )
    return KarmaApp(desk, loaded.themes, (*loaded.errors, *files.problems))


async def _open_real(
    access: HistoryAccess | None, target: Target, *, on_session: Callable[[SessionFacts], None]
) -> Bench:
    """The workbench itself, whose seam is not imported for the first frame either."""
    from karma_tui.tui.ports import open_real

    return await open_real(target, on_session=on_session, access=access)


def run_app(target: Target, paths: Sequence[Path] = ()) -> ExitCode:
    """Open the app, with these files in buffers, and return once the user leaves.

    Raises StorageError without usable folders, UsageError on a dumb terminal.
    """
    from karma_tui.tui.look import refuse_dumb

    refuse_dumb()
    sys.setswitchinterval(SWITCH_SECONDS)
    app = build_app(target, UserFiles.standard(), paths=paths)
    app.open_lightly()
    app.look.fit_terminal()
    return app.run_to_end()
