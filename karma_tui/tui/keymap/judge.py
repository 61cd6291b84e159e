"""What of a user's keys can be used: unknown actions, unknown keys and clashes, all of them, scope by scope.

Two actions clash where a key would reach only one of them: in one scope, or in one that lies within the
other's. What shares a key among the defaults may share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from karma_tui.errors import ConfigError
from karma_tui.tui.action import EVERYWHERE, MAIN, NO_KEY, Action, Scope
from karma_tui.tui.action_table import GROUPS
from karma_tui.tui.keymap.names import MOVES, is_typed, lost, near, read, split
from karma_tui.tui.scope_table import SCOPES

TITLE = "A key cannot be set"
_KEPT = frozenset({"enter", "tab", "shift+tab", "backspace", "delete", *MOVES})
"""Keys that a text needs: an action of the main screen would take them from every line to type in."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An action where it is done."""

    id: str
    """As in `[keys]`: the action's name, in a scope with the scope's before it."""
    action: Action
    scope: str
    where: str
    """`in the tree`, or "" for the main screen and everywhere."""
    heading: str


@cache
def entries() -> Mapping[str, Entry]:
    """All actions of the registry by their ids, in the order of the help screen."""
    found: dict[str, Entry] = {}
    for group in GROUPS:
        for action in group.actions:
            scope = EVERYWHERE if action.everywhere else MAIN
            found[action.name] = Entry(action.name, action, scope, "", group.name)
    for part in SCOPES:
        for action in part.actions:
            key = f"{part.name}.{action.name}"
            found[key] = Entry(key, action, part.name, part.where, part.label)
    return found


@cache
def _scopes() -> Mapping[str, Scope]:
    return {scope.name: scope for scope in SCOPES}


def around(scope: str) -> tuple[str, ...]:
    """The scope and those it lies within, from the inside out."""
    found = [scope]
    while scope not in (MAIN, EVERYWHERE):
        scope = _scopes()[scope].within
        found.append(scope)
    return (*found, EVERYWHERE) if scope == MAIN else tuple(found)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two actions and a key that would reach only one of them."""

    key: str
    entry: Entry
    other: Entry


def clashes(changed: Mapping[str, str], of: Iterable[str] | None = None) -> Iterator[Clash]:
    """Where a key would not reach an action; `changed` as `judge` gives it, `of` ids to look at."""
    holders: dict[str, list[Entry]] = {}
    for entry in entries().values():
        for key in split(changed.get(entry.id, entry.action.keys)):
            if key != NO_KEY:
                holders.setdefault(key, []).append(entry)
    wanted = None if of is None else set(of)
    for key, sharing in holders.items():
        for number, entry in enumerate(sharing):
            for other in sharing[number + 1 :]:
                if wanted is not None and not {entry.id, other.id} & wanted:
                    continue
                if _meet(entry, other) and not _is_by_default(key, entry, other):
                    yield Clash(key, entry, other)


def _meet(entry: Entry, other: Entry) -> bool:
    return entry.scope in around(other.scope) or other.scope in around(entry.scope)


def _is_by_default(key: str, entry: Entry, other: Entry) -> bool:
    return key in split(entry.action.keys) and key in split(other.action.keys) and entry.scope != other.scope


def judge(overrides: Mapping[str, str]) -> tuple[dict[str, str], list[ConfigError]]:
    """A user's keys as a map of what differs from the defaults, and all that cannot be used in it."""
    usable: dict[str, str] = {}
    problems: list[ConfigError] = []
    for name, text in overrides.items():
        entry = entries().get(name)
        if entry is None:
            problems.append(_unknown_action(name))
            continue
        keys, unknown = read("" if text == NO_KEY else text)
        problems += [_unknown_key(name, key) for key in unknown]
        problem = "" if unknown else refusal(entry, keys)
        if problem:
            problems.append(_refused(name, text, problem))
        elif not unknown and set(keys) != set(read(entry.action.keys)[0]):
            usable[name] = ",".join(keys) or NO_KEY
    # one at a time: what is refused has its default again, which may clash with another of the user's
    while (clash := next(clashes(usable, usable), None)) is not None:
        guilty, other = clash.entry, clash.other
        if other.id in usable:
            guilty, other = other, guilty
        del usable[guilty.id]
        problems.append(_refused(guilty.id, clash.key, f"it belongs to {other.id}{_also(other)}"))
    return usable, problems


def _also(other: Entry) -> str:
    return f" ({other.where})" if other.where else ""


def refusal(entry: Entry, keys: tuple[str, ...]) -> str:
    """Why an action cannot have these keys, "" if it can."""
    if not keys:
        return "there must be a key to leave with" if entry.id == "quit" else ""
    if entry.scope in (MAIN, EVERYWHERE):
        typed = next((key for key in keys if is_typed(key) or key in _KEPT), None)
        if typed is not None:
            return f"{typed} is for typing; take a function key, or one with ctrl or alt"
    elif entry.action.goes_first:
        typed = next((key for key in keys if is_typed(key)), None)
        if typed is not None:
            return f"{typed} would not be typed into the line there any more"
    return ""


def remarks(changed: Mapping[str, str]) -> list[str]:
    """What is right but may not work everywhere: keys that terminals lose."""
    return [
        f"{name} = {key!r}: {why}."
        for name, keys in changed.items()
        for key in split(keys)
        if key != NO_KEY and (why := lost(key))
    ]


def _unknown_action(name: str) -> ConfigError:
    import difflib  # for the one who mistyped only

    known = entries()
    found = difflib.get_close_matches(name, known, 1)
    if not found:
        found = [it for it in known if it.rpartition(".")[2] == name.rpartition(".")[2]][:1]
    hint = f"Did you mean {found[0]}?" if found else "`karma-tui keys` lists all actions."
    return ConfigError(TITLE, f"keys.{name}: there is no such action.", hint)


def _unknown_key(name: str, key: str) -> ConfigError:
    found = near(key)
    hint = (
        f"Did you mean {found}?" if found else "Keys are written like f5, ctrl+s, alt+left or question_mark."
    )
    return ConfigError(TITLE, f"keys.{name}: there is no key {key!r}.", hint)


def _refused(name: str, key: str, reason: str) -> ConfigError:
    hint = "Choose another key, or free that one first." if key else "Give it one."
    return ConfigError(TITLE, f"keys.{name} = {key!r}: {reason}.", hint)
