"""Actions on how the result is looked at: its views and the columns of the table; the keys are the views'."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.screen import Screen

from karma_tui.tui.widgets.results import Results

if TYPE_CHECKING:
    from karma_tui.tui.views.json_view import JsonView
    from karma_tui.tui.views.table_view import TableView


class ViewActions(Screen[None]):
    """A screen with a results pane."""

    _results: Results

    async def action_show_view(self, name: str) -> None:
        """Look at the result in another way."""
        await self._results.show_view(name)

    async def action_view_tree(self) -> None:
        """Look at it as a tree."""
        await self._results.show_view("tree")

    async def action_view_table(self) -> None:
        """Look at it as a table."""
        await self._results.show_view("table")

    async def action_view_json(self) -> None:
        """Look at it as JSON."""
        await self._results.show_view("json")

    async def action_view_chart(self) -> None:
        """Look at it as a chart."""
        await self._results.show_view("chart")

    async def action_choose_columns(self) -> None:
        """Show, hide and order the columns."""
        (await self._table()).action_choose_columns()

    async def action_flatten_column(self) -> None:
        """Make columns of a column's members, or one of them again."""
        (await self._table()).action_flatten_or_fold()

    async def action_hide_column(self) -> None:
        """Take the column out of sight."""
        (await self._table()).action_hide()

    async def action_freeze_columns(self) -> None:
        """Let the columns up to this one stay."""
        (await self._table()).action_freeze()

    async def action_wider_column(self) -> None:
        """Make the column wider."""
        (await self._table()).action_resize(1)

    async def action_narrower_column(self) -> None:
        """Make the column narrower."""
        (await self._table()).action_resize(-1)

    async def action_fit_column(self) -> None:
        """Make the column as wide as what is in sight."""
        (await self._table()).action_fit_column()

    async def action_move_column_left(self) -> None:
        """Move the column to the left."""
        (await self._table()).action_shift_column(-1)

    async def action_move_column_right(self) -> None:
        """Move the column to the right."""
        (await self._table()).action_shift_column(1)

    async def action_fold_members(self) -> None:
        """Fold each member of the container under the cursor in the JSON."""
        await self._results.show_view("json")
        cast("JsonView", self._results.view).action_fold_members()

    async def _table(self) -> TableView:
        """The table; columns are asked about in it, so it is shown."""
        if self._results.view_name != "table":
            await self._results.show_view("table")
        return cast("TableView", self._results.view)
