"""The history as one window uses it. Its modules are imported when it is wanted, after the first frame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karma_tui.errors import StorageError
    from karma_tui.library.history.history import History
    from karma_tui.library.settings import Settings


class HistoryAccess:
    """The history in a folder, under the user's settings."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = folder
        self._settings = settings
        self._history: History | None = None
        self.told: Callable[[StorageError], object] | None = None
        """Hears, from a thread and at most once, that runs cannot be recorded."""

    @property
    def history(self) -> History:
        """To look at, also where nothing new is recorded."""
        if self._history is None:
            from karma_tui.library.history.history import History

            self._history = History.to_read(self._settings, told=self._tell, folder=self._folder)
        return self._history

    @property
    def to_record(self) -> History | None:
        """To record in; None if the user does not want that."""
        from karma_tui.library.history.history import is_wanted

        return self.history if is_wanted(self._settings) else None

    def _tell(self, error: StorageError) -> None:
        if self.told is not None:
            self.told(error)
