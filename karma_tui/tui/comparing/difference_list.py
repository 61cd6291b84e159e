"""The differences as a list with a cursor: records, and below those that are open what differs in them.

Only the lines on the screen are made, so a hundred thousand differences are shown as quickly as ten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from karma_tui.results.compare_lines import record_parts
from karma_tui.results.compare_rows import CompareRows, Spot
from karma_tui.tui.actions import scoped
from karma_tui.tui.comparing.difference_line import CLASSES, STYLE_SHEET, inner_line, record_line, strip_of
from karma_tui.tui.comparing.keys import DIFFERENCES

_QUICK = 100_000
"""Bytes of a record up to which its differences are found at once."""
_SIDEWAYS = 10


class DifferenceList(ScrollView, can_focus=True):
    """Fill it with `show`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"difference-list--{name}" for name in CLASSES}
    DEFAULT_CSS = STYLE_SHEET
    BINDINGS: ClassVar[list[BindingType]] = scoped(DIFFERENCES)

    class Pointed(Message):
        """The cursor is on another row; None if there is none."""

        def __init__(self, spot: Spot | None) -> None:
            super().__init__()
            self.spot = spot

    def __init__(self) -> None:
        super().__init__(id="differences")
        self._rows: CompareRows | None = None
        self._names: Mapping[str, str] = {}
        self._message = ""
        self._cursor = 0
        self._widest = 0

    @property
    def rows(self) -> CompareRows | None:
        """The rows on show."""
        return self._rows

    @property
    def spot(self) -> Spot | None:
        """The row under the cursor."""
        return self._rows.spot(self._cursor) if self._rows is not None and len(self._rows) else None

    def show(self, rows: CompareRows, names: Mapping[str, str], message: str, place: int | None) -> None:
        """Show these rows, the cursor on a record; `message` if there are none."""
        self._rows, self._names, self._message = rows, names, message
        self._widest = 0
        self._restructured()
        self._move_to(rows.index(Spot(place)) if place is not None else 0)

    def render_line(self, y: int) -> Strip:
        """A line of the screen, as the line API wants it."""
        scroll_x, scroll_y = self.scroll_offset
        width, base, index = self.size.width, self.rich_style, y + scroll_y
        rows = self._rows
        if rows is None or index >= len(rows):
            text = f" {self._message}" if index == 0 and not (rows is not None and len(rows)) else ""
            return Strip([Segment(text, base + self._style_of("note"))]).crop_extend(0, width, base)
        over = self._style_of("cursor") if index == self._cursor else None
        strip = strip_of(self._pieces(rows, rows.spot(index)), self._style_of, over)
        if strip.cell_length > self._widest:
            self._widest = strip.cell_length
            self.call_after_refresh(self._fit)
        return strip.crop_extend(scroll_x, scroll_x + width, base + over if over else base).apply_style(base)

    def _pieces(self, rows: CompareRows, spot: Spot) -> list[tuple[str, str]]:
        line = rows.line(spot)
        if line is not None:
            return inner_line(line)
        pair = rows.pair(spot)
        marker = " " if not rows.can_open(spot.place) else "▾" if rows.is_open(spot.place) else "▸"
        return record_line(
            rows.comparison.change(pair), record_parts(rows.comparison, pair, self._names), marker
        )

    def _style_of(self, name: str) -> Style:
        return self.get_component_rich_style(f"difference-list--{name}", partial=True)

    def _fit(self) -> None:
        self.virtual_size = Size(self._widest, len(self._rows) if self._rows is not None else 0)

    def _restructured(self) -> None:
        self._fit()
        self.refresh()

    def _move_to(self, index: int) -> None:
        rows = self._rows
        if rows is None or not len(rows):
            self.post_message(self.Pointed(None))
            return
        before, self._cursor = self._cursor, max(0, min(index, len(rows) - 1))
        self.refresh_line(before)
        self.refresh_line(self._cursor)
        self._scroll_into_view()
        self.post_message(self.Pointed(rows.spot(self._cursor)))

    def _scroll_into_view(self) -> None:
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True)
        elif height and self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True)

    async def _open(self, place: int) -> bool:
        """Open a record; False if it is gone meanwhile or has nothing inside."""
        rows = self._rows
        if rows is None or not rows.can_open(place) or rows.is_open(place):
            return False
        if rows.size(place) > _QUICK:
            found = await asyncio.to_thread(rows.find_lines, place)
        else:
            found = rows.find_lines(place)
        if rows is not self._rows:
            return False
        rows.open(place, found)
        self._restructured()
        return True

    async def action_step(self, step: int) -> None:
        """Go to the next difference or the one before; records are opened on the way."""
        rows, spot = self._rows, self.spot
        if rows is None or spot is None:
            return
        target = rows.beside(spot, step)
        if isinstance(target, int):
            place = target
            target = rows.end(place, step) if await self._open(place) else None
        if target is None:
            self.notify("There is no further difference." if step > 0 else "This is the first difference.")
        elif rows is self._rows:
            self._move_to(rows.index(target))

    async def action_open(self) -> None:
        """Open the record, or go to its first line."""
        spot = self.spot
        if spot is not None and not await self._open(spot.place) and spot.line == 0:
            rows = self._rows
            if rows is not None and rows.is_open(spot.place):
                self._move_to(self._cursor + 1)

    def action_close(self) -> None:
        """Close the record; from inside, go to it first."""
        rows, spot = self._rows, self.spot
        if rows is None or spot is None:
            return
        if spot.line == 0:
            rows.close(spot.place)
            self._restructured()
        self._move_to(rows.index(Spot(spot.place)))

    async def action_open_or_close(self) -> None:
        """Open the record under the cursor, or close it."""
        rows, spot = self._rows, self.spot
        if rows is None or spot is None or spot.line:
            return
        if rows.is_open(spot.place):
            self.action_close()
        else:
            await self._open(spot.place)

    def action_close_all(self) -> None:
        """Close all records."""
        rows, spot = self._rows, self.spot
        if rows is not None and spot is not None:
            rows.close_all()
            self._restructured()
            self._move_to(rows.index(Spot(spot.place)))

    def action_move(self, steps: int) -> None:
        """Move by some rows."""
        self._move_to(self._cursor + steps)

    def action_move_page(self, pages: int) -> None:
        """Move by screenfuls."""
        self._move_to(self._cursor + pages * max(1, self.scrollable_content_region.height - 1))

    def action_go(self, index: int) -> None:
        """Go to the first row, or to the last (-1)."""
        self._move_to(index if index >= 0 else len(self._rows or ()) - 1)

    def action_sideways(self, direction: int) -> None:
        """Scroll left or right."""
        self.scroll_to(x=self.scroll_offset.x + direction * _SIDEWAYS, animate=False, force=True)

    def on_resize(self) -> None:
        """A smaller terminal must not hide the row that the keys are about."""
        if self.spot is not None:
            self._scroll_into_view()

    async def on_click(self, event: events.Click) -> None:
        """Puts the cursor on the row; on its marker, or twice, also opens or closes it."""
        offset = event.get_content_offset(self)
        rows = self._rows
        index = offset.y + self.scroll_offset.y if offset is not None else 0
        if offset is None or rows is None or index >= len(rows):
            return
        self._move_to(index)
        if event.chain == 2 or offset.x + self.scroll_offset.x in range(2, 4):
            await self.action_open_or_close()
