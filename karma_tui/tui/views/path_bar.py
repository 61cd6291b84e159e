"""One line under the view: the path of the value under the cursor, its type where known, and its size.

Each step of the path can be clicked, to go up. A path that is too long for the line loses its middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from karma_tui.results.rows import Path
from karma_tui.results.text import step_text
from karma_tui.tui.shown import shown_line

_GAP = "  "
_LONGEST_STEP = 40


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of a path that is shown: how many steps lead to it, and its text; 0 steps are the root."""

    steps: int
    text: str


LEFT_OUT = Crumb(-1, "…")


class PathBar(Widget, can_focus=False):
    """Tell it where the cursor is with `show`; what is found or filtered is told by `note`."""

    DEFAULT_CSS = """
    PathBar { height: 1; background: $panel; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    class Chosen(Message):
        """A step of the path was clicked."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    def __init__(self) -> None:
        super().__init__(id="path")
        self._path: Path | None = None
        self._about = ""
        self._note = ""

    def show(self, path: Path | None, about: str = "") -> None:
        """The cursor is on this value; `about` is what there is to say of it. None: there is no cursor."""
        if (path, about) != (self._path, self._about):
            self._path, self._about = path, about
            self.refresh()

    def note(self, text: str) -> None:
        """What stands at the right end, before what is said of the value; "" if nothing."""
        if text != self._note:
            self._note = text
            self.refresh()

    def action_go(self, steps: int) -> None:
        """A click on the step that so many steps lead to."""
        if self._path is not None:
            self.post_message(self.Chosen(self._path[:steps]))

    def render(self) -> Content:
        """The path to the left, the rest to the right; the path gives way first, down to half of the line."""
        width = self.content_size.width
        right = shown_line(_GAP.join(part for part in (self._note, self._about) if part))
        crumbs = crumbs_of(self._path, max(width // 2, width - cell_len(right) - len(_GAP)))
        left = Content("").join([_clickable(crumb) for crumb in crumbs])
        room = width - left.cell_length - len(_GAP)
        if not right or room < 1:
            return left
        if cell_len(right) > room:
            right = set_cell_size(right, room - 1) + "…"
        gap = " " * (width - left.cell_length - cell_len(right))
        return Content.assemble(left, gap, (right, "$text-muted"))


def crumbs_of(path: Path | None, width: int) -> Sequence[Crumb]:
    """The steps of a path that fit: the first and the last always, then those before the last."""
    if path is None:
        return ()
    all_of_them = [Crumb(0, "$"), *(Crumb(at, _short(step)) for at, step in enumerate(path, 1))]
    if sum(cell_len(crumb.text) for crumb in all_of_them) <= width:
        return all_of_them
    room = width - cell_len(all_of_them[0].text) - 1 - cell_len(all_of_them[-1].text)
    kept = [all_of_them[-1]]
    for crumb in reversed(all_of_them[1:-1]):
        room -= cell_len(crumb.text)
        if room < 0:
            break
        kept.insert(0, crumb)
    return [all_of_them[0], LEFT_OUT, *kept]


def _short(step: str | int) -> str:
    text = shown_line(step_text(step))
    return text if cell_len(text) <= _LONGEST_STEP else set_cell_size(text, _LONGEST_STEP - 1) + "…"


def _clickable(crumb: Crumb) -> Content:
    if crumb is LEFT_OUT:
        return Content(crumb.text)
    return Content(crumb.text).stylize(Style.from_meta({"@click": f"go({crumb.steps})"}))
