"""Keeps the chosen theme in the user's settings, off the event loop because it writes to disk."""

from __future__ import annotations

import asyncio
from pathlib import Path

from karma_tui.library.settings_file import change_setting


async def keep_theme(settings: Path, name: str) -> None:
    """Write the choice. Raises ConfigError for a broken settings file, StorageError if it is not writable."""
    await asyncio.to_thread(change_setting, settings, "theme", name)
