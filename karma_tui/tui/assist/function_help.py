"""The way from the editor to the reference of functions, and from there back with an example."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from karma_tui.errors import ExpressionError
from karma_tui.tui.typing_order import BUFFERS
from karma_tui.tui.widgets.buffers import Buffers

if TYPE_CHECKING:
    from karma_tui.tui.assist.functions_screen import Taken
    from karma_tui.workbench.assist import Assist


class FunctionHelp:
    """Shows help on a function, and does what is wished with its example."""

    def __init__(self, screen: Screen[Any], buffers: Buffers) -> None:
        self._screen = screen
        self._buffers = buffers

    def topic(self, assist: Assist) -> str:
        """The name of the function under the cursor, "" if there is none."""
        from karma_tui.lang.catalogue import catalogue

        editor = self._buffers.active
        if not editor.has_focus:
            return ""
        row, column = editor.cursor_location
        name = _word(editor.document.get_line(row), column)
        return name if catalogue(assist.knowledge.dialect).get(name) is not None else ""

    def show(self, assist: Assist, name: str, run: Callable[[], None]) -> None:
        """The reference, on that function if it is one; `run` runs the buffer in sight."""
        from karma_tui.tui.assist.functions_screen import FunctionsScreen

        def taken(example: Taken | None) -> None:
            if example is None:
                return
            if example.run:
                self._run(example, run)
            else:
                self._insert(example.text)

        screen = FunctionsScreen(assist.knowledge.dialect, assist.reference, name)
        self._screen.app.push_screen(screen, taken)

    def _insert(self, text: str) -> None:
        editor = self._buffers.active
        editor.replace(text, *sorted((editor.selection.start, editor.selection.end)))
        editor.focus()

    def _run(self, example: Taken, run: Callable[[], None]) -> None:
        async def open_it() -> None:
            opened = await self._buffers.open(example.text, f"{example.name} example")
            self._screen.set_focus(opened)
            if _is_harmless(example.text):
                run()
            else:
                said = "Not run: this example writes, or is dangerous on a real server."
                self._screen.app.notify(said, severity="warning", markup=False)

        self._screen.run_worker(open_it(), group=BUFFERS, exit_on_error=False)


def _is_harmless(text: str) -> bool:
    """Whether an example may be run wherever one happens to be connected."""
    from karma_tui.lang.effects import dangers, writes
    from karma_tui.lang.recognise import read

    try:
        source = read(text)
    except ExpressionError:
        return True  # it is refused before it is sent
    return not writes(source.root) and not dangers(source.root, source.dialect)


def _word(line: str, column: int) -> str:
    """The name around or before a column."""
    start = end = column
    while start > 0 and (line[start - 1].isalnum() or line[start - 1] in "_$"):
        start -= 1
    while end < len(line) and (line[end].isalnum() or line[end] in "_$"):
        end += 1
    return line[start:end]
