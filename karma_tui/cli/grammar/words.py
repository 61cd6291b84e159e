"""Options that several commands share, and checks of single words. As light as the grammar itself.

Secrets are never taken from the command line, where every user of the machine could read them.
"""

from __future__ import annotations

import argparse

SECRETS_AND_CODES = """\
The secret comes from --secret-file, else from the profile, else from the variable KARMA_TUI_SECRET,
else it is asked for; never from the command line. Exit codes: 0 done, 1 internal, 2 usage,
3 connection, 4 sign-in, 5 refused by the server, 6 expression, 7 storage, 8 different, 130 cancelled.
"""
"""Stands under the help of whatever signs in."""

INSTANCE = (
    ("--url", "URL", "a karma.run server"),
    ("--profile", "NAME", "a server named in the settings"),
    ("--user", "NAME", "user name (default: admin)"),
    ("--secret-file", "FILE", "file with the password or secret"),
    ("--ask", "", "ask for the secret, wherever else one may be found"),
    ("--read-only", "", "refuse whatever writes"),
    ("--data", "FILE", "the local instance's data file"),
)
"""Which instance: option, what stands behind it, help; an option with nothing behind it is a switch."""

KEPT = (
    ("--log-file", "FILE", "append what is sent and answered, without secrets, to this file"),
    ("--no-history", "", "keep no trace of this in the history"),
)
"""What is kept of it."""


def add_instance(parser: argparse.ArgumentParser, default: str | None = argparse.SUPPRESS) -> None:
    """The options that say which instance, and what is written down about it.

    On a command the default must stay SUPPRESS, or it would overwrite what stood before the command.
    """
    group = parser.add_argument_group("which instance")
    _add_each(group, INSTANCE, default)
    add_kept(parser, default)


def add_kept(parser: argparse.ArgumentParser, default: str | None = argparse.SUPPRESS) -> None:
    """What is written down about it; part of `add_instance`."""
    group = parser.add_argument_group("what is kept")
    _add_each(group, KEPT, default)


def add_log(parser: argparse.ArgumentParser) -> None:
    """`--log-file` alone, for what is sent without a run; part of `add_kept`."""
    _add_each(parser, KEPT[:1], argparse.SUPPRESS)


def _add_each(
    group: argparse._ActionsContainer, options: tuple[tuple[str, str, str], ...], default: str | None
) -> None:
    for option, value, text in options:
        if value:
            group.add_argument(option, default=default, type=named, metavar=value, help=text)
        else:
            off = False if default is None else default
            group.add_argument(option, default=off, action="store_true", help=text)


def add_look(parser: argparse.ArgumentParser, default: bool | str = argparse.SUPPRESS) -> None:
    """`--no-color`, which every command knows; the grammar adds it."""
    parser.add_argument(
        "--no-color", default=default, action="store_true", help="no colour, as with the variable NO_COLOR"
    )


def add_confirm(parser: argparse.ArgumentParser) -> None:
    """`--confirm NAME`, for what changes or deletes; None if not given."""
    parser.add_argument(
        "--confirm",
        type=named,
        metavar="NAME",
        help="a protected profile's name: lets it change or delete",
    )


def add_timeout(parser: argparse.ArgumentParser) -> None:
    """`--timeout SECONDS`: None, or a float above 0."""
    parser.add_argument("--timeout", type=seconds, metavar="SECONDS", help="give up after this time")


def seconds(word: str) -> float:
    """A finite number of seconds above 0."""
    try:
        value = float(word)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{word!r} is not a number of seconds above 0")
    return value


def count(word: str) -> int:
    """A whole number from 1."""
    value = int(word) if word.isdecimal() and len(word) < 10 else 0
    if not value:
        raise argparse.ArgumentTypeError(f"{word!r} is not a whole number from 1")
    return value


def named(word: str) -> str:
    """A word that must say something: `--url "$UNSET"` must not mean the local instance."""
    if not word.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return word
