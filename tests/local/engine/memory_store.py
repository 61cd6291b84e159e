"""A store in memory with the promises of the real one: snapshots, one writer, rollback."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from karma_tui.local.ports import (
    Key,
    ReadTransaction,
    Row,
    StoredRecord,
    UniqueTaken,
    WriteGroup,
    WriteTransaction,
)


@dataclass
class State:
    records: dict[str, dict[str, StoredRecord]] = field(default_factory=dict)
    outgoing: dict[Key, frozenset[Key]] = field(default_factory=dict)
    incoming: dict[Key, frozenset[Key]] = field(default_factory=dict)
    uniques: dict[tuple[str, str, bytes], str] = field(default_factory=dict)
    held: dict[Key, list[tuple[str, str, bytes]]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    renewed: str = ""

    def copy(self) -> State:
        return State(
            {model: dict(records) for model, records in self.records.items()},
            dict(self.outgoing),
            dict(self.incoming),
            dict(self.uniques),
            dict(self.held),
            dict(self.versions),
            dict(self.settings),
            self.renewed,
        )


class MemoryTransaction:
    def __init__(self, state: State, clock: Iterator[int]) -> None:
        self.state = state
        self._clock = clock

    def get(self, model: str, record: str) -> StoredRecord | None:
        return self.state.records.get(model, {}).get(record)

    def all(self, model: str) -> Iterator[StoredRecord]:
        records = self.state.records.get(model, {})
        return iter([records[key] for key in sorted(records)])

    def page(self, model: str, after: str, count: int) -> list[Row]:
        records = self.state.records.get(model, {})
        found = [records[key] for key in sorted(records) if key > after][:count]
        return [(record.id, record.created, record.updated, record.body) for record in found]

    def count(self, model: str) -> int:
        return len(self.state.records.get(model, {}))

    def referred(self, model: str, record: str) -> Sequence[Key]:
        return sorted(self.state.outgoing.get((model, record), ()))

    def referrers(self, model: str, record: str) -> Sequence[Key]:
        return sorted(self.state.incoming.get((model, record), ()))

    def version(self, model: str) -> int:
        return self.state.versions.get(model, 0)

    def unchanged(self, seen: Iterable[tuple[str, int]]) -> bool:
        return all(self.version(model) == version for model, version in seen)

    def setting(self, name: str) -> str | None:
        return self.state.settings.get(name)

    def renewed(self) -> str:
        return self.state.renewed

    def renew(self, time: str) -> None:
        self.state.renewed = time

    def add(
        self, model: str, time: str, bodies: Mapping[str, bytes], edges: Iterable[tuple[str, Key]]
    ) -> None:
        held = list(edges)
        for identity, body in bodies.items():
            targets = [target for holder, target in held if holder == identity]
            self.put(StoredRecord(model, identity, time, time, body), targets, ())

    def put(self, record: StoredRecord, targets: Iterable[Key], uniques: Iterable[tuple[str, bytes]]) -> None:
        state, key = self.state, (record.model, record.id)
        self._release(key)
        for node, digest in uniques:
            entry = (record.model, node, digest)
            holder = state.uniques.setdefault(entry, record.id)
            if holder != record.id:
                raise UniqueTaken(record.model, node, holder)
            state.held.setdefault(key, []).append(entry)
        state.records.setdefault(record.model, {})[record.id] = record
        state.outgoing[key] = frozenset(targets)
        for target in state.outgoing[key]:
            state.incoming[target] = state.incoming.get(target, frozenset()) | {key}
        state.versions[record.model] = next(self._clock)

    def delete(self, model: str, record: str) -> None:
        self._release((model, record))
        self.state.records.get(model, {}).pop(record, None)
        self.state.versions[model] = next(self._clock)

    def set_setting(self, name: str, value: str | None) -> None:
        if value is None:
            self.state.settings.pop(name, None)
        else:
            self.state.settings[name] = value

    def clear(self) -> None:
        for part in (self.state.records, self.state.outgoing, self.state.incoming, self.state.uniques):
            part.clear()
        self.state.held.clear()
        self.state.settings.clear()
        self.state.renewed = ""

    def _release(self, key: Key) -> None:
        state = self.state
        for entry in state.held.pop(key, []):
            state.uniques.pop(entry, None)
        for target in state.outgoing.pop(key, frozenset()):
            state.incoming[target] = state.incoming[target] - {key}


class MemoryStore:
    def __init__(self) -> None:
        self._state = State()
        self._writer = threading.Lock()
        self._clock = iter(range(1, 10**9))

    def snapshot(self) -> State:
        """The committed state; nothing changes it any more."""
        return self._state

    def restore(self, state: State) -> None:
        """Go back to a state; versions go on, so that caches notice."""
        state = state.copy()
        state.versions = {model: next(self._clock) for model in {*state.versions, *self._state.versions}}
        self._state = state

    def read(self) -> AbstractContextManager[ReadTransaction]:
        return self._read()

    def glance(self) -> AbstractContextManager[ReadTransaction]:
        return self._read()

    @contextmanager
    def _read(self) -> Iterator[ReadTransaction]:
        yield MemoryTransaction(self._state, self._clock)

    def write(self) -> AbstractContextManager[WriteTransaction]:
        return self._write()

    @contextmanager
    def _write(self) -> Iterator[WriteTransaction]:
        with self._writer:
            made = MemoryTransaction(self._state.copy(), self._clock)
            yield made
            self._state = made.state

    def together(self) -> AbstractContextManager[WriteGroup]:
        return self._together()

    @contextmanager
    def _together(self) -> Iterator[WriteGroup]:
        yield self
