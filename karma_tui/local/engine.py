"""The engine as the server sees it: bytes of a request in, bytes of an answer out, or `Refused`.

It opens the transaction a request needs and hands the work to the modules beside it; it must not
know HTTP, sessions or how records are kept.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from karma_tui.lang.machine.encode import encode
from karma_tui.lang.machine.moment import stamp
from karma_tui.lang.machine.refusal import Refused, render
from karma_tui.lang.nodes import Dialect
from karma_tui.local import rest
from karma_tui.local.bootstrap import fill
from karma_tui.local.deep import make_room, with_room_for
from karma_tui.local.intake import SINGLE, Intake, recognised
from karma_tui.local.ports import Moved, ReadTransaction, Store
from karma_tui.local.query import Decoded
from karma_tui.local.session import Session, Shared
from karma_tui.local.watch import Ticket, Watch

if TYPE_CHECKING:
    from karma_tui.local.dialect01 import engine as dialect01

__all__ = ["Engine", "Refused", "render"]

T = TypeVar("T")


class Engine:
    """A karma.run database over a store; safe to use from several threads."""

    def __init__(
        self, store: Store, *, now: Callable[[], datetime], rng: random.Random, watch: Watch | None = None
    ) -> None:
        """`watch` stops queries that go beyond its limits; without one there are none."""
        make_room()
        self._store = store
        self._watch = watch or Watch()
        self._shared = Shared(now, rng)
        self._dialect01: dialect01.Engine | None = None
        self._making = threading.Lock()

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
        self._shared = Shared(self._shared.now, self._shared.rng)

    def run(self, body: bytes, user: str, dialect: Dialect, ticket: Ticket | None = None) -> bytes:
        """Answer a query of the user whose `_user` record id is given; raises Refused.

        Whoever holds the `ticket` can ask for the query's end.
        """
        if dialect is Dialect.V01:
            return self._engine_of_dialect01().run(body, user, ticket)
        intake = recognised(body)
        if intake is not None:
            taken = self._writing(user, lambda session: _taken_in(session, intake), ticket)
            if taken is not None:
                return taken
        decoded = self._shared.queries.decoded(body)
        return with_room_for(decoded.depth, lambda: self._answer(body, decoded, user, ticket))

    def _engine_of_dialect01(self) -> dialect01.Engine:
        """The engine of the other dialect, imported when first spoken: every start would wait for it."""
        with self._making:
            if self._dialect01 is None:
                from karma_tui.local.dialect01 import engine as dialect01

                now, rng = self._shared.now, self._shared.rng
                self._dialect01 = dialect01.Engine(self._store, now=now, rng=rng, watch=self._watch)
            return self._dialect01

    def _answer(self, body: bytes, decoded: Decoded, user: str, ticket: Ticket | None) -> bytes:
        def evaluate(session: Session) -> bytes:
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


def _taken_in(session: Session, intake: Intake) -> bytes | None:
    """The refs of the records that a request brings in; None if it takes the common way to tell."""
    model = session.schema.tag(intake.tag)
    if model is None or session.schema.find(model) is None or session.writer is None:
        return None
    session.check_user()
    refs = session.writer.create_constants(model, intake.data)
    if refs is None:
        return None
    return encode(refs[SINGLE] if intake.single else refs)
