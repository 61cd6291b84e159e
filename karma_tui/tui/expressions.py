"""The few words of the language that the app writes into an editor itself."""

from __future__ import annotations

import json

from karma_tui.schema import TaggedModel


def model_text(model: TaggedModel) -> str:
    """The model as KVM text: by its tag, else by its id."""
    function, name = ("tag", model.tag) if model.tag else ("model", model.model_id)
    return f"{function}({json.dumps(name, ensure_ascii=False)})"
