"""`karma-tui view`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import named

DESCRIPTION = """\
Open a saved result in the app: JSON or lines of JSON (NDJSON), shown as soon as the first records are
read. No instance is opened: a file need not agree with any, so references lead nowhere. What an instance
has now is compared with it by `karma-tui diff FILE -e EXPR --profile NAME`. The columns that are chosen for a
file are remembered by its path.
"""
RUNS = "karma_tui.cli.starting:view"


def add(parser: ArgumentParser) -> None:
    """The file."""
    parser.add_argument(
        "file", nargs="?", type=named, metavar="FILE", help="file with JSON or NDJSON; - or nothing: stdin"
    )
