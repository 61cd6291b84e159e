"""What every window of the program has: themes, keys, palette, help; what becomes of faults is in `crash`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol, runtime_checkable

from textual import events
from textual.command import CommandPalette, Provider
from textual.message import Message

from karma_tui import crashes
from karma_tui.errors import ConfigError, KarmaError
from karma_tui.library.settings import Settings, load_settings
from karma_tui.themes import SYNTAX, LoadedThemes, load_themes, shipped_folder
from karma_tui.tui import theming
from karma_tui.tui.actions import bindings, keymap
from karma_tui.tui.crash import CalmApp
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.look import Look
from karma_tui.tui.signals import on_ending
from karma_tui.tui.user_files import UserFiles

_RIGHT = 3
"""The mouse's right button."""

SWITCH_SECONDS = 0.0005
"""How long a thread may go on while a key waits for it. Python's own 5 ms would be felt: a key changes
threads four times on its way from the terminal to the screen."""


class Tastes(Protocol):
    """What of the user's files every window needs."""

    @property
    def files(self) -> UserFiles:
        """Where they are."""

    @property
    def settings(self) -> Settings:
        """What is in them."""

    @property
    def keymap(self) -> dict[str, str]:
        """Action -> keys, where the user's differ; changed in place while the app runs."""

    @property
    def themes(self) -> Sequence[str]:
        """The names of all themes."""


@runtime_checkable
class Leaving(Protocol):
    """A screen that may hold something that is not sent or saved yet."""

    @property
    def is_edited(self) -> bool:
        """Whether leaving loses something."""

    def leave(self, go: Callable[[], object]) -> None:
        """Do `go` if nothing is lost, or once the user agrees."""


def _palette() -> type[Provider]:
    from karma_tui.tui.palette import ActionProvider  # reads every table of actions: when it is opened only

    return ActionProvider


