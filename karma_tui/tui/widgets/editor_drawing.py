"""Draws a line of a text area as wide as the view, and looks at no more of it than that.

TextArea draws each line as wide as the longest one and cuts the view out of it: with a line of a megabyte
in the text every row on the screen costs a megabyte of blanks. The looks are TextArea's: the same styles in
the same order; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from karma_tui.tui.widgets.editor_cells import cells, column_at

_SHORT = 1000
"""Characters up to which a line is drawn as a whole; cutting costs more."""
_EMPTY_SELECTED = "▌"


@dataclass(slots=True)
class _Part:
    """The part of a line that is drawn: its text, its first column, and the cells of it left of the view."""

    text: Text
    first: int
    hidden: int

    def put(self, style: Style | None, start: int, end: int | None = None) -> None:
        """Gives columns of the line a style, to its end if `end` is None."""
        last = len(self.text) if end is None else end - self.first
        if style is not None and last > 0:
            self.text.stylize(style, max(0, start - self.first), last)


def draw(area: TextArea, theme: TextAreaTheme, row: int, line: Text) -> Strip:
    """The row of the view that shows a line. `line` has its text's styles and is used up."""
    gutter = area.gutter_width
    width = area.size.width - gutter
    base = theme.base_style or area.rich_style
    visible = not (area.read_only and not area.show_cursor)
    is_cursors = area.selection.end[0] == row
    ground = theme.cursor_line_style if is_cursors and area.highlight_cursor_line and visible else None
    part = _cut(line, area.scroll_offset.x, width, area.indent_width)
    _style(part, area, theme, row, ground, visible=visible)
    part.text.expand_tabs(area.indent_width)
    strip = Strip(part.text.render(area.app.console), part.text.cell_len)
    strip = strip.crop(part.hidden, part.hidden + width)
    strip = strip.extend_cell_length(width, ground if is_cursors else theme.base_style)
    if gutter:
        number = f"{row + area.line_number_start:>{gutter - 2}}  "
        marked = is_cursors and area.highlight_cursor_line and visible
        style = theme.cursor_line_gutter_style if marked else theme.gutter_style
        strip = Strip.join([Strip([Segment(number, style)], gutter), strip])
    return strip.apply_style(base)


def _cut(line: Text, left: int, width: int, tab: int) -> _Part:
    """The part of a line that can be in view, with a blank behind its end for the cursor."""
    length = len(line)
    if length <= _SHORT:
        line.pad_right(1)
        return _Part(line, 0, left)
    plain = line.plain
    first = column_at(plain, left, tab)
    last = min(length, column_at(plain, left + width, tab) + 1)
    start = cells(plain[:first], tab)
    ahead = start % tab  # blanks that put the tabs of the part where the line has them
    text = Text(" " * ahead, end="", no_wrap=True).append_text(line[first:last])
    if last == length:
        text.pad_right(1)
    return _Part(text, first - ahead, left - start + ahead)


def _style(
    part: _Part, area: TextArea, theme: TextAreaTheme, row: int, ground: Style | None, *, visible: bool
) -> None:
    """Cursor's line, selection, brackets, suggestion and cursor, in TextArea's order."""
    start, end = area.selection
    if ground is not None:
        part.put(ground, 0)
    if start != end:
        _select(part, area, theme, row)
    partner = area.matching_bracket_location
    brackets = visible and area.match_cursor_bracket and partner is not None and start == end
    if end[0] == row:
        if brackets:
            part.put(theme.bracket_matching_style, end[1], end[1] + 1)
        if area.suggestion and (area.has_focus or not area.hide_suggestion_on_blur):
            _suggest(part, area, end[1])
        if area.has_focus and (area.show_cursor or not area.read_only):
            part.put(theme.cursor_style, end[1], end[1] + 1)
    if brackets and partner is not None and partner[0] == row:
        part.put(theme.bracket_matching_style, partner[1], partner[1] + 1)


def _select(part: _Part, area: TextArea, theme: TextAreaTheme, row: int) -> None:
    """The selection on a line; an empty line within it shows a sign of it."""
    top, bottom = sorted(area.selection)
    style = theme.selection_style
    if style is None or not top[0] <= row <= bottom[0]:
        return
    length = len(area.document.get_line(row))
    if length == 0 and row != area.selection.end[0]:
        part.text.plain = _EMPTY_SELECTED
        part.text.stylize(Style(color=style.bgcolor))
        return
    part.put(style, top[1] if row == top[0] else 0, bottom[1] if row == bottom[0] else length)


def _suggest(part: _Part, area: TextArea, column: int) -> None:
    """What would be completed, behind the cursor."""
    at = column - part.first
    if 0 <= at <= len(part.text):
        style = area.get_component_rich_style("text-area--suggestion")
        part.text = Text.assemble(part.text[:at], (area.suggestion, style), part.text[at:], end="")
