"""One line above a result that was reached from another: how one came here, each step a click away."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from karma_tui.tui.shown import shown_line

_STEP = " \u203a "
_LONGEST = 30


class Trail(Widget, can_focus=False):
    """The titles with an angle between them; it is not there while there is nothing to go back to."""

    DEFAULT_CSS = """
    Trail { height: 1; background: $panel; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    class Chosen(Message):
        """A step was clicked: so many steps back."""

        def __init__(self, steps: int) -> None:
            super().__init__()
            self.steps = steps

    def __init__(self) -> None:
        super().__init__(id="trail")
        self._titles: tuple[str, ...] = ()
        self.display = False

    def show(self, titles: Sequence[str]) -> None:
        """The steps, the present one last."""
        self._titles = tuple(titles)
        self.display = len(titles) > 1
        self.refresh()

    def action_go(self, steps: int) -> None:
        """A click on the step that is so many steps back."""
        self.post_message(self.Chosen(steps))

    def render(self) -> Content:
        """The last steps that fit; an ellipsis stands for those before."""
        shown = [_short(title) for title in self._titles]
        room = self.content_size.width - 2
        first = len(shown) - 1
        used = cell_len(shown[-1]) if shown else 0
        while first > 0 and used + cell_len(shown[first - 1]) + len(_STEP) <= room:
            first -= 1
            used += cell_len(shown[first]) + len(_STEP)
        steps = [
            self._step(title, len(shown) - 1 - at) for at, title in enumerate(shown) if at >= max(0, first)
        ]
        return Content.assemble("… " if first > 0 else "", Content(_STEP).join(steps))

    def _step(self, title: str, back: int) -> Content:
        if not back:
            return Content.styled(title, "bold")
        return Content(title).stylize(Style.from_meta({"@click": f"go({back})"}))


def _short(title: str) -> str:
    text = shown_line(title)
    return text if cell_len(text) <= _LONGEST else set_cell_size(text, _LONGEST - 1) + "…"
