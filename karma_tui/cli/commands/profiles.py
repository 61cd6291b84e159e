"""`karma-tui profiles`: its words."""

from __future__ import annotations

import argparse
from argparse import ArgumentParser

from karma_tui.cli.grammar.words import add_log, named

DESCRIPTION = """\
List, show, add, change, rename, test and remove profiles: instances with a name, kept in the settings. No
profile holds a secret; it names where one is. See docs/profiles.md for every key.
"""
RUNS = "karma_tui.cli.profiles.command:run"

TEXTS = (
    ("--url", "URL", "http://, https:// or unix: and the path of a socket"),
    ("--username", "NAME", "who signs in (default: admin)"),
    ("--description", "TEXT", "a remark for people"),
    ("--dialect", "DIALECT", "auto, 1.0 or 0.1"),
    ("--colour", "COLOUR", "of the name in the status bar: red, orange, ... or #rrggbb"),
    ("--secret-file", "FILE", "file with the secret and nothing else"),
    ("--secret-env", "NAME", "environment variable with the secret"),
    ("--secret-command", "WORDS", "command that prints the secret on its first line"),
    ("--connect-timeout", "SECONDS", "longest wait for a connection (default: 10)"),
    ("--read-timeout", "SECONDS", "longest silence during an answer (default: 120)"),
    ("--proxy", "URL", "http://host:port"),
    ("--ca-file", "FILE", "PEM with who issued the server's certificate"),
    ("--client-cert", "FILE", "PEM to show to the server"),
    ("--client-key", "FILE", "PEM with its key, if that is in a file of its own"),
)
SWITCHES = (
    ("--protected", "changing or deleting asks for the profile's name"),
    ("--read-only", "whatever writes is refused"),
    ("--keyring", "the system's keyring keeps the secret"),
    ("--prompt", "the secret is typed each time"),
    ("--verify", "the server's certificate has to be good"),
)


def add(parser: ArgumentParser) -> None:
    """What to do, and with which profile."""
    add_log(parser)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", help="what to do (default: list)")
    listing = actions.add_parser("list", help="all profiles (also without an action)")
    _json(listing)
    show = actions.add_parser("show", help="what a profile says")
    _name(show)
    _json(show)
    adding = actions.add_parser("add", help="add a profile")
    _name(adding)
    _keys(adding)
    edit = actions.add_parser("edit", help="change keys of a profile")
    _name(edit)
    _keys(edit)
    edit.add_argument(
        "--unset", action="append", type=named, metavar="KEY", help="take a key out; its default holds"
    )
    remove = actions.add_parser("remove", help="remove a profile, after a question")
    _name(remove)
    remove.add_argument("--yes", action="store_true", help="do not ask")
    rename = actions.add_parser("rename", help="call a profile something else")
    _name(rename)
    rename.add_argument("new", type=named, metavar="NEW", help="its new name")
    test = actions.add_parser("test", help="connect and sign in, telling each step")
    test.add_argument("name", nargs="?", type=named, metavar="NAME", help="default: what would be opened")
    test.add_argument("--ask", action="store_true", help="ask for the secret, wherever one may be found")
    add_log(test)
    use = actions.add_parser("use", help="have a profile opened at start; local: the local instance")
    _name(use)


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("name", type=named, metavar="NAME", help="the profile's name")


def _json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _keys(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("keys of the profile")
    for option, value, text in TEXTS:
        # `--user` is what every other command calls it
        words = (option, "--user") if option == "--username" else (option,)
        group.add_argument(*words, metavar=value, help=text)
    for option, text in SWITCHES:
        group.add_argument(option, action=argparse.BooleanOptionalAction, help=text)
