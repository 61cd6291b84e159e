"""Where an answer goes while it comes in, for those who do not want to wait for its last byte."""

from __future__ import annotations

from typing import Protocol


class Sink(Protocol):
    """Takes the decoded body of a success. A request that is sent again starts its sink anew."""

    def begin(self) -> None:
        """An answer begins; whatever came before is void."""

    def feed(self, data: bytes) -> object:
        """The next bytes of the body; whatever it answers is not looked at."""
