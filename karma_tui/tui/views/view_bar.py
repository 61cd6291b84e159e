"""The line above a result: the views by name, the shown one marked, a click away; then what is said of it."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from karma_tui.tui.shown import shown_line
from karma_tui.tui.views.view import VIEWS, ViewKind

_GAP = "  "


class ViewBar(Static):
    """Where not everything fits on one line, the views that are not shown are named by their keys."""

    def __init__(self) -> None:
        super().__init__(id="facts", markup=False)
        self._facts = ""
        self._picked = ""
        self._shown = ""
        self._counts: dict[str, int] = {}
        self._length = 0
        """Cells of what is said."""

    def say(self, facts: str) -> None:
        """What there is to say about the run."""
        self._facts = facts
        self._draw()

    @property
    def facts(self) -> str:
        """What is said about the run."""
        return self._facts

    def say_picked(self, text: str) -> None:
        """What is picked of the result; "" if all of it."""
        self._picked = text
        self._draw()

    def mark(self, shown: str) -> None:
        """Which view is shown, by its name; "" while there is no result."""
        self._shown = shown
        self._draw()

    def count(self, view: str, number: int) -> None:
        """How much there is to look at in a view, beside its name; 0 is not told."""
        self._counts[view] = number
        self._draw()

    def on_resize(self, _: events.Resize) -> None:
        """There may be more room, or less."""
        self._draw()

    def _draw(self) -> None:
        content = self._content(short=False)
        if content.cell_length > self.content_size.width:
            content = self._content(short=True)
        if content != self.content:
            is_one_line = max(content.cell_length, self._length) <= self.content_size.width
            self._length = content.cell_length
            self.update(content, layout=not is_one_line)

    def _content(self, *, short: bool) -> Content:
        views = [self._entry(view, short) for view in VIEWS] if self._shown and len(VIEWS) > 1 else []
        names = [Content(" " if short else _GAP).join(views)] if views else []
        picked = [Content.styled(shown_line(self._picked), "bold")] if self._picked else []
        return Content(_GAP).join([*names, *picked, Content(self._facts)])

    def _entry(self, view: ViewKind, short: bool) -> Content:
        is_shown = view.name == self._shown
        click = Style.from_meta({"@click": f"screen.show_view({view.name!r})"})
        number = self._counts.get(view.name, 0)
        if short and not is_shown:
            label = f"{view.key}:{number}" if number else view.key
        else:
            label = f"{view.label} {number}" if number else view.label
        return Content.styled(label, "bold underline" if is_shown else "").stylize(click)
