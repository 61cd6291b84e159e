"""The history that a command records into, as the user's settings want it."""

from __future__ import annotations

from karma_tui import paths
from karma_tui.cli.output import print_notice
from karma_tui.errors import StorageError
from karma_tui.library.history.history import History, is_wanted
from karma_tui.library.settings import FILE_NAME, Settings, load_settings


def history_kept() -> History | None:
    """Where runs are recorded; None where they shall not be, or cannot: then that is told, and no more."""
    try:
        settings = settings_read()
        return History.standard(settings, told=_tell) if is_wanted(settings) else None
    except StorageError as error:
        _tell(error)
        return None


def settings_read() -> Settings:
    """The user's settings; what is wrong with them is told elsewhere. Raises StorageError."""
    return load_settings(paths.config_dir() / FILE_NAME).settings


def _tell(error: StorageError) -> None:
    print_notice(f"warning: {error.title}: {error.detail}")
