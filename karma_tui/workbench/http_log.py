"""The latest HTTP exchanges of this process, in memory: what a face shows as its log. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable

from karma_tui.client.exchange import Exchange, Phase, listen

__all__ = ["MOST", "Exchange", "HttpLog", "Phase"]

MOST = 300
"""Exchanges that are kept; older ones go."""


class HttpLog:
    """Listens from `start` to `stop`. `changed` is called in the event loop with each step of an exchange."""

    def __init__(self, most: int = MOST) -> None:
        self.changed: Callable[[Exchange], None] | None = None
        self.dropped = 0
        """Exchanges that were let go because there were too many."""
        self._most = most
        self._entries: dict[int, Exchange] = {}
        self._cleared = 0
        self._stop: Callable[[], None] | None = None

    def start(self) -> None:
        """Begin to listen; may be called twice."""
        if self._stop is None:
            self._stop = listen(self._take)

    def stop(self) -> None:
        """End it; what is there stays; may be called twice."""
        if self._stop is not None:
            self._stop()
            self._stop = None

    @property
    def entries(self) -> tuple[Exchange, ...]:
        """Oldest first; each as it is by now."""
        return tuple(self._entries.values())

    def get(self, number: int) -> Exchange | None:
        """One of them as it is by now."""
        return self._entries.get(number)

    def clear(self) -> None:
        """Forget all; those still going on are not told any more."""
        self._cleared = max(self._entries, default=self._cleared)
        self._entries.clear()
        self.dropped = 0

    def _take(self, exchange: Exchange) -> None:
        is_new = exchange.number not in self._entries
        if is_new and exchange.number <= self._cleared:
            return
        self._entries[exchange.number] = exchange
        if len(self._entries) > self._most:
            del self._entries[next(iter(self._entries))]
            self.dropped += 1
        if self.changed is not None:
            self.changed(exchange)
