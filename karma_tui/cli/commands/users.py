"""`karma-tui users`: its words."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser

from karma_tui.cli.grammar.words import SECRETS_AND_CODES, add_confirm, add_instance, named

DESCRIPTION = """\
List users, with what their roles allow, stored expressions and migrations; add and delete users, change
passwords and roles. Passwords are typed twice or read from a file, never given on the command line; the
expression is shown before it is sent, with the password's hash masked.
"""
EPILOG = SECRETS_AND_CODES
RUNS = "karma_tui.cli.administration.users:run"


def add(parser: ArgumentParser) -> None:
    """What to do, and with whom."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", help="what to do (default: list)")
    listing = actions.add_parser("list", help="all users and their roles (also without an action)")
    _json(listing)
    access = actions.add_parser("access", help="roles, what they allow, stored expressions, migrations")
    _json(access)
    adding = actions.add_parser("add", help="create a user")
    _name(adding)
    adding.add_argument("--role", action="append", type=named, metavar="ROLE", help="a role; repeat for more")
    _password(adding)
    passwd = actions.add_parser("passwd", help="change a user's password")
    _name(passwd)
    _password(passwd)
    roles = actions.add_parser("roles", help="print a user's roles, or give it others")
    _name(roles)
    roles.add_argument("roles", nargs="*", type=named, metavar="ROLE", help="exactly these, in order")
    roles.add_argument("--add", action="append", type=named, metavar="ROLE", help="one more, at the end")
    roles.add_argument("--take", action="append", type=named, metavar="ROLE", help="one less")
    roles.add_argument("--none", action="store_true", help="no role at all")
    remove = actions.add_parser("remove", help="delete a user, after a question")
    _name(remove)
    remove.add_argument("--yes", action="store_true", help="do not ask")
    for changing in (adding, passwd, roles, remove):
        changing.add_argument("--dry-run", action="store_true", help="only show the expression")
        add_confirm(changing)
        add_instance(changing)
    for looking in (listing, access):
        add_instance(looking)
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    add_instance(parser)


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("name", type=named, metavar="NAME", help="the user's name")


def _json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="print JSON")


def _password(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--password-file",
        type=named,
        metavar="FILE",
        help="the password is the first line of this file, - for stdin; else it is asked for",
    )
