"""What is read and imported once the first prompt is on the screen, or before the first line of a pipe."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from karma_tui.errors import KarmaError, StorageError
from karma_tui.repl.look import Depth, Look

if TYPE_CHECKING:
    from karma_tui.library.history import History
    from karma_tui.library.settings import Settings
    from karma_tui.repl.desk import Desk

_SOON_NEEDED = (
    "karma_tui.lang.text_lexing",
    "karma_tui.repl.running",
    "karma_tui.workbench.assist",
    "karma_tui.lang.complete.engine",
    "karma_tui.lang.complete.signature",
    "karma_tui.results.text_tree",
    "karma_tui.repl.commands.models",
)


async def prepare(desk: Desk) -> list[KarmaError]:
    """Settings, colours and history; what was wrong with them, which stops nothing."""
    try:
        settings, history, look, errors = await asyncio.to_thread(_read, desk.printer.look.depth)
        desk.link.history = history
    finally:
        desk.link.prepared.set()
    desk.settings = settings
    desk.printer.look = look
    choices = desk.choices
    choices.completion = settings.completion
    choices.diagnostics = settings.diagnostics
    choices.keys = "vi" if settings.editor.keys == "vi" else "emacs"
    return errors


def warm_up() -> None:
    """Import what the next keys will need. For a thread: it takes a while."""
    for name in _SOON_NEEDED:
        import_module(name)


def _read(depth: Depth) -> tuple[Settings, History | None, Look, list[KarmaError]]:
    from karma_tui import paths
    from karma_tui.library.history import History
    from karma_tui.library.settings import Settings, load_settings

    errors: list[KarmaError] = []
    settings, history, look = Settings(), None, Look(depth)
    try:
        folder = paths.config_dir()
        loaded = load_settings(folder / paths.SETTINGS_FILE)
        settings = loaded.settings
        errors += loaded.errors
        if depth is not Depth.NONE:
            from karma_tui.themes import load_themes, shipped_folder

            themes = load_themes((shipped_folder(), folder / "themes")).themes
            look = Look(depth, themes.get(settings.theme) or themes.get("dark"))
        history = History.standard(settings)
    except StorageError as error:
        errors.append(error)
    return settings, history, look, errors
