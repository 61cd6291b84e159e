"""The user's own files as the app needs them, found once at the start. Only names, nothing is read here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from karma_tui import paths
from karma_tui.errors import StorageError
from karma_tui.library.settings import FILE_NAME


@dataclass(frozen=True, slots=True)
class UserFiles:
    """Where this user's things are."""

    settings: Path
    snippets: Path
    themes: Path
    state: Path
    data: Path | None = None
    """Where the history is; None if that folder cannot be used."""
    problems: tuple[StorageError, ...] = ()
    """What the user should know of it."""

    @classmethod
    def standard(cls) -> UserFiles:
        """The system's usual places, or those below KARMA_TUI_HOME. Raises StorageError."""
        config = paths.config_dir()
        files = cls(config / FILE_NAME, config / "snippets", config / "themes", paths.state_dir())
        try:
            return replace(files, data=paths.data_dir())
        except StorageError as error:
            return replace(files, problems=(error,))
