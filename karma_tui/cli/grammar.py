"""The command line's grammar for argparse, and its help.

Imports next to nothing: the help is answered from here alone, before dataclasses and the error tree are
loaded, which would take longer than the answer itself. Secrets are never taken from the command line,
where every user of the machine could read them.
"""

from __future__ import annotations

import argparse
import os
import sys

from karma_tui.version import __version__

TYPE_CHECKING = False  # not typing's own: importing `typing` takes as long as building the parser
if TYPE_CHECKING:
    from typing import NoReturn

    from _typeshed import SupportsWrite

_WIDTH = 80
_WIDEST = 110

_DESCRIPTION = """\
A terminal client for karma.run databases. Without a command it opens the app; with a pipe on
stdin or stdout it runs the expression on stdin instead. Without --url it uses the local instance.
"""

_EPILOG = """\
The secret comes from --secret-file, else from the variable KARMA_TUI_SECRET, else it is asked for;
never from the command line. Exit codes: 0 done, 1 internal, 2 usage, 3 connection, 4 sign-in,
5 refused by the server, 6 expression, 7 storage, 130 cancelled.
"""

_OPEN_DESCRIPTION = """\
Open a dump in the app, or with -e or a pipe run an expression on it. What is opened is a copy in a
local instance, removed at the end unless --data names a new file for it.
"""

_EDIT_DESCRIPTION = """\
Open the app with files in its buffers, the last one in sight. What is in them is not run.
"""

_VIEW_DESCRIPTION = """\
Open a saved result in the app: JSON or lines of JSON (NDJSON), shown as soon as the first records are
read. No instance is opened.
"""

_SERVE_EPILOG = """\
The words after `serve` go to the local instance as they are; `karma-tui serve --help` lists them.
It prints one line with its URL once it answers, and ends on SIGINT or SIGTERM.
"""


class _Parser(argparse.ArgumentParser):
    """Speaks of a wrong command line in the words of the error tree."""

    def error(self, message: str) -> NoReturn:
        """Turn argparse's complaint into a UsageError."""
        from karma_tui.errors import UsageError

        raise UsageError("The command line cannot be understood", message, f"See `{self.prog} --help`.")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Print now, so that a reader that went away is noticed here and not at the interpreter's end."""
        super()._print_message(message, file)
        if sys.stdout is not None:
            sys.stdout.flush()


def help_wanted(words: list[str]) -> bool:
    """Whether nothing but the help is asked for."""
    return words[-1:] in (["--help"], ["-h"]) and words[:-1] in ([], ["run"], ["open"], ["edit"], ["view"])


def parser() -> argparse.ArgumentParser:
    """The grammar; what it refuses is raised as UsageError, --help and --version end the process."""
    top = _Parser(
        prog="karma-tui",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=_layout,
        allow_abbrev=False,
    )
    top.add_argument("-V", "--version", action="version", version=f"karma-tui {__version__}")
    _add_target(top, default=None)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=_Parser)
    run = commands.add_parser(
        "run",
        help="run one expression and print its result as JSON",
        description="Run one expression and print its result; data on stdout, everything else on stderr.",
        epilog=_EPILOG,
        formatter_class=_layout,
        allow_abbrev=False,
    )
    run.add_argument("file", nargs="?", metavar="FILE", help="file with the expression; - or nothing: stdin")
    _add_run(run)
    _add_target(run, default=argparse.SUPPRESS)
    _add_edit(commands)
    _add_open(commands)
    _add_view(commands)
    commands.add_parser(
        "serve",
        help="serve the local instance to other clients",
        epilog=_SERVE_EPILOG,
        formatter_class=_layout,
    )
    return top


def _add_edit(commands: argparse._SubParsersAction[_Parser]) -> None:
    edit = commands.add_parser(
        "edit",
        help="open the app with files in its buffers",
        description=_EDIT_DESCRIPTION,
        formatter_class=_layout,
        allow_abbrev=False,
    )
    edit.add_argument("files", nargs="+", type=_named, metavar="FILE", help="file with an expression")
    _add_target(edit, default=argparse.SUPPRESS)


def _add_open(commands: argparse._SubParsersAction[_Parser]) -> None:
    opening = commands.add_parser(
        "open",
        help="open a copy of a server's dump in a local instance",
        description=_OPEN_DESCRIPTION,
        formatter_class=_layout,
        allow_abbrev=False,
    )
    opening.add_argument(
        "dump", type=_named, metavar="DUMP", help="zip of a 1.0 server, gzip of a 0.1 server"
    )
    _add_run(opening)
    opening.add_argument(
        "--data",
        default=argparse.SUPPRESS,
        type=_named,
        metavar="FILE",
        help="keep the copy in this new file",
    )


def _add_view(commands: argparse._SubParsersAction[_Parser]) -> None:
    view = commands.add_parser(
        "view",
        help="open a saved result in the app",
        description=_VIEW_DESCRIPTION,
        formatter_class=_layout,
        allow_abbrev=False,
    )
    view.add_argument("file", type=_named, metavar="FILE", help="file with JSON or NDJSON; -: stdin")


def _layout(prog: str) -> argparse.HelpFormatter:
    """Texts as they are; the width is looked up here because argparse loads a big module for it."""
    return argparse.RawDescriptionHelpFormatter(prog, width=min(_columns(), _WIDEST) - 2)


def _columns() -> int:
    told = os.environ.get("COLUMNS", "")
    if told.isdigit() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(1).columns or _WIDTH
    except OSError:
        return _WIDTH


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("-e", dest="expression", metavar="EXPR", help="the expression itself, KVM text or JSON")
    run.add_argument(
        "--format",
        choices=("json", "pretty"),
        default="json",
        help="json: as the server sent it; pretty: indented, every digit kept",
    )
    run.add_argument("--timeout", type=_seconds, metavar="SECONDS", help="give up after this time")
    run.add_argument(
        "--confirm",
        type=_named,
        metavar="NAME",
        help="a protected profile's name: lets an expression change or delete",
    )


def _add_target(parser: argparse.ArgumentParser, default: str | None) -> None:
    """The options that say which instance; on a subcommand they must not overwrite those before it."""
    group = parser.add_argument_group("which instance")
    for option, value, text in (
        ("--url", "URL", "a karma.run server"),
        ("--profile", "NAME", "a server named in the settings"),
        ("--user", "NAME", "user name (default: admin)"),
        ("--secret-file", "FILE", "file with the password or secret"),
        ("--data", "FILE", "the local instance's data file"),
    ):
        group.add_argument(option, default=default, type=_named, metavar=value, help=text)


def _seconds(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{word!r} is not a number of seconds above 0")
    return value


def _named(word: str) -> str:
    """A word that must say something: `--url "$UNSET"` must not mean the local instance."""
    if not word.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return word
