"""A list of choices in a form: one line that opens, readable in every theme, and what Enter does on it."""

from __future__ import annotations

from typing import TypeVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Select

V = TypeVar("V")


class PlainSelect(Select[V]):
    """Textual's own, without its weak greys."""

    DEFAULT_CSS = """
    PlainSelect SelectCurrent, PlainSelect:focus SelectCurrent {
        border: none; border-left: outer $panel; padding: 0 1 0 0; background: $panel; }
    PlainSelect:focus SelectCurrent { border-left: outer $border; }
    PlainSelect SelectCurrent Static#label { color: $foreground; }
    """

    def on_mount(self) -> None:
        """Textual fills the list when it is mounted."""
        self.call_after_refresh(self._repaint_blank)

    def _repaint_blank(self) -> None:
        """What stands for no choice is a line like the others."""
        options = self.query_one(OptionList)
        if self._allow_blank and options.option_count:
            options.replace_option_prompt_at_index(0, Content(self.prompt))


def choosing(focused: Widget | None) -> bool:
    """Open the list that has the focus, or take what is marked in it; False if there is none."""
    if isinstance(focused, OptionList):
        focused.action_select()
    elif isinstance(focused, Select):
        focused.action_show_overlay()
    else:
        return False
    return True
