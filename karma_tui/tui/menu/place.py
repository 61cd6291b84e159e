"""Where a context menu belongs: puts a cursor under the mouse, or finds the cursor for a menu by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import OptionList, Tab, Tabs, TextArea, Tree

if TYPE_CHECKING:
    from textual.events import MouseEvent
    from textual.screen import Screen


@runtime_checkable
class HasPlaces(Protocol):
    """A view with a cursor of its own. Offsets are those of the view's content."""

    def point_at(self, offset: Offset) -> None:
        """Put the cursor on what is there, if something is."""

    @property
    def cursor_place(self) -> Offset:
        """Where the cursor is seen."""


def point(screen: Screen[Any], widget: Widget, event: MouseEvent) -> Widget:
    """Focus what was clicked and put its cursor there; gives the widget that the menu is for."""
    owner = next((it for it in widget.ancestors_with_self if isinstance(it, Widget) and it.focusable), widget)
    if owner.focusable:
        screen.set_focus(owner)
    here = Offset(event.screen_x, event.screen_y)
    line = screen.get_style_at(*here).meta
    if isinstance(owner, HasPlaces):
        owner.point_at(here - owner.content_region.offset)
    elif isinstance(owner, Tree) and "line" in line:
        owner.cursor_line = line["line"]
    elif isinstance(owner, OptionList) and "option" in line:
        owner.highlighted = line["option"]
    elif isinstance(owner, TextArea):
        _put_cursor(owner, here)
    elif isinstance(widget, Tab) and isinstance(owner, Tabs) and widget.id is not None:
        owner.active = widget.id
        return widget
    return owner


def _put_cursor(area: TextArea, here: Offset) -> None:
    """Not within a selection: what is selected may be what the menu is for."""
    inside = here - area.content_region.offset
    target = inside + area.scroll_offset - Offset(area.gutter_width, 0)
    place = area.wrapped_document.offset_to_location(Offset(max(0, target.x), max(0, target.y)))
    start, end = sorted((area.selection.start, area.selection.end))
    if not start <= place <= end:
        area.move_cursor(place)


def cursor_of(widget: Widget) -> Offset:
    """Where a menu by key is put: at the cursor of the widget, on the screen."""
    if isinstance(widget, HasPlaces):
        return widget.content_region.offset + widget.cursor_place
    if isinstance(widget, TextArea):
        return widget.cursor_screen_offset
    if isinstance(widget, Tree):
        return widget.content_region.offset + Offset(2, widget.cursor_line - round(widget.scroll_y))
    if isinstance(widget, OptionList):
        return widget.content_region.offset + Offset(2, (widget.highlighted or 0) - round(widget.scroll_y))
    return widget.content_region.offset
