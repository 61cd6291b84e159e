"""Finding models by what is in them: tag, id, names of fields, types. Prepared once, asked at every key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from karma_tui.lang.nodes import Json
from karma_tui.schema.catalogue import Catalogue
from karma_tui.schema.model import TaggedModel
from karma_tui.schema.types import Field, fields, type_text

_MOST_FIELDS = 5_000
"""Fields of one model that are looked at, nested ones included."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A model with what can be found in it, in lower case."""

    model: TaggedModel
    name: str
    type: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A model that fits: by its name or id, or by these fields, told by their paths."""

    model: TaggedModel
    by_name: bool
    paths: tuple[str, ...] = ()


class SearchIndex:
    """All models of a catalogue, in its order."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._entries = [_entry(model, catalogue) for model in catalogue.models]

    def find(self, words: str) -> list[Found]:
        """The models in which every word occurs somewhere; capitals do not count. No words: all models."""
        wanted = words.casefold().split()
        return [found for entry in self._entries if (found := _found(entry, wanted)) is not None]


def _found(entry: Entry, wanted: list[str]) -> Found | None:
    by_name = all(word in entry.name for word in wanted)
    if by_name:
        return Found(entry.model, True)
    paths: list[str] = []
    for word in wanted:
        fitting = [path for path in entry.paths if word in path]
        if not fitting and word not in entry.name and word not in entry.type:
            return None
        paths += fitting
    return Found(entry.model, False, tuple(dict.fromkeys(paths)))


def _entry(model: TaggedModel, catalogue: Catalogue) -> Entry:
    name = f"{model.tag} {model.model_id}".casefold()
    paths = tuple(path.casefold() for path in _paths(model.model))
    return Entry(model, name, type_text(model.model, catalogue.names).casefold(), paths)


def _paths(model: Json) -> Iterator[str]:
    """The names of all fields and cases, as paths; no recursion."""
    stack = [("", model)]
    for _ in range(_MOST_FIELDS):
        if not stack:
            return
        path, current = stack.pop()
        if path:
            yield path
        prefix = f"{path}." if path else ""
        stack.extend((prefix + inner.name, inner.model) for inner in reversed(members(current)))


def members(model: Json) -> list[Field]:
    """The fields of a struct and the cases of a union, also inside of lists, sets, maps and tuples."""
    while True:
        found = fields(model)
        if found:
            return found
        if not isinstance(model, dict) or len(model) != 1:
            return []
        case, payload = next(iter(model.items()))
        if case == "tuple" and isinstance(payload, list):
            return [Field(str(at), inner) for at, inner in enumerate(payload) if fields(inner)]
        if case not in ("list", "set", "map", "optional", "unique"):
            return []
        model = payload
