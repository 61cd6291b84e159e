"""The classes of run-time values, sets apart, which need equality (sameness.py).

Equality needs the kind even where the static type is any (spec kvm-1.0 section 1), hence a class per
integer width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

Value: TypeAlias = Any
"""One of the above; `Any` to the type checker, because the static types of the language guard it."""


class Symbol(str):
    """The value of an enum."""

    __slots__ = ()


class Int8(int):
    """An int8."""

    __slots__ = ()


class Int16(int):
    """An int16."""

    __slots__ = ()


class Int32(int):
    """An int32."""

    __slots__ = ()


class Uint8(int):
    """A uint8."""

    __slots__ = ()


class Uint16(int):
    """A uint16."""

    __slots__ = ()


class Uint32(int):
    """A uint32."""

    __slots__ = ()


class Uint64(int):
    """A uint64."""

    __slots__ = ()


class Map(dict[str, Value]):
    """A map; a bare dict is a struct."""

    __slots__ = ()


class Union:
    """A union's case and payload."""

    __slots__ = ("case", "payload")

    def __init__(self, case: str, payload: Value) -> None:
        self.case = case
        self.payload = payload


class Ref:
    """A reference: model id and record id."""

    __slots__ = ("model", "record")

    def __init__(self, model: str, record: str) -> None:
        self.model = model
        self.record = record

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ref) and other.record == self.record and other.model == self.model

    def __hash__(self) -> int:
        return hash((self.model, self.record))


class Record:
    """A value as it came from storage, with its metadata and its stored bytes; times are RFC 3339 text."""

    __slots__ = ("body", "created", "id", "model", "updated", "value")

    def __init__(self, model: str, id: str, created: str, updated: str, value: Value, body: bytes) -> None:
        self.model = model
        self.id = id
        self.created = created
        self.updated = updated
        self.value = value
        self.body = body


class Lazy:
    """A list that is made anew whenever somebody reads it (spec kvm-1.0 section 3.2).

    `settled` ones are only made so to save memory, and behave as any list does.
    """

    __slots__ = ("_make", "settled", "thin")

    def __init__(
        self,
        make: Callable[[], Iterator[Value]],
        thin: Callable[[], Callable[[Record], Record] | None] | None = None,
        settled: bool = False,
    ) -> None:
        """`thin`, called when its answer matters, tells how to make the list's records anew from their
        bytes; None, or none, where nothing would be saved by forgetting their values meanwhile.
        """
        self._make = make
        self.thin = thin
        self.settled = settled

    def __iter__(self) -> Iterator[Value]:
        return self._make()


def plain(value: Value) -> Value:
    """The value of a record, or the value itself."""
    return value.value if type(value) is Record else value
