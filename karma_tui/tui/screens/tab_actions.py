"""The tabs: opening, closing and its undoing, naming, going through them and putting them in order."""

from __future__ import annotations

from karma_tui.errors import UsageError
from karma_tui.tui.screens.workspace import Workspace
from karma_tui.tui.shown import shown_line
from karma_tui.tui.typing_order import BUFFERS
from karma_tui.tui.welcome import key_of


class TabActions(Workspace):
    """Actions on the tabs of the buffers."""

    async def action_new_buffer(self) -> None:
        """Open an empty buffer."""
        self.set_focus(await self._buffers.open())

    def action_next_buffer(self) -> None:
        """Go to the next buffer."""
        self._buffers.next()

    def action_previous_buffer(self) -> None:
        """Go to the buffer before."""
        self._buffers.previous()

    def action_move_buffer_left(self) -> None:
        """Move the tab to the left."""
        self._move(-1)

    def action_move_buffer_right(self) -> None:
        """Move the tab to the right."""
        self._move(1)

    async def action_rename_buffer(self) -> None:
        """Ask for another title."""

        async def rename(title: str) -> None:
            if not title.strip():
                raise UsageError("A buffer needs a name", "Type one, or leave it.")
            self._buffers.rename_active(title.strip())
            self._drafts.changed()

        await self.ask("Name", self._buffers.title, rename)

    def action_close_buffer(self) -> None:
        """Close the buffer. Nothing is asked, because it can be brought back, even after leaving."""

        async def close() -> None:
            title = self._buffers.title
            if await self._buffers.close_active():
                back = key_of("reopen_buffer", self._desk.keymap)
                self.tell(f"{back} brings it back.", f"Closed {shown_line(title)}")
            self._drafts.changed()

        self.run_worker(close(), group=BUFFERS, exit_on_error=False)

    async def action_reopen_buffer(self) -> None:
        """Bring back what was closed last, with its cursor and its history of changes."""
        editor = await self._buffers.reopen()
        if editor is not None:
            self.set_focus(editor)
            self._drafts.changed()

    def _move(self, by: int) -> None:
        self._buffers.move_active(by)
        self._drafts.changed()
