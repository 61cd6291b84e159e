"""The last net of the command line: an exception without words for users becomes one line, no traceback."""

from __future__ import annotations

import os

from karma_tui.cli.output import print_error, print_notice
from karma_tui.errors import ExitCode, KarmaError

DEBUG_VARIABLE = "KARMA_TUI_DEBUG"


def report(failure: Exception) -> int:
    """Print what went wrong and return the exit code. Re-raises when KARMA_TUI_DEBUG is set."""
    if isinstance(failure, KarmaError):
        print_error(failure)
        return failure.exit_code
    if os.environ.get(DEBUG_VARIABLE):
        raise failure
    # the exception's text is left out: it was not written for users and could quote what must stay secret
    print_notice(
        f"internal error ({type(failure).__name__}); set {DEBUG_VARIABLE}=1 to see the traceback to report"
    )
    return ExitCode.INTERNAL
