"""`karma-tui history`: its words."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError

from karma_tui.cli.grammar.words import named

DESCRIPTION = """\
Look at what ran before, in the app, the REPL and the command line: list and search it, print a text or
a result, pin, forget, export. See docs/history.md for what is kept, where, and how to keep nothing.
"""
RUNS = "karma_tui.cli.past.command:run"

OUTCOMES = ("ok", "error", "cancelled", "unfinished")


def add(parser: ArgumentParser) -> None:
    """What to do, and with which runs."""
    _form(parser)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", help="what to do (default: list)")
    listing = actions.add_parser("list", help="the last runs, the newest first (also without an action)")
    _filters(listing)
    _form(listing)
    search = actions.add_parser("search", help="runs whose text or snippet's name has all these words")
    search.add_argument("words", nargs="+", metavar="WORD", help="any part of the text, case aside")
    _filters(search)
    _form(search)
    show = actions.add_parser("show", help="the text of a run, fit to be run again")
    _ids(show, 1)
    forms = show.add_mutually_exclusive_group()
    forms.add_argument(
        "--json", default=SUPPRESS, action="store_true", help="all that is known of it, as JSON"
    )
    forms.add_argument("--result", action="store_true", help="its result, if that was kept")
    pin = actions.add_parser("pin", help="keep runs whatever the limits say")
    _ids(pin)
    unpin = actions.add_parser("unpin", help="keep them no longer than others")
    _ids(unpin)
    forget = actions.add_parser("forget", help="remove runs and their results, after a question")
    forget.add_argument("ids", nargs="*", type=number, metavar="ID", help="a run's number, as list prints it")
    forget.add_argument("--all", action="store_true", help="everything, pinned runs included")
    forget.add_argument("--words", type=named, metavar="WORDS", help="those whose text has all these words")
    _filters(forget)
    forget.add_argument("--yes", action="store_true", help="do not ask")
    export = actions.add_parser("export", help="all of them as NDJSON, the oldest first")
    _filters(export)


def number(word: str) -> int:
    """A whole number from 0."""
    if not word.isdecimal() or len(word) > 18:
        raise ArgumentTypeError(f"{word!r} is not a whole number")
    return int(word)


def _ids(parser: ArgumentParser, many: int = 0) -> None:
    text = "a run's number, as list prints it"
    parser.add_argument("ids", nargs=many or "+", type=number, metavar="ID", help=text)


def _filters(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("which runs")
    group.add_argument(
        "--profile", dest="of_profile", type=named, metavar="NAME", help="those on this profile"
    )
    group.add_argument("--outcome", choices=OUTCOMES, help="those that ended so")
    group.add_argument(
        "--face", type=named, metavar="FACE", help="those of app, repl, run or another command"
    )
    group.add_argument("--snippet", type=named, metavar="NAME", help="those of this snippet")
    group.add_argument(
        "--since", type=named, metavar="TIME", help="from 2026-01-31, 2026-01-31T12:00 or 7d on"
    )
    group.add_argument("--until", type=named, metavar="TIME", help="before that time")
    group.add_argument("--pinned", action="store_true", help="those that are pinned")
    group.add_argument("--writing", action="store_true", help="those that write")


def _form(parser: ArgumentParser) -> None:
    """How runs are listed. Also before the action: nothing else stands there that could be lost."""
    parser.add_argument(
        "-n",
        "--limit",
        default=SUPPRESS,
        type=number,
        metavar="N",
        help="as many at most; 0 is all (default: 50)",
    )
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", default=SUPPRESS, action="store_true", help="print a JSON list")
    forms.add_argument(
        "--ndjson", default=SUPPRESS, action="store_true", help="print a JSON object on each line"
    )
