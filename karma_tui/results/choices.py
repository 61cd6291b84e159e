"""What a reader chose about a table's columns: pure values, kept per query without any data of a result.

Only paths and numbers are in it. `to_plain` and `from_plain` are its form in a file; whatever such a file
may hold, reading it gives choices that can be used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from karma_tui.results.columns import METADATA, VALUE, Column, Columns
from karma_tui.results.rows import Path

NARROWEST = 3
WIDEST = 1_000
_MOST = 1_000
"""Entries that are taken from a file."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Laid over the columns that were found; the default hides the metadata other than the id."""

    flat: frozenset[Path] = frozenset()
    """Containers whose members are columns of their own."""
    hidden: frozenset[Path] = frozenset()
    shown: frozenset[Path] = frozenset()
    """Columns that would be hidden, but are wanted."""
    order: tuple[Path, ...] = ()
    """The order of all columns as of the last move; new ones go where they are found."""
    widths: Mapping[Path, int] = field(default_factory=dict, hash=False)
    """Widths in cells of the columns that were resized."""
    frozen: int = 0
    """The first columns, which stay while the others are scrolled."""

    def flat_in(self, columns: Columns) -> frozenset[Path]:
        """The flat containers, with that of a record's value."""
        return self.flat | {VALUE} if columns.metarialized else self.flat

    def all(self, columns: Columns) -> list[Column]:
        """All columns in the order chosen, hidden ones too."""
        found = columns.all(self.flat_in(columns))
        if not self.order:
            return found
        rank = {path: at for at, path in enumerate(self.order)}
        keyed: list[tuple[int, int, Column]] = []
        last = -1
        for at, column in enumerate(found):
            last = rank.get(column.path, last)
            keyed.append((last, at, column))
        return [column for _, _, column in sorted(keyed, key=lambda entry: entry[:2])]

    def visible(self, columns: Columns) -> list[Column]:
        """The columns to show."""
        return [column for column in self.all(columns) if not self.hides(column.path, columns)]

    def hides(self, path: Path, columns: Columns) -> bool:
        """Whether the column is not shown."""
        if path in self.hidden:
            return True
        is_metadata = columns.metarialized and len(path) == 1 and path[0] in METADATA[1:]
        return is_metadata and path not in self.shown

    def hide(self, path: Path) -> Choices:
        """Without a column."""
        return replace(self, hidden=self.hidden | {path}, shown=self.shown - {path})

    def show(self, path: Path) -> Choices:
        """With a column again."""
        return replace(self, hidden=self.hidden - {path}, shown=self.shown | {path})

    def flatten(self, path: Path) -> Choices:
        """The members of a container become columns."""
        return replace(self, flat=self.flat | {path})

    def fold(self, path: Path) -> Choices:
        """The members of a container, and theirs, become one column again."""
        inside = frozenset(other for other in self.flat if other[: len(path)] == path)
        return replace(self, flat=self.flat - inside)

    def folding(self, path: Path) -> Path | None:
        """The nearest container around a column that was flattened by choice; None if there is none."""
        around = (path[:end] for end in range(len(path) - 1, 0, -1))
        return next((candidate for candidate in around if candidate in self.flat), None)

    def resize(self, path: Path, width: int | None) -> Choices:
        """With a width of its own for a column, or with None the width that fits what is seen."""
        widths = {other: given for other, given in self.widths.items() if other != path}
        if width is not None:
            widths[path] = max(NARROWEST, min(width, WIDEST))
        return replace(self, widths=widths)

    def freeze(self, count: int) -> Choices:
        """With that many columns that stay."""
        return replace(self, frozen=max(0, count))

    def move(self, path: Path, steps: int, columns: Columns) -> Choices:
        """A column some visible places to the left (negative) or right."""
        paths = [column.path for column in self.all(columns)]
        seen = [column.path for column in self.visible(columns)]
        if path not in seen:
            seen = paths
        target = max(0, min(seen.index(path) + steps, len(seen) - 1))
        to = paths.index(seen[target])
        paths.remove(path)
        paths.insert(to, path)
        return replace(self, order=tuple(paths))

    def swap(self, path: Path, other: Path, columns: Columns) -> Choices:
        """Two columns change places."""
        paths = [column.path for column in self.all(columns)]
        first, second = paths.index(path), paths.index(other)
        paths[first], paths[second] = other, path
        return replace(self, order=tuple(paths))

    def as_found(self) -> Choices:
        """Which columns are shown and their order as if nothing had been chosen."""
        return replace(self, hidden=frozenset(), shown=frozenset(), order=())

    def to_plain(self) -> dict[str, Any]:
        """As lists, texts and numbers, for a file."""
        lists: dict[str, Iterable[Path]] = {
            "flat": sorted(self.flat, key=repr),
            "hidden": sorted(self.hidden, key=repr),
            "shown": sorted(self.shown, key=repr),
            "order": self.order,
        }
        plain: dict[str, Any] = {name: [list(path) for path in paths] for name, paths in lists.items()}
        plain["widths"] = [[list(path), width] for path, width in self.widths.items()]
        plain["frozen"] = self.frozen
        return {name: value for name, value in plain.items() if value}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Choices:
        """From what a file holds; what makes no sense is left out."""
        widths = {
            path: max(NARROWEST, min(entry[1], WIDEST))
            for entry in _items(plain.get("widths"))
            if _is_list(entry) and len(entry) == 2 and _is_count(entry[1])
            for path in _paths([entry[0]])
        }
        frozen = plain.get("frozen", 0)
        return cls(
            frozenset(_paths(plain.get("flat"))),
            frozenset(_paths(plain.get("hidden"))),
            frozenset(_paths(plain.get("shown"))),
            tuple(dict.fromkeys(_paths(plain.get("order")))),
            widths,
            min(frozen, _MOST) if _is_count(frozen) else 0,
        )


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _items(value: Any) -> list[Any]:
    return list(value)[:_MOST] if _is_list(value) else []


def _paths(value: Any) -> list[Path]:
    return [tuple(path) for path in _items(value) if _is_list(path) and all(map(_is_key, path))]


def _is_key(key: object) -> bool:
    return isinstance(key, str) or _is_count(key)
