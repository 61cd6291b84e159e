"""Which runs are shown: a value, changed by keys, told in words, and asked of the history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from karma_tui.library.history.entry import OUTCOMES, Wanted

T = TypeVar("T")

_OUTCOMES: tuple[str | None, ...] = (None, *OUTCOMES)
_FACES = ("", "app", "repl", "run")
_DAYS: tuple[int | None, ...] = (None, 0, 7, 30)


@dataclass(frozen=True, slots=True)
class Filters:
    """All runs, unless something is set."""

    outcome: str | None = None
    """A word of `OUTCOMES`."""
    profile: str = ""
    face: str = ""
    days: int | None = None
    """0 is today."""
    writes: bool = False
    pinned: bool = False

    def next_outcome(self) -> Filters:
        """With the next outcome in turn."""
        return replace(self, outcome=_after(_OUTCOMES, self.outcome))

    def next_face(self) -> Filters:
        """With the next face in turn."""
        return replace(self, face=_after(_FACES, self.face))

    def next_age(self) -> Filters:
        """With the next age in turn."""
        return replace(self, days=_after(_DAYS, self.days))

    def on_profile(self, profile: str) -> Filters:
        """On that profile alone; "" is all."""
        return replace(self, profile=profile)

    def only_writing(self) -> Filters:
        """Only what writes, or no longer."""
        return replace(self, writes=not self.writes)

    def only_pinned(self) -> Filters:
        """Only what is pinned, or no longer."""
        return replace(self, pinned=not self.pinned)

    def wanted(self, words: str, now: datetime) -> Wanted:
        """As the history is asked. `now` is aware; today began at midnight of its time zone."""
        since = None
        if self.days is not None:
            today = now.replace(hour=0, minute=0, second=0, microsecond=0)
            since = today if not self.days else now - timedelta(days=self.days)
        return Wanted(
            words=words,
            profile=self.profile,
            outcome=None if self.outcome is None else OUTCOMES[self.outcome],
            face=self.face,
            since=since,
            pinned=True if self.pinned else None,
            writes=True if self.writes else None,
        )

    def told(self) -> str:
        """In words; "" for all."""
        return ", ".join(
            part
            for part in (
                self.outcome and f"only {self.outcome}",
                self.profile and f"on {self.profile}",
                self.face and f"by {self.face}",
                self.days is not None and (f"in {self.days} days" if self.days else "today"),
                self.writes and "writing",
                self.pinned and "pinned",
            )
            if part
        )


def _after(choices: tuple[T, ...], current: T) -> T:
    at = choices.index(current) if current in choices else -1
    return choices[(at + 1) % len(choices)]
