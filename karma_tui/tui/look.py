"""How a window looks: its theme, what the terminal can show of it, and whether anything moves by itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.app import App

from karma_tui.errors import UsageError
from karma_tui.library.settings import Settings
from karma_tui.themes import LoadedThemes, Theme
from karma_tui.tui import theming
from karma_tui.tui.failures import notify_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import DescendantFocus

    from karma_tui.tui.theme_watch import News, ThemeWatch

_SIXTEEN = "standard"
"""What Textual's console calls a terminal of sixteen colours."""
_STILL = ("KARMA_TUI_REDUCED_MOTION", "REDUCE_MOTION", "NO_MOTION")
_NO = ("", "0", "no", "off", "false")


@runtime_checkable
class ShowsThemes(Protocol):
    """A screen on which themes are chosen."""

    def show_names(self, names: Sequence[str]) -> None:
        """There are others now."""


class Look:
    """The look of one window; `begin` before it is shown."""

    def __init__(self, app: App[Any], themes: LoadedThemes, folder: Path, settings: Settings) -> None:
        self._app = app
        self._themes = themes
        self._folder = folder
        self._settings = settings
        self._watch: ThemeWatch | None = None
        self.is_still = is_still(settings.reduced_motion)
        """Whether nothing moves or blinks by itself."""

    def begin(self) -> None:
        """Make the themes known and take the one that is wanted."""
        theming.register(self._app, self._themes.themes.values())
        if self._settings.theme in self._themes.themes:
            self._app.theme = self._settings.theme
        if self.is_still:
            self._app.animation_level = "none"

    def fit_terminal(self) -> None:
        """On a terminal of sixteen colours take a theme that is made of them; the setting stays."""
        wanted = self._themes.themes.get(self._app.theme)
        if wanted is not None and self._app.console.color_system == _SIXTEEN:
            self._app.theme = shown_instead(wanted, self._themes.themes)

    @property
    def names(self) -> list[str]:
        """The names of all themes, in order."""
        return sorted(self._themes.themes)

    def focused(self, event: DescendantFocus) -> None:
        """A line to type in has the focus: its cursor may not blink."""
        if self.is_still:
            from textual.widgets import Input  # not on the way to the first frame

            if isinstance(event.widget, Input):
                event.widget.cursor_blink = False

    def changed(self, name: str) -> None:
        """Another theme is shown: one of the user's own may be saved anew."""
        if self._app.is_running:
            self._app.call_next(self._forget_lists)
            self.watch(
                on=(self._folder / f"{name}.toml").exists() or isinstance(self._app.screen, ShowsThemes)
            )

    def _forget_lists(self) -> None:
        """Lists keep drawn rows by their ground, which two themes may share though the letters differ.

        Giving one row its own text again makes them forget all.
        """
        from textual.widgets import OptionList

        for screen in self._app.screen_stack:
            for entries in screen.query(OptionList):
                if entries.option_count:
                    entries.replace_option_prompt_at_index(0, entries.get_option_at_index(0).prompt)

    def watch(self, *, on: bool) -> None:
        """Look at the user's theme files, or no more."""
        if self._watch is None and on:
            from karma_tui.tui.theme_watch import ThemeWatch  # for those with themes of their own

            self._watch = ThemeWatch(self._app, self._folder, self._themes, self._take)
        if self._watch is not None:
            self._watch.look(on=on)

    def _take(self, news: News) -> None:
        """Theme files were saved: show what changed, and tell in one message what cannot be used."""
        app, self._themes = self._app, news.themes
        theming.register(app, news.changed)
        if any(theme.name == app.theme for theme in news.changed):
            app.mutate_reactive(App.theme)
        if isinstance(app.screen, ShowsThemes):
            app.screen.show_names(self.names)
        notify_errors(app, news.errors, "Some themes cannot be used")


def shown_instead(wanted: Theme, themes: Mapping[str, Theme]) -> str:
    """With sixteen colours every other theme would be a guess: one made of those is taken, dark or light."""
    fitting = (it for it in themes.values() if it.ansi and it.dark is wanted.dark)
    return wanted.name if wanted.ansi else next((it.name for it in fitting), wanted.name)


def is_still(setting: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the user wants nothing to move: by the setting, else by the environment."""
    if setting != "auto":
        return setting == "on"
    return any(environment.get(name, "").lower() not in _NO for name in _STILL)


def refuse_dumb(environment: Mapping[str, str] = os.environ) -> None:
    """Raises UsageError on a terminal that cannot place a cursor."""
    if environment.get("TERM", "") in ("dumb", "unknown"):
        raise UsageError(
            "This terminal cannot show the app",
            f"TERM is {environment['TERM']}: it cannot place a cursor.",
            "`karma-tui run` and `karma-tui repl --plain` need no more than lines.",
        )
