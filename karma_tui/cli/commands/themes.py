"""`karma-tui themes`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

DESCRIPTION = """\
List the themes, shipped ones and the user's own. With --check, tell all that is wrong with a theme file,
and which of its colours are hard to read (a contrast of less than 4.5 to 1).
"""
EPILOG = """\
exit codes: 0 fine, 2 something cannot be used
"""
RUNS = "karma_tui.cli.themes:run"


def add(parser: ArgumentParser) -> None:
    """What to do with them."""
    parser.add_argument("--check", metavar="FILE", help="check a theme file")
    parser.add_argument("--json", action="store_true", help="print JSON")
