"""The rows of a form with a cursor, drawn line by line, so that a form of thousands of rows is no slower.

It draws and moves; what Enter and the other keys do to a row is told to the form around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from karma_tui.schema.forms.entry import Place
from karma_tui.tui.actions import scoped
from karma_tui.tui.records.form_rows import FormRow
from karma_tui.tui.records.keys import FORM_ROWS
from karma_tui.tui.shown import shown_line

_INDENT = 2
_NAMES = 28
"""The widest column of names."""
_STYLES = {"string": "string", "bool": "constant", "enum": "constant", "ref": "function", "null": "constant"}


class FormView(ScrollView, can_focus=True):
    """Rows of a form. Fill it with `show`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"form--{kind}" for kind in ("name", "string", "number", "constant", "function", "dim")),
        "form--problem",
        "form--cursor",
    }
    DEFAULT_CSS = """
    FormView {
        height: 1fr;
        background: $surface;
        & > .form--name { color: $syntax-field; }
        & > .form--string { color: $syntax-string; }
        & > .form--number { color: $syntax-number; }
        & > .form--constant { color: $syntax-constant; }
        & > .form--function { color: $syntax-function; }
        & > .form--dim { color: $syntax-comment; }
        & > .form--problem { color: $text-error; text-style: bold; }
        & > .form--cursor { text-style: underline; }
        &:focus > .form--cursor {
            color: $block-cursor-foreground; background: $block-cursor-background; text-style: none;
        }
        &:focus:nocolor > .form--cursor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = scoped(FORM_ROWS)

    @dataclass
    class Chosen(Message):
        """Enter, or a second click: edit this row."""

        row: FormRow

    @dataclass
    class Moved(Message):
        """The cursor came to this row."""

        row: FormRow

    def __init__(self) -> None:
        super().__init__(id="form")
        self._rows: Sequence[FormRow] = ()
        self._problems: Mapping[Place, str] = {}
        self._cursor = 0
        self._names = 0

    @property
    def row(self) -> FormRow | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._rows else None

    @property
    def value_column(self) -> int:
        """Where values begin."""
        return self._names + 4

    @property
    def cursor_line(self) -> int:
        """The cursor's line in the widget."""
        return self._cursor - self.scroll_offset.y

    def show(self, rows: Sequence[FormRow], problems: Mapping[Place, str]) -> None:
        """Show these rows; the cursor stays in its line. `problems` are told in the rows of their places."""
        self._rows = rows
        self._problems = problems
        widths = (cell_len(row.name) + _INDENT * row.depth for row in rows)
        self._names = min(_NAMES, max(widths, default=0))
        self._cursor = max(0, min(self._cursor, len(rows) - 1))
        self.virtual_size = Size(self.size.width, len(rows))
        self.refresh()
        self._reveal()

    def go_to(self, place: Place) -> bool:
        """Put the cursor on the row of a place, or on the one that hides it."""
        for length in range(len(place), -1, -1):
            for index, row in enumerate(self._rows):
                if place[:length] in (row.place, row.inner):
                    self._go(index)
                    return True
        return False

    def action_move(self, rows: int) -> None:
        """Up or down."""
        self._go(self._cursor + rows)

    def action_move_page(self, direction: int) -> None:
        """A page up or down."""
        self._go(self._cursor + direction * max(1, self.size.height - 1))

    def on_click(self, event: events.Click) -> None:
        """Go to a row; a click on the row under the cursor edits it."""
        index = event.y + self.scroll_offset.y
        if index >= len(self._rows):
            return
        if index == self._cursor or event.chain == 2:
            self.post_message(self.Chosen(self._rows[index]))
        self._go(index)

    def on_resize(self) -> None:
        """The rows are as wide as the view."""
        self.virtual_size = Size(self.size.width, len(self._rows))
        self._reveal()

    def render_line(self, y: int) -> Strip:
        """A line of the screen, as the line API wants it."""
        index = y + self.scroll_offset.y
        base = self.rich_style
        if index >= len(self._rows):
            return Strip.blank(self.size.width, base)
        over = self._style("cursor") if index == self._cursor else Style()
        segments = [Segment(text, base + style + over) for text, style in self._parts(self._rows[index])]
        return Strip(segments).adjust_cell_length(self.size.width, base + over)

    def _parts(self, row: FormRow) -> list[tuple[str, Style]]:
        marker = {None: "  ", True: "▾ ", False: "▸ "}[row.opens]
        label = " " * (_INDENT * row.depth) + shown_line(row.name)
        name = set_cell_size(label, self._names)
        problem = self._problem(row)
        parts = [(f"{marker}{name}  ", self._style("name"))]
        value = shown_line(row.value)
        if row.is_missing:
            parts.append((value or "—", self._style("dim")))
        else:
            parts.append((value, self._style(_STYLES.get(row.kind, "number"))))
        if problem:
            parts.append((f"  ! {problem}", self._style("problem")))
        parts.append((f"  {shown_line(row.type_text)}", self._style("dim")))
        return parts

    def _problem(self, row: FormRow) -> str:
        """Of the row itself, or of what it hides."""
        found = self._problems.get(row.place) or self._problems.get(row.inner)
        if found or row.opens is not False:
            return found or ""
        inside = [message for at, message in self._problems.items() if at[: len(row.inner)] == row.inner]
        return inside[0] if inside else ""

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"form--{name}", partial=True)

    def _go(self, index: int) -> None:
        if not self._rows:
            return
        before, self._cursor = self._cursor, max(0, min(index, len(self._rows) - 1))
        self._reveal()
        for line in {before, self._cursor}:
            self.refresh_line(line)
        self.post_message(self.Moved(self._rows[self._cursor]))

    def _reveal(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True)
        elif height and self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True)
