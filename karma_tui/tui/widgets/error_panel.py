"""The error that stands in place of a result: all it says can be read, however much that is."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static


class ErrorPanel(VerticalScroll, can_focus=True):
    """An error with everything it says, scrollable if it says much."""

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="error-text")

    def show(self, content: Content) -> None:
        """Show this error."""
        self.query_one("#error-text", Static).update(content)
        self.scroll_home(animate=False)
