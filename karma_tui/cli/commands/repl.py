"""`karma-tui repl`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import SECRETS_AND_CODES, add_confirm, add_instance

DESCRIPTION = """\
A prompt for expressions, in any terminal: \\help there tells more. With a pipe on stdin it runs what stands
there, each expression in turn, and ends with the exit code of the first that fails.
"""
EPILOG = SECRETS_AND_CODES
RUNS = "karma_tui.cli.repl:run"


def add(parser: ArgumentParser) -> None:
    """How to show results, and where."""
    parser.add_argument(
        "--plain", action="store_true", help="no colours, no redrawing: for screen readers and dumb terminals"
    )
    parser.add_argument(
        "--format",
        choices=("tree", "table", "json", "ndjson", "csv", "text"),
        help="how results are printed (default: tree, into a pipe json)",
    )
    add_confirm(parser)
    add_instance(parser)
