"""The words behind `karma-tui`: which command is meant and what argparse makes of the rest.

Imports next to nothing, and of the commands' modules only the one that is named: help is answered from here,
before dataclasses and the error tree are loaded, which would take longer than the answer itself.
"""

from __future__ import annotations

from importlib import import_module

from karma_tui.cli.grammar.layout import Parser, indented, read
from karma_tui.cli.grammar.words import INSTANCE, KEPT, SECRETS_AND_CODES, add_instance, add_look

TYPE_CHECKING = False  # not typing's own: importing `typing` takes as long as building the parser
if TYPE_CHECKING:
    from argparse import Namespace
    from types import ModuleType

COMMANDS = {
    "run": "run an expression and print its result",
    "repl": "a prompt for expressions, or each of a pipe's in turn",
    "edit": "open the app with files in its buffers",
    "open": "open a copy of a server's dump in a local instance",
    "view": "open a saved result in the app",
    "fmt": "lay expressions out anew",
    "convert": "write an expression in another form",
    "schema": "print or save the models of an instance",
    "diff": "compare two results record by record",
    "completion": "print what completes commands in bash, zsh or fish",
    "profiles": "list, add, change, test and remove instances with a name",
    "login": "sign in once, and keep the secret if a profile's keyring is to have it",
    "history": "list, search, export and forget what ran before",
    "snippets": "list, print and check saved expressions",
    "keys": "print or check the key map",
    "themes": "list or check themes",
    "config": "print the settings in force, each with where it was said",
    "export": "write a dump of all data to a new file",
    "import": "replace all data of an instance by a dump",
    "reset": "delete all data of an instance",
    "rotate": "have an instance make itself a new secret",
    "users": "list, add, change and delete users, and tell who may do what",
    "serve": "serve the local instance to other clients",
}
"""Every command with its line in the help. Its words are in the module of its name in `cli.commands`."""

_HIDDEN = frozenset({"app", "__complete", "__refresh"})
"""What is not told: the app, which is what no command means, and what shells ask for completion."""

_DESCRIPTION = """\
A terminal client for karma.run databases. Without a command it opens the app; with a pipe on
stdin or stdout it runs the expression on stdin instead. Without --url it uses the local instance.
"""

_MORE = "`karma-tui COMMAND --help` tells the words of a command.\n"

_VALUED = frozenset(option for option, value, _ in (*INSTANCE, *KEPT) if value)


class Asked:
    """A command with its words: `found` holds what argparse read, `runs` names what carries it out."""

    __slots__ = ("command", "found", "runs")

    def __init__(self, command: str, found: Namespace, runs: str) -> None:
        self.command = command
        self.found = found
        self.runs = runs
        """`module:function`, called with `found`, answers with the exit code."""


def parse(words: list[str]) -> Asked:
    """Read the words after the program's name. Raises UsageError; --help and --version end the process."""
    before, command, rest = _split(words)
    found = read(_top(), before)
    if command not in COMMANDS and command not in _HIDDEN:
        raise _unknown(command)
    module = import_module(f"karma_tui.cli.commands.{command}")
    if getattr(module, "RAW", False):
        found.words = rest
    else:
        parser = _parser(command, module)
        _refuse_strangers(command, parser, found)
        read(parser, rest, found)
    found.command = command
    return Asked(command, found, module.RUNS)


def _split(words: list[str]) -> tuple[list[str], str, list[str]]:
    """The words before the command, the command ("app" if there is none), and those after it."""
    at = 0
    while at < len(words):
        if not words[at].startswith("-"):
            return words[:at], words[at], words[at + 1 :]
        at += 2 if words[at] in _VALUED else 1
    return words, "app", []


def _top() -> Parser:
    from karma_tui.version import __version__

    top = Parser(
        "karma-tui", _DESCRIPTION, _MORE + SECRETS_AND_CODES, usage="%(prog)s [OPTIONS] [COMMAND ...]"
    )
    top.add_argument("-V", "--version", action="version", version=f"karma-tui {__version__}")
    top.add_argument_group("commands", indented(COMMANDS))
    add_instance(top, default=None)
    add_look(top, default=False)
    return top


def _parser(command: str, module: ModuleType) -> Parser:
    parser = Parser(f"karma-tui {command}", module.DESCRIPTION, getattr(module, "EPILOG", ""))
    module.add(parser)
    add_look(parser)
    return parser


def _refuse_strangers(command: str, parser: Parser, found: Namespace) -> None:
    """Options before a command that it does not know must not be dropped in silence."""
    known = {action.dest for action in parser._actions}
    for option, _, _ in (*INSTANCE, *KEPT):
        dest = option[2:].replace("-", "_")
        if getattr(found, dest) and dest not in known:
            from karma_tui.errors import UsageError

            raise UsageError(
                f"{option} cannot be used with `{command}`", hint=f"See `karma-tui {command} --help`."
            )


def _unknown(command: str) -> Exception:
    from difflib import get_close_matches
    from pathlib import Path

    from karma_tui.errors import UsageError

    near = get_close_matches(command, COMMANDS, 1)
    hint = f"Did you mean `{near[0]}`?" if near else "See `karma-tui --help`."
    if Path(command).is_file():
        hint = f"`karma-tui edit {command}` opens the file, `karma-tui run {command}` runs what is in it."
    return UsageError(f"There is no command {command}", f"Known: {', '.join(COMMANDS)}.", hint)
