"""The Textual app: puts settings, themes, keys and the main screen together, and does nothing else.

One private hook of Textual 8.2 is overridden, `_fatal_error`; a test holds it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import App
from textual.command import Provider

from karma_tui.errors import ConfigError, ExitCode, KarmaError
from karma_tui.library.settings import load_settings
from karma_tui.themes import SYNTAX, LoadedThemes, load_themes, shipped_folder
from karma_tui.tui import theming
from karma_tui.tui.actions import bindings, keymap, keys_of_all
from karma_tui.tui.crash import farewell
from karma_tui.tui.desk import Desk
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.palette import ActionProvider
from karma_tui.tui.ports import Opener, open_real
from karma_tui.tui.screens.main import MainScreen
from karma_tui.tui.signals import on_ending
from karma_tui.tui.typing_order import keys_done
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.editor import Editor
from karma_tui.workbench.target import Target

SWITCH_SECONDS = 0.0005
"""How long a thread may go on while a key waits for it. Python's own 5 ms would be felt: a key changes
threads four times on its way from the terminal to the screen."""


class KarmaApp(App[None], inherit_bindings=False):
    """One window on one instance."""

    TITLE = "karma-tui"
    CSS_PATH = "app.tcss"
    BINDINGS = bindings(everywhere=True)
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {ActionProvider}

    def __init__(self, desk: Desk, themes: LoadedThemes, errors: Sequence[KarmaError] = ()) -> None:
        self.desk = desk
        self._themes = themes
        self._errors = errors
        super().__init__()
        theming.register(self, themes.themes.values())
        if desk.settings.theme in themes.themes:
            self.theme = desk.settings.theme
        self.set_keymap(dict(desk.keymap))
        self._action_keys = keys_of_all(desk.keymap)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours for `$syntax-…` where a theme has none."""
        return theming.syntax_variables(dict.fromkeys(SYNTAX, "ansi_default"))

    def get_default_screen(self) -> MainScreen:
        """The main screen."""
        return MainScreen(self.desk)

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

    def _fatal_error(self) -> None:
        """End with a report instead of a traceback: Textual's own would show the values of variables."""
        self.bell()
        self.panic(Text(farewell(self.desk.files.state, sys.exc_info()[1])))

    def on_mount(self) -> None:
        """Whatever was wrong with the user's files is told once, in one message."""
        if not self.is_headless:
            on_ending(lambda: self.run_worker(self.action_quit(), group="quit", exit_on_error=False))
        self.call_after_refresh(notify_errors, self, self._errors, "Some of your files cannot be used")

    def action_help(self) -> None:
        """Show the help, on the function under the cursor if there is one, or close it."""
        from karma_tui.tui.screens.help import HelpScreen

        if getattr(self.screen, "IS_HELP", False):
            self.screen.dismiss(None)
        elif not (isinstance(self.screen, MainScreen) and self.screen.help_on_topic()):
            self.push_screen(HelpScreen(self.desk.keymap))

    async def action_quit(self) -> None:
        """Keep the drafts, let go of the instance, and leave."""
        for screen in self.screen_stack:
            if isinstance(screen, MainScreen):
                await screen.shut_down()
        self.exit()


def build_app(
    target: Target, files: UserFiles, opener: Opener = open_real, paths: Sequence[Path] = ()
) -> KarmaApp:
    """The app for an instance with the user's settings, themes and keys; their errors are shown in it.

    `paths` are files to open in buffers.
    """
    loaded = load_settings(files.settings)
    themes = load_themes([shipped_folder(), files.themes])
    keys, key_errors = keymap(loaded.settings.keys)
    errors = [*loaded.errors, *themes.errors, *key_errors]
    settings = loaded.settings
    if settings.theme not in themes.themes:
        errors.append(_unknown_theme(settings.theme, files, list(themes.themes)))
        settings = replace(settings, theme=theming.DEFAULT)
    desk = Desk(target, files, opener, settings, keys, sorted(themes.themes), paths=paths)
    return KarmaApp(desk, themes, errors)


def run_app(target: Target, paths: Sequence[Path] = ()) -> ExitCode:
    """Open the app, with these files in buffers, and return once the user leaves.

    Raises StorageError without usable folders.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    app = build_app(target, UserFiles.standard(), paths=paths)
    app.run()
    return ExitCode(app.return_code or 0)


def _unknown_theme(name: str, files: UserFiles, known: list[str]) -> ConfigError:
    import difflib  # for the one who mistyped only

    near = difflib.get_close_matches(name, known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
    return ConfigError("The theme is not known", f"{files.settings}: theme = {name!r} is not known.", hint)
