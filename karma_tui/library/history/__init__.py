"""The history of runs in a file of SQLite: recorded, searched, forgotten. No network, no screens."""

from karma_tui.library.history.history import History

__all__ = ["History"]
