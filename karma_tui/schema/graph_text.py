"""A drawing as characters, for a terminal: any stretch of any line, made when it is looked at.

The drawing of a big instance has millions of cells, of which a screen shows a few thousand; so only pieces of
arrows are kept, by the rows they are in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from karma_tui.schema.graph_layout import Box, Drawing, Point

_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_LINES = " ╵╷│╴┘┐┤╶└┌├─┴┬┼"
_HEADS = {(1, 0): "▸", (-1, 0): "◂", (0, 1): "▾", (0, -1): "▴"}
_BAND = 64
"""Rows and columns of a block that has a list of the upright pieces in it."""
WIDE = ""
"""Stands in the second cell of a character that takes two."""

Row = list[str]


class Picture:
    """The cells of a drawing. `text_cells` splits a text: a wide character is followed by `WIDE`."""

    def __init__(self, drawing: Drawing, text_cells: Callable[[str], Iterable[str]] = list) -> None:
        self.drawing = drawing
        self._text_cells = text_cells
        self._level: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._upright: dict[Point, list[tuple[int, int, int]]] = defaultdict(list)
        self._ends: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._heads: dict[Point, str] = {}
        self._boxes: dict[int, list[Box]] = defaultdict(list)
        for arrow in drawing.arrows:
            if len(arrow.points) > 1:
                self._keep(arrow.points)
        for box in sorted(drawing.boxes, key=lambda it: it.x):
            for row in range(box.y, box.y + box.height):
                self._boxes[row].append(box)

    def boxes(self, row: int) -> list[Box]:
        """The boxes that a row goes through, from left to right."""
        return self._boxes.get(row, [])

    def cells(self, row: int, start: int, end: int) -> Row:
        """The cells of a row from `start` to `end`; what is outside of the drawing is blank."""
        arms = self._arms(row, start, end)
        found = [_LINES[arm] for arm in arms]
        for at in range(start, end) if self._heads else ():
            head = self._heads.get((at, row))
            if head is not None:
                found[at - start] = head
        for box in self.boxes(row):
            for at, cell in enumerate(_box_row(box, row - box.y, self._text_cells), box.x):
                if start <= at < end:
                    found[at - start] = cell
        return found

    def _arms(self, row: int, start: int, end: int) -> list[int]:
        """For each cell the ways that lead out of it."""
        arms = [0] * max(0, end - start)
        for left, right in self._level.get(row, ()):
            for at in range(max(left, start), min(right, end - 1) + 1):
                arms[at - start] |= (_RIGHT if at < right else 0) | (_LEFT if at > left else 0)
        for across in range(start // _BAND, end // _BAND + 1):
            for x, top, bottom in self._upright.get((across, row // _BAND), ()):
                if start <= x < end and top <= row <= bottom:
                    arms[x - start] |= (_DOWN if row < bottom else 0) | (_UP if row > top else 0)
        for x, way in self._ends.get(row, ()):
            if start <= x < end:
                arms[x - start] |= way
        return arms

    def _keep(self, points: tuple[Point, ...]) -> None:
        for (x1, y1), (x2, y2) in pairwise(points):
            if y1 == y2:
                self._level[y1].append((min(x1, x2), max(x1, x2)))
            else:
                top, bottom = sorted((y1, y2))
                for band in range(top // _BAND, bottom // _BAND + 1):
                    self._upright[(x1 // _BAND, band)].append((x1, top, bottom))
        (x1, y1), (x2, y2) = points[-2:]
        self._heads[points[-1]] = _HEADS[_sign(x2 - x1), _sign(y2 - y1)]
        first, second = points[:2]
        self._ends[first[1]].append((first[0], _LEFT if second[0] >= first[0] else _RIGHT))


def canvas(drawing: Drawing, text_cells: Callable[[str], Iterable[str]] = list) -> list[Row]:
    """All cells, row by row."""
    picture = Picture(drawing, text_cells)
    return [picture.cells(row, 0, drawing.width) for row in range(drawing.height)]


def _box_row(box: Box, row: int, text_cells: Callable[[str], Iterable[str]]) -> Iterator[str]:
    inner = box.width - 2
    if row == 1:
        text = [" ", *text_cells(box.text)][:inner]
        yield from ("│", *text, *[" "] * (inner - len(text)), "│")
    elif row == 0:
        yield from ("┌", *"─" * (inner - 1), "↺" if box.refers_to_itself else "─", "┐")
    elif row == box.height - 1:
        yield from ("└", *"─" * inner, "┘")
    else:
        yield from ("│", *" " * inner, "│")


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
