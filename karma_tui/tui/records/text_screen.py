"""Edits a text of several lines: a string, or a part of a record written as a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.records.keys import TEXT
from karma_tui.tui.shown import shown, shown_line


class TextScreen(ModalScreen[str | None]):
    """Gives the text, or None if it was left as it was. `fault` says why a text cannot be taken, or ""."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(TEXT)

    def __init__(self, title: str, text: str, fault: Callable[[str], str] = lambda _: "") -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._fault = fault
        self._warned = False

    def compose(self) -> ComposeResult:
        """The text, and what is wrong with it."""
        with Vertical(classes="dialogue tall"):
            keys = hint(TEXT, self.app, ("take", "takes it"), ("leave", "leaves"))
            yield Static(Content.assemble((shown_line(self._title), "bold"), f"  {keys}"))
            yield TextArea(self._text, id="text", tab_behavior="indent")
            yield Static(id="problem", markup=False)

    def on_mount(self) -> None:
        """What the area makes of the text: an untouched text is given back to the letter."""
        self._loaded = self._area.text
        self._area.focus()

    @property
    def _area(self) -> TextArea:
        return self.query_one("#text", TextArea)

    def action_take(self) -> None:
        """Give the text, if it can be taken."""
        text = self._area.text
        if text == self._loaded:
            self.dismiss(None)
        elif fault := self._fault(text):
            self.query_one("#problem", Static).update(Content(shown(fault)))
        else:
            self.dismiss(text)

    def action_leave(self) -> None:
        """Leave; a changed text only when asked twice."""
        if self._area.text == self._loaded or self._warned:
            self.dismiss(None)
            return
        self._warned = True
        keys = hint(TEXT, self.app, ("leave", "again drops what you typed here"), ("take", "takes it"))
        self.query_one("#problem", Static).update(Content(keys))

    def on_text_area_changed(self) -> None:
        """The warning is about the text as it was."""
        self._warned = False
