"""The models of the instance as a tree: fields, what a model refers to, who refers to it, how many records.

Whatever is below a model is made when it is opened, so a big instance costs nothing until it is looked at.
The tree asks nothing itself: it says what is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from karma_tui.schema import Catalogue, TaggedModel
from karma_tui.tui.actions import scoped
from karma_tui.tui.catalogue import labels
from karma_tui.tui.catalogue.counts import Counts
from karma_tui.tui.catalogue.items import BUILT_IN, Item, below, key_of_model, top
from karma_tui.tui.catalogue.keys import MODELS
from karma_tui.tui.catalogue.messages import Browse, CountWanted, GraphWanted, Insert
from karma_tui.tui.expressions import model_text

Node = TreeNode[Item]


class CatalogueTree(Tree[Item]):
    """Enter on a model browses it, on a field inserts its name, on a reference goes to the other model."""

    Browse = Browse
    Insert = Insert

    BINDINGS: ClassVar[list[BindingType]] = scoped(MODELS)

    def __init__(self) -> None:
        super().__init__(Text("Models"), id="models")
        self._catalogue = Catalogue.of(())
        self._shown: list[TaggedModel] = []
        self._found: dict[str, tuple[str, ...]] | None = None
        """While models are looked for: by id those that fit, each with the fields that were found."""
        self._opened: set[tuple[str, ...]] = set()
        self.counts = Counts()
        self.show_root = False
        self.guide_depth = 2
        self.auto_expand = False

    @property
    def catalogue(self) -> Catalogue:
        """The models there are."""
        return self._catalogue

    def show(self, catalogue: Catalogue) -> None:
        """Show these models; whatever was open before stays open, and the cursor where it was."""
        self._catalogue = catalogue
        self._build_tree()

    def show_found(self, found: dict[str, tuple[str, ...]] | None) -> None:
        """Only these models, by their ids, each with the fields to name beside it; None: all of them."""
        self._found = found
        self._build_tree()

    def say(self, text: str) -> None:
        """Show a remark instead of models."""
        self.root.remove_children()
        self.root.add_leaf(Text(text, style="italic"))

    def say_counts(self, counts: Mapping[str, int | None]) -> None:
        """How many records models have, by their ids; None: they cannot be counted."""
        for model_id, count in counts.items():
            self.counts.put(model_id, count)
        self._relabel()

    def counts_are_old(self) -> None:
        """Something was written: what was counted may not be true any more."""
        self.counts.grow_old()
        self._relabel()

    def on_mount(self) -> None:
        """Open the invisible root, or nothing would be seen."""
        self.root.expand()

    # --- nodes

    def _build_tree(self) -> None:
        cursor, line = self._item_under_cursor, self.cursor_line
        self.root.remove_children()
        found = self._found
        waiting: list[tuple[Node, Item]] = [
            (self.root, item) for item in top(self._catalogue, set(found) if found is not None else None)
        ]
        place: Node | None = None
        while waiting:
            parent, item = waiting.pop(0)
            node = self._add(parent, item)
            if cursor is not None and item.key == cursor.key:
                place = node
            is_open = item.key in self._opened or (item.key == BUILT_IN and found is not None)
            if item.opens and is_open:
                node.expand()
                waiting.extend((node, inner) for inner in below(item, self._catalogue, found))
        if place is not None:
            self.call_after_refresh(self.move_cursor, place)
        else:
            self.cursor_line = max(0, line)

    def _add(self, parent: Node, item: Item) -> Node:
        label = self._label(item)
        return parent.add(label, item) if item.opens else parent.add_leaf(label, item)

    def _label(self, item: Item) -> Text:
        model = item.model
        found = self._found.get(model.model_id, ()) if self._found is not None and model is not None else ()
        return labels.label(item, self._catalogue, self.counts, found)

    def _relabel(self) -> None:
        for node in self._model_nodes():
            label = self._label(node.data) if node.data is not None else node.label
            if label != node.label:
                node.set_label(label)

    def _model_nodes(self) -> Iterable[Node]:
        for node in self.root.children:
            if node.data is not None and node.data.model is not None:
                yield node
            elif node.data is not None and node.data.key == BUILT_IN:
                yield from node.children

    def _fill(self, node: Node) -> None:
        if node.data is not None and not node.children:
            for item in below(node.data, self._catalogue, self._found):
                self._add(node, item)

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[Item]) -> None:
        """Fill what is opened for the first time."""
        if event.node.data is not None:
            self._opened.add(event.node.data.key)
            self._fill(event.node)

    def on_tree_node_collapsed(self, event: Tree.NodeCollapsed[Item]) -> None:
        """It stays closed when the models are read again."""
        if event.node.data is not None:
            self._opened.discard(event.node.data.key)

    # --- what is wanted

    @property
    def _item_under_cursor(self) -> Item | None:
        return self.cursor_node.data if self.cursor_node is not None else None

    @property
    def model(self) -> TaggedModel | None:
        """The model that the cursor is on or in."""
        node = self.cursor_node
        while node is not None and (node.data is None or node.data.model is None):
            node = node.parent
        return node.data.model if node is not None and node.data is not None else None

    @property
    def pointed_model(self) -> TaggedModel | None:
        """The model that the cursor is on or in, while the catalogue has the focus."""
        return self.model if self.has_focus else None

    def on_tree_node_selected(self, event: Tree.NodeSelected[Item]) -> None:
        """Enter or a click."""
        item = event.node.data
        if item is None:
            return
        if item.model is not None:
            self.post_message(Browse(item.model))
        elif item.target:
            self.go_to(item.target)
        elif item.field is not None:
            self.post_message(Insert(item.field.name))
        else:
            event.node.toggle()

    def go_to(self, model_id: str) -> bool:
        """Put the cursor on a model and open it; False if it is not in sight."""
        key = key_of_model(model_id)
        node = next((it for it in self._all_nodes() if it.data is not None and it.data.key == key), None)
        if node is None:
            return False
        if node.parent is not None and node.parent is not self.root:
            node.parent.expand()
        self._fill(node)
        node.expand()
        self.call_after_refresh(self._put_cursor, node)
        return True

    def _all_nodes(self) -> Iterable[Node]:
        for node in self.root.children:
            if node.data is not None and node.data.key == BUILT_IN:
                self._fill(node)
        return self._model_nodes()

    def _put_cursor(self, node: Node) -> None:
        self.move_cursor(node)
        self.scroll_to_node(node, animate=False)

    def action_insert(self) -> None:
        """Insert the name under the cursor."""
        item = self._item_under_cursor
        if item is not None and item.model is not None:
            self.post_message(Insert(model_text(item.model)))
        elif item is not None and item.field is not None:
            self.post_message(Insert(item.field.name))

    def action_count(self) -> None:
        """Count the records of the model under the cursor."""
        if self.model is not None:
            self.post_message(CountWanted((self.model,)))

    def action_count_all(self) -> None:
        """Count the records of every model in sight."""
        models = [node.data.model for node in self._all_nodes() if node.data and node.data.model is not None]
        self.post_message(CountWanted(tuple(models)))

    def action_graph(self) -> None:
        """Draw the model under the cursor with its neighbours."""
        self.post_message(GraphWanted(self.model.model_id if self.model is not None else ""))

    def action_graph_all(self) -> None:
        """Draw all models."""
        self.post_message(GraphWanted(""))

    def action_open_or_enter(self) -> None:
        """Open the node, or go to the first one inside."""
        node = self.cursor_node
        if node is not None and node.allow_expand and not node.is_expanded:
            node.expand()
        elif node is not None and node.children:
            self.action_cursor_down()

    def action_close_or_leave(self) -> None:
        """Close the node, or go to the one it is in."""
        node = self.cursor_node
        if node is not None and node.is_expanded and node.allow_expand:
            node.collapse()
        elif node is not None and node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)
