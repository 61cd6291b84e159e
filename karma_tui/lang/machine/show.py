"""Values as JSON for the machine part of an error."""

from __future__ import annotations

from karma_tui.lang.machine.decode import load
from karma_tui.lang.machine.encode import encode
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.values import Value
from karma_tui.lang.nodes import Json


def show(value: Value) -> Json:
    """A value as JSON for the machine part of an error; what JSON cannot say becomes text."""
    data = encode(value)
    try:
        return load(data)
    except (ValueError, Refused):
        return data.decode("utf-8", "replace")
