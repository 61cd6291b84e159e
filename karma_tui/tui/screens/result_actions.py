"""Actions on the result in sight: finding, filtering, sorting, opening and closing, and its views."""

from __future__ import annotations

from karma_tui.tui.screens.view_actions import ViewActions
from karma_tui.tui.views.view import MESSAGES_VIEW
from karma_tui.tui.widgets.result_tree import ResultTree
from karma_tui.tui.widgets.results import Results


class ResultActions(ViewActions):
    """A screen with a results pane."""

    _results: Results

    async def action_find_in_result(self) -> None:
        """Find in the result."""
        await self._results.action_find()

    async def action_only_matches(self) -> None:
        """Show only records that match, or all again."""
        await self._results.action_only_matches()

    async def action_filter_result(self) -> None:
        """Show only records whose field is as wanted."""
        await self._results.action_filter()

    def action_sort_result(self) -> None:
        """Sort by the field under the cursor."""
        self._results.action_sort()

    async def action_expand_all(self) -> None:
        """Open everything below the row."""
        (await self._tree()).action_expand_all()

    async def action_expand_level(self) -> None:
        """Open the row and its members."""
        (await self._tree()).action_expand_level()

    async def action_collapse_members(self) -> None:
        """Close the members of the row."""
        (await self._tree()).action_collapse_members()

    async def _tree(self) -> ResultTree:
        """The tree, which is shown for it."""
        await self._results.show_view("tree")
        return self._results.query_one(ResultTree)

    async def action_messages(self) -> None:
        """See the messages, or leave them."""
        if self._results.view_name == MESSAGES_VIEW and self._results.has_focus_within:
            await self.action_leave_messages()
        else:
            await self._results.show_view(MESSAGES_VIEW)
            self._results.focus_content()

    async def action_leave_messages(self) -> None:
        """See what was shown before them."""
        await self._results.leave_messages()

    def action_show_all_records(self) -> None:
        """Take filters and sort off."""
        self._results.show_all()
