"""A record as the line of text that the dumps' manifest has checksums of (its `about`)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

Labels = dict[str, Any]


def checksum(records: list[Any], model: Any) -> str:
    """The checksum of a tag's records, given the model of their values."""
    lines = sorted(line({**record, "value": canonical(model, record["value"], {})}) for record in records)
    return hashlib.sha256("".join(f"{text}\n" for text in lines).encode()).hexdigest()


def line(data: Any) -> str:
    return json.dumps(_whole(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(model: Any, value: Any, labels: Labels) -> Any:
    """The value with the items of its sets in order; `labels` are the models of the labels in scope."""
    ((case, part),) = model.items()
    if case in ("unique", "optional"):
        return None if value is None else canonical(part, value, labels)
    if case in ("annotation", "recursion"):
        inner = {**labels, part["label"]: part["model"]} if case == "recursion" else labels
        return canonical(part["model"], value, inner)
    if case == "recursive":
        inner = {**labels, **part["models"]}
        return canonical(inner[part["top"]], value, inner)
    if case == "recurse":
        return canonical(labels[part], value, labels)
    if case in ("list", "set"):
        items = [canonical(part, item, labels) for item in value]
        return sorted(items, key=line) if case == "set" else items
    if case == "tuple":
        return [canonical(of, item, labels) for of, item in zip(part, value, strict=True)]
    if case == "map":
        return {name: canonical(part, item, labels) for name, item in value.items()}
    if case in ("struct", "union"):
        return {name: canonical(part[name], item, labels) for name, item in value.items()}
    return value


def _whole(data: Any) -> Any:
    """Floats that are integers of moderate size as such."""
    if isinstance(data, float) and data.is_integer() and abs(data) < 2**53:
        return int(data)
    if isinstance(data, dict):
        return {name: _whole(item) for name, item in data.items()}
    return [_whole(item) for item in data] if isinstance(data, list) else data
