"""Questions before something is sent: the expression itself, a conflict, a protected profile's name."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from karma_tui.tui.actions import scoped
from karma_tui.tui.records.keys import ASK, NAME
from karma_tui.tui.shown import shown, shown_line

_SHOWN = 50_000
"""Characters of an expression that are shown."""


class AskScreen(ModalScreen[str | None]):
    """A title, a text to look through, and buttons; gives the button's name, or None."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(ASK)

    DEFAULT_CSS = "AskScreen #asked { height: auto; max-height: 65vh; }"

    def __init__(self, title: str, text: Content, buttons: tuple[tuple[str, str, bool], ...]) -> None:
        """`buttons`: name, label, and whether something is lost by it. The first one gets the focus."""
        super().__init__()
        self._title = title
        self._text = text
        self._buttons = buttons

    def compose(self) -> ComposeResult:
        """Title, text, buttons."""
        with Vertical(classes="dialogue asking"):
            yield Static(Content.styled(shown_line(self._title), "bold"))
            with VerticalScroll(id="asked", can_focus=False):
                yield Static(self._text, id="asked-text")
            with Horizontal(classes="buttons"):
                for name, label, loses in self._buttons:
                    yield Button(Content(label), variant="error" if loses else "default", id=name)

    def on_mount(self) -> None:
        """The first answer is at hand."""
        self.query_one(f"#{self._buttons[0][0]}", Button).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The answer."""
        self.dismiss(event.button.id)

    def action_scroll(self, direction: int) -> None:
        """Look through the text."""
        scroll = self.query_one("#asked", VerticalScroll)
        scroll.scroll_relative(y=direction * max(1, scroll.size.height - 1), animate=False)

    def action_leave(self) -> None:
        """Escape answers nothing."""
        self.dismiss(None)


def preview(title: str, expression: str, remark: str = "") -> AskScreen:
    """The expression that will be sent. Gives `send` or None."""
    cut = expression[:_SHOWN]
    parts = [Content(shown(cut))]
    if len(cut) < len(expression):
        rest = len(expression) - len(cut)
        parts.append(Content.styled(f"… {rest:,} more characters", "italic"))
    if remark:
        parts.insert(0, Content.styled(shown(remark), "italic"))
    return AskScreen(title, Content("\n").join(parts), (("send", "Send", False), ("back", "Back", False)))


class NameScreen(ModalScreen[str | None]):
    """Asks for a protected profile's name; gives what was typed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(NAME)

    def __init__(self, title: str, detail: str, profile: str) -> None:
        super().__init__()
        self._title = title
        self._detail = detail
        self._profile = profile

    def compose(self) -> ComposeResult:
        """What is asked for, and a line to type it in."""
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(shown_line(self._title), "bold"))
            yield Static(Content(shown(self._detail)))
            yield Label(Content(f"Type {shown_line(self._profile)} to send it all the same"))
            yield Input(id="name")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        self.dismiss(event.value.strip() or None)

    def action_leave(self) -> None:
        """Nothing is sent."""
        self.dismiss(None)
