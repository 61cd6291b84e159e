"""The engine as the server sees it: bytes of a request in, bytes of an answer out, or `Refused`.

It opens the transaction a request needs and hands the work to the modules beside it; it must not
know HTTP, sessions or how records are kept.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from karma_tui.errors import StorageError
from karma_tui.lang.machine.encode import encode
from karma_tui.lang.machine.moment import stamp
from karma_tui.lang.machine.refusal import Refused, render
from karma_tui.lang.nodes import Dialect
from karma_tui.local import rest
from karma_tui.local.again import TIMES, again
from karma_tui.local.bootstrap import fill
from karma_tui.local.deep import make_room, with_room_for
from karma_tui.local.intake import Intake, may_bring_in, recognised
from karma_tui.local.plain import take_in
from karma_tui.local.ports import IdTaken, Moved, ReadTransaction, Store, WriteGroup
from karma_tui.local.query import Decoded
from karma_tui.local.recordcache import BUDGET, Change, RecordCache
from karma_tui.local.session import Session, Shared
from karma_tui.local.watch import Ticket, Watch

if TYPE_CHECKING:
    from karma_tui.local.dialect01 import engine as dialect01

__all__ = ["Engine", "Refused", "render"]

T = TypeVar("T")

Outcome: TypeAlias = bytes | Exception | None
"""An answer, why there is none, or None where nobody has tried yet."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its body, the id of the user who sent it, and the ticket of whoever may end it."""

    body: bytes
    user: str
    ticket: Ticket | None = None


