"""A bare app around one widget, with the colours the program ships."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.message import Message
from textual.widget import Widget

from karma_tui.themes import load_themes, shipped_folder
from karma_tui.tui.theming import DEFAULT, register


class Host(App[object]):
    """Mounts one widget, focuses it, and keeps the messages it sends."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        register(self, load_themes([shipped_folder()]).themes.values())
        self.theme = DEFAULT
        self._widget = widget
        self.sent: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self._widget

    def on_mount(self) -> None:
        self._widget.focus()


def screen_lines(widget: Widget) -> list[str]:
    """What the widget's lines say, without trailing space."""
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]
