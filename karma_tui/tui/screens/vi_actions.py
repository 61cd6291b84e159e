"""Modal keys, for those who set `editor.keys = "vi"`: what `:`, `/`, `n` and the mode mean to the screen."""

from __future__ import annotations

from textual import on

from karma_tui.errors import UsageError
from karma_tui.tui.editing.places import line_and_column
from karma_tui.tui.screens.edit_actions import EditActions
from karma_tui.tui.screens.file_actions import FileActions, path_of
from karma_tui.tui.screens.tab_actions import TabActions
from karma_tui.tui.typing_order import BUFFERS
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.tui.widgets.editor import Editor


class ViActions(EditActions, TabActions, FileActions):
    """Gives every editor its layer of keys, if they are wanted, and carries out commands."""

    def _prepare(self, editor: Editor) -> None:
        """Give a new editor what the settings say."""
        editor.auto_pairs = self._desk.settings.editor.auto_pairs
        if self._desk.settings.editor.keys == "vi":
            from karma_tui.tui.vi.layer import ViLayer  # for those who want it only

            layer = ViLayer(editor, self._vi_ask, self._vi_step, lambda mode: self._vi_mode(editor, mode))
            editor.mode_of_keys = lambda: layer.status

    def _vi_mode(self, editor: Editor, mode: str) -> None:
        if not self.is_mounted or editor is self._buffers.active:
            self._buffers.say_mode(mode)

    @on(Buffers.Shown)
    def _vi_elsewhere(self, event: Buffers.Shown) -> None:
        if event.editor.key_layer is not None:
            self._buffers.say_mode(event.editor.mode_of_keys())

    def _vi_ask(self, what: str) -> None:
        async def ask() -> None:
            if what == ":":
                await self.ask(":", "", self._vi_command)
            else:
                await self._finder.open(replaces=False)

        self.run_worker(ask(), group=BUFFERS, exit_on_error=False)

    def _vi_step(self, forward: bool) -> None:
        self.run_worker(self._finder.step(forward=forward), group=BUFFERS, exit_on_error=False)

    async def _vi_command(self, words: str) -> None:
        """`w`, `q`, `wq`, `x`, `e FILE`, `w FILE`, and line numbers. Raises UsageError for others."""
        name, _, argument = words.strip().partition(" ")
        editor, info = self._buffers.active, self._buffers.info
        match name:
            case "":
                return
            case "q" | "q!":
                self.action_close_buffer()
            case "w" | "wq" | "x":
                path = path_of(argument) if argument.strip() else info.path
                if path is None:
                    raise UsageError("This buffer has no file", "", "Give it one: w FILE.")
                await self.save_to(info, editor, path)
                if name != "w" and not info.is_changed:
                    self.action_close_buffer()
            case "e":
                if not argument.strip():
                    raise UsageError("Which file?", "", "e FILE opens one.")
                await self.open_path(path_of(argument))
            case "$":
                editor.move_cursor((editor.document.line_count - 1, 0), center=True)
            case _ if name.lstrip("+-").isdecimal():
                row, lines = editor.cursor_location[0], editor.document.line_count
                line, _ = line_and_column(name, row + 1, lines)
                editor.move_cursor((line - 1, 0), center=True)
            case _:
                known = "w, q, wq, x, e, a line number, $"
                raise UsageError("There is no such command", f"{name}: known are {known}.")
