"""`karma-tui login`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import SECRETS_AND_CODES, add_instance, add_timeout, named

DESCRIPTION = """\
Sign in once and say who is signed in where. If the profile has keyring = true, a secret that was typed
or found elsewhere is kept in the keyring; --ask replaces one that is there.
"""
EPILOG = SECRETS_AND_CODES
RUNS = "karma_tui.cli.profiles.login:run"


def add(parser: ArgumentParser) -> None:
    """Where to sign in."""
    parser.add_argument("name", nargs="?", type=named, metavar="NAME", help="a profile; as --profile NAME")
    parser.add_argument("--forget", action="store_true", help="take the secret out of the keyring instead")
    add_timeout(parser)
    add_instance(parser)
