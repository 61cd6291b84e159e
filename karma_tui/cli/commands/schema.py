"""`karma-tui schema`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import SECRETS_AND_CODES, add_instance, add_timeout, named

DESCRIPTION = """\
Print the models of an instance, or save them for `karma-tui run --check --schema FILE`. Names of tags
limit it to those models.
"""
EPILOG = SECRETS_AND_CODES
RUNS = "karma_tui.cli.schema:run"


def add(parser: ArgumentParser) -> None:
    """Which models, how, and where from."""
    parser.add_argument("tags", nargs="*", type=named, metavar="TAG", help="only these models")
    parser.add_argument(
        "--format",
        choices=("types", "json", "mermaid", "svg", "dot"),
        default="types",
        help="types: a line a field (default); json: what --save writes; the others draw references",
    )
    parser.add_argument("--built-in", action="store_true", help="the server's own models as well")
    parser.add_argument("--save", type=named, metavar="FILE", help="write all models to FILE as JSON")
    parser.add_argument("--force", action="store_true", help="let --save replace a file")
    parser.add_argument("--schema", type=named, metavar="FILE", help="print a saved schema instead of asking")
    add_timeout(parser)
    add_instance(parser)
