"""What the history keeps of a run, and what can be asked for: plain values, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from karma_tui.library.history.facts import CANCELLED, ERROR, OK, UNFINISHED, time_text

if TYPE_CHECKING:
    from datetime import datetime

OUTCOMES = {"ok": OK, "error": ERROR, "cancelled": CANCELLED, "unfinished": UNFINISHED}
"""By the word a person says."""


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
    deed: str = ""
    """The kind of a `facts.Deed`; "" for an expression. What is none cannot be run again."""

    @property
    def outcome_word(self) -> str:
        """How it ended, for a person."""
        return self.outcome or "unfinished"

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
