"""Opening and closing in the result tree, the cursor staying on its value while rows come and go.

What takes long is done in a thread or in steps, so that keys are answered meanwhile. A ref is opened in
place: the screen fetches the record, and its members are shown below the ref.
"""

from __future__ import annotations

import asyncio
from functools import partial

from textual import work

from karma_tui.results.preview import Kind
from karma_tui.results.rows import EXPAND_LEVELS, QUICK, Place, Rows
from karma_tui.tui.views.view import RefOpened
from karma_tui.tui.widgets.result_tree_cursor import TreeCursor


class TreeOpening(TreeCursor):
    """Rows that open and close at the cursor."""

    def action_open_or_close(self) -> None:
        """Opens or closes the row under the cursor."""
        rows = self._filled
        if rows is None:
            return
        if not self._row(self._cursor).expanded and len(rows.value(self._cursor)) > QUICK:
            self._open_big(rows, rows.place(self._cursor))
        elif rows.toggle(self._cursor):
            self._restructured()

    @work(group="open-container", exclusive=True)
    async def _open_big(self, rows: Rows, place: Place) -> None:
        """Finds the members of a big value in a thread, and shows them if they are still wanted."""
        members = await asyncio.to_thread(rows.members, place)
        index = rows.index_of_place(place) if rows is self._rows else None
        before = len(rows)
        if index is not None and rows.expand(index, members):
            if index < self._cursor:
                self._cursor += len(rows) - before
            self._restructured()
            self._scroll_into_view(self._cursor)

    def open_row(self) -> None:
        """Opens the row under the cursor, if it is closed."""
        if self._filled is not None and not self._row(self._cursor).expanded:
            self.action_open_or_close()

    def action_open_or_enter(self) -> None:
        """Opens a closed row, or goes to the first member of an open one."""
        rows = self._filled
        if rows is None:
            return
        row = self._row(self._cursor)
        if row.expanded:
            self._move_to(self._cursor + 1)
        elif row.kind is Kind.REF:
            self.action_open_ref()
        elif row.expandable:
            self.action_open_or_close()

    def action_close_or_leave(self) -> None:
        """Closes an open row, or goes to the row that contains this one."""
        rows = self._filled
        if rows is None:
            return
        if self._row(self._cursor).expanded:
            self.action_open_or_close()
        elif (parent := rows.parent(self._cursor)) is not None:
            self._move_to(parent)

    def action_open_ref(self) -> None:
        """Asks for the record that the ref under the cursor leads to, to be shown below it."""
        rows = self._filled
        if rows is None:
            return
        place, row = rows.place(self._cursor), self._row(self._cursor)
        path, value = rows.path(self._cursor), bytes(rows.value(self._cursor))
        self.post_message(RefOpened(path, row.kind, value, partial(self._show_record, rows, place)))

    def _show_record(self, rows: Rows, place: Place, record: memoryview) -> None:
        """Shows the members of a record below the ref that leads to it, if it is still there."""
        from karma_tui.results.envelope import members_of_record  # for those who follow refs only

        index = rows.index_of_place(place) if rows is self._rows else None
        if index is None:
            return
        before = len(rows)
        rows.collapse(index)
        if rows.expand(index, members_of_record(record), record):
            if index < self._cursor:
                self._cursor += len(rows) - before
            self._restructured()
            self._scroll_into_view(min(index + len(rows) - before, len(rows) - 1))
            self._scroll_into_view(self._cursor)

    def action_expand_all(self) -> None:
        """Opens everything below the row, up to a bound."""
        self._expand(None)

    def action_expand_level(self) -> None:
        """Opens the row and each of its members."""
        self._expand(1)

    def _expand(self, levels: int | None) -> None:
        rows = self._filled
        if rows is None:
            return
        if not self._row(self._cursor).expanded and len(rows.value(self._cursor)) > QUICK:
            self.action_open_or_close()
        else:
            self._expand_in_steps(rows, levels)

    @work(group="open-container", exclusive=True)
    async def _expand_in_steps(self, rows: Rows, levels: int | None) -> None:
        """Keys are answered between the steps; the cursor stays on its value."""
        complete = True
        steps = rows.expanding(self._cursor, levels=levels)
        while rows is self._rows:
            place = rows.place(self._cursor)
            step = next(steps, None)
            if step is None:
                break
            complete = step
            self._cursor = rows.index_of_place(place) or 0
            self._restructured()
            await asyncio.sleep(0)
        if not complete:
            self.notify(f"Not everything was opened: it is too much, or deeper than {EXPAND_LEVELS} levels.")

    def action_collapse_members(self) -> None:
        """Closes whatever is open below the row; its members stay in sight."""
        rows = self._filled
        if rows is None:
            return
        if not self._row(self._cursor).expanded:
            self._move_to(rows.parent(self._cursor) or 0)
        if rows.collapse_members(self._cursor):
            self._restructured()
            self._scroll_into_view(self._cursor)

    def action_collapse(self) -> None:
        """Closes the row under the cursor, or the one that contains it."""
        rows = self._filled
        if rows is None:
            return
        if not self._row(self._cursor).expanded:
            self._move_to(rows.parent(self._cursor) or 0)
        if rows.collapse(self._cursor):
            self._restructured()
