"""`karma-tui run`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import SECRETS_AND_CODES, add_confirm, add_instance, add_timeout

DESCRIPTION = "Run one expression and print its result; data on stdout, everything else on stderr."
EPILOG = SECRETS_AND_CODES
RUNS = "karma_tui.cli.headless:run"


def add(parser: ArgumentParser) -> None:
    """What to run, how to print it, and where."""
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="file with the expression; - or nothing: stdin"
    )
    add_run(parser)
    add_instance(parser)


def add_run(parser: ArgumentParser) -> None:
    """What every run takes."""
    parser.add_argument(
        "-e", dest="expression", metavar="EXPR", help="the expression itself, KVM text or JSON"
    )
    parser.add_argument(
        "--format",
        choices=("json", "pretty"),
        default="json",
        help="json: as the server sent it; pretty: indented, every digit kept",
    )
    add_timeout(parser)
    add_confirm(parser)
