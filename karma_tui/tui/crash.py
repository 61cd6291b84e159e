"""What becomes of a fault of our own that nobody caught: a report on disk and three lines for the user.

The report has the traceback without the values of variables, and secrets are masked: it can be sent
to somebody. It must never raise, whatever is wrong.
"""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.library.files import write_private
from karma_tui.redact import redact
from karma_tui.version import __version__


def farewell(state: Path, failure: BaseException | None, now: datetime | None = None) -> str:
    """Write the report into the state folder and say where it is; if it cannot be written, say it all."""
    text = report(failure)
    path = state / f"crash-{(now or datetime.now(UTC)):%Y%m%d-%H%M%S}.txt"
    ending = "karma-tui has to end because of a fault of its own. Your buffers come back next time."
    try:
        write_private(path, text)
    except StorageError as error:
        return f"{ending}\n{text}\n{error}"
    return f"{ending}\nPlease report it with this file: {path}"


def report(failure: BaseException | None) -> str:
    """Version and traceback, secrets masked."""
    lines = traceback.format_exception(failure) if failure is not None else ["no exception\n"]
    return redact(f"karma-tui {__version__}\n{''.join(lines)}")
