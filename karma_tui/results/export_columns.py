"""The columns that an exported table has, and a record's values in them: nothing of a record is left out.

Other than a table on the screen, a file needs all columns before its first row, so all records are looked
at once. Of a record that is an object every member has a column; of one that is metadata around a value,
those of the value too. What is no object, or an empty one, stands in a column of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

from karma_tui.results.columns import ID, METADATA, VALUE, Column, is_metarialized, split
from karma_tui.results.document import Document
from karma_tui.results.preview import is_container
from karma_tui.results.rows import Path
from karma_tui.results.scan import Buffer, first
from karma_tui.results.text import path_text

LOOK: Final = 1_000
"""Records between two signs of life."""
_MOST_SHAPES: Final = 10_000

Values: TypeAlias = Mapping[Path, Buffer]
"""A record's values by path."""


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A place in every record, and what stands above it."""

    path: Path
    title: str
    own: bool = False
    """Only values without members of their own: the members have columns."""

    def of(self, values: Values) -> Buffer | None:
        """The value of a record in this column; None if it has none."""
        value = values.get(self.path)
        if value is None or (self.own and first(value) == b"{" and is_container(value)):
            return None
        return value


def given_columns(columns: Iterable[Column], title: Callable[[Path], str]) -> tuple[ExportColumn, ...]:
    """Columns as they stand in a table on the screen."""
    return _titled([(column.path, column.own) for column in columns], title)


def opened_by(columns: Sequence[ExportColumn]) -> frozenset[Path]:
    """The containers inside a record whose members have columns."""
    return frozenset(column.path[:end] for column in columns for end in range(1, len(column.path)))


@dataclass
class Survey:
    """Looks at all records for their columns: go through `steps`, then ask for `columns`."""

    document: Document
    flat: frozenset[Path] = frozenset()
    _begun: bool = False
    _paths: dict[Path, bool] = field(default_factory=dict)
    """Each place in the order of appearance; whether it is one that holds what has no members."""
    _shapes: set[tuple[Path, ...]] = field(default_factory=set)
    _glanced: set[tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=set)

    def go_on(self, document: Document) -> None:
        """Look at what follows the records so far as if it had come with them."""
        self.document = document
        self._begun = True

    def steps(self, see: Callable[[Values, frozenset[Path]], None] | None = None) -> Iterator[int]:
        """Now and then how many records were looked at; `see` is shown the values of each, and `flat`."""
        for number, record in enumerate(self.document.iter_bytes()):
            if not number and not self._begun and is_metarialized(split(record, ())):
                self.flat = frozenset({VALUE})
            if see is None:
                self._glance(record)
            else:
                values = spread(record, self.flat)
                self.notice(values)
                see(values, self.flat)
            if number % LOOK == LOOK - 1:
                yield number + 1
        yield self.document.records

    def _glance(self, record: Buffer) -> None:
        """As `notice`, at once for a record that has just the members of an earlier one."""
        top = members_of(record)
        if top and (not self.flat or "value" in top):
            inside = members_of(bytes(top["value"])) if self.flat else top
            if inside and (tuple(top), tuple(inside)) in self._glanced:
                return
            if inside and len(self._glanced) < _MOST_SHAPES:
                self._glanced.add((tuple(top), tuple(inside)))
        self.notice(spread(record, self.flat))

    def notice(self, values: Values) -> None:
        """Look at one record."""
        for path in ((), *self.flat):
            value = values.get(path)
            if value is not None and not (first(value) == b"{" and is_container(value)):
                self._paths.setdefault(path, True)
        shape = tuple(values)
        if shape in self._shapes:
            return
        if len(self._shapes) < _MOST_SHAPES:
            self._shapes.add(shape)
        for path in shape:
            if path and path not in self.flat:
                self._paths.setdefault(path, False)

    def columns(self) -> tuple[ExportColumn, ...]:
        """What was found: an id first, other metadata last."""
        found = list(self._paths.items())
        if self.flat:
            rank: dict[Path, int] = {ID: 0, **{(name,): 2 for name in METADATA[1:]}}
            found.sort(key=lambda entry: rank.get(entry[0], 1))
        return _titled(found, self._title)

    def _title(self, path: Path) -> str:
        shown = path[1:] if path[:1] == VALUE and len(path) > 1 and VALUE in self.flat else path
        return path_text(shown).removeprefix("$").removeprefix(".") if len(shown) != 1 else str(shown[0])


def _titled(found: Sequence[tuple[Path, bool]], title: Callable[[Path], str]) -> tuple[ExportColumn, ...]:
    """With titles of which no two are the same."""
    titles = [title(path) or "value" for path, _ in found]
    count = Counter(titles)
    return tuple(
        ExportColumn(path, name if count[name] == 1 else path_text(path), own)
        for (path, own), name in zip(found, titles, strict=True)
    )


def spread(record: Buffer, flat: frozenset[Path]) -> Values:
    """As `columns.split`, several times as fast where the record is JSON by the book."""
    import msgspec  # with the first result: it would delay the first frame

    found: dict[Path, Buffer] = {(): record}
    containers: list[Path] = [()]
    try:
        for path in containers:
            value = found[path]
            opening = first(value)
            if opening == b"{":
                members: Iterable[tuple[str | int, msgspec.Raw]] = msgspec.json.decode(
                    value, type=dict[str, msgspec.Raw]
                ).items()
            elif opening == b"[" and path in flat:
                members = enumerate(msgspec.json.decode(value, type=list[msgspec.Raw]))
            else:
                continue
            for key, raw in members:
                child = (*path, key)
                found[child] = memoryview(raw)
                if child in flat:
                    containers.append(child)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return split(record, flat)
    return found


def members_of(value: Buffer | None) -> dict[str, Any] | None:
    """The members of an object by the book, as what `bytes` makes their text of; None for anything else."""
    if value is None or value[:1] != b"{":
        return None
    import msgspec  # with the first result: it would delay the first frame

    try:
        return _decoder()(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


@lru_cache(maxsize=1)
def _decoder() -> Callable[[Buffer], dict[str, Any]]:
    import msgspec

    return msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


class RowReader:
    """The values of a record in some columns; several times as fast as `spread` for objects in objects."""

    def __init__(self, columns: Sequence[ExportColumn]) -> None:
        self._columns = columns
        self._flat = opened_by(columns)
        self._is_plain = all(
            column.path and not column.own and all(isinstance(key, str) for key in column.path)
            for column in columns
        )
        parents = sorted({column.path[:-1] for column in columns} | self._flat | {()}, key=len)
        places = {parent: at for at, parent in enumerate(parents)}
        self._opened = [(places[parent[:-1]], str(parent[-1])) for parent in parents[1:]]
        self._cells = [(places[column.path[:-1]], str(column.path[-1])) for column in columns if column.path]

    def read(self, record: Buffer) -> list[Buffer | None]:
        """One value for each column; None where the record has none."""
        top = members_of(record) if self._is_plain else None
        if top is None:
            return self._slowly(record)
        containers = [top]
        for place, key in self._opened:
            raw = containers[place].get(key)
            value = None if raw is None else bytes(raw)
            inside = members_of(value)
            if inside is None and value is not None and value[:1] in (b"{", b"["):
                return self._slowly(record)
            containers.append(inside or {})
        found = [containers[place].get(key) for place, key in self._cells]
        return [None if raw is None else bytes(raw) for raw in found]

    def _slowly(self, record: Buffer) -> list[Buffer | None]:
        values = spread(record, self._flat)
        return [column.of(values) for column in self._columns]
