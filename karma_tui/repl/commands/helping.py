"""`\\help`: the list of commands, one of them, or a function of the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karma_tui.errors import UsageError
from karma_tui.repl.commands.table import ALIASES, BY_NAME, COMMANDS, Command, find
from karma_tui.repl.printer import Piece, pieces_of_text
from karma_tui.repl.show.pager import show
from karma_tui.results.strings import visible
from karma_tui.results.width import fitted

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk

KEYS = (
    ("Enter", "runs what is complete, else begins a new line"),
    ("Alt+Enter, Esc Enter", "always a new line"),
    ("F5, Ctrl+X Enter", "always runs"),
    ("Tab", "proposals; from one place to fill in to the next"),
    ("Right, Ctrl+E", "take what is suggested from the history; Alt+F takes a word"),
    ("Up, Ctrl+R", "what was entered before; search in it"),
    ("Ctrl+X Ctrl+E", "edit in your own editor (vi: v)"),
    ("Ctrl+C", "clears the line; while something runs, ends that"),
    ("Ctrl+D", "leaves, on an empty line"),
)


async def help_(desk: Desk, words: str) -> None:
    """Everything in a list, or one command or function."""
    name = words.strip().removeprefix("\\")
    if not name:
        await show(desk.printer, iter(_all(desk.printer.size[0])), paged=desk.choices.pager)
        return
    command = find(name)
    if command is not None:
        _one(desk, command)
    else:
        await _function(desk, name)


def _all(width: int) -> list[list[Piece]]:
    shown = [(f"\\{it.name} {it.words}".rstrip(), it.help) for it in COMMANDS]
    room = max(len(name) for name, _ in shown) + 2
    room = min(room, max(20, width // 2))
    lines: list[list[Piece]] = [[("Commands", "title")]]
    lines += [
        [(fitted(name, room - 1).ljust(room), "function"), (fitted(text, max(20, width - room)), "")]
        for name, text in shown
    ]
    lines += [[("", "")], [("Keys", "title")]]
    lines += [
        [(name.ljust(room), "function"), (fitted(text, max(20, width - room)), "")] for name, text in KEYS
    ]
    return [
        *lines,
        [("", "")],
        [(r"\help COMMAND tells more, \help FUNCTION about the language.", "comment")],
    ]


def _one(desk: Desk, command: Command) -> None:
    desk.printer.line((f"\\{command.name} {command.words}".rstrip(), "title"))
    desk.printer.say(f"{command.help[:1].upper()}{command.help[1:]}.", "")
    if command.more:
        desk.printer.say(command.more, "")
    short = [f"\\{alias}" for alias, name in ALIASES.items() if name == command.name]
    if short:
        desk.printer.say(f"Also {', '.join(short)}.")


async def _function(desk: Desk, name: str) -> None:
    from karma_tui.lang.catalogue import nearest
    from karma_tui.lang.complete.reference import reference
    from karma_tui.lang.nodes import Dialect

    bench = desk.link.bench
    dialect = bench.dialect if bench is not None else Dialect.V1
    found = reference(name, dialect)
    if found is None:
        from karma_tui.lang.catalogue import catalogue

        near = nearest(name, (*(it.name for it in COMMANDS), *catalogue(dialect).names))
        sign = "\\" if near in BY_NAME else ""
        hint = f"Did you mean {sign}{near}?" if near else r"\help lists the commands."
        raise UsageError(f"There is no command and no function {visible(name)}", hint=hint)
    desk.printer.line((visible(found.signature), "title"))
    desk.printer.say(found.summary, "")
    for parameter in found.parameters:
        desk.printer.line((f"  {parameter.name}", "field"), (f"  {visible(parameter.type)}", ""))
    if found.danger:
        desk.printer.say(f"Beware: {found.danger}", "warning")
    if found.example_text:
        desk.printer.line(*pieces_of_text(found.example_text))
        desk.printer.say(f"  gives {found.example_result}")
