"""The models of an instance as text: one line for each field, nested ones indented."""

from __future__ import annotations

from collections.abc import Iterator

from karma_tui.lang.nodes import Json
from karma_tui.schema.catalogue import Catalogue
from karma_tui.schema.model import TaggedModel
from karma_tui.schema.search import members
from karma_tui.schema.types import Field, fields, type_text

_MOST_LINES = 10_000
"""Of one model: it is for reading."""
_INDENT = "  "
_LONGEST = 100


def listing(catalogue: Catalogue, *, built_in: bool = False) -> Iterator[str]:
    """All models, a blank line between two of them; names as they are, which a face must make safe."""
    first = True
    for model in catalogue.models:
        if model.tag.startswith("_") and not built_in:
            continue
        if not first:
            yield ""
        first = False
        yield from model_lines(model, catalogue)


def model_lines(model: TaggedModel, catalogue: Catalogue) -> Iterator[str]:
    """One model: its name and type, then its fields; no recursion, a model can be of any depth."""
    if not fields(model.model):
        yield f"{model.name}: {_type(model.model, catalogue)}"
    else:
        yield model.name
    stack: list[tuple[int, Field]] = [(1, it) for it in reversed(members(model.model))]
    for _ in range(_MOST_LINES):
        if not stack:
            return
        depth, field = stack.pop()
        inner = members(field.model)
        yield f"{_INDENT * depth}{field.name}: {_type(field.model, catalogue)}"
        stack.extend((depth + 1, it) for it in reversed(inner))
    yield f"{_INDENT}…"


def _type(model: Json, catalogue: Catalogue) -> str:
    """The type on one line; what does not fit is told by the fields below."""
    text = type_text(model, catalogue.names)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