class Engine:
    """A karma.run database over a store; safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        *,
        now: Callable[[], datetime],
        rng: random.Random,
        watch: Watch | None = None,
        cache_memory: int = BUDGET,
    ) -> None:
        """`watch` stops queries that go beyond its limits; without one there are none.

        `cache_memory` is how many bytes decoded records may occupy between queries.
        """
        make_room()
        self._store = store
        self._watch = watch or Watch()
        self._shared = Shared(now, rng, RecordCache(cache_memory))
        self._dialect01: dialect01.Engine | None = None
        self._making = threading.Lock()

    @property
    def cached_bytes(self) -> int:
        """About how many bytes the decoded records occupy that are kept between queries."""
        return self._shared.records.size

    def initialise(self) -> None:
        """Create the default models, tags, role, expression and admin user in an empty store."""
        with self._store.write() as tx:
            if tx.setting("meta") is None:
                fill(tx, stamp(self._shared.now()), self._shared.rng)

    def reset(self) -> None:
        """Delete everything and create the defaults anew, with new ids."""
        with self._store.write() as tx:
            tx.clear()
            fill(tx, stamp(self._shared.now()), self._shared.rng)
        records = self._shared.records
        records.clear()
        self._shared = Shared(self._shared.now, self._shared.rng, records)

    def run(
        self, body: bytes, user: str, dialect: Dialect, ticket: Ticket | None = None, *, tried: bool = False
    ) -> bytes:
        """Answer a query of the user whose `_user` record id is given; raises Refused.

        Whoever holds the `ticket` can ask for the query's end. `tried`: `run_together` had none.
        """
        if dialect is Dialect.V01:
            return self._engine_of_dialect01().run(body, user, ticket)
        if not tried and may_bring_in(body):
            (taken,) = self.run_together([Asked(body, user, ticket)])
            if isinstance(taken, Exception):
                raise taken
            if taken is not None:
                return taken
        decoded = self._shared.queries.decoded(body)
        return with_room_for(decoded.depth, lambda: self._answer(body, decoded, user, ticket))

    def run_together(self, asked: Sequence[Asked]) -> list[Outcome]:
        """As `run` in dialect 1.0, of requests that only bring records in; they share one commit.

        None for a request that does not, or that takes the common way to tell; nothing is written for it.
        """
        return self._together(asked, TIMES)

    def _together(self, asked: Sequence[Asked], times: int) -> list[Outcome]:
        """As `run_together`; done at most so many times."""
        outcomes: list[Outcome] = [None] * len(asked)
        intakes = [(at, intake) for at, one in enumerate(asked) if (intake := recognised(one.body))]
        if not intakes:
            return outcomes
        changes: list[Change] = []
        shared = self._shared
        try:
            with self._store.together() as group:
                for at, intake in intakes:
                    outcomes[at] = self._take_in(shared, group, intake, asked[at], changes)
        except IdTaken as error:  # nothing at all has been committed
            for at, outcome in enumerate(outcomes):
                if isinstance(outcome, bytes | IdTaken):
                    outcomes[at] = self._together([asked[at]], times - 1)[0] if times > 1 else error
            return outcomes
        except StorageError as error:  # as above
            return [error if isinstance(outcome, bytes) else outcome for outcome in outcomes]
        for change in changes:
            shared.records.apply(change)
        return outcomes

    def _take_in(
        self, shared: Shared, group: WriteGroup, intake: Intake, asked: Asked, changes: list[Change]
    ) -> Outcome:
        """Create the records of one request in a transaction of its own; changes are added to `changes`."""
        try:
            with group.write() as tx:
                answer, change = self._watch.run(
                    lambda: take_in(shared, tx, asked.user, intake), asked.ticket
                )
        except Exception as error:  # must not keep the others of the group from being answered
            return error
        changes += change
        return answer

    def _engine_of_dialect01(self) -> dialect01.Engine:
        """The engine of the other dialect, imported when first spoken: every start would wait for it."""
        with self._making:
            if self._dialect01 is None:
                from karma_tui.local.dialect01 import engine as dialect01

                shared, watch = self._shared, self._watch
                self._dialect01 = dialect01.Engine(
                    self._store, now=shared.now, rng=shared.rng, watch=watch, records=shared.records
                )
            return self._dialect01

    def _answer(self, body: bytes, decoded: Decoded, user: str, ticket: Ticket | None) -> bytes:
        def evaluate(session: Session) -> bytes:
            if session.writer is not None:
                session.writer.renew()
            return self._evaluate(session, body, decoded)

        if decoded.writes:
            return self._writing(user, evaluate, ticket)
        return self._reading(user, evaluate, ticket)

    def _evaluate(self, session: Session, body: bytes, decoded: Decoded) -> bytes:
        queries = self._shared.queries
        query = queries.compiled(body, decoded.function, session.versions, session.schema)
        if not query.constant:
            session.check_user()
        return encode(query.bind([session.run, None])())

    def root_user(self) -> str:
        """The record id of the admin user."""
        with self._store.read() as tx:
            return tx.setting("root") or ""

    def find_user(self, username: str) -> tuple[str, str] | None:
        """Record id and password hash of the user of this name."""
        with self._store.read() as tx:
            session = self._session(tx, "")
            for record in session.reader.every(session.schema.default("_user")):
                if record.value["username"] == username:
                    return record.id, record.value["password"]
        return None

    def rest_list(
        self, resource: str, offset: int, length: int, metadata: bool, user: str
    ) -> tuple[bytes, int]:
        """A page of a model's readable records and their total; the resource is a tag or a model id."""
        return self._reading(user, lambda session: rest.listing(session, resource, offset, length, metadata))

    def rest_get(self, resource: str, record: str, metadata: bool, user: str) -> bytes:
        """One record; in `_model` the record may be named by a tag."""
        return self._reading(user, lambda session: rest.one(session, resource, record, metadata))

    def rest_create(self, resource: str, body: bytes, user: str) -> bytes:
        """Create the records of a JSON list in one go; answers their refs."""
        return self._writing(user, lambda session: rest.create(session, resource, body))

    def rest_update(self, resource: str, record: str, body: bytes, user: str) -> bytes:
        """Replace a record's value; answers its ref."""
        return self._writing(user, lambda session: rest.update(session, resource, record, body))

    def rest_delete(self, resource: str, record: str | None, user: str) -> bytes:
        """Delete a record (or, without `record`, the model whose id is `resource`); answers its value."""
        return self._writing(user, lambda session: rest.delete(session, resource, record))

    def _reading(self, user: str, work: Callable[[Session], T], ticket: Ticket | None = None) -> T:
        """The answer of work in a read transaction, within the limits."""

        def answer(tx: ReadTransaction) -> T:
            session = self._session(tx, user)
            return self._watch.run(lambda: work(session), ticket)

        try:
            with self._store.glance() as tx:
                return answer(tx)
        except Moved:
            with self._store.read() as tx:
                return answer(tx)

    def _writing(self, user: str, work: Callable[[Session], T], ticket: Ticket | None = None) -> T:
        """The answer of work in a write transaction; the shared caches learn of it once it is committed."""
        return again(lambda: self._written(user, work, ticket))

    def _written(self, user: str, work: Callable[[Session], T], ticket: Ticket | None) -> T:
        """As `_writing`; raises IdTaken."""
        shared = self._shared
        with self._store.write() as tx:
            session = Session(shared, tx, user, tx)
            answer = self._watch.run(lambda: work(session), ticket)
            changes = session.reader.changes()
        for change in changes:
            shared.records.apply(change)
        return answer

    def _session(self, tx: ReadTransaction, user: str) -> Session:
        return Session(self._shared, tx, user, None)
