"""The command `karma-tui`: decides which face is wanted and turns every ending into an exit code.

Kept free of imports that cost time: `--version` is answered before argparse is loaded, the rest is
imported once it is known to be needed. It must not know how an expression is run or shown.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # not typing's own: importing `typing` costs more than answering --version
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from karma_tui.cli.arguments import Options


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code (docs/exit-codes.md); raises nothing but SystemExit."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        if words in (["--version"], ["-V"]):
            return _print_version()
        if "-h" in words or "--help" in words:
            _print_help(words)
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
    from karma_tui.version import __version__

    if sys.stdout is not None:
        sys.stdout.write(f"karma-tui {__version__}\n")
        sys.stdout.flush()
    return 0


def _print_help(words: list[str]) -> None:
    """End the process with the help, if that is all that is asked for."""
    from karma_tui.cli.grammar import help_wanted, parser

    if help_wanted(words):
        parser().parse_args(words)


def _dispatch(words: list[str]) -> int:
    from karma_tui.cli.arguments import parse

    options = parse(words)
    if options.command == "serve":
        from karma_tui.cli.serve import serve

        return serve(options.server_words)
    if options.command in ("app", "open") and options.expression is None and _at_a_terminal():
        return _open_app(options)
    if options.command == "edit":
        return _edit(options)
    if options.command == "view":
        return _view(options)
    from karma_tui.cli.headless import run_headless

    return run_headless(options)


def _edit(options: Options) -> int:
    """Open the app with files; what cannot be read is refused before the screen is taken."""
    if not _at_a_terminal():
        from karma_tui.errors import UsageError

        raise UsageError(
            "Files are edited at a terminal",
            "Input or output is a pipe or a file.",
            "`karma-tui run FILE` runs the expression in a file.",
        )
    from karma_tui.cli.opening import files_to_edit

    return _open_app(options, files_to_edit(options))


def _view(options: Options) -> int:
    """Open a saved result; what cannot be read is refused before the screen is taken."""
    from karma_tui.cli.viewing import file_to_view

    file, name = file_to_view(options)
    from karma_tui.tui.view_app import run_view

    return run_view(file, name)


def _at_a_terminal() -> bool:
    """Whether a person sits in front of both ends; a pipe on either never opens a full-screen app."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _open_app(options: Options, files: Sequence[Path] = ()) -> int:
    from karma_tui.cli.opening import target_for
    from karma_tui.tui.app import run_app

    with target_for(options, ask=False) as target:
        return run_app(target, files)
