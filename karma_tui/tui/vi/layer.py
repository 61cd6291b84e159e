"""vi in an editor: hands it the keys, and does what the machine says. The only part that knows widgets."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.widgets.text_area import Selection

from karma_tui.errors import Span
from karma_tui.tui.vi.effects import Ask, Copy, Edit, Effect, Go, History, Mode, Select, Step
from karma_tui.tui.vi.machine import Machine
from karma_tui.tui.widgets.editor import Editor

_SWALLOWED = frozenset({"tab", "shift+tab", "ctrl+d", "ctrl+u", "ctrl+w", "ctrl+k", "ctrl+x", "ctrl+h"})
"""Keys that change the text elsewhere and mean nothing here outside of insert mode."""


class ViLayer:
    """One editor's modal keys. `ask` opens what `:`, `/` and `?` open; `step` goes on with a search."""

    def __init__(
        self,
        editor: Editor,
        ask: Callable[[str], None],
        step: Callable[[bool], None],
        shown: Callable[[str], None],
    ) -> None:
        self._editor = editor
        self._ask = ask
        self._step = step
        self._shown = shown
        """Told of each mode, for the user to see."""
        self._machine = Machine(lambda: editor.app.clipboard)
        self._began = 0
        """How many steps could be undone when insert mode was entered."""
        self._sessions: list[tuple[int, int]] = []
        """The same before and after each time in insert mode: what was typed there is undone as one."""
        self._undone: list[tuple[int, int]] = []
        editor.key_layer = self.key
        self._told = ""
        self._claim()

    @property
    def status(self) -> str:
        """The mode, and the keys of a command that is not complete."""
        return f"{self._machine.mode} {self._machine.pending}".strip()

    def key(self, event: events.Key) -> bool:
        """Take a key; False leaves it to the editor."""
        text, cursor = self._text(), self._cursor()
        name = event.character if event.is_printable and event.character else event.key
        mode, steps = self._machine.mode, self._steps()
        effects = self._machine.key(name, text, cursor)
        if effects is None:
            return mode is not Mode.INSERT and (event.key in _SWALLOWED or event.is_printable)
        for effect in effects:
            self._do(effect)
        if any(isinstance(effect, Edit) for effect in effects):
            self._undone.clear()
        if self._machine.mode is Mode.INSERT:
            self._began = steps
        elif mode is Mode.INSERT:
            self._sessions.append((self._began, self._steps()))
        self._claim()
        return True

    def _do(self, effect: Effect) -> None:
        editor = self._editor
        match effect:
            case Edit(start, end, text, cursor):
                editor.change_span(self._span(start, end), text)
                editor.move_cursor(self._place(cursor))
            case Go(cursor):
                editor.move_cursor(self._place(cursor), record_width=False)
            case Select(start, end, cursor):
                first, last = self._place(start), self._place(end)
                ends = Selection(last, first) if cursor == start else Selection(first, last)
                editor.selection = ends
                editor.scroll_cursor_visible()
            case History(back, count):
                for _ in range(min(count, 1000)):
                    self._undo() if back else self._redo()
                editor.selection = Selection.cursor(editor.selection.start)
            case Ask(what):
                self._ask(what)
            case Step(forward):
                self._step(forward)
            case Copy(text):
                editor.app.copy_to_clipboard(text)

    def _undo(self) -> None:
        """Undo a change; all that was typed in one go counts as one."""
        steps = self._steps()
        while self._sessions and self._sessions[-1][1] > steps:
            self._sessions.pop()
        is_session = bool(self._sessions) and self._sessions[-1][1] == steps
        before = min(self._sessions.pop()[0], steps - 1) if is_session else steps - 1
        while self._steps() > max(before, 0):
            self._editor.undo()
        if before >= 0:
            self._undone.append((before, steps))

    def _redo(self) -> None:
        before, after = self._undone.pop() if self._undone else (0, 1)
        for _ in range(after - before):
            self._editor.redo()
        if after - before > 1:
            self._sessions.append((before, after))

    def _steps(self) -> int:
        return len(self._editor.history.undo_stack)

    def _claim(self) -> None:
        """Say which keys must come here even if an action of the screen has them."""
        mode = self._machine.mode
        claimed = {"ctrl+r"} if mode is Mode.NORMAL else {"escape"}
        self._editor.claimed_keys = frozenset(claimed | ({"escape"} if self._machine.pending else set()))
        if self.status != self._told:
            self._told = self.status
            self._shown(self._told)

    def _text(self) -> str:
        document = self._editor.document
        return self._editor.text if len(document.newline) == 1 else "\n".join(document.lines)

    def _cursor(self) -> int:
        row, column = self._editor.cursor_location
        return sum(map(len, self._editor.document.lines[:row])) + row + column

    def _place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset in `_text`."""
        for row, line in enumerate(self._editor.document.lines):
            if offset <= len(line):
                return row, offset
            offset -= len(line) + 1
        return self._editor.document.end

    def _span(self, start: int, end: int) -> Span:
        return Span(self._editor.offset_of(self._place(start)), self._editor.offset_of(self._place(end)))
