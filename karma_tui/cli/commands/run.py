"""`karma-tui run`: its words."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import (
    SECRETS_AND_CODES,
    add_confirm,
    add_instance,
    add_timeout,
    count,
    named,
)

DESCRIPTION = """\
Run an expression and print its result; data on stdout, everything else on stderr. The expression is KVM
text or JSON of either dialect; it comes from -e, a FILE, a snippet, or stdin.
"""
EPILOG = SECRETS_AND_CODES
RUNS = "karma_tui.cli.running.run:run"

_FORMATS = ("json", "pretty", "ndjson", "csv", "tsv", "markdown", "table", "text", "parquet", "raw")


def add(parser: ArgumentParser) -> None:
    """What to run, how to print it, and where."""
    parser.add_argument(
        "file", nargs="*", metavar="FILE", help="file with the expression; - or nothing: stdin"
    )
    add_run(parser)
    parser.add_argument("--snippet", type=named, metavar="NAME", help="run a saved expression")
    parser.add_argument(
        "--each",
        action="store_true",
        help="run every expression of the text by itself, in order, each with its result",
    )
    parser.add_argument(
        "--page-size",
        type=count,
        metavar="N",
        help="ask for a long list N records at a time, and write them as they come",
    )
    looking = parser.add_argument_group("without a server")
    looking.add_argument(
        "--check", action="store_true", help="tell what is wrong with the expression; 6 if anything is"
    )
    looking.add_argument("--explain", action="store_true", help="tell what would be sent")
    looking.add_argument(
        "--schema",
        type=named,
        metavar="FILE",
        help="models saved by `karma-tui schema --save FILE`, to know types and names",
    )
    looking.add_argument("--json", action="store_true", help="tell it as JSON")
    add_instance(parser)


def add_run(parser: ArgumentParser) -> None:
    """What every run takes."""
    parser.add_argument(
        "-e", dest="expression", metavar="EXPR", help="the expression itself, KVM text or JSON"
    )
    parser.add_argument("--param", action="append", metavar="NAME=VALUE", help="the value of a parameter")
    parser.add_argument(
        "--param-file", action="append", metavar="NAME=FILE", help="a file with a parameter's value"
    )
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        metavar="FORMAT",
        help="json: as the server sent it (default); pretty: indented; ndjson: a record a line; csv, tsv, "
        "markdown, table; text: KVM text; parquet; raw: a text without its quotes",
    )
    parser.add_argument("--out", type=named, metavar="FILE", help="write to FILE, all of it or nothing")
    parser.add_argument("--force", action="store_true", help="let --out replace a file")
    add_timeout(parser)
    add_confirm(parser)
