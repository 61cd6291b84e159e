"""One request at work: what compiled code finds in the first slot of every frame."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from karma_tui.lang.machine import moment
from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.values import Ref
from karma_tui.local.read import Reader
from karma_tui.local.schema import Schema
from karma_tui.local.write import Writer

if TYPE_CHECKING:
    from karma_tui.local.dialect01.guest import Guest


S = TypeVar("S", bound="Defaults")
W = TypeVar("W")


class Defaults(Protocol):
    """What a request asks of its schema in either dialect."""

    def default(self, tag: str) -> str:
        """The id of a default model."""


class Request(Generic[S, W]):
    """The reader, the schema, the writer (in a write transaction), the clock and the user of one request."""

    __slots__ = ("_clock", "_user", "_writer", "reader", "schema")

    def __init__(
        self, reader: Reader, writer: W | None, schema: S, clock: Callable[[], datetime], user: str
    ) -> None:
        self.reader = reader
        self.schema = schema
        self._writer = writer
        self._clock = clock
        self._user = user

    @property
    def writer(self) -> W:
        """The writer; refuses in a read transaction (a stored expression that writes)."""
        if self._writer is None:
            raise execution("this request may not write")
        return self._writer

    def now(self) -> DateTime:
        """The current time."""
        return moment.of_datetime(self._clock())

    def user_ref(self) -> Ref:
        """The user whose request this is."""
        return Ref(self.schema.default("_user"), self._user)


class Run(Request[Schema, Writer]):
    """A request of dialect 1.0."""

    __slots__ = ("_guest",)

    def __init__(
        self, reader: Reader, writer: Writer | None, clock: Callable[[], datetime], user: str
    ) -> None:
        super().__init__(reader, writer, reader.schema, clock, user)
        self._guest: Guest | None = None

    @property
    def guest(self) -> Guest:
        """What runs stored expressions of dialect 0.1 here; imported when there is one."""
        if self._guest is None:
            from karma_tui.local.dialect01.guest import Guest

            self._guest = Guest(self.reader, self._clock, self._user)
        return self._guest
