"""Stops queries that run too long, need too much memory, or that nobody waits for any more.

Expressions are Python code of many kinds (closures, generated loops, walks over values), and a check in
each of them would cost every query. So one thread looks at the running ones from outside now and then,
and stops one by raising an exception in its thread, wherever its Python code is just then; a single
call into C is finished first. Only the evaluation of an expression is stopped so, never what begins or
ends a transaction: a stopped query is undone like any other that fails.

Memory is measured for the process as a whole, because Python does not count per thread: of several
queries, the one that began last is taken to be the one that grew.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from karma_tui.lang.machine.refusal import Refused, execution

T = TypeVar("T")

MEBIBYTE: Final = 1024 * 1024

_PERIOD: Final = 0.05
"""Seconds between two looks at the running queries."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take: seconds at work, and mebibytes that the process may grow by meanwhile."""

    seconds: float | None = None
    mebibytes: int | None = None


class Stopped(BaseException):
    """Raised in a query's thread from outside; no handler of ordinary exceptions may catch it."""


class Ticket:
    """One query as the watch sees it; whoever holds it can ask for the query's end."""

    __slots__ = ("base", "begun", "cancelled", "open", "refusal", "sent", "thread")

    def __init__(self) -> None:
        self.cancelled = False
        self.begun = 0.0
        self.base = 0
        """Bytes that the process had when the query began."""
        self.thread = 0
        self.open = False
        """Whether the query may be stopped: true while it is being evaluated, and no longer."""
        self.sent = False
        """Whether a Stopped may be on its way to the query's thread."""
        self.refusal: Refused | None = None

    def cancel(self) -> None:
        """Ask for the query's end; it comes soon, if the query has not ended by itself."""
        self.cancelled = True


class Watch:
    """Runs queries under limits; safe to use from several threads."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        memory: Callable[[], int] | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._clock = clock
        self._memory = memory or memory_meter()
        self._resident = 0
        self._running: set[Ticket] = set()
        self._victim: Ticket | None = None
        self._ended = False
        self._needed = threading.Event()
        self._looking = threading.Lock()
        self._thread: threading.Thread | None = None

    def run(self, work: Callable[[], T], ticket: Ticket | None = None) -> T:
        """The result of `work`; Refused if it had to be stopped or memory ran out."""
        ticket = ticket or Ticket()
        if ticket.cancelled:
            raise _given_up()
        self._enter(ticket)
        if self._ended:
            ticket.cancel()
        failure: BaseException | None = None
        try:
            ticket.open = True
            result = work()
            ticket.open = False
        except BaseException as error:
            ticket.open = False
            failure = error
        # Between the end of a ticket and the loop below there is no call and no jump back, hence no
        # place at which Python would raise what is on its way; within the loop it is met and dropped.
        while ticket.sent:
            try:
                with self._looking:
                    _send(ticket.thread, None)
                    ticket.sent = False
            except Stopped:
                continue
        self._running.discard(ticket)
        if isinstance(failure, Stopped | MemoryError):
            refused = ticket.refusal if isinstance(failure, Stopped) else _too_big(self._limits.mebibytes)
            failure = None  # its frames hold whatever the query has built
            raise refused or _given_up()
        if isinstance(failure, Refused):
            failure.__traceback__ = None  # as above; and where in the engine it was raised says nothing
        if failure is not None:
            try:
                raise failure
            finally:
                failure = None
        return result

    def end(self) -> None:
        """Stop the queries that run, and any that begin from now on."""
        self._ended = True
        for ticket in list(self._running):
            ticket.cancel()

    def look(self) -> None:
        """Look at the running queries once and stop those that must end."""
        now, self._resident = self._clock(), self._memory()
        with self._looking:
            running = list(self._running)
            for ticket in running:
                ticket.base = min(ticket.base, self._resident) if ticket.base else self._resident
                refusal = self._verdict(ticket, now)
                if refusal is not None:
                    _stop(ticket, refusal)
            self._judge_memory(running)

    def _enter(self, ticket: Ticket) -> None:
        ticket.thread, ticket.begun, ticket.base = threading.get_ident(), self._clock(), self._resident
        self._running.add(ticket)
        if not self._needed.is_set():
            self._needed.set()
            if self._thread is None:
                self._start()

    def _start(self) -> None:
        with self._looking:
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep_looking, name="watch", daemon=True)
                self._thread.start()

    def _keep_looking(self) -> None:
        """Look while anything runs; sleep without a timer while nothing does."""
        while True:
            self._needed.wait()
            self.look()
            time.sleep(_PERIOD)
            if not self._running:
                self._needed.clear()
                if self._running:  # began while we were about to sleep
                    self._needed.set()

    def _verdict(self, ticket: Ticket, now: float) -> Refused | None:
        """Why a query must end now, memory aside."""
        if ticket.cancelled:
            return _given_up()
        seconds = self._limits.seconds
        return None if seconds is None or now - ticket.begun <= seconds else _too_long(seconds)

    def _judge_memory(self, running: list[Ticket]) -> None:
        """Stop the youngest query during which the process grew too much; one at a time."""
        limit = self._limits.mebibytes
        if limit is None:
            return
        if self._victim is not None and self._victim not in running:
            self._victim = None
            for ticket in running:  # what the victim leaves behind is not theirs
                ticket.base = self._resident
        grown = [ticket for ticket in running if self._resident - ticket.base > limit * MEBIBYTE]
        if grown and self._victim is None:
            self._victim = max(grown, key=lambda ticket: ticket.begun)
        if self._victim is not None:
            _stop(self._victim, _too_big(limit))


def memory_meter() -> Callable[[], int]:
    """A function that says how many bytes this process occupies; where the system keeps that to itself,
    how many it occupied at most.

    The file is opened once: each system call lets the query go on meanwhile, and so grow.
    """
    try:
        file = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return _peak_bytes
    page = resource.getpagesize()
    return lambda: int(os.pread(file, 100, 0).split()[1]) * page


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _stop(ticket: Ticket, refusal: Refused) -> None:
    """Raise Stopped in a query's thread, again with each look, in case a finalizer has swallowed it.

    `sent` is set before `open` is read, and a query clears `open` before it reads `sent`: so either
    nothing is sent, or the query knows that something may be.
    """
    ticket.refusal = ticket.refusal or refusal
    ticket.sent = True
    if ticket.open:
        _send(ticket.thread, Stopped)


def _send(thread: int, kind: type[BaseException] | None) -> None:
    """Let a thread raise an exception at its next chance; None takes back what it has not raised yet."""
    pending = None if kind is None else ctypes.py_object(kind)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), pending)


def _too_long(seconds: float) -> Refused:
    return execution(f"the query took longer than {seconds:g} seconds")


def _too_big(mebibytes: int | None) -> Refused:
    allowed = "there is" if mebibytes is None else f"{mebibytes} MiB"
    return execution(f"the query needs more memory than {allowed}")


def _given_up() -> Refused:
    return execution("the query was given up")
