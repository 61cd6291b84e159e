"""Threads for the engine: readers run beside each other, writers queue in a pool of their own.

So neither a long query nor a queue of writers keeps a short query waiting. Which pool a query goes to
is guessed from its bytes; a wrong guess costs nothing but waiting.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_READERS = 8
_WRITERS = 16
"""Enough for writers to share commits; the store lets them work one at a time."""

_STACK_BYTES = 64 * 1024 * 1024
"""Address space for each thread's stack; memory is used only as far as deeply nested data needs it."""

_WRITING = (b'"create', b'"update"', b'"delete"')


class Threads:
    """Runs blocking calls for the event loop."""

    def __init__(self) -> None:
        threading.stack_size(_STACK_BYTES)  # for all threads from now on: pools start theirs when needed
        self._readers = ThreadPoolExecutor(_READERS, "reader")
        self._writers = ThreadPoolExecutor(_WRITERS, "writer")
        self._running: set[Future[object]] = set()

    async def run(self, body: bytes, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call in the pool that suits a query's body."""
        writes = any(word in body for word in _WRITING)
        return await self._in(self._writers if writes else self._readers, call, *args, **kwargs)

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call beside other readers."""
        return await self._in(self._readers, call, *args, **kwargs)

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call among the writers."""
        return await self._in(self._writers, call, *args, **kwargs)

    def close(self, patience: float) -> bool:
        """Start nothing more and wait so many seconds for what is running; whether all of it ended."""
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._writers.shutdown(wait=False, cancel_futures=True)
        return not wait(set(self._running), patience).not_done

    async def _in(
        self, pool: ThreadPoolExecutor, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        future = pool.submit(call, *args, **kwargs)
        self._running.add(future)  # type: ignore[arg-type]
        future.add_done_callback(self._running.discard)
        return await asyncio.wrap_future(future)
