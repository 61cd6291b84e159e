"""The few expressions that the app writes itself: showing a model's records, following a reference."""

from __future__ import annotations

import json

from karma_tui.schema import TaggedModel


def model_text(model: TaggedModel) -> str:
    """The model as KVM text: by its tag, else by its id."""
    function, name = ("tag", model.tag) if model.tag else ("model", model.model_id)
    return f"{function}({_quoted(name)})"


def browse_text(model: TaggedModel) -> str:
    """The expression that returns the model's records."""
    return f"all({model_text(model)})"


def reference_text(value: bytes) -> str | None:
    """The expression that returns the record of a reference as sent, `["model","record"]`, else None."""
    try:
        pair = json.loads(value)
    except ValueError:
        return None
    if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)):
        return None
    return f"get(ref({_quoted(pair[0])}, {_quoted(pair[1])}))"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
