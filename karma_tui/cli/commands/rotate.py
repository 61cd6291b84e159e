"""`karma-tui rotate`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import SECRETS_AND_CODES, add_instance, add_timeout, named

DESCRIPTION = """\
Have the instance make itself a new secret; all sessions end. A server tells the new secret to its own log
only; the local instance keeps it in the file beside its data. The profile's name has to be typed, or
given with --confirm (`local` for the local instance).
"""
EPILOG = SECRETS_AND_CODES
RUNS = "karma_tui.cli.administration.rotating:run"


def add(parser: ArgumentParser) -> None:
    """Where to write the new secret, and which instance."""
    parser.add_argument(
        "--new-secret-file",
        type=named,
        metavar="FILE",
        help="local instance: write the new secret to this new file too, for you alone",
    )
    parser.add_argument("--confirm", type=named, metavar="NAME", help="the profile's name: do not ask for it")
    add_timeout(parser)
    add_instance(parser)