class BaseApp(CalmApp, inherit_bindings=False):
    """One window."""

    TITLE = "karma-tui"
    CSS_PATH = "app.tcss"
    BINDINGS = bindings(everywhere=True)
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}

    def __init__(self, tastes: Tastes, themes: LoadedThemes, errors: Sequence[KarmaError] = ()) -> None:
        self._tastes = tastes
        self._errors = errors
        crashes.keep_in(tastes.files.state)
        super().__init__()
        self.look = Look(self, themes, tastes.files.themes, tastes.settings)
        self.look.begin()
        self.set_keymap(dict(tastes.keymap))

    def watch_theme(self, name: str) -> None:
        """Another theme is shown."""
        if hasattr(self, "look"):
            self.look.changed(name)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Something else has the focus."""
        self.look.focused(event)

    @property
    def keys(self) -> Mapping[str, str]:
        """Action -> keys, where the user's differ."""
        return self._tastes.keymap

    def change_keys(self, changed: Mapping[str, str]) -> None:
        """From now on these differ from the defaults; `changed` is what `keymap` returned."""
        self._tastes.keymap.clear()
        self._tastes.keymap.update(changed)
        self.set_keymap(dict(changed))

    def post_message(self, message: Message) -> bool:
        """A key held with Alt is no letter, though terminals send it as Escape and one: nobody types it.

        Textual hands the letter on with the key, and a line to type in would keep it from its action.
        """
        if isinstance(message, events.Key) and message.key.startswith("alt+"):
            message.character = None
        return super().post_message(message)

    async def on_event(self, event: events.Event) -> None:
        """The right button opens a menu, whatever is below it; nothing else hears of that button.

        A screen that waits for a key gets it before any action does.
        """
        if isinstance(event, events.Key) and not event.is_forwarded and self.screen_stack:
            take = getattr(self.screen, "take", None) if hasattr(self.screen, "TAKES_ALL_KEYS") else None
            if take is not None:
                take(event)
                return
        right = isinstance(event, events.MouseDown | events.MouseUp) and event.button == _RIGHT
        if not right or event.is_forwarded:
            await super().on_event(event)
        elif isinstance(event, events.MouseDown):
            from karma_tui.tui.menu.opening import open_by_mouse  # loaded when wanted

            open_by_mouse(self, event, self.keys)

    def action_command_palette(self) -> None:
        """Find any action; Textual's own words would call them commands."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder="Search the actions", id="--command-palette"))

    def action_context_menu(self) -> None:
        """What can be done where the cursor is."""
        from karma_tui.tui.menu.opening import open_by_key

        open_by_key(self, self.keys)

    def action_change_keys(self) -> None:
        """Look keys up and change them."""
        from karma_tui.tui.keymap.screen import KeyScreen

        if not isinstance(self.screen, KeyScreen):
            self.push_screen(KeyScreen(self._tastes.files.settings, self.keys, self.change_keys))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours for `$syntax-…` where a theme has none."""
        return {**theming.DEFAULTS, **theming.syntax_variables(dict.fromkeys(SYNTAX, "ansi_default"))}

    def on_mount(self) -> None:
        """Whatever was wrong with the user's files is told once, in one message."""
        self.look.changed(self.theme)
        self.watch_faults(threads=not self.is_headless)
        if not self.is_headless:
            on_ending(lambda: self.run_worker(self.end(), group="quit", exit_on_error=False))
        self.call_after_refresh(notify_errors, self, self._errors, "Some of your files cannot be used")
        earlier = self.tell_earlier(self._tastes.files.state)
        self.run_worker(earlier, group="earlier", exit_on_error=False)

    async def on_click(self, event: events.Click) -> None:
        """A click beside a dialogue: on one of its keys in the last line it does what the key does."""
        from karma_tui.tui.widgets.key_bar import action_below

        if event.button == 1 and event.widget is self.screen:
            action = action_below(self, int(event.screen_x), int(event.screen_y))
            if action is not None:
                await self.run_action(action)

    def action_help(self) -> None:
        """Show the help, or close it."""
        from karma_tui.tui.screens.help import HelpScreen

        if getattr(self.screen, "IS_HELP", False):
            self.screen.dismiss(None)
        else:
            self.push_screen(HelpScreen(self.keys, self._scope_to_tell()))

    def _scope_to_tell(self) -> str:
        """Where the help begins; with the cursor in the editor at its own beginning."""
        from karma_tui.tui.menu.items import scopes_at

        scope = next(scopes_at(self.focused or self.screen), None)
        return scope.name if scope is not None and scope.name != "editor" else ""

    async def action_quit(self) -> None:
        """Leave; a screen on which something would be lost asks first."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Leaving) and screen.is_edited:
                screen.leave(lambda: self.run_worker(self.end(), group="quit", exit_on_error=False))
                return
        await self.end()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The user's files as read, with what was wrong with them."""

    settings: Settings
    keymap: dict[str, str]
    themes: LoadedThemes
    errors: tuple[KarmaError, ...]


def load(files: UserFiles) -> Loaded:
    """Settings, themes and keys; a theme that is not known is replaced by the default."""
    loaded = load_settings(files.settings)
    themes = load_themes([shipped_folder(), files.themes])
    keys, key_errors = keymap(loaded.settings.keys)
    errors = [*loaded.errors, *themes.errors, *key_errors]
    settings = loaded.settings
    if settings.theme not in themes.themes:
        errors.append(_unknown_theme(settings.theme, files, list(themes.themes)))
        settings = replace(settings, theme=theming.DEFAULT)
    return Loaded(settings, keys, themes, tuple(errors))


def _unknown_theme(name: str, files: UserFiles, known: list[str]) -> ConfigError:
    import difflib  # for the one who mistyped only

    near = difflib.get_close_matches(name, known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
    return ConfigError("The theme is not known", f"{files.settings}: theme = {name!r} is not known.", hint)
