"""The app on an instance: puts the user's files and the main screen together, and keeps keys in order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual import events

from karma_tui.errors import ExitCode, KarmaError
from karma_tui.themes import LoadedThemes
from karma_tui.tui.actions import keys_of_all
from karma_tui.tui.app_base import SWITCH_SECONDS, BaseApp, load
from karma_tui.tui.desk import Desk
from karma_tui.tui.history.access import HistoryAccess
from karma_tui.tui.opening.arrival import Arrival
from karma_tui.tui.opening.screen import OpeningScreen
from karma_tui.tui.typing_order import Turn, keys_done
from karma_tui.tui.user_files import UserFiles
from karma_tui.workbench.target import Target

if TYPE_CHECKING:
    from textual.message import Message
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


class KarmaApp(BaseApp):
    """One window on one instance."""

    _turn: Turn | None = None
    """The key that is being carried out."""

    def __init__(self, desk: Desk, themes: LoadedThemes, errors: Sequence[KarmaError] = ()) -> None:
        self.desk = desk
        super().__init__(desk, themes, errors)
        self._action_keys = keys_of_all(desk.keymap)
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

    def change_keys(self, changed: Mapping[str, str]) -> None:
        """See `BaseApp`."""
        super().change_keys(changed)
        self._action_keys = keys_of_all(changed)

    async def on_event(self, event: events.Event) -> None:
        """An action comes after the letters typed before it, and before those typed after it."""
        if self._arrival is None or not self._arrival.takes(event, self._action_keys):
            await self.resume(event)

    async def resume(self, event: events.Event) -> None:
        """Go on with an event whose turn it is."""
        if isinstance(event, events.Key) and self._is_claimed(event):
            return
        if not isinstance(event, events.Key) or event.is_forwarded or not self._needs_order(event):
            await super().on_event(event)
            return
        await keys_done(self)
        turn = self._turn = Turn(self, event)
        try:
            await super().on_event(event)
            while (then := await turn.next()) is not None:
                await super().on_event(then)
        finally:
            self._turn = None
            for left in turn.left():
                self.post_message(left)
        await keys_done(self)

    def post_message(self, message: Message) -> bool:
        """What belongs to the key being carried out does not wait behind the keys that came after it."""
        turn = self._turn
        return (turn is not None and turn.takes(message)) or super().post_message(message)

    def _is_claimed(self, event: events.Key) -> bool:
        """Modal keys of the editor go before the actions of the screen; hands such a key over."""
        focused = self.focused if self.screen_stack else None
        if focused is None or event.key not in getattr(focused, "claimed_keys", ()):
            return False
        return focused.post_message(event)

    def _needs_order(self, event: events.Key) -> bool:
        """What is typed on the main screen does not: the focused widget's queue keeps it in order.

        The editor carries out its other keys, too.
        """
        focused = self.focused if self.screen_stack else None
        if focused is None or event.key in self._action_keys or len(self.screen_stack) > 1:
            return True
        is_typed = focused.check_consume_key(event.key, event.character)
        return not (is_typed or getattr(focused, "KEEPS_ORDER", False))

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
