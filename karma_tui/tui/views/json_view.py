"""The result of a query as pretty JSON with line numbers, of which only the lines in sight are ever made.

How many lines a long result has is counted in a thread; until then the view works with an estimate, and
keeps the line at the top and the cursor where they are while the numbers become exact.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.geometry import Size
from textual.strip import Strip

from karma_tui.results.document import Document
from karma_tui.results.json_lines import JsonLines
from karma_tui.results.json_row import JsonRow
from karma_tui.results.json_section import Section
from karma_tui.results.preview import Kind
from karma_tui.tui.views.json_cursor import JsonCursor
from karma_tui.tui.views.json_line import MARKER, STYLE_SHEET, gutter, line
from karma_tui.tui.views.lighting import Light

if TYPE_CHECKING:
    from karma_tui.results.find import Query

EMPTY_ANSWER: Final = "The server answered with an empty body."

_STEP: Final = 1_000_000
"""Bytes, about, whose lines a thread counts before the view takes them in."""
_REFIT: Final = 16
"""Steps after which the scroll bar is drawn anew, though nothing in sight has changed."""
_WIDTH_STEP: Final = 20


class JsonView(JsonCursor, can_focus=True):
    """A document's JSON with a cursor on one line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "json--cursor",
        "json--found",
        *(f"json--{kind}" for kind in Kind),
    }
    DEFAULT_CSS = STYLE_SHEET

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._shown: dict[int, JsonRow] = {}
        self._widest = 0
        self._query: Query | None = None
        self._exact = 0
        self._learned = 0

    def show(self, document: Document, names: Mapping[str, str] | None = None) -> None:
        """See `ResultView`."""
        self._lines = JsonLines(document, names)
        self._widest = 0
        self._spot = self._lines.spot(0) if len(self._lines) else None
        self._cursor = 0
        self.scroll_to(0, 0, animate=False, force=True)
        self._restructured()
        self._count()

    def grow(self) -> None:
        """See `ResultView`."""
        if self._lines is not None and self._lines.grow():
            self._restructured()
            self._count()

    def light(self, query: Query | None) -> None:
        """See `Lightable`."""
        if query != self._query:
            self._query = query
            self.refresh()

    # --- counting

    @work(group="json-count", exclusive=True, exit_on_error=False)
    async def _count(self) -> None:
        """Counts the lines that are not known yet, some at a time."""
        lines = self._lines
        while lines is not None and lines is self._lines and (section := lines.counting) is not None:
            first = section.unknown()
            if first is None:
                continue
            last = min(first + max(1, _STEP // (section.average * section.chunk)), section.chunks)
            counts = await asyncio.to_thread(_counted, section, first, last)
            if lines is self._lines:
                self._learn(lines, section, first, counts)

    def _learn(self, lines: JsonLines, section: Section, first: int, counts: list[list[int]]) -> None:
        """Takes counts in, with the line at the top staying at the top."""
        top = self.scroll_offset.y
        below = top + self.size.height
        was_exact = self._exact
        spot = lines.spot(top) if top < len(lines) else None
        for chunk, found in enumerate(counts, first):
            lines.learn(section, chunk, found)
        now = lines.index_of(spot) if spot is not None else 0
        self._learned += 1
        if now != top or was_exact < below or lines.counting is None:
            self._restructured()
        elif self._learned % _REFIT == 0:
            self._fit()
        if now != top:
            self.scroll_to(y=now, animate=False, force=True)

    # --- drawing

    def render_line(self, y: int) -> Strip:
        """A line of the screen, as the line API wants it."""
        lines, width, base = self._lines, self.size.width, self.rich_style
        scroll_x, scroll_y = self.scroll_offset
        index = y + scroll_y
        if lines is None or index >= len(lines):
            return self._message_line(index, width, base)
        row = self._row(lines, index)
        if row is None:
            return Strip.blank(width, base)
        over = self._component("cursor") if index == self._cursor else None
        number = index + 1 if index < self._exact else None
        margin = gutter(number, self._digits, row, self._style_of)
        text = line(row, self._style_of, over, self._light())
        self._note_width(text.cell_length + margin.cell_length)
        room = max(0, width - margin.cell_length)
        text = text.crop_extend(scroll_x, scroll_x + room, base + over if over is not None else base)
        return Strip.join([margin, text]).crop_extend(0, width, base).apply_style(base)

    def _message_line(self, index: int, width: int, base: Style) -> Strip:
        if index or self._lines is None or len(self._lines):
            return Strip.blank(width, base)
        style = base + self._style_of(Kind.NOTE)
        return Strip([Segment(f" {EMPTY_ANSWER}", style)]).crop_extend(0, width, style)

    def _row(self, lines: JsonLines, index: int) -> JsonRow | None:
        """A line from the few that are kept, or a screenful of them made at once."""
        row = self._shown.get(index)
        if row is None:
            height = max(1, self.size.height)
            if len(self._shown) > 4 * height:
                self._shown.clear()
            before = len(lines)
            self._shown.update(enumerate(lines.window(index, height), index))
            row = self._shown.get(index)
            if len(lines) != before:  # lines that were an estimate are counted now
                self.call_after_refresh(self._restructured)
        return row

    @property
    def _digits(self) -> int:
        return len(str(len(self._lines))) if self._lines is not None else 0

    def _style_of(self, kind: Kind) -> Style:
        return self._component(kind)

    def _component(self, name: str) -> Style:
        return self.get_component_rich_style(f"json--{name}", partial=True)

    def _light(self) -> Light | None:
        return None if self._query is None else Light(self._query, self._component("found"))

    def _note_width(self, width: int) -> None:
        """Lets the view scroll as far right as the widest line seen needs."""
        if width > self._widest:
            self._widest = width + _WIDTH_STEP
            self.call_after_refresh(self._widen)

    def _widen(self) -> None:
        self._fit()
        self.call_after_refresh(self._clear_scroll_bar)

    def _clear_scroll_bar(self) -> None:
        """A scroll bar that appeared must not hide the line under the cursor."""
        if self._cursor == self.scroll_offset.y + self.scrollable_content_region.height:
            self._scroll_into_view()

    def _fit(self) -> None:
        height = len(self._lines) if self._lines is not None else 0
        self.virtual_size = Size(max(0, self._widest - _WIDTH_STEP), height)

    def _restructured(self) -> None:
        """Lines appeared, disappeared, or got other numbers."""
        self._shown.clear()
        lines = self._lines
        if lines is not None:
            self._exact = lines.exact
            if self._spot is not None:
                self._cursor = lines.index_of(self._spot)
        self._fit()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor on the line; on its marker, or twice, also folds or unfolds it."""
        offset = event.get_content_offset(self)
        lines = self._lines
        if offset is None or lines is None:
            return
        index = offset.y + self.scroll_offset.y
        if index >= len(lines):
            return
        self._move_to(index)
        on_marker = self._digits < offset.x <= self._digits + MARKER
        if on_marker and self._spot is not None and lines.can_fold(self._spot):
            self.action_open_or_close()
        elif event.chain == 2:
            self.action_choose()


def _counted(section: Section, first: int, last: int) -> list[list[int]]:
    return [section.counted(chunk) for chunk in range(first, last)]
