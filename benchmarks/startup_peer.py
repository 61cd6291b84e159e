"""The smallest app of the kind: what Textual itself needs for an editor, a tree and a footer."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Footer, TextArea, Tree


class Bare(App[None]):
    """Shows them."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+q", "quit", "Leave")]

    def compose(self) -> ComposeResult:
        """Editor above, tree below."""
        yield TextArea("PEER READY")
        tree: Tree[Any] = Tree("TREE")
        yield tree
        yield Footer()


if __name__ == "__main__":
    Bare().run()
