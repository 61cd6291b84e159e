"""`--log-file`: every HTTP exchange of this process as a line of JSON in a file, secrets masked.

The lines are made and written by a thread of their own: a slow or full disk never holds a query up. What
cannot be written is said once, and its number stands in the file as soon as that can be written again.
"""

from __future__ import annotations

import json
import os
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from karma_tui.client.exchange import Exchange, Phase, listen
from karma_tui.errors import StorageError
from karma_tui.library.log_file import LogFile
from karma_tui.redact import redact

VARIABLE = "KARMA_TUI_LOG_FILE"

_MOST_WAITING = 10_000
"""Lines that wait for a disk that does not answer; more are counted as lost."""

_ENDING = 2.0
"""Seconds that the end of the process waits for the last lines."""

Remark = Callable[[str], None]


class _Writer:
    """Writes on a thread what it is told in the event loop."""

    def __init__(self, file: LogFile, remark: Remark) -> None:
        self.file = file
        self.remark = remark
        self._waiting: queue.SimpleQueue[Exchange | None] = queue.SimpleQueue()
        self._lost = 0
        self._has_remarked = False
        self._thread = threading.Thread(target=self._work, name="http-log", daemon=True)
        self._thread.start()
        self._stop = listen(self._take)

    def close(self) -> None:
        self._stop()
        self._waiting.put(None)
        self._thread.join(_ENDING)
        if not self._thread.is_alive():
            self.file.close()

    def _take(self, exchange: Exchange) -> None:
        if exchange.phase is Phase.ANSWERING:
            return
        if self._waiting.qsize() > _MOST_WAITING:
            self._lost += 1
        else:
            self._waiting.put(exchange)

    def _work(self) -> None:
        while (exchange := self._waiting.get()) is not None:
            try:
                if self._lost:
                    self.file.write(_gap(self._lost))
                    self._lost = 0
                self.file.write(line_of(exchange))
            except StorageError as error:
                self._lost += 1
                self._tell(error)

    def _tell(self, error: StorageError) -> None:
        if not self._has_remarked:
            self._has_remarked = True
            self.remark(f"{error.title}: {error.detail} The work goes on without it.")


_running: list[_Writer] = []
"""One a process at most: it tells of all servers."""


@contextmanager
def log_to(path: str, remark: Remark) -> Iterator[None]:
    """Log to a file as long as this lasts: `path`, else what KARMA_TUI_LOG_FILE names, else not at all.

    `remark` is called at most once, from a thread, when lines cannot be written. Inside of another one
    only the remark is taken over. Raises StorageError for a file that cannot be used.
    """
    wanted = path or os.environ.get(VARIABLE, "")
    if not wanted.strip():
        yield
    elif _running:
        writer = _running[0]
        outer, writer.remark = writer.remark, remark
        try:
            yield
        finally:
            writer.remark = outer
    else:
        writer = _Writer(LogFile(Path(wanted)), remark)
        _running.append(writer)
        try:
            yield
        finally:
            _running.remove(writer)
            writer.close()


def line_of(exchange: Exchange, now: datetime | None = None) -> str:
    """An exchange as JSON on one line: `request` when it was sent, and one of the others at its end."""
    event = {
        Phase.SENT: "request",
        Phase.DONE: "answer",
        Phase.FAILED: "failure",
        Phase.CANCELLED: "cancelled",
    }.get(exchange.phase, exchange.phase.value)
    facts: dict[str, Any] = {
        "time": _time(now),
        "pid": os.getpid(),
        "id": exchange.number,
        "event": event,
        "what": exchange.what,
        "method": exchange.method,
        "path": redact(exchange.path),
        "server": redact(exchange.server),
    }
    if exchange.again:
        facts["again"] = exchange.again
    facts |= _begun(exchange) if exchange.phase is Phase.SENT else _ended(exchange)
    return json.dumps(facts)


def _begun(exchange: Exchange) -> dict[str, Any]:
    facts: dict[str, Any] = {"signed": exchange.is_signed, "sent": exchange.sent}
    if exchange.body or exchange.is_private:
        facts["body"] = exchange.request_text
    return facts


def _ended(exchange: Exchange) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "status": exchange.status or None,
        "sent": exchange.sent,
        "received": exchange.received,
        "unpacked": exchange.unpacked,
        "connection": "new" if exchange.is_fresh else "kept",
        "connect_ms": _ms(exchange.connecting),
        "first_byte_ms": _ms(exchange.first_byte),
        "total_ms": _ms(exchange.total),
    }
    if exchange.error:
        facts["error"] = exchange.error_text
    if exchange.refusal:
        facts["refusal"] = exchange.refusal_text
    return facts


def _gap(lost: int) -> str:
    return json.dumps({"time": _time(None), "pid": os.getpid(), "event": "gap", "lost": lost})


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


def _time(now: datetime | None) -> str:
    return (now or datetime.now(UTC)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
