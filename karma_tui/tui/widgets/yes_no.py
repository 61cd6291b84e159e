"""A box for yes or no that says which in words and signs; Textual's own tells by colour alone."""

from __future__ import annotations

from textual.widgets import Checkbox


class YesNo(Checkbox):
    """`question` stands before the answer, if there is one."""

    DEFAULT_CSS = """
    YesNo, YesNo:focus { border: none; padding: 0; background: transparent; }
    YesNo > .toggle--button, YesNo.-on > .toggle--button { color: $foreground; background: $panel; }
    """

    def __init__(self, value: bool, question: str = "", id: str | None = None) -> None:
        self._question = question
        super().__init__("", value, id=id)
        self._say()

    def watch_value(self) -> None:
        """Say it anew."""
        self._say()
        super().watch_value()

    def _say(self) -> None:
        answer = "yes" if self.value else "no"
        self.BUTTON_INNER = "x" if self.value else " "
        self.label = f"{self._question}: {answer}" if self._question else answer
