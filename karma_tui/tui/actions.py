"""The registry of actions at work: key bindings of what is in the tables, and a user's own keys.

An action is named once; a user's `[keys]` table refers to that name. It must not know how an action is
carried out: the app, the main screen or a scope's widget has a method `action_NAME`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.binding import Binding, BindingType

from karma_tui.errors import ConfigError
from karma_tui.tui.action import NO_KEY as NO_KEY
from karma_tui.tui.action import Action, Scope
from karma_tui.tui.action_table import GROUPS
from karma_tui.tui.keymap.names import as_on_keyboards, split

ACTIONS = tuple(action for group in GROUPS for action in group.actions)


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


def actions_by_key(bindings: Iterable[BindingType], changed: Mapping[str, str]) -> dict[str, str]:
    """Key -> what Textual carries out, of a widget's bindings with a user's keys."""
    return {
        key: binding.action
        for binding in bindings
        if isinstance(binding, Binding)
        for key in split(changed.get(binding.id or "", binding.key))
    }


def keymap(overrides: Mapping[str, str]) -> tuple[dict[str, str], list[ConfigError]]:
    """A user's `[keys]` as Textual's key map, only what differs from the defaults; and what cannot be used.

    A key that another action holds is refused, because Textual would silently take it from that one.
    """
    if not overrides:
        return {}, []
    from karma_tui.tui.keymap.judge import judge  # reads every scope's table: for who has own keys only

    return judge(overrides)


def keys_of(action: Action, overrides: Mapping[str, str], scope: str = "") -> str:
    """The keys an action has now, comma separated; "" if none. `overrides` is what `keymap` returned."""
    keys = overrides.get(f"{scope}.{action.name}" if scope else action.name, action.keys)
    return "" if keys == NO_KEY else as_on_keyboards(keys)


def hint(scope: Scope, app: object, *words: tuple[str, str]) -> str:
    """`Enter takes it  F5 runs it`: a scope's actions by their first keys of now; `words` are name and text.

    The keys are those of the app, if it has some; an action without a key is left out.
    """
    changed: Mapping[str, str] = getattr(app, "keys", {})
    actions = {action.name: action for action in scope.actions}
    told = []
    for names, text in words:
        keys = [keys_of(actions[name], changed, scope.name).split(", ")[0] for name in names.split()]
        shown = " ".join(_as_spoken(key) for key in keys if key)
        if shown:
            told.append(f"{shown} {text}")
    return "  ".join(told)


def in_brackets(scope: Scope, app: object, *words: tuple[str, str]) -> str:
    """`  (Escape stops)`, to stand behind a sentence: what `hint` tells, or nothing."""
    told = hint(scope, app, *words)
    return f"  ({told})" if told else ""


def _as_spoken(key: str) -> str:
    """`Alt+Up`; a letter as it is, because a capital is another key."""
    parts = key.split("+") if len(key) > 1 else [key]
    return "+".join(part.capitalize() if len(part) > 1 else part for part in parts)


def keys_of_all(overrides: Mapping[str, str]) -> frozenset[str]:
    """Every key that belongs to an action of the app or the main screen. `overrides` as `keymap` returned."""
    return frozenset(key for action in ACTIONS for key in split(overrides.get(action.name, action.keys)))
