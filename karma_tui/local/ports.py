"""The seam between the engine and the store: what the engine asks for, and nothing of how it is kept.

The store knows records as opaque bytes with an identity, times, outgoing references and unique keys.
It never decodes a body. The engine never sees SQL. Ids are 16 letters; a model's id is the record id
of its record in `_model`, whose own id is the setting "meta".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from karma_tui.errors import StorageError

Key: TypeAlias = tuple[str, str]
"""Model id and record id."""

Row: TypeAlias = tuple[str, str, str, bytes]
"""A record among those of its model: id, created, updated, body, as in StoredRecord."""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as stored: times are RFC 3339 text, `body` is the engine's own.

    Our own times are UTC with microseconds; those of imported records are as their server kept them.
    """

    model: str
    id: str
    created: str
    updated: str
    body: bytes


class UniqueTaken(Exception):
    """Another record of the model already holds this unique key."""

    def __init__(self, model: str, node: str, holder: str) -> None:
        super().__init__(f"unique key of node {node!r} is held by {holder}")
        self.model = model
        self.node = node
        self.holder = holder


class IdTaken(StorageError):
    """A record that was added has the id of another; nothing remains of all that was to be committed."""


class Moved(Exception):
    """The data have changed between a glance at the versions and the first look at a record."""


class ReadTransaction(Protocol):
    """A consistent snapshot of the data; many may be open at once."""

    def get(self, model: str, record: str) -> StoredRecord | None:
        """One record, or None."""

    def all(self, model: str) -> Iterator[StoredRecord]:
        """The records of a model in byte order of their ids."""

    def page(self, model: str, after: str, count: int) -> list[Row]:
        """Up to so many records of a model whose ids follow `after`, in byte order of their ids."""

    def count(self, model: str) -> int:
        """How many records a model has."""

    def referred(self, model: str, record: str) -> Sequence[Key]:
        """Whom a record points at, sorted by model id, then record id."""

    def referrers(self, model: str, record: str) -> Sequence[Key]:
        """Who points at a record, sorted by model id, then record id."""

    def version(self, model: str) -> int:
        """Changes whenever any record of the model is written or deleted; what caches key on."""

    def unchanged(self, seen: Iterable[tuple[str, int]]) -> bool:
        """Whether models still have the versions that were seen."""

    def setting(self, name: str) -> str | None:
        """An instance-wide setting ("meta", "root", "tag/_user" ...), or None."""

    def renewed(self) -> str:
        """When an expression that may write last ran, as RFC 3339 text; "" where that is not known."""


class WriteTransaction(ReadTransaction, Protocol):
    """The single writer; sees its own changes; everything is undone if it ends by an exception."""

    def add(
        self, model: str, time: str, bodies: Mapping[str, bytes], edges: Iterable[tuple[str, Key]]
    ) -> None:
        """Insert records by their ids, which must be new, created and updated at one time.

        `edges` are the references that they hold, each with the id of its holder. They have no unique keys.
        """

    def put(self, record: StoredRecord, targets: Iterable[Key], uniques: Iterable[tuple[str, bytes]]) -> None:
        """Insert or replace a record with its outgoing references and unique keys (node name, hash).

        Raises UniqueTaken when another record of the model holds one of the keys.
        """

    def delete(self, model: str, record: str) -> None:
        """Remove a record, its outgoing references and unique keys; quiet when it does not exist."""

    def set_setting(self, name: str, value: str | None) -> None:
        """Keep an instance-wide setting; None removes it."""

    def renew(self, time: str) -> None:
        """Note that an expression that may write runs at this time."""

    def clear(self) -> None:
        """Remove every record, reference, unique key and setting (reset)."""


class WriteGroup(Protocol):
    """Write transactions of one thread, one after another, that are made durable together."""

    def write(self) -> AbstractContextManager[WriteTransaction]:
        """The next transaction; everything of it is undone if it ends by an exception."""


class Store(Protocol):
    """A data file."""

    def read(self) -> AbstractContextManager[ReadTransaction]:
        """Open a snapshot."""

    def glance(self) -> AbstractContextManager[ReadTransaction]:
        """Open a snapshot that costs nothing as long as only settings, versions and counts are asked for.

        Looking into records raises Moved if a writer was quicker; `read` never does.
        """

    def write(self) -> AbstractContextManager[WriteTransaction]:
        """Become the single writer (waits for the previous one); durable when the context ends cleanly."""

    def together(self) -> AbstractContextManager[WriteGroup]:
        """Become the single writer for several transactions, durable together when the context ends cleanly.

        If it ends by an exception, whatever has been written in the group must be taken for lost.
        """
