"""`karma-tui convert`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import named

DESCRIPTION = """\
Write an expression in another form: KVM text, or JSON of either dialect. What the other dialect cannot say
is an error with its place (6).
"""
RUNS = "karma_tui.cli.converting:run"


def add(parser: ArgumentParser) -> None:
    """What, and into what."""
    parser.add_argument("file", nargs="?", type=named, metavar="FILE", help="file; - or nothing: stdin")
    parser.add_argument("-e", dest="expression", metavar="EXPR", help="the expression itself")
    parser.add_argument(
        "--to",
        required=True,
        choices=("text", "json", "1.0", "0.1"),
        help="text: KVM text; json: JSON of the dialect it is written in; 1.0, 0.1: JSON of that dialect",
    )
