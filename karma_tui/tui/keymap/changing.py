"""Changing one action's keys: what becomes of a key map, or why it cannot be and who is in the way. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from karma_tui.tui.action import NO_KEY
from karma_tui.tui.keymap.judge import Entry, clashes, judge, refusal
from karma_tui.tui.keymap.names import as_on_keyboards, read, split


@dataclass(frozen=True, slots=True)
class Change:
    """An action is to have these keys, beside those it has or in their place; "" takes all away."""

    entry: Entry
    keys: str
    adds: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not. With holders it can be done by taking the key away from them."""

    text: str
    holders: tuple[Entry, ...] = ()

    @property
    def names(self) -> str:
        """The actions that have the key."""
        return " and ".join(f"{it.action.label} {it.where}".strip() for it in self.holders)


def changed_by(changed: Mapping[str, str], change: Change) -> dict[str, str] | Refusal:
    """The map with the change, only what differs from the defaults."""
    keys = _keys(changed, change)
    reason = refusal(change.entry, tuple(keys))
    if reason:
        return Refusal(reason[:1].upper() + reason[1:] + ".")
    wanted = {**changed, change.entry.id: ",".join(keys) or NO_KEY}
    clash = [it for it in clashes(wanted, [change.entry.id]) if change.entry.id in (it.entry.id, it.other.id)]
    if clash:
        holders = {it.id: it for each in clash for it in (each.entry, each.other) if it.id != change.entry.id}
        key = as_on_keyboards(clash[0].key)
        found = Refusal("", tuple(holders.values()))
        return Refusal(f"{key} belongs to {found.names}", found.holders)
    usable, problems = judge(wanted)
    if problems:
        return Refusal(problems[0].detail)
    return usable


def taken_over(changed: Mapping[str, str], change: Change, found: Refusal) -> dict[str, str]:
    """The map with the change, its keys taken away from who had them."""
    wanted = dict(changed)
    taken = set(_keys(changed, change))
    for holder in found.holders:
        left = [key for key in split(changed.get(holder.id, holder.action.keys)) if key not in taken]
        wanted[holder.id] = ",".join(left) or NO_KEY
    result = changed_by(wanted, change)
    return dict(changed) if isinstance(result, Refusal) else result


def _keys(changed: Mapping[str, str], change: Change) -> list[str]:
    new = list(read(change.keys)[0]) if change.keys else []
    before = split(changed.get(change.entry.id, change.entry.action.keys)) if change.adds else []
    return list(dict.fromkeys([*(key for key in before if key != NO_KEY), *new]))


def defaults(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str | None]:
    """What to write: keys that changed, None for those that are the defaults again."""
    names = {**before, **now}
    return {
        name: None if name not in now else "" if now[name] == NO_KEY else now[name]
        for name in names
        if before.get(name) != now.get(name)
    }
