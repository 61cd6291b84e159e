"""What is wanted from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from karma_tui.schema import TaggedModel


@dataclass
class Browse(Message):
    """Show this model's records."""

    model: TaggedModel


@dataclass
class Insert(Message):
    """Put this name into the editor."""

    text: str


@dataclass
class CountWanted(Message):
    """Count the records of these models."""

    models: tuple[TaggedModel, ...]


@dataclass
class GraphWanted(Message):
    """Draw a model, by its id, with its neighbours; all models for ""."""

    model_id: str
