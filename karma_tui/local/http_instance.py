"""An instance as the HTTP interface holds it: engine, store, secret, sessions, threads, side by side.

It is the one place where the secret changes and where the engine is replaced after an import.
"""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime
from pathlib import Path

from karma_tui.lang.nodes import Dialect
from karma_tui.local.auth_dialect import DialectMemory
from karma_tui.local.auth_login import Logins
from karma_tui.local.auth_secret import fresh, load_or_create, store_secret
from karma_tui.local.auth_signature import Signer
from karma_tui.local.engine import Engine
from karma_tui.local.http_threads import Threads
from karma_tui.local.ports import Store
from karma_tui.local.recordcache import BUDGET
from karma_tui.local.store import SqliteStore
from karma_tui.local.watch import Limits, Watch


class Instance:
    """Everything that answering a request needs."""

    def __init__(
        self,
        store: SqliteStore,
        secret_file: Path,
        dialect: Dialect | None = None,
        limits: Limits | None = None,
        cache_memory: int = BUDGET,
    ) -> None:
        """`dialect` pins the language; None lets every caller speak their own. `limits` hold for each query.

        `cache_memory` is how many bytes decoded records may occupy between queries. Raises StorageError.
        """
        self.store = store
        self.secret_file = secret_file
        secret = load_or_create(secret_file)
        self._watch = Watch(limits)
        self._cache_memory = cache_memory
        self.engine = new_engine(store, self._watch, cache_memory)
        self.threads = Threads()
        self.dialects = DialectMemory(dialect)
        self.signer = Signer(secret, time.time, os.urandom)
        self.logins = Logins(secret)

    async def log_in(self, name: str, password: str) -> str | None:
        """The record id of the user who may log in so, or None."""
        engine = self.engine
        return await self.threads.log_in(self.logins.user, name, password, engine.root_user, engine.find_user)

    def rotate_secret(self) -> None:
        """Make a new secret, keep it in the secret file, void all signatures. Raises StorageError."""
        secret = fresh()
        store_secret(self.secret_file, secret)
        self.signer.rotate(secret)
        self.logins.rotate(secret)

    def renew_engine(self) -> None:
        """Forget whatever was derived from data that has been replaced."""
        self.engine = new_engine(self.store, self._watch, self._cache_memory)

    def close(self, patience: float) -> bool:
        """Stop running queries, then close the data file; False if one still runs after so many seconds.

        (A single step of C code cannot be stopped.) A query that is abandoned so keeps the data file open;
        whatever it wrote is undone when the process ends.
        """
        self._watch.end()
        if not self.threads.close(patience):
            return False
        self.store.close()
        return True


def new_engine(store: Store, watch: Watch | None = None, cache_memory: int = BUDGET) -> Engine:
    """An engine with this machine's clock; its randomness makes ids, which are no secrets."""
    rng = random.Random()
    return Engine(store, now=lambda: datetime.now(UTC), rng=rng, watch=watch, cache_memory=cache_memory)
