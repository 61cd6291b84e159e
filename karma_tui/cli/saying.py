"""Words for stdout from commands that load nothing else: `--version`, `--help`."""

from __future__ import annotations

import sys


def say(words: str) -> None:
    """Write now; silent where stdout is closed. Raises StorageError, BrokenPipeError if its reader left."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(words)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as failure:
        from karma_tui.cli.output import unwritable

        raise unwritable(failure) from failure
