"""The last net of the command line: an exception without words for users becomes one line and a report."""

from __future__ import annotations

import os
import sys

from karma_tui.cli.output import print_error, print_notice
from karma_tui.errors import ExitCode, KarmaError

DEBUG_VARIABLE = "KARMA_TUI_DEBUG"


def report(failure: Exception) -> int:
    """Print what went wrong and return the exit code; with KARMA_TUI_DEBUG also what is in the report."""
    if isinstance(failure, KarmaError):
        print_error(failure)
        return failure.exit_code
    from karma_tui import crashes
    from karma_tui.cli.grammar import COMMANDS

    crashes.doing(next((word for word in sys.argv[1:] if word in COMMANDS), "app"))
    print_notice(crashes.note(failure))
    if os.environ.get(DEBUG_VARIABLE):
        from karma_tui.crashes.report import report_of

        print_notice(report_of(failure))
    return ExitCode.INTERNAL
