"""The command `karma-tui`: decides which face is wanted and turns every ending into an exit code.

Kept free of imports that cost time: `--version` is answered before argparse is loaded, the rest is
imported once it is known to be needed. It must not know how an expression is run or shown.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # not typing's own: importing `typing` costs more than answering --version
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from types import SimpleNamespace


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code (docs/exit-codes.md); raises nothing but SystemExit.

    Without `argv` it is the process `karma-tui` itself, which then ends here if nothing is left to do:
    Python's tidying up would take a sixth of a run's time.
    """
    code = _run(list(sys.argv[1:] if argv is None else argv))
    if argv is None and _is_done():
        os._exit(code)
    return code


def _is_done() -> bool:
    """Whether nothing is left to do but to end: nobody is at work any more, and all is written."""
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        return False  # Python waits for them
    import atexit

    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:
                stream.flush()
            except OSError:
                return False
    return True


def _run(words: list[str]) -> int:
    try:
        if words in (["--version"], ["-V"]):
            return _print_version()
        return _dispatch(words)
    except KeyboardInterrupt:
        from karma_tui.cli.output import print_notice
        from karma_tui.errors import ExitCode

        print_notice("cancelled")
        return ExitCode.CANCELLED
    except BrokenPipeError:
        from karma_tui.cli.output import silence_stdout

        silence_stdout()  # whoever reads the help or the version has seen enough
        return 0
    except Exception as failure:
        from karma_tui.cli.failure import report

        return report(failure)


def _print_version() -> int:
    from karma_tui.cli.saying import say
    from karma_tui.version import __version__

    say(f"karma-tui {__version__}\n")
    return 0


def _dispatch(words: list[str]) -> int:
    from importlib import import_module

    found: Namespace | SimpleNamespace
    if words:
        from karma_tui.cli.grammar import parse

        asked = parse(words)
        found, runs = asked.found, asked.runs
    else:
        from karma_tui.cli.nothing_said import APP, nothing_said

        found, runs = nothing_said(), APP
    _tell_all(found)
    module, _, function = runs.partition(":")
    code: int = getattr(import_module(module), function)(found)
    return code


def _tell_all(found: Namespace | SimpleNamespace) -> None:
    """Options that hold for whatever is done are told by the variables that mean the same."""
    from os import environ

    if found.no_color:
        environ["NO_COLOR"] = "1"
    if found.no_history:
        environ["KARMA_TUI_NO_HISTORY"] = "1"
    if found.log_file:
        environ["KARMA_TUI_LOG_FILE"] = found.log_file
