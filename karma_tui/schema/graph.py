"""Models and their references as a graph: tags are the nodes, all refs from one to another are one edge.

The pure part of every drawing: what is to be drawn. Where it is drawn is `graph_layout`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from karma_tui.schema.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A model: its id and what to call it."""

    model_id: str
    name: str


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """All refs from one model to another, by their paths in the first; both ends may be the same model."""

    source: str
    target: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelGraph:
    """Nodes in the catalogue's order; every edge joins two of them."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]

    def around(self, model_id: str) -> ModelGraph:
        """A model, those it refers to, those that refer to it, and the edges among them."""
        near = {model_id}
        for edge in self.edges:
            if model_id in (edge.source, edge.target):
                near |= {edge.source, edge.target}
        return self._only(near)

    def without(self, model_ids: Collection[str]) -> ModelGraph:
        """All but these models."""
        return self._only({node.model_id for node in self.nodes} - set(model_ids))

    def _only(self, wanted: Collection[str]) -> ModelGraph:
        return ModelGraph(
            tuple(node for node in self.nodes if node.model_id in wanted),
            tuple(edge for edge in self.edges if edge.source in wanted and edge.target in wanted),
        )


def graph_of(catalogue: Catalogue, *, built_in: bool = False) -> ModelGraph:
    """The graph of an instance; `built_in` models only if asked for, or if one of the user's refers to them.

    A ref whose model is not in the catalogue (any, or one that may not be read) has no edge.
    """
    names: dict[str, str] = {}
    paths: dict[tuple[str, str], list[str]] = {}
    for model in catalogue.models:
        names.setdefault(model.model_id, model.name)
    for model in catalogue.models:
        for reference in catalogue.references(model):
            if reference.model_id in names:
                found = paths.setdefault((model.model_id, reference.model_id), [])
                if reference.path not in found:
                    found.append(reference.path)
    own = {model.model_id for model in catalogue.models if built_in or not model.tag.startswith("_")}
    wanted = own | {target for source, target in paths if source in own}
    return ModelGraph(
        tuple(GraphNode(model_id, name) for model_id, name in names.items() if model_id in wanted),
        tuple(
            GraphEdge(source, target, tuple(found))
            for (source, target), found in paths.items()
            if source in wanted and target in wanted
        ),
    )
