"""Where boxes and arrows of a model graph are drawn, in cells of a terminal: columns, and channels between.

Boxes stand in columns, an arrow runs through the channels between them and, past columns that it does not
concern, through rows kept free for it. Lines leave boxes in odd rows and enter them in even ones, so two
arrows share cells only where they cross or have an end in common. Pure: the same graph, the same drawing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from karma_tui.schema.graph import GraphEdge, GraphNode, ModelGraph
from karma_tui.schema.graph_layers import Pair, forward, layers, ordered

BOX_ROWS = 4
_GAP = 2
_PASSAGE_ROWS = 2
_LONGEST = 30
_MARGIN = 2
_ACROSS = 6
"""Models without references in a row, at least."""

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A model at its place: left, top, and size in cells."""

    node: GraphNode
    text: str
    x: int
    y: int
    width: int
    height: int = BOX_ROWS
    refers_to_itself: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """The way of an edge in straight pieces, from box to box; the head is at the last point.

    That of a model to itself has one point: at its own box.
    """

    edge: GraphEdge
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All boxes and arrows, and how much room they take."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int

    def box_at(self, x: int, y: int) -> Box | None:
        """The box that covers a cell."""
        return next(
            (box for box in self.boxes if box.x <= x < box.x + box.width and box.y <= y < box.y + box.height),
            None,
        )


def layout(graph: ModelGraph, width_of: Callable[[str], int] = len) -> Drawing:
    """Place everything; `width_of` tells how many cells a text takes."""
    return _Layout(graph, width_of).drawing()


