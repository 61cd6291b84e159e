"""A model graph as text of a file: SVG, which any browser shows, Mermaid, which documents embed, and DOT.

Tags and names are data: nothing in them can become markup of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from karma_tui.schema.graph import ModelGraph
from karma_tui.schema.graph_layout import Arrow, Box, Drawing

_CELL = (9, 12)
"""Width and height of a cell in the picture."""
_STYLE = (
    "rect{fill:#f8f8f8;stroke:#555}text{font:13px monospace;fill:#111}"
    "path{fill:none;stroke:#777}path:hover{stroke:#c00;stroke-width:2}"
)


def to_svg(drawing: Drawing, types: Mapping[str, str] | None = None) -> str:
    """The picture; `types` are readable types by model id, shown where the pointer rests on a box."""
    width, height = drawing.width * _CELL[0] + 20, drawing.height * _CELL[1] + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="-10 -10 {width} {height}">',
        f"<style>{_STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#777;stroke:none"/></marker></defs>',
        *(_svg_arrow(arrow) for arrow in drawing.arrows),
        *(_svg_box(box, (types or {}).get(box.node.model_id, "")) for box in drawing.boxes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def to_mermaid(graph: ModelGraph) -> str:
    """A flow chart from left to right."""
    keys = {node.model_id: f"m{at}" for at, node in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    lines += [f'    {keys[node.model_id]}["{_mermaid(node.name)}"]' for node in graph.nodes]
    for edge in graph.edges:
        label = _mermaid(", ".join(path or "itself" for path in edge.paths))
        lines.append(f'    {keys[edge.source]} -->|"{label}"| {keys[edge.target]}')
    return "\n".join(lines) + "\n"


def to_dot(graph: ModelGraph) -> str:
    """A graph in the language of Graphviz, from left to right."""
    keys = {node.model_id: f"m{at}" for at, node in enumerate(graph.nodes)}
    lines = ["digraph models {", "    rankdir=LR;", "    node [shape=box];"]
    lines += [f"    {keys[node.model_id]} [label={_dot(node.name)}];" for node in graph.nodes]
    for edge in graph.edges:
        label = _dot(", ".join(path or "itself" for path in edge.paths))
        lines.append(f"    {keys[edge.source]} -> {keys[edge.target]} [label={label}];")
    return "\n".join([*lines, "}"]) + "\n"


def _svg_box(box: Box, type_text: str) -> str:
    x, y = box.x * _CELL[0], box.y * _CELL[1]
    title = f"<title>{_xml(type_text)}</title>" if type_text else ""
    return (
        f'<g><rect x="{x}" y="{y}" width="{box.width * _CELL[0]}" height="{box.height * _CELL[1]}" rx="3"/>'
        f'<text x="{x + 2 * _CELL[0]}" y="{y + 2 * _CELL[1] + 4}">{_xml(box.text)}</text>{title}</g>'
    )


def _svg_arrow(arrow: Arrow) -> str:
    title = f"<title>{_xml(', '.join(arrow.edge.paths))}</title>"
    if len(arrow.points) == 1:
        x, y = arrow.points[0][0] * _CELL[0], arrow.points[0][1] * _CELL[1]
        way = f"M{x - 12} {y}C{x - 12} {y - 16} {x + 14} {y - 16} {x + 9} {y + 10}"
    else:
        places = [((x + 0.5) * _CELL[0], (y + 0.5) * _CELL[1]) for x, y in _to_the_boxes(arrow)]
        way = "M" + "L".join(f"{x:g} {y:g}" for x, y in places)
    return f'<path d="{way}" marker-end="url(#head)">{title}</path>'


def _to_the_boxes(arrow: Arrow) -> list[tuple[float, float]]:
    """The points, both ends half a cell further, where the boxes begin."""
    points: list[tuple[float, float]] = [(float(x), float(y)) for x, y in arrow.points]
    way = 0.5 if points[-1][0] >= points[-2][0] else -0.5
    points[-1] = (points[-1][0] + way, points[-1][1])
    way = -0.5 if points[1][0] >= points[0][0] else 0.5
    points[0] = (points[0][0] + way, points[0][1])
    return points


def _xml(text: str) -> str:
    return escape("".join(character if character.isprintable() else "\ufffd" for character in text))


def _dot(text: str) -> str:
    """A quoted text; what cannot be printed is replaced, and nothing in it is an escape of Graphviz."""
    tame = "".join(character if character.isprintable() else "\ufffd" for character in text)
    return '"' + tame.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _mermaid(text: str) -> str:
    """Letters, digits and harmless signs as they are, everything else by its number."""
    return "".join(
        character if character.isalnum() or character in " ._-,{}" else f"#{ord(character)};"
        for character in text
    )
