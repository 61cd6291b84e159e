"""What a programmer expects of a text area: pairs, indentation, comments, and changes undone in one step.

What comes of a key is decided in `tui.editing` and `editor_typing`, without widgets; this class carries it
out. Colours and marks are not its business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.widgets.text_area import Edit, EditResult, Location, Selection

from karma_tui.errors import Span
from karma_tui.tui.editing.comments import toggled
from karma_tui.tui.editing.pairs import CLOSING, Pairs, is_empty_pair
from karma_tui.tui.editing.places import change
from karma_tui.tui.widgets.editor_marks import offset_of, place_of
from karma_tui.tui.widgets.editor_quick import QuickTextArea
from karma_tui.tui.widgets.editor_typing import indented, line_break, outdented


class EditingTextArea(QuickTextArea):
    """Base of the editor. Subclasses say by `in_code` where strings and comments are."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        self._pairs = Pairs()
        self.auto_pairs = True
        """Whether brackets and quotes come in pairs while typing."""
        self.keeps_focus = False
        """Whether Escape stays: one too many, for a list that has just gone, must not lead away."""
        super().__init__(text, id=id, classes=classes)

    def in_code(self, place: Location) -> bool:
        """Whether a place is outside of strings and comments."""
        return True

    # --- places

    def selected_stretch(self) -> Span | None:
        """The stretch of the text that is selected, None if nothing is."""
        start, end = sorted((self.offset_of(self.selection.start), self.offset_of(self.selection.end)))
        return Span(start, end) if start < end else None

    def offset_of(self, place: Location) -> int:
        """The offset in `text` of a line and column."""
        return offset_of(self.document.lines, len(self.document.newline), *place)

    def place_of(self, offset: int) -> Location:
        """The line and column of an offset in `text`; offsets outside are moved to its ends."""
        return place_of(self.document.lines, len(self.document.newline), offset)

    def action_cursor_text_start(self, select: bool = False) -> None:
        """Goes to the beginning of the text."""
        self.move_cursor((0, 0), select=select)

    def action_cursor_text_end(self, select: bool = False) -> None:
        """Goes to the end of the text."""
        self.move_cursor(self.document.end, select=select)

    def select(self, span: Span) -> None:
        """Selects a stretch of the text and scrolls it into view."""
        self.selection = Selection(self.place_of(span.start), self.place_of(span.end))
        self.scroll_cursor_visible()

    # --- changes of one step

    def change_span(self, span: Span, text: str) -> EditResult:
        """Puts a text in place of a stretch, as one step of undo; the cursor goes behind it."""
        return self._replace(text, self.place_of(span.start), self.place_of(span.end))

    def change_to(self, text: str) -> None:
        """Makes the whole text another one, as one step of undo; the cursor stays on its line if it can."""
        start, end, middle = change(self.text, text)
        if not middle and start == end:
            return
        row, column = self.cursor_location
        self.change_span(Span(start, end), middle)
        row = min(row, self.document.line_count - 1)
        self.move_cursor((row, min(column, len(self.document.get_line(row)))))

    def toggle_comment(self) -> None:
        """Makes comments of the lines of the selection, or code of comments."""
        self._change_lines(toggled)

    def _replace(self, text: str, start: Location, end: Location) -> EditResult:
        self.history.checkpoint()
        result = self.edit(Edit(text, start, end, False))
        self.history.checkpoint()
        return result

    def _change_lines(self, changed: Callable[[Sequence[str]], list[str]]) -> None:
        """Changes the lines that the selection touches; they stay selected, or the cursor on its text."""
        first, last = sorted((self.selection.start, self.selection.end))
        stop = last[0] if last[1] or first == last else last[0] - 1
        lines = self.document.lines[first[0] : stop + 1]
        moved = changed(lines)
        if moved == list(lines):
            return
        row, column = self.cursor_location
        cursor_line = self.document.get_line(row)
        is_selected = first != last
        self._replace(self.document.newline.join(moved), (first[0], 0), (stop, len(lines[-1])))
        if is_selected:
            self.selection = Selection((first[0], 0), (stop, len(moved[-1])))
        else:
            self.move_cursor((row, max(0, column + len(moved[0]) - len(cursor_line))))

    # --- typing

    def typed(self, event: events.Key) -> bool:
        """Carries out a key that this class has a meaning for; False leaves it to the text area."""
        match event.key:
            case "enter":
                self._break_line()
                return True
            case "escape":
                return self.keeps_focus
            case "tab":
                return self._indent_selected_lines()
            case "shift+tab":
                self._change_lines(outdented)
                return True
            case "backspace":
                return self.auto_pairs and self._delete_pair()
        if not self.auto_pairs or not event.is_printable or event.character is None:
            return False
        return self._type_pair(event.character)

    def _type_pair(self, char: str) -> bool:
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if not self.selection.is_empty:
            return char in CLOSING and self._wrap_selection(char)
        if self._pairs.steps_over(char, line, row, column):
            self.move_cursor((row, column + 1))
            return True
        if char not in CLOSING:
            return False
        closing = self._pairs.opened(char, line, row, column, in_code=self.in_code((row, column)))
        if not closing:
            return False
        self.replace(char + closing, (row, column), (row, column), maintain_selection_offset=False)
        self.move_cursor((row, column + 1))
        return True

    def _wrap_selection(self, char: str) -> bool:
        """Puts the selection between an opening and a closing character; it stays selected."""
        start, end = sorted((self.selection.start, self.selection.end))
        self._replace(char + self.get_text_range(start, end) + CLOSING[char], start, end)
        further = 1 if end[0] == start[0] else 0
        self.selection = Selection((start[0], start[1] + 1), (end[0], end[1] + further))
        return True

    def _delete_pair(self) -> bool:
        """Deletes both of an empty pair."""
        row, column = self.cursor_location
        if not self.selection.is_empty or not is_empty_pair(self.document.get_line(row), column):
            return False
        if not self.in_code((row, column - 1)):
            return False
        self.replace("", (row, column - 1), (row, column + 1), maintain_selection_offset=False)
        return True

    def _break_line(self) -> None:
        """Breaks the line at the cursor, or in place of the selection."""
        start, end = sorted((self.selection.start, self.selection.end))
        before = self.document.get_line(start[0])[: start[1]]
        after = self.document.get_line(end[0])[end[1] :]
        text, column = line_break(before, after)
        self.replace(text, start, end, maintain_selection_offset=False)
        self.move_cursor((start[0] + 1, column))

    def _indent_selected_lines(self) -> bool:
        """Moves the selected lines to the right as one change; False if no two lines are selected."""
        if self.selection.start[0] == self.selection.end[0]:
            return False
        self._change_lines(indented)
        return True
