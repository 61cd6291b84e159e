"""`karma-tui keys`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

DESCRIPTION = """\
Print every action with its keys as a key map file that can be loaded again, with the user's own keys in
it. With --check, tell what of a key map or a settings file cannot be used: unknown actions and keys, and
clashes, all of them at once.
"""
EPILOG = """\
exit codes: 0 fine, 2 something cannot be used, 7 the file cannot be read
"""
RUNS = "karma_tui.cli.keys:run"


def add(parser: ArgumentParser) -> None:
    """Which map, and how to print it."""
    parser.add_argument("--defaults", action="store_true", help="print the keys as they come, not the user's")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--check", metavar="FILE", nargs="?", const="", help="check a file; without FILE the user's settings"
    )
