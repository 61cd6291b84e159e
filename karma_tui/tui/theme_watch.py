"""Shows what a user saves in a theme file at once; a file that became unusable leaves the last good look.

The folder is looked at once a second, in a thread, and only while somebody may see the difference: while one
of the user's own themes is shown, or themes are being chosen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from karma_tui.errors import ConfigError
from karma_tui.themes import LoadedThemes, Theme, load_themes, shipped_folder

if TYPE_CHECKING:
    from textual.app import App
    from textual.timer import Timer

SECONDS = 1.0

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class News:
    """What the folder says now: all themes, those that changed, what is wrong."""

    themes: LoadedThemes
    changed: tuple[Theme, ...]
    errors: tuple[ConfigError, ...]
    """Empty if the same was told before."""


class ThemeWatch:
    """`told` hears of every change of the folder."""

    def __init__(
        self, app: App[Any], folder: Path, themes: LoadedThemes, told: Callable[[News], None]
    ) -> None:
        self._app = app
        self._folder = folder
        self._themes = themes
        self._told = told
        self._stamp = stamp_of(folder)
        self._timer: Timer | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def is_on(self) -> bool:
        """Whether the folder is being looked at."""
        return self._timer is not None

    def look(self, *, on: bool) -> None:
        """Begin, or end."""
        if on and self._timer is None:
            self._timer = self._app.set_interval(SECONDS, self._tick)
        elif not on and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _tick(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self.look_now())

    async def look_now(self) -> None:
        """Read the folder if a file in it is another than before."""
        stamp = await asyncio.to_thread(stamp_of, self._folder)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        loaded = await asyncio.to_thread(load_themes, [shipped_folder(), self._folder])
        broken = {name: theme for name, theme in self._themes.themes.items() if _is_broken(name, loaded)}
        before, now = self._themes, LoadedThemes({**broken, **loaded.themes}, loaded.errors)
        self._themes = now
        changed = tuple(theme for name, theme in now.themes.items() if theme != before.themes.get(name))
        is_old = [str(it.detail) for it in now.errors] == [str(it.detail) for it in before.errors]
        self._told(News(now, changed, () if is_old else now.errors))


def _is_broken(name: str, loaded: LoadedThemes) -> bool:
    """Whether a theme of that name is missing because its file cannot be used."""
    return name not in loaded.themes and any(error.title.endswith(f": {name}") for error in loaded.errors)


def stamp_of(folder: Path) -> Stamp:
    """Names, times and sizes of the theme files; a folder that cannot be read is an empty one."""
    try:
        found = [(path.name, path.stat()) for path in sorted(folder.glob("*.toml"))]
    except OSError:
        return ()
    return tuple((name, it.st_mtime_ns, it.st_size) for name, it in found)
