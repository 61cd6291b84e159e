"""A drawing as lines of characters, for a terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from karma_tui.schema.graph_layout import Box, Drawing, Point

_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_LINES = " ╵╷│╴┘┐┤╶└┌├─┴┬┼"
_HEADS = {(1, 0): "▸", (-1, 0): "◂", (0, 1): "▾", (0, -1): "▴"}
WIDE = ""
"""Stands in the second cell of a character that takes two."""

Row = list[str]


def canvas(drawing: Drawing, text_cells: Callable[[str], Iterable[str]] = list) -> list[Row]:
    """All cells, row by row. `text_cells` splits a text: a wide character is followed by `WIDE`."""
    rows = [[" "] * drawing.width for _ in range(drawing.height)]
    for (x, y), character in _arrows(drawing).items():
        if 0 <= y < drawing.height and 0 <= x < drawing.width:
            rows[y][x] = character
    for box in drawing.boxes:
        for row, line in enumerate(_box(box, text_cells), box.y):
            rows[row][box.x : box.x + box.width] = line
    return rows


def _box(box: Box, text_cells: Callable[[str], Iterable[str]]) -> Iterator[Row]:
    inner = box.width - 2
    text = [" ", *text_cells(box.text)]
    yield list("┌" + "─" * (inner - 1) + ("↺" if box.refers_to_itself else "─") + "┐")
    yield ["│", *text[:inner], *[" "] * max(0, inner - len(text)), "│"]
    yield list("│" + " " * inner + "│")
    yield list("└" + "─" * inner + "┘")


def _arrows(drawing: Drawing) -> dict[Point, str]:
    """The characters of all arrows; where lines meet or cross they become one character."""
    arms: dict[Point, int] = defaultdict(int)
    heads: dict[Point, str] = {}
    for arrow in drawing.arrows:
        if len(arrow.points) < 2:
            continue
        for (x1, y1), (x2, y2) in pairwise(arrow.points):
            _draw(arms, (x1, y1), (x2, y2))
        (x1, y1), (x2, y2) = arrow.points[-2:]
        heads[arrow.points[-1]] = _HEADS[_sign(x2 - x1), _sign(y2 - y1)]
        first, second = arrow.points[:2]
        outward = _LEFT if second[0] >= first[0] else _RIGHT
        arms[first] |= outward
    characters = {point: _LINES[arm] for point, arm in arms.items()}
    return characters | heads


def _draw(arms: dict[Point, int], one: Point, two: Point) -> None:
    (x1, y1), (x2, y2) = one, two
    if y1 == y2:
        for x in range(min(x1, x2), max(x1, x2)):
            arms[(x, y1)] |= _RIGHT
            arms[(x + 1, y1)] |= _LEFT
    else:
        for y in range(min(y1, y2), max(y1, y2)):
            arms[(x1, y)] |= _DOWN
            arms[(x1, y + 1)] |= _UP


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
