"""Where engine calls run: in threads, so that no long one keeps others waiting; the shortest, at once.

Readers run beside each other, writers queue in a pool of their own, requests that only bring records in
are written together (http_gathering.py), logins wait for one another as on the real server. Handing a
call to a thread and back costs more than a short query itself; so a query that was short the last time,
with nothing written since, is run where it arrives. Whether a query writes is guessed from its bytes: a
wrong guess costs time, never correctness.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import ParamSpec, TypeVar

from karma_tui.lang.nodes import Dialect
from karma_tui.local.http_gathering import Gathering
from karma_tui.local.intake import may_bring_in

P = ParamSpec("P")
A = TypeVar("A")
T = TypeVar("T")
Query = tuple[bytes, str, Dialect]
"""Body, user and dialect."""

_READERS = 32
"""More than a few long queries at once leave a thread for a short one; threads are made when needed."""

_WRITERS = 16
"""Enough for writers to share commits; the store lets them work one at a time."""

_STACK_BYTES = 64 * 1024 * 1024
"""Address space for each thread's stack; memory is used only as far as deeply nested data needs it."""

_WRITING = (b'"create', b'"update"', b'"delete"')

_SHORT = 0.0005
"""Seconds of processor time; longer queries go to a thread."""

_UNDISTURBED = 0.05
"""Seconds on the clock; queries that had to wait so long for anything go to a thread, too."""

_LONGEST_BODY = 4096

_LONGEST_GATHERED = 64 * 1024
"""Bytes of a body; longer ones would keep others waiting that could go beside them."""

_REMEMBERED = 1024


class Threads:
    """Runs blocking calls for the event loop."""

    def __init__(
        self,
        clock: Callable[[], float] = time.perf_counter,
        processor: Callable[[], float] = time.thread_time,
    ) -> None:
        threading.stack_size(_STACK_BYTES)  # for all threads from now on: pools start theirs when needed
        self._readers = ThreadPoolExecutor(_READERS, "reader")
        self._writers = ThreadPoolExecutor(_WRITERS, "writer")
        self._gathered = ThreadPoolExecutor(1, "gathered")
        self._logins = ThreadPoolExecutor(1, "login")
        self._running: set[Future[object]] = set()
        self._short = ShortQueries()
        self._gathering = Gathering(self._in_one, self._short.forget)
        self._clock = clock
        self._processor = processor

    def is_short(self, query: Query) -> bool:
        """Whether `query` would run this at once."""
        return self._short.knows(query)

    async def query(self, run: Callable[[bytes, str, Dialect], T], query: Query) -> T:
        """Run a query at once if it is known to be short, else in the pool that suits it."""
        if self._short.knows(query):
            return self._timed(run, query)
        if any(word in query[0] for word in _WRITING):
            return await self.write(run, *query)
        return await self.read(self._timed, run, query)

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call beside other readers."""
        return await self._in(self._readers, call, *args, **kwargs)

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call among the writers; what was short before need not be so afterwards."""
        self._short.forget()
        try:
            return await self._in(self._writers, call, *args, **kwargs)
        finally:
            self._short.forget()

    def may_gather(self, query: Query) -> bool:
        """Whether a query is likely to be one of those that `together` is good for."""
        body, _, dialect = query
        return dialect is Dialect.V1 and len(body) <= _LONGEST_GATHERED and may_bring_in(body)

    async def together(self, call: Callable[[Sequence[A]], Sequence[T]], argument: A) -> T:
        """What a writing call of many arguments answers to this one, made with those that come meanwhile."""
        return await self._gathering.call(call, argument)

    async def log_in(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call when all earlier logins are done."""
        return await self._in(self._logins, call, *args, **kwargs)

    def close(self, patience: float) -> bool:
        """Start nothing more and wait so many seconds for what is running; whether all of it ended."""
        for pool in (self._readers, self._writers, self._gathered, self._logins):
            pool.shutdown(wait=False, cancel_futures=True)
        return not wait(set(self._running), patience).not_done

    async def _in(
        self, pool: ThreadPoolExecutor, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await asyncio.wrap_future(self._submit(pool, call, *args, **kwargs))

    def _submit(
        self, pool: ThreadPoolExecutor, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        future = pool.submit(call, *args, **kwargs)
        self._running.add(future)  # type: ignore[arg-type]
        future.add_done_callback(self._running.discard)
        return future

    def _in_one(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return self._submit(self._gathered, call, *args, **kwargs)

    def _timed(self, run: Callable[[bytes, str, Dialect], T], query: Query) -> T:
        """Run a query and remember whether it was short; one that fails is not."""
        epoch = self._short.epoch
        begun, used = self._clock(), self._processor()
        result = run(*query)
        short = self._processor() - used <= _SHORT and self._clock() - begun <= _UNDISTURBED
        self._short.note(query, short, epoch)
        return result


class ShortQueries:
    """The queries that took next to no time on the data as it still is. Used from several threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[Query, None] = OrderedDict()
        self._lock = threading.Lock()
        self.epoch = 0
        """Changes whenever something may have been written."""

    def knows(self, query: Query) -> bool:
        """Whether the query was short the last time and nothing has been written since."""
        return query in self._known

    def note(self, query: Query, short: bool, epoch: int) -> None:
        """Remember a short query that began in that epoch; forget one that was not short."""
        if short and epoch == self.epoch and query in self._known:
            return
        with self._lock:
            if not short or epoch != self.epoch:
                self._known.pop(query, None)
            elif len(query[0]) <= _LONGEST_BODY:
                self._known[query] = None
                if len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)

    def forget(self) -> None:
        """Begin a new epoch: no query is known to be short any more."""
        with self._lock:
            self.epoch += 1
            self._known.clear()
