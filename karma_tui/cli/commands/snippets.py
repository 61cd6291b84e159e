"""`karma-tui snippets`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

DESCRIPTION = """\
List, print and check snippets: the user's own, and those in the .karma folders of the project that the
working folder is in. `run --snippet NAME` runs one.
"""
EPILOG = """\
exit codes: 0 fine, 2 there is no such snippet or it cannot be used, 6 check has found something wrong
"""
RUNS = "karma_tui.cli.snippets:run"


def add(parser: ArgumentParser) -> None:
    """What to do, and with which."""
    actions = parser.add_subparsers(
        dest="action", metavar="ACTION", help="what to do; without it all are listed"
    )
    listing = actions.add_parser("list", help="list all, a line each", description="List all snippets.")
    listing.add_argument("--tag", metavar="TAG", help="only those with this tag")
    listing.add_argument("--json", action="store_true", help="print JSON")
    showing = actions.add_parser("show", help="print the file of one", description="Print a snippet's file.")
    showing.add_argument("name", metavar="NAME", help="name, folder/name or file name")
    showing.add_argument("--expression", action="store_true", help="without its header")
    path = actions.add_parser("path", help="print where one is", description="Print a snippet's path.")
    path.add_argument("name", metavar="NAME", nargs="?", help="without it the folders, nearest first")
    checking = actions.add_parser(
        "check",
        help="tell everything that is wrong with headers, parameters and expressions",
        description="Print a line for each problem, as path:line:column. No instance is asked.",
    )
    checking.add_argument("names", metavar="NAME", nargs="*", help="only these; without a name all of them")
