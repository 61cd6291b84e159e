"""A signature with what is known of its time: when it was issued, and how much is left by the server's clock.

Bookkeeping only; it sends nothing and decides nothing.
"""

from __future__ import annotations

from karma_tui.client.clock import Clock
from karma_tui.client.renewal import Reading, dates_ahead, has_jumped, is_due, seconds_left
from karma_tui.client.signature import ServerClock, Signature


class Validity:
    """The present signature, if any, and the server's clock as seen from here."""

    def __init__(self, clock: Clock) -> None:
        self.signature: Signature | None = None
        self._clock = clock
        self._server = ServerClock()
        self._dates_ahead = 0.0
        self._issued = 0.0
        self._accepted = 0.0
        self._observed = self._reading()

    def accept(self, signature: Signature, server_time: float | None) -> None:
        """Take over a signature that just came, with the server's time of the answer if it said so."""
        issued = signature.issued
        if issued is None:
            self.observe(server_time)
        else:
            self._dates_ahead = dates_ahead(server_time, issued)
            self._see(float(issued))
        self.signature = signature
        self._issued = self._now(self._clock.wall()) if issued is None else float(issued)
        self._accepted = self._clock.monotonic()

    def forget(self) -> None:
        """Be without a signature."""
        self.signature = None

    def observe(self, server_time: float | None) -> None:
        """Set the server's clock by an answer that just came."""
        if server_time is not None:
            self._see(server_time - self._dates_ahead)

    def left(self, now: float | None = None) -> float:
        """Seconds until the signature ends, at local wall time `now` or at this moment; 0 without one."""
        if self.signature is None:
            return 0.0
        wall = self._clock.wall() if now is None else now
        return seconds_left(self._issued, self._now(wall))

    @property
    def age(self) -> float:
        """Seconds since the signature came."""
        return self._clock.monotonic() - self._accepted

    @property
    def is_due(self) -> bool:
        """Whether it is time for a new one."""
        return is_due(self._issued, self._now(self._clock.wall()))

    @property
    def is_doubtful(self) -> bool:
        """Whether the machine slept or its clock was set since the server's time was last seen."""
        return has_jumped(self._observed, self._reading())

    def _see(self, server_now: float) -> None:
        self._observed = self._reading()
        self._server.observe(server_now, self._observed.wall)

    def _now(self, wall: float) -> float:
        """The server's time at local wall time `wall`.

        The clock that went further since the server's was seen counts: one stands still while the machine
        sleeps, the other may be set back, and no time must be promised that is not there.
        """
        seen = self._observed
        passed = max(wall - seen.wall, self._clock.monotonic() - seen.monotonic)
        return self._server.now(seen.wall + passed)

    def _reading(self) -> Reading:
        return Reading(self._clock.wall(), self._clock.monotonic())
