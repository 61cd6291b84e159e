"""The key that an action has now, for use in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.app import App

from karma_tui.tui.action import Scope
from karma_tui.tui.actions import ACTIONS, keys_of


def live_key(app: App[Any], name: str, scope: Scope | None = None) -> str:
    """`Alt+Z`, `Ctrl+S`; the menu or the palette, if its key was taken away."""
    changed = getattr(app, "keys", None)
    action = next(it for it in (scope.actions if scope is not None else ACTIONS) if it.name == name)
    overrides = changed if isinstance(changed, Mapping) else {}
    key = keys_of(action, overrides, scope.name if scope is not None else "").split(",")[0]
    if key:
        return "+".join(part.capitalize() for part in key.split("+"))
    return "the palette" if scope is None else "its menu"
