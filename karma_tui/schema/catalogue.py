"""The models of one instance together: names for ids, and who refers to whom.

A value built from `TaggedModel`s; it fetches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from karma_tui.schema.model import TaggedModel
from karma_tui.schema.types import Reference, references, type_text


@dataclass(frozen=True, slots=True)
class Referrer:
    """A place that points to a model: the model it is in, and the path inside it."""

    model: TaggedModel
    path: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models of an instance: the user's own by name, then the built-in ones (`_…`), then untagged."""

    models: tuple[TaggedModel, ...]
    names: Mapping[str, str]
    """Model id -> tag."""

    @staticmethod
    def of(models: Iterable[TaggedModel]) -> Catalogue:
        """Order the models and index their names. A model with several tags stays once per tag."""
        ordered = tuple(sorted(models, key=_reading_order))
        return Catalogue(ordered, {model.model_id: model.tag for model in reversed(ordered) if model.tag})

    def type_text(self, model: TaggedModel) -> str:
        """The model's type with the tags of this instance for its references."""
        return type_text(model.model, self.names)

    def references(self, model: TaggedModel) -> list[Reference]:
        """What the model points to."""
        return references(model.model)

    def referrers(self, model_id: str) -> list[Referrer]:
        """Who points to the model, itself included."""
        return [
            Referrer(model, reference.path)
            for model in self.models
            for reference in references(model.model)
            if reference.model_id == model_id
        ]


def _reading_order(model: TaggedModel) -> tuple[int, str, str]:
    group = 2 if not model.tag else 1 if model.tag.startswith("_") else 0
    return group, model.tag.casefold(), model.model_id