class _Layout:
    def __init__(self, graph: ModelGraph, width_of: Callable[[str], int]) -> None:
        self._graph = graph
        self._width_of = width_of
        joined = {end for edge in graph.edges if edge.source != edge.target for end in _ends(edge)}
        self._joined = [node for node in graph.nodes if node.model_id in joined]
        self._apart = [node for node in graph.nodes if node.model_id not in joined]
        self._loops = {edge.source for edge in graph.edges if edge.source == edge.target}
        self._boxes: dict[str, Box] = {}

    def drawing(self) -> Drawing:
        """Joined models in columns, the others in rows below them."""
        ids = [node.model_id for node in self._joined]
        pairs = forward(ids, ((edge.source, edge.target) for edge in self._graph.edges))
        column = layers(ids, pairs)
        chains = {pair: _chain(pair, column) for pair in pairs}
        columns: list[list[str]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
        for node, at in column.items():
            columns[at].append(node)
        links: list[Pair] = []
        for (source, _), chain in chains.items():
            for at, passage in enumerate(chain[1:-1], column[source] + 1):
                columns[at].append(passage)
            links += list(pairwise(chain))
        columns = ordered(columns, links)
        rows = self._rows(columns)
        ways, width = self._place(columns, rows, links)
        height = max((box.y + box.height for box in self._boxes.values()), default=0)
        height = max(height, *(row + _PASSAGE_ROWS for row in rows.values())) if rows else height
        width, height = self._place_apart(width, height)
        boxes = tuple(self._boxes[node.model_id] for node in self._graph.nodes)
        arrows = tuple(self._arrow(edge, chains, ways) for edge in self._graph.edges)
        return Drawing(boxes, arrows, width, height)

    def _rows(self, columns: list[list[str]]) -> dict[str, int]:
        """The top row of each box and passage, always an even one; short columns are in the middle."""
        heights = [sum(self._height(item) for item in column) for column in columns]
        tallest = max(heights, default=0)
        rows: dict[str, int] = {}
        for column, height in zip(columns, heights, strict=True):
            row = (tallest - height) // 4 * 2
            for item in column:
                rows[item] = row
                row += self._height(item)
        return rows

    def _height(self, item: str) -> int:
        return _PASSAGE_ROWS if _is_passage(item) else BOX_ROWS + _GAP

    def _place(
        self, columns: list[list[str]], rows: dict[str, int], links: list[Pair]
    ) -> tuple[dict[Pair, tuple[Point, ...]], int]:
        """Boxes from left to right; the way of each link through the channel on the right of its column."""
        texts = {node.model_id: _cut(node.name, self._width_of) for node in self._joined}
        at_column = {item: at for at, column in enumerate(columns) for item in column}
        nodes = {node.model_id: node for node in self._joined}
        by_column: dict[int, list[Pair]] = defaultdict(list)
        for link in links:
            by_column[at_column[link[0]]].append(link)
        ways: dict[Pair, tuple[Point, ...]] = {}
        x = 0
        for at, column in enumerate(columns):
            widths = [self._width_of(texts[item]) + 4 for item in column if not _is_passage(item)]
            wide = max(widths, default=1)
            for item in column:
                if not _is_passage(item):
                    loops = item in self._loops
                    self._boxes[item] = Box(nodes[item], texts[item], x, rows[item], wide, BOX_ROWS, loops)
            right = x + wide
            tracks = _tracks(by_column[at], rows)
            next_x = right + (
                max(tracks.values(), default=0) + 1 + 2 * _MARGIN if at + 1 < len(columns) else 0
            )
            for link in by_column[at]:
                out, into = _out_row(link[0], rows), _in_row(link[1], rows)
                turn = right + _MARGIN + tracks[link]
                ways[link] = ((right, out), (turn, out), (turn, into), (next_x - 1, into))
            x = next_x
        return ways, x

    def _place_apart(self, width: int, height: int) -> tuple[int, int]:
        """Models without references, row by row."""
        x, y, widest = 0, height + (_GAP if height else 0), width
        room = max(width, _ACROSS * 16)
        for node in self._apart:
            text = _cut(node.name, self._width_of)
            wide = self._width_of(text) + 4
            if x and x + wide > room:
                x, y = 0, y + BOX_ROWS
            loops = node.model_id in self._loops
            self._boxes[node.model_id] = Box(node, text, x, y, wide, BOX_ROWS, loops)
            x += wide + _GAP
            widest = max(widest, x - _GAP)
        return widest, y + BOX_ROWS if self._apart else height

    def _arrow(
        self, edge: GraphEdge, chains: dict[Pair, list[str]], ways: dict[Pair, tuple[Point, ...]]
    ) -> Arrow:
        box = self._boxes[edge.source]
        if edge.source == edge.target:
            return Arrow(edge, ((box.x + box.width - 1, box.y),))
        pair = (edge.source, edge.target)
        turned = pair not in chains
        chain = chains[pair[::-1] if turned else pair]
        points: list[Point] = []
        for link in pairwise(chain):
            way = ways[link]
            if points:
                points.append((points[-1][0], way[0][1]))  # a passage is left a row below where it is entered
            points += way
        straight = _straightened(points)
        return Arrow(edge, tuple(reversed(straight)) if turned else tuple(straight))


def _ends(edge: GraphEdge) -> tuple[str, str]:
    return edge.source, edge.target


def _chain(pair: Pair, column: dict[str, int]) -> list[str]:
    """Both ends, and between them a passage for each column that the edge goes past."""
    source, target = pair
    between = range(column[source] + 1, column[target])
    return [source, *(f"\0{source}\0{target}\0{at}" for at in between), target]


def _is_passage(item: str) -> bool:
    return item.startswith("\0")


def _out_row(item: str, rows: dict[str, int]) -> int:
    return rows[item] + 1


def _in_row(item: str, rows: dict[str, int]) -> int:
    return rows[item] + (0 if _is_passage(item) else 2)


def _tracks(links: list[Pair], rows: dict[str, int]) -> dict[Pair, int]:
    """For each link the vertical line on which it turns: no two links share a stretch of one."""
    spans = {link: sorted((_out_row(link[0], rows), _in_row(link[1], rows))) for link in links}
    ends: list[int] = []
    tracks: dict[Pair, int] = {}
    for link in sorted(links, key=lambda it: spans[it]):
        top, bottom = spans[link]
        track = next((at for at, end in enumerate(ends) if end < top), len(ends))
        if track == len(ends):
            ends.append(bottom)
        else:
            ends[track] = bottom
        tracks[link] = track
    return tracks


def _straightened(points: list[Point]) -> list[Point]:
    """Without points that are no corners."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept[-1] = point
        else:
            kept.append(point)
    return kept


def _in_line(one: Point, two: Point, three: Point) -> bool:
    return (one[0] == two[0] == three[0]) or (one[1] == two[1] == three[1])


def _cut(name: str, width_of: Callable[[str], int]) -> str:
    """A name that fits a box."""
    if width_of(name) <= _LONGEST:
        return name
    cut = name[:_LONGEST]
    while width_of(cut) >= _LONGEST:
        cut = cut[:-1]
    return cut + "…"
