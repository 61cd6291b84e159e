"""One field of many records, as the bytes that were sent, without decoding the rest of any record.

Sorting, filtering, tables and charts look at a few fields of up to a million records. A reader made for
the field's name finds it three to ten times faster than decoding the record; records that it refuses
(repeated keys are fine, bare NaN is not) are searched by the tolerant scanner.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from karma_tui.results.decode import Decoded, decode
from karma_tui.results.scan import BrokenJson, Buffer, first, members
from karma_tui.results.strings import decode_string

if TYPE_CHECKING:
    from karma_tui.results.rows import Path

Reader: TypeAlias = Callable[[Buffer], "Buffer | None"]


class Field:
    """A path inside a record; `of` finds its value, None where a record has no such place."""

    __slots__ = ("_readers", "path")

    def __init__(self, path: Path) -> None:
        self.path = path
        self._readers = [_reader(step) for step in path]

    def of(self, record: Buffer) -> Buffer | None:
        """The text of the field's value in a record."""
        value: Buffer | None = record
        for read in self._readers:
            if value is None:
                return None
            value = read(value)
        return value

    def decoded(self, record: Buffer) -> Decoded:
        """The field's value, None where there is none. Raises `BrokenJson` if it is no JSON."""
        value = self.of(record)
        return None if value is None else decode(value)


def _reader(step: str | int) -> Reader:
    return _item_reader(step) if isinstance(step, int) else _member_reader(step)


def _member_reader(key: str) -> Reader:
    import msgspec  # with the first result: it would delay the first frame

    try:
        shape = msgspec.defstruct(
            "Shape", [("field", msgspec.Raw | msgspec.UnsetType, msgspec.UNSET)], rename={"field": key}
        )
        decode_shape = msgspec.json.Decoder(shape).decode
    except ValueError:  # a key that its reader cannot look for
        return lambda record: _member(record, key)

    def read(record: Buffer) -> Buffer | None:
        try:
            found = decode_shape(record).field  # type: ignore[attr-defined]
        except msgspec.ValidationError:
            return None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return _member(record, key)
        return None if found is msgspec.UNSET else memoryview(found)

    return read


def _member(record: Buffer, key: str) -> Buffer | None:
    """The last member of that name, which is the one that readers of JSON agree on."""
    if first(record) != b"{":
        return None
    found: Buffer | None = None
    try:
        for key_start, key_end, start, end in members(record):
            if decode_string(record[key_start:key_end]) == key:
                found = record[start:end]
    except BrokenJson:
        return None
    return found


def _item_reader(position: int) -> Reader:
    def read(record: Buffer) -> Buffer | None:
        if first(record) != b"[":
            return None
        try:
            for at, (_, _, start, end) in enumerate(members(record)):
                if at == position:
                    return record[start:end]
        except BrokenJson:
            return None
        return None

    return read
