"""The last line: the keys that do something now, from the bindings as they are, clickable.

Textual's own footer builds a widget for every key each time the focus moves, which cost half of the
time to the first frame; this draws one line. Below a dialogue it shows the dialogue's keys, as the keys of
what is behind it do nothing then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakSet

from textual.app import App
from textual.binding import ActiveBinding
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from karma_tui.tui.actions import NO_KEY

_GAP = 2


class KeyBar(Widget):
    """Shows the active bindings that want to be shown, the focused widget's first, and each of them whole."""

    def on_mount(self) -> None:
        """Draw anew whenever the bindings may have changed."""
        self._heard: WeakSet[Screen[object]] = WeakSet()
        self._hear(self.screen)

    def render(self) -> Content:
        """`f5 Run  ^s Save  …`; an action with several keys is shown once.

        Where the line is too short, what works everywhere stays: it leads to all the rest.
        """
        found = _told(self.screen)
        everywhere = [self._entry(it) for it in found if isinstance(it.node, App)]
        own = [self._entry(it) for it in self._of_top(found) if not isinstance(it.node, App)]
        room = self.content_size.width
        if _width([*own, *everywhere]) > room:
            mark = Content("…")
            everywhere = _fitting(everywhere, room)
            own = [*_fitting(own, room - _width([mark, *everywhere]) - _GAP), mark]
        return Content(" " * _GAP).join([*own, *everywhere])

    def _of_top(self, found: list[ActiveBinding]) -> list[ActiveBinding]:
        """What is told of the screen on top, if that does not tell it itself; `found` is what is here."""
        top = self.app.screen
        if top is self.screen:
            return found
        return [] if top.query(KeyBar) else _told(top)

    def _hear(self, screen: Screen[object]) -> None:
        if screen not in self._heard:
            self._heard.add(screen)
            screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: Screen[object]) -> None:
        self._hear(self.app.screen)
        self.refresh()

    def _entry(self, active: ActiveBinding) -> Content:
        key = self.app.get_key_display(active.binding)
        click = Style.from_meta({"@click": f"{_namespace(active)}.{active.binding.action}"})
        text = Content.assemble((key, "bold $footer-key-foreground"), f" {active.binding.description}")
        return text.stylize(click)


def action_below(app: App[Any], x: int, y: int) -> str | None:
    """The action of the key at a place of the window, if it is told below the dialogue on top.

    Textual gives such a click to the dialogue, whose screen covers the line.
    """
    if not app.screen.is_modal:
        return None
    for screen in reversed(app.screen_stack[:-1]):
        for bar in screen.query(KeyBar):
            if bar.content_region.contains(x, y):
                action = screen.get_style_at(x, y).meta.get("@click")
                return action if isinstance(action, str) else None
        if not screen.is_modal:
            break
    return None


def _told(screen: Screen[object]) -> list[ActiveBinding]:
    """What wants to be shown of what can be done there, each action once."""
    entries: dict[str, ActiveBinding] = {}
    for active in screen.active_bindings.values():
        if active.binding.show and active.enabled and active.binding.key != NO_KEY:
            entries.setdefault(active.binding.action, active)
    return list(entries.values())


def _width(entries: Sequence[Content]) -> int:
    """Cells, with the gaps between."""
    return sum(entry.cell_length for entry in entries) + _GAP * max(0, len(entries) - 1)


def _fitting(entries: Sequence[Content], room: int) -> list[Content]:
    """As many from the first on as there is room for."""
    count = 0
    while count < len(entries) and _width(entries[: count + 1]) <= room:
        count += 1
    return list(entries[:count])


def _namespace(active: ActiveBinding) -> str:
    """Where Textual looks for the action: on the app, the screen, or the widget with the focus."""
    if isinstance(active.node, App):
        return "app"
    return "screen" if isinstance(active.node, Screen) else "focused"
