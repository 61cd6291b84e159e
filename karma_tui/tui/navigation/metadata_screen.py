"""A small panel: whose record it is, its ids, and when it was created and changed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from karma_tui.results.envelope import Envelope
from karma_tui.results.preview import size_text
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.screens.keys import METADATA
from karma_tui.tui.shown import shown_line


class MetadataScreen(ModalScreen[None]):
    """Escape, i or a click beside it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(METADATA)

    def __init__(self, record: Envelope, model_name: str) -> None:
        super().__init__()
        self._record = record
        self._model_name = model_name

    def compose(self) -> ComposeResult:
        """A line for each thing to know."""
        record = self._record
        lines = {
            "model": self._model_name,
            "record id": record.ref.record_id,
            "model id": record.ref.model_id,
            "created": record.created,
            "updated": record.updated,
            "size": size_text(len(record.value)),
        }
        entries = [
            Content.assemble((f"{name:<11}", "bold"), shown_line(text)) for name, text in lines.items()
        ]
        with Vertical(classes="dialogue"):
            closes = Content.styled(hint(METADATA, self.app, ("leave", "closes")), "$text-muted")
            yield Static(Content("\n").join([*entries, closes]))

    def on_click(self) -> None:
        """Anywhere."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
