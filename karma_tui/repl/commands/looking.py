"""`\\open`, `\\more` and `\\format`: the last result from another side."""

from __future__ import annotations

from karma_tui.errors import UsageError
from karma_tui.repl.desk import Desk, Last
from karma_tui.repl.options import FORMATS
from karma_tui.repl.show.result import show_on
from karma_tui.results.document import Document
from karma_tui.results.envelope import value_at
from karma_tui.results.line_refs import LineRefs
from karma_tui.results.path_reading import read_path


async def open_path(desk: Desk, words: str) -> None:
    """Show the part at a path of the whole last result."""
    last = desk.result()
    path = read_path(words)
    value = value_at(last.whole, path)
    if value is None:
        raise UsageError("There is nothing at this path in the last result", f"The path is {words}.")
    part = last.whole if not path else Document.from_bytes(bytes(value))
    desk.last = Last(part, last.text, LineRefs(), path, of=last.whole)
    await show_on(desk, desk.last)


async def more(desk: Desk, words: str) -> None:
    """Go on where the last result was left."""
    last = desk.result()
    if last.shown >= last.many:
        desk.printer.say("All of it has been shown.")
        return
    await show_on(desk, last)


async def set_format(desk: Desk, words: str) -> None:
    """Change the format, and show the last result in it."""
    if not words:
        desk.printer.say(f"{desk.choices.format}; there are {', '.join(FORMATS)}")
        return
    if words not in FORMATS:
        from difflib import get_close_matches

        near = get_close_matches(words, FORMATS, 1)
        raise UsageError(
            f"There is no format {words!r}",
            f"There are {', '.join(FORMATS)}.",
            f"Did you mean {near[0]}?" if near else "",
        )
    desk.choices.format = words
    if desk.last is not None and desk.out is None and desk.printer.is_terminal:
        desk.last.shown = 0
        await show_on(desk, desk.last)
