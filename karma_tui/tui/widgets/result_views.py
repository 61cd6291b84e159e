"""The views of the results pane: which one is chosen, what is on show, and where one is in it.

The document comes from the classes built on this one; here it is known which view tells the place, which
part has the focus, and what the lines above and below the views say.
"""

from __future__ import annotations

from typing import cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import ContentSwitcher, Static

from karma_tui.results.document import Document
from karma_tui.results.preview import size_text
from karma_tui.results.rows import Path
from karma_tui.tui.views.path_bar import PathBar
from karma_tui.tui.views.result_picker import ResultPicker
from karma_tui.tui.views.view import VIEWS, PlaceChanged, ResultView
from karma_tui.tui.views.view_bar import ViewBar
from karma_tui.tui.widgets.error_panel import ErrorPanel


class ResultViews(Vertical):
    """A line of views and facts, below it the chosen view, the error or the welcome, and the path bar."""

    _picker: ResultPicker

    def __init__(self, welcome: str) -> None:
        super().__init__(id="results")
        self._welcome = welcome
        self._document: Document | None = None
        self._view = VIEWS[0]
        self._beside = "welcome"
        """What is shown where there is no result: the welcome or an error."""

    def compose(self) -> ComposeResult:
        """The line of views and facts, and the things that can be below it; other views come when wanted."""
        yield ViewBar()
        with ContentSwitcher(initial="welcome"):
            yield Static(self._welcome, id="welcome", markup=False)
            yield VIEWS[0].make()
            yield ErrorPanel(id="error")
        yield PathBar()

    @property
    def document(self) -> Document | None:
        """The result on show, as it is picked, or the last one if there is an error on show."""
        return self._document

    @property
    def whole(self) -> Document | None:
        """The same with all its records, as they were received."""
        return self._picker.whole

    @property
    def view(self) -> ResultView:
        """The view that is chosen."""
        return cast(ResultView, self.query_one(f"#{self._view.name}"))

    @property
    def view_name(self) -> str:
        """The chosen view's name."""
        return self._view.name

    @property
    def takes_keys(self) -> bool:
        """Whether what is shown can have the focus."""
        current = self.query_one(ContentSwitcher).visible_content
        return current is not None and current.focusable

    def focus_content(self) -> None:
        """Put the focus on whatever is shown."""
        current = self.query_one(ContentSwitcher).visible_content
        if current is not None and current.focusable:
            current.focus()

    def _switch(self, name: str) -> None:
        had_focus = self.has_focus_within
        self.query_one(ContentSwitcher).current = name
        self._bar.mark(name if name == self._view.name else "")
        if had_focus:
            self.focus_content()

    @property
    def _bar(self) -> ViewBar:
        return self.query_one(ViewBar)

    def say(self, fact: str) -> None:
        """What there is to say about the result, in place of the facts of a run."""
        self._bar.say(fact)

    @on(PlaceChanged)
    def _place_changed(self, event: PlaceChanged) -> None:
        self._show_place(event.path)

    @on(PathBar.Chosen)
    def _step_chosen(self, event: PathBar.Chosen) -> None:
        event.stop()
        self.view.go_to(event.path)
        self.focus_content()

    def say_type(self, path: Path, type_text: str) -> None:
        """The type of the value at a path, if the cursor is still there."""
        if self._document is not None and self.view.cursor_path == path:
            self._show_place(path, type_text)

    def _show_place(self, path: Path | None, type_text: str = "") -> None:
        value = self.view.cursor_value if path is not None else None
        size = ""
        if value is not None and self._document is not None:
            size = size_text(len(value) if path else self._document_size())
        self.query_one(PathBar).show(path, "  ".join(part for part in (type_text, size) if part))

    def _document_size(self) -> int:
        """Adding up what is picked would take too long here."""
        whole = self._picker.whole
        return whole.size if whole is not None else 0
