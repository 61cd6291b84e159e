"""What the nodes of the catalogue stand for, and what is below each: plain values, made level by level."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from karma_tui.lang.nodes import Json
from karma_tui.schema import Catalogue, Field, TaggedModel, fields
from karma_tui.schema.search import members

BUILT_IN = ("built-in",)
"""The key of the group of built-in models."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A node. One of `model`, `field`, `target` or `title` says what it is.

    `key` is the same for the same thing whenever the models are read; `opens` says that something is below.
    """

    key: Key
    opens: bool = False
    model: TaggedModel | None = None
    field: Field | None = None
    target: str = ""
    """The id of a model at the other end of a reference."""
    title: str = ""
    """Of a group, or where the reference stands."""
    inward: bool = False
    """Whether the reference comes from there."""
    owner: str = ""
    """The id of the model that a group of references is about."""


def key_of_model(model_id: str) -> Key:
    """The key of a model's node; a model of several tags has one each, of which this is the first."""
    return ("model", model_id)


def top(catalogue: Catalogue, only: Collection[str] | None) -> list[Item]:
    """The models, those that are built in together in a group; `only` those ids, if it is given."""
    items = [item for item in _models(catalogue, built_in=False) if _is_wanted(item, only)]
    hidden = [item for item in _models(catalogue, built_in=True) if _is_wanted(item, only)]
    if hidden:
        items.append(Item(BUILT_IN, opens=True, title=f"built-in ({len(hidden)})"))
    return items


def below(item: Item, catalogue: Catalogue, only: Mapping[str, object] | None = None) -> list[Item]:
    """What is inside a node."""
    if item.key == BUILT_IN:
        return [it for it in _models(catalogue, built_in=True) if _is_wanted(it, only)]
    if item.model is not None:
        return _inside(item, item.model, catalogue)
    if item.owner:
        return _references(item, catalogue)
    return _fields(item.key, item.field.model) if item.field is not None else []


def _models(catalogue: Catalogue, *, built_in: bool) -> list[Item]:
    items: list[Item] = []
    known: set[Key] = set()
    for model in catalogue.models:
        if model.tag.startswith("_") is not built_in:
            continue
        key = key_of_model(model.model_id)
        if key in known:
            key = (*key, model.tag)
        known.add(key)
        items.append(Item(key, opens=True, model=model))
    return items


def _is_wanted(item: Item, only: Collection[str] | None) -> bool:
    return only is None or (item.model is not None and item.model.model_id in only)


def _inside(item: Item, model: TaggedModel, catalogue: Catalogue) -> list[Item]:
    """Fields, or the type of what has none; then the references to and fro."""
    items = _fields(item.key, model.model)
    if not fields(model.model):
        items = [Item((*item.key, "type"), title=catalogue.type_text(model)), *items]
    outward = catalogue.references(model)
    inward = catalogue.referrers(model.model_id)
    if outward:
        key = (*item.key, "->")
        items.append(Item(key, opens=True, title=f"refers to ({len(outward)})", owner=model.model_id))
    if inward:
        key = (*item.key, "<-")
        title = f"referred to by ({len(inward)})"
        items.append(Item(key, opens=True, title=title, inward=True, owner=model.model_id))
    return items


def _fields(key: Key, model: Json) -> list[Item]:
    return [
        Item((*key, field.name), opens=bool(members(field.model)), field=field) for field in members(model)
    ]


def _references(group: Item, catalogue: Catalogue) -> list[Item]:
    if group.inward:
        pairs = [(it.model.model_id, it.path) for it in catalogue.referrers(group.owner)]
    else:
        model = next((it for it in catalogue.models if it.model_id == group.owner), None)
        pairs = [(it.model_id, it.path) for it in catalogue.references(model)] if model is not None else []
    return [
        Item((*group.key, target, path), target=target or "any", title=path, inward=group.inward)
        for target, path in dict.fromkeys(pairs)
    ]
