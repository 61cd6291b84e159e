"""`karma-tui import`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import SECRETS_AND_CODES, add_instance, add_timeout, named

DESCRIPTION = """\
Replace all data of an instance by a dump. The file is looked into first: what it holds and what it
would replace is told, and a file that is no sound dump, or of the other dialect, is never sent. The
profile's name has to be typed, or given with --confirm (`local` for the local instance).
"""
EPILOG = SECRETS_AND_CODES
RUNS = "karma_tui.cli.administration.importing:run"


def add(parser: ArgumentParser) -> None:
    """Which file, and what to do before."""
    parser.add_argument("file", type=named, metavar="FILE", help="a dump: what an export wrote")
    parser.add_argument("--check", action="store_true", help="only tell what would happen")
    parser.add_argument("--backup", action="store_true", help="export the present data first")
    parser.add_argument("--json", action="store_true", help="with --check: tell it as JSON")
    parser.add_argument("--confirm", type=named, metavar="NAME", help="the profile's name: do not ask for it")
    add_timeout(parser)
    add_instance(parser)
