"""From a line that begins with a backslash to the command that it names."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from karma_tui.errors import UsageError
from karma_tui.repl.commands.table import ALIASES, BY_NAME, find

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk


def is_command(text: str) -> bool:
    """Whether what was entered is a command and no expression."""
    return text.lstrip().startswith("\\")


async def run_command(desk: Desk, text: str) -> None:
    """Do what a line says. Raises KarmaError."""
    name, _, words = text.strip()[1:].partition(" ")
    name, newline, rest = name.partition("\n")
    words = (rest + " " + words if newline else words).strip()
    command = find(name)
    if command is None:
        raise _unknown(name)
    if words and not command.words:
        from karma_tui.results.strings import visible

        raise UsageError(f"\\{command.name} takes nothing", f"Given was {visible(words[:40])}")
    module, _, function = command.runs.partition(":")
    await getattr(import_module(module), function)(desk, words)


def _unknown(name: str) -> UsageError:
    from difflib import get_close_matches  # for who mistyped only

    from karma_tui.results.strings import visible

    if not name.strip("\\ "):
        return UsageError("Which command?", "", r"\help lists the commands.")
    near = get_close_matches(name, [*BY_NAME, *ALIASES], 2) or [
        it for it in BY_NAME if name and it.startswith(name)
    ]
    if near:
        hint = f"Did you mean {' or '.join(chr(92) + it for it in near[:3])}?"
    else:
        hint = r"\help lists the commands."
    return UsageError(f"There is no command \\{visible(name)}", "", hint)


def switch(words: str, now: bool) -> bool:
    """`on`, `off`, or the other of the two for nothing. Raises UsageError."""
    if words in ("on", "off", ""):
        return not now if not words else words == "on"
    raise UsageError(f"{words!r} is neither on nor off")
