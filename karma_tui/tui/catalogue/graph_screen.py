"""The model graph on a screen of its own: look around, open a model in the catalogue, save the drawing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker

from karma_tui.errors import UsageError
from karma_tui.library.files import write_file
from karma_tui.schema import Catalogue, fields, type_text
from karma_tui.schema.graph import GraphNode, ModelGraph, graph_of
from karma_tui.schema.graph_files import to_mermaid, to_svg
from karma_tui.schema.graph_layout import layout
from karma_tui.schema.graph_text import Picture
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.catalogue.graph_view import GraphView, text_cells
from karma_tui.tui.catalogue.keys import DRAWING, GRAPH
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.shown import shown_line
from karma_tui.tui.widgets.prompt_bar import PromptBar

_MOST_FIELDS = 40
_KEYS = (
    ("near", "neighbours"), ("all", "all"), ("built_in", "built-in"), ("save", "save"), ("leave", "close"),
)  # fmt: skip


class GraphScreen(Screen[str | None]):
    """Gives the id of the model that was chosen, or None."""

    DEFAULT_CSS = """
    GraphScreen #graph-title { height: 1; background: $panel; padding: 0 1; text-wrap: nowrap; }
    GraphScreen #graph-fields { height: auto; max-height: 6; background: $panel; padding: 0 1; }
    GraphScreen #graph-keys { height: 1; padding: 0 1; background: $footer-background; text-wrap: nowrap; }
    """
    BINDINGS: ClassVar[list[BindingType]] = scoped(GRAPH)

    def __init__(self, catalogue: Catalogue, model_id: str = "") -> None:
        super().__init__()
        self._catalogue = catalogue
        self._around = model_id
        self._built_in = any(it.model_id == model_id and it.tag.startswith("_") for it in catalogue.models)
        self._prompt: PromptBar | None = None

    def compose(self) -> ComposeResult:
        """What is shown, the drawing, the fields of the model under the cursor, the keys."""
        yield Static(id="graph-title", markup=False)
        yield GraphView()
        yield Static(id="graph-fields", markup=False)
        yield Static(self._keys(), id="graph-keys", markup=False)

    def _keys(self) -> str:
        """As they are now."""
        return f"arrows move  {hint(DRAWING, self.app, ('choose', 'open'))}  {hint(GRAPH, self.app, *_KEYS)}"

    def on_mount(self) -> None:
        """Draw."""
        self.query_one(GraphView).focus()
        self._draw()

    def _graph(self) -> ModelGraph:
        """What is wanted, with names that are fit for the screen."""
        graph = graph_of(self._catalogue, built_in=self._built_in)
        if self._around:
            graph = graph.around(self._around)
        nodes = tuple(GraphNode(node.model_id, shown_line(node.name)) for node in graph.nodes)
        return ModelGraph(nodes, graph.edges)

    def _draw(self) -> None:
        self.run_worker(self._lay_out(), group="graph", exclusive=True, exit_on_error=False)

    async def _lay_out(self) -> None:
        view = self.query_one(GraphView)
        graph = self._graph()
        picture = await asyncio.to_thread(lambda: Picture(layout(graph, cell_len), text_cells))
        view.show(picture, self._around or view.model_id)
        name = self._catalogue.names.get(self._around, self._around)
        of = f" around {shown_line(name)}" if self._around else ""
        models = f"{len(graph.nodes):,} models, {len(graph.edges):,} references{of}"
        self.query_one("#graph-title", Static).update(Content(models))
        if not graph.nodes:
            self.query_one("#graph-fields", Static).update(Content("There are no models of your own yet."))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    @on(GraphView.Pointed)
    def _pointed(self, event: GraphView.Pointed) -> None:
        """The fields of the model under the cursor."""
        model = next((it for it in self._catalogue.models if it.model_id == event.model_id), None)
        if model is None:
            return
        parts = [
            Content.assemble(
                f"{shown_line(field.name)} ",
                (shown_line(type_text(field.model, self._catalogue.names)), "$text-muted"),
            )
            for field in fields(model.model)[:_MOST_FIELDS]
        ] or [Content(shown_line(self._catalogue.type_text(model)))]
        title = Content.styled(shown_line(model.name), "bold")
        self.query_one("#graph-fields", Static).update(Content("   ").join([title, *parts]))

    @on(GraphView.Chosen)
    def _chosen(self, event: GraphView.Chosen) -> None:
        self.dismiss(event.model_id)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_near(self) -> None:
        """Only the neighbours of the model under the cursor."""
        self._around = self.query_one(GraphView).model_id
        self._draw()

    def action_all(self) -> None:
        """All models."""
        self._around = ""
        self._draw()

    def action_built_in(self) -> None:
        """With the built-in models, or without them."""
        self._built_in = not self._built_in
        self._around = ""
        self._draw()

    async def action_save(self) -> None:
        """Ask for a file."""
        if self._prompt is None:
            self._prompt = PromptBar()
            await self.mount(self._prompt, before="#graph-keys")
        self._prompt.ask("Save as (.svg or .mmd)", "models.svg", self._save, self._focus_graph, is_path=True)

    def _focus_graph(self) -> None:
        self.query_one(GraphView).focus()

    async def _save(self, name: str) -> None:
        """Write the file. Raises UsageError, StorageError."""
        graph = graph_of(self._catalogue, built_in=self._built_in)
        graph = graph.around(self._around) if self._around else graph
        path = await asyncio.to_thread(save_graph, self._catalogue, graph, Path(name))
        self.app.notify(shown_line(str(path)), title="Saved", markup=False)


def save_graph(catalogue: Catalogue, graph: ModelGraph, path: Path) -> Path:
    """Write a graph in the format that the file's name tells, whole or not at all; gives the file's path.

    Raises UsageError for another name, or a file that is there already; StorageError.
    """
    path = path.expanduser()
    makes = {".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid"}
    kind = makes.get(path.suffix.lower())
    if kind is None:
        raise UsageError("The format is not known", "The name must end in .svg or .mmd.")
    if path.exists():
        raise UsageError("The file is there already", f"{path} is not replaced.", "Give another name.")
    if kind == "mermaid":
        text = to_mermaid(graph)
    else:
        types = {model.model_id: catalogue.type_text(model) for model in catalogue.models}
        text = to_svg(layout(graph), types)
    write_file(path, text)
    return path
