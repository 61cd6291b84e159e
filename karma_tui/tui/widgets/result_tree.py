"""The result of a query as a tree that opens a million records as quickly as ten.

Each part is a class in a module beside this one: `result_tree_drawing` draws, `result_tree_cursor` moves,
`result_tree_opening` opens and closes. The tree does not fetch, follow references or copy: it says which
value was chosen and leaves the rest to the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.binding import BindingType

from karma_tui.results.document import Document
from karma_tui.results.preview import Kind
from karma_tui.results.rows import Rows
from karma_tui.tui.actions import scoped
from karma_tui.tui.views.view import PlaceChosen
from karma_tui.tui.widgets.keys import TREE
from karma_tui.tui.widgets.result_tree_drawing import NOTHING_YET
from karma_tui.tui.widgets.result_tree_line import STYLE_SHEET, marker_span
from karma_tui.tui.widgets.result_tree_opening import TreeOpening

EMPTY_ANSWER = "The server answered with an empty body."


class ResultTree(TreeOpening, can_focus=True):
    """A document's rows with a cursor. Fill it with `show`, empty it with `show_message`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "result-tree--cursor",
        "result-tree--found",
        *(f"result-tree--{kind}" for kind in Kind),
    }
    DEFAULT_CSS = STYLE_SHEET
    BINDINGS: ClassVar[list[BindingType]] = scoped(TREE)

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
