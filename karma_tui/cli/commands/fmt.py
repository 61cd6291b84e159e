"""`karma-tui fmt`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import named

DESCRIPTION = """\
Lay expressions out anew: KVM text or JSON, with nothing changed but blanks and line ends. Without files
it reads stdin; what comes of it goes to stdout, or with --write back into the files.
"""
EPILOG = "Exit codes: 0 done, 6 a text cannot be read, 7 a file cannot be used, 8 --check found something.\n"
RUNS = "karma_tui.cli.formatting:run"


def add(parser: ArgumentParser) -> None:
    """Files, and what to do with them."""
    parser.add_argument("files", nargs="*", type=named, metavar="FILE", help="file to lay out; -: stdin")
    parser.add_argument("--write", action="store_true", help="write it back into the files that change")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; name the files that would change, and end with 8"
    )
    parser.add_argument("--diff", action="store_true", help="write nothing; show what would change")
