"""The last line: the keys that do something now, from the bindings as they are, clickable.

Textual's own footer builds a widget for every key each time the focus moves, which cost half of the
time to the first frame; this draws one line.
"""

from __future__ import annotations

from textual.app import App
from textual.binding import ActiveBinding
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from karma_tui.tui.actions import NO_KEY


class KeyBar(Widget):
    """Shows the screen's active bindings that want to be shown, the focused widget's first."""

    def on_mount(self) -> None:
        """Draw anew whenever the bindings may have changed."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def render(self) -> Content:
        """`f5 Run  ^s Save  …`; an action with several keys is shown once."""
        entries: dict[str, ActiveBinding] = {}
        for active in self.screen.active_bindings.values():
            if active.binding.show and active.enabled and active.binding.key != NO_KEY:
                entries.setdefault(active.binding.action, active)
        return Content("  ").join(self._entry(active) for active in entries.values())

    def _changed(self, _: Screen[object]) -> None:
        self.refresh()

    def _entry(self, active: ActiveBinding) -> Content:
        key = self.app.get_key_display(active.binding)
        click = Style.from_meta({"@click": f"{_namespace(active)}.{active.binding.action}"})
        text = Content.assemble((key, "bold $footer-key-foreground"), f" {active.binding.description}")
        return text.stylize(click)


def _namespace(active: ActiveBinding) -> str:
    """Where Textual looks for the action: on the app, the screen, or the widget with the focus."""
    if isinstance(active.node, App):
        return "app"
    return "screen" if isinstance(active.node, Screen) else "focused"
