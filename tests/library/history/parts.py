"""Runs to write down, and a history to write them into."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.library.history.facts import OK, Ended, Started
from karma_tui.library.history.history import History
from karma_tui.library.history.limits import Limits
from karma_tui.library.history.writer import Writer, Written

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Kept:
    """A history in a folder, with what it told."""

    def __init__(self, folder: Path, limits: Limits | None = None, now: datetime = NOON) -> None:
        self.told: list[StorageError] = []
        self.limits = limits or Limits()
        self.now = now
        self.history = History(folder, self.limits, self.told.append)
        self.writer = self.new_writer()

    def new_writer(self) -> Writer:
        return Writer(
            self.history.path, self.history.results, self.limits, self.told.append, clock=lambda: self.now
        )

    def begin(self, text: str = "all", **facts: object) -> Written:
        run = Started(self.now, text, face="app", profile="here")._replace(**facts)  # type: ignore[arg-type]
        written = Written(run)
        self.writer.begin(written)
        return written

    def run(
        self, text: str = "all", outcome: str = OK, body: bytes = b"[1, 2]", title: str = "", **facts: object
    ) -> Written:
        written = self.begin(text, **facts)
        pieces = (body,) if outcome == OK else None
        self.writer.end(written, Ended(outcome, 0.25, "query" if title else "", title, len(body), pieces))
        return written

    def texts(self) -> list[str]:
        return [entry.text for entry in self.history.page(limit=10_000)]

    def every_byte(self) -> bytes:
        """Of all files, results unpacked too."""
        import gzip

        found = b""
        for path in sorted(self.history.path.parent.rglob("*")):
            if path.is_file():
                data = path.read_bytes()
                found += data + (gzip.decompress(data) if path.suffix == ".gz" else b"")
        return found

    def later(self, **step: float) -> None:
        self.now += timedelta(**step)
