"""The engine as the server sees it: bytes of a request in, bytes of an answer out, or `Refused`.

It opens the transaction a request needs and hands the work to the modules beside it; it must not
know HTTP, sessions or how records are kept.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime

from karma_tui.lang.nodes import Dialect
from karma_tui.local import rest
from karma_tui.local.bootstrap import fill
from karma_tui.local.deep import make_room, with_room_for
from karma_tui.local.dialect01 import engine as dialect01
from karma_tui.local.encode import encode
from karma_tui.local.moment import stamp
from karma_tui.local.ports import ReadTransaction, Store
from karma_tui.local.query import Decoded
from karma_tui.local.refusal import Refused, render
from karma_tui.local.session import Session, Shared

__all__ = ["Engine", "Refused", "render"]


class Engine:
    """A karma.run database over a store; safe to use from several threads."""

    def __init__(self, store: Store, *, now: Callable[[], datetime], rng: random.Random) -> None:
        make_room()
        self._store = store
        self._shared = Shared(now, rng)
        self._dialect01 = dialect01.Engine(store, now=now, rng=rng)

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

    def run(self, body: bytes, user: str, dialect: Dialect) -> bytes:
        """Answer a query of the user whose `_user` record id is given; raises Refused."""
        if dialect is Dialect.V01:
            return self._dialect01.run(body, user)
        decoded = self._shared.queries.decoded(body)
        return with_room_for(decoded.depth, lambda: self._answer(body, decoded, user))

    def _answer(self, body: bytes, decoded: Decoded, user: str) -> bytes:
        if decoded.writes:
            return self._writing(user, lambda session: self._evaluate(session, body, decoded))
        with self._store.read() as reading:
            return self._evaluate(self._session(reading, user), body, decoded)

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
        with self._store.read() as tx:
            return rest.listing(self._session(tx, user), resource, offset, length, metadata)

    def rest_get(self, resource: str, record: str, metadata: bool, user: str) -> bytes:
        """One record; in `_model` the record may be named by a tag."""
        with self._store.read() as tx:
            return rest.one(self._session(tx, user), resource, record, metadata)

    def rest_create(self, resource: str, body: bytes, user: str) -> bytes:
        """Create the records of a JSON list in one go; answers their refs."""
        return self._writing(user, lambda session: rest.create(session, resource, body))

    def rest_update(self, resource: str, record: str, body: bytes, user: str) -> bytes:
        """Replace a record's value; answers its ref."""
        return self._writing(user, lambda session: rest.update(session, resource, record, body))

    def rest_delete(self, resource: str, record: str | None, user: str) -> bytes:
        """Delete a record (or, without `record`, the model whose id is `resource`); answers its value."""
        return self._writing(user, lambda session: rest.delete(session, resource, record))

    def _writing(self, user: str, work: Callable[[Session], bytes]) -> bytes:
        """The answer of work in a write transaction; the shared caches learn of it once it is committed."""
        shared = self._shared
        with self._store.write() as tx:
            session = Session(shared, tx, user, tx)
            answer = work(session)
            changes = session.reader.changes()
        for change in changes:
            shared.records.apply(change)
        return answer

    def _session(self, tx: ReadTransaction, user: str) -> Session:
        return Session(self._shared, tx, user, None)
