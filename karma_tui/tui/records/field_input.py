"""The line in which one field of a form is typed, laid over its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from karma_tui.tui.actions import scoped
from karma_tui.tui.records.keys import FIELD


class FieldInput(Input):
    """Tells what was typed, however it was left; Escape leaves the field as it was."""

    DEFAULT_CSS = """
    FieldInput { position: absolute; layer: typing; border: none; height: 1; padding: 0; display: none;
        background: $panel; }
    FieldInput:focus { border: none; background: $panel; text-style: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = scoped(FIELD)

    @dataclass
    class Finished(Message):
        """The field is left, with a text to take or None, for the next field (1), the one before, or none."""

        text: str | None
        towards: int

    def __init__(self) -> None:
        super().__init__(id="field", select_on_focus=False)
        self._is_open = False

    def begin(self, text: str, x: int, y: int, width: int) -> None:
        """Come up over a row."""
        self._is_open = True
        self.value = text
        self.cursor_position = len(text)
        self.styles.offset = (x, y)
        self.styles.width = max(8, width)
        self.display = True
        self.screen.set_focus(self)  # at once, or the first letters would go astray

    @property
    def is_open(self) -> bool:
        """Whether something is being typed."""
        return self._is_open

    def take(self) -> None:
        """Finish with what is typed, as when something else is clicked."""
        self.action_finish(True, 0)

    def action_finish(self, take: bool, towards: int) -> None:
        """Leave, once."""
        if self._is_open:
            self._is_open = False
            self.post_message(self.Finished(self.value if take else None, towards))

    def on_blur(self, _: events.Blur) -> None:
        """What was typed is not lost by a click elsewhere; a late word of an earlier field is no such."""
        if self.screen.focused is not self:
            self.take()
