"""What differs between two values: a list of changed places, each with what was there and what is there.

Members of objects belong together by name, the nth of a name to the nth; the order of names means
nothing. A reference is one value. Items of lists belong together by their id if all have one, else as
`compare_align` finds. Values may be nested to any depth: nothing here recurses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from karma_tui.lang.nodes import Number
from karma_tui.results.compare_align import align, unmoved
from karma_tui.results.compare_change import Change
from karma_tui.results.compare_digest import Digests, is_number, is_ref, is_same_number
from karma_tui.results.compare_likeness import Traits, likeness, sort_of, traits
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

_PASSING = 500
"""Values compared in passing, to skip what is the same; a bound, or deep values would take for ever."""

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
        elif (other := after[step]) is not value and not _is_plainly_same(value, other):
            tasks.append(((*path, step), value, other))
    tasks += [
        Difference(Change.ADDED, (*path, step), None, value)
        for step, value in after.items()
        if step not in before
    ]
    return tasks


def _is_plainly_same(old: Decoded, new: Decoded) -> bool:
    """Enough for most members, at no cost: equal strings, ints, words."""
    return type(old) is type(new) and isinstance(old, str | int) and old == new


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
    first, last = _same_ends(old, new)
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    pairs = _paired_by_id(old, new)
    staying = unmoved([pair for pair in pairs if -1 not in pair]) if pairs is not None else None
    if pairs is None:
        pairs = _aligned(old, new, digests)
    tasks: list[_Task] = []
    for before, after in pairs:
        if before < 0:
            step = (*path, Item(None, after + first))
            tasks.append(Difference(Change.ADDED, step, None, new[after]))
        elif after < 0:
            step = (*path, Item(before + first, None))
            tasks.append(Difference(Change.REMOVED, step, old[before]))
        else:
            step = (*path, Item(before + first, after + first))
            if staying is not None and (before, after) not in staying:
                tasks.append(Difference(Change.MOVED, step, old[before], new[after]))
            tasks.append((step, old[before], new[after]))
    return tasks


def _same_ends(old: list[Decoded], new: list[Decoded]) -> tuple[int, int]:
    """How many items are plainly the same at the beginning and, of the rest, at the end."""
    most = min(len(old), len(new))
    first = 0
    while first < most and _is_same(old[first], new[first]):
        first += 1
    most -= first
    last = 0
    while last < most and _is_same(old[-1 - last], new[-1 - last]):
        last += 1
    return first, last


def _is_same(old: Decoded, new: Decoded) -> bool:
    """Whether they are the same to the letter, keys in the same order; False also where it is too much."""
    if not isinstance(old, list | Members):
        return type(old) is type(new) and old == new
    stack: list[tuple[Decoded, Decoded]] = [(old, new)]
    left = _PASSING
    while stack:
        before, after = stack.pop()
        left -= 1
        if type(before) is not type(after) or not left:
            return False
        if isinstance(before, Members) and isinstance(after, Members):
            if len(before.pairs) != len(after.pairs):
                return False
            for (name, value), (other, counterpart) in zip(before.pairs, after.pairs, strict=True):
                if name != other:
                    return False
                if not _is_plainly_same(value, counterpart):
                    stack.append((value, counterpart))
        elif isinstance(before, list) and isinstance(after, list):
            if len(before) != len(after):
                return False
            stack.extend(zip(before, after, strict=True))
        elif before != after:
            return False
    return True


def _aligned(old: list[Decoded], new: list[Decoded], digests: Digests) -> list[tuple[int, int]]:
    if len(old) == len(new) == 1 and sort_of(old[0]) is sort_of(new[0]):
        return [(0, 0)]
    marks = [[digests.of(item) for item in items] for items in (old, new)]
    return align(marks[0], marks[1], _Alike(old, new, digests))


class _Alike:
    """How alike the items of two lists are."""

    __slots__ = ("_digests", "_known", "_lists")

    def __init__(self, old: list[Decoded], new: list[Decoded], digests: Digests) -> None:
        self._lists = (old, new)
        self._digests = digests
        self._known: dict[tuple[int, int], Traits] = {}

    def weigh(self, old: int, new: int) -> float:
        """See `Likeness`."""
        return likeness(self._traits(0, old), self._traits(1, new))

    def is_kin(self, old: int, new: int) -> bool:
        """See `Likeness`."""
        return sort_of(self._lists[0][old]) is sort_of(self._lists[1][new])

    def _traits(self, side: int, at: int) -> Traits:
        known = self._known.get((side, at))
        if known is None:
            known = self._known[side, at] = traits(self._lists[side][at], self._digests)
        return known


def _paired_by_id(old: list[Decoded], new: list[Decoded]) -> list[tuple[int, int]] | None:
    """Pairs by the items' ids, in the new order, removed ones behind what they stood behind; None without."""
    before, after = _ids(old), _ids(new)
    if before is None or after is None:
        return None
    return list(merged([after.get(key, -1) for key in before], len(new)))


def merged(new_of_old: Sequence[int], count: int) -> Iterator[tuple[int, int]]:
    """Pairs in the new order; an old one without a new one (-1) comes behind the pair it stood behind."""
    old_of_new: dict[int, int] = {}
    behind: dict[int, list[int]] = {}
    last = -1
    for old, new in enumerate(new_of_old):
        if new < 0:
            behind.setdefault(last, []).append(old)
        else:
            old_of_new[new] = old
            last = new
    yield from ((old, -1) for old in behind.get(-1, ()))
    for new in range(count):
        yield old_of_new.get(new, -1), new
        yield from ((old, -1) for old in behind.get(new, ()))


def _ids(items: list[Decoded]) -> dict[bytes, int] | None:
    """Where the item with each id is; None unless every item has one of its own."""
    found: dict[bytes, int] = {}
    for at, item in enumerate(items):
        identity = item.get("id") if isinstance(item, Members) else None
        if identity is None or isinstance(identity, bool | Members):
            return None
        found[Digests().of(identity)] = at
    return found if items and len(found) == len(items) else None
