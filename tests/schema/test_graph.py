"""The model graph: laws of its layout, and files in which names stay names."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.lang.nodes import Json
from karma_tui.schema import Catalogue, TaggedModel
from karma_tui.schema.graph import GraphEdge, GraphNode, ModelGraph, graph_of
from karma_tui.schema.graph_files import to_dot, to_mermaid, to_svg
from karma_tui.schema.graph_layout import Arrow, Box, Drawing, layout
from karma_tui.schema.graph_text import canvas


@st.composite
def graphs(draw: st.DrawFn) -> ModelGraph:
    count = draw(st.integers(0, 12))
    names = draw(st.lists(st.text(min_size=1, max_size=40), min_size=count, max_size=count))
    nodes = tuple(GraphNode(f"id{at}", name) for at, name in enumerate(names))
    ends = st.integers(0, max(0, count - 1))
    pairs = draw(st.sets(st.tuples(ends, ends), max_size=30)) if count else set()
    edges = tuple(GraphEdge(f"id{one}", f"id{two}", ("a", "b")) for one, two in sorted(pairs))
    return ModelGraph(nodes, edges)


def cells(arrow: Arrow) -> set[tuple[int, int]]:
    """Every cell an arrow runs through."""
    found = set(arrow.points)
    for (x1, y1), (x2, y2) in pairwise(arrow.points):
        assert x1 == x2 or y1 == y2
        found |= {
            (x, y) for x in range(min(x1, x2), max(x1, x2) + 1) for y in range(min(y1, y2), max(y1, y2) + 1)
        }
    return found


def covered(box: Box) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box.x, box.x + box.width) for y in range(box.y, box.y + box.height)}


def touches(box: Box, point: tuple[int, int]) -> bool:
    x, y = point
    return box.y <= y < box.y + box.height and x in (box.x - 1, box.x + box.width)


def keeps_the_laws(graph: ModelGraph, drawing: Drawing) -> None:
    assert [box.node for box in drawing.boxes] == list(graph.nodes)
    assert [arrow.edge for arrow in drawing.arrows] == list(graph.edges)
    taken: set[tuple[int, int]] = set()
    for box in drawing.boxes:
        assert not taken & covered(box)
        taken |= covered(box)
    boxes = {box.node.model_id: box for box in drawing.boxes}
    for arrow in drawing.arrows:
        source, target = boxes[arrow.edge.source], boxes[arrow.edge.target]
        if source is target:
            assert source.refers_to_itself
            continue
        assert not taken & cells(arrow)
        assert touches(source, arrow.points[0])
        assert touches(target, arrow.points[-1])
    for x, y in taken.union(*(cells(arrow) for arrow in drawing.arrows)):
        assert 0 <= x < drawing.width
        assert 0 <= y < drawing.height


@settings(deadline=None)
@given(graphs())
def test_no_box_covers_another_and_every_ref_has_an_arrow_past_all_boxes(graph: ModelGraph) -> None:
    keeps_the_laws(graph, layout(graph))


@settings(deadline=None)
@given(graphs())
def test_arrows_share_cells_only_where_they_cross_or_have_an_end_in_common(graph: ModelGraph) -> None:
    arrows = [arrow for arrow in layout(graph).arrows if len(arrow.points) > 1]
    for at, one in enumerate(arrows):
        for other in arrows[:at]:
            ends = {one.edge.source, one.edge.target} & {other.edge.source, other.edge.target}
            if not ends:
                assert len(_stretches(one) & _stretches(other)) == 0


def _stretches(arrow: Arrow) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    """Pairs of neighbouring cells on the way."""
    found: set[tuple[tuple[int, int], tuple[int, int]]] = set()
    for (x1, y1), (x2, y2) in pairwise(arrow.points):
        if y1 == y2:
            found |= {((x, y1), (x + 1, y1)) for x in range(min(x1, x2), max(x1, x2))}
        else:
            found |= {((x1, y), (x1, y + 1)) for y in range(min(y1, y2), max(y1, y2))}
    return found


def test_a_chain_of_a_thousand_models_and_a_big_instance_are_laid_out() -> None:
    nodes = tuple(GraphNode(str(at), f"model{at}") for at in range(1000))
    chain = ModelGraph(nodes, tuple(GraphEdge(str(at), str(at + 1), ("next",)) for at in range(999)))
    keeps_the_laws(chain, layout(chain))
    star = ModelGraph(
        nodes[:300],
        tuple(GraphEdge(str(at), str(at * 7 % 20), ("x",)) for at in range(20, 300)),
    )
    keeps_the_laws(star, layout(star))


@given(graphs())
@settings(deadline=None)
def test_names_cannot_break_out_of_a_file(graph: ModelGraph) -> None:
    drawing = layout(graph)
    svg = ElementTree.fromstring(to_svg(drawing, {"id0": "<b>&"}))
    texts = [it.text or "" for it in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert len(texts) == len(graph.nodes)
    lines = to_mermaid(graph).splitlines()
    assert len(lines) == 1 + len(graph.nodes) + len(graph.edges)
    assert all(
        re.fullmatch(r'    m\d+(\["[^"\[\]<>]*"\]| -->\|"[^"|<>]*"\| m\d+)', line) for line in lines[1:]
    )


def test_the_terminal_shows_boxes_and_heads() -> None:
    graph = ModelGraph(
        (GraphNode("b", "book"), GraphNode("a", "author")),
        (GraphEdge("b", "a", ("author",)), GraphEdge("a", "a", ("mentor",))),
    )
    shown = ["".join(row).rstrip() for row in canvas(layout(graph))]
    assert shown == [
        "┌──────┐     ┌───────↺┐",
        "│ book │──┐  │ author │",
        "│      │  └─▸│        │",
        "└──────┘     └────────┘",
    ]


def test_the_graph_of_a_catalogue_has_an_edge_for_each_pair_of_models() -> None:
    ref: Json = {"ref": ["M", "A"]}
    catalogue = Catalogue.of(
        [
            TaggedModel(
                "book", "B", {"struct": {"by": ref, "more": {"list": ref}, "any": {"ref": ["M", ""]}}}
            ),
            TaggedModel("author", "A", {"struct": {"mentor": {"optional": ref}}}),
            TaggedModel("_user", "U", {"struct": {"x": ref}}),
            TaggedModel("alias", "A", {"struct": {"mentor": {"optional": ref}}}),
        ]
    )
    graph = graph_of(catalogue)
    assert [node.name for node in graph.nodes] == ["alias", "book"]
    assert {(edge.source, edge.target, edge.paths) for edge in graph.edges} == {
        ("B", "A", ("by", "more[]")),
        ("A", "A", ("mentor",)),
    }
    assert len(graph_of(catalogue, built_in=True).nodes) == 3
    assert [node.name for node in graph.around("B").nodes] == ["alias", "book"]


def test_dot_quotes_whatever_a_name_holds() -> None:
    hostile = 'a"]; b [label="\\\n\x1b'
    graph = graph_of(Catalogue.of([TaggedModel(hostile, "m1", {"ref": "m1"}), TaggedModel("b", "m2", {})]))
    lines = to_dot(graph).splitlines()
    assert lines[0] == "digraph models {"
    assert lines[-1] == "}"
    assert '    m0 [label="a\\"]; b [label=\\"\\\\\ufffd\ufffd"];' in lines
    assert '    m0 -> m0 [label="itself"];' in lines
