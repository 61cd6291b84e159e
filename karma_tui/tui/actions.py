"""The registry of actions at work: key bindings of what is in `action_table`, and a user's own keys.

An action is named once; a user's `[keys]` table refers to that name. It must not know how an action is
carried out: the app or the main screen has a method `action_NAME`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.binding import Binding, BindingType

from karma_tui.errors import ConfigError
from karma_tui.tui.action import NO_KEY as NO_KEY
from karma_tui.tui.action import Action, Scope
from karma_tui.tui.action_table import GROUPS

ACTIONS = tuple(action for group in GROUPS for action in group.actions)

_BY_NAME = {action.name: action for action in ACTIONS}


_AS_ON_KEYBOARDS = {"ctrl+underscore": "ctrl+/", "ctrl+slash": "ctrl+/", "ctrl+@": "ctrl+space"}
"""What terminals send for a key, and what stands on the key."""


def bindings(*, everywhere: bool) -> list[BindingType]:
    """Textual's bindings of the actions with that reach. They go before a focused widget's own keys."""
    return [
        Binding(
            action.keys or NO_KEY,
            action.name,
            action.label,
            show=action.in_footer,
            priority=True,
            tooltip=action.help,
            id=action.name,
        )
        for action in ACTIONS
        if action.everywhere is everywhere
    ]


def scoped(scope: Scope) -> list[BindingType]:
    """Textual's bindings of a scope's actions, for the `BINDINGS` of its widget or screen."""
    return [
        Binding(
            action.keys or NO_KEY,
            action.does or action.name,
            action.label,
            show=action.in_footer,
            priority=action.goes_first,
            tooltip=action.help,
            id=f"{scope.name}.{action.name}",
        )
        for action in scope.actions
    ]


def keymap(overrides: Mapping[str, str]) -> tuple[dict[str, str], list[ConfigError]]:
    """A user's `[keys]` as Textual's key map, and what cannot be used in it.

    A key that another action holds is refused, because Textual would silently take it from that one.
    """
    usable: dict[str, str] = {}
    problems: list[ConfigError] = []
    for name, keys in overrides.items():
        if name not in _BY_NAME:
            problems.append(_unknown(name))
        elif not keys.strip() and name == "quit":
            problems.append(_refused(name, keys, "there must be a key to leave with"))
        else:
            usable[name] = ",".join(_split(keys)) or NO_KEY
    for name, keys in list(usable.items()):
        for other, others in {a.name: usable.get(a.name, a.keys) for a in ACTIONS}.items():
            shared = set(_split(keys)) & set(_split(others)) - {NO_KEY}
            if other != name and shared and name in usable:
                problems.append(_refused(name, ", ".join(sorted(shared)), f"it belongs to {other}"))
                del usable[name]
    return usable, problems


def keys_of(action: Action, overrides: Mapping[str, str]) -> str:
    """The keys an action has now, comma separated; "" if none. `overrides` is what `keymap` returned."""
    keys = overrides.get(action.name, action.keys)
    shown = dict.fromkeys(_AS_ON_KEYBOARDS.get(key, key) for key in _split(keys))
    return "" if keys == NO_KEY else ", ".join(shown)


def keys_of_all(overrides: Mapping[str, str]) -> frozenset[str]:
    """Every key that belongs to an action. `overrides` is what `keymap` returned."""
    return frozenset(key for action in ACTIONS for key in _split(overrides.get(action.name, action.keys)))


def _split(keys: str) -> Iterable[str]:
    return [key.strip() for key in keys.split(",") if key.strip()]


def _unknown(name: str) -> ConfigError:
    import difflib  # for the one who mistyped only

    near = difflib.get_close_matches(name, _BY_NAME, 1)
    hint = f"Did you mean {near[0]}?" if near else f"Actions: {', '.join(_BY_NAME)}."
    return ConfigError("A key cannot be set", f"keys.{name}: there is no such action.", hint)


def _refused(name: str, key: str, reason: str) -> ConfigError:
    return ConfigError(
        "A key cannot be set",
        f"keys.{name} = {key!r}: {reason}.",
        "Choose another key, or free that one first.",
    )
