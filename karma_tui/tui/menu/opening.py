"""Opens the menu for a widget: by the right mouse button, or by key at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.errors import NoWidget
from textual.geometry import Offset
from textual.widget import Widget

from karma_tui.tui.keymap.offers import Offer, offers
from karma_tui.tui.menu.items import menu_items
from karma_tui.tui.menu.menu_screen import MenuScreen
from karma_tui.tui.menu.place import cursor_of, point

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import App
    from textual.events import MouseEvent


def open_by_mouse(app: App[Any], event: MouseEvent, changed: Mapping[str, str]) -> None:
    """The right button was pressed: the menu of what is there, in place of one that is open."""
    if isinstance(app.screen, MenuScreen):
        app.screen.dismiss(None)
        return
    try:
        widget, _ = app.screen.get_widget_at(event.screen_x, event.screen_y)
    except NoWidget:
        return
    at = Offset(event.screen_x, event.screen_y)
    widget = point(app.screen, widget, event)
    # what the cursor came to is known once the widget has dealt with it
    app.call_after_refresh(_open, app, widget, at, changed)


def open_by_key(app: App[Any], changed: Mapping[str, str]) -> None:
    """The menu of what the cursor is on."""
    focused = app.focused
    if isinstance(app.screen, MenuScreen):
        app.screen.dismiss(None)
    elif focused is not None:
        _open(app, focused, cursor_of(focused), changed)


def _open(app: App[Any], widget: Widget, at: Offset, changed: Mapping[str, str]) -> None:
    screen = widget.screen if widget.is_attached else None
    if screen is None or screen is not app.screen:
        return
    items = menu_items(widget, offers(app, screen, widget, changed))
    if not any(item is not None for item in items):
        return

    async def chosen(offer: Offer | None) -> None:
        if offer is not None:
            await offer.run()

    def closed(offer: Offer | None) -> None:
        screen.run_worker(chosen(offer), group="menu", exit_on_error=False)

    app.push_screen(MenuScreen(items, at), closed)
