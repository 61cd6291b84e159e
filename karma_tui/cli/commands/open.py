"""`karma-tui open`: its words."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser

from karma_tui.cli.commands.run import add_run
from karma_tui.cli.grammar.words import add_kept, named

DESCRIPTION = """\
Open a dump in the app, or with -e or a pipe run an expression on it. What is opened is a copy in a
local instance, removed at the end unless --data names a new file for it.
"""
RUNS = "karma_tui.cli.starting:open_dump"


def add(parser: ArgumentParser) -> None:
    """The dump, what to run on it, and where to keep its copy."""
    parser.add_argument("dump", type=named, metavar="DUMP", help="zip of a 1.0 server, gzip of a 0.1 server")
    add_run(parser)
    parser.add_argument(
        "--data",
        default=SUPPRESS,
        type=named,
        metavar="FILE",
        help="keep the copy in this new file",
    )
    add_kept(parser)
