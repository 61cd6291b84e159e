"""What the history keeps of a run, and what can be asked for: plain values, no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

OK = "ok"
ERROR = "error"
CANCELLED = "cancelled"
UNFINISHED = ""
"""The outcome of a run that has not ended, or whose process ended before it."""

OUTCOMES = {"ok": OK, "error": ERROR, "cancelled": CANCELLED, "unfinished": UNFINISHED}
"""By the word a person says."""


@dataclass(frozen=True, slots=True)
class Started:
    """What is known when a run starts. `text` is masked and cut when it is written, not before."""

    started: datetime
    """Aware."""
    text: str
    face: str = ""
    profile: str = ""
    endpoint: str = ""
    user: str = ""
    dialect: str = ""
    writes: bool = False
    snippet: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """What is known when it is over."""

    outcome: str
    seconds: float
    error_kind: str = ""
    error_title: str = ""
    size: int | None = None
    """Bytes of the result."""
    pieces: Sequence[bytes] | None = field(default=None, repr=False)
    """The result as it came, if it is small enough to be kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A run as it is kept."""

    id: int
    """Grows from run to run, and is never used again."""
    started: datetime
    """Aware, UTC, to the millisecond."""
    text: str
    """What ran, secrets masked."""
    is_cut: bool
    """Whether the text was too long to be kept whole."""
    face: str
    profile: str
    endpoint: str
    user: str
    dialect: str
    writes: bool
    snippet: str
    parameters: Mapping[str, str] = field(hash=False)
    outcome: str
    error_kind: str
    error_title: str
    seconds: float | None
    size: int | None
    """Bytes of the result."""
    rows: int | None
    """Records of the result, where it is a list and somebody counted."""
    digest: str
    """SHA-256 of the result in hexadecimal digits; "" if it was too big to be looked at."""
    pinned: bool
    result: str
    """Name of the file with the result; "" if it is not kept."""

    @property
    def outcome_word(self) -> str:
        """How it ended, for a person."""
        return self.outcome or "not finished"

    @property
    def has_result(self) -> bool:
        """Whether its result was kept; it may have gone since."""
        return bool(self.result)

    def as_plain(self) -> dict[str, Any]:
        """Everything as values that JSON can hold; the time in ISO 8601."""
        plain: dict[str, Any] = {
            it.name: getattr(self, it.name) for it in fields(self) if it.name != "result"
        }
        plain["started"] = time_text(self.started)
        plain["parameters"] = dict(self.parameters)
        plain["outcome"] = self.outcome or "unfinished"
        plain["has_result"] = self.has_result
        return plain


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs are meant. What is left empty, or None, admits all."""

    words: str = ""
    """Parted by blanks, "several words" in double quotes; each is in the text or in the snippet's name."""
    profile: str = ""
    outcome: str | None = None
    """One of the values of `OUTCOMES`."""
    face: str = ""
    snippet: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Not itself included."""
    pinned: bool | None = None
    writes: bool | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of past runs, the newest first, each once; `newest` is the last id, to ask for later ones."""

    texts: tuple[str, ...]
    newest: int


def time_text(moment: datetime) -> str:
    """A time as it is kept: UTC, ISO 8601 to the millisecond; sorts like the times do."""
    from datetime import UTC

    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
