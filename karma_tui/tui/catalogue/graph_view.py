"""The drawing of a model graph in the terminal: it scrolls and has a cursor on a box."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size, Spacing
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from karma_tui.schema.graph_layout import Box, Drawing
from karma_tui.schema.graph_text import WIDE, Picture
from karma_tui.tui.actions import scoped
from karma_tui.tui.catalogue.keys import DRAWING

_DIRECTIONS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


class GraphView(ScrollView, can_focus=True):
    """Arrows go to the next box that way; Enter or a second click chooses it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"graph--cursor", "graph--line", "graph--near"}
    DEFAULT_CSS = """
    GraphView { height: 1fr; background: $surface; color: $foreground; }
    GraphView > .graph--cursor { background: $primary; color: $text; text-style: bold; }
    GraphView > .graph--line { color: $syntax-punctuation; }
    GraphView > .graph--near { text-style: bold; color: $text-accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = scoped(DRAWING)

    class Pointed(Message):
        """The cursor came to a model."""

        def __init__(self, model_id: str) -> None:
            super().__init__()
            self.model_id = model_id

    class Chosen(Message):
        """A model is wanted."""

        def __init__(self, model_id: str) -> None:
            super().__init__()
            self.model_id = model_id

    def __init__(self) -> None:
        super().__init__(id="graph")
        self._picture = Picture(Drawing((), (), 0, 0))
        self._at: Box | None = None
        self._near: set[str] = set()

    @property
    def model_id(self) -> str:
        """The model under the cursor; "" if there is none."""
        return self._at.node.model_id if self._at is not None else ""

    @property
    def _drawing(self) -> Drawing:
        return self._picture.drawing

    def show(self, picture: Picture, model_id: str = "") -> None:
        """Show a drawing with the cursor on a model, or on the first one."""
        self._picture = picture
        drawing = picture.drawing
        self.virtual_size = Size(drawing.width, drawing.height)
        self._at = None
        boxes = drawing.boxes
        self._go(next((box for box in boxes if box.node.model_id == model_id), boxes[0] if boxes else None))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line of the screen, as the line API wants it."""
        scroll_x, scroll_y = self.scroll_offset
        width, row = self.size.width, y + scroll_y
        base = self.rich_style
        segments = [Segment(text, style) for text, style in self._pieces(row, scroll_x, scroll_x + width)]
        return Strip(segments).crop_extend(0, width, base).apply_style(base)

    def _pieces(self, row: int, start: int, end: int) -> Iterable[tuple[str, Style]]:
        cells, at = self._picture.cells(row, start, end), start
        line = self.get_component_rich_style("graph--line", partial=True)
        for box in self._picture.boxes(row):
            left, right = (max(start, min(end, edge)) for edge in (box.x, box.x + box.width))
            if left < right:
                yield "".join(cells[at - start : left - start]), line
                yield "".join(cells[left - start : right - start]), self._style_of(box)
                at = right
        yield "".join(cells[at - start :]), line

    def _style_of(self, box: Box) -> Style:
        if box is self._at:
            return self.get_component_rich_style("graph--cursor", partial=True)
        if box.node.model_id in self._near:
            return self.get_component_rich_style("graph--near", partial=True)
        return Style.null()

    def _go(self, box: Box | None) -> None:
        if box is None or box is self._at:
            return
        self._at = box
        edges = [arrow.edge for arrow in self._drawing.arrows]
        self._near = {it.target for it in edges if it.source == box.node.model_id}
        self._near |= {it.source for it in edges if it.target == box.node.model_id}
        region = Region(box.x, box.y, box.width, box.height)
        self.scroll_to_region(region, spacing=Spacing(1, 3, 1, 3), animate=False, force=True)
        self.refresh()
        self.post_message(self.Pointed(box.node.model_id))

    def action_step(self, key: str) -> None:
        """The nearest box that way."""
        if self._at is not None:
            self._go(_nearest(self._at, self._drawing.boxes, _DIRECTIONS[key]))

    def action_next(self, steps: int) -> None:
        """The next model in the order of the catalogue."""
        boxes = self._drawing.boxes
        if self._at is not None:
            self._go(boxes[(boxes.index(self._at) + steps) % len(boxes)])

    def action_choose(self) -> None:
        """The model under the cursor."""
        if self._at is not None:
            self.post_message(self.Chosen(self._at.node.model_id))

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor on a box; on the one it is on, chooses it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        box = self._drawing.box_at(offset.x + self.scroll_offset.x, offset.y + self.scroll_offset.y)
        if box is not None and box is self._at and event.chain == 2:
            self.action_choose()
        else:
            self._go(box)


def text_cells(text: str) -> list[str]:
    """A text cell by cell; what takes no cell stands with the character before it."""
    cells: list[str] = []
    for character in text:
        width = cell_len(character)
        if width:
            cells += [character, *[WIDE] * (width - 1)]
        elif cells:
            at = len(cells) - 1
            while at and cells[at] == WIDE:
                at -= 1
            cells[at] += character
    return cells


def _nearest(start: Box, boxes: Iterable[Box], way: tuple[int, int]) -> Box | None:
    """The box that is closest in a direction; how far it lies to the side counts twice."""
    best: tuple[int, Box] | None = None
    for box in boxes:
        right, down = _middle_distance(start, box)
        ahead = right * way[0] + down * way[1]
        aside = abs(right * way[1]) + abs(down * way[0])
        if ahead > 0 and (best is None or ahead + 2 * aside < best[0]):
            best = ahead + 2 * aside, box
    return best[1] if best is not None else None


def _middle_distance(one: Box, two: Box) -> tuple[int, int]:
    right = (2 * two.x + two.width - 2 * one.x - one.width) // 4
    return right, (2 * two.y + two.height - 2 * one.y - one.height) // 2
