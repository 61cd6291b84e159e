"""A text area whose cost for each key does not grow with the text.

TextArea 8.2 joins the whole text for every line it draws, measures all lines at every key and repaints all
of the view, some forty kilobytes, which is felt over ssh. Two of its private hooks are overridden to avoid
that, and nothing else of its inside is touched; the tests type, undo, redo and load to hold them:
`_build_highlight_map` is the one place that every change of the text passes, `_refresh_size` measures.
Soft wrap is not supported. What the text means, and its colours, are the editor's business.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Self

from rich.cells import cell_len
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widgets import TextArea

from karma_tui.tui.widgets.editor_painting import DrawnLines, PaintedView

_WIDTH_STEP = 16


class QuickTextArea(TextArea):
    """Base of the editor. Subclasses say by `line_looks` what decides on a line's styles."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        self._whole: str | None = None
        self._drawn = DrawnLines()
        self._painted = PaintedView()
        self._painting: tuple[object, ...] | None = None
        self._generation = 0
        super().__init__(
            text, id=id, classes=classes, soft_wrap=False, tab_behavior="indent", show_line_numbers=True
        )
        self.cursor_blink = False  # two repaints a second would be sent over every ssh line

    @property
    def text(self) -> str:
        """The whole text; joined once for each change."""
        if self._whole is None:
            self._whole = self.document.text
        return self._whole

    @text.setter
    def text(self, value: str) -> None:
        self.load_text(value)

    def line_looks(self, row: int) -> Hashable:
        """What a line's styles depend on, besides its text and what `redraw` was called for."""
        return None

    def draw_line(self, y: int, row: int) -> Strip:
        """Draws a line of the view; subclasses may add to it."""
        return super().render_line(y)

    def text_changed(self) -> None:
        """Called at each change of the text, before it is drawn."""

    def redraw(self) -> None:
        """Draws all lines anew although the text is the same."""
        self._forget_looks()
        self.refresh()

    def _forget_looks(self) -> None:
        self._generation += 1
        super().notify_style_update()

    def notify_style_update(self) -> None:
        """Colours have changed: nothing drawn before holds any more."""
        self._forget_looks()

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Asks for repainting; the whole view only if more than some of its lines changed."""
        if regions or layout or recompose or not repaint or not self.is_mounted:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        self.call_next(self._refresh_changed_lines)
        return self

    def _refresh_changed_lines(self) -> None:
        """Repaints the lines that differ from what is on screen, once the text has settled."""
        look, scroll = self._look(), self.scroll_offset.y
        changed = self._painted.changed((look, scroll), self.size.height, lambda y: self._line(y, look))
        if changed is None:
            super().refresh()
            return
        for y in changed:
            self.refresh_line(y + scroll)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the view, on their way to the screen."""
        self._painting = self._look()
        self._painted.begin((self._painting, self.scroll_offset.y))
        try:
            return super().render_lines(crop)
        finally:
            self._painting = None

    def render_line(self, y: int) -> Strip:
        """A line of the view."""
        if self._painting is None:
            return self._line(y, self._look())
        strip = self._line(y, self._painting)
        self._painted.keep(y, strip)
        return strip

    def _line(self, y: int, look: tuple[object, ...]) -> Strip:
        """A line, not drawn again if it looks as before, whatever was typed elsewhere."""
        row = y + self.scroll_offset.y
        key: Hashable
        if row >= self.document.line_count:
            key = look
        elif self._is_busy(row):
            return self.draw_line(y, row)
        else:
            key = (row, self.document.get_line(row), self.line_looks(row), look)
        return self._drawn.get(key, lambda: self.draw_line(y, row))

    def _is_busy(self, row: int) -> bool:
        """Whether the cursor, the selection or a bracket that is pointed out makes a line look different."""
        top, bottom = sorted((self.selection.start[0], self.selection.end[0]))
        partner = self.matching_bracket_location
        return top <= row <= bottom or (partner is not None and partner[0] == row)

    def _look(self) -> tuple[object, ...]:
        """All that decides on the looks of every line at once."""
        return (
            *(self.size, self.virtual_size.width, self.scroll_offset.x, self.gutter_width),
            *(self._generation, self.rich_style, self.has_focus, self.read_only, self.show_line_numbers),
        )

    def _build_highlight_map(self) -> None:
        """Hook: the text has changed."""
        super()._build_highlight_map()
        self._whole = None
        self.text_changed()

    def _refresh_size(self) -> None:
        """Hook: the size of the text in cells, with the widths of unchanged lines remembered.

        The width grows in steps, because each change of it lays out and draws everything anew.
        """
        width = max((_width(line, self.indent_width) for line in self.document.lines), default=0)
        width += -width % _WIDTH_STEP
        self.virtual_size = Size(width + self.gutter_width + 1, self.document.line_count)
        self._refresh_scrollbars()


@lru_cache(maxsize=16384)
def _width(line: str, tab: int) -> int:
    """The cells a line takes; tabs go to the next stop."""
    return cell_len(line.expandtabs(tab))
