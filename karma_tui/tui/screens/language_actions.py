"""Help with the language: the problems of a text, completions, the reference, and when they are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.widgets import TextArea

from karma_tui.tui.assist.helpers import Helpers
from karma_tui.tui.messages import Request
from karma_tui.tui.screens.run_actions import RunActions
from karma_tui.tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from karma_tui.tui.assist.completion_list import CompletionList


class LanguageActions(RunActions):
    """What the helpers of the editors do when keys, focus and cursor ask for it."""

    _helpers: Helpers
    _status: StatusBar

    def action_error(self) -> None:
        """Go to the place in the text that is to blame, or to the next problem."""
        self._helpers.go(1)

    def action_previous_problem(self) -> None:
        """Go to the problem before."""
        self._helpers.go(-1)

    def action_complete(self) -> None:
        """Show completions."""
        self._helpers.complete()

    def action_functions(self) -> None:
        """Show the reference, on the function under the cursor if there is one."""
        self._helpers.functions(self._helpers.topic(), self.action_run)

    def help_on_topic(self) -> bool:
        """Show help on the function under the cursor; False if there is none."""
        name = self._helpers.topic()
        if name:
            self._helpers.functions(name, self.action_run)
        return bool(name)

    def action_check_on_server(self) -> None:
        """Have the instance type the selection or the buffer."""
        editor = self._buffers.active
        request = Request(editor.text, editor.selected_stretch(), str(editor.id))
        self._helpers.check_on_server(self._connection.bench, request, self._results)

    def _problems_counted(self) -> None:
        self._status.set_problems(self._helpers.problems)
        self._helpers.tell_problems(self._results.messages)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The helpers follow the focus."""
        self._helpers.focused(event.widget)

    def on_descendant_blur(self) -> None:
        """A list of completions belongs to a focused editor."""
        self._helpers.blurred()

    def on_screen_suspend(self) -> None:
        """A dialogue comes up."""
        self._helpers.blurred()

    def on_screen_resume(self) -> None:
        """A dialogue has gone, which may have kept a snippet."""
        self._helpers.resumed()

    @on(TextArea.SelectionChanged)
    def _cursor_moved(self) -> None:
        self._helpers.cursor_moved()

    def on_completion_list_picked(self, event: CompletionList.Picked) -> None:
        """A click on a proposal."""
        self._helpers.picked(event.index)
