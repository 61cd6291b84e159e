"""Asks the instance beside the user's own runs: one thing of a kind at a time, cancelled when left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from textual.screen import Screen
from textual.worker import Worker

from karma_tui.errors import AuthError, ConnectionFailed, KarmaError
from karma_tui.lang.nodes import Dialect
from karma_tui.tui.failures import notify_errors, unexpected

if TYPE_CHECKING:
    from karma_tui.tui.connection import Connection


class Asking:
    """The way to the instance for everything that is looked up."""

    def __init__(self, screen: Screen[Any], connection: Connection, changed: Callable[[], None]) -> None:
        self._screen = screen
        self._connection = connection
        self._changed = changed
        self._workers: dict[str, Worker[None]] = {}

    @property
    def dialect(self) -> Dialect:
        """The instance's, as far as it is known."""
        session = self._connection.session()
        return Dialect(session.dialect) if session is not None and session.dialect else Dialect.V1

    def is_busy(self, kind: str) -> bool:
        """Whether something of that kind is being asked."""
        worker = self._workers.get(kind)
        return worker is not None and not worker.is_finished

    def begin(self, kind: str, work: Awaitable[None], *, quietly: bool = False) -> None:
        """Do some work that asks, in place of earlier work of that kind; `quietly` keeps failures untold."""
        self._workers[kind] = self._screen.run_worker(
            self._guarded(work, quietly=quietly), group=f"explore-{kind}", exclusive=True, exit_on_error=False
        )
        self._changed()

    def cancel(self, kind: str) -> None:
        """Stop work of that kind."""
        worker = self._workers.pop(kind, None)
        if worker is not None:
            worker.cancel()
            self._changed()

    async def body(self, text: str) -> bytes:
        """What the instance answers. Raises KarmaError."""
        bench = self._connection.bench
        if bench is None:
            raise ConnectionFailed("Not connected", "There is no connection to the instance.")
        run = await bench.run(text)
        if run.error is not None:
            raise run.error
        return run.body

    async def made(self, make: Callable[[bytes], Any], body: bytes) -> Any:
        """Something made of an answer, in a thread if it is big."""
        return make(body) if len(body) < _APART else await asyncio.to_thread(make, body)

    async def _guarded(self, work: Awaitable[None], *, quietly: bool) -> None:
        error: KarmaError | None = None
        try:
            await work
        except KarmaError as failure:
            error = failure
        except Exception as failure:
            error = unexpected(failure)
        finally:
            self._screen.call_later(self._changed)
        if error is not None and not quietly:
            notify_errors(self._screen.app, [error])
            if isinstance(error, AuthError):
                self._connection.sign_in(error)


_APART = 200_000
"""Bytes from which an answer is cut in a thread, so that the event loop goes on."""
