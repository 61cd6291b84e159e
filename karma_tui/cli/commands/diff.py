"""`karma-tui diff`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import SECRETS_AND_CODES, add_instance, add_timeout, named

DESCRIPTION = """\
Compare two results record by record: two files, a file and what an expression returns now, two expressions,
or with --against what one expression returns on two instances. Records are matched by their id, else by a
field that is unique on both sides, else by position.
"""
EPILOG = "Exit codes: 0 the same, 8 different, others as for `run`.\n\n" + SECRETS_AND_CODES
RUNS = "karma_tui.cli.diffing:run"


def add(parser: ArgumentParser) -> None:
    """The two sides and how to compare them."""
    parser.add_argument(
        "files", nargs="*", type=named, metavar="FILE", help="saved result: JSON or NDJSON; -: stdin"
    )
    parser.add_argument(
        "-e",
        dest="expressions",
        action="append",
        metavar="EXPR",
        help="what it returns now; may stand twice",
    )
    parser.add_argument(
        "--against", type=named, metavar="PROFILE", help="where the new side is asked for; `local` is known"
    )
    parser.add_argument("--ignore-ids", action="store_true", help="leave ids, times and references out")
    parser.add_argument("--ordered", action="store_true", help="another order is a difference, too")
    parser.add_argument("--summary", action="store_true", help="print only how many records differ")
    parser.add_argument("-q", "--quiet", action="store_true", help="print nothing; the exit code tells")
    add_timeout(parser)
    add_instance(parser)
