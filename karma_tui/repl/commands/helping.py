"""`\\help`: the list of commands, one of them, or a function of the language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
PLAIN_KEYS = (
    ("Enter", "runs what is complete, else goes on in the next line"),
    ("Enter on an empty line", "runs what is there"),
    ("Ctrl+C", "gives the line up; while something runs, ends that"),
    ("Ctrl+D", "leaves"),
)


async def help_(desk: Desk, words: str) -> None:
    """Everything in a list, or one command or function."""
    name = words.strip().removeprefix("\\")
    if not name:
        await show(
            desk.printer, iter(_all(desk.printer.size[0], plain=desk.printer.plain)), paged=desk.choices.pager
        )
        return
    command = find(name)
    if command is not None:
        _one(desk, command)
    else:
        await _function(desk, name)


def _all(width: int, *, plain: bool) -> list[list[Piece]]:
    shown = [(f"\\{it.name} {it.words}".rstrip(), it.help) for it in COMMANDS]
    keys = PLAIN_KEYS if plain else KEYS
    room = min(max(len(name) for name, _ in (*shown, *keys)) + 2, max(20, width // 2))
    lines: list[list[Piece]] = [[("Commands", "title")], *_columns(shown, room, width)]
    lines += [[("", "")], [("Keys", "title")], *_columns(keys, room, width)]
    last: list[Piece] = [(r"\help COMMAND tells more, \help FUNCTION about the language.", "comment")]
    return [*lines, [("", "")], last]


def _columns(rows: Iterable[tuple[str, str]], room: int, width: int) -> Iterator[list[Piece]]:
    """Names, and beside each what is said of it, over as many lines as it takes."""
    from textwrap import wrap

    for name, text in rows:
        first, *more = wrap(text, max(20, width - room - 1))
        yield [(fitted(name, room - 1).ljust(room), "function"), (first, "")]
        for line in more:
            yield [(" " * room, ""), (line, "")]


def _one(desk: Desk, command: Command) -> None:
    desk.printer.line((f"\\{command.name} {command.words}".rstrip(), "title"))
    from textwrap import fill

    width = desk.printer.size[0] - 1
    desk.printer.say(fill(f"{command.help[:1].upper()}{command.help[1:]}.", width), "")
    if command.more:
        desk.printer.say(fill(command.more, width), "")
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
    from textwrap import fill

    desk.printer.say(fill(found.summary, desk.printer.size[0] - 1), "")
    for parameter in found.parameters:
        desk.printer.line((f"  {parameter.name}", "field"), (f"  {visible(parameter.type)}", ""))
    if found.danger:
        desk.printer.say(f"Beware: {found.danger}", "warning")
    if found.example_text:
        desk.printer.line(*pieces_of_text(found.example_text))
        desk.printer.say(f"  gives {found.example_result}")
