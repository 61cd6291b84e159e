"""The catalogue: tags and models of the instance as a tree, their fields filled in when opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from karma_tui.schema import Catalogue, Field, TaggedModel, fields, type_text
from karma_tui.tui.expressions import browse_text, model_text
from karma_tui.tui.shown import shown_line

_Entry = TaggedModel | Field | None


class CatalogueTree(Tree[_Entry]):
    """Enter on a model browses its records, Enter on a field puts its name into the editor."""

    BINDINGS: ClassVar[list[BindingType]] = [("i", "insert", "Insert name")]

    @dataclass
    class Browse(Message):
        """Show this model's records."""

        text: str

    @dataclass
    class Insert(Message):
        """Put this name into the editor."""

        text: str

    def __init__(self) -> None:
        super().__init__(Text("Models"), id="catalogue")
        self._catalogue = Catalogue.of(())
        self.show_root = False
        self.guide_depth = 2

    def show(self, catalogue: Catalogue) -> None:
        """Show these models; whatever was open before stays open, and the cursor where it was."""
        line = self.cursor_line
        opened = {node.data.name for node in self.root.children if node.is_expanded and node.data}
        self._catalogue = catalogue
        self.root.remove_children()
        for model in catalogue.models:
            node = self.root.add(Text(shown_line(model.name)), model, expand=False)
            if model.name in opened:
                self._fill(node)
                node.expand()
        self.cursor_line = max(0, line)

    def say(self, text: str) -> None:
        """Show a remark instead of models."""
        self.root.remove_children()
        self.root.add_leaf(Text(text, style="italic"))

    @property
    def pointed_model(self) -> TaggedModel | None:
        """The model that the cursor is on or in, while the catalogue has the focus."""
        node = self.cursor_node if self.has_focus else None
        while node is not None and not isinstance(node.data, TaggedModel):
            node = node.parent
        return node.data if node is not None and isinstance(node.data, TaggedModel) else None

    def on_mount(self) -> None:
        """Open the invisible root, or nothing would be seen."""
        self.root.expand()

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[_Entry]) -> None:
        """Fill a model that is opened for the first time: a big instance costs nothing until looked at."""
        self._fill(event.node)

    def _fill(self, node: TreeNode[_Entry]) -> None:
        if node.data is None or node.children:
            return
        members = fields(node.data.model)
        for member in members:
            self._add_field(node, member)
        if not members:
            node.add_leaf(Text(shown_line(type_text(node.data.model, self._catalogue.names))))

    def on_tree_node_selected(self, event: Tree.NodeSelected[_Entry]) -> None:
        """Enter or a click."""
        entry = event.node.data
        if isinstance(entry, TaggedModel):
            self.post_message(self.Browse(browse_text(entry)))
        elif isinstance(entry, Field):
            self.post_message(self.Insert(entry.name))

    def action_insert(self) -> None:
        """Insert the name under the cursor."""
        entry = self.cursor_node.data if self.cursor_node is not None else None
        if isinstance(entry, TaggedModel):
            self.post_message(self.Insert(model_text(entry)))
        elif isinstance(entry, Field):
            self.post_message(self.Insert(entry.name))

    def _add_field(self, parent: TreeNode[_Entry], member: Field) -> None:
        kind = type_text(member.model, self._catalogue.names)
        label = Text.assemble(shown_line(member.name), "  ", (shown_line(kind), "dim"))
        if fields(member.model):
            parent.add(label, member)
        else:
            parent.add_leaf(label, member)
