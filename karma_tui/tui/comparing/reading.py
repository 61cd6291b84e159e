"""A saved result read from a file, to be compared; in a thread, because it may be long."""

from __future__ import annotations

from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.results.document import Document
from karma_tui.results.saved import SavedIntake

_PIECE = 1 << 20


def read_result(path: Path) -> Document:
    """JSON in one piece or line by line. Raises StorageError."""
    intake = SavedIntake()
    try:
        with path.open("rb") as file:
            while data := file.read(_PIECE):
                intake.feed(data)
    except OSError as failure:
        raise StorageError(f"{path} cannot be read", failure.strerror or "") from failure
    return intake.finish()
