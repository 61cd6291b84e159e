"""What may stand at the end of a command line: taken from the grammar itself, and from names that are known.

It has a tenth of a second and asks no server: names of tags come from what earlier commands and windows
have seen (`library.known_names`). It answers nothing rather than an error.
"""

from __future__ import annotations

import argparse
import contextlib
from argparse import Namespace
from importlib import import_module

from karma_tui.cli.grammar import COMMANDS
from karma_tui.cli.grammar.layout import Parser
from karma_tui.cli.grammar.words import add_instance, add_look
from karma_tui.cli.output import print_chunks
from karma_tui.errors import ExitCode, KarmaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FILES = ":files"
BEHIND = ":files="
"""Ask the shell for the names of files; the second for one behind the `=` of the word."""
_OF_FILES = frozenset({"FILE", "DUMP", "FOLDER", "PATH", "NAME=FILE"})

_OF_PROFILES = frozenset({"profile", "of_profile", "confirm"})


def run(found: Namespace) -> int:
    """Print the proposals for the last of the words."""
    words = found.words or [""]
    with contextlib.suppress(KarmaError, OSError):
        lines = dict.fromkeys(_for_bash(words) if words[0] == "--bash" else proposals(words))
        print_chunks(("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"),))
    return ExitCode.OK


def proposals(words: list[str]) -> Iterable[str]:
    """Lines: a word, perhaps a tab and what it means; `:files` for file names."""
    *before, typed = words
    parser, rest = _parser(before)
    if parser is None:
        return ()
    wanted = _waiting(parser, rest)
    if wanted is not None:
        return _fitting(_values(wanted, parser, before), typed)
    if typed.startswith("-"):
        option, is_pair, begun = typed.partition("=")
        action = _option(parser, option)
        if is_pair and action is not None:
            found = _fitting(_values(action, parser, before), begun)
            return [BEHIND if it == FILES else f"{option}={it}" for it in found]
        return [
            f"{name}\t{_told(action)}"
            for action in parser._actions
            for name in action.option_strings
            if name.startswith(typed) and (name.startswith("--") or len(typed) < 2)
        ]
    positional = _positional(parser, rest)
    words_here = list(_values(positional, parser, before)) if positional is not None else []
    if parser.prog == "karma-tui":
        words_here += [f"{name}\t{text}" for name, text in COMMANDS.items()]
    return _fitting(words_here, typed)


def _for_bash(words: list[str]) -> Iterable[str]:
    from karma_tui.cli.completing.bash import Place

    place = Place(*(*words, "", "")[1:3])
    found = (line.partition("\t")[0] for line in proposals(place.words))
    return [word if word in (FILES, BEHIND) else place.written(word) for word in found]


def _fitting(lines: Iterable[str], typed: str) -> list[str]:
    return [line for line in lines if line in (FILES, BEHIND) or line.startswith(typed)]


def _parser(words: list[str]) -> tuple[argparse.ArgumentParser | None, list[str]]:
    """The parser that the words lead to, and those behind its name."""
    top = Parser("karma-tui")
    add_instance(top)
    add_look(top)
    at = 0
    while at < len(words) and words[at].startswith("-"):
        action = _option(top, words[at])
        at += 2 if action is not None and action.nargs != 0 else 1
    if at >= len(words):
        return top, words
    command = words[at]
    if command not in COMMANDS:
        return None, []
    module = import_module(f"karma_tui.cli.commands.{command}")
    if getattr(module, "RAW", False):
        return None, []
    parser: argparse.ArgumentParser = Parser(f"karma-tui {command}", module.DESCRIPTION)
    module.add(parser)
    add_look(parser)
    rest = words[at + 1 :]
    while (inner := _inner(parser)) is not None:
        named = next((at for at, word in enumerate(rest) if word in inner), None)
        if named is None:
            break
        parser, rest = inner[rest[named]], rest[named + 1 :]
    return parser, rest


def _inner(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser] | None:
    """The commands within a command."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return None


def _waiting(parser: argparse.ArgumentParser, words: list[str]) -> argparse.Action | None:
    """The option that the last word leaves without its value."""
    action = _option(parser, words[-1]) if words else None
    return action if action is not None and action.nargs != 0 else None


def _option(parser: argparse.ArgumentParser, word: str) -> argparse.Action | None:
    return next((it for it in parser._actions if word in it.option_strings), None)


def _positional(parser: argparse.ArgumentParser, words: list[str]) -> argparse.Action | None:
    """The word without an option that comes next."""
    given, at = 0, 0
    while at < len(words):
        action = _option(parser, words[at])
        given += not words[at].startswith("-") or words[at] == "-"
        at += 2 if action is not None and action.nargs != 0 else 1
    for action in (it for it in parser._actions if not it.option_strings):
        if action.nargs in ("*", "+") or not given:
            return action
        given -= 1
    return None


def _values(action: argparse.Action, parser: argparse.ArgumentParser, before: list[str]) -> Iterable[str]:
    """What an option or a word may be."""
    if isinstance(action, argparse._SubParsersAction):
        return [f"{it.dest}\t{it.help or ''}" for it in action._choices_actions]
    if action.choices is not None:
        return [str(it) for it in action.choices]
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    if metavar in _OF_FILES:
        return [BEHIND if "=" in metavar else FILES]
    from karma_tui.cli.completing.names import profiles, snippets, tags

    command = (*parser.prog.split(), "")[1]
    is_name = metavar == "NAME" and not action.option_strings
    if metavar == "PROFILE" or action.dest in _OF_PROFILES or (is_name and command in ("profiles", "login")):
        return profiles()
    if metavar == "SNIPPET" or action.dest == "snippet" or (is_name and command == "snippets"):
        return snippets()
    if metavar == "TAG" and command != "snippets":  # whose tags are words of their own
        return tags(before)
    return ()


def _told(action: argparse.Action) -> str:
    return (action.help or "").partition(";")[0].replace("%%", "%")
