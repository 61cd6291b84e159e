"""`karma-tui export`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import SECRETS_AND_CODES, add_instance, add_timeout, named

DESCRIPTION = """\
Write a dump of all data to a file, which is checked before it gets its name. Without FILE it is called
after the profile and the day. No file is ever replaced. Prints the file's path; only admin may do this.
"""
EPILOG = SECRETS_AND_CODES
RUNS = "karma_tui.cli.administration.exporting:run"


def add(parser: ArgumentParser) -> None:
    """Where to, and of which instance."""
    parser.add_argument("file", nargs="?", type=named, metavar="FILE", help="a new file")
    parser.add_argument("--json", action="store_true", help="print path, size and checksum as JSON")
    add_timeout(parser)
    add_instance(parser)
