"""The columns of a table: found in the structure of the values that were looked at, in the order they came.

A table never needs to know all records: some are looked at when it opens, others when they come in sight,
and a field not seen before becomes a further column. What a reader chose (`choices`) is laid over that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from karma_tui.results.preview import is_container
from karma_tui.results.rows import Path
from karma_tui.results.scan import BrokenJson, Buffer, first, members
from karma_tui.results.strings import decode_string

MOST_COLUMNS: Final = 500
"""Columns that a table has at most; the tree shows everything."""
MOST_ITEMS: Final = 50
"""Positions of a list that become columns when it is flattened."""

ID: Final[Path] = ("id",)
VALUE: Final[Path] = ("value",)
METADATA: Final = ("id", "model", "created", "updated")
"""What `metarialize` puts beside a record's `value`."""

Fields = Mapping[Path, memoryview]
"""A record's values by their paths, as deep as the table is flattened; `()` is the record itself."""


def split(record: Buffer, flat: Collection[Path]) -> dict[Path, memoryview]:
    """The values of a record that have columns: its members, and those of the containers that are `flat`.

    Of doubled keys the last counts. A record whose inside is broken gives what can be read.
    """
    whole = memoryview(record)
    found: dict[Path, memoryview] = {(): whole}
    containers: list[Path] = [()]
    for path in containers:
        value = found[path]
        opening = first(value)
        if opening != b"{" and not (opening == b"[" and path in flat):
            continue
        try:
            for at, (key_start, key_end, start, end) in enumerate(members(value)):
                if not key_end and at >= MOST_ITEMS:
                    break
                child = (*path, _key(bytes(value[key_start:key_end])) if key_end else at)
                found[child] = value[start:end]
                if child in flat:
                    containers.append(child)
        except BrokenJson:
            continue
    return found


@lru_cache(maxsize=4096)
def _key(spelled: bytes) -> str:
    return decode_string(spelled)


def is_metarialized(fields: Fields) -> bool:
    """Whether a record is a value with metadata around it."""
    keys = {path[0] for path in fields if len(path) == 1}
    return "id" in keys and "value" in keys and keys <= {*METADATA, "value"}


@dataclass(frozen=True, slots=True)
class Column:
    """A place in every record. `own` columns show only what has no fields: their fields have columns too."""

    path: Path
    own: bool = False


class Columns:
    """What columns there are, as far as records were looked at. Only ever grows while `flat` stays."""

    def __init__(self) -> None:
        self._keys: dict[Path, list[str | int]] = {(): []}
        self._known: set[Path] = set()
        self._own: set[Path] = set()
        self._count = 0
        self.metarialized = False
        """Whether the records are values with metadata around them."""

    def notice(self, fields: Fields, flat: Collection[Path]) -> bool:
        """Looks at one record; whether it has something that no record before had."""
        news = False
        ordered: dict[Path, list[str | int]] = {}
        for path, value in fields.items():
            if not path or path in flat:
                news |= self._notice_own(path, value)
            if path:
                ordered.setdefault(path[:-1], []).append(path[-1])
        for parent, keys in ordered.items():
            for at, key in enumerate(keys):
                if (*parent, key) not in self._known:
                    news |= self._add(parent, keys, at)
        return news

    def _notice_own(self, path: Path, value: memoryview) -> bool:
        """A value without fields, where other records may have fields."""
        has_fields = is_container(value) and (path or first(value) == b"{")
        if has_fields or path in self._own:
            return False
        self._own.add(path)
        return True

    def _add(self, parent: Path, there: list[str | int], at: int) -> bool:
        """Gives a key its place: behind the one that it follows in its record, or before the next known."""
        key = there[at]
        self._known.add((*parent, key))
        if self._count >= MOST_COLUMNS or (isinstance(key, int) and key >= MOST_ITEMS):
            return False
        keys = self._keys.setdefault(parent, [])
        if at and there[at - 1] in keys:
            place = keys.index(there[at - 1]) + 1
        else:
            following = next((other for other in there[at + 1 :] if other in keys), None)
            place = len(keys) if following is None else keys.index(following)
        keys.insert(place, key)
        self._count += 1
        return True

    @property
    def are_none(self) -> bool:
        """Whether nothing was looked at yet."""
        return not self._count and not self._own

    @property
    def are_full(self) -> bool:
        """Whether there may be fields without a column."""
        return self._count >= MOST_COLUMNS

    def all(self, flat: Collection[Path]) -> list[Column]:
        """Every column there is, in the order of the fields; an id goes first."""
        found = list(self._walk(flat))
        if self.metarialized:
            rank = {ID: 0, ("model",): 2, ("created",): 2, ("updated",): 2}
            found.sort(key=lambda column: rank.get(column.path, 1))
        return found

    def _walk(self, flat: Collection[Path]) -> Iterator[Column]:
        stack: list[Path] = [()]
        while stack:
            path = stack.pop()
            keys = self._keys.get(path) if not path or path in flat else None
            if not keys:
                if path or path in self._own:
                    yield Column(path)
                continue
            if path in self._own:
                yield Column(path, own=True)
            stack.extend((*path, key) for key in reversed(keys))

    def title(self, path: Path) -> str:
        """What a column is called: its keys, without the `value` that all fields of a record are in."""
        if not path:
            return "value"
        shown = path[1:] if self.metarialized and len(path) > 1 and path[0] == "value" else path
        return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in shown).removeprefix(".")
