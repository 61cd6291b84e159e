"""`karma-tui config`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import add_instance

DESCRIPTION = """\
Print the settings in force, each with where it was said, the instance that would be opened, and where
the files are. No secret is read or printed.
"""
RUNS = "karma_tui.cli.profiles.config:run"


def add(parser: ArgumentParser) -> None:
    """How to print it, and which instance is asked about."""
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_instance(parser)
