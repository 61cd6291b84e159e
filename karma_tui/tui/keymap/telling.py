"""The keys of an action in words: its own, and those it has in a view or a pane."""

from __future__ import annotations

from collections.abc import Mapping

from karma_tui.tui.action import EVERYWHERE, MAIN, NO_KEY
from karma_tui.tui.keymap.judge import Entry, around, entries
from karma_tui.tui.keymap.names import as_on_keyboards


def keys_now(entry: Entry, changed: Mapping[str, str]) -> str:
    """The action's own keys, as on keyboards; "" if it has none."""
    keys = changed.get(entry.id, entry.action.keys)
    return "" if keys == NO_KEY else as_on_keyboards(keys)


def told(entry: Entry, changed: Mapping[str, str]) -> str:
    """All keys: `f5, ctrl+j` or `y in the result`; "" if there are none."""
    parts = [keys_now(entry, changed)]
    parts += [f"{keys_now(it, changed)} {it.where}" for it in same_as(entry, changed)]
    return "; ".join(part for part in parts if part)


def same_as(entry: Entry, changed: Mapping[str, str]) -> list[Entry]:
    """The same action in scopes where it has a key of its own, unless the scope around has that key too."""
    if entry.scope not in (MAIN, EVERYWHERE):
        return []
    found = [it for it in entries().values() if it.action.name == entry.id and it is not entry]
    found = [it for it in found if MAIN in around(it.scope) and keys_now(it, changed)]
    return [it for it in found if not any(_covers(other, it, changed) for other in found)]


def _covers(other: Entry, entry: Entry, changed: Mapping[str, str]) -> bool:
    inside = other is not entry and other.scope in around(entry.scope)
    return inside and keys_now(other, changed) == keys_now(entry, changed)
