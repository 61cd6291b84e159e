"""A text area whose cost for each key does not grow with the text, nor with its longest line.

TextArea 8.2 joins the whole text for every line it draws, measures all lines at every key, draws each line
as wide as the longest and repaints all of the view, some forty kilobytes, which is felt over ssh. Two of its
private hooks are overridden to avoid that, its `_theme` is read and `_scroll_update` called, and nothing
else of its inside is touched; the tests type, undo, redo and load to hold them: `_build_highlight_map` is
the one place that every change of the text passes, `_refresh_size` measures. Soft wrap is not supported.
What the text means, and its colours, are the editor's business.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Self

from textual import events
from textual.document._document_navigator import DocumentNavigator
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widgets import TextArea

from karma_tui.tui.actions import actions_by_key
from karma_tui.tui.widgets.editor_cells import cells
from karma_tui.tui.widgets.editor_drawing import draw
from karma_tui.tui.widgets.editor_flat import FlatDocument
from karma_tui.tui.widgets.editor_lines import LONGEST, untouched
from karma_tui.tui.widgets.editor_painting import DrawnLines, PaintedView

_WIDTH_STEP = 16
_WIDTH_STEP_OUT_OF_VIEW = 64


class QuickTextArea(TextArea):
    """Base of the editor. Subclasses say by `line_looks` what decides on a line's styles."""

    KEEPS_ORDER = True
    """The app looks at this: keys need not wait for each other, which would be felt while typing."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        self._whole: str | None = None
        self._drawn = DrawnLines()
        self._painted = PaintedView()
        self._painting: tuple[object, ...] | None = None
        self._ahead: dict[int, Strip] = {}
        """Lines of the view as drawn for comparison, until they are painted or anything changes."""
        self._generation = 0
        self._is_refreshing = False
        self._ahead_of: Hashable = None
        self._styled: Hashable = None
        self._changed_keys: dict[str, str] = {}
        self._actions = actions_by_key(self.BINDINGS, self._changed_keys)
        self._measured: list[str] = []
        self._widths: list[int] = []
        self._measured_tab = 0
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
        """What a line's styles depend on, besides its text; `refresh` is called when it is another."""
        return None

    async def _on_key(self, event: events.Key) -> None:
        """Carries out the keys that the text area itself has an action for.

        Textual does so only when a key has passed all widgets around it. Letters that come right behind it,
        as they do over a slow line, would be there before: the left arrow and a letter would change places.
        """
        changed = getattr(self.app, "keys", self._changed_keys)
        if changed != self._changed_keys:
            self._changed_keys = dict(changed)
            self._actions = actions_by_key(self.BINDINGS, self._changed_keys)
        action = self._actions.get(event.key)
        if action is not None and await self.app.run_action(action, self):
            event.stop()
            event.prevent_default()

    def get_column_width(self, row: int, column: int) -> int:
        """The cells of a line before a column; asked for at every key."""
        return cells(self.document.get_line(row)[:column], self.indent_width)

    def draw_line(self, y: int, row: int) -> Strip:
        """Draws a line of the view; subclasses may add to it."""
        theme = self._theme
        if self.placeholder or theme is None:
            return super().render_line(y)
        return draw(self, theme, row, self.get_line(row))

    def text_changed(self) -> None:
        """Called at each change of the text, before it is drawn."""

    def notify_style_update(self) -> None:
        """Colours have changed: nothing drawn before holds any more."""
        self._generation += 1
        self._ahead = {}
        super().notify_style_update()

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Asks for repainting; the whole view only if more than some of its lines changed."""
        if self._ahead:
            self._ahead = {}
        if regions or layout or recompose or not repaint or not self.is_mounted:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        if not self._is_refreshing:
            self._is_refreshing = True
            self.call_next(self._refresh_soon)
        return self

    def _refresh_soon(self) -> None:
        """Waits for the keys that have come meanwhile, once: many of them at a time are painted together."""
        if self.message_queue_size:
            self.call_later(self._refresh_changed_lines)
        else:
            self._refresh_changed_lines()

    def _refresh_changed_lines(self) -> None:
        """Repaints the lines that differ from what is on screen, once the text has settled."""
        self._is_refreshing = False
        look, scroll = self._look(), self.scroll_offset.y
        drawn: dict[int, Strip] = {}

        def render(y: int) -> Strip:
            drawn[y] = strip = self._line(y, look)
            return strip

        changed = self._painted.changed((look, scroll), self.size.height, render)
        if changed is None:
            super().refresh()
            return
        for y in changed:
            self.refresh_line(y + scroll)
        self._ahead = {y: drawn[y] for y in changed}  # last: asking for a line forgets what was drawn before
        self._ahead_of = look, scroll

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the view, on their way to the screen."""
        self._painting = self._look()
        self._painted.begin((self._painting, self.scroll_offset.y))
        try:
            return super(TextArea, self).render_lines(crop)  # TextArea's looks all styles up again
        finally:
            self._painting = None

    def render_line(self, y: int) -> Strip:
        """A line of the view."""
        if self._painting is None:
            return self._line(y, self._look())
        is_drawn = y in self._ahead and self._ahead_of == (self._painting, self.scroll_offset.y)
        strip = self._ahead.pop(y) if is_drawn else self._line(y, self._painting)
        self._painted.keep(y, strip)
        return strip

    def _line(self, y: int, look: tuple[object, ...]) -> Strip:
        """A line, not drawn again if it looks as before, whatever was typed elsewhere."""
        row = y + self.scroll_offset.y
        if row >= self.document.line_count:
            return self._drawn.get(look, lambda: Strip.blank(self.size.width, self._theme.base_style))
        line = self.document.get_line(row)
        if self._is_busy(row) or len(line) > LONGEST:
            return self.draw_line(y, row)
        key = (row, line, self.line_looks(row), look)
        return self._drawn.get(key, lambda: self.draw_line(y, row))

    def _is_busy(self, row: int) -> bool:
        """Whether the cursor, the selection or a bracket that is pointed out makes a line look different."""
        top, bottom = sorted((self.selection.start[0], self.selection.end[0]))
        partner = self.matching_bracket_location
        return top <= row <= bottom or (partner is not None and partner[0] == row)

    def _look(self) -> tuple[object, ...]:
        """All that decides on the looks of every line at once; looks the styles up if they may be others."""
        styles = (self._generation, self.rich_style, self.has_focus, self.read_only)
        if styles != self._styled:
            self._styled = styles
            self._theme.apply_css(self)
        return (self.size, self.scroll_offset.x, self.gutter_width, self.show_line_numbers, styles)

    def _build_highlight_map(self) -> None:
        """Hook: the text has changed, and may be another document."""
        super()._build_highlight_map()
        if self.wrapped_document.document is not self.document or not isinstance(
            self.wrapped_document, FlatDocument
        ):
            self.wrapped_document = FlatDocument(self.document, tab_width=self.indent_width)
            self.navigator = DocumentNavigator(self.wrapped_document)
        self._whole = None
        self._ahead = {}
        self.text_changed()

    def _refresh_size(self) -> None:
        """Hook: the size of the text in cells; only lines that changed are measured.

        The screen is laid out anew only if a scrollbar comes or goes. The width grows in steps, because each
        change of it draws the scrollbar.
        """
        self._measure()
        width = max(self._widths, default=0)
        room = self.scrollable_content_region.width - self.gutter_width - 1
        if width > room:
            width += (room - width) % _WIDTH_STEP_OUT_OF_VIEW
        else:
            width = min(room, width + -width % _WIDTH_STEP)
        size = Size(width + self.gutter_width + 1, self.document.line_count)
        if not self.is_mounted:
            self.virtual_size = size
        elif size != self.virtual_size:
            self.set_reactive(TextArea.virtual_size, size)
            self._scroll_update(size)

    def _measure(self) -> None:
        """Brings the widths of the lines up to date."""
        lines, tab = self.document.lines, self.indent_width
        if tab != self._measured_tab:
            self._measured, self._widths, self._measured_tab = [], [], tab
        top, bottom = untouched(self._measured, lines)
        changed = [cells(line, tab) for line in lines[top : len(lines) - bottom]]
        self._widths[top : len(self._widths) - bottom] = changed
        self._measured = list(lines)
