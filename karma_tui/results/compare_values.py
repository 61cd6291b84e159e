"""What differs between two values: a list of changed places, each with what was there and what is there.

Members of objects belong together by name, the nth of a name to the nth; the order of names means
nothing. A reference is one value. Items of lists belong together by their id if all have one, else as
`compare_items` finds. Values may be nested to any depth: nothing here recurses.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias, cast

from karma_tui.lang.nodes import Number
from karma_tui.results.compare_change import Change
from karma_tui.results.compare_digest import Digests, is_number, is_ref, is_same_number
from karma_tui.results.compare_items import is_plainly_same, item_pairs
from karma_tui.results.decode import Decoded, Members
from karma_tui.results.text import step_text


@dataclass(frozen=True, slots=True)
class Again:
    """A step to a member whose name was there before: `nth` 1 is the second of that name."""

    name: str
    nth: int


@dataclass(frozen=True, slots=True)
class Item:
    """A step to an item of a list: its position on each side, None where it is not."""

    old: int | None
    new: int | None


Step: TypeAlias = "str | Again | Item"
Steps: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that differs. `old` is None if it was added, `new` if it was removed.

    An item that was moved has both; it may also differ inside, which further differences tell.
    """

    change: Change
    path: Steps
    old: Decoded = None
    new: Decoded = None


_METADATA = ("id", "model", "created", "updated")

_Task: TypeAlias = "Difference | tuple[Steps, Decoded, Decoded]"


def differences(old: Decoded, new: Decoded) -> list[Difference]:
    """Every place that differs, in the order of the values; none if they are the same to the letter
    but for the order of keys and white space."""
    found: list[Difference] = []
    digests = Digests()
    stack: list[_Task] = [((), old, new)]
    while stack:
        task = stack.pop()
        if isinstance(task, Difference):
            found.append(task)
            continue
        path, before, after = task
        if isinstance(before, Members) and isinstance(after, Members):
            stack.extend(reversed(_members(path, before, after)))
        elif isinstance(before, list) and isinstance(after, list) and not _are_refs(before, after):
            stack.extend(reversed(_items(path, before, after, digests)))
        else:
            change = _leaf(before, after)
            if change is not Change.SAME:
                found.append(Difference(change, path, before, after))
    return found


def step_words(step: Step) -> str:
    """A step for reading: `.name`, `.name#2` for the second of a name, `[3]`, `[3→5]`."""
    if isinstance(step, str):
        return step_text(step)
    if isinstance(step, Again):
        return f"{step_text(step.name)}#{step.nth + 1}"
    if step.old is None or step.new is None or step.old == step.new:
        return f"[{step.new if step.old is None else step.old}]"
    return f"[{step.old}→{step.new}]"


def without_ids(found: list[Difference], old: Decoded, new: Decoded) -> list[Difference]:
    """The differences without those that any two instances have: other references, other ids and times."""
    has_metadata = all(isinstance(it, Members) and all(name in it for name in _METADATA) for it in (old, new))
    return [
        it
        for it in found
        if not _are_refs(it.old, it.new) and not (has_metadata and it.path and it.path[0] in _METADATA)
    ]


def field_words(path: Steps) -> str:
    """The field that a path leads to, whatever the positions in lists: `.tags[].name`."""
    return "".join("[]" if isinstance(step, Item) else step_words(step) for step in path)


def _are_refs(old: Decoded, new: Decoded) -> bool:
    """A reference changes as a whole, not in the half of it that names the model or the record."""
    return is_ref(old) and is_ref(new)


def _leaf(old: Decoded, new: Decoded) -> Change:
    if is_number(old) and is_number(new):
        if str(old) == str(new):
            return Change.SAME
        same = is_same_number(cast("int | Number", old), cast("int | Number", new))
        return Change.SPELLED if same else Change.CHANGED
    return Change.SAME if type(old) is type(new) and old == new else Change.CHANGED


def _members(path: Steps, old: Members, new: Members) -> list[_Task]:
    """Members that are on both sides, and those that are on one."""
    before, after = _named(old), _named(new)
    tasks: list[_Task] = []
    for step, value in before.items():
        if step not in after:
            tasks.append(Difference(Change.REMOVED, (*path, step), value))
        elif (other := after[step]) is not value and not is_plainly_same(value, other):
            tasks.append(((*path, step), value, other))
    tasks += [
        Difference(Change.ADDED, (*path, step), None, value)
        for step, value in after.items()
        if step not in before
    ]
    return tasks


def _named(members: Members) -> dict[Step, Decoded]:
    named: dict[Step, Decoded] = dict(members.pairs)
    if len(named) == len(members.pairs):
        return named
    counts: Counter[str] = Counter()
    named = {}
    for name, value in members.pairs:
        named[Again(name, counts[name]) if counts[name] else name] = value
        counts[name] += 1
    return named


def _items(path: Steps, old: list[Decoded], new: list[Decoded], digests: Digests) -> list[_Task]:
    tasks: list[_Task] = []
    for before, after, has_moved in item_pairs(old, new, digests):
        if before < 0:
            tasks.append(Difference(Change.ADDED, (*path, Item(None, after)), None, new[after]))
        elif after < 0:
            tasks.append(Difference(Change.REMOVED, (*path, Item(before, None)), old[before]))
        else:
            step = (*path, Item(before, after))
            if has_moved:
                tasks.append(Difference(Change.MOVED, step, old[before], new[after]))
            tasks.append((step, old[before], new[after]))
    return tasks
