"""The differences inside one record as lines of a small tree: only what differs, the ways to it shortened.

Steps that lead to one place only are put together on its line; places with a common way stand below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from karma_tui.results.compare import Comparison
from karma_tui.results.compare_change import Change
from karma_tui.results.compare_excerpt import NO_NAMES, WIDTH, excerpt, excerpts
from karma_tui.results.compare_values import Difference, Step, step_words
from karma_tui.results.fields import Field
from karma_tui.results.preview import Kind, Names, Part, preview
from karma_tui.results.strings import visible

MOST = 2_000
"""Differences of one record that get lines."""

_LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line: safe to show. `difference` is None where it only leads to others or says something."""

    depth: int
    change: Change
    label: str
    parts: tuple[Part, ...] = ()
    difference: Difference | None = None


@dataclass(slots=True)
class _Place:
    """A place with what differs at it and below it."""

    found: list[Difference] = field(default_factory=list)
    below: dict[Step, _Place] = field(default_factory=dict)


def lines(differences: list[Difference], names: Names = NO_NAMES, width: int = WIDTH) -> list[Line]:
    """The tree, line by line; `names` of models, `width` characters for each value."""
    out = list(_lines(_tree(differences[:MOST]), names, width))
    if len(differences) > MOST:
        out.append(Line(0, Change.SAME, f"… and {len(differences) - MOST:,} differences more"))
    return out


def change_parts(difference: Difference, names: Names, width: int = WIDTH) -> tuple[Part, ...]:
    """What there was and what there is, in a line."""
    match difference.change:
        case Change.ADDED:
            return (excerpt(difference.new, 2 * width, names),)
        case Change.REMOVED:
            return (excerpt(difference.old, 2 * width, names),)
        case Change.MOVED:
            return (excerpt(difference.new, width, names), Part("  moved", Kind.NOTE))
    old, new = excerpts(difference.old, difference.new, width, names)
    arrow = Part(" → ", Kind.PUNCTUATION)
    if difference.change is Change.SPELLED:
        return old, arrow, new, Part("  the same number", Kind.NOTE)
    return old, arrow, new


def record_parts(comparison: Comparison, pair: int, names: Names) -> tuple[Part, ...]:
    """The line of a record: what it was matched by, or else its position, and what it is."""
    old, new = comparison.olds[pair], comparison.news[pair]
    value = comparison.new.value(new) if new >= 0 else comparison.old.value(old)
    what = preview(value, names)
    path = comparison.matching.path
    key = Field(path).of(value) if path else None
    if key is None and path is not None:
        return what
    if key is None:
        has_moved = old >= 0 and new >= 0 and old != new
        place: tuple[Part, ...] = (
            Part(f"[{old}→{new}]" if has_moved else f"[{new if new >= 0 else old}]", Kind.NOTE),
        )
    else:
        place = preview(key, names, WIDTH)
    begins_with_it = what[: len(place)] == place
    return what if begins_with_it else (*place, Part("  ", Kind.PUNCTUATION), *what)


def _tree(differences: list[Difference]) -> _Place:
    root = _Place()
    for it in differences:
        place = root
        for step in it.path:
            place = place.below.setdefault(step, _Place())
        place.found.append(it)
    return root


def _lines(root: _Place, names: Names, width: int) -> Iterator[Line]:
    stack: list[tuple[_Place, int, list[str]]] = [(root, 0, [])]
    while stack:
        place, depth, way = stack.pop()
        while not place.found and len(place.below) == 1:
            (step, place), *_ = place.below.items()
            way.append(step_words(step))
        label = _shortened("".join(way))
        for it in place.found:
            yield Line(depth, it.change, label, change_parts(it, names, width), it)
        if place.below and not place.found and way:
            yield Line(depth, Change.SAME, label)
        inner = depth + 1 if way or place.found else depth
        stack.extend((child, inner, [step_words(step)]) for step, child in reversed(place.below.items()))


def _shortened(label: str) -> str:
    if len(label) <= _LONGEST_LABEL:
        return visible(label)
    half = _LONGEST_LABEL // 2
    return visible(f"{label[:half]} … {label[-half:]}")
