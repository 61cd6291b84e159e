"""The result of a query as a tree that opens a million records as quickly as ten.

Textual's own Tree measures every visible line at each opening; this view draws only the lines on screen,
from the row index of `results.rows`, and repaints only the two lines that a cursor move changes. It does
not fetch, follow references or copy: it says which value was chosen and leaves the rest to the screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from karma_tui.results.document import Document
from karma_tui.results.preview import Kind
from karma_tui.results.row import Row
from karma_tui.results.rows import EXPAND_LEVELS, QUICK, Path, Place, Rows
from karma_tui.tui.views.lighting import Light
from karma_tui.tui.views.view import PlaceChanged, PlaceChosen, RefOpened
from karma_tui.tui.widgets.result_tree_line import STYLE_SHEET, Markers, line, marker_span

if TYPE_CHECKING:
    from karma_tui.results.find import Query

NOTHING_YET = "No result yet."
EMPTY_ANSWER = "The server answered with an empty body."

_WIDTH_STEP = 20
_SIDEWAYS = 10


class ResultTree(ScrollView, can_focus=True):
    """A document's rows with a cursor. Fill it with `show`, empty it with `show_message`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "result-tree--cursor",
        "result-tree--found",
        *(f"result-tree--{kind}" for kind in Kind),
    }
    DEFAULT_CSS = STYLE_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "move_page(-1)", "Page up", show=False),
        Binding("pagedown", "move_page(1)", "Page down", show=False),
        Binding("home", "go_first", "First row", show=False),
        Binding("end", "go_last", "Last row", show=False),
        Binding("left", "close_or_leave", "Close", show=False),
        Binding("right", "open_or_enter", "Open", show=False),
        Binding("enter", "choose", "Choose", show=False),
        Binding("space", "open_or_close", "Open or close", show=False),
        Binding("e", "expand_all", "Expand all"),
        Binding("plus", "expand_level", "Expand one level", show=False),
        Binding("c", "collapse", "Collapse"),
        Binding("minus", "collapse_members", "Collapse members", show=False),
        Binding("x", "open_ref", "Open ref"),
        Binding("shift+left,less_than_sign", "sideways(-1)", "Scroll left", show=False),
        Binding("shift+right,greater_than_sign", "sideways(1)", "Scroll right", show=False),
    ]

    def __init__(
        self, *, id: str | None = None, classes: str | None = None, markers: Markers | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._markers = markers if markers is not None else Markers()
        self._message = NOTHING_YET
        self._rows: Rows | None = None
        self._cursor = 0
        self._shown: dict[int, Row] = {}
        self._widest = 0
        self._query: Query | None = None

    def show(self, document: Document, names: Mapping[str, str] | None = None) -> None:
        """Shows a document from its first row; `names` are the readable names of models in references."""
        self._rows = Rows(document, names)
        self._message = EMPTY_ANSWER
        self._cursor = 0
        self._widest = 0
        self.scroll_to(0, 0, animate=False, force=True)
        self._restructured()

    def grow(self) -> None:
        """Takes in the records of a list in blocks that came since; the cursor stays where it is."""
        if self._rows is None:
            return
        before = len(self._rows)
        if self._rows.grow():
            self._shown.pop(0, None)  # it tells how many there are
            self._fit()
            bottom = self.scroll_offset.y + self.size.height
            if before < bottom:
                self.refresh()
            else:
                self.refresh_line(0)

    def show_message(self, message: str = NOTHING_YET) -> None:
        """Shows a line of our own text in place of a result."""
        self._rows = None
        self._message = message
        self._cursor = 0
        self._widest = 0
        self._restructured()

    def light(self, query: Query | None) -> None:
        """Points out what is found; see `Lightable`."""
        if query != self._query:
            self._query = query
            self.refresh()

    @property
    def rows(self) -> Rows | None:
        """The rows on show; None while there is only a message."""
        return self._rows

    @property
    def _filled(self) -> Rows | None:
        """The rows, if there is at least one."""
        return self._rows if self._rows is not None and len(self._rows) else None

    @property
    def cursor(self) -> int:
        """The number of the row under the cursor."""
        return self._cursor

    @property
    def cursor_path(self) -> Path | None:
        """The path to the value under the cursor; None without rows."""
        rows = self._filled
        return None if rows is None else rows.path(self._cursor)

    @property
    def cursor_value(self) -> memoryview | None:
        """The value under the cursor as sent, not decoded; None without rows."""
        rows = self._filled
        return None if rows is None else rows.value(self._cursor)

    def go_to(self, path: Path) -> bool:
        """Opens what hides the value at a path and puts the cursor there; False if there is none."""
        index = self._rows.reveal(path) if self._rows is not None else None
        if index is None:
            return False
        self._restructured()
        self._move_to(index)
        return True

    def render_line(self, y: int) -> Strip:
        """A line of the screen, as the line API wants it."""
        scroll_x, scroll_y = self.scroll_offset
        width = self.size.width
        base = self.rich_style
        index = y + scroll_y
        if self._rows is None or index >= len(self._rows):
            return self._message_line(index, width, base)
        over = self._cursor_style() if index == self._cursor else None
        strip = line(self._row(index), self._style_of, self._markers, over, self._light())
        self._note_width(strip.cell_length)
        strip = strip.crop_extend(scroll_x, scroll_x + width, base + over if over is not None else base)
        return strip.apply_style(base)

    def _message_line(self, index: int, width: int, base: Style) -> Strip:
        if index or self._filled is not None:
            return Strip.blank(width, base)
        style = base + self._style_of(Kind.NOTE)
        return Strip([Segment(f" {self._message}", style)]).crop_extend(0, width, style)

    def _row(self, index: int) -> Row:
        """A row from the few that are kept, or a screenful of them made at once."""
        row = self._shown.get(index)
        if row is None and self._rows is not None:
            height = max(1, self.size.height)
            if len(self._shown) > 4 * height:
                self._shown.clear()
            self._shown.update(enumerate(self._rows.window(index, height), index))
        return self._shown[index] if row is None else row

    def _style_of(self, kind: Kind) -> Style:
        return self.get_component_rich_style(f"result-tree--{kind}", partial=True)

    def _cursor_style(self) -> Style:
        return self.get_component_rich_style("result-tree--cursor", partial=True)

    def _light(self) -> Light | None:
        if self._query is None:
            return None
        return Light(self._query, self.get_component_rich_style("result-tree--found", partial=True))

    def _note_width(self, width: int) -> None:
        """Lets the view scroll as far right as the widest row seen needs; rows not seen are not measured."""
        if width > self._widest:
            self._widest = width + _WIDTH_STEP
            self.call_after_refresh(self._widen)

    def _widen(self) -> None:
        """A scroll bar that appears must not hide the row that the keys are about."""
        self._fit()
        self.call_after_refresh(self.on_resize)

    def _fit(self) -> None:
        height = len(self._rows) if self._rows is not None else 0
        self.virtual_size = Size(max(0, self._widest - _WIDTH_STEP), height)

    def _restructured(self) -> None:
        """Rows appeared or disappeared: nothing that was kept of them holds any more."""
        self._shown.clear()
        self._fit()
        self.refresh()

    def _move_to(self, index: int) -> None:
        """Puts the cursor on a row, in view, and repaints the two rows concerned."""
        rows = self._filled
        if rows is None:
            return
        index = max(0, min(index, len(rows) - 1))
        before, self._cursor = self._cursor, index
        self.refresh_line(before)
        self.refresh_line(index)
        self._scroll_into_view(index)
        self.post_message(PlaceChanged(rows.path(index)))

    def _scroll_into_view(self, index: int) -> None:
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if index < top:
            self.scroll_to(y=index, animate=False, force=True)
        elif height and index >= top + height:
            self.scroll_to(y=index - height + 1, animate=False, force=True)

    def action_move(self, rows: int) -> None:
        """Moves the cursor by some rows."""
        self._move_to(self._cursor + rows)

    def action_move_page(self, pages: int) -> None:
        """Moves the cursor by screenfuls."""
        self._move_to(self._cursor + pages * max(1, self.scrollable_content_region.height - 1))

    def action_go_first(self) -> None:
        """Moves the cursor to the first row."""
        self._move_to(0)

    def action_go_last(self) -> None:
        """Moves the cursor to the last row."""
        self._move_to(len(self._rows) - 1 if self._rows is not None else 0)

    def action_sideways(self, direction: int) -> None:
        """Scrolls left or right."""
        self.scroll_to(x=self.scroll_offset.x + direction * _SIDEWAYS, animate=False, force=True)

    def action_open_or_close(self) -> None:
        """Opens or closes the row under the cursor."""
        rows = self._filled
        if rows is None:
            return
        if not self._row(self._cursor).expanded and len(rows.value(self._cursor)) > QUICK:
            self._open_big(rows, rows.place(self._cursor))
        elif rows.toggle(self._cursor):
            self._restructured()

    @work(group="open-container", exclusive=True)
    async def _open_big(self, rows: Rows, place: Place) -> None:
        """Finds the members of a big value in a thread, and shows them if they are still wanted."""
        members = await asyncio.to_thread(rows.members, place)
        index = rows.index_of_place(place) if rows is self._rows else None
        before = len(rows)
        if index is not None and rows.expand(index, members):
            if index < self._cursor:
                self._cursor += len(rows) - before
            self._restructured()
            self._scroll_into_view(self._cursor)

    def open_row(self) -> None:
        """Opens the row under the cursor, if it is closed."""
        if self._filled is not None and not self._row(self._cursor).expanded:
            self.action_open_or_close()

    def action_choose(self) -> None:
        """Opens or closes a container; chooses a reference or a value without members."""
        rows = self._filled
        if rows is None:
            return
        row = self._row(self._cursor)
        if row.expandable and row.kind not in (Kind.REF, Kind.STRING):
            self.action_open_or_close()
            return
        path, value = rows.path(self._cursor), bytes(rows.value(self._cursor))
        self.post_message(PlaceChosen(path, row.kind, value))

    def action_open_or_enter(self) -> None:
        """Opens a closed row, or goes to the first member of an open one."""
        rows = self._filled
        if rows is None:
            return
        row = self._row(self._cursor)
        if row.expanded:
            self._move_to(self._cursor + 1)
        elif row.kind is Kind.REF:
            self.action_open_ref()
        elif row.expandable:
            self.action_open_or_close()

    def action_open_ref(self) -> None:
        """Asks for the record that the ref under the cursor leads to, to be shown below it."""
        rows = self._filled
        if rows is None:
            return
        place, row = rows.place(self._cursor), self._row(self._cursor)
        path, value = rows.path(self._cursor), bytes(rows.value(self._cursor))
        self.post_message(RefOpened(path, row.kind, value, partial(self._show_record, rows, place)))

    def _show_record(self, rows: Rows, place: Place, record: memoryview) -> None:
        """Shows the members of a record below the ref that leads to it, if it is still there."""
        from karma_tui.results.envelope import members_of_record  # for those who follow refs only

        index = rows.index_of_place(place) if rows is self._rows else None
        if index is None:
            return
        before = len(rows)
        rows.collapse(index)
        if rows.expand(index, members_of_record(record), record):
            if index < self._cursor:
                self._cursor += len(rows) - before
            self._restructured()
            self._scroll_into_view(min(index + len(rows) - before, len(rows) - 1))
            self._scroll_into_view(self._cursor)

    @property
    def record_around(self) -> tuple[memoryview, Path] | None:
        """If the cursor is below a ref: the record it leads to, and the cursor's path inside its value."""
        rows = self._filled
        return None if rows is None else rows.record_around(self._cursor)

    def action_close_or_leave(self) -> None:
        """Closes an open row, or goes to the row that contains this one."""
        rows = self._filled
        if rows is None:
            return
        if self._row(self._cursor).expanded:
            self.action_open_or_close()
        elif (parent := rows.parent(self._cursor)) is not None:
            self._move_to(parent)

    def action_expand_all(self) -> None:
        """Opens everything below the row, up to a bound."""
        self._expand(None)

    def action_expand_level(self) -> None:
        """Opens the row and each of its members."""
        self._expand(1)

    def _expand(self, levels: int | None) -> None:
        rows = self._filled
        if rows is None:
            return
        if not self._row(self._cursor).expanded and len(rows.value(self._cursor)) > QUICK:
            self.action_open_or_close()
        else:
            self._expand_in_steps(rows, levels)

    @work(group="open-container", exclusive=True)
    async def _expand_in_steps(self, rows: Rows, levels: int | None) -> None:
        """Keys are answered between the steps; the cursor stays on its value."""
        complete = True
        steps = rows.expanding(self._cursor, levels=levels)
        while rows is self._rows:
            place = rows.place(self._cursor)
            step = next(steps, None)
            if step is None:
                break
            complete = step
            self._cursor = rows.index_of_place(place) or 0
            self._restructured()
            await asyncio.sleep(0)
        if not complete:
            self.notify(f"Not everything was opened: it is too much, or deeper than {EXPAND_LEVELS} levels.")

    def action_collapse_members(self) -> None:
        """Closes whatever is open below the row; its members stay in sight."""
        rows = self._filled
        if rows is None:
            return
        if not self._row(self._cursor).expanded:
            self._move_to(rows.parent(self._cursor) or 0)
        if rows.collapse_members(self._cursor):
            self._restructured()
            self._scroll_into_view(self._cursor)

    def action_collapse(self) -> None:
        """Closes the row under the cursor, or the one that contains it."""
        rows = self._filled
        if rows is None:
            return
        if not self._row(self._cursor).expanded:
            self._move_to(rows.parent(self._cursor) or 0)
        if rows.collapse(self._cursor):
            self._restructured()

    def on_resize(self) -> None:
        """A smaller terminal must not hide the row that the keys are about."""
        if self._filled is not None:
            self._scroll_into_view(self._cursor)

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor on the row; its marker or a second click opens, closes, or follows a ref."""
        offset = event.get_content_offset(self)
        if offset is None or self._rows is None:
            return
        index = offset.y + self.scroll_offset.y
        if index >= len(self._rows):
            return
        self._move_to(index)
        row = self._row(index)
        on_marker = offset.x + self.scroll_offset.x in marker_span(row)
        if row.kind is Kind.REF and not row.expanded:
            if on_marker:
                self.action_open_ref()
            elif event.chain == 2:
                self.action_choose()
        elif on_marker or event.chain == 2:
            self.action_open_or_close()
