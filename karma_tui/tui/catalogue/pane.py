"""The pane to the left: the models, and above them a line to look for some of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from karma_tui.schema import Catalogue, TaggedModel
from karma_tui.tui.actions import scoped
from karma_tui.tui.catalogue.keys import CATALOGUE
from karma_tui.tui.widgets.catalogue_tree import CatalogueTree

if TYPE_CHECKING:
    from karma_tui.schema.search import SearchIndex


class CataloguePane(Vertical):
    """Slash looks for tags, ids, fields and types; Escape shows all models again."""

    DEFAULT_CSS = """
    CataloguePane > Input { height: 1; border: none; padding: 0; display: none; background: $panel; }
    CataloguePane.-looking > Input { display: block; }
    CataloguePane > CatalogueTree { height: 1fr; padding: 0; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = scoped(CATALOGUE)

    def __init__(self) -> None:
        super().__init__(id="catalogue")
        self.models = CatalogueTree()
        self._field = Input(placeholder="tag, field or type", compact=True, id="look-for")
        self._index: SearchIndex | None = None

    def compose(self) -> ComposeResult:
        """The line is there when it is wanted."""
        yield self._field
        yield self.models

    def show(self, catalogue: Catalogue) -> None:
        """Show these models."""
        self._index = None
        if self.is_looking:
            self.models.show(catalogue)
            self._look(self._field.value)
        else:
            self.models.show(catalogue)

    def say(self, text: str) -> None:
        """Show a remark instead of models."""
        self.models.say(text)

    def take_focus(self) -> None:
        """Let keys move in the models."""
        self.models.focus()

    @property
    def is_looking(self) -> bool:
        """Whether only some models are shown."""
        return self.has_class("-looking")

    @property
    def pointed_model(self) -> TaggedModel | None:
        """The model that the cursor is on or in, while the catalogue has the focus."""
        return self.models.model if self.has_focus_within else None

    def go_to(self, model_id: str) -> None:
        """Put the cursor on a model, whatever is looked for."""
        if not self.models.go_to(model_id):
            self.action_show_all()
            self.models.go_to(model_id)
        self.take_focus()

    def action_look(self) -> None:
        """Ask what to look for."""
        self.add_class("-looking")
        self._field.focus()

    def action_show_all(self) -> None:
        """All models again."""
        if self.is_looking:
            self.remove_class("-looking")
            self._field.value = ""
            self.models.show_found(None)
            self.models.focus()

    def on_key(self, event: events.Key) -> None:
        """From the line into the models."""
        if event.key in ("down", "enter") and self._field.has_focus:
            event.stop()
            event.prevent_default()
            self.models.focus()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_looking:
            self._look(event.value)

    def _look(self, words: str) -> None:
        self.run_worker(self._find(words), group="look-for", exclusive=True, exit_on_error=False)

    async def _find(self, words: str) -> None:
        if not words.strip():
            self.models.show_found(None)
            return
        from karma_tui.schema.search import SearchIndex  # for those who look for something only

        if self._index is None:
            self._index = await asyncio.to_thread(SearchIndex, self.models.catalogue)
        self.models.show_found({found.model.model_id: found.paths for found in self._index.find(words)})
