"""The engine as the server sees it: bytes of a request in, bytes of an answer out, or `Refused`.

It opens the transaction a request needs and hands the work to the modules beside it; it must not
know HTTP, sessions or how records are kept.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime

from karma_tui.lang.nodes import Dialect
from karma_tui.local.ports import Store
from karma_tui.local.refusal import Refused, render

__all__ = ["Engine", "Refused", "render"]


class Engine:
    """A karma.run database over a store; safe to use from several threads."""

    def __init__(self, store: Store, *, now: Callable[[], datetime], rng: random.Random) -> None:
        self._store = store
        self._now = now
        self._rng = rng

    def initialise(self) -> None:
        """Create the default models, tags, role, expression and admin user in an empty store."""
        raise NotImplementedError

    def reset(self) -> None:
        """Delete everything and create the defaults anew, with new ids."""
        raise NotImplementedError

    def run(self, body: bytes, user: str, dialect: Dialect) -> bytes:
        """Answer a query of the user whose `_user` record id is given; raises Refused."""
        raise NotImplementedError

    def root_user(self) -> str:
        """The record id of the admin user."""
        raise NotImplementedError

    def find_user(self, username: str) -> tuple[str, str] | None:
        """Record id and password hash of the user of this name."""
        raise NotImplementedError

    def rest_list(
        self, resource: str, offset: int, length: int, metadata: bool, user: str
    ) -> tuple[bytes, int]:
        """A page of a model's readable records and their total; the resource is a tag or a model id."""
        raise NotImplementedError

    def rest_get(self, resource: str, record: str, metadata: bool, user: str) -> bytes:
        """One record; in `_model` the record may be named by a tag."""
        raise NotImplementedError

    def rest_create(self, resource: str, body: bytes, user: str) -> bytes:
        """Create the records of a JSON list in one go; answers their refs."""
        raise NotImplementedError

    def rest_update(self, resource: str, record: str, body: bytes, user: str) -> bytes:
        """Replace a record's value; answers its ref."""
        raise NotImplementedError

    def rest_delete(self, resource: str, record: str | None, user: str) -> bytes:
        """Delete a record (or, without `record`, the model whose id is `resource`); answers its value."""
        raise NotImplementedError
