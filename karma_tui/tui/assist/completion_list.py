"""The list of completions that floats beside the word being typed. It never takes the focus.

It shows what it is given and says what was clicked; what to offer and what accepting means is decided
elsewhere. It stands below the line that is typed, or above it, never on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.geometry import Offset, Size
from textual.message import Message
from textual.widget import Widget

from karma_tui.tui.shown import shown_line

if TYPE_CHECKING:
    from karma_tui.lang.complete.items import Completions, Item

MOST_ROWS = 8
"""Proposals in sight at once; the others are reached by moving on."""

MOST_COLUMNS = 110
_FEW = 4
_GAP = 2


class CompletionList(Widget, can_focus=False):
    """Shows the proposals of one `Completions`, one of them marked."""

    DEFAULT_CSS = """
    CompletionList {
        overlay: screen;
        display: none;
        background: $panel;
        color: $foreground;
        text-wrap: nowrap;
    }
    """

    @dataclass
    class Picked(Message):
        """A proposal was clicked."""

        index: int

    def __init__(self) -> None:
        super().__init__(id="completions")
        self._found: Completions | None = None
        self._marked = 0
        self._top = 0
        self._rows = 0
        self._widths = (0, 0, 0)
        self.has_moved = False
        """Whether the user moved the mark: then Enter can only mean the list."""

    @property
    def found(self) -> Completions | None:
        """What is shown, None if nothing is."""
        return self._found

    @property
    def marked(self) -> Item | None:
        """The proposal that Enter would take."""
        return self._found.items[self._marked] if self._found is not None else None

    def show(self, found: Completions, word: Offset, screen: Size, floor: int) -> None:
        """Show proposals (at least one) for the word that begins at this place of the screen.

        `floor` is a row that is better left free, if there is room above it.
        """
        self._found, self._marked, self._top, self.has_moved = found, 0, 0, False
        below, above = floor - word.y - 1, word.y
        if max(below, above) < _FEW:
            below = screen.height - word.y - 1
        wanted = min(MOST_ROWS, len(found.items))
        under = below >= wanted or below >= above
        self._rows = max(1, min(wanted, below if under else above))
        self._widths = _widths(found.items, min(MOST_COLUMNS, screen.width))
        width = sum(self._widths) + 2
        self.styles.width, self.styles.height = width, self._rows
        left = max(0, min(word.x - 1, screen.width - width))
        self.absolute_offset = Offset(left, word.y + 1 if under else word.y - self._rows)
        self.display = True
        self.refresh(layout=True)

    def hide(self) -> None:
        """Take the list away."""
        if self._found is not None:
            self._found = None
            self.display = False

    def move(self, by: int) -> None:
        """Mark another proposal; from either end one comes to the other."""
        if self._found is None:
            return
        count = len(self._found.items)
        step = by if abs(by) == 1 else max(-self._marked, min(by, count - 1 - self._marked))
        self._marked = (self._marked + step) % count
        self._top = min(max(self._top, self._marked - self._rows + 1), self._marked)
        self.has_moved = True
        self.refresh()

    @property
    def page(self) -> int:
        """Rows of a page."""
        return max(1, self._rows - 1)

    def render(self) -> Content:
        """The rows in sight."""
        if self._found is None:
            return Content("")
        items = self._found.items[self._top : self._top + self._rows]
        return Content("\n").join(
            self._row(item, marked=self._top + row == self._marked) for row, item in enumerate(items)
        )

    def on_click(self, event: events.Click) -> None:
        """A click takes a proposal."""
        event.stop()
        if self._found is not None and self._top + event.y < len(self._found.items):
            self.post_message(self.Picked(self._top + event.y))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the mark."""
        event.stop()
        self._scroll(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the mark."""
        event.stop()
        self._scroll(-1)

    def _scroll(self, by: int) -> None:
        if self._found is not None and 0 <= self._marked + by < len(self._found.items):
            self.move(by)

    def _row(self, item: Item, *, marked: bool) -> Content:
        label, kind, doc = self._widths
        ground = "$block-cursor-foreground on $block-cursor-background" if marked else ""
        plain = _fit(shown_line(item.label), label)
        name = Content(plain)
        for at in item.matched:
            if at < len(plain):
                name = name.stylize("bold underline", at, at + 1)
        parts = [Content(">" if marked else " "), name]
        if kind:
            parts.append(Content.styled(_fit(_type_of(item), kind), "" if marked else "$text-muted"))
        if doc:
            parts.append(Content.styled(_fit(shown_line(item.doc), doc), "" if marked else "$text-muted"))
        return Content("").join([*parts, Content(" ")]).stylize_before(ground)


def _widths(items: tuple[Item, ...], room: int) -> tuple[int, int, int]:
    """Columns for label, type and explanation: the label first, the explanation only if it gets a dozen."""
    room -= 2
    label = min(max(cell_len(shown_line(item.label)) for item in items) + _GAP, room)
    kind = max(cell_len(_type_of(item)) for item in items)
    kind = min(kind + _GAP, room - label, max(24, room // 2)) if kind else 0
    doc = max(cell_len(shown_line(item.doc)) for item in items)
    doc = min(doc, room - label - kind)
    return label, kind if kind > _GAP + 2 else 0, doc if doc >= min(12, doc or 12) and doc > 0 else 0


def _type_of(item: Item) -> str:
    """The type; a word about what it is where no type is known."""
    return shown_line(item.type or item.kind.value)


def _fit(text: str, width: int) -> str:
    """Exactly `width` cells, cut with an ellipsis and a blank before what follows."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, max(0, width - 2)) + "…", width)
