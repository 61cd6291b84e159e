"""`karma-tui reset`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import SECRETS_AND_CODES, add_instance, add_timeout, named

DESCRIPTION = """\
Delete all data of an instance; it begins anew with its built-in models and the user admin. The profile's
name has to be typed, or given with --confirm (`local` for the local instance).
"""
EPILOG = SECRETS_AND_CODES
RUNS = "karma_tui.cli.administration.resetting:run"


def add(parser: ArgumentParser) -> None:
    """What to do before, and which instance."""
    parser.add_argument("--backup", action="store_true", help="export the present data first")
    parser.add_argument("--confirm", type=named, metavar="NAME", help="the profile's name: do not ask for it")
    add_timeout(parser)
    add_instance(parser)
