"""A question before something is lost: names what will be lost, and takes nothing but a yes for a yes."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from karma_tui.tui.actions import scoped
from karma_tui.tui.screens.keys import CONFIRM
from karma_tui.tui.shown import shown_line


class ConfirmScreen(ModalScreen[bool]):
    """Gives True only if the user agreed."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(CONFIRM)

    def __init__(self, question: str, detail: str, yes: str) -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self._yes = yes

    def compose(self) -> ComposeResult:
        """The question, and the harmless answer first."""
        with VerticalScroll(classes="dialogue", can_focus=False):
            yield Static(Content.styled(shown_line(self._question), "bold"))
            yield Static(Content(shown_line(self._detail)))
            with Horizontal(classes="buttons"):
                yield Button("Keep", id="no")
                yield Button(Content(self._yes), variant="error", id="yes")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The answer."""
        self.dismiss(event.button.id == "yes")

    def action_refuse(self) -> None:
        """Escape means no."""
        self.dismiss(False)
