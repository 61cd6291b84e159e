"""`karma-tui edit`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import add_instance, named

DESCRIPTION = "Open the app with files in its buffers, the last one in sight. What is in them is not run."
RUNS = "karma_tui.cli.starting:edit"


def add(parser: ArgumentParser) -> None:
    """Files, and where to run what is in them."""
    parser.add_argument("files", nargs="+", type=named, metavar="FILE", help="file with an expression")
    add_instance(parser)
