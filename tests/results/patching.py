"""Carries differences out on the old value: what the law "old and differences give new" is checked with.

It knows the differences only by their paths, kinds and new values. Members may come in another order than
in the new value; everything else must be the same to the letter.
"""

from __future__ import annotations

from collections import Counter

from karma_tui.results.compare_change import Change
from karma_tui.results.compare_values import Again, Difference, Item, Step
from karma_tui.results.decode import Decoded, Members


def patched(old: Decoded, differences: list[Difference]) -> Decoded:
    """The old value with the differences carried out. Recursive: for small values."""
    here = [it for it in differences if not it.path]
    if here:
        assert len(differences) == 1
        return here[0].new
    if not differences:
        return old
    below: dict[Step, list[Difference]] = {}
    for it in differences:
        inner = Difference(it.change, it.path[1:], it.old, it.new)
        below.setdefault(it.path[0], []).append(inner)
    if isinstance(old, Members):
        return _members(old, below)
    assert isinstance(old, list)
    return _items(old, below)


def _one(old: Decoded, found: list[Difference]) -> Decoded:
    return patched(old, [it for it in found if it.change is not Change.MOVED])


def _is(found: list[Difference], change: Change) -> bool:
    return any(not it.path and it.change is change for it in found)


def _members(old: Members, below: dict[Step, list[Difference]]) -> Members:
    counts: Counter[str] = Counter()
    pairs: list[tuple[str, Decoded]] = []
    for name, value in old.pairs:
        step: Step = Again(name, counts[name]) if counts[name] else name
        counts[name] += 1
        found = below.get(step, [])
        if not _is(found, Change.REMOVED):
            pairs.append((name, _one(value, found)))
    for step, found in below.items():
        if _is(found, Change.ADDED):
            assert not isinstance(step, Item)
            pairs.append((step.name if isinstance(step, Again) else step, found[0].new))
    return Members(tuple(pairs))


def _items(old: list[Decoded], below: dict[Step, list[Difference]]) -> list[Decoded]:
    placed: dict[int, Decoded] = {}
    rest: dict[int, Decoded] = dict(enumerate(old))
    for step, found in below.items():
        assert isinstance(step, Item)
        if _is(found, Change.ADDED):
            assert step.new is not None
            placed[step.new] = found[0].new
        elif _is(found, Change.REMOVED):
            assert step.old is not None
            del rest[step.old]
        elif _is(found, Change.MOVED):
            assert step.old is not None and step.new is not None
            placed[step.new] = _one(rest.pop(step.old), found)
        else:
            assert step.old is not None
            rest[step.old] = _one(rest[step.old], found)
    size = len(placed) + len(rest)
    staying = iter(rest.values())
    return [placed[at] if at in placed else next(staying) for at in range(size)]


def ordered(value: Decoded) -> Decoded:
    """The value with the members of its objects sorted by name, those of one name left in their order."""
    if isinstance(value, Members):
        pairs = [(name, ordered(member)) for name, member in value.pairs]
        return Members(tuple(sorted(pairs, key=lambda pair: pair[0])))
    if isinstance(value, list):
        return [ordered(item) for item in value]
    return value
